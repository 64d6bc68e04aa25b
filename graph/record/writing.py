"""The one writer of a process: whoever waits is committed together.

Two writers at once collide on the embedded engine and back off; one that takes all that waits into one transaction
is several times faster. A caller goes on when its part is durable. What is tried again after a failure must say the
same when it is done twice, so all statements here write by id.

Times of receipt come from the store's own clock (`RecordClock`): it is read and moved inside the transaction that
uses it, so they rise strictly, over all processes, whatever a machine's clock does, and across restarts.
"""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from graph.errors import AccessRefused, DiskFull, GraphBusy, GraphTimeout, GraphUnavailable, StatementFailed
from graph.record import times
from graph.record.turns import Turns
from graph.session import Connection, Transaction

T = TypeVar("T")
P = TypeVar("P")
Row = Mapping[str, object]

MOST_BYTES: Final = 4_000_000
"""Of one transaction, and so of one message."""
MOST_ROWS: Final = 2_000
SECONDS: Final = 60.0
TRIES: Final = 12


class Moment:
    """A transaction of the writer, with the times that it gives. `run` is `Transaction.run`."""

    def __init__(self, transaction: Transaction, now: datetime) -> None:
        self.transaction = transaction
        self.run = transaction.run
        self.now = now
        self._last: datetime | None = None
        self.last: datetime | None = None
        """The last time that was given; None where none was."""

    async def stamps(self, count: int) -> list[str]:
        """`count` times of receipt, each later than all that were given in this store before."""
        if self._last is None:
            ((at,),) = await self.run("write/record/clock_take")
            self._last = max(self.now - times.TICK, times.read(at)) if at else self.now - times.TICK
        given = [times.text(self._last + times.TICK * step) for step in range(1, count + 1)]
        self._last += times.TICK * count
        self.last = self._last
        return given

    async def stamp(self) -> str:
        (only,) = await self.stamps(1)
        return only

    async def close(self, writer: str) -> None:
        """Leave the clock at the last time that was given."""
        if self.last is not None:
            await self.run("write/record/clock_set", at=times.text(self.last), by=writer)


Work = Callable[[Moment], Awaitable[T]]
Together = Callable[[Moment, Sequence[P]], Awaitable[Sequence[T]]]
"""Writes what several callers want at once, and gives a result for each, in order."""


@dataclass(slots=True, eq=False)
class _Job:
    """Something to be written, and who waits for it. Jobs of one `kind` are written by one call of `together`."""

    kind: object
    together: Together[Any, Any]
    payload: Any
    done: "asyncio.Future[Any]"
    bytes: int
    rows: int


