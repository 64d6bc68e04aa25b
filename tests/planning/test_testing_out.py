"""Assessments before courses: only where they are worth it, with both branches computed, and nothing assumed."""

import random
from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from math import prod
from typing import Any

import pytest

from learners.model import Attainment
from ontology.ids import AssessmentId, CompetencyId
from ontology.model import Assessing, Assessment, Catalogue
from planning import testing_out
from planning.goals import Question, ask
from planning.model import Diagnostic, LearningPath, Likely, Reason, Step
from planning.preferences import Limits
from planning.recommend import plan, recommend
from planning.solver.index import build
from tests.planning.oracle import Meaning
from tests.planning.small import (
    GIT,
    NUMBERS,
    OLD_SQL,
    QUERYING,
    SENIOR,
    SQL,
    SQL_1,
    SQL_2,
    STATISTICS,
    company,
    english,
)
from tests.planning.worlds import career, curriculum, tiny

CHECK, QUIZ, ALL_OF_IT = AssessmentId("check"), AssessmentId("quiz"), AssessmentId("all-of-it")


def assessing(
    name: AssessmentId, hours: float | None, *assesses: tuple[CompetencyId, int], **words: Any
) -> Assessment:
    rows = tuple(sorted(Assessing(competency, up_to) for competency, up_to in assesses))
    return Assessment(id=name, labels=english(name), hours=hours, assesses=rows, **words)


def path(*assessments: Assessment, limits: Limits | None = None, **words: Any) -> LearningPath:
    """The path of a question about the company, in which there are these assessments."""
    catalogue = replace(company(), assessments=tuple(sorted(assessments, key=lambda a: a.id)))
    question = ask(catalogue, limits=limits, **words)
    assert isinstance(question, Question), question
    return recommend(build(catalogue), question)


def sat_first(found: LearningPath) -> list[AssessmentId]:
    return [step.assessment for step in found.steps if step.assessment is not None]


def test_a_test_comes_before_the_hours_that_it_may_spare() -> None:
    """A likely level is tested first; the courses are those of the branch in which it fails, and those that may be
    spared wait for the test. Its time counts in hours, cost and bounds."""
    check = assessing(CHECK, 0.5, (SQL, 3))
    without = path(check, to=SENIOR, have={GIT: 1})
    found = path(check, to=SENIOR, have={GIT: 1}, likely={SQL: (2, 0.6)})
    test, *courses = found.steps
    assert [(step.course, step.gives, step.uses) for step in courses] == [
        (step.course, step.gives, step.uses) for step in without.steps
    ]
    assert (test.assessment, test.course, test.hours, test.gives, test.after) == (CHECK, None, 0.5, (), ())
    assert test.test_out == Diagnostic(
        competency=SQL,
        level=2,
        probability=0.6,
        hours_if_passed=32.0,
        hours_if_failed=54.0,
        worth=12.7,
        spared=(SQL_1, SQL_2),
    )
    assert test.because == (
        "You hold SQL at Rank 2 (2) with a probability of 60 %.",
        "If you pass, the path takes 22 h less, without “SQL I” and “SQL II”.",
    )
    assert test.reasons == (Reason(kind="need", competency=SQL, level=3),)
    by_course = {step.course: step for step in courses}
    assert by_course[SQL_1].after == (test.id,)
    assert test.id not in by_course[SQL_2].after
    assert by_course[NUMBERS].after == ()
    assert set(found.next_steps) == {test.id, by_course[NUMBERS].id}
    assert (found.hours, found.cost, found.bound, found.cost_bound) == (54.5, 54.5, 54.5, 54.5)
    assert found.proved
    assert found.indivisible + sum(price.cost for price in found.prices) == pytest.approx(54.5)


@pytest.mark.parametrize(
    ("likely", "assessment"),
    [
        ({}, assessing(CHECK, 0.5, (SQL, 3))),
        ({SQL: (2, 0.6)}, assessing(CHECK, 14.0, (SQL, 3))),
        ({SQL: (2, 0.02)}, assessing(CHECK, 0.5, (SQL, 3))),
        ({SQL: (2, 0.6)}, assessing(CHECK, 0.5, (SQL, 1))),
        ({SQL: (2, 0.6)}, assessing(CHECK, 0.5, (SQL, 3), retired=True)),
        ({GIT: (1, 0.9)}, assessing(CHECK, 0.5, (GIT, 1))),
        ({SQL: (1, 0.9)}, assessing(CHECK, 0.5, (STATISTICS, 3))),
    ],
)
def test_what_is_not_worth_it_is_not_there(
    likely: dict[CompetencyId, tuple[int, float]], assessment: Assessment
) -> None:
    """Nothing likely, too long a test, too small a chance, a test that does not go as far, a retired one, a level
    that is held, another competency: in all these cases the path is the one without assessments."""
    have = {GIT: 1}
    assert path(assessment, to=SENIOR, have=have, likely=likely) == path(to=SENIOR, have=have)


