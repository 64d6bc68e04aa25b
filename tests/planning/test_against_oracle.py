"""The planner against every set of courses that there is, on tiny catalogues full of awkward things."""

import pytest

from planning.recommend import recommend
from planning.solver.index import build
from tests.planning.checker import complaints
from tests.planning.oracle import Meaning, best
from tests.planning.worlds import tiny


@pytest.mark.parametrize("batch", range(40))
def test_plan_is_the_best_of_all_sets(batch: int) -> None:
    """Cost, tie-break, feasibility and how far each goal goes are those of the best set of courses, and proved."""
    for seed in range(batch * 20, batch * 20 + 20):
        catalogue, question = tiny(seed)
        path = recommend(build(catalogue), question)
        truth = best(catalogue, question)
        assert complaints(catalogue, question, path) == [], f"seed {seed}"
        assert path.proved, f"seed {seed}"
        assert round(path.hours * 3_600_000) == truth.milliseconds, f"seed {seed}"
        assert tuple(sorted(step.course or "" for step in path.steps)) == truth.courses, f"seed {seed}"
        meaning = Meaning(catalogue)
        assert {meaning.one[u.competency]: u.reached for u in path.uncloseable} == {
            one: truth.reached[one] for one, level in meaning.goals(question).items() if truth.reached[one] < level
        }, f"seed {seed}"
