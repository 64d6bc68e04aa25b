"""What a catalogue means, read from its description alone, and the best plan by going through every set of courses.

Shares no code with the planner: not its facts, its index, nor its idea of which competencies are one.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from heapq import heappop, heappush
from typing import NamedTuple

from ontology.ids import CompetencyId, CourseId
from ontology.model import Alternative, Catalogue, CompetencyAt, Course, Group, LevelRequirement
from planning.goals import Question

Ranks = dict[str, int]
MILLISECONDS = 3_600_000


class Meaning:
    """A catalogue with equivalents and replacements thought through: every competency has the name of its class.

    What a course lifts and asks for is remembered, so that a judge of many paths reads a large catalogue once.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        ids = [c.id for c in catalogue.competencies]
        same = {a: {a} for a in ids}
        links = [(c.id, e) for c in catalogue.competencies for e in c.equivalent]
        links += [(c.id, c.replaced_by) for c in catalogue.competencies if c.retired and c.replaced_by is not None]
        for a, b in links:
            if b in same and catalogue.scale_of[a] == catalogue.scale_of[b]:
                union = same[a] | same[b]
                for member in union:
                    same[member] = union
        self.one = {a: min(members) for a, members in same.items()}
        self.known = sorted(h for c in catalogue.courses if (h := c.hours) is not None and not c.retired)
        self._bound: dict[str, list[LevelRequirement]] = {}
        for competency in catalogue.competencies:
            self._bound.setdefault(self.one[competency.id], []).extend(competency.requires)
        self._lifts: dict[CourseId, dict[str, tuple[int, int]]] = {}
        self._groups: dict[CourseId, list[Group]] = {}

    @cached_property
    def usual(self) -> float:
        """Hours of a course whose hours nobody knows: the median of those known, 10 where none is."""
        return _middle(self.known, 10.0)

    @cached_property
    def usual_price(self) -> float:
        """Money for a course whose price nobody knows: the median of those known, 0 where none is."""
        return _middle(sorted(p for c in self.catalogue.courses if (p := c.cost) is not None and not c.retired), 0.0)

    def hours(self, course: Course) -> float:
        return self.usual if course.hours is None else course.hours

    def milliseconds(self, course: Course) -> int:
        return round(self.hours(course) * MILLISECONDS)

    def takes(self, question: Question, course: Course) -> int:
        """Milliseconds that are left of the course."""
        left = question.state.in_progress.get(course.id)
        return self.milliseconds(course) if left is None else round(left * MILLISECONDS)

    def weighs(self, question: Question, course: Course) -> int:
        """What is to be made least, in milliseconds: what is left of the course, more for what is not as wished, and
        for money. What comes on top of the hours is in whole hundredths of an hour."""
        asked, left = question.preferences, self.takes(question, course)
        on_top = 0.0
        for wish, has in (
            (asked.language, course.languages),
            (asked.modality, (course.modality,)),
            (asked.provider, (course.provider,)),
        ):
            fits = any(one is not None and f"{one}-".startswith(f"{value}-") for value in wish.values for one in has)
            if wish.values and not (fits if wish is asked.language else set(wish.values) & set(has)):
                on_top += wish.weight * left
        if course.id not in question.state.in_progress:
            on_top += asked.money * (self.usual_price if course.cost is None else course.cost) * MILLISECONDS
        return left + round(on_top / (MILLISECONDS // 100)) * (MILLISECONDS // 100)

    def lifts(self, course: Course) -> dict[str, tuple[int, int]]:
        """By class, from which rank to which."""
        if course.id not in self._lifts:
            found: dict[str, tuple[int, int]] = {}
            for row in course.teaches:
                low, high = found.get(self.one[row.competency], (row.from_level, row.to_level))
                found[self.one[row.competency]] = (min(low, row.from_level), max(high, row.to_level))
            self._lifts[course.id] = found
        return self._lifts[course.id]

    def holds(self, ranks: Ranks, done: set[CourseId], wanted: Alternative) -> bool:
        if isinstance(wanted, CompetencyAt):
            return ranks.get(self.one[wanted.competency], 0) >= wanted.level
        return wanted.course in done

    def groups(self, course: Course) -> list[Group]:
        """Every group that binds the course."""
        if course.id not in self._groups:
            found = list(course.requires)
            for one, (low, high) in self.lifts(course).items():
                if low > 0:
                    found.append((CompetencyAt(CompetencyId(one), low),))
                found += [q.any_of for q in self._bound[one] if low < q.at_level <= high]
            self._groups[course.id] = found
        return self._groups[course.id]

    def can_start(self, course: Course, ranks: Ranks, done: set[CourseId]) -> bool:
        return all(any(self.holds(ranks, done, a) for a in group) for group in self.groups(course))

    def finish(self, course: Course, ranks: Ranks, done: set[CourseId]) -> None:
        for one, (_, high) in self.lifts(course).items():
            ranks[one] = max(ranks.get(one, 0), high)
        done.add(course.id)

    def held(self, question: Question) -> Ranks:
        ranks: Ranks = {}
        for competency, attainment in question.state.held.items():
            ranks[self.one[competency]] = max(ranks.get(self.one[competency], 0), attainment.level)
        return ranks

    def after(self, question: Question, courses: Sequence[Course]) -> tuple[Ranks, bool]:
        """The ranks after the courses, each as soon as it can start; and whether all of them could."""
        ranks, done = self.held(question), set(question.state.done)
        missing: dict[CourseId, int] = {}
        waiting: dict[str, list[tuple[int, Course, int]]] = {}
        """By class, or by course: the rank that is waited for (of a course 1), who waits, for which of its groups."""
        startable: list[Course] = []
        for course in courses:
            missing[course.id] = 0
            for number, group in enumerate(self.groups(course)):
                if not any(self.holds(ranks, done, a) for a in group):
                    missing[course.id] += 1
                    for key, rank in map(self._key, group):
                        waiting.setdefault(key, []).append((rank, course, number))
            if not missing[course.id]:
                startable.append(course)
        met: set[tuple[CourseId, int]] = set()
        ran = 0
        while startable:
            course, ran = startable.pop(), ran + 1
            self.finish(course, ranks, done)
            for key, reached in ((course.id, 1), *((one, ranks[one]) for one in self.lifts(course))):
                still = []
                for rank, other, number in waiting.pop(key, ()):
                    if rank > reached:
                        still.append((rank, other, number))
                    elif (other.id, number) not in met:
                        met.add((other.id, number))
                        missing[other.id] -= 1
                        if not missing[other.id]:
                            startable.append(other)
                if still:
                    waiting[key] = still
        return ranks, ran == len(missing)

    def _key(self, wanted: Alternative) -> tuple[str, int]:
        # Ids are unique over all kinds of things, so that a class and a course never share a key.
        return (self.one[wanted.competency], wanted.level) if isinstance(wanted, CompetencyAt) else (wanted.course, 1)

    def goals(self, question: Question) -> Ranks:
        goals: Ranks = {}
        for need in question.needs:
            if need.essential or question.include_optional:
                one = self.one[need.competency]
                goals[one] = max(goals.get(one, 0), need.level)
        return goals

    def plannable(self, question: Question) -> tuple[Course, ...]:
        barred = question.without | question.state.done
        return tuple(c for c in self.catalogue.courses if not c.retired and c.id not in barred)

    def attainable(self, question: Question) -> Ranks:
        """How far each goal goes when every course may be taken."""
        everything, _ = self.after(question, self.plannable(question))
        return {one: min(level, everything.get(one, 0)) for one, level in self.goals(question).items()}


def _middle(values: Sequence[float], otherwise: float) -> float:
    """The median of ascending values."""
    n = len(values)
    return (values[(n - 1) // 2] + values[n // 2]) / 2 if n else otherwise


class Best(NamedTuple):
    """The best plan there is: its cost in milliseconds, courses in order of id; and how far each goal goes."""

    milliseconds: int
    courses: tuple[CourseId, ...]
    reached: Ranks


class _Bits:
    """Ranks and courses done as bits of one number, so that a set of courses is followed by `and` and `or`."""

    def __init__(self, meaning: Meaning, question: Question) -> None:
        self.meaning = meaning
        self._bit: dict[tuple[str, int], int] = {}
        self.start = self._ranks(meaning.held(question)) | self._any(self._done(c) for c in question.state.done)
        self.goal = self._ranks(meaning.attainable(question))
        self.courses = meaning.plannable(question)
        self.asks = [[self._any(map(self._alternative, g)) for g in meaning.groups(c)] for c in self.courses]
        asked = set(self._bit)
        self.gives = [
            self._ranks({one: high for one, (_, high) in meaning.lifts(c).items()})
            | (self._done(c.id) if (f"done {c.id}", 1) in asked else 0)
            for c in self.courses
        ]
        self.costs = [meaning.weighs(question, c) for c in self.courses]

    def _new(self, key: tuple[str, int]) -> int:
        return self._bit.setdefault(key, 1 << len(self._bit))

    def _any(self, bits: Iterable[int]) -> int:
        union = 0
        for bit in bits:
            union |= bit
        return union

    def _ranks(self, ranks: Ranks) -> int:
        return self._any(self._new((one, rank)) for one, top in ranks.items() for rank in range(1, top + 1))

    def _done(self, course: CourseId) -> int:
        return self._new((f"done {course}", 1))

    def _alternative(self, wanted: Alternative) -> int:
        if isinstance(wanted, CompetencyAt):
            return self._new((self.meaning.one[wanted.competency], wanted.level))
        return self._done(wanted.course)


def best(catalogue: Catalogue, question: Question) -> Best:
    """Goes through every set of courses that can be followed: the cheapest first, then the shortest, then by ids.

    A set can be followed if it is empty, or if one of its courses can start after the others, which can be followed.
    Every course adds one to the length, so that whatever is taken next is the best of all that is left. Sets with a
    course that brings nothing new at its turn are passed over: without it the others can be followed, too.
    """
    meaning = Meaning(catalogue)
    bits = _Bits(meaning, question)
    waiting: list[tuple[int, int, tuple[int, ...], int]] = [(0, 0, (), bits.start)]
    seen: set[tuple[int, ...]] = set()
    while waiting:
        cost, size, chosen, holds = heappop(waiting)
        if holds & bits.goal == bits.goal:
            return Best(cost, tuple(bits.courses[c].id for c in chosen), meaning.attainable(question))
        for course, asks in enumerate(bits.asks):
            if holds | bits.gives[course] == holds or not all(holds & group for group in asks):
                continue
            longer = tuple(sorted((*chosen, course)))
            if longer not in seen:
                seen.add(longer)
                heappush(waiting, (cost + bits.costs[course], size + 1, longer, holds | bits.gives[course]))
    raise AssertionError("what is attainable is attained by all courses together")
