"""The vocabulary says everything about its terms, and has those that are used: no more and no fewer."""

import re
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS

import ontology
from ontology import terms
from ontology.terms import SKW

DATA = Path(ontology.__file__).parent / "data"
GRAPH = rdflib.Graph().parse(DATA / "vocabulary.ttl")
OWN = sorted({str(subject) for subject in GRAPH.subjects() if str(subject).startswith(SKW)})
PROPERTIES = sorted(
    {
        str(subject)
        for kind in (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
        for subject in GRAPH.subjects(RDF.type, kind)
    }
)


@pytest.mark.parametrize("term", OWN)
def test_each_term_is_explained(term: str) -> None:
    """Every term has a type, one English label and one comment that is a sentence."""
    subject = rdflib.URIRef(term)
    assert GRAPH.value(subject, RDF.type) is not None
    (label,), (comment,) = GRAPH.objects(subject, RDFS.label), GRAPH.objects(subject, RDFS.comment)
    assert isinstance(label, rdflib.Literal)
    assert isinstance(comment, rdflib.Literal)
    assert (label.language, comment.language) == ("en", "en")
    assert comment.endswith(".")


@pytest.mark.parametrize("term", PROPERTIES)
def test_each_property_has_one_domain_and_one_range(term: str) -> None:
    """A property says what it is for and what it leads to; where that is a class of ours, the class is defined."""
    for predicate in (RDFS.domain, RDFS.range):
        (value,) = GRAPH.objects(rdflib.URIRef(term), predicate)
        assert not str(value).startswith(SKW) or str(value) in OWN


def test_the_reader_and_the_vocabulary_know_the_same_terms() -> None:
    """Every term that reading knows is defined, and every defined property, class and named value is read or said."""
    read = {term for known in (*terms.PROPERTIES.values(), *terms.BRACKETS.values()) for term in known}
    read |= {*terms.PROPERTIES, *terms.BRACKETS, *terms.BRACKET_CLASSES}
    read |= {f"{SKW}{name}" for name in (*terms.KINDS, *terms.MOVE_KINDS, "Essential", "Optional")}
    ours = {term for term in read if term.startswith(SKW)}
    gathering = {str(s) for s in GRAPH.subjects(OWL.unionOf)}
    closed = {f"{SKW}CompetencyKind", f"{SKW}Importance", f"{SKW}MoveKind"}
    assert set(OWN) - gathering - closed - {f"{SKW}mend"} == ours


@pytest.mark.parametrize("file", ["shapes.ttl", "../turtle.py"])
def test_no_term_is_used_that_is_not_defined(file: str) -> None:
    """The shapes and the writer use no term of ours that the vocabulary does not define."""
    used = set(re.findall(r"\bskw:([A-Za-z]+)", (DATA / file).read_text()))
    assert {f"{SKW}{name}" for name in used} <= set(OWN)


def test_each_gathering_class_is_a_domain_or_range() -> None:
    """Classes that only gather others are there because a property needs them."""
    needed = {str(value) for predicate in (RDFS.domain, RDFS.range) for value in GRAPH.objects(None, predicate)}
    assert {str(subject) for subject in GRAPH.subjects(OWL.unionOf)} <= needed
