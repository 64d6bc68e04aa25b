"""Generated catalogues: tiny ones full of awkward things for the oracle, larger ones shaped like real curricula."""

import random
from collections.abc import Sequence
from dataclasses import replace

from learners.model import Attainment, SkillState
from ontology.durations import normal_hours
from ontology.ids import CompetencyId, CourseId, LevelId, RoleId, RoleLevelId, ScaleId
from ontology.model import (
    Alternative,
    Catalogue,
    Competency,
    CompetencyAt,
    Course,
    CourseDone,
    Group,
    LevelRequirement,
    ProficiencyLevel,
    ProficiencyScale,
    Requirement,
    Role,
    RoleLevel,
    Teaching,
    Text,
)
from planning.goals import Question
from planning.preferences import Preferences, Wish

_NEAR_TIES = [1.0, normal_hours(3_600_001 / 3_600_000), normal_hours(7_199_999 / 3_600_000), 2.0]
"""Hours that differ by a millisecond, which is the least that a cost can differ by."""
_HOURS: tuple[Sequence[float | None], ...] = (
    (1.0, 2.0, 3.0),
    (2.0,),
    (0.0, 0.5, 1.0, 7.25),
    (None, 1.0, 4.0),
    (0.1, 0.2, 0.3),
    _NEAR_TIES,
)
"""The hours that the courses of one tangle have."""


def scale(name: str, ranks: int) -> ProficiencyScale:
    """A scale with so many ranks, named after their numbers."""
    return ProficiencyScale(
        id=ScaleId(name),
        labels=(Text("en", name),),
        levels=tuple(
            ProficiencyLevel(id=LevelId(f"{name}-{r}"), rank=r, labels=(Text("en", f"Rank {r}"),))
            for r in range(1, ranks + 1)
        ),
    )


def tiny(seed: int) -> tuple[Catalogue, Question]:
    """At most five competencies and twelve courses, for the oracle that tries every set.

    Odd seeds are steep: few competencies, climbed rank by rank to the top, so that plans are long.
    """
    r = random.Random(seed)
    if seed % 2:
        return _tangle(r, r.randint(2, 3), r.randint(10, 12), r.choice([2, 3]), r.choice([0.05, 0.15, 0.4]), True)
    many = r.choice([3, 6, 8, 9, 10, 11])
    return _tangle(r, r.randint(2, 5), many, r.choice([1, 2, 3]), r.choice([0.15, 0.4, 1.0]), False)


def knot(seed: int) -> tuple[Catalogue, Question]:
    """Some thirty courses that climb rank by rank: longer plans than tiny ones, and sets too many to list."""
    r = random.Random(f"knot {seed}")
    return _tangle(r, r.randint(3, 5), r.randint(20, 36), r.choice([2, 3, 3, 4]), r.choice([0.2, 0.4, 0.7]), True)


def weighed(seed: int) -> tuple[Catalogue, Question]:
    """A tiny world or a knot whose courses have prices, languages, modalities and providers, for people with wishes,
    who have begun some of them. What is added to hours is never half of what it is rounded to."""
    r = random.Random(f"weighed {seed}")
    catalogue, question = (knot if seed % 4 == 0 else tiny)(seed)

    def described(course: Course) -> Course:
        return replace(
            course,
            cost=r.choice([None, 0.0, 40.0, 100.0, 250.0]),
            languages=tuple(sorted(r.sample(("de", "en", "en-gb"), r.randint(0, 2)))),
            modality=r.choice([None, "online", "classroom"]),
            provider=r.choice([None, "a", "b", "c"]),
        )

    def wish(*values: str) -> Wish:
        chosen = tuple(sorted(r.sample(values, r.choice([0, 1, 1, min(2, len(values))]))))
        return Wish(values=chosen, weight=r.choice([1.0, 2.0]))

    preferences = Preferences(
        money=r.choice([0.0, 0.02, 0.05]),
        language=wish("de", "en", "en-gb"),
        modality=wish("online", "classroom"),
        provider=wish("a", "b", "c"),
    )
    begun = {c.id: r.choice([0.0, 0.5, 1.5]) for c in catalogue.courses if r.random() < 0.1}
    state = replace(question.state, in_progress={c: h for c, h in begun.items() if c not in question.state.done})
    catalogue = replace(catalogue, courses=tuple(map(described, catalogue.courses)))
    return catalogue, replace(question, state=state, preferences=preferences)


def middling(seed: int) -> tuple[Catalogue, Question]:
    """10 to 20 competencies and 25 to 80 courses: two in three are tangles, the others a small curriculum."""
    r = random.Random(f"middling {seed}")
    competencies, courses = r.randint(10, 20), r.randint(25, 80)
    if seed % 3:
        return _tangle(r, competencies, courses, r.choice([2, 3, 4]), r.choice([0.2, 0.4, 0.8]), seed % 3 == 1)
    catalogue = curriculum(courses, seed, competencies)
    role_level, state = career(catalogue, seed)
    return catalogue, Question(needs=role_level.needs, state=state)


