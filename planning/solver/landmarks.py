"""Facts that every plan attains, and what nobody can start before a fact holds: tried for up to 64 facts at once."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from planning.solver.few import few
from planning.solver.ground import Ground
from planning.solver.index import Facts, Flags, Ints
from planning.solver.reach import Blocked, Words, blocked

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
    problem, index = ground.problem, ground.index
    must, later, tried = set(ground.goals), set[tuple[int, int]](), list[Blocked]()
    for facts in _words(_candidates(ground, courses, remaining)[:most]):
        if remaining() <= 0.0:
            break
        word = blocked(index.sweep, problem.true, problem.open, facts)
        tried.append(word)
        must.update(fact for fact, stops in zip(facts, _stops(word, ground, problem.forced), strict=True) if stops)
        givers = [index.achievers(fact) for fact in facts]
        which = np.repeat(np.arange(len(facts)), [len(of_fact) for of_fact in givers])
        course = np.concatenate(givers)
        waits = ~_bits(word.courses[course], which)
        later.update(zip(course[waits].tolist(), np.array(facts)[which[waits]].tolist(), strict=True))
    return Landmarks(frozenset(must), frozenset(later), tuple(tried))


def _candidates(ground: Ground, courses: Facts, remaining: Callable[[], float]) -> list[int]:
    """The facts that are landmarks as far as these courses go; then those that hold before some giver of theirs."""
    some = few(ground, courses)
    place = {course: number for number, course in enumerate(courses)}
    forced = [place[course] for course in ground.problem.forced]
    givers: dict[int, list[int]] = {}
    for course, number in place.items():
        for fact in ground.adds(course):
            givers.setdefault(fact, []).append(number)
    asked = {fact for course in courses for group in ground.groups(course) for fact in group}
    first: list[int] = []
    then: list[int] = []
    for facts in _words(sorted(asked.union(ground.problem.goals))):
        if remaining() <= 0.0:
            break
        word = blocked(some.sweep, some.true, np.ones(len(courses), dtype=np.bool_), facts)
        pairs = [(number, bit) for bit, fact in enumerate(facts) for number in givers.get(fact, ())]
        giver, which = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        waits = set(which[~_bits(word.courses[giver], which)].tolist())
        stops = _stops(word, ground, forced).tolist()
        first += [fact for fact, stopped in zip(facts, stops, strict=True) if stopped]
        then += [fact for bit, fact in enumerate(facts) if bit in waits and not stops[bit]]
    return first + then


def _stops(word: Blocked, ground: Ground, forced: Sequence[int]) -> Flags:
    """For each forbidden fact whether another goal is out of reach, or a forced course (places in the word's courses)
    cannot be started, without it."""
    goals = ground.problem.goals
    reached = word.facts[list(goals)]
    of_goal = {fact: bit for bit, fact in enumerate(word.forbidden)}
    for number, goal in enumerate(goals):
        if goal in of_goal:
            reached[number] |= np.uint64(1 << of_goal[goal])
    all_of_them = np.bitwise_and.reduce(np.concatenate((reached, word.courses[list(forced)])))
    return ~_bits(np.full(len(word.forbidden), all_of_them), np.arange(len(word.forbidden)))


def _bits(words: Words, bit: Ints) -> Flags:
    """Bit `bit[i]` of word i."""
    flags: Flags = (words >> bit.astype(np.uint64)) & np.uint64(1) != 0
    return flags


def _words(facts: Sequence[int]) -> Iterable[Facts]:
    """The facts in portions that fit into a word."""
    return (tuple(facts[start : start + _WORD]) for start in range(0, len(facts), _WORD))
