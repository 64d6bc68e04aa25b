"""What curators do with the graph: check against the current edition, compare, publish, take back, export.

The use cases behind the commands of the same names. They open the graph, do their one errand and close it.
"""

import asyncio
import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from api.printing import tally
from api.settings import Settings
from api.wiring import opened
from graph import Edition, Graph
from ontology import changes, sample, turtle
from ontology.check import Checked, check
from ontology.counting import counts
from ontology.findings import Finding
from ontology.model import Catalogue
from ontology.refusals import Refusal

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a publish came to. `seconds` are of the whole: check, difference, load.

    `left_alone` says that nothing was looked at, because an edition was there already.
    """

    edition: Edition
    added: int
    changed: int
    removed: int
    unchanged: int
    written: bool
    counts: Mapping[str, int]
    warnings: int
    seconds: float
    left_alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """What was not published, because the check found errors."""

    findings: tuple[Finding, ...]

    @property
    def message(self) -> str:
        return f"Nothing was published: the check found {tally(self.findings)}."


async def check_files(settings: Settings, files: Sequence[Path], *, alone: bool) -> Checked:
    """Check files; against the current edition, too, where there is a graph and it can be reached."""
    current = None
    if not alone and _has_graph(settings):
        async with opened(settings) as graph:
            current = await _current_catalogue(graph)
    return await asyncio.to_thread(check, files, current)


async def compare(settings: Settings, before: str, after: str) -> changes.Changes | Refusal:
    """What differs between two ontologies, each a path or an edition's number."""
    async with AsyncExitStack() as held:
        graph = None
        if _is_edition(before) or _is_edition(after):
            graph = await held.enter_async_context(opened(settings))
        old = await _named(graph, before)
        if isinstance(old, Refusal):
            return old
        new = await _named(graph, after)
    return new if isinstance(new, Refusal) else changes.between(old, new)


async def publish_edition(
    settings: Settings,
    files: Sequence[Path],
    *,
    again: int | None = None,
    if_empty: bool = False,
    rebuild: bool = False,
    note: str,
    author: str,
    at: datetime,
    on_progress: Say,
) -> Outcome | Unfit:
    """Check and publish files, or edition `again`. With `if_empty` an edition that is there already stays.

    `rebuild` writes every thing, whatever the graph seems to hold already.

    Raises what `graph.errors` knows, `GraphBusy` among them.
    """
    started = time.perf_counter()
    async with opened(settings) as graph:
        current = await graph.current()
        if if_empty and current is not None:
            return _kept(current, started)
        if again is not None:
            on_progress(f"reading edition {again} …")
            catalogue, warnings = turtle.parse(await graph.archive(again)), 0
        else:
            on_progress("checking …")
            checked = await asyncio.to_thread(check, files, await _current_catalogue(graph))
            if not checked.ok:
                return Unfit(findings=checked.findings)
            catalogue = checked.catalogue
            warnings = sum(finding.severity == "warning" for finding in checked.findings)
        on_progress("publishing …")
        done = await graph.publish(
            catalogue, author=author, note=note or _note(again), at=at, rebuild=rebuild, on_progress=on_progress
        )
    return Outcome(
        edition=done.edition,
        added=done.added,
        changed=done.changed,
        removed=done.removed,
        unchanged=done.unchanged,
        written=done.written,
        counts=counts(catalogue),
        warnings=warnings,
        seconds=time.perf_counter() - started,
    )


async def all_editions(settings: Settings) -> tuple[Edition, ...]:
    """Every edition, newest first."""
    async with opened(settings) as graph:
        return tuple(sorted(await graph.editions(), key=lambda edition: -edition.number))


async def edition_as_turtle(settings: Settings, number: int | None, files: Sequence[Path]) -> str | Refusal:
    """Canonical Turtle of an edition (the current one without a number), or of files."""
    if files:
        read = await asyncio.to_thread(_whole, files)
        return read if isinstance(read, Refusal) else turtle.write(read)
    async with opened(settings) as graph:
        return await graph.archive(number)


async def catalogue_of(settings: Settings, number: int | None, files: Sequence[Path]) -> Catalogue | Refusal:
    """The catalogue of an edition (the current one without a number), or of files."""
    if files:
        return await asyncio.to_thread(_whole, files)
    async with opened(settings) as graph:
        return turtle.parse(await graph.archive(number))


def sample_files() -> list[Path]:
    return list(sample.paths())


def _is_edition(name: str) -> bool:
    """Whether a name is an edition's number and not that of a file or folder."""
    return re.fullmatch(r"[0-9]{1,9}", name) is not None and not Path(name).exists()


async def _named(graph: Graph | None, name: str) -> Catalogue | Refusal:
    """An edition of the graph, else a file or folder."""
    if graph is not None and _is_edition(name):
        return turtle.parse(await graph.archive(int(name)))
    if await asyncio.to_thread(Path(name).exists):
        return await asyncio.to_thread(_whole, [Path(name)])
    return Refusal(
        code="ontology.unknown",
        message=f"“{name}” is neither a file, nor a folder, nor the number of an edition.",
        hint="`skillway editions` lists the editions.",
    )


def _whole(files: Sequence[Path]) -> Catalogue | Refusal:
    """What the files say, or a refusal where some of it cannot be read."""
    checked = check(files)
    if checked.ok:
        return checked.catalogue
    first = checked.findings[0]
    return Refusal(
        code="ontology.unfit",
        message=f"{', '.join(str(file) for file in files)}: {tally(checked.findings)}. The first: {first.message}",
        hint="`skillway check` shows them all.",
    )


async def _current_catalogue(graph: Graph) -> Catalogue | None:
    """What is published, from the archive: one read, whatever the size."""
    edition = await graph.current()
    return None if edition is None else turtle.parse(await graph.archive(edition.number))


def _has_graph(settings: Settings) -> bool:
    """Whether something may have been published: a server is named, or the embedded graph's folder is there."""
    folder = settings.graph.removeprefix("embedded:")
    return folder == settings.graph or Path(folder).exists()


def _kept(edition: Edition, started: float) -> Outcome:
    return Outcome(
        edition=edition,
        added=0,
        changed=0,
        removed=0,
        unchanged=0,
        written=False,
        counts=dict(edition.counts),
        warnings=0,
        seconds=time.perf_counter() - started,
        left_alone=True,
    )


def _note(again: int | None) -> str:
    return "" if again is None else f"edition {again} again"
