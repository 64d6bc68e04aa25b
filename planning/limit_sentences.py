"""What limits did to a path, in words: which binds, how much fits, and what lifting one buys."""

from dataclasses import replace

import numpy as np

from planning.cases import Case
from planning.limits import Within
from planning.model import GapItem, Lift, Limited, Uncloseable
from planning.solver.index import MILLISECONDS
from planning.solver.problem import Solution
from planning.wording import Wording


def told(within: Within, case: Case, free: Solution, tests: int, wording: Wording) -> Limited:
    """What the limits did, with its sentence. `free` is the path without limits; `tests` milliseconds go to
    assessments in either."""
    limited = within.limited
    if not limited.binding:
        return replace(limited, sentence=wording.messages.limits_kept)
    teller = _Teller(case, limited, tests, wording)
    sentences = [teller.binding(free, within.solution), *(teller.lift(lift) for lift in limited.lifts)]
    if limited.closed < 1.0 and not limited.lifts and len(limited.binding) > 1:
        sentences.append(wording.messages.lift_together)
    if limited.closed < limited.closed_bound:
        sentences.append(wording.messages.time_ran_out)
    return replace(limited, sentence=" ".join(sentences))


def no_room(item: GapItem, level: int, further: Uncloseable | None, wording: Wording) -> Uncloseable:
    """The item that the limits keep at `level`. `further` is what else blocks it, higher up."""
    detail = wording.messages.no_room.format(what=wording.at(item.competency, level + 1))
    return Uncloseable(
        competency=item.competency,
        level=item.required,
        reached=level,
        cause="limit",
        detail=detail if further is None else f"{detail} {further.detail}",
    )


class _Teller:
    """Says things of one answer."""

    def __init__(self, case: Case, limited: Limited, tests: int, wording: Wording) -> None:
        self.case = case
        self.tests = tests
        self.limited = limited
        self.wording = wording
        self.messages = wording.messages
        self.limits = case.question.limits

    def binding(self, free: Solution, found: Solution) -> str:
        """What binds, and how much fits."""
        if self.limited.closed >= 1.0:
            in_hours = np.array_equal(self.case.problem.cost, self.case.hours)
            costs = [(of.cost + self.tests) / MILLISECONDS for of in (found, free)]
            now, before = (self.wording.amount(cost, in_hours) for cost in costs)
            return self.messages.limits_dearer.format(now=now, free=before)
        fits = {
            "used": self.wording.amount(self._hours(found) / MILLISECONDS),
            "all": self.wording.amount(self._hours(free) / MILLISECONDS),
            "percent": _percent(self.limited.closed),
        }
        if len(self.limited.binding) > 1:
            return self.messages.limits_several.format(**fits)
        (bar,) = self.limited.binding
        deadline = self.limits.deadline
        if bar == "deadline" and deadline is not None:
            week = self.wording.amount(deadline.hours_per_week)
            return self.messages.limit_deadline.format(day=deadline.ends_on, week=week, **fits)
        if bar == "money":
            return self.messages.limit_money.format(limit=_figure(self.limits.money or 0.0), **fits)
        return self.messages.limit_hours.format(limit=self.wording.amount(self.limits.hours or 0.0), **fits)

    def lift(self, lift: Lift) -> str:
        """What it takes to close more, and how much that is."""
        what = self._what(lift)
        if lift.closed >= 1.0:
            return self.messages.lift_all.format(what=what)
        return self.messages.lift_some.format(what=what, percent=_percent(lift.closed))

    def _what(self, lift: Lift) -> str:
        if lift.bar == "money":
            return self.messages.lift_money.format(limit=_figure(lift.limit))
        if lift.bar == "hours":
            return self.wording.amount(lift.limit)
        either = [] if lift.ends_on is None else [self.messages.lift_until.format(day=lift.ends_on)]
        if lift.hours_per_week is not None:
            either.append(self.messages.lift_week.format(week=self.wording.amount(lift.hours_per_week)))
        if not either:
            return self.wording.amount(lift.limit)
        return either[0] if len(either) == 1 else self.messages.either.format(some=either[0], last=either[1])

    def _hours(self, solution: Solution) -> int:
        return self.tests + sum(int(self.case.hours[course]) for course in solution.courses)


def _percent(share: float) -> int:
    """Rounded down, so that 100 % is all of it."""
    return int(share * 100 + 1e-9)


def _figure(amount: float) -> str:
    return f"{amount:.2f}".rstrip("0").rstrip(".")
