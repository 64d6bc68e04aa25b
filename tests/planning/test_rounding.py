"""HiGHS works in floating point and may stop, fail or call a feasible program infeasible: no plan, no bound lies."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, nan
from typing import Any

import highspy
import pytest

from planning.recommend import recommend
from planning.solver.exact import Effort, cheapest
from planning.solver.ground import Ground, suffices
from planning.solver.index import build
from planning.solver.reach import reach
from tests.planning.certificate import flaws
from tests.planning.oracle import Meaning, best
from tests.planning.test_within import posed
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


def misled(change: Callable[[Any], None]) -> type[highspy.Highs]:
    """A HiGHS whose solutions are changed before anybody sees them."""

    class Misled(highspy.Highs):
        def getSolution(self) -> Any:  # noqa: N802
            found = super().getSolution()
            said = Said(list(found.col_value), list(found.row_dual), list(found.col_dual), 0.0, 0.0)
            change(said)
            return said

    return Misled


def erring() -> type[highspy.Highs]:
    """A HiGHS of which every third run returns an error."""
    runs = 0

    class Erring(highspy.Highs):
        def run(self) -> Any:
            nonlocal runs
            runs += 1
            return highspy.HighsStatus.kError if runs % 3 == 0 else super().run()

    return Erring


def boasting() -> type[highspy.Highs]:
    """A HiGHS that names objectives twice as large as they are."""

    class Boasting(highspy.Highs):
        def getInfo(self) -> Any:  # noqa: N802
            info = super().getInfo()
            return Said([], [], [], info.mip_dual_bound, info.objective_function_value * 2.0 + 1e7)

    return Boasting


def set_duals(make: Callable[[int, float], float]) -> Callable[[Any], None]:
    """Replaces each dual by what `make` makes of its number and itself."""

    def change(said: Any) -> None:
        said.row_dual = [make(number, dual) for number, dual in enumerate(said.row_dual)]

    return change


def set_values(said: Any) -> None:
    said.col_value = [value + (1e-5 if number % 2 else -1e-5) for number, value in enumerate(said.col_value)]


MISLED: dict[str, Callable[[], type[highspy.Highs]]] = {
    "duals that are no numbers": lambda: misled(set_duals(lambda number, dual: nan)),
    "infinite duals": lambda: misled(set_duals(lambda number, dual: inf if number % 3 == 0 else dual)),
    "duals of the wrong sign": lambda: misled(set_duals(lambda number, dual: -dual)),
    "duals ten times too large": lambda: misled(set_duals(lambda number, dual: 10.0 * dual)),
    "duals a little too large": lambda: misled(set_duals(lambda number, dual: dual * 1.001 + 1e-6)),
    "duals of other rows": lambda: misled(set_duals(lambda number, dual: float(number % 7))),
    "no duals": lambda: misled(lambda said: setattr(said, "row_dual", [])),
    "no values": lambda: misled(lambda said: setattr(said, "col_value", [])),
    "values that are no numbers": lambda: misled(
        lambda said: setattr(said, "col_value", [nan] * len(said.col_value))
    ),
    "values a little off": lambda: misled(set_values),
    "errors": erring,
    "objectives too large": boasting,
}


@pytest.mark.parametrize("effort", [Effort(), Effort(whole_pool=0, columns=3)], ids=["usual", "growing"])
@pytest.mark.parametrize("lie", MISLED)
def test_what_the_duals_prove_is_computed_anew(lie: str, effort: Effort, monkeypatch: pytest.MonkeyPatch) -> None:
    """Duals, values and objectives may be anything: the bound still holds, and only the best plan is proved."""
    for seed in range(30):
        catalogue, question = tiny(seed)
        problem = posed(catalogue, question)
        truth = cheapest(problem)
        monkeypatch.setattr(highspy, "Highs", MISLED[lie]())
        found = cheapest(problem, effort=effort)
        monkeypatch.undo()
        assert 0 <= found.bound <= truth.cost <= found.cost, f"seed {seed}"
        assert not found.proved or found == truth, f"seed {seed}"
        reached = reach(problem)
        assert suffices(Ground(problem, reached, reached.courses), found.courses), f"seed {seed}"
        if found.proof is not None:
            assert found.proof.bound <= truth.cost * (1 + 1e-9), f"seed {seed}"
            assert flaws(catalogue, question, problem.index, problem.goals, found.proof) == [], f"seed {seed}"
