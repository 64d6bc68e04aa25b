"""A folder of CSV files as sheets: one file per table, UTF-8, comma or semicolon."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from ontology.imports.columns import BY_NAME, FORMS, header
from ontology.imports.refusing import SourceRefused
from ontology.imports.report import Ledger
from ontology.imports.sheets import RawRow, Sheet, sheet

LARGEST_FILE: Final = 512 * 1024 * 1024
"""Bytes; a table of this size is a mistake, and reading it would fill the memory of a small machine."""
_LONGEST_FIELD: Final = 64 * 1024 * 1024


def read(folder: Path, ledger: Ledger) -> tuple[Sheet, ...]:
    """All sheets of the folder, in their usual order. Raises SourceRefused where a file cannot be read whole."""
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        name = path.stem.lower()
        if path.suffix.lower() != ".csv" or name not in BY_NAME:
            if not path.name.startswith("."):
                ledger.note("sheet.unknown", f"{path.name} is none of the tables and was not read.")
        elif name in found:
            raise SourceRefused(
                "sheet.doubled", f"{found[name].name} and {path.name} are the same table.", "Keep one of them."
            )
        else:
            found[name] = path
    if not found:
        raise SourceRefused(
            "tables.none",
            f"There is no table in {folder}.",
            "Name the files after the tables: " + ", ".join(f"{form.name}.csv" for form in FORMS) + ".",
        )
    return tuple(_read(form.name, found[form.name], ledger) for form in FORMS if form.name in found)


def text_of(path: Path) -> str:
    """The text of a UTF-8 file, without its byte-order mark.

    Raises SourceRefused that names the file and the first byte that is not UTF-8.
    """
    if path.stat().st_size > LARGEST_FILE:
        raise SourceRefused(
            "file.too_large", f"{path.name} is larger than {LARGEST_FILE >> 20} MB.", "Split the table."
        )
    return decoded(path.read_bytes(), path.name)


def decoded(content: bytes, name: str) -> str:
    """UTF-8 bytes as text, without a byte-order mark. Raises SourceRefused as `text_of` does."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SourceRefused(
            "encoding.wrong",
            f"{name} is UTF-16 (its first bytes are {content[:2].hex(' ')}), not UTF-8.",
            "Save it as “CSV UTF-8”.",
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceRefused(
            "encoding.wrong",
            f"{name} is not UTF-8: byte {error.start + 1} (line {line}) is 0x{content[error.start]:02x}.",
            "Save it as “CSV UTF-8”.",
        ) from None


def records(text: str, name: str, delimiter: str = ",") -> Iterator[list[str]]:
    """The records of a CSV text; quoted cells may hold line ends. Raises SourceRefused at the line that breaks it."""
    before = csv.field_size_limit(_LONGEST_FIELD)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        try:
            yield from list(reader)
        except csv.Error as error:
            raise SourceRefused(
                "csv.broken",
                f"{name} cannot be read as CSV at line {reader.line_num}: {error}.",
                "Look for a quotation mark that is not closed, or that is not doubled inside a quoted text.",
            ) from None
    finally:
        csv.field_size_limit(before)


def _read(name: str, path: Path, ledger: Ledger) -> Sheet:
    text = text_of(path)
    first, _, rest = text.partition("\n")
    delimiter = ""
    if first.strip().lower() in ("sep=,", "sep=;"):  # a line for spreadsheet programs, which do not show it
        delimiter, text = first.strip()[-1], rest
        first = rest.partition("\n")[0]
    delimiter = delimiter or _delimiter(first, name)
    table = records(text, path.name, delimiter)
    heading = next(table, [])
    rows = (RawRow(number, cells, {}) for number, cells in enumerate(table, start=2))
    return sheet(name, heading, rows, ledger, comma=delimiter == ";")


def _delimiter(first: str, name: str) -> str:
    """Comma or semicolon: whichever makes more known columns of the first line."""

    def known(delimiter: str) -> int:
        titles = next(csv.reader([first], delimiter=delimiter), [])
        return sum(header(title, BY_NAME[name]) is not None for title in titles)

    return ";" if known(";") > known(",") else ","


def table(folder: Path, name: str, columns: Iterable[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """(number, cells) of each row of a CSV file of another framework, which may be gzipped; the cells are trimmed.

    Raises SourceRefused where the file is not there, is broken, or lacks one of the columns.
    """
    plain, packed = folder / name, folder / f"{name}.gz"
    if plain.is_file():
        if plain.stat().st_size > LARGEST_FILE:
            raise SourceRefused("file.too_large", f"{plain} is larger than {LARGEST_FILE >> 20} MB.")
        content = plain.read_bytes()
    elif packed.is_file():
        content = unpacked(packed)
    else:
        raise SourceRefused("source.missing", f"There is no {name} (or {name}.gz) in {folder}.")
    found = records(decoded(content, name), name)
    heading = [title.strip() for title in next(found, [])]
    if missing := [column for column in columns if column not in heading]:
        raise SourceRefused(
            "column.missing",
            f"{name} has no column {', '.join(f'“{column}”' for column in missing)}.",
            "Is it the file of this framework?",
        )
    for number, cells in enumerate(found, start=2):
        if any(cell.strip() for cell in cells):
            yield number, dict(zip(heading, (cell.strip() for cell in cells), strict=False))


def unpacked(path: Path) -> bytes:
    """The content of a gzip file. Raises SourceRefused where it is broken or unpacks to too much."""
    try:
        with gzip.open(path) as file:
            content = file.read(LARGEST_FILE + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise SourceRefused("file.broken", f"{path.name} cannot be unpacked: {error}.") from error
    if len(content) > LARGEST_FILE:
        raise SourceRefused("file.too_large", f"{path.name} unpacks to more than {LARGEST_FILE >> 20} MB.")
    return content
