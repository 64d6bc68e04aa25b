"""Sheets as they were found: rows of text cells with the number that a person sees, and what is wrong with a cell."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ontology.imports.columns import BY_NAME, Header, SheetForm, header
from ontology.imports.refusing import SourceRefused
from ontology.imports.report import Ledger

LONGEST_TEXT: Final = 1_000_000
"""Bytes of UTF-8 in one cell: what `check` allows a literal to have."""

# Spreadsheets write characters that XML cannot hold, or that would be lost, as _xHHHH_; we do so in CSV as well.
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_OUTER = re.compile(r"\A\s+|\s+\Z")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet that is one of ours: filled cells by heading, trimmed but with their escapes; `faults` are
    (code, message)."""

    number: int
    cells: Mapping[Header, str]
    faults: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. `comma` says that its decimals may be written with a comma."""

    form: SheetForm
    headers: tuple[Header, ...]
    rows: tuple[Row, ...]
    comma: bool = False


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row before its headings are known; `faults` by position of the cell."""

    number: int
    cells: Sequence[str]
    faults: Mapping[int, tuple[str, str]]


def written(text: str) -> str:
    """A text as a cell holds it, such that `meant` gives it back: control characters and outer blanks survive.

    It is the way of the workbook format itself, so spreadsheet programs show what is meant.
    """
    safe = _UNSAFE.sub(lambda sign: f"_x{ord(sign[0]):04X}_", text)
    return _OUTER.sub(lambda blanks: "".join(f"_x{ord(blank):04X}_" for blank in blanks[0]), safe)


def meant(cell: str) -> str:
    """What a cell says: without outer blanks, escapes resolved."""
    trimmed = cell.strip()
    return _ESCAPE.sub(lambda code: chr(int(code[1], 16)), trimmed) if "_x" in trimmed else trimmed


def joined(items: Iterable[str]) -> str:
    """Several values in one cell, separated by `|`; a `|` inside a value gets a backslash before it."""
    values = [re.sub(r"(\\*)\|", r"\1\1\\|", written(item)) for item in items]
    return "|".join([re.sub(r"(\\+)\Z", r"\1\1", value) for value in values[:-1]] + values[-1:])


def split(cell: str) -> tuple[str, ...]:
    """The values of a cell as they are meant, without empty ones: the reverse of `joined`.

    Backslashes mean something only right before a `|`.
    """
    values, value, position = [], "", 0
    for bar in re.finditer(r"(\\*)\|", cell):
        slashes = len(bar[1])
        value += cell[position : bar.start()] + "\\" * (slashes // 2)
        if slashes % 2:
            value += "|"
        else:
            values.append(value)
            value = ""
        position = bar.end()
    values.append(value + cell[position:])
    return tuple(meant(value) for value in values if value.strip())


def sheet(name: str, heading: Sequence[str], rows: Iterable[RawRow], ledger: Ledger, *, comma: bool) -> Sheet:
    """A sheet with its headings understood; unknown columns are noted, rows of notes and empty rows left out.

    A row whose first cell begins with `#` is a note to people; a sheet without a single word is as good as none.
    Raises SourceRefused where a column is there twice or one that must be there is missing.
    """
    form = BY_NAME[name]
    rows = list(rows)
    if not any(cell.strip() for cells in (heading, *(row.cells for row in rows)) for cell in cells):
        ledger.note("sheet.empty", f"Sheet {name} is empty.", name)
        return Sheet(form, (), (), comma)
    known: dict[int, Header] = {}
    for position, title in enumerate(heading):
        found = header(title, form)
        if found is None:
            if title.strip():
                expected = ", ".join(column.name for column in form.columns)
                ledger.note(
                    "column.unknown",
                    f"Column “{title.strip()}” of sheet {name} is unknown and was not read."
                    f" Its columns are: {expected}.",
                    name,
                )
        elif found in known.values():
            raise SourceRefused(
                "column.doubled", f"Sheet {name} has two columns “{found}”.", "Keep one of them, or rename the other."
            )
        else:
            known[position] = found
    missing = [c.name for c in form.columns if c.must and c.name not in {found.name for found in known.values()}]
    if missing:
        there = ", ".join(title.strip() for title in heading if title.strip()) or "none"
        raise SourceRefused(
            "column.missing",
            f"Sheet {name} has no column {' and no column '.join(f'“{column}”' for column in missing)}"
            f" (its first row has: {there}).",
            "The first row of a sheet names its columns; `skillway template tables FILE.xlsx` writes them for you.",
            tuple(missing),
        )
    kept: list[Row] = []
    notes = 0
    for raw in rows:
        if raw.cells and raw.cells[0].lstrip().startswith("#") and 0 not in raw.faults:
            notes += 1
            continue
        faults = [fault for position, fault in sorted(raw.faults.items()) if position in known]
        cells: dict[Header, str] = {}
        for position, cell in enumerate(raw.cells):
            if not (text := cell.strip()):
                continue
            if position in known:
                cells[known[position]] = text
                if len(text) > LONGEST_TEXT // 4 and len(text.encode("utf-8", "replace")) > LONGEST_TEXT:
                    faults.append(("text.too_long", f"Column “{known[position]}” holds more than 1 MB of text."))
            elif position >= len(heading) or not heading[position].strip():
                faults.append(
                    (
                        "row.ragged",
                        f"Cell {position + 1} has a value (“{shown(text)}”) but its column has no heading; "
                        "is a text with a separator in it lacking its quotation marks?",
                    )
                )
        if cells or faults:
            kept.append(Row(raw.number, cells, tuple(faults)))
    if notes:
        ledger.note(
            "row.note", f"{notes} row(s) of sheet {name} begin with # and were taken as notes to people.", name
        )
    return Sheet(form, tuple(known.values()), tuple(kept), comma)


def shown(text: str, longest: int = 60) -> str:
    """A value for a message: cut where it is long."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
