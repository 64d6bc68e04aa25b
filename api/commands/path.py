"""`path`: the cheapest sequence of courses to a goal, and what can be asked about it."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from api import explanation_printing, path_printing, person_printing, printing
from api import kept as kept_paths
from api.about_paths import Beside, Weekly
from api.answers import Labelled
from api.commands.options import (
    Sectioned,
    goal_option,
    have_option,
    json_option,
    language_option,
    optional_option,
    rank_pairs,
    run,
    settings_now,
    source_option,
)
from api.commands.whose import as_of_option, learner_option, whose_state
from api.commands.wishes import (
    Day,
    begun,
    deadline_option,
    hours_per_week_option,
    likely,
    limits,
    max_hours_option,
    max_money_option,
    once,
    prefer_option,
)
from api.doors import FINE, REFUSED
from api.explanations import of_since, of_told
from api.path_answers import of_path
from api.paths import PathAsked, ask_path
from api.person_answers import with_record
from api.questions import Pairs
from api.settings import MOST_ALTERNATIVES

MOST_MILLISECONDS = 3_600_000
"""An hour: whoever waits longer wants to be told so."""


_SECTIONS = {
    "What is held, and what is wanted": (
        "target",
        "goal",
        "include_optional",
        "learner",
        "as_of",
        "source",
        "have",
        "maybe",
        "done",
        "in_progress",
    ),
    "How courses are weighed, and how much there is room for": (
        "preferences",
        "without",
        "max_hours",
        "max_money",
        "deadline",
        "hours_per_week",
        "start",
        "budget_ms",
    ),
    "Questions about the path": (
        "explain",
        "why_not",
        "if_have",
        "if_done",
        "if_without",
        "replace",
        "alternatives",
        "apart",
        "schedule",
        "keep",
        "since",
    ),
}


@click.command(
    cls=Sectioned,
    sections=_SECTIONS,
    epilog="Examples: skillway path --to senior-data-engineer --from data-engineer --have sql=2; "
    "skillway path --learner l-1007",
)
@click.option(
    "--to",
    "target",
    metavar="ROLE_LEVEL",
    help="The role level to reach: id or label. With --learner, their target where neither this nor --goal is given.",
)
@learner_option
@as_of_option
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
@goal_option
@click.option("--without", multiple=True, metavar="COURSE", help="A course that must not be in the path. Repeatable.")
@optional_option
@prefer_option
@max_hours_option
@max_money_option
@deadline_option
@hours_per_week_option
@click.option(
    "--start",
    multiple=True,
    type=Day(),
    callback=once,
    metavar="DATE",
    help="The first day, of --deadline and --schedule; today where nothing is said.",
)
@click.option(
    "--budget-ms",
    type=click.IntRange(0, MOST_MILLISECONDS),
    help="Milliseconds to search in, for all that is asked; then the best found, with its bound. 0 takes the first "
    "path there is.",
)
@click.option("--explain", is_flag=True, help="What the hours are for, what no path avoids, what would save most.")
@click.option("--why-not", multiple=True, metavar="COURSE", help="Why a course is not in the path. Repeatable.")
@click.option(
    "--if-have",
    multiple=True,
    metavar="COMPETENCY=RANK",
    callback=rank_pairs("COMPETENCY"),
    help="What if this were held? All --if options together are one supposition. Repeatable.",
)
@click.option("--if-done", multiple=True, metavar="COURSE", help="… if this course were done? Repeatable.")
@click.option("--if-without", multiple=True, metavar="COURSE", help="… without this course? Repeatable.")
@click.option(
    "--replace",
    multiple=True,
    metavar="COURSE_OR_STEP",
    help="What could take the place of a step: a course of the path, or a step's id. Repeatable.",
)
@click.option("--alternatives", type=click.IntRange(1, MOST_ALTERNATIVES), metavar="K", help="So many other paths.")
@click.option(
    "--apart",
    type=click.IntRange(1, 100),
    metavar="D",
    help="Courses of every other one that each of --alternatives leaves out; 1 where nothing is said.",
)
@click.option(
    "--keep",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FILE",
    help="Write the path with its question and its certificate, for --since.",
)
@click.option(
    "--since",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="What became of the path that was kept: whether it still is the cheapest, what changed, and why.",
)
@click.option("--schedule", is_flag=True, help="The path week by week, from --start on, at --hours-per-week.")
@language_option
@json_option
def path(as_json: bool, language: str, explain: bool, keep: Path | None, since: Path | None, **asked: Any) -> int:
    """The cheapest sequence of courses that closes the gap, with its proof and the reason of every step."""
    if keep and not keep.absolute().parent.is_dir():
        raise click.UsageError(f"--keep: there is no folder {keep.absolute().parent}.")
    question, beside = _asked(language=language, explain=explain, **asked)
    kept = kept_paths.read(since) if since else None
    with printing.progress("reading the edition …", quiet=as_json) as say:
        answer = run(ask_path(settings_now(), question, beside, on_progress=say, kept=kept))
    if keep:
        kept_paths.keep(keep, answer.edition, answer.planned)
    labelled = Labelled(answer.catalogue, language)
    outcome = FINE if answer.told.complete else REFUSED  # the path is told in either case
    if as_json:
        said = of_path(answer.edition, answer.target, answer.path, labelled)
        became = {"since": of_since(answer.since)} if answer.since else {}
        whole = said | of_told(answer.told, labelled) | became
        printing.as_json(whole if answer.picture is None else with_record(whole, answer.picture))
        return outcome
    title = f"to {labelled.text(answer.target)}" if answer.target else "to these goals"
    path_printing.learning_path(title, answer.path, labelled, answer.planned.question.state.in_progress)
    explanation_printing.told(answer.path, answer.told, labelled, explain=explain)
    if answer.since:
        explanation_printing.since(answer.since, labelled, Labelled(answer.since.before, language))
    if answer.picture is not None:
        person_printing.basis(answer.picture)
    printing.edition_line(answer.edition)
    return outcome


def _asked(
    *,
    max_hours: float | None,
    max_money: float | None,
    deadline: date | None,
    hours_per_week: float | None,
    start: date | None,
    budget_ms: int | None,
    explain: bool,
    why_not: tuple[str, ...],
    if_have: Pairs,
    if_done: tuple[str, ...],
    if_without: tuple[str, ...],
    replace: tuple[str, ...],
    alternatives: int | None,
    apart: int | None,
    schedule: bool,
    learner: str | None,
    as_of: date | None,
    **asked: Any,
) -> tuple[PathAsked, Beside]:
    """The question that the options come to, and what is asked about its answer. Raises `click.UsageError`.

    This door has the clock: what names no start begins today.
    """
    if deadline is None and not schedule:
        for name, value in (("--hours-per-week", hours_per_week), ("--start", start)):
            if value is not None:
                raise click.UsageError(f"{name} says nothing by itself: add --deadline or --schedule.")
    if schedule and hours_per_week is None:
        raise click.UsageError("--schedule needs to know how many hours a week has: add --hours-per-week, such as 6.")
    if apart is not None and alternatives is None:
        raise click.UsageError("--apart says how much paths differ: add --alternatives, such as 2.")
    starts_on = start or date.today()
    question = PathAsked(
        limits=limits(
            hours=max_hours, money=max_money, deadline=deadline, start=starts_on, hours_per_week=hours_per_week
        ),
        seconds=None if budget_ms is None else budget_ms / 1_000,
        whose=whose_state(learner, as_of),
        **asked,
    )
    beside = Beside(
        why_not=why_not,
        if_have=if_have,
        if_done=if_done,
        if_without=if_without,
        replace=replace,
        alternatives=alternatives or 0,
        apart=apart or 1,
        weekly=Weekly(starts_on, hours_per_week) if schedule and hours_per_week is not None else None,
        explain=explain,
    )
    return question, beside
