"""Catalogues shaped like those that companies have, where nobody designed the whole: `catalogue(courses, seed)`.

Fields of 20 to 60 competencies lie in strands, of which each unit asks for the one before: some are 16 to 24 deep.
Popularity is skewed: at 20,000 courses one competency has hundreds of them, half have no more than eight, some none.
Courses teach one to twelve competencies; most are offered once, some by up to five providers at other hours (whoever
asks for such a course accepts any offering). One course in five has no hours. Alternatives go up to five.
"""

import random
from itertools import accumulate

from learners.model import Attainment, SkillState
from ontology.ids import CompetencyId, CourseId, RoleId, RoleLevelId
from ontology.model import (
    Catalogue,
    Competency,
    CompetencyAt,
    Course,
    CourseDone,
    Group,
    LevelRequirement,
    Role,
    RoleLevel,
    Teaching,
    Text,
)
from ontology.model import Requirement as Need
from tests.planning.worlds import scale

SCALES = {"three": 3, "four": 4, "seven": 7}
"""The scales of fields, one in five fields has none: there a competency is had or not."""


def catalogue(courses: int, seed: int) -> Catalogue:
    """The same for the same seed; one competency for six courses, at least sixty."""
    return _Drawing(courses, random.Random(f"lifelike {courses} {seed}")).catalogue()


def role(of: Catalogue, seed: int) -> tuple[RoleLevel, SkillState]:
    """8 to 30 needs, most from two to four neighbourhoods, and somebody on the way: who holds a unit of a strand
    mostly holds those before it."""
    dice = random.Random(f"lifelike role {seed}")
    names = [competency.id for competency in of.competencies]
    pool = {i for _ in range(dice.randint(2, 4)) for i in _window(dice.randrange(len(names)), len(names))}
    pool |= {min(len(names) - 1, int(len(names) * dice.random() ** 3)) for _ in range(8)}
    chosen = dice.sample(sorted(pool), min(len(pool), dice.randint(8, 30)))
    wanted = {i: max(1, min(of.ranks(names[i]), round(dice.triangular(1, of.ranks(names[i]))))) for i in chosen}
    held: dict[int, int] = {}
    for i, name in enumerate(names):
        if i in wanted:
            held[i] = max(0, wanted[i] - dice.choices([0, 1, 2, 3], [30, 38, 22, 10])[0])
        elif dice.random() < (0.5 if i in pool else 0.15):
            held[i] = dice.randint(1, of.ranks(name))
    target = RoleLevel(
        id=RoleLevelId(f"target-{seed}"),
        labels=(Text("en", f"Target {seed}"),),
        role=RoleId("role"),
        needs=tuple(Need(names[i], level) for i, level in sorted(wanted.items())),
    )
    return target, SkillState(held={names[i]: Attainment(level=level) for i, level in held.items()})


def _window(start: int, count: int) -> range:
    return range(start, min(count, start + 25))


