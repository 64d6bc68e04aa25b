"""Paths put together by habit: competency by competency, rank by rank, the course that lifts the next rank best.

What it costs is the measure beside the planner's figures, so it is done well: what was bought for one competency
serves all later ones, prices are per rank that is still wanted, of alternatives the one at hand or the cheapest is
taken, and it never runs in circles. What it has not is foresight: no course is taken because several need it.
"""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from ontology.ids import CourseId
from ontology.model import CompetencyAt, Course
from planning.goals import Question
from tests.planning.oracle import Meaning, Ranks

_NEVER = 2**31


class Habit:
    """The catalogue as the habit looks at it: the teachers of each competency, and what they ask for.

    A key is a class of competencies or a course that others ask for; a fact is a key at a rank. `rounds` of an answer
    say after how many rounds of "take all that can start" a fact holds first: to look only at courses that can start
    earlier than what waits for them is what keeps the habit from running in circles.
    """

    def __init__(self, meaning: Meaning) -> None:
        self.meaning = meaning
        self.courses = [course for course in meaning.catalogue.courses if not course.retired]
        self.hours = [meaning.hours(course) for course in self.courses]
        self.lifts = [meaning.lifts(course) for course in self.courses]
        asked = [[[self._key(a) for a in group] for group in meaning.groups(course)] for course in self.courses]
        self.groups = asked
        self.teachers: dict[str, list[tuple[int, int, int]]] = {}
        """By key: course, rank before, rank after; a course that is asked for teaches itself."""
        for number, (course, lifts) in enumerate(zip(self.courses, self.lifts, strict=True)):
            for key, (low, high) in lifts.items():
                self.teachers.setdefault(key, []).append((number, low, high))
            self.teachers.setdefault(course.id, []).append((number, 0, 1))
        tops = {key: max(high for _, _, high in rows) for key, rows in self.teachers.items()}
        for key, rank in (pair for groups in asked for group in groups for pair in group):
            tops[key] = max(tops.get(key, 0), rank)
        starts = [0, *accumulate(tops.values())]
        self.first = dict(zip(tops, starts, strict=False))
        self.tops = tops
        always = starts[-1]
        flat = [group for groups in asked for group in (groups or [[]])]
        facts = [[self.first[key] + rank - 1 for key, rank in group] or [always] for group in flat]
        self._asked = np.array([fact for group in facts for fact in group])
        self._group_start = np.array([0, *accumulate(map(len, facts))][:-1])
        self._course_start = np.array([0, *accumulate(len(groups) or 1 for groups in asked)][:-1])
        gives = [
            [self.first[key] + rank for key, (_, high) in lifts.items() for rank in range(high)]
            + [self.first[course.id]]
            for course, lifts in zip(self.courses, self.lifts, strict=True)
        ]
        self._giver = np.repeat(np.arange(len(gives)), list(map(len, gives)))
        self._given = np.array([fact for of_course in gives for fact in of_course])
        self._always = always

    def plan(self, question: Question) -> list[Course]:
        """The courses in the order in which they are bought. Goals are raised as far as they go."""
        return _Shopper(self, question).shop()

    def _key(self, wanted: object) -> tuple[str, int]:
        if isinstance(wanted, CompetencyAt):
            return self.meaning.one[wanted.competency], wanted.level
        assert isinstance(wanted, tuple)
        return wanted[0], 1

    def rounds(self, ranks: Ranks, barred: set[CourseId]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The round in which each fact holds first, and in which each course can start first; or never."""
        fact = np.full(self._always + 1, _NEVER)
        fact[self._always] = 0
        for key, rank in ranks.items():
            if key in self.first:
                fact[self.first[key] : self.first[key] + min(rank, self.tops[key])] = 0
        may = np.array([course.id not in barred for course in self.courses])
        course = np.full(len(self.courses), _NEVER)
        for number in range(1, _NEVER):
            groups = np.minimum.reduceat(fact[self._asked], self._group_start)
            fresh = may & (np.maximum.reduceat(groups, self._course_start) < _NEVER) & (course == _NEVER)
            if not fresh.any():
                break
            course[fresh] = number
            given = self._given[fresh[self._giver]]
            fact[given] = np.minimum(fact[given], number)
        return fact, course


class _Shopper:
    """One answer in the making: what is held by now, and what was bought."""

    def __init__(self, habit: Habit, question: Question) -> None:
        self.habit = habit
        meaning = habit.meaning
        self.ranks: Ranks = meaning.held(question) | dict.fromkeys(question.state.done, 1)
        self.goals = meaning.goals(question)
        self.fact_round, self.course_round = habit.rounds(
            self.ranks, set(question.without) | set(question.state.done)
        )
        self.bought: list[Course] = []

    def shop(self) -> list[Course]:
        for key, rank in sorted(self.goals.items()):
            while rank > self.ranks.get(key, 0) and self._round(key, rank) == _NEVER:
                rank -= 1
            self._raise(key, rank, _NEVER)
        return self.bought

    def _round(self, key: str, rank: int) -> int:
        if self.ranks.get(key, 0) >= rank:
            return 0
        if rank > self.habit.tops.get(key, 0):
            return _NEVER
        return int(self.fact_round[self.habit.first[key] + rank - 1])

    def _raise(self, key: str, wanted: int, before: int) -> None:
        """Buys what lifts to the rank, by courses that can start in an earlier round or right now."""
        while (held := self.ranks.get(key, 0)) < wanted:
            fitting = [
                (self.habit.hours[course] / (min(high, wanted) - held), self.habit.hours[course], course)
                for course, low, high in self.habit.teachers[key]
                if low <= held < high and (self.course_round[course] < before or self._ready(course))
            ]
            self._buy(min(fitting)[2])

    def _ready(self, course: int) -> bool:
        return self.course_round[course] < _NEVER and all(
            any(self.ranks.get(key, 0) >= rank for key, rank in group) for group in self.habit.groups[course]
        )

    def _buy(self, course: int) -> None:
        start = int(self.course_round[course])
        for group in self.habit.groups[course]:
            if not any(self.ranks.get(key, 0) >= rank for key, rank in group):
                key, rank = min(group, key=lambda wanted: self._guess(wanted, start))
                self._raise(key, rank, start)
        for key, (_, high) in self.habit.lifts[course].items():
            self.ranks[key] = max(self.ranks.get(key, 0), high)
        self.ranks[self.habit.courses[course].id] = 1
        self.bought.append(self.habit.courses[course])

    def _guess(self, wanted: tuple[str, int], before: int) -> tuple[float, int, tuple[str, int]]:
        """What an alternative seems to cost: the next course alone. Infinite for what can only come later."""
        key, rank = wanted
        if self._round(key, rank) >= before:
            return float("inf"), 0, wanted
        held = self.ranks.get(key, 0)
        prices = [
            self.habit.hours[course]
            for course, low, high in self.habit.teachers.get(key, ())
            if low <= held < high and self.course_round[course] < before
        ]
        return min(prices, default=float("inf")) * (rank - held), self._round(key, rank), wanted


def excess(paid: float, least: float) -> float:
    """How much more was paid than was needed, in per cent to three places (costs are whole
    milliseconds, of unknown hours too); 0 where nothing was needed."""
    return round(100.0 * (paid / least - 1.0), 3) if least > 0 else 0.0


def total(meaning: Meaning, courses: Sequence[Course]) -> float:
    """Hours of the courses."""
    return sum(meaning.hours(course) for course in courses)
