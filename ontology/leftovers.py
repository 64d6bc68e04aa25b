"""What reading has no place for: terms outside the vocabulary, things that do not say what they are, loose brackets.

Counted by what it is, since a foreign file says the same thing a thousand times.
"""

from collections.abc import Iterator
from difflib import get_close_matches

from ontology.findings import Finding
from ontology.records import Records, is_blank
from ontology.sources import Sources
from ontology.terms import (
    ASSESSES,
    BRACKET_CLASSES,
    BRACKETS,
    CONCEPT,
    IMPORTS,
    MOVES_TO,
    NEEDS,
    PROPERTIES,
    RDF_TYPE,
    REQUIRES,
    SKW,
    TEACHES,
    short,
)
from ontology.values import Values

_OURS = frozenset().union(*PROPERTIES.values(), *BRACKETS.values()) - {RDF_TYPE}
_OWN_TERMS = frozenset(term for term in (*_OURS, *PROPERTIES) if term.startswith(SKW))
_SHAPES_TELL = frozenset({NEEDS, MOVES_TO, TEACHES, ASSESSES, REQUIRES})
_OLD_SCHEMA = "http://schema.org/"


def left_over(records: Records, values: Values, classes: dict[str, list[str]], where: Sources) -> Iterator[Finding]:
    """Findings about all that the catalogue does not carry. Call it when everything else was read."""
    known = {subject for members in classes.values() for subject in members}
    loose = nameless = 0
    bare_concepts: list[str] = []
    for subject, record in records.of.items():
        types = record.get(RDF_TYPE)
        if types is None:
            if subject in values.used:
                continue
            if record.keys().isdisjoint(_OURS):
                for predicate in record.keys() - {IMPORTS}:
                    values.outside(predicate, "", _owner(subject, values))
            elif is_blank(subject):
                loose += 1
            else:
                yield _untyped(values.name(subject))
            continue
        nameless += is_blank(subject) and not PROPERTIES.keys().isdisjoint(types)
        for kind in types:
            if not isinstance(kind, str) or is_blank(kind):
                values.outside(RDF_TYPE, "without the name of a class", _owner(subject, values))
            elif kind not in PROPERTIES:
                if (kind in BRACKET_CLASSES and subject in values.used) or (kind == CONCEPT and subject in known):
                    continue
                if kind == CONCEPT:
                    bare_concepts.append(values.name(subject))
                else:
                    values.outside(kind, "class", _owner(subject, values))
    yield from _imports(records, values, where)
    if bare_concepts:
        yield _concepts(bare_concepts, where)
    if loose:
        yield _loose(loose)
    if nameless:
        yield _nameless(nameless)
    for (term, place), (count, first) in sorted(values.foreign.items()):
        finding = _foreign(term, place, count, first, where.where(first) if first else "")
        if term in _SHAPES_TELL:
            values.dropped.append(finding)
        else:
            yield finding


def _owner(subject: str, values: Values) -> str:
    """The id of a subject; none for a bracket, whose name the parser invents anew each time."""
    return "" if is_blank(subject) else values.name(subject)


def _foreign(term: str, place: str, count: int, first: str, where: str) -> Finding:
    often = "once" if count == 1 else f"{count:,} times, first"
    said = f"{often} on {first}" if first else f"{often} in a bracket"
    on = f" ({place})" if place else ""
    if term.startswith(_OLD_SCHEMA):
        problem, mend = "is not a term that is read", f"Write https: <https{term.removeprefix('http')}>."
    elif term in _OWN_TERMS:
        problem, mend = "does not belong there", "Move it to the thing that it is about, or remove it."
    elif term.startswith(SKW):
        close = get_close_matches(short(term), sorted(map(short, _OWN_TERMS)), n=1, cutoff=0.75)
        problem = "is not a term of the vocabulary"
        mend = f"Did you mean {close[0]}?" if close else "See ontology/data/vocabulary.ttl for what there is."
    else:
        return Finding(
            severity="warning",
            rule="outside-vocabulary",
            where=where,
            message=f"{short(term)}{on} is outside the vocabulary and not carried: {said}.",
            mend="Remove it, or keep it in a file of its own.",
        )
    return Finding(
        severity="error",
        rule="term-misplaced" if term in _OWN_TERMS else "term-unknown",
        id=first if count == 1 else "",
        where=where,
        message=f"{short(term)}{on} {problem}: {said}.",
        mend=mend,
    )


def _untyped(thing: str) -> Finding:
    return Finding(
        severity="error",
        rule="type-missing",
        id=thing,
        message=f"{thing} does not say what it is, so nothing of it was read.",
        mend="Add its class, such as “a skw:Competency”; or correct the id, if another thing was meant.",
    )


def _concepts(concepts: list[str], where: Sources) -> Finding:
    first = min(concepts)
    more = f" and {len(concepts) - 1:,} more are" if len(concepts) > 1 else " is"
    return Finding(
        severity="error",
        rule="type-missing",
        id=first if len(concepts) == 1 else "",
        where=where.where(first),
        message=f"{first}{more} only skos:Concept, so nothing of this was read.",
        mend="Add “a skw:Competency”, or bring the vocabulary in with `skillway import skos`.",
    )


def _loose(count: int) -> Finding:
    return Finding(
        severity="error",
        rule="bracket-loose",
        message=f"{_many(count, 'bracket belongs', 'brackets belong')} to nothing that was read.",
        mend="Give the things that own them a class, or remove the brackets.",
    )


def _nameless(count: int) -> Finding:
    return Finding(
        severity="error",
        rule="id-missing",
        message=f"{_many(count, 'thing has', 'things have')} a class but no id, so nothing could ever refer to it.",
        mend="Write <an-id> a skw:…, instead of brackets.",
    )


def _imports(records: Records, values: Values, where: Sources) -> Iterator[Finding]:
    for subject, record in records.of.items():
        for value in record.get(IMPORTS, ()):
            yield Finding(
                severity="warning",
                rule="import-not-followed",
                where=where.where(values.name(subject)),
                message=f"owl:imports names {value if isinstance(value, str) else value.value}. Nothing is fetched.",
                mend="Give the file beside the others, and remove the import.",
            )


def _many(count: int, one: str, more: str) -> str:
    return f"1 {one}" if count == 1 else f"{count:,} {more}"
