"""The program in which facts have points and rooms limit what is chosen, with landmarks that are conditional.

See `planning.solver.prize` for what it is for, and `planning.solver.program` for its other rows:

    worth    sum points[f] y[f] >= what is asked for
    chain    y[f] <= y[g]             where f is never attained without g
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from planning.solver.ground import Ground
from planning.solver.program import First, Program
from planning.solver.reach import blocked
from planning.solver.regions import Region
from planning.solver.rooms import Room

_LEAST = 1e-6
"""What a fact must be attained by to be claimed: HiGHS may leave less where it means nothing."""
_WORD = 64


class Chains(NamedTuple):
    """`needs`: pairs of facts, of which the first is never attained without the second. `later`: see `Program`."""

    needs: tuple[tuple[int, int], ...]
    later: frozenset[tuple[int, int]]


class Cuts(NamedTuple):
    """Rows against courses that support each other in a circle; they hold in every program over the catalogue."""

    firsts: tuple[First, ...]
    regions: tuple[Region, ...]


class Prized(Program):
    """Courses of one ground, within the rooms. With `aim` the program is to collect points, else to cost little."""

    def __init__(
        self,
        ground: Ground,
        unit: int,
        points: Mapping[int, int],
        rooms: Sequence[Room],
        chains: Chains,
        *,
        aim: bool,
    ) -> None:
        reached, true = ground.reached.facts, ground.problem.true
        self.points = {fact: worth for fact, worth in points.items() if reached[fact] and not true[fact]}
        prizes = {fact: float(worth) if aim else 0.0 for fact, worth in self.points.items()}
        super().__init__(ground, unit, later=chains.later, prizes=prizes)
        for weights, limit in rooms:
            size = int(np.gcd.reduce(weights[ground.allowed], initial=0)) or 1
            self.budget(weights / size, float(limit // size))
        for fact, first in chains.needs:
            if fact in self.points and not true[first]:
                self.add_facts([first])
                self._at_least(0.0, [self.y[first], self.y[fact]], [1.0, -1.0])

    def worth_at_least(self, least: int) -> None:
        """The row that says: what is attained has so many points."""
        self._at_least(float(least), [self.y[fact] for fact in self.points], [float(p) for p in self.points.values()])

    def fill(self, cuts: Cuts) -> None:
        """All courses of the ground, with rows that were worth having before."""
        self.add_courses(self.ground.members)
        for first in cuts.firsts:
            self.add_first(first)
        for fact, region in cuts.regions:
            if not any(self.ground.problem.true[inside] for inside in region):
                self.add_region((fact, region))

    def cuts(self, before: Cuts) -> Cuts:
        """Those from before, and its own."""
        firsts, regions = (*before.firsts, *self.firsts), (*before.regions, *self.regions)
        return Cuts(tuple(dict.fromkeys(firsts)), tuple(dict.fromkeys(regions)))

    def claimed(self) -> list[int]:
        """The facts with points that the last solution says are attained, if only in part."""
        return [fact for fact in self.points if self.attained(fact) > _LEAST]


def chains(
    ground: Ground, points: Mapping[int, int], courses: Iterable[int], most: int, remaining: Callable[[], float]
) -> Chains:
    """Which facts with points cannot do without which others; tried for themselves and for what the courses ask."""
    problem, index = ground.problem, ground.index
    asked = {fact for course in courses for group in ground.groups(course) for fact in group}
    candidates = [*points, *sorted(asked.difference(points))][:most]
    needs: list[tuple[int, int]] = []
    later: set[tuple[int, int]] = set()
    for start in range(0, len(candidates), _WORD):
        if remaining() <= 0.0:
            break
        word = blocked(index.sweep, problem.true, problem.open, candidates[start : start + _WORD])
        for bit, first in enumerate(word.forbidden):
            mask = np.uint64(1 << bit)
            needs += [(fact, first) for fact in points if fact != first and not word.facts[fact] & mask]
            givers = index.achievers(first)
            later.update((course, first) for course in givers[(word.courses[givers] & mask) == 0].tolist())
    return Chains(tuple(needs), frozenset(later))