def test_a_test_counts_under_every_name_of_its_competency() -> None:
    """An assessment of an equivalent, or of a retired name, settles the level; of two names of one fact, the more
    probable counts."""
    found = path(
        assessing(CHECK, 0.5, (OLD_SQL, 2)), to=SENIOR, have={GIT: 1}, likely={QUERYING: (2, 0.6), SQL: (1, 0.3)}
    )
    assert [step.test_out.settles for step in found.steps if step.test_out] == [(Likely(QUERYING, 2, 0.6),)]


def test_the_time_of_a_test_is_estimated_where_nobody_knows_it() -> None:
    """At the median of those in use, an hour where none is known; the step says so and is counted."""
    alone = path(assessing(CHECK, None, (SQL, 3)), to=SENIOR, have={GIT: 1}, likely={SQL: (2, 0.6)})
    assert (alone.steps[0].hours, alone.steps[0].hours_estimated, alone.unknown_hours) == (1.0, True, 2)
    others = (assessing(QUIZ, 0.25, (GIT, 1)), assessing(ALL_OF_IT, 0.75, (STATISTICS, 4), retired=True))
    among = path(assessing(CHECK, None, (SQL, 3)), *others, to=SENIOR, have={GIT: 1}, likely={SQL: (2, 0.6)})
    assert among.steps[0].hours == 0.25


def test_one_sitting_may_settle_several_levels() -> None:
    """The worth of a sitting is over all its outcomes; what it settles is not tested again."""
    assessments = (
        assessing(ALL_OF_IT, 1.0, (SQL, 2), (STATISTICS, 1)),
        assessing(CHECK, 0.9, (SQL, 2)),
        assessing(QUIZ, 0.9, (STATISTICS, 1)),
    )
    found = path(*assessments, to=SENIOR, have={GIT: 1}, likely={SQL: (2, 0.5), STATISTICS: (1, 0.25)})
    assert sat_first(found) == [ALL_OF_IT]
    (test_out,) = [step.test_out for step in found.steps if step.test_out]
    assert test_out.settles == (Likely(SQL, 2, 0.5), Likely(STATISTICS, 1, 0.25))
    assert (test_out.hours_if_failed, test_out.hours_if_passed) == (54.0, 20.0)
    assert test_out.worth == pytest.approx(0.5 * 22.0 + 0.25 * 12.0 - 1.0)
    assert found.steps[0].because[-1].startswith("If you pass all of it, the path takes 34 h less, without ")


def test_with_limits_a_test_takes_of_the_hours() -> None:
    """The time of a test counts within the limits; none is taken where less would be closed for it."""
    check = assessing(CHECK, 0.5, (SQL, 3))
    asked = {"to": SENIOR, "have": {GIT: 1}, "likely": {SQL: (2, 0.6)}}
    found = path(check, limits=Limits(hours=22.5), **asked)
    assert sat_first(found) == [CHECK]
    assert [step.course for step in found.steps[1:]] == [SQL_1, SQL_2]
    assert found.hours == 22.5
    assert found.limited is not None
    assert [lift.limit for lift in found.limited.lifts] == [54.5]
    tight = path(check, limits=Limits(hours=22.25), **asked)
    assert [step.course for step in tight.steps] == [SQL_1, SQL_2]
    assert tight.limited is not None
    assert tight.limited.closed == found.limited.closed
    assert sat_first(path(check, limits=Limits(hours=0.25), **asked)) == []
    complete = path(check, limits=Limits(hours=54.5), **asked)
    assert (complete.status, complete.hours, sat_first(complete)) == ("complete", 54.5, [CHECK])


def world(seed: int) -> tuple[Catalogue, Question]:
    """A tiny world with likely levels and assessments of one to three competencies."""
    r = random.Random(seed)
    catalogue, question = tiny(seed)
    names = [competency.id for competency in catalogue.competencies]
    ranks = catalogue.ranks(names[0])
    assessments = tuple(
        assessing(
            AssessmentId(f"a{i}"),
            r.choice([None, 0.1, 0.25, 0.5, 1.0]),
            *((name, r.randint(1, ranks)) for name in r.sample(names, min(len(names), r.choice([1, 1, 2, 3])))),
        )
        for i in range(r.randint(1, 3))
    )
    likely = {name: (r.randint(1, ranks), r.choice([0.2, 0.5, 0.8])) for name in names if r.random() < 0.6}
    held = {name: attainment for name, attainment in question.state.held.items() if name not in likely}
    return replace(catalogue, assessments=assessments), replace(
        question, state=replace(question.state, held=held, likely=likely)
    )


