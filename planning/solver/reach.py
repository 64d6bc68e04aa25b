"""What can be reached, at what rough price, and what every plan must pass: sweeps over the whole catalogue.

Levels never go down, so one fixpoint answers each. A sweep is a handful of numpy calls over all courses.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planning.solver.index import Flags, Index
from planning.solver.problem import Problem

Floats = NDArray[np.float64]
Words = NDArray[np.uint64]


class Reach(NamedTuple):
    """Facts (m + 1 flags) that some plan attains, and courses (n flags) that some plan can start."""

    facts: Flags
    courses: Flags


class Prices(NamedTuple):
    """A rough cost to attain each fact and to finish each course, requirements added up; infinite if impossible."""

    fact: Floats
    course: Floats


def reach(problem: Problem) -> Reach:
    """Every fact that can be attained with the open courses."""
    index, facts = problem.index, problem.true.copy()
    if not index.courses:
        return Reach(facts, np.zeros(0, dtype=np.bool_))
    while True:
        groups = np.logical_or.reduceat(facts[index.group_facts], index.group_start[:-1])
        courses: Flags = np.logical_and.reduceat(groups, index.course_start[:-1]) & problem.open
        if not len(index.added):
            return Reach(facts, courses)
        given: Flags = np.logical_or.reduceat(courses[index.add_course], index.added_start)
        if not np.any(given & ~facts[index.added]):
            return Reach(facts, courses)
        facts[index.added] |= given


def relevant(problem: Problem, reached: Reach) -> Flags:
    """The courses (n flags) that can be of use to a goal: backwards from the goals over unsatisfied groups."""
    index = problem.index
    useful = np.zeros(len(index.courses), dtype=np.bool_)
    wanted = set(problem.goals)
    waiting = list(problem.goals)
    while waiting:
        for course in index.achievers(waiting.pop()).tolist():
            if useful[course] or not reached.courses[course]:
                continue
            useful[course] = True
            for group in index.groups[course]:
                if not any(problem.true[fact] for fact in group):
                    fresh = [fact for fact in group if fact not in wanted and reached.facts[fact]]
                    wanted.update(fresh)
                    waiting.extend(fresh)
    return useful


def prices(index: Index, true: Flags, cost: Floats) -> Prices:
    """The additive heuristic (h_add): each fact at its cheapest course, each course at its own cost and its groups'.

    `cost` is infinite for courses that may not be used and above zero elsewhere, so that the cheapest course of a
    fact never waits for that fact.
    """
    fact = np.where(true, 0.0, np.inf)
    while True:
        groups = np.minimum.reduceat(fact[index.group_facts], index.group_start[:-1])
        course: Floats = np.add.reduceat(groups, index.course_start[:-1]) + cost
        cheapest = np.minimum.reduceat(course[index.add_course], index.added_start)
        better = np.minimum(fact[index.added], cheapest)
        if np.array_equal(better, fact[index.added]):
            return Prices(fact, course)
        fact[index.added] = better


def support(index: Index, true: Flags, price: Prices, goals: Iterable[int]) -> set[int]:
    """The cheapest course of each goal and of each fact that such a course waits for; all have a finite price."""
    chosen: set[int] = set()
    seen: set[int] = set()
    waiting = [goal for goal in goals if not true[goal]]
    while waiting:
        fact = waiting.pop()
        if fact in seen:
            continue
        seen.add(fact)
        givers = index.achievers(fact)
        course = int(givers[int(np.argmin(price.course[givers]))])
        if course not in chosen:
            chosen.add(course)
            for group in index.groups[course]:
                cheapest = min(group, key=lambda f: (float(price.fact[f]), f))
                if not true[cheapest]:
                    waiting.append(cheapest)
    return chosen


def blocked(problem: Problem, forbidden: Sequence[int]) -> tuple[Words, Words]:
    """Reachability with one fact forbidden, for up to 64 facts in one go.

    Bit j of the first (m + 1 words) says that a fact is still reached when `forbidden[j]` may not be attained, of the
    second (n words) that a course can still be started.
    """
    index = problem.index
    everything = np.uint64(2 ** len(forbidden) - 1)
    allowed = np.full(index.always + 1, everything)
    for bit, fact in enumerate(forbidden):
        allowed[fact] &= ~np.uint64(1 << bit)
    facts: Words = np.where(problem.true, everything, np.uint64(0))
    may: Words = np.where(problem.open, everything, np.uint64(0))
    limit = allowed[index.added]
    while True:
        groups = np.bitwise_or.reduceat(facts[index.group_facts], index.group_start[:-1])
        courses: Words = np.bitwise_and.reduceat(groups, index.course_start[:-1]) & may
        given: Words = np.bitwise_or.reduceat(courses[index.add_course], index.added_start) & limit
        if not np.any(given & ~facts[index.added]):
            return facts, courses
        facts[index.added] |= given
