"""Canonical Turtle: one text for one catalogue, and one line for one change."""

import random
from collections import Counter
from dataclasses import replace

import pytest
import rdflib
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, RdfFormat, Triple, parse, serialize

from ontology import turtle
from ontology.durations import normal_hours
from ontology.errors import OntologyError, UnreadableTurtle
from ontology.ids import AssessmentId, CompetencyId, CourseId, RoleId, RoleLevelId
from ontology.model import (
    Assessment,
    Catalogue,
    Competency,
    CompetencyAt,
    Course,
    Requirement,
    RoleLevel,
    Text,
)
from ontology.reading import read_sources
from ontology.sources import Form, Source
from tests.catalogues import catalogues

BASE = "https://example.org/skills/"
FORMATS: dict[Form, RdfFormat] = {
    "Turtle": RdfFormat.TURTLE,
    "N-Triples": RdfFormat.N_TRIPLES,
    "RDF/XML": RdfFormat.RDF_XML,
    "JSON-LD": RdfFormat.JSON_LD,
}
anything = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
quick = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def competency(*labels: Text) -> Catalogue:
    return Catalogue(base=BASE, competencies=(Competency(id=CompetencyId("sql"), labels=labels),))


@quick
@given(catalogues())
def test_reading_what_was_written_gives_an_equal_catalogue(catalogue: Catalogue) -> None:
    """Write, then read: the same catalogue, without a word from the reader; write again: the same bytes."""
    text = turtle.write(catalogue)
    assert turtle.parse(text) == catalogue
    assert turtle.write(turtle.parse(text)) == text


@quick
@given(st.lists(anything, unique=True, min_size=1, max_size=5))
@example(
    ['"', "\\", "\n", "\r\n", "\t", "\x00", "\u2028", "\ufeff", "\ufffe", "'''", '"""', "@en", "a\\", "\U0001f600"]
)
@example(["e\u0301", "\u00e9"])
def test_any_text_survives(texts: list[str]) -> None:
    """Every character comes back as it was, also those that Turtle, XML or a terminal would stumble over."""
    catalogue = competency(*sorted(Text("en", text) for text in texts))
    written = turtle.write(catalogue)
    assert turtle.parse(written) == catalogue
    assert len(written.splitlines()) == written.count("\n"), "something other than a line feed ends a line"


@quick
@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(0, 1e6).map(normal_hours))
@example(1e300, 0.1)
@example(5e-324, 1 / 3600)
@example(-0.0, 0.0)
def test_any_number_survives(number: float, hours: float) -> None:
    """Costs, weights and hours come back as the same floats; zero has one form."""
    course = Course(id=CourseId("a"), cost=number, hours=hours)
    level = RoleLevel(id=RoleLevelId("b"), role=RoleId(""), needs=(Requirement(CompetencyId("c"), 1, True, number),))
    catalogue = Catalogue(base=BASE, courses=(course,), role_levels=(level,))
    assert turtle.parse(turtle.write(catalogue)) == catalogue
    assert turtle.digest(catalogue) == turtle.digest(turtle.parse(turtle.write(catalogue)))
    assert "-0.0 " not in turtle.write(catalogue)


def _owned(catalogue: Catalogue) -> list[list[Triple]]:
    """The triples of a catalogue, each thing with its brackets together."""
    owned: dict[object, list[Triple]] = {}
    owner: dict[BlankNode, object] = {}
    found = [quad.triple for quad in parse(turtle.write(catalogue), format=RdfFormat.TURTLE)]
    for triple in found:
        if isinstance(triple.object, BlankNode):
            owner[triple.object] = triple.subject
    for triple in found:
        root: object = triple.subject
        while root in owner:
            root = owner[root]  # type: ignore[index]
        owned.setdefault(root, []).append(triple)
    return list(owned.values())


@quick
@given(
    catalogues(),
    st.randoms(use_true_random=False),
    st.lists(st.sampled_from(sorted(FORMATS)), min_size=1, max_size=3),
)
def test_the_digest_is_about_what_is_said(catalogue: Catalogue, chance: random.Random, forms: list[Form]) -> None:
    """The digest stays, whatever the order of triples and files, the names of brackets, prefixes and format."""
    things = _owned(catalogue)
    chance.shuffle(things)
    sources = []
    for place, form in enumerate(forms):
        own = [triple for thing in things[place :: len(forms)] for triple in thing]
        if form != "RDF/XML":  # it writes the brackets of one thing together
            chance.shuffle(own)
        data = serialize(own, format=FORMATS[form], prefixes={"x": "https://example.org/"} if place else {})
        assert data is not None
        sources.append(Source(path=f"{place}", data=data, form=form))
    reading = read_sources(sources)
    assert reading.findings == ()
    assert reading.catalogue == catalogue
    assert turtle.digest(reading.catalogue) == turtle.digest(catalogue)


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(catalogues())
def test_rdflib_reads_the_same(catalogue: Catalogue) -> None:
    """Another parser finds the same triples in what we write, and what it writes again gives the same digest."""
    graph = rdflib.Graph().parse(data=turtle.write(catalogue), format="turtle")
    again = graph.serialize(format="nt", encoding="utf-8")
    reading = read_sources([Source(path="again.nt", data=again, form="N-Triples")])
    assert turtle.digest(reading.catalogue) == turtle.digest(catalogue)


