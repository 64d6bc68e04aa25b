"""Whatever time there is, there is a plan, and a bound that holds; the stage that ran out is named."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from ontology.model import Catalogue
from planning.goals import Question
from planning.recommend import recommend
from planning.solver.exact import Effort, cheapest, cheapest_within
from planning.solver.ground import Ground, suffices
from planning.solver.index import build
from planning.solver.problem import AtMost
from planning.solver.reach import reach
from tests.planning.test_within import posed
from tests.planning.worlds import career, curriculum, knot, thicket, tiny

GROWING = Effort(whole_pool=0, columns=3, landmark_facts=64)
STAGES = ["start", "landmarks", "bound", "cuts", "integer_program", "ties"]


def runs_out(after: int) -> Callable[[], float]:
    """A clock that says there is time so often, and then that there is none."""
    asked = 0

    def remaining() -> float:
        nonlocal asked
        asked += 1
        return 60.0 if asked <= after else 0.0

    return remaining


def counted() -> tuple[Callable[[], float], Callable[[], int]]:
    """A clock with all the time in the world, and how often it was asked."""
    asked = 0

    def remaining() -> float:
        nonlocal asked
        asked += 1
        return 60.0

    return remaining, lambda: asked


@pytest.mark.parametrize("effort", [Effort(), GROWING], ids=["usual", "growing"])
@pytest.mark.parametrize("world", [tiny, knot, thicket])
def test_time_may_run_out_anywhere(world: Callable[[int], tuple[Catalogue, Question]], effort: Effort) -> None:
    """Out of time at the first, second, third... look at the clock: a plan each time, and never a wrong claim."""
    stages: set[str] = set()
    for seed in range(3, 3 + (4 if world is thicket else 8)):
        catalogue, question = world(seed)
        problem = posed(catalogue, question)
        if not problem.goals:
            continue
        truth = cheapest(problem, effort=effort)
        reached = reach(problem)
        ground = Ground(problem, reached, reached.courses)
        unhurried, looks = counted()
        assert cheapest(problem, unhurried, effort) == truth
        bound = -1
        for after in range(looks() + 1):
            hurried = cheapest(problem, runs_out(after), effort)
            where = f"{world.__name__} {seed} after {after}"
            assert suffices(ground, hurried.courses), where
            assert hurried.cost == ground.cost(hurried.courses), where
            assert 0 <= hurried.bound <= truth.cost <= hurried.cost, where
            if hurried.proved:
                assert hurried == truth, where
            else:
                assert hurried.stopped in STAGES, where
                stages.add(hurried.stopped or "")
            bound = max(bound, hurried.bound)
        assert bound == truth.cost
    assert {"start", "landmarks", "bound"} <= stages


def test_all_stages_can_run_out() -> None:
    """Each stage is named by some search that it was the last of."""
    stages: set[str | None] = set()
    for seed in range(40):
        problem = posed(*thicket(seed))
        if not problem.goals:
            continue
        unhurried, looks = counted()
        cheapest(problem, unhurried)
        for after in range(0, looks(), max(1, looks() // 12)):
            stages.add(cheapest(problem, runs_out(after)).stopped)
        stages.add(cheapest(problem, runs_out(looks() - 1)).stopped)
    assert stages >= set(STAGES)


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("-inf")])
def test_no_time_at_all_gives_a_plan_at_once(seconds: float) -> None:
    """A budget of nothing, or less: a plan that can be followed, a bound that is not below 0, and the first stage."""
    catalogue = curriculum(2_000, seed=3)
    index = build(catalogue)
    role_level, state = career(catalogue, 3)
    question = Question(needs=role_level.needs, state=state)
    path = recommend(index, question, remaining=lambda: seconds)
    assert not path.proved
    assert path.stopped == "start"
    assert 0.0 <= path.cost_bound <= path.cost
    assert recommend(index, question).cost <= path.cost


def test_within_limits_time_may_run_out_too() -> None:
    """With limits there may be no plan yet; what comes keeps to them and claims no more than it knows."""
    found = 0
    for seed in range(6):
        problem = posed(*thicket(seed))
        plain = cheapest(problem)
        if len(plain.courses) < 2:
            continue
        apart = replace(problem, at_most=(AtMost(plain.courses, len(plain.courses) - 1),))
        truth = cheapest_within(apart)
        unhurried, looks = counted()
        cheapest_within(apart, unhurried)
        for after in range(0, looks() + 1, max(1, looks() // 20)):
            hurried = cheapest_within(apart, runs_out(after))
            if hurried is not None:
                found += 1
                assert truth is not None
                assert 0 <= hurried.bound <= truth.cost <= hurried.cost, f"seed {seed} after {after}"
                assert len(set(hurried.courses) & set(plain.courses)) < len(plain.courses)
                assert hurried == truth or not hurried.proved
    assert found > 0
