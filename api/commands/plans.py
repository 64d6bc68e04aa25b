"""`plans`: what a learner goes by, proposed, accepted, followed, and kept right while all around it changes."""

from contextlib import AbstractAsyncContextManager
from dataclasses import asdict
from datetime import date
from typing import Any

import click

from api import plan_answers, plan_printing, plan_questions, printing
from api.answers import Labelled
from api.commands.options import goal_option, json_option, language_option, optional_option, run, settings_now
from api.commands.wishes import (
    deadline_option,
    hours_per_week_option,
    limits,
    max_hours_option,
    max_money_option,
    prefer_option,
)
from api.plan_questions import Desk, Proposal, desk
from api.plan_showing import PlanNow
from planning.path_changes import PathChanges
from planning.plans import Deed

whose_option = click.option("--learner", required=True, metavar="ID", help="Whose plans.")
version_option = click.option(
    "--version", type=click.IntRange(1), help="The version that is meant: refused where there is a newer one."
)


@click.group(epilog='Example: skillway plans propose --learner ana --to "Senior data engineer"')
def plans() -> None:
    """Plans that people go by: proposed, accepted, active, complete.

    A plan is brought up to date whenever it is read. What was accepted changes only when it is accepted again.
    """


@plans.command("list")
@whose_option
@language_option
@json_option
def list_(learner: str, language: str, as_json: bool) -> None:
    """All plans of a learner, each as it is now."""

    async def work() -> None:
        async with _desk(learner, "list", "plan.read", language) as at:
            found = await at.every()
            labelled = Labelled(at.view.catalogue, language)
            if as_json:
                each = [plan_answers.of_plan(now, labelled) for now in found]
                printing.as_json(plan_answers.of_answer(at.view.edition, at.picture, plans=list(each)))
                return
            if not found:
                click.echo(f"No plans yet: skillway plans propose --learner {learner} --to ROLE_LEVEL")
            else:
                plan_printing.overview(found, labelled)
            printing.edition_line(at.view.edition)

    run(work())


@plans.command()
@click.argument("plan")
@whose_option
@click.option(
    "--changes", is_flag=True, help="What changed since the version that was accepted, or the first, and why."
)
@click.option("--since", type=click.IntRange(1), metavar="VERSION", help="What changed since this version, and why.")
@language_option
@json_option
def show(plan: str, learner: str, changes: bool, since: int | None, language: str, as_json: bool) -> None:
    """A plan with its steps, how far they are, and what changed."""

    async def work() -> None:
        async with _desk(learner, "show", "plan.read", language) as at:
            now = await at.one(plan)
            number = since or (now.plan.agreed or now.lines[0].number if changes else None)
            found = None if number is None else await at.changes(now, number)
            _tell(at, now, as_json, number, found)

    run(work())


@plans.command()
@whose_option
@click.option("--to", "target", metavar="ROLE_LEVEL", help="The role level to reach; their own target without it.")
@goal_option
@click.option("--without", multiple=True, metavar="COURSE", help="A course that must not be in the plan. Repeatable.")
@optional_option
@prefer_option
@max_hours_option
@max_money_option
@deadline_option
@hours_per_week_option
@language_option
@json_option
def propose(
    learner: str,
    max_hours: float | None,
    max_money: float | None,
    deadline: date | None,
    hours_per_week: float | None,
    language: str,
    as_json: bool,
    **said: Any,
) -> None:
    """A new plan; or the one that is there, where a live one asks the same."""
    within = limits(
        hours=max_hours, money=max_money, deadline=deadline, start=date.today(), hours_per_week=hours_per_week
    )

    async def work() -> None:
        async with _desk(learner, "propose", "plan.write", language) as at:
            _tell(at, await at.propose(Proposal(limits=within, **said)), as_json)

    run(work())


@plans.command()
@click.argument("plan")
@whose_option
@version_option
@language_option
@json_option
def accept(plan: str, learner: str, version: int | None, language: str, as_json: bool) -> None:
    """Agree to the newest version of a plan."""
    _act(plan, learner, "accept", version, language, as_json)


@plans.command()
@click.argument("plan")
@whose_option
@language_option
@json_option
def activate(plan: str, learner: str, language: str, as_json: bool) -> None:
    """Begin with an accepted plan; another one to the same goal is replaced by it."""
    _act(plan, learner, "activate", None, language, as_json)


@plans.command()
@click.argument("plan")
@whose_option
@language_option
@json_option
def withdraw(plan: str, learner: str, language: str, as_json: bool) -> None:
    """Give a plan up. What was done stays in the record."""
    _act(plan, learner, "withdraw", None, language, as_json)


@plans.command()
@click.argument("plan")
@click.argument("step")
@whose_option
@language_option
@json_option
def done(plan: str, step: str, learner: str, language: str, as_json: bool) -> None:
    """Note that the course of a step was completed. That proves no level: an assessment or a manager does."""

    async def work() -> None:
        async with _desk(learner, "done", "evidence.write", language) as at:
            _tell(at, await at.done(plan, step), as_json)

    run(work())


@plans.command()
@click.option("--all", "all_", is_flag=True, help="All plans of the graph.")
@click.option("--learner", metavar="ID", help="The plans of one learner.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes; one for each processor where not said.")
@json_option
def refresh(all_: bool, learner: str | None, workers: int | None, as_json: bool) -> None:
    """Bring stale plans up to date now. The service does the same by itself."""
    if all_ == (learner is not None):
        raise click.UsageError("Say whose plans: --learner ID, or --all.")
    with printing.progress("looking for stale plans …", quiet=as_json) as say:
        tally = run(plan_questions.refresh(settings_now(), learner, workers, on_progress=say))
    if as_json:
        printing.as_json({name: value for name, value in asdict(tally).items() if name != "seconds"})
        return
    click.echo(plan_printing.refreshed(tally))


def _act(plan: str, learner: str, deed: Deed, version: int | None, language: str, as_json: bool) -> None:
    async def work() -> None:
        async with _desk(learner, deed, "plan.write", language) as at:
            _tell(at, await at.act(plan, deed, version), as_json)

    run(work())


def _desk(learner: str, command: str, action: str, language: str) -> AbstractAsyncContextManager[Desk]:
    return desk(settings_now(), learner, command=f"plans {command}", action=action, language=language)


def _tell(at: Desk, now: PlanNow, as_json: bool, since: int | None = None, found: PathChanges | None = None) -> None:
    labelled = Labelled(at.view.catalogue, at.language)
    if as_json:
        said = plan_answers.of_answer(at.view.edition, at.picture, plan=plan_answers.of_plan(now, labelled))
        if found is not None and since is not None:
            said["changes"] = plan_answers.of_changes(since, found)
        printing.as_json(said)
        return
    plan_printing.plan(now, labelled)
    if found is not None and since is not None:
        plan_printing.changes(since, found)
    printing.edition_line(at.view.edition)
