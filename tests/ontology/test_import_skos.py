"""Importing SKOS: labels, hierarchy and mappings of any vocabulary, in any of four forms; nothing is fetched."""

import random
from pathlib import Path

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from ontology import imports
from ontology.ids import CompetencyId
from ontology.imports.refusing import SourceRefused
from ontology.imports.skos import back_edges, common_base
from ontology.model import Match, Text

PREFIXES = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix xl: <http://www.w3.org/2008/05/skos-xl#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix : <https://example.org/v#> .
"""
VOCABULARY = """
:s a skos:ConceptScheme ; dct:title "Data skills"@en ; skos:hasTopConcept :data .
:data a skos:Concept ; skos:prefLabel "Data"@en, "Daten"@de-AT ; skos:narrower :sql ; skos:notation "1" .
:sql a skos:Concept ; skos:prefLabel "SQL"@en ; skos:altLabel "SQL"@en, "Structured query language"@en ;
    skos:hiddenLabel "sequel" ; skos:broader :data ; skos:related :python ; skos:definition " A language. "@en ;
    skos:exactMatch <https://example.net/sql> ; skos:closeMatch "SQL" ; skos:inScheme :s .
:python skos:inScheme :s ; xl:prefLabel [ xl:literalForm "Python"@en ] .
:old a skos:Concept ; skos:prefLabel "SQL-92"@en ; owl:deprecated true ; dct:isReplacedBy :sql .
:nameless a skos:Concept ; skos:related :sql .
:lost a skos:Concept ; skos:prefLabel "Lost"@en ; skos:broader :nowhere, :nameless .
"""


def _read(tmp: Path, text: str, name: str = "v.ttl") -> imports.Imported:
    (tmp / name).write_text(text if name != "v.ttl" else PREFIXES + text, encoding="utf-8")
    return imports.read("skos", tmp / name)


def _codes(found: imports.Imported, sheet: str) -> list[tuple[str, str]]:
    return sorted((row.outcome, row.code) for row in found.report.rows if row.sheet == sheet)


def test_labels_hierarchy_and_mappings_are_carried(tmp_path: Path) -> None:
    """Narrower is broader from the other side, extended labels are labels, and texts are trimmed."""
    catalogue = _read(tmp_path, VOCABULARY).catalogue
    assert catalogue.base == "https://example.org/v#"
    assert catalogue.titles == (Text("en", "Data skills"),)
    sql = catalogue.competency[CompetencyId("sql")]
    assert sql.labels == (Text("en", "SQL"),)
    assert sql.alt_labels == (Text("en", "Structured query language"),)
    assert sql.hidden_labels == (Text("en", "sequel"),)
    assert sql.definitions == (Text("en", "A language."),)
    assert (sql.broader, sql.related) == (("data",), ("python",))
    assert sql.matches == (Match("exact", "https://example.net/sql"),)  # type: ignore[arg-type]
    assert catalogue.competency[CompetencyId("data")].labels == (Text("de-at", "Daten"), Text("en", "Data"))
    assert catalogue.competency[CompetencyId("python")].labels == (Text("en", "Python"),)
    old = catalogue.competency[CompetencyId("old")]
    assert (old.retired, old.replaced_by) == (True, "sql")


def test_what_cannot_be_carried_is_in_the_report(tmp_path: Path) -> None:
    """A concept without a name, links to nowhere, mappings that are no IRIs, and everything else by predicate."""
    found = _read(tmp_path, VOCABULARY)
    assert _codes(found, "concepts") == [("refused", "label.missing")]
    assert _codes(found, "labels") == [("merged", "label.repeated")]
    assert _codes(found, "links") == [
        ("merged", "row.doubled"),
        ("refused", "reference.refused"),
        ("refused", "reference.refused"),
        ("refused", "reference.unknown"),
    ]
    assert _codes(found, "mappings") == [("refused", "iri.invalid")]
    assert any("skos:notation" in note.message for note in found.report.notes)


def test_a_concept_without_an_iri_is_refused_in_the_same_words_each_time(tmp_path: Path) -> None:
    """The name that the parser invents for it is in no message."""
    text = ':a a skos:Concept ; skos:prefLabel "A" ; skos:broader [ a skos:Concept ; skos:prefLabel "B" ] .'
    first, second = _read(tmp_path, text).report.rows, _read(tmp_path, text).report.rows
    assert first == second
    assert {row.code for row in first} == {"id.missing", "reference.refused"}


def test_two_preferred_labels_in_a_language_keep_the_first(tmp_path: Path) -> None:
    """The other becomes an alternative label: nobody's name is lost, and `check` has no error."""
    found = _read(tmp_path, ':a a skos:Concept ; skos:prefLabel "B"@en, "A"@en .')
    assert found.catalogue.competencies[0].labels == (Text("en", "A"),)
    assert found.catalogue.competencies[0].alt_labels == (Text("en", "B"),)
    assert _codes(found, "labels") == [("merged", "label.doubled")]


