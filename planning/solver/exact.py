"""The cheapest plan over the whole catalogue, with its proof or the gap that is left.

What can be reached → a greedy plan → facts that every plan attains → a linear program over a few hundred courses,
priced over all of them, with first-achiever cuts → courses that cost more than the gap allows are out → small integer
programs that settle cost and ties, and are cut when their courses support each other in a circle.

Time is an argument: `remaining` tells how many seconds are left, and is asked between all steps. When none are, the
best plan so far comes back with the bound that was certified, and with the stage that ran out of time.
"""

from collections.abc import Callable
from dataclasses import replace
from math import inf

import numpy as np

from planning.model import Stage
from planning.solver import greedy, landmarks
from planning.solver.ground import Ground
from planning.solver.index import Facts
from planning.solver.pricing import Effort, corridor, keeps, price, whole
from planning.solver.problem import Problem, Solution
from planning.solver.proof import Proof
from planning.solver.proving import empty, prove
from planning.solver.reach import Reach, reach
from planning.solver.reduce import undominated, useful
from planning.solver.rest import Rest

__all__ = ["Effort", "cheapest", "cheapest_within"]


def cheapest(
    problem: Problem,
    remaining: Callable[[], float] = lambda: inf,
    effort: Effort | None = None,
    reached: Reach | None = None,
) -> Solution:
    """The cheapest plan; of equally cheap ones the shortest, then the one with the smallest ids.

    `reached` is what `planning.solver.reach.reach` says of the problem, where the caller knows it. Raises ValueError
    where a goal cannot be reached: lower it first.
    """
    if problem.forced or problem.at_most:
        raise ValueError("forced courses and limits are for `cheapest_within`")
    reached = reached or reach(problem)
    if not all(reached.facts[goal] for goal in problem.goals):
        raise ValueError("a goal is out of reach")
    if not problem.goals:
        return Solution((), 0, 0, True, proof=empty(problem))
    solution = _search(problem, reached, remaining, effort or Effort())
    assert solution is not None, "where goals can be reached and nothing limits the plan, there is one"
    return solution


def cheapest_within(
    problem: Problem,
    remaining: Callable[[], float] = lambda: inf,
    effort: Effort | None = None,
    reached: Reach | None = None,
) -> Solution | None:
    """The same with courses that must be in the plan and limits on how many of some may be.

    None where no plan keeps to them, where a forced course cannot be started, and where time ran out before a plan
    was found. The proof, which would be about another question, is left out.
    """
    reached = reached or reach(problem)
    if not all(reached.facts[goal] for goal in problem.goals) or not all(reached.courses[c] for c in problem.forced):
        return None
    if not problem.goals and not problem.forced:
        return Solution((), 0, 0, True)
    solution = _search(problem, reached, remaining, effort or Effort())
    return None if solution is None else replace(solution, proof=None)


def _search(problem: Problem, reached: Reach, remaining: Callable[[], float], effort: Effort) -> Solution | None:
    """The stages one after the other; None where no plan keeps to the problem's limits."""
    ground = Ground(problem, reached, reached.courses)
    prices = greedy.prices(ground, problem.cost.astype(np.float64))
    first = greedy.from_prices(ground, prices)
    best = first if keeps(ground, first) else None
    bound = _simple_bound(ground)
    if remaining() <= 0.0:
        return _unsettled(ground, best, bound, "start")
    if len(ground.members) <= effort.whole_pool:
        start = ground.narrowed(undominated(ground.narrowed(useful(ground)))).members
    else:
        start = corridor(ground, first, prices)
    found = landmarks.find(ground, start, effort.landmark_facts, remaining)
    if remaining() <= 0.0:
        return _unsettled(ground, best, bound, "landmarks")
    unit = int(np.gcd.reduce(problem.cost[reached.courses])) or 1
    priced = price(ground, start, found, best, unit, remaining, effort)
    proof = None
    if priced.certificate is not None:
        bound = max(bound, whole(priced.certificate.bound, unit))
        proof = prove(priced.program, priced.certificate, found, reached)
    if priced.stopped is not None:
        return _unsettled(ground, priced.best, bound, priced.stopped, proof)
    return Rest(ground, priced, bound, unit, found.must, remaining, effort).settle(proof)


def _unsettled(
    ground: Ground, best: Facts | None, bound: int, stopped: Stage | None, proof: Proof | None = None
) -> Solution | None:
    if best is None:
        return None
    cost = ground.cost(best)
    return Solution(best, cost, min(bound, cost), proved=False, stopped=stopped, proof=proof)


def _simple_bound(ground: Ground) -> int:
    """What the goal that is dearest by its cheapest course costs at least."""
    cost = ground.problem.cost
    return max(min(int(cost[c]) for c in ground.givers(goal) if ground.allowed[c]) for goal in ground.goals)
