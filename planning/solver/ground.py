"""The part of a problem that still matters: courses with their open requirements, and the facts that are wanted."""

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np

from planning.solver.index import Facts, Flags
from planning.solver.problem import Problem
from planning.solver.reach import Reach


class Ground:
    """A problem seen through what can be reached, with `allowed` (n flags) the courses that are looked at.

    Courses are grounded when first asked for, so that a few hundred of twenty thousand cost little. That a forced
    course is taken is one more fact, numbered after all others, which it alone gives, and one more goal.
    """

    def __init__(self, problem: Problem, reached: Reach, allowed: Flags) -> None:
        self.problem = problem
        self.index = problem.index
        self._forced = frozenset(problem.forced)
        self.goals = (*problem.goals, *(problem.index.always + 1 + course for course in problem.forced))
        self.reached = reached
        self.allowed = allowed
        self._groups: dict[int, tuple[Facts, ...]] = {}
        self._adds: dict[int, Facts] = {}

    def narrowed(self, allowed: Flags, goals: tuple[int, ...] | None = None) -> "Ground":
        """The same with fewer courses, and perhaps fewer goals."""
        other = Ground(self.problem, self.reached, allowed)
        other.goals = self.goals if goals is None else goals
        other._groups, other._adds = self._groups, self._adds
        return other

    @cached_property
    def members(self) -> tuple[int, ...]:
        """The allowed courses, ascending."""
        return tuple(np.flatnonzero(self.allowed).tolist())

    def groups(self, course: int) -> tuple[Facts, ...]:
        """The groups that nothing held meets, less the alternatives that are out of reach."""
        known = self._groups.get(course)
        if known is None:
            true, facts = self.problem.true, self.reached.facts
            known = tuple(
                dict.fromkeys(
                    tuple(fact for fact in group if facts[fact])
                    for group in self.index.groups[course]
                    if not any(true[fact] for fact in group)
                )
            )
            self._groups[course] = known
        return known

    def adds(self, course: int) -> Facts:
        """The facts that the course gives and that do not hold from the start."""
        known = self._adds.get(course)
        if known is None:
            known = tuple(f for f in self.index.adds[course] if not self.problem.true[f])
            if course in self._forced:
                known = (*known, self.index.always + 1 + course)
            self._adds[course] = known
        return known

    def givers(self, fact: int) -> list[int]:
        """The courses of the whole catalogue that give the fact, ascending."""
        if fact > self.index.always:
            return [fact - self.index.always - 1]
        found: list[int] = self.index.achievers(fact).tolist()
        return found

    def is_rung(self, fact: int) -> bool:
        """Whether the fact is a level of a competency, and the next fact the level above it."""
        return fact <= self.index.always and bool(self.index.rungs[fact])

    def cost(self, courses: Iterable[int]) -> int:
        """What the courses cost together, in milliseconds."""
        return sum(int(self.problem.cost[course]) for course in courses)

    @cached_property
    def wanted(self) -> frozenset[int]:
        """The facts that a goal or an allowed course asks for."""
        return frozenset(self.goals).union(*(group for c in self.members for group in self.groups(c)))


class Execution:
    """Follows courses forward: what holds after all that are allowed and can be started, each as soon as it can."""

    def __init__(self, ground: Ground, members: Iterable[int]) -> None:
        self.ground = ground
        self.facts: set[int] = set()
        self.order: list[int] = []
        self._missing = set(ground.goals)
        self._users: dict[int, list[tuple[int, int]]] = {}
        self._left: dict[int, int] = {}
        self._allowed: set[int] = set()
        for course in members:
            groups = ground.groups(course)
            self._left[course] = len(groups)
            for number, group in enumerate(groups):
                for fact in group:
                    self._users.setdefault(fact, []).append((course, number))
        self._met: set[tuple[int, int]] = set()

    @property
    def reaches_all(self) -> bool:
        """Whether every goal holds."""
        return not self._missing

    def allow(self, courses: Iterable[int]) -> None:
        """Lets these of the members be followed too."""
        fresh = [course for course in courses if course not in self._allowed]
        self._allowed.update(fresh)
        startable = [course for course in fresh if self._left[course] == 0]
        while startable:
            course = startable.pop()
            self.order.append(course)
            for fact in self.ground.adds(course):
                if fact in self.facts:
                    continue
                self.facts.add(fact)
                self._missing.discard(fact)
                for pair in self._users.get(fact, ()):
                    if pair not in self._met:
                        self._met.add(pair)
                        self._left[pair[0]] -= 1
                        if self._left[pair[0]] == 0 and pair[0] in self._allowed:
                            startable.append(pair[0])


def suffices(ground: Ground, courses: Sequence[int]) -> bool:
    """Whether all goals hold after these courses, in some order that can be followed."""
    execution = Execution(ground, courses)
    execution.allow(courses)
    return execution.reaches_all
