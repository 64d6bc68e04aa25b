"""Where not everything can be afforded: the courses within the limits that are worth most, then the cheapest of them.

Prize collecting (Balas 1989) on delete-free plans. Facts have points, and what a plan is worth are the points of the
facts that it attains. It may take no more than each `Room` allows. Three programs, one after the other, over the
whole catalogue (see `planning.solver.program` for their rows):

    worth   maximise  sum points[f] y[f]         within the rooms
    cost    minimise  sum cost[c] x[c]           within the rooms, with sum points[f] y[f] >= the best worth
    ties    fewest courses, then smallest ids    within the rooms, at that worth and cost

The first two begin with a linear program by column generation: the dual of a room is what an hour (or whatever it
measures) is worth, and a course outside is priced with it. What the gap between plan and bound rules out is left out
of the integer programs. Landmarks are conditional here: a fact that another cannot do without binds only where the
other is attained.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from planning.model import Stage
from planning.solver import greedy
from planning.solver.best import Best, Gifts, attained, worth
from planning.solver.ground import Ground
from planning.solver.index import Flags
from planning.solver.prized import Chains, Cuts, Prized, chains
from planning.solver.problem import Problem
from planning.solver.reach import Floats, reach
from planning.solver.rooms import Room, undominated

_NOISE = 1e-6
"""How far HiGHS may be off, in units and relative to the figure."""
_BLOCK = 16
"""How many courses one integer program orders by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """Courses by position, ascending, none of them spare; what they are worth, and what no courses exceed.

    `cost` and `cost_bound` (milliseconds) are among courses that are worth as much. `proved` only where both pairs
    are equal and ties are settled; otherwise `stopped` names the stage in which the time ran out, if it did.
    """

    courses: tuple[int, ...]
    worth: int
    worth_bound: int
    cost: int
    cost_bound: int
    proved: bool
    stopped: Stage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Sizes that shape the search; they change how long it takes, never which courses are proved best.

    The linear programs grow by `columns` a round; `chain_facts` are tried for what cannot do without them. Of up to
    `largest_pool` courses those are left out that others always replace, and up to `largest_program` of the rest go
    into an integer program (the bound then says so). It is solved again up to `repairs` times, when what it chose
    cannot be followed, each time in half of the time that remains, and in `seconds` at most.
    """

    columns: int = 300
    rounds: int = 60
    cut_rounds: int = 12
    chain_facts: int = 128
    largest_pool: int = 8_000
    largest_program: int = 2_000
    seconds: float = 3.0
    repairs: int = 12


def collect(
    problem: Problem,
    points: Mapping[int, int],
    rooms: Sequence[Room],
    *,
    known: Iterable[Sequence[int]] = (),
    ties: bool = True,
    remaining: Callable[[], float] = lambda: float("inf"),
    effort: Effort | None = None,
) -> Collected:
    """The best courses within the rooms: most points, then least cost, then fewest, then smallest ids.

    Without `ties` any of the best will do, which is sooner found where many courses cost nothing.

    `points` (above 0) are by fact. `known` are plans to look at first, whether they fit or not, such as the one
    without limits and the one that takes least of a room. The goals of the problem do not matter here.
    """
    may = problem.open.copy()
    for room in rooms:
        may &= room.weights <= room.limit
    problem = replace(problem, open=may, goals=())
    reached = reach(problem)
    points = {fact: points[fact] for fact in sorted(points) if reached.facts[fact] and not problem.true[fact]}
    if not points:
        return Collected(courses=(), worth=0, worth_bound=0, cost=0, cost_bound=0, proved=True)
    ground = Ground(replace(problem, goals=tuple(points)), reached, reached.courses)
    return _Search(ground, points, rooms, remaining, effort or Effort()).run(known, ties=ties)


class _Bound(NamedTuple):
    """A lower bound on a program's objective over the whole catalogue, and what using a course adds to it (n)."""

    value: float
    reduced: Floats | None


class _Found(NamedTuple):
    """Courses, a lower bound of the program's objective, and whether the courses are its optimum."""

    plan: tuple[int, ...] | None
    bound: float
    final: bool


