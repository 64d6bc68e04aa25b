"""The problem as a linear or integer program, solved by HiGHS: the only file that knows its names.

For courses c with x in {0, 1} and facts f with y in [0, 1], neither held facts nor groups that they meet occurring:

    minimise     sum cost[c] x[c]
    support      y[f]     <= sum x[c] over the courses that give f
    requirement  x[c]     <= sum y[q] over the facts of each group of c
    ladder       y[k,l+1] <= y[k,l]
    goal         y[f]      = 1 for goals and for facts that every plan attains
    first        y[f]     <= sum x[c] over the givers of f that do not ask for group g + sum y[q] over g less f
    landmark     sum x[c] >= 1 over courses of which every plan has one

Where not every goal can be afforded, facts have prizes: their y is free in [0, 1], the objective is less
prize[f] y[f], a budget row keeps sum weight[c] x[c] below a limit, and a landmark binds only if its fact is to be
attained: y[f] <= sum x[c].

First-achiever and landmark rows are added when a solution breaks them. They cut off courses that support each other in
a circle: whoever gives f first either does not ask for g, or found another fact of g attained before. Every plan
satisfies every row.
(The formulation is that of delete-free planning: Haslum, Slaney and Thiébaux 2012; Imai and Fukunaga 2015.)
"""

from collections.abc import Iterable, Mapping, Sequence
from math import inf
from typing import Literal, NamedTuple

import highspy
import numpy as np

from planning.solver.ground import Execution, Ground
from planning.solver.index import Facts
from planning.solver.reach import Floats

Status = Literal["optimal", "stopped", "impossible", "failed"]
First = tuple[int, Facts]
"""A first-achiever row: the fact, and the group that its givers may ask for."""

_STATUS: dict[highspy.HighsModelStatus, Status] = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kModelEmpty: "optimal",
    highspy.HighsModelStatus.kTimeLimit: "stopped",
    highspy.HighsModelStatus.kIterationLimit: "stopped",
    highspy.HighsModelStatus.kSolutionLimit: "stopped",
    highspy.HighsModelStatus.kObjectiveBound: "stopped",
    highspy.HighsModelStatus.kObjectiveTarget: "stopped",
    highspy.HighsModelStatus.kInterrupt: "stopped",
    highspy.HighsModelStatus.kMemoryLimit: "stopped",
    # There always is a plan, so these two are rounding; the caller keeps what it had.
    highspy.HighsModelStatus.kInfeasible: "impossible",
    highspy.HighsModelStatus.kUnboundedOrInfeasible: "impossible",
}
"""What each status of HiGHS means here; any other is `failed`."""


_DIGIT = 4096
"""The base in which costs are split into two digits; see `Program.spend`."""


class Outcome(NamedTuple):
    """How a solve ended. `bound` is a lower bound of the program's optimum (minus infinity where HiGHS has none to
    rely on), `x` the value of each member in order; empty where there is no solution."""

    status: Status
    value: float
    bound: float
    x: Floats