class _Drawing:
    """One catalogue in the making. Competencies are numbers until the end; what is asked for has a smaller number,
    but for one group in thirty, whose alternatives lie anywhere."""

    def __init__(self, courses: int, dice: random.Random) -> None:
        self.dice = dice
        self.wanted_courses = courses
        self.names = [CompetencyId(f"k{i:05}") for i in range(max(60, courses // 6))]
        self.scales: list[str | None] = []
        self.before: list[int | None] = []
        """The unit before it in its strand; None for a first one."""
        self.field: list[range] = []
        self._lay_out()
        # Summed up. It falls off with the place in a shuffled order, as the number of courses on a subject does.
        places = list(range(len(self.names)))
        dice.shuffle(places)
        self.popularity = list(accumulate(1.0 / (3.0 + place) for place in places))
        self.made: list[Course] = []
        self.designs: dict[int, list[tuple[CourseId, ...]]] = {}
        """By field: the offerings of each design."""

    def catalogue(self) -> Catalogue:
        competencies = tuple(self._competency(i) for i in range(len(self.names)))
        requires = [competency.requires for competency in competencies]
        for i in range(len(self.names)):
            if self.dice.random() >= 0.03 and len(self.made) < 0.6 * self.wanted_courses:
                self._climb(i)
        while len(self.made) < self.wanted_courses:
            self._design(requires)
        return Catalogue(
            base="https://example.org/",
            scales=tuple(scale(name, ranks) for name, ranks in sorted(SCALES.items())),
            competencies=competencies,
            courses=tuple(self.made),
            roles=(Role(id=RoleId("role"), labels=(Text("en", "Role"),)),),
        )

    def _lay_out(self) -> None:
        """Fields, their scales, and the strands in them."""
        count = len(self.names)
        while (start := len(self.field)) < count:
            field = range(start, min(count, start + self.dice.randint(20, 60)))
            ranks = self.dice.choice((None, *SCALES, "four"))
            strand = 0
            for i in field:
                self.field.append(field)
                self.scales.append(ranks)
                self.before.append(i - 1 if strand else None)
                strand = strand - 1 if strand else self.dice.choice((0, 1, 2, 4, 6, self.dice.randint(15, 23)))

    def _ranks(self, i: int) -> int:
        ranks = self.scales[i]
        return 1 if ranks is None else SCALES[ranks]

    def _at(self, i: int, highest: int) -> CompetencyAt:
        return CompetencyAt(self.names[i], self.dice.randint(1, max(1, min(highest, self._ranks(i)))))

    def _earlier(self, i: int, most: int) -> set[int]:
        """Up to so many competencies before this one, most of its field."""
        start = self.field[i].start
        if self.dice.random() < 0.03:
            return {self.dice.randrange(len(self.names)) for _ in range(most)} - {i}
        if i == start:
            return set()
        return {self.dice.randrange(start if self.dice.random() < 0.9 else 0, i) for _ in range(most)}

    def _alternatives(self) -> int:
        return self.dice.choices([1, 2, 3, 4, 5], [62, 18, 10, 6, 4])[0]

    def _competency(self, i: int) -> Competency:
        requires: set[LevelRequirement] = set()
        unit = self.before[i]
        if unit is not None:
            requires.add(LevelRequirement(1, (CompetencyAt(self.names[unit], 1),)))
        for level in range(2, self._ranks(i) + 1):
            if self.dice.random() < 0.25 and (others := self._earlier(i, self._alternatives())):
                group: Group = tuple(sorted(self._at(other, level - 1) for other in others))
                requires.add(LevelRequirement(level, group))
        return Competency(
            id=self.names[i],
            labels=(Text("en", f"Skill {i}"),),
            scale=None if self.scales[i] is None else scale(str(self.scales[i]), 1).id,
            requires=tuple(sorted(requires)),
        )

    def _climb(self, i: int) -> None:
        """Plain courses from nothing to the top, each over one rank or two."""
        low = 0
        while low < self._ranks(i):
            high = min(self._ranks(i), low + self.dice.choice((1, 2, 2)))
            self._offer({i: (low, high)}, (), 1)
            low = high

    def _design(self, requires: list[tuple[LevelRequirement, ...]]) -> None:
        """A course as somebody designed it, in all its offerings."""
        dice = self.dice
        main = dice.choices(range(len(self.names)), cum_weights=self.popularity)[0]
        field = self.field[main]
        several = dice.choices([1, 2, 3, dice.randint(4, 6), dice.randint(7, 12)], [40, 22, 15, 16, 7])[0]
        teaches: dict[int, tuple[int, int]] = {}
        for i in [main, *(dice.choice(field) for _ in range(several - 1))]:
            # A course cannot teach what it asks for, so that it seldom holds two units of one strand in a row.
            asked = {a for requirement in requires[i] for a in requirement.any_of}
            if any(CompetencyAt(self.names[other], level) in asked for other in teaches for level in (1, 2)):
                continue
            low = min(self._ranks(i) - 1, dice.choices([0, 1, 2, 3], [50, 28, 15, 7])[0])
            teaches[i] = (low, min(self._ranks(i), low + dice.choices([1, 2, 3], [60, 30, 10])[0]))
        groups: set[Group] = set()
        if dice.random() < 0.35 and (others := self._earlier(min(teaches), self._alternatives()) - set(teaches)):
            groups.add(tuple(sorted(self._at(other, 2) for other in others)))
        earlier = self.designs.get(field.start, [])
        if earlier and dice.random() < 0.2:
            groups.add(tuple(CourseDone(offering) for offering in dice.choice(earlier)))
        self._offer(teaches, tuple(sorted(groups)), dice.choices([1, 2, 3, 4, 5], [60, 20, 12, 5, 3])[0])

    def _offer(self, teaches: dict[int, tuple[int, int]], requires: tuple[Group, ...], providers: int) -> None:
        dice = self.dice
        levels = sum(high - low for low, high in teaches.values())
        hours = (3.0 + 5.0 * levels**0.8) * dice.lognormvariate(0, 0.5)
        offerings = []
        for _ in range(providers):
            own = max(0.5, round(hours * dice.uniform(0.8, 1.25) * 2) / 2)
            offerings.append(CourseId(f"c{len(self.made):06}"))
            self.made.append(
                Course(
                    id=offerings[-1],
                    labels=(Text("en", f"Course {len(self.made)}"),),
                    hours=None if dice.random() < 0.2 else own,
                    provider=f"Provider {dice.randint(1, 40)}",
                    teaches=tuple(sorted(Teaching(self.names[i], *levels) for i, levels in teaches.items())),
                    requires=requires,
                )
            )
        self.designs.setdefault(self.field[min(teaches)].start, []).append(tuple(offerings))
