"""What learning platforms call the columns of a course catalogue, and what their durations and statuses mean."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from ontology.durations import hours_from_iso, normal_hours

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("course id", "courseid", "course code", "code", "shortname", "short name", "course shortname", "item id",
           "training id", "object id", "learning object id", "course number", "id number", "idnumber"),
    "title": ("fullname", "full name", "long name", "course fullname", "course name", "course title", "name",
              "item title", "training title", "label"),
    "duration": ("length", "estimated duration", "training duration", "estimated time", "time", "learning time"),
    "hours": ("duration hours", "duration in hours", "duration h", "total hours", "training hours", "credit hours",
              "contact hours", "estimated hours", "cpe hours"),
    "minutes": ("duration minutes", "duration in minutes", "duration min", "duration mins", "estimated minutes"),
    "language": ("languages", "lang", "locale", "course language", "available languages"),
    "provider": ("vendor", "publisher", "source", "training provider", "content provider", "institution"),
    "url": ("link", "course url", "course link", "deep link", "deeplink", "launch url", "web address"),
    "cost": ("price", "fee", "list price", "course price", "amount"),
    "skills": ("skill", "competencies", "competency", "skills taught", "topics", "learning outcomes skills"),
    "description": ("summary", "course description", "course summary", "training description", "item description"),
    "modality": ("delivery method", "format", "delivery", "training type", "item type", "type", "mode"),
    "status": ("state", "course status", "active", "visible", "availability"),
}  # fmt: skip
"""Ours, and what else it may be called, in plain form."""

_GONE: Final = frozenset(
    {"inactive", "archived", "deleted", "retired", "hidden", "obsolete", "no", "false", "0", "completed", "expired"}
)
_IN_USE: Final = frozenset({"active", "published", "available", "visible", "yes", "true", "1", "open", "live"})
_BLANKS: Final = re.compile(r"[\s_\-–/().]+")
_PARTS: Final = re.compile(
    r"(?:(\d+(?:[.,]\d+)?)\s*(?:h|hr|hrs|hours?|std|stunden?)\.?)?\s*(?:(\d+(?:[.,]\d+)?)\s*(?:m|mins?|minutes?)\.?)?\Z",
    re.IGNORECASE,
)
_CLOCK: Final = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?\Z")


def plain(heading: str) -> str:
    """A heading as it is compared: without case, blanks for all that parts words."""
    return _BLANKS.sub(" ", heading).strip().casefold()


def column_of(heading: str) -> str | None:
    """Which of our columns a heading names."""
    return _COLUMN.get(plain(heading))


def retired(status: str) -> bool | None:
    """Whether a course is no longer offered; None where the word says neither."""
    word = plain(status)
    return True if word in _GONE else False if word in _IN_USE or not word else None


def hours_of(text: str) -> float | None:
    """The hours of a duration that says its own unit: `PT1H30M`, `1h 30m`, `90 min`, `1:30`. None for any other.

    Days are none: nobody says whether one has six hours or eight.
    """
    word = text.strip()
    try:
        if word[:1].upper() == "P":
            return hours_from_iso(word.upper())
        if clock := _CLOCK.match(word):
            return normal_hours(int(clock[1]) + int(clock[2]) / 60 + int(clock[3] or 0) / 3600)
        parts = _PARTS.match(word)
        if parts is None or (parts[1] is None and parts[2] is None):
            return None
        return normal_hours(sum((_decimal(parts[1]), _decimal(parts[2]) / 60)))
    except ValueError:
        return None


def number_of(text: str) -> Decimal | None:
    """A decimal of a cell, whatever currency stands around it; None where there is none, or more than one reading."""
    word = re.sub(r"[^\d.,\-]", "", text)
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", word):
        word = word.replace(",", "")
    elif re.fullmatch(r"-?\d+,\d{1,2}", word):
        word = word.replace(",", ".")
    return Decimal(word) if re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", word) else None


def _decimal(text: str | None) -> Decimal:
    return Decimal(0) if text is None else Decimal(text.replace(",", "."))


_COLUMN: Final = {plain(each): ours for ours, others in COLUMNS.items() for each in (ours, *others)}
