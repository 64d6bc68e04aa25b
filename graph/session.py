"""One way to the database, whichever it is: statements in, rows out.

Only this file and `errors.py` know the driver. A statement runs by its file's name, with its own time-out, routed by
whether it reads or writes. Time-outs hold on every engine: Neo4j is told, and where the server does not listen
(ArcadeDB) we stop waiting and end the statement from a second connection.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, LiteralString, TypeAlias, cast

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from graph import statements
from graph.errors import (
    AccessRefused,
    GraphError,
    GraphTimeout,
    GraphUnavailable,
    StatementFailed,
    WrongVersion,
    translate,
)
from graph.statements import Statement

Row: TypeAlias = tuple[Any, ...]
"""The values of one row, in the order of the statement's `rows:` header."""

Revive: TypeAlias = Callable[[], Awaitable[None]]
"""Sees to it that the server runs again, at the same address."""

LEAST_NEO4J = (5, 26)
GRACE_SECONDS = 1.0
"""How much longer than the server we wait, so that its own clear answer wins."""
RETRY_SECONDS = 3.0
"""How long the driver tries again by itself: short enough that "unavailable" comes before any time-out."""
REVIVE_AFTER_SECONDS = 0.5
"""The same, where we can start the server ourselves."""
ACQUIRE_SECONDS = 8.0
_FAILURES = (DriverError, Neo4jError, OSError)

logging.getLogger("neo4j").addHandler(logging.NullHandler())
"""What goes wrong is said by our errors. Without this, Python prints the driver's own warnings beside them."""


@dataclass
class Calls:
    """How many statements were sent while this was counting, by name."""

    by_name: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.by_name.values())


_counting: ContextVar[tuple[Calls, ...]] = ContextVar("graph_calls", default=())


@contextmanager
def counted() -> Iterator[Calls]:
    """Count the statements that this task, and tasks it starts, send meanwhile."""
    calls = Calls()
    token = _counting.set((*_counting.get(), calls))
    try:
        yield calls
    finally:
        _counting.reset(token)


def _count(statement: Statement) -> None:
    for calls in _counting.get():
        calls.by_name[statement.name] = calls.by_name.get(statement.name, 0) + 1


def _query(statement: Statement) -> LiteralString:
    """The text of a file that ships with us: as literal as it gets."""
    return cast("LiteralString", statement.text)  # type: ignore[redundant-cast]  # pyright tells the two apart


def _rows(statement: Statement, keys: Sequence[str], records: Sequence[neo4j.Record]) -> list[Row]:
    if records and statement.rows and tuple(keys) != statement.rows:
        raise StatementFailed(f"{statement.name}.cypher says rows {statement.rows} and gives {tuple(keys)}.")
    return [tuple(record.values()) for record in records]


