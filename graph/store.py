"""The graph as the other rooms see it: open it, publish, read, ask.

async with graph.open(GraphTarget.parse("embedded:/data/graph")) as g:
    await g.publish(catalogue, author="ana", note="first", at=now)
    published = await g.load()
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from graph import catalogue as reading
from graph import editions, embedded, slices, traversals
from graph import publish as publishing
from graph.errors import AccessRefused, GraphError, GraphUnavailable
from graph.model import (
    Career,
    CourseTeaching,
    Edition,
    Listed,
    NeededBy,
    Neighbourhood,
    Publication,
    Published,
    Slice,
    Stub,
)
from graph.publish import Progress
from graph.record import Record, Writer, utc_now, writer_on
from graph.schema import ensure
from graph.session import Connection, connect
from graph.slices import Asked
from graph.target import GraphTarget
from learners.vault import Vault
from ontology import turtle
from ontology.model import Catalogue
from ontology.refusals import Refusal

T = TypeVar("T")


class Graph:
    """An open graph. All methods raise `graph.errors`."""

    def __init__(self, connection: Connection, folder: Path | None = None) -> None:
        """`folder` is where an embedded engine keeps its data."""
        self._connection = connection
        self._folder = folder
        self._has_schema = False
        self._writers: tuple[Writer, Writer] | None = None

    def record(self, vault: Vault, *, now: Callable[[], datetime] = utc_now) -> Record:
        """The record of people in this graph. `now` is the machine's clock; the first call sets it for all."""
        if self._writers is None:
            full = self._refuse_full
            self._writers = (
                writer_on(self._connection, now, turns_in=self._folder, refuse_full=full),
                writer_on(self._connection, now, refuse_full=full),
            )
        return Record(self._connection, vault, *self._writers)

    async def close(self) -> None:
        """Wait until what is being written is written."""
        for writer in self._writers or ():
            await writer.idle()

    def _refuse_full(self) -> None:
        if self._folder is not None:
            embedded.refuse_full(self._folder)

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

    async def find(self, kind: str, text: str) -> str | Refusal:
        """The id of the one thing that `text` names, by id, full IRI, or preferred label in any language.

        `kind` is one of `ontology.naming.KINDS`; what does not fit one thing is refused with candidates.
        """
        return await self.steadily(lambda edition: slices.find(self._connection, edition, kind, text))

    async def slice(self, asked: Asked) -> Slice:
        """The part of the current edition that a question names: at most ten statements, whatever its size."""

        async def read(edition: Edition) -> Slice:
            return Slice(edition=edition, catalogue=await slices.read(self._connection, edition, asked))

        return await self.steadily(read)

    async def stub(self, id_: str) -> Stub | None:
        """What is left of a thing that the current edition has not; None where it is in use, or never was."""

        async def read(_: Edition) -> Stub | None:
            return next(iter(reading.stubs_of(await self._connection.rows("read/stub", id=id_))), None)

        return await self.steadily(read)

    async def stubs(self) -> tuple[Stub, ...]:
        """What is left of all things that only earlier editions had, by id."""

        async def read(edition: Edition) -> tuple[Stub, ...]:
            return await reading.left(self._connection, edition)

        return await self.steadily(read)

    async def neighbourhood(self, competency: str, *, depth: int = 1, limit: int = 100) -> Neighbourhood | Refusal:
        """Competencies within `depth` hops (1-3) of one, the nearest first, at most `limit` (1-500) of them."""
        return await self.steadily(
            lambda edition: traversals.neighbourhood(self._connection, edition, competency, depth=depth, limit=limit)
        )

    async def teaching(self, competency: str, *, limit: int = 100) -> Listed[CourseTeaching] | Refusal:
        """The courses that teach a competency, by id, at most `limit` (1-1000) of them."""
        return await self.steadily(
            lambda edition: traversals.teaching(self._connection, edition, competency, limit=limit)
        )

    async def needing(self, competency: str, *, limit: int = 100) -> Listed[NeededBy] | Refusal:
        """The role levels that need a competency, by id, at most `limit` (1-1000) of them."""
        return await self.steadily(
            lambda edition: traversals.needing(self._connection, edition, competency, limit=limit)
        )

    async def career(self, source: str, target: str, *, max_moves: int = 6) -> Career | Refusal:
        """The moves and role levels that routes of at most `max_moves` (1-12) can use, for `planning` to rank."""
        return await self.steadily(
            lambda edition: traversals.career(self._connection, edition, source, target, max_moves=max_moves)
        )

    async def missing_edges(self, sort: str, edges: Sequence[Sequence[str | int]]) -> list[int]:
        """The places of those edges that the graph has not: proof for a path's support.

        `sort` and the shape of an edge: `teaches` [course, competency, level], `needs` [role level, competency,
        level], `requires` [course, competency, level], `requires_course` [course, course], `lifts_after`
        [competency, its level, required competency, required level].
        """
        return await self.steadily(lambda _: traversals.missing_edges(self._connection, sort, edges))

    async def steadily(self, read: Callable[[Edition], Awaitable[T]]) -> T:
        """What `read` gives, all about one edition: it is called again when the edition moved meanwhile."""
        return await editions.steadily(self._connection, read)

    async def archive(self, number: int | None = None) -> str:
        """An edition's canonical Turtle, byte for byte as it was published; the current one's without a number."""
        if number is None:
            edition = await editions.current(self._connection)
            if edition is None:
                raise editions.nothing_published()
            number = edition.number
        return await editions.archive(self._connection, number)

    async def prepare(self) -> None:
        """Create the constraints and indexes that are missing. Needs no edition; doing it again changes nothing.

        `publish` does it by itself. A service that starts on an empty database calls it, so that it finds there what
        its reads rely on. Where nothing is missing, nothing is written: a user who may only read can call it.
        """
        if not self._has_schema:
            await ensure(self._connection)
            self._has_schema = True

    async def publish(
        self, catalogue: Catalogue, *, author: str, note: str, at: datetime, rebuild: bool = False,
        on_progress: Progress = lambda _: None,
    ) -> Publication:  # fmt: skip
        """Make the catalogue the current edition, in one transaction. `on_progress` hears what is being done.

        With `rebuild` nothing that the graph says is believed: all nodes and relationships of the ontology are
        written again, also where the content is current already (the edition then keeps its number). It mends a graph
        that was changed by hand.
        """
        if self._folder is not None:
            embedded.refuse_full(self._folder)
        try:
            await self.prepare()
            return await publishing.publish(
                self._connection, catalogue, author=author, note=note, at=at, rebuild=rebuild, on_progress=on_progress
            )
        except GraphError:
            if self._folder is not None:
                embedded.refuse_full(self._folder)  # the engine does not say why it failed
            raise


