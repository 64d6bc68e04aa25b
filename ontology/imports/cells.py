"""What the cells of one row mean: texts, ids, numbers, choices; or why the row is refused."""

import math
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Final, TypeVar

from ontology.ids import Iri, is_own
from ontology.imports.assembling import Named, is_language, is_link, is_valid_iri
from ontology.imports.columns import Header
from ontology.imports.refusing import RowRefused
from ontology.imports.sheets import Row, Sheet, meant, shown, split
from ontology.model import Match, MatchKind, Text
from ontology.terms import MATCHES

Choice = TypeVar("Choice", bound=str)

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?\Z", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,9}(?:\.0+)?\Z", re.ASCII)
_MATCHES: Final[dict[str, MatchKind]] = {kind: kind for kind in MATCHES.values()}


@cache
def _plain(column: str) -> Header:
    """The heading of a column that says no language; made once, as every cell is asked for by it."""
    return Header(column)


class Cells:
    """One row of a table, read column by column. Every method raises RowRefused where the cell cannot be meant."""

    def __init__(self, row: Row, sheet: Sheet, named: Named, language: str) -> None:
        self._row, self._sheet, self._named, self._language = row, sheet, named, language
        if row.faults:
            raise RowRefused(*row.faults[0])

    def text(self, column: str) -> str:
        """The cell's text; empty where there is none."""
        return meant(self._raw(column))

    def _raw(self, column: str) -> str:
        return self._row.cells.get(_plain(column), "")

    def must(self, column: str) -> str:
        """The cell's text, which has to be there."""
        if not (text := self.text(column)):
            raise RowRefused(f"{column}.missing", f"Column “{column}” is empty.")
        return text

    def id(self, column: str) -> str:
        """The id in a cell that must be filled, as the catalogue spells it."""
        return self._id(self.must(column), column)

    def maybe_id(self, column: str) -> str | None:
        text = self.text(column)
        return self._id(text, column) if text else None

    def ids(self, column: str) -> tuple[str, ...]:
        """The ids of a cell, separated by `|`: sorted, without doubles."""
        return tuple(sorted({self._id(text, column) for text in split(self._raw(column))}))

    def texts(self, column: str, language: str | None = None) -> tuple[Text, ...]:
        """The words of a column in all its languages; `language` where the heading says none."""
        default = self._language if language is None else language
        return tuple(
            sorted(
                Text(default if heading.language is None else heading.language, meant(text))
                for heading, text in self._row.cells.items()
                if heading.name == column
            )
        )

    def labels(self, column: str = "label", of: str = "") -> tuple[Text, ...]:
        """Preferred labels: at least one, and one only in each language."""
        found: dict[str, tuple[Header, str]] = {}
        for heading, language, raw in self._translated(column):
            text = meant(raw)
            if language in found and found[language][1] != text:
                raise RowRefused(
                    "label.doubled",
                    f"Columns “{found[language][0]}” and “{heading}” give two names in one language"
                    f" (“{shown(found[language][1])}”, “{shown(text)}”).",
                )
            found[language] = (heading, text)
        if not found:
            raise RowRefused("label.missing", f"{of or 'It'} has no {column} in any language.")
        return tuple(sorted(Text(language, text) for language, (_, text) in found.items()))

    def listed(self, column: str) -> tuple[Text, ...]:
        """Words in all languages, several in a cell separated by `|`."""
        return tuple(
            sorted({Text(language, one) for _, language, text in self._translated(column) for one in split(text)})
        )

    def words(self, column: str) -> tuple[str, ...]:
        """The values of a cell, separated by `|`: sorted, without doubles."""
        return tuple(sorted(set(split(self._raw(column)))))

    def number(self, column: str) -> Decimal | None:
        """A decimal, or None where the cell is empty. Not below zero."""
        text = self.text(column)
        if not text:
            return None
        plain = text.replace(",", ".") if self._sheet.comma and text.count(",") == 1 and "." not in text else text
        if _NUMBER.match(plain) is None or not math.isfinite(float(plain)):
            hint = " Write decimals with a point." if "," in text else ""
            raise RowRefused("number.invalid", f"“{shown(text)}” in column “{column}” is not a number.{hint}")
        if (value := Decimal(plain)) < 0:
            raise RowRefused("number.negative", f"{text} in column “{column}” is below zero.")
        return value

    def whole(self, column: str) -> int | None:
        """An integer from 1, or None where the cell is empty."""
        text = self.text(column)
        if not text:
            return None
        if _WHOLE.match(text) is None:
            raise RowRefused("number.invalid", f"“{shown(text)}” in column “{column}” is not a whole number.")
        if (value := int(text.partition(".")[0])) < 1:
            raise RowRefused("number.negative", f"{value} in column “{column}” is below 1.")
        return value

    def choice(self, column: str, options: Sequence[Choice]) -> Choice | None:
        """One of a few words, in any case; None where the cell is empty."""
        text = self.text(column)
        if not text:
            return None
        for option in options:
            if text.lower() == option:
                return option
        raise RowRefused(
            f"{column}.unknown", f"“{shown(text)}” in column “{column}” is none of {', '.join(options)}."
        )

    def retired(self, column: str = "status") -> bool:
        return self.choice(column, ("active", "retired")) == "retired"

    def matches(self, column: str = "matches") -> tuple[Match, ...]:
        """Mappings such as `exact:https://example.net/sql`."""
        found: set[Match] = set()
        for text in split(self._raw(column)):
            kind, _, iri = text.partition(":")
            if kind.strip().lower() not in _MATCHES:
                raise RowRefused(
                    "match.invalid",
                    f"“{shown(text)}” in column “{column}” does not begin with {', '.join(_MATCHES)}.",
                )
            found.add(Match(_MATCHES[kind.strip().lower()], self.iri(iri.strip(), column)))
        return tuple(sorted(found))

    @staticmethod
    def iri(text: str, column: str) -> Iri:
        if not is_valid_iri(text):
            raise RowRefused("iri.invalid", f"“{shown(text)}” in column “{column}” is not a full IRI.")
        return Iri(text)

    def languages(self, column: str) -> tuple[str, ...]:
        """Language tags, separated by `|`."""
        found = self.words(column)
        for language in found:
            if not is_language(language):
                raise RowRefused(
                    f"{column}.invalid",
                    f"“{shown(language)}” in column “{column}” is no language tag such as en or pt-BR.",
                )
        return found

    def link(self, column: str) -> str | None:
        """A web address, or None where the cell is empty."""
        text = self.text(column)
        if text and not is_link(text):
            raise RowRefused(
                f"{column}.invalid",
                f"“{shown(text)}” in column “{column}” is no web address that begins with http:// or https://.",
            )
        return text or None

    def _id(self, text: str, column: str) -> str:
        if not (is_own(text) or is_valid_iri(text)) or set(text) == {"."}:
            raise RowRefused(
                "id.invalid",
                f"“{shown(text)}” in column “{column}” is no id: use letters, digits, - _ . or a full IRI.",
            )
        return self._named(text)

    def _translated(self, column: str) -> list[tuple[Header, str, str]]:
        """(heading, language, raw text) of all filled cells of a column that may say its language."""
        return [
            (heading, self._language if heading.language is None else heading.language, text)
            for heading, text in self._row.cells.items()
            if heading.name == column
        ]
