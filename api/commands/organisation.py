"""`plan-many`: the paths of a whole organisation, and what they say about the catalogue."""

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import IO, Any

import click

from api import printing
from api.answers import Labelled
from api.commands.options import json_option, language_option, optional_option, run, settings_now
from api.doors import FINE, REFUSED, Refused
from api.ticking import ticking
from ontology.refusals import Refusal

MOST_MILLISECONDS = 600_000
MOST_WORKERS = 256


@click.command(
    "plan-many", epilog="Example: skillway plan-many people.csv --to senior-data-engineer --out build/plans"
)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--to", metavar="ROLE_LEVEL", help="Where everybody goes whose row names no role level: id or label.")
@optional_option
@click.option("--workers", type=click.IntRange(1, MOST_WORKERS), help="Processes; one for each processor by default.")
@click.option(
    "--budget-ms",
    type=click.IntRange(0, MOST_MILLISECONDS),
    help="Milliseconds to search for each path; then the best found, with its bound.",
)
@click.option(
    "--new-courses",
    type=click.IntRange(0, 50),
    default=3,
    show_default=True,
    help="How many new courses to try out of either kind: those that save hours, and those that close goals.",
)
@click.option("--most", type=click.IntRange(min=1), default=10, show_default=True, help="Lines of each table.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for people.csv (a line for each row) and report.json."
)
@language_option
@json_option
def plan_many(
    file: Path, out: Path | None, most: int, budget_ms: int | None, language: str, as_json: bool, **asked: Any
) -> int:
    """The paths of many people in one go, and what they say about the catalogue: bottlenecks and gaps.

    FILE is a CSV file or JSON lines, - for standard input. The columns are learner (a pseudonymous id), to (a role
    level), from, have and goal (sql=2|python=1), maybe (sql=3:0.6), done and without (courses parted by |) and
    in_progress (course=hours left); only learner must be there. A row that cannot be planned for is listed with its
    reason, the others go on; then the exit code is 1.
    """
    from api.organisation import Asked, current, plan_organisation
    from api.organisation_answers import of_organisation, of_people, prepare, write
    from api.organisation_printing import show

    settings = settings_now()
    if out is not None:
        prepare(out)
    with ticking(quiet=as_json) as tick, _opened(file) as stream:
        tick.say("reading the edition …")
        view = run(current(settings))
        seconds = None if budget_ms is None else budget_ms / 1_000
        answer = plan_organisation(view, stream, Asked(seconds=seconds, language=language, **asked), settings, tick)
    labelled = Labelled(answer.catalogue, language)
    if out is not None:
        write(answer, labelled, out)
    if as_json:
        printing.as_json({**of_organisation(answer, labelled), "learners": of_people(answer)})
    else:
        show(answer, labelled, most)
        if out is not None:
            printing.say(f"written to {out}")
        printing.edition_line(answer.edition)
    return REFUSED if answer.refused else FINE


def _opened(file: Path) -> Any:
    """The file, or standard input; refused where there is none."""
    if str(file) == "-":
        return nullcontext(sys.stdin.buffer)
    if not file.is_file():
        raise Refused(Refusal(code="file.unknown", message=f"There is no file {file}.", hint="Check the path."))
    stream: IO[bytes] = file.open("rb")
    return stream
