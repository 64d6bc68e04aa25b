"""Linear and integer programs, solved by HiGHS: the only file that knows its names.

A program is kept here as well, so that what HiGHS says of it can be checked: `Model.duals` takes no figure but the
duals themselves, and those may be wrong.
"""

from collections.abc import Iterable, Sequence
from math import inf
from typing import Literal, NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Status = Literal["optimal", "stopped", "impossible", "failed"]

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
    highspy.HighsModelStatus.kInfeasible: "impossible",
    highspy.HighsModelStatus.kUnboundedOrInfeasible: "impossible",
}
"""What each status of HiGHS means here; any other is `failed`."""


class Ran(NamedTuple):
    """How a run ended. `bound` is a lower bound of an integer program's optimum as HiGHS has it (minus infinity where
    it has none), `values` one float64 a column; empty where there is no solution."""

    status: Status
    value: float
    bound: float
    values: Floats


class Duals(NamedTuple):
    """A dual solution made feasible in its signs, and what follows from it.

    `row` (one float64 a row): at least 0 where a row has only a lower limit, at most 0 where only an upper one.
    `column` (one a column): the cost less what the rows make of it. `base` is the sum of rows' limits times duals.
    By weak duality, base + the sum over columns of min(column * low, column * high) is a lower bound, whatever the
    duals are.
    """

    row: Floats
    column: Floats
    base: float


