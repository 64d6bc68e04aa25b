"""The proof that goes with a plan, checked against the catalogue and against every set of courses."""

from dataclasses import replace

import numpy as np
import pytest

from ontology.model import Catalogue
from planning.goals import Question
from planning.recommend import plan
from planning.solver.exact import Effort, cheapest
from planning.solver.index import build
from planning.solver.problem import Problem, Solution
from planning.solver.reach import reach
from tests.planning.certificate import flaws
from tests.planning.oracle import Meaning, best
from tests.planning.test_within import posed
from tests.planning.worlds import career, curriculum, knot, thicket, tiny

GROWING = Effort(whole_pool=0, columns=3, landmark_facts=64)


def checked(catalogue: Catalogue, question: Question, problem: Problem, solution: Solution) -> None:
    """The proof has no flaw, and the solution's bound is not below it."""
    proof = solution.proof
    assert proof is not None
    assert flaws(catalogue, question, problem.index, problem.goals, proof) == []
    assert proof.bound <= solution.cost * (1 + 1e-9)
    assert solution.bound >= proof.bound * (1 - 1e-8) - 1.0
    assert np.all(proof.reduced[reach(problem).courses] >= 0.0)
    used = {fact for _, fact in proof.later} | set(proof.price)
    assert {landmark.fact for landmark in proof.landmarks} <= used


@pytest.mark.parametrize("batch", range(8))
def test_duals_are_feasible_and_add_up(batch: int) -> None:
    """On tiny catalogues and tangled ones, whichever way the search goes."""
    for seed in range(batch * 30, batch * 30 + 30):
        for world in (tiny, knot):
            catalogue, question = world(seed)
            problem = posed(catalogue, question)
            for effort in (None, GROWING):
                checked(catalogue, question, problem, cheapest(problem, effort=effort))


@pytest.mark.parametrize("batch", range(4))
def test_duals_are_feasible_in_thickets(batch: int) -> None:
    """Where many courses wait for each other in circles, and the bound rests on regions around them."""
    regions = 0
    for seed in range(batch * 10, batch * 10 + 10):
        catalogue, question = thicket(seed)
        problem = posed(catalogue, question)
        for effort in (None, GROWING):
            solution = cheapest(problem, effort=effort)
            checked(catalogue, question, problem, solution)
            assert solution.proof is not None
            regions += len(solution.proof.regions)
    assert regions > 0


def test_duals_are_feasible_over_two_thousand_courses() -> None:
    """Courses that the linear program never had are priced, too, and first-achiever rows are part of the proof."""
    catalogue = curriculum(2_000, seed=5)
    index, firsts = build(catalogue), 0
    for seed in range(10):
        role_level, state = career(catalogue, seed)
        question = Question(needs=role_level.needs, state=state)
        planned = plan(index, question)
        checked(catalogue, question, planned.problem, planned.solution)
        assert planned.solution.proof is not None
        firsts += len(planned.solution.proof.firsts)
    assert firsts > 0


@pytest.mark.parametrize("batch", range(6))
def test_no_set_of_courses_costs_less_than_the_proof_says(batch: int) -> None:
    """Weak duality against every set; and with a course that is forced, against what its reduced cost says."""
    for seed in range(batch * 50, batch * 50 + 50):
        catalogue, question = tiny(seed)
        index, truth, meaning = build(catalogue), best(catalogue, question), Meaning(catalogue)
        planned = plan(index, question)
        proof = planned.solution.proof
        assert proof is not None
        assert proof.bound <= truth.milliseconds + 1e-3, f"seed {seed}"
        for course in truth.courses:
            dearer = proof.bound + proof.reduced[index.position[course]]
            assert dearer <= truth.milliseconds + 1e-3, f"seed {seed}"
        assert sum(meaning.milliseconds(catalogue.course[c]) for c in truth.courses) == truth.milliseconds


def test_nothing_to_do_has_an_empty_proof() -> None:
    """Nothing costs nothing, and that rests on nothing."""
    catalogue, question = tiny(1)
    problem = posed(catalogue, Question(needs=(), state=question.state))
    proof = cheapest(problem).proof
    assert proof is not None
    assert (proof.bound, proof.price, proof.landmarks) == (0.0, {}, ())
    assert np.array_equal(proof.reduced, problem.cost)


def test_a_checker_that_would_pass_anything_is_none() -> None:
    """Each figure of a proof, made a little better than it is, is found out."""
    found: set[str] = set()
    for seed in range(12):
        catalogue, question = thicket(seed)
        problem = posed(catalogue, question)
        proof = cheapest(problem).proof
        if proof is None or not proof.price:
            continue
        more = proof.bound * 0.01
        fact = next(iter(proof.price))
        spoilt = {
            "price": replace(proof, bound=proof.bound + more, price={**proof.price, fact: proof.price[fact] + more}),
            "sum": replace(proof, bound=proof.bound + more),
            "reduced": replace(proof, reduced=proof.reduced + more),
            "asks": replace(proof, asks={key: value + more for key, value in proof.asks.items()}),
        }
        if any(fact not in problem.goals for fact in proof.price):
            spoilt["landmarks"] = replace(proof, landmarks=())
        for what, proof_of in spoilt.items():
            if flaws(catalogue, question, problem.index, problem.goals, proof_of):
                found.add(what)
            else:
                assert what == "asks", f"{what} of seed {seed}"
    assert found == {"price", "sum", "reduced", "asks", "landmarks"}
