"""What is told about a path, as the stable JSON of the command line: explanations, other paths, the schedule."""

from collections.abc import Iterable

from api.about_paths import Replaced, Told, Unanswered
from api.answers import Labelled, alternatives, of_refusal
from api.path_answers import facts
from api.printing import JsonValue
from api.since import Since
from ontology.model import CompetencyAt
from ontology.refusals import Refusal
from planning.explaining.model import NewCourse, Pass, Readmission, Repair, Replacement, Waiver, WhatIf, WhyNot
from planning.model import LearningPath
from planning.path_changes import PathChanges
from planning.schedule import Schedule


def of_told(told: Told, labelled: Labelled) -> dict[str, JsonValue]:
    """Keys beside those of the path: `passes_through` and `repairs` always, the others where they were asked for.

    Where a question has no answer, `refused` stands in its place.
    """
    return {
        "passes_through": [_of_pass(each) for each in told.passes],
        "repairs": [_of_repair(repair) for repair in told.repairs],
        **({"why_not": [of_why_not(each, labelled) for each in told.why_not]} if told.why_not else {}),
        **({"what_if": of_what_if(told.what_if, labelled)} if told.what_if else {}),
        **(
            {"most_valuable": [of_what_if(each, labelled) for each in told.most_valuable]}
            if told.most_valuable is not None
            else {}
        ),
        **({"replacements": [_of_replaced(each, labelled) for each in told.replaced]} if told.replaced else {}),
        **({"alternatives": _of_alternatives(told.alternatives, labelled)} if told.alternatives is not None else {}),
        **({"schedule": of_schedule(told.schedule)} if told.schedule else {}),
    }


def of_why_not(answer: WhyNot | Unanswered, labelled: Labelled) -> dict[str, JsonValue]:
    if isinstance(answer, Unanswered):
        return {"course": answer.name, **labelled.of(answer.name), "refused": of_refusal(answer.refusal)}
    return {
        "course": answer.course,
        **labelled.of(answer.course),
        "verdict": answer.verdict,
        "sentence": answer.sentence,
        "missing": [alternatives(group) for group in answer.missing],
        "extra": answer.extra,
        "extra_bound": answer.extra_bound,
        "proved": answer.proved,
    }


def of_what_if(answer: WhatIf | Refusal, labelled: Labelled) -> dict[str, JsonValue]:
    if isinstance(answer, Refusal):
        return {"refused": of_refusal(answer)}
    return {
        "have": [{"competency": competency, "level": level} for competency, level in answer.have],
        "done": list(answer.done),
        "without": list(answer.without),
        "saved": answer.saved,
        "kept": list(answer.kept),
        "dropped": list(answer.dropped),
        "added": list(answer.added),
        "lost": _levels(answer.lost),
        "gained": _levels(answer.gained),
        "proved": answer.proved,
        "sentence": answer.sentence,
        "path": facts(answer.path, labelled),
    }


def _of_pass(each: Pass) -> dict[str, JsonValue]:
    (what,) = alternatives((each.what,))
    assert isinstance(what, dict)
    return {**what, "goals": _levels(each.goals), "sentence": each.sentence}


def _of_repair(repair: Repair) -> dict[str, JsonValue]:
    return {**_of_change(repair.change), "goals": _levels(repair.goals), "sentence": repair.sentence}


def _of_change(change: NewCourse | Waiver | Readmission) -> dict[str, JsonValue]:
    match change:
        case NewCourse():
            return {
                "kind": "new_course",
                "competency": change.competency,
                "from_level": change.from_level,
                "to_level": change.to_level,
            }
        case Waiver():
            return {"kind": "waiver", "course": change.course, "group": alternatives(change.group)}
        case Readmission():
            return {"kind": "readmission", "course": change.course}


def _of_alternatives(others: tuple[LearningPath, ...] | Refusal, labelled: Labelled) -> JsonValue:
    if isinstance(others, Refusal):
        return {"refused": of_refusal(others)}
    return [facts(path, labelled) for path in others]


def _of_replaced(replaced: Replaced | Unanswered, labelled: Labelled) -> dict[str, JsonValue]:
    if isinstance(replaced, Unanswered):
        return {"asked": replaced.name, "refused": of_refusal(replaced.refusal)}
    return {
        "step": replaced.step.id,
        "course": replaced.step.course,
        **labelled.of(replaced.step.course),
        "replacements": [_of_replacement(each) for each in replaced.replacements],
    }


def _of_replacement(replacement: Replacement) -> dict[str, JsonValue]:
    return {
        "added": list(replacement.added),
        "dropped": list(replacement.dropped),
        "extra": replacement.extra,
        "extra_bound": replacement.extra_bound,
        "proved": replacement.proved,
        "sentence": replacement.sentence,
    }


def of_schedule(schedule: Schedule | Refusal) -> dict[str, JsonValue]:
    if isinstance(schedule, Refusal):
        return {"refused": of_refusal(schedule)}
    return {
        "starts_on": schedule.starts_on.isoformat(),
        "ends_on": schedule.ends_on.isoformat() if schedule.ends_on else None,
        "hours_per_week": schedule.hours_per_week,
        "hours": schedule.hours,
        "hours_left": schedule.hours_left,
        "estimated_hours": schedule.estimated_hours,
        "weeks": [
            {
                "starts_on": week.starts_on.isoformat(),
                "hours": week.hours,
                "work": [{"step": work.step, "hours": work.hours} for work in week.work],
            }
            for week in schedule.weeks
        ],
        "steps": [
            {
                "step": step.step,
                "starts_on": step.starts_on.isoformat(),
                "ends_on": step.ends_on.isoformat(),
                "hours": step.hours,
                **({"hours_estimated": True} if step.hours_estimated else {}),
            }
            for step in schedule.steps
        ],
    }


def of_since(since: Since) -> dict[str, JsonValue]:
    """What became of a kept path. `verdict` is null where question or state are others; after steps that were
    `completed` it is about the rest."""
    verdict, changes = since.verdict, since.changes
    judged: JsonValue = None
    if verdict is not None:
        judged = {"optimal": verdict.optimal, "doubt": verdict.doubt, "course": verdict.course}
    return {
        "edition": {"number": since.number, "digest": since.digest},
        "completed": list(since.completed),
        "verdict": judged,
        **of_path_changes(changes),
    }


def of_path_changes(changes: PathChanges) -> dict[str, JsonValue]:
    """What became of each step of an earlier path, and what that comes to in hours."""
    return {
        "hours_before": changes.hours_before,
        "hours_after": changes.hours_after,
        "sentence": changes.sentence,
        "steps": [
            {
                "became": step.became,
                "course": step.course,
                "assessment": step.assessment,
                "before": step.before,
                "after": step.after,
                "hours": step.hours,
                "why": step.why,
                "by": list(step.by),
                "instead_of": list(step.instead_of),
                "longer": step.longer,
                "sentence": step.sentence,
            }
            for step in changes.steps
        ],
    }


def _levels(levels: Iterable[CompetencyAt]) -> list[JsonValue]:
    return alternatives(levels)
