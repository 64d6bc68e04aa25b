"""The cheapest plan over the whole catalogue, with its proof or the gap that is left.

Reachability → a greedy plan → a linear program by column generation, priced over every course → first-achiever cuts →
courses that cost more than the gap allows are out → small integer programs that settle cost and ties. The deadline is
an argument: when it passes, the best plan so far comes back with the bound that was certified.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from math import gcd

import numpy as np

from planning.solver import greedy
from planning.solver.ground import Ground, suffices, without_spare
from planning.solver.index import Flags
from planning.solver.problem import Problem, Solution
from planning.solver.program import First, Program
from planning.solver.reach import Floats, blocked, prices, reach, relevant
from planning.solver.reduce import components, undominated, useful
from planning.solver.settle import settle

_NOISE = 1e-6
"""How far HiGHS may be off, in units and relative to the figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Sizes that shape the search. They change how long it takes, never which plan is proved best.

    Up to `whole_pool` courses the linear program has them all from the start; else it grows by `columns` a round.
    `landmark_facts` are tried for whether every plan attains them. HiGHS overruns its time limit on large integer
    programs, so that no more than `largest_program` courses go into the last ones (the bound then says so).
    """

    whole_pool: int = 400
    columns: int = 300
    rounds: int = 60
    cut_rounds: int = 12
    landmark_facts: int = 128
    largest_program: int = 3_000


def cheapest(
    problem: Problem, remaining: Callable[[], float] = lambda: float("inf"), effort: Effort | None = None
) -> Solution:
    """The cheapest plan; of equally cheap ones the shortest, then the one with the smallest ids.

    `remaining` tells how many seconds are left; it is asked between the stages. Raises ValueError where a goal cannot
    be reached: lower it first.
    """
    if not problem.goals:
        return Solution((), 0, 0, True)
    reached = reach(problem)
    if not all(reached.facts[goal] for goal in problem.goals):
        raise ValueError("a goal is out of reach")
    effort = effort or Effort()
    ground = Ground(problem, reached, relevant(problem, reached))
    if len(ground.members) <= effort.whole_pool:
        ground = ground.narrowed(undominated(ground))
    search = _Search(ground, remaining, effort)
    search.price()
    return search.settle()


class _Search:
    """The state of one search: the best plan so far, the bound so far, and which courses are still in play."""

    def __init__(self, ground: Ground, remaining: Callable[[], float], effort: Effort) -> None:
        self.ground = ground
        self.effort = effort
        self.remaining = remaining
        self.unit = _unit(ground.cost([course]) for course in ground.members)
        self.best = greedy.plan(ground, ground.problem.cost.astype(np.float64))
        self.bound = _simple_bound(ground)
        self.reduced: Floats | None = None
        self.lower = 0.0
        self.firsts: tuple[First, ...] = ()
        self.must: frozenset[int] = frozenset(ground.goals)

    def price(self) -> None:
        """Solves the linear program over all courses: raises the bound, improves the plan, prices every course."""
        ground = self.ground
        whole = len(ground.members) <= self.effort.whole_pool
        start = ground.members if whole else _corridor(ground, self.best)
        self.must, later = _landmarks(ground, start, self.effort.landmark_facts)
        program = Program(ground, self.unit, must=self.must, later=later)
        program.add_courses(start)
        outside = ground.allowed.copy()
        cuts = 0
        for _ in range(self.effort.rounds):
            outcome = program.relax(self.remaining())
            if outcome.status != "optimal":
                return
            reduced = program.reduced_costs()
            outside[list(program.x)] = False
            missing = np.minimum(reduced, 0.0)[outside].sum()
            self._raise(outcome.value + float(missing), reduced)
            promising = np.flatnonzero(outside & (reduced < -_NOISE))
            if len(promising):
                cheapest_first = promising[np.argsort(reduced[promising], kind="stable")]
                program.add_courses(cheapest_first[: self.effort.columns].tolist())
                continue
            self._round(program, outcome.x)
            if self._gap() < 1.0 - _NOISE:
                break
            broken = program.broken_firsts() if cuts < self.effort.cut_rounds else []
            if not broken:
                break
            cuts += 1
            for first in broken:
                program.add_first(first)
        self.firsts = tuple(program.firsts)

    def settle(self) -> Solution:
        """Solves what is left to its end, part by part."""
        if self.remaining() <= 0.0:
            return self._unsettled()
        survivors, dropped = self._survivors()
        plans: list[int] = []
        bound, final = 0, True
        for part in components(survivors):
            too_dear = partial(self._too_dear, part)
            settled = settle(part, self.unit, self.must, self._firsts_of(part), self.best, too_dear, self.remaining)
            bound += settled.bound
            final = final and settled.final
            plans += settled.courses or [course for course in self.best if part.allowed[course]]
        found = tuple(sorted(plans))
        if not final and suffices(self.ground, found):
            found = without_spare(self.ground, found)
        cost = self.ground.cost(self.best)
        if suffices(self.ground, found) and self.ground.cost(found) <= cost:
            self.best, cost = found, self.ground.cost(found)
        else:
            final = False
        bound = min(max(self.bound, min(bound, dropped)), cost)
        return Solution(self.best, cost, bound, proved=final and bound == cost)

    def _unsettled(self) -> Solution:
        cost = self.ground.cost(self.best)
        return Solution(self.best, cost, min(self.bound, cost), proved=False)

    def _raise(self, value: float, reduced: Floats) -> None:
        """Takes note of a bound in units, and of the reduced costs that belong to it."""
        whole = int(-(-(value - _NOISE * max(1.0, value)) // 1.0))
        self.bound = max(self.bound, whole * self.unit)
        if value >= self.lower:
            self.lower, self.reduced = value, reduced

    def _gap(self) -> float:
        """Units between the plan and the linear bound."""
        return self.ground.cost(self.best) / self.unit - self.lower

    def _round(self, program: Program, x: Floats) -> None:
        """Looks for a better plan where the linear program looks: what it uses is nearly free."""
        steer = self.ground.problem.cost.astype(np.float64)
        steer[list(program.x)] *= 1.0 - np.clip(x, 0.0, 1.0)
        key = (self.ground.cost(self.best), len(self.best), self.best)
        plan = greedy.plan(self.ground, steer)
        if (self.ground.cost(plan), len(plan), plan) < key:
            self.best = plan

    def _survivors(self) -> tuple[Ground, int]:
        """What can be in a plan as cheap as the best, and a bound on plans with one of the courses left out."""
        ground, dropped = self.ground, self.ground.cost(self.best)
        if self.reduced is not None:
            slack = self._gap() + _NOISE * max(1.0, self.lower)
            play: Flags = ground.allowed & (self.reduced <= slack)
            play[list(self.best)] = True
            if np.count_nonzero(play) > self.effort.largest_program:
                ranked = np.sort(self.reduced[play])
                cut = float(ranked[self.effort.largest_program])
                play &= self.reduced < cut
                play[list(self.best)] = True
                dropped = max(0, int((self.lower + cut) * (1.0 - _NOISE))) * self.unit
            ground = ground.narrowed(play)
            ground = ground.narrowed(useful(ground))
        elif len(ground.members) > self.effort.largest_program:
            return ground.narrowed(_only(ground, self.best)), 0
        return ground.narrowed(undominated(ground)), dropped

    def _too_dear(self, part: Ground, cost: int) -> list[int]:
        """The courses of the part that no best plan has, where the part's best costs so much."""
        if self.reduced is None:
            return []
        elsewhere = self.ground.cost(course for course in self.best if not part.allowed[course])
        slack = (cost + elsewhere) / self.unit - self.lower + _NOISE * max(1.0, self.lower)
        return [course for course in part.members if self.reduced[course] > slack]

    def _firsts_of(self, part: Ground) -> list[First]:
        return [(fact, group) for fact, group in self.firsts if fact in part.wanted]


