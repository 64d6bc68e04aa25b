"""The most that fits, over all sets of courses: worth, then cost, then fewest courses, then smallest ids."""

import random
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import highspy
import numpy as np
import pytest

from planning.cases import case_of
from planning.solver.index import build
from planning.solver.prize import Effort, collect
from planning.solver.problem import Problem
from planning.solver.rooms import Room
from tests.planning.test_rounding import FAILURES
from tests.planning.worlds import tiny


class Choice(NamedTuple):
    """Smaller is better."""

    minus_worth: int
    cost: int
    length: int
    courses: tuple[int, ...]


def best(problem: Problem, points: Mapping[int, int], rooms: Sequence[Room]) -> Choice:
    """Goes through every set of open courses that can be followed and fits, from the empty one on."""
    index = problem.index
    courses = [course for course in range(len(index.courses)) if problem.open[course]]
    needs = {c: [sum(1 << fact for fact in group) for group in index.groups[c]] for c in courses}
    gives = {c: sum(1 << fact for fact in index.adds[c]) for c in courses}
    start = sum(1 << fact for fact in np.flatnonzero(problem.true).tolist())
    seen = {frozenset[int](): start}
    waiting = [frozenset[int]()]
    while waiting:
        chosen = waiting.pop()
        for course in courses:
            more = chosen | {course}
            if course in chosen or more in seen or not all(seen[chosen] & group for group in needs[course]):
                continue
            if all(room.holds(more) for room in rooms):
                seen[more] = seen[chosen] | gives[course]
                waiting.append(more)
    return min(
        Choice(
            -sum(worth for fact, worth in points.items() if facts >> fact & 1),
            sum(int(problem.cost[course]) for course in chosen),
            len(chosen),
            tuple(sorted(chosen)),
        )
        for chosen, facts in seen.items()
    )


def posed(seed: int) -> tuple[Problem, Mapping[int, int], list[Room]] | None:
    """A tiny problem with points and one or two rooms; None where there is nothing to collect."""
    r = random.Random(seed)
    catalogue, question = tiny(seed)
    case = case_of(build(catalogue), question, None)
    problem = case.problem
    points: dict[int, int] = {}
    for item in case.wanted:
        for level in range(1, case.levels[item.need] + 1):
            fact = case.index.fact(item.competency, level)
            if fact is not None and not problem.true[fact]:
                points[fact] = r.choice([1, 1, 2, 3])
    hours = Room(case.hours, int(case.hours.sum() * r.choice([0.1, 0.2, 0.3, 0.5, 1.0])))
    prices = np.array([r.choice([0, 0, 1, 2, 5]) for _ in case.hours], dtype=np.int64)
    money = Room(prices, int(prices.sum() * r.choice([0.0, 0.2, 0.4])))
    rooms = r.choice([[hours], [money], [hours, money]])
    return (problem, points, rooms) if points else None


@pytest.mark.parametrize("block", range(5))
def test_no_set_of_courses_is_better(block: int) -> None:
    """In 1,000 tiny problems, circles among them, what is chosen is the best of all sets, and proved to be."""
    compared = 0
    for seed in range(block * 200, block * 200 + 200):
        if (given := posed(seed)) is None:
            continue
        problem, points, rooms = given
        found = collect(problem, points, rooms)
        key = Choice(-found.worth, found.cost, len(found.courses), found.courses)
        assert key == best(problem, points, rooms), f"seed {seed}"
        assert found.proved, f"seed {seed}"
        assert (found.worth_bound, found.cost_bound) == (found.worth, found.cost)
        compared += 1
    assert compared > 100


@pytest.mark.parametrize(
    "effort",
    [
        Effort(columns=1, cut_rounds=0, chain_facts=0),
        Effort(rounds=1),
        Effort(largest_pool=3),
        Effort(largest_program=1),
        Effort(repairs=1),
    ],
)
def test_bounds_hold_however_little_is_tried(effort: Effort) -> None:
    """Small sizes may leave a choice unproved; its bounds hold, and what is proved is the best."""
    proved = 0
    for seed in range(160):
        if (given := posed(seed)) is None:
            continue
        problem, points, rooms = given
        found, truth = collect(problem, points, rooms, effort=effort), best(problem, points, rooms)
        proved += found.proved
        assert all(room.holds(found.courses) for room in rooms), f"seed {seed}"
        assert found.worth <= -truth.minus_worth <= found.worth_bound, f"seed {seed}"
        if found.worth == -truth.minus_worth:
            assert found.cost_bound <= truth.cost <= found.cost, f"seed {seed}"
        assert not found.proved or found.courses == truth.courses, f"seed {seed}"
    assert proved > 0


@pytest.mark.parametrize("failure", FAILURES)
def test_what_highs_says_wrongly_is_not_proved(failure: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that fails, or an "optimal" one with other courses, never makes a bound that does not hold."""
    for seed in range(160):
        if (given := posed(seed)) is None:
            continue
        problem, points, rooms = given
        monkeypatch.setattr(highspy, "Highs", FAILURES[failure](1 + seed % 3))
        found = collect(problem, points, rooms)
        monkeypatch.undo()
        truth = best(problem, points, rooms)
        assert all(room.holds(found.courses) for room in rooms), f"seed {seed}"
        assert found.worth <= -truth.minus_worth <= found.worth_bound, f"seed {seed}"
        assert not found.proved or found.courses == truth.courses, f"seed {seed}"
