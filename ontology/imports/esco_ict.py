"""The ICT part of ESCO as JSON lines, with courses and further skills in Turtle beside it."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from ontology.ids import is_iri
from ontology.imports import json_lines, rdf
from ontology.imports.assembling import is_link
from ontology.imports.direct import Record, word
from ontology.imports.esco_draft import ESSENTIAL, OPTIONAL, Draft, Occupation, Skill, Teacher
from ontology.imports.refusing import RowRefused
from ontology.imports.report import Place
from ontology.terms import DCTERMS, RDF, SKOS

MODEL: Final = "http://data.europa.eu/esco/model#"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_SCHEMA: Final = ("http://schema.org/", "https://schema.org/")


def there(folder: Path) -> bool:
    return (folder / "skills.jsonl").is_file()


def read(folder: Path, draft: Draft) -> None:
    """Read all files into the draft. Raises SourceRefused where one is broken."""
    draft.rows("skills", _lines(folder / "skills.jsonl"), lambda at, record: _skill(at, record, draft))
    more = json_lines.there(folder, "skill_isced.jsonl")
    if more is not None:
        draft.rows("skill_isced", _lines(more), lambda at, record: _alternative(at, record, draft))
        draft.ledger.note(
            "not_carried", "Categories of skills are not carried: nothing here gives them a name.", "skill_isced"
        )
    links: list[tuple[str, str]] = []
    if (folder / "occupations.jsonl").is_file():
        found = _lines(folder / "occupations.jsonl")
        draft.rows("occupations", found, lambda at, record: _occupation(at, record, draft, links))
    draft.rows("needs", links, lambda at, link: draft.need(at, *link, ESSENTIAL))
    files = sorted(folder.glob("*.ttl"))
    if files:
        _Statements(rdf.read(files, draft.ledger), draft).load()


def _lines(path: Path) -> Iterator[Record]:
    return (record for _, record in json_lines.records(path))


def _words(record: Record, key: str) -> set[str]:
    """A text or a list of texts."""
    value = record.get(key)
    found = value if isinstance(value, list) else [value]
    return {one.strip() for one in found if isinstance(one, str) and one.strip()}


def _named(record: Record) -> tuple[str, str]:
    iri, label = word(record, "uri"), word(record, "label")
    if not is_iri(iri):
        raise RowRefused("iri.invalid", f"“{iri}” is not an IRI.")
    if not label:
        raise RowRefused("label.missing", f"<{iri}> has no label.")
    return iri, label


def _skill(at: Place, record: Record, draft: Draft) -> None:
    iri, label = _named(record)
    if iri in draft.skills:
        raise RowRefused("id.doubled", f"There is a skill <{iri}> already.")
    kind = draft.kind(at, word(record, "skillType"))
    draft.skills[iri] = Skill(label, _words(record, "altLabel"), word(record, "description"), kind)


def _alternative(at: Place, record: Record, draft: Draft) -> None:
    """A row repeats a skill for each of its other labels."""
    iri, _ = _named(record)
    if iri not in draft.skills:
        raise RowRefused("reference.unknown", f"There is no skill <{iri}>.")
    skill = draft.skills[iri]
    found = _words(record, "altLabel") - skill.alternatives - {skill.label}
    if not found:
        draft.ledger.merge(at, "row.doubled", f"It says nothing new about “{skill.label}”.")
    skill.alternatives |= found


def _occupation(_at: Place, record: Record, draft: Draft, links: list[tuple[str, str]]) -> None:
    iri, label = _named(record)
    if iri in draft.occupations:
        raise RowRefused("id.doubled", f"There is an occupation <{iri}> already.")
    draft.occupations[iri] = Occupation(label, _words(record, "altLabel"), word(record, "description"))
    skills = record.get("s")
    links.extend((iri, one) for one in (skills if isinstance(skills, list) else []) if isinstance(one, str))


class _Statements:
    """Courses and skills in RDF. Rows are numbered in the order of their subjects, for RDF has none."""

    def __init__(self, triples: Iterable[Triple], draft: Draft) -> None:
        self._draft = draft
        self._said: dict[str, dict[str, set[str]]] = {}
        self._ours: set[tuple[str, str]] = set()
        for subject, predicate, value in triples:
            if isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal):
                self._said.setdefault(subject.value, {}).setdefault(predicate.value, set()).add(value.value)

    def load(self) -> None:
        """First what the things are, then what ties them."""
        courses = [iri for iri in sorted(self._said) if self._is(iri, *(f"{schema}Course" for schema in _SCHEMA))]
        skills = [iri for iri in sorted(self._said) if iri not in courses and self._all(iri, f"{SKOS}prefLabel")]
        extra = [
            (iri, label)
            for iri in sorted(self._said)
            if iri not in courses and iri not in skills
            for label in self._all(iri, f"{SKOS}altLabel")
        ]
        self._draft.rows("rdf_skills", skills, self._skill)
        self._draft.rows("rdf_labels", extra, self._label)
        links = [
            (iri, predicate, other) for iri in skills for predicate in _LINKS for other in self._all(iri, predicate)
        ]
        self._draft.rows("rdf_links", links, self._link)
        self._draft.rows("courses", courses, self._course)
        teaches = [
            (iri, other) for iri in courses for schema in _SCHEMA for other in self._all(iri, f"{schema}teaches")
        ]
        self._draft.rows("teaches", teaches, lambda at, link: self._draft.teaches(at, *link))

    def _skill(self, at: Place, iri: str) -> None:
        labels = self._all(iri, f"{SKOS}prefLabel")
        if iri in self._draft.skills:
            known = self._draft.skills[iri]
            known.alternatives |= {*labels, *self._all(iri, f"{SKOS}altLabel")}
            self._draft.ledger.merge(at, "id.doubled", f"“{known.label}” is there already; other labels were added.")
            return
        if len(labels) > 1:
            self._draft.ledger.warn(at, "label.doubled", f"<{iri}> has {len(labels)} labels; “{labels[0]}” is kept.")
        kinds = [one.rpartition("/")[2] for one in self._all(iri, f"{MODEL}skillType")]
        nodes = self._all(iri, f"{DCTERMS}description")
        definition = next((text for node in nodes for text in self._all(node, f"{MODEL}nodeLiteral")), "")
        self._draft.skills[iri] = Skill(
            labels[0],
            {*labels[1:], *self._all(iri, f"{SKOS}altLabel")},
            definition,
            self._draft.kind(at, kinds[0]) if kinds else None,
        )

    def _label(self, at: Place, said: tuple[str, str]) -> None:
        iri, label = said
        if iri not in self._draft.skills:
            raise RowRefused("reference.unknown", f"There is no skill <{iri}> to be called “{label}” as well.")
        skill = self._draft.skills[iri]
        if label in skill.alternatives | {skill.label}:
            self._draft.ledger.merge(at, "row.doubled", f"“{skill.label}” is called “{label}” already.")
        skill.alternatives.add(label)

    def _link(self, at: Place, link: tuple[str, str, str]) -> None:
        iri, predicate, other = link
        if predicate == f"{SKOS}broader":
            self._draft.below(at, iri, other)
        elif other in self._draft.skills:
            self._draft.builds_on(at, other, iri, _LINKS[predicate])
        else:
            self._draft.need(at, other, iri, _LINKS[predicate])

    def _course(self, at: Place, iri: str) -> None:
        labels = [
            text
            for predicate in (f"{SKOS}prefLabel", *(f"{schema}name" for schema in _SCHEMA), f"{_RDFS}label")
            for text in self._all(iri, predicate)
        ]
        if not labels:
            raise RowRefused("label.missing", f"Course <{iri}> has no label.")
        definitions = [
            text
            for predicate in (f"{DCTERMS}description", *(f"{schema}description" for schema in _SCHEMA))
            for text in self._all(iri, predicate)
        ]
        urls = [url for schema in _SCHEMA for url in self._all(iri, f"{schema}url") if is_link(url)]
        said = {"label": labels, "address": urls, "description": definitions}
        doubled = [what for what, found in said.items() if len(found) > 1]
        if doubled:
            self._draft.ledger.warn(
                at,
                "id.doubled",
                f"<{iri}> has more than one {' and '.join(doubled)}; are these two courses under one IRI?"
                f" “{labels[0]}” is kept as the label, and what either teaches.",
            )
        self._draft.courses[iri] = Teacher(
            labels[0], set(labels[1:]), definitions[0] if definitions else "", urls[0] if urls else None
        )

    def _is(self, iri: str, *types: str) -> bool:
        return not self._said[iri].get(f"{RDF}type", set()).isdisjoint(types)

    def _all(self, iri: str, predicate: str) -> list[str]:
        """The values of a predicate, in order."""
        return sorted(self._said.get(iri, {}).get(predicate, ()))


_LINKS: Final = {
    f"{SKOS}broader": "",
    f"{MODEL}isEssentialSkillFor": ESSENTIAL,
    f"{MODEL}isOptionalSkillFor": OPTIONAL,
}
