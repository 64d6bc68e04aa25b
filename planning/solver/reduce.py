"""Courses that no best plan needs, and parts of a problem that have nothing to do with each other."""

from collections.abc import Callable, Iterable

import numpy as np

from planning.solver.ground import Ground
from planning.solver.index import Flags


def useful(ground: Ground) -> Flags:
    """The allowed courses (n flags) from which a goal can still be served: backwards from the goals."""
    keep = np.zeros(len(ground.index.courses), dtype=np.bool_)
    seen = set(ground.goals)
    waiting = list(ground.goals)
    while waiting:
        for course in ground.givers(waiting.pop()):
            if ground.allowed[course] and not keep[course]:
                keep[course] = True
                fresh = {fact for group in ground.groups(course) for fact in group} - seen
                seen |= fresh
                waiting.extend(fresh)
    return keep


def undominated(ground: Ground) -> Flags:
    """The allowed courses (n flags) less those that another always replaces.

    A course is dominated by one that gives all wanted facts it gives, asks for nothing more, is in no limit that it
    is not in, and is cheaper, or as cheap with a smaller id. (Imai and Fukunaga 2015.) Swapping the one for the other
    never makes a plan worse, ties included: dearer or longer plans lose anyway, and of equally long ones the smaller
    ids win.
    """
    limits: dict[int, set[int]] = {}
    for number, limit in enumerate(ground.problem.at_most):
        for course in limit.courses:
            limits.setdefault(course, set()).add(number)
    return unreplaced(
        ground,
        sorted(ground.members, key=lambda c: (int(ground.problem.cost[c]), c)),
        lambda other, course: limits.get(other, set()) <= limits.get(course, set()),
    )


def unreplaced(ground: Ground, order: Iterable[int], as_good: Callable[[int, int], bool]) -> Flags:
    """The allowed courses (n flags) less those that one before them in `order` replaces.

    The other gives all wanted facts that they give, asks for nothing more, and is `as_good(other, course)`.
    """
    adds = {course: frozenset(ground.adds(course)) & ground.wanted for course in ground.members}
    groups = {course: [frozenset(group) for group in ground.groups(course)] for course in ground.members}
    givers: dict[int, list[int]] = {}
    keep = np.zeros(len(ground.index.courses), dtype=np.bool_)
    for course in order:
        given = adds[course]
        if not given:
            continue
        rarest = min(given, key=lambda fact: len(givers.get(fact, ())))
        if any(
            given <= adds[other]
            and as_good(other, course)
            and all(any(own <= theirs for own in groups[course]) for theirs in groups[other])
            for other in givers.get(rarest, ())
        ):
            continue
        keep[course] = True
        for fact in given:
            givers.setdefault(fact, []).append(course)
    return keep


def components(ground: Ground) -> list[Ground]:
    """The problem in parts that share no courses, facts or limits, each with its own goals; by smallest goal."""
    leader: dict[int, int] = {}

    def root(node: int) -> int:
        leader.setdefault(node, node)
        while leader[node] != node:
            leader[node] = leader[leader[node]]
            node = leader[node]
        return node

    def join(nodes: Iterable[int]) -> None:
        first, *others = nodes
        for other in others:
            leader[root(other)] = root(first)

    # Courses are the nodes below zero, facts the others.
    for course in ground.members:
        facts = {fact for group in ground.groups(course) for fact in group}
        join([-1 - course, *facts, *(fact for fact in ground.adds(course) if fact in ground.wanted)])
    for limit in ground.problem.at_most:
        if inside := [-1 - course for course in limit.courses if ground.allowed[course]]:
            join(inside)
    goals: dict[int, list[int]] = {}
    for goal in ground.goals:
        goals.setdefault(root(goal), []).append(goal)
    parts: list[Ground] = []
    for of_part, wanted in goals.items():
        allowed = np.zeros(len(ground.index.courses), dtype=np.bool_)
        allowed[[course for course in ground.members if root(-1 - course) == of_part]] = True
        parts.append(ground.narrowed(allowed, goals=tuple(wanted)))
    return parts
