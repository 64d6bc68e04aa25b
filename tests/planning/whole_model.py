"""A second way to the least cost: the whole model as one plain integer program, solved by branch and bound alone.

It is built from the oracle's reading of the catalogue and shares nothing with the planner, which never speaks of
time. Here everything has one, so that nothing can support itself in a circle. For courses c and for facts f (a class
at a rank, or a course done) that do not hold from the start, of which there are n:

    minimise    sum cost[c] x[c]                    x[c] = 1: course c is taken
    goal        sum z[c,f] >= 1                     for each goal f, as far as it goes
    first       z[c,f] <= x[c]                      z[c,f] = 1: course c is what gives fact f
                t[f] >= t[c] + 1 - (n + 1) (1 - z[c,f])
    entry       sum u[c,f] >= x[c]                  for each group of c; u[c,f] = 1: course c relies on fact f
                u[c,f] <= sum z[d,f]
                t[c] >= t[f] - n (1 - u[c,f])       t[c] and t[f] in [0, n]

(Time variables as in Imai and Fukunaga 2015, after Miller, Tucker and Zemlin 1960.) No cuts, no reduction, no plan to
start from. That is slow, so it is for catalogues of a hundred courses at most.
"""

from math import gcd, inf
from typing import NamedTuple

import highspy
import numpy as np

from ontology.ids import CourseId
from ontology.model import Alternative, Catalogue, CompetencyAt, Course
from planning.goals import Question
from tests.planning.oracle import Meaning

_Fact = tuple[str, int]


class Optimum(NamedTuple):
    """The least cost in milliseconds, and courses that have it."""

    milliseconds: int
    courses: tuple[CourseId, ...]


def optimum(catalogue: Catalogue, question: Question) -> Optimum:
    """The least cost of raising every goal as far as it goes.

    Its courses have been followed and priced, so that the figure is never too low; that HiGHS calls it optimal says
    that it is not too high. Raises AssertionError where HiGHS fails.
    """
    meaning = Meaning(catalogue)
    taken = _Model(meaning, question).solve()
    ranks, followed = meaning.after(question, taken)
    assert followed, "the model's own plan cannot be followed"
    assert all(ranks.get(one, 0) >= level for one, level in meaning.attainable(question).items())
    return Optimum(sum(meaning.weighs(question, course) for course in taken), tuple(course.id for course in taken))


class _Model:
    def __init__(self, meaning: Meaning, question: Question) -> None:
        self.meaning = meaning
        self.courses = meaning.plannable(question)
        self.ranks, self.done = meaning.held(question), set(question.state.done)
        groups = [
            [g for g in meaning.groups(c) if not any(meaning.holds(self.ranks, self.done, wanted) for wanted in g)]
            for c in self.courses
        ]
        goals = [(one, r) for one, r in meaning.attainable(question).items() if self.ranks.get(one, 0) < r]
        wanted = {self._fact(wanted) for of_course in groups for group in of_course for wanted in group}
        facts = sorted(wanted | set(goals))
        self.highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 0.5),
            ("mip_feasibility_tolerance", 1e-9),
        ):
            self.highs.setOptionValue(option, value)
        costs = [meaning.weighs(question, course) for course in self.courses]
        unit = gcd(*costs) or 1
        n = float(len(facts))
        self.taken = [self._column(cost // unit, 1.0) for cost in costs]
        starts = [self._column(0.0, n, whole=False) for _ in costs]
        self.first: dict[_Fact, list[int]] = {}
        times: dict[_Fact, int] = {}
        for fact in facts:
            times[fact] = self._column(0.0, n, whole=False)
            self.first[fact] = []
            for course, taken, start in zip(self.courses, self.taken, starts, strict=True):
                if self._gives(course, fact):
                    first = self._column(0.0, 1.0)
                    self.first[fact].append(first)
                    self._at_least(0.0, (taken, 1.0), (first, -1.0))
                    self._at_least(-n, (times[fact], 1.0), (start, -1.0), (first, -n - 1.0))
        for goal in goals:
            self._at_least(1.0, *((first, 1.0) for first in self.first[goal]))
        for of_course, taken, start in zip(groups, self.taken, starts, strict=True):
            relies: dict[_Fact, int] = {}
            for group in of_course:
                for fact in sorted({self._fact(wanted) for wanted in group} - set(relies)):
                    relies[fact] = self._column(0.0, 1.0)
                    self._at_least(0.0, *((first, 1.0) for first in self.first[fact]), (relies[fact], -1.0))
                    self._at_least(-n, (start, 1.0), (times[fact], -1.0), (relies[fact], -n))
                met = sorted({relies[self._fact(wanted)] for wanted in group})
                self._at_least(0.0, *((column, 1.0) for column in met), (taken, -1.0))

    def solve(self) -> tuple[Course, ...]:
        self.highs.run()
        status = self.highs.getModelStatus()
        assert status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty), status
        values = self.highs.getSolution().col_value
        return tuple(course for course, column in zip(self.courses, self.taken, strict=True) if values[column] > 0.5)

    def _fact(self, wanted: Alternative) -> _Fact:
        if isinstance(wanted, CompetencyAt):
            return self.meaning.one[wanted.competency], wanted.level
        return f"done {wanted.course}", 1

    def _gives(self, course: Course, fact: _Fact) -> bool:
        """What must be held before a course is never given first by it."""
        key, rank = fact
        low, high = self.meaning.lifts(course).get(key, (0, 0))
        return key == f"done {course.id}" or low < rank <= high

    def _column(self, cost: float, upper: float, *, whole: bool = True) -> int:
        column: int = self.highs.getNumCol()
        self.highs.addCol(float(cost), 0.0, upper, 0, np.array([], np.int32), np.array([], np.float64))
        if whole:
            self.highs.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        return column

    def _at_least(self, least: float, *terms: tuple[int, float]) -> None:
        columns, factors = np.array([c for c, _ in terms], np.int32), np.array([f for _, f in terms], np.float64)
        self.highs.addRow(least, inf, len(terms), columns, factors)
