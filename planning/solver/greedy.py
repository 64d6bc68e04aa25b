"""A good plan at once: the cheapest course of each fact, backwards from the goals, less what is not needed."""

from collections.abc import Sequence

import numpy as np

from planning.solver.ground import Execution, Ground, without_spare
from planning.solver.reach import Floats, prices, support

_STEP = 1.0
"""One millisecond for each course on top of its cost: no course is free, so support never runs in a circle."""


def best(ground: Ground) -> tuple[int, ...]:
    """The best of a few plans without spare courses: the cheapest, then the shortest, then smallest ids."""
    steer = _steer(ground, ground.index.cost.astype(np.float64))
    first = prices(ground.index, ground.problem.true, steer)
    found = {without_spare(ground, support(ground.index, ground.problem.true, first, ground.goals))}
    by_price = sorted(ground.goals, key=lambda goal: (float(first.fact[goal]), goal))
    for goals in (by_price, by_price[::-1]):
        found.add(without_spare(ground, _one_by_one(ground, steer, goals)))
    return min(found, key=lambda plan: (ground.cost(plan), len(plan), plan))


def quick(ground: Ground, cost: Floats) -> tuple[int, ...]:
    """One plan without spare courses. `cost` (n floats, at least 0) steers the choice instead of the real costs."""
    first = prices(ground.index, ground.problem.true, _steer(ground, cost))
    return without_spare(ground, support(ground.index, ground.problem.true, first, ground.goals))


def _steer(ground: Ground, cost: Floats) -> Floats:
    return np.where(ground.allowed, cost + _STEP, np.inf)


def _one_by_one(ground: Ground, steer: Floats, goals: Sequence[int]) -> set[int]:
    """Goal after goal, where what was chosen before costs nothing more."""
    chosen: set[int] = set()
    true = ground.problem.true.copy()
    steer = steer.copy()
    for goal in goals:
        if not true[goal]:
            chosen |= support(ground.index, true, prices(ground.index, true, steer), (goal,))
            steer[list(chosen)] = _STEP
            execution = Execution(ground, chosen)
            execution.allow(sorted(chosen))
            true[list(execution.facts)] = True
    return chosen
