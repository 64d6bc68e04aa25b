"""Explanations of one path of the sample world, as people read them: from data engineer to senior data engineer."""

import pytest

from ontology import reading, sample
from ontology.ids import CompetencyId, CourseId, RoleLevelId
from ontology.refusals import Refusal
from planning.explaining.model import WhatIf, WhyNot
from planning.explaining.prices import prices
from planning.explaining.what_if import most_valuable, what_if
from planning.explaining.why_not import why_not
from planning.goals import Question, ask
from planning.recommend import Planned, plan
from planning.solver.index import Index, build
from planning.variety import different, replacements


@pytest.fixture(scope="module")
def index() -> Index:
    return build(reading.read(sample.paths()).catalogue)


@pytest.fixture(scope="module")
def senior(index: Index) -> Planned:
    question = ask(index.catalogue, source=RoleLevelId("data-engineer"), to=RoleLevelId("senior-data-engineer"))
    assert isinstance(question, Question)
    return plan(index, question)


def test_why_not(senior: Planned) -> None:
    """What a course would have to be like."""
    found = why_not(senior, CourseId("data-protection-at-work"))
    assert isinstance(found, WhyNot)
    assert found.sentence == (
        "The cheapest path with “Data protection at work” takes 130 h instead of 127 h; "
        "“Data protection at work” would have to take 3 h less (4 h instead of 7 h) to be as good."
    )


def test_what_if(senior: Planned) -> None:
    """What another state would change, and which would change the most."""
    found = what_if(senior, without=[CourseId("coaching-first-steps")])
    assert isinstance(found, WhatIf)
    assert found.sentence == (
        "If “Coaching: first steps” had to be left out: 121 h instead of 127 h. "
        "Coaching at With support (1) could not be reached then."
    )
    assert [one.sentence for one in most_valuable(senior, most=2)] == [
        "If you already had Stream processing at Working (2): 101 h instead of 127 h.",
        "If you already had Data modelling at Practitioner (3): 109 h instead of 127 h.",
    ]


def test_other_paths(senior: Planned) -> None:
    """What could take the place of a step, and whole other paths."""
    step = next(step for step in senior.path.steps if step.course == CourseId("port-data-platform"))
    found = replacements(senior, step.id, most=1)
    assert isinstance(found, tuple)
    assert [one.sentence for one in found] == [
        "Without “Build a port's data platform” it takes 27 h more: “Cloud at work”, “A programme for data quality”, "
        "“Distributed systems: a reading list”, “Data pipelines in production” and “Python in depth” "
        "instead of “Container workshop” and “Build a port's data platform”."
    ]
    paths = different(senior, count=2, apart=2)
    assert isinstance(paths, tuple)
    courses = {step.course for step in senior.path.steps}
    assert [path.hours for path in paths] == [154.0, 160.0]
    assert all(len(courses - {step.course for step in path.steps}) >= 2 for path in paths)


def test_an_assessment_is_not_replaced(index: Index) -> None:
    """Replacements are for courses; an assessment of the path is refused, and the other explanations stand."""
    likely = {CompetencyId("data-modelling"): (3, 0.6)}
    question = ask(
        index.catalogue,
        source=RoleLevelId("data-engineer"),
        to=RoleLevelId("senior-data-engineer"),
        likely=likely,
    )
    assert isinstance(question, Question)
    planned = plan(index, question)
    step = next(step for step in planned.path.steps if step.assessment is not None)
    refused = replacements(planned, step.id)
    assert isinstance(refused, Refusal)
    assert refused.code == "step.assessment"
    found = why_not(planned, CourseId("data-protection-at-work"))
    assert isinstance(found, WhyNot)
    assert found.extra == 3.0
    shares, indivisible = prices(planned)
    assert sum(price.cost for price in shares) + indivisible == pytest.approx(planned.path.cost_bound)
