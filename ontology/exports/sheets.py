"""A catalogue as rows of the sheets that `ontology.imports.columns` describes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ontology.durations import normal_hours
from ontology.exports.refusing import ExportRefused
from ontology.ids import expand, is_own
from ontology.imports.columns import FORMS, Header, SheetForm
from ontology.imports.sheets import joined, written
from ontology.model import (
    Catalogue,
    Competency,
    CompetencyAt,
    Course,
    Group,
    Match,
    ProficiencyScale,
    Role,
    Text,
    Thing,
)

Record = dict[Header, str]


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet, ready to be written: every row has a cell for each heading."""

    form: SheetForm
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def of(catalogue: Catalogue) -> tuple[Table, ...]:
    """All tables, in their usual order. Raises ExportRefused where tables cannot say something."""
    writing = _Writing(catalogue)
    rows: Mapping[str, Callable[[], Iterator[Record]]] = {
        "ontology": writing.ontology,
        "scales": writing.scales,
        "competencies": writing.competencies,
        "competency_requires": writing.competency_requires,
        "role_families": writing.role_families,
        "roles": writing.roles,
        "role_levels": writing.role_levels,
        "needs": writing.needs,
        "moves": writing.moves,
        "courses": writing.courses,
        "teaches": writing.teaches,
        "course_requires": writing.course_requires,
        "assessments": writing.assessments,
    }
    return tuple(_table(form, list(rows[form.name]())) for form in FORMS)


def _table(form: SheetForm, records: list[Record]) -> Table:
    """Columns in the order of the form, with the languages that occur; plain ones only where filled or due."""
    used = {header for record in records for header, value in record.items() if value}
    headers: list[Header] = []
    for column in form.columns:
        plain = Header(column.name)
        if column.must or plain in used:
            headers.append(plain)
        others = (header for header in used if header.name == column.name and header != plain)
        headers += sorted(others, key=lambda header: (header.language or "", header.nth))
    return Table(
        form,
        tuple(str(header) for header in headers),
        tuple(tuple(record.get(header, "") for header in headers) for record in records),
    )


def _cells(**cells: str | None) -> Record:
    """Cells by column; a trailing `_` is for columns that are called like Python's own words."""
    return {Header(name.rstrip("_")): value for name, value in cells.items() if value}


