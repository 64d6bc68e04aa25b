"""Why no plan is cheaper: a solution of the dual of the linear program, in terms of facts and courses.

For duals that are at least 0, whatever they are, weak duality makes the sum of `price` a lower bound on the cost of
every plan over the whole catalogue. The figures are recomputed from duals that were clipped to what is feasible, so
that the bound does not rest on the tolerances of the solver that found them.
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


class Landmark(NamedTuple):
    """A fact on which the bound rests, and what cannot be had without it.

    `behind` are the reachable facts (ascending, int64; itself among them) that no plan attains when `fact` may not be
    attained: as long as no course gives one of them and asks for none of them, the landmark stands. `goals` are the
    goals among them.
    """

    fact: int
    behind: NDArray[np.int64]
    goals: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Proof:
    """Duals in milliseconds; see `planning.solver.program` for the rows that they belong to.

    `price`: what each fact that every plan attains accounts for (at least 0); they add up to `bound`.
    `worth`: the dual of the support row of a fact, where above 0: a course is worth at most the sum over the facts
    that it gives. `firsts` the same for first-achiever rows. `later`: for these pairs (course, fact) the worth does
    not count, since a landmark says that the fact holds before the course can start.
    `reduced` (n float64): by how much the bound rises at least when the course is used.
    `landmarks`: those that `price` and `later` rest on.
    """

    bound: float
    price: Mapping[int, float]
    worth: Mapping[int, float]
    firsts: tuple[FirstPrice, ...]
    later: frozenset[tuple[int, int]]
    reduced: NDArray[np.float64]
    landmarks: tuple[Landmark, ...]
    asks: Mapping[tuple[int, Facts], float]
    rungs: Mapping[int, float]
