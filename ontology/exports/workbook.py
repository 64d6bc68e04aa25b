"""Tables as a workbook, and the template to start from. Every cell is text: nothing in it can become a formula."""

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from ontology.exports.refusing import ExportRefused
from ontology.exports.sheets import Table
from ontology.exports.whole import write_whole
from ontology.imports.columns import FORMS, Column, SheetForm
from ontology.terms import KINDS

LONGEST_CELL: Final = 32_767
"""Characters that a cell of a workbook can hold; openpyxl would cut off the rest without a word."""
_MOST_ROWS: Final = 1_048_576
_CHOICES: Final = {
    ("competencies", "kind"): tuple(KINDS.values()),
    ("needs", "importance"): ("essential", "optional"),
    ("moves", "kind"): ("vertical", "lateral"),
}


def write(tables: Iterable[Table], path: Path) -> Path:
    """One sheet per table that has rows. Raises ExportRefused where a workbook cannot hold them."""
    from openpyxl import Workbook

    filled = [table for table in tables if table.rows]
    for table in filled:  # before anything is begun: openpyxl complains aloud about a workbook that is given up
        _fits(table)
    book = Workbook(write_only=True)
    for table in filled:
        page = book.create_sheet(table.form.name)
        page.freeze_panes = "A2"
        for position, heading in enumerate(table.headings):
            _widen(page, position, table.form.column(heading.partition("@")[0].partition("#")[0]))
        page.append([_cell(page, heading, bold=True) for heading in table.headings])
        for row in table.rows:
            page.append([_cell(page, value) if value else None for value in row])
    return _save(book, path)


def _fits(table: Table) -> None:
    if len(table.rows) >= _MOST_ROWS:
        message = f"Sheet {table.form.name} would have {len(table.rows):,} rows."
        raise ExportRefused("table.too_long", message, "Export to CSV files.")
    for number, row in enumerate(table.rows, start=2):
        for heading, value in zip(table.headings, row, strict=True):
            if len(value) > LONGEST_CELL:
                raise ExportRefused(
                    "cell.too_long",
                    f"Column “{heading}” in row {number} of sheet {table.form.name} has {len(value):,}"
                    f" characters; a cell holds {LONGEST_CELL:,}.",
                    "Export to CSV files.",
                )


def write_template(path: Path) -> Path:
    """All sheets with their headings; those that must be filled are marked, and row 2 explains every column."""
    from openpyxl import Workbook

    book = Workbook()
    first = book.worksheets[0]
    for form in FORMS:
        page = book.create_sheet(form.name)
        page.freeze_panes = "A3"
        for position, column in enumerate(form.columns):
            _widen(page, position, column)
            head = page.cell(1, position + 1)
            _style(head, column.name, bold=True, must=column.must)
            note = f"{'# ' + form.explains + '. This row is not read. ' if position == 0 else ''}{column.explains}"
            _style(page.cell(2, position + 1), note, note=True)
        page.row_dimensions[2].height = 75
        _offer_choices(page, form)
    book.remove(first)
    return _save(book, path)


def _offer_choices(page: Any, form: SheetForm) -> None:
    """A list to choose from, where a column takes a few words only."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for position, column in enumerate(form.columns, start=1):
        choices = _CHOICES.get((form.name, column.name))
        if column.name.endswith("status"):
            choices = ("active", "retired")
        if choices:
            rule = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
            letter = get_column_letter(position)
            rule.add(f"{letter}3:{letter}{_MOST_ROWS}")
            page.add_data_validation(rule)


def _cell(page: Any, text: str, *, bold: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(page)
    _style(cell, text, bold=bold)
    return cell


def _style(cell: Any, text: str, *, bold: bool = False, must: bool = False, note: bool = False) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    cell.value = text
    # A text that begins with =, +, - or @ must stay one, also after somebody has edited it.
    cell.data_type = "s"
    if text[:1] in ("=", "+", "-", "@"):
        cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    if must:
        cell.fill = PatternFill("solid", fgColor="FFE699")
    if note:
        cell.font = Font(italic=True, color="666666")
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _widen(page: Any, position: int, column: Column | None) -> None:
    from openpyxl.utils import get_column_letter

    wide = column is not None and column.translated
    page.column_dimensions[get_column_letter(position + 1)].width = 36 if wide else 20


def _save(book: Any, path: Path) -> Path:
    content = io.BytesIO()
    book.save(content)
    return write_whole({path: content.getvalue()})[0]
