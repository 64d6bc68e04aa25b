"""Why no plan is cheaper: a solution of the dual of the linear program, in terms of facts and courses.

For duals that are at least 0, whatever they are, weak duality makes the sum of `price` a lower bound on the cost of
every plan over the whole catalogue. The figures are recomputed from duals that were clipped to what is feasible, so
that the bound does not rest on the tolerances of the solver that found them. `tests/planning/certificate.py` checks
a proof against a catalogue without using the solver's code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planning.solver.index import Facts


class FirstPrice(NamedTuple):
    """The dual (milliseconds, above 0) of the row: whoever gives `fact` first does not ask for `group`, or finds it
    met by another fact."""

    fact: int
    group: Facts
    worth: float


class RegionPrice(NamedTuple):
    """The dual (milliseconds, above 0) of the row: whoever attains `fact` has a course that gives a fact of `region`
    (ascending, `fact` among them) and asks for no group that lies within it."""

    fact: int
    region: Facts
    worth: float


class Landmark(NamedTuple):
    """A fact on which the bound rests, and what cannot be had without it.

    `behind` are the reachable facts (ascending, int64; itself among them) that no plan attains when `fact` may not be
    attained: every course that gives another one of them has a group of which nothing is reachable but such facts. As
    long as that is so, the landmark stands. `goals` are the goals among them.
    """

    fact: int
    behind: NDArray[np.int64]
    goals: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Proof:
    """Duals in milliseconds; see `planning.solver.program` for the rows that they belong to.

    `price`: what each fact that every plan attains accounts for (at least 0); they add up to `bound`. Where its rows
    leave a fact more than its price, that pays for courses that are worth more than they cost.
    `worth`: the dual of the support row of a fact, where above 0: a course is worth at most the sum over the facts
    that it gives. `firsts` and `regions` the same for first-achiever and region rows: a course is worth that much
    more if it gives `fact` and does not ask for `group`, and if it enters `region`. `later`: for these pairs (course,
    fact) the worth of the fact and of its firsts does not count, since a landmark says that the fact holds before the
    course can start.
    `asks` and `rungs`: the duals of requirement rows (course, group) and of ladder rows (the lower fact), where above
    0. A course costs at least what it is worth less its `asks`; those of a course that changes may be taken for 0.
    `reduced` (n float64): by how much the bound rises at least when the course is used.
    `landmarks`: those that `price` and `later` rest on.

    Groups are those that nothing held meets, without the facts that are out of reach. So where a revision brings a
    fact into reach that was not, everything that asks for it has changed.
    """

    bound: float
    price: Mapping[int, float]
    worth: Mapping[int, float]
    firsts: tuple[FirstPrice, ...]
    regions: tuple[RegionPrice, ...]
    later: frozenset[tuple[int, int]]
    reduced: NDArray[np.float64]
    landmarks: tuple[Landmark, ...]
    asks: Mapping[tuple[int, Facts], float]
    rungs: Mapping[int, float]