def hours_with(catalogue: Catalogue, question: Question, closed: LearningPath, passed: Iterable[Likely]) -> float:
    """The hours of the cheapest path to what the path closes, when these levels are held as well."""
    state = question.state
    held = dict(state.held)
    for likely in passed:
        known = held.get(likely.competency)
        if known is None or known.level < likely.level:
            held[likely.competency] = Attainment(level=likely.level)
    one = Meaning(catalogue).one
    reached = {one[left.competency]: left.reached for left in closed.uncloseable}
    needs = tuple(
        need._replace(level=min(need.level, reached.get(one[need.competency], need.level)))
        for need in question.needs
        if (need.essential or question.include_optional) and reached.get(one[need.competency], 1) > 0
    )
    asked = replace(question, needs=needs, state=replace(state, held=held, likely={}))
    return recommend(build(catalogue), asked).hours


def expected(
    catalogue: Catalogue, question: Question, found: LearningPath, took: float, test_out: Diagnostic
) -> float:
    """The mean hours over all outcomes of one sitting, computed anew for each."""
    total = took
    for outcome in product([False, True], repeat=len(test_out.settles)):
        pairs = list(zip(test_out.settles, outcome, strict=True))
        chance = prod(likely.probability if held else 1.0 - likely.probability for likely, held in pairs)
        total += chance * hours_with(catalogue, question, found, [likely for likely, held in pairs if held])
    return total


@pytest.mark.parametrize("block", range(4))
def test_no_test_without_worth(block: int) -> None:
    """In 400 tiny worlds every sitting has a worth above nothing that is what its branches, planned anew, say; with
    the sittings the expected hours are less than without; and the courses are those of the path without them."""
    sat = 0
    for seed in range(block * 100, block * 100 + 100):
        catalogue, question = world(seed)
        index = build(catalogue)
        found = recommend(index, question)
        plain = recommend(index, replace(question, state=replace(question.state, likely={})))
        courses = [step.course for step in found.steps if step.course is not None]
        assert courses == [step.course for step in plain.steps], f"seed {seed}"
        settled: list[CompetencyId] = []
        for step in found.steps:
            if step.test_out is None:
                continue
            sat += 1
            test_out = step.test_out
            mean = expected(catalogue, question, plain, step.hours, test_out)
            assert test_out.worth > 0.0
            assert test_out.worth == pytest.approx(plain.hours - mean, abs=1e-6), f"seed {seed}"
            assert test_out.hours_if_failed == plain.hours
            assert set(test_out.spared) <= set(courses)
            assert test_out.spared
            settled += [likely.competency for likely in test_out.settles]
        assert len(settled) == len(set(settled))
        assert found.hours == pytest.approx(plain.hours + sum(s.hours for s in found.steps if s.test_out))
    assert sat > 10


def test_searches_are_bounded_and_keep_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """However much is likely, the question is searched so often at the most, and not at all once time is up."""
    catalogue = curriculum(200, 1)
    role_level, state = career(catalogue, 3)
    held = {name: attainment.level for name, attainment in state.held.items()}
    likely = {n.competency: (n.level, 0.5) for n in role_level.needs if held.get(n.competency, 0) < n.level}
    assessments = tuple(assessing(AssessmentId(f"a-{name}"), 0.25, (name, 5)) for name in sorted(likely))
    catalogue = replace(catalogue, assessments=assessments)
    question = Question(needs=role_level.needs, state=replace(state, likely=likely))
    index = build(catalogue)
    assert len(likely) > 4
    assert len(sat_first(recommend(index, question))) >= len(likely) // 2
    monkeypatch.setattr(testing_out, "MOST_SEARCHES", 2)
    assert 1 <= len(sat_first(recommend(index, question))) <= 2
    planned = plan(index, question, remaining=lambda: 0.0)
    assert sat_first(planned.path) == []


def test_steps_name_what_they_wait_for_once() -> None:
    """Nothing waits for a test that something before it waits for already, and only spared courses wait for tests."""
    for seed in range(100):
        catalogue, question = world(seed)
        found = recommend(build(catalogue), question)
        before: dict[str, set[str]] = {}
        by_id: dict[str, Step] = {step.id: step for step in found.steps}
        for step in found.steps:
            before[step.id] = set(step.after).union(*(before[other] for other in step.after))
            for other in step.after:
                assert not any(other in before[third] for third in step.after), f"seed {seed}"
            for other in step.after:
                test_out = by_id[other].test_out
                assert test_out is None or step.course in test_out.spared
        assert [step.id for step in found.steps if not step.after] == list(found.next_steps)
        assert not any(step.gives for step in found.steps if step.test_out)
