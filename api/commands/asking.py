"""`gap` and `routes`: questions to the current edition."""

from datetime import date
from typing import Any

import click

from api import person_printing, person_questions, printing
from api.answers import Labelled, of_gap, of_routes
from api.commands.options import (
    have_option,
    json_option,
    language_option,
    optional_option,
    run,
    settings_now,
    source_option,
)
from api.commands.whose import as_of_option, learner_option, whose_state
from api.doors import given
from api.person_answers import with_record
from api.questions import ask_gap, ask_routes


@click.command(epilog='Example: skillway gap --from "Data engineer" --to "Senior data engineer"')
@click.option("--to", "target", metavar="ROLE_LEVEL", help="The role level to reach; with --learner their target.")
@learner_option
@as_of_option
@source_option
@have_option
@optional_option
@language_option
@json_option
def gap(as_json: bool, language: str, learner: str | None, as_of: date | None, **asked: Any) -> None:
    """What a role level needs against what is held; unknown is not the same as level zero."""
    whose = whose_state(learner, as_of)
    if whose is None and asked["target"] is None:
        raise click.UsageError("Missing option '--to'.")
    if whose is None:
        answer = given(run(ask_gap(settings_now(), **asked)))
    else:
        answer = given(run(person_questions.ask_gap(settings_now(), whose, **asked)))
    labelled = Labelled(answer.catalogue, language)
    if as_json:
        said = of_gap(answer.edition, answer.target, answer.gap, labelled)
        printing.as_json(said if answer.picture is None else with_record(said, answer.picture))
        return
    if answer.picture is None:
        printing.gap(answer.target, answer.gap, labelled)
    else:
        person_printing.gap(answer, answer.picture, labelled)
        person_printing.basis(answer.picture)
    printing.edition_line(answer.edition)


@click.command(epilog='Example: skillway routes --from "Junior developer" --to "Data engineer" -k 3 --max-moves 4')
@click.option("--from", "source", required=True, metavar="ROLE_LEVEL", help="Where the career stands.")
@click.option("--to", "target", required=True, metavar="ROLE_LEVEL", help="Where it shall lead.")
@click.option("-k", "count", type=click.IntRange(min=1), default=3, show_default=True, help="How many routes.")
@click.option("--max-moves", type=click.IntRange(min=1), default=6, show_default=True, help="Moves at the most.")
@language_option
@json_option
def routes(as_json: bool, language: str, source: str, target: str, count: int, max_moves: int) -> None:
    """The routes with the fewest level steps to learn in all, then the fewest moves."""
    answer = given(run(ask_routes(settings_now(), source=source, target=target, count=count, max_moves=max_moves)))
    labelled = Labelled(answer.catalogue, language)
    if as_json:
        printing.as_json(of_routes(answer.edition, answer.source, answer.target, answer.routes, labelled))
        return
    if not answer.routes:
        click.echo(
            f"No route of at most {max_moves} moves leads from {labelled.text(answer.source)} "
            f"to {labelled.text(answer.target)}."
        )
    for number, route in enumerate(answer.routes, start=1):
        steps, moves = printing.many(route.steps_short, "level step"), printing.many(len(route.moves), "move")
        printing.table(
            f"route {number}: {steps} in {moves}",
            ("from", "to", "move", "short", "steps"),
            (
                (labelled.text(m.source), labelled.text(m.target), m.kind, str(m.short), str(m.steps_short))
                for m in route.moves
            ),
            right=("short", "steps"),
        )
    printing.edition_line(answer.edition)
