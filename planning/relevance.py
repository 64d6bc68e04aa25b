"""The part of a question that its answer depends on: two people who differ in nothing else share one computation.

Backwards from the goals: the courses that give a fact, what those ask for, what the levels themselves ask for, and so
on. Whatever lies outside can neither help nor hinder. The closure looks at goals alone, not at who holds what, so
that everybody with one target shares it; on a catalogue where everything hangs together it keeps nearly everything,
and then only people whose states are equal on all of that are merged.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from learners.model import Attainment, SkillState
from ontology.ids import CompetencyId, CourseId
from ontology.model import Requirement
from planning import gaps
from planning.gaps import stands
from planning.goals import Question
from planning.model import GapItem
from planning.solver.index import Flags, Index, Ints

_KEPT_CLOSURES = 512
"""Targets whose closure is remembered: some 150 KB each at 20,000 courses and 60,000 facts."""


class Closure(NamedTuple):
    """What can matter to some goals.

    `courses` (n flags); `top` (m + 1 int16) says at the first fact of a competency up to which level holding it
    matters (0: not at all), and at the fact that a course is done whether that matters.
    """

    courses: Flags
    top: NDArray[np.int16]


class Relevance:
    """Reduces questions over one index."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._course_asks = _course_asks(index)
        self._level_asks = _level_asks(index)
        self._start, self._rank = _ladders(index)
        self._closure = lru_cache(_KEPT_CLOSURES)(self._close)

    def reduced(self, question: Question) -> Question:
        """The question less all that its answer does not depend on.

        Its path is that of the question, word for word, but for the gap, which is each person's own. Needs that are
        met are dropped; what is held counts up to the level that matters, under the name of the fact where no goal
        is about it; confidences go.
        """
        index, state = self.index, question.state
        gap = gaps.between(index.catalogue, question.needs, state, question.include_optional)
        counting = [item for item in gap.items if item.essential or question.include_optional]
        wanted = [item for item in counting if item.steps_short]
        closure = self._closure(frozenset(self._facts(item) for item in counting))
        return replace(
            question,
            needs=tuple(Requirement(i.competency, i.required, i.essential, i.weight) for i in wanted),
            state=replace(
                state,
                held=self._held(state, wanted, closure),
                done=frozenset(course for course in state.done if self._matters(course, closure)),
                in_progress={c: state.in_progress[c] for c in sorted(state.in_progress) if self._open(c, closure)},
                likely={c: state.likely[c] for c in sorted(state.likely) if self._top(c, closure)},
            ),
            without=frozenset(course for course in question.without if self._open(course, closure)),
        )

    def _facts(self, item: GapItem) -> tuple[int, int]:
        """The first fact of what is needed and the one to reach; (always, always) where there are no such facts."""
        leader = stands(self.index.catalogue, item.competency)
        width = self.index.width.get(leader, 0)
        if not width:
            return self.index.always, self.index.always
        first = self.index.first[leader]
        return first, first + min(item.required, width) - 1

    def _held(self, state: SkillState, wanted: list[GapItem], closure: Closure) -> Mapping[CompetencyId, Attainment]:
        catalogue = self.index.catalogue
        goals = {stands(catalogue, item.competency) for item in wanted}
        held: dict[CompetencyId, Attainment] = {}
        for leader, (name, attainment) in gaps.holdings(catalogue, state).items():
            if leader in goals:
                held[name] = Attainment(level=attainment.level)
            elif level := min(attainment.level, self._top(leader, closure)):
                held[leader] = Attainment(level=level)
        return dict(sorted(held.items()))

    def _top(self, competency: CompetencyId, closure: Closure) -> int:
        first = self.index.first.get(stands(self.index.catalogue, competency))
        return 0 if first is None else int(closure.top[first])

    def _open(self, course: CourseId, closure: Closure) -> bool:
        place = self.index.position.get(course)
        return place is not None and bool(closure.courses[place])

    def _matters(self, course: CourseId, closure: Closure) -> bool:
        fact = self.index.done_fact.get(course)
        return self._open(course, closure) or (fact is not None and bool(closure.top[fact]))

    def _close(self, goals: frozenset[tuple[int, int]]) -> Closure:
        """Sweeps until nothing is added; each is a handful of numpy calls over all courses."""
        index = self.index
        facts = np.zeros(index.always + 1, dtype=np.bool_)
        courses = np.zeros(len(index.courses), dtype=np.bool_)
        for first, last in goals:
            facts[first : last + 1] = True
        while True:
            before = int(np.count_nonzero(facts))
            courses[index.add_course[facts[index.add_fact]]] = True
            facts[self._course_asks.asked[courses[self._course_asks.asker]]] = True
            facts[self._level_asks.asked[facts[self._level_asks.asker]]] = True
            facts[:-1] |= facts[1:] & index.rungs[:-1]
            if int(np.count_nonzero(facts)) == before:
                break
        # What a course gives beside is not wanted, but its step says what is new to this learner.
        facts[index.add_fact[courses[index.add_course]]] = True
        top = np.zeros(index.always + 1, dtype=np.int16)
        np.maximum.at(top, self._start[facts], self._rank[facts])
        return Closure(courses, top)


def key(question: Question) -> Hashable:
    """Equal for equal questions, whatever fields they have."""
    return _hashable(question)


def _hashable(value: object) -> Hashable:
    if isinstance(value, Mapping):
        return tuple(sorted((name, _hashable(part)) for name, part in value.items()))
    if is_dataclass(value):
        return tuple(_hashable(getattr(value, field.name)) for field in fields(value))
    assert isinstance(value, Hashable)
    return value


class _Asks(NamedTuple):
    """Pairs of who asks (a course, or a fact: to lift a competency to that level or past it) and a fact that is asked
    for, as one of a group or alone."""

    asker: Ints
    asked: Ints


def _course_asks(index: Index) -> _Asks:
    return _asks((course, fact) for course, groups in enumerate(index.groups) for group in groups for fact in group)


def _level_asks(index: Index) -> _Asks:
    """What levels ask for, whether or not a course lifts to them today: one that is added would be bound by it."""
    return _asks(
        (level, asked)
        for competency in index.catalogue.competencies
        for requirement in competency.requires
        if (level := index.fact(competency.id, requirement.at_level)) is not None
        for member in requirement.any_of
        if (asked := index.fact_of(member)) is not None
    )


def _asks(pairs: Iterable[tuple[int, int]]) -> _Asks:
    flat = np.fromiter(chain.from_iterable(pairs), dtype=np.int64)
    return _Asks(flat[::2], flat[1::2])


def _ladders(index: Index) -> tuple[Ints, NDArray[np.int16]]:
    """For each fact the first fact of its competency, and its level; that a course is done is its own, at level 1."""
    start = np.arange(index.always + 1)
    rank = np.ones(index.always + 1, dtype=np.int16)
    for leader, first in index.first.items():
        width = index.width[leader]
        start[first : first + width] = first
        rank[first : first + width] = np.arange(1, width + 1)
    return start, rank
