"""Stale plans, brought up to date in the background of the service, or by a command.

A read never waits for this: it brings its own plan up to date. The worker sees to the plans that nobody reads, so
that lists and team views are right soon after evidence, an edition, another policy, or the turn of a day. One worker
at a time has the turn in a graph; what it leaves stale, the next one finds.
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from api import person
from api.plan_refresh import Refresh, Tally
from api.views import EditionView
from graph.errors import GraphError
from graph.record import times
from learners.errors import LearnersError

if TYPE_CHECKING:
    from api.identity import Identity
    from api.person import Picture
    from api.wiring import Wiring
    from graph import Graph
    from graph.record import Record
    from learners.access import VisibleLearner

log = logging.getLogger("skillway.plans")

LOOK_SECONDS: Final = 2.0
"""How often it is looked whether anything changed."""
PATIENCE_SECONDS: Final = 300.0
"""The longest wait after runs that failed: each of them leaves entries in the audit log, and those stay."""
TURN_SECONDS: Final = 180.0
"""How long a worker that died keeps others out."""
SWEEP: Final = timedelta(minutes=15)
"""How often all plans are looked at, though nothing seems to have changed."""
LEARNERS: Final = 500
NICE: Final = 10


class Known(NamedTuple):
    """What all plans were looked at with, and when."""

    edition: str
    policy: str
    day: date
    at: datetime

    def holds(self, now: "Known") -> bool:
        return self[:3] == now[:3] and now.at - self.at < SWEEP


class PlanWorker:
    """The worker of one process."""

    def __init__(
        self,
        wiring: "Wiring",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._wiring = wiring
        self._now = now
        self._sleep = sleep
        self._token = secrets.token_hex(8)
        self._known: Known | None = None
        self._since = ""
        self._running: Refresh | None = None

    async def forever(self) -> None:
        """Until it is cancelled. What goes wrong is tried again, after twice the wait each time that it does."""
        wait = LOOK_SECONDS
        try:
            while True:
                try:
                    await self.once()
                    wait = LOOK_SECONDS
                except (GraphError, LearnersError) as error:
                    wait = min(2 * wait, PATIENCE_SECONDS)
                    log.warning("plans could not be brought up to date: %s; again in %.0f s", error.code, wait)
                except Exception:
                    wait = min(2 * wait, PATIENCE_SECONDS)
                    log.exception("plans could not be brought up to date; again in %.0f s", wait)
                await self._sleep(wait)
        finally:
            if self._running is not None:
                self._running.stop()

    async def once(self) -> Tally | None:
        """Look once; None where there was nothing to do, or another worker has the turn."""
        view = self._wiring.editions.view
        if view is None:
            return None
        record, at = await self._wiring.record(), self._now()
        policy = (await record.policies.current()).label
        now = Known(view.edition.digest, policy, at.date(), at)
        sweep = self._known is None or not self._known.holds(now)
        changed = [] if sweep else await record.plans.changed(self._since, LEARNERS)
        if not sweep and not changed:
            return None
        if not await self._turn(record):
            return None
        refresh = self._refresh(await self._wiring.reach.graph(), record, view, policy, at)
        self._running = refresh
        try:
            if sweep:
                self._since = times.text(at - timedelta(minutes=1))
                tally = await refresh.all()
                self._known = now
            else:
                tally = await refresh.some(await record.plans.live_of([learner for learner, _ in changed]))
                self._since = changed[-1][1]
        finally:
            self._running = None
        if tally.stale:
            log.info("plans: %s", said(tally))
        return tally

    def _refresh(self, graph: "Graph", record: "Record", view: EditionView, policy: str, at: datetime) -> Refresh:
        return refresh(
            graph,
            record,
            view,
            self._wiring.identity,
            policy=policy,
            at=at,
            workers=self._wiring.settings.limits.plan_workers or 1,
            seconds=self._wiring.settings.limits.solve_seconds,
            nice=NICE,
            go_on=lambda: self._turn(record),
        )

    async def _turn(self, record: "Record") -> bool:
        return await record.plans.turn(self._token, TURN_SECONDS)


def refresh(
    graph: "Graph",
    record: "Record",
    view: EditionView,
    identity: "Identity",
    *,
    policy: str,
    at: datetime,
    **how: object,
) -> Refresh:
    """A run with an edition: learners are seen as the worker sees them, at the end of the day."""

    async def paint(visibles: "Sequence[VisibleLearner]") -> "Sequence[Picture]":
        end = person.end_of(at.date())
        return await person.pictures(record, visibles, view.words, at=end, notes=False, named=False)

    return Refresh(graph, record, view, look=identity.workers, paint=paint, policy=policy, at=at, **how)  # type: ignore[arg-type]


@contextlib.asynccontextmanager
async def keeping_fresh(wiring: "Wiring") -> AsyncIterator[None]:
    """The worker beside the block, unless the settings want none."""
    if not wiring.settings.limits.plan_workers:
        yield
        return
    working = asyncio.create_task(PlanWorker(wiring).forever())
    try:
        yield
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


def said(tally: Tally) -> str:
    """A run in words, with nobody in it."""
    seconds = ", ".join(f"{what} {spent:.1f} s" for what, spent in tally.seconds.items())
    return (
        f"{tally.looked:,} looked at, {tally.stale:,} stale: "
        f"{tally.certified:,} certified, {tally.settled:,} settled, "
        f"{tally.searched:,} searched for in {tally.searches:,} searches, {tally.overtaken:,} overtaken, "
        f"{tally.failed:,} failed ({seconds})"
    )
