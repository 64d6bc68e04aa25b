"""The shapes of `data/shapes.ttl` against the triples that were read, told as `Finding`s.

The validator is the Rust `shacl`. It is given the files as they are, which costs Python nothing. Only where it has
something to say it is given N-Triples whose blank nodes are named, so that what it says of a bracket (a need, a
teaching, an alternative) can be told of the thing that owns it. The code of a finding is the local name of the shape.
Results of one shape on one thing are one finding.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import shacl
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from ontology import records
from ontology.findings import Finding, Severity, sort_key
from ontology.ids import shorten
from ontology.model import Catalogue
from ontology.parsing import is_safe
from ontology.rules.names import Names
from ontology.sources import Source
from ontology.terms import SKW

SHAPES = "https://w3id.org/skillway/shapes#"
MOST_OF_ONE = 100
"""Findings of one shape that are told one by one; of the rest only the number is told."""

_SH = "http://www.w3.org/ns/shacl#"
_SEVERITIES: Mapping[str, Severity] = {"Violation": "error", "Warning": "warning", "Info": "information"}
_PLACES = {
    "needs": "In a need",
    "teaches": "In a teaching",
    "requires": "In a requirement",
    "anyOf": "In an alternative",
    "movesTo": "In a move",
    "assesses": "In an assessment",
}
_LONGEST_VALUE = 60
_DEEPEST = 4
"""A bracket in a bracket is as deep as the vocabulary goes; brackets in a circle end here."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What one shape says to a curator."""

    code: str
    severity: Severity
    message: str
    mend: str


class _Bracket(NamedTuple):
    """A bracket seen from outside: who has it, and under which of our predicates (local name)."""

    owner: str
    predicate: str


def text() -> str:
    """The shapes as Turtle."""
    return files("ontology").joinpath("data/shapes.ttl").read_text(encoding="utf-8")


@cache
def table() -> Mapping[str, Shape]:
    """Every shape that can give a finding, by its IRI."""
    said: dict[str, dict[str, str]] = {}
    for quad in parse(text(), format=RdfFormat.TURTLE):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            said.setdefault(quad.subject.value, {})[quad.predicate.value] = quad.object.value
    return {
        iri: Shape(
            code=iri.removeprefix(SHAPES),
            severity=_SEVERITIES[words[f"{_SH}severity"].removeprefix(_SH)],
            message=words[f"{_SH}message"],
            mend=words[f"{SKW}mend"],
        )
        for iri, words in sorted(said.items())
        if f"{_SH}message" in words
    }


@cache
def _compiled() -> shacl.Shapes:
    return shacl.Shapes.from_turtle(text())


class Validated(NamedTuple):
    """What the validator says of the triples, and the triples; none where it has nothing to say."""

    results: Sequence[shacl.Result]
    ntriples: bytes


def validated(sources: Sequence[Source]) -> Validated:
    """The results for all sources together. Safe to run beside a reading of the same sources."""
    if clean(sources):
        return Validated((), b"")
    triples = records.ntriples(sources)
    return Validated(validate(triples), triples)


def clean(sources: Sequence[Source]) -> bool:
    """Whether the validator has surely nothing to say; False says only that a closer look is needed.

    No shape asks for a blank node and some ask for an IRI, so what passes with blank nodes passes with named ones.
    Files are put together as text, which is sound for Turtle and N-Triples unless two of them name blank nodes. It
    lends the prefixes of one file to the next; no matter, for reading takes each file alone and finds the error.
    """
    if any(source.form not in ("Turtle", "N-Triples") or not is_safe(source) for source in sources):
        return False
    if sum(b"_:" in source.data for source in sources) > 1 or any(b"<<" in source.data for source in sources):
        return False
    try:
        whole = b"\n".join(source.data for source in sources).decode()
        return not _compiled().validate_text(whole, format="turtle", allow_warnings=True).results
    except ValueError:  # not Turtle: reading says where
        return False


def validate(ntriples: bytes) -> list[shacl.Result]:
    """The results of the validator as it gives them, in no particular order."""
    return _compiled().validate_text(ntriples.decode(), format="ntriples", allow_warnings=True).results


def findings(ntriples: bytes, catalogue: Catalogue, most_of_one: int = MOST_OF_ONE) -> list[Finding]:
    """What the shapes find in the triples, `shortened`."""
    return shortened(told(validate(ntriples), ntriples, catalogue), most_of_one)


