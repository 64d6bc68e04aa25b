"""A workbook as sheets: values only. Formulas, macros and everything else that could run are refused."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from ontology.imports.columns import BY_NAME, FORMS
from ontology.imports.refusing import SourceRefused
from ontology.imports.report import Ledger
from ontology.imports.sheets import RawRow, Sheet, sheet

LARGEST_FILE: Final = 64 * 1024 * 1024
LARGEST_UNPACKED: Final = 768 * 1024 * 1024
LARGEST_RATIO: Final = 200
"""A real workbook packs its text five to thirty times smaller; far beyond that it was made to fill a memory."""
MOST_PARTS: Final = 5_000
_SAVE = "Save it as an ordinary workbook (.xlsx), or each sheet as “CSV UTF-8”."


def read(path: Path, ledger: Ledger) -> tuple[Sheet, ...]:
    """All visible sheets that are tables, in their usual order. Raises SourceRefused where it is no safe workbook."""
    with _opened(path) as book:
        found: dict[str, Any] = {}
        for page in book.worksheets:
            name = page.title.strip().lower()
            if name not in BY_NAME:
                ledger.note("sheet.unknown", f"Sheet “{page.title}” is none of the tables and was not read.")
            elif page.sheet_state != "visible":
                ledger.note("sheet.hidden", f"Sheet “{page.title}” is hidden and was not read. Show it to import it.")
            elif name in found:
                raise SourceRefused("sheet.doubled", f"Two sheets are called {name}.", "Keep one of them.")
            else:
                found[name] = page
        if not found:
            raise SourceRefused(
                "tables.none",
                f"There is no table in {path.name}.",
                "Name the sheets after the tables: " + ", ".join(form.name for form in FORMS) + ".",
            )
        return tuple(_read(form.name, found[form.name], ledger) for form in FORMS if form.name in found)


def rows_of(path: Path, name: str) -> Iterator[RawRow]:
    """The rows of one sheet, streamed: the visible one of this name, or the only visible one there is.

    A day is written as `2026-03-02`, a time of day with it as `2026-03-02T09:30:00`: a workbook knows no zones.
    Formulas and errors are faults, as everywhere. Raises SourceRefused.
    """
    with _opened(path) as book:
        visible = [page for page in book.worksheets if page.sheet_state == "visible"]
        named = [page for page in visible if page.title.strip().casefold() == name.casefold()]
        chosen = named or visible
        if len(chosen) != 1:
            raise SourceRefused(
                "sheet.ambiguous",
                f"{path.name} has {len(visible)} visible sheets, and {len(named) or 'none'} is called “{name}”.",
                f"Call the sheet that is meant “{name}”.",
                tuple(page.title for page in visible),
            )
        chosen[0].reset_dimensions()
        yield from _rows(chosen[0], with_times=True)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """The workbook, closed at the end of the block. Raises SourceRefused where it is no safe one, or broken."""
    _inspect(path)
    # openpyxl costs a third of a second to load: only those who read a workbook pay for it.
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(path.read_bytes()), read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # openpyxl raises whatever its parsers raise
        raise SourceRefused(
            "workbook.broken", f"{path.name} cannot be read as a workbook: {error}.", _SAVE
        ) from error
    try:
        yield book
    except (SourceRefused, MemoryError):
        raise
    except Exception as error:  # a broken part shows only when its rows are read
        raise SourceRefused(
            "workbook.broken", f"{path.name} cannot be read as a workbook: {error}.", _SAVE
        ) from error
    finally:
        book.close()


def _inspect(path: Path) -> None:
    """Refuse, before anything is parsed, what is no plain workbook: macros, encryption, bombs, entities."""
    with path.open("rb") as file:
        if file.read(4) == b"\xd0\xcf\x11\xe0":
            raise SourceRefused(
                "workbook.old", f"{path.name} is an old (.xls) or a password-protected workbook.", _SAVE
            )
    if path.stat().st_size > LARGEST_FILE:
        raise SourceRefused(
            "file.too_large", f"{path.name} is larger than {LARGEST_FILE >> 20} MB.", "Use CSV files."
        )
    if path.suffix.lower() in (".xlsm", ".xltm", ".xlsb", ".xlam"):
        raise SourceRefused("workbook.macros", f"{path.name} is a kind of workbook that can hold macros.", _SAVE)
    try:
        with zipfile.ZipFile(path) as pack:
            parts = pack.infolist()
            if any(part.filename.lower().endswith(("vbaproject.bin", ".xlm")) for part in parts) or any(
                "macrosheets" in part.filename.lower() for part in parts
            ):
                raise SourceRefused("workbook.macros", f"{path.name} holds macros.", _SAVE)
            unpacked = sum(part.file_size for part in parts)
            packed = max(1, sum(part.compress_size for part in parts))
            if (
                len(parts) > MOST_PARTS
                or unpacked > LARGEST_UNPACKED
                or (unpacked > 32 * 1024 * 1024 and unpacked / packed > LARGEST_RATIO)
            ):
                raise SourceRefused(
                    "file.too_large",
                    f"{path.name} would unpack to {unpacked >> 20} MB in {len(parts)} parts,"
                    f" {unpacked // packed} times its size.",
                    "Delete empty rows and what is not a table, or use CSV files.",
                )
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    _no_entities(pack, part, path.name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise SourceRefused("workbook.broken", f"{path.name} is not a workbook: {error}.", _SAVE) from error


def _no_entities(pack: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    """Refuse a part with a document type: it could declare entities that unfold without end.

    A declaration can only stand before the first element, so the beginning is enough; in UTF-16 the letters are
    spread, so zeros are left out.
    """
    with pack.open(part) as content:
        beginning = content.read(65_536).replace(b"\x00", b"").upper()
    if b"<!DOCTYPE" in beginning or b"<!ENTITY" in beginning:
        raise SourceRefused("workbook.entities", f"{name} declares a document type in {part.filename}.", _SAVE)


def _read(name: str, page: Any, ledger: Ledger) -> Sheet:
    page.reset_dimensions()  # what a workbook says about its own size is often wrong
    rows = _rows(page)
    heading = next(rows, RawRow(1, [], {}))
    if heading.faults:
        code, message = next(iter(heading.faults.values()))
        raise SourceRefused(code, f"In the first row of sheet {name}: {message}", "Type the columns' names as text.")
    return sheet(name, heading.cells, rows, ledger, comma=False)


def _rows(page: Any, *, with_times: bool = False) -> Iterator[RawRow]:
    """The rows as text; a cell that is no plain value is a fault, and so is a date unless `with_times`."""
    for number, row in enumerate(page.iter_rows(), start=1):
        cells: list[str] = []
        faults: dict[int, tuple[str, str]] = {}
        for position, cell in enumerate(row):
            value = cell.value
            if value is None:
                cells.append("")
                continue
            where = f"{cell.coordinate}"
            cells.append(_text(value))
            if cell.data_type == "f":
                faults[position] = ("cell.formula", f"Cell {where} holds a formula; put its value there instead.")
            elif cell.data_type == "e":
                faults[position] = ("cell.error", f"Cell {where} holds the error {value}.")
            elif isinstance(value, (date, time, timedelta)) and not (with_times and isinstance(value, date)):
                faults[position] = (
                    "cell.date",
                    f"Cell {where} holds a date or time; format it as text and type it again.",
                )
        yield RawRow(number, cells, faults)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value.replace(microsecond=0)).isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)
