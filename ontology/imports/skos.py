"""`import skos`: the concepts of any SKOS vocabulary as competencies, with labels, hierarchy and mappings.

RDF has no rows, so the report counts concepts, and those statements that can be carried, by what they say: labels,
definitions, broader (also where it is said as narrower), related, mappings, replacements. Statements are numbered in
the order of their subjects. Everything else is counted by predicate in a note.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ontology.ids import CompetencyId, Iri
from ontology.imports import rdf
from ontology.imports.assembling import Named, assemble, naming, other_texts
from ontology.imports.imported import Imported
from ontology.imports.refusing import RowRefused, SourceRefused
from ontology.imports.report import Ledger, Place
from ontology.imports.sheets import LONGEST_TEXT, shown
from ontology.model import Competency, Match, Text
from ontology.terms import DCTERMS, MATCHES, OWL, RDF, SKOS, short

KIND: Final = "skos"
SKOSXL: Final = "http://www.w3.org/2008/05/skos-xl#"

Term = NamedNode | BlankNode | Literal
_LABELS: Final = ("prefLabel", "altLabel", "hiddenLabel")
_LINKS: Final = {f"{SKOS}broader", f"{SKOS}narrower", f"{SKOS}related", f"{DCTERMS}isReplacedBy"}
_PLACES: Final = {SKOS + local for local in ("inScheme", "topConceptOf", "broader", "narrower")}
_TYPE: Final = f"{RDF}type"
_TITLES: Final = (f"{DCTERMS}title", "http://purl.org/dc/elements/1.1/title", f"{SKOS}prefLabel")


@dataclass(slots=True)
class _Concept:
    """A concept while its statements are read; ids are full IRIs."""

    pref: dict[str, str] = field(default_factory=dict)
    alt: set[Text] = field(default_factory=set)
    hidden: set[Text] = field(default_factory=set)
    definitions: set[Text] = field(default_factory=set)
    broader: set[str] = field(default_factory=set)
    related: set[str] = field(default_factory=set)
    matches: set[Match] = field(default_factory=set)
    retired: bool = False
    replaced_by: str | None = None


def read(source: Path, base: str | None = None, language: str | None = None) -> Imported:
    """The vocabulary in a file, or in all RDF files below a folder. Raises SourceRefused where one is broken."""
    ledger = Ledger()
    found = _Vocabulary(rdf.read([source], ledger), (language or "en").lower(), ledger)
    if not found.concepts:
        raise SourceRefused(
            "skos.none", f"There is no skos:Concept in {source}.", "Is it a SKOS vocabulary? Look at its types."
        )
    chosen = base or common_base(found.concepts)
    named = naming(chosen)
    catalogue = assemble(
        (_competency(iri, concept, named) for iri, concept in found.concepts.items()),
        base=chosen,
        language=found.language,
        titles=found.titles(),
    )
    return Imported(catalogue, ledger.report(KIND, base=chosen))


def common_base(iris: Iterable[str]) -> str:
    """The namespace that most of the IRIs are in: up to the last `#` or `/`. The first one where equal."""
    spaces = Counter(iri[: max(iri.rfind("#"), iri.rfind("/"), iri.rfind(":")) + 1] for iri in iris)
    return min(spaces, key=lambda space: (-spaces[space], space))


class _Vocabulary:
    """The concepts by full IRI, complete once made."""

    def __init__(self, triples: Iterable[Triple], language: str, ledger: Ledger) -> None:
        self.language, self._ledger = language, ledger
        self.concepts: dict[str, _Concept] = {}
        self._said: dict[str, set[tuple[str, Term]]] = {}
        self._types: dict[str, set[str]] = {}
        self._numbers: Counter[str] = Counter()
        self._refused: set[str] = set()
        self._tops: set[str] = set()
        self._broader: dict[tuple[str, str], list[Place]] = {}
        self._gather(triples)
        for sheet in ("concepts", "labels", "definitions", "links", "mappings"):
            ledger.sheet(sheet)
        self._concepts()
        self._links()
        self._without_circles()
        self._note_the_rest()

    def titles(self) -> tuple[Text, ...]:
        """The title of the one scheme; several schemes have none in common. One in each language."""
        schemes = [iri for iri, types in self._types.items() if f"{SKOS}ConceptScheme" in types]
        found: dict[str, Text] = {}
        for predicate in _TITLES if len(schemes) == 1 else ():
            for said, value in sorted(self._said.get(schemes[0], ()), key=_by_text):
                title = rdf.text(value, self.language) if said == predicate and isinstance(value, Literal) else None
                if title is not None:
                    found.setdefault(title.language, title)
        return tuple(sorted(found.values()))

    def _gather(self, triples: Iterable[Triple]) -> None:
        for subject, predicate, value in triples:
            if isinstance(subject, Triple) or isinstance(value, Triple):
                continue
            if predicate.value == _TYPE:
                self._types.setdefault(_name(subject), set()).add(_name(value))
            else:
                self._said.setdefault(_name(subject), set()).add((predicate.value, value))
                if predicate.value == f"{SKOS}hasTopConcept":
                    self._tops.add(_name(value))

    def _concepts(self) -> None:
        """Concepts with their labels and definitions; one without a preferred label is refused."""
        for iri in sorted({*self._types, *self._said, *self._tops}):
            said = self._said.get(iri, set())
            if not self._is_concept(iri, {predicate for predicate, _ in said}):
                continue
            at = self._row("concepts")
            concept = self.concepts[iri] = _Concept()
            concept.retired = any(
                predicate == f"{OWL}deprecated" and isinstance(value, Literal) and value.value in ("true", "1")
                for predicate, value in said
            )
            if iri.startswith("_:"):
                self._refuse_concept(at, iri, "id.missing", "The concept has no IRI, so nobody could name it.")
            elif not any(self._labels_of(said, "prefLabel")):
                self._refuse_concept(
                    at, iri, "label.missing", f"{_called(iri)} has no preferred label in any language."
                )
            for kind in _LABELS:
                for label in sorted(self._labels_of(said, kind), key=str):
                    self._word(self._row("labels"), iri, kind, label)
            definitions = [value for predicate, value in said if predicate == f"{SKOS}definition"]
            for value in sorted(definitions, key=str):
                if isinstance(value, Literal):
                    self._word(self._row("definitions"), iri, "definition", value)

    def _is_concept(self, iri: str, predicates: set[str]) -> bool:
        types = self._types.get(iri, set())
        if f"{SKOS}Concept" in types:
            return True
        other = {f"{SKOS}ConceptScheme", f"{SKOS}Collection", f"{SKOS}OrderedCollection"} & types
        # Some vocabularies leave the type out; whoever has a place in a scheme or a hierarchy is a concept.
        return not other and (iri in self._tops or not _PLACES.isdisjoint(predicates))

    def _labels_of(self, said: set[tuple[str, Term]], kind: str) -> set[Literal]:
        """Literals of a kind of label, plain or as SKOS-XL has them."""
        found = {value for predicate, value in said if predicate == SKOS + kind and isinstance(value, Literal)}
        for predicate, value in said:
            if predicate == SKOSXL + kind:
                found |= {
                    form
                    for inner, form in self._said.get(_name(value), ())
                    if inner == f"{SKOSXL}literalForm" and isinstance(form, Literal)
                }
        return found

    def _word(self, at: Place, iri: str, kind: str, literal: Literal) -> None:
        concept = self.concepts[iri]
        text = rdf.text(literal, self.language)
        if iri in self._refused:
            self._ledger.refuse(at, "reference.refused", f"{_called(iri)} was itself refused.")
        elif text is None:
            self._ledger.refuse(at, "text.empty", f"The {kind} of <{iri}> is empty.")
        elif len(text.text.encode()) > LONGEST_TEXT:
            self._ledger.refuse(at, "text.too_long", f"The {kind} of <{iri}> has more than 1 MB.")
        elif kind == "definition":
            concept.definitions.add(text)
        elif kind == "hiddenLabel":
            concept.hidden.add(text)
        elif kind == "prefLabel" and text.language not in concept.pref:
            concept.pref[text.language] = text.text
        elif kind != "hiddenLabel" and text.text == concept.pref.get(text.language):
            message = f"“{shown(text.text)}” is the preferred label of <{iri}> already."
            self._ledger.merge(at, "label.repeated", message)
        else:
            concept.alt.add(text)
            if kind == "prefLabel":
                self._ledger.merge(
                    at,
                    "label.doubled",
                    f"<{iri}> has two preferred labels in “{text.language}”; “{concept.pref[text.language]}” is kept,"
                    f" “{shown(text.text)}” becomes an alternative one.",
                )

    def _links(self) -> None:
        """Hierarchy, related, replacements and mappings."""
        for iri in list(self.concepts):
            for predicate, value in sorted(self._said.get(iri, ()), key=_by_text):
                local = predicate.removeprefix(SKOS)
                if predicate in _LINKS:
                    at = self._row("links")
                elif predicate.startswith(SKOS) and local in MATCHES:
                    at = self._row("mappings")
                else:
                    continue
                try:
                    if at.sheet == "links":
                        self._link(at, iri, local, value)
                    else:
                        self._match(iri, local, value)
                except RowRefused as why:
                    self._ledger.refuse(at, why.code, why.message)

    def _link(self, at: Place, iri: str, said: str, value: Term) -> None:
        other = _name(value)
        named = shown(str(value), 100) if isinstance(value, Literal) else _called(other)
        what = f"{_called(iri)} {short(SKOS + said) if ':' not in said else short(said)} {named}"
        for end in (iri, other):
            if end not in self.concepts:
                raise RowRefused("reference.unknown", f"{what}: there is no such concept in the vocabulary.")
            if end in self._refused:
                raise RowRefused("reference.refused", f"{what}: {_called(end)} was itself refused.")
        if iri == other:
            raise RowRefused("reference.self", f"{what}: a concept cannot be linked to itself.")
        if said == "related":
            self.concepts[iri].related.add(other)
        elif said == f"{DCTERMS}isReplacedBy":
            if self.concepts[iri].replaced_by is not None:
                raise RowRefused("replacement.doubled", f"{what}: it has another replacement already.")
            self.concepts[iri].replaced_by = other
        else:
            child, parent = (other, iri) if said == "narrower" else (iri, other)
            places = self._broader.setdefault((child, parent), [])
            if places:
                self._ledger.merge(at, "row.doubled", f"{what}: the same is said from the other side ({places[0]}).")
            places.append(at)

    def _match(self, iri: str, said: str, value: Term) -> None:
        if iri in self._refused:
            raise RowRefused("reference.refused", f"{_called(iri)} was itself refused.")
        if not isinstance(value, NamedNode):
            raise RowRefused("iri.invalid", f"skos:{said} of <{iri}> is not an IRI: {shown(str(value))}.")
        self.concepts[iri].matches.add(Match(MATCHES[said], Iri(value.value)))

    def _without_circles(self) -> None:
        """Keep the statements of the hierarchy that close no circle; which are refused depends on the IRIs only."""
        parents: dict[str, list[str]] = {}
        for child, parent in sorted(self._broader):
            parents.setdefault(child, []).append(parent)
        for child, parent in back_edges(parents):
            for at in self._broader[child, parent]:
                message = f"<{child}> skos:broader <{parent}> closes a circle: <{parent}> is below <{child}> already."
                self._ledger.refuse(at, "broader.circular", message)
            parents[child].remove(parent)
        for child, kept in parents.items():
            self.concepts[child].broader.update(kept)

    def _note_the_rest(self) -> None:
        """What was said and is not carried, by predicate."""
        for iri in self._refused:
            del self.concepts[iri]
        carried = {SKOS + local for local in (*_LABELS, "definition", *MATCHES)} | _LINKS | {f"{OWL}deprecated"}
        if self.titles():
            carried.update(_TITLES)
        rest = Counter(predicate for said in self._said.values() for predicate, _ in said if predicate not in carried)
        for predicate, count in sorted(rest.items()):
            what = "was read into plain labels" if predicate.startswith(SKOSXL) else "is not carried"
            self._ledger.note("not_carried", f"{short(predicate)} (said {count} times) {what}.")
        schemes = sum(f"{SKOS}ConceptScheme" in types for types in self._types.values())
        if schemes > 1:
            self._ledger.note("schemes", f"The concepts of {schemes} schemes are put together in one ontology.")

    def _row(self, sheet: str) -> Place:
        self._numbers[sheet] += 1
        at = Place(sheet, self._numbers[sheet])
        self._ledger.read(at)
        return at

    def _refuse_concept(self, at: Place, iri: str, code: str, message: str) -> None:
        self._ledger.refuse(at, code, message)
        self._refused.add(iri)


def _called(iri: str) -> str:
    """A concept in a message. Those without an IRI have only a name that the parser invents anew each time."""
    return "A concept without an IRI" if iri.startswith("_:") else f"<{iri}>"


def back_edges(parents: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """The edges that close a circle when all nodes are walked in order, depth first: without them there is none."""
    found: list[tuple[str, str]] = []
    done: set[str] = set()
    for start in sorted(parents):
        path: dict[str, Iterator[str]] = {} if start in done else {start: iter(parents[start])}
        while path:
            node = next(reversed(path))
            parent = next(path[node], None)
            if parent is None:
                done.add(node)
                del path[node]
            elif parent in path:
                found.append((node, parent))
            elif parent not in done:
                path[parent] = iter(parents.get(parent, ()))
    return found


def _competency(iri: str, concept: _Concept, named: Named) -> Competency:
    def ids(iris: Iterable[str]) -> tuple[CompetencyId, ...]:
        return tuple(sorted(CompetencyId(named(one)) for one in iris))

    labels = tuple(sorted(Text(language, text) for language, text in concept.pref.items()))
    return Competency(
        id=CompetencyId(named(iri)),
        labels=labels,
        alt_labels=other_texts(concept.alt, labels),
        hidden_labels=tuple(sorted(concept.hidden)),
        definitions=tuple(sorted(concept.definitions)),
        broader=ids(concept.broader),
        related=ids(concept.related),
        matches=tuple(sorted(concept.matches)),
        retired=concept.retired,
        replaced_by=None if concept.replaced_by is None else CompetencyId(named(concept.replaced_by)),
    )


def _name(term: Term) -> str:
    """A term as a key: IRIs as they are, blank nodes as `_:name`."""
    return f"_:{term.value}" if isinstance(term, BlankNode) else term.value


def _by_text(statement: tuple[str, Term]) -> tuple[str, str]:
    return statement[0], str(statement[1])
