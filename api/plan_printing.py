"""Plans for people: what is to be done, what was done, and whether that still is the way."""

from typing import TYPE_CHECKING

from api.path_printing import named
from api.printing import console, hours, many, marked, said, table
from planning.plans import REASONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.answers import Labelled
    from api.plan_refresh import Tally
    from api.plan_showing import PlanNow
    from planning.path_changes import PathChanges

_PROGRESS = {"open": "", "in_progress": "begun", "done": "done", "held": "held already"}
_BY = {
    "self": "the learner",
    "manager": "the manager",
    "administrator": "an administrator",
    "service": "a program",
    "worker": "the service",
}


def overview(plans: "Sequence[PlanNow]", labelled: "Labelled") -> None:
    """One line for each plan."""
    table(
        "",
        ("plan", "status", "to", "steps left", "hours left", "version", ""),
        (
            (
                now.plan.id,
                now.plan.status,
                goal(now, labelled),
                str(len(now.to_do)),
                hours(now.hours_left),
                str(now.plan.version),
                _state(now),
            )
            for now in plans
        ),
        right=("steps left", "hours left", "version"),
    )


def plan(now: "PlanNow", labelled: "Labelled") -> None:
    """A plan with its steps, and what has to be said about it."""
    out = console()
    title = f"{goal(now, labelled)}: {now.plan.status}, {many(len(now.to_do), 'step')} and "
    out.print(f"[bold]{marked(title + many(now.hours_left, 'hour'))}[/] left ({marked(now.plan.id)})")
    numbers = {one.step.id: str(number) for number, one in enumerate(now.steps, start=1)}
    table(
        "",
        ("#", "step", "hours", "after", "gives", "progress", "id"),
        (
            (
                numbers[one.step.id],
                labelled.text(one.step.course or one.step.assessment),
                hours(one.step.hours),
                ", ".join(numbers[before] for before in one.step.after if before in numbers),
                "\n".join(
                    f"{labelled.text(g.competency)} {labelled.rank(g.competency, g.level)}" for g in one.step.gives
                ),
                _PROGRESS[one.progress] + ("" if one.progress != "done" or one.shown else ", not yet shown"),
                one.step.id,
            )
            for one in now.steps
        ),
        right=("#", "hours"),
    )
    if now.differs and now.planned is not None:
        path = now.planned.path
        fresh = named([step.course or step.assessment for step in path.steps], labelled, most=6)
        said(
            "another way is better now",
            [
                f"{many(len(path.steps), 'step')}, {many(path.hours, 'hour')}: {fresh}.",
                f"--changes says why. `skillway plans accept {now.plan.id}` takes it.",
            ],
        )
    said(
        "to be shown",
        [
            f"{labelled.text(one.level.competency)} {labelled.rank(one.level.competency, one.level.level)}, from "
            f"“{labelled.text(one.course)}”: a completed course proves no level; an assessment or a manager does."
            for one in now.to_show
        ],
    )
    said("to be known", list(now.notices))
    if now.refusal is not None:
        said("no answer now", [now.refusal.message, now.refusal.hint])
    if now.stale:
        said("stale", [REASONS[reason] for reason in now.stale])
    said(
        "history",
        [
            f"{event.at:%Y-%m-%d %H:%M} {event.status} by {_BY[event.by]} (version {event.version})."
            for event in now.plan.history
        ],
    )


def changes(since: int, found: "PathChanges") -> None:
    """What became of the steps of a version, and why."""
    said(f"since version {since}", [found.sentence])
    said("step by step", [step.sentence for step in found.steps if step.became != "kept" or step.longer])


def refreshed(tally: "Tally") -> str:
    """What a run over stale plans came to."""
    if not tally.stale:
        return f"Nothing is stale; {many(tally.looked, 'plan')} looked at."
    parts = [
        f"{many(tally.stale, 'stale plan')} of {tally.looked:,}",
        f"{tally.certified:,} hold by their certificate",
        f"{tally.settled:,} needed no search",
        f"{tally.searched:,} were searched for",
        *([f"{tally.overtaken:,} were changed meanwhile"] if tally.overtaken else []),
        *([f"{tally.failed:,} failed"] if tally.failed else []),
    ]
    return "; ".join(parts) + "."


def goal(now: "PlanNow", labelled: "Labelled") -> str:
    """Where a plan leads."""
    to = now.plan.basis.to
    parts = [labelled.text(to)] if to else []
    parts += [f"{labelled.text(c)} {labelled.rank(c, rank)}" for c, rank in now.plan.asked.goals]
    return " and ".join(parts) or "no target"


def _state(now: "PlanNow") -> str:
    if now.refusal is not None:
        return "no answer now"
    return "stale" if now.stale else "another way is better now" if now.differs else ""
