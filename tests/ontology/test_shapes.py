"""The shapes: that they are whole, that they speak of things, and that two validators read them alike."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyshacl
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse, serialize
from rdflib.namespace import SH

from ontology import reading, records, shapes, turtle
from ontology.ids import CompetencyId
from ontology.model import Catalogue, Competency, Text
from ontology.sources import Source
from tests.catalogues import catalogues

SKW = "https://w3id.org/skillway#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SHAPE = rdflib.Namespace(shapes.SHAPES)
PREFIXES = f"""@base <https://example.org/> . @prefix skw: <{SKW}> . @prefix xsd: <{XSD}> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix schema: <https://schema.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix dcterms: <http://purl.org/dc/terms/> .
"""
WHOLE = """
<four> a skw:ProficiencyScale ; skos:prefLabel "Four"@en .
<four-1> a skw:ProficiencyLevel ; skw:scale <four> ; skw:rank 1 ; skos:prefLabel "One"@en , "Eins"@de .
<sql> a skw:Competency , skos:Concept ; skw:kind skw:Skill ; skos:prefLabel "SQL"@en ; skos:altLabel "S"@en ;
    skos:broader <data> ; skw:scale <four> ;
    skw:requires [ skw:atLevel 1 ; skw:anyOf [ skw:competency <data> ; skw:level 1 ] , [ skw:course <c1> ] ] .
<data> a skw:Competency ; skos:prefLabel "Data" ; owl:deprecated false ; skos:exactMatch <https://example.net/data> .
<old> a skw:Competency ; skos:prefLabel "Old"@en ; owl:deprecated true ; dcterms:isReplacedBy <data> .
<c1> a schema:Course ; skos:prefLabel "C1"@en ; schema:timeRequired "PT7H30M"^^xsd:duration ; schema:inLanguage "en" ;
    schema:provider "Academy" ; schema:url <https://example.org/c1> ; skw:modality "online" ; skw:cost 120.0 ;
    skw:teaches [ skw:competency <sql> ; skw:fromLevel 0 ; skw:toLevel 1 ] ;
    skw:requires [ skw:anyOf [ skw:competency <data> ; skw:level 1 ] ] .
<test> a skw:Assessment ; skos:prefLabel "Test"@en ; schema:timeRequired "PT40M"^^xsd:duration ;
    skw:assesses [ skw:competency <sql> ; skw:upTo 1 ] .
<family> a skw:RoleFamily ; skos:prefLabel "Family"@en .
<role> a skw:Role ; skos:prefLabel "Role"@en ; skw:family <family> .
<rung> a skw:RoleLevel ; skos:prefLabel "Rung"@en ; skw:role <role> ; skw:rank 1 ; skw:track "engineering" ;
    skw:needs [ skw:competency <sql> ; skw:level 1 ; skw:importance skw:Essential ; skw:weight 2.0 ] ;
    skw:movesTo [ skw:roleLevel <rung> ; skw:moveKind skw:Vertical ] .
"""
BROKEN = Path(__file__).parents[1] / "data" / "broken"
SAMPLE = Path(__file__).parents[2] / "ontology" / "data" / "sample"
EMPTY = Catalogue(base="https://example.org/")


def triples(text: str) -> list[Triple]:
    """The triples of Turtle, with names for blank nodes as reading gives them."""

    def named(term: NamedNode | BlankNode | Literal | Triple) -> NamedNode | Literal:
        if isinstance(term, BlankNode):
            return NamedNode(f"urn:skillway:blank:0:{term.value}")
        assert isinstance(term, NamedNode | Literal)
        return term

    return [
        Triple(named(quad.subject), quad.predicate, named(quad.object))  # type: ignore[arg-type]
        for quad in parse(PREFIXES + text, format=RdfFormat.TURTLE)
    ]


def ntriples(given: Sequence[Triple]) -> bytes:
    data = serialize(given, format=RdfFormat.N_TRIPLES)
    assert data is not None
    return data


def codes(text: str) -> set[tuple[str, str]]:
    return {(finding.rule, finding.id) for finding in shapes.findings(ntriples(triples(text)), EMPTY)}


# --- the shapes themselves ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shapes_graph() -> rdflib.Graph:
    return rdflib.Graph().parse(data=shapes.text(), format="turtle")


def test_every_shape_has_a_name_a_severity_a_message_and_a_mend(shapes_graph: rdflib.Graph) -> None:
    """What can give a finding has an IRI of ours and all that a finding needs; mends and messages are sentences."""
    used = {shape for predicate in (SH.property, SH.node) for shape in shapes_graph.objects(None, predicate)}
    declared = {
        *shapes_graph.subjects(rdflib.RDF.type, SH.PropertyShape),
        *shapes_graph.subjects(rdflib.RDF.type, SH.NodeShape),
    }
    assert used <= declared
    assert all(str(shape).startswith(shapes.SHAPES) for shape in declared)
    constraining = {
        shape
        for shape in declared
        if set(shapes_graph.predicates(shape)) - {rdflib.RDF.type, SH.path, SH.property, *targets()}
    }
    assert {str(shape) for shape in constraining} == set(shapes.table())
    for shape in shapes.table().values():
        assert shape.message.endswith(".")
        assert shape.mend.endswith(".")
        assert shape.code == shape.code.lower()


def targets() -> Iterator[rdflib.URIRef]:
    yield from (SH.targetClass, SH.targetObjectsOf, SH.targetSubjectsOf, SH.targetNode)


def test_shapes_are_core_only(shapes_graph: rdflib.Graph) -> None:
    """No SPARQL in shapes: every validator can run them, and every curator can read them."""
    assert not {SH.sparql, SH.js, SH.rule} & set(shapes_graph.predicates())


# --- what they say --------------------------------------------------------------------------------------------------


def test_a_whole_ontology_passes() -> None:
    """What follows the vocabulary gives no finding."""
    assert codes(WHOLE) == set()


def test_brackets_are_told_of_their_owner() -> None:
    """A finding about a bracket carries the owner's id and label, and says which bracket it is."""
    world = Catalogue(
        base="https://example.org/",
        competencies=(Competency(id=CompetencyId("sql"), labels=(Text("en", "SQL"),)),),
    )
    text = '<rung> a skw:RoleLevel ; skos:prefLabel "Rung"@en ; skw:role <r> ; skw:needs [ skw:competency <sql> ] .'
    (finding,) = shapes.findings(ntriples(triples(text)), world)
    assert (finding.rule, finding.id) == ("need-level", "rung")
    assert finding.message.startswith("In a need of “SQL”: ")


