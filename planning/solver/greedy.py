"""A good plan at once: the cheapest course of each fact, backwards from the goals, less what is not needed."""

import numpy as np

from planning.solver import few, reach
from planning.solver.ground import Ground
from planning.solver.index import Facts
from planning.solver.reach import Floats, Prices
from planning.solver.spare import without_spare

_STEP = 1.0
"""One millisecond for each course on top of its cost: no course is free, so support never runs in a circle."""


def plan(ground: Ground, cost: Floats) -> Facts:
    """A plan out of the allowed courses, ascending, without spare courses.

    `cost` (n floats in milliseconds, at least 0) steers the choice. (A relaxed plan of h_add: Keyder and Geffner
    2008.) Goal by goal with what was chosen before for free is a little cheaper, but takes as many sweeps as there
    are goals, and rounding the linear program finds the same.
    """
    return from_prices(ground, prices(ground, cost))


def prices(ground: Ground, cost: Floats) -> Prices:
    """What facts and courses cost about, over all allowed courses."""
    steer = np.where(ground.allowed, cost + _STEP, np.inf)
    return reach.prices(ground.index, ground.problem.true, steer)


def from_prices(ground: Ground, price: Prices) -> Facts:
    """As `plan`, where the prices are known. Those of goals and forced courses are finite."""
    problem = ground.problem
    chosen = reach.support(ground.index, problem.true, price, problem.goals, problem.forced)
    return without_spare(ground, chosen)


def rounded(ground: Ground, courses: Facts, cost: Floats) -> Facts | None:
    """A plan out of these courses, as above; None where there is none.

    `cost` (n, milliseconds, at least 0 or infinite) steers the choice: what a linear program leaves of each cost.
    """
    price = few.prices(few.few(ground, courses), cost + _STEP)
    problem = ground.problem
    if not np.all(np.isfinite(price.fact[list(problem.goals)])):
        return None
    if not np.all(np.isfinite(price.course[list(problem.forced)])):
        return None
    return from_prices(ground, price)
