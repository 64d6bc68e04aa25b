"""Up to 64 slightly different problems at once: one bit of a word for each, one fixpoint for all.

What no plan can do without, and what would mend a goal that is out of reach, are questions of this kind: reachability
with something barred, or with something given. A sweep over the catalogue costs the same for one variant as for 64.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from planning.solver.index import Facts, Flags
from planning.solver.problem import Problem
from planning.solver.reach import Words

_BITS = 64


class Variant(NamedTuple):
    """How a problem differs: facts that nothing may give, courses that nobody may take, facts that hold as well, and
    closed courses that may be taken."""

    barred: Facts = ()
    shut: Facts = ()
    given: Facts = ()
    opened: Facts = ()


def attained(problem: Problem, variants: Sequence[Variant], facts: Sequence[int]) -> Flags:
    """Which of the facts some plan attains in each variant (variants × facts flags)."""
    rows = [
        _sweep(problem, variants[start : start + _BITS])[np.array(facts, dtype=np.int64)]
        for start in range(0, len(variants), _BITS)
    ]
    found: Flags = np.zeros((len(variants), len(facts)), dtype=np.bool_)
    for number in range(len(variants)):
        found[number] = (rows[number // _BITS] >> np.uint64(number % _BITS)) & np.uint64(1)
    return found


def _sweep(problem: Problem, variants: Sequence[Variant]) -> Words:
    """The facts (m + 1 words) that are attained: bit j for variant j."""
    index = problem.index
    everything = np.uint64(2 ** len(variants) - 1)
    facts: Words = np.where(problem.true, everything, np.uint64(0))
    may: Words = np.where(problem.open, everything, np.uint64(0))
    limit: Words = np.full(index.always + 1, everything)
    for number, variant in enumerate(variants):
        bit = np.uint64(1 << number)
        limit[list(variant.barred)] &= ~bit
        may[list(variant.shut)] &= ~bit
        facts[list(variant.given)] |= bit
        may[list(variant.opened)] |= bit
    return index.sweep.fixpoint(facts, may, np.bitwise_or, np.bitwise_and, limit)[0]