class Connection:
    """A pool of connections to one database."""

    def __init__(
        self,
        driver: neo4j.AsyncDriver,
        *,
        where: str,
        database: str | None,
        obeys_time_outs: bool,
        revive: Revive | None,
    ) -> None:
        self._driver = driver
        self._revive = revive
        self._where = where
        self._database = database
        self.obeys_time_outs = obeys_time_outs
        """Whether the server stops a transaction by itself when its time is over."""

    async def rows(self, named: str | Statement, /, **params: object) -> list[Row]:
        """All rows of the statement. Transient failures are tried again for some seconds.

        Raises `GraphTimeout` and what `graph.errors` knows.
        """
        statement = statements.load(named) if isinstance(named, str) else named
        try:
            return await self._attempt(statement, params)
        except (GraphUnavailable, AccessRefused, StatementFailed):  # an engine that is going down says any of these
            if self._revive is None:
                raise
            await self._revive()
            return await self._attempt(statement, params)

    async def _attempt(self, statement: Statement, params: dict[str, object]) -> list[Row]:
        limit = statement.seconds
        _count(statement)

        async def work(transaction: neo4j.AsyncManagedTransaction) -> list[Row]:
            result = await transaction.run(_query(statement), params)
            return _rows(statement, result.keys(), [record async for record in result])

        timed = neo4j.unit_of_work(timeout=limit)(work)
        try:
            async with (
                asyncio.timeout(limit + (GRACE_SECONDS if self.obeys_time_outs else 0.0)),
                self._session(statement) as session,
            ):
                if statement.writes:
                    return await session.execute_write(timed)
                return await session.execute_read(timed)
        except TimeoutError:
            await self._end(statement, limit)
            raise GraphTimeout(statement.name, limit) from None
        except _FAILURES as error:
            raise translate(error, where=self._where, statement=statement.name, seconds=limit) from error

    @asynccontextmanager
    async def transaction(self, *, seconds: float) -> AsyncIterator["Transaction"]:
        """Several writes as one: committed by `commit()`, rolled back when the block ends without it."""
        try:
            async with (
                self._driver.session(database=self._database, default_access_mode=neo4j.WRITE_ACCESS) as session,
                await session.begin_transaction(timeout=seconds) as transaction,
            ):
                yield Transaction(transaction, self._where)
        except _FAILURES as error:
            raise translate(error, where=self._where, statement="(transaction)", seconds=seconds) from error

    async def revive(self) -> None:
        """See to it that the server runs again, where that is ours to do."""
        if self._revive is not None:
            await self._revive()

    async def close(self) -> None:
        await self._driver.close()

    def _session(self, statement: Statement) -> neo4j.AsyncSession:
        mode = neo4j.WRITE_ACCESS if statement.writes else neo4j.READ_ACCESS
        return self._driver.session(database=self._database, default_access_mode=mode)

    async def _end(self, overdue: Statement, seconds: float) -> None:
        """End every run of a statement that is past its time; the server would work on for nobody.

        They are told by their text: whoever started one, it is as overdue as ours.
        """
        listing, ending = statements.load("read/running"), statements.load("write/end")
        try:
            async with asyncio.timeout(5.0), self._session(listing) as session:
                shown = await (await session.run(_query(listing))).values()
                for identity, text, running in shown:
                    if text.strip() == overdue.text and running.seconds + running.nanoseconds / 1e9 >= seconds * 0.9:
                        await (await session.run(_query(ending), {"id": identity})).consume()
        except (TimeoutError, *_FAILURES):
            pass  # the server's own outer limit ends it


class Transaction:
    """Writes that become visible together."""

    def __init__(self, transaction: neo4j.AsyncTransaction, where: str) -> None:
        self._transaction = transaction
        self._where = where

    async def run(self, name: str, /, **params: object) -> list[Row]:
        statement = statements.load(name)
        _count(statement)
        try:
            result = await self._transaction.run(_query(statement), params)
            return _rows(statement, result.keys(), [record async for record in result])
        except _FAILURES as error:
            raise translate(error, where=self._where, statement=name, seconds=statement.seconds) from error

    async def commit(self) -> None:
        try:
            await self._transaction.commit()
        except _FAILURES as error:
            raise translate(error, where=self._where, statement="(commit)") from error


async def connect(
    uri: str, *, user: str, password: str, database: str | None, where: str, revive: Revive | None = None
) -> Connection:
    """A connection that was tried: the server answers, knows us, and is one that this program was tested with.

    Raises `GraphUnavailable`, `AccessRefused`, `WrongVersion` or `TargetInvalid`.
    """
    driver = None
    try:
        driver = neo4j.AsyncGraphDatabase.driver(
            uri, auth=(user, password) if user or password else None, notifications_min_severity="OFF",
            max_transaction_retry_time=RETRY_SECONDS if revive is None else REVIVE_AFTER_SECONDS,
            connection_acquisition_timeout=ACQUIRE_SECONDS,
            connection_timeout=5.0, user_agent="skillway", telemetry_disabled=True,
        )  # fmt: skip
        agent = (await driver.get_server_info()).agent
    except (*_FAILURES, ValueError) as error:
        if driver is not None:
            await driver.close()
        raise translate(error, where=where) from error
    try:
        check_version(agent, where)
    except GraphError:
        await driver.close()
        raise
    return Connection(driver, where=where, database=database, obeys_time_outs="ArcadeDB" not in agent, revive=revive)


def check_version(agent: str, where: str) -> None:
    """Refuse a server that is not known to work, such as `Neo4j/5.12.0`. ArcadeDB names the Neo4j it is like."""
    name, _, version = agent.partition("/")
    try:
        number = tuple(int(part) for part in version.split()[0].split("-")[0].split(".")[:2])
    except (ValueError, IndexError):
        number = ()
    if name != "Neo4j" or number < LEAST_NEO4J:
        least = ".".join(map(str, LEAST_NEO4J))
        raise WrongVersion(
            f"The server at {where} calls itself “{agent}”; Skillway works with Neo4j {least} and later.",
            "Upgrade it, or point SKILLWAY_GRAPH at another.",
        )