def thicket(seed: int) -> tuple[Catalogue, Question]:
    """A dozen competencies and up to a hundred courses, many of which wait for each other in circles."""
    r = random.Random(seed)
    return _tangle(r, r.randint(6, 14), r.randint(40, 100), r.choice([2, 3, 4]), r.choice([0.5, 0.8, 1.0]), True)


def _tangle(
    r: random.Random, competencies: int, many: int, ranks: int, tangled: float, steep: bool
) -> tuple[Catalogue, Question]:
    """Circles, OR groups, equivalents, retired things, equal costs. `tangled` in [0, 1]: how much is asked for."""
    names = [CompetencyId(f"k{i:02}") for i in range(competencies)]
    courses = [CourseId(f"c{i:02}") for i in range(many)]
    hours = r.choice(_HOURS)

    def at(low: int = 1) -> CompetencyAt:
        return CompetencyAt(r.choice(names), r.randint(low, ranks))

    def group(done_too: bool) -> Group:
        made: list[Alternative] = [
            CourseDone(r.choice(courses)) if done_too and r.random() < 0.25 else at()
            for _ in range(r.choice([1, 1, 2, 3]))
        ]
        return _group(made)

    def competency(name: CompetencyId) -> Competency:
        fate = r.random()
        other = r.choice(names)
        retired = fate < 0.12 and other != name
        return Competency(
            id=name,
            labels=(Text("en", f"Skill {name}"),),
            scale=ScaleId("s"),
            equivalent=(other,) if 0.12 <= fate < 0.24 and other != name else (),
            requires=tuple(
                sorted(
                    {
                        LevelRequirement(r.randint(1, ranks), group(done_too=False))
                        for _ in range(r.choice([0, 0, 1, 2]) if r.random() < tangled else 0)
                    }
                )
            ),
            retired=retired,
            replaced_by=other if retired else None,
        )

    def course(name: CourseId) -> Course:
        taught: dict[CompetencyId, Teaching] = {}
        for _ in range(r.choice([1, 1, 2, 3])):
            low = r.randint(0, ranks - 1)
            taught_one = r.choice(names)
            taught[taught_one] = Teaching(
                taught_one, low if steep else r.choice([0, low]), low + 1 if steep else r.choice([low + 1, ranks])
            )
        return Course(
            id=name,
            labels=(Text("en", f"Course {name}"),),
            hours=r.choice(hours),
            teaches=tuple(sorted(taught.values())),
            requires=tuple(
                sorted({group(done_too=True) for _ in range(r.choice([0, 1, 1, 2]) if r.random() < tangled else 0)})
            ),
            retired=r.random() < 0.06,
        )

    catalogue = Catalogue(
        base="https://example.org/",
        scales=(scale("s", ranks),),
        competencies=tuple(competency(name) for name in sorted(names)),
        courses=tuple(course(name) for name in sorted(courses)),
    )
    held = {name: Attainment(level=r.randint(0, ranks)) for name in names if r.random() < (0.1 if steep else 0.2)}
    question = Question(
        needs=tuple(
            Requirement(name, r.choice([ranks, r.randint(1, ranks)]), r.random() < 0.85)
            for name in r.sample(names, len(names) if steep else r.randint(1, min(4, len(names))))
        ),
        state=SkillState(held=held, done=frozenset(c for c in courses if r.random() < 0.08)),
        without=frozenset(c for c in courses if r.random() < 0.06),
        include_optional=r.random() < 0.5,
    )
    return catalogue, question


