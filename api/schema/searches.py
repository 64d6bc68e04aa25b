"""What one request may spend on searching for paths: a number of searches, and seconds in all.

Paths, what-ifs and alternatives are searched for beside the event loop, a few at a time in the whole service. A
request that has used up its seconds still gets answers: the first path there is, with the bound that is known.
"""

import asyncio
import math
import time
from collections.abc import Callable
from typing import TypeVar

from api.errors import LimitExceeded

T = TypeVar("T")
Remaining = Callable[[], float]
"""How many seconds a search has left."""


class Searches:
    """The searches of one request, or of one of its paths: what a path spends is spent of its request, too."""

    def __init__(
        self, slots: asyncio.Semaphore, seconds: float, most: int, request: "Searches | None" = None
    ) -> None:
        self._slots = slots
        self._seconds = seconds
        self._most = most
        self._count = 0
        self._request = request

    def within(self, seconds: float | None) -> "Searches":
        """Searches that may take so many seconds together, and no more than the request has left."""
        return Searches(self._slots, math.inf if seconds is None else seconds, self._most, self)

    async def run(self, work: Callable[[Remaining], T], *, count: int = 1) -> T:
        """The outcome of `work`, which searches `count` times at the most. It waits for its turn, and waiting does
        not count. Raises `LimitExceeded` before anything is searched for."""
        self._take(count)
        async with self._slots:
            started = time.monotonic()
            ends = started + max(0.0, self._left())
            try:
                return await asyncio.to_thread(work, lambda: ends - time.monotonic())
            finally:
                self._spend(time.monotonic() - started)

    def _take(self, count: int) -> None:
        if self._request is not None:
            return self._request._take(count)
        self._count += count
        if self._count > self._most:
            raise LimitExceeded(
                "searches",
                f"The request asks for more than {self._most:,} searches: paths, what-ifs, alternatives.",
                limit=self._most,
                actual=self._count,
                hint="Ask for fewer alternatives, or for those of fewer steps, in one request.",
            )
        return None

    def _left(self) -> float:
        return min(self._seconds, self._request._left() if self._request else math.inf)

    def _spend(self, seconds: float) -> None:
        self._seconds -= seconds
        if self._request is not None:
            self._request._spend(seconds)
