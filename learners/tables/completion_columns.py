"""What learning platforms call the columns and statuses of their completion reports, in one table.

Headings compare without case, and with blanks, `_` and `-` alike. What is not here is named by whoever imports.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final, Literal, TypeAlias

State: TypeAlias = Literal["completed", "passed", "failed", "in_progress", "not_started"]

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "learner": ("learner id", "user id", "userid", "employee id", "employee number", "id number", "person id",
                "personnel number", "sis user id", "student id"),
    "email": ("email address", "e mail", "mail", "user email", "e mail address"),
    "account": ("username", "user name", "login", "login id", "user login", "account name"),
    "course": ("course id", "courseid", "course code", "course shortname", "course short name", "shortname",
               "course number", "item id", "training id", "learning item id", "learning object id", "sis course id",
               "object id", "activity id"),
    "title": ("course name", "course title", "course full name", "course fullname", "item title", "training title",
              "training name", "learning item", "activity name"),
    "url": ("course url", "link", "course link", "deep link", "launch url"),
    "status": ("completion status", "training status", "state", "enrollment status", "enrolment status",
               "course status", "transcript status", "learning status"),
    "score": ("grade", "final grade", "final score", "course total", "score percent", "percentage", "mark", "result"),
    "completed_at": ("completion date", "date completed", "completed on", "completed date", "time completed",
                     "completion time", "completed", "date of completion"),
    "seen_at": ("last access", "last accessed", "last activity", "last access date", "started at", "start date",
                "date started", "last modified"),
    "progress": ("percent complete", "complete", "completion percentage", "completion progress",
                 "progress percent"),
    "enrolment": ("enrolment id", "enrollment id", "registration", "registration id", "attempt id", "transcript id",
                  "enrolment", "enrollment"),
}  # fmt: skip
"""Ours, and what else it may be called."""

STATES: Final[Mapping[State, tuple[str, ...]]] = {
    "completed": ("complete", "done", "finished", "attended", "yes", "y", "true", "completed successfully"),
    "passed": ("pass", "complete pass", "completed with pass grade", "completed achieved pass grade", "successful",
               "satisfactory"),
    "failed": ("fail", "complete fail", "completed with failing grade", "completed did not achieve pass grade",
               "unsuccessful", "unsatisfactory"),
    "in_progress": ("started", "incomplete", "ongoing", "active", "begun", "in progress past due", "in training"),
    "not_started": ("not attempted", "enrolled", "registered", "assigned", "approved", "pending", "no", "n", "false",
                    "not completed", "not complete", "not yet started", "no show", "cancelled", "withdrawn"),
}  # fmt: skip

_BLANKS: Final = re.compile(r"[\s_\-–/().%]+")


def plain(words: str) -> str:
    """A heading or status as it is compared."""
    return _BLANKS.sub(" ", words).strip().casefold()


def is_percent(heading: str) -> bool:
    """Whether a heading says that its numbers go up to 100."""
    return "%" in heading or "percent" in heading.casefold()


def state_of(status: str, own: Mapping[str, State]) -> State | None:
    """What a status means; `own` are further ones in plain form. None where nobody said."""
    word = plain(status)
    return own.get(word) or _STATE.get(word)


def column_of(heading: str, own: Mapping[str, str]) -> str | None:
    """Which of our columns a heading names; `own` are further headings in plain form."""
    word = plain(heading)
    return own.get(word) or _COLUMN.get(word)


def _turned(words: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {plain(each): ours for ours, others in words.items() for each in (ours, *others)}


_COLUMN: Final = _turned(COLUMNS)
_STATE: Final[dict[str, State]] = {plain(each): ours for ours, others in STATES.items() for each in (ours, *others)}