def curriculum(courses: int, seed: int, competencies: int | None = None) -> Catalogue:
    """A connected catalogue of five-rank competencies in families of fifteen, most of it reachable.

    A third of the ranks above the first ask for others, mostly of the family; a backbone of courses climbs every
    competency, and the others teach one to four at once, a quarter with an entry of their own and some after others.
    """
    r = random.Random(seed)
    count = competencies or max(40, int(courses**0.75))
    names = [CompetencyId(f"k{i:05}") for i in range(count)]

    def family(i: int) -> range:
        start = i // 15 * 15
        return range(start, min(count, start + 15))

    def requirement(i: int, level: int) -> LevelRequirement | None:
        options: list[Alternative] = []
        for _ in range(1 if r.random() < 0.75 else 2):
            below = family(i).start
            if i > below and r.random() < 0.9:
                options.append(CompetencyAt(names[r.randrange(below, i)], max(1, level - r.choice([1, 1, 2]))))
            elif i > 0:
                options.append(CompetencyAt(names[r.randrange(i)], max(1, level - r.choice([1, 1, 2]))))
        return LevelRequirement(level, _group(options)) if options else None

    def competency(i: int) -> Competency:
        wanted = [
            requirement(i, level)
            for level in range(2, 6)
            if r.random() < 0.35
            for _ in range(1 if r.random() < 0.75 else 2)
        ]
        return Competency(
            id=names[i],
            labels=(Text("en", f"Skill {i}"),),
            scale=ScaleId("five"),
            requires=tuple(sorted({w for w in wanted if w is not None})),
        )

    made: list[Course] = []

    def add(teaches: dict[int, tuple[int, int]], requires: list[Group]) -> None:
        hours: float = sum((3, 6, 10, 16, 24)[rank] for low, high in teaches.values() for rank in range(low, high))
        hours *= (0.8 if len(teaches) > 1 else 1.0) * r.lognormvariate(0, 0.45)
        name = CourseId(f"c{len(made):06}")
        made.append(
            Course(
                id=name,
                labels=(Text("en", f"Course {len(made)}"),),
                hours=max(1, round(hours * 4)) / 4,
                teaches=tuple(sorted(Teaching(names[i], low, high) for i, (low, high) in teaches.items())),
                requires=tuple(requires),
            )
        )

    if courses * 0.8 >= count * 5:
        backbone = [(i, low, low + 1) for i in range(count) for low in range(5)]
    else:
        backbone = [(i, low, min(5, low + 2)) for i in range(count) for low in (0, 2, 4)][: int(courses * 0.8)]
    for i, low, high in backbone:
        add({i: (low, high)}, [])
    by_family: dict[int, list[CourseId]] = {}
    while len(made) < courses:
        first = min(count - 1, int(count * r.random() ** 1.3))
        mates = [i for i in family(first) if i != first] or [first]
        several = r.choices([0, 1, 2, 3], [35, 30, 20, 15])[0]
        chosen = [first, *(r.choice(mates) if r.random() < 0.85 else r.randrange(count) for _ in range(several))]
        teaches = {}
        for i in chosen:
            low = r.choices([0, 1, 2, 3, 4], [30, 28, 22, 14, 6])[0]
            teaches[i] = (low, min(5, low + r.choices([1, 2, 3], [70, 25, 5])[0]))
        requires: list[Group] = []
        if r.random() < 0.25:
            requires.append((CompetencyAt(names[r.choice(mates)], r.choice([1, 1, 2, 2, 3])),))
        earlier = by_family.setdefault(first // 15, [])
        if earlier and r.random() < 0.15:
            some = r.sample(earlier, min(len(earlier), 1 if r.random() < 0.7 else 2))
            requires.append(_group([CourseDone(c) for c in some]))
        add(teaches, sorted(requires))
        earlier.append(made[-1].id)
    return Catalogue(
        base="https://example.org/",
        scales=(scale("five", 5),),
        competencies=tuple(competency(i) for i in range(count)),
        courses=tuple(made),
        roles=(Role(id=RoleId("role"), labels=(Text("en", "Role"),)),),
    )


def cover(courses: int, competencies: int, seed: int) -> Catalogue:
    """Courses that each teach up to eight of many skills at random: a set cover, whose linear bound is weak."""
    r = random.Random(seed)
    names = [CompetencyId(f"k{i:04}") for i in range(competencies)]
    return Catalogue(
        base="https://example.org/",
        competencies=tuple(Competency(id=name) for name in names),
        courses=tuple(
            Course(
                id=CourseId(f"c{i:05}"),
                hours=round(r.lognormvariate(2, 0.4), 1),
                teaches=tuple(sorted(Teaching(name, 0, 1) for name in r.sample(names, r.randint(1, 8)))),
            )
            for i in range(courses)
        ),
    )


def career(catalogue: Catalogue, seed: int) -> tuple[RoleLevel, SkillState]:
    """A role level over two to four families of the curriculum, and somebody who holds a good part of it."""
    r = random.Random(seed * 7919 + 13)
    names = [competency.id for competency in catalogue.competencies]
    families = sorted({i // 15 for i in range(len(names))})
    chosen = r.sample(families, min(len(families), r.randint(2, 4)))
    pool = [name for i, name in enumerate(names) if i // 15 in chosen]
    goals = {
        name: r.choices([1, 2, 3, 4, 5], [8, 22, 38, 24, 8])[0]
        for name in r.sample(pool, min(len(pool), r.randint(8, 30)))
    }
    held: dict[CompetencyId, Attainment] = {}
    for name in names:
        if name in goals:
            held[name] = Attainment(level=max(0, goals[name] - r.choices([0, 1, 2, 3], [30, 38, 22, 10])[0]))
        elif r.random() < 0.15:
            held[name] = Attainment(level=r.randint(1, 3))
    role_level = RoleLevel(
        id=RoleLevelId(f"target-{seed}"),
        labels=(Text("en", f"Target {seed}"),),
        role=RoleId("role"),
        needs=tuple(Requirement(name, level) for name, level in sorted(goals.items())),
    )
    return role_level, SkillState(held=held)


def _group(alternatives: list[Alternative]) -> Group:
    """Alternatives as a catalogue keeps them: competencies first, then courses, each in order, none twice."""
    kept = set(alternatives)
    return (
        *sorted(a for a in kept if isinstance(a, CompetencyAt)),
        *sorted(a for a in kept if isinstance(a, CourseDone)),
    )
