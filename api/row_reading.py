"""Rows of a large table, streamed: CSV or JSON lines in UTF-8, or a workbook, with limits, one bad row at a time.

What is wrong with a row is a refusal in its place, so that the rest goes on; what is wrong with the whole is raised.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, NamedTuple

from ontology.imports import workbook
from ontology.imports.refusing import SourceRefused
from ontology.imports.sheets import RawRow
from ontology.refusals import Refusal

MOST_BYTES: Final = 256 << 20
MOST_ROWS: Final = 100_000
MOST_CHARACTERS: Final = 100_000
"""Of one row."""
_TOO_LONG: Final = "\ufdd0"
"""Stands for a line of more characters: no character, which nobody writes."""
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How a workbook begins; the second is an old or encrypted one, which is refused as such."""
_EXAMPLE: Final = 'Each line is one object, such as {"learner": "p1", "have": {"sql": 2}}.'


class Row(NamedTuple):
    """Its number as a spreadsheet shows it (in JSON the line), and its cells by column, or why there are none."""

    number: int
    cells: Mapping[str, object] | Refusal


class TableRefused(Exception):
    """The table as a whole cannot be read."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.refusal = Refusal(code=code, message=message, hint=hint)


def _plain(name: str) -> str:
    return name.strip().casefold()


@dataclass(slots=True)
class Table:
    """Reads one table. `columns` are those that mean something; `also_called` are other names of them, as `plain`
    makes them; `must` have to be there (the first column where nothing is said). `sheet` is its name in a workbook.

    What is known once the first row was read: `unread` are the columns that mean nothing, `there` those that do, each
    with its heading as it is written (none of JSON lines), and `comma` says that decimals may be written with a
    comma, since cells are parted by semicolons.
    """

    columns: Sequence[str]
    also_called: Mapping[str, str]
    unread: tuple[str, ...] = ()
    must: Sequence[str] | None = None
    sheet: str = ""
    most_rows: int | None = None
    there: Mapping[str, str] = field(default_factory=dict)
    comma: bool = False
    plain: Callable[[str], str] = _plain
    """How headings are compared."""

    def rows(self, stream: IO[bytes]) -> Iterator[Row]:
        """Every row of a text that is not empty. Raises TableRefused."""
        yield from self._within_limits(self._of_text(stream))

    def rows_of(self, path: Path) -> Iterator[Row]:
        """Every row of a file that is not empty; a workbook is known by what it holds. Raises TableRefused."""
        with path.open("rb") as file:
            if file.read(4) not in _WORKBOOKS:
                file.seek(0)
                yield from self.rows(file)
                return
        yield from self._within_limits(self._of_workbook(path))

    def _within_limits(self, rows: Iterator[Row]) -> Iterator[Row]:
        most = MOST_ROWS if self.most_rows is None else self.most_rows
        for count, row in enumerate(rows):
            if count == most:
                raise _too_much("people.too_many", f"There are more than {most:,} rows.")
            yield row

    def _of_workbook(self, path: Path) -> Iterator[Row]:
        try:
            found = workbook.rows_of(path, self.sheet)
            heading: list[str] | None = None
            for row in found:
                if not any(cell.strip() for cell in row.cells) or row.cells[0].lstrip().startswith("#"):
                    continue
                if heading is None:
                    heading = self._heading(row.cells)
                else:
                    yield Row(row.number, self._worked(row, heading))
        except SourceRefused as refused:
            raise TableRefused(refused.refusal.code, refused.refusal.message, refused.refusal.hint) from None

    def _worked(self, row: RawRow, heading: Sequence[str]) -> Mapping[str, object] | Refusal:
        """The cells of a workbook's row; what is wrong with a cell counts where its column is read."""
        for position, (code, message) in sorted(row.faults.items()):
            if position < len(heading) and heading[position] in self.columns:
                return Refusal(code=code, message=message, hint="Write the value into the cell, as plain text.")
        return _fit("".join(row.cells)) or dict(zip(heading, row.cells, strict=False))

    def _of_text(self, stream: IO[bytes]) -> Iterator[Row]:
        lines = _lines(stream)
        first = next((line for line in lines if line.strip()), "")
        if first.lstrip().startswith(("{", "[")):
            yield from self._from_json(first, lines)
        elif first:
            yield from self._from_csv(first, lines)

    def _from_json(self, first: str, lines: Iterator[str]) -> Iterator[Row]:
        unread: dict[str, None] = {}
        for number, line in enumerate(_then(first, lines), start=1):
            if not line.strip():
                continue
            read = _object(line)
            if not isinstance(read, Refusal):
                cells = {self._column(name): value for name, value in read.items()}
                unread |= dict.fromkeys(name for name in cells if name not in self.columns)
                twice = len(cells) < len(read)
                read = _refused_twice("One of the keys") if twice else cells
            yield Row(number, read)
        self.unread = tuple(unread)

    def _from_csv(self, first: str, lines: Iterator[str]) -> Iterator[Row]:
        delimiter, skipped = "", 0
        if first.strip().lower() in ("sep=,", "sep=;"):  # a line for spreadsheet programs, which do not show it
            delimiter, first, skipped = first.strip()[-1], next(lines, ""), 1
        delimiter = delimiter or (";" if first.count(";") > first.count(",") else ",")
        self.comma = delimiter == ";"
        heading = self._heading(next(csv.reader([first], delimiter=delimiter), []))
        for number, cells in enumerate(_records(lines, delimiter, skipped), start=2):
            if isinstance(cells, Refusal):
                yield Row(number, cells)
            elif any(cell.strip() for cell in cells):
                yield Row(number, dict(zip(heading, cells, strict=False)))

    def _heading(self, titles: Sequence[str]) -> list[str]:
        """The columns of a table by their titles. Raises TableRefused where one is missing or there twice."""
        heading = [self._column(name) for name in titles]
        must = self.columns[:1] if self.must is None else self.must
        if missing := [name for name in must if name not in heading]:
            those = " and ".join(f"“{name}”" for name in must)
            raise TableRefused(
                "column.missing",
                f"There is no column {' and no column '.join(f'“{name}”' for name in missing)} in the first line.",
                f"The columns are {', '.join(self.columns)}; only {those} must be there.",
            )
        if doubled := sorted({name for name in heading if name in self.columns and heading.count(name) > 1}):
            refused = _refused_twice(f"The column “{doubled[0]}”")
            raise TableRefused(refused.code, refused.message, refused.hint)
        self.unread = tuple(dict.fromkeys(name for name in heading if name and name not in self.columns))
        titled = zip(heading, titles, strict=True)
        self.there = {name: title.strip() for name, title in titled if name in self.columns}
        return heading

    def _column(self, name: str) -> str:
        word = self.plain(name)
        return self.also_called.get(word, word)