@quick
@given(catalogues(), st.data())
def test_one_change_is_one_line(catalogue: Catalogue, data: st.DataObject) -> None:
    """A value that is added, changed or removed is one line of the diff."""
    before = Counter(turtle.write(catalogue).splitlines())

    def changed_lines(after: Catalogue) -> tuple[int, int]:
        lines = Counter(turtle.write(after).splitlines())
        return (before - lines).total(), (lines - before).total()

    chosen = data.draw(st.sampled_from(catalogue.competencies))

    def with_competency(new: Competency) -> Catalogue:
        return replace(catalogue, competencies=tuple(new if c == chosen else c for c in catalogue.competencies))

    unheard = Text("zz", "a word that nobody uses")
    assert changed_lines(with_competency(replace(chosen, hidden_labels=(*chosen.hidden_labels, unheard)))) == (0, 1)
    assert changed_lines(with_competency(replace(chosen, labels=(unheard, *chosen.labels[1:])))) == (1, 1)
    assert changed_lines(with_competency(replace(chosen, labels=chosen.labels[1:]))) == (1, 0)
    needing = [level for level in catalogue.role_levels if level.needs]
    if needing:
        role_level = needing[0]
        raised = role_level.needs[0]._replace(weight=1e4)
        new = replace(role_level, needs=(raised, *role_level.needs[1:]))
        levels = tuple(new if one == role_level else one for one in catalogue.role_levels)
        assert changed_lines(replace(catalogue, role_levels=levels)) == (1, 1)


def test_the_text_is_pleasant_to_read() -> None:
    """Ids stand relative to the base, brackets in one line, and what is the case unless said is not said."""
    sql, python = CompetencyId("sql"), CompetencyId("python")
    catalogue = Catalogue(
        base=BASE,
        titles=(Text("en", "Skills"),),
        competencies=(Competency(id=sql, labels=(Text("en", "SQL"),)),),
        courses=(Course(id=CourseId("sql-1"), hours=7.5, cost=120.0, requires=((CompetencyAt(python, 1),),)),),
        role_levels=(
            RoleLevel(
                id=RoleLevelId("engineer"),
                role=RoleId("https://elsewhere.example/role"),
                needs=(Requirement(python, 2, False, 2.5), Requirement(sql, 1)),
            ),
        ),
    )
    expected = """\
<>
    a skw:SkillsOntology ;
    skw:baseIri "https://example.org/skills/" ;
    dcterms:language "en" ;
    dcterms:title "Skills"@en ;
.

<sql>
    a skos:Concept ;
    a skw:Competency ;
    skos:prefLabel "SQL"@en ;
.

<sql-1>
    a schema:Course ;
    schema:timeRequired "PT7H30M"^^xsd:duration ;
    skw:cost 120.0 ;
    skw:requires [ skw:anyOf [ skw:competency <python> ; skw:level 1 ] ] ;
.

<engineer>
    a skw:RoleLevel ;
    skw:role <https://elsewhere.example/role> ;
    skw:needs [ skw:competency <python> ; skw:level 2 ; skw:importance skw:Optional ; skw:weight 2.5 ] ;
    skw:needs [ skw:competency <sql> ; skw:level 1 ] ;
.
"""
    assert turtle.write(catalogue).partition("\n\n")[2] == expected


@pytest.mark.parametrize("name", ["..", ".", "a/../b", "a//b", "a/", "x.", "~a", "%41", "-a"])
@pytest.mark.parametrize("base", [BASE, "https://example.org/skills#", "https://example.org/a/../b/", "urn:x:"])
def test_ids_that_look_like_paths_stay_what_they_are(name: str, base: str) -> None:
    """An id that a relative IRI would change is written in full."""
    catalogue = Catalogue(base=base, assessments=(Assessment(id=AssessmentId(name)),))
    text = turtle.write(catalogue)
    assert turtle.parse(text) == catalogue
    subjects = set(rdflib.Graph().parse(data=text, format="turtle").subjects())
    assert rdflib.URIRef(base + name) in subjects


@pytest.mark.parametrize(
    "catalogue",
    [
        Catalogue(base="not an iri"),
        Catalogue(base=BASE, courses=(Course(id=CourseId("http://a b")),)),
        Catalogue(base=BASE, courses=(Course(id=CourseId("a"), cost=float("inf")),)),
        Catalogue(base=BASE, courses=(Course(id=CourseId("a"), hours=float("nan")),)),
        Catalogue(base=BASE, courses=(Course(id=CourseId("a"), requires=((),)),)),
        competency(Text("en_GB", "SQL")),
        competency(Text("en", "half \ud800 a character")),
    ],
    ids=["base", "id", "cost", "hours", "group", "language", "surrogate"],
)
def test_what_cannot_be_said_in_rdf_is_refused(catalogue: Catalogue) -> None:
    """A catalogue that has no Turtle raises, instead of giving a text that cannot be read again."""
    with pytest.raises(OntologyError):
        turtle.write(catalogue)


def test_a_cut_text_is_noticed() -> None:
    """An archive that was cut off or changed does not pass for a whole edition."""
    text = turtle.write(competency(Text("en", "SQL"), Text("fr", "SQL")))
    with pytest.raises(UnreadableTurtle):
        turtle.parse(text[:-10])
    with pytest.raises(UnreadableTurtle):
        turtle.parse(text.replace("a skw:Competency", "a skw:Compentency"))
