"""Programs in which not every goal can be afforded: prizes, budgets, landmarks that bind only for some facts."""

import random
from itertools import combinations

import numpy as np
import pytest

from planning import gaps
from planning.solver.ground import Execution, Ground
from planning.solver.index import build
from planning.solver.problem import pose
from planning.solver.program import Program
from planning.solver.reach import reach
from tests.planning.worlds import tiny

HOUR = 3_600_000


@pytest.mark.parametrize("batch", range(4))
def test_no_affordable_set_beats_the_priced_program(batch: int) -> None:
    """Cost less prizes of the best set within the budget is never below the bound, be there many columns or few."""
    tight = 0
    for seed in range(batch * 20, batch * 20 + 20):
        catalogue, question = tiny(seed)
        r = random.Random(seed)
        index = build(catalogue)
        held = {fact: a.level for fact, (_, a) in gaps.holdings(catalogue, question.state).items()}
        problem = pose(index, held, question.state.done, question.without)
        reached = reach(problem)
        ground = Ground(problem, reached, reached.courses)
        reachable = np.flatnonzero(reached.facts & ~problem.true).tolist()
        if not reachable:
            continue
        prizes = {fact: r.uniform(0.0, 4.0) for fact in r.sample(reachable, min(4, len(reachable)))}
        weights = np.array([r.choice([1.0, 2.0, 5.0]) for _ in index.courses])
        limit = r.uniform(0.5, 0.6 * weights.sum() + 1.0)
        someone = r.choice(sorted(prizes))
        givers = [course for course in index.achievers(someone).tolist() if reached.courses[course]]

        truth = 0.0
        for size in range(min(6, len(ground.members)) + 1):
            for chosen in combinations(ground.members, size):
                if weights[list(chosen)].sum() <= limit:
                    execution = Execution(ground, chosen)
                    execution.allow(chosen)
                    won = sum(prize for fact, prize in prizes.items() if fact in execution.facts)
                    truth = min(truth, ground.cost(chosen) / HOUR - won)

        whole, few = Program(ground, HOUR, prizes=prizes), Program(ground, HOUR, prizes=prizes)
        for program in (whole, few):
            program.budget(weights, limit)
            program.only_if(someone, givers)
        whole.add_courses(ground.members)
        everything = whole.relax(10.0)
        assert everything.status == "optimal"
        assert everything.value <= truth + 1e-6, f"seed {seed}"
        assert all(-1e-9 <= whole.attained(fact) <= 1.0 + 1e-9 for fact in prizes)
        few.add_courses(r.sample(ground.members, len(ground.members) // 2))
        value = few.relax(10.0).value
        reduced = few.certify().reduced
        outside = [course for course in ground.members if course not in few.x]
        claimed = value + sum(min(0.0, reduced[course]) for course in outside)
        assert claimed <= everything.value + 1e-6, f"seed {seed}"
        tight += claimed > -sum(prizes.values()) + 1e-6
    assert tight > 0
