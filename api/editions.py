"""This process's copy of the current edition, and how it stays current.

Before an answer the copy is compared with the graph: a one-row read, made at most once a second however many requests
ask, so an edition that another process published is noticed within a second. A newer one is loaded in the background;
meanwhile the one before answers and says that it is stale, as it does while the graph cannot be reached.
"""

import asyncio
import gc
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from api.errors import ServiceNotReady
from api.views import EditionView
from graph.errors import GraphError, GraphUnavailable

if TYPE_CHECKING:
    from graph.model import Edition, Published

log = logging.getLogger("skillway.editions")

MOST_AGE_SECONDS = 1.0
CHECK_SECONDS = 2.0
"""How long an answer waits for the comparison. A graph that is slower counts as out of reach: the copy answers."""
FIRST_LOAD_SECONDS = 25.0
"""How long a request waits for the first edition; then it is told to come again."""
LOAD_AGAIN_SECONDS = 10.0
"""How long to leave an edition alone that could not be loaded."""


class EditionSource(Protocol):
    """What is asked of the graph."""

    async def current(self) -> "Edition | None":
        """The current edition; None before the first publish."""

    async def load(self) -> "Published":
        """The current edition with all that it says."""


class Way(Protocol):
    """The way to the graph, which need not be there yet."""

    async def graph(self) -> EditionSource:
        """The graph, open. Raises `GraphError`."""


class Seen(NamedTuple):
    """A copy to answer from; `stale` where there is, or may be, a newer edition."""

    view: EditionView
    stale: bool


class Editions:
    """The copy, and the tasks that keep it current."""

    def __init__(self, way: Way, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._way = way
        self._clock = clock
        self._view: EditionView | None = None
        self._compared_at = float("-inf")
        self._comparing: asyncio.Task[None] | None = None
        self._loading: asyncio.Task[None] | None = None
        self._trouble: GraphError | None = None
        self._load_trouble: GraphError | None = None
        self._load_again_at = float("-inf")
        self._published = True

    async def seen(self) -> Seen:
        """The copy, compared with the graph less than a second ago.

        Raises `ServiceNotReady` where there is nothing to answer from.
        """
        await self._compared()
        if self._view is None:
            await self._loaded()
        if self._view is not None:
            behind = self._loading is not None or self._load_trouble is not None
            return Seen(self._view, stale=behind or self._trouble is not None)
        raise self._not_ready()

    @property
    def view(self) -> EditionView | None:
        """The copy as it stands; None while there is none."""
        return self._view

    async def missing(self) -> str | None:
        """What is missing before questions can be answered from the current edition; None when nothing is."""
        await self._compared()
        trouble = self._trouble or self._load_trouble
        if trouble is not None:
            return str(trouble)
        return None if self._view is not None else self._not_ready().message

    async def compare(self) -> None:
        """Compare now unless it was done within the last second; starts loading what is newer."""
        await self._compared()

    async def newest(self) -> Seen:
        """The copy once nothing newer is being loaded any more: for questions that the graph answered meanwhile."""
        self._compared_at = float("-inf")
        await self._compared()
        await self._loaded()
        return await self.seen()

    async def close(self) -> None:
        for task in (self._comparing, self._loading):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    async def _compared(self) -> None:
        if self._comparing is None:
            if self._clock() - self._compared_at < MOST_AGE_SECONDS:
                return
            self._comparing = asyncio.create_task(self._compare())
        known_to_be_away = self._trouble is not None and self._view is not None
        done, _ = await asyncio.wait([self._comparing], timeout=0.05 if known_to_be_away else CHECK_SECONDS)
        for task in done:
            task.result()
        if not done:
            self._trouble = self._trouble or GraphUnavailable(
                f"The graph has not answered within {CHECK_SECONDS:g} s.", "It may be starting, or busy."
            )

    async def _loaded(self) -> None:
        """Wait for the edition that is being loaded, if one is."""
        if self._loading is not None:
            done, _ = await asyncio.wait([self._loading], timeout=FIRST_LOAD_SECONDS)
            for task in done:
                task.result()

    async def _compare(self) -> None:
        try:
            current = await (await self._way.graph()).current()
        except GraphError as error:
            self._note(error)
        else:
            self._note(None)
            self._published = current is not None
            known = None if self._view is None else self._view.edition
            waits = self._loading is not None or self._clock() < self._load_again_at
            if current is not None and current != known and not waits:
                self._loading = asyncio.create_task(self._load())
        finally:
            self._compared_at = self._clock()
            self._comparing = None

    async def _load(self) -> None:
        started = self._clock()
        try:
            published = await (await self._way.graph()).load()
        except GraphError as error:
            log.warning("the edition could not be loaded: %s", error)
            self._load_trouble, self._load_again_at = error, self._clock() + LOAD_AGAIN_SECONDS
        else:
            view = EditionView(edition=published.edition, catalogue=published.catalogue, stubs=published.stubs)
            await asyncio.to_thread(view.warm)
            self._view, self._load_trouble = view, None
            # What an edition holds lives as long as the process needs it: the collector need not look at it again.
            # The one before is let go first; it would stay for ever where it is frozen.
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            log.info("edition %s is loaded (%.1f s)", view.edition.number, self._clock() - started)
        finally:
            self._loading = None

    def _note(self, error: GraphError | None) -> None:
        if error is not None and type(error) is not type(self._trouble):
            log.warning("the graph is out of reach: %s", error)
        if error is None and self._trouble is not None:
            log.info("the graph answers again")
        self._trouble = error

    def _not_ready(self) -> ServiceNotReady:
        trouble = self._trouble or self._load_trouble
        if trouble is not None:
            return ServiceNotReady(str(trouble), hint="The service goes on trying.")
        if not self._published:
            return ServiceNotReady(
                "Nothing is published in this graph yet.", hint="Publish an ontology: skillway publish FOLDER."
            )
        return ServiceNotReady("The first edition is still being loaded.", hint="Ask again in a few seconds.")
