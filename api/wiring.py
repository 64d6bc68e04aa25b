"""The one place that names concrete things: which graph, which copy of the edition, how many solvers.

Commands use `opened`; the service uses `wired`. Nothing heavy is imported until one of them is called.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.editions import Editions
    from api.identity import Identity
    from api.settings import Settings
    from graph import Graph
    from graph.errors import GraphError
    from graph.record import Record

OPEN_AGAIN_SECONDS = 1.0


@asynccontextmanager
async def opened(settings: "Settings") -> AsyncIterator["Graph"]:
    """The graph of the settings, open for the length of the block. Raises what `graph.errors` knows."""
    import graph

    target = graph.GraphTarget.parse(
        settings.graph,
        user=settings.graph_user,
        password=settings.graph_password,
        database=settings.graph_database or None,
        heap_mb=settings.graph_heap_mb or None,
    )
    async with graph.open(target) as found:
        yield found


@asynccontextmanager
async def opened_record(settings: "Settings") -> AsyncIterator["Record"]:
    """The record of people on the graph of the settings, for the length of the block.

    Raises what `graph.errors` knows, and `VaultError` where its keys cannot be read.
    """
    from api import keys

    vault = keys.opened(settings)
    async with opened(settings) as graph:
        await graph.prepare()
        record = graph.record(vault)
        await record.resealing.check()
        yield record


@asynccontextmanager
async def opened_people(settings: "Settings") -> "AsyncIterator[tuple[Graph, Record, Identity]]":
    """The graph, its record, and who may see whom: for commands that ask about people and the ontology together."""
    from api import keys
    from api.identity import Identity

    async with opened(settings) as graph:
        await graph.prepare()
        record = graph.record(keys.opened(settings))
        await record.resealing.check()

        async def there() -> "Record":
            return record

        yield graph, record, Identity(there, key_file=settings.token_key_file)


@asynccontextmanager
async def identified(settings: "Settings") -> "AsyncIterator[tuple[Identity, Record]]":
    """The record, and who may see whom in it: for commands. Raises as `opened_record` does."""
    from api.identity import Identity

    async with opened_record(settings) as record:

        async def there() -> "Record":
            return record

        yield Identity(there, key_file=settings.token_key_file), record


class Reach:
    """The service's way to the graph: opened when first needed, and tried again while it cannot be.

    Once open, a graph that goes down comes back by itself.
    """

    def __init__(self, open_graph: Callable[[], AbstractAsyncContextManager["Graph"]]) -> None:
        self._open_graph = open_graph
        self._stack = AsyncExitStack()
        self._graph: Graph | None = None
        self._lock = asyncio.Lock()
        self._failed: tuple[float, GraphError] | None = None

    async def graph(self) -> "Graph":
        """The open graph. Raises `GraphError`, at once where opening it failed less than a second ago."""
        from graph.errors import GraphError

        if self._graph is not None:
            return self._graph
        async with self._lock:
            if self._graph is not None:
                return self._graph
            if self._failed is not None and time.monotonic() - self._failed[0] < OPEN_AGAIN_SECONDS:
                raise self._failed[1]
            try:
                graph = await self._stack.enter_async_context(self._open_graph())
                await graph.prepare()  # an empty database gets the constraints and indexes that reads rely on
                self._graph = graph
            except GraphError as error:
                await self._stack.aclose()
                self._failed = (time.monotonic(), error)
                raise
            return self._graph

    async def close(self) -> None:
        """Let go of the graph."""
        await self._stack.aclose()
        self._graph = None


class Records:
    """The service's way to the record of people: its keys are read again when their file was changed."""

    def __init__(self, settings: "Settings", reach: Reach) -> None:
        self._settings = settings
        self._reach = reach
        self._read_at: tuple[int, int] | None = None
        self._record: Record | None = None
        self._graph: Graph | None = None

    async def __call__(self) -> "Record":
        """The record. Raises `GraphError`, and `VaultError` where its keys cannot be read."""
        from api import keys

        graph = await self._reach.graph()
        state = self._state()
        if self._record is None or self._graph is not graph or self._read_at != state:
            record = graph.record(keys.opened(self._settings))
            await record.resealing.check()
            self._record = record
            self._graph, self._read_at = graph, self._state()
        return self._record

    def _state(self) -> tuple[int, int]:
        """What changes when the key file does."""
        try:
            found = self._settings.key_file.stat()
        except OSError:
            return (0, 0)
        return (found.st_mtime_ns, found.st_size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """What the service's doors are given."""

    settings: "Settings"
    reach: Reach
    editions: "Editions"
    solving: asyncio.Semaphore
    searching: asyncio.Semaphore
    record: "Callable[[], Awaitable[Record]]"
    """The record of people. Raises `GraphError`, and `VaultError` where its keys cannot be read."""
    identity: "Identity"


@asynccontextmanager
async def wired(settings: "Settings") -> AsyncIterator[Wiring]:
    """Everything that the service needs, closed at the end of the block. The graph need not be there yet."""
    from api.editions import Editions
    from api.identity import Identity

    reach = Reach(lambda: opened(settings))
    editions = Editions(reach)
    records = Records(settings, reach)
    try:
        yield Wiring(
            settings=settings,
            reach=reach,
            editions=editions,
            solving=asyncio.Semaphore(settings.limits.solvers),
            searching=asyncio.Semaphore(1),
            record=records,
            identity=Identity(records, key_file=settings.token_key_file),
        )
    finally:
        await editions.close()
        await reach.close()