@asynccontextmanager
async def open(target: GraphTarget) -> AsyncIterator[Graph]:  # noqa: A001 - graph.open reads well
    """The graph at the target, for the length of the block. An embedded engine is started when none runs."""
    if target.folder is not None:
        async with _embedded(target, target.folder) as connection:
            graph = Graph(connection, target.folder)
            try:
                yield graph
            finally:
                await graph.close()
        return
    connection = await connect(
        str(target.uri), user=target.user, password=target.password, database=target.database, where=str(target)
    )
    graph = Graph(connection)
    try:
        yield graph
    finally:
        await graph.close()
        await connection.close()


@asynccontextmanager
async def _embedded(target: GraphTarget, folder: Path) -> AsyncIterator[Connection]:
    """A connection to the engine on the folder, which is brought up again when it goes down."""
    joined, connection = await _joined(target, folder)
    try:
        yield connection
    finally:
        await connection.close()
        embedded.leave(joined)


async def _joined(target: GraphTarget, folder: Path, tries: int = 5) -> tuple[embedded.Joined, Connection]:
    """Our place with the engine, and a connection to it. An engine may be going down as we join: then once more."""

    async def revive() -> None:
        again = await asyncio.to_thread(embedded.join, folder, heap_mb=target.heap_mb)
        embedded.leave(again)  # our own place is still ours; it only had to be seen to

    joined = await asyncio.to_thread(embedded.join, folder, heap_mb=target.heap_mb)
    try:
        connection = await connect(
            joined.uri, user=embedded.USER, password=joined.password, database=embedded.DATABASE,
            where=str(target), revive=revive,
        )  # fmt: skip
    except BaseException as error:
        embedded.leave(joined)
        if tries > 1 and isinstance(error, GraphUnavailable | AccessRefused):
            await asyncio.sleep(0.5)
            return await _joined(target, folder, tries - 1)
        raise
    return joined, connection
