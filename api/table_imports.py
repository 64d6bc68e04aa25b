"""`import people`, `import evidence`, `import completions`: from a file to the record in batches, with a report."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeVar

from api import completion_intake
from api.administering import Desk, Names
from api.completion_intake import CompletionFacts, ReadRow
from api.doors import Refused
from api.import_reports import ImportReport, Tally, report
from api.intake import BATCH, Handed, Taking
from api.people_intake import HandedPerson, PeopleTaking
from api.rejections import replay_waiting
from api.row_forms import RowForm
from api.row_reading import Row, Table, TableRefused
from api.ticking import Ticker
from api.views import EditionView
from learners.ids import LearnerId
from learners.rejected import Door
from learners.tables import completion_columns, evidence, people
from learners.tables.completions import Nothing
from ontology.refusals import Refusal

MOST_ROWS: Final = 5_000_000
"""Of a table of facts; the size of the file is limited as well."""
MOST_PEOPLE: Final = 1_000_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file, how its rows are read, and which of its headings (in any case) mean which of our columns."""

    path: Path
    form: RowForm = field(default_factory=RowForm)
    columns: Mapping[str, str] = field(default_factory=dict)
    score_top: float | None = None
    dry_run: bool = False


async def import_people(desk: Desk, source: Source, tick: Ticker) -> ImportReport:
    """Bring people up to what a table says of them; what had waited for them is tried again."""
    began = time.monotonic()
    view = await desk.view()
    names = Names(view)
    table = _table("people", people.COLUMNS, people.MUST, source, MOST_PEOPLE)
    rows = []
    for row in _counted(_rows(table, source.path), tick):
        cells = row.cells
        said = cells if isinstance(cells, Refusal) else people.read(cells, names)
        rows.append(HandedPerson(row.number, _known_cells(cells, people.COLUMNS), said))
    _somebody(rows)
    tick.say("comparing rows, managers and accounts …")
    taking = PeopleTaking(record=desk.record, at=desk.at, dry_run=source.dry_run)
    tally = Tally()
    tally.add(await taking.take(rows))
    replayed = 0
    if not source.dry_run:
        await desk.identity.did(desk.caller, "people.write", learners=sorted(taking.came))
        tick.say("trying again what had waited for these people …")
        replayed = await replay_waiting(desk, tokens=sorted(taking.bound), learners=sorted(taking.came))
    return _report("people", tally, table, source, began, view, replayed)


async def import_evidence(desk: Desk, source: Source, tick: Ticker) -> ImportReport:
    """Append the facts of a table."""
    began = time.monotonic()
    view = await _published(desk)
    table = _table("evidence", evidence.COLUMNS, evidence.MUST, source, MOST_ROWS)
    rows = _counted(_rows(table, source.path), tick)
    first = next(rows, None)
    form = replace(source.form, comma=table.comma)
    reader = evidence.EvidenceTable(words=view.words, choose=Names(view), at=desk.at, zone=form.tz, comma=form.comma)

    def read(row: Row) -> Handed:
        cells = row.cells
        said = cells if isinstance(cells, Refusal) else reader.read(cells)
        return Handed(row.number, _known_cells(cells, evidence.COLUMNS), said)

    taking = _taking(desk, view, "evidence", form, source)
    taking.hold = []
    tally = Tally()

    async def take(batch: Sequence[Handed]) -> None:
        tally.add(await taking.take(batch))

    try:
        await _in_batches(_with(first, rows), read, take)
        _somebody(tally.read + len(taking.hold))
        await _held(taking, tally)
    finally:
        await _noted(desk, "evidence", taking.wrote, source)
    return _report("evidence", tally, table, source, began, view)


async def import_completions(desk: Desk, source: Source, tick: Ticker) -> ImportReport:
    """Append what a learning platform reports, where it is news."""
    began = time.monotonic()
    view = await _published(desk)
    table = _completion_table(source)
    rows = _counted(_rows(table, source.path), tick)
    first = next(rows, None)
    _says_who_and_what(table)
    form = replace(
        source.form,
        comma=table.comma,
        score_top=_top(table, "score", source.score_top),
        progress_top=_top(table, "progress", source.score_top),
    )
    reader = completion_intake.table(form, Names(view), view.catalogue)
    facts = CompletionFacts(record=desk.record, words=view.words, at=desk.at, author=form.author)
    taking = _taking(desk, view, "completions", form, source)
    tally = Tally()

    def read(row: Row) -> ReadRow:
        cells = row.cells
        said = cells if isinstance(cells, Refusal) else reader.read(cells)
        return ReadRow(row.number, _known_cells(cells, tuple(completion_columns.COLUMNS)), said)

    async def take(batch: Sequence[ReadRow]) -> None:
        tally.nothing += sum(isinstance(row.said, Nothing) for row in batch)
        tally.add(await taking.take(await facts.facts(batch)))

    try:
        await _in_batches(_with(first, rows), read, take)
        _somebody(tally.read)
    finally:
        await _noted(desk, "completions", taking.wrote, source)
    return _report("completions", tally, table, source, began, view)


