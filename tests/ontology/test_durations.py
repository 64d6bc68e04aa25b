"""Hours in both their forms."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.durations import LONGEST_HOURS, hours_from_iso, iso_from_hours, normal_hours


@pytest.mark.parametrize(
    ("duration", "hours"),
    [
        ("PT7H30M", 7.5),
        ("PT90M", 1.5),
        ("P1D", 24.0),
        ("P1DT1H", 25.0),
        ("PT0S", 0.0),
        ("-PT1H", -1.0),
        ("PT0.5S", 0.5 / 3600),
    ],
)
def test_durations_are_read(duration: str, hours: float) -> None:
    """Days, hours, minutes and seconds are read, each alone and together."""
    assert hours_from_iso(duration) == hours


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "7.5", "PT7,5H", "P1Y", "P2M", "P1W", "PTH", "P1DT", "PT٣H", "PT1H junk"]
)
def test_what_is_no_fixed_duration_is_refused(text: str) -> None:
    """What is no duration, or has months or years whose length varies, is an error that quotes the text."""
    with pytest.raises(ValueError, match=re.escape(f"“{text}”")):
        hours_from_iso(text)


@pytest.mark.parametrize("text", [f"PT{'9' * 400}H", f"PT{LONGEST_HOURS * 2:.0f}H"])
def test_what_is_too_long_is_refused(text: str) -> None:
    """A duration that a float cannot hold to the millisecond is an error, not a rounded number."""
    with pytest.raises(ValueError, match="longer than any course"):
        hours_from_iso(text)


@pytest.mark.parametrize("hours", [float("nan"), float("inf"), LONGEST_HOURS * 1.01])
def test_hours_that_cannot_be_kept_are_refused(hours: float) -> None:
    """Neither form accepts hours that are not finite or too many."""
    with pytest.raises(ValueError, match="cannot be kept"):
        normal_hours(hours)
    with pytest.raises(ValueError, match="cannot be kept"):
        iso_from_hours(hours)


@pytest.mark.parametrize(
    ("hours", "duration"), [(7.5, "PT7H30M"), (60.0, "PT60H"), (0.0, "PT0S"), (-0.25, "-PT15M"), (0.1, "PT6M")]
)
def test_durations_are_short(hours: float, duration: str) -> None:
    """A duration has only the parts that it needs, and never days."""
    assert iso_from_hours(hours) == duration


@given(st.floats(-LONGEST_HOURS, LONGEST_HOURS))
def test_both_forms_hold_the_same(hours: float) -> None:
    """Hours that were made normal once stay the same number through either form, for ever."""
    kept = normal_hours(hours)
    assert kept == round(kept * 3600, 3) / 3600
    assert normal_hours(kept) == kept
    assert hours_from_iso(iso_from_hours(kept)) == kept
