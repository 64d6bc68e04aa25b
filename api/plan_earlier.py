"""The editions that plans still speak of: each read from the graph's archive and compared with that of now, once."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from api.views import EditionView
from ontology import turtle
from planning import standing_still
from planning.revision import Revision, revision
from planning.solver.index import build

if TYPE_CHECKING:
    from graph import Graph

MOST_EDITIONS: Final = 4
"""So many earlier editions are compared with that of now in one run; plans of older ones are planned anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An edition before, and what changed since: for plans, and for evidence."""

    revision: Revision
    meanings: standing_still.Meanings


class EarlierEditions:
    """Earlier editions beside that of now, for the length of a run."""

    def __init__(self, graph: "Graph", view: EditionView, took: Callable[[str, float], object]) -> None:
        """`took` is told what was done since when, by `time.perf_counter`."""
        self._graph = graph
        self._view = view
        self._took = took
        self._known: dict[str, Earlier | None] = {}

    def known(self, digest: str) -> Earlier | None:
        """What is known of an edition that was compared before."""
        return self._known.get(digest)

    async def since(self, number: int, digest: str) -> Earlier | None:
        """What changed since an edition; None where that cannot be told, or where too many were compared."""
        if digest not in self._known:
            if len(self._known) >= MOST_EDITIONS:
                return None
            began = time.perf_counter()
            text = await self._graph.archive(number)
            self._known[digest] = await asyncio.to_thread(self._compared, text, digest)
            self._took("compare", began)
        return self._known[digest]

    def _compared(self, text: str, digest: str) -> Earlier | None:
        before = turtle.parse(text)
        if turtle.digest(before) != digest:
            return None
        step = revision(build(before), self._view.solver_index, before=digest, after=self._view.edition.digest)
        return Earlier(revision=step, meanings=standing_still.meanings(before, self._view.catalogue))