class _Search:
    """The state of one search: the best choice so far, and what helps to find better ones."""

    def __init__(
        self,
        ground: Ground,
        points: Mapping[int, int],
        rooms: Sequence[Room],
        remaining: Callable[[], float],
        effort: Effort,
    ) -> None:
        self.ground = ground
        self.points = points
        self.rooms = rooms
        self.remaining = remaining
        self.effort = effort
        self.best = Best(ground, points, rooms)
        self.chains = Chains((), frozenset())
        self.cuts = Cuts((), ())
        self.stopped: Stage | None = None

    def run(self, known: Iterable[Sequence[int]], *, ties: bool) -> Collected:
        """Worth, then cost, then ties; what the time does not suffice for is left as it is."""
        for plan in known:
            self.best.offer([course for course in plan if self.ground.allowed[course]])
        self.best.offer(greedy.plan(self.ground, self.ground.problem.cost.astype(np.float64)))
        self.chains = chains(
            self.ground, self.points, sorted(self.best.pool), self.effort.chain_facts, self.remaining
        )
        most = self._most_worth()
        least, settled = (0, False) if self._late("bound") else self._least_cost(ties)
        found = self.best
        proved = settled and found.worth >= most and least >= found.cost
        return Collected(
            courses=found.courses,
            worth=found.worth,
            worth_bound=max(found.worth, most),
            cost=found.cost,
            cost_bound=min(found.cost, least),
            proved=proved,
            stopped=None if proved else self.stopped,
        )

    def _most_worth(self) -> int:
        """An upper bound on what can be collected; where the best choice attains it, that is proved."""
        everything = sum(self.points.values())
        if self.best.worth == everything:
            return everything
        gifts = Gifts(self.ground, self.points, self.rooms, np.zeros_like(self.ground.problem.cost))
        program = self._program(gifts.ground, 1, aim=True)
        bound = self._priced(program, gifts)
        noise = _NOISE * max(1.0, everything)
        if bound.reduced is None:
            return everything
        most = min(everything, gifts.worth + _floor(-bound.value, noise))
        if self.best.worth >= most or self._late("integer_program"):
            return max(most, self.best.worth)
        slack = gifts.worth - bound.value - self.best.worth + noise
        small, cut = self._narrowed(gifts.ground, bound.reduced, slack, ties=False)
        program = self._program(small, 1, aim=True)
        program.fill(self.cuts)
        found = self._solved(program, lambda plan: -float(worth(small, self.points, plan)), gifts)
        inside = self.best.worth if found.final else min(most, gifts.worth + _floor(-found.bound, noise))
        outside = 0 if cut is None else min(most, gifts.worth + _floor(-bound.value - cut, noise))
        return max(inside, outside, self.best.worth)

    def _least_cost(self, ties: bool) -> tuple[int, bool]:
        """A lower bound (milliseconds) on what as much worth costs, and whether that, and the ties, are settled."""
        most, problem = self.best.worth, self.ground.problem
        if not self.best.courses:
            return 0, True
        gifts = None if ties else Gifts(self.ground, self.points, self.rooms, problem.cost)
        ground, least_worth = (self.ground, most) if gifts is None else (gifts.ground, most - gifts.worth)
        unit = int(np.gcd.reduce(problem.cost[self.ground.allowed], initial=0)) or 1
        program = self._program(ground, unit, aim=False)
        program.worth_at_least(least_worth)
        bound = self._priced(program, gifts)
        if bound.reduced is None:
            return 0, False
        least = max(0, _ceiling(bound.value)) * unit
        if self._late("integer_program"):
            return least, False
        while True:
            slack = self._dearer(bound, unit)
            small, cut = self._narrowed(ground, bound.reduced, slack, ties=ties)
            program = self._costing(small, unit, least_worth)
            found = self._solved(program, program.weight, gifts)
            if not found.final or cut is None or self._dearer(bound, unit) >= slack:
                break
            # A better choice was found among some of the courses; perhaps fewer are left to look at now.
        inside = self.best.cost if found.final else _ceiling(found.bound) * unit
        outside = inside if cut is None else _ceiling(bound.value + cut) * unit
        least = max(least, min(inside, outside))
        if not found.final or self.best.worth > most:
            return least, False
        if not ties:
            return least, True
        small, cut = self._narrowed(ground, bound.reduced, self._dearer(bound, unit))
        return least, self._settled(self._costing(small, unit, most), unit) and cut is None

    def _late(self, stage: Stage) -> bool:
        """Whether no time is left for the stage; the first of which that is so is named."""
        if self.remaining() > 0.0:
            return False
        self.stopped = self.stopped or stage
        return True

    def _dearer(self, bound: _Bound, unit: int) -> float:
        """How many units the best choice costs above the bound."""
        return self.best.cost / unit - bound.value + _NOISE * max(1.0, bound.value)

    def _costing(self, ground: Ground, unit: int, worth: int) -> Prized:
        """The program of what costs least among the courses of the ground and is worth so much."""
        program = self._program(ground, unit, aim=False)
        program.worth_at_least(worth)
        program.fill(self.cuts)
        program.aim([float(ground.problem.cost[course] // unit) for course in program.members])
        return program

    def _settled(self, program: Prized, unit: int) -> bool:
        """Takes, of the choices that cost as little as the best, the shortest, and of those the one with the smallest
        ids; False where the time ran out."""
        members = program.members
        program.spend(self.best.cost // unit)
        program.aim([1.0] * len(members))
        if not self._solved(program, program.weight).final:
            return False
        program.at_most(len(self.best.courses) + 0.5, [1.0] * len(members))
        return self._smallest_ids(program)

    def _smallest_ids(self, program: Prized) -> bool:
        """Takes, of equally good choices, the one whose ids come first; False where the time ran out."""
        members = program.members
        before = self.best.courses
        program.aim([1.0 if course in before else 0.0 for course in members])
        other = self._solved(program, program.weight)
        if not other.final:
            return False
        if other.plan == before:
            return True
        for start in range(0, len(members), _BLOCK):
            block = members[start : start + _BLOCK]
            weight = {course: -float(2 ** (_BLOCK - place)) for place, course in enumerate(block)}
            program.aim([weight.get(course, 0.0) for course in members])
            found = self._solved(program, program.weight)
            if not found.final or found.plan is None:
                return False
            for course in block:
                program.fix(course, course in found.plan)
        return True

    def _program(self, ground: Ground, unit: int, *, aim: bool) -> Prized:
        ground = ground.narrowed(ground.allowed, goals=())
        return Prized(ground, unit, self.points, self.rooms, self.chains, aim=aim)

    def _priced(self, program: Prized, gifts: Gifts | None = None) -> _Bound:
        """Solves the linear program over all courses of its ground; looks for better choices where it looks."""
        ground = program.ground
        program.add_courses(sorted(self.best.pool.union(self.best.courses)))
        best = _Bound(-np.inf, None)
        outside = ground.allowed.copy()
        cuts = 0
        for _ in range(self.effort.rounds):
            outcome = program.relax(self.remaining())
            if outcome.status != "optimal":
                self.stopped = "bound" if outcome.status == "stopped" else self.stopped
                break
            certificate = program.certify()
            if certificate.bound >= best.value:
                best = _Bound(certificate.bound, certificate.reduced)
            outside[list(program.x)] = False
            promising = np.flatnonzero(outside & (certificate.reduced < -_NOISE))
            if len(promising):
                cheapest_first = promising[np.argsort(certificate.reduced[promising], kind="stable")]
                program.add_courses(cheapest_first[: self.effort.columns].tolist())
                continue
            used = [course for course, x in zip(program.members, outcome.x, strict=True) if x > _NOISE]
            self.best.offer(used if gifts is None else gifts.complete(used))
            if gifts is None:
                mostly = [course for course, x in zip(program.members, outcome.x, strict=True) if x > 0.5]
                self.best.mend(mostly, [fact for fact in program.points if program.attained(fact) > 0.5])
            if cuts == self.effort.cut_rounds or not self._cut(program):
                break
            cuts += 1
        self.cuts = program.cuts(self.cuts)
        return best

    def _cut(self, program: Prized) -> bool:
        """Adds rows that the last solution breaks, where courses support each other in a circle; False if none."""
        firsts, regions = program.broken_firsts(self.remaining), program.broken_regions(self.remaining)
        for first in firsts:
            program.add_first(first)
        for region in regions:
            program.add_region(region)
        return bool(firsts or regions)

    def _narrowed(
        self, ground: Ground, reduced: Floats, slack: float, *, ties: bool = True
    ) -> tuple[Ground, float | None]:
        """What can be in a choice as good as the best; and what the use of a course adds that had to be left out."""
        play = ground.allowed & (reduced <= slack)
        play, first = self._fewest(play, reduced, self.effort.largest_pool)
        play[list(self.best.courses)] = True
        small = self._only(ground, play)
        play, then = self._fewest(undominated(small, self.rooms, ties=ties), reduced, self.effort.largest_program)
        if then is not None:
            play[list(self.best.courses)] = True
        return self._only(ground, play), then if first is None or then is not None else first

    def _only(self, ground: Ground, play: Flags) -> Ground:
        """The ground with these courses alone, and what can be reached with them."""
        problem = replace(ground.problem, open=play)
        reached = reach(problem)
        goals = tuple(fact for fact in self.points if reached.facts[fact])
        return Ground(replace(problem, goals=goals), reached, reached.courses)

    def _fewest(self, play: Flags, reduced: Floats, most: int) -> tuple[Flags, float | None]:
        """So many of the courses at the most, those with the least reduced costs; and the least of the others."""
        if np.count_nonzero(play) <= most:
            return play, None
        takes = sum((room.weights / max(1, room.limit) for room in self.rooms), np.zeros(len(play)))
        order = np.lexsort((self.ground.problem.cost, takes, np.maximum(reduced, 0.0)))
        order = order[play[order]]
        few = np.zeros_like(play)
        few[order[:most]] = True
        return few, max(0.0, float(reduced[order[most]]))

    def _solved(self, program: Prized, weigh: Callable[[Sequence[int]], float], gifts: Gifts | None = None) -> _Found:
        """Solves the integer program; what cannot be followed, or does not fit, is cut off and it is solved again.

        Where `gifts` are taken for granted, a choice is completed by those that it needs.
        """
        ground, bound = program.ground, -np.inf
        for _ in range(self.effort.repairs):
            program.suggest(self.best.courses)
            # Half of the time is for what comes after.
            outcome = program.solve(min(self.remaining() / 2, self.effort.seconds))
            bound = max(bound, outcome.bound)
            chosen = [course for course, x in zip(program.members, outcome.x, strict=False) if x > 0.5]
            holds = attained(ground, chosen)
            fits = all(room.holds(chosen) for room in self.rooms)
            if fits and len(outcome.x):
                self.best.take(chosen if gifts is None else gifts.complete(chosen))
            if outcome.status != "optimal":
                self.stopped = "integer_program" if outcome.status == "stopped" else self.stopped
                return _Found(None, bound, final=False)
            broken = [fact for fact in program.claimed() if fact not in holds]
            if fits and not broken:
                plan = tuple(sorted(chosen))
                return _Found(plan, bound, final=weigh(plan) < bound + 0.5)
            if not fits:
                program.at_most(len(chosen) - 0.5, [1.0 if course in chosen else 0.0 for course in program.members])
            self.best.mend(chosen, program.claimed())
            if broken and not self._cut(program):
                break
        return _Found(None, bound, final=False)


def _floor(value: float, noise: float) -> int:
    return int(np.floor(min(value, 2.0**53) + noise))


def _ceiling(value: float) -> int:
    """The least whole number that is not below the value, rounding noise apart."""
    return int(np.ceil(value - _NOISE * max(1.0, abs(value)))) if np.isfinite(value) else 0
