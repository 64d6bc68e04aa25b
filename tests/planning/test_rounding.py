"""HiGHS works in floating point and may stop, fail or call a feasible program infeasible: no plan, no bound lies."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, nan
from typing import Any

import highspy
import pytest

from planning.recommend import recommend
from planning.solver.index import build
from tests.planning.oracle import Meaning, best
from tests.planning.worlds import tiny

Status = highspy.HighsModelStatus


@dataclass
class Said:
    """What HiGHS says after a run that went wrong."""

    col_value: list[float]
    row_dual: list[float]
    col_dual: list[float]
    mip_dual_bound: float
    objective_function_value: float


def spoilt(every: int, status: Any, bound: float, value: float) -> type[highspy.Highs]:
    """A HiGHS of which every so manyeth run ends with this status, bound and value, and without a solution."""
    runs = 0

    class Spoilt(highspy.Highs):
        bad = False

        def run(self) -> Any:
            nonlocal runs
            runs += 1
            self.bad = runs % every == 0
            return super().run()

        def getModelStatus(self) -> Any:  # noqa: N802
            return status if self.bad else super().getModelStatus()

        def getInfo(self) -> Any:  # noqa: N802
            return Said([], [], [], bound, value) if self.bad else super().getInfo()

        def getSolution(self) -> Any:  # noqa: N802
            return Said([], [], [], bound, value) if self.bad else super().getSolution()

    return Spoilt


def light_minded(every: int) -> type[highspy.Highs]:
    """A HiGHS of which every so manyeth integer program comes back "optimal" with all courses chosen."""
    runs = 0

    class LightMinded(highspy.Highs):
        bad = False

        def run(self) -> Any:
            nonlocal runs
            whole = bool(self.getLp().integrality_)
            runs += whole
            self.bad = whole and runs % every == 0
            return super().run()

        def getSolution(self) -> Any:  # noqa: N802
            solution = super().getSolution()
            if not self.bad:
                return solution
            return Said([1.0] * len(solution.col_value), [], [], 0.0, 0.0)

    return LightMinded


FAILURES: dict[str, Callable[[int], type[highspy.Highs]]] = {
    "infeasible": lambda every: spoilt(every, Status.kInfeasible, inf, inf),
    "infeasible or unbounded": lambda every: spoilt(every, Status.kUnboundedOrInfeasible, inf, inf),
    "stopped with nothing": lambda every: spoilt(every, Status.kTimeLimit, -inf, inf),
    "failed": lambda every: spoilt(every, Status.kSolveError, nan, nan),
    "unknown": lambda every: spoilt(every, Status.kUnknown, 1e9, 1e9),
    "optimal with another plan": light_minded,
}


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("every", [1, 2, 3, 5])
def test_a_solver_that_fails_is_never_believed(failure: str, every: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong in HiGHS, the plan can be followed, its bound holds, and what is proved is the best."""
    proved = 0
    for seed in range(25):
        catalogue, question = tiny(seed)
        monkeypatch.setattr(highspy, "Highs", FAILURES[failure](every))
        path = recommend(build(catalogue), question)
        monkeypatch.undo()
        truth = best(catalogue, question)
        found = tuple(sorted(step.course or "" for step in path.steps))
        meaning = Meaning(catalogue)
        ranks, followed = meaning.after(
            question, tuple(catalogue.course[step.course] for step in path.steps if step.course)
        )
        assert followed, f"seed {seed}"
        assert all(ranks.get(one, 0) >= level for one, level in truth.reached.items()), f"seed {seed}"
        assert round(path.bound * 3_600_000) <= truth.milliseconds <= round(path.hours * 3_600_000), f"seed {seed}"
        assert not path.proved or found == truth.courses, f"seed {seed}"
        proved += path.proved
    assert proved > 0, "some questions need no integer program"
    assert every > 1 or proved < 25, "something went wrong"
