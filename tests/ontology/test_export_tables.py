"""Exports to tables: nothing is lost, nothing can run, nothing is half-written."""

import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from ontology import imports
from ontology.exports import export, template
from ontology.ids import CompetencyId, CourseId, RoleLevelId
from ontology.imports.columns import FORMS, Header, header
from ontology.imports.sheets import joined, meant, split, written
from ontology.model import Catalogue, Competency, Course, Text
from ontology.refusals import Refusal
from ontology.turtle import digest
from tests import shared_data
from tests.catalogues import catalogues

BASE = "https://example.org/skills/"


def _again(catalogue: Catalogue, out: Path) -> imports.Imported:
    written_files = export(catalogue, out)
    assert not isinstance(written_files, Refusal), written_files
    return imports.read("tables", out)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(catalogue=catalogues())
def test_csv_files_hold_the_whole_catalogue(catalogue: Catalogue) -> None:
    """Whatever a valid catalogue says, its CSV export imports to the same catalogue, and every row is loaded."""
    with tempfile.TemporaryDirectory() as folder:
        again = _again(catalogue, Path(folder) / "tables")
    assert again.catalogue == catalogue
    assert again.report.loaded == again.report.read


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(catalogue=catalogues())
def test_workbooks_hold_the_whole_catalogue(catalogue: Catalogue) -> None:
    """Whatever a valid catalogue says, its workbook imports to the same edition digest."""
    with tempfile.TemporaryDirectory() as folder:
        again = _again(catalogue, Path(folder) / "tables.xlsx")
    assert again.catalogue == catalogue
    assert digest(again.catalogue) == digest(catalogue)


@pytest.mark.parametrize(
    ("kind", "folder"),
    [
        ("uk-gdad", "uk-gdad"),
        ("direct", "direct-framework"),
        ("esco", "esco/ict"),
        ("esco", "esco/tabiya-sample"),
        ("esco", "esco/groups-v1.1.2"),
    ],
)
def test_every_import_survives_a_spreadsheet(kind: str, folder: str, tmp_path: Path) -> None:
    """What an importer makes of a real framework can be exported to tables and imported again, to the same digest."""
    catalogue = imports.read(kind, shared_data.folder(folder)).catalogue
    assert digest(_again(catalogue, tmp_path / "csv").catalogue) == digest(catalogue)


@given(st.text(st.characters(exclude_categories=("Cs",))))
@example("_x0041_ and __x0041_ and _x005F_")
@example("\r\n\x00\x1f\x85 ")
def test_a_cell_means_what_was_written(text: str) -> None:
    """Control characters, outer blanks and texts that look like escapes survive a cell."""
    assert meant(written(text)) == text
    assert not written(text).startswith((" ", "\n")) and "\x00" not in written(text)


@given(st.lists(st.text("ab|\\ \n_x0020", min_size=1)))
@example(["a\\", "b|c", "\\|", "\\\\"])
def test_lists_in_a_cell_keep_their_values(values: list[str]) -> None:
    """Values may hold the separator, backslashes and outer blanks; a value of blanks only is kept as well."""
    assert list(split(joined(values))) == values


def test_backslashes_of_curators_are_left_alone() -> None:
    """Only a backslash right before a separator means something: paths typed by hand are not changed."""
    assert split(r"C:\tools | \\server\share|a\|b") == (r"C:\tools", r"\\server\share", "a|b")


def test_nothing_in_a_workbook_is_a_formula(tmp_path: Path) -> None:
    """A label that begins like a formula is a text in every cell, and is marked to stay one."""
    labels = ('=HYPERLINK("https://evil.example")', "+1", "-1", "@SUM(A1)", "=1+1")
    catalogue = Catalogue(
        base=BASE,
        competencies=tuple(
            Competency(id=CompetencyId(f"c{number}"), labels=(Text("en", label),))
            for number, label in enumerate(labels)
        ),
    )
    again = _again(catalogue, tmp_path / "t.xlsx")
    assert again.catalogue == catalogue
    page = load_workbook(tmp_path / "t.xlsx")["competencies"]
    found = [cell for row in page.iter_rows(min_row=2) for cell in row if cell.value in labels]
    assert len(found) == len(labels)
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in found)
    with zipfile.ZipFile(tmp_path / "t.xlsx") as pack:
        assert not any(b"<f>" in pack.read(name) for name in pack.namelist() if name.endswith(".xml"))


