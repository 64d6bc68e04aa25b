"""A catalogue as integers and arrays: built once for an edition, read by every question.

A fact is "competency k at level l or above", or "course c is done" where some course asks for that. Courses ascend by
id, so that comparing positions is comparing ids. Retired courses are not here: they are never planned.
Costs are whole milliseconds, which hold every number of hours exactly.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from statistics import median

import numpy as np
from numpy.typing import NDArray

from ontology.ids import CompetencyId, CourseId
from ontology.model import Alternative, Catalogue, CompetencyAt, Course, Group
from planning.gaps import stands
from planning.lifting import Lifting
from planning.solver.sweep import Facts, Ints, Sweep, flat_groups, sweep

__all__ = ["Facts", "Flags", "Index", "Ints", "build"]

Flags = NDArray[np.bool_]

MILLISECONDS = 3_600_000
HOURS_WHEN_NONE_ARE_KNOWN = 10.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Index:
    """The arrays of one catalogue, with n courses and m facts; fact m is `always`, which holds from the start.

    `groups[c]` are the facts that must hold before course c: one of each group. `adds[c]` are the facts it gives.
    `group_facts` are the members of all groups one after the other (`always` for a course without); the pairs
    (`add_course`, `add_fact`) ascend by fact, and the achievers of fact f are those from `fact_start[f]` to
    `fact_start[f + 1]`. `sweep` lays it all out for questions to all courses
    at once. `rungs` (m + 1 flags) marks the facts whose next one is the level above.
    """

    catalogue: Catalogue
    lifting: Lifting
    first: Mapping[CompetencyId, int]
    width: Mapping[CompetencyId, int]
    done_fact: Mapping[CourseId, int]
    courses: tuple[CourseId, ...]
    position: Mapping[CourseId, int]
    always: int
    rungs: Flags
    cost: Ints
    estimated: Flags
    groups: tuple[tuple[Facts, ...], ...]
    adds: tuple[Facts, ...]
    group_facts: Ints
    add_course: Ints
    add_fact: Ints
    fact_start: Ints
    sweep: Sweep

    def fact(self, competency: CompetencyId, level: int) -> int | None:
        """The fact "this competency at this level or above"; None where the level is off its scale."""
        leader = stands(self.catalogue, competency)
        return self.first[leader] + level - 1 if 1 <= level <= self.width.get(leader, 0) else None

    def achievers(self, fact: int) -> Ints:
        """The courses that give the fact, ascending."""
        return self.add_course[self.fact_start[fact] : self.fact_start[fact + 1]]

    def fact_of(self, alternative: Alternative) -> int | None:
        """The fact that an alternative of a group names."""
        if isinstance(alternative, CompetencyAt):
            return self.fact(alternative.competency, alternative.level)
        return self.done_fact.get(alternative.course)


def build(catalogue: Catalogue) -> Index:
    """The index of a catalogue. Some 25 microseconds a course."""
    lifting = Lifting(catalogue)
    active = [course for course in catalogue.courses if not course.retired]
    lifts = [lifting.lifts(course) for course in active]
    asks = [tuple(ask.group for ask in lifting.asks(course)) for course in active]

    width: dict[CompetencyId, int] = {}

    def widen(competency: CompetencyId, level: int) -> None:
        leader = stands(catalogue, competency)
        width[leader] = max(width.get(leader, 0), level)

    for competency in catalogue.competencies:
        widen(competency.id, catalogue.ranks(competency.id))
    for of_course in lifts:
        for lift in of_course:
            widen(lift.fact, lift.to_level)
    wanted_done: set[CourseId] = set()
    for alternative in (a for of_course in asks for group in of_course for a in group):
        if isinstance(alternative, CompetencyAt):
            widen(alternative.competency, alternative.level)
        else:
            wanted_done.add(alternative.course)

    leaders = sorted(width)
    starts = [0, *accumulate(width[leader] for leader in leaders)]
    first = dict(zip(leaders, starts, strict=False))
    done_fact = {course: starts[-1] + i for i, course in enumerate(sorted(wanted_done))}
    always = starts[-1] + len(done_fact)

    rungs = np.zeros(always + 1, dtype=np.bool_)
    rungs[: starts[-1]] = True
    rungs[[first[leader] + width[leader] - 1 for leader in leaders]] = False

    def fact(alternative: Alternative) -> int:
        if isinstance(alternative, CompetencyAt):
            return first[stands(catalogue, alternative.competency)] + alternative.level - 1
        return done_fact[alternative.course]

    def leader_of(alternative: Alternative) -> str:
        if isinstance(alternative, CompetencyAt):
            return f"level {stands(catalogue, alternative.competency)}"
        return f"done {alternative.course}"

    groups = tuple(_needed(of_course, fact, leader_of) for of_course in asks)
    adds = tuple(
        tuple(first[lift.fact] + above for lift in of_course for above in range(lift.from_level, lift.to_level))
        + ((done_fact[course.id],) if course.id in done_fact else ())
        for course, of_course in zip(active, lifts, strict=True)
    )
    cost, estimated = _costs(active)
    add_course = np.repeat(np.arange(len(active), dtype=np.int64), [len(facts) for facts in adds])
    add_fact = np.fromiter((f for facts in adds for f in facts), dtype=np.int64)
    by_fact = np.argsort(add_fact, kind="stable")
    add_course, add_fact = add_course[by_fact], add_fact[by_fact]
    return Index(
        catalogue=catalogue,
        lifting=lifting,
        first=first,
        width=width,
        done_fact=done_fact,
        courses=tuple(course.id for course in active),
        position={course.id: i for i, course in enumerate(active)},
        always=always,
        rungs=rungs,
        cost=cost,
        estimated=estimated,
        groups=groups,
        adds=adds,
        group_facts=flat_groups(groups, always)[0],
        add_course=add_course,
        add_fact=add_fact,
        fact_start=np.searchsorted(add_fact, np.arange(always + 2)).astype(np.int64),
        sweep=sweep(groups, adds, always),
    )


def _needed(
    groups: Sequence[Group], fact: Callable[[Alternative], int], leader: Callable[[Alternative], str]
) -> tuple[Facts, ...]:
    """Groups as facts: of one competency the lowest level is enough; a group that another implies is dropped."""
    sets: set[frozenset[int]] = set()
    for group in groups:
        lowest: dict[str, int] = {}
        for alternative in group:
            key, number = leader(alternative), fact(alternative)
            lowest[key] = min(lowest.get(key, number), number)
        sets.add(frozenset(lowest.values()))
    return tuple(sorted(tuple(sorted(s)) for s in sets if not any(other < s for other in sets)))


def _costs(active: Sequence[Course]) -> tuple[Ints, Flags]:
    """Milliseconds of each course; unknown hours count at the median of the known ones."""
    known = [_milliseconds(course.hours) for course in active if course.hours is not None]
    usual = round(median(known)) if known else _milliseconds(HOURS_WHEN_NONE_ARE_KNOWN)
    cost = [usual if course.hours is None else _milliseconds(course.hours) for course in active]
    return np.array(cost, dtype=np.int64), np.array([course.hours is None for course in active], dtype=np.bool_)


def _milliseconds(hours: float) -> int:
    return max(0, round(hours * MILLISECONDS))
