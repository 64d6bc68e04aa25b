"""Readers of what is typed beside a goal: likely levels, what is in progress, preferences, limits, days.

They turn text into numbers, names and dates, and say what a value should look like. Whether it makes sense is
`planning.goals`'s to judge, so that both doors refuse the same things in the same words.
"""

import math
import re
from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

import click

from api.paths import Begun, Maybe
from planning.preferences import Deadline, Limits, Preferences, Wish

T = TypeVar("T")

_WISHES = ("language", "modality", "provider")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Figure(click.ParamType[float]):
    """A number that is one: neither `nan` nor `inf`."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        found = _number(str(value))
        if found is None:
            self.fail(f"“{value}” is not a number.", param, ctx)
        return found


class Day(click.ParamType[date]):
    """A day of the calendar, as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        if _DAY.fullmatch(str(value)):
            try:
                return date.fromisoformat(str(value))
            except ValueError:
                pass
        self.fail(f"“{value}” is not a day, such as 2027-03-31.", param, ctx)


def once(ctx: click.Context, param: click.Parameter, values: tuple[T, ...]) -> T | None:
    """The value of an option that may be given once; click alone would take the last of several."""
    if len(values) > 1:
        given = ", ".join(str(value) for value in values)
        raise click.BadParameter(f"given {len(values)} times ({given}); give it once", ctx, param)
    return values[0] if values else None


def likely(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[Maybe, ...]:
    """Reads `COMPETENCY=RANK:PROBABILITY`; the name may itself contain `=`."""
    found = []
    for value in values:
        name, _, said = value.rpartition("=")
        rank, _, probability = said.partition(":")
        chance = _number(probability)
        if not name.strip() or not re.fullmatch(r"[0-9]{1,4}", rank.strip()) or chance is None:
            raise click.BadParameter(f"“{value}” is not COMPETENCY=RANK:PROBABILITY, such as sql=2:0.6", ctx, param)
        found.append(Maybe(name.strip(), int(rank), chance))
    return tuple(found)


def begun(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[Begun, ...]:
    """Reads `COURSE=HOURS_LEFT`; the name may itself contain `=`."""
    found = []
    for value in values:
        name, _, left = value.rpartition("=")
        hours = _number(left)
        if not name.strip() or hours is None:
            raise click.BadParameter(f"“{value}” is not COURSE=HOURS_LEFT, such as sql-in-depth=4.5", ctx, param)
        found.append(Begun(name.strip(), hours))
    return tuple(found)


def preferred(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> Preferences:
    """Reads `money=HOURS_PER_UNIT` and `language|modality|provider=VALUE[,VALUE…][:WEIGHT]`.

    The values of several of one kind are taken together; weights must not contradict each other.
    """

    def wrong(why: str) -> click.BadParameter:
        return click.BadParameter(why, ctx, param)

    weights: dict[str, float] = {}
    wanted: dict[str, list[str]] = {name: [] for name in _WISHES}
    for value in values:
        name, equals, said = (part.strip() for part in value.partition("="))
        if not equals or not said or name not in ("money", *_WISHES):
            raise wrong(f"“{value}” is none of money=0.02, language=en,de, modality=online, provider=NAME")
        if name == "money":
            text, weight = "", _number(said)
            if weight is None:
                raise wrong(f"“{value}” does not say how many hours one unit of money weighs, such as money=0.02")
        else:
            text, weight = _weighed(said)
            parts = [part for each in _parts(name, text) if (part := each.strip())]
            if not parts:
                raise wrong(f"“{value}” names nothing that is preferred, such as {name}=…:0.5")
            wanted[name] += parts
        if weight is not None and weights.setdefault(name, weight) != weight:
            raise wrong(f"{name} is given two weights, {weights[name]:g} and {weight:g}; give it one")
    wishes = {
        name: Wish(values=tuple(dict.fromkeys(wanted[name])), weight=weights.get(name, Wish().weight))
        for name in _WISHES
    }
    return Preferences(
        money=weights.get("money", 0.0),
        language=wishes["language"],
        modality=wishes["modality"],
        provider=wishes["provider"],
    )


def limits(
    *, hours: float | None, money: float | None, deadline: date | None, start: date, hours_per_week: float | None
) -> Limits:
    """The limits of a path. Raises `click.UsageError` where a deadline lacks its hours a week."""
    if deadline is None:
        return Limits(hours=hours, money=money)
    if hours_per_week is None:
        raise click.UsageError(
            "--deadline says until when, not how much there is time for: add --hours-per-week, such as 6."
        )
    return Limits(
        hours=hours,
        money=money,
        deadline=Deadline(starts_on=start, ends_on=deadline, hours_per_week=hours_per_week),
    )


def _weighed(said: str) -> tuple[str, float | None]:
    """What is wished for, and its weight where there is one; a colon before no number belongs to the name."""
    text, colon, weight = said.rpartition(":")
    number = _number(weight) if colon else None
    return (said, None) if number is None else (text, number)


def _parts(name: str, text: str) -> Iterable[str]:
    """The names of providers may contain commas; languages and modalities do not."""
    return (text,) if name == "provider" else text.split(",")


def _number(text: str) -> float | None:
    """A finite number, as people and programs write it; None for anything else."""
    try:
        number = float(text.strip())
    except ValueError:
        return None
    return number if math.isfinite(number) and "_" not in text else None


prefer_option = click.option(
    "--prefer",
    "preferences",
    multiple=True,
    metavar="WISH",
    callback=preferred,
    help="How to weigh a course beside its hours. money=0.02: one unit of money weighs so many hours. "
    "language=en,de[:WEIGHT], modality=online[:WEIGHT], provider=NAME[:WEIGHT]: any other course counts so much of "
    "its hours more (0.25 where nothing is said). Repeatable.",
)
max_hours_option = click.option(
    "--max-hours", multiple=True, type=Figure(), callback=once, help="Hours that the path may take."
)
max_money_option = click.option(
    "--max-money", multiple=True, type=Figure(), callback=once, help="Money that the path may cost."
)
deadline_option = click.option(
    "--deadline",
    multiple=True,
    type=Day(),
    callback=once,
    metavar="DATE",
    help="The last day, as YYYY-MM-DD; needs --hours-per-week.",
)
hours_per_week_option = click.option(
    "--hours-per-week", multiple=True, type=Figure(), callback=once, help="Hours that there are in a week."
)
