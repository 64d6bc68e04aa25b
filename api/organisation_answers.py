"""The answer for an organisation as stable JSON, and as files with a CSV row for each person.

Learners appear by their pseudonymous ids only.
"""

import csv
import json
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

from api.answers import Labelled, of_edition
from api.organisation import Organisation, PersonRow
from api.people_rows import BadRow
from api.printing import JsonValue
from planning.new_courses import Gain
from planning.organisation import Load

PEOPLE, REPORT = "people.csv", "report.json"
_HEADINGS = (
    "learner",
    "row",
    "to",
    "status",
    "required",
    "short",
    "steps_short",
    "hours",
    "bound",
    "proved",
    "unknown_hours",
    "courses",
    "assessments",
    "uncloseable",
    "error",
    "message",
)


def of_organisation(answer: Organisation, labelled: Labelled) -> dict[str, JsonValue]:
    """The report, without the rows of people that were planned for."""
    gaps = answer.gaps
    return {
        "edition": of_edition(answer.edition),
        "people": {
            "read": len(answer.planned) + len(answer.refused),
            "planned": len(answer.planned),
            "refused": len(answer.refused),
            "complete": answer.count("complete"),
            "partial": answer.count("partial"),
            "nothing_to_do": answer.count("nothing_to_do"),
        },
        "problems": answer.problems,
        "hours": {"total": answer.total_hours, "median": answer.median_hours, "bound": answer.total_bound},
        "proved": answer.proved,
        "proved_share": answer.proved / len(answer.planned) if answer.planned else None,
        "unread_columns": list(answer.unread),
        "refused": [_of_refused(row) for row in answer.refused],
        "bottlenecks": {
            "courses": _of_loads(answer.bottlenecks.courses, labelled),
            "competencies": [
                {
                    "competency": load.competency,
                    **labelled.of(load.competency),
                    "people": load.people,
                    "courses": _of_loads(load.courses, labelled),
                }
                for load in answer.bottlenecks.competencies
            ],
        },
        "open_goals": [
            {
                "competency": goal.competency,
                **labelled.of(goal.competency),
                "level": goal.level,
                "people": goal.people,
                "causes": dict(goal.causes),
            }
            for goal in answer.open_goals
        ],
        "new_courses": {
            "saving": [_of_gain(gain, labelled) for gain in gaps.savers],
            "closing": [_of_gain(gain, labelled) for gain in gaps.closers],
        }
        if gaps
        else None,
    }


def of_people(answer: Organisation) -> list[JsonValue]:
    """The rows of those who were planned for, in the order of the file."""
    return [
        {
            "learner": row.learner,
            "row": row.row,
            "to": row.to,
            "status": row.status,
            "gap": {"required": row.required, "short": row.short, "steps_short": row.steps_short},
            "hours": row.hours,
            "bound": row.bound,
            "proved": row.proved,
            "unknown_hours": row.unknown_hours,
            "courses": list(row.courses),
            "assessments": list(row.assessments),
            "uncloseable": [{"competency": goal.competency, "level": goal.level} for goal in row.uncloseable],
        }
        for row in answer.planned
    ]


def prepare(folder: Path) -> None:
    """Makes the folder and tries to write there: before the work, not after it. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    tempfile.TemporaryFile(dir=folder).close()


def write(answer: Organisation, labelled: Labelled, folder: Path) -> None:
    """Writes `people.csv` (every row of the file) and `report.json` into a folder that is there.

    Each replaces an earlier one as a whole.
    """
    _replace(folder / PEOPLE, lambda file: _write_people(answer, file))
    report = json.dumps(of_organisation(answer, labelled), ensure_ascii=False, indent=2)
    _replace(folder / REPORT, lambda file: file.write(report + "\n"))


def _of_loads(loads: Iterable[Load], labelled: Labelled) -> list[JsonValue]:
    return [
        {"course": load.course, **labelled.of(load.course), "people": load.people, "only_way": load.only_way}
        for load in loads
    ]


def _of_gain(gain: Gain, labelled: Labelled) -> dict[str, JsonValue]:
    return {
        "competency": gain.course.competency,
        **labelled.of(gain.course.competency),
        "from": gain.course.from_level,
        "to": gain.course.to_level,
        "assumed_hours": gain.hours.hours,
        "assumed_from": gain.hours.courses,
        "estimate": gain.estimate,
        "replanned": gain.replanned,
        "helped": gain.helped,
        "saved_hours": gain.saved,
        "closed_goals": gain.closed,
    }


def _of_refused(row: BadRow) -> dict[str, JsonValue]:
    return {
        "row": row.row,
        "learner": row.learner,
        "code": row.refusal.code,
        "message": row.refusal.message,
        "hint": row.refusal.hint,
        "candidates": list(row.refusal.candidates),
    }


def _write_people(answer: Organisation, file: IO[str]) -> None:
    rows = csv.writer(file)
    rows.writerow(_HEADINGS)
    everybody: list[PersonRow | BadRow] = [*answer.planned, *answer.refused]
    merged = sorted(everybody, key=lambda row: row.row)
    rows.writerows(_cells(row) for row in merged)


def _cells(row: PersonRow | BadRow) -> tuple[str | int | float | None, ...]:
    if isinstance(row, BadRow):
        empty = (None,) * (len(_HEADINGS) - 6)
        return (row.learner, row.row, None, "refused", *empty, row.refusal.code, row.refusal.message)
    return (
        row.learner,
        row.row,
        row.to,
        row.status,
        row.required,
        row.short,
        row.steps_short,
        row.hours,
        row.bound,
        "yes" if row.proved else "no",
        row.unknown_hours,
        "|".join(row.courses),
        "|".join(row.assessments),
        "|".join(f"{goal.competency}={goal.level}" for goal in row.uncloseable),
        None,
        None,
    )


def _replace(path: Path, fill: Callable[[IO[str]], object]) -> None:
    """Writes beside the file first, so that it is there whole or not at all."""
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=f".{path.name}.", delete=False, encoding="utf-8", errors="replace", newline=""
    ) as file:
        try:
            fill(file)
        except BaseException:
            Path(file.name).unlink()
            raise
    Path(file.name).replace(path)
