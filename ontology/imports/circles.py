"""Requirements that no order of courses can meet, because they lead back to where they began, and which to give up.

A course that is in a circle but has another way in is left alone: `check` warns of it, and the planner deals with it.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ontology.imports.prerequisite_trees import Groups
from ontology.rules.graphs import knots, shortest_cycle


class Asked(NamedTuple):
    """One requirement of a course, by the number of its row."""

    course: str
    row: int
    groups: Groups


class Closing(NamedTuple):
    """A requirement that closes a circle, and a shortest such: codes, the first also at the end."""

    asked: Asked
    circle: tuple[str, ...]


def closing(requirements: Iterable[Asked]) -> list[Closing]:
    """The requirements to give up so that every course can be reached; always the same ones, whatever the order.

    As long as courses are stuck, each knot of them that waits for nothing but itself is opened where its numbering
    starts: the course that comes first in it (MATH 10C before MATH 20B) no longer waits for those that follow.
    """
    left: dict[str, list[Asked]] = {}
    for asked in requirements:
        left.setdefault(asked.course, []).append(asked)
    found: list[Closing] = []
    while stuck := _stuck(left):
        waits = {course: [asked for asked in left[course] if _blocked(asked, stuck)] for course in stuck}
        edges = {course: _members(waits[course], stuck) for course in sorted(stuck, key=in_order)}
        for knot in knots(edges):
            if not all(knot.issuperset(edges[course]) for course in knot):
                continue
            start = min(knot, key=in_order)
            circle = tuple(shortest_cycle(start, knot, edges.__getitem__))
            found += [Closing(asked, circle) for asked in waits[start]]
            left[start] = [asked for asked in left[start] if asked not in waits[start]]
    return found


def in_order(code: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts codes as people number courses: CSE 8A, CSE 11, CSE 100."""
    parts = re.findall(r"[0-9]+|[^0-9]+", code)
    return tuple((len(part.lstrip("0")) if part[0].isdecimal() else 0, part) for part in parts)


def _blocked(asked: Asked, stuck: set[str]) -> bool:
    return any(group <= stuck for group in asked.groups)


def _members(requirements: Iterable[Asked], stuck: set[str]) -> list[str]:
    """The courses of the groups that hold up."""
    return sorted({one for asked in requirements for group in asked.groups if group <= stuck for one in group})


def _stuck(left: Mapping[str, Sequence[Asked]]) -> set[str]:
    """The courses that no order reaches from nothing, by forward chaining; linear in the members of all groups."""
    waiting: dict[str, int] = {}
    asks: dict[str, list[tuple[str, int]]] = {}
    for course, number, group in _numbered(left):
        waiting[course] = number + 1
        for member in group:
            asks.setdefault(member, []).append((course, number))
    reached = deque(course for course in {*left, *asks} if course not in waiting)
    met: set[tuple[str, int]] = set()
    while reached:
        for course, number in asks.get(reached.popleft(), ()):
            if (course, number) not in met:
                met.add((course, number))
                waiting[course] -= 1
                if waiting[course] == 0:
                    reached.append(course)
    return {course for course, open_ in waiting.items() if open_}


def _numbered(left: Mapping[str, Sequence[Asked]]) -> Iterator[tuple[str, int, frozenset[str]]]:
    """(course, number from 0, group) for each group of each course."""
    for course, requirements in left.items():
        groups = (group for asked in requirements for group in asked.groups)
        yield from ((course, number, group) for number, group in enumerate(groups))
