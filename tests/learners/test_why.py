"""Why a rank is held: the shares add up, what does not count says why, and words say the same as data."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learners import policy
from learners.estimate import estimate, of
from learners.evidence import Evidence
from learners.why import Why, why
from tests.learners.facts import ANA, AT, QUERYING, SQL, SQL_2, SQL_TEST, WORDS, any_history, fact

POLICY = policy.default()


def reasons(facts: list[Evidence], level: int | None = None) -> Why:
    return why(facts, WORDS, POLICY, SQL, learner=ANA, at=AT, level=level)


@given(any_history(), st.integers(1, 5))
@settings(max_examples=80, deadline=None)
def test_shares_add_up_to_the_mean(facts: list[Evidence], level: int) -> None:
    """With what is assumed of everybody; each fact is used or ignored, and is so once; the state says the same."""
    found = reasons(facts, level)
    assert sum(share.share for share in found.used) + found.prior_share == pytest.approx(found.estimate.mean)
    assert sorted([*(s.evidence for s in found.used), *(i.evidence for i in found.ignored)]) == sorted(
        one.id for one in facts
    )
    known = of(estimate(facts, WORDS, POLICY, learner=ANA, at=AT), WORDS, SQL)
    if known is not None:
        assert replace(known, named=()) == found.skill


def test_what_does_not_count_says_why() -> None:
    """Superseded, taken back, ahead, said anew, about other ranks, without a level, capped: each has its code."""
    facts = [
        fact("held", "assessment", 9, assessment=SQL_TEST, passed=True),
        fact("old", "manager", 90, level=2, author="m"),
        fact("new", "manager", 80, level=4, author="m"),
        fact("wrong", "manager", 70, level=5, author="n"),
        fact("right", "manager", 70, level=3, author="n", supersedes="wrong"),
        fact("never", "observed", 60, level=1, author="o"),
        fact("back", "observed", 60, author="o", supersedes="never", withdrawn=True),
        fact("ahead", "manager", -3, level=5, author="p"),
        fact("course", "completion", 5, course=SQL_2),
        fact("silent", "observed", 5, author="q", link="https://example.org/1"),
        *(fact(f"peer{n}", "peer", 5, level=3, author=f"peer{n}") for n in range(4)),
    ]
    codes = {one.evidence: one.code for one in reasons(facts, 3).ignored}
    assert codes == {
        "old": "newer_word", "wrong": "superseded", "never": "withdrawn", "back": "withdrawn", "ahead": "later",
        "course": "other_ranks", "silent": "only_a_note", "peer3": "capped",
    }  # fmt: skip


def test_words_say_the_same_as_data() -> None:
    """Mean and interval, each fact with share and weight, what is missing, and what would be so without the best."""
    facts = [
        fact("t", "assessment", 365, competency=QUERYING, level=3.4, author="exam"),
        fact("m", "manager", 0, level=3, author="m"),
        fact("s", "self", 0, level=4),
        fact("c", "completion", 0, course=SQL_2),
    ]
    found = reasons(facts, 3)
    text = "\n".join(found.sentences)
    assert f"“sql” rank 3: {found.estimate.mean:.2f} (90 % interval" in text
    assert f"+{found.used[0].share:.2f} assessment of 2025-03-02" in text
    assert "weight 5.7 × 0.71 by age" in text
    assert "self rating" in text and "cannot validate" in text
    assert found.best is not None
    assert f"Without the assessment of 2025-03-02: {found.best.mean_without:.2f}." in text
    assert reasons(facts[1:], 3).estimate.mean == pytest.approx(found.best.mean_without)
    assert found.sentences[-1] == f"Policy {POLICY.label}."
    assert "author" not in text and "exam" not in text


def test_a_rank_is_asked_for_or_found() -> None:
    """Without a level the validated one, else the plausible one, else the first; one beyond the scale is the last."""
    assert reasons([fact("t", "assessment", assessment=SQL_TEST, passed=True)]).level == 3
    assert reasons([fact("s", "self", level=4)]).level == 2
    assert reasons([]).level == 1
    assert reasons([], 99).level == 5
    assert reasons([]).used == ()
