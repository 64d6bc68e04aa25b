"""Consent: the newest word for a purpose holds, whatever the order in which words are read."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from learners import consent
from learners.consent import DEFAULTS, PURPOSES, Consent
from learners.ids import LearnerId

START = datetime(2026, 1, 1, tzinfo=UTC)
words = st.builds(
    Consent,
    learner=st.just(LearnerId("ana")),
    purpose=st.sampled_from(PURPOSES),
    given=st.booleans(),
    at=st.integers(0, 5).map(lambda days: START + timedelta(days=days)),
    by=st.just("learner:ana"),
)


def test_without_a_word_the_default_holds() -> None:
    """What was never spoken of stands as the policy says."""
    assert {each.purpose: each.given for each in consent.held(())} == dict(DEFAULTS)
    assert consent.given(consent.held((), dict.fromkeys(PURPOSES, False))) == frozenset()


@given(st.lists(words).flatmap(lambda said: st.tuples(st.just(said), st.permutations(said))))
def test_the_order_of_arrival_does_not_matter(both: tuple[list[Consent], list[Consent]]) -> None:
    """The same words in another order come to the same; of two at one instant the withdrawal holds."""
    said, shuffled = both
    held = {each.purpose: each.given for each in consent.held(said)}
    assert held == {each.purpose: each.given for each in consent.held(shuffled)}
    for purpose in PURPOSES:
        last = max((each.at for each in said if each.purpose == purpose), default=None)
        newest = [each.given for each in said if (each.purpose, each.at) == (purpose, last)]
        assert held[purpose] == (all(newest) if newest else DEFAULTS[purpose])


@given(st.lists(words))
def test_what_is_said_later_does_not_change_earlier_days(said: list[Consent]) -> None:
    """What held on a day is what had been said by then."""
    day = START + timedelta(days=2)
    assert consent.held(said, at=day) == consent.held([each for each in said if each.at <= day])
