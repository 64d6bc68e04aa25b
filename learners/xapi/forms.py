"""The formats of strings in statements: IRIs, UUIDs, mail addresses, language tags, durations, times.

The patterns are for the regular expressions of pydantic-core (Rust): `$` is the end of the text, and `^` its start.
"""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

_UCS: Final = "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U000efffd"
"""`ucschar` of RFC 3987, in rough: what an IRI has beyond a URI."""
_SCHEME: Final = "[A-Za-z][A-Za-z0-9+.-]*:"
_IN_IRI: Final = f"(?:[A-Za-z0-9\\-._~:/?@!$&'()*+,;=\\[\\]{_UCS}\ue000-\uf8ff]|%[0-9A-Fa-f]{{2}})"

IRI: Final = f"^{_SCHEME}{_IN_IRI}*(?:#{_IN_IRI}*)?$"
"""RFC 3987, as far as characters go. Brackets are let through beyond IP literals: query strings have them."""

UUID: Final = "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$"
"""Every variant: the specification's own examples are not all of variant 2."""

_LOCAL: Final = f"(?:[A-Za-z0-9.!$&'*+/=?^_`{{|}}~\\-{_UCS}]|%[0-9A-Fa-f]{{2}})+"
_LABEL: Final = f"[A-Za-z0-9_{_UCS}](?:[A-Za-z0-9_\\-{_UCS}]*[A-Za-z0-9_{_UCS}])?"
MBOX: Final = f"^mailto:{_LOCAL}@(?:{_LABEL}(?:\\.{_LABEL})*|\\[[0-9A-Za-z:.]+\\])$"
SHA1: Final = "^[0-9A-Fa-f]{40}$"
SHA2: Final = "^[0-9A-Za-z+/_-]{38,128}={0,2}$"
"""Hex is what is meant and nowhere said; base64 of 224 bits is 38 characters."""

LANGUAGE: Final = (
    "(?i)^(?:"
    "(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})"
    "(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    "(?:-[a-wy-z0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
    "|x(?:-[a-z0-9]{1,8})+"
    "|en-gb-oed|i-(?:ami|bnn|default|enochian|hak|klingon|lux|mingo|navajo|pwn|tao|tay|tsu)|sgn-(?:be-fr|be-nl|ch-de)"
    ")$"
)
"""RFC 5646, section 2.1: language, script, region, variants, extensions, private use; and the grandfathered tags."""

_COUNT: Final = "[0-9]+"
_LAST: Final = "[0-9]+(?:[.,][0-9]+)?"
_TIME_PART: Final = f"T(?:{_COUNT}H)?(?:{_COUNT}M)?{_LAST}S|T(?:{_COUNT}H)?{_LAST}M|T{_LAST}H"
DURATION: Final = (
    f"^P(?:{_LAST}W"
    f"|(?:{_COUNT}Y)?(?:{_COUNT}M)?(?:{_COUNT}D)?(?:{_TIME_PART})"
    f"|(?:{_COUNT}Y)?(?:{_COUNT}M)?{_LAST}D|(?:{_COUNT}Y)?{_LAST}M|{_LAST}Y)$"
)
"""ISO 8601:2004, 4.4.3.2: only the smallest unit may have a fraction, and weeks stand alone."""

_WORD: Final = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
MEDIA_TYPE: Final = f'^{_WORD}/{_WORD}(?:[ \\t]*;[ \\t]*(?:{_WORD}=(?:{_WORD}|"(?:[^"\\\\\\x00-\\x1f]|\\\\.)*"))?)*$'

_CLOCK: Final = "[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]+)?"
_DATE: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
RFC3339: Final = f"^{_DATE}[Tt ][0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(?:\\.[0-9]+)?(?:[Zz]|[+-][0-9]{{2}}:[0-9]{{2}})$"
ISO8601: Final = (
    f"^(?:{_DATE}|[0-9]{{4}}-W[0-9]{{2}}-[1-7]|[0-9]{{4}}-[0-9]{{3}})"
    f"[Tt ](?:{_CLOCK}|[0-9]{{2}}:[0-9]{{2}}(?:[.,][0-9]+)?|[0-9]{{2}}(?:[.,][0-9]+)?)"
    "(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?$"
    "|^(?:[0-9]{8}|[0-9]{4}W[0-9]{2}[1-7]|[0-9]{7})"
    "[Tt](?:[0-9]{6}(?:[.,][0-9]+)?|[0-9]{4}(?:[.,][0-9]+)?|[0-9]{2}(?:[.,][0-9]+)?)"
    "(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?$"
)
"""A date with a time, in the extended or the basic form; the zone may be missing and is UTC then."""

_PARTS: Final = re.compile(
    r"(?P<year>\d{4})(?:-?W(?P<week>\d\d)-?(?P<weekday>\d)|-?(?P<month>\d\d)-?(?P<day>\d\d)|-?(?P<ordinal>\d{3}))"
    r"[Tt ](?P<hour>\d\d)(?::?(?P<minute>\d\d)(?::?(?P<second>\d\d))?)?(?:[.,](?P<fraction>\d+))?"
    r"(?:(?P<utc>[Zz])|(?P<sign>[+-])(?P<off_hour>\d\d)(?::?(?P<off_minute>\d\d))?)?",
    re.ASCII,
)
_USUAL: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)", re.ASCII)
_LATEST: Final = datetime.max.replace(tzinfo=UTC)
_EARLIEST: Final = datetime.min.replace(tzinfo=UTC)


def moment(text: str) -> datetime | None:
    """The point in time, in UTC; None where there is none such (30 February), or its offset is minus zero.

    The text has the form of `ISO8601` or `RFC3339`. A leap second is the start of the next minute, and 24:00 the
    start of the next day. What lies beyond the years 1 to 9999 once in UTC is their first or last moment.
    """
    if _USUAL.fullmatch(text):
        # What nearly everybody sends is read some ten times as fast; what it does not take goes the long way.
        with suppress(ValueError):
            return datetime.fromisoformat(text)
    parts = _PARTS.fullmatch(text)
    if parts is None:
        return None
    sign, hours, minutes = parts["sign"], int(parts["off_hour"] or 0), int(parts["off_minute"] or 0)
    if hours > 23 or minutes > 59 or (sign == "-" and hours == minutes == 0):
        return None
    try:
        if parts["week"]:
            day = datetime.fromisocalendar(int(parts["year"]), int(parts["week"]), int(parts["weekday"]))
        elif parts["ordinal"]:
            day = datetime(int(parts["year"]), 1, 1) + timedelta(days=int(parts["ordinal"]) - 1)
            if day.year != int(parts["year"]):
                return None
        else:
            day = datetime(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    except (ValueError, OverflowError):
        return None
    clock = _clock(parts)
    if clock is None:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    try:
        return (day.replace(tzinfo=UTC) + clock) - (-offset if sign == "-" else offset)
    except OverflowError:
        return _LATEST if day.year > 5000 else _EARLIEST


def _clock(parts: re.Match[str]) -> timedelta | None:
    """The time since midnight; a fraction is of the smallest unit that is there. Below a microsecond it is cut."""
    hour, minute, second = int(parts["hour"]), int(parts["minute"] or 0), int(parts["second"] or 0)
    if hour > 24 or minute > 59 or second > 60 or (second == 60 and minute != 59):
        return None
    unit = 1_000_000 if parts["second"] else 60_000_000 if parts["minute"] else 3_600_000_000
    digits = (parts["fraction"] or "")[:16]
    rest = int(digits) * unit // 10 ** len(digits) if digits else 0
    if hour == 24 and (minute or second or rest):
        return None
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=rest)
