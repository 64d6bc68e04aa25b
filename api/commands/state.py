"""`state`: what the record says that a person can do, and why."""

from datetime import date

import click

from api import person_printing, printing
from api.answers import Labelled
from api.commands.options import json_option, language_option, run, settings_now
from api.commands.whose import as_of_option
from api.person_answers import of_state
from api.person_questions import Whose, ask_state


@click.command(epilog="Example: skillway state --learner l-1007 --competency sql --why")
@click.option("--learner", required=True, metavar="ID", help="Whose state.")
@click.option("--competency", "competencies", multiple=True, metavar="COMPETENCY", help="Only this one. Repeatable.")
@as_of_option
@click.option("--why", is_flag=True, help="The facts behind each level, how much each counts, and the rule.")
@language_option
@json_option
def state(
    learner: str, competencies: tuple[str, ...], as_of: date | None, why: bool, language: str, as_json: bool
) -> None:
    """What the record says that a learner can do: level, how sure, how fresh, and what would raise it.

    Unknown is not the same as not held. The look is in the audit log, as one of the local administrator's.
    """
    with printing.progress("reading the record …", quiet=as_json):
        answer = run(ask_state(settings_now(), Whose(learner=learner, as_of=as_of), competencies))
    labelled = Labelled(answer.view.catalogue, language)
    if as_json:
        printing.as_json(of_state(answer, labelled, why=why))
        return
    person_printing.state(answer, labelled, why=why)
    printing.edition_line(answer.edition)
