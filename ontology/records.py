"""All triples of all sources by subject: what stands between the parser and the catalogue.

One pass, millions of small objects: the parser's terms are turned into text at once where they are names, and left
alone where they are literals, since most literals are looked at only once more.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode

from ontology import parsing
from ontology.findings import Finding
from ontology.parsing import quads
from ontology.sources import Source
from ontology.terms import RDF_TYPE, short

LONGEST_LITERAL: Final = 1024 * 1024
"""Bytes of UTF-8. Anything longer is a file in the wrong place, and the graph's wire carries 16 MiB at most."""

Term: TypeAlias = str | Literal
"""A full IRI, the name of a blank node (which has no colon), or a literal."""

Record: TypeAlias = dict[str, list[Term]]
"""Full IRIs of predicates, with their values in the order of the files; one that two files say is there twice."""


class Records:
    """`of` has the record of each subject; `homes` the place among the sources of the file that describes it."""

    def __init__(self, sources: Sequence[Source], findings: list[Finding]) -> None:
        self.of: dict[str, Record] = {}
        self.homes: dict[str, int] = {}
        for place, source in enumerate(sources):
            self._add(place, source, findings)

    def _add(self, place: int, source: Source, findings: list[Finding]) -> None:
        records, homes = self.of, self.homes
        for node, named, value, _ in quads(source, findings):
            subject: str = node.value
            predicate = named.value
            record = records.get(subject)
            if record is None:
                record = records[subject] = {}
                homes[subject] = place
            term: Term
            if isinstance(value, Literal):
                term = value
                if len(value.value) * 4 > LONGEST_LITERAL and len(value.value.encode()) > LONGEST_LITERAL:
                    findings.append(_too_long(source, subject, predicate, len(value.value.encode())))
                    continue
            elif isinstance(value, NamedNode | BlankNode):
                term = value.value
                if predicate == RDF_TYPE and RDF_TYPE not in record:
                    homes[subject] = place
            else:
                findings.append(_triple_term(source, subject, predicate))
                continue
            values = record.get(predicate)
            if values is None:
                record[predicate] = [term]
            else:
                values.append(term)


def is_blank(term: str) -> bool:
    """Whether the name is that of a blank node."""
    return ":" not in term


def ntriples(sources: Iterable[Source]) -> bytes:
    """All triples of the sources as N-Triples, in order, each blank node under a name of its own.

    The names are IRIs, `urn:skillway:blank:<file>:<n>` counted from 1 in the order of appearance, so that the same
    files always give the same bytes.
    """
    return b"".join(_named(source, place) for place, source in enumerate(sources, 1))


def _named(source: Source, place: int) -> bytes:
    """The parser writes faster than Python, so blank nodes are renamed afterwards.

    The mark `_:` begins a blank node only after a line's end (subject) or between `> ` and the closing dot (object);
    within a literal line ends are escaped, and what closes it is no letter.
    """
    pieces = (b"\n" + parsing.ntriples(source)).split(b"_:")
    names: dict[bytes, bytes] = {}
    out = [pieces[0]]
    for before, piece in pairwise(pieces):
        label, _, rest = piece.partition(b" ")
        last = before[-1:]
        ends = last == b" " and before[-2:] == b"> " and rest[:2] == b".\n"
        if (last == b"\n" or ends) and label.isalnum():
            name = names.get(label)
            if name is None:
                name = names[label] = b"<urn:skillway:blank:%d:%d> " % (place, len(names) + 1)
            out += (name, rest)
        else:
            out += (b"_:", piece)
    return b"".join(out)[1:]


def _too_long(source: Source, subject: str, predicate: str, size: int) -> Finding:
    return Finding(
        severity="error",
        rule="literal-too-long",
        id=subject,
        where=source.path,
        message=f"A value of {short(predicate)} has {size:,} bytes; the limit is {LONGEST_LITERAL:,}.",
        mend="Shorten it, or keep the text elsewhere and link to it.",
    )


def _triple_term(source: Source, subject: str, predicate: str) -> Finding:
    return Finding(
        severity="warning",
        rule="outside-vocabulary",
        id=subject,
        where=source.path,
        message=f"A value of {short(predicate)} is itself a triple (RDF 1.2). These are not carried.",
        mend="Remove it.",
    )
