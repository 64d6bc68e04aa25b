"""Options that name the learner whose record a question starts from."""

from datetime import date

import click

from api.commands.wishes import Day, once
from api.person_questions import Whose

learner_option = click.option(
    "--learner",
    multiple=True,
    metavar="ID",
    callback=once,
    help="Start from what the record says of this learner; what is said beside it comes on top.",
)
as_of_option = click.option(
    "--as-of",
    multiple=True,
    type=Day(),
    callback=once,
    metavar="DATE",
    help="The day to look at, in UTC; today where nothing is said. What happened later does not count.",
)


def whose_state(learner: str | None, as_of: date | None) -> Whose | None:
    """Whose record a question starts from. Raises `click.UsageError` for a day without a learner."""
    if learner is None and as_of is not None:
        raise click.UsageError("--as-of says nothing by itself: add --learner.")
    return None if learner is None else Whose(learner=learner, as_of=as_of)
