"""Plans without spare courses: what can be left out is left out, the dearest first (reverse delete)."""

from collections.abc import Iterable

from planning.solver.ground import Execution, Ground
from planning.solver.index import Facts


def without_spare(ground: Ground, courses: Iterable[int]) -> Facts:
    """The courses less those that are not needed, dearest first: nothing that is left can be left out. Ascending.

    The goals hold after the courses. This does not look at the clock: a plan with courses that serve nothing is none
    to give to anybody, and a few thousand courses take a second.
    """
    supports = _Supports(ground, tuple(courses))
    needed = supports.needed()
    for course in sorted(supports.kept, key=lambda c: (-int(ground.problem.cost[c]), -c)):
        if course not in needed and course in supports.kept:
            supports.leave_out(course)
    return tuple(sorted(supports.kept))


class _Supports:
    """Courses that can be followed, with who gives each fact first and which facts each course relies on.

    The first givers never rely on each other in a circle. So when a course is left out, only what relies on it,
    directly or not, has to find other support; plans of thousands of courses cost little.
    """

    def __init__(self, ground: Ground, courses: Facts) -> None:
        self.ground = ground
        execution = Execution(ground, courses)
        execution.allow(courses)
        self.kept = set(execution.order)
        self._first: dict[int, int] = {}
        self._givers: dict[int, set[int]] = {}
        self._relies: dict[int, Facts] = {}
        self._users: dict[int, set[int]] = {}
        for course in execution.order:
            self._stand(course, tuple(next(f for f in group if f in self._first) for group in ground.groups(course)))
            for fact in ground.adds(course):
                self._first.setdefault(fact, course)
                self._givers.setdefault(fact, set()).add(course)

    def needed(self) -> set[int]:
        """Some that cannot be left out: the only givers of a goal, or of what such a course cannot do without."""
        found: set[int] = set()
        waiting = list(self.ground.goals)
        while waiting:
            givers = self._givers[waiting.pop()]
            if len(givers) == 1 and not givers <= found:
                (course,) = givers
                found.add(course)
                waiting += [group[0] for group in self.ground.groups(course) if len(group) == 1]
        return found

    def leave_out(self, course: int) -> None:
        """Leaves out the course, and those that cannot be followed without it, unless a goal would be missed."""
        shaken, lost = self._shaken(course)
        again = {f: min(others) for f in lost if (others := self._givers[f] - shaken)}
        out, before = shaken - {course}, -1
        relies: dict[int, Facts] = {}
        while len(out) != before:
            before = len(out)
            for other in sorted(out):
                found = self._support(other, lost, again)
                if found is not None:
                    out.discard(other)
                    relies[other] = found
                    for fact in lost.intersection(self.ground.adds(other)):
                        again.setdefault(fact, other)
        if any(goal in lost and goal not in again for goal in self.ground.goals):
            return
        self._settle(out | {course}, relies, lost, again)

    def _shaken(self, course: int) -> tuple[set[int], set[int]]:
        """The courses that rely on this one, itself among them, and the facts that one of them is first to give."""
        shaken, lost, waiting = {course}, set[int](), [course]
        while waiting:
            giver = waiting.pop()
            for fact in self.ground.adds(giver):
                if self._first[fact] == giver:
                    lost.add(fact)
                    fresh = self._users.get(fact, set()) - shaken
                    shaken |= fresh
                    waiting += fresh
        return shaken, lost

    def _support(self, course: int, lost: set[int], again: dict[int, int]) -> Facts | None:
        """One fact of each group that holds without what is lost, or holds again; None where a group has none."""
        found: list[int] = []
        for group in self.ground.groups(course):
            held = next((f for f in group if f in again or (f in self._first and f not in lost)), None)
            if held is None:
                return None
            found.append(held)
        return tuple(found)

    def _settle(self, out: set[int], relies: dict[int, Facts], lost: set[int], again: dict[int, int]) -> None:
        """Lets the courses go, and the others stand on what they rely on now."""
        for course in (*out, *relies):
            for fact in self._relies.pop(course):
                self._users[fact].discard(course)
        for course, facts in relies.items():
            self._stand(course, facts)
        for course in out:
            for fact in self.ground.adds(course):
                self._givers[fact].discard(course)
        for fact in lost:
            if fact in again:
                self._first[fact] = again[fact]
            else:
                del self._first[fact]
        self.kept -= out

    def _stand(self, course: int, facts: Facts) -> None:
        """Takes note of what the course relies on."""
        self._relies[course] = facts
        for fact in facts:
            self._users.setdefault(fact, set()).add(course)
