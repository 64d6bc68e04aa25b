"""Rows in messages of a size that the wire carries: over 16 MiB it hangs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

T = TypeVar("T")

MOST_BYTES: Final = 3_000_000
MOST_ROWS: Final = 1_000


def parts(rows: Sequence[T], size: Callable[[T], int] = lambda _: 0) -> Iterator[list[T]]:
    """The rows, in order, in lists of at most `MOST_ROWS` and about `MOST_BYTES`; none for no rows."""
    part: list[T] = []
    total = 0
    for row in rows:
        weighs = size(row)
        if part and (total + weighs > MOST_BYTES or len(part) >= MOST_ROWS):
            yield part
            part, total = [], 0
        part.append(row)
        total += weighs
    if part:
        yield part


def weight(row: Mapping[str, object]) -> int:
    """About the bytes of a map on the wire. Texts count as ASCII: what can be long is sealed, and so it is."""
    return sum(len(name) + (len(value) + 4 if isinstance(value, str) else 9) for name, value in row.items())
