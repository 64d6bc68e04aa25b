"""What was refused because the ontology did not know it: tried again by itself, once an edition may know it.

`skillway publish` does so when it has published. So does the service for each edition that it notices: it has the
keys of people's data, which a curator's machine need not have, and until it notices it still refuses by the edition
before. Twice is no harm: what was taken is known. Rows about people are left alone; an old one may say what holds no
more.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from api import keys, rejections
from api.administering import Desk, desk
from api.wiring import opened
from graph.errors import GraphError
from learners.access import Caller
from learners.errors import LearnersError

if TYPE_CHECKING:
    from api.settings import Settings
    from api.wiring import Wiring
    from graph.record import Record

log = logging.getLogger("skillway.replays")

CODES: Final = ("activity.unknown", "assessment.unknown", "competency.unknown", "course.unknown")
"""Why items wait for an edition."""
LOOK_SECONDS: Final = 2.0
"""How often the service looks for another edition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """How many items were tried again, and how many of them were taken."""

    tried: int = 0
    taken: int = 0


async def waiting(record: "Record") -> int:
    """How many items wait for an edition that knows what they are about."""
    counts = await record.rejected.counts()
    return sum(number for (door, code), number in counts.items() if code in CODES and door != "people")


async def replay(at: Desk) -> Replayed:
    """Try what waits for an edition. What is still unknown waits on."""
    tried = []
    for code in CODES:
        items = await rejections.kept(at, code=code)
        tried += await rejections.replay(at, [item for item in items if item.door != "people"])
    return Replayed(tried=len(tried), taken=sum(each.verdict.taken for each in tried))


async def after_publishing(settings: "Settings") -> Replayed:
    """The same for a command that published. Raises `GraphError` and `LearnersError`.

    Without keys there is nothing about people here that could be read, and none are made; and who only publishes does
    not bind a graph to their keys.
    """
    if not settings.keys and not await asyncio.to_thread(settings.key_file.exists):
        return Replayed()
    vault = keys.opened(settings)
    async with opened(settings) as graph:
        if not await waiting(graph.record(vault)):
            return Replayed()
    async with desk(settings, "publish") as at:
        return await replay(at)


class EditionWatch:
    """The service's eye on editions."""

    def __init__(self, wiring: "Wiring") -> None:
        self._wiring = wiring
        self._known = ""

    async def once(self) -> Replayed:
        """Try what waits where the edition is another one than when this was last asked."""
        view = self._wiring.editions.view
        if view is None or view.edition.digest == self._known:
            return Replayed()
        record = await self._wiring.record()
        done = Replayed()
        if await waiting(record):
            at = Desk(
                settings=self._wiring.settings,
                graph=await self._wiring.reach.graph(),
                record=record,
                identity=self._wiring.identity,
                caller=Caller(id="worker", part="worker"),
                at=datetime.now(UTC),
                known=view,
            )
            done = await replay(at)
            log.info("edition %s: %s of %s refused items were taken", view.edition.number, done.taken, done.tried)
        self._known = view.edition.digest
        return done

    async def forever(self) -> None:
        """Until it is cancelled. What goes wrong is tried again."""
        while True:
            try:
                await self.once()
            except (GraphError, LearnersError) as error:
                log.warning("what was refused could not be tried again: %s", error.code)
            except Exception:
                log.exception("what was refused could not be tried again")
            await asyncio.sleep(LOOK_SECONDS)


@contextlib.asynccontextmanager
async def trying_again(wiring: "Wiring") -> AsyncIterator[None]:
    """The watch beside the block."""
    watching = asyncio.create_task(EditionWatch(wiring).forever())
    try:
        yield
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
