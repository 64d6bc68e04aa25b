"""`planning.solver.losses`: what a plan can save at most when levels are held that were not."""

import random
from dataclasses import replace

import pytest

from ontology.model import Catalogue
from planning.goals import Question
from planning.solver.exact import Effort, cheapest
from planning.solver.index import Index
from planning.solver.losses import given_for_nothing, none_dearer
from planning.solver.problem import aim
from planning.solver.reach import reach
from tests.planning.test_proof import GROWING
from tests.planning.test_within import posed
from tests.planning.worlds import career, curriculum, knot, thicket, tiny


def test_no_plan_of_a_career_saves_more_than_the_duals_allow() -> None:
    """Whatever is held from the start, the cheapest plan costs at least the bound less what falls. Much of a
    catalogue has nothing to do with a question: that nothing is saved there is known without a search."""
    known = 0
    for seed in range(4):
        catalogue = curriculum(120, seed)
        role_level, state = career(catalogue, seed)
        question = Question(needs=role_level.needs, state=state, target=role_level.id)
        catalogue = replace(catalogue, role_levels=(role_level,))
        known += _checked(catalogue, question, random.Random(seed), 25, None)
    assert known > 5


@pytest.mark.parametrize("world", [tiny, knot, thicket])
@pytest.mark.parametrize("effort", [None, GROWING])
def test_no_plan_of_a_tangle_saves_more_than_the_duals_allow(world: object, effort: Effort | None) -> None:
    """The same where courses wait for each other in circles, and bounds rest on landmarks and regions."""
    for seed in range(15):
        catalogue, question = world(seed)  # type: ignore[operator]
        _checked(catalogue, question, random.Random(seed), 4, effort)


def _checked(catalogue: Catalogue, question: Question, dice: random.Random, tries: int, effort: Effort | None) -> int:
    """Holds some levels from the start, so many times; how often nothing could be saved by them."""
    problem = posed(catalogue, question)
    found, reached = cheapest(problem, effort=effort), reach(problem)
    assert found.proof is not None
    missing = [fact for fact in range(problem.index.always) if not problem.true[fact] and reached.facts[fact]]
    worthless = 0
    for _ in range(tries if missing else 0):
        facts = _with_lower_ranks(dice.sample(missing, min(len(missing), dice.randint(1, 3))), problem.index)
        facts = [fact for fact in facts if not problem.true[fact]]
        true = problem.true.copy()
        true[facts] = True
        falls = given_for_nothing(problem.goals, reached, found.proof, facts)
        branch = aim(replace(problem, true=true), problem.goals)
        best = cheapest(branch, effort=effort)
        saved = found.cost - best.cost
        assert saved <= found.cost - found.proof.bound + falls + 1e-6 * found.cost + 1e-6
        may = none_dearer(problem.goals, reached, found.proof, facts, found.cost)
        fewer = cheapest(replace(branch, open=branch.open & may), effort=effort)
        assert (fewer.cost, fewer.courses) == (best.cost, best.courses)
        worthless += falls == 0.0
    return worthless


def _with_lower_ranks(facts: list[int], index: Index) -> list[int]:
    """The facts with the lower ranks of the same competencies, as they are held."""
    starts = sorted(index.first.values())
    found: set[int] = set()
    for fact in facts:
        start = max((start for start in starts if start <= fact), default=fact)
        found.update(range(start, fact + 1) if fact < start + 10 else (fact,))
    return sorted(found)
