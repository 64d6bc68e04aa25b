"""From what a fact says to the level that it shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners import policy
from learners.evidence import Evidence
from learners.levels import Shown, scored, shown
from tests.learners.facts import GIT, RANKS, SQL_2, SQL_TEST, fact

RULES = policy.default().rules


def level_of(one: Evidence, up_to: int = 3) -> Shown | None:
    return shown(one, up_to, RANKS, RULES)


@given(st.integers(1, 12), st.lists(st.floats(0.01, 1.0), min_size=1, max_size=12, unique=True), st.booleans())
def test_a_better_score_never_shows_less(up_to: int, cuts: list[float], own: bool) -> None:
    """Scores rise with the level, from 0 to half a rank above the last; each cut is where its rank begins."""
    marks = sorted(cuts)[:up_to] if own else None
    levels = [scored(step / 200, up_to, marks) for step in range(201)]
    assert levels == sorted(levels)
    assert levels[0] == 0.0
    for rank, cut in enumerate(marks or [], 1):
        assert scored(cut, up_to, marks) == (rank if cut < 1.0 else rank + 0.5)


@pytest.mark.parametrize(("score", "level"), [(0.0, 0.0), (0.84, 3.36), (0.5, 2.0), (1.0, 4.5)])
def test_without_cuts_ranks_lie_evenly(score: float, level: float) -> None:
    """0.84 of a test up to rank 4 shows level 3.36."""
    assert scored(score, 4) == pytest.approx(level)


def test_own_cuts_count() -> None:
    """Between two cuts the level lies between their ranks; above the last it goes on for half a rank."""
    cuts = (0.4, 0.6, 0.8)
    assert scored(0.2, 3, cuts) == 0.5
    assert scored(0.7, 3, cuts) == pytest.approx(2.5)
    assert scored(0.9, 3, cuts) == pytest.approx(3.25)


def test_a_verdict_is_about_the_rank_of_the_test() -> None:
    """Passed: above it, nothing of higher ranks. Failed without a score: below it, nothing of lower ranks."""
    passed = fact("a", "assessment", assessment=SQL_TEST, passed=True)
    failed = fact("b", "assessment", assessment=SQL_TEST, passed=False)
    assert level_of(passed) == Shown(3.5, 1, 3)
    assert level_of(failed) == Shown(2.0, 3, 3)


def test_a_verdict_wins_over_a_score() -> None:
    """Whoever passed with 0.7 (a mastery score of 0.6) shows the rank; whoever failed with 0.9 does not."""
    assert level_of(fact("a", "assessment", assessment=SQL_TEST, passed=True, score=0.7)) == Shown(3.5, 1, 3)
    assert level_of(fact("b", "assessment", assessment=SQL_TEST, passed=False, score=0.9)) == Shown(2.0, 1, 3)


def test_what_says_no_level_shows_none() -> None:
    """A rating without a level, or a completion of nothing in particular."""
    assert level_of(fact("a", "manager")) is None
    assert level_of(fact("b", "completion", competency=GIT)) is None
    assert level_of(fact("c", "completion", course=SQL_2), up_to=2) == Shown(2.0, 1, 2)


def test_a_level_beyond_the_scale_is_the_last() -> None:
    """A rating of 5 on what has three ranks by now counts as 3."""
    assert shown(fact("a", "manager", level=5), 3, 3, RULES) == Shown(3.0, 1, 3)
