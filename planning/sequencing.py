"""From a set of courses to an order that can be followed: who gives what, who uses it, who must come before whom.

The set always has an order, because levels never go down. The one chosen closes goal after goal, the most important
first, each with all that it rests on; ids decide what is left open.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from ontology.model import Alternative, CompetencyAt
from planning.lifting import Ask
from planning.solver.problem import Problem


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


def arrange(problem: Problem, courses: Collection[int], goals: Sequence[int]) -> tuple[Placed, ...]:
    """The courses in an executable order. `goals` are facts, the most important first.

    Raises ValueError where the courses cannot all be followed.
    """
    places = {course: place for place, course in enumerate(_first_order(problem, courses))}
    givers = _givers(problem, places)
    supports = {
        course: sorted(
            {use.giver for use in _uses(problem, course, givers, places) if use.giver is not None},
            key=places.__getitem__,
        )
        for course in places
    }
    ordered: dict[int, int] = {}
    roots = [givers[goal] for goal in goals if goal in givers]
    for root in (*roots, *places):
        _emit(root, supports, ordered)
    return _placed(problem, ordered)


def _first_order(problem: Problem, courses: Collection[int]) -> list[int]:
    """Always the smallest course that can start."""
    index, facts = problem.index, problem.true.copy()
    waiting, order = sorted(courses), list[int]()
    while waiting:
        for course in waiting:
            if all(any(facts[fact] for fact in group) for group in index.groups[course]):
                break
        else:
            raise ValueError("these courses cannot all be followed")
        waiting.remove(course)
        order.append(course)
        facts[list(index.adds[course])] = True
    return order


def _givers(problem: Problem, places: dict[int, int]) -> dict[int, int]:
    """For each fact that does not hold from the start, the first course in order that gives it."""
    givers: dict[int, int] = {}
    for course in places:
        for fact in problem.index.adds[course]:
            if not problem.true[fact]:
                givers.setdefault(fact, course)
    return givers


def _uses(problem: Problem, course: int, givers: dict[int, int], places: dict[int, int]) -> list[Use]:
    """What meets each group: what is held, else what is given earliest; the group's own order decides the rest."""
    index = problem.index
    uses: list[Use] = []
    for ask in index.lifting.asks(index.catalogue.course[index.courses[course]]):
        chosen: Use | None = None
        for member in ask.group:
            fact = index.fact_of(member)
            if fact is None:
                continue
            if problem.true[fact]:
                chosen = Use(ask, member, None)
                break
            giver = givers.get(fact)
            if giver is None or places[giver] >= places[course]:
                continue
            if chosen is None or chosen.giver is None or places[giver] < places[chosen.giver]:
                chosen = Use(ask, member, giver)
        if chosen is None:
            raise ValueError("these courses cannot all be followed")
        uses.append(chosen)
    return uses


def _emit(root: int, supports: dict[int, list[int]], ordered: dict[int, int]) -> None:
    """Puts a course after all that it rests on."""
    waiting = [root]
    while waiting:
        course = waiting[-1]
        missing = [other for other in supports[course] if other not in ordered]
        if missing and course not in ordered:
            waiting.extend(reversed(missing))
            continue
        waiting.pop()
        ordered.setdefault(course, len(ordered))


def _placed(problem: Problem, places: dict[int, int]) -> tuple[Placed, ...]:
    index = problem.index
    givers = _givers(problem, places)
    before: dict[int, set[int]] = {}
    placed: list[Placed] = []
    for course in places:
        uses = _uses(problem, course, givers, places)
        direct = {use.giver for use in uses if use.giver is not None}
        implied = set().union(*(before[other] for other in direct))
        before[course] = direct | implied
        facts = tuple(f for f in index.adds[course] if givers.get(f) == course)
        lifts = index.lifting.lifts(index.catalogue.course[index.courses[course]])
        placed.append(
            Placed(
                course=course,
                after=tuple(sorted(direct - implied, key=places.__getitem__)),
                gives=tuple(
                    sorted(
                        lift.named(lift.to_level)
                        for lift in lifts
                        if index.first[lift.fact] + lift.to_level - 1 in facts
                    )
                ),
                facts=facts,
                uses=tuple({use.member: use for use in uses}.values()),
            )
        )
    return tuple(placed)
