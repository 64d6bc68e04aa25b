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


RDF_TYPE: Final = f"{RDF}type"
PREF_LABEL: Final = f"{SKOS}prefLabel"
ALT_LABEL: Final = f"{SKOS}altLabel"
HIDDEN_LABEL: Final = f"{SKOS}hiddenLabel"
DEFINITION: Final = f"{SKOS}definition"
BROADER: Final = f"{SKOS}broader"
NARROWER: Final = f"{SKOS}narrower"
RELATED: Final = f"{SKOS}related"
CONCEPT: Final = f"{SKOS}Concept"
DEPRECATED: Final = f"{OWL}deprecated"
IMPORTS: Final = f"{OWL}imports"
REPLACED_BY: Final = f"{DCTERMS}isReplacedBy"
TITLE: Final = f"{DCTERMS}title"
LANGUAGE: Final = f"{DCTERMS}language"
TIME_REQUIRED: Final = f"{SCHEMA}timeRequired"
IN_LANGUAGE: Final = f"{SCHEMA}inLanguage"
PROVIDER: Final = f"{SCHEMA}provider"
URL: Final = f"{SCHEMA}url"
BASE_IRI: Final = f"{SKW}baseIri"
KIND: Final = f"{SKW}kind"
SCALE: Final = f"{SKW}scale"
RANK: Final = f"{SKW}rank"
TRACK: Final = f"{SKW}track"
FAMILY: Final = f"{SKW}family"
ROLE: Final = f"{SKW}role"
EQUIVALENT: Final = f"{SKW}equivalentTo"
REQUIRES: Final = f"{SKW}requires"
AT_LEVEL: Final = f"{SKW}atLevel"
ANY_OF: Final = f"{SKW}anyOf"
COMPETENCY: Final = f"{SKW}competency"
COURSE: Final = f"{SKW}course"
LEVEL: Final = f"{SKW}level"
TEACHES: Final = f"{SKW}teaches"
FROM_LEVEL: Final = f"{SKW}fromLevel"
TO_LEVEL: Final = f"{SKW}toLevel"
ASSESSES: Final = f"{SKW}assesses"
UP_TO: Final = f"{SKW}upTo"
NEEDS: Final = f"{SKW}needs"
IMPORTANCE: Final = f"{SKW}importance"
WEIGHT: Final = f"{SKW}weight"
MOVES_TO: Final = f"{SKW}movesTo"
ROLE_LEVEL: Final = f"{SKW}roleLevel"
MOVE_KIND: Final = f"{SKW}moveKind"
MODALITY: Final = f"{SKW}modality"
COST: Final = f"{SKW}cost"

ONTOLOGY_CLASS: Final = f"{SKW}SkillsOntology"
SCALE_CLASS: Final = f"{SKW}ProficiencyScale"
LEVEL_CLASS: Final = f"{SKW}ProficiencyLevel"
COMPETENCY_CLASS: Final = f"{SKW}Competency"
COURSE_CLASS: Final = f"{SCHEMA}Course"
ASSESSMENT_CLASS: Final = f"{SKW}Assessment"
FAMILY_CLASS: Final = f"{SKW}RoleFamily"
ROLE_CLASS: Final = f"{SKW}Role"
ROLE_LEVEL_CLASS: Final = f"{SKW}RoleLevel"

_EVERY: Final = frozenset({RDF_TYPE, PREF_LABEL, DEFINITION, DEPRECATED, REPLACED_BY})
_MAPPINGS: Final = frozenset(f"{SKOS}{match}" for match in MATCHES)

PROPERTIES: Final[dict[str, frozenset[str]]] = {
    ONTOLOGY_CLASS: frozenset({RDF_TYPE, BASE_IRI, LANGUAGE, TITLE, IMPORTS}),
    SCALE_CLASS: _EVERY,
    LEVEL_CLASS: frozenset({RDF_TYPE, PREF_LABEL, DEFINITION, SCALE, RANK}),
    COMPETENCY_CLASS: _EVERY
    | _MAPPINGS
    | {ALT_LABEL, HIDDEN_LABEL, KIND, SCALE, BROADER, NARROWER, RELATED, EQUIVALENT, REQUIRES},
    COURSE_CLASS: _EVERY | {ALT_LABEL, TIME_REQUIRED, IN_LANGUAGE, PROVIDER, URL, MODALITY, COST, TEACHES, REQUIRES},
    ASSESSMENT_CLASS: _EVERY | {TIME_REQUIRED, ASSESSES},
    FAMILY_CLASS: _EVERY,
    ROLE_CLASS: _EVERY | _MAPPINGS | {ALT_LABEL, FAMILY},
    ROLE_LEVEL_CLASS: _EVERY | {ROLE, RANK, TRACK, NEEDS, MOVES_TO},
}
"""What can be said of a thing of each class. The order decides what a thing counts as that claims to be two."""

BRACKETS: Final[dict[str, frozenset[str]]] = {
    NEEDS: frozenset({COMPETENCY, LEVEL, IMPORTANCE, WEIGHT}),
    TEACHES: frozenset({COMPETENCY, FROM_LEVEL, TO_LEVEL}),
    ASSESSES: frozenset({COMPETENCY, UP_TO}),
    MOVES_TO: frozenset({ROLE_LEVEL, MOVE_KIND}),
    REQUIRES: frozenset({AT_LEVEL, ANY_OF}),
    ANY_OF: frozenset({COMPETENCY, LEVEL, COURSE}),
}
"""What can stand in the bracket that each property leads to."""

BRACKET_CLASSES: Final = frozenset(
    f"{SKW}{name}" for name in ("Requirement", "Teaching", "Assessing", "Move", "Group", "Alternative")
)
"""The classes of brackets. Nobody needs to write them."""
