"""The state that follows from evidence: what must always hold, whatever the evidence."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from learners import policy
from learners.estimate import estimate, of, unknown
from learners.evidence import Evidence, Meant, Note
from learners.ids import EvidenceId
from learners.rules import Policy
from learners.states import LearnerState, SkillEstimate
from learners.words import Words
from ontology.model import Assessing, Competency, Course, Teaching
from tests.learners import oracle
from tests.learners.facts import (
    ANA,
    AT,
    GIT,
    QUERYING,
    SQL,
    SQL_2,
    SQL_TEST,
    STANDS,
    WORDS,
    any_history,
    company,
    completions,
    fact,
    histories,
    policy_with,
    ratings,
)

POLICY = policy.default()
SLACK = 1e-9


def state(facts: list[Evidence], words: Words = WORDS, rules: Policy = POLICY, **more: object) -> LearnerState:
    return estimate(facts, words, rules, learner=ANA, at=more.pop("at", AT), **more)  # type: ignore[arg-type]


def sql(facts: list[Evidence], words: Words = WORDS, rules: Policy = POLICY) -> SkillEstimate:
    return of(state(facts, words, rules), words, SQL) or unknown(SQL, words, rules)


@given(any_history(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_arrival_does_not_matter(facts: list[Evidence], random: object) -> None:
    """Facts in any order, some of them twice, give the same state to the last bit."""
    shuffled = [*facts, *facts[:2]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert repr(state(facts)) == repr(state(shuffled))


CROWD = [
    *(fact(f"p{number}", "peer", level=5, author=f"a{number}") for number in range(9)),
    fact("s", "self", level=5),
    *(fact(f"c{number}", "completion", author=f"a{number}", level=5) for number in range(9)),
]


@example(CROWD)
@given(histories(ratings("self", "peer"), completions(), most=30))
@settings(max_examples=60, deadline=None)
def test_selves_peers_and_completions_never_validate(facts: list[Evidence]) -> None:
    """However many there are and however high: no level, now or ever, and nothing is surely not held."""
    found = sql(facts)
    assert (found.level, found.highest, found.validating_mass) == (0, 0, 0)
    assert not {"DEMONSTRATED", "EXPIRED", "NOT_DEMONSTRATED"} & {one.status for one in found.levels}


@given(any_history(), ratings("manager", "observed", "peer", "self", "assessment", lowest=1.0))
@settings(max_examples=150, deadline=None)
def test_more_evidence_for_a_level_never_lowers_it(facts: list[Evidence], more: Evidence) -> None:
    """A fact of any age and source at level l or above lowers no mean up to l, nor a validated level up to it."""
    before, after = sql(facts), sql([*facts, replace(more, id=EvidenceId("more"))])
    assert more.level is not None
    for old, new in zip(before.levels, after.levels, strict=True):
        if old.level <= more.level:
            assert new.mean >= old.mean - SLACK
            assert new.probability >= old.probability - SLACK
    assert after.level >= min(before.level, int(more.level))


@given(any_history())
@settings(max_examples=80, deadline=None)
def test_all_falls_with_the_level(facts: list[Evidence]) -> None:
    """Mean, interval and quantile fall as the level rises, and lie in order at each level."""
    levels = sql(facts).levels
    for low, high in pairwise(levels):
        for name in ("mean", "low", "high", "sure", "probability", "least", "most"):
            assert getattr(low, name) >= getattr(high, name), name
    for one in levels:
        assert 0 <= one.low <= one.high <= 1
        assert 0 <= one.least <= one.probability <= one.most <= 1


@given(any_history(most=6))
@settings(max_examples=40, deadline=None)
def test_it_is_what_the_formula_says(facts: list[Evidence]) -> None:
    """Means and quantiles are those of a second, slow implementation that shares no code."""
    levels = sql(facts).levels
    means, sures = 1.0, 1.0
    for one in levels:
        mean, mass = oracle.rank(facts, one.level, POLICY.rules)
        means, sures = min(means, mean), min(sures, oracle.quantile(mean, mass, POLICY.rules.quantile))
        assert one.mean == pytest.approx(means, abs=1e-7)
        assert one.sure == pytest.approx(sures, abs=1e-6)


def test_unknown_is_not_level_zero() -> None:
    """Without evidence a competency is not in the state; with a self rating of 0 it is there, and not denied."""
    assert state([]).skills == {}
    nothing = unknown(SQL, WORDS, POLICY)
    assert (nothing.status, nothing.level, nothing.mass, nothing.recency) == ("UNKNOWN", 0, 0, None)
    assert {one.status for one in nothing.levels} == {"UNKNOWN"}
    assert {one.status for one in sql([fact("s", "self", level=0)]).levels} == {"UNKNOWN"}


def test_a_passed_test_validates_up_to_its_rank_and_says_nothing_of_higher_ones() -> None:
    """Rank 3 is demonstrated; ranks 4 and 5 are neither held nor denied."""
    found = sql([fact("t", "assessment", assessment=SQL_TEST, passed=True)])
    assert [one.status for one in found.levels] == ["DEMONSTRATED"] * 3 + ["UNKNOWN"] * 2
    assert found.level == 3


def test_a_failed_test_denies_its_rank_and_says_nothing_of_lower_ones() -> None:
    """Whoever failed a test of rank 3 may hold rank 2; nobody knows."""
    found = sql([fact("t", "assessment", assessment=SQL_TEST, passed=False)])
    assert [one.status for one in found.levels] == ["UNKNOWN"] * 2 + ["NOT_DEMONSTRATED"] * 3


def test_a_full_score_validates_the_last_rank_of_a_test() -> None:
    """A score of 1 shows rank 3 of a test up to 3, by any voice that can validate; one of 0.6 only rank 1."""
    assert sql([fact("t", "assessment", assessment=SQL_TEST, score=1.0)]).level == 3
    assert sql([fact("t", "assessment", assessment=SQL_TEST, score=0.6)]).level == 1


def test_expired_is_told_from_never() -> None:
    """What was validated and has grown too old is EXPIRED; its `highest` stays."""
    old = [fact("t", "assessment", 3000, assessment=SQL_TEST, passed=True)]
    found = sql(old)
    assert (found.level, found.highest) == (0, 3)
    assert [one.status for one in found.levels[:3]] == ["EXPIRED"] * 3
    then = of(state(old, at=AT - timedelta(days=2900)), WORDS, SQL)
    assert then is not None
    assert then.level == 3


def test_an_attempt_replaces_the_attempts_before_at_the_same_test() -> None:
    """Failing, learning, passing ends at the passed rank; passing, then failing does not."""
    failed = fact("f", "assessment", 100, assessment=SQL_TEST, passed=False)
    passed = fact("p", "assessment", 10, assessment=SQL_TEST, passed=True)
    assert sql([failed, passed]) == sql([passed]) != sql([failed])
    again = fact("a", "assessment", 1, assessment=SQL_TEST, passed=False)
    assert sql([failed, passed, again]).levels[2].status == "NOT_DEMONSTRATED"


def test_saying_it_often_does_not_make_it_truer() -> None:
    """Ten ratings by one manager are one; ten managers are more."""
    one = [fact("m0", "manager", level=3, author="m")]
    ten = [fact(f"m{n}", "manager", level=3, author="m") for n in range(10)]
    others = [fact(f"m{n}", "manager", level=3, author=f"m{n}") for n in range(10)]
    assert sql(one).levels == sql(ten).levels
    assert sql(others).level > sql(ten).level
    unnamed = [fact(f"m{n}", "manager", level=3) for n in range(10)]
    assert sql(unnamed).levels == sql(one).levels


def test_equivalents_share_attainment() -> None:
    """A fact on an equivalent counts as one on the competency, and both names find it."""
    found = state([fact("t", "manager", competency=QUERYING, level=4, author="m")])
    assert list(found.skills) == [STANDS]
    assert of(found, WORDS, SQL) == of(found, WORDS, QUERYING) == found.skills[STANDS]


def test_a_competency_without_ranks_is_held_or_not() -> None:
    """One rank: a test that is passed validates it, a manager who says so makes it likely."""
    found = state([fact("g", "assessment", competency=GIT, level=1)]).skills[GIT]
    assert (found.level, len(found.levels)) == (1, 1)
    assert state([fact("g", "manager", competency=GIT, level=1)]).skills[GIT].status == "PARTIAL"


def test_corrections_supersede_and_can_take_back() -> None:
    """A corrected fact counts no more; a withdrawn one neither; what was known before the correction can be asked."""
    first = fact("a", "manager", 10, level=5, author="m")
    correction = replace(fact("b", "manager", 10, level=1, author="m", supersedes="a"), received_at=AT)
    back = replace(fact("c", "manager", 10, supersedes="a", withdrawn=True), received_at=AT)
    assert sql([first, correction]).levels == sql([correction]).levels
    assert state([first, back]).skills == {}
    known = state([first, correction, back], known_at=AT - timedelta(days=5)).skills
    assert known == state([first]).skills


def test_what_lies_ahead_does_not_count_yet() -> None:
    """As of any date only what had occurred counts."""
    later = fact("a", "assessment", -1, assessment=SQL_TEST, passed=True)
    assert state([later]).skills == {}
    assert state([later], at=AT + timedelta(days=1)).skills != {}


def test_a_note_changes_nothing() -> None:
    """A fact that is only a note counts for nothing, and supersedes nothing that does."""
    rating = fact("a", "manager", level=3, author="m")
    note = fact("n", "manager", author="m", note=Note(text="Late again.", visibility="manager"), supersedes="a")
    assert state([rating, note]) == state([rating])
    assert state([note]) == state([])


def test_withdrawn_consent_leaves_no_skills() -> None:
    """Without inference there are no skills, whatever the evidence; courses are done all the same."""
    facts = [fact("t", "assessment", assessment=SQL_TEST, passed=True), fact("c", "completion", course=SQL_2)]
    found = state(facts, inferring=False)
    assert (dict(found.skills), set(found.done), found.inferring) == ({}, {SQL_2}, False)


def test_completing_is_not_being_able() -> None:
    """A completed course is done and shows nothing; one that was begun or failed is not done."""
    assert sql([fact("c", "completion", course=SQL_2)]).level == 0
    found = state([fact("c", "completion", course=SQL_2, progress=0.25)])
    assert (found.done, found.in_progress, found.skills) == (frozenset(), {SQL_2: 0.25}, {})
    assert state([fact("c", "completion", course=SQL_2, passed=False)]).done == frozenset()
    over = state([fact("a", "completion", 9, course=SQL_2, progress=0.25), fact("b", "completion", course=SQL_2)])
    assert (set(over.done), dict(over.in_progress)) == ({SQL_2}, {})


def with_test(*assesses: Assessing) -> Words:
    catalogue = company()
    tests = tuple(replace(one, assesses=assesses) if one.id == SQL_TEST else one for one in catalogue.assessments)
    return Words(catalogue=replace(catalogue, assessments=tests))


def test_widening_credits_and_narrowing_takes_nothing_away() -> None:
    """A test that assesses more by now credits those who passed before; one that assesses less keeps what was."""
    passed = [fact("t", "assessment", assessment=SQL_TEST, passed=True)]
    wider = state(passed, with_test(Assessing(GIT, 1), Assessing(SQL, 4)))
    assert {competency: skill.level for competency, skill in wider.skills.items()} == {STANDS: 4, GIT: 1}
    narrower = state(passed, with_test(Assessing(GIT, 1)))
    assert {competency: skill.level for competency, skill in narrower.skills.items()} == {STANDS: 3, GIT: 1}
    assert sql(passed, with_test(Assessing(SQL, 1))).level == 3


def test_what_is_gone_counts_for_its_replacement() -> None:
    """A competency, a test and a course that the edition has no more count for what replaced them."""
    catalogue = company()
    words = Words(catalogue=catalogue, gone={"old-sql": "sql", "older-sql": "old-sql", "old-2": "sql-2", "x": None})
    told = replace(fact("m", "manager", level=4, author="m"), competency="older-sql", meant=(Meant("older-sql", 5),))  # type: ignore[arg-type]
    assert sql([told], words) == sql([fact("m", "manager", level=4, author="m")], words)
    done = replace(fact("c", "completion", course=SQL_2), course="old-2", meant=())  # type: ignore[arg-type]
    assert state([done], words).done == {SQL_2}
    lost = replace(told, competency="x", meant=())  # type: ignore[arg-type]
    assert state([lost], words).skills == {}


def test_a_policy_of_its_own_counts_for_one_competency() -> None:
    """A shorter half-life for Git lets Git expire, and SQL stay; for all its names."""
    own = policy_with("[roll_up]", "[competencies.sql]\nhalf_life_days = 100\n\n[roll_up]")
    facts = [
        fact("t", "assessment", 500, assessment=SQL_TEST, passed=True),
        fact("g", "assessment", 500, competency=GIT, level=1),
    ]
    assert {c: s.level for c, s in state(facts).skills.items()} == {STANDS: 3, GIT: 1}
    assert {c: s.level for c, s in state(facts, rules=own).skills.items()} == {STANDS: 0, GIT: 1}


def test_broader_competencies_follow_only_a_declared_rule() -> None:
    """By default a narrower competency says nothing of a broader one; by the rule of the least it does, once all
    narrower ones are known, and it validates only where that is declared."""
    catalogue = company()
    scale = catalogue.competency[SQL].scale
    more = tuple(
        Competency(id=name, scale=scale, broader=("data",) if name != "data" else ())  # type: ignore[arg-type]
        for name in ("charts", "data", "models")
    )
    words = Words(
        catalogue=replace(catalogue, competencies=tuple(sorted((*catalogue.competencies, *more), key=lambda c: c.id)))
    )
    facts = [
        fact("a", "assessment", competency="charts", level=4),
        fact("b", "assessment", competency="models", level=2),
    ]
    assert "data" not in state(facts, words).skills
    least = policy_with('rule = "none"', 'rule = "least"')
    shown = state(facts, words, least).skills["data"]  # type: ignore[index]
    assert (shown.level, shown.levels[1].status, shown.rolled_from) == (0, "PARTIAL", ("charts", "models"))
    assert "data" not in state(facts[:1], words, least).skills
    validating = policy_with('rule = "none"', 'rule = "least"', "validates = false", "validates = true")
    assert state(facts, words, validating).skills["data"].level == 2  # type: ignore[index]


def test_what_would_raise_it_does() -> None:
    """Whoever does what is said holds the rank that is promised."""
    found = sql([fact("m", "manager", level=3, author="m")])
    assert found.raise_by[0] == "Passing “sql-test” (up to rank 3) would validate rank 2."
    after = sql(
        [fact("m", "manager", level=3, author="m"), fact("t", "assessment", assessment=SQL_TEST, passed=True)]
    )
    assert after.level >= 2


def test_courses_may_teach_several_competencies() -> None:
    """One fact counts for each competency that it is about, up to its own rank."""
    catalogue = company()
    course = Course(id=SQL_2, hours=8.0, teaches=(Teaching(GIT, 0, 1), Teaching(SQL, 1, 2)))
    words = Words(catalogue=replace(catalogue, courses=(course,)))
    found = state([fact("c", "assessment", course=SQL_2, passed=True)], words)
    assert {competency: skill.level for competency, skill in found.skills.items()} == {STANDS: 2, GIT: 1}
