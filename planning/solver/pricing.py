"""The linear program over a few hundred courses, priced over all of them: a bound for the whole catalogue.

(Column generation: Gilmore and Gomory 1961; every round has a bound: Lasdon 1970.) A course outside joins while its
reduced cost says that the optimum may fall. First-achiever rows then raise the bound, and the fractional solution
says where to look for a better plan.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

import numpy as np

from planning.model import Stage
from planning.solver import greedy
from planning.solver.ground import Ground
from planning.solver.index import MILLISECONDS, Facts
from planning.solver.landmarks import Landmarks
from planning.solver.program import Certificate, Program
from planning.solver.reach import Floats, Prices

_TOLERANCE = 2e-7
"""By how much (hours) HiGHS may leave a reduced cost below 0."""
_ROUNDING = 1e-9
"""More than what float64 loses in sums of some ten thousand terms, relative to the sum."""
FEWEST = (4, 3, 1)
"""How many givers of a fact the corridor has: of a goal, of what they ask for, and of anything deeper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Sizes that shape the search. They change how long it takes, never which plan is proved best.

    Where no more than `whole_pool` courses can be started, the linear program has those of use from the start; else a
    corridor, and it grows by `columns` a round. `landmark_facts` are tried for whether every plan attains them. Where
    more than `first_program` courses are in play, a plan is sought among the most promising so many first. HiGHS
    overruns its time limit on large integer programs, so that no more than `largest_program` courses ever go into
    one, nor more than `largest_pool` into the search for courses that others replace (the bound then says so).
    """

    whole_pool: int = 400
    columns: int = 300
    rounds: int = 60
    cut_rounds: int = 12
    landmark_facts: int = 128
    first_program: int = 250
    largest_pool: int = 10_000
    largest_program: int = 3_000


class Priced(NamedTuple):
    """The best plan by now (None: none that keeps to the problem's limits), the best certificate (in hours) with the
    program that it is of, and the stage in which time ran out."""

    best: Facts | None
    certificate: Certificate | None
    program: Program
    stopped: Stage | None


def price(
    ground: Ground,
    start: Facts,
    landmarks: Landmarks,
    best: Facts | None,
    unit: int,
    remaining: Callable[[], float],
    effort: Effort,
) -> Priced:
    """Solves the linear program over all allowed courses of the ground, from those of `start` on.

    `best` is a plan to begin with, `unit` what all costs are multiples of (milliseconds). Ends when bound and plan
    meet, when there is nothing to add, or when `remaining()` seconds are gone.
    """
    program = Program(ground, MILLISECONDS, must=landmarks.must, later=landmarks.later)
    _keep_limits(program, 1.0 + 2.0 * float(ground.cost(start)) / MILLISECONDS)
    program.add_courses(start)
    outside = ground.allowed.copy()
    proved: Certificate | None = None
    stage: Stage = "bound"
    cuts = 0
    for _ in range(effort.rounds):
        outcome = program.relax(remaining())
        if outcome.status != "optimal":
            return Priced(best, proved, program, stage if outcome.status == "stopped" else None)
        found = program.certify()
        if proved is None or found.bound > proved.bound:
            proved = found
        if best is not None and whole(proved.bound, unit) >= ground.cost(best):
            break
        outside[list(program.x)] = False
        promising = np.flatnonzero(outside & (found.reduced < -_TOLERANCE))
        if len(promising):
            cheapest_first = promising[np.argsort(found.reduced[promising], kind="stable")]
            program.add_courses(cheapest_first[: effort.columns].tolist())
            continue
        best = _round(ground, program, outcome.x, best)
        if best is not None and whole(proved.bound, unit) >= ground.cost(best):
            break
        if cuts == effort.cut_rounds:
            break
        firsts, regions = program.broken_firsts(remaining), program.broken_regions(remaining)
        if not firsts and not regions:
            break
        cuts, stage = cuts + 1, "cuts"
        for first in firsts:
            program.add_first(first)
        for region in regions:
            if remaining() <= 0.0:
                break
            program.add_region(region)
    return Priced(best, proved, program, None)


def whole(hours: float, unit: int) -> int:
    """The least multiple of the unit, in milliseconds, that is not below the bound; never above what it proves."""
    milliseconds = (hours - _ROUNDING * max(1.0, abs(hours))) * MILLISECONDS
    return max(0, int(-(-milliseconds // unit)) * unit)


def corridor(ground: Ground, plan: Iterable[int], price: Prices) -> Facts:
    """The plan and the cheapest few courses of each fact backwards from the goals; see `FEWEST`. Ascending."""
    chosen = set(plan)
    layer = set(ground.goals)
    seen: set[int] = set()
    depth = 0
    while layer:
        seen |= layer
        following: set[int] = set()
        for fact in sorted(layer):
            givers = np.array(ground.givers(fact), dtype=np.int64)
            cheapest_first = sorted(zip(price.course[givers].tolist(), givers.tolist(), strict=True))
            for cost, course in cheapest_first[: FEWEST[min(depth, len(FEWEST) - 1)]]:
                if cost < inf:
                    chosen.add(course)
                    following.update(fact for group in ground.groups(course) for fact in group)
        layer, depth = following - seen, depth + 1
    return tuple(sorted(chosen))


def better(ground: Ground, plan: Facts, best: Facts | None) -> bool:
    """Whether the plan keeps to the problem's limits, and is cheaper, or shorter, or of smaller ids than the best."""
    if not keeps(ground, plan):
        return False
    return best is None or (ground.cost(plan), len(plan), plan) < (ground.cost(best), len(best), best)


def keeps(ground: Ground, plan: Iterable[int]) -> bool:
    """Whether the plan has no more of any courses than the problem allows."""
    chosen = set(plan)
    return all(len(chosen.intersection(limit.courses)) <= limit.most for limit in ground.problem.at_most)


def _keep_limits(program: Program, beyond: float) -> None:
    """Rows for `Problem.at_most`. Each course too many costs `beyond` units, so that there always is a solution."""
    for limit in program.ground.problem.at_most:
        weights = np.zeros(len(program.ground.index.courses))
        weights[list(limit.courses)] = 1.0
        program.budget(weights, float(limit.most), beyond)


def _round(ground: Ground, program: Program, x: Floats, best: Facts | None) -> Facts | None:
    """A better plan where the linear program looks, if there is one: what it uses is nearly free."""
    members = program.members
    steer = ground.problem.cost.astype(np.float64)
    steer[list(members)] *= 1.0 - np.clip(x, 0.0, 1.0)
    for limit in ground.problem.at_most:
        refused = np.array(limit.courses, dtype=np.int64)
        used = np.array([course for course, value in zip(members, x, strict=True) if value > 0.5], dtype=np.int64)
        steer[np.setdiff1d(refused, used)] += float(ground.problem.cost.sum())
    plan = greedy.rounded(ground, members, steer)
    return plan if plan is not None and better(ground, plan, best) else best
