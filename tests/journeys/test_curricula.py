"""Real curricula through the command line: imported, checked, published, and asked for by name.

On the embedded graph only: what the two engines might do differently, the other journeys try on both.
"""

from pathlib import Path
from typing import Any

import pytest

from graph import GraphTarget
from ontology import imports
from ontology.check import check
from ontology.ids import CompetencyId
from planning import goals
from planning.solver.index import Index, build
from tests import shared_data
from tests.journeys.conftest import Skillway
from tests.journeys.support import assert_right
from tests.journeys.test_real_frameworks import imported

STEPS_TO_CSE_110 = ["CSE 11", "CSE 12", "CSE 15L", "CSE 20", "CSE 21", "CSE 100", "CSE 110"]


@pytest.fixture(scope="module")
def graph_target(embedded_target: GraphTarget) -> GraphTarget:
    return embedded_target


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("curricula")


@pytest.fixture(scope="module")
def concepts(skillway: Skillway, folder: Path) -> Index:
    """Metacademy's concepts as the planner sees them, imported, checked and published."""
    imported(skillway, "metacademy", shared_data.folder("metacademy"), folder / "metacademy")
    return build(check([folder / "metacademy"]).catalogue)


@pytest.fixture(scope="module")
def university(concepts: Index, skillway: Skillway, folder: Path) -> Index:
    """The catalogue of UC San Diego in their place; the tests of Metacademy come first."""
    imported(skillway, "ucsd-catalog", shared_data.folder("ucsd-catalog"), folder / "ucsd")
    return build(check([folder / "ucsd"]).catalogue)


def codes(answer: Any) -> list[str]:
    """The courses of a path by their codes, which begin their labels."""
    return [" ".join(step["label"].split()[:2]) for step in answer["steps"]]


def test_a_concept_is_asked_for_by_its_title(concepts: Index, skillway: Skillway, graph_target: GraphTarget) -> None:
    """All that it builds on comes first, and what is held is left out."""
    answer = skillway("path", "--goal", "logistic regression=1", "--json")
    assert answer.code == 0, answer.out
    question = goals.ask(concepts.catalogue, goal={CompetencyId("logistic_regression"): 1})
    assert isinstance(question, goals.Question), question
    assert_right(graph_target, concepts, question, answer.json)
    labels = [step["label"] for step in answer.json["steps"]]
    assert labels[-1] == "logistic regression" and "optimization problems" in labels
    shorter = skillway("path", "--goal", "logistic regression=1", "--have", "ridge regression=1", "--json")
    assert shorter.json["hours"] < answer.json["hours"]


def test_a_course_is_asked_for_by_the_id_of_what_it_teaches(
    university: Index, skillway: Skillway, graph_target: GraphTarget
) -> None:
    """The path to what CSE 110 teaches is the planner's, stands every check, and is borne out by the graph."""
    answer = skillway("path", "--goal", "cse-110=1", "--json")
    assert answer.code == 0, answer.out
    question = goals.ask(university.catalogue, goal={CompetencyId("cse-110"): 1})
    assert isinstance(question, goals.Question), question
    assert_right(graph_target, university, question, answer.json)
    assert codes(answer.json) == STEPS_TO_CSE_110
    assert answer.json["status"] == "complete"


@pytest.mark.parametrize("known", [("--have", "cse-100=1"), ("--done", "CSE 100 Advanced Data Structures")])
def test_both_who_can_and_who_passed_are_let_in(
    university: Index, skillway: Skillway, known: tuple[str, str]
) -> None:
    """One course is left, and it says what it is met by."""
    answer = skillway("path", "--goal", "cse-110=1", *known, "--json")
    assert answer.code == 0, answer.out
    assert codes(answer.json) == ["CSE 110"]
    assert len(answer.json["steps"][0]["uses"]) == 1


def test_the_help_of_import_names_every_kind(skillway: Skillway) -> None:
    """Whoever looks for an importer finds it there."""
    shown = "".join(skillway("import", "--help").out.split())
    assert all(kind in shown for kind in imports.KINDS)
