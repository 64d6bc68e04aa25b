"""What another policy would do: exactly the ranks that differ, and the names that nobody knows."""

from hypothesis import given, settings
from hypothesis import strategies as st

from learners import policy
from learners.estimate import estimate
from learners.evidence import Evidence
from learners.ids import LearnerId
from learners.policy_effects import effects, unknown
from learners.rules import Policy
from learners.states import LearnerState
from tests.learners.facts import AT, GIT, SQL_TEST, STANDS, WORDS, any_history, fact, policy_with

STRICT = policy_with("quantile = 0.10", "quantile = 0.001")


def state(name: str, facts: list[Evidence], rules: Policy) -> LearnerState:
    return estimate(facts, WORDS, rules, learner=LearnerId(name), at=AT)


@given(st.lists(any_history(most=5), max_size=4))
@settings(max_examples=25, deadline=None)
def test_effects_lead_from_the_states_before_to_those_after(histories: list[list[Evidence]]) -> None:
    """Ranks gained less ranks lost are what differs, for each person; there and back again cancel out."""
    before = [state(f"l{number}", facts, policy.default()) for number, facts in enumerate(histories)]
    after = [state(f"l{number}", facts, STRICT) for number, facts in enumerate(histories)]
    found = effects(zip(before, after, strict=True))
    for old, new in zip(before, after, strict=True):
        gained = sum(old.learner in one.qualified for one in found)
        lost = sum(old.learner in one.unqualified for one in found)
        assert gained - lost == sum(s.level for s in new.skills.values()) - sum(s.level for s in old.skills.values())
        assert gained == 0, "a stricter policy qualifies nobody"
    back = effects(zip(after, before, strict=True))
    assert [(one.unqualified, one.qualified) for one in back] == [(one.qualified, one.unqualified) for one in found]
    assert effects(zip(before, before, strict=True)) == ()


def test_each_rank_is_listed_with_its_people() -> None:
    """Two lose rank 3 of SQL, one of them Git; in order."""
    tested = fact("t", "assessment", 700, assessment=SQL_TEST, passed=True)
    git = fact("g", "assessment", 700, competency=GIT, level=1)
    people = {"b": [tested], "a": [tested, git], "c": []}
    pairs = [(state(name, facts, policy.default()), state(name, facts, STRICT)) for name, facts in people.items()]
    found = {(one.competency, one.level): one.unqualified for one in effects(pairs)}
    assert found[STANDS, 3] == ("a", "b")
    assert list(found) == sorted(found)


def test_names_that_the_edition_has_not_are_told() -> None:
    """A competency and a test that nobody knows; those that it has, or had, are fine."""
    text = (
        "[competencies.sql]\nproof = 1.0\n[competencies.sequel]\nproof = 1.0\n"
        "[cuts]\nsql-test = [0.5, 0.7, 0.9]\nsql-tst = [0.5]\n\n[groups]"
    )
    assert unknown(policy_with("[groups]", text), WORDS) == ("sequel", "sql-tst")
