"""The three ways in which benchmarks make catalogues, and people with questions to them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from benchmarks import campus, lifelike
from learners.model import SkillState
from ontology.model import Catalogue, RoleLevel
from planning.goals import Question
from tests.planning import worlds


class Setting(NamedTuple):
    """A way to make catalogues and questions: `make(courses, seed)`, `role(catalogue, seed)`."""

    name: str
    make: Callable[[int, int], Catalogue]
    role: Callable[[Catalogue, int], tuple[RoleLevel, SkillState]]


class Asking(NamedTuple):
    """A catalogue with the role levels that are asked for, and the questions to it, each under a name."""

    catalogue: Catalogue
    questions: tuple[tuple[str, Question], ...]


def curriculum(courses: int, seed: int) -> Catalogue:
    """The generator that the method was first measured with."""
    return worlds.curriculum(courses, seed, competencies={200: 60, 2_000: 300, 20_000: 1_500}.get(courses))


SETTINGS = (
    Setting("curriculum", curriculum, worlds.career),
    Setting("lifelike", lifelike.catalogue, lifelike.role),
    Setting("campus", campus.catalogue, campus.role),
)


def asking(setting: Setting, courses: int, seed: int, questions: int) -> Asking:
    """So many people who each fall short of a role level. The seed and the name are enough to ask again."""
    catalogue = setting.make(courses, seed)
    short = list(islice(_short(setting, catalogue, seed), questions))
    levels = tuple(sorted((level for level, _ in short), key=lambda level: level.id))
    return Asking(
        catalogue=replace(catalogue, role_levels=levels),
        questions=tuple(
            (f"seed {seed}, {level.id}", Question(needs=level.needs, state=state, target=level.id))
            for level, state in short
        ),
    )


def _short(setting: Setting, catalogue: Catalogue, seed: int) -> Iterator[tuple[RoleLevel, SkillState]]:
    """Role levels with somebody who falls short of them. None of these catalogues has equivalents."""
    for number in range(1_000_000):
        level, state = setting.role(catalogue, 1_000 * seed + number)
        held = {competency: attainment.level for competency, attainment in state.held.items()}
        if any(need.level > held.get(need.competency, 0) for need in level.needs):
            yield level, state
