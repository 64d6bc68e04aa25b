"""The planner against a plain integer program of the whole model, on catalogues too large to try every set."""

import pytest

from planning.recommend import recommend
from planning.solver.index import build
from tests.planning.checker import complaints
from tests.planning.oracle import MILLISECONDS
from tests.planning.whole_model import optimum
from tests.planning.worlds import middling


@pytest.mark.parametrize("batch", range(30))
def test_both_formulations_have_one_least_cost(batch: int) -> None:
    """What the planner proves is what branch and bound over the whole model finds, to the millisecond."""
    for seed in range(batch * 10, batch * 10 + 10):
        catalogue, question = middling(seed)
        path = recommend(build(catalogue), question)
        assert complaints(catalogue, question, path) == [], f"middling({seed})"
        assert path.proved, f"middling({seed})"
        assert round(path.cost * MILLISECONDS) == optimum(catalogue, question).milliseconds, f"middling({seed})"
