"""What was asked about a path, for people: explanations as sentences, other paths and the schedule as tables."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from api.about_paths import Unanswered
from api.path_printing import named
from api.printing import console, hours, many, said, table
from ontology.refusals import Refusal

if TYPE_CHECKING:
    from api.about_paths import Replaced, Told
    from api.answers import Labelled
    from api.since import Since
    from planning.explaining.model import WhatIf
    from planning.model import LearningPath, Step
    from planning.schedule import Schedule

_DOUBTS = {
    "other_edition": "it was made from another edition",
    "not_proved": "it never was proved the cheapest, or limits or a model decided, too",
    "needs_changed": "the role level needs something else now",
    "competencies_moved": "competencies that it rests on count as others now",
    "course_gone": "{course} is not in use any more",
    "course_changed": "{course} gives less or asks for more",
    "course_dearer": "{course} is dearer, and there may be a way around it",
    "within_reach": "what was out of reach may be within reach now",
    "landmark_fell": "{course} gives something without what had to come before it",
    "course_pays": "{course} is new, cheaper or asks for less, and may pay",
}


class _Weeks(NamedTuple):
    """Weeks in a row in which one and the same step is worked on, or a single week."""

    starts_on: date
    weeks: int
    hours: float
    steps: list[str]
    work: str


def told(path: "LearningPath", answers: "Told", labelled: "Labelled", *, explain: bool) -> None:
    """What was asked about the path, in sentences and tables; prices and what every path passes through on demand."""
    said("what would close it", (repair.sentence for repair in answers.repairs))
    if explain:
        _prices(path, labelled)
        said("no path avoids", (each.sentence for each in answers.passes))
        said("what would save the most", (each.sentence for each in answers.most_valuable or ()))
    said(
        "why not",
        (
            f"{labelled.text(each.name)}: {_refused(each.refusal)}" if isinstance(each, Unanswered) else each.sentence
            for each in answers.why_not
        ),
    )
    if answers.what_if:
        _what_if(answers.what_if, labelled)
    for replaced in answers.replaced:
        _replacements(replaced, labelled)
    if answers.alternatives is not None:
        _alternatives(path, answers.alternatives, labelled)
    if answers.schedule:
        _schedule(answers.schedule, path.steps, labelled)


def since(answer: "Since", labelled: "Labelled", earlier: "Labelled") -> None:
    """What became of a kept path: whether its certificate still holds, then step by step what changed and why.

    `earlier` has the labels of the edition that it was kept from.
    """
    verdict, changes = answer.verdict, answer.changes
    kept = f"the path of edition {answer.number}"
    if answer.completed:
        kept = f"what remains of {kept} after {named(answer.completed, earlier)}"
    if verdict is None:
        said("since", [f"{kept} was for another question or another state, which its certificate is not about."])
    elif verdict.optimal:
        said("since", [f"{kept} still is the cheapest; its certificate says so without a search."])
    else:
        course = labelled if verdict.course in labelled else earlier  # a course that is gone
        doubt = _DOUBTS[verdict.doubt or "not_proved"].format(course=f"“{course.text(verdict.course)}”")
        said("since", [f"{kept} may not be the cheapest any more: {doubt}."])
    told = [step.sentence for step in changes.steps if step.became != "kept" or step.longer]
    said("what became of it", [changes.sentence])
    said("step by step", told)


def _prices(path: "LearningPath", labelled: "Labelled") -> None:
    """What each need accounts for; what only whole courses explain is a row of its own."""
    if not path.prices:
        return
    rows = [
        (labelled.text(price.competency), labelled.rank(price.competency, price.level), hours(price.cost))
        for price in sorted(path.prices, key=lambda price: (-price.cost, price.competency))
    ]
    if path.indivisible:
        rows.append(("what no single need accounts for", "", hours(path.indivisible)))
    unit = "hours" if path.cost == path.hours else "cost"
    title = f"what the {unit} are for" if unit == "hours" else "what the cost is for"
    _table(f"{title}: {hours(path.cost_bound)} at least", ("need", "level", unit), rows, right=(unit,))


def _refused(refusal: Refusal) -> str:
    """Why there is no answer, and what to do instead."""
    return f"{refusal.message} {refusal.hint} ({refusal.code})"


def _what_if(answer: "WhatIf | Refusal", labelled: "Labelled") -> None:
    if isinstance(answer, Refusal):
        said("what if", [_refused(answer)])
        return
    said("what if", [answer.sentence])
    for word, courses in (("not needed then", answer.dropped), ("taken instead", answer.added)):
        if courses:
            said(f"  {word}", [named(courses, labelled, most=len(courses))])


def _replacements(replaced: "Replaced | Unanswered", labelled: "Labelled") -> None:
    if isinstance(replaced, Unanswered):
        said("replace", [_refused(replaced.refusal)])
        return
    name = labelled.text(replaced.step.course)
    if not replaced.replacements:
        said("replace", [f"Nothing can take the place of {name}."])
        return
    _table(
        f"instead of {name}",
        ("take", "and leave out", "hours more"),
        (
            (
                named(each.added, labelled, most=len(each.added)) or "nothing",
                named(each.dropped, labelled, most=len(each.dropped)),
                hours(each.extra) if each.proved else f"{hours(each.extra_bound)} to {hours(each.extra)}",
            )
            for each in replaced.replacements
        ),
        right=("hours more",),
    )


def _alternatives(path: "LearningPath", others: "tuple[LearningPath, ...] | Refusal", labelled: "Labelled") -> None:
    if isinstance(others, Refusal):
        said("alternatives", [_refused(others)])
        return
    if not others:
        said("alternatives", ["No other path differs as much as you asked."])
        return
    mine = [step.course for step in path.steps if step.course]

    def row(number: int, other: "LearningPath") -> tuple[str, ...]:
        theirs = [step.course for step in other.steps if step.course]
        return (
            str(number),
            hours(other.hours),
            hours(round(other.cost - path.cost, 6)),
            named([course for course in theirs if course not in mine], labelled, most=len(theirs)),
            named([course for course in mine if course not in theirs], labelled, most=len(mine)),
        )

    _table(
        "other paths",
        ("#", "hours", "more", "take", "and leave out"),
        (row(number, other) for number, other in enumerate(others, start=1)),
        right=("#", "hours", "more"),
    )


def _schedule(schedule: "Schedule | Refusal", steps: "tuple[Step, ...]", labelled: "Labelled") -> None:
    """Weeks with what is worked on; those in a row that have but one and the same step are shown as one."""
    if isinstance(schedule, Refusal):
        said("schedule", [_refused(schedule)])
        return
    if schedule.ends_on is None:
        said("schedule", ["There is nothing to plan."])
        return
    shown = {
        step.id: f"{number} {labelled.text(step.course or step.assessment)}"
        for number, step in enumerate(steps, start=1)
    }
    rows: list[_Weeks] = []
    for week in schedule.weeks:
        steps_of_week = [part.step for part in week.work]
        if rows and len(steps_of_week) == 1 and steps_of_week == rows[-1].steps:
            rows[-1] = rows[-1]._replace(weeks=rows[-1].weeks + 1, hours=rows[-1].hours + week.hours)
        else:
            work = "\n".join(f"{shown[part.step]} ({hours(part.hours)})" for part in week.work)
            rows.append(_Weeks(week.starts_on, 1, week.hours, steps_of_week, work))
    guessed = (
        f"; {many(schedule.estimated_hours, 'hour')} of it estimated, so the end is, too"
        if schedule.estimated_hours
        else ""
    )
    _table(
        f"{many(schedule.hours_per_week, 'hour')} a week from {schedule.starts_on} to {schedule.ends_on}{guessed}",
        ("week of", "hours", "step"),
        (
            (
                f"{row.starts_on}{f', {row.weeks} weeks' if row.weeks > 1 else ''}",
                hours(row.hours),
                shown[row.steps[0]] if row.weeks > 1 else row.work,
            )
            for row in rows
        ),
        right=("hours",),
    )


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[str]) -> None:
    """A table that is parted from what was said before it."""
    console().print()
    table(title, columns, rows, right=right)
