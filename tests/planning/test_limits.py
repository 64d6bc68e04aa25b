"""Where a path may only take so much: it closes the most there is, never goes over, and says what lifting buys."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import combinations
from math import inf
from typing import Any, NamedTuple

import highspy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learners.model import SkillState
from ontology.ids import CourseId
from ontology.model import Catalogue, Course, Requirement
from planning.costs import costs
from planning.goals import Question, ask
from planning.model import Bar, LearningPath
from planning.preferences import Deadline, Limits, Preferences
from planning.recommend import recommend
from planning.solver.index import MILLISECONDS, build
from tests.planning.oracle import Meaning
from tests.planning.small import GIT, GIT_DAY, SENIOR, SQL, SQL_1, SQL_2, company
from tests.planning.test_rounding import FAILURES
from tests.planning.worlds import career, curriculum, tiny

MONDAY = date(2026, 6, 1)


def path(limits: Limits, **words: Any) -> LearningPath:
    """The path of a question about the company, within limits."""
    catalogue = company()
    question = ask(catalogue, limits=limits, **words)
    assert isinstance(question, Question), question
    return recommend(build(catalogue), question)


def until(ends_on: date, hours_per_week: float) -> Limits:
    return Limits(deadline=Deadline(starts_on=MONDAY, ends_on=ends_on, hours_per_week=hours_per_week))


def test_limits_that_do_not_bind_change_nothing() -> None:
    """Where the cheapest path keeps to the limits it is the answer, and says so."""
    without = path(Limits(), to=SENIOR)
    within = path(Limits(hours=61.5), to=SENIOR)
    assert within.limited is not None
    assert (within.limited.closed, within.limited.binding) == (1.0, ())
    assert within.limited.sentence == "The path keeps to the limits."
    assert replace(within, limited=None) == without
    assert without.limited is None


def test_what_fits_is_chosen_and_what_does_not_is_listed() -> None:
    """The path closes the most it can; what is left is listed with how far it goes and why; the limit says what it
    would take to close all of it."""
    found = path(Limits(hours=40.0), to=SENIOR, have={GIT: 0})
    assert found.hours <= 40.0
    assert found.proved
    assert found.status == "partial"
    assert [(u.competency, u.level, u.reached, u.cause, u.detail) for u in found.uncloseable] == [
        (SQL, 3, 2, "limit", "There is no room for SQL at Rank 3 (3) within the limits.")
    ]
    limited = found.limited
    assert limited is not None
    assert (limited.closed, limited.closed_bound, limited.binding) == (0.8, 0.8, ("hours",))
    assert [(lift.bar, lift.limit, lift.closed) for lift in limited.lifts] == [("hours", 61.5, 1.0)]
    assert limited.sentence == (
        "The limit of 40 h binds: 29.5 h of 61.5 h fit and close 80 % of the gap. All of it takes 61.5 h."
    )


def test_a_deadline_is_so_many_hours() -> None:
    """A deadline allows the hours of a week for each seven days, both ends included; lifting it is a later day, or
    more hours a week."""
    found = path(until(date(2026, 6, 28), 10.0), to=SENIOR, have={GIT: 0})
    assert found.limited is not None
    assert [s.course for s in found.steps] == [
        s.course for s in path(Limits(hours=40.0), to=SENIOR, have={GIT: 0}).steps
    ]
    assert [(lift.limit, lift.ends_on, lift.hours_per_week) for lift in found.limited.lifts] == [
        (61.5, date(2026, 7, 14), 15.38)
    ]
    assert found.limited.sentence == (
        "The deadline binds: 29.5 h of 61.5 h fit until 2026-06-28, at 10 h a week, and close 80 % of the gap. "
        "All of it takes until 2026-07-14 or 15.38 h a week."
    )
    assert path(until(date(2026, 7, 14), 10.0), to=SENIOR, have={GIT: 0}).status == "complete"
    assert path(until(date(2026, 7, 13), 10.0), to=SENIOR, have={GIT: 0}).status == "partial"
    assert path(until(date(2026, 6, 28), 15.38), to=SENIOR, have={GIT: 0}).status == "complete"


def test_no_room_at_all_is_an_empty_path() -> None:
    """A limit below the shortest course leaves nothing to do, and everything listed."""
    found = path(Limits(hours=0.5), to=SENIOR, have={GIT: 0})
    assert (found.steps, found.hours, found.status, found.proved) == ((), 0.0, "partial", True)
    assert {(u.competency, u.reached, u.cause) for u in found.uncloseable} == {(GIT, 0, "limit"), (SQL, 0, "limit")}
    assert found.limited is not None
    assert found.limited.closed == 0.0


def test_money_and_hours_may_bind_together() -> None:
    """Where lifting one limit alone closes nothing more, both bind and there is no lift of one."""
    priced = replace(
        company(),
        courses=tuple(replace(course, cost=100.0) for course in company().courses),
    )
    question = ask(priced, goal={GIT: 1}, limits=Limits(hours=1.0, money=10.0))
    assert isinstance(question, Question)
    found = recommend(build(priced), question)
    assert found.limited is not None
    assert (found.limited.binding, found.limited.lifts) == (("hours", "money"), ())
    assert found.limited.sentence == (
        "Several limits bind: 0 h of 7.5 h fit and close 0 % of the gap. "
        "Lifting one of them alone closes nothing more."
    )


def test_a_dearer_way_within_the_limits_closes_everything() -> None:
    """A limit of money may lead to other courses; then nothing is left open, and the sentence says what it takes."""
    cheap = Course(id=CourseId("git-book"), hours=20.0, cost=5.0, teaches=company().course[GIT_DAY].teaches)
    courses = (*(replace(c, cost=100.0) for c in company().courses), cheap)
    catalogue = replace(company(), courses=tuple(sorted(courses, key=lambda c: c.id)))
    question = ask(catalogue, goal={GIT: 1}, limits=Limits(money=50.0))
    assert isinstance(question, Question)
    found = recommend(build(catalogue), question)
    assert ([s.course for s in found.steps], found.status, found.proved) == (["git-book"], "complete", True)
    assert found.limited is not None
    assert (found.limited.closed, found.limited.binding) == (1.0, ("money",))
    assert found.limited.sentence == "Within the limits everything can be closed, for 20 h instead of 7.5 h."


class Best(NamedTuple):
    """What going through every set of courses finds: share closed, cost, courses in order of id."""

    closed: float
    cost: int
    courses: tuple[CourseId, ...]


def weights(meaning: Meaning, question: Question) -> Mapping[tuple[str, int], float]:
    """What each level that can be closed is worth: its need's weight, an essential need's where there are both."""
    attainable, held = meaning.attainable(question), meaning.held(question)
    found: dict[tuple[str, int], float] = {}
    for essential in (False, True):
        needs = [n for n in question.needs if n.essential == essential and (essential or question.include_optional)]
        for one in {meaning.one[need.competency] for need in needs}:
            of_one = [need for need in needs if meaning.one[need.competency] == one]
            for level in range(held.get(one, 0) + 1, min(max(n.level for n in of_one), attainable[one]) + 1):
                found[one, level] = max(need.weight for need in of_one)
    return found


def best(catalogue: Catalogue, question: Question, prices: Mapping[CourseId, float]) -> Best:
    """The most that fits, then what costs least, then fewest courses, then smallest ids."""
    meaning = Meaning(catalogue)
    limits, begun = question.limits, question.state.in_progress
    index = build(catalogue)
    weighed = dict(zip(index.courses, costs(index, question.preferences, begun, None).tolist(), strict=True))
    worth = weights(meaning, question)
    found: tuple[float, int, int, tuple[CourseId, ...]] | None = None
    plannable = meaning.plannable(question)
    for size in range(len(plannable) + 1):
        for chosen in combinations(plannable, size):
            hours = sum(begun.get(c.id, meaning.hours(c)) for c in chosen)
            if limits.hours is not None and hours > limits.hours + 1e-9:
                continue
            if limits.money is not None and sum(prices[c.id] for c in chosen) > limits.money + 1e-9:
                continue
            ranks, all_ran = meaning.after(question, chosen)
            if not all_ran:
                continue
            value = sum(w for (one, level), w in worth.items() if ranks.get(one, 0) >= level)
            key = (-value, sum(weighed[c.id] for c in chosen), size, tuple(c.id for c in chosen))
            if found is None or key < found:
                found = key
    assert found is not None
    return Best(-found[0] / sum(worth.values()) if worth else 1.0, found[1], found[3])


def limited_world(seed: int) -> tuple[Catalogue, Question, Mapping[CourseId, float]]:
    """A tiny world with prices, weights, limits, sometimes preferences and courses in progress."""
    r = random.Random(seed)
    catalogue, question = tiny(seed)
    courses = tuple(replace(c, cost=r.choice([0.0, 10.0, 20.0, 50.0])) for c in catalogue.courses[: r.randint(3, 8)])
    catalogue = replace(catalogue, courses=courses)
    names = {course.id for course in courses}
    state = SkillState(
        held=question.state.held,
        done=question.state.done & names,
        in_progress={c.id: r.choice([0.0, 0.5, 3.0]) for c in courses if r.random() < 0.1},
    )
    total = sum(c.hours or 3.0 for c in courses)
    limits = Limits(
        hours=max(0.25, total * r.choice([0.1, 0.2, 0.4])) if r.random() < 0.8 else None,
        money=r.choice([0.0, 20.0, 60.0]) if r.random() < 0.5 else None,
    )
    question = replace(
        question,
        needs=tuple(need._replace(weight=r.choice([0.5, 1.0, 1.0, 2.0])) for need in question.needs),
        state=replace(state, done=state.done.difference(state.in_progress)),
        without=frozenset(question.without & names),
        limits=limits,
        preferences=Preferences(money=0.05) if r.random() < 0.3 else Preferences(),
    )
    prices = {c.id: 0.0 if c.id in state.in_progress else c.cost or 0.0 for c in courses}
    return catalogue, question, prices


@pytest.mark.parametrize("block", range(6))
def test_nothing_within_the_limits_closes_more(block: int) -> None:
    """Against every set of courses of 600 tiny worlds: the most weighted gap, then the least cost, the fewest courses
    and the smallest ids; the limits are kept, and what is left open is listed."""
    for seed in range(block * 100, block * 100 + 100):
        catalogue, question, prices = limited_world(seed)
        found, expected = recommend(build(catalogue), question), best(catalogue, question, prices)
        limited = found.limited
        assert found.proved, f"seed {seed}"
        courses = sorted(step.course for step in found.steps if step.course is not None)
        assert (round(found.cost * MILLISECONDS), tuple(courses)) == (expected.cost, expected.courses), f"seed {seed}"
        assert question.limits.hours is None or found.hours <= question.limits.hours + 1e-9
        assert question.limits.money is None or found.money <= question.limits.money + 1e-9
        assert found.bound <= found.hours
        if limited is not None:
            assert limited.closed == pytest.approx(expected.closed), f"seed {seed}"
            assert limited.closed_bound == limited.closed
            assert bool(limited.sentence)
            assert any(u.cause == "limit" for u in found.uncloseable) == (limited.closed < 1.0)


def raised(limits: Limits, bar: Bar, limit: float) -> Limits:
    return replace(limits, hours=limit) if bar == "hours" else replace(limits, money=limit)


@pytest.mark.parametrize("block", range(4))
def test_what_a_lift_says_holds_to_the_last(block: int) -> None:
    """With a limit raised to what a lift says, exactly so much more is closed; with less it is not."""
    lifts = 0
    for seed in range(block * 60, block * 60 + 60):
        catalogue, question, _ = limited_world(seed)
        index = build(catalogue)
        before = recommend(index, question).limited
        for lift in before.lifts if before else ():
            lifts += 1
            after = recommend(index, replace(question, limits=raised(question.limits, lift.bar, lift.limit))).limited
            assert after is not None and before is not None
            assert after.closed == lift.closed > before.closed, f"seed {seed}"
            nearly = raised(question.limits, lift.bar, lift.limit - 2e-4)
            less = recommend(index, replace(question, limits=nearly)).limited
            assert less is not None
            assert less.closed < lift.closed, f"seed {seed}"
    assert lifts > 10


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**4), share=st.floats(0.05, 0.95), seconds=st.sampled_from([0.0, inf]))
def test_a_large_world_keeps_its_limits_with_and_without_time(seed: int, share: float, seconds: float) -> None:
    """Never over the limits, however little time there is; the bound is never below what is closed; the same question
    has the same answer."""
    catalogue = curriculum(200, seed % 5)
    role_level, state = career(catalogue, seed)
    index = build(catalogue)
    question = Question(needs=role_level.needs, state=state)
    all_of_it = recommend(index, question)
    limited = replace(question, limits=Limits(hours=max(0.25, all_of_it.hours * share)))
    found = recommend(index, limited, remaining=lambda: seconds)
    assert found.hours <= (limited.limits.hours or 0.0) + 1e-9
    assert found.limited is not None or not all_of_it.steps
    if found.limited is not None:
        assert 0.0 <= found.limited.closed <= found.limited.closed_bound <= 1.0
    if seconds:
        assert found.proved
        assert repr(found) == repr(recommend(index, limited))
    meaning = Meaning(catalogue)
    _, all_ran = meaning.after(question, tuple(catalogue.course[s.course] for s in found.steps if s.course))
    assert all_ran


def test_what_is_not_proved_says_where_its_time_ran_out() -> None:
    """Wherever between two looks at the clock the time ends, a path within limits is proved or names the stage."""
    unproved = 0
    for seed in range(60):
        catalogue, question, _ = limited_world(seed)
        index = build(catalogue)
        for looks in (0, 1, 3, 8, 20):
            left = iter([1e3] * looks)
            found = recommend(index, question, remaining=lambda left=left: next(left, 0.0))  # type: ignore[misc]
            assert found.proved == (found.stopped is None), f"seed {seed}, {looks} looks"
            unproved += not found.proved
    assert unproved


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("every", [1, 2, 3])
def test_a_solver_that_fails_breaks_no_limit(failure: str, every: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong in HiGHS, the path can be followed within the limits, its bounds hold, and what is said
    to be proved is the best there is."""
    for seed in range(15):
        catalogue, question, prices = limited_world(seed)
        index = build(catalogue)
        expected = best(catalogue, question, prices)
        monkeypatch.setattr(highspy, "Highs", FAILURES[failure](every))
        found = recommend(index, question)
        monkeypatch.undo()
        courses = tuple(sorted(step.course or "" for step in found.steps))
        _, followed = Meaning(catalogue).after(question, tuple(catalogue.course[CourseId(c)] for c in courses))
        assert followed, f"seed {seed}"
        assert question.limits.hours is None or found.hours <= question.limits.hours + 1e-9, f"seed {seed}"
        assert question.limits.money is None or found.money <= question.limits.money + 1e-9, f"seed {seed}"
        if found.limited is not None:
            assert found.limited.closed <= expected.closed + 1e-9 <= found.limited.closed_bound + 2e-9, f"seed {seed}"
            if found.limited.closed == pytest.approx(expected.closed):
                assert round(found.cost_bound * MILLISECONDS) <= expected.cost, f"seed {seed}"
        assert not found.proved or courses == expected.courses, f"seed {seed}"


def test_an_essential_need_is_met_though_a_higher_optional_one_is_not() -> None:
    """Where one competency is needed twice, each need is measured by what it asks for itself."""
    needs = (Requirement(SQL, 2), Requirement(SQL, 3, essential=False))
    question = Question(needs=needs, include_optional=True, limits=Limits(hours=25.0))
    found = recommend(build(company()), question)
    assert [step.course for step in found.steps] == [SQL_1, SQL_2]
    assert [(missed.level, missed.reached, missed.cause) for missed in found.uncloseable] == [(3, 2, "limit")]
