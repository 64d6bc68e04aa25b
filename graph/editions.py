"""Editions, and the one way to read anything about them.

Neither engine gives snapshot reads: while a publish commits, even one statement may see part of it. `steadily` reads
where the graph stands before and after, and reads again when it moved or was moving. A publisher makes the count of
moves odd before it commits and even after it (`lease.py`), so an answer that saw part of a commit always sees one of
the two: an odd count, or another one than before.
"""

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from graph import form
from graph.errors import EditionDamaged, EditionMissing, GraphBusy
from graph.model import Edition
from graph.session import Connection

T = TypeVar("T")

PATIENCE_SECONDS = 90.0
"""How long a read waits for a quiet moment. A commit of the largest edition takes 5 s."""
CHUNK_BYTES = 1_000_000
COUNTED = ("scales", "competencies", "courses", "assessments", "role_families", "roles", "role_levels", "needs")


class _Moment(NamedTuple):
    """Where the graph stands. `committing`: it is about to move, and who moves it is alive."""

    edition: Edition | None
    moves: int
    committing: bool

    def is_still(self, before: "_Moment") -> bool:
        """Whether nothing moved since, and nothing moves."""
        return not self.committing and (self.edition, self.moves) == (before.edition, before.moves)


async def current(connection: Connection) -> Edition | None:
    """The current edition; None before the first publish. One row."""
    deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    while True:
        moment = await _moment(connection)
        if moment.edition is not None or not moment.committing or asyncio.get_running_loop().time() > deadline:
            return moment.edition
        await asyncio.sleep(0.05)  # the pointer may be there before the edition that it points to


async def steadily(connection: Connection, read: Callable[[Edition], Awaitable[T]]) -> T:
    """What `read` gives, all of it about one edition: the one that it is called with.

    `EditionMissing` before the first publish; `GraphBusy` when the graph would not stand still.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE_SECONDS
    pause = 0.01
    while True:
        before = await _moment(connection)
        if not before.committing:
            if before.edition is None:
                raise nothing_published()
            try:
                answer = await read(before.edition)
            except Exception:  # half of a commit may look like anything, or be refused: "no such relationship"
                if (await _moment(connection)).is_still(before):
                    raise
            else:
                if (await _moment(connection)).is_still(before):
                    return answer
        if loop.time() > deadline:
            raise GraphBusy("The edition kept moving while it was read.", "Try again when nobody publishes.")
        await asyncio.sleep(pause)
        pause = min(pause * 2, 0.25)


def nothing_published() -> EditionMissing:
    return EditionMissing("Nothing is published in this graph yet.", "Publish an ontology: skillway publish FOLDER.")


async def every(connection: Connection) -> tuple[Edition, ...]:
    """All editions, by number."""
    return tuple(edition_of(row[0]) for row in await connection.rows("read/editions"))


async def numbered(connection: Connection, number: int) -> Edition:
    """One edition; `EditionMissing` when there is none of that number."""
    found = await connection.rows("read/edition", number=number)
    if not found:
        raise EditionMissing(f"There is no edition {number} in this graph.", "`skillway editions` shows them.")
    return edition_of(found[0][0])


async def archive(connection: Connection, number: int) -> str:
    """An edition's canonical Turtle, byte for byte as it was published."""
    edition = await numbered(connection, number)
    chunks = await connection.rows("read/chunks", number=number)
    try:
        text = zlib.decompress(b"".join(bytes(packed) for _, packed in chunks)).decode("utf-8")
    except (zlib.error, UnicodeDecodeError):
        text = ""
    if form.digest_of(text) != edition.digest:
        raise EditionDamaged(f"The archive of edition {number} is not what was published.", "Restore a backup.")
    return text


def pack(text: str) -> list[bytes]:
    """The archived form of a Turtle text: compressed, in parts that a message can carry."""
    packed = zlib.compress(text.encode("utf-8"), 6)
    return [packed[start : start + CHUNK_BYTES] for start in range(0, len(packed), CHUNK_BYTES)]


def edition_of(stored: Mapping[str, Any]) -> Edition:
    return Edition(
        number=stored["number"], digest=stored["digest"], author=stored["author"], note=stored["note"],
        at=datetime.fromisoformat(stored["at"]), base=stored["base"], language=stored["language"],
        titles=form.text_out(stored.get("titles")),
        counts=tuple((name, stored[name]) for name in COUNTED if name in stored),
    )  # fmt: skip


def stored_of(edition: Edition) -> dict[str, str | int | list[str]]:
    """An edition as the properties of its node."""
    said: dict[str, str | int | list[str]] = {
        "number": edition.number, "digest": edition.digest, "author": edition.author, "note": edition.note,
        "at": edition.at.isoformat(), "base": edition.base, "language": edition.language, "form": form.FORM,
        **dict(edition.counts),
    }  # fmt: skip
    if edition.titles:
        said["titles"] = form.text_in(edition.titles)
    return said


async def _moment(connection: Connection) -> _Moment:
    ((stored, moves, alive),) = await connection.rows("read/moment")
    return _Moment(edition_of(stored) if stored else None, moves, moves % 2 == 1 and alive)
