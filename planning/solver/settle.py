"""The last, small integer programs: the cheapest plan, of those the shortest, of those the one with smallest ids."""

from collections.abc import Callable, Iterable, Sequence
from math import inf
from typing import NamedTuple

import numpy as np

from planning.model import Stage
from planning.solver.ground import Ground, suffices
from planning.solver.program import First, Program
from planning.solver.reach import Floats
from planning.solver.regions import Region

_LARGEST_WEIGHT = 1e7
"""Cost and number of courses are minimised at once while a plan's joint weight stays below this."""
_WHOLE = 1e-6
"""How far from whole numbers a solution may be that is taken for one."""
_BLOCK = 16
"""How many courses one integer program orders by id: weights of powers of two up to this stay exact."""


class Settled(NamedTuple):
    """The best plan found (None: none), a lower bound in milliseconds, whether cost and ties are settled, and the
    stage in which time ran out."""

    courses: tuple[int, ...] | None
    bound: int
    final: bool
    stopped: Stage | None = None


class _Found(NamedTuple):
    """A plan, the value or a lower bound of the program's optimum, whether the plan is that optimum, and whether time
    ran out."""

    plan: tuple[int, ...] | None
    value: float
    best: bool
    stopped: bool = False


def settle(
    ground: Ground,
    unit: int,
    must: frozenset[int],
    firsts: Sequence[First],
    regions: Sequence[Region],
    known: Sequence[int],
    too_dear: Callable[[int], Iterable[int]],
    remaining: Callable[[], float],
    ties: bool = True,
) -> Settled:
    """Solves one part to its end, or until `remaining()` seconds are none; without `ties`, its cost alone.

    `must` are facts that every plan attains, `firsts` and `regions` rows worth having from the start, `known` a plan
    of the part to start from (empty: none is known). `too_dear` tells which courses are in no best plan once the
    part's cost is known.
    """
    members = ground.members
    program = Program(ground, unit, must=frozenset(f for f in must if f in ground.wanted))
    program.add_courses(members)
    for first in firsts:
        program.add_first(first)
    for region in regions:
        program.add_region(region)
    for limit in ground.problem.at_most:
        program.at_most(float(limit.most), [1.0 if course in limit.courses else 0.0 for course in members])
    costs = [float(ground.problem.cost[course] // unit) for course in members]
    # Each course of a plan without spare ones gives some wanted fact first, so that there are fewer than `scale`.
    scale = float(min(len(members), len(ground.wanted)) + 1)
    joint = ground.cost(known or members) / unit * scale < _LARGEST_WEIGHT
    weights = [cost * scale + 1.0 for cost in costs] if joint else costs
    program.aim(weights)
    plan, value, best, stopped = _search(ground, program, known, remaining, narrow=True)
    if plan is None or not best:
        least = (value - scale) / scale if joint else value
        return Settled(plan, _whole(least) * unit, False, "integer_program" if stopped else None)
    cost = ground.cost(plan)
    if not ties:
        return Settled(plan, cost, final=False)
    for course in set(too_dear(cost)).difference(plan):
        program.fix(course, False)
    program.spend(cost // unit)
    if not joint:
        program.aim([1.0] * len(members))
        shorter, _, best, stopped = _search(ground, program, plan, remaining)
        if shorter is None or not best or ground.cost(shorter) != cost:
            return Settled(plan, cost, False, "ties" if stopped else None)
        plan = shorter
    program.at_most(len(plan) + 0.5, [1.0] * len(members))
    smallest, _, best, stopped = _smallest_ids(ground, program, plan, remaining)
    return Settled(smallest if best else plan, cost, best, "ties" if stopped else None)


def _smallest_ids(ground: Ground, program: Program, plan: tuple[int, ...], remaining: Callable[[], float]) -> _Found:
    """Of all equally cheap and long plans the one whose ids, in order, come first.

    Plans of one length compare as their flags do, from the smallest id on, larger flags first.
    """
    members = ground.members
    cost, length = ground.cost(plan), len(plan)
    program.aim([1.0 if course in plan else 0.0 for course in members])
    if _linear(ground, program, plan, remaining).bound > length - 1.0:
        # Every plan that costs as much and is as long has all of these courses.
        return _Found(plan, 0.0, best=True)
    for start in range(0, len(members), _BLOCK):
        block = members[start : start + _BLOCK]
        weight = {course: -float(2 ** (_BLOCK - place)) for place, course in enumerate(block)}
        program.aim([weight.get(course, 0.0) for course in members])
        found = _search(ground, program, plan, remaining)
        if found.plan is None or not found.best or ground.cost(found.plan) != cost or len(found.plan) != length:
            return found._replace(best=False)
        plan = found.plan
        for course in block:
            program.fix(course, course in plan)
    return _Found(plan, 0.0, best=True)


class _Linear(NamedTuple):
    """A lower bound, by how much more a plan weighs at least that has each member, and the lightest plan known."""

    bound: float
    added: Floats
    known: tuple[int, ...]


def _linear(ground: Ground, program: Program, known: Sequence[int], remaining: Callable[[], float]) -> _Linear:
    """What the linear program says of the last aim; often its solution is a plan, and the best."""
    known = tuple(sorted(known))
    outcome = program.relax(remaining())
    if outcome.status != "optimal":
        return _Linear(-inf, np.zeros(len(program.members)), known)
    bound, added = program.least()
    used = tuple(sorted(course for course, x in zip(program.members, outcome.x, strict=True) if x > 0.5))
    whole = bool(np.all(np.abs(outcome.x - np.round(outcome.x)) < _WHOLE))
    lighter = program.weight(used) <= program.weight(known or used)
    if whole and lighter and program.obeys(used) and suffices(ground, used):
        known = used
    return _Linear(bound, added, known)


def _search(
    ground: Ground, program: Program, known: Sequence[int], remaining: Callable[[], float], narrow: bool = False
) -> _Found:
    """The optimum that can be followed; where time runs out, what there is, which may be no plan at all.

    Weights are whole numbers: what is less than one above the bound is the optimum. Often the linear program says
    so. Else, with `narrow`, it rules out for good what no plan has that weighs as little as the known one. HiGHS
    rounds; a plan that weighs more than HiGHS says is kept, but is not taken for the best.
    """
    bound, added, known = _linear(ground, program, known, remaining)
    if known and program.weight(known) < bound + 1.0:
        return _Found(known, program.weight(known), best=True)
    if known and narrow:
        slack = program.weight(known) - bound
        for course, more in zip(program.members, added.tolist(), strict=True):
            if more > slack:
                program.fix(course, False)
    while True:
        program.suggest(known)
        outcome = program.solve(remaining())
        bound = max(bound, outcome.bound)
        chosen = tuple(sorted(course for course, x in zip(program.members, outcome.x, strict=False) if x > 0.5))
        followed = suffices(ground, chosen)
        if outcome.status != "optimal":
            return _Found(chosen if followed else None, bound, best=False, stopped=outcome.status == "stopped")
        if followed:
            best = program.weight(chosen) < outcome.bound + 0.5
            return _Found(chosen, outcome.value if best else bound, best)
        broken = program.broken_regions()
        if not broken:
            return _Found(None, bound, best=False)
        for region in broken:
            program.add_region(region)


def _whole(value: float) -> int:
    """The least whole number from 0 on that is not below the value, rounding noise apart."""
    if value <= 0.0:
        return 0
    return int(-(-(value - 1e-6 * max(1.0, abs(value))) // 1.0))
