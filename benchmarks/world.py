"""A generated ontology of any size, shaped like a real one: the same seed gives the same catalogue."""

import random
from dataclasses import dataclass

from ontology.ids import CompetencyId, CourseId, LevelId, RoleFamilyId, RoleId, RoleLevelId, ScaleId
from ontology.model import (
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
    RoleFamily,
    RoleLevel,
    Teaching,
    Text,
)

RANKS = 5
BASE = "https://example.org/generated/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    competencies: int = 14_000
    role_levels: int = 3_000
    needs: int = 30
    courses: int = 20_000


def generate(size: Size, seed: int = 1) -> Catalogue:
    """Competencies in families of fifteen, roles of five levels, courses that teach one to four competencies.

    A third of the levels past the first require something; a tenth of that lies in another family. No cycles: what is
    required always has a smaller number.
    """
    dice = random.Random(seed)
    competencies = [f"k{i:05}" for i in range(size.competencies)]
    scale = ProficiencyScale(
        id=ScaleId("five"),
        labels=(Text("en", "Five levels"),),
        levels=tuple(
            ProficiencyLevel(id=LevelId(f"five-{rank}"), rank=rank, labels=(Text("en", f"Level {rank}"),))
            for rank in range(1, RANKS + 1)
        ),
    )
    return Catalogue(
        base=BASE,
        titles=(Text("en", "A generated ontology"),),
        scales=(scale,),
        competencies=tuple(_competency(dice, i, competencies) for i in range(size.competencies)),
        courses=tuple(_course(dice, i, competencies) for i in range(size.courses)),
        role_families=tuple(
            RoleFamily(id=RoleFamilyId(f"f{i:03}"), labels=(Text("en", f"Family {i}"),)) for i in range(20)
        ),
        roles=tuple(
            Role(
                id=RoleId(f"r{i:04}"),
                labels=(Text("en", f"Role {i}"),),
                family=RoleFamilyId(f"f{i % 20:03}"),
            )
            for i in range(-(-size.role_levels // 5))
        ),
        role_levels=tuple(_role_level(dice, i, competencies, size.needs) for i in range(size.role_levels)),
    )


def revise(catalogue: Catalogue, share: float, seed: int = 2) -> Catalogue:
    """The same ontology with that share of its courses, competencies and role levels changed a little."""
    dice = random.Random(seed)
    from dataclasses import replace

    def relabelled(texts: tuple[Text, ...]) -> tuple[Text, ...]:
        return tuple(Text(text.language, f"{text.text} (revised)") for text in texts)

    return replace(
        catalogue,
        competencies=tuple(
            replace(c, labels=relabelled(c.labels)) if dice.random() < share else c for c in catalogue.competencies
        ),
        courses=tuple(
            replace(c, hours=(c.hours or 8.0) + 0.5) if dice.random() < share else c for c in catalogue.courses
        ),
        role_levels=tuple(
            replace(r, needs=r.needs[:-1]) if dice.random() < share else r for r in catalogue.role_levels
        ),
    )


def _competency(dice: random.Random, number: int, all_of_them: list[str]) -> Competency:
    family = number - number % 15
    requires = []
    for rank in range(2, RANKS + 1):
        if number > family and dice.random() < 0.35:
            earlier = [_earlier(dice, number, family) for _ in range(2 if dice.random() < 0.25 else 1)]
            any_of = tuple(
                CompetencyAt(CompetencyId(all_of_them[e]), dice.randint(1, rank)) for e in sorted(set(earlier))
            )
            requires.append(LevelRequirement(rank, any_of))
    return Competency(
        id=CompetencyId(all_of_them[number]),
        kind="skill",
        labels=(Text("de", f"Kompetenz {number}"), Text("en", f"Competency {number}")),
        alt_labels=(Text("en", f"Skill no. {number}"),),
        definitions=(Text("en", f"What one can do with matter {number}, as its practitioners describe it."),),
        scale=ScaleId("five"),
        broader=(CompetencyId(all_of_them[family]),) if number > family else (),
        requires=tuple(sorted(set(requires))),
    )


def _earlier(dice: random.Random, number: int, family: int) -> int:
    return dice.randrange(number) if dice.random() < 0.1 else dice.randrange(family, number)


def _course(dice: random.Random, number: int, competencies: list[str]) -> Course:
    main = dice.randrange(len(competencies))
    family = main - main % 15
    members = range(family, min(family + 15, len(competencies)))
    taught = sorted(dice.sample(members, k=min(len(members), dice.choices((1, 2, 3, 4), (35, 30, 20, 15))[0])))
    teaches = []
    for competency in taught:
        start = dice.choice((0, 0, 1, 1, 2, 3, 4))
        top = min(RANKS, start + dice.choice((1, 1, 2)))
        teaches.append(Teaching(CompetencyId(competencies[competency]), start, top))
    requires: list[Group] = []
    if dice.random() < 0.25:
        other = dice.choice([member for member in members if member not in taught] or [0])
        if other not in taught:
            requires.append((CompetencyAt(CompetencyId(competencies[other]), dice.randint(1, 2)),))
    if number and dice.random() < 0.15:
        before = {dice.randrange(number) for _ in range(2 if dice.random() < 0.3 else 1)}
        requires.append(tuple(CourseDone(CourseId(f"c{i:05}")) for i in sorted(before)))
    return Course(
        id=CourseId(f"c{number:05}"),
        labels=(Text("en", f"Course {number}"),),
        hours=round(4 * dice.lognormvariate(2.2, 0.7)) / 4 or 0.25,
        languages=("en",),
        modality="online",
        provider=f"Provider {number % 50}",
        teaches=tuple(teaches),
        requires=tuple(sorted(requires)),
    )


def _role_level(dice: random.Random, number: int, competencies: list[str], needs: int) -> RoleLevel:
    rank = number % 5 + 1
    role = number // 5
    start = role * 37 % max(1, len(competencies) - 4 * needs)
    chosen = sorted(dice.sample(range(start, min(start + 4 * needs, len(competencies))), k=needs))
    return RoleLevel(
        id=RoleLevelId(f"l{number:05}"),
        labels=(Text("en", f"Role {role}, level {rank}"),),
        role=RoleId(f"r{role:04}"),
        rank=rank,
        needs=tuple(
            Requirement(
                CompetencyId(competencies[c]), min(RANKS, dice.randint(1, rank + 1)), essential=dice.random() < 0.8
            )
            for c in chosen
        ),
    )
