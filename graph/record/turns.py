"""Whose turn it is to write: processes that share an embedded engine take turns.

The engine lets two transactions run and refuses the one that commits second. A large one would so lose to small ones
for ever. Neo4j lets the second wait, and needs none of this. Two locks of the kernel make turns fair: who waits for
`writing.lock` holds `turn.lock`, so that who has just written queues up behind. Locks vanish with their process.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from graph import keeper
else:
    try:
        from graph import keeper
    except ImportError:  # no kernel locks on this system, and no embedded engine either
        keeper = None

PATIENCE_SECONDS: Final = 20.0
"""After so long we write without our turn: who holds it may hang, and a collision is only tried again."""
LOOK_SECONDS: Final = 0.004


class Turns:
    """Turns at one embedded engine; without a folder everybody may write at any time."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder if keeper is not None else None

    @asynccontextmanager
    async def mine(self) -> AsyncIterator[None]:
        """Our turn, for the length of the block."""
        if self._folder is None:
            yield
            return
        deadline = time.monotonic() + PATIENCE_SECONDS
        turn = await _held(self._folder / "turn.lock", deadline)
        try:
            writing = await _held(self._folder / "writing.lock", deadline)
        finally:
            _release(turn)
        try:
            yield
        finally:
            _release(writing)


async def _held(path: Path, deadline: float) -> int | None:
    """The lock, as soon as it is free; None when it was not by the deadline."""
    while (lock := keeper.acquire(path, shared=False)) is None:
        if time.monotonic() > deadline:
            return None
        await asyncio.sleep(LOOK_SECONDS)
    return lock


def _release(lock: int | None) -> None:
    if lock is not None:
        keeper.release(lock)
