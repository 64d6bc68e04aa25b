"""What the catalogue lacks: the smallest change after which a goal that cannot be closed can be.

A change is one new course, one group of a course that is not asked for any more, or one course that is left out no
longer. Candidates are found backwards from the goals, over all that is out of reach, and tried 64 at a time.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from ontology.ids import CourseId
from ontology.model import Alternative, CompetencyAt, Course, CourseDone, Group, Teaching
from planning.explaining import naming
from planning.explaining.model import NewCourse, Readmission, Repair, Waiver
from planning.explaining.variants import Variant, attained
from planning.gaps import stands
from planning.model import GapItem
from planning.recommend import Planned
from planning.wording import Wording

MOST = 3
"""So many repairs are offered for one question."""
_TRIED = 512
"""So many changes are tried, those nearest to the goals first."""
_READ = 2_000
"""So many courses are read for them: a catalogue may be out of reach as a whole."""


class _Candidate(NamedTuple):
    """A change, how the problem differs with it, and how many levels it lifts."""

    change: NewCourse | Waiver | Readmission
    variant: Variant
    lifts: int


def repairs(planned: Planned) -> tuple[Repair, ...]:
    """At most `MOST` changes; none where nothing is out of reach, or nothing single helps.

    Ranked by how many goals can be closed then, by how few levels a new course must lift (waivers lift none), and by
    how near to the goals. Each of the first ones closes a goal that those before do not; others fill up.
    """
    # A goal that only lacks room within the limits of the question lacks nothing in the catalogue.
    goals = [
        (item, fact)
        for item in planned.wanted
        if (fact := planned.index.fact(item.competency, item.required)) is not None
        and not planned.reached.facts[fact]
    ]
    candidates = list(_Search(planned, [item for item, _ in goals]))
    closed = attained(planned.problem, [one.variant for one in candidates], [fact for _, fact in goals])
    ranked = sorted(
        (number for number in range(len(candidates)) if closed[number].any()),
        key=lambda number: (-int(closed[number].sum()), candidates[number].lifts, number),
    )
    wording = Wording(planned.index.catalogue, planned.language)
    found = []
    for number in _covering(ranked, {number: frozenset(closed[number].nonzero()[0].tolist()) for number in ranked}):
        mended = tuple(
            CompetencyAt(item.competency, item.required)
            for (item, _), holds in zip(goals, closed[number], strict=True)
            if holds
        )
        change = candidates[number].change
        found.append(Repair(change=change, goals=mended, sentence=_sentence(change, mended, wording)))
    return tuple(found)


def _covering(ranked: list[int], closes: dict[int, frozenset[int]]) -> list[int]:
    """The best ranked of those that close something more, again and again; then the best of the others."""
    chosen: list[int] = []
    closed: frozenset[int] = frozenset()
    for number in ranked:
        if len(chosen) < MOST and not closes[number] <= closed:
            chosen.append(number)
            closed |= closes[number]
    return sorted([*chosen, *[n for n in ranked if n not in chosen][: MOST - len(chosen)]], key=ranked.index)


class _Search:
    """Candidates, breadth first: what could give a missing level, and what its courses ask for in vain."""

    def __init__(self, planned: Planned, items: list[GapItem]) -> None:
        self.planned = planned
        self.index = planned.index
        self.catalogue = planned.index.catalogue
        self.lifting = planned.index.lifting
        self.facts = planned.reached.facts
        self.wanted: deque[Alternative] = deque(CompetencyAt(item.competency, item.required) for item in items)

    def __iter__(self) -> Iterator[_Candidate]:
        return islice(self._backwards(), _TRIED)

    def _backwards(self) -> Iterator[_Candidate]:
        seen: set[int] = set()
        read: set[int] = set()
        while self.wanted and len(read) < _READ:
            wanted = self.wanted.popleft()
            fact = self.index.fact_of(wanted)
            if fact is None or fact in seen:
                continue
            seen.add(fact)
            yield from self._new_course(wanted, fact)
            for giver in self.index.achievers(fact).tolist():
                if giver not in read:
                    read.add(giver)
                    yield from self._of_giver(giver)

    def _holds(self, member: Alternative) -> bool:
        fact = self.index.fact_of(member)
        return fact is not None and bool(self.facts[fact])

    def _new_course(self, wanted: Alternative, fact: int) -> Iterator[_Candidate]:
        """A course from what can be attained of the competency up to the level, where its requirements can be met."""
        if isinstance(wanted, CourseDone):
            return
        leader = stands(self.catalogue, wanted.competency)
        first = self.index.first[leader]
        start = sum(bool(self.facts[lower]) for lower in range(first, fact))
        course = Course(id=CourseId(""), teaches=(Teaching(wanted.competency, start, wanted.level),))
        if not self._unmet(course):
            change = NewCourse(competency=wanted.competency, from_level=start, to_level=wanted.level)
            given = tuple(range(first + start, fact + 1))
            yield _Candidate(change, Variant(given=given), wanted.level - start)

    def _of_giver(self, giver: int) -> Iterator[_Candidate]:
        """What could be changed about a course, and what it asks for in vain goes on the list."""
        course = self.index.courses[giver]
        if course in self.planned.question.without and course not in self.planned.question.state.done:
            yield _Candidate(Readmission(course=course), Variant(opened=(giver,)), 0)
        if not self.planned.problem.open[giver]:
            return
        of_course = self.catalogue.course[course]
        for group in self._unmet(of_course):
            self.wanted.extend(group)
            # Nothing else changes, so that the course can be started only if all else that it asks for can be had.
            less = replace(of_course, requires=tuple(other for other in of_course.requires if other != group))
            if not self._unmet(less):
                yield _Candidate(Waiver(course=course, group=group), Variant(given=self.index.adds[giver]), 0)

    def _unmet(self, course: Course) -> list[Group]:
        """The groups that bind the course and that nobody can meet from here."""
        return [ask.group for ask in self.lifting.asks(course) if not any(map(self._holds, ask.group))]


def _sentence(change: NewCourse | Waiver | Readmission, goals: tuple[CompetencyAt, ...], wording: Wording) -> str:
    messages, said = wording.messages, naming.listed(goals, wording)
    if isinstance(change, Waiver):
        asked = wording.any_of(change.group)
        return messages.repair_waiver.format(course=wording.course(change.course), asked=asked, goals=said)
    if isinstance(change, Readmission):
        return messages.repair_left_out.format(course=wording.course(change.course), goals=said)
    what = wording.at(change.competency, change.to_level)
    if change.from_level == 0:
        return messages.repair_course_anew.format(what=what, goals=said)
    start = wording.level(change.competency, change.from_level)
    return messages.repair_course.format(start=start, what=what, goals=said)