def _lines(stream: IO[bytes]) -> Iterator[str]:
    """Lines of a UTF-8 stream. Instead of one that is too long there is a mark; bytes that are not UTF-8 become lone
    surrogates: `_fit` refuses both."""
    read, most = 0, 4 * (MOST_CHARACTERS + 1)
    while line := stream.readline(most):
        if not read and line.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise TableRefused("encoding.wrong", "The file is UTF-16, not UTF-8.", "Save it as “CSV UTF-8”.")
        text = (line if read else line.removeprefix(b"\xef\xbb\xbf")).decode("utf-8", "surrogateescape")
        while True:
            read += len(line)
            if read > MOST_BYTES:
                raise _too_much("file.too_large", f"The file is larger than {MOST_BYTES >> 20} MB.")
            if len(line) < most or line.endswith(b"\n"):
                break
            line = stream.readline(most)
        yield text if len(text) <= MOST_CHARACTERS else _TOO_LONG


def _then(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _records(lines: Iterable[str], delimiter: str, skipped: int) -> Iterator[list[str] | Refusal]:
    """The rows of a CSV text behind its headings, which `skipped` lines went before; one that cannot be used is a
    refusal."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        first = reader.line_num + 2 + skipped  # the headings are a line, too
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Refusal(
                code="csv.broken",
                message=f"Lines {first} to {reader.line_num + 1 + skipped} cannot be read as CSV: {error}.",
                hint="Look for a quotation mark that is not closed, or not doubled inside a quoted text.",
            )
            continue
        yield _fit("".join(cells)) or cells


def _object(line: str) -> Mapping[str, object] | Refusal:
    if refused := _fit(line):
        return refused
    try:
        read = json.loads(line)
    except (ValueError, RecursionError) as error:
        why = (
            error.msg if isinstance(error, json.JSONDecodeError) else "a number is too long, or it is nested too deep"
        )
        return Refusal(code="json.broken", message=f"The line is not JSON: {why}.", hint=_EXAMPLE)
    if not isinstance(read, dict):
        return Refusal(code="json.broken", message="The line is not an object.", hint=_EXAMPLE)
    return read


def _fit(text: str) -> Refusal | None:
    """Why a row's text cannot be used, if it cannot."""
    if len(text) > MOST_CHARACTERS or _TOO_LONG in text:
        return Refusal(
            code="row.too_long",
            message=f"The row has more than {MOST_CHARACTERS:,} characters.",
            hint="Is a note or a list far too long, or a closing quotation mark missing? Mend it in the file.",
        )
    if not text.isascii() and any("\udc80" <= mark <= "\udcff" for mark in text):
        return Refusal(code="encoding.wrong", message="The row is not UTF-8.", hint="Save the file as “CSV UTF-8”.")
    return None


def _refused_twice(what: str) -> Refusal:
    return Refusal(code="column.doubled", message=f"{what} is there twice.", hint="Keep one of them.")


def _too_much(code: str, message: str) -> TableRefused:
    return TableRefused(code, message, "Split it, and take one part after the other.")
