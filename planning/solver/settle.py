"""The last, small integer programs: the cheapest plan, of those the shortest, of those the one with smallest ids."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from planning.solver.ground import Ground, missed_landmarks
from planning.solver.program import First, Program

_LARGEST_WEIGHT = 1e7
"""Cost and number of courses are minimised at once while their joint weights stay below; HiGHS tells them apart."""
_BLOCK = 16
"""How many courses one integer program orders by id: weights of powers of two up to this stay exact."""


class Settled(NamedTuple):
    """The best plan found (None: none), a lower bound in milliseconds, and whether cost and ties are settled."""

    courses: tuple[int, ...] | None
    bound: int
    final: bool


def settle(
    ground: Ground, unit: int, must: frozenset[int], firsts: Sequence[First], remaining: Callable[[], float]
) -> Settled:
    """Solves one part to its end, or until `remaining()` seconds are none.

    `must` are facts that every plan attains, `firsts` rows worth having from the start.
    """
    members = ground.members
    program = Program(ground, unit, must=frozenset(f for f in must if f in ground.wanted))
    program.add_courses(members)
    for first in firsts:
        program.add_first(first)
    costs = [float(ground.index.cost[course] // unit) for course in members]
    scale = float(len(members) + 1)
    joint = sum(costs) * scale < _LARGEST_WEIGHT
    weights = [cost * scale + 1.0 for cost in costs] if joint else costs
    program.aim(weights)
    plan, value = _best(ground, program, remaining)
    if plan is None:
        # With joint weights a course adds 1 to its scaled cost, and there are fewer than `scale` courses.
        least = (value - scale) / scale if joint else value
        return Settled(None, max(0, _whole(least)) * unit, final=False)
    cost = ground.cost(plan)
    if not joint:
        program.at_most(cost / unit + 0.5, costs)
        program.aim([1.0] * len(members))
        shorter, _ = _best(ground, program, remaining)
        if shorter is None or ground.cost(shorter) != cost:
            return Settled(plan, cost, final=False)
        plan = shorter
    program.at_most(len(plan) + 0.5, [1.0] * len(members))
    if joint:
        program.at_most(cost / unit * scale + len(plan) + 0.5, weights)
    smallest = _smallest_ids(ground, program, plan, remaining)
    return Settled(smallest or plan, cost, final=smallest is not None)


def _smallest_ids(
    ground: Ground, program: Program, plan: tuple[int, ...], remaining: Callable[[], float]
) -> tuple[int, ...] | None:
    """Of all equally cheap and long plans the one whose ids, in order, come first; None when time ran out.

    Plans of one length compare as their flags do, from the smallest id on, larger flags first.
    """
    members = ground.members
    cost, length = ground.cost(plan), len(plan)
    program.aim([1.0 if course in plan else 0.0 for course in members])
    other, _ = _best(ground, program, remaining)
    if other is None:
        return None
    if other == plan:
        return plan
    for start in range(0, len(members), _BLOCK):
        block = members[start : start + _BLOCK]
        weight = {course: -float(2 ** (_BLOCK - place)) for place, course in enumerate(block)}
        program.aim([weight.get(course, 0.0) for course in members])
        best, _ = _best(ground, program, remaining)
        if best is None or ground.cost(best) != cost or len(best) != length:
            return None
        plan = best
        for course in block:
            program.fix(course, course in plan)
    return plan


def _best(ground: Ground, program: Program, remaining: Callable[[], float]) -> tuple[tuple[int, ...] | None, float]:
    """The optimum that can be followed, and its value; without an optimum None and the best lower bound."""
    bound = 0.0
    while True:
        outcome = program.solve(remaining())
        bound = max(bound, outcome.bound)
        if outcome.status != "optimal":
            return None, bound
        chosen = tuple(course for course, x in zip(program.members, outcome.x, strict=True) if x > 0.5)
        missed = missed_landmarks(ground, chosen)
        if not missed:
            return tuple(sorted(chosen)), outcome.value
        for landmark in missed:
            program.add_landmark(landmark)


def _whole(value: float) -> int:
    """The least whole number that is not below the value, rounding noise apart."""
    return int(-(-(value - 1e-6 * max(1.0, abs(value))) // 1.0))
