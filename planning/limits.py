"""Where a path may only take so much: what closes most of the weighted gap within the limits, and what lifting buys.

First comes the cheapest path without limits. Where it breaks one, the courses are chosen that close most of the gap
within all of them (`planning.solver.prize`). Raising a fact "competency at level or above" is worth the weight of its
need. A limit binds where lifting it alone would buy something; the least limit that buys as much as none is the
answer to the same question with what the limit is about as the cost.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from math import ceil, floor, gcd
from typing import NamedTuple

import numpy as np

from planning.admissible import HOURS_OF_A_WEEK
from planning.cases import Case
from planning.costs import estimated_prices
from planning.model import Bar, Lift, Limited, Need
from planning.preferences import Deadline, Limits
from planning.solver.index import MILLISECONDS, Flags, Ints
from planning.solver.prize import Collected, collect
from planning.solver.problem import Solution, aim
from planning.solver.rooms import Room

_FINE = 1_000
"""Weights of needs are told apart to so many parts of the heaviest."""
_MONEY = 10_000
"""Money is counted in ten-thousandths: prices rounded up, limits down."""
_SLACK = 1e-6
"""Of a millisecond or a ten-thousandth: what a limit in floating point may lack to be the whole number meant."""
_DAYS = 7


class _Bar(NamedTuple):
    """A limit as the solver knows it. `per_unit` whole numbers are one hour, or one unit of money."""

    bar: Bar
    room: Room
    per_unit: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Within:
    """The answer within limits: `case` is to reach what the courses attain, which is what `solution` solves."""

    case: Case
    solution: Solution
    limited: Limited
    least_hours: int


def hours_to_spend(limits: Limits) -> int | None:
    """The milliseconds of learning that the limits allow; None where they say nothing of hours."""
    bars = [] if limits.hours is None else [_whole(limits.hours * MILLISECONDS)]
    if limits.deadline is not None:
        bars.append(hours_until(limits.deadline))
    return min(bars, default=None)


def hours_until(deadline: Deadline) -> int:
    """The milliseconds of learning up to the deadline: the hours of a week, spread evenly over its seven days."""
    days = (deadline.ends_on - deadline.starts_on).days + 1
    return days * _week(deadline) // _DAYS


def within(case: Case, free: Solution, spent: int, remaining: Callable[[], float]) -> Within | None:
    """What the limits leave of the path that `free` is without them; None where the question has none.

    `spent` milliseconds of the hours are taken already (by assessments).
    """
    bars = _bars(case, spent)
    if not bars:
        return None
    broken = [bar for bar in bars if not bar.room.holds(free.courses)]
    if not broken:
        return Within(
            case=case,
            solution=free,
            limited=Limited(closed=1.0, closed_bound=1.0, binding=(), lifts=()),
            least_hours=0,
        )
    choice = _Choice(case, free, bars, remaining)
    found = choice.found
    levels = _levels(case, found.courses)
    goals = [case.index.fact(item.competency, levels[item.need]) for item in case.wanted]
    reached = replace(
        case,
        levels=levels,
        aims=tuple(goals),
        problem=aim(case.problem, (goal for goal in goals if goal is not None)),
    )
    lifts = choice.lifts()
    binding = tuple(lift.bar for lift in lifts) or tuple(bar.bar for bar in broken)
    return Within(
        case=reached,
        solution=Solution(found.courses, found.cost, found.cost_bound, found.proved, found.stopped),
        limited=Limited(
            closed=found.worth / choice.everything,
            closed_bound=found.worth_bound / choice.everything,
            binding=binding,
            lifts=lifts,
        ),
        least_hours=choice.least_hours(),
    )


class _Choice:
    """What is chosen within some limits, and what would be chosen if one of them were lifted.

    `least` is what takes least of each limit to close everything.
    """

    def __init__(self, case: Case, free: Solution, bars: Sequence[_Bar], remaining: Callable[[], float]) -> None:
        self.case = case
        self.free = free
        self.bars = bars
        self.remaining = remaining
        self.points = _points(case)
        self.everything = sum(self.points.values()) or 1
        self.least: dict[Bar, Collected] = {}
        for bar in bars:
            self.least[bar.bar] = self._least(bar)
        self.found = self._collect(case.problem.cost, bars)

    def lifts(self) -> tuple[Lift, ...]:
        """What lifting each limit alone would buy, at the least limit that buys it; only where it buys something."""
        found: list[Lift] = []
        for bar in self.bars:
            others = [other for other in self.bars if other is not bar]
            if self.found.worth >= self.everything:
                continue
            lifted = self._collect(bar.room.weights, others, ties=False) if others else self.least[bar.bar]
            if lifted.worth > self.found.worth:
                found.append(self._lift(bar, lifted))
        return tuple(found)

    def least_hours(self) -> int:
        """What nothing that is worth as much, within the limits, takes fewer milliseconds than."""
        if np.array_equal(self.case.problem.cost, self.case.hours):
            return self.found.cost_bound
        least = self._collect(self.case.hours, self.bars, ties=False)
        return least.cost_bound if least.worth_bound <= self.found.worth else 0

    def _least(self, bar: _Bar) -> Collected:
        """What takes least of the limit to close everything; the cheapest path itself, where that is the cost."""
        if not np.array_equal(bar.room.weights, self.case.problem.cost):
            return self._collect(bar.room.weights, (), ties=False)
        return Collected(
            courses=self.free.courses,
            worth=self.everything,
            worth_bound=self.everything,
            cost=self.free.cost,
            cost_bound=self.free.bound,
            proved=self.free.proved,
        )

    def _collect(self, cost: Ints, bars: Iterable[_Bar], *, ties: bool = True) -> Collected:
        problem = replace(self.case.problem, cost=cost)
        known = [self.free.courses, *(least.courses for least in self.least.values())]
        rooms = [bar.room for bar in bars]
        return collect(problem, self.points, rooms, known=known, ties=ties, remaining=self.remaining)

    def _lift(self, bar: _Bar, lifted: Collected) -> Lift:
        spent = bar.room.used(lifted.courses) + self._spent(bar)
        limit = spent / bar.per_unit
        deadline = self.case.question.limits.deadline
        if bar.bar != "deadline" or deadline is None:
            return Lift(bar=bar.bar, limit=limit, closed=lifted.worth / self.everything)
        return Lift(
            bar=bar.bar,
            limit=limit,
            closed=lifted.worth / self.everything,
            ends_on=_ends_on(deadline, spent),
            hours_per_week=_hours_per_week(deadline, spent),
        )

    def _spent(self, bar: _Bar) -> int:
        """What the limit loses to assessments."""
        return _asked(self.case.question.limits, bar.bar) - bar.room.limit


def _bars(case: Case, spent: int) -> list[_Bar]:
    limits = case.question.limits
    bars: list[_Bar] = []
    if limits.hours is not None:
        bars.append(_Bar("hours", Room(case.hours, _asked(limits, "hours") - spent), MILLISECONDS))
    if limits.deadline is not None:
        bars.append(_Bar("deadline", Room(case.hours, _asked(limits, "deadline") - spent), MILLISECONDS))
    if limits.money is not None:
        prices = np.ceil(estimated_prices(case.index, case.question.state.in_progress) * _MONEY - _SLACK)
        bars.append(_Bar("money", Room(prices.astype(np.int64), _asked(limits, "money")), _MONEY))
    return bars


def _asked(limits: Limits, bar: Bar) -> int:
    """The limit that was asked for, in milliseconds or ten-thousandths."""
    if bar == "hours":
        return _whole((limits.hours or 0.0) * MILLISECONDS)
    if bar == "deadline":
        return 0 if limits.deadline is None else hours_until(limits.deadline)
    return _whole((limits.money or 0.0) * _MONEY)


def _points(case: Case) -> Mapping[int, int]:
    """What raising each fact is worth: the weight of its need, in whole numbers. Of two needs the essential one's."""
    heaviest = max((item.weight for item in case.wanted), default=1.0) or 1.0
    points: dict[int, int] = {}
    for item in case.wanted:
        worth = max(1, round(item.weight / heaviest * _FINE))
        for level in range(1, case.levels[item.need] + 1):
            fact = case.index.fact(item.competency, level)
            if fact is not None and not case.problem.true[fact]:
                points.setdefault(fact, worth)
    common = reduce(gcd, points.values(), 0) or 1
    return {fact: worth // common for fact, worth in points.items()}


def share_closed(case: Case, true: Flags, courses: Iterable[int]) -> float:
    """The share in [0, 1] of the weighted gap of the case that is closed where `true` (m + 1 flags) hold and the
    courses are done. State and courses may be another question's: then it says how much of this gap that closes."""
    points = _points(case)
    held = true.copy()
    for course in courses:
        held[list(case.index.adds[course])] = True
    return sum(worth for fact, worth in points.items() if held[fact]) / sum(points.values()) if points else 1.0


def _levels(case: Case, courses: Iterable[int]) -> Mapping[Need, int]:
    """The rank that each wanted competency has after the courses, up to what is asked for."""
    facts = case.problem.true.copy()
    for course in courses:
        facts[list(case.index.adds[course])] = True
    levels: dict[Need, int] = {}
    for item in case.wanted:
        ranks = range(item.required, 0, -1)
        reached = (r for r in ranks if (fact := case.index.fact(item.competency, r)) is not None and facts[fact])
        levels[item.need] = next(reached, 0)
    return levels


def _whole(figure: float) -> int:
    return floor(figure + _SLACK)


def _week(deadline: Deadline) -> int:
    """The milliseconds of one week's learning."""
    return max(1, round(deadline.hours_per_week * MILLISECONDS))


def _ends_on(deadline: Deadline, spent: int) -> date | None:
    """The day on which so many milliseconds are over; None where the calendar has no such day."""
    days = max(1, -(-spent * _DAYS // _week(deadline)))
    if days > (date.max - deadline.starts_on).days:
        return None
    return deadline.starts_on + timedelta(days=days - 1)


def _hours_per_week(deadline: Deadline, spent: int) -> float | None:
    """How many hours a week (rounded up to hundredths) suffice until the deadline; None where a week has fewer."""
    days = (deadline.ends_on - deadline.starts_on).days + 1
    hours = ceil(spent / MILLISECONDS * _DAYS / days * 100 - _SLACK) / 100
    return hours if hours <= HOURS_OF_A_WEEK else None
