"""The answer for an organisation: stable JSON, a CSV row for each person, tables for people at the terminal.

Learners appear by their pseudonymous ids only.
"""

import csv
import json
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

from api import printing
from api.answers import Labelled, of_edition
from api.organisation import Organisation, PersonRow
from api.people_rows import BadRow
from api.printing import JsonValue, hours, many
from ontology.ids import CompetencyId
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
_SHOWN_REFUSED = 20


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


def write(answer: Organisation, labelled: Labelled, folder: Path) -> None:
    """Writes `people.csv` (every row of the file) and `report.json`; each replaces an earlier one as a whole."""
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / PEOPLE, lambda file: _write_people(answer, file))
    report = json.dumps(of_organisation(answer, labelled), ensure_ascii=False, indent=2)
    _replace(folder / REPORT, lambda file: file.write(report + "\n"))


def show(answer: Organisation, labelled: Labelled, most: int) -> None:
    """Tables for people; of each list the first `most`."""
    printing.table(
        f"{many(len(answer.planned) + len(answer.refused), 'row')}, {many(answer.problems, 'distinct problem')}",
        ("people", "", "hours", ""),
        (
            ("complete", f"{answer.count('complete'):,}", "in all", hours(answer.total_hours)),
            ("partial", f"{answer.count('partial'):,}", "median", hours(answer.median_hours)),
            ("nothing to do", f"{answer.count('nothing_to_do'):,}", "proved", _share(answer)),
            ("refused", f"{len(answer.refused):,}", "", ""),
        ),
        right=("", ""),
    )
    if answer.unread:
        printing.say(f"not read: {', '.join(answer.unread)}")
    for row in answer.refused[:_SHOWN_REFUSED]:
        who = f" ({row.learner})" if row.learner else ""
        printing.say(f"refused: row {row.row}{who}: {row.refusal.message} {row.refusal.hint}".rstrip())
    _and_more(len(answer.refused), _SHOWN_REFUSED, "refused rows")
    courses = answer.bottlenecks.courses
    if courses:
        printing.table(
            "courses that most people depend on",
            ("course", "people", "no other way"),
            ((labelled.text(load.course), f"{load.people:,}", f"{load.only_way:,}") for load in courses[:most]),
            right=("people", "no other way"),
        )
        printing.table(
            "by competency",
            ("competency", "people", "course", "of them", "no other way"),
            (
                (
                    labelled.text(load.competency) if first else "",
                    f"{load.people:,}" if first else "",
                    labelled.text(course.course),
                    f"{course.people:,}",
                    f"{course.only_way:,}",
                )
                for load in answer.bottlenecks.competencies[:most]
                for first, course in zip((True, False, False), load.courses, strict=False)
            ),
            right=("people", "of them", "no other way"),
        )
    if answer.open_goals:
        printing.table(
            "goals that stay open",
            ("competency", "level", "people", "cause"),
            (
                (
                    labelled.text(goal.competency),
                    labelled.rank(goal.competency, goal.level),
                    f"{goal.people:,}",
                    ", ".join(f"{cause} {count:,}" for cause, count in goal.causes),
                )
                for goal in answer.open_goals[:most]
            ),
            right=("people",),
        )
    if answer.gaps:
        _show_gains("new courses that would save most", answer.gaps.savers, labelled)
        _show_gains("new courses that would close most", answer.gaps.closers, labelled)


def _show_gains(title: str, gains: tuple[Gain, ...], labelled: Labelled) -> None:
    if not gains:
        return
    printing.table(
        title,
        ("competency", "from", "to", "assumed hours", "saves", "closes", "people"),
        (
            (
                labelled.text(gain.course.competency),
                _level(gain.course.competency, gain.course.from_level, labelled),
                _level(gain.course.competency, gain.course.to_level, labelled),
                hours(gain.hours.hours),
                many(gain.saved, "hour"),
                many(gain.closed, "goal"),
                f"{gain.helped:,}",
            )
            for gain in gains
        ),
        right=("assumed hours", "saves", "closes", "people"),
    )


def _level(competency: CompetencyId, level: int, labelled: Labelled) -> str:
    return labelled.rank(competency, level) if level else "nothing"


def _share(answer: Organisation) -> str:
    if not answer.planned:
        return "none"
    return f"{100 * answer.proved / len(answer.planned):.4g} %"


def _and_more(count: int, shown: int, what: str) -> None:
    if count > shown:
        printing.say(f"… and {count - shown:,} more {what} (--out FOLDER or --json lists all)")


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
