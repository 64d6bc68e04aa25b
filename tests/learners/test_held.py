"""What planning takes of a state."""

from dataclasses import replace

import pytest

from learners import policy
from learners.estimate import estimate
from learners.evidence import Evidence
from learners.held import skill_state
from learners.model import SkillState
from learners.words import Words
from ontology.model import Course, Teaching
from tests.learners.facts import ANA, AT, GIT, SQL, SQL_2, SQL_FINAL, SQL_TEST, STANDS, WORDS, company, fact


def taken(facts: list[Evidence], words: Words = WORDS) -> SkillState:
    return skill_state(estimate(facts, words, policy.default(), learner=ANA, at=AT), words)


def test_validated_ranks_are_held_and_unknown_is_left_out() -> None:
    """A passed test is held with a confidence; what nobody spoke of is not there."""
    state = taken([fact("t", "assessment", assessment=SQL_TEST, passed=True)])
    assert set(state.held) == {STANDS}
    assert state.held[STANDS].level == 3
    assert 0.5 < state.held[STANDS].confidence <= 1
    assert state.likely == {}


def test_what_is_surely_not_held_is_rank_zero() -> None:
    """Only where those who can tell have said so: a failed test of the first rank, not a modest self rating."""
    failed = taken([fact("g", "assessment", competency=GIT, level=1, passed=False)])
    assert failed.held[GIT].level == 0
    assert taken([fact("g", "self", competency=GIT, level=0)]).held == {}


def test_what_is_plausible_is_likely_and_not_held() -> None:
    """Self ratings and a manager's word make a rank likely, with a probability inside (0, 1)."""
    state = taken([fact("m", "manager", level=4, author="m"), fact("s", "self", level=4)])
    assert state.held[STANDS].level == 1
    rank, probability = state.likely[STANDS]
    assert rank >= 2
    assert 0 < probability < 1


def test_expired_ranks_are_likely() -> None:
    """What was validated long ago comes back as something that a test may settle."""
    state = taken([fact("t", "assessment", 2500, assessment=SQL_FINAL, passed=True)])
    assert state.likely[STANDS][0] > state.held[STANDS].level


def test_courses_that_were_begun_have_hours_left() -> None:
    """A quarter of eight hours done leaves six; unknown hours count as the usual ones."""
    begun = fact("c", "completion", course=SQL_2, progress=0.25)
    assert taken([begun]).in_progress == {SQL_2: 6.0}
    catalogue = company()
    unknown = Course(id=SQL_2, teaches=(Teaching(SQL, 1, 2),))
    words = Words(catalogue=replace(catalogue, courses=(unknown,)))
    assert taken([begun], words).in_progress == {SQL_2: pytest.approx(7.5)}
    assert taken([fact("d", "completion", course=SQL_2)]).done == frozenset({SQL_2})
