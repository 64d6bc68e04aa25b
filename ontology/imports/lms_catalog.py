"""`import lms-catalog`: the course catalogue that a learning platform exports, one course a row.

Its headings are known by what such platforms call them (`lms_columns`); what is not known is reported. Skills that it
names become competencies without a scale, each taught by its courses: a beginning for curators, who know better which
level a course reaches.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from ontology.durations import normal_hours
from ontology.ids import CompetencyId, CourseId, is_own
from ontology.imports import csv_folder, lms_columns, workbook
from ontology.imports.assembling import assemble, is_language, is_link, slug, texts, unique
from ontology.imports.imported import Imported
from ontology.imports.refusing import RowRefused, SourceRefused
from ontology.imports.report import Ledger, Place
from ontology.imports.sheets import LONGEST_TEXT, meant, shown, split
from ontology.model import Competency, Course, Teaching, Text, Thing

KIND: Final = "lms-catalog"
BASE: Final = "https://example.org/catalog/"
SHEET: Final = "courses"
MOST_SKILLS: Final = 100
"""Of one course; more is a text in the wrong column."""

_FREE: Final = frozenset({"free", "gratis", "kostenlos", "no cost", "no charge"})

Cells = Mapping[str, str]


class _Drafted(NamedTuple):
    """A course without what it teaches, and the names of that."""

    course: Course
    skills: tuple[str, ...]


def read(source: Path, base: str | None = None, language: str | None = None) -> Imported:
    """The catalogue in a CSV file or workbook. Raises SourceRefused where it cannot be read as one."""
    ledger = Ledger()
    ledger.sheet(SHEET)
    reading = _Reading(ledger, (language or "en").lower())
    for number, cells in _rows(_file(source), ledger):
        at = Place(SHEET, number)
        ledger.read(at)
        try:
            reading.take(at, cells)
        except RowRefused as why:
            ledger.refuse(at, why.code, why.message)
    catalogue = assemble(
        list(reading.things()),
        base=base or BASE,
        language=reading.language,
        titles=[Text(reading.language, "Course catalogue")],
    )
    return Imported(catalogue, ledger.report(KIND, base=catalogue.base))


class _Reading:
    def __init__(self, ledger: Ledger, language: str) -> None:
        self._ledger, self.language = ledger, language
        self._drafted: dict[str, _Drafted] = {}
        self._rows: dict[str, tuple[Place, Cells]] = {}

    def take(self, at: Place, cells: Cells) -> None:
        """Draft the course of a row. Raises RowRefused."""
        given, title = cells.get("id", ""), cells.get("title", "")
        if not title:
            raise RowRefused(
                "label.missing", f"Course “{shown(given)}” has no title." if given else "It has no title."
            )
        thing = given if is_own(given) and set(given) != {"."} else slug(given or title)
        if thing in self._rows:
            first, before = self._rows[thing]
            if before == cells:
                self._ledger.merge(at, "row.repeated", f"{first} says the same.")
                return
            raise RowRefused("id.doubled", f"“{shown(given or title)}” has the id “{thing}”, as {first} has.")
        course = self._course(at, thing, given, title, cells)
        skills = self._skills(at, cells)
        self._rows[thing] = at, dict(cells)
        self._drafted[thing] = _Drafted(course, skills)

    def things(self) -> Iterator[Thing]:
        """The courses, and the skills that they name, each once whatever its case."""
        by_word: dict[str, str] = {}
        for drafted in self._drafted.values():
            for skill in drafted.skills:
                by_word.setdefault(skill.casefold(), skill)
        ids = unique(sorted(by_word), lambda word: f"skill-{slug(word)}")
        for word, label in by_word.items():
            yield Competency(id=CompetencyId(ids[word]), labels=texts(self.language, label), kind="skill")
        for course, skills in self._drafted.values():
            taught = {CompetencyId(ids[skill.casefold()]) for skill in skills}
            yield replace(course, teaches=tuple(sorted(Teaching(competency, 0, 1) for competency in taught)))
        if by_word:
            self._ledger.note(
                "skills.without_scale",
                f"{len(by_word)} skills became competencies that are held or not. Give them scales, and the courses"
                " levels, where that is too coarse; where you have such competencies already, name those instead.",
                SHEET,
            )

    def _course(self, at: Place, thing: str, given: str, title: str, cells: Cells) -> Course:
        description = cells.get("description", "")
        if len(description.encode()) > LONGEST_TEXT:
            self._ledger.warn(at, "text.too_long", "Its description is more than 1 MB of text; it was left out.")
            description = ""
        other = texts(self.language, given) if given not in ("", thing, title) else ()
        return Course(
            id=CourseId(thing),
            labels=texts(self.language, title),
            alt_labels=other,
            definitions=texts(self.language, description),
            hours=self._hours(at, cells),
            languages=self._languages(at, cells),
            modality=cells.get("modality") or None,
            provider=cells.get("provider") or None,
            url=self._link(at, cells),
            cost=self._cost(at, cells),
            retired=self._retired(at, cells),
        )

    def _hours(self, at: Place, cells: Cells) -> float | None:
        for column, share in (("hours", 1), ("minutes", 60)):
            if text := cells.get(column, ""):
                found = lms_columns.hours_of(text)
                number = lms_columns.number_of(text) if found is None else None
                if found is None and number is not None and number >= 0:
                    found = normal_hours(number / share)
                if found is not None:
                    return found or None
                self._ledger.warn(
                    at, "hours.unknown", f"“{shown(text)}” is no number of {column}; hours are unknown."
                )
        if text := cells.get("duration", ""):
            if (found := lms_columns.hours_of(text)) is not None:
                return found or None
            self._ledger.warn(
                at, "hours.unknown", f"“{shown(text)}” is a duration without a unit that is known; hours are unknown."
            )
        return None

    def _languages(self, at: Place, cells: Cells) -> tuple[str, ...]:
        found = set()
        for word in split(cells.get("language", "").replace(",", "|").replace(";", "|")):
            tag = word.replace("_", "-").lower()
            if is_language(tag):
                found.add(tag)
            else:
                self._ledger.warn(at, "language.invalid", f"“{shown(word)}” is no language tag such as en; left out.")
        return tuple(sorted(found))

    def _link(self, at: Place, cells: Cells) -> str | None:
        text = cells.get("url", "")
        if text and not is_link(text):
            self._ledger.warn(at, "url.invalid", f"“{shown(text)}” is no web address; it was left out.")
            return None
        return text or None

    def _cost(self, at: Place, cells: Cells) -> float | None:
        if not (text := cells.get("cost", "")):
            return None
        number = lms_columns.number_of(text)
        if text.casefold() in _FREE:
            return 0.0
        if number is None or number < 0:
            self._ledger.warn(at, "cost.invalid", f"“{shown(text)}” is not a price; it was left out.")
            return None
        return float(number)

    def _retired(self, at: Place, cells: Cells) -> bool:
        said = lms_columns.retired(cells.get("status", ""))
        if said is None:
            text = shown(cells.get("status", ""))
            self._ledger.warn(at, "status.unknown", f"The status “{text}” is unknown; the course counts as offered.")
        return bool(said)

    def _skills(self, at: Place, cells: Cells) -> tuple[str, ...]:
        text = cells.get("skills", "")
        found = split(text if "|" in text else text.replace(";", "|").replace(",", "|"))
        if len(found) > MOST_SKILLS:
            self._ledger.warn(at, "skills.too_many", f"It names {len(found)} skills; they were left out.")
            return ()
        return tuple(dict.fromkeys(found))


def _file(source: Path) -> Path:
    if source.is_file():
        return source
    raise SourceRefused(
        "source.not_a_file", f"{source} is a folder.", "Name the CSV file or workbook of the courses."
    )


def _rows(path: Path, ledger: Ledger) -> Iterator[tuple[int, Cells]]:
    """(number, filled cells by our columns) of each row that is not empty."""
    table = _table(path)
    _, heading = next(table, (1, []))
    columns = _columns(heading, ledger)
    for number, row in table:
        cells = {columns[n]: text for n, cell in enumerate(row) if n in columns and (text := meant(cell))}
        if any(cell.strip() for cell in row):
            yield number, cells


def _columns(heading: Sequence[str], ledger: Ledger) -> dict[int, str]:
    """Our columns by position. Raises SourceRefused where there is no title, or two headings for one column."""
    found: dict[int, str] = {}
    for position, title in enumerate(heading):
        column = lms_columns.column_of(title)
        if column is None:
            if title.strip():
                ledger.note("column.unknown", f"Column “{shown(title.strip())}” is unknown and was not read.", SHEET)
        elif column in found.values():
            first = heading[next(at for at, name in found.items() if name == column)]
            ledger.note(
                "column.doubled",
                f"Columns “{shown(first)}” and “{shown(title)}” both say the {column}; the first was read.",
                SHEET,
            )
        else:
            found[position] = column
    if "title" not in found.values():
        raise SourceRefused(
            "column.missing",
            f"There is no column with the courses' titles (the first row has: {', '.join(heading) or 'nothing'}).",
            "Call it title, fullname or course name.",
        )
    return found


def _table(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows of the file as texts, with the number that a person sees."""
    with path.open("rb") as file:
        is_workbook = file.read(4) in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
    if is_workbook:
        for row in workbook.rows_of(path, SHEET):
            if row.faults:
                raise SourceRefused(*next(iter(row.faults.values())), "Put the value into the cell, as plain text.")
            yield row.number, row.cells
        return
    text = csv_folder.text_of(path)
    first = text.partition("\n")[0]
    delimiter = (
        ";" if _known(first, ";") > _known(first, ",") else "\t" if _known(first, "\t") > _known(first, ",") else ","
    )
    yield from enumerate(csv_folder.records(text, path.name, delimiter), start=1)


def _known(line: str, delimiter: str) -> int:
    return sum(
        lms_columns.column_of(title) is not None for title in next(csv.reader([line], delimiter=delimiter), [])
    )
