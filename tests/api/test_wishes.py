"""What is typed beside a goal: read into numbers, names and days, or refused with what it should look like."""

from collections.abc import Callable
from datetime import date
from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.commands import wishes
from api.commands.path import path
from api.paths import Begun, Maybe
from planning.preferences import Deadline, Limits, Preferences, Wish

CONTEXT = click.Context(path)
PARAM = path.params[0]


def read(reader: Callable[..., Any], *values: str) -> Any:
    return reader(CONTEXT, PARAM, values)


def test_likely_levels_and_begun_courses_are_read() -> None:
    """Names may hold the marks that part them from their figures."""
    assert read(wishes.likely, "sql=3:0.6", "a=b=2:.25") == (Maybe("sql", 3, 0.6), Maybe("a=b", 2, 0.25))
    assert read(wishes.begun, "sql-in-depth=4.5", "a = b=0") == (Begun("sql-in-depth", 4.5), Begun("a = b", 0.0))


def test_preferences_of_one_kind_are_taken_together() -> None:
    """Several values are one wish, with the weight that one of them says; a colon may belong to a name."""
    assert read(wishes.preferred) == Preferences()
    assert read(
        wishes.preferred, "money=0.02", "language=en,de", "language=fr:0.5", "provider=A: B, C"
    ) == Preferences(
        money=0.02,
        language=Wish(values=("en", "de", "fr"), weight=0.5),
        provider=Wish(values=("A: B, C",)),
    )


@pytest.mark.parametrize(
    ("reader", "values", "said"),
    [
        (wishes.likely, ("sql=3",), "sql=2:0.6"),
        (wishes.likely, ("sql=x:0.5",), "sql=2:0.6"),
        (wishes.likely, ("sql=2:nan",), "sql=2:0.6"),
        (wishes.likely, ("=2:0.5",), "sql=2:0.6"),
        (wishes.begun, ("sql-in-depth",), "HOURS_LEFT"),
        (wishes.begun, ("sql-in-depth=inf",), "HOURS_LEFT"),
        (wishes.preferred, ("money",), "money=0.02"),
        (wishes.preferred, ("money=much",), "money=0.02"),
        (wishes.preferred, ("money=1_0",), "money=0.02"),
        (wishes.preferred, ("langauge=en",), "language=en,de"),
        (wishes.preferred, ("language=,",), "language=…"),
        (wishes.preferred, ("money=1", "money=2"), "two weights, 1 and 2"),
        (wishes.preferred, ("language=en:1", "language=de:2"), "two weights, 1 and 2"),
        (wishes.once, ("3", "4"), "given 2 times"),
    ],
)
def test_what_cannot_be_read_says_what_it_should_look_like(
    reader: Callable[..., Any], values: tuple[str, ...], said: str
) -> None:
    """A value that is no value of its option is wrong use, and the message shows a right one."""
    with pytest.raises(click.BadParameter) as wrong:
        read(reader, *values)
    assert said in wrong.value.message


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever is typed, reading it raises nothing but wrong use; no figure that is read is without an end."""
    for reader in (wishes.likely, wishes.begun, wishes.preferred):
        try:
            read(reader, text)
        except click.BadParameter:
            continue
    for kind in (wishes.Figure(), wishes.Day()):
        try:
            found = kind.convert(text, PARAM, CONTEXT)
        except click.BadParameter:
            continue
        assert isinstance(found, date) or abs(found) < float("inf")


def test_a_deadline_has_hours_of_a_week() -> None:
    """Limits are put together from their options; a day alone says nothing of how much fits before it."""
    start, end = date(2027, 1, 4), date(2027, 3, 31)
    made = wishes.limits(hours=40, money=None, deadline=end, start=start, hours_per_week=6)
    assert made == Limits(hours=40, deadline=Deadline(starts_on=start, ends_on=end, hours_per_week=6))
    assert wishes.limits(hours=None, money=9, deadline=None, start=start, hours_per_week=None) == Limits(money=9)
    with pytest.raises(click.UsageError, match="--hours-per-week"):
        wishes.limits(hours=None, money=None, deadline=end, start=start, hours_per_week=None)


def test_every_option_has_its_place_in_the_help() -> None:
    """The sections of `path --help` name options that there are, and all but those of every command."""
    listed = [name for names in path._sections.values() for name in names]  # type: ignore[attr-defined]
    options = {param.name for param in path.params}
    assert len(listed) == len(set(listed))
    assert options - set(listed) == {"as_json", "language"}
