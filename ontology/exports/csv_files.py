"""Tables as CSV files: UTF-8 with a byte-order mark, which spreadsheet programs need to see that it is UTF-8."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from ontology.exports.refusing import ExportRefused
from ontology.exports.sheets import Table
from ontology.exports.whole import write_whole


def write(tables: Iterable[Table], folder: Path) -> tuple[Path, ...]:
    """One file per table that has rows; an older file of a table that has none is emptied to its headings."""
    if folder.exists() and not folder.is_dir():
        raise ExportRefused("out.not_a_folder", f"{folder} is a file.", "Name a folder, or a file ending in .xlsx.")
    contents: dict[Path, bytes] = {}
    for table in tables:
        path = folder / f"{table.form.name}.csv"
        if table.rows or path.exists():
            contents[path] = _content(table)
    return write_whole(contents)


def _content(table: Table) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(table.headings)
    writer.writerows(table.rows)
    return text.getvalue().encode("utf-8-sig")
