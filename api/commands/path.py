"""`path`: the cheapest sequence of courses to a goal, and what can be asked about it."""

from datetime import date
from typing import Any

import click

from api import printing
from api.answers import Labelled
from api.commands.options import (
    have_option,
    json_option,
    language_option,
    optional_option,
    rank_pairs,
    run,
    settings_now,
    source_option,
)
from api.commands.wishes import Day, Figure, begun, likely, limits, once, preferred
from api.path_answers import of_path
from api.paths import PathAsked, ask_path

MOST_MILLISECONDS = 3_600_000
"""An hour: whoever waits longer wants to be told so."""


@click.command(epilog='Example: skillway path --to "Senior data engineer" --from "Data engineer" --have sql=2')
@click.option("--to", "target", metavar="ROLE_LEVEL", help="The role level to reach: id or label.")
@source_option
@have_option
@click.option(
    "--maybe",
    multiple=True,
    metavar="COMPETENCY=RANK:PROBABILITY",
    callback=likely,
    help="A level that is likely but not proved, such as sql=3:0.6: an assessment comes first where it pays. "
    "Repeatable.",
)
@click.option("--done", multiple=True, metavar="COURSE", help="A course that was done. Repeatable.")
@click.option(
    "--in-progress",
    multiple=True,
    metavar="COURSE=HOURS_LEFT",
    callback=begun,
    help="A course that was begun: it counts with the hours that remain. Repeatable.",
)
@click.option(
    "--goal",
    multiple=True,
    metavar="COMPETENCY=RANK",
    callback=rank_pairs("COMPETENCY"),
    help="A goal beside --to, or in its place. Repeatable.",
)
@click.option("--without", multiple=True, metavar="COURSE", help="A course that must not be in the path. Repeatable.")
@optional_option
@click.option(
    "--prefer",
    "preferences",
    multiple=True,
    metavar="WISH",
    callback=preferred,
    help="How to weigh a course beside its hours. money=0.02: one unit of money weighs so many hours. "
    "language=en,de[:WEIGHT], modality=online[:WEIGHT], provider=NAME[:WEIGHT]: any other course counts so much of "
    "its hours more (0.25 where nothing is said). Repeatable.",
)
@click.option("--max-hours", multiple=True, type=Figure(), callback=once, help="Hours that the path may take.")
@click.option("--max-money", multiple=True, type=Figure(), callback=once, help="Money that the path may cost.")
@click.option(
    "--deadline",
    multiple=True,
    type=Day(),
    callback=once,
    metavar="DATE",
    help="The last day, as YYYY-MM-DD; needs --hours-per-week.",
)
@click.option("--hours-per-week", multiple=True, type=Figure(), callback=once, help="Hours that there are in a week.")
@click.option(
    "--start",
    multiple=True,
    type=Day(),
    callback=once,
    metavar="DATE",
    help="The first day, of --deadline; today where nothing is said.",
)
@click.option(
    "--budget-ms",
    type=click.IntRange(0, MOST_MILLISECONDS),
    help="Milliseconds to search in; then the best found, with its bound. 0 takes the first path there is.",
)
@language_option
@json_option
def path(as_json: bool, language: str, **asked: Any) -> None:
    """The cheapest sequence of courses that closes the gap, with its proof and the reason of every step."""
    with printing.progress("reading the edition …", quiet=as_json) as say:
        answer = run(ask_path(settings_now(), _asked(language=language, **asked), on_progress=say))
    labelled = Labelled(answer.catalogue, language)
    if as_json:
        printing.as_json(of_path(answer.edition, answer.target, answer.path, labelled))
        return
    printing.learning_path(
        f"to {labelled.text(answer.target)}" if answer.target else "to these goals", answer.path, labelled
    )
    printing.edition_line(answer.edition)


def _asked(
    *,
    max_hours: float | None,
    max_money: float | None,
    deadline: date | None,
    hours_per_week: float | None,
    start: date | None,
    budget_ms: int | None,
    **asked: Any,
) -> PathAsked:
    """The question that the options come to. This door has the clock: a path that names no start begins today."""
    starts_on = start or date.today()
    return PathAsked(
        limits=limits(
            hours=max_hours, money=max_money, deadline=deadline, start=starts_on, hours_per_week=hours_per_week
        ),
        seconds=None if budget_ms is None else budget_ms / 1_000,
        **asked,
    )