def test_a_text_too_long_for_a_cell_is_not_cut_off(tmp_path: Path) -> None:
    """A workbook that would lose text is refused, with the way out; the CSV export holds it."""
    long = Competency(id=CompetencyId("c"), labels=(Text("en", "C"),), definitions=(Text("en", "x" * 40_000),))
    catalogue = Catalogue(base=BASE, competencies=(long,))
    refusal = export(catalogue, tmp_path / "t.xlsx")
    assert isinstance(refusal, Refusal)
    assert refusal.code == "cell.too_long" and "CSV" in refusal.hint
    assert not (tmp_path / "t.xlsx").exists()
    assert _again(catalogue, tmp_path / "csv").catalogue == catalogue


def test_a_second_export_leaves_nothing_of_the_first(tmp_path: Path) -> None:
    """Tables that have become empty do not linger in the folder as if they were of this export."""
    course = Course(id=CourseId("k"), labels=(Text("en", "K"),))
    assert _again(Catalogue(base=BASE, courses=(course,)), tmp_path).catalogue.courses
    assert _again(Catalogue(base=BASE), tmp_path).catalogue == Catalogue(base=BASE)


def test_exports_say_where_they_cannot_write(tmp_path: Path) -> None:
    """A file where a folder should be is a refusal, not a crash."""
    (tmp_path / "f").write_text("x")
    refusal = export(Catalogue(base=BASE), tmp_path / "f")
    assert isinstance(refusal, Refusal) and refusal.code == "out.not_a_folder"


def test_the_template_explains_every_column(tmp_path: Path) -> None:
    """Every sheet and column is there, explained, with the columns that must be filled in another colour."""
    path = tmp_path / "template.xlsx"
    assert template(path) == path
    book = load_workbook(path)
    assert book.sheetnames == [form.name for form in FORMS]
    for form in FORMS:
        page = book[form.name]
        assert [cell.value for cell in page[1]] == [column.name for column in form.columns]
        assert all(cell.value for cell in page[2])
        assert page["A2"].value.startswith("#")
        assert page.freeze_panes == "A3"
        marked = [column.name for column, cell in zip(form.columns, page[1], strict=True) if cell.fill.fill_type]
        assert marked == [column.name for column in form.columns if column.must]


def test_a_template_can_be_filled_and_imported(tmp_path: Path) -> None:
    """An administrator who types into the template gets an ontology; the row of explanations is no data."""
    path = tmp_path / "template.xlsx"
    template(path)
    book = load_workbook(path)
    book["ontology"]["A3"] = BASE
    for column, value in (("A", "sql"), ("B", "SQL")):
        book["competencies"][f"{column}3"] = value
    for sheet, row in (("roles", ["de", "Data engineer"]), ("role_levels", ["de-1", "de", "Data engineer", 1])):
        for column, value in zip("ABCD", row, strict=False):
            book[sheet][f"{column}3"] = value
    for column, value in zip("AB", ["de-1", "sql"], strict=True):
        book["needs"][f"{column}3"] = value
    book.save(path)
    found = imports.read("tables", path)
    level = found.catalogue.role_level[RoleLevelId("de-1")]
    assert (level.rank, level.needs[0].competency, level.needs[0].level) == (1, "sql", 1)
    assert found.report.read == found.report.loaded
    assert found.report.read["competencies"] == 1


def test_a_template_overwrites_nothing(tmp_path: Path) -> None:
    """A file that is there may hold somebody's work; it is replaced only when asked to."""
    path = tmp_path / "mine.xlsx"
    path.write_bytes(b"work")
    refusal = template(path)
    assert isinstance(refusal, Refusal) and refusal.code == "out.exists"
    assert path.read_bytes() == b"work"
    assert template(path, overwrite=True) == path
    assert load_workbook(path).sheetnames == [form.name for form in FORMS]


def test_headings_read_back_as_they_are_written() -> None:
    """`label@fr`, `label@` and `definition@en#2` are taken apart and put together alike."""
    form = next(form for form in FORMS if form.name == "competencies")
    for heading in (Header("label"), Header("label", "fr"), Header("label", ""), Header("definition", "pt-br", 2)):
        assert header(str(heading), form) == heading
    for wrong in ("labels", "kind@fr", "label@not a tag", "label@en#1"):
        assert header(wrong, form) is None
