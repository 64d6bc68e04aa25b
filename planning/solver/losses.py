"""What a bound may lose: without a landmark that it rests on, or when something is given for nothing.

For duals of a proof (`planning.solver.proof`), recomputed from its figures alone.
"""

from collections.abc import Collection, Iterable, Mapping
from math import inf
from typing import Final

from planning.solver.index import Flags
from planning.solver.proof import Proof
from planning.solver.reach import Reach

_ROUNDING: Final = 1e-9
"""More than what float64 loses in sums of duals, relative to the cost."""


def given_for_nothing(goals: Iterable[int], reached: Reach, proof: Proof, facts: Collection[int]) -> float:
    """By how much (milliseconds) the bound falls at most when these facts hold from the start.

    That is as if there were one more course, for nothing, that asks for nothing and gives them. A plan with it costs
    no less than the bound and the cost of that course, 0, less all that it is worth: the duals of the support rows
    of its facts, and of the first-achiever and region rows that it is in. Landmarks fall that had to hold before one
    of the facts; what each loses is taken, too. Infinite where a fact was out of reach: more can be attained then
    than the duals know of.
    """
    if not all(reached.facts[fact] for fact in facts):
        return inf
    held = frozenset(facts)
    worth = sum(proof.worth.get(fact, 0.0) for fact in held)
    worth += sum(first.worth for first in proof.firsts if first.fact in held)
    worth += sum(region.worth for region in proof.regions if not held.isdisjoint(region.region))
    fallen = _fallen(proof, held)
    if not fallen:
        return worth
    lost = losses(goals, reached, proof)
    return worth + sum(lost[fact] for fact in fallen)


def none_dearer(goals: Iterable[int], reached: Reach, proof: Proof, facts: Collection[int], cost: float) -> Flags:
    """The courses (n flags) of all plans that cost no more than `cost` (milliseconds) when these facts hold.

    A plan with a course costs at least what is left of the bound and the course's reduced cost. That says nothing of
    courses that had to wait for a landmark that fell: what they are worth counts for more then.
    """
    room = cost - proof.bound + given_for_nothing(goals, reached, proof, facts)
    may = proof.reduced <= room + _ROUNDING * cost
    fallen = _fallen(proof, frozenset(facts))
    may[[course for course, fact in proof.later if fact in fallen]] = True
    return may


def _fallen(proof: Proof, held: frozenset[int]) -> frozenset[int]:
    """The landmarks before which one of the facts holds now. One that holds from the start still comes first."""
    return frozenset(
        mark.fact for mark in proof.landmarks if mark.fact not in held and not held.isdisjoint(mark.behind.tolist())
    )


def losses(goals: Iterable[int], reached: Reach, proof: Proof) -> Mapping[int, float]:
    """By how much the bound falls at most without each landmark; without several of them, by no more than the sum.

    A fact that need not be attained any more loses what the rows leave it. A course that had to wait for a landmark
    may become worth more than it costs; where it waited for several, its reduced cost is shared out among them.
    """
    wanted, more, left = frozenset(goals), _firsts_of(proof), _left(proof)
    losses = {
        mark.fact: 0.0 if mark.fact in wanted else max(0.0, left.get(mark.fact, 0.0)) for mark in proof.landmarks
    }
    waiting: dict[int, dict[int, float]] = {}
    for course, fact in proof.later:
        if reached.courses[course]:
            waiting.setdefault(course, {})[fact] = proof.worth.get(fact, 0.0) + more.get(fact, 0.0)
    for course, worths in waiting.items():
        together = sum(worths.values())
        if together > proof.reduced[course]:
            share = 1.0 - float(proof.reduced[course]) / together
            for fact, worth in worths.items():
                losses[fact] = losses.get(fact, 0.0) + worth * share
    return losses


def _firsts_of(proof: Proof) -> Mapping[int, float]:
    """By fact the duals of its first-achiever rows."""
    found: dict[int, float] = {}
    for first in proof.firsts:
        found[first.fact] = found.get(first.fact, 0.0) + first.worth
    return found


def _left(proof: Proof) -> Mapping[int, float]:
    """What the rows leave each fact: the reduced cost of its column (see `planning.solver.program`)."""
    left = dict(proof.worth)

    def add(fact: int, value: float) -> None:
        left[fact] = left.get(fact, 0.0) + value

    for first in proof.firsts:
        add(first.fact, first.worth)
        for other in first.group:
            if other != first.fact:
                add(other, -first.worth)
    for region in proof.regions:
        add(region.fact, region.worth)
    for (_, group), worth in proof.asks.items():
        for fact in group:
            add(fact, -worth)
    for lower, worth in proof.rungs.items():
        add(lower, -worth)
        add(lower + 1, worth)
    return left
