"""The IRIs of the vocabulary: what is said in Turtle for each word of the model.

`ontology/data/vocabulary.ttl` defines those of our own namespace; the rest is SKOS, Dublin Core, schema.org and OWL.
"""

from typing import Final

from ontology.model import CompetencyKind, MatchKind, MoveKind

DCTERMS: Final = "http://purl.org/dc/terms/"
OWL: Final = "http://www.w3.org/2002/07/owl#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SCHEMA: Final = "https://schema.org/"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
SKW: Final = "https://w3id.org/skillway#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"

PREFIXES: Final[dict[str, str]] = {
    "dcterms": DCTERMS,
    "owl": OWL,
    "schema": SCHEMA,
    "skos": SKOS,
    "skw": SKW,
    "xsd": XSD,
}
"""The prefixes that canonical Turtle declares, always all of them."""

KINDS: Final[dict[str, CompetencyKind]] = {
    "Skill": "skill",
    "Knowledge": "knowledge",
    "Ability": "ability",
    "Attitude": "attitude",
    "Habit": "habit",
    "Language": "language",
    "Tool": "tool",
}
"""Local names in our namespace, and the kinds of competency that they say."""

MATCHES: Final[dict[str, MatchKind]] = {
    "exactMatch": "exact",
    "closeMatch": "close",
    "broadMatch": "broad",
    "narrowMatch": "narrow",
    "relatedMatch": "related",
}
"""Local names in SKOS, and the kinds of mapping that they say."""

MOVE_KINDS: Final[dict[str, MoveKind]] = {"Vertical": "vertical", "Lateral": "lateral"}


def short(iri: str) -> str:
    """The IRI as people write it: with one of our prefixes where one fits, else in angle brackets."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"rdf:{iri[len(RDF) :]}" if iri.startswith(RDF) else f"<{iri}>"
