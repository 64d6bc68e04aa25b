"""Curricula with prerequisites: what is carried, assumed, refused, and what becomes of broken files."""

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ontology import imports
from ontology.check import check
from ontology.ids import CompetencyId, CourseId
from ontology.imports.report import Report
from ontology.imports.ucsd_catalog import hours_of
from ontology.model import CompetencyAt, Course, CourseDone, LevelRequirement
from ontology.refusals import Refusal
from tests import shared_data

Row = tuple[str, int, str, str]


@pytest.fixture(scope="module")
def metacademy() -> imports.Imported:
    return imports.read("metacademy", shared_data.folder("metacademy"))


@pytest.fixture(scope="module")
def ucsd() -> imports.Imported:
    return imports.read("ucsd-catalog", shared_data.folder("ucsd-catalog"))


def concepts(folder: Path, *records: Any, resources: tuple[Any, ...] = ()) -> Path:
    """A small graph of concepts as files."""
    for name, lines in (("concepts", records), ("resources", resources)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return folder


def courses(folder: Path, **required: Any) -> Path:
    """A small catalogue as files: by code (A is “X A”), what it requires; every code names a course with 4 units."""
    lines = [
        {"code": f"X {code}", "title": f"Course {code}", "units": "4", "prereqs": tree}
        for code, tree in required.items()
    ]
    (folder / "courses.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return folder


def tree(kind: str, *members: Any) -> dict[str, Any]:
    return {"type": kind, "courses": [m if isinstance(m, dict) else f"X {m}" for m in members]}


def said(report: Report) -> list[Row]:
    return [(row.sheet, row.row, row.outcome, row.code) for row in report.rows]


def groups_of(course: Course) -> list[str]:
    """The groups of a small catalogue's course, each as the letters of what it names."""
    for group in course.requires:
        named = [one.competency for one in group if isinstance(one, CompetencyAt)]
        done = [one.course for one in group if isinstance(one, CourseDone)]
        assert done == [f"course-{one}" for one in named], "either is enough"
    return sorted(
        "".join(one.competency.removeprefix("x-") for one in group if isinstance(one, CompetencyAt))
        for group in course.requires
    )


def required(found: imports.Imported) -> dict[str, list[str]]:
    return {course.id.removeprefix("course-x-"): groups_of(course) for course in found.catalogue.courses}


# -- Metacademy -----------------------------------------------------------------------------------------------------


def test_metacademy_accounts_for_every_row(metacademy: imports.Imported) -> None:
    """392 concepts, 963 prerequisites that are there and 22 that are not, 87 resources, 1,084 places to read."""
    report = metacademy.report
    assert report.read == {"concepts": 392, "resources": 87, "prerequisites": 985, "readings": 1084}
    assert report.refused == {"concepts": 0, "resources": 0, "prerequisites": 22, "readings": 0}
    assert report.loaded["prerequisites"] == 963
    dangling = [row.message for row in report.rows if row.code == "reference.unknown"]
    assert len(dangling) == 22
    assert dangling[0] == "“agglomerative clustering” builds on “kruskals-algorithm”, which is not in the graph."
    assert "CC BY-SA 3.0" in report.attribution


def test_a_concept_requires_what_it_builds_on_and_its_unit_teaches_it(metacademy: imports.Imported) -> None:
    """The requirement is the competency's, so that it binds every course; hours are the unit's, or unknown."""
    catalogue = metacademy.catalogue
    concept = catalogue.competency[CompetencyId("adaptive_rejection_sampling")]
    assert concept.kind == "knowledge" and concept.scale is None
    assert concept.labels[0].text == "adaptive rejection sampling"
    assert concept.definitions[0].text.startswith("Adaptive rejection sampling (ARS) is a technique")
    assert concept.requires == (
        LevelRequirement(1, (CompetencyAt(CompetencyId("exponential_distribution"), 1),)),
        LevelRequirement(1, (CompetencyAt(CompetencyId("rejection_sampling"), 1),)),
    )
    unit = catalogue.course[CourseId("unit-adaptive_rejection_sampling")]
    assert unit.hours == pytest.approx(1.2208379003, abs=1 / 3_600_000)
    assert [(row.competency, row.from_level, row.to_level) for row in unit.teaches] == [(concept.id, 0, 1)]
    assert unit.requires == ()
    assert sum(course.hours is not None for course in catalogue.courses) == 282
    assert sum(len(one.requires) for one in catalogue.competencies) == 963


def test_a_unit_says_why_it_comes_after_others_and_where_to_learn_it(metacademy: imports.Imported) -> None:
    """Reasons and places are words of its definition; what is recommended and free gives provider and link."""
    unit = metacademy.catalogue.course[CourseId("unit-adaptive_rejection_sampling")]
    assert unit.definitions[0].text.split("\n") == [
        "* Be able to implement the adaptive rejection sampling algorithm.",
        "* What is the advantage compared to standard rejection sampling?",
        "",
        "Builds on:",
        "* exponential distribution: The proposal distribution is piecewise exponential.",
        "* rejection sampling",
        "",
        "Where to learn it:",
        "* Pattern Recognition and Machine Learning: section 11.1.3"
        " <http://research.microsoft.com/en-us/um/people/cmbishop/prml/>",
        "* Adaptive Rejection Sampling for Gibbs Sampling (recommended, free): Section 2.2. Section 2.2 provides core"
        " information but the rest of the Section 2 provides context and deeper discussion of ARS"
        " <http://www.medicine.mcgill.ca/epidemiology/joseph/courses/EPIB-675/adaptive.sampling.pdf>",
        "* Wikipedia (free): Article: Adaptive Rejection Sampling"
        " [http://en.wikipedia.org/wiki/Rejection_sampling#Adaptive_rejection_sampling] <http://www.wikipedia.org/>",
    ]
    assert unit.provider == "Adaptive Rejection Sampling for Gibbs Sampling"
    assert unit.url == "http://www.medicine.mcgill.ca/epidemiology/joseph/courses/EPIB-675/adaptive.sampling.pdf"


def test_what_is_recommended_comes_before_what_is_free_and_that_before_the_rest(tmp_path: Path) -> None:
    """Provider and link are those of the first reading by these marks; a link of its own beats its resource's."""
    readings = [
        {"source": "book"},
        {"title": "A paper", "url": "https://example.org/paper", "free": "1"},
        {"source": "book", "core": "0 # not all of it"},
        {"source": "film", "core": "1"},
        {"source": "notes", "core": "1", "url": "https://example.org/notes#2"},
    ]
    source = concepts(
        tmp_path,
        *({"tag": f"after-{n}", "title": f"After {n}", "resources": readings[:n]} for n in range(6)),
        resources=(
            {"key": "book", "title": "Book", "url": "https://example.org/book"},
            {"key": "film", "title": "Film", "free": "0"},
            {"key": "notes", "title": "Notes", "url": "https://example.org/notes", "free": "1"},
        ),
    )
    found = imports.read("metacademy", source).catalogue.courses
    assert [(course.provider, course.url) for course in found] == [
        (None, None),
        ("Book", "https://example.org/book"),
        ("A paper", "https://example.org/paper"),
        ("A paper", "https://example.org/paper"),
        ("Film", None),
        ("Notes", "https://example.org/notes#2"),
    ]


def test_a_broken_graph_of_concepts_loses_no_row(tmp_path: Path) -> None:
    """Doubled and unnamed concepts, odd hours, circles, references to nothing: each is refused or warned of."""
    source = concepts(
        tmp_path,
        {"tag": "a", "title": "A", "hours": -2, "dependencies": [{"tag": "b"}, {"tag": "b"}, {"tag": "a"}, "b"]},
        {
            "tag": "b",
            "title": "",
            "hours": "three",
            "dependencies": [{"tag": "c"}],
            "resources": [{"source": "gone"}, 7],
        },
        {"tag": "c", "title": "C", "hours": 1e300, "dependencies": [{"tag": "a"}, {"tag": "x", "resolved": None}]},
        {"tag": "a", "title": "Again"},
        {"title": "No tag"},
        {"tag": "not an id", "title": "Blanks"},
        {"tag": "d-e", "title": "D", "hours": True, "dependencies": "a", "resources": {"source": "book"}},
        {"tag": "f", "title": "F", "hours": 0.5, "dependencies": [{"tag": "d_e", "resolved": "d-e"}]},
        resources=(
            {"key": "book", "title": "A book", "url": "no link"},
            {"key": "book", "title": "B"},
            {"title": "C"},
        ),
    )
    report = imports.run("metacademy", source, tmp_path / "out")
    assert isinstance(report, Report)
    assert said(report) == [
        ("concepts", 1, "loaded", "hours.invalid"),
        ("concepts", 2, "loaded", "label.missing"),
        ("concepts", 2, "loaded", "hours.invalid"),
        ("concepts", 3, "loaded", "hours.invalid"),
        ("concepts", 4, "refused", "id.doubled"),
        ("concepts", 5, "refused", "id.missing"),
        ("concepts", 6, "refused", "id.invalid"),
        ("concepts", 7, "loaded", "hours.invalid"),
        ("resources", 1, "refused", "url.invalid"),
        ("resources", 1, "refused", "resource.unused"),
        ("resources", 2, "refused", "id.doubled"),
        ("resources", 3, "refused", "label.missing"),
        ("prerequisites", 2, "merged", "row.doubled"),
        ("prerequisites", 3, "refused", "reference.self"),
        ("prerequisites", 4, "refused", "reference.unknown"),
        ("prerequisites", 6, "refused", "prerequisite.circular"),
        ("prerequisites", 7, "refused", "reference.unknown"),
        ("readings", 1, "refused", "reference.unknown"),
        ("readings", 2, "refused", "reference.unknown"),
    ]
    checked = check([tmp_path / "out"])
    assert [finding for finding in checked.findings if finding.severity == "error"] == []
    assert {c.id: [r.any_of[0][0] for r in c.requires] for c in checked.catalogue.competencies} == {
        "a": ["b"],
        "b": ["c"],
        "c": [],
        "d-e": [],
        "f": ["d-e"],
    }
    assert {course.id: course.hours for course in checked.catalogue.courses} == {
        "unit-a": None,
        "unit-b": None,
        "unit-c": None,
        "unit-d-e": None,
        "unit-f": 0.5,
    }


def test_a_text_that_no_ontology_can_hold_is_left_out(tmp_path: Path) -> None:
    """More than 1 MB in one literal would be an error of `check`; the concept stays."""
    source = concepts(tmp_path, {"tag": "a", "title": "A", "summary": "word " * 300_000, "goals": "ä" * 600_000})
    report = imports.run("metacademy", source, tmp_path / "out")
    assert isinstance(report, Report)
    assert said(report) == [("concepts", 1, "loaded", "text.too_long")] * 2
    checked = check([tmp_path / "out"])
    assert not checked.findings and checked.counts["courses"] == 1


# -- UC San Diego ---------------------------------------------------------------------------------------------------


def test_ucsd_accounts_for_every_row(ucsd: imports.Imported) -> None:
    """584 references to courses that are not there, three to the course itself; the rest is loaded or implied."""
    report = ucsd.report
    assert report.read["courses"] == report.loaded["courses"] == 7375
    codes = Counter(row.code for row in report.rows if row.sheet == "prerequisites")
    assert codes["reference.unknown"] == 584 and codes["reference.self"] == 3
    for sheet, read in report.read.items():
        assert read == report.loaded[sheet] + report.merged[sheet] + report.refused[sheet]
    assert (
        report.refused["requirements"] == 97 and report.refused["corequisites"] == report.read["corequisites"] == 28
    )
    assert "MIT" in report.attribution
    assert any(note.code == "units.convention" and "30 hours" in note.message for note in report.notes)


def test_every_course_teaches_a_competency_of_its_own(ucsd: imports.Imported) -> None:
    """Both are found by the code; the course has hours, a department and its place in the catalogue."""
    catalogue = ucsd.catalogue
    course = catalogue.course[CourseId("course-cse-110")]
    assert [label.text for label in (*course.labels, *course.alt_labels)] == [
        "CSE 110 Software Engineering",
        "CSE 110",
    ]
    assert course.hours == 120.0
    assert course.provider == "Computer Science and Engineering"
    assert course.url == "https://catalog.ucsd.edu/courses/CSE.html#cse110"
    competency = catalogue.competency[CompetencyId("cse-110")]
    assert [label.text for label in (*competency.labels, *competency.alt_labels)] == [
        "Software Engineering (CSE 110)",
        "CSE 110",
    ]
    assert all(
        [row[:] for row in one.teaches] == [(one.id.removeprefix("course-"), 0, 1)] for one in catalogue.courses
    )
    assert len({row.competency for one in catalogue.courses for row in one.teaches}) == 7375


def test_either_what_a_course_teaches_or_having_done_it_meets_a_requirement(ucsd: imports.Imported) -> None:
    """So that people who can and people who passed are both let in."""
    assert ucsd.catalogue.course[CourseId("course-cse-110")].requires == (
        (
            CompetencyAt(CompetencyId("cse-100"), 1),
            CompetencyAt(CompetencyId("cse-100r"), 1),
            CourseDone(CourseId("course-cse-100")),
            CourseDone(CourseId("course-cse-100r")),
        ),
    )


def test_groups_mean_what_the_trees_of_the_catalogue_say(ucsd: imports.Imported) -> None:
    """For the sets of courses that each tree names, less one, less two, or half of them: met is met.

    References that cannot be had count as not held; where a part of an outermost “all” is refused, it is not asked.
    """
    path = shared_data.folder("ucsd-catalog") / "courses.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    known = {record["code"] for record in records}
    ids = {one.alt_labels[0].text: one.id for one in ucsd.catalogue.courses}
    judged = 0
    for record in records:
        if "prereqs" not in record:
            continue
        course = ucsd.catalogue.course[ids[record["code"]]]
        named = sorted(set(_named(record["prereqs"])) & known - {record["code"]})
        parts = [part for part in _parts(record["prereqs"]) if _met(part, set(named))]
        trials = [set(named), set(named[::2]), set(named[1::2]), set(), *({*named} - {one} for one in named)]
        for held in trials:
            done = {CourseDone(ids[code]) for code in held}
            wanted = all(_met(part, held) for part in parts)
            assert all(not done.isdisjoint(group) for group in course.requires) == wanted, (record, held)
            judged += 1
    assert judged > 10_000


def _named(raw: Any) -> list[str]:
    return [raw] if isinstance(raw, str) else [code for member in raw["courses"] for code in _named(member)]


def _parts(raw: Any) -> list[Any]:
    if isinstance(raw, dict) and raw["type"] == "all":
        return [part for member in raw["courses"] for part in _parts(member)]
    return [raw]


def _met(raw: Any, held: set[str]) -> bool:
    if isinstance(raw, str):
        return raw in held
    wanted = {"all": len(raw["courses"]), "one": 1, "two": 2}[raw["type"]]
    return sum(_met(member, held) for member in raw["courses"]) >= wanted


@pytest.mark.parametrize(
    ("units", "hours"),
    [
        ("4", 120.0),
        ("2.5", 75.0),
        ("4-4-4", 360.0),
        ("4–4", 240.0),
        ("1–4", None),
        ("1-4", None),
        ("2 or 4", None),
        ("2, 4", None),
        ("0-2-4", None),
        ("0–4/0–4/0–4", None),
        ("0", None),
        ("?", None),
        ("", None),
        ("-4", None),
        ("9" * 400, None),
    ],
)
def test_units_become_hours_where_they_are_one_number(units: str, hours: float | None) -> None:
    """30 hours a unit; equal terms add up; a choice, nothing, and what cannot be meant are unknown."""
    assert hours_of(units) == hours


def test_dangling_references_take_only_what_needs_them(tmp_path: Path) -> None:
    """An alternative goes, a requirement goes only where nothing is left, the course always stays."""
    source = courses(
        tmp_path,
        a=None,
        b=None,
        c=tree("one", "a", "gone"),
        d=tree("all", "a", "gone"),
        e=tree("one", tree("all", "a", "gone"), "b"),
        f=tree("two", "a", "b", "gone"),
        g=tree("two", "a", "gone"),
        h="X gone",
        i=tree("one", "i", "a"),
        j=tree("all", "a", tree("one", "a", "b"), tree("one", "gone", "lost")),
        k=tree("one", tree("all", "a", "b"), tree("all", "a", "c")),
        l=tree("all", "a", "a"),
    )
    found = imports.read("ucsd-catalog", source)
    assert required(found) == {
        "a": [],
        "b": [],
        "c": ["a"],
        "d": ["a"],
        "e": ["b"],
        "f": ["a", "b"],
        "g": [],
        "h": [],
        "i": ["a"],
        "j": ["a"],
        "k": ["a", "bc"],
        "l": ["a"],
    }
    messages = {(row.sheet, row.code): row.message for row in found.report.rows}
    assert messages["requirements", "requirement.unmet"] == (
        "X j is loaded without this requirement."
        " Nobody can have X gone, X lost before it, and that leaves no way to meet it."
    )
    assert Counter((row.sheet, row.code) for row in found.report.rows) == {
        ("requirements", "requirement.unmet"): 4,
        ("requirements", "requirement.implied"): 2,
        ("prerequisites", "reference.unknown"): 8,
        ("prerequisites", "alternative.unmet"): 1,
        ("prerequisites", "requirement.refused"): 1,
        ("prerequisites", "reference.self"): 1,
        ("prerequisites", "prerequisite.implied"): 4,
    }


def test_circles_that_no_order_can_meet_do_not_survive(tmp_path: Path) -> None:
    """The lowest number starts; others with a way in stay as they are; `check` finds no error and one warning."""
    source = courses(
        tmp_path, a="X b", b="X c", c="X a", d=tree("one", "e", "f"), e=tree("one", "d"), f=tree("all", "e", "a"),
        g=tree("one", "h", "a"), h="X g",
    )  # fmt: skip
    report = imports.run("ucsd-catalog", source, tmp_path / "out")
    assert isinstance(report, Report)
    assert [row[:4] for row in said(report) if row[0] == "requirements"] == [
        ("requirements", 1, "refused", "requirement.circular"),
        ("requirements", 4, "refused", "requirement.circular"),
    ]
    assert "X a → X b → X c → X a" in report.rows[0].message
    checked = check([tmp_path / "out"])
    assert [(finding.severity, finding.rule) for finding in checked.findings] == [("warning", "requires-cycle-open")]


def test_a_broken_catalogue_loses_no_row(tmp_path: Path) -> None:
    """Doubled codes, missing titles, trees that say nothing: the report has each, and what is left passes `check`."""
    lines = [
        {"code": "X a", "title": "A", "units": "4"},
        {"code": "X a", "title": "Again", "units": "4", "prereqs": "X b"},
        {"code": "X b", "title": "", "units": None, "dept": "X", "anchor": "b b"},
        {"title": "No code"},
        {"code": "Y" * 200, "title": "Long code"},
        {"code": "X c", "title": ["C"], "units": [[4]], "prereqs": tree("three", "a")},
        {"code": "X d", "title": "D", "units": 4, "prereqs": {"type": "two", "courses": ["X a"]}},
        {"code": "X e", "title": "E", "units": "4", "prereqs": []},
        {"code": "X f", "title": "F", "units": "4", "prereqs": tree("one"), "coreqs": "X a"},
        {"code": "X g", "title": "G " + "g" * 1_100_000, "units": "4", "prereqs": tree("one", "a", tree("all"))},
        {"code": "x A", "title": "Another id", "units": "4", "prereqs": {"type": "all", "courses": ["X a", 5]}},
    ]
    (tmp_path / "courses.jsonl").write_text("\n\n".join(map(json.dumps, lines)), encoding="utf-8")
    departments = {"X": {"name": "Ex", "link": "https://example.org/x"}, "Y": {"name": "Why"}, "Z": 5}
    (tmp_path / "departments.json").write_text(json.dumps(departments), encoding="utf-8")
    report = imports.run("ucsd-catalog", tmp_path, tmp_path / "out")
    assert isinstance(report, Report)
    assert said(report) == [
        ("courses", 3, "refused", "id.doubled"),
        ("courses", 5, "loaded", "label.missing"),
        ("courses", 5, "loaded", "hours.unknown"),
        ("courses", 7, "refused", "code.missing"),
        ("courses", 9, "refused", "code.missing"),
        ("courses", 11, "loaded", "label.missing"),
        ("courses", 11, "loaded", "hours.unknown"),
        ("courses", 19, "loaded", "text.too_long"),
        ("courses", 19, "loaded", "label.missing"),
        ("departments", 2, "refused", "department.unused"),
        ("departments", 3, "refused", "label.missing"),
        ("requirements", 1, "refused", "tree.type_unknown"),
        ("requirements", 2, "refused", "tree.too_few"),
        ("requirements", 3, "refused", "tree.unreadable"),
        ("requirements", 4, "refused", "tree.empty"),
        ("requirements", 5, "refused", "tree.empty"),
        ("requirements", 7, "refused", "tree.unreadable"),
        ("prerequisites", 1, "refused", "requirement.refused"),
        ("prerequisites", 2, "refused", "requirement.refused"),
        ("prerequisites", 3, "refused", "requirement.refused"),
        ("corequisites", 1, "refused", "corequisite.not_carried"),
    ]
    checked = check([tmp_path / "out"])
    assert [finding for finding in checked.findings if finding.severity == "error"] == []
    assert {course.id for course in checked.catalogue.courses} == {
        *(f"course-x-{code}" for code in "abcdefg"),
        "course-x-a-2",
    }


# -- Files that cannot be read --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "name"), [("metacademy", "concepts"), ("ucsd-catalog", "courses")])
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"tag": "a", "code": "X 1", "title": "A"}\n{"tag": ', "json.broken"),
        (b'{"tag": "a", "code": "X 1", "title": "A"}\n["a"]', "json.broken"),
        (b'{"tag": "a", "code": "X 1", "title": "\\ud800"}', "json.broken"),
        (b'{"tag": "a", "code": "X 1", "hours": ' + b"9" * 5000 + b"}", "json.broken"),
        (b'{"tag": "a", "code": "X 1", "prereqs": ' + b'{"type":"one","courses":[' * 10_000, "json."),
        (b'{"tag": "a", "code": "X 1", "title": "\xff"}', "encoding.wrong"),
    ],
)
def test_a_broken_line_refuses_the_file_and_is_named(
    kind: str, name: str, content: bytes, code: str, tmp_path: Path
) -> None:
    """Cut off, of another kind, half a character, too deep: nothing is written, and the place is told."""
    concepts(tmp_path)
    (tmp_path / f"{name}.jsonl").write_bytes(content)
    refusal = imports.run(kind, tmp_path, tmp_path / "out")
    assert isinstance(refusal, Refusal), refusal
    assert refusal.code.startswith(code)
    assert f"{name}.jsonl" in refusal.message and "line" in refusal.message
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("kind", "name"), [("metacademy", "concepts"), ("ucsd-catalog", "courses")])
def test_a_cut_off_gzip_file_is_refused(kind: str, name: str, tmp_path: Path) -> None:
    """A download that broke off does not become a small ontology."""
    concepts(tmp_path)
    (tmp_path / f"{name}.jsonl").unlink(missing_ok=True)
    packed = gzip.compress(b'{"tag": "a", "code": "X 1", "title": "A"}\n' * 1000)
    (tmp_path / f"{name}.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    refusal = imports.run(kind, tmp_path, tmp_path / "out")
    assert isinstance(refusal, Refusal) and refusal.code == "file.broken"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", ["metacademy", "ucsd-catalog"])
def test_the_folder_of_another_framework_is_refused(kind: str) -> None:
    """The refusal names the file that is missing."""
    refusal = imports.run(kind, shared_data.folder("direct-framework"), Path("nowhere"))
    assert isinstance(refusal, Refusal)
    assert refusal.code == "source.missing" and ".jsonl" in refusal.message and refusal.hint


def test_a_file_of_departments_that_is_no_object_is_refused(tmp_path: Path) -> None:
    """It is named: courses without their departments would look whole."""
    (courses(tmp_path, a=None) / "departments.json").write_text("[1, 2]")
    refusal = imports.run("ucsd-catalog", tmp_path, tmp_path / "out")
    assert isinstance(refusal, Refusal) and "departments.json" in refusal.message


@pytest.mark.parametrize("kind", ["metacademy", "ucsd-catalog"])
def test_a_file_names_its_folder(kind: str) -> None:
    """Naming one of the files is as good as naming the folder."""
    folder = shared_data.folder(kind)
    named = folder / {"metacademy": "concepts.jsonl", "ucsd-catalog": "courses.jsonl.gz"}[kind]
    assert imports.read(kind, named) == imports.read(kind, folder)
