"""A good plan at once: the cheapest course of each fact, backwards from the goals, less what is not needed."""

import numpy as np

from planning.solver.ground import Ground, without_spare
from planning.solver.reach import Floats, prices, support

_STEP = 1.0
"""One millisecond for each course on top of its cost: no course is free, so support never runs in a circle."""


def plan(ground: Ground, cost: Floats) -> tuple[int, ...]:
    """A plan without spare courses, by position, ascending.

    `cost` (n floats in milliseconds, at least 0) steers the choice: what courses cost, or what a linear program makes
    of it. Goal by goal with what was chosen before for free is a little cheaper at first, but takes as many sweeps as
    there are goals, and rounding the linear program finds the same.
    """
    index, true = ground.index, ground.problem.true
    steer = np.where(ground.allowed, cost + _STEP, np.inf)
    return without_spare(ground, support(index, true, prices(index, true, steer), ground.goals))
