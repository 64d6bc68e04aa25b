"""Times as tables have them. Two readings of one cell are never tried: what may mean two days is refused."""

import re
from datetime import UTC, date, datetime, time, tzinfo
from typing import Final

from learners.tables.cells import refused, shown

NOON: Final = time(12, tzinfo=UTC)
"""When a day without a time counts as having been: noon in UTC is that same day nearly everywhere."""

_ISO: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?) ?(Z|z|UTC|[+-]\d{2}(?::?\d{2})?)?)?",
    re.ASCII,
)
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_LOCAL: Final = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:[T ,].*)?", re.ASCII)


def read(text: str, column: str, zone: tzinfo | None = None) -> datetime:
    """The moment in UTC of an ISO 8601 text. Raises RowRefused.

    A day alone is that day's noon in UTC, in whatever zone the file is: nothing more is known, and a second import
    has to say the same. A time without a zone is in `zone`; where that is None, it is refused.
    """
    parts = _ISO.fullmatch(text.strip())
    if parts is None:
        raise refused("time.invalid", f"“{shown(text)}” in “{column}” is not a time by ISO 8601.", _hint(text))
    day, clock, offset = parts.groups()
    try:
        if clock is None:
            return datetime.combine(date.fromisoformat(day), NOON)
        moment = datetime.fromisoformat(f"{day}T{clock.replace(',', '.')}{_offset(offset)}")
        if moment.tzinfo is None:
            if zone is None:
                raise refused(
                    "time.no_zone",
                    f"“{shown(text)}” in “{column}” says no time zone.",
                    "Add Z for UTC, or an offset such as +01:00; or say what all times of the file are in, with"
                    " --zone Europe/Berlin; or give the day alone.",
                )
            moment = moment.replace(tzinfo=zone)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise refused(
            "time.impossible", f"There is no such time as “{shown(text)}” in “{column}”.", "Look at day and month."
        ) from None


def _offset(text: str | None) -> str:
    if text is None:
        return ""
    return "+00:00" if text.upper() in ("Z", "UTC") else text if len(text) > 3 else f"{text}:00"


def _hint(text: str) -> str:
    iso = "Write 2026-03-02, or with a time 2026-03-02T09:00:00Z."
    if _SERIAL.fullmatch(text.strip()):
        return f"It looks like a spreadsheet's number of a day: format the column as a date. {iso}"
    if _LOCAL.fullmatch(text.strip()):
        return f"Nobody can tell which part is the month. {iso}"
    return iso
