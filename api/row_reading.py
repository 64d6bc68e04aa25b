"""Rows of a large table, streamed: a CSV file or JSON lines in UTF-8, with limits, one bad row at a time.

What is wrong with a row is a refusal in its place, so that the rest goes on; what is wrong with the whole is raised.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Final, NamedTuple

from ontology.refusals import Refusal

MOST_BYTES: Final = 256 << 20
MOST_ROWS: Final = 100_000
MOST_CHARACTERS: Final = 100_000
"""Of one row."""
_TOO_LONG: Final = "\ufdd0"
"""Stands for a line of more characters: no character, which nobody writes."""
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


@dataclass(slots=True)
class Table:
    """Reads one table. `columns` are those that mean something, the first must be there; `also_called` other names.

    `unread` are the columns that mean nothing, known once the rows were read.
    """

    columns: Sequence[str]
    also_called: Mapping[str, str]
    unread: tuple[str, ...] = ()

    def rows(self, stream: IO[bytes]) -> Iterator[Row]:
        """Every row that is not empty. Raises TableRefused."""
        for count, row in enumerate(self._rows(stream)):
            if count == MOST_ROWS:
                raise _too_much("people.too_many", f"There are more than {MOST_ROWS:,} rows.")
            yield row

    def _rows(self, stream: IO[bytes]) -> Iterator[Row]:
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
        delimiter = ";" if first.count(";") > first.count(",") else ","
        heading = [self._column(name) for name in next(csv.reader([first], delimiter=delimiter))]
        if self.columns[0] not in heading:
            raise TableRefused(
                "column.missing",
                f"There is no column “{self.columns[0]}” in the first line.",
                f"The columns are {', '.join(self.columns)}; only “{self.columns[0]}” must be there.",
            )
        if doubled := sorted({name for name in heading if name in self.columns and heading.count(name) > 1}):
            refused = _refused_twice(f"The column “{doubled[0]}”")
            raise TableRefused(refused.code, refused.message, refused.hint)
        self.unread = tuple(dict.fromkeys(name for name in heading if name and name not in self.columns))
        for number, cells in enumerate(_records(lines, delimiter), start=2):
            if isinstance(cells, Refusal):
                yield Row(number, cells)
            elif any(cell.strip() for cell in cells):
                yield Row(number, dict(zip(heading, cells, strict=False)))

    def _column(self, name: str) -> str:
        plain = name.strip().casefold()
        return self.also_called.get(plain, plain)


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


def _records(lines: Iterable[str], delimiter: str) -> Iterator[list[str] | Refusal]:
    """The rows of a CSV text behind its headings; one that cannot be used is a refusal."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        first = reader.line_num + 2  # the headings are line 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Refusal(
                code="csv.broken",
                message=f"Lines {first} to {reader.line_num + 1} cannot be read as CSV: {error}.",
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
            hint="Is this row one person?",
        )
    if not text.isascii() and any("\udc80" <= mark <= "\udcff" for mark in text):
        return Refusal(code="encoding.wrong", message="The row is not UTF-8.", hint="Save the file as “CSV UTF-8”.")
    return None


def _refused_twice(what: str) -> Refusal:
    return Refusal(code="column.doubled", message=f"{what} is there twice.", hint="Keep one of them.")


def _too_much(code: str, message: str) -> TableRefused:
    return TableRefused(code, message, "Split it, and plan for one part after the other.")
