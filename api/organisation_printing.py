"""The answer for an organisation as the terminal shows it: tables for people, of each list the first few."""

from api import printing
from api.answers import Labelled
from api.organisation import Organisation
from api.printing import hours, many
from ontology.ids import CompetencyId
from planning.new_courses import Gain

_SHOWN_REFUSED = 20


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