def told(results: Sequence[shacl.Result], ntriples: bytes, catalogue: Catalogue) -> list[Finding]:
    """The results as findings, sorted; ids and labels are those of the catalogue that was read from the triples."""
    if not results:
        return []
    names = Names(catalogue)
    things = {f"<{catalogue.base}{name}>" if ":" not in name else f"<{name}>" for name in names.things}
    outside = {result.focus_node for result in results} - things
    brackets = _brackets(ntriples) if outside else {}
    inside = _inside(ntriples, outside & brackets.keys()) if brackets else {}
    objections: dict[tuple[str, str, str], set[str]] = {}
    for result in results:
        owner, place = _place(result.focus_node, brackets, inside, names)
        values = objections.setdefault(((result.source_shape or "").strip("<>"), owner, place), set())
        if result.value_plain is not None and result.component != "OrConstraintComponent":
            values.add(result.value_plain)
    found: set[Finding] = set()
    for (shape, owner, place), values in objections.items():
        known = table()[shape]
        if known.code == "label-doubled":
            values = _twice(owner, names)
        found.add(
            Finding(
                severity=known.severity,
                rule=known.code,
                id=owner,
                label=names.label(owner),
                message=f"{place}{known.message}{_said(values)}",
                mend=known.mend,
            )
        )
    return sorted(found, key=sort_key)


def shortened(findings: Iterable[Finding], most_of_one: int = MOST_OF_ONE) -> list[Finding]:
    """At most so many findings of one shape; where there are more, one of them says how many there are in all."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    listed: list[Finding] = []
    for rule, alike in by_rule.items():
        listed += alike[:most_of_one]
        if len(alike) > most_of_one:
            message = f"There are {len(alike):,} findings of this kind; {most_of_one} of them are listed."
            listed.append(
                Finding(severity=alike[0].severity, rule=rule, message=message, mend="Mend the listed ones first.")
            )
    return sorted(listed, key=sort_key)


def _twice(thing: str, names: Names) -> set[str]:
    """The preferred labels that share a language with another one, of which the validator names none."""
    known = names.things.get(thing)
    labels = () if known is None else known.labels
    often = Counter(label.language.lower() for label in labels)
    return {label.text for label in labels if often[label.language.lower()] > 1}


def _said(values: set[str]) -> str:
    """What stands there now, where that helps: the values that the validator objects to, shortened."""
    shown = [value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}…" for value in sorted(values)]
    shown = [value for value in shown if value.strip() and not value.startswith("urn:skillway:")]
    if not shown:
        return ""
    rest = f" and {len(shown) - 3} more" if len(shown) > 3 else ""
    return f" Here it is {', '.join(f'“{value}”' for value in shown[:3])}{rest}."


_BRACKET = re.compile(
    rb"^(\S+) <" + re.escape(SKW.encode()) + rb"(" + "|".join(_PLACES).encode() + rb")> (.+) \.$", re.M
)
_INSIDE = re.compile(
    rb"^(\S+) <" + re.escape(SKW.encode()) + rb"(?:competency|course|roleLevel)> <([^>]*)> \.$", re.M
)


def _brackets(ntriples: bytes) -> dict[str, _Bracket]:
    """Every bracket of the triples and who has it; of several owners the first by name."""
    found: dict[str, _Bracket] = {}
    for match in _BRACKET.finditer(ntriples):
        owner, predicate, bracket = (part.decode() for part in match.groups())
        known = found.get(bracket)
        if known is None or owner < known.owner:
            found[bracket] = _Bracket(owner, predicate)
    return found


def _inside(ntriples: bytes, wanted: set[str]) -> dict[str, str]:
    """The competency, course or role level (an IRI) that each wanted bracket names; of several the first."""
    found: dict[str, str] = {}
    for match in _INSIDE.finditer(ntriples):
        bracket = match[1].decode()
        if bracket in wanted:
            named = match[2].decode()
            found[bracket] = min(named, found.get(bracket, named))
    return found


def _place(focus: str, brackets: Mapping[str, _Bracket], inside: Mapping[str, str], names: Names) -> tuple[str, str]:
    """The id of the thing that a focus node is part of, and words for the part; none for the thing itself."""
    base = names.catalogue.base
    bracket = brackets.get(focus)
    if bracket is None or shorten(focus[1:-1], base) in names.things:
        return shorten(focus[1:-1], base) if focus.startswith("<") else focus, ""
    of = f" of “{names.label(shorten(inside[focus], base))}”" if focus in inside else ""
    place = f"{_PLACES[bracket.predicate]}{of}: "
    owner = bracket.owner
    for _ in range(_DEEPEST):
        above = brackets.get(owner)
        if above is None or shorten(owner[1:-1], base) in names.things:
            break
        owner = above.owner
    return shorten(owner[1:-1], base), place
