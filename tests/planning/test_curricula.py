"""Real curricula, planned from nothing and judged by means that share nothing with the planner."""

from statistics import median

import pytest

from ontology import imports
from ontology.ids import CompetencyId, CourseId
from ontology.model import Catalogue, CompetencyAt
from planning import goals
from planning.goals import Question
from planning.model import LearningPath
from planning.recommend import recommend
from planning.solver.index import Index, build
from tests import shared_data
from tests.planning.checker import complaints

CONCEPTS = 392
EVERY = 15
"""Of the courses that require others, by code, one in so many is asked for."""


@pytest.fixture(scope="module")
def concepts() -> Index:
    return build(imports.read("metacademy", shared_data.folder("metacademy")).catalogue)


@pytest.fixture(scope="module")
def university() -> Index:
    return build(imports.read("ucsd-catalog", shared_data.folder("ucsd-catalog")).catalogue)


def planned(index: Index, question: Question) -> LearningPath:
    assert isinstance(question, goals.Question), question
    return recommend(index, question)


def ask(catalogue: Catalogue, wanted: str, *, have: tuple[str, ...] = (), done: tuple[str, ...] = ()) -> Question:
    asked = goals.ask(
        catalogue,
        goal={CompetencyId(wanted): 1},
        have={CompetencyId(one): 1 for one in have},
        done=[CourseId(one) for one in done],
    )
    assert isinstance(asked, Question), asked
    return asked


def test_every_concept_is_planned_with_all_that_it_builds_on(concepts: Index) -> None:
    """Every prerequisite there is has one way in, so the plan is exactly the closure, proved, in its hours.

    Closure and hours come from the catalogue alone; a unit without hours counts at the median.
    """
    catalogue = concepts.catalogue
    builds_on = {
        one.id: {each.competency for group in one.requires for each in group.any_of if isinstance(each, CompetencyAt)}
        for one in catalogue.competencies
    }
    usual = median(course.hours for course in catalogue.courses if course.hours is not None)
    hours = {course.id: usual if course.hours is None else course.hours for course in catalogue.courses}
    assert len(builds_on) == CONCEPTS
    for concept in builds_on:
        closure: set[CompetencyId] = set()
        waiting = [concept]
        while waiting:
            one = waiting.pop()
            if one not in closure:
                closure.add(one)
                waiting.extend(builds_on[one])
        path = planned(concepts, ask(catalogue, concept))
        assert (path.status, path.proved) == ("complete", True), concept
        assert {step.course for step in path.steps} == {f"unit-{one}" for one in closure}
        assert path.hours == pytest.approx(sum(hours[CourseId(f"unit-{one}")] for one in closure), abs=1e-3)
        taken: set[str] = set()
        for step in path.steps:
            learnt = str(step.course).removeprefix("unit-")
            assert builds_on[CompetencyId(learnt)] <= taken, f"{learnt} comes before what it builds on"
            taken.add(learnt)


def test_the_longest_chain_of_concepts_is_judged_good(concepts: Index) -> None:
    """The plan with most steps stands every check of the independent judge."""
    catalogue = concepts.catalogue
    for concept in ("bayesian_pca", "hierarchical_dirichlet_process", "variational_inference"):
        question = ask(catalogue, concept)
        assert complaints(catalogue, question, planned(concepts, question)) == []


def test_a_sample_of_the_universitys_courses_is_planned_and_judged_good(university: Index) -> None:
    """From nothing, with whatever alternatives the trees leave: complete, proved, without a fault."""
    catalogue = university.catalogue
    sample = [one for one in catalogue.courses if one.requires][::EVERY]
    assert len(sample) > 140
    for course in sample:
        competency = course.teaches[0].competency
        question = ask(catalogue, competency)
        path = planned(university, question)
        assert (path.status, path.proved) == ("complete", True), competency
        assert complaints(catalogue, question, path) == [], competency


def test_the_largest_requirement_of_the_university_is_planned(university: Index) -> None:
    """One of ten pairs, which is 1,024 groups: the plan takes one whole pair."""
    catalogue = university.catalogue
    question = ask(catalogue, "phil-27")
    path = planned(university, question)
    assert (path.status, path.proved, complaints(catalogue, question, path)) == ("complete", True, [])
    assert len(catalogue.course[CourseId("course-phil-27")].requires) == 1_024
    assert len(path.steps) == 3


@pytest.mark.parametrize("known", [{"have": ("cse-100",)}, {"done": ("course-cse-100",)}])
def test_who_can_it_and_who_passed_it_are_both_let_in(university: Index, known: dict[str, tuple[str, ...]]) -> None:
    """Holding what CSE 100 teaches, or having done CSE 100: CSE 110 is all that is left."""
    path = planned(university, ask(university.catalogue, "cse-110", **known))
    assert [step.course for step in path.steps] == ["course-cse-110"]
    assert path.hours == 120.0