class Model:
    """A program that grows. Columns and rows are numbered as they come, entries are (row, column, value).

    Everything is put down here first, and handed to HiGHS in one go when it is asked to solve.
    """

    def __init__(self) -> None:
        self._highs = _quiet()
        self._cost: list[float] = []
        self._column_low: list[float] = []
        self._column_high: list[float] = []
        self._row_low: list[float] = []
        self._row_high: list[float] = []
        self._row_of: list[int] = []
        self._column_of: list[int] = []
        self._value: list[float] = []
        self._columns_known = self._rows_known = self._entries_known = 0

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return len(self._cost)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self._row_low)

    def column(self, cost: float, low: float = 0.0, high: float = inf) -> int:
        """A new column, without entries."""
        self._cost.append(cost)
        self._column_low.append(low)
        self._column_high.append(high)
        return len(self._cost) - 1

    def row(self, low: float, high: float, columns: Sequence[int], values: Sequence[float]) -> int:
        """A new row: low <= sum of values times columns <= high."""
        row = len(self._row_low)
        self._row_low.append(low)
        self._row_high.append(high)
        self._row_of.extend([row] * len(columns))
        self._column_of.extend(columns)
        self._value.extend(values)
        return row

    def enter(self, row: int, column: int, value: float) -> None:
        """An entry of a column that is new since the last run, in any row."""
        self._row_of.append(row)
        self._column_of.append(column)
        self._value.append(value)

    def bound(self, columns: Iterable[int], low: float, high: float) -> None:
        """Limits columns anew."""
        self._hand_over()
        for column in columns:
            self._column_low[column], self._column_high[column] = low, high
            self._highs.changeColBounds(column, low, high)

    def aim(self, columns: Sequence[int], costs: Sequence[float]) -> None:
        """Costs of some columns anew."""
        self._hand_over()
        for column, cost in zip(columns, costs, strict=True):
            self._cost[column] = cost
        self._highs.changeColsCost(len(columns), np.array(columns, dtype=np.int32), np.array(costs, dtype=np.float64))

    def whole(self, columns: Sequence[int]) -> None:
        """Lets these columns take whole numbers only."""
        self._hand_over()
        kind = np.full(len(columns), int(highspy.HighsVarType.kInteger), dtype=np.uint8)
        self._highs.changeColsIntegrality(len(columns), np.array(columns, dtype=np.int32), kind)

    def suggest(self, values: Floats) -> None:
        """A solution for the next integer program to start from (one value a column)."""
        self._hand_over()
        solution = highspy.HighsSolution()
        solution.col_value = values.tolist()
        self._highs.setSolution(solution)

    def relax(self, seconds: float) -> Ran:
        """Solves the linear program, in so many seconds; that of an integer program, where it has become one."""
        self._highs.setOptionValue("solve_relaxation", True)
        return self._run(seconds, whole=False)

    def solve(self, seconds: float) -> Ran:
        """Solves the integer program, in so many seconds."""
        self._highs.setOptionValue("solve_relaxation", False)
        self._highs.setOptionValue("presolve", "on")
        ran = self._run(seconds, whole=True)
        self._highs.setOptionValue("presolve", "off")
        return ran

    def duals(self) -> Duals:
        """The duals of the last linear program, clipped to their signs; the rest is computed here.

        Duals that are not numbers, or not there, count as 0.
        """
        low, high = np.array(self._row_low), np.array(self._row_high)
        row = np.zeros(self.rows)
        said = np.array(self._highs.getSolution().row_dual, dtype=np.float64)[: self.rows]
        row[: len(said)] = np.where(np.isfinite(said), said, 0.0)
        row = np.where(row > 0.0, np.where(np.isfinite(low), row, 0.0), np.where(np.isfinite(high), row, 0.0))
        limit = np.where(row > 0.0, low, high)
        base = float((row[row != 0.0] * limit[row != 0.0]).sum())
        rows, columns = np.array(self._row_of, dtype=np.int64), np.array(self._column_of, dtype=np.int64)
        weighed = np.bincount(columns, weights=np.array(self._value) * row[rows], minlength=self.columns)
        return Duals(row, np.array(self._cost) - weighed, base)

    def lower_bound(self, duals: Duals) -> float:
        """What the duals prove where no column without an upper limit exceeds 1."""
        low, high = np.array(self._column_low), np.minimum(np.array(self._column_high), 1.0)
        high = np.where(np.isfinite(self._column_high), self._column_high, high)
        return float(duals.base + np.minimum(duals.column * low, duals.column * high).sum())

    def _hand_over(self) -> None:
        """Gives HiGHS what is new: columns with their entries in rows that it knows, then rows."""
        rows = np.array(self._row_of[self._entries_known :], dtype=np.int32)
        columns = np.array(self._column_of[self._entries_known :], dtype=np.int32)
        values = np.array(self._value[self._entries_known :], dtype=np.float64)
        old = rows < self._rows_known
        if fresh := self.columns - self._columns_known:
            start, order = _by(columns[old] - self._columns_known, fresh)
            self._highs.addCols(
                fresh,
                np.array(self._cost[self._columns_known :]),
                np.array(self._column_low[self._columns_known :]),
                np.array(self._column_high[self._columns_known :]),
                len(order),
                start,
                rows[old][order],
                values[old][order],
            )
        if fresh := self.rows - self._rows_known:
            start, order = _by(rows[~old] - self._rows_known, fresh)
            self._highs.addRows(
                fresh,
                np.array(self._row_low[self._rows_known :]),
                np.array(self._row_high[self._rows_known :]),
                len(order),
                start,
                columns[~old][order],
                values[~old][order],
            )
        self._columns_known, self._rows_known, self._entries_known = self.columns, self.rows, len(self._value)

    def _run(self, seconds: float, whole: bool) -> Ran:
        if seconds <= 0.0:
            return _nothing("stopped")
        self._hand_over()
        # The clock of linear programs runs on from solve to solve, that of integer programs starts anew.
        self._highs.setOptionValue("time_limit", seconds if whole else self._highs.getRunTime() + seconds)
        if self._highs.run() == highspy.HighsStatus.kError:
            return _nothing("failed")
        status = _STATUS.get(self._highs.getModelStatus(), "failed")
        if status in ("impossible", "failed"):
            # What HiGHS says beside these, such as an infinite bound, is about a program that is not ours.
            return _nothing(status)
        info = self._highs.getInfo()
        values = np.array(self._highs.getSolution().col_value, dtype=np.float64)
        if len(values) != self.columns or not np.all(np.isfinite(values)):
            values = np.zeros(0)
            status = "failed" if status == "optimal" and self.columns else status
        return Ran(status, info.objective_function_value, info.mip_dual_bound if whole else -inf, values)


def _by(key: NDArray[np.int32], many: int) -> tuple[NDArray[np.int32], Ints]:
    """Where the entries of each key begin, and the order that puts them there."""
    start = np.concatenate(([0], np.cumsum(np.bincount(key, minlength=many))[:-1])).astype(np.int32)
    return start, np.argsort(key, kind="stable")


def _nothing(status: Status) -> Ran:
    return Ran(status, inf, -inf, np.zeros(0))


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
