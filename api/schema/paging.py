"""Relay connections over ordered lists: stable opaque cursors, pages of a bounded size, a total.

A cursor is the sort key of its thing, so a page goes on where the last one ended even when things were added or
removed in between.
"""

import base64
import binascii
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, NamedTuple, TypeAlias, TypeVar

import strawberry

from api.errors import LimitExceeded, RequestRefused
from api.schema.context import Info
from api.schema.words import LabelKind

N = TypeVar("N")
T = TypeVar("T")
Key: TypeAlias = tuple[str | int, ...]

DEFAULT_PAGE = 20

First: TypeAlias = Annotated[
    int | None, strawberry.argument(description="How many from the start; 20 where nothing is said.")
]
After: TypeAlias = Annotated[str | None, strawberry.argument(description="Begin after this cursor.")]
Last: TypeAlias = Annotated[int | None, strawberry.argument(description="How many from the end, instead of `first`.")]
Before: TypeAlias = Annotated[str | None, strawberry.argument(description="End before this cursor.")]


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None = strawberry.field(description="The first edge's; null on an empty page.")
    end_cursor: str | None = strawberry.field(description="The last edge's; null on an empty page.")


@strawberry.type(
    description="The label by which a thing was found. A hidden label is not shown; its thing's label is."
)
class FoundBy:
    text: str
    language: str
    kind: LabelKind
    fallback: bool = strawberry.field(
        description="True where the thing has no preferred label in the asked language, and another one was searched."
    )


class Row(NamedTuple):
    """What an edge knows beside its thing."""

    key: Key
    found_by: FoundBy | None


@strawberry.type(description="One thing of a page, with its cursor.")
class Edge(Generic[N]):
    cursor: str
    node: N
    found_by: FoundBy | None = strawberry.field(default=None, description="Only in answers to `search`; else null.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[N]):
    rows: strawberry.Private[Sequence[Row]]
    nodes: list[N] = strawberry.field(description="The things of `edges`, for readers who need no cursors.")
    total_count: int = strawberry.field(description="How many things the whole list has.")
    start: strawberry.Private[int]

    @strawberry.field(description="The things of the page, each with its cursor.")
    def edges(self) -> list[Edge[N]]:
        # Made only where they are asked for: packing a cursor costs more than showing most things.
        return [
            Edge(cursor=cursor_of(row.key), node=node, found_by=row.found_by)
            for row, node in zip(self.rows, self.nodes, strict=True)
        ]

    @strawberry.field(description="Where the page lies in the list.")
    def page_info(self) -> PageInfo:
        return PageInfo(
            has_next_page=self.start + len(self.rows) < self.total_count,
            has_previous_page=self.start > 0,
            start_cursor=cursor_of(self.rows[0].key) if self.rows else None,
            end_cursor=cursor_of(self.rows[-1].key) if self.rows else None,
        )


class Page(NamedTuple):
    """Which part of a list is asked for."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None


def paged(
    info: Info,
    page: Page,
    items: Sequence[T],
    key: Callable[[T], Key],
    node: Callable[[T], N],
    found_by: Callable[[T], FoundBy | None] = lambda _: None,
) -> Connection[N]:
    """The asked part of `items`, which ascend by `key`. `node` makes what is shown, for the page only.

    Raises `RequestRefused` for arguments that contradict each other or a cursor that is none, `LimitExceeded` for a
    page that is too large.
    """
    start, end = _bounds(page, items, key)
    size = _size(page, info.context.limits.page_size)
    if page.last is not None:
        start = max(start, end - size)
    else:
        end = min(end, start + size)
    part = items[start:end]
    return Connection(
        rows=[Row(key(item), found_by(item)) for item in part],
        nodes=[node(item) for item in part],
        total_count=len(items),
        start=start,
    )


def cursor_of(key: Key) -> str:
    """The opaque cursor of a sort key."""
    packed = json.dumps(key, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def key_of(cursor: str) -> Key:
    """The sort key in a cursor. Raises `RequestRefused` for what is no cursor."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        parts = None
    if not isinstance(parts, list) or not parts or not all(type(part) in (str, int) for part in parts):
        raise RequestRefused(
            "cursor.invalid",
            f"“{cursor[:60]}” is not a cursor of this service.",
            hint="Take `pageInfo.endCursor` or an edge's `cursor` as it is.",
        )
    return tuple(parts)


def _bounds(page: Page, items: Sequence[T], key: Callable[[T], Key]) -> tuple[int, int]:
    start, end = 0, len(items)
    if page.after is not None:
        start = bisect_right(items, _key_in(page.after, items, key), key=key)
    if page.before is not None:
        end = max(start, bisect_left(items, _key_in(page.before, items, key), key=key))
    return start, end


def _key_in(cursor: str, items: Sequence[T], key: Callable[[T], Key]) -> Key:
    """The sort key in a cursor of this list. Raises `RequestRefused` where the list has keys of another form."""
    found = key_of(cursor)
    if items and [type(part) for part in found] != [type(part) for part in key(items[0])]:
        raise RequestRefused(
            "cursor.invalid", "The cursor belongs to another list.", hint="Use a cursor on the list it came from."
        )
    return found


def _size(page: Page, limit: int) -> int:
    if page.first is not None and page.last is not None:
        raise RequestRefused(
            "page.first_and_last", "`first` and `last` were both given.", hint="Ask for one end of the list."
        )
    name, size = ("last", page.last) if page.last is not None else ("first", page.first)
    if size is None:
        return min(DEFAULT_PAGE, limit)
    if size < 0:
        raise RequestRefused("page.negative", f"`{name}` is {size}; a page has at least 0 things.")
    if size > limit:
        raise LimitExceeded(
            "page_size",
            f"`{name}` asks for {size:,} things; a page has at most {limit:,}.",
            limit=limit,
            actual=size,
            hint="Ask for a smaller page, and go on with `after: pageInfo.endCursor`.",
        )
    return size