def test_brackets_in_brackets_are_told_of_the_thing() -> None:
    """An alternative in a requirement is the course's, however deep; brackets in a circle end somewhere."""
    text = '<c> a schema:Course ; skos:prefLabel "C"@en ; skw:requires [ skw:anyOf [ skw:level 1 ] ] .'
    assert codes(text) == {("alternative-choice", "c")}
    assert ("alternative-choice", "b") in codes("<a> skw:anyOf <b> . <b> skw:anyOf <a> .")


def test_names_of_brackets_do_not_show() -> None:
    """No message speaks of a name that reading gave to a bracket."""
    broken = WHOLE.replace("skw:competency <sql>", "skw:anyOf [ ]").replace("skw:level 1", "skw:level [ ]")
    found = shapes.findings(ntriples(triples(broken)), EMPTY)
    assert found
    assert not [finding for finding in found if "urn:skillway" in finding.message + finding.id]


def test_many_of_one_shape_are_counted_not_listed() -> None:
    """Of more than a hundred alike a hundred are listed, and one more says how many there are."""
    text = "".join(f"<c{n}> a skw:Competency ; skos:altLabel 'x' ." for n in range(250))
    found = shapes.findings(ntriples(triples(text)), EMPTY)
    assert len(found) == 101
    assert sum("There are 250 findings" in finding.message and not finding.id for finding in found) == 1


def test_the_order_of_triples_does_not_matter() -> None:
    """The same triples in another order give the same findings."""
    given = triples(WHOLE.replace("skos:prefLabel", "skos:note").replace("skw:level", "skw:rank"))
    assert shapes.findings(ntriples(given), EMPTY) == shapes.findings(ntriples(given[::-1]), EMPTY)


# --- the quick look -------------------------------------------------------------------------------------------------


def source(text: str, name: str = "a.ttl") -> Source:
    return Source(path=name, data=text.encode())


def test_the_quick_look_passes_what_is_sound() -> None:
    """Whole files are told at once to be clean, so a large edition is not written out a second time."""
    assert shapes.clean([source(PREFIXES + WHOLE), source(PREFIXES + "<x> a skw:Role ; skos:prefLabel 'X' .", "b")])
    assert shapes.validated([source(PREFIXES + WHOLE)]) == ((), b"")


@pytest.mark.parametrize(
    "files",
    [
        ["_:x skw:level 1 . <r> a skw:RoleLevel ; skw:needs _:x .", "_:x skw:competency <c> ."],
        ["<a> a skw:Competency"],
        ["<a> a skw:Competency ; skos:prefLabel 'a' {| <b> << <a> <b> <c> >> |} ."],
        ["<< " * 600],
    ],
    ids=["blank nodes of one name in two files", "not whole", "triples about triples", "too deep"],
)
def test_the_quick_look_leaves_what_is_not_plain(files: list[str]) -> None:
    """Where putting files together as text could hide something, the careful way is taken."""
    assert not shapes.clean([source(PREFIXES + text, f"{place}.ttl") for place, text in enumerate(files)])


# --- two validators -------------------------------------------------------------------------------------------------

Result = tuple[str, str, str]
"""Focus node, shape and severity."""


@pytest.fixture(autouse=True)
def literals_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this rdflib rewrites some ill-formed literals while it reads them."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def focus(term: str) -> str:
    """The focus node; of literals, which rdflib spells in its own way, only that it is one."""
    return "a literal" if term.startswith('"') else term


