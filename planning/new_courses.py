"""Which single new course would help an organisation most: by hours saved, and by goals that could be closed at last.

The proofs of the paths say where a course would be worth something: the dual of a level is what one more way to it
can save at the most. That makes a shortlist in no time; the best few are then tried out, by adding the course to the
catalogue and planning again for everybody whom it may concern.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import NamedTuple

import numpy as np

from ontology.ids import CompetencyId, CourseId
from ontology.model import Course, Teaching
from ontology.refusals import Refusal
from planning.explaining.model import NewCourse
from planning.gaps import stands
from planning.many import Solved
from planning.model import Uncloseable
from planning.organisation import Footprint
from planning.ports import Solvers
from planning.solver.index import HOURS_WHEN_NONE_ARE_KNOWN, Index, build

TRIED = 3
"""So many courses of each kind are tried out."""


class Hours(NamedTuple):
    """What a new course is assumed to take, and on how many courses of the catalogue that rests: the median of those
    that lift as many levels in all. Where there are none (`courses` 0), the usual hours a level, times levels."""

    hours: float
    courses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What a new course would bring.

    `estimate` is what the proofs let hope for: hours saved, or goals closed, over all people. `replanned` people were
    planned for again with the course: those for whom the proofs do not show that it is of no use. Of these `helped`
    get a path that costs less or closes more; `saved` is what their paths cost less, added up, where the same goals
    are closed, and `closed` how many goals are closed that could not be. Both are certified: no less than that.
    """

    course: NewCourse
    hours: Hours
    estimate: float
    replanned: int
    helped: int
    saved: float
    closed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueGaps:
    """The new courses that were tried out: by hours saved, and by goals closed, the best first.

    None that saves, or closes, nothing.
    """

    savers: tuple[Gain, ...]
    closers: tuple[Gain, ...]


def catalogue_gaps(
    index: Index,
    footprints: Sequence[Footprint],
    solvers: Solvers,
    *,
    most: int = TRIED,
    on_progress: Callable[[NewCourse], None] = lambda _: None,
) -> CatalogueGaps:
    """The best new courses for these people, out of the `most` most promising ones of either kind."""
    usual = usual_hours(index)
    saving, closing = savers(index, footprints, usual, most), closers(index, footprints, most)
    gains: dict[NewCourse, Gain] = {}
    for course, estimate in (*saving, *closing):
        if course not in gains:
            on_progress(course)
            gains[course] = try_out(index, footprints, course, usual(course), estimate, solvers)

    def ranked(tried: Iterable[tuple[NewCourse, float]], worth: Callable[[Gain], float]) -> tuple[Gain, ...]:
        found = [replace(gains[course], estimate=estimate) for course, estimate in tried]
        return tuple(sorted((g for g in found if worth(g) > 0), key=lambda g: (-worth(g), _order(g.course))))

    return CatalogueGaps(savers=ranked(saving, lambda g: g.saved), closers=ranked(closing, lambda g: g.closed))


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


def try_out(
    index: Index,
    footprints: Iterable[Footprint],
    course: NewCourse,
    hours: Hours,
    estimate: float,
    solvers: Solvers,
) -> Gain:
    """Adds the course to the catalogue and plans again for all whom it may concern."""
    concerned = [one for one in footprints if _may_concern(index, one, course)]
    extended = _with(index, course, hours.hours)
    helped, saved, closed = 0, 0.0, 0
    for one, solved in zip(concerned, solvers(extended, [one.question for one in concerned]), strict=True):
        if isinstance(solved, Refusal):
            continue
        fewer = len(one.uncloseable) - len(solved.path.uncloseable)
        less = _saved(one, solved)
        helped += one.people * (fewer > 0 or less > 0.0)
        closed += one.people * max(0, fewer)
        saved += one.people * less
    return Gain(
        course=course,
        hours=hours,
        estimate=estimate,
        replanned=sum(one.people for one in concerned),
        helped=helped,
        saved=saved,
        closed=closed,
    )


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
    for course, hope in sorted(hopes.items(), key=lambda item: (-item[1], _order(item[0]))):
        found.setdefault(course.competency, (course, hope))
    return list(found.values())[:most]


def _order(course: NewCourse) -> tuple[int, CompetencyId, int]:
    return (course.to_level - course.from_level, course.competency, course.to_level)


def _may_concern(index: Index, one: Footprint, course: NewCourse) -> bool:
    """Whether it may be of use: a level that it gives is worth something, its competency is raised by the path
    (where there is no proof that is all that is known), or a course for it is among the repairs."""
    first = index.first[course.competency]
    gives = range(first + course.from_level, first + course.to_level)
    catalogue = index.catalogue
    return (
        any(fact in gives for fact, _ in one.worth)
        or any(stands(catalogue, given.competency) == course.competency for _, of in one.gives for given in of)
        or any(
            isinstance(repair.change, NewCourse) and stands(catalogue, repair.change.competency) == course.competency
            for repair in one.repairs
        )
    )


def _saved(one: Footprint, solved: Solved) -> float:
    """What the path costs less for certain; 0 where it goes further, which may cost more."""
    if _reached(one.uncloseable) != _reached(solved.path.uncloseable):
        return 0.0
    saved = one.bound - solved.path.cost
    return saved if saved > 1e-9 else 0.0


def _reached(uncloseable: Iterable[Uncloseable]) -> set[tuple[CompetencyId, int, int]]:
    return {(goal.competency, goal.level, goal.reached) for goal in uncloseable}


def _with(index: Index, course: NewCourse, hours: float) -> Index:
    """The index with the course under an id of its own; what all others cost stays, estimated hours too."""
    catalogue = index.catalogue
    name = CourseId("new-course")
    while name in catalogue.course:
        name = CourseId(f"{name}-")
    teaches = (Teaching(course.competency, course.from_level, course.to_level),)
    courses = (*catalogue.courses, Course(id=name, hours=hours, teaches=teaches))
    extended = build(replace(catalogue, courses=tuple(sorted(courses, key=lambda one: one.id))))
    place = extended.position[name]
    return replace(extended, cost=np.insert(index.cost, place, extended.cost[place]))
