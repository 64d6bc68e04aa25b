"""The problem as a linear or integer program over a growing set of courses.

For courses c with x in {0, 1} and facts f with y in [0, 1], neither held facts nor groups that they meet occurring:

    minimise     sum cost[c] x[c]
    support      y[f]     <= sum x[c] over the courses that give f
    requirement  x[c]     <= sum y[q] over the facts of each group of c
    ladder       y[k,l+1] <= y[k,l]
    goal         y[f]      = 1 for goals and for facts that every plan attains
    first        y[f]     <= sum x[c] over the givers of f that do not ask for group g + sum y[q] over g less f
    region       y[f]     <= sum x[c] over the courses that enter a set of facts around f (`planning.solver.regions`)
    landmark     sum x[c] >= 1 over courses of which every plan has one

Where not every goal can be afforded, facts have prizes: their y is free in [0, 1], the objective is less
prize[f] y[f], a budget row keeps sum weight[c] x[c] below a limit, and a landmark binds only if its fact is to be
attained: y[f] <= sum x[c].

First-achiever, region and landmark rows are added when a solution breaks them. They cut off courses that support each
other in a circle: whoever gives f first either does not ask for g, or found another fact of g attained before. Every
plan satisfies every row.
(The formulation is that of delete-free planning: Haslum, Slaney and Thiébaux 2012; Imai and Fukunaga 2015.)

In the linear program x, and y without a prize, have no upper limit. They need none: cut off at 1, a solution still
satisfies every row, since each asks for one variable to be at most a sum of others (or 1 to be), and costs no more.
So the only limits that bind are those of facts that must be attained, and the bound is a sum over them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import inf
from typing import NamedTuple

import numpy as np

from planning.solver.ground import Execution, Ground
from planning.solver.highs import Duals, Model, Ran, Status
from planning.solver.index import Facts
from planning.solver.reach import Floats
from planning.solver.regions import Region, around, entering

First = tuple[int, Facts]
"""A first-achiever row: the fact, and the group that its givers may ask for."""

_BROKEN = 1e-4
"""By how much a solution must break a row that is to be added."""
_DIGIT = 4096
"""The base in which costs are split into two digits; see `Program.spend`."""


class Outcome(NamedTuple):
    """How a solve ended. `bound` is a lower bound of the program's optimum as HiGHS has it (minus infinity where it
    has none to rely on), `x` the value of each member in order; empty where there is no solution."""

    status: Status
    value: float
    bound: float
    x: Floats


class Certificate(NamedTuple):
    """What the duals of a linear program prove for the whole catalogue, in units.

    No plan costs less than `bound`, and none that has course c less than `bound` + `reduced[c]` (n float64) where
    that is above 0, whatever HiGHS's tolerances are: both follow from `duals` by weak duality, computed anew. Courses
    outside the program whose `reduced` is below 0 may lower its optimum when they join.
    """

    bound: float
    reduced: Floats
    duals: Duals


class Program:
    """A program over a growing set of courses of one ground. Costs are in `unit`s of milliseconds: whole numbers of
    them where the program is to be solved in integers.

    `must` are facts that every plan attains; `later` are (course, fact) pairs where the fact holds before the course
    can start, so that the course never is the first to give it. `prizes` (at least 0, in units) are what facts are
    worth that need not be attained.
    """

    def __init__(
        self,
        ground: Ground,
        unit: int,
        must: frozenset[int] = frozenset(),
        later: frozenset[tuple[int, int]] = frozenset(),
        prizes: Mapping[int, float] | None = None,
    ) -> None:
        self.ground = ground
        self.unit = unit
        self.must = must.union(ground.goals)
        self.later = later
        self._later_course = np.fromiter((course for course, _ in later), dtype=np.int64)
        self._later_fact = np.fromiter((fact for _, fact in later), dtype=np.int64)
        self.prizes = dict(prizes or {})
        self.x: dict[int, int] = {}
        self.y: dict[int, int] = {}
        self.support: dict[int, int] = {}
        self.requirement: dict[tuple[int, Facts], int] = {}
        self.ladder: dict[int, int] = {}
        self.firsts: dict[First, int] = {}
        self.regions: dict[Region, int] = {}
        self._budgets: list[tuple[int, Floats]] = []
        self._conditions: list[tuple[int, frozenset[int]]] = []
        self._carry: int | None = None
        self._total: int | None = None
        self._limits: list[tuple[float, dict[int, float]]] = []
        self._weights: dict[int, float] = {}
        self._whole = False
        self._values: Floats = np.zeros(0)
        self._model = Model()
        self.add_facts(sorted(self.must.union(self.prizes)))

    @property
    def members(self) -> tuple[int, ...]:
        """The courses that the program has, in the order of their columns."""
        return tuple(self.x)

    def add_facts(self, facts: Iterable[int]) -> None:
        """Columns, support rows and ladder rows of facts that are not there yet."""
        fresh = [fact for fact in dict.fromkeys(facts) if fact not in self.y]
        for fact in fresh:
            prized = fact in self.prizes
            self.y[fact] = column = self._model.column(
                -self.prizes.get(fact, 0.0), 1.0 if fact in self.must else 0.0, 1.0 if prized else inf
            )
            givers = [self.x[c] for c in self.ground.givers(fact) if c in self.x and (c, fact) not in self.later]
            self.support[fact] = self._at_least(0.0, [column, *givers], [-1.0, *(1.0 for _ in givers)])
        for fact in fresh:
            for lower in (fact - 1, fact):
                if (
                    lower in self.y
                    and lower + 1 in self.y
                    and lower not in self.ladder
                    and self.ground.is_rung(lower)
                ):
                    columns = [self.y[lower], self.y[lower + 1]]
                    self.ladder[lower] = self._at_least(0.0, columns, [1.0, -1.0])

    def add_courses(self, courses: Iterable[int]) -> None:
        """Columns of courses, with the facts that they ask for and their requirement rows."""
        fresh = [course for course in dict.fromkeys(courses) if course not in self.x]
        self.add_facts(fact for c in fresh for group in self.ground.groups(c) for fact in group)
        for course in fresh:
            self.x[course] = column = self._model.column(float(self.ground.problem.cost[course]) / self.unit)
            for fact in self.ground.adds(course):
                if fact in self.y and (course, fact) not in self.later:
                    self._model.enter(self.support[fact], column, 1.0)
            for first, row in self.firsts.items():
                if self._is_first(course, first):
                    self._model.enter(row, column, 1.0)
            for row, courses_of in self._conditions:
                if course in courses_of:
                    self._model.enter(row, column, 1.0)
            for row, weights in self._budgets:
                self._model.enter(row, column, float(weights[course]))
            for group in self.ground.groups(course):
                columns = [*(self.y[q] for q in group), column]
                row = self._at_least(0.0, columns, [*(1.0 for _ in group), -1.0])
                self.requirement[course, group] = row

    def add_first(self, first: First) -> None:
        """The row that says: whoever gives the fact first does not ask for the group, or finds it met."""
        fact, group = first
        if first in self.firsts or fact not in self.y:
            return
        others = [self.y[q] for q in group if q != fact and q in self.y]
        givers = [self.x[c] for c in self.ground.givers(fact) if c in self.x and self._is_first(c, first)]
        columns = [self.y[fact], *others, *givers]
        self.firsts[first] = self._at_least(0.0, columns, [-1.0, *(1.0 for _ in columns[1:])])

    def add_region(self, region: Region) -> None:
        """The row that says: whoever attains the fact enters the region around it; see `planning.solver.regions`."""
        if region not in self.regions:
            self.regions[region] = self._model.rows
            self.only_if(region[0], entering(self.ground, region[1]))

    def only_if(self, fact: int, courses: Iterable[int]) -> None:
        """The row that says: the fact is attained only with at least one of these, of which some may join later."""
        some = frozenset(courses)
        self.add_facts([fact])
        columns = [self.y[fact], *(self.x[course] for course in sorted(some) if course in self.x)]
        self._conditions.append((self._at_least(0.0, columns, [-1.0, *(1.0 for _ in columns[1:])]), some))

    def budget(self, weights: Floats, limit: float, excess: float | None = None) -> None:
        """The row that says: the chosen courses weigh no more than the limit.

        `weights` (n, at least 0) are of every course of the index, so that courses that join later count too. Where
        `excess` is given the limit may be broken, at so many units for each unit of weight.
        """
        columns = list(self.x.values())
        values = [float(weights[course]) for course in self.x]
        if excess is not None:
            columns, values = [*columns, self._model.column(excess)], [*values, -1.0]
        self._budgets.append((self._model.row(-inf, limit, columns, values), weights))

    def at_most(self, limit: float, weights: Sequence[float]) -> None:
        """A row over the members: the weighted sum of the chosen ones is at most the limit."""
        self._model.row(-inf, limit, list(self.x.values()), list(weights))
        self._limits.append((limit, dict(zip(self.x, weights, strict=True))))

    def spend(self, total: int) -> None:
        """Rows that say: the chosen courses cost exactly so many units.

        In one row a figure of eight digits would drown its last one in rounding. So costs are split into two digits
        of base `_DIGIT`, each with a row of its own, and what the lower ones carry over is a variable.
        """
        costs = [int(self.ground.problem.cost[course]) // self.unit for course in self.x]
        self._total = total
        most = sum(cost % _DIGIT for cost in costs) // _DIGIT + 1
        self._carry = self._model.column(0.0, 0.0, float(most))
        self._model.whole([self._carry])
        columns = [*self.x.values(), self._carry]
        for spent, weights in (
            (total % _DIGIT, [*(float(cost % _DIGIT) for cost in costs), -float(_DIGIT)]),
            (total // _DIGIT, [*(float(cost // _DIGIT) for cost in costs), 1.0]),
        ):
            self._model.row(float(spent), float(spent), columns, weights)

    def obeys(self, courses: Iterable[int]) -> bool:
        """Whether these courses keep exactly to what was said by `at_most` and `spend`, to the last unit."""
        chosen = tuple(courses)
        if any(sum(weights[course] for course in chosen) > limit for limit, weights in self._limits):
            return False
        return self._total is None or self._total == sum(
            int(self.ground.problem.cost[course]) // self.unit for course in chosen
        )

    def fix(self, course: int, chosen: bool) -> None:
        """Decides one course."""
        self._make_whole()
        value = 1.0 if chosen else 0.0
        self._model.bound([self.x[course]], value, value)

    def aim(self, weights: Sequence[float]) -> None:
        """What to minimise: a whole number for each member; facts keep their prizes."""
        self._weights = dict(zip(self.x, weights, strict=True))
        self._model.aim(list(self.x.values()), list(weights))

    def weight(self, courses: Iterable[int]) -> float:
        """What the courses come to under the last aim."""
        return sum(self._weights[course] for course in courses)

    def attained(self, fact: int) -> float:
        """How far the last solution attains the fact, in [0, 1]; 0 where it has no column."""
        return float(self._values[self.y[fact]]) if self.y.get(fact, len(self._values)) < len(self._values) else 0.0

    def relax(self, seconds: float) -> Outcome:
        """Solves the linear program."""
        ran = self._model.relax(seconds)
        return self._outcome(ran._replace(bound=ran.value if ran.status == "optimal" else -inf))

    def solve(self, seconds: float) -> Outcome:
        """Solves the integer program. No courses can join after that."""
        self._make_whole()
        return self._outcome(self._model.solve(seconds))

    def suggest(self, courses: Iterable[int]) -> None:
        """Gives the next integer program a plan to start from. Courses that it has not are no harm."""
        chosen = set(courses).intersection(self.x)
        execution = Execution(self.ground, chosen)
        execution.allow(chosen)
        values = np.zeros(self._model.columns)
        values[[self.x[course] for course in chosen]] = 1.0
        values[[column for fact, column in self.y.items() if fact in execution.facts]] = 1.0
        if self._carry is not None:
            lower = sum(int(self.ground.problem.cost[course]) // self.unit % _DIGIT for course in chosen)
            values[self._carry] = lower // _DIGIT
        self._model.suggest(values)

    def certify(self) -> Certificate:
        """What the duals of the last linear program prove.

        Courses outside the program have no requirement rows: their duals are 0, which only lowers `reduced`. A column
        whose reduced cost is below 0 counts at its upper limit, which is 1 in every plan (prizes, too, are won once).
        """
        duals = self._model.duals()
        index, price = self.ground.index, duals.column
        worth = np.zeros(index.always + 1)
        for fact, row in self.support.items():
            if fact <= index.always:
                worth[fact] = duals.row[row]
        reduced: Floats = self.ground.problem.cost / self.unit - np.bincount(
            index.add_course, weights=worth[index.add_fact], minlength=len(index.courses)
        )
        np.add.at(reduced, self._later_course, worth[self._later_fact])
        for first, row in self.firsts.items():
            if duals.row[row] > 0.0:
                for course in self.ground.givers(first[0]):
                    if course not in self.x and self._is_first(course, first):
                        reduced[course] -= duals.row[row]
        for row, courses in self._conditions:
            reduced[list(courses)] -= duals.row[row]
        for row, weights in self._budgets:
            reduced -= duals.row[row] * weights
        reduced[list(self.x)] = price[list(self.x.values())]
        attained = price[[column for fact, column in self.y.items() if fact in self.must]].sum()
        free = np.minimum(price[[column for fact, column in self.y.items() if fact not in self.must]], 0.0).sum()
        missing = np.minimum(reduced[self.ground.allowed], 0.0).sum()
        return Certificate(float(duals.base + attained + free + missing), reduced, duals)

    def least(self) -> tuple[float, Floats]:
        """As `certify`, of what was aimed at last and for the members alone: a lower bound on what a plan out of them
        weighs, and for each member how much more a plan weighs at least that has it."""
        duals = self._model.duals()
        bound = self._model.lower_bound(duals)
        return bound - 1e-9 * max(1.0, abs(bound)), np.maximum(duals.column[list(self.x.values())], 0.0)

    def broken_firsts(self, remaining: Callable[[], float] = lambda: inf) -> list[First]:
        """First-achiever rows that the last solution breaks; not all of them once `remaining()` seconds are gone."""
        values = self._padded()
        givers: dict[int, list[int]] = {}
        for course, column in self.x.items():
            if values[column] > _BROKEN:
                for fact in self.ground.adds(course):
                    if fact in self.y and (course, fact) not in self.later:
                        givers.setdefault(fact, []).append(course)
        found: list[First] = []
        for fact, courses in sorted(givers.items()):
            if remaining() <= 0.0:
                break
            for group in sorted({group for c in courses for group in self.ground.groups(c)}):
                free = sum(values[self.x[c]] for c in courses if group not in self.ground.groups(c))
                met = sum(values[self.y[q]] for q in group if q != fact)
                if values[self.y[fact]] > free + met + _BROKEN and (fact, group) not in self.firsts:
                    found.append((fact, group))
        return found

    def broken_regions(self, remaining: Callable[[], float] = lambda: inf) -> list[Region]:
        """Regions around facts that the last solution attains, whose rows it breaks and the program has not; not all
        of them once `remaining()` seconds are gone.

        It is followed with all courses that it uses, and again with those that it uses by more than a half.
        """
        values = self._padded()
        found: dict[Region, None] = {}
        for least in (_BROKEN, 0.5):
            used = [course for course, column in self.x.items() if values[column] > least]
            facts = [fact for fact, column in self.y.items() if values[column] > least]
            for fact, region in around(self.ground, used, facts):
                if remaining() <= 0.0:
                    break
                entered = sum(values[self.x[c]] for c in entering(self.ground, region) if c in self.x)
                if values[self.y[fact]] > entered + _BROKEN and (fact, region) not in self.regions:
                    found[fact, region] = None
        return list(found)

    def _padded(self) -> Floats:
        """The last solution, with 0 for columns that have joined since."""
        values = np.zeros(self._model.columns)
        values[: len(self._values)] = self._values
        return values

    def _is_first(self, course: int, first: First) -> bool:
        """Whether the course can be the one that gives the fact first without asking for the group."""
        fact, group = first
        return (
            fact in self.ground.adds(course)
            and (course, fact) not in self.later
            and group not in self.ground.groups(course)
        )

    def _at_least(self, limit: float, columns: Sequence[int], weights: Sequence[float]) -> int:
        return self._model.row(limit, inf, columns, weights)

    def _make_whole(self) -> None:
        """Lets courses be taken or left, once."""
        if not self._whole:
            self._whole = True
            columns = list(self.x.values())
            self._model.bound(columns, 0.0, 1.0)
            self._model.whole(columns)

    def _outcome(self, ran: Ran) -> Outcome:
        self._values = ran.values
        x = ran.values[list(self.x.values())] if len(ran.values) else ran.values
        return Outcome(ran.status, ran.value, ran.bound, x)
