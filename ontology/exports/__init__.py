"""Exports: a catalogue as spreadsheets, and the empty workbook that an administrator starts with.

Nothing is lost on the way: importing the tables gives the same catalogue, and so the same digest.
"""

from pathlib import Path

from ontology.exports import csv_files, sheets, workbook
from ontology.exports.refusing import ExportRefused
from ontology.model import Catalogue
from ontology.refusals import Refusal


def export(catalogue: Catalogue, out: Path) -> tuple[Path, ...] | Refusal:
    """Write all tables: into the workbook `out` where it ends in `.xlsx`, else as CSV files into the folder `out`.

    The answer is the files that were written. Tables without rows are left out, unless an earlier export has left a
    file that would otherwise be taken for this one's.
    """
    try:
        tables = sheets.of(catalogue)
        if out.suffix.lower() == ".xlsx":
            return (workbook.write(tables, out),)
        return csv_files.write(tables, out)
    except ExportRefused as refused:
        return refused.refusal


def template(out: Path, *, overwrite: bool = False) -> Path | Refusal:
    """Write a workbook with all sheets, their headings, and a row that explains every column.

    A file that is there may hold somebody's work: it is replaced only when asked to.
    """
    if out.suffix.lower() != ".xlsx":
        return Refusal(
            code="out.not_a_workbook", message=f"{out.name} does not end in .xlsx.", hint="Name it FILE.xlsx."
        )
    if out.exists() and not overwrite:
        return Refusal(
            code="out.exists",
            message=f"There is a file {out} already.",
            hint="Give another name, or move it away.",
        )
    try:
        return workbook.write_template(out)
    except ExportRefused as refused:
        return refused.refusal