class Program:
    """A program over a growing set of courses of one ground. Costs are whole `unit`s of milliseconds.

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
        self.must = must
        self.later = later
        self.prizes = dict(prizes or {})
        self.x: dict[int, int] = {}
        self.y: dict[int, int] = {}
        self.firsts: dict[First, int] = {}
        self._support: dict[int, int] = {}
        self._budgets: list[tuple[int, Floats]] = []
        self._conditions: list[tuple[int, frozenset[int]]] = []
        self._carry: int | None = None
        self._spent = 0
        self._weights: dict[int, float] = {}
        self._highs = _quiet()
        self.add_facts(sorted(must.union(ground.goals, self.prizes)))

    @property
    def members(self) -> tuple[int, ...]:
        """The courses that the program has, in the order of their columns."""
        return tuple(self.x)

    def add_facts(self, facts: Iterable[int]) -> None:
        """Columns, support rows and ladder rows of facts that are not there yet."""
        fresh = [fact for fact in dict.fromkeys(facts) if fact not in self.y]
        goals = self.must | frozenset(self.ground.goals)
        ladder: list[tuple[int, int]] = []
        for fact in fresh:
            column, row = self._highs.getNumCol(), self._highs.getNumRow()
            self.y[fact], self._support[fact] = column, row
            prize = self.prizes.get(fact, 0.0)
            self._highs.addCol(-prize, 1.0 if fact in goals else 0.0, 1.0, 0, *_entries([], []))
            givers = [c for c in self.ground.index.achievers(fact).tolist() if c in self.x]
            columns = [column, *(self.x[c] for c in givers if (c, fact) not in self.later)]
            self._at_least(0.0, columns, [-1.0, *(1.0 for _ in columns[1:])])
        for fact in fresh:
            ladder += [
                (f, f + 1)
                for f in (fact - 1, fact)
                if f in self.y and f + 1 in self.y and self.ground.index.is_rung(f)
            ]
        for lower, upper in dict.fromkeys(ladder):
            self._at_least(0.0, [self.y[lower], self.y[upper]], [1.0, -1.0])

    def add_courses(self, courses: Iterable[int]) -> None:
        """Columns of courses, with the facts that they ask for and their requirement rows."""
        fresh = [course for course in dict.fromkeys(courses) if course not in self.x]
        self.add_facts(fact for c in fresh for group in self.ground.groups(c) for fact in group)
        for course in fresh:
            given = [f for f in self.ground.adds(course) if f in self.y and (course, f) not in self.later]
            rows = [self._support[fact] for fact in given]
            rows += [row for first, row in self.firsts.items() if self._is_first(course, first)]
            rows += [row for row, courses in self._conditions if course in courses]
            entries = [1.0] * len(rows)
            rows += [row for row, _ in self._budgets]
            entries += [float(weights[course]) for _, weights in self._budgets]
            self.x[course] = column = self._highs.getNumCol()
            cost = float(self.ground.problem.cost[course]) / self.unit
            self._highs.addCol(cost, 0.0, 1.0, len(rows), *_entries(rows, entries))
            for group in self.ground.groups(course):
                self._at_least(0.0, [*(self.y[q] for q in group), column], [*(1.0 for _ in group), -1.0])

    def add_first(self, first: First) -> None:
        """The row that says: whoever gives the fact first does not ask for the group, or finds it met."""
        fact, group = first
        if first in self.firsts or fact not in self.y:
            return
        others = [self.y[q] for q in group if q != fact and q in self.y]
        givers = [self.x[c] for c in self.x if self._is_first(c, first)]
        self.firsts[first] = self._highs.getNumRow()
        self._at_least(0.0, [self.y[fact], *others, *givers], [-1.0, *(1.0 for _ in others), *(1.0 for _ in givers)])

    def add_landmark(self, courses: Sequence[int]) -> None:
        """The row that says: at least one of these."""
        self._at_least(1.0, [self.x[c] for c in courses], [1.0] * len(courses))

    def only_if(self, fact: int, courses: Iterable[int]) -> None:
        """The row that says: the fact is attained only with at least one of these, of which some may join later."""
        some = frozenset(courses)
        self.add_facts([fact])
        columns = [self.y[fact], *(self.x[course] for course in sorted(some.intersection(self.x)))]
        self._conditions.append((self._highs.getNumRow(), some))
        self._at_least(0.0, columns, [-1.0, *(1.0 for _ in columns[1:])])

    def budget(self, weights: Floats, limit: float) -> None:
        """The row that says: the chosen courses weigh no more than the limit. `weights` (n, at least 0) of every
        course of the index, so that courses that join later count too."""
        members = list(self.x)
        self._budgets.append((self._highs.getNumRow(), weights))
        self._highs.addRow(
            -highspy.kHighsInf,
            limit,
            len(members),
            *_entries(list(self.x.values()), [float(weights[c]) for c in members]),
        )

    def at_most(self, limit: float, weights: Sequence[float]) -> None:
        """A row over the members: the weighted sum of the chosen ones is at most the limit."""
        columns = list(self.x.values())
        self._highs.addRow(-highspy.kHighsInf, limit, len(columns), *_entries(columns, list(weights)))

    def spend(self, total: int) -> None:
        """Rows that say: the chosen courses cost exactly so many units.

        In one row a figure of eight digits would drown its last one in rounding. So costs are split into two digits
        of base `_DIGIT`, each with a row of its own, and what the lower ones carry over is a variable.
        """
        costs = [int(self.ground.problem.cost[course]) // self.unit for course in self.x]
        columns = list(self.x.values())
        self._carry = self._highs.getNumCol()
        self._spent = total % _DIGIT
        most = sum(cost % _DIGIT for cost in costs) // _DIGIT + 1
        self._highs.addCol(0.0, 0.0, float(most), 0, *_entries([], []))
        self._highs.changeColIntegrality(self._carry, highspy.HighsVarType.kInteger)
        columns.append(self._carry)
        for spent, weights in (
            (self._spent, [*(cost % _DIGIT for cost in costs), -_DIGIT]),
            (total // _DIGIT, [*(cost // _DIGIT for cost in costs), 1]),
        ):
            self._highs.addRow(float(spent), float(spent), len(columns), *_entries(columns, weights))

    def fix(self, course: int, chosen: bool) -> None:
        """Decides one course."""
        value = 1.0 if chosen else 0.0
        self._highs.changeColBounds(self.x[course], value, value)

    def aim(self, weights: Sequence[float]) -> None:
        """What to minimise: a whole number for each member; facts keep their prizes."""
        self._weights = dict(zip(self.x, weights, strict=True))
        columns = np.fromiter(self.x.values(), dtype=np.int32)
        self._highs.changeColsCost(len(columns), columns, np.array(weights, dtype=np.float64))

    def weight(self, courses: Iterable[int]) -> float:
        """What the courses come to under the last aim."""
        return sum(self._weights[course] for course in courses)

    def attained(self, fact: int) -> float:
        """How far the last solution attains the fact, in [0, 1]; 0 where it has no column."""
        values = self._highs.getSolution().col_value
        return float(values[self.y[fact]]) if fact in self.y and len(values) else 0.0

    def relax(self, seconds: float) -> Outcome:
        """Solves the linear program."""
        return self._run(seconds, whole=False)

    def solve(self, seconds: float) -> Outcome:
        """Solves the integer program."""
        columns = np.fromiter(self.x.values(), dtype=np.int32)
        whole = np.full(len(columns), int(highspy.HighsVarType.kInteger), dtype=np.uint8)
        self._highs.changeColsIntegrality(len(columns), columns, whole)
        self._highs.setOptionValue("presolve", "on")
        return self._run(seconds, whole=True)

    def suggest(self, courses: Iterable[int]) -> None:
        """Gives the next integer program a plan to start from. Courses that it has not are no harm."""
        chosen = set(courses).intersection(self.x)
        execution = Execution(self.ground, chosen)
        execution.allow(chosen)
        solution = highspy.HighsSolution()
        values = np.zeros(self._highs.getNumCol())
        values[[self.x[course] for course in chosen]] = 1.0
        values[[column for fact, column in self.y.items() if fact in execution.facts]] = 1.0
        if self._carry is not None:
            lower = sum(int(self.ground.problem.cost[course]) // self.unit % _DIGIT for course in chosen)
            values[self._carry] = (lower - self._spent) // _DIGIT
        solution.col_value = values.tolist()
        self._highs.setSolution(solution)

    def reduced_costs(self) -> Floats:
        """By course of the whole index (n): how much the linear optimum must rise at least before the course is used.

        For courses outside the program their requirement rows are left out, which only lowers the figure. Where there
        are prizes and budgets the same holds of cost less prizes.
        """
        solution = self._highs.getSolution()
        duals, columns = np.array(solution.row_dual), np.array(solution.col_dual)
        index = self.ground.index
        worth = np.zeros(index.always + 1)
        for fact, row in self._support.items():
            worth[fact] = duals[row]
        reduced = self.ground.problem.cost / self.unit - np.bincount(
            index.add_course, weights=worth[index.add_fact], minlength=len(index.courses)
        )
        for course, fact in self.later:
            reduced[course] += worth[fact]
        for first, row in self.firsts.items():
            if duals[row] > 0.0:
                for course in index.achievers(first[0]).tolist():
                    if course not in self.x and self._is_first(course, first):
                        reduced[course] -= duals[row]
        for row, courses in self._conditions:
            reduced[list(courses)] -= max(0.0, duals[row])
        for row, weights in self._budgets:
            reduced -= min(0.0, duals[row]) * weights
        reduced[list(self.x)] = columns[list(self.x.values())]
        return reduced

    def broken_firsts(self, slack: float = 1e-4) -> list[First]:
        """First-achiever rows that the last solution breaks by more than the slack."""
        values = np.array(self._highs.getSolution().col_value)
        givers: dict[int, list[int]] = {}
        for course in self.x:
            for fact in self.ground.adds(course):
                if fact in self.y and (course, fact) not in self.later and values[self.x[course]] > slack:
                    givers.setdefault(fact, []).append(course)
        found: list[First] = []
        for fact, courses in sorted(givers.items()):
            for group in sorted({group for c in courses for group in self.ground.groups(c)}):
                free = sum(values[self.x[c]] for c in courses if group not in self.ground.groups(c))
                met = sum(values[self.y[q]] for q in group if q != fact)
                if values[self.y[fact]] > free + met + slack and (fact, group) not in self.firsts:
                    found.append((fact, group))
        return found

    def _is_first(self, course: int, first: First) -> bool:
        """Whether the course can be the one that gives the fact first without asking for the group."""
        fact, group = first
        return (
            fact in self.ground.adds(course)
            and (course, fact) not in self.later
            and group not in self.ground.groups(course)
        )

    def _at_least(self, limit: float, columns: Sequence[int], weights: Sequence[float]) -> None:
        self._highs.addRow(limit, highspy.kHighsInf, len(columns), *_entries(columns, weights))

    def _run(self, seconds: float, whole: bool) -> Outcome:
        if seconds <= 0.0:
            return _nothing("stopped")
        # The clock of linear programs runs on from solve to solve, that of integer programs starts anew.
        self._highs.setOptionValue("time_limit", seconds if whole else self._highs.getRunTime() + seconds)
        if self._highs.run() == highspy.HighsStatus.kError:
            return _nothing("failed")
        status = _STATUS.get(self._highs.getModelStatus(), "failed")
        if status in ("impossible", "failed"):
            # What HiGHS says beside these, such as an infinite bound, is about a program that is not ours.
            return _nothing(status)
        info = self._highs.getInfo()
        values = np.array(self._highs.getSolution().col_value)
        bound = info.mip_dual_bound if whole else info.objective_function_value if status == "optimal" else -inf
        x = values[list(self.x.values())] if len(values) else values
        return Outcome(status, info.objective_function_value, bound, x)


def _nothing(status: Status) -> Outcome:
    return Outcome(status, inf, -inf, np.zeros(0))


def _quiet() -> highspy.Highs:
    """A silent solver of one thread whose answers depend on nothing but the program."""
    highs: highspy.Highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("parallel", "off")
    highs.setOptionValue("random_seed", 0)
    highs.setOptionValue("presolve", "off")
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", 0.0)
    highs.setOptionValue("mip_feasibility_tolerance", 1e-7)
    return highs


def _entries(places: Sequence[int], values: Sequence[float]) -> tuple[np.typing.NDArray[np.int32], Floats]:
    return np.array(places, dtype=np.int32), np.array(values, dtype=np.float64)
