"""The cheapest plan over the whole catalogue, with its proof or the gap that is left.

What can be reached → a greedy plan → facts that every plan attains → a linear program over a few hundred courses,
priced over all of them, with first-achiever cuts → courses that cost more than the gap allows are out → small integer
programs that settle cost and ties, and are cut when their courses support each other in a circle.

Time is an argument: `remaining` tells how many seconds are left, and is asked between all steps. When none are, the
best plan so far comes back with the bound that was certified, and with the stage that ran out of time.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from math import inf

import numpy as np

from planning.model import Stage
from planning.solver import greedy, landmarks
from planning.solver.ground import Ground, suffices
from planning.solver.index import MILLISECONDS, Facts, Flags
from planning.solver.pricing import Effort, Priced, corridor, keeps, price, whole
from planning.solver.problem import Problem, Solution
from planning.solver.program import First
from planning.solver.proof import Proof
from planning.solver.proving import empty, prove
from planning.solver.reach import Floats, Reach, dearest, reach
from planning.solver.reduce import components, undominated, useful
from planning.solver.regions import Region
from planning.solver.settle import settle
from planning.solver.spare import without_spare

__all__ = ["Effort", "cheapest", "cheapest_within"]

_ROUNDS = 3
"""How often what is in play is narrowed by a better plan, after the first time."""


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
    return _Rest(ground, priced, bound, unit, found.must, remaining, effort).settle(proof)


def _unsettled(
    ground: Ground, best: Facts | None, bound: int, stopped: Stage | None, proof: Proof | None = None
) -> Solution | None:
    if best is None:
        return None
    cost = ground.cost(best)
    return Solution(best, cost, min(bound, cost), proved=False, stopped=stopped, proof=proof)


class _Rest:
    """What is left to decide once every course has its price: the courses still in play, part by part."""

    def __init__(
        self,
        ground: Ground,
        priced: Priced,
        bound: int,
        unit: int,
        must: frozenset[int],
        remaining: Callable[[], float],
        effort: Effort,
    ) -> None:
        self.ground = ground
        self.priced = priced
        self.best = priced.best
        self.bound = bound
        self.unit = unit
        self.must = must
        self.remaining = remaining
        self.effort = effort
        self.lower, self.added = self._added()

    def _added(self) -> tuple[float, Floats]:
        """A bound in hours, and how much more a plan costs at least that has a course (n) and what that waits for."""
        certificate = self.priced.certificate
        if certificate is None:
            return 0.0, np.zeros(len(self.ground.index.courses))
        reduced = np.where(self.ground.allowed, np.maximum(certificate.reduced, 0.0), np.inf)
        return certificate.bound, dearest(self.ground.index, self.ground.problem.true, reduced)

    def settle(self, proof: Proof | None) -> Solution | None:
        """Solves what is left to its end, or until time runs out.

        At first with the most promising courses alone: the better the plan, the fewer courses are in play next time.
        Ties are settled once all that are in play are there.
        """
        if self.best is None:
            self._find_any()
        for most in (self.effort.first_program, *[self.effort.largest_program] * _ROUNDS):
            survivors, dropped = self._survivors(most)
            final, bound, stopped = self._solve(survivors, ties=dropped is None)
            if dropped is None or stopped is not None:
                break
        if self.best is None:
            return None
        cost = self.ground.cost(self.best)
        bound = min(max(self.bound, bound if dropped is None else min(bound, dropped)), cost)
        proved = final and bound == cost
        return Solution(self.best, cost, bound, proved, None if proved else stopped, proof)

    def _solve(self, survivors: Ground, ties: bool) -> tuple[bool, int, Stage | None]:
        """Solves what survived, part by part: whether that is settled, a bound for it, and what ran out of time."""
        plans: list[int] = []
        bound, final = 0, True
        stopped: Stage | None = None
        for part in components(survivors):
            known = tuple(course for course in self.best or () if part.allowed[course])
            if not suffices(part, known):
                # There is no plan yet, or what made it one is dominated.
                known = ()
            elif len(known) == len(part.members):
                # Nothing of the plan can be left out, and nothing else is in play.
                plans, bound = [*plans, *known], bound + part.cost(known)
                continue
            too_dear = partial(self._too_dear, part)
            settled = settle(part, self.unit, self.must, *self._rows(part), known, too_dear, self.remaining, ties)
            bound += settled.bound
            final = final and settled.final
            stopped = stopped or settled.stopped
            plans += settled.courses or known
        found = tuple(sorted(plans))
        good = suffices(self.ground, found) and keeps(self.ground, found)
        if good and not final:
            found = without_spare(self.ground, found)
        if not good or (self.best is not None and self.ground.cost(found) > self.ground.cost(self.best)):
            return False, bound, stopped
        self.best = found
        return final, bound, stopped

    def _find_any(self) -> None:
        """A plan that keeps to the limits out of the courses that the linear program has, if there is one."""
        few = self.ground.narrowed(_only(self.ground, self.priced.program.x))
        settled = settle(few, self.unit, self.must, *self._rows(few), (), lambda _: (), self.remaining, False)
        if settled.courses is not None and suffices(few, settled.courses) and keeps(few, settled.courses):
            self.best = settled.courses

    def _survivors(self, most: int) -> tuple[Ground, int | None]:
        """What can be in a plan as cheap as the best; where that is more than so many courses, those of them that add
        least to the bound, and what a plan with one of the others costs at least (else None)."""
        ground, best = self.ground, list(self.best or ())
        play = ground.allowed.copy()
        if self.best is not None:
            play &= self.added <= self._slack(ground.cost(best))
            play[best] = True
        ground = ground.narrowed(play)
        ground = ground.narrowed(useful(ground))
        dropped: int | None = None
        for many in (self.effort.largest_pool, most):
            if len(ground.members) > many:
                ground, above = self._fewest(ground, many)
                dropped = above if dropped is None else min(dropped, above)
            ground = ground.narrowed(undominated(ground))
        return ground, dropped

    def _fewest(self, ground: Ground, most: int) -> tuple[Ground, int]:
        """So many courses that add least to the bound, and the best plan; what a plan with another costs at least."""
        cut = float(np.sort(self.added[ground.allowed])[most])
        play = ground.allowed & (self.added < cut)
        above = whole(self.lower + max(0.0, cut), self.unit)
        if self.priced.certificate is None:
            play[list(self.priced.program.x)] = True
        play[list(self.best or ())] = True
        ground = ground.narrowed(play & ground.allowed)
        return ground.narrowed(useful(ground)), above

    def _slack(self, cost: int) -> float:
        """Hours between so many milliseconds and what the linear program proves, a little more for rounding."""
        return cost / MILLISECONDS * (1.0 + 1e-9) + 1e-9 - self.lower

    def _too_dear(self, part: Ground, cost: int) -> list[int]:
        """The courses of the part that no best plan has, where the part's best costs so much."""
        if self.best is None:
            return []
        elsewhere = self.ground.cost(course for course in self.best if not part.allowed[course])
        slack = self._slack(cost + elsewhere)
        return [course for course in part.members if self.added[course] > slack]

    def _rows(self, part: Ground) -> tuple[list[First], list[Region]]:
        """The cuts that the linear program had, as far as they are about the part."""
        program = self.priced.program
        firsts = [first for first in program.firsts if first[0] in part.wanted]
        return firsts, [region for region in program.regions if region[0] in part.wanted]


def _simple_bound(ground: Ground) -> int:
    """What the goal that is dearest by its cheapest course costs at least."""
    cost = ground.problem.cost
    return max(min(int(cost[c]) for c in ground.givers(goal) if ground.allowed[c]) for goal in ground.goals)


def _only(ground: Ground, courses: Iterable[int]) -> Flags:
    flags = np.zeros(len(ground.index.courses), dtype=np.bool_)
    flags[list(courses)] = True
    return flags
