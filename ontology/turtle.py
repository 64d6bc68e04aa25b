"""Canonical Turtle: one catalogue has one text, and one change is one line of a diff.

Every value stands on a line of its own, with its predicate before it; so does every bracket, and the full stop at the
end. Things are ordered by kind, then id. Nothing of how the sources were written survives: no prefixes, no names of
groups or brackets, no order. The digest of an edition is taken over this text.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from pyoxigraph import NamedNode

from ontology.durations import iso_from_hours
from ontology.errors import OntologyError, UnreadableTurtle
from ontology.ids import expand, is_iri
from ontology.model import (
    Assessment,
    Catalogue,
    Competency,
    CompetencyAt,
    Course,
    Group,
    Match,
    Role,
    RoleLevel,
    Text,
    Thing,
)
from ontology.reading import read_sources
from ontology.sources import Source
from ontology.terms import KINDS, MATCHES, MOVE_KINDS, PREFIXES

Name = Callable[[str], str]
"""From an id to the Turtle term that names it."""

_KIND_TERMS = {kind: f"skw:{term}" for term, kind in KINDS.items()}
_MATCH_TERMS = {kind: f"skos:{term}" for term, kind in MATCHES.items()}
_MOVE_TERMS = {kind: f"skw:{term}" for term, kind in MOVE_KINDS.items()}

# Besides what Turtle demands: whatever a tool could take for the end of a line, or that cannot be seen.
_ESCAPED = re.compile('["\\\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_LANGUAGE = re.compile(r"[a-z]{1,8}(-[a-z0-9]{1,8})*\Z")
_RELATIVE = re.compile(r"[A-Za-z0-9_~%][A-Za-z0-9_.~%-]*(/[A-Za-z0-9_~%][A-Za-z0-9_.~%-]*)*\Z")
_LOCAL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?\Z")
_PLAIN_BASE = re.compile(r"https?://[^/?#]+/([^/?#.]+[^/?#]*/)*\Z")


def write(catalogue: Catalogue) -> str:
    """The catalogue as canonical Turtle. Reading it gives an equal catalogue.

    Raises OntologyError where something cannot be said in RDF: an id or base that is no IRI, a language tag that is
    none, half a character, a number that is not finite.
    """
    _iri(catalogue.base)
    opening, name = _naming(catalogue.base)
    lines = [*opening, *(f"@prefix {prefix}: <{iri}> ." for prefix, iri in PREFIXES.items())]
    for block in _blocks(catalogue, name):
        lines.append("")
        lines.extend(block)
        lines.append(".")
    lines.append("")
    text = "\n".join(lines)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start)
        raise OntologyError(f"Half of a surrogate pair cannot be written as text: {lines[line]!a}") from error
    return text


def digest(catalogue: Catalogue) -> str:
    """The SHA-256 over the canonical Turtle, as 64 hex characters. Equal catalogues have equal digests."""
    return hashlib.sha256(write(catalogue).encode()).hexdigest()


def parse(text: str) -> Catalogue:
    """The catalogue of canonical Turtle that `write` made.

    Raises UnreadableTurtle where it does not read back whole, such as a text that was cut off.
    """
    reading = read_sources([Source(path="", data=text.encode())])
    findings = (*reading.findings, *reading.dropped)
    if findings:
        told = "; ".join(f"{finding.where} {finding.message}".strip() for finding in findings[:3])
        raise UnreadableTurtle(f"This is not canonical Turtle as it was written: {told}", findings)
    return reading.catalogue


def _blocks(catalogue: Catalogue, name: Name) -> Iterator[list[str]]:
    header = [name(catalogue.base), "    a skw:SkillsOntology ;"]
    header += [
        f"    skw:baseIri {_string(catalogue.base)} ;",
        f"    dcterms:language {_string(catalogue.language)} ;",
    ]
    yield [*header, *_texts("dcterms:title", catalogue.titles)]
    for scale in catalogue.scales:
        yield [name(scale.id), "    a skw:ProficiencyScale ;", *_described(scale), *_retired(scale, name)]
        for level in scale.levels:
            yield [
                name(level.id),
                "    a skw:ProficiencyLevel ;",
                f"    skw:scale {name(scale.id)} ;",
                f"    skw:rank {level.rank} ;",
                *_texts("skos:prefLabel", level.labels),
                *_texts("skos:definition", level.definitions),
            ]
    for competency in catalogue.competencies:
        yield [name(competency.id), *_competency(competency, name), *_retired(competency, name)]
    for course in catalogue.courses:
        yield [name(course.id), *_course(course, name), *_retired(course, name)]
    for assessment in catalogue.assessments:
        yield [name(assessment.id), *_assessment(assessment, name), *_retired(assessment, name)]
    for family in catalogue.role_families:
        yield [name(family.id), "    a skw:RoleFamily ;", *_described(family), *_retired(family, name)]
    for role in catalogue.roles:
        yield [name(role.id), *_role(role, name), *_retired(role, name)]
    for role_level in catalogue.role_levels:
        yield [name(role_level.id), *_role_level(role_level, name), *_retired(role_level, name)]


def _described(thing: Thing) -> list[str]:
    lines = _texts("skos:prefLabel", thing.labels)
    if isinstance(thing, Competency | Course | Role):
        lines += _texts("skos:altLabel", thing.alt_labels)
    if isinstance(thing, Competency):
        lines += _texts("skos:hiddenLabel", thing.hidden_labels)
    return lines + _texts("skos:definition", thing.definitions)


def _competency(competency: Competency, name: Name) -> list[str]:
    lines = ["    a skos:Concept ;", "    a skw:Competency ;"]
    if competency.kind is not None:
        lines.append(f"    skw:kind {_KIND_TERMS[competency.kind]} ;")
    lines += _described(competency)
    if competency.scale is not None:
        lines.append(f"    skw:scale {name(competency.scale)} ;")
    lines += [f"    skos:broader {name(other)} ;" for other in competency.broader]
    lines += [f"    skos:related {name(other)} ;" for other in competency.related]
    lines += [f"    skw:equivalentTo {name(other)} ;" for other in competency.equivalent]
    lines += _matches(competency.matches)
    for at_level, any_of in competency.requires:
        lines.append(f"    skw:requires [ skw:atLevel {at_level} ; skw:anyOf {_alternatives(any_of, name)} ] ;")
    return lines


def _course(course: Course, name: Name) -> list[str]:
    lines = ["    a schema:Course ;", *_described(course)]
    if course.hours is not None:
        lines.append(f"    schema:timeRequired {_duration(course.hours)} ;")
    lines += [f"    schema:inLanguage {_string(language)} ;" for language in course.languages]
    if course.modality is not None:
        lines.append(f"    skw:modality {_string(course.modality)} ;")
    if course.provider is not None:
        lines.append(f"    schema:provider {_string(course.provider)} ;")
    if course.url is not None:
        lines.append(f"    schema:url {_link(course.url)} ;")
    if course.cost is not None:
        lines.append(f"    skw:cost {_decimal(course.cost)} ;")
    for competency, from_level, to_level in course.teaches:
        entry = f" ; skw:fromLevel {from_level}" if from_level else ""
        lines.append(f"    skw:teaches [ skw:competency {name(competency)}{entry} ; skw:toLevel {to_level} ] ;")
    for group in course.requires:
        lines.append(f"    skw:requires [ skw:anyOf {_alternatives(group, name)} ] ;")
    return lines


def _assessment(assessment: Assessment, name: Name) -> list[str]:
    lines = ["    a skw:Assessment ;", *_described(assessment)]
    if assessment.hours is not None:
        lines.append(f"    schema:timeRequired {_duration(assessment.hours)} ;")
    for competency, up_to in assessment.assesses:
        lines.append(f"    skw:assesses [ skw:competency {name(competency)} ; skw:upTo {up_to} ] ;")
    return lines


def _role(role: Role, name: Name) -> list[str]:
    family = [] if role.family is None else [f"    skw:family {name(role.family)} ;"]
    return ["    a skw:Role ;", *_described(role), *family, *_matches(role.matches)]


def _role_level(role_level: RoleLevel, name: Name) -> list[str]:
    lines = ["    a skw:RoleLevel ;", *_described(role_level)]
    if role_level.role:
        lines.append(f"    skw:role {name(role_level.role)} ;")
    if role_level.rank is not None:
        lines.append(f"    skw:rank {role_level.rank} ;")
    if role_level.track is not None:
        lines.append(f"    skw:track {_string(role_level.track)} ;")
    for competency, level, essential, weight in role_level.needs:
        rest = "" if essential else " ; skw:importance skw:Optional"
        if weight != 1.0:
            rest += f" ; skw:weight {_decimal(weight)}"
        lines.append(f"    skw:needs [ skw:competency {name(competency)} ; skw:level {level}{rest} ] ;")
    for to, kind in role_level.moves:
        lines.append(f"    skw:movesTo [ skw:roleLevel {name(to)} ; skw:moveKind {_MOVE_TERMS[kind]} ] ;")
    return lines


def _retired(thing: Thing, name: Name) -> list[str]:
    lines = ["    owl:deprecated true ;"] if thing.retired else []
    return lines if thing.replaced_by is None else [*lines, f"    dcterms:isReplacedBy {name(thing.replaced_by)} ;"]


def _alternatives(group: Group, name: Name) -> str:
    if not group:
        raise OntologyError("A group without alternatives cannot be written: nothing could ever satisfy it.")
    return " , ".join(
        f"[ skw:competency {name(one.competency)} ; skw:level {one.level} ]"
        if isinstance(one, CompetencyAt)
        else f"[ skw:course {name(one.course)} ]"
        for one in group
    )


def _matches(matches: Iterable[Match]) -> list[str]:
    return [f"    {_MATCH_TERMS[kind]} {_iri(iri)} ;" for kind, iri in matches]


def _texts(predicate: str, texts: Iterable[Text]) -> list[str]:
    return [f"    {predicate} {_string(text)}{_tag(language)} ;" for language, text in texts]


def _tag(language: str) -> str:
    if language and not _LANGUAGE.match(language):
        raise OntologyError(f"“{language}” is not a lower-case language tag such as “en” or “pt-br”.")
    return f"@{language}" if language else ""


def _string(text: str) -> str:
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(found: re.Match[str]) -> str:
    mark = found.group()
    return _ESCAPES.get(mark) or f"\\u{ord(mark):04X}"


def _decimal(number: float) -> str:
    """An `xsd:decimal` without exponent and with a point, such that reading it gives the same float."""
    exact = Decimal(repr(number + 0.0))
    if not exact.is_finite():
        raise OntologyError(f"{number} is not a number that can be written as a decimal.")
    digits = f"{exact:f}"
    return digits if "." in digits else f"{digits}.0"


def _duration(hours: float) -> str:
    try:
        return f'"{iso_from_hours(hours)}"^^xsd:duration'
    except ValueError as error:
        raise OntologyError(str(error)) from error


def _link(url: str) -> str:
    """A link as an IRI, or as plain text where it is not one."""
    try:
        return _iri(url)
    except OntologyError:
        return _string(url)


def _iri(iri: str) -> str:
    try:
        if not is_iri(iri):
            raise ValueError("no scheme, or a character that is not allowed")
        NamedNode(iri)
    except ValueError as error:
        raise OntologyError(f"<{iri}> is not an IRI: {error}.") from error
    return f"<{iri}>"


def _naming(base: str) -> tuple[list[str], Name]:
    """How ids are written: relative to the base, or with the empty prefix, where that cannot be misread.

    Relative IRIs are resolved as paths, so they are used under a plain folder only; a base that ends in `#` (or in
    anything else) has a prefix. What fits neither is written in full.
    """
    relative = _PLAIN_BASE.match(base) is not None
    opening = [f"@base <{base}> ."] if relative else [f"@prefix : <{base}> ."]
    known: dict[str, str] = {base: "<>" if relative else f"<{base}>"}

    def name(thing: str) -> str:
        term = known.get(thing)
        if term is None:
            full = _iri(expand(thing, base))
            if ":" in thing:
                term = full
            elif relative:
                term = f"<{thing}>" if _RELATIVE.match(thing) else full
            else:
                term = f":{thing}" if _LOCAL.match(thing) else full
            known[thing] = term
        return term

    return opening, name
