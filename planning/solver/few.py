"""A few hundred courses of a large catalogue, with a sweep of their own: what is tried often is tried on them."""

from typing import NamedTuple

import numpy as np

from planning.solver.ground import Ground
from planning.solver.index import Facts, Flags
from planning.solver.reach import Floats, Prices
from planning.solver.sweep import Sweep, sweep


class Few(NamedTuple):
    """`courses` (k of them) are those of `ground` that are looked at; `sweep` knows them by their place here.

    Of `true` (m + 1 flags) only `always` holds: grounded groups ask for nothing else that holds from the start.
    """

    ground: Ground
    courses: Facts
    sweep: Sweep
    true: Flags


def few(ground: Ground, courses: Facts) -> Few:
    """These courses of the ground."""
    always = ground.index.always
    true = np.zeros(always + 1, dtype=np.bool_)
    true[always] = True
    adds = [tuple(fact for fact in ground.adds(course) if fact < always) for course in courses]
    return Few(ground, courses, sweep([ground.groups(course) for course in courses], adds, always), true)


def prices(some: Few, cost: Floats) -> Prices:
    """As `planning.solver.reach.prices` over these courses alone; `cost` (n) is above 0. All others are infinite."""
    problem = some.ground.problem
    start = np.where(some.true, 0.0, np.inf)
    facts, courses = some.sweep.fixpoint(start, cost[list(some.courses)], np.minimum, np.add)
    course = np.full(len(cost), np.inf)
    course[list(some.courses)] = courses
    return Prices(np.where(problem.true, 0.0, facts), course)
