"""The leave to publish: one publisher at a time, and nobody is locked out by one that died.

The lease lies in the graph, so it holds between machines. It must be renewed; one that is not runs out after
`LEASE_SECONDS`, and one whose holder is seen to be dead on this machine is taken over at once (but for one that died
while it committed: the server may be at it yet). Before a publisher commits it says so, in a transaction of its own:
readers wait that moment out (`editions.steadily`). What makes two publishes safe is not the lease but the fence in
the publish's own transaction; the lease makes the refusal early and clear.
"""

import asyncio
import contextlib
import os
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from graph import processes
from graph.errors import GraphBusy, GraphError, GraphTimeout, GraphUnavailable
from graph.session import Connection

LEASE_SECONDS = 20.0
RENEW_SECONDS = 4.0


class Lease:
    """The leave that was given. `token` is its publisher's alone."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.token = secrets.token_hex(16)
        self.lost = False
        self._committing = False
        self._settled = True

    async def take(self) -> None:
        """`GraphBusy` when somebody else has it."""
        given, other, holder, process = await self._ask()
        if not given and processes.is_dead(process):
            given, _, holder, _ = await self._ask(over=other)
        if not given:
            raise GraphBusy(
                f"Somebody else is publishing into this graph ({holder}).",
                f"Try again when that is done; a publisher that died is forgotten after {LEASE_SECONDS:g} s.",
            )

    async def _ask(self, over: str = "-", tries: int = 4) -> tuple[bool, str, str, str]:
        """Whether we have it; token, name and process of who had it. Of two that ask at once one asks again."""
        try:
            ((given, other, holder, process),) = await self._connection.rows(
                "write/lease_take", token=self.token, over=over, milliseconds=int(LEASE_SECONDS * 1000),
                holder=f"process {os.getpid()} on {socket.gethostname()}", process=processes.own(),
            )  # fmt: skip
        except GraphBusy:
            if tries == 1:
                raise
            await asyncio.sleep(0.05 * (5 - tries))
            return await self._ask(over, tries - 1)
        return bool(given), str(other), str(holder), str(process)

    async def keep(self) -> None:
        """Renew it until cancelled; sets `lost` when another has it."""
        while not self.lost:
            await asyncio.sleep(RENEW_SECONDS)
            with contextlib.suppress(GraphError):
                await self.renew()

    async def renew(self) -> None:
        rows = await self._connection.rows(
            "write/lease_keep", token=self.token, milliseconds=int(LEASE_SECONDS * 1000), committing=self._committing
        )
        self.lost = not rows

    @asynccontextmanager
    async def committing(self) -> AsyncIterator[None]:
        """Tell readers that the graph is about to move; they wait until it has."""
        self._committing = True
        await self.renew()
        if self.lost:
            raise GraphBusy("Another publisher took over while this one was busy.", "Publish again.")
        self._settled = False
        try:
            yield
        except (GraphUnavailable, GraphTimeout):
            raise  # the server may be committing yet: readers wait until the lease has run out
        except GraphError:
            self._settled = True
            raise
        else:
            self._settled = True
        finally:
            self._committing = False

    async def free(self) -> None:
        if self._settled:
            with contextlib.suppress(GraphError):  # it runs out by itself
                await self._connection.rows("write/lease_free", token=self.token)


@asynccontextmanager
async def leave_to_publish(connection: Connection) -> AsyncIterator[Lease]:
    """The lease for the block, renewed all the while."""
    lease = Lease(connection)
    await lease.take()
    renewing = asyncio.create_task(lease.keep())
    try:
        yield lease
    finally:
        renewing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await renewing
        await lease.free()
