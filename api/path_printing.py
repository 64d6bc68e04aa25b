"""A learning path for people: what it takes and how that is proved, its steps, and what stays open."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from api.printing import console, hours, many, marked, said, table

if TYPE_CHECKING:
    from api.answers import Labelled
    from ontology.ids import CourseId
    from planning.model import LearningPath, Step

_STAGES = {
    "start": "before anything was proved",
    "landmarks": "while looking for what every path passes through",
    "bound": "while computing what no path can cost less than",
    "cuts": "while raising what no path can cost less than",
    "integer_program": "while choosing between whole courses",
    "ties": "while choosing between equally cheap paths",
}
_NAMED = 3
"""Courses that a line names; the others are counted."""
_NARROW = 100
"""Columns that a table with reasons wants."""


def learning_path(title: str, path: "LearningPath", labelled: "Labelled", begun: "Collection[CourseId]" = ()) -> None:
    """What a path takes and how that is proved, its steps with reasons, and what stays open; courses that were begun
    say so, since their hours are those that remain."""
    out = console()
    out.print(f"[bold]{marked(title)}[/]: {marked(_summary(path))}")
    if path.limited:
        out.print(f"[yellow]limits:[/] {marked(path.limited.sentence)}")
    if path.steps:
        _steps(path.steps, labelled, begun)
    if path.next_steps and len(path.next_steps) < len(path.steps):
        first = [step.course or step.assessment for step in path.steps if step.id in path.next_steps]
        said("start with", [named(first, labelled)])
    crowded = [goal for goal in path.uncloseable if goal.cause == "limit"]
    if crowded:
        levels = (f"{labelled.text(g.competency)} {labelled.rank(g.competency, g.level)}" for g in crowded)
        said("no room for", ["; ".join(levels)])
    for goal in path.uncloseable:
        if goal.cause != "limit":
            out.print(
                f"[yellow]stays open:[/] {marked(labelled.text(goal.competency))} "
                f"{marked(labelled.rank(goal.competency, goal.level))}, reached {goal.reached} "
                f"({goal.cause}): {marked(goal.detail)}"
            )


def _summary(path: "LearningPath") -> str:
    if path.status == "nothing_to_do":
        return "nothing to do, everything that counts is held."
    if not path.steps:
        return "no course closes any of it."
    weighed = path.cost != path.hours
    if path.limited and path.limited.binding:
        most = path.limited.closed_bound
        proof = f"{'proved: nothing' if path.proved else 'the best found; nothing'} within the limits closes more"
        proof += "" if path.proved or most <= path.limited.closed else f" than {most:.0%}"
    elif path.proved:
        proof = "proved: there is no cheaper path"
    elif path.cost_bound >= path.cost:
        proof = "no path is cheaper; not all that are as cheap were compared"
    elif weighed:
        proof = f"the best found; no path can be weighed below {hours(path.cost_bound)}"
    else:
        proof = f"the best found; no path can take less than {many(path.bound, 'hour')}"
    weight = f", weighed as {hours(path.cost)}" if weighed else ""
    unknown = f"; {path.unknown_hours} with estimated hours (~)" if path.unknown_hours else ""
    left = "; it goes as far as courses reach" if path.status == "partial" and not path.limited else ""
    ran_out = f". The time ran out {_STAGES[path.stopped]}" if path.stopped else ""
    return f"{many(len(path.steps), 'step')}, {many(path.hours, 'hour')}{weight} ({proof}){unknown}{left}{ran_out}."


def _steps(steps: "tuple[Step, ...]", labelled: "Labelled", begun: "Collection[CourseId]") -> None:
    """The table of steps; prices have a column where any is known. Where it is narrow, the reasons follow below."""
    numbers = {step.id: str(number) for number, step in enumerate(steps, start=1)}
    priced = any(step.money for step in steps)
    narrow = console().width < _NARROW
    columns = (
        "#",
        "step",
        "hours",
        *(["price"] if priced else []),
        "after",
        "gives",
        *([] if narrow else ["because"]),
    )

    def row(step: "Step") -> list[str]:
        money = hours(step.money) if step.money is not None else "?" if step.course else ""
        gives = (f"{labelled.text(g.competency)} {labelled.rank(g.competency, g.level)}" for g in step.gives)
        return [
            numbers[step.id],
            labelled.text(step.course or step.assessment) + (" (begun)" if step.course in begun else ""),
            f"{'~' if step.hours_estimated else ''}{hours(step.hours)}",
            *([money] if priced else []),
            ", ".join(numbers[before] for before in step.after),
            "\n".join(gives),
            *([] if narrow else ["\n".join(step.because)]),
        ]

    wide = {"after": 8} if narrow else {"step": 24, "gives": 26, "after": 8}
    table("", columns, map(row, steps), right=("#", "hours", "price"), most=wide)
    if narrow:
        said("because", [f"{numbers[step.id]}: {' '.join(step.because)}" for step in steps])


def named(courses: Iterable[str | None], labelled: "Labelled", most: int = _NAMED) -> str:
    """Courses by label; beyond `most` they are counted."""
    names = [labelled.text(course) for course in courses]
    more = len(names) - most
    return "; ".join([*names[:most], *([f"{more} more"] if more > 0 else [])])
