"""Questions to real catalogues, from the shared data: `real(most)`. What is not there, or has no importer, is said.

metacademy: every concept, from nothing. ucsd-catalog: every competency whose course asks for something, and random
sets of five. direct: what its three profiles need.
"""

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from ontology.ids import CompetencyId, RoleLevelId
from ontology.imports import KINDS, read
from ontology.model import Catalogue
from planning import goals
from planning.goals import Question
from tests import shared_data

BASE = "https://example.org/"
SETS_OF_FIVE = 100


class Real(NamedTuple):
    """A catalogue with the questions to it, each under a name."""

    name: str
    catalogue: Catalogue
    questions: Sequence[tuple[str, Question]]


def real(most: int | None = None) -> Iterator[Real]:
    """What there is, with no more than `most` questions each."""
    for kind, folder, questions in (
        ("metacademy", "metacademy", (_every_concept,)),
        ("ucsd-catalog", "ucsd-catalog", (_every_course_with_prerequisites, _sets_of_five)),
        ("direct", "direct-framework", (_profiles,)),
    ):
        source = shared_data.path(folder)
        if kind not in KINDS or source is None:
            missing = f"no importer {kind}" if kind not in KINDS else f"no shared data {folder}"
            print(f"planner: {missing}, so nothing is measured on it", file=sys.stderr)
            continue
        catalogue = read(kind, source, base=BASE, language="en").catalogue
        for asking in questions:
            name, some = asking(catalogue)
            yield Real(f"{kind}, {name}", catalogue, list(islice(some, most)))


_Named = tuple[str, Iterator[tuple[str, Question]]]
_Asking = Callable[[Catalogue], _Named]


def _every_concept(catalogue: Catalogue) -> _Named:
    every = (_goals(catalogue, [c.id]) for c in catalogue.competencies if not c.retired)
    return "every concept", every


def _every_course_with_prerequisites(catalogue: Catalogue) -> _Named:
    taught = dict.fromkeys(
        row.competency
        for course in catalogue.courses
        if course.requires and not course.retired
        for row in course.teaches
    )
    return "every course with prerequisites", (_goals(catalogue, [competency]) for competency in taught)


def _sets_of_five(catalogue: Catalogue) -> _Named:
    dice = random.Random("sets of five")
    taught = sorted({row.competency for course in catalogue.courses if course.requires for row in course.teaches})
    return "five at once", (_goals(catalogue, dice.sample(taught, 5)) for _ in range(SETS_OF_FIVE))


def _profiles(catalogue: Catalogue) -> _Named:
    return "every profile", (_profile(catalogue, level.id) for level in catalogue.role_levels if level.needs)


def _profile(catalogue: Catalogue, target: RoleLevelId) -> tuple[str, Question]:
    return target, _asked(goals.ask(catalogue, to=target))


def _goals(catalogue: Catalogue, competencies: Sequence[CompetencyId]) -> tuple[str, Question]:
    ranks = {competency: catalogue.ranks(competency) for competency in competencies}
    return " + ".join(competencies), _asked(goals.ask(catalogue, goal=ranks))


def _asked(question: object) -> Question:
    if not isinstance(question, Question):
        raise TypeError(f"the catalogue's own things are refused: {question}")
    return question
