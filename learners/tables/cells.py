"""One row of a table about people, read column by column. Whatever cannot be meant ends the row with a refusal."""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Literal, TypeAlias, TypeVar

from ontology.imports.sheets import meant, split
from ontology.refusals import Refusal

Kind: TypeAlias = Literal["role_level", "competency", "course", "assessment"]
Choose: TypeAlias = Callable[[Kind, str], str | Refusal]
"""The id of the one thing of a kind that a text names, by id or by an unambiguous label, or why there is none."""
Choice = TypeVar("Choice", bound=str)

MOST_VALUES: Final = 100
"""In one cell."""

_NUMBER: Final = re.compile(r"[+-]?\d{1,12}(?:\.\d{0,12})?(?:[eE][+-]?\d{1,2})?", re.ASCII)
_YES: Final = frozenset({"true", "yes", "y", "1", "x", "passed", "wahr", "ja"})
_NO: Final = frozenset({"false", "no", "n", "0", "failed", "falsch", "nein"})


class RowRefused(Exception):
    """Carries a refusal out of the reading of one row."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def refused(code: str, message: str, hint: str, candidates: tuple[str, ...] = ()) -> RowRefused:
    """Why a row cannot be taken."""
    return RowRefused(Refusal(code=code, message=message, hint=hint, candidates=candidates))


def given(found: str | Refusal) -> str:
    """What was found. Raises RowRefused for a refusal."""
    if isinstance(found, Refusal):
        raise RowRefused(found)
    return found


class Cells:
    """The cells of a row: texts of a spreadsheet or values of a JSON object.

    `comma` says that decimals may be written with a comma: in files whose cells are parted by semicolons.
    Every method raises RowRefused.
    """

    def __init__(self, cells: Mapping[str, object], *, comma: bool = False) -> None:
        self._cells, self._comma = cells, comma

    def text(self, column: str) -> str | None:
        """The cell's text without outer blanks; None where it is empty."""
        value = self._cells.get(column)
        if value is None:
            return None
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str):
            return meant(value) or None
        if isinstance(value, int | float):
            return f"{value:.15g}" if isinstance(value, float) else str(value)
        raise refused(
            "cell.invalid",
            f"“{column}” holds a list or an object where one value is expected.",
            "Write the value alone.",
        )

    def must(self, column: str) -> str:
        """The cell's text, which has to be there."""
        if (text := self.text(column)) is None:
            raise refused(
                f"{column}.missing", f"“{column}” is empty.", f"Fill in “{column}”; no row goes without it."
            )
        return text

    def texts(self, column: str) -> tuple[object, ...]:
        """The values of a cell: parted by `|`, or the members of a JSON list."""
        value = self._cells.get(column)
        found: Sequence[object]
        if isinstance(value, list):
            found = [one for one in value if one not in (None, "")]
        elif isinstance(value, Mapping):
            found = [value]
        elif isinstance(value, str):
            found = split(value)
        else:
            found = [text] if (text := self.text(column)) else []
        if len(found) > MOST_VALUES:
            raise refused(
                "cell.too_many",
                f"“{column}” holds {len(found):,} values; {MOST_VALUES} are the most.",
                "Is this row one person?",
            )
        return tuple(found)

    def number(self, column: str) -> float | None:
        """A finite decimal; None where the cell is empty."""
        text = self.text(column)
        return None if text is None else self._number(text, column)

    def share(self, column: str) -> float | None:
        """A number as it stands, or a percentage as the share that it is: `85 %` is 0.85."""
        text = self.text(column)
        if text is None:
            return None
        if text.endswith("%"):
            return round(self._number(text[:-1].strip(), column) / 100, 12)
        return self._number(text, column)

    def choice(self, column: str, options: Sequence[Choice]) -> Choice | None:
        """One of a few words, in any case; None where the cell is empty."""
        text = self.text(column)
        if text is None:
            return None
        for option in options:
            if text.casefold() == option:
                return option
        raise refused(
            f"{column}.unknown",
            f"“{shown(text)}” in “{column}” is none of {', '.join(options)}.",
            f"Write one of {', '.join(options)}.",
            tuple(options),
        )

    def flag(self, column: str) -> bool | None:
        """True or false, as spreadsheets and people write it; None where the cell is empty."""
        text = self.text(column)
        if text is None:
            return None
        if (word := text.casefold()) in _YES:
            return True
        if word in _NO:
            return False
        raise refused(
            f"{column}.invalid", f"“{shown(text)}” in “{column}” is not true or false.", "Write true or false."
        )

    def _number(self, text: str, column: str) -> float:
        plain = text.replace(",", ".") if self._comma and text.count(",") == 1 and "." not in text else text
        if not _NUMBER.fullmatch(plain) or not math.isfinite(number := float(plain)):
            comma = "," in text and _NUMBER.fullmatch(text.replace(",", "."))
            hint = "Write decimals with a point; a comma is read in files whose cells are parted by semicolons."
            raise refused(
                f"{column}.invalid",
                f"“{shown(text)}” in “{column}” is not a number.",
                hint if comma else "Write a number such as 2 or 0.85.",
            )
        return number


def shown(text: str, longest: int = 60) -> str:
    """A value for a message: cut where it is long."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def listed(things: Iterable[str], most: int = 10) -> str:
    """Names in a message: the first few, and how many more."""
    found = list(things)
    more = f" and {len(found) - most:,} more" if len(found) > most else ""
    return ", ".join(found[:most]) + more
