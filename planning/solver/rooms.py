"""Limits on what the courses of a plan may take together: what fits, and what never needs to."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from planning.solver.ground import Execution, Ground
from planning.solver.index import Flags, Ints
from planning.solver.reduce import unreplaced


class Room(NamedTuple):
    """What the chosen courses may take together: the sum of `weights` (n int64, at least 0) is at most `limit`."""

    weights: Ints
    limit: int

    def used(self, courses: Iterable[int]) -> int:
        return sum(int(self.weights[course]) for course in courses)

    def holds(self, courses: Iterable[int]) -> bool:
        return self.used(courses) <= self.limit


def packed(ground: Ground, pool: Iterable[int], points: Mapping[int, int], rooms: Sequence[Room]) -> tuple[int, ...]:
    """A good choice at once: courses of the pool that can be followed and fit (ascending).

    `points` are what facts are worth. Each turn takes the fact with all that it rests on whose points, for the share
    of the rooms that it takes, are the most.
    """
    order, behind = _supports(ground, pool)
    gives = {course: [fact for fact in ground.adds(course) if fact in points] for course in order}
    chosen: set[int] = set()
    attained: set[int] = set()
    left = [room.limit for room in rooms]
    waiting = [fact for fact in points if fact in behind]
    while waiting:
        best: tuple[float, float, int] | None = None
        taken: frozenset[int] = frozenset()
        for fact in waiting:
            fresh = behind[fact].difference(chosen)
            used = [room.used(fresh) for room in rooms]
            if any(more > space for more, space in zip(used, left, strict=True)):
                continue
            gained = sum(points[f] for f in {f for c in fresh for f in gives[c]} - attained)
            share = sum(more / room.limit for more, room in zip(used, rooms, strict=True) if room.limit)
            key = (gained / share if share else float("inf"), float(gained), -fact)
            if best is None or key > best:
                best, taken = key, fresh
        if best is None:
            break
        chosen |= taken
        attained.update(fact for course in taken for fact in gives[course])
        left = [space - room.used(taken) for space, room in zip(left, rooms, strict=True)]
        waiting = [fact for fact in waiting if fact not in attained]
    return tuple(sorted(chosen))


def undominated(ground: Ground, rooms: Sequence[Room], *, ties: bool) -> Flags:
    """The allowed courses (n flags) less those that another always replaces.

    The other gives all wanted facts that they give, asks for nothing more, neither costs more nor takes more of any
    room; and with `ties`, where it costs as much its id is smaller, so that ties are settled as they would be with
    all courses.
    """
    takes = {
        course: (int(ground.problem.cost[course]), *(int(room.weights[course]) for room in rooms))
        for course in ground.members
    }
    return unreplaced(
        ground,
        sorted(ground.members, key=lambda c: (takes[c][0] if ties else sum(takes[c]), c)),
        lambda other, course: all(less <= more for less, more in zip(takes[other], takes[course], strict=True)),
    )


def _supports(ground: Ground, pool: Iterable[int]) -> tuple[list[int], dict[int, frozenset[int]]]:
    """The courses of the pool that can be followed, in order; by fact, the first giver with all that it rests on."""
    pool = sorted(pool)
    execution = Execution(ground, pool)
    execution.allow(pool)
    behind: dict[int, frozenset[int]] = {}
    for course in execution.order:
        needed = {course}
        for group in ground.groups(course):
            met = [behind[fact] for fact in group if fact in behind]
            if not any(option <= needed for option in met):
                needed |= min(met, key=lambda option: (ground.cost(option - needed), sorted(option)))
        for fact in ground.adds(course):
            behind.setdefault(fact, frozenset(needed))
    return execution.order, behind
