"""Importing spreadsheets: every row accounted for, every mistake named, nothing guessed."""

import random
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from ontology import imports, turtle
from ontology.check import check
from ontology.exports import export
from ontology.ids import CompetencyId, CourseId, RoleLevelId, ScaleId
from ontology.imports.imported import Imported
from ontology.imports.refusing import SourceRefused
from ontology.imports.report import RowNote
from ontology.model import (
    Assessing,
    Catalogue,
    CompetencyAt,
    CourseDone,
    DeclaredMove,
    LevelRequirement,
    Match,
    Requirement,
    Teaching,
    Text,
)
from tests.catalogues import catalogues

BASE = "https://example.org/skills/"
SCALES = (
    "scale,rank,label,label@fr\nfour,1,Awareness,Notions\nfour,2,Working,\nfour,3,Practitioner,\nfour,4,Expert,\n"
)
COMPETENCIES = "id,label,scale\nsql,SQL,four\npython,Python,four\ngit,Git,\n"
ROLES = {
    "roles": "id,label\nde,Data engineer\n",
    "role_levels": "id,role,label,rank\nde-1,de,Junior,1\nde-2,de,Senior,2\n",
}
COURSES = "id,label\nk1,One\nk2,Two\n"


def folder(tmp: Path, tables: Mapping[str, str | bytes]) -> Path:
    source = tmp / "tables"
    source.mkdir(exist_ok=True)
    for name, text in tables.items():
        (source / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return source


def load(
    tmp: Path, tables: Mapping[str, str | bytes], base: str | None = BASE, language: str | None = None
) -> Imported:
    found = imports.read("tables", folder(tmp, tables), base=base, language=language)
    report = found.report
    for sheet, read in report.read.items():
        assert read == report.loaded[sheet] + report.merged[sheet] + report.refused[sheet]
    return found


def said(found: Imported, sheet: str) -> list[tuple[int, str, str]]:
    return [(row.row, row.outcome, row.code) for row in found.report.rows if row.sheet == sheet]


def refusal(tmp: Path, tables: Mapping[str, str | bytes], base: str | None = BASE) -> SourceRefused:
    with pytest.raises(SourceRefused) as caught:
        imports.read("tables", folder(tmp, tables), base=base)
    return caught.value


# -- what rows say --------------------------------------------------------------------------------------------------


def test_all_columns_of_a_competency_are_read(tmp_path: Path) -> None:
    """Labels in several languages, lists, mappings, kind and status end where the catalogue has them."""
    found = load(
        tmp_path,
        {
            "competencies": "id,label,label@de,alt_labels,hidden_labels,definition,kind,broader,related,equivalent,"
            "matches,status,replaced_by\n"
            "sql,SQL,Datenbanksprache,Structured|Query,sequel,What it is,Skill,db,git|db,,"
            "exact:https://e.net/sql|close:https://e.net/q,,\n"
            "db,Databases,,,,,,,,,,,\ngit,Git,,,,,,,,,,,\nold,Old SQL,,,,,,,,,,retired,sql\n"
        },
    )
    sql = found.catalogue.competency[CompetencyId("sql")]
    assert sql.labels == (Text("de", "Datenbanksprache"), Text("en", "SQL"))
    assert sql.alt_labels == (Text("en", "Query"), Text("en", "Structured"))
    assert (sql.kind, sql.broader, sql.related) == ("skill", ("db",), ("db", "git"))
    assert sql.matches == (Match("close", "https://e.net/q"), Match("exact", "https://e.net/sql"))  # type: ignore[arg-type]
    old = found.catalogue.competency[CompetencyId("old")]
    assert (old.retired, old.replaced_by) == (True, "sql")
    assert found.report.loaded == {"competencies": 4}


def test_levels_are_ranks_or_names(tmp_path: Path) -> None:
    """A level may be a rank or the name of a level in any language; without a scale it is 1, or empty."""
    found = load(
        tmp_path,
        {
            "scales": SCALES,
            "competencies": COMPETENCIES,
            **ROLES,
            "needs": "role_level,competency,level,importance,weight\n"
            "de-1,sql,2,,\nde-1,python,notions,optional,2.5\nde-1,git,,,\nde-2,sql,Expert,,\nde-2,git,1,,\n",
        },
    )
    assert found.catalogue.role_level[RoleLevelId("de-1")].needs == (
        Requirement(CompetencyId("git"), 1),
        Requirement(CompetencyId("python"), 1, False, 2.5),
        Requirement(CompetencyId("sql"), 2),
    )
    assert found.catalogue.role_level[RoleLevelId("de-2")].needs[1].level == 4


@pytest.mark.parametrize(
    ("level", "code"),
    [("5", "level.off_scale"), ("0", "level.off_scale"), ("Guru", "level.unknown"), ("", "level.missing")],
)
def test_a_level_off_the_scale_is_refused_with_the_levels_there_are(tmp_path: Path, level: str, code: str) -> None:
    """A curator sees which levels would have been right."""
    needs = f"role_level,competency,level\nde-1,sql,{level}\n"
    found = load(tmp_path, {"scales": SCALES, "competencies": COMPETENCIES, **ROLES, "needs": needs})
    assert said(found, "needs") == [(2, "refused", code)]
    assert "1 (Awareness)" in found.report.rows[0].message and "4 (Expert)" in found.report.rows[0].message


def test_needs_said_twice_merge_to_the_higher_level(tmp_path: Path) -> None:
    """Two needs of one competency are one, at the higher level; the report says which row was merged into which."""
    needs = "role_level,competency,level\nde-1,sql,3\nde-1,sql,2\nde-1,sql,4\n"
    found = load(tmp_path, {"scales": SCALES, "competencies": COMPETENCIES, **ROLES, "needs": needs})
    assert found.catalogue.role_level[RoleLevelId("de-1")].needs == (Requirement(CompetencyId("sql"), 4),)
    assert said(found, "needs") == [(3, "merged", "need.doubled"), (4, "merged", "need.doubled")]
    assert "needs row 2" in found.report.rows[0].message


def test_teaching_said_twice_spans_both(tmp_path: Path) -> None:
    """Two rows of one course and competency go from the lowest entry to the highest exit."""
    teaches = "course,competency,from,to\nk1,sql,2,3\nk1,sql,1,2\nk1,git,,\n"
    found = load(tmp_path, {"scales": SCALES, "competencies": COMPETENCIES, "courses": COURSES, "teaches": teaches})
    assert found.catalogue.course[CourseId("k1")].teaches == (
        Teaching(CompetencyId("git"), 0, 1),
        Teaching(CompetencyId("sql"), 1, 3),
    )
    assert said(found, "teaches") == [(3, "merged", "teaching.doubled")]


def test_a_course_that_teaches_downwards_is_refused(tmp_path: Path) -> None:
    """From 3 to 2 is no teaching."""
    teaches = "course,competency,from,to\nk1,sql,3,2\nk1,sql,2,2\n"
    found = load(tmp_path, {"scales": SCALES, "competencies": COMPETENCIES, "courses": COURSES, "teaches": teaches})
    assert said(found, "teaches") == [(2, "refused", "level.order"), (3, "refused", "level.order")]


def test_rows_of_one_group_are_alternatives(tmp_path: Path) -> None:
    """One group is OR, mixed if need be; different groups and empty ones are AND."""
    requires = (
        "course,group,competency,level,requires_course\n"
        "k2,a,sql,2,\nk2,a,,,k1\nk2,b,python,1,\nk2,,git,,\nk2,,sql,1,\n"
    )
    found = load(
        tmp_path, {"scales": SCALES, "competencies": COMPETENCIES, "courses": COURSES, "course_requires": requires}
    )
    sql, python, git = CompetencyId("sql"), CompetencyId("python"), CompetencyId("git")
    assert set(found.catalogue.course[CourseId("k2")].requires) == {
        (CompetencyAt(sql, 2), CourseDone(CourseId("k1"))),
        (CompetencyAt(python, 1),),
        (CompetencyAt(git, 1),),
        (CompetencyAt(sql, 1),),
    }


def test_the_owner_of_a_requirement_between_competencies_is_a_level(tmp_path: Path) -> None:
    """The same group name at another level is another group."""
    requires = "competency,at_level,group,requires,level\nsql,3,a,python,2\nsql,3,a,git,\nsql,4,a,python,3\n"
    found = load(tmp_path, {"scales": SCALES, "competencies": COMPETENCIES, "competency_requires": requires})
    python, git = CompetencyId("python"), CompetencyId("git")
    assert found.catalogue.competency[CompetencyId("sql")].requires == (
        LevelRequirement(3, (CompetencyAt(git, 1), CompetencyAt(python, 2))),
        LevelRequirement(4, (CompetencyAt(python, 3),)),
    )


def test_groups_that_say_the_same_are_merged(tmp_path: Path) -> None:
    """Names of groups mean nothing: the same alternative twice, or the same group twice, counts once."""
    requires = "course,group,competency,level,requires_course\nk2,a,sql,2,\nk2,a,sql,2,\nk2,b,sql,2,\n"
    found = load(
        tmp_path, {"scales": SCALES, "competencies": COMPETENCIES, "courses": COURSES, "course_requires": requires}
    )
    assert found.catalogue.course[CourseId("k2")].requires == ((CompetencyAt(CompetencyId("sql"), 2),),)
    assert said(found, "course_requires") == [(3, "merged", "row.doubled"), (4, "merged", "row.doubled")]


def test_a_requirement_names_one_thing(tmp_path: Path) -> None:
    """Neither a competency nor a course, or both, is refused."""
    requires = "course,group,competency,level,requires_course\nk2,,git,,k1\nk2,,,,\nk2,,,2,k1\n"
    found = load(tmp_path, {"competencies": "id,label\ngit,Git\n", "courses": COURSES, "course_requires": requires})
    assert {code for _, _, code in said(found, "course_requires")} == {"alternative.unclear"}
    assert found.report.refused["course_requires"] == 3


def test_an_assessment_may_validate_several_competencies(tmp_path: Path) -> None:
    """Repeated rows of an id add competencies; minutes become hours."""
    tests = "id,label,competency,up_to,minutes\nt,Test,sql,3,40\nt,,python,2,\nt,Test,git,,\nt,Other,git,,\n"
    found = load(tmp_path, {"scales": SCALES, "competencies": COMPETENCIES, "assessments": tests})
    (test,) = found.catalogue.assessments
    assert test.hours == pytest.approx(2 / 3)
    assert test.assesses == (
        Assessing(CompetencyId("git"), 1),
        Assessing(CompetencyId("python"), 2),
        Assessing(CompetencyId("sql"), 3),
    )
    assert said(found, "assessments") == [(5, "refused", "id.doubled")]


def test_moves_are_vertical_within_a_role_and_lateral_between(tmp_path: Path) -> None:
    """Where the kind is empty; a move said twice is one, a move to itself is refused."""
    tables = {
        "roles": "id,label\nde,Data engineer\nda,Analyst\n",
        "role_levels": "id,role,label\nde-1,de,A\nde-2,de,B\nda-1,da,C\n",
        "moves": "from,to,kind\nde-1,de-2,\nde-1,da-1,\nde-1,da-1,Lateral\nde-1,de-1,\nda-1,nix,\n",
    }
    found = load(tmp_path, tables)
    assert found.catalogue.role_level[RoleLevelId("de-1")].moves == (
        DeclaredMove(RoleLevelId("da-1"), "lateral"),
        DeclaredMove(RoleLevelId("de-2"), "vertical"),
    )
    assert said(found, "moves") == [
        (4, "merged", "row.doubled"),
        (5, "refused", "move.circular"),
        (6, "refused", "reference.unknown"),
    ]


@pytest.mark.parametrize(
    ("hours", "expected"), [("0.25", 0.25), ("7.5", 7.5), ("7", 7.0), ("1e1", 10.0), ("", None), ("0.1", 0.1)]
)
def test_hours_are_decimals_and_empty_is_unknown(tmp_path: Path, hours: str, expected: float | None) -> None:
    """Empty means unknown, never zero."""
    found = load(tmp_path, {"courses": f"id,label,hours\nk,K,{hours}\n"})
    assert found.catalogue.courses[0].hours == expected


def test_zero_hours_warn_and_wrong_hours_are_refused(tmp_path: Path) -> None:
    """0 is loaded with a warning; below zero, infinite or no number is an error of the row."""
    found = load(tmp_path, {"courses": "id,label,hours\na,A,0\nb,B,-1\nc,C,two\nd,D,inf\ne,E,nan\nf,F,1e300\n"})
    assert [course.id for course in found.catalogue.courses] == ["a"]
    assert said(found, "courses") == [
        (2, "loaded", "hours.zero"),
        (3, "refused", "number.negative"),
        (4, "refused", "number.invalid"),
        (5, "refused", "number.invalid"),
        (6, "refused", "number.invalid"),
        (7, "refused", "number.invalid"),
    ]


def test_decimal_commas_belong_to_semicolon_files(tmp_path: Path) -> None:
    """`7,5` is seven and a half in a file of semicolons; in quotes in a file of commas it is refused with a hint."""
    found = load(tmp_path, {"courses": "id;label;hours;cost\nk;K;7,5;12,50\n"})
    assert (found.catalogue.courses[0].hours, found.catalogue.courses[0].cost) == (7.5, 12.5)
    found = load(tmp_path, {"courses": 'id,label,hours\nk,K,"7,5"\n'})
    assert said(found, "courses") == [(2, "refused", "number.invalid")]
    assert "point" in found.report.rows[0].message


def test_ids_become_iris_under_the_base_and_iris_stay(tmp_path: Path) -> None:
    """A full IRI is taken as it is; one under the base is the same as the short id."""
    table = f"id,label,broader\nsql,SQL,https://e.net/x\nhttps://e.net/x,X,{BASE}sql\n"
    found = load(tmp_path, {"competencies": table.replace(f",{BASE}sql", ",")})
    assert [one.id for one in found.catalogue.competencies] == ["https://e.net/x", "sql"]
    found = load(tmp_path, {"competencies": f"id,label\n{BASE}sql,SQL\nsql,Again\n"})
    assert said(found, "competencies") == [(3, "refused", "id.doubled")]


@pytest.mark.parametrize("wrong", ["my id", "a/b", "ä:b c", "<x>", "..", "a|b", "#x y"])
def test_ids_have_letters_digits_and_three_signs(tmp_path: Path, wrong: str) -> None:
    """Anything else would not be an IRI, or another one than it seems."""
    found = load(tmp_path, {"competencies": f'label,id\nX,"{wrong}"\n'})
    assert said(found, "competencies") == [(2, "refused", "id.invalid")]


def test_ids_are_unique_over_all_sheets(tmp_path: Path) -> None:
    """A role may not be called as a competency is; nor as a level of a scale."""
    found = load(
        tmp_path,
        {
            "scales": SCALES,
            "competencies": "id,label\nsql,SQL\nfour-2,X\n",
            "roles": "id,label\nsql,Y\n",
        },
    )
    assert said(found, "competencies") == [(3, "refused", "id.doubled")]
    assert said(found, "roles") == [(2, "refused", "id.doubled")]
    assert "competencies row 2" in next(row.message for row in found.report.rows if row.sheet == "roles")


def test_a_label_in_any_language_is_enough(tmp_path: Path) -> None:
    """Only a row without any label is refused; two names in one language are one too many."""
    found = load(tmp_path, {"competencies": "id,label,label@fr,label@en\na,,Un,\nb,,,\nc,C,,Sea\nd,D,,D\n"})
    assert [one.id for one in found.catalogue.competencies] == ["a", "d"]
    assert said(found, "competencies") == [(3, "refused", "label.missing"), (4, "refused", "label.doubled")]


def test_the_default_language_is_that_of_plain_columns(tmp_path: Path) -> None:
    """`--language` wins over the sheet `ontology`, and that over `en`."""
    tables = {"competencies": "id,label\na,A\n", "ontology": "base,language,title\nhttps://e.net/,DE,Titel\n"}
    found = load(tmp_path, tables, base=None)
    assert found.catalogue.base == "https://e.net/"
    assert found.catalogue.competencies[0].labels == (Text("de", "A"),)
    assert found.catalogue.titles == (Text("de", "Titel"),)
    assert load(tmp_path, tables, base=None, language="fr").catalogue.competencies[0].labels == (Text("fr", "A"),)


def test_dangling_references_are_refused_by_row(tmp_path: Path) -> None:
    """What is named and is in no table is `reference.unknown`, whichever sheet names it."""
    found = load(
        tmp_path,
        {
            "competencies": "id,label,broader,scale\na,A,nix,\nb,B,,nix\nc,C,,\n",
            "roles": "id,label,family\nr,R,nix\n",
            "role_levels": "id,role,label\nl,nix,L\n",
            "needs": "role_level,competency,level\nnix,c,\n",
            "courses": COURSES,
            "teaches": "course,competency,to\nk1,nix,1\n",
            "course_requires": "course,group,competency,level,requires_course\nk1,,,,nix\n",
            "assessments": "id,label,competency,up_to\nt,T,nix,1\n",
        },
    )
    unknown = {(row.sheet, row.row) for row in found.report.rows if row.code == "reference.unknown"}
    assert unknown == {
        ("competencies", 2),
        ("competencies", 3),
        ("roles", 2),
        ("role_levels", 2),
        ("needs", 2),
        ("teaches", 2),
        ("course_requires", 2),
        ("assessments", 2),
    }
    assert all("nix" in row.message for row in found.report.rows)


def test_one_refused_row_does_not_take_the_tree_with_it(tmp_path: Path) -> None:
    """A child of a refused competency is loaded without it, and the report says so; a need of it is refused."""
    found = load(
        tmp_path,
        {
            "competencies": "id,label,broader\nroot,,\nchild,Child,root\n",
            **ROLES,
            "needs": "role_level,competency,level\nde-1,root,\nde-1,child,\n",
        },
    )
    assert found.catalogue.competency[CompetencyId("child")].broader == ()
    assert said(found, "competencies") == [(2, "refused", "label.missing"), (3, "loaded", "reference.refused")]
    assert said(found, "needs") == [(2, "refused", "reference.refused")]


def test_scales_go_up_without_holes(tmp_path: Path) -> None:
    """A rank above a hole, a rank twice and a rank that is none are refused; the rest of the scale stands."""
    scales = "scale,rank,label\ns,1,A\ns,2,B\ns,2,C\ns,4,D\ns,x,E\nt,2,F\n"
    found = load(tmp_path, {"scales": scales})
    assert [level.rank for level in found.catalogue.scale[ScaleId("s")].levels] == [1, 2]
    assert {(row, code) for row, _, code in said(found, "scales")} == {
        (4, "rank.doubled"),
        (5, "rank.hole"),
        (6, "number.invalid"),
        (7, "rank.hole"),
    }
    assert found.catalogue.scale.keys() == {"s"}


# -- the files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encode", [str.encode, lambda text: b"\xef\xbb\xbf" + text.encode()])
@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_utf8_with_or_without_mark_comma_or_semicolon(
    tmp_path: Path, encode: object, separator: str, end: str
) -> None:
    """All the ways in which spreadsheet programs write CSV as UTF-8 say the same."""
    text = end.join(separator.join(row) for row in (("id", "label"), ("a", "Größe"), ("b", '"x\ny"')))
    found = load(tmp_path, {"competencies": encode(text)})  # type: ignore[operator]
    assert [one.labels[0].text for one in found.catalogue.competencies] == ["Größe", "x\ny"]


def test_a_wrong_encoding_names_file_line_and_byte(tmp_path: Path) -> None:
    """Latin-1 and UTF-16 are refused as a whole: guessing would change names."""
    why = refusal(tmp_path, {"competencies": "id,label\na,Größe\n".encode("latin-1")})
    assert why.refusal.code == "encoding.wrong"
    assert "competencies.csv" in why.refusal.message and "line 2" in why.refusal.message
    assert "0xf6" in why.refusal.message and "byte 14" in why.refusal.message
    assert "UTF-16" in refusal(tmp_path, {"competencies": "id,label\na,A\n".encode("utf-16")}).refusal.message


def test_row_numbers_are_those_of_the_spreadsheet(tmp_path: Path) -> None:
    """Cells with line ends, empty rows and rows of notes count as a spreadsheet counts them."""
    table = 'id,label\n# a note,\na,"two\nlines"\n,\nb,\n'
    found = load(tmp_path, {"competencies": table})
    assert said(found, "competencies") == [(5, "refused", "label.missing")]
    assert found.report.read == {"competencies": 2}


def test_unknown_columns_and_files_are_reported_not_guessed(tmp_path: Path) -> None:
    """A misspelt column is named together with those that there are."""
    found = load(tmp_path, {"competencies": "id,label,lable@fr,label@xx yy,alt\na,A,B,C,D\n", "skills": "id\n1\n"})
    notes = [(note.code, note.message) for note in found.report.notes]
    assert [code for code, _ in notes] == ["sheet.unknown", "column.unknown", "column.unknown", "column.unknown"]
    assert "skills.csv" in notes[0][1] and "lable@fr" in notes[1][1] and "alt_labels" in notes[1][1]
    assert found.catalogue.competencies[0].alt_labels == ()


def test_an_empty_sheet_is_as_good_as_none(tmp_path: Path) -> None:
    """A sheet that nobody has begun is told of, and does not keep the others from being read."""
    found = load(tmp_path, {"competencies": "id,label\na,A\n", "needs": "", "moves": "\n,,\n"})
    assert [competency.id for competency in found.catalogue.competencies] == ["a"]
    assert {(note.code, note.sheet) for note in found.report.notes} == {
        ("sheet.empty", "needs"),
        ("sheet.empty", "moves"),
    }


def test_what_cannot_be_read_as_a_table_is_refused_whole(tmp_path: Path) -> None:
    """No table, a missing column, a doubled one, a quotation mark left open, no base: each with its own code."""
    assert refusal(tmp_path, {}).refusal.code == "tables.none"
    why = refusal(tmp_path, {"competencies": "id,name\na,A\n"}).refusal
    assert (why.code, why.candidates) == ("column.missing", ("label",))
    assert refusal(tmp_path, {"competencies": "id,label,id\na,A,b\n"}).refusal.code == "column.doubled"
    why = refusal(tmp_path, {"competencies": 'id,label\na,"A\nb,B\n'}).refusal
    assert why.code == "csv.broken" and "competencies.csv" in why.message
    assert refusal(tmp_path, {"competencies": "id,label\na,A\n"}, base=None).refusal.code == "base.missing"
    assert refusal(tmp_path, {"competencies": "id,label\na,A\n"}, base="no iri").refusal.code == "base.invalid"


def test_a_row_with_more_cells_than_headings_is_refused(tmp_path: Path) -> None:
    """A separator in a text without quotation marks shifts the cells: nothing of such a row is believed."""
    found = load(tmp_path, {"competencies": "id,label\na,Plan, do\nb,B,\n"})
    assert said(found, "competencies") == [(2, "refused", "row.ragged")]
    assert [one.id for one in found.catalogue.competencies] == ["b"]


def test_a_text_over_a_megabyte_is_refused_by_row(tmp_path: Path) -> None:
    """10 MB in one cell neither break the import nor reach the graph."""
    found = load(tmp_path, {"competencies": f"id,label,definition\na,A,{'x' * 10_000_000}\nb,B,\n"})
    assert said(found, "competencies") == [(2, "refused", "text.too_long")]


# -- workbooks ------------------------------------------------------------------------------------------------------


def workbook(tmp: Path, sheets: Mapping[str, list[list[object]]], name: str = "t.xlsx") -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    book.save(tmp / name)
    return tmp / name


def test_numbers_typed_into_a_workbook_are_ids_levels_and_hours(tmp_path: Path) -> None:
    """What Excel stores as a number reads as it was typed."""
    path = workbook(
        tmp_path,
        {
            "competencies": [["id", "label"], [101, 2024], ["b", True]],
            "courses": [["id", "label", "hours"], ["k", "K", 7.5], ["l", "L", 3]],
        },
    )
    found = imports.read("tables", path, base=BASE)
    assert [(one.id, one.labels[0].text) for one in found.catalogue.competencies] == [("101", "2024"), ("b", "true")]
    assert [course.hours for course in found.catalogue.courses] == [7.5, 3.0]


def test_cells_that_are_no_plain_values_are_refused_by_name(tmp_path: Path) -> None:
    """Formulas, dates and errors are refused by the cell's name; in columns that are not read they may stand."""
    rows: list[list[object]] = [
        ["id", "label", "own notes"],
        ["a", '=HYPERLINK("http://evil.example","A")', None],
        ["b", date(2024, 1, 2), None],
        ["c", "C", "=1+1"],
        ["d", "#REF!", None],
    ]
    found = imports.read("tables", workbook(tmp_path, {"competencies": rows}), base=BASE)
    assert [one.id for one in found.catalogue.competencies] == ["c"]
    assert said(found, "competencies") == [
        (2, "refused", "cell.formula"),
        (3, "refused", "cell.date"),
        (5, "refused", "cell.error"),
    ]
    assert "B2" in found.report.rows[0].message


def test_hidden_sheets_are_not_read(tmp_path: Path) -> None:
    """What an administrator cannot see is not imported, and the report says so."""
    from openpyxl import load_workbook

    path = workbook(tmp_path, {"competencies": [["id", "label"], ["a", "A"]], "roles": [["id", "label"], ["r", "R"]]})
    book = load_workbook(path)
    book["roles"].sheet_state = "hidden"
    book.save(path)
    found = imports.read("tables", path, base=BASE)
    assert found.catalogue.roles == ()
    assert [note.code for note in found.report.notes] == ["sheet.hidden"]


def test_macros_and_other_dangers_are_refused(tmp_path: Path) -> None:
    """Macro workbooks, by name or content, old and broken ones, and those with entities are not opened."""
    path = workbook(tmp_path, {"competencies": [["id", "label"], ["a", "A"]]})

    def code(name: str, content: bytes) -> str:
        (tmp_path / name).write_bytes(content)
        with pytest.raises(SourceRefused) as caught:
            imports.read("tables", tmp_path / name, base=BASE)
        return caught.value.refusal.code

    assert code("m.xlsm", path.read_bytes()) == "workbook.macros"
    assert code("old.xlsx", b"\xd0\xcf\x11\xe0" + bytes(100)) == "workbook.old"
    assert code("text.xlsx", b"id,label\n") == "workbook.broken"
    assert code("cut.xlsx", path.read_bytes()[:500]) == "workbook.broken"
    with zipfile.ZipFile(path, "a") as pack:
        pack.writestr("xl/vbaProject.bin", b"x")
    assert code("hidden.xlsx", path.read_bytes()) == "workbook.macros"
    hostile = workbook(tmp_path, {"competencies": [["id", "label"], ["a", "A"]]}, "h.xlsx")
    with zipfile.ZipFile(hostile) as pack, zipfile.ZipFile(tmp_path / "e.xlsx", "w") as out:
        for part in pack.namelist():
            content = pack.read(part)
            if part == "xl/worksheets/sheet1.xml":
                content = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + content
            out.writestr(part, content)
    assert code("entities.xlsx", (tmp_path / "e.xlsx").read_bytes()) == "workbook.entities"


def test_a_workbook_that_unpacks_to_a_gigabyte_is_refused_unopened(tmp_path: Path) -> None:
    """A small file that would fill the memory is refused by what its directory says."""
    path = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as pack,
        pack.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        for _ in range(64):
            part.write(bytes(1 << 20))
    with pytest.raises(SourceRefused) as caught:
        imports.read("tables", path, base=BASE)
    assert caught.value.refusal.code == "file.too_large"


# -- promises that hold always --------------------------------------------------------------------------------------

# What only the whole shows: a curator's circle is for `check` to show, no single row of it is wrong.
OF_THE_WHOLE = {
    "broader-cycle",
    "requires-cycle",
    "requires-cycle-closed",
    "self-requirement",
    "replacement-scale",
    "replacement-circular",
    "replacement-cycle",
    "move-circular",
}
JUNK = ("", "x", "0", "-1", "99", "nix", "a|b", "=1", "ü", "retired", "two words", "https://e.net/x", "1.5", "\u2028")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(catalogue=catalogues(), seed=st.integers(0, 2**32))
def test_spoilt_tables_lose_no_row_and_give_no_errors(catalogue: Catalogue, seed: int) -> None:
    """Whatever happens to cells and rows: counts add up, and `check` finds no error but of the whole."""
    import csv

    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        out = Path(name) / "tables"
        export(catalogue, out)
        read: dict[str, int] = {}
        for path in sorted(out.iterdir()):
            with path.open(encoding="utf-8-sig", newline="") as file:
                heading, *rows = list(csv.reader(file))
            for row in rows:
                if path.stem != "ontology" and chance.random() < 0.3:
                    row[chance.randrange(len(row))] = chance.choice((*JUNK, *chance.choice(rows)))
            rows += [list(row) for row in rows if path.stem != "ontology" and chance.random() < 0.2]
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([heading, *rows])
            kept = [row for row in rows if any(cell.strip() for cell in row) and not row[0].startswith("#")]
            read[path.stem] = len(kept)
        report = imports.run("tables", out, Path(name) / "turtle")
        assert isinstance(report, imports.Report), report
        assert dict(report.read) == read
        for sheet in read:
            assert read[sheet] == report.loaded[sheet] + report.merged[sheet] + report.refused[sheet]
        listed = {(row.sheet, row.row) for row in report.rows if row.outcome != "loaded"}
        assert len(listed) == sum(report.merged.values()) + sum(report.refused.values())
        checked = check([Path(name) / "turtle"])
        errors = {finding.rule for finding in checked.findings if finding.severity == "error"}
        assert errors <= OF_THE_WHOLE, [f for f in checked.findings if f.severity == "error"]
        assert report.loaded.get("needs", 0) == checked.counts["needs"]
        assert turtle.write(checked.catalogue) == (Path(name) / "turtle" / imports.TURTLE).read_text(encoding="utf-8")


def test_row_notes_are_plain_values() -> None:
    """Reports can be compared and sorted."""
    assert sorted([RowNote("b", 2, "merged", "c", "m"), RowNote("a", 9, "refused", "c", "m")])[0].sheet == "a"
