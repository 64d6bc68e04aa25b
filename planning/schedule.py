"""When the steps of a path fall due for somebody who learns so many hours a week, one step after the other.

Hours spread evenly over the seven days of a week, as the hours up to a deadline do; weeks begin on the weekday of the
start. Everything is reckoned in whole milliseconds of learning, so that the parts of a step add up to its hours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ontology.refusals import Refusal
from planning.admissible import HOURS_OF_A_WEEK
from planning.model import LearningPath
from planning.solver.index import MILLISECONDS

_DAYS = 7
_MOST_WEEKS = 5_218
"""A hundred years: what takes longer is no schedule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Hours of one step in one week."""

    step: str
    hours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The week from `starts_on`: what is worked on, in order, and how many hours that is."""

    starts_on: date
    work: tuple[Work, ...]
    hours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledStep:
    """The days on which a step begins and ends, both included. `hours_estimated` where nobody knows its hours."""

    step: str
    starts_on: date
    ends_on: date
    hours: float
    hours_estimated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A path over weeks without a gap between them; nothing in it where the path has no steps.

    `hours_left` are those of the last week that nothing needs, `estimated_hours` those of steps whose hours are a
    guess, so that the end is one, too. `ends_on` is the day on which the last step ends; None without steps.
    """

    starts_on: date
    ends_on: date | None
    hours_per_week: float
    hours: float
    hours_left: float
    estimated_hours: float
    weeks: tuple[Week, ...]
    steps: tuple[ScheduledStep, ...]


def schedule(path: LearningPath, *, starts_on: date, hours_per_week: float) -> Schedule | Refusal:
    """The steps of the path in its order from the day given, at so many hours (above 0, up to 168) a week.

    Refuses a week that cannot be, more than a hundred years, and what the calendar has no days for.
    """
    if not 0.0 < hours_per_week <= HOURS_OF_A_WEEK:
        return Refusal(
            code="schedule.hours_per_week_out_of_range",
            message=f"A week cannot have {hours_per_week:g} hours for learning.",
            hint=f"Give the hours of a week, above 0 and up to {HOURS_OF_A_WEEK:g}.",
        )
    week = max(1, round(hours_per_week * MILLISECONDS))
    took = [round(step.hours * MILLISECONDS) for step in path.steps]
    weeks = -(-sum(took) // week)
    if weeks > _MOST_WEEKS:
        return Refusal(
            code="schedule.too_long",
            message=f"{path.hours:,.6g} hours at {hours_per_week:g} a week take more than a hundred years.",
            hint="Give more hours a week, or ask for a nearer goal.",
        )
    if (date.max - starts_on).days < weeks * _DAYS:
        return Refusal(
            code="schedule.beyond_the_calendar",
            message=f"From {starts_on} on, the calendar has no {weeks:,} weeks left.",
            hint="Give an earlier day to start on.",
        )
    return _Laid(path, took, week, starts_on).schedule(hours_per_week)


class _Laid:
    """Steps of so many milliseconds end to end, over weeks of `week` milliseconds."""

    def __init__(self, path: LearningPath, took: Sequence[int], week: int, starts_on: date) -> None:
        self.path = path
        self.took = took
        self.week = week
        self.starts_on = starts_on

    def schedule(self, hours_per_week: float) -> Schedule:
        total = sum(self.took)
        steps: list[ScheduledStep] = []
        work: list[list[tuple[str, int]]] = []
        begin = 0
        for step, took in zip(self.path.steps, self.took, strict=True):
            first, last = self._day_after(begin) if took else self._day_before(begin), self._day_before(begin + took)
            steps.append(
                ScheduledStep(
                    step=step.id,
                    starts_on=self._date(first),
                    ends_on=self._date(last),
                    hours=step.hours,
                    hours_estimated=step.hours_estimated,
                )
            )
            for number in range(first // _DAYS, last // _DAYS + 1):
                start, end = number * self.week, (number + 1) * self.week
                work += [[] for _ in range(len(work), number + 1)]
                work[number].append((step.id, min(end, begin + took) - max(start, begin)))
            begin += took
        return Schedule(
            starts_on=self.starts_on,
            ends_on=max((step.ends_on for step in steps), default=None),
            hours_per_week=hours_per_week,
            hours=total / MILLISECONDS,
            hours_left=(len(work) * self.week - total) / MILLISECONDS,
            estimated_hours=sum(
                took for step, took in zip(self.path.steps, self.took, strict=True) if step.hours_estimated
            )
            / MILLISECONDS,
            weeks=tuple(
                Week(
                    starts_on=self._date(number * _DAYS),
                    work=tuple(Work(step=step, hours=took / MILLISECONDS) for step, took in of_week),
                    hours=sum(took for _, took in of_week) / MILLISECONDS,
                )
                for number, of_week in enumerate(work)
            ),
            steps=tuple(steps),
        )

    def _day_after(self, moment: int) -> int:
        """The day (from 0) of the millisecond that follows so many."""
        return moment * _DAYS // self.week

    def _day_before(self, moment: int) -> int:
        """The day (from 0) of the last of so many milliseconds; the first where there are none."""
        return max(0, -(-moment * _DAYS // self.week) - 1)

    def _date(self, day: int) -> date:
        return self.starts_on + timedelta(days=day)
