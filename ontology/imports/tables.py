"""`import tables`: a folder of CSV files or a workbook, as curators keep their ontology in spreadsheets.

Row-level mistakes (a level off its scale, a reference to nothing, a doubled id) are refused here, by row. What only
the whole can show, such as a cycle, is left to `check`: no single row of a cycle is the wrong one.
"""

from pathlib import Path
from typing import NamedTuple

from ontology.imports import csv_folder, table_links, table_things, workbook
from ontology.imports.assembling import assemble, is_language, is_valid_iri, naming
from ontology.imports.cells import Cells
from ontology.imports.imported import Imported
from ontology.imports.refusing import RowRefused, SourceRefused
from ontology.imports.report import Ledger, Place
from ontology.imports.sheets import Sheet
from ontology.imports.table_rows import Ids, Tables
from ontology.model import Text, Thing

KIND = "tables"


class _Header(NamedTuple):
    base: str
    language: str
    titles: tuple[Text, ...]


def read(source: Path, base: str | None = None, language: str | None = None) -> Imported:
    """Everything in the tables. What the caller says about base and language wins over the sheet `ontology`.

    Raises SourceRefused where the source as a whole cannot be read.
    """
    ledger = Ledger()
    sheets = {sheet.form.name: sheet for sheet in _sheets(source, ledger)}
    header = _header(sheets.get("ontology"), base, language, ledger)
    tables = Tables(sheets, naming(header.base), header.language, ledger)
    ids = Ids()
    drafted = table_things.read(tables, ids)
    unlinked: list[Thing] = [thing for things in drafted for _, thing in things.values()]
    scales = assemble(unlinked, base=header.base, language=header.language)
    linked = table_links.read(tables, drafted, scales, ids)
    kept = [thing for things in (drafted.scales, drafted.families, drafted.roles) for _, thing in things.values()]
    catalogue = assemble(
        [*kept, *(thing for things in linked for thing in things)],
        base=header.base,
        language=header.language,
        titles=header.titles,
    )
    return Imported(catalogue, ledger.report(KIND, base=header.base))


def _sheets(source: Path, ledger: Ledger) -> tuple[Sheet, ...]:
    if source.is_dir():
        return csv_folder.read(source, ledger)
    if source.suffix.lower() in (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xlam", ".xls"):
        return workbook.read(source, ledger)
    raise SourceRefused(
        "source.unknown",
        f"{source.name} is neither a folder of CSV files nor a workbook (.xlsx).",
        "Put the CSV files in a folder, each named after its table, and name the folder.",
    )


def _header(sheet: Sheet | None, base: str | None, language: str | None, ledger: Ledger) -> _Header:
    """Base, language and titles: from the caller, else from the sheet `ontology`."""
    rows: list[tuple[Place, Cells]] = []
    said = {"base": "", "language": ""}
    for row in sheet.rows if sheet is not None else ():
        at = Place("ontology", row.number)
        ledger.read(at)
        try:
            assert sheet is not None
            cells = Cells(row, sheet, lambda thing: thing, "")
            for column, before in said.items():
                if before and cells.text(column) not in ("", before):
                    raise RowRefused(f"{column}.doubled", f"An earlier row says another {column} (“{before}”).")
            said = {column: before or cells.text(column) for column, before in said.items()}
            rows.append((at, cells))
        except RowRefused as why:
            ledger.refuse(at, why.code, why.message)
    if base and said["base"] and base != said["base"]:
        ledger.note("base.given", f"The sheet says the base {said['base']}; the one that was given, {base}, is used.")
    chosen = base or said["base"]
    if not chosen:
        raise SourceRefused(
            "base.missing",
            "Nothing says which IRI the ids are appended to.",
            "Give `--base https://example.org/skills/`, or fill the column “base” of the sheet “ontology”.",
        )
    if not is_valid_iri(chosen):
        raise SourceRefused("base.invalid", f"“{chosen}” is not a full IRI.", "Such as https://example.org/skills/ .")
    spoken = (language or said["language"] or "en").lower()
    if not is_language(spoken):
        raise SourceRefused("language.invalid", f"“{spoken}” is no language tag.", "Such as en, or pt-BR.")
    titles = {title for _, cells in rows for title in cells.texts("title", spoken)}
    return _Header(chosen, spoken, tuple(sorted(titles)))
