"""A path over weeks: hours that add up, days in order, and refusals of what cannot be."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontology.ids import AssessmentId, CompetencyId, CourseId
from ontology.model import CompetencyAt
from ontology.refusals import Refusal
from planning.model import Gap, LearningPath, Step
from planning.schedule import Schedule, schedule

MILLISECONDS = 3_600_000
MONDAY = date(2027, 1, 4)


def path(*milliseconds: int, guessed: frozenset[int] = frozenset()) -> LearningPath:
    """A path of steps s0, s1 … that take so long; s1 is an assessment."""
    steps = tuple(
        Step(
            id=f"s{number}",
            course=None if number == 1 else CourseId(f"c{number}"),
            assessment=AssessmentId("a") if number == 1 else None,
            hours=each / MILLISECONDS,
            hours_estimated=number in guessed,
            after=(),
            gives=(CompetencyAt(CompetencyId("k"), 1),),
            uses=(),
            because=("It is asked for.",),
        )
        for number, each in enumerate(milliseconds)
    )
    hours = sum(milliseconds) / MILLISECONDS
    return LearningPath(
        status="complete",
        cost=hours,
        cost_bound=hours,
        hours=hours,
        unknown_hours=len(guessed),
        bound=hours,
        proved=True,
        steps=steps,
        uncloseable=(),
        gap=Gap(items=(), required=0, short=0, steps_short=0),
    )


def hours(*each: float, guessed: frozenset[int] = frozenset()) -> LearningPath:
    return path(*(round(one * MILLISECONDS) for one in each), guessed=guessed)


def made(of: LearningPath, hours_per_week: float, starts_on: date = MONDAY) -> Schedule:
    found = schedule(of, starts_on=starts_on, hours_per_week=hours_per_week)
    assert isinstance(found, Schedule), found
    return found


def days(found: Schedule) -> list[tuple[int, int]]:
    """First and last day of each step, counted from the start."""
    return [((s.starts_on - found.starts_on).days, (s.ends_on - found.starts_on).days) for s in found.steps]


def test_three_steps_over_two_weeks() -> None:
    """Seven hours a week are one a day; a step that spans two weeks has its hours in both."""
    found = made(hours(5, 4, 1.5), 7)
    assert days(found) == [(0, 4), (5, 8), (9, 10)]
    assert [(w.starts_on, [(p.step, p.hours) for p in w.work], w.hours) for w in found.weeks] == [
        (MONDAY, [("s0", 5.0), ("s1", 2.0)], 7.0),
        (MONDAY + timedelta(days=7), [("s1", 2.0), ("s2", 1.5)], 3.5),
    ]
    assert (found.ends_on, found.hours, found.hours_left) == (MONDAY + timedelta(days=10), 10.5, 3.5)


def test_a_week_that_is_just_full_has_nothing_left() -> None:
    """Fourteen hours at seven a week are two weeks to the hour, the last one ending on a Sunday."""
    found = made(hours(7, 7), 7)
    assert days(found) == [(0, 6), (7, 13)]
    assert (len(found.weeks), found.hours_left) == (2, 0.0)


def test_steps_without_hours_fall_on_the_day_that_is_reached() -> None:
    """What takes no time is done on the day on which the step before it ends (or the first), and is in that week."""
    found = made(hours(0, 7, 0, 1, 0), 7)
    assert days(found) == [(0, 0), (0, 6), (6, 6), (7, 7), (7, 7)]
    assert [[(p.step, p.hours) for p in week.work] for week in found.weeks] == [
        [("s0", 0.0), ("s1", 7.0), ("s2", 0.0)],
        [("s3", 1.0), ("s4", 0.0)],
    ]
    only = made(hours(0), 7)
    assert (only.ends_on, only.hours_left, len(only.weeks)) == (MONDAY, 7.0, 1)


def test_hours_that_are_a_guess_are_flagged() -> None:
    """A step whose hours nobody knows says so, and the schedule says how many hours hang on guesses."""
    found = made(hours(5, 4, 1.5, guessed=frozenset({0, 2})), 7)
    assert [step.hours_estimated for step in found.steps] == [True, False, True]
    assert found.estimated_hours == 6.5


def test_nothing_to_do_takes_no_week() -> None:
    """A path without steps is a schedule without weeks, and has no end."""
    found = made(path(), 5)
    assert (found.weeks, found.steps, found.ends_on, found.hours, found.hours_left) == ((), (), None, 0.0, 0.0)


@settings(max_examples=300, deadline=None)
@given(
    took=st.lists(st.one_of(st.just(0), st.integers(1, 5), st.integers(1, 400 * MILLISECONDS)), max_size=12),
    week=st.one_of(
        st.integers(MILLISECONDS, 168 * MILLISECONDS), st.sampled_from([7, 10, 168]).map(MILLISECONDS.__mul__)
    ),
)
def test_hours_add_up_and_days_are_in_order(took: list[int], week: int) -> None:
    """Each step's hours are all in weeks, no week has more than its hours, only the last has hours left, and no step
    starts before the one before it ends; a step ends on the very day on which hours spread evenly are enough."""
    of = path(*took)
    found = made(of, week / MILLISECONDS)
    parts: dict[str, int] = {}
    for number, one in enumerate(found.weeks):
        assert one.starts_on == MONDAY + timedelta(days=7 * number)
        spent = [round(part.hours * MILLISECONDS) for part in one.work]
        assert round(one.hours * MILLISECONDS) == sum(spent) <= week
        assert number == len(found.weeks) - 1 or sum(spent) == week
        for part, each in zip(one.work, spent, strict=True):
            parts[part.step] = parts.get(part.step, 0) + each
    assert parts == {f"s{number}": each for number, each in enumerate(took)}
    assert round(found.hours_left * MILLISECONDS) == len(found.weeks) * week - sum(took)
    assert [step.step for step in found.steps] == [step.id for step in of.steps]
    end, finished = MONDAY, 0
    for step, each in zip(found.steps, took, strict=True):
        finished += each
        assert end <= step.starts_on <= step.ends_on
        end = step.ends_on
        available = Fraction(week, 7) * ((end - MONDAY).days + 1)
        assert available >= finished
        assert available - Fraction(week, 7) < finished or end == MONDAY
    assert found.ends_on == (end if took else None)


@pytest.mark.parametrize("week", [0.0, -1.0, 168.001, float("nan"), float("inf")])
def test_a_week_that_cannot_be_is_refused(week: float) -> None:
    """There are 168 hours in a week, and none is not enough."""
    found = schedule(hours(5), starts_on=MONDAY, hours_per_week=week)
    assert isinstance(found, Refusal)
    assert found.code == "schedule.hours_per_week_out_of_range"


def test_a_hundred_years_are_the_most() -> None:
    """5,218 weeks are laid out, one more is refused; so is a trickle of hours however small."""
    assert len(made(hours(5_218), 1).weeks) == 5_218
    for of, week in ((hours(5_218.5), 1.0), (hours(1), 1e-12)):
        found = schedule(of, starts_on=MONDAY, hours_per_week=week)
        assert isinstance(found, Refusal)
        assert found.code == "schedule.too_long"


def test_the_calendar_has_an_end() -> None:
    """What would run past the last day there is is refused, and named."""
    found = schedule(hours(70), starts_on=date(9999, 12, 1), hours_per_week=7)
    assert isinstance(found, Refusal)
    assert found.code == "schedule.beyond_the_calendar"
    assert made(hours(7), 7, starts_on=date(9999, 12, 20)).ends_on == date(9999, 12, 26)