@pytest.mark.parametrize("form", ["turtle", "nt", "xml", "json-ld"])
def test_all_forms_and_orders_say_the_same(tmp_path: Path, form: str) -> None:
    """The form and the order of statements change neither the ontology nor the report."""
    expected = _read(tmp_path, VOCABULARY)
    suffix = {"turtle": "ttl", "nt": "nt", "xml": "rdf", "json-ld": "jsonld"}[form]
    graph = rdflib.Graph().parse(data=PREFIXES + VOCABULARY, format="turtle")
    text = graph.serialize(format=form)
    if form == "nt":
        lines = text.splitlines()
        random.Random(1).shuffle(lines)
        text = "\n".join(lines)
    found = _read(tmp_path, text, f"w.{suffix}")
    assert found.catalogue == expected.catalogue
    assert found.report.rows == expected.report.rows


def test_circles_are_opened_at_the_same_place_always(tmp_path: Path) -> None:
    """The statement that closes a circle is refused; which one does not depend on the order of the file."""
    edges = ("ab", "bc", "ca", "dd")
    statements = [f':{a} a skos:Concept ; skos:prefLabel "{a}" ; skos:broader :{b} .' for a, b in edges]
    results = set()
    for seed in range(5):
        random.Random(seed).shuffle(statements)
        found = _read(tmp_path, "\n".join(statements))
        results.add(found.report.rows)
        assert _codes(found, "links") == [("refused", "broader.circular"), ("refused", "reference.self")]
        assert {one.id: one.broader for one in found.catalogue.competencies} == {
            "a": ("b",),
            "b": ("c",),
            "c": (),
            "d": (),
        }
    assert len(results) == 1


@given(st.dictionaries(st.integers(0, 9).map(str), st.lists(st.integers(0, 9).map(str), unique=True, max_size=4)))
def test_without_back_edges_there_is_no_circle(edges: dict[str, list[str]]) -> None:
    """What is left can be walked in an order; and a hierarchy without circles loses nothing."""
    gone = set(back_edges(edges))
    left = {source: [t for t in targets if (source, t) not in gone] for source, targets in edges.items()}
    assert back_edges(left) == []
    order: list[str] = []
    nodes = set(left) | {t for targets in left.values() for t in targets}
    while len(order) < len(nodes):
        free = [n for n in nodes if n not in order and all(t in order for t in left.get(n, ()))]
        assert free, "a circle is left"
        order += free


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("v.ttl", ":a a", "rdf.syntax"),
        ("v.rdf", '<!DOCTYPE r [<!ENTITY a "b">]><rdf:RDF xmlns:rdf="x"/>', "rdf.entity-declared"),
        ("v.jsonld", '{"@context": "https://evil.example/c.jsonld", "@id": "urn:a"}', "rdf.context-remote"),
        ("v.txt", "hello", "rdf.format-unknown"),
        ("v.nt", "<urn:a> <urn:b> <urn:c> .\n", "skos.none"),
    ],
)
def test_broken_and_hostile_files_are_refused(tmp_path: Path, name: str, text: str, code: str) -> None:
    """The same traps as for our own files; nothing is fetched and nothing expanded."""
    with pytest.raises(SourceRefused) as caught:
        _read(tmp_path, text, name)
    assert caught.value.refusal.code == code
    assert name in caught.value.refusal.message


def test_the_base_is_where_most_concepts_are() -> None:
    """Ids are short for most; ties do not depend on order."""
    assert common_base(["https://a/x/1", "https://a/x/2", "https://b/1"]) == "https://a/x/"
    assert common_base(["https://b#1", "https://a#1"]) == common_base(["https://a#1", "https://b#1"]) == "https://a#"
