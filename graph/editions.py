"""Editions, and the one way to read anything about them.

Neither engine gives snapshot reads: while a publish commits, even one statement may see part of it. `steadily` reads
what the graph stands at before and after, and reads again when it moved or was moving. A publisher says that it is
committing before it does (`lease.py`), so an answer that saw part of a commit always sees one of the two.
"""

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from graph import form
from graph.errors import EditionDamaged, EditionMissing, GraphBusy
from graph.model import Edition
from graph.session import Connection

T = TypeVar("T")

PATIENCE_SECONDS = 90.0
"""How long a read waits for a quiet moment. A commit of the largest edition takes 5 s."""
CHUNK_BYTES = 1_000_000
COUNTED = ("scales", "competencies", "courses", "assessments", "role_families", "roles", "role_levels", "needs")


async def current(connection: Connection) -> Edition | None:
    """The current edition; None before the first publish. One row."""
    edition, _ = await _moment(connection)
    return edition


async def steadily(connection: Connection, read: Callable[[Edition], Awaitable[T]]) -> T:
    """What `read` gives, all of it about one edition: the one that it is called with.

    `EditionMissing` before the first publish; `GraphBusy` when the graph would not stand still.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE_SECONDS
    pause = 0.01
    while True:
        before = await _moment(connection)
        edition, committing = before
        if edition is None and not committing:
            raise nothing_published()
        if edition is not None and not committing:
            try:
                answer = await read(edition)
            except EditionDamaged:
                if await _moment(connection) == before:  # damaged indeed, and not just seen while it moved
                    raise
            else:
                if await _moment(connection) == before:
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
        raise EditionMissing(f"There is no edition {number} in this graph.", "`skillway export --list` shows them.")
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


async def _moment(connection: Connection) -> tuple[Edition | None, bool]:
    ((stored, committing),) = await connection.rows("read/moment")
    return (edition_of(stored) if stored else None), bool(committing)
