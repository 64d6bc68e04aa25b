"""Times and other formats of strings in statements."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.xapi import judge, written
from learners.xapi.forms import moment
from learners.xapi.judging import Invalid

NOON = datetime(2024, 2, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        *("2024-02-29T12:00:00Z", "2024-02-29t12:00:00z", "2024-02-29 12:00:00+00:00", "2024-02-29T12:00"),
        *("2024-02-29T14:00:00+02:00", "2024-02-29T06:30:00-0530", "2024-02-29T10-02", "20240229T120000Z"),
        *("20240229T12Z", "2024-W09-4T12:00:00Z", "2024W094T1200", "2024-060T12:00:00Z", "2024060T120000.000Z"),
        *("2024-02-29T11.99999999999999Z", "2024-02-29T12:00:00,0Z"),
    ],
)
def test_one_moment_is_written_in_many_ways(text: str) -> None:
    """Extended and basic forms, weeks and days of the year, zones and fractions all tell the same moment."""
    found = moment(text)
    assert found is not None and abs(found - NOON) < timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("text", "is_when"),
    [
        ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
        ("2024-02-29T24:00:00Z", datetime(2024, 3, 1, tzinfo=UTC)),
        ("2024-02-29T12:00:00.1234567Z", datetime(2024, 2, 29, 12, 0, 0, 123456, tzinfo=UTC)),
        ("9999-12-31T23:59:59-01:00", datetime.max.replace(tzinfo=UTC)),
        ("0001-01-01T00:00:00+01:00", datetime.min.replace(tzinfo=UTC)),
    ],
)
def test_times_at_the_edges_are_moments(text: str, is_when: datetime) -> None:
    """Leap seconds, midnight as 24:00, finer fractions and the ends of the calendar are taken."""
    assert moment(text) == is_when


@pytest.mark.parametrize(
    "text",
    [
        *("2023-02-29T12:00:00Z", "2024-13-01T12:00:00Z", "2024-00-01T12:00:00Z", "2024-02-29T24:00:01Z"),
        *("2024-02-29T12:60:00Z", "2024-02-29T12:00:61Z", "2024-02-29T12:00:60Z", "2024-W54-1T12:00:00Z"),
        *("2023-366T12:00:00Z", "2024-000T12:00:00Z", "0000-01-01T00:00:00Z", "2024-02-29T12:00:00+24:00"),
        *("2024-02-29T12:00:00-00:00", "2024-02-29T12:00:00-00", "2024-02-29T12:00:00-0000", "2024-02-29"),
        *("", "now", "01/011/2015", "2024-02-29T", "2024-02-29T12:00:00ZZ", "٢٠٢٤-02-29T12:00:00Z"),
    ],
)
def test_what_is_no_moment_is_none(text: str) -> None:
    """Days and hours that do not exist, and offsets of minus zero, are no times."""
    statement = {
        "actor": {"mbox": "mailto:a@b.org"},
        "verb": {"id": "a:b"},
        "object": {"id": "a:b"},
        "timestamp": text,
    }
    assert isinstance(judge(statement, version="1.0.3"), Invalid)
    assert isinstance(judge(statement, version="2.0.0"), Invalid)


@given(st.datetimes(timezones=st.timezones()))
def test_what_is_written_is_read_as_the_same_moment(when: datetime) -> None:
    """The store's way of writing a time loses nothing, and its texts sort as the times do."""
    text = written(when)
    assert moment(text) == when.astimezone(UTC)
    assert len(text) == len("2026-03-02T09:00:00.000000Z")


@pytest.mark.parametrize(
    "text", ["2026-03-02T09:00:Z", "2026-03-02T09:00:+00:00", "2026-03-02T09:00:0Z", "2026-03-02"]
)
def test_half_a_time_is_none(text: str) -> None:
    """What is asked directly, as a parameter of a request is, is read as strictly as in a statement."""
    assert moment(text) is None


@given(
    st.from_regex(r"\A(19|20)[0-9]{2}-(0[1-9]|1[012])-[0-3][0-9]T[012][0-9]:[0-6][0-9]:[0-6][0-9]\Z"),
    st.sampled_from(["", ".", ".1", ".1234567", "x", ",5"]),
    st.sampled_from(["Z", "+00:00"]),
)
def test_the_quick_way_of_reading_is_as_strict_as_the_long_one(text: str, fraction: str, zone: str) -> None:
    """A lower-case t is never read the quick way, and says the same."""
    assert moment(text + fraction + zone) == moment(text.replace("T", "t") + fraction + zone)