def by_rust(data: bytes) -> set[Result]:
    return {
        (focus(result.focus_node), (result.source_shape or "").strip("<>"), result.severity_iri.strip("<>"))
        for result in shapes.validate(data)
    }


def by_pyshacl(data: bytes, shapes_graph: rdflib.Graph) -> set[Result]:
    graph = rdflib.Graph().parse(data=data, format="nt")
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes_graph, inference="none")
    assert isinstance(report, rdflib.Graph)
    return {
        (
            focus(report.value(result, SH.focusNode).n3()),  # type: ignore[union-attr]
            str(report.value(result, SH.sourceShape)),
            str(report.value(result, SH.resultSeverity)),
        )
        for result in report.objects(None, SH.result)
    }


STRANGE: list[NamedNode | Literal] = [
    NamedNode("https://example.org/elsewhere"),
    NamedNode("mailto:somebody@example.org"),
    Literal("two"),
    Literal(""),
    Literal(" "),
    Literal("two", language="en"),
    Literal("en-GB"),
    Literal("0", datatype=NamedNode(f"{XSD}integer")),
    Literal("-1", datatype=NamedNode(f"{XSD}integer")),
    Literal("one", datatype=NamedNode(f"{XSD}integer")),
    Literal("1.5", datatype=NamedNode(f"{XSD}decimal")),
    Literal("-0.5", datatype=NamedNode(f"{XSD}decimal")),
    Literal("1e3", datatype=NamedNode(f"{XSD}double")),
    Literal("-PT1H", datatype=NamedNode(f"{XSD}duration")),
    Literal("PT1H", datatype=NamedNode(f"{XSD}duration")),
    Literal("soon", datatype=NamedNode(f"{XSD}duration")),
    Literal("true", datatype=NamedNode(f"{XSD}boolean")),  # an ill-formed one is `false` to rdflib
    NamedNode(f"{SKW}Skill"),
    NamedNode(f"{SKW}Vertical"),
]


@st.composite
def broken_ontologies(draw: st.DrawFn, *, whole: st.SearchStrategy[list[Triple]]) -> list[Triple]:
    """A whole ontology with some triples dropped, some values replaced and some said twice."""
    given = draw(whole)
    for _ in range(draw(st.integers(1, 25))):
        number = draw(st.integers(0, len(given) - 1))
        triple = given[number]
        what = draw(st.sampled_from(["drop", "retype", "double"]))
        if what == "drop":
            del given[number]
        elif what == "retype":
            given[number] = Triple(triple.subject, triple.predicate, draw(st.sampled_from(STRANGE)))
        else:
            given.append(Triple(triple.subject, triple.predicate, draw(st.sampled_from(STRANGE))))
    return given


SMALL = st.builds(lambda: triples(WHOLE))
GENERATED = catalogues(largest=2).map(lambda catalogue: triples(turtle.write(catalogue)))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(broken_ontologies(whole=SMALL) | broken_ontologies(whole=GENERATED))
def test_pyshacl_finds_the_same_in_broken_ontologies(shapes_graph: rdflib.Graph, given: list[Triple]) -> None:
    """Whatever is dropped, retyped or doubled, both validators find the same shapes on the same nodes."""
    data = ntriples(given)
    assert by_rust(data) == by_pyshacl(data, shapes_graph)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(broken_ontologies(whole=SMALL) | broken_ontologies(whole=GENERATED), st.booleans())
def test_the_quick_look_misses_nothing(given: list[Triple], split: bool) -> None:
    """What the quick look calls clean has no result the careful way, also in several files."""
    lines = re.sub(r"<urn:skillway:blank:0:(\w+)>", r"_:\1", ntriples(given).decode()).splitlines()
    half = len(lines) // 2 if split else 0
    files = [source("\n".join(part), f"{n}.nt") for n, part in enumerate((lines[:half], lines[half:]))]
    results, triples_read = shapes.validated(files)
    careful = shapes.validate(records.ntriples(files))
    assert len(results) == len(careful)
    assert bool(triples_read) == bool(careful) or not shapes.clean(files)


@pytest.mark.parametrize("path", sorted(BROKEN.glob("*.ttl")), ids=lambda path: path.stem)
def test_pyshacl_finds_the_same_in_broken_files(shapes_graph: rdflib.Graph, path: Path) -> None:
    """Each file that breaks a shape breaks it for both validators."""
    data = records.ntriples(reading.read([path]).sources.files)
    found = by_rust(data)
    assert found == by_pyshacl(data, shapes_graph)
    assert {shape.removeprefix(shapes.SHAPES) for _, shape, _ in found} <= {path.stem}


def test_pyshacl_finds_nothing_in_the_sample(shapes_graph: rdflib.Graph) -> None:
    """Both validators are content with the sample world."""
    data = records.ntriples(reading.read([SAMPLE]).sources.files)
    assert by_rust(data) == by_pyshacl(data, shapes_graph) == set()
