"""From the duals of a linear program to the proof that goes with a plan: which facts carry how much of the bound."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

import numpy as np

from planning.solver.index import Flags
from planning.solver.landmarks import Landmarks
from planning.solver.problem import Problem
from planning.solver.program import Certificate, Program
from planning.solver.proof import FirstPrice, Landmark, Proof, RegionPrice
from planning.solver.reach import Floats, Reach

_Key = TypeVar("_Key", bound=Hashable)


def prove(program: Program, certificate: Certificate, landmarks: Landmarks, reached: Reach) -> Proof:
    """The proof that the certificate gives, in milliseconds.

    The duals leave some columns a rounding error (or a round that was cut short, more) below 0. What that takes from
    the bound is taken from all prices alike, so that they add up to it.
    """
    ground, unit = program.ground, float(program.unit)
    if certificate.bound <= 0.0:
        return empty(ground.problem)
    row, column = certificate.duals.row, certificate.duals.column
    known, columns = len(row), len(column)
    raw = {
        fact: float(column[at])
        for fact, at in program.y.items()
        if fact in program.must and at < columns and column[at] > 0.0
    }
    # The bound is the sum of these less what is missing elsewhere, so that they add up to at least as much.
    share = certificate.bound / sum(raw.values())
    price = {fact: value * share * unit for fact, value in sorted(raw.items())}
    worth = _positive(program.support, row, unit)
    firsts = tuple(
        FirstPrice(fact, group, float(row[at]) * unit)
        for (fact, group), at in sorted(program.firsts.items())
        if at < known and row[at] > 0.0
    )
    regions = tuple(
        sorted(
            RegionPrice(fact, tuple(sorted(region)), float(row[at]) * unit)
            for (fact, region), at in program.regions.items()
            if at < known and row[at] > 0.0
        )
    )
    priced = worth.keys() | {first.fact for first in firsts}
    later = frozenset(pair for pair in landmarks.later if pair[1] in priced)
    used = {fact for fact in price if fact not in ground.goals} | {fact for _, fact in later}
    return Proof(
        bound=certificate.bound * unit,
        price=price,
        worth=worth,
        firsts=firsts,
        regions=regions,
        later=later,
        reduced=np.maximum(certificate.reduced, 0.0) * unit,
        landmarks=_landmarks(ground.problem, reached.facts, landmarks, used),
        asks=_positive(program.requirement, row, unit),
        rungs=_positive(program.ladder, row, unit),
    )


def empty(problem: Problem) -> Proof:
    """The proof that no plan costs less than nothing: all duals are 0."""
    return Proof(
        bound=0.0,
        price={},
        worth={},
        firsts=(),
        regions=(),
        later=frozenset(),
        reduced=problem.cost.astype(np.float64),
        landmarks=(),
        asks={},
        rungs={},
    )


def _positive(rows: Mapping[_Key, int], dual: Floats, unit: float) -> dict[_Key, float]:
    """The duals above 0, in milliseconds."""
    return {key: float(dual[at]) * unit for key, at in rows.items() if at < len(dual) and dual[at] > 0.0}


def _landmarks(problem: Problem, reached: Flags, landmarks: Landmarks, used: set[int]) -> tuple[Landmark, ...]:
    found: list[Landmark] = []
    for word in landmarks.tried:
        for bit, fact in enumerate(word.forbidden):
            if fact in used:
                missed = reached & ((word.facts & np.uint64(1 << bit)) == 0)
                goals = tuple(goal for goal in problem.goals if missed[goal])
                found.append(Landmark(fact, np.flatnonzero(missed).astype(np.int64), goals))
    return tuple(sorted(found, key=lambda landmark: landmark.fact))
