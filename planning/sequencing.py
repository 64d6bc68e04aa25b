"""From a set of courses to an order that can be followed: who gives what, who uses it, who must come before whom.

The set always has an order, because levels never go down. The partial order is the least that each course rests on;
the one order chosen of all that keep to it finishes heavy goals early (`planning.ordering`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from ontology.model import Alternative, CompetencyAt
from planning import ordering
from planning.lifting import Ask
from planning.model import GapItem, LearningPath
from planning.solver.index import Ints
from planning.solver.problem import Problem

_OPTIONAL = 1e-3
"""What an optional need weighs beside an essential one of the same weight: it hardly ever comes first."""


class Use(NamedTuple):
    """What binds a course, the member of its group that meets it, and the course that gives that (None: held)."""

    ask: Ask
    member: Alternative
    giver: int | None


class Placed(NamedTuple):
    """A course in its place. `after` are the courses that must come before, without those that follow from others.

    `gives` are the competencies that it raises for this learner at that point; `facts` the same, level by level, as
    facts of the index, with its own "done" where that is asked for.
    """

    course: int
    after: tuple[int, ...]
    gives: tuple[CompetencyAt, ...]
    facts: tuple[int, ...]
    uses: tuple[Use, ...]


def arrange(
    problem: Problem,
    courses: Collection[int],
    goals: Sequence[int],
    weights: Mapping[int, float] | None = None,
    hours: Ints | None = None,
) -> tuple[Placed, ...]:
    """The courses in an executable order, in which heavy goals that take few hours are reached first.

    `goals` are facts, `weights` (at least 0; 1 where not given) how much it matters to have each early, and `hours`
    (n, any unit) how long each course takes; those of the index where not given. Raises ValueError where the courses
    cannot all be followed.
    """
    hours = problem.index.cost if hours is None else hours
    basis = _followed(problem, courses)
    waits = _Waits(problem, basis)
    number = {course: place for place, course in enumerate(basis)}
    weight = dict.fromkeys(basis, 0.0)
    for goal in goals:
        if (giver := waits.givers.get(goal)) is not None:
            weight[giver] += 1.0 if weights is None else weights.get(goal, 1.0)
    in_order = ordering.order(
        [int(hours[course]) for course in basis],
        [weight[course] for course in basis],
        [[number[other] for other in waits.after[course]] for course in basis],
    )
    return _placed(problem, _Waits(problem, [basis[place] for place in in_order]))


def urgency(items: Iterable[GapItem], facts: Iterable[int | None]) -> Mapping[int, float]:
    """How much it matters to reach the fact of each item early: the weight of its need, essential ones first."""
    found: dict[int, float] = {}
    for item, fact in zip(items, facts, strict=True):
        if fact is not None:
            found[fact] = found.get(fact, 0.0) + item.weight * (1.0 if item.essential else _OPTIONAL)
    return found


def next_steps(path: LearningPath) -> tuple[str, ...]:
    """The ids of the steps that can start now, in the path's order: those that wait for no other."""
    return tuple(step.id for step in path.steps if not step.after)


def _followed(problem: Problem, courses: Collection[int]) -> list[int]:
    """Always the smallest course that can start."""
    index, true = problem.index, problem.true
    users: dict[int, list[tuple[int, int]]] = {}
    unmet: dict[int, set[int]] = {}
    for course in courses:
        unmet[course] = set()
        for number, group in enumerate(index.groups[course]):
            if not any(true[fact] for fact in group):
                unmet[course].add(number)
                for fact in group:
                    users.setdefault(fact, []).append((course, number))
    ready = [course for course, groups in unmet.items() if not groups]
    heapify(ready)
    order: list[int] = []
    while ready:
        order.append(heappop(ready))
        for fact in index.adds[order[-1]]:
            for course, number in users.pop(fact, ()):
                if number in unmet[course]:
                    unmet[course].remove(number)
                    if not unmet[course]:
                        heappush(ready, course)
    if len(order) < len(unmet):
        raise ValueError("these courses cannot all be followed")
    return order