def _completion_table(source: Source) -> Table:
    ours = completion_columns.COLUMNS
    for column in source.columns.values():
        if column not in ours:
            raise Refused(
                Refusal(
                    code="column.unknown",
                    message=f"“{column}” is no column of a completion report.",
                    hint=f"Write --column ours=theirs, where ours is one of {', '.join(ours)}.",
                    candidates=tuple(ours),
                )
            )
    called = {completion_columns.plain(each): name for name, others in ours.items() for each in (name, *others)}
    own = {completion_columns.plain(theirs): name for theirs, name in source.columns.items()}
    taken = set(own.values())
    also = {word: name for word, name in called.items() if name not in taken} | own
    table = _table("completions", tuple(ours), (), source, MOST_ROWS)
    return replace(table, also_called=also, plain=completion_columns.plain)


def _says_who_and_what(table: Table) -> None:
    """Refuse a report whose headings name nobody, or nothing that could be completed."""
    for columns in (("learner", "email", "account"), ("course", "title", "url")):
        headed = table.there or table.unread  # JSON lines have no headings
        if headed and not any(column in table.there for column in columns):
            raise Refused(
                Refusal(
                    code="column.missing",
                    message=f"None of the headings is known as {', '.join(columns)}.",
                    hint=f"Say which it is: --column {columns[0]}=HEADING.",
                    candidates=columns,
                )
            )


def _top(table: Table, column: str, said: float | None) -> float:
    """The highest number of a column. Where nobody says whether 1 is all or one of a hundred, none is guessed."""
    heading = table.there.get(column)
    if heading is None:
        return 1.0 if said is None else said
    if completion_columns.is_percent(heading):
        return 100.0
    if said is not None:
        return said
    raise Refused(
        Refusal(
            code="score.scale_unknown",
            message=f"The heading “{heading}” does not say what its numbers go up to.",
            hint="Say --score-scale 100 where they are per cent, or --score-scale 1 where 1 is all.",
        )
    )


def _table(sheet: str, columns: Sequence[str], must: Sequence[str], source: Source, most: int) -> Table:
    own = {theirs.strip().casefold(): ours for theirs, ours in source.columns.items()}
    return Table(columns, own, must=must, sheet=sheet, most_rows=most)


def _rows(table: Table, path: Path) -> Iterator[Row]:
    try:
        yield from table.rows_of(path)
    except TableRefused as whole:
        raise Refused(whole.refusal) from None


def _counted(rows: Iterator[Row], tick: Ticker) -> Iterator[Row]:
    for number, row in enumerate(rows, start=1):
        tick.count("rows read", number)
        yield row


def _with(first: T | None, rest: Iterator[T]) -> Iterator[T]:
    if first is not None:
        yield first
        yield from rest


async def _in_batches(
    rows: Iterator[Row], read: Callable[[Row], T], take: Callable[[Sequence[T]], Coroutine[Any, Any, None]]
) -> None:
    """Read rows in a thread while the batch before is being written."""

    def next_batch() -> list[T]:
        return [read(row) for row in islice(rows, BATCH)]

    batch = await asyncio.to_thread(next_batch)
    while batch:
        writing = asyncio.create_task(take(batch))
        try:
            batch = await asyncio.to_thread(next_batch)
        finally:
            await writing


async def _held(taking: Taking, tally: Tally) -> None:
    """Rows that correct what came after them in the table, or never came."""
    waiting = taking.hold or []
    while waiting:
        taking.hold = []
        for start in range(0, len(waiting), BATCH):
            tally.add(await taking.take(waiting[start : start + BATCH]))
        if len(taking.hold) == len(waiting):
            taking.hold = None
            for start in range(0, len(waiting), BATCH):
                tally.add(await taking.take(waiting[start : start + BATCH]))
            return
        waiting = taking.hold


def _taking(desk: Desk, view: EditionView, door: Door, form: RowForm, source: Source) -> Taking:
    return Taking(
        record=desk.record,
        words=view.words,
        edition=view.edition.number,
        door=door,
        at=desk.at,
        form=form,
        dry_run=source.dry_run,
    )


async def _published(desk: Desk) -> EditionView:
    view = await desk.view()
    if view is None:
        raise Refused(
            Refusal(
                code="edition.none",
                message="Nothing is published yet, so evidence has nothing to be about.",
                hint="Publish an ontology first: skillway publish FOLDER.",
            )
        )
    return view


def _known_cells(cells: Mapping[str, object] | Refusal, columns: Sequence[str]) -> Mapping[str, object]:
    """What is kept of a refused row: the columns that are read, and nothing that somebody else may have put there."""
    if isinstance(cells, Refusal):
        return {}
    return {name: value for name, value in cells.items() if name in columns and value not in (None, "")}


def _somebody(rows: Sequence[object] | int) -> None:
    if not rows:
        raise Refused(
            Refusal(
                code="rows.none",
                message="There is no row in this file.",
                hint="Its first line names the columns, each line after it is a row.",
            )
        )


async def _noted(desk: Desk, door: Door, learners: set[LearnerId], source: Source) -> None:
    """Note whose records were written: one entry for each, however many rows were about them."""
    if learners and not source.dry_run:
        action = "people.write" if door == "people" else "evidence.write"
        await desk.identity.did(desk.caller, action, things=[f"import:{door}"], learners=sorted(learners))


def _report(
    door: Door, tally: Tally, table: Table, source: Source, began: float, view: EditionView | None, replayed: int = 0
) -> ImportReport:
    return report(
        door,
        tally,
        unread=tuple(table.unread),
        dry_run=source.dry_run,
        seconds=time.monotonic() - began,
        edition=None if view is None else view.edition,
        replayed=replayed,
    )
