"""From terms of RDF to values of the model, one at a time, leniently: what cannot be read is left out and noted.

The shapes say more about the same mistakes, to curators who run a check. The notes are for everyone who reads without
shapes, so that nothing is lost in silence.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from pyoxigraph import Literal

from ontology.durations import hours_from_iso
from ontology.findings import Finding
from ontology.ids import shorten
from ontology.model import Text
from ontology.records import Record, Records, Term, is_blank
from ontology.terms import BRACKETS, RDF_TYPE, short

Value = TypeVar("Value")

_INTEGER = re.compile(r"[+-]?[0-9]{1,9}\Z")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?\Z")


class Values:
    """Reads the values of one record after another; `dropped` collects what was left out.

    `used` are the names of all brackets that were looked into. `foreign` counts what the vocabulary has no place for:
    by term and place, how often, and the smallest subject that has it (empty where only brackets do).
    """

    def __init__(self, records: Records, base: str) -> None:
        self.dropped: list[Finding] = []
        self.used: set[str] = set()
        self.foreign: dict[tuple[str, str], tuple[int, str]] = {}
        self._records = records.of
        self._base = base
        self._names: dict[str, str] = {}
        self._integers: dict[str, int] = {}

    def name(self, iri: str) -> str:
        """The id of a full IRI."""
        known = self._names.get(iri)
        if known is None:
            known = self._names[iri] = shorten(iri, self._base)
        return known

    def texts(self, record: Record, predicate: str) -> tuple[Text, ...]:
        values = record.get(predicate)
        if values is None:
            return ()
        if len(values) == 1 and isinstance(value := values[0], Literal):
            return (Text(value.language or "", value.value),)
        return tuple(sorted({Text(v.language or "", v.value) for v in values if isinstance(v, Literal)}))

    def names(self, owner: str, record: Record, predicate: str) -> tuple[str, ...]:
        """The ids that a property names, ascending."""
        values = record.get(predicate)
        return () if values is None else tuple(sorted(set(self._named(owner, predicate, values))))

    def one_name(self, owner: str, record: Record, predicate: str) -> str | None:
        values = record.get(predicate)
        if values is None:
            return None
        return self._smallest(owner, predicate, list(self._named(owner, predicate, values)))

    def integer(self, owner: str, record: Record, predicate: str, missing: int | None) -> int | None:
        """The whole number, `missing` where nothing is said, or None where what is said cannot be read."""
        values = record.get(predicate)
        if values is None:
            return missing
        if len(values) == 1 and isinstance(value := values[0], Literal):
            known = self._integers.get(value.value)
            if known is not None:
                return known
        numbers = list(self._read(owner, predicate, values, _integer, "a whole number such as 2"))
        number = self._smallest(owner, predicate, numbers)
        if number is not None:
            self._integers[str(number)] = number
        return number

    def number(self, owner: str, record: Record, predicate: str) -> float | None:
        values = record.get(predicate)
        if values is None:
            return None
        numbers = list(self._read(owner, predicate, values, _decimal, "a number such as 2.0"))
        return self._smallest(owner, predicate, numbers)

    def hours(self, owner: str, record: Record, predicate: str) -> float | None:
        values = record.get(predicate)
        if values is None:
            return None
        hours = list(self._read(owner, predicate, values, hours_from_iso, 'a duration such as "PT7H30M"'))
        return self._smallest(owner, predicate, hours)

    def flag(self, owner: str, record: Record, predicate: str) -> bool:
        values = record.get(predicate)
        return values is not None and any(list(self._read(owner, predicate, values, _flag, "true or false")))

    def strings(self, owner: str, record: Record, predicate: str) -> tuple[str, ...]:
        values = record.get(predicate)
        return () if values is None else tuple(sorted(set(self._read(owner, predicate, values, str, "a text"))))

    def string(self, owner: str, record: Record, predicate: str) -> str | None:
        strings = self.strings(owner, record, predicate)
        return self._smallest(owner, predicate, list(strings)) if strings else None

    def link(self, owner: str, record: Record, predicate: str) -> str | None:
        """An IRI as it is, or a text that may be none."""
        values = record.get(predicate)
        if values is None:
            return None
        return self._smallest(owner, predicate, [v if isinstance(v, str) else v.value for v in values])

    def chosen(self, owner: str, record: Record, predicate: str, terms: Mapping[str, Value]) -> Value | None:
        """What the full IRI stands for."""
        values = record.get(predicate)
        if values is None:
            return None
        known = [value for value in values if isinstance(value, str) and value in terms]
        for value in values:
            if value not in known:
                self.drop(owner, predicate, value, f"one of {', '.join(short(term) for term in terms)}")
        first = self._smallest(owner, predicate, known)
        return None if first is None else terms[first]

    def brackets(self, owner: str, record: Record, predicate: str) -> Iterator[Record]:
        """The records that a property leads to: blank nodes, or nodes with a name that nothing else is said of."""
        for value in record.get(predicate, ()):
            if isinstance(value, str):
                bracket = self._records.get(value)
                if bracket is not None and (RDF_TYPE not in bracket or is_blank(value)):
                    if value not in self.used:
                        self.used.add(value)
                        if not bracket.keys() <= BRACKETS[predicate]:
                            for extra in bracket.keys() - BRACKETS[predicate] - {RDF_TYPE}:
                                self.outside(extra, f"in the bracket of {short(predicate)}", owner)
                    yield bracket
                    continue
            self.drop(owner, predicate, value, "a bracket, [ … ]")

    def outside(self, term: str, place: str, owner: str) -> None:
        """Count a term that the vocabulary does not have, or not in this place. A bracket has an empty `owner`."""
        count, first = self.foreign.get((term, place), (0, owner))
        self.foreign[term, place] = (count + 1, min(first, owner) or max(first, owner))

    def drop(self, owner: str, predicate: str, value: Term, wanted: str) -> None:
        """Note a value that is left out. `wanted` completes "Write …"."""
        self.dropped.append(
            Finding(
                severity="error",
                rule="value-unreadable",
                id=owner,
                message=f"{short(predicate)} says {self._shown(value)}, which cannot be read.",
                mend=f"Write {wanted}.",
            )
        )

    def lack(self, owner: str, predicate: str, what: str) -> None:
        """Note a bracket that is left out because it does not name what it is about."""
        self.dropped.append(
            Finding(
                severity="error",
                rule="value-unreadable",
                id=owner,
                message=f"A bracket of {short(predicate)} names {what}.",
                mend="Complete the bracket, or remove it.",
            )
        )

    def _shown(self, value: Term) -> str:
        if isinstance(value, str):
            return "a bracket" if is_blank(value) else short(value) if self.name(value) == value else self.name(value)
        return f"“{value.value if len(value.value) <= 60 else value.value[:60] + '…'}”"

    def _named(self, owner: str, predicate: str, values: list[Term]) -> Iterator[str]:
        for value in values:
            if isinstance(value, str) and not is_blank(value):
                yield self.name(value)
            else:
                self.drop(owner, predicate, value, "an IRI in angle brackets, <id>")

    def _read(
        self, owner: str, predicate: str, values: list[Term], read: Callable[[str], Value], wanted: str
    ) -> Iterator[Value]:
        for value in values:
            if isinstance(value, Literal):
                try:
                    yield read(value.value)
                    continue
                except ValueError:
                    pass
            self.drop(owner, predicate, value, wanted)

    def _smallest(self, owner: str, predicate: str, values: list[Value]) -> Value | None:
        """The one value, whatever the order of files; where there are several, the others are noted as left out."""
        if len(values) > 1:
            values = sorted(set(values))  # type: ignore[type-var]
            if len(values) > 1:
                others = ", ".join(str(value) for value in values[1:])
                self.dropped.append(
                    Finding(
                        severity="error",
                        rule="value-doubled",
                        id=owner,
                        message=f"{short(predicate)} is said more than once: {values[0]} is read, {others} is not.",
                        mend="Keep one of them.",
                    )
                )
        return values[0] if values else None


def _integer(text: str) -> int:
    if not _INTEGER.match(text):
        raise ValueError(text)
    return int(text)


def _decimal(text: str) -> float:
    if not _NUMBER.match(text) or not math.isfinite(float(text)):
        raise ValueError(text)
    return float(text) + 0.0


def _flag(text: str) -> bool:
    if text not in ("true", "1", "false", "0"):
        raise ValueError(text)
    return text in ("true", "1")
