"""Catalogues as of a school that plans in whole days: `catalogue(courses, seed)`. What makes proofs hard.

Hours are 4, 8, 16, 24 or 40, and many courses stand for each other, so that ties are everywhere. Past the first rank
every course asks for other courses, one of up to three. Broad bundles lift six to twelve competencies by one rank for
half of what that costs one by one. Roles need thirty competencies at ranks 3 to 5.
"""

import random

from learners.model import Attainment, SkillState
from ontology.ids import CompetencyId, CourseId, RoleId, RoleLevelId, ScaleId
from ontology.model import (
    Catalogue,
    Competency,
    Course,
    CourseDone,
    Group,
    Requirement,
    Role,
    RoleLevel,
    Teaching,
    Text,
)
from tests.planning.worlds import scale

RANKS = 5
DEPARTMENT = 20
"""How many competencies lie together; bundles, sequences and most of a role stay within one."""
PRICES = (4.0, 8.0, 8.0, 16.0, 24.0, 40.0)


def catalogue(courses: int, seed: int) -> Catalogue:
    """The same for the same seed; as many competencies as ladders of five courses fill half the catalogue."""
    dice = random.Random(f"campus {courses} {seed}")
    names = [CompetencyId(f"k{i:05}") for i in range(max(DEPARTMENT, courses // (2 * RANKS)))]
    made: list[Course] = []
    gives: dict[tuple[int, int], list[CourseId]] = {}
    """The courses made so far that lift a competency to a rank."""

    def offer(taught: list[int], low: int, hours: float) -> None:
        name = CourseId(f"c{len(made):06}")
        requires: set[Group] = set()
        if low:
            for i in dice.sample(taught, min(2, len(taught))):
                before = gives[i, low]
                some = dice.sample(before, min(len(before), dice.choice((1, 2, 3))))
                requires.add(tuple(CourseDone(c) for c in sorted(some)))
        made.append(
            Course(
                id=name,
                labels=(Text("en", f"Course {len(made)}"),),
                hours=hours,
                teaches=tuple(sorted(Teaching(names[i], low, low + 1) for i in taught)),
                requires=tuple(sorted(requires)),
            )
        )
        for i in taught:
            gives.setdefault((i, low + 1), []).append(name)

    for low in range(RANKS):
        for i in range(len(names)):
            offer([i], low, dice.choice(PRICES[low : low + 2]))
    while len(made) < courses:
        low = dice.choices(range(RANKS), [30, 30, 20, 12, 8])[0]
        start = dice.randrange(len(names)) // DEPARTMENT * DEPARTMENT
        members = range(start, min(len(names), start + DEPARTMENT))
        if dice.random() < 0.08:
            taught = dice.sample(members, min(len(members), dice.randint(6, 12)))
            offer(taught, low, 4.0 * round(len(taught) * PRICES[low] / 8))
        else:
            taught = dice.sample(members, min(len(members), dice.choice((1, 1, 2, 3))))
            offer(taught, low, dice.choice(PRICES[low : low + 2]) * (1 if len(taught) == 1 else 2))
    return Catalogue(
        base="https://example.org/",
        scales=(scale("five", RANKS),),
        competencies=tuple(
            Competency(id=name, labels=(Text("en", f"Skill {i}"),), scale=ScaleId("five"))
            for i, name in enumerate(names)
        ),
        courses=tuple(made),
        roles=(Role(id=RoleId("role"), labels=(Text("en", "Role"),)),),
    )


def role(of: Catalogue, seed: int) -> tuple[RoleLevel, SkillState]:
    """Thirty needs from two to four departments, and somebody who is up to three ranks short of each."""
    dice = random.Random(f"campus role {seed}")
    names = [competency.id for competency in of.competencies]
    starts = range(0, len(names), DEPARTMENT)
    chosen = dice.sample(starts, min(len(starts), dice.randint(2, 4)))
    pool = [name for start in chosen for name in names[start : start + DEPARTMENT]]
    needed = sorted(dice.sample(pool, min(len(pool), 30)))
    needs = tuple(Requirement(name, dice.choices([3, 4, 5], [50, 35, 15])[0]) for name in needed)
    held = {need.competency: need.level - dice.choices([0, 1, 2, 3], [30, 38, 22, 10])[0] for need in needs}
    target = RoleLevel(
        id=RoleLevelId(f"target-{seed}"), labels=(Text("en", f"Target {seed}"),), role=RoleId("role"), needs=needs
    )
    return target, SkillState(held={name: Attainment(level=level) for name, level in held.items()})
