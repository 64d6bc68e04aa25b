"""What can be reached, at what rough price, and what every plan must pass: sweeps over the whole catalogue.

Levels never go down, so that one fixpoint answers each; see `planning.solver.sweep`.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planning.solver.index import Facts, Flags, Index
from planning.solver.problem import Problem
from planning.solver.sweep import Sweep

Floats = NDArray[np.float64]
Words = NDArray[np.uint64]


class Reach(NamedTuple):
    """Facts (m + 1 flags) that some plan attains, and courses (n flags) that some plan can start."""

    facts: Flags
    courses: Flags


class Prices(NamedTuple):
    """A rough cost to attain each fact (m + 1) and to finish each course (n), requirements added up; infinite if
    impossible."""

    fact: Floats
    course: Floats


class Blocked(NamedTuple):
    """Reachability with one fact forbidden, for up to 64 facts at once.

    Bit j of `facts` (m + 1 words) says that a fact is still attained when `forbidden[j]` may not be, of `courses` (n
    words) that a course can still be started.
    """

    forbidden: Facts
    facts: Words
    courses: Words


def reach(problem: Problem) -> Reach:
    """Every fact that can be attained, and every course that can be started, with the open courses."""
    return Reach(*problem.index.sweep.fixpoint(problem.true, problem.open, np.logical_or, np.logical_and))


def prices(index: Index, true: Flags, cost: Floats) -> Prices:
    """The additive heuristic: each fact at its cheapest course, each course at its own cost and its groups'.

    (h_add: Bonet and Geffner 2001.) `cost` (n) is infinite for courses that may not be used and above zero elsewhere,
    so that the cheapest course of a fact never waits for that fact.
    """
    return Prices(*index.sweep.fixpoint(np.where(true, 0.0, np.inf), cost, np.minimum, np.add))


def dearest(index: Index, true: Flags, cost: Floats) -> Floats:
    """For each course (n) what it costs at least with what must come before it: along the dearest of its groups.

    (The admissible heuristic h_max: Bonet and Geffner 2001.) `cost` (n) is infinite for courses that may not be used.
    """
    start = np.where(true, 0.0, np.inf)
    found: Floats = index.sweep.fixpoint(start, cost, np.minimum, np.maximum, take=np.add)[1]
    return found


def support(index: Index, true: Flags, price: Prices, goals: Iterable[int], first: Iterable[int] = ()) -> set[int]:
    """The courses `first`, the cheapest course of each goal, and of each fact that such a course waits for.

    All of them have a finite price.
    """
    chosen: set[int] = set()
    seen: set[int] = set()
    waiting = [goal for goal in goals if not true[goal]]

    def choose(course: int) -> None:
        chosen.add(course)
        for group in index.groups[course]:
            cheapest = min(group, key=lambda f: (float(price.fact[f]), f))
            if not true[cheapest]:
                waiting.append(cheapest)

    for course in first:
        choose(course)
    while waiting:
        fact = waiting.pop()
        if fact in seen:
            continue
        seen.add(fact)
        givers = index.achievers(fact)
        course = int(givers[int(np.argmin(price.course[givers]))])
        if course not in chosen:
            choose(course)
    return chosen


def blocked(sweep: Sweep, true: Flags, may: Flags, forbidden: Sequence[int]) -> Blocked:
    """Reachability with each of up to 64 facts forbidden in turn: one bit of a word each, all in one sweep.

    `true` (m + 1 flags) holds from the start, `may` (n flags) be taken. (That a fact is a landmark where the goal is
    not reached without it: Keyder, Richter and Helmert 2010.)
    """
    everything = np.uint64(2 ** len(forbidden) - 1)
    allowed = np.full(len(true), everything)
    for bit, fact in enumerate(forbidden):
        allowed[fact] &= ~np.uint64(1 << bit)
    facts: Words = np.where(true, everything, np.uint64(0))
    courses: Words = np.where(may, everything, np.uint64(0))
    return Blocked(tuple(forbidden), *sweep.fixpoint(facts, courses, np.bitwise_or, np.bitwise_and, allowed))
