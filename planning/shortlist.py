"""New courses that promise most for many people, before any is tried out.

The proof of a path puts a price on levels: the dual of a level is what one more way to it can save at the most. And
what would mend a goal out of reach is known from its repairs. Added up over all people, both make a shortlist.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import median
from typing import NamedTuple

import numpy as np

from ontology.ids import CompetencyId
from planning.explaining.model import NewCourse
from planning.gaps import stands
from planning.organisation import Footprint
from planning.solver.index import HOURS_WHEN_NONE_ARE_KNOWN, Index


class Hours(NamedTuple):
    """What a new course is assumed to take, and on how many courses of the catalogue that rests: the median of those
    that lift as many levels in all. Where there are none (`courses` 0), the usual hours a level, times levels."""

    hours: float
    courses: int


def savers(
    index: Index, footprints: Iterable[Footprint], usual: Callable[[NewCourse], Hours], most: int
) -> list[tuple[NewCourse, float]]:
    """The courses that the proofs are most in favour of, with the hours that they let hope for; one a competency.

    Of one person no more can be hoped for than what the levels that the course gives are worth, less its hours.
    """
    hopes: dict[NewCourse, float] = defaultdict(float)
    ladders = _Ladders(index)
    for one in footprints:
        for competency, worth in ladders.split(one.worth):
            for low, high in _lifts(worth):
                course = NewCourse(competency=competency, from_level=low, to_level=high)
                hope = sum(worth.get(level, 0.0) for level in range(low + 1, high + 1)) - usual(course).hours
                if hope > 0.0:
                    hopes[course] += hope * one.people
    return _best(hopes, most)


def closers(index: Index, footprints: Iterable[Footprint], most: int) -> list[tuple[NewCourse, float]]:
    """The courses that would bring most goals within reach, with how many (over all people); one a competency.

    A course that starts lower and leads higher does for those, too, who need less of it.
    """
    needed: dict[NewCourse, int] = defaultdict(int)
    for one in footprints:
        for repair in one.repairs:
            if isinstance(repair.change, NewCourse):
                needed[replace(repair.change, competency=stands(index.catalogue, repair.change.competency))] += (
                    one.people * len(repair.goals)
                )
    hopes = {
        course: float(sum(count for other, count in needed.items() if _covers(course, other))) for course in needed
    }
    return _best(hopes, most)


def usual_hours(index: Index) -> Callable[[NewCourse], Hours]:
    """What courses take that lift so many levels in all, by the catalogue's own courses with known hours."""
    by_levels: dict[int, list[float]] = defaultdict(list)
    for course in index.catalogue.courses:
        if course.retired or course.hours is None:
            continue
        levels = sum(lift.to_level - lift.from_level for lift in index.lifting.lifts(course))
        if levels:
            by_levels[levels].append(course.hours)
    each = [hours / levels for levels, of_them in by_levels.items() for hours in of_them]
    a_level = median(each) if each else HOURS_WHEN_NONE_ARE_KNOWN
    known = {levels: Hours(median(of_them), len(of_them)) for levels, of_them in by_levels.items()}

    def usual(course: NewCourse) -> Hours:
        levels = course.to_level - course.from_level
        return known.get(levels) or Hours(a_level * levels, 0)

    return usual


class _Ladders:
    """Facts of an index by the competency that they are levels of."""

    def __init__(self, index: Index) -> None:
        pairs = sorted((first, leader) for leader, first in index.first.items())
        self._firsts = np.array([first for first, _ in pairs], dtype=np.int64)
        self._leaders = [leader for _, leader in pairs]
        self._end = index.always - len(index.done_fact)

    def split(self, worth: Sequence[tuple[int, float]]) -> Iterator[tuple[CompetencyId, Mapping[int, float]]]:
        """The worth of levels (by level) of each competency; what is not a level is left out."""
        facts = [(fact, value) for fact, value in worth if fact < self._end]
        places = np.searchsorted(self._firsts, [fact for fact, _ in facts], side="right") - 1
        found: dict[int, dict[int, float]] = defaultdict(dict)
        for (fact, value), place in zip(facts, places.tolist(), strict=True):
            found[place][fact - int(self._firsts[place]) + 1] = value
        for place, levels in found.items():
            yield self._leaders[place], levels


def _lifts(worth: Mapping[int, float]) -> Iterator[tuple[int, int]]:
    """From just below a level that is worth something, to one that is."""
    for first in worth:
        for last in worth:
            if first <= last:
                yield first - 1, last


def _covers(course: NewCourse, other: NewCourse) -> bool:
    return (
        course.competency == other.competency
        and course.from_level <= other.from_level
        and course.to_level >= other.to_level
    )


def _best(hopes: Mapping[NewCourse, float], most: int) -> list[tuple[NewCourse, float]]:
    """The most hopeful of each competency, best first; of equal ones the one that lifts less."""
    found: dict[CompetencyId, tuple[NewCourse, float]] = {}
    for course, hope in sorted(hopes.items(), key=lambda item: (-item[1], order(item[0]))):
        found.setdefault(course.competency, (course, hope))
    return list(found.values())[:most]


def order(course: NewCourse) -> tuple[int, CompetencyId, int]:
    """Of equally good courses those first that lift fewer levels, then by id."""
    return (course.to_level - course.from_level, course.competency, course.to_level)
