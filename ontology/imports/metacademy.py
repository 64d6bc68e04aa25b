"""`import metacademy`: a graph of concepts of machine learning, each with what it builds on and where it is taught.

A concept becomes a competency that is held or not, and a course of its own, its unit, that teaches it in the hours
that the graph estimates. Prerequisites belong to the competency: they say what must be understood before the concept
can be, whatever teaches it, so that a course which a curator adds later is bound by them, too.

A resource (a textbook, a series of lectures) is no course: the graph gives hours to concepts, not to chapters, and
a book is about dozens of them. The resource that a concept recommends first gives its unit provider and link. The
goals, the reasons of the prerequisites and all places to read stand in the unit's definition, as an ontology has no
other place for them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from ontology.durations import normal_hours
from ontology.ids import CompetencyId, CourseId, is_own
from ontology.imports import json_lines
from ontology.imports.assembling import assemble, is_link, texts
from ontology.imports.direct import Record, word
from ontology.imports.imported import Imported
from ontology.imports.metacademy_units import Reading, describe, first_choice, place_in
from ontology.imports.refusing import RowRefused
from ontology.imports.report import Ledger, Place
from ontology.imports.sheets import shown
from ontology.imports.skos import back_edges
from ontology.model import Competency, CompetencyAt, Course, LevelRequirement, Teaching, Text, Thing

KIND: Final = "metacademy"
BASE: Final = "https://example.org/metacademy/"
ATTRIBUTION: Final = (
    "Metacademy contributors: metacademy-content, licensed under CC BY-SA 3.0. Share alike: what is derived from it"
    " is under the same licence."
)
_T = TypeVar("_T")


@dataclass(slots=True)
class _Concept:
    tag: str
    line: int
    title: str
    record: Record
    reasons: dict[str, str] = field(default_factory=dict)
    """By the tag of each prerequisite; empty where none is given."""
    readings: list[Reading] = field(default_factory=list)


def read(source: Path, base: str | None = None, language: str | None = None) -> Imported:
    """The graph in the folder `source`. Raises SourceRefused where its files are not there or not whole."""
    folder = source if source.is_dir() else source.parent
    ledger = Ledger()
    graph = _Graph(ledger, (language or "en").lower())
    graph.read(json_lines.needed(folder, "concepts.jsonl"), json_lines.needed(folder, "resources.jsonl"))
    catalogue = assemble(
        list(graph.things()),
        base=base or BASE,
        language=graph.language,
        titles=[Text(graph.language, "Metacademy: concepts of machine learning")],
    )
    return Imported(catalogue, ledger.report(KIND, base=catalogue.base, attribution=ATTRIBUTION))


class _Graph:
    """Concepts and resources are rows by line; what concepts name is numbered as it is read."""

    def __init__(self, ledger: Ledger, language: str) -> None:
        self._ledger, self.language = ledger, language
        self._concepts: dict[str, _Concept] = {}
        self._resources: dict[str, tuple[Place, Record]] = {}
        self._edges: dict[tuple[str, str], Place] = {}

    def read(self, concepts: Path, resources: Path) -> None:
        """Read both files, and settle what became of every row."""
        self._rows("concepts", json_lines.records(concepts), self._concept)
        self._rows("resources", json_lines.records(resources), self._resource)
        every = list(self._concepts.values())
        named = [(concept, one) for concept in every for one in _objects(concept.record, "dependencies")]
        self._rows("prerequisites", enumerate(named, start=1), self._prerequisite)
        self._open_circles()
        linked = [(concept, one) for concept in every for one in _objects(concept.record, "resources")]
        self._rows("readings", enumerate(linked, start=1), self._reading)
        self._refuse_unused(one for _, one in linked)
        self._say_what_is_left([one for _, one in named], [one for _, one in linked])

    def _rows(self, sheet: str, items: Iterable[tuple[int, _T]], load: Callable[[Place, _T], None]) -> None:
        """Count every item as a row of the sheet and load it; a RowRefused ends in the report."""
        self._ledger.sheet(sheet)
        for number, item in items:
            at = Place(sheet, number)
            self._ledger.read(at)
            try:
                load(at, item)
            except RowRefused as why:
                self._ledger.refuse(at, why.code, why.message)

    def _concept(self, at: Place, record: Record) -> None:
        tag = word(record, "tag")
        if not tag:
            raise RowRefused("id.missing", f"“{shown(word(record, 'title'))}” has no tag.")
        if not is_own(tag):
            raise RowRefused("id.invalid", f"“{shown(tag)}” is not made of letters, digits, -, _ and . only.")
        if tag in self._concepts:
            raise RowRefused("id.doubled", f"There is a concept “{tag}” in line {self._concepts[tag].line} already.")
        title = json_lines.fitting(word(record, "title"), at, self._ledger)
        if not title:
            self._ledger.warn(at, "label.missing", f"“{tag}” has no title; its tag is its label.")
        self._concepts[tag] = _Concept(tag, at.row, title or tag.replace("_", " "), record)

    def _resource(self, at: Place, record: Record) -> None:
        key = word(record, "key")
        if not key or not word(record, "title"):
            raise RowRefused("label.missing", "The resource has no title or no key.")
        if key in self._resources:
            raise RowRefused("id.doubled", f"There is a resource “{shown(key)}” already.")
        self._link(at, record)
        self._resources[key] = at, record

    def _prerequisite(self, at: Place, named: tuple[_Concept, Record]) -> None:
        concept, record = named
        said = word(record, "tag")
        target = word(record, "resolved") if "resolved" in record else said.replace("-", "_")
        if target not in self._concepts:
            raise RowRefused(
                "reference.unknown", f"“{concept.title}” builds on “{shown(said)}”, which is not in the graph."
            )
        if target == concept.tag:
            raise RowRefused("reference.self", f"“{concept.title}” cannot build on itself.")
        first = self._edges.setdefault((concept.tag, target), at)
        if first != at:
            self._ledger.merge(at, "row.doubled", f"The same prerequisite is in {first}.")
        concept.reasons[target] = concept.reasons.get(target) or word(record, "reason")

    def _open_circles(self) -> None:
        """Refuse the prerequisites that close a circle, always the same ones: no order could satisfy it."""
        for tag, target in back_edges({tag: sorted(one.reasons) for tag, one in self._concepts.items()}):
            del self._concepts[tag].reasons[target]
            self._ledger.refuse(
                self._edges[tag, target],
                "prerequisite.circular",
                f"“{self._concepts[tag].title}” builds on “{self._concepts[target].title}”, which closes a circle.",
            )

    def _reading(self, at: Place, linked: tuple[_Concept, Record]) -> None:
        concept, record = linked
        key = word(record, "source")
        resource = self._resources[key][1] if key in self._resources else {}
        title = word(record, "title") or word(resource, "title")
        if not title:
            raise RowRefused(
                "reference.unknown", f"“{concept.title}” names resource “{shown(key)}”, of which nothing is known."
            )
        concept.readings.append(
            Reading(
                core=word(record, "core").startswith("1"),
                free=(word(record, "free") or word(resource, "free")).startswith("1"),
                title=title,
                place=place_in(record),
                url=self._link(at, record) or next(filter(is_link, [word(resource, "url")]), None),
            )
        )

    def _link(self, at: Place, record: Record) -> str | None:
        """The address of a record, if it is one; a warning where it is something else."""
        url = word(record, "url")
        if url and not is_link(url):
            self._ledger.warn(at, "url.invalid", f"“{shown(url)}” is no web address; it was left out.")
        return url if is_link(url) else None

    def _refuse_unused(self, linked: Iterable[Record]) -> None:
        used = {word(record, "source") for record in linked}
        for key, (at, record) in self._resources.items():
            if key not in used:
                self._ledger.refuse(at, "resource.unused", f"No concept names “{shown(word(record, 'title'))}”.")

    def _say_what_is_left(self, dependencies: Iterable[Record], linked: Iterable[Record]) -> None:
        shortcuts = sum("shortcut" in record for record in dependencies)
        further = sum("dependencies" in record for record in linked)
        see_also = sum(bool(word(concept.record, "see_also")) for concept in self._concepts.values())
        self._ledger.note(
            "not_carried",
            f"{shortcuts} prerequisites are marked as a shortcut; they are required like the others."
            f" What {further} readings need beyond their concept, {see_also} texts “see also”, and what is said of"
            " resources beyond their titles and addresses is not carried.",
        )
        self._ledger.note(
            "reason.in_definition",
            "The reasons of prerequisites and the places to read are words in the definition of a concept's unit.",
        )

    def things(self) -> Iterator[Thing]:
        """A competency and its unit for every concept."""
        for concept in self._concepts.values():
            yield Competency(
                id=CompetencyId(concept.tag),
                labels=texts(self.language, concept.title),
                definitions=self._definition(concept, word(concept.record, "summary")),
                kind="knowledge",
                requires=tuple(
                    LevelRequirement(1, (CompetencyAt(CompetencyId(tag), 1),)) for tag in sorted(concept.reasons)
                ),
            )
            yield self._unit(concept)

    def _unit(self, concept: _Concept) -> Course:
        first = first_choice(concept.readings)
        builds_on = [(self._concepts[tag].title, concept.reasons[tag]) for tag in sorted(concept.reasons)]
        return Course(
            id=CourseId(f"unit-{concept.tag}"),
            labels=texts(self.language, concept.title),
            definitions=self._definition(
                concept, describe(word(concept.record, "goals"), builds_on, concept.readings)
            ),
            hours=self._hours(concept),
            provider=None if first is None else first.title,
            url=None if first is None else first.url,
            teaches=(Teaching(CompetencyId(concept.tag), 0, 1),),
        )

    def _definition(self, concept: _Concept, text: str) -> tuple[Text, ...]:
        return texts(self.language, json_lines.fitting(text, Place("concepts", concept.line), self._ledger))

    def _hours(self, concept: _Concept) -> float | None:
        """The hours of a concept; None where they are not given, or no number that can be meant."""
        given = concept.record.get("hours")
        if given is None:
            return None
        try:
            if isinstance(given, int | float) and not isinstance(given, bool) and given > 0:
                return normal_hours(given)
        except (ValueError, OverflowError):
            pass
        self._ledger.warn(
            Place("concepts", concept.line),
            "hours.invalid",
            f"“{concept.title}” has hours that are no number above 0; they are unknown.",
        )
        return None


def _objects(record: Record, key: str) -> list[Record]:
    """The objects of a list; what else is in it counts as an object that says nothing, and so is refused."""
    value = record.get(key)
    return [one if isinstance(one, dict) else {} for one in value] if isinstance(value, list) else []
