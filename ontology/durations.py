"""Hours as numbers and as ISO 8601 durations, such that each form turns into the other without loss.

Hours are floats equal to `round(seconds, 3) / 3600`: a millisecond is the smallest part. So a table's `0.1` and
Turtle's `PT6M` are the same number, and a digest over either is the same.
"""

import math
import re
from decimal import Decimal
from fractions import Fraction

_DURATION = re.compile(
    r"(?P<sign>-?)P(?=.)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=.)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?\Z",
    re.ASCII,
)
LONGEST_HOURS = 1e8
"""Above this a float no longer holds every millisecond; no course takes ten thousand years."""


def normal_hours(hours: float | Decimal) -> float:
    """The nearest number of hours that is a whole number of milliseconds.

    Raises ValueError where the hours are not finite or beyond `LONGEST_HOURS` on either side.
    """
    if not math.isfinite(hours) or abs(Fraction(hours)) > LONGEST_HOURS:
        raise ValueError(f"{hours} hours cannot be kept: they are not finite, or too many")
    return _hours(round(Fraction(hours) * 3_600_000))


def hours_from_iso(duration: str) -> float:
    """The hours of an `xsd:duration`: `PT7H30M` is 7.5, `P1D` is 24.

    Raises ValueError where the text is no duration, has years or months (whose length varies), or is too long.
    """
    parts = _DURATION.match(duration.strip())
    if parts is None:
        raise ValueError(f"“{duration}” is not a duration such as PT7H30M")
    if int(parts["years"] or 0) or int(parts["months"] or 0):
        raise ValueError(f"“{duration}” has years or months, whose length in hours is not fixed")
    seconds = (
        int(parts["days"] or 0) * 86_400
        + int(parts["hours"] or 0) * 3_600
        + int(parts["minutes"] or 0) * 60
        + Fraction(parts["seconds"] or 0)
    )
    if seconds > LONGEST_HOURS * 3_600:
        raise ValueError(f"“{duration}” is longer than any course")
    return _hours(round(seconds * 1_000) * (-1 if parts["sign"] else 1))


def iso_from_hours(hours: float) -> str:
    """The shortest duration in hours, minutes and seconds: 7.5 is `PT7H30M`, 60 is `PT60H`, 0 is `PT0S`.

    Raises ValueError as `normal_hours` does.
    """
    normal_hours(hours)
    milliseconds = round(Fraction(hours) * 3_600_000)
    sign, rest = ("-", -milliseconds) if milliseconds < 0 else ("", milliseconds)
    whole_hours, rest = divmod(rest, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    seconds = f"{rest // 1000}.{rest % 1000:03d}".rstrip("0").rstrip(".") if rest else ""
    parts = (
        f"{whole_hours}H" if whole_hours else "",
        f"{minutes}M" if minutes else "",
        f"{seconds}S" if rest else "",
    )
    return f"{sign}PT{''.join(parts) or '0S'}"


def _hours(milliseconds: int) -> float:
    return milliseconds / 1_000 / 3_600
