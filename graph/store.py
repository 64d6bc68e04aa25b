"""The graph as the other rooms see it: open it, publish, read, ask.

async with graph.open(GraphTarget.parse("embedded:/data/graph")) as g:
    await g.publish(catalogue, author="ana", note="first", at=now)
    published = await g.load()
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from graph import catalogue as reading
from graph import editions, embedded
from graph import publish as publishing
from graph.model import Edition, Publication, Published
from graph.publish import Progress
from graph.schema import ensure
from graph.session import Connection, connect
from graph.target import GraphTarget
from ontology import turtle
from ontology.model import Catalogue


class Graph:
    """An open graph. All methods raise `graph.errors`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def current(self) -> Edition | None:
        """The current edition; None before the first publish. One row: cheap enough to ask every second."""
        return await editions.current(self._connection)

    async def editions(self) -> tuple[Edition, ...]:
        """All editions, by number."""
        return await editions.every(self._connection)

    async def load(self, number: int | None = None) -> Published:
        """An edition with all that it says: the current one from nodes and relationships, others from the archive."""
        if number is None:
            return await reading.whole(self._connection)
        current = await editions.current(self._connection)
        if current is not None and current.number == number:
            published = await reading.whole(self._connection)
            if published.edition.number == number:
                return published
        edition = await editions.numbered(self._connection, number)
        catalogue = await asyncio.to_thread(turtle.parse, await self.archive(number))
        return Published(edition=edition, catalogue=catalogue, stubs=())

    async def archive(self, number: int | None = None) -> str:
        """An edition's canonical Turtle, byte for byte as it was published; the current one's without a number."""
        if number is None:
            edition = await editions.current(self._connection)
            if edition is None:
                raise editions.nothing_published()
            number = edition.number
        return await editions.archive(self._connection, number)

    async def publish(
        self, catalogue: Catalogue, *, author: str, note: str, at: datetime, on_progress: Progress = lambda _: None
    ) -> Publication:
        """Make the catalogue the current edition, in one transaction. `on_progress` hears what is being done."""
        await ensure(self._connection)
        return await publishing.publish(
            self._connection, catalogue, author=author, note=note, at=at, on_progress=on_progress
        )


@asynccontextmanager
async def open(target: GraphTarget) -> AsyncIterator[Graph]:  # noqa: A001 - graph.open reads well
    """The graph at the target, for the length of the block. An embedded engine is started when none runs."""
    joined = None
    if target.folder is not None:
        joined = await asyncio.to_thread(embedded.join, target.folder, heap_mb=target.heap_mb)
    try:
        connection = await connect(
            joined.uri if joined else str(target.uri),
            user=embedded.USER if joined else target.user,
            password=joined.password if joined else target.password,
            database=embedded.DATABASE if joined else target.database,
            where=str(target),
        )
        try:
            yield Graph(connection)
        finally:
            await connection.close()
    finally:
        if joined is not None:
            embedded.leave(joined)