def _unit(costs: Iterable[int]) -> int:
    """The largest number of milliseconds that every cost is a multiple of."""
    return gcd(*costs) or 1


def _simple_bound(ground: Ground) -> int:
    """What the goal that is dearest by its cheapest course costs at least."""
    index = ground.index
    return max(
        min(int(ground.problem.cost[c]) for c in index.achievers(goal).tolist() if ground.allowed[c])
        for goal in ground.goals
    )


def _only(ground: Ground, courses: Iterable[int]) -> Flags:
    flags = np.zeros(len(ground.index.courses), dtype=np.bool_)
    flags[list(courses)] = True
    return flags


def _corridor(ground: Ground, plan: tuple[int, ...]) -> tuple[int, ...]:
    """The plan and the cheapest few courses of each fact backwards from the goals: four, three, then one."""
    index = ground.index
    cost = np.where(ground.allowed, ground.problem.cost.astype(np.float64) + 1.0, np.inf)
    price = prices(index, ground.problem.true, cost)
    chosen = set(plan)
    seen = set(ground.goals)
    layer, depth = sorted(ground.goals), 0
    while layer:
        following: set[int] = set()
        for fact in layer:
            givers = index.achievers(fact)
            givers = givers[ground.allowed[givers]]
            few = givers[np.argsort(price.course[givers], kind="stable")][: (4, 3, 1)[min(depth, 2)]]
            for course in few.tolist():
                chosen.add(course)
                following.update(f for group in ground.groups(course) for f in group if f not in seen)
        seen |= following
        layer, depth = sorted(following), depth + 1
    return tuple(sorted(chosen))


def _landmarks(
    ground: Ground, courses: Iterable[int], most: int
) -> tuple[frozenset[int], frozenset[tuple[int, int]]]:
    """Facts that every plan attains, and pairs (course, fact) where the fact holds before the course can start.

    Tried for the goals and for what these courses ask for; true for the whole catalogue.
    """
    asked = {fact for course in courses for group in ground.groups(course) for fact in group}
    candidates = [*ground.goals, *sorted(asked.difference(ground.goals))][:most]
    must, later = set(ground.goals), set[tuple[int, int]]()
    for start in range(0, len(candidates), 64):
        tried = candidates[start : start + 64]
        facts, started = blocked(ground.problem, tried)
        for bit, fact in enumerate(tried):
            mask = np.uint64(1 << bit)
            if any(not facts[goal] & mask for goal in ground.goals if goal != fact):
                must.add(fact)
            later |= {(c, fact) for c in ground.index.achievers(fact).tolist() if not started[c] & mask}
    return frozenset(must), frozenset(later)
