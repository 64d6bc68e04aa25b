"""The planner against every set of courses that there is, on small catalogues full of awkward things.

2,000 tiny ones and 500 of some thirty courses: circles, groups of alternatives, goals out of reach, equal costs,
courses for nothing, equivalents, retired and replaced things, courses done or left out; 500 more with preferences.
"""

import pytest

from ontology.model import Catalogue
from planning.goals import Question
from planning.recommend import recommend
from planning.solver.index import build
from tests.planning.checker import complaints
from tests.planning.oracle import MILLISECONDS, Meaning, best
from tests.planning.worlds import knot, tiny, weighed


@pytest.mark.parametrize("batch", range(40))
def test_plan_is_the_best_of_all_sets(batch: int) -> None:
    """Cost, tie-break, feasibility and how far each goal goes are those of the best set of courses, and proved."""
    for seed in range(batch * 50, batch * 50 + 50):
        assert_best(*tiny(seed), f"tiny({seed})")


@pytest.mark.parametrize("batch", range(10))
def test_longer_plan_is_the_best_of_all_sets(batch: int) -> None:
    """The same where plans are longer and hang together in circles."""
    for seed in range(batch * 50, batch * 50 + 50):
        assert_best(*knot(seed), f"knot({seed})")


@pytest.mark.parametrize("batch", range(10))
def test_with_preferences_plan_is_the_best_of_all_sets(batch: int) -> None:
    """The same where cost is hours, money and wishes together, and where courses are in progress."""
    for seed in range(batch * 50, batch * 50 + 50):
        assert_best(*weighed(seed), f"weighed({seed})")


def assert_best(catalogue: Catalogue, question: Question, name: str) -> None:
    path = recommend(build(catalogue), question)
    truth, meaning = best(catalogue, question), Meaning(catalogue)
    assert complaints(catalogue, question, path, meaning) == [], name
    assert path.proved, name
    assert round(path.cost * MILLISECONDS) == truth.milliseconds, name
    assert tuple(sorted(step.course or "" for step in path.steps)) == truth.courses, name
    assert {meaning.one[u.competency]: u.reached for u in path.uncloseable} == {
        one: truth.reached[one] for one, level in meaning.goals(question).items() if truth.reached[one] < level
    }, name
