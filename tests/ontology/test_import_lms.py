"""A learning platform's course catalogue: what its headings, durations and prices mean; every row accounted for."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from ontology.check import check
from ontology.imports import TURTLE, lms_columns, read, run
from ontology.imports.imported import Imported
from ontology.imports.refusing import SourceRefused
from ontology.imports.report import Report

MOODLE = """\
shortname;fullname;summary;Duration (minutes);lang;vendor;price;Skills;visible;Category
SQL-101;SQL basics;Learn it;90;en;Academy;€ 120,00;SQL, Data;1;IT
PY 1;Python I;;1h 30m;de_DE;Academy;free;Python|sql;hidden;IT
;No id;;abc;xx yy;;much;;perhaps;
SQL-101;SQL basics;Learn it;90;en;Academy;€ 120,00;SQL, Data;1;IT
SQL-101;SQL again;;;;;;;;
X9;;;;;;;;;
"""


def imported(tmp_path: Path, content: str) -> Imported:
    path = tmp_path / "courses.csv"
    path.write_text(content, encoding="utf-8-sig")
    return read("lms-catalog", path, base="https://example.org/")


def test_a_catalogue_becomes_courses_and_the_skills_that_they_name(tmp_path: Path) -> None:
    """Codes are ids where they can be; a skill is one whatever its case; hidden courses are retired."""
    found = imported(tmp_path, MOODLE)
    courses = {course.id: course for course in found.catalogue.courses}
    assert courses.keys() == {"SQL-101", "py-1", "no-id"}
    sql, python = courses["SQL-101"], courses["py-1"]  # type: ignore[index]
    assert (sql.hours, sql.cost, sql.languages, sql.provider) == (1.5, 120.0, ("en",), "Academy")
    assert (python.hours, python.cost, python.languages, python.retired) == (1.5, 0.0, ("de-de",), True)
    assert {teaching.competency for teaching in python.teaches} == {"skill-python", "skill-sql"}
    assert {competency.id for competency in found.catalogue.competencies} == {
        "skill-data",
        "skill-python",
        "skill-sql",
    }


def test_every_row_ends_as_loaded_merged_or_refused(tmp_path: Path) -> None:
    """What could not be read of a loaded row is a warning; columns that mean nothing are named."""
    report = imported(tmp_path, MOODLE).report
    assert (report.read, report.loaded, report.merged, report.refused) == (
        {"courses": 6}, {"courses": 3}, {"courses": 1}, {"courses": 2},
    )  # fmt: skip
    assert {(row.row, row.code) for row in report.rows} == {
        (4, "hours.unknown"), (4, "language.invalid"), (4, "cost.invalid"), (4, "status.unknown"),
        (5, "row.repeated"), (6, "id.doubled"), (7, "label.missing"),
    }  # fmt: skip
    assert [note.code for note in report.notes] == ["column.unknown", "skills.without_scale"]


def test_what_is_written_passes_the_check(tmp_path: Path) -> None:
    """A curator begins with Turtle that has no errors."""
    source = tmp_path / "courses.csv"
    source.write_text(MOODLE)
    assert isinstance(run("lms-catalog", source, tmp_path / "out"), Report)
    checked = check([tmp_path / "out" / TURTLE])
    assert checked.ok and checked.counts["courses"] == 3


def test_a_workbook_is_read_like_a_text(tmp_path: Path) -> None:
    """The only sheet there is, whatever it is called."""
    book = Workbook()
    assert book.active is not None
    for row in (["Course ID", "Course Title", "Training Hours"], ["a", "A", 2.5], ["b", "B", None]):
        book.active.append(row)
    book.save(tmp_path / "courses.xlsx")
    found = read("lms-catalog", tmp_path / "courses.xlsx")
    assert {course.id: course.hours for course in found.catalogue.courses} == {"a": 2.5, "b": None}


@pytest.mark.parametrize("content", ["", "id,price\n1,2\n"])
def test_a_file_without_titles_is_none(tmp_path: Path, content: str) -> None:
    """It is refused as a whole, and says what was there."""
    with pytest.raises(SourceRefused) as refused:
        imported(tmp_path, content)
    assert refused.value.refusal.code == "column.missing"


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("PT1H30M", 1.5), ("1h 30m", 1.5), ("1 hour 30 minutes", 1.5), ("90 min", 1.5), ("1:30", 1.5), ("1,5 h", 1.5),
        ("2 hrs", 2.0), ("45m", 0.75), ("0:45:00", 0.75), ("2 days", None), ("90", None), ("soon", None), ("", None),
    ],
)  # fmt: skip
def test_durations_say_their_unit(text: str, hours: float | None) -> None:
    """A number alone says none, and a day has six hours or eight."""
    assert lms_columns.hours_of(text) == hours


@pytest.mark.parametrize(
    ("text", "number"),
    [("€ 120,00", 120.0), ("$1,200.50", 1200.5), ("1,200", 1200.0), ("12.5", 12.5), ("1.2.3", None), ("free", None)],
)
def test_prices_are_read_where_they_have_one_reading(text: str, number: float | None) -> None:
    """Currency signs do not matter."""
    found = lms_columns.number_of(text)
    assert (None if found is None else float(found)) == number


@given(st.text(max_size=20))
def test_any_cell_has_an_answer(text: str) -> None:
    """Never an error, whatever people write into a column of durations, prices and statuses."""
    hours = lms_columns.hours_of(text)
    assert hours is None or hours >= 0
    lms_columns.number_of(text)
    lms_columns.retired(text)