class Writer:
    """Takes work from all tasks of the process, and writes it in as few transactions as may be."""

    def __init__(
        self, connection: Connection, *, name: str, now: Callable[[], datetime], turns: Turns,
        refuse_full: Callable[[], None],
    ) -> None:  # fmt: skip
        """`name` tells this writer from those of other processes; `now` is the machine's clock.

        `refuse_full` raises `DiskFull` where there is no room to write in: an engine may not survive trying.
        """
        self.name = name
        self._turns = turns
        self._refuse_full = refuse_full
        self._connection = connection
        self._now = now
        self._waiting: deque[_Job] = deque()
        self._task: asyncio.Task[None] | None = None
        self.settled: datetime | None = None
        """The last time of receipt that this writer has committed."""
        self.retries = 0
        """How often a transaction was tried again: because another writer won, or the engine was away."""

    async def run(self, work: Work[T], *, bytes: int = 1_000, rows: int = 1) -> T:  # noqa: A002
        """What `work` gives, once what it wrote is durable. It may be called again when the transaction has to be."""

        async def alone(moment: Moment, _: Sequence[None]) -> list[T]:
            return [await work(moment)]

        return await self.together(object(), alone, None, bytes=bytes, rows=rows)

    async def add(self, statement: str, rows: Sequence[Row], *, bytes: int = 1_000) -> None:  # noqa: A002
        """Run a statement that takes `rows` and nothing else, on the rows of all who want that at the moment.

        It must do no harm when it is run twice: `MERGE` on an id, and `ON CREATE SET`.
        """

        async def all_rows(moment: Moment, wanted: Sequence[Sequence[Row]]) -> list[None]:
            every = [row for part in wanted for row in part]
            for start in range(0, len(every), MOST_ROWS):
                await moment.run(statement, rows=every[start : start + MOST_ROWS])
            return [None] * len(wanted)

        await self.together(statement, all_rows, rows, bytes=bytes, rows=len(rows))

    async def together(
        self, kind: object, write: Together[P, T], payload: P, *, bytes: int, rows: int  # noqa: A002
    ) -> T:  # fmt: skip
        """The result of `write` for this payload: it is called once for all payloads of a kind that wait."""
        job = _Job(kind, write, payload, asyncio.get_running_loop().create_future(), bytes, rows)
        self._waiting.append(job)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain())
        result: T = await job.done
        return result

    async def fence(self) -> datetime:
        """A time of receipt later than all that were given: when this returns, what has them is there."""

        async def work(moment: Moment) -> datetime:
            return times.read(await moment.stamp())

        return await self.run(work)

    async def idle(self) -> None:
        """Wait until nothing is being written."""
        while self._task is not None and not self._task.done():
            await asyncio.wait([self._task])

    async def _drain(self) -> None:
        while self._waiting:
            batch = self._next()
            if batch:
                await self._settle(batch)

    def _next(self) -> list[_Job]:
        """All that fits into one transaction; at least one, whatever its size."""
        batch: list[_Job] = []
        size = rows = 0
        while self._waiting:
            job = self._waiting[0]
            if job.done.done():  # its caller has gone
                self._waiting.popleft()
                continue
            if batch and (size + job.bytes > MOST_BYTES or rows + job.rows > MOST_ROWS):
                break
            batch.append(self._waiting.popleft())
            size, rows = size + job.bytes, rows + job.rows
        return batch

    async def _settle(self, batch: list[_Job]) -> None:
        """Write a batch and tell its callers. Where one fails it alone: each is written on its own then."""
        try:
            results = await self._commit(batch)
        except asyncio.CancelledError:
            for job in batch:
                job.done.cancel()
            raise
        except Exception as error:
            if len(batch) == 1 or isinstance(error, GraphUnavailable | GraphTimeout):
                for job in batch:
                    if not job.done.done():
                        job.done.set_exception(error)
                return
            for job in batch:
                if not job.done.done():
                    await self._settle([job])
            return
        for job, result in zip(batch, results, strict=True):
            if not job.done.done():
                job.done.set_result(result)

    async def _commit(self, batch: list[_Job]) -> list[Any]:
        for attempt in range(1, TRIES + 1):
            try:
                return await self._once(batch)
            except DiskFull:
                raise
            except (GraphBusy, GraphUnavailable, AccessRefused, StatementFailed) as error:
                away = not isinstance(error, GraphBusy)  # an engine that is going down says any of the others
                if attempt == TRIES or (attempt > 1 and isinstance(error, AccessRefused | StatementFailed)):
                    raise
                if all(job.done.done() for job in batch):
                    raise  # nobody waits for it any more
                self.retries += 1
                if away:
                    await self._connection.revive()
                await asyncio.sleep(random.uniform(0.0, min(0.5, 0.005 * 2**attempt)))  # noqa: S311
        raise AssertionError

    async def rehearse(self, work: Work[T]) -> T:
        """What `work` gives, in a transaction of its own that is rolled back."""
        async with self._connection.transaction(seconds=SECONDS) as transaction:
            return await work(Moment(transaction, self._now()))

    async def _once(self, batch: list[_Job]) -> list[Any]:
        self._refuse_full()
        try:
            async with self._turns.mine(), asyncio.timeout(SECONDS):
                return await self._transaction(batch)
        except TimeoutError:
            raise GraphTimeout("(the record's writer)", SECONDS) from None

    async def _transaction(self, batch: list[_Job]) -> list[Any]:
        async with self._connection.transaction(seconds=SECONDS) as transaction:
            moment = Moment(transaction, self._now())
            results = await _results(moment, batch)
            await moment.close(self.name)
            await transaction.commit()
        if moment.last is not None:
            self.settled = moment.last
        return results


async def _results(moment: Moment, batch: Sequence[_Job]) -> list[Any]:
    """What each job gives, in order; those of a kind are written together, where the first of them stands."""
    kinds: dict[object, list[int]] = {}
    for place, job in enumerate(batch):
        kinds.setdefault(job.kind, []).append(place)
    results: list[Any] = [None] * len(batch)
    for places in kinds.values():
        given = await batch[places[0]].together(moment, [batch[place].payload for place in places])
        for place, result in zip(places, given, strict=True):
            results[place] = result
    return results
