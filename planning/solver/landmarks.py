"""Facts that every plan attains, and what nobody can start before a fact holds: tried for up to 64 facts at once."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from planning.solver.few import few
from planning.solver.ground import Ground
from planning.solver.index import Facts
from planning.solver.reach import Blocked, blocked

_WORD = 64


class Landmarks(NamedTuple):
    """Every plan attains the facts `must` (the goals among them). For the pairs `later`, (course, fact), the fact
    holds before the course can start, so that the course never is the first to give it. `tried` are the sweeps that
    found them; true for the whole catalogue."""

    must: frozenset[int]
    later: frozenset[tuple[int, int]]
    tried: tuple[Blocked, ...]


def find(ground: Ground, courses: Facts, most: int, remaining: Callable[[], float]) -> Landmarks:
    """The landmarks among what these courses ask for; there is a plan among them.

    What these few do without is no landmark of the catalogue, so that most facts are ruled out on them. No more than
    `most` of the others are tried on all courses, and none once `remaining()` seconds are gone.
    """
    problem = ground.problem
    must, later, tried = set(ground.goals), set[tuple[int, int]](), list[Blocked]()
    candidates = _candidates(ground, courses, remaining)[:most]
    for start in range(0, len(candidates), _WORD):
        if remaining() <= 0.0:
            break
        word = blocked(problem.index.sweep, problem.true, problem.open, candidates[start : start + _WORD])
        tried.append(word)
        for bit, fact in enumerate(word.forbidden):
            mask = np.uint64(1 << bit)
            others = [goal for goal in problem.goals if goal != fact]
            if not np.all(word.facts[others] & mask) or not np.all(word.courses[list(problem.forced)] & mask):
                must.add(fact)
            givers = problem.index.achievers(fact)
            later.update((course, fact) for course in givers[(word.courses[givers] & mask) == 0].tolist())
    return Landmarks(frozenset(must), frozenset(later), tuple(tried))


def _candidates(ground: Ground, courses: Facts, remaining: Callable[[], float]) -> list[int]:
    """The facts that are landmarks as far as these courses go; then those that hold before some giver of theirs."""
    some, problem = few(ground, courses), ground.problem
    place = {course: number for number, course in enumerate(courses)}
    givers: dict[int, list[int]] = {}
    for course, number in place.items():
        for fact in ground.adds(course):
            givers.setdefault(fact, []).append(number)
    forced = [place[course] for course in problem.forced]
    asked = sorted(
        {fact for course in courses for group in ground.groups(course) for fact in group}.union(problem.goals)
    )
    first: list[int] = []
    then: list[int] = []
    for start in range(0, len(asked), _WORD):
        if remaining() <= 0.0:
            break
        word = blocked(some.sweep, some.true, np.ones(len(courses), dtype=np.bool_), asked[start : start + _WORD])
        for bit, fact in enumerate(word.forbidden):
            mask = np.uint64(1 << bit)
            others = [goal for goal in problem.goals if goal != fact]
            if not np.all(word.facts[others] & mask) or not np.all(word.courses[forced] & mask):
                first.append(fact)
            elif not np.all(word.courses[givers.get(fact, [])] & mask):
                then.append(fact)
    return first + then
