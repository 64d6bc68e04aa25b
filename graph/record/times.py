"""Times as the record keeps them: ISO 8601 in UTC, always as long, so that their texts sort as they do."""

from datetime import UTC, datetime, timedelta
from typing import Final

TICK: Final = timedelta(microseconds=1)
"""The smallest step between two times of receipt."""


def text(at: datetime) -> str:
    """`2026-03-02T09:00:00.000000Z`. Raises `ValueError` for a time without zone."""
    if at.tzinfo is None:
        raise ValueError("a time without zone cannot be kept")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def read(stored: str) -> datetime:
    """The time of such a text, in UTC."""
    return datetime.fromisoformat(stored)


def maybe(stored: str | None) -> datetime | None:
    return None if stored is None else read(stored)
