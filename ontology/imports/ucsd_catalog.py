"""`import ucsd-catalog`: a university's course catalogue, with prerequisites as trees of all, one or two of these.

Each course teaches one competency of its own, which is held or not. A prerequisite is met by holding what the course
named teaches, or by having done it: both stand in each group. The competency alone would turn away people who passed
the course, since a completion proves no competency; the course alone would send people to what they can do already.

Units become hours by the university's own rule: one unit is three hours of work a week, in a quarter of ten weeks.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from ontology.durations import normal_hours
from ontology.ids import CompetencyId, CourseId
from ontology.imports import circles, json_lines, prerequisite_trees
from ontology.imports.assembling import assemble, group, is_link, slug, texts, unique
from ontology.imports.direct import Record, word
from ontology.imports.imported import Imported
from ontology.imports.refusing import RowRefused, SourceRefused
from ontology.imports.report import Ledger, Place
from ontology.imports.sheets import shown
from ontology.imports.ucsd_requirements import Requirements
from ontology.model import Competency, CompetencyAt, Course, CourseDone, Group, Teaching, Text, Thing

KIND: Final = "ucsd-catalog"
BASE: Final = "https://example.org/ucsd/"
ATTRIBUTION: Final = (
    "Course catalogue of the University of California San Diego, as parsed by course-grapher,"
    " Copyright (c) 2024 William Wu, MIT License."
)
HOURS_PER_UNIT: Final = 30.0
"""Three hours of work a week over the ten weeks of a quarter."""
LONGEST_CODE: Final = 100
"""Characters; the longest of the catalogue has 18."""

_UNITS = re.compile(r"\d+(?:\.\d+)?")
_TERMS = re.compile(r"\s*[-–—]\s*")


class _Course(NamedTuple):
    code: str
    line: int
    title: str
    record: Record


def read(source: Path, base: str | None = None, language: str | None = None) -> Imported:
    """The catalogue in the folder `source`. Raises SourceRefused where its files are not there or not whole."""
    folder = source if source.is_dir() else source.parent
    ledger = Ledger()
    reading = _Reading(folder, ledger, (language or "en").lower())
    catalogue = assemble(
        list(reading.things()),
        base=base or BASE,
        language=reading.language,
        titles=[Text(reading.language, "Course catalogue of the University of California San Diego")],
    )
    return Imported(catalogue, ledger.report(KIND, base=catalogue.base, attribution=ATTRIBUTION))


def hours_of(units: str) -> float | None:
    """Hours of work for so many units: `4` is 120, and `4-4-4`, the same in each of three quarters, is 360.

    None where that leaves a choice (`1–4`, `2 or 4`), or says 0 or nothing: then nobody knows the work.
    """
    terms = _TERMS.split(units.strip())
    if any(not _UNITS.fullmatch(term) for term in terms) or len(set(terms)) > 1:
        return None
    try:
        return normal_hours(float(terms[0]) * len(terms) * HOURS_PER_UNIT) or None
    except ValueError:
        return None


class _Reading:
    def __init__(self, folder: Path, ledger: Ledger, language: str) -> None:
        self._ledger, self.language = ledger, language
        self._folder = folder
        self._courses: dict[str, _Course] = {}
        self._departments: dict[str, Record] = {}

    def things(self) -> Iterator[Thing]:
        """Everything that the files say. Courses are rows by line; what they require is numbered as it is read."""
        self._read_courses(json_lines.needed(self._folder, "courses.jsonl"))
        self._read_departments()
        requirements = Requirements(self._courses.keys(), self._ledger)
        for course in self._courses.values():
            if course.record.get("prereqs") is not None:
                requirements.read(course.code, course.record["prereqs"])
        requirements.settle()
        self._refuse_corequisites()
        codes = sorted(self._courses, key=circles.in_order)
        ids = unique(codes, slug)
        for code in codes:
            yield from self._things(self._courses[code], requirements.of(code), ids)
        self._ledger.note(
            "units.convention",
            f"Units become hours of work: one unit is {HOURS_PER_UNIT:g} hours (three a week in a quarter of ten"
            " weeks). Where units leave a choice, hours are unknown.",
            "courses",
        )
        self._ledger.note(
            "not_carried",
            "Successors are not read: they say from the other side what prerequisites say. Of departments, their name"
            " is the provider of their courses, and their page the start of the courses' addresses.",
        )

    def _read_courses(self, path: Path) -> None:
        self._ledger.sheet("courses")
        for line, record in json_lines.records(path):
            at = Place("courses", line)
            self._ledger.read(at)
            try:
                self._read_course(at, record)
            except RowRefused as why:
                self._ledger.refuse(at, why.code, why.message)

    def _read_course(self, at: Place, record: Record) -> None:
        code, title = word(record, "code"), json_lines.fitting(word(record, "title"), at, self._ledger)
        if not 0 < len(code) <= LONGEST_CODE:
            raise RowRefused(
                "code.missing", f"“{shown(code or title)}” has no code of up to {LONGEST_CODE} characters."
            )
        if code in self._courses:
            first = self._courses[code].line
            raise RowRefused("id.doubled", f"There is a course {shown(code)} in line {first} already.")
        if not title:
            self._ledger.warn(at, "label.missing", f"{code} has no title; its code is its label.")
        self._courses[code] = _Course(code, at.row, title, record)

    def _read_departments(self) -> None:
        path = json_lines.there(self._folder, "departments.json")
        if path is None:
            self._ledger.note("source.missing", "There is no departments.json: courses have no provider and link.")
            return
        found = json_lines.parsed(json_lines.text(path), path.name)
        if not isinstance(found, dict):
            raise SourceRefused("json.broken", f"{path.name} is not an object with a department for each code.")
        used = {word(course.record, "dept") for course in self._courses.values()}
        self._ledger.sheet("departments")
        for number, (code, department) in enumerate(found.items(), start=1):
            at = Place("departments", number)
            self._ledger.read(at)
            if not isinstance(department, dict) or not word(department, "name"):
                self._ledger.refuse(at, "label.missing", f"Department “{shown(code)}” has no name.")
            elif code not in used:
                self._ledger.refuse(at, "department.unused", f"No course is given by “{word(department, 'name')}”.")
            else:
                self._departments[code] = department

    def _refuse_corequisites(self) -> None:
        self._ledger.sheet("corequisites")
        for number, course in enumerate((c for c in self._courses.values() if c.record.get("coreqs")), start=1):
            at = Place("corequisites", number)
            self._ledger.read(at)
            named = ", ".join(shown(code) for code in prerequisite_trees.mentions(course.record["coreqs"]))
            self._ledger.refuse(
                at,
                "corequisite.not_carried",
                f"{course.code} goes together with {shown(named, 200)}: an ontology has only before and after.",
            )

    def _things(self, course: _Course, required: Iterable[frozenset[str]], ids: Mapping[str, str]) -> Iterator[Thing]:
        code, title, thing = course.code, course.title, ids[course.code]
        at = Place("courses", course.line)
        given = course.record.get("units")
        units = str(given) if isinstance(given, str | int | float) else ""
        hours = hours_of(units)
        if hours is None:
            said = f"{code} has “{shown(units)}” units, which is not one number; its hours are unknown."
            self._ledger.warn(at, "hours.unknown", said)
        department = self._departments.get(word(course.record, "dept"), {})
        page, anchor = word(department, "link"), word(course.record, "anchor")
        link = f"{page}#{anchor}" if anchor else page
        other = texts(self.language, code) if title else ()
        yield Competency(
            id=CompetencyId(thing),
            labels=texts(self.language, f"{title} ({code})" if title else code),
            alt_labels=other,
            kind="knowledge",
        )
        yield Course(
            id=CourseId(f"course-{thing}"),
            labels=texts(self.language, f"{code} {title}"),
            alt_labels=other,
            definitions=texts(
                self.language, json_lines.fitting(word(course.record, "description"), at, self._ledger)
            ),
            hours=hours,
            provider=word(department, "name") or None,
            url=link if is_link(link) else None,
            teaches=(Teaching(CompetencyId(thing), 0, 1),),
            requires=tuple(sorted(_met_by(codes, ids) for codes in required)),
        )


def _met_by(codes: frozenset[str], ids: Mapping[str, str]) -> Group:
    """Holding what one of the courses teaches, or having done it."""
    return group(
        member
        for code in codes
        for member in (CompetencyAt(CompetencyId(ids[code]), 1), CourseDone(CourseId(f"course-{ids[code]}")))
    )
