"""The best choice so far, and places to look for a better one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from planning.solver import greedy
from planning.solver.ground import Execution, Ground
from planning.solver.index import Ints
from planning.solver.reach import reach
from planning.solver.rooms import Room, packed
from planning.solver.spare import without_spare


class Best:
    """Courses (ascending, none of them spare) that fit into the rooms: the most points, then the least cost, then the
    fewest, then the smallest ids of all that were seen. `pool` are the courses that were looked at."""

    def __init__(self, ground: Ground, points: Mapping[int, int], rooms: Sequence[Room]) -> None:
        self.ground = ground
        self.points = points
        self.rooms = rooms
        self.courses: tuple[int, ...] = ()
        self.pool: set[int] = set()

    @property
    def worth(self) -> int:
        """The points of what the courses attain."""
        return worth(self.ground, self.points, self.courses)

    @property
    def cost(self) -> int:
        """Milliseconds."""
        return self.ground.cost(self.courses)

    def offer(self, pool: Iterable[int]) -> None:
        """Looks for a better choice among these courses, whether they fit or not, and those of the best one."""
        pool = set(pool)
        self.pool |= pool
        self.take(packed(self.ground, pool.union(self.courses), self.points, self.rooms))

    def mend(self, chosen: Sequence[int], claimed: Sequence[int]) -> None:
        """Completes what cannot be followed, to attain what it claims, with as little as possible beside it."""
        steer = self.ground.problem.cost.astype(np.float64)
        steer[list(chosen)] = 0.0
        ground = Ground(replace(self.ground.problem, goals=tuple(claimed)), self.ground.reached, self.ground.allowed)
        plan = greedy.plan(ground, steer)
        if all(room.holds(plan) for room in self.rooms):
            self.take(plan)
        self.offer(plan)

    def take(self, chosen: Iterable[int]) -> None:
        """Keeps courses that fit, less what is spare or cannot be followed, where they are better."""
        chosen = tuple(chosen)
        goals = tuple(fact for fact in attained(self.ground, chosen) if fact in self.points)
        plan = without_spare(self.ground.narrowed(self.ground.allowed, goals=goals), chosen)
        if self._key(plan) < self._key(self.courses):
            self.courses = plan

    def _key(self, plan: tuple[int, ...]) -> tuple[int, int, int, tuple[int, ...]]:
        return -worth(self.ground, self.points, plan), self.ground.cost(plan), len(plan), plan


class Gifts:
    """Courses that take nothing of any room and cost nothing: no choice is better for leaving one of them out.

    `ground` has what they lead to as held from the start, and the costs that are given (n int64); `worth` are the
    points of that.
    """

    def __init__(self, ground: Ground, points: Mapping[int, int], rooms: Sequence[Room], cost: Ints) -> None:
        self.real = ground
        self.points = points
        self.free = ground.allowed & (cost == 0)
        for room in rooms:
            self.free &= room.weights == 0
        problem = ground.problem
        true = reach(replace(problem, open=self.free)).facts if np.any(self.free) else problem.true
        self.worth = sum(worth for fact, worth in points.items() if true[fact])
        self.ground = Ground(replace(problem, true=true, cost=cost), ground.reached, ground.allowed)

    def complete(self, chosen: Sequence[int]) -> tuple[int, ...]:
        """The choice, with what it needs of the courses that take nothing; at little cost."""
        problem = self.ground.problem
        execution = Execution(self.ground, chosen)
        execution.allow(chosen)
        goals = tuple(fact for fact in self.points if fact in execution.facts or problem.true[fact])
        allowed = self.free.copy()
        allowed[list(chosen)] = True
        ground = Ground(replace(self.real.problem, goals=goals), self.real.reached, allowed)
        return greedy.plan(ground, self.real.problem.cost.astype(np.float64))


def attained(ground: Ground, courses: Sequence[int]) -> set[int]:
    """The facts that hold after those of the courses that can be followed."""
    execution = Execution(ground, courses)
    execution.allow(courses)
    return execution.facts


def worth(ground: Ground, points: Mapping[int, int], courses: Sequence[int]) -> int:
    """The points of what the courses attain, as far as they can be followed."""
    return sum(points.get(fact, 0) for fact in attained(ground, courses))