class _Waits:
    """Who waits for whom in one executable order.

    `givers` names the first course that gives each fact that does not hold from the start. `after` are the courses
    that a course waits for directly, in order, none of which another of them makes spare: what comes before these
    meets every group. `before` are those with all that comes before them.
    """

    def __init__(self, problem: Problem, order: Sequence[int]) -> None:
        self.problem = problem
        self.order = order
        self.givers: dict[int, int] = {}
        self.after: dict[int, tuple[int, ...]] = {}
        self.before: dict[int, frozenset[int]] = {}
        self.place = {course: place for place, course in enumerate(order)}
        self._all_givers: dict[int, list[int]] = {}
        for course in order:
            self.after[course] = self._least(course)
            self.before[course] = self._behind(self.after[course])
            for fact in problem.index.adds[course]:
                if not problem.true[fact]:
                    self.givers.setdefault(fact, course)
                    self._all_givers.setdefault(fact, []).append(course)

    def giver(self, course: int, fact: int) -> int | None:
        """Of the courses before this one, the first that gives the fact."""
        return next((other for other in self._all_givers.get(fact, ()) if other in self.before[course]), None)

    def _least(self, course: int) -> tuple[int, ...]:
        """Courses that came so far and make this one possible, with all that they wait for; none is spare."""
        true = self.problem.true
        open_groups = [group for group in self.problem.index.groups[course] if not any(true[fact] for fact in group)]
        choices = [
            sorted({giver for fact in group for giver in self._all_givers.get(fact, ())}, key=self.place.__getitem__)
            for group in open_groups
        ]
        chosen: list[int] = []
        reached: frozenset[int] = frozenset()
        for givers in sorted(choices, key=len):
            if not givers:
                raise ValueError("these courses cannot all be followed")
            if reached.isdisjoint(givers):
                chosen.append(givers[0])
                reached |= self._behind(givers[:1])
        for spare in sorted(chosen, key=self.place.__getitem__):
            rest = [other for other in chosen if other != spare]
            reached = self._behind(rest)
            if all(not reached.isdisjoint(givers) for givers in choices):
                chosen = rest
        return tuple(sorted(chosen, key=self.place.__getitem__))

    def _behind(self, courses: Iterable[int]) -> frozenset[int]:
        """These courses and all that comes before them."""
        return frozenset(courses).union(*(self.before[other] for other in courses))


def _placed(problem: Problem, waits: _Waits) -> tuple[Placed, ...]:
    index = problem.index
    placed: list[Placed] = []
    for course in waits.order:
        facts = tuple(fact for fact in index.adds[course] if waits.givers.get(fact) == course)
        lifts = index.lifting.lifts(index.catalogue.course[index.courses[course]])
        gives = (lift.named(lift.to_level) for lift in lifts if index.first[lift.fact] + lift.to_level - 1 in facts)
        placed.append(
            Placed(course, waits.after[course], tuple(sorted(gives)), facts, tuple(_uses(problem, course, waits)))
        )
    return tuple(placed)


def _uses(problem: Problem, course: int, waits: _Waits) -> Iterable[Use]:
    """What meets each group: what is held, else what is given earliest; the group's own order decides the rest.

    Groups that the same member meets are said once.
    """
    index, place, found = problem.index, waits.place, dict[Alternative, Use]()
    for ask in index.lifting.asks(index.catalogue.course[index.courses[course]]):
        chosen: Use | None = None
        for member in ask.group:
            fact = index.fact_of(member)
            if fact is None:
                continue
            if problem.true[fact]:
                chosen = Use(ask, member, None)
                break
            giver = waits.giver(course, fact)
            if giver is None:
                continue
            if chosen is None or chosen.giver is None or place[giver] < place[chosen.giver]:
                chosen = Use(ask, member, giver)
        if chosen is None:
            raise ValueError("these courses cannot all be followed")
        found[chosen.member] = chosen
    return found.values()
