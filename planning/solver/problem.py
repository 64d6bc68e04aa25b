"""One question as integers: what holds, which courses may be planned, which facts to reach at the least cost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from ontology.ids import CompetencyId, CourseId
from planning.model import Stage
from planning.solver.index import Flags, Index, Ints
from planning.solver.proof import Proof


@dataclass(frozen=True, slots=True)
class AtMost:
    """No more than `most` of these courses (positions, ascending) may be in the plan."""

    courses: tuple[int, ...]
    most: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Problem:
    """Choose courses of least cost such that all `goals` hold after them, in some order that can be followed.

    `true` (m + 1 flags) says what holds from the start, `open` (n flags) which courses may be planned, `cost` (n
    int64, at least 0) what each weighs, in milliseconds. Goals are facts that do not hold yet; ascending. The plan
    has every `forced` course (each can be started by some plan) and keeps to each of `at_most`.
    """

    index: Index
    true: Flags
    open: Flags
    cost: Ints
    goals: tuple[int, ...]
    forced: tuple[int, ...] = ()
    at_most: tuple[AtMost, ...] = ()


@dataclass(frozen=True, slots=True)
class Solution:
    """Courses by position, ascending; cost and lower bound in milliseconds. `proved` only where they are equal and
    the tie among equally cheap plans is settled: fewest courses, then the smallest ids. Otherwise `stopped` names the
    stage in which the time ran out, where that is the reason. `proof` is the dual side, where a linear program was
    solved to its end."""

    courses: tuple[int, ...]
    cost: int
    bound: int
    proved: bool
    stopped: Stage | None = None
    proof: Proof | None = field(default=None, compare=False)


def pose(
    index: Index,
    held: Mapping[CompetencyId, int],
    done: Iterable[CourseId] = (),
    without: Iterable[CourseId] = (),
    cost: Ints | None = None,
) -> Problem:
    """The problem without goals yet: what is held (a rank by leader of a fact), courses done, courses left out.

    `cost` (n int64) is what courses weigh, in milliseconds; their hours where it is not given.
    """
    true = np.zeros(index.always + 1, dtype=np.bool_)
    true[index.always] = True
    for competency, level in held.items():
        start = index.first.get(competency)
        if start is not None and level > 0:
            true[start : start + min(level, index.width[competency])] = True
    may = np.ones(len(index.courses), dtype=np.bool_)
    for course in done:
        if course in index.done_fact:
            true[index.done_fact[course]] = True
        if course in index.position:
            may[index.position[course]] = False
    for course in without:
        if course in index.position:
            may[index.position[course]] = False
    return Problem(index=index, true=true, open=may, cost=index.cost if cost is None else cost, goals=())


def aim(problem: Problem, goals: Iterable[int]) -> Problem:
    """The problem with these goals, less those that hold already."""
    return replace(problem, goals=tuple(sorted({goal for goal in goals if not problem.true[goal]})))