class _Writing:
    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def ontology(self) -> Iterator[Record]:
        yield {
            **_cells(base=self._catalogue.base, language=self._catalogue.language),
            **self._texts("title", self._catalogue.titles),
        }

    def scales(self) -> Iterator[Record]:
        for scale in self._catalogue.scales:
            if [level.rank for level in scale.levels] != list(range(1, len(scale.levels) + 1)) or not scale.levels:
                raise ExportRefused(
                    "scale.broken", f"The ranks of scale “{scale.id}” do not go up from 1 without holes.", _CHECK
                )
            for level in scale.levels:
                own_id = None if level.id == f"{scale.id}-{level.rank}" else self._id(level.id)
                yield {
                    **_cells(scale=self._id(scale.id), rank=str(level.rank), id=own_id),
                    **self._texts("label", level.labels),
                    **self._texts("description", level.definitions),
                    **(self._about_scale(scale) if level.rank == 1 else {}),
                }

    def _about_scale(self, scale: ProficiencyScale) -> Record:
        return {
            **self._texts("scale_label", scale.labels),
            **self._texts("scale_description", scale.definitions),
            **_cells(
                scale_status="retired" if scale.retired else None, scale_replaced_by=self._maybe(scale.replaced_by)
            ),
        }

    def competencies(self) -> Iterator[Record]:
        for competency in self._catalogue.competencies:
            yield {
                **self._thing(competency),
                **self._listed("hidden_labels", competency.hidden_labels),
                **_cells(
                    kind=competency.kind,
                    scale=self._maybe(competency.scale),
                    broader=self._ids(competency.broader),
                    related=self._ids(competency.related),
                    equivalent=self._ids(competency.equivalent),
                    matches=_matches(competency.matches),
                ),
            }

    def competency_requires(self) -> Iterator[Record]:
        for competency in self._catalogue.competencies:
            for number, (at_level, any_of) in enumerate(competency.requires, start=1):
                for one in any_of:
                    if not isinstance(one, CompetencyAt):
                        raise ExportRefused(
                            "requirement.course",
                            f"“{competency.id}” requires the course “{one.course}”; in tables only a course can.",
                        )
                    yield _cells(
                        competency=self._id(competency.id),
                        at_level=str(at_level),
                        group=str(number),
                        requires=self._id(one.competency),
                        level=str(one.level),
                    )

    def role_families(self) -> Iterator[Record]:
        yield from (self._thing(family) for family in self._catalogue.role_families)

    def roles(self) -> Iterator[Record]:
        for role in self._catalogue.roles:
            yield {**self._thing(role), **_cells(family=self._maybe(role.family), matches=_matches(role.matches))}

    def role_levels(self) -> Iterator[Record]:
        for level in self._catalogue.role_levels:
            rank = None if level.rank is None else str(level.rank)
            track = None if level.track is None else written(level.track)
            yield {**self._thing(level), **_cells(role=self._id(level.role), rank=rank, track=track)}

    def needs(self) -> Iterator[Record]:
        for role_level in self._catalogue.role_levels:
            for competency, level, essential, weight in role_level.needs:
                yield _cells(
                    role_level=self._id(role_level.id),
                    competency=self._id(competency),
                    level=str(level),
                    importance=None if essential else "optional",
                    weight=None if weight == 1.0 else repr(weight),
                )

    def moves(self) -> Iterator[Record]:
        for role_level in self._catalogue.role_levels:
            for to, kind in role_level.moves:
                yield _cells(from_=self._id(role_level.id), to=self._id(to), kind=kind)

    def courses(self) -> Iterator[Record]:
        for course in self._catalogue.courses:
            yield {
                **self._thing(course),
                **_cells(
                    hours=None if course.hours is None else _number(course.hours),
                    language=joined(course.languages),
                    modality=written(course.modality or ""),
                    provider=written(course.provider or ""),
                    url=written(course.url or ""),
                    cost=None if course.cost is None else _number(course.cost),
                ),
            }

    def teaches(self) -> Iterator[Record]:
        for course in self._catalogue.courses:
            for competency, from_level, to_level in course.teaches:
                yield _cells(
                    course=self._id(course.id),
                    competency=self._id(competency),
                    from_=str(from_level) if from_level else None,
                    to=str(to_level),
                )

    def course_requires(self) -> Iterator[Record]:
        for course in self._catalogue.courses:
            for number, group in enumerate(course.requires, start=1):
                yield from self._group(course, str(number), group)

    def _group(self, course: Course, name: str, group: Group) -> Iterator[Record]:
        for one in group:
            if isinstance(one, CompetencyAt):
                asked = _cells(competency=self._id(one.competency), level=str(one.level))
            else:
                asked = _cells(requires_course=self._id(one.course))
            yield {**_cells(course=self._id(course.id), group=name), **asked}

    def assessments(self) -> Iterator[Record]:
        for assessment in self._catalogue.assessments:
            first = self._thing(assessment)
            if assessment.hours is not None:
                first |= _cells(minutes=_minutes(assessment.hours))
            if not assessment.assesses:
                yield first
            for number, (competency, up_to) in enumerate(assessment.assesses):
                tested = _cells(competency=self._id(competency), up_to=str(up_to))
                yield {**(_cells(id=self._id(assessment.id)) if number else first), **tested}

    def _thing(self, thing: Thing) -> Record:
        """What all kinds of things have."""
        return {
            **_cells(id=self._id(thing.id)),
            **self._texts("label", thing.labels),
            **self._texts("definition", thing.definitions),
            **(self._listed("alt_labels", thing.alt_labels) if isinstance(thing, Competency | Course | Role) else {}),
            **_cells(status="retired" if thing.retired else None, replaced_by=self._maybe(thing.replaced_by)),
        }

    def _texts(self, column: str, texts: Iterable[Text]) -> Record:
        """A cell for each text: in the plain column, in that of its language, or in a numbered one of it."""
        counts: dict[str, int] = {}
        found: Record = {}
        for language, text in sorted(texts):
            counts[language] = counts.get(language, 0) + 1
            found[Header(column, self._tag(language), counts[language])] = written(text)
        return found

    def _listed(self, column: str, texts: Iterable[Text]) -> Record:
        """A cell for each language."""
        by_language: dict[str, list[str]] = {}
        for language, text in sorted(texts):
            by_language.setdefault(language, []).append(text)
        return {Header(column, self._tag(language)): joined(found) for language, found in by_language.items()}

    def _tag(self, language: str) -> str | None:
        return None if language == self._catalogue.language else language

    def _id(self, thing: str) -> str:
        """The id as a curator would type it, or the full IRI where that is not allowed."""
        return thing if is_own(thing) and set(thing) != {"."} else expand(thing, self._catalogue.base)

    def _maybe(self, thing: str | None) -> str | None:
        return None if thing is None else self._id(thing)

    def _ids(self, things: Iterable[str]) -> str:
        return joined(self._id(thing) for thing in things)


_CHECK: Final = "`skillway check` says more."


def _matches(matches: Iterable[Match]) -> str:
    return joined(f"{kind}:{iri}" for kind, iri in matches)


def _number(value: float) -> str:
    """A decimal that reads back as the same float; whole numbers without a point."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _minutes(hours: float) -> str:
    """The minutes that read back as the same hours."""
    minutes = round(hours * 60, 6)
    if normal_hours(minutes / 60) != hours:
        minutes = hours * 60
    return _number(minutes)
