"""What became of every row of a source: loaded, merged into another, or refused with a reason.

A `Ledger` is written to while an importer reads; its `Report` is what people and programs get. Each row that is read
has exactly one outcome, so for every sheet `read = loaded + merged + refused`, whatever an importer does.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

Outcome = Literal["loaded", "merged", "refused"]


class Place(NamedTuple):
    """A row of a sheet, by the number that a person sees: in a spreadsheet the header is row 1."""

    sheet: str
    row: int

    def __str__(self) -> str:
        return f"{self.sheet} row {self.row}"


class RowNote(NamedTuple):
    """Something to say about one row. A loaded row is listed only where there is a warning about it."""

    sheet: str
    row: int
    outcome: Outcome
    code: str
    message: str


class Note(NamedTuple):
    """Something to say about the source as a whole, or about one sheet of it."""

    code: str
    message: str
    sheet: str = ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What an import did. The counts are rows per sheet; `attribution` is what the source's licence asks to say."""

    kind: str
    out: str = ""
    base: str = ""
    read: Mapping[str, int]
    loaded: Mapping[str, int]
    merged: Mapping[str, int]
    refused: Mapping[str, int]
    rows: tuple[RowNote, ...] = ()
    notes: tuple[Note, ...] = ()
    attribution: str = ""

    def as_json(self) -> dict[str, object]:
        """The report as JSON knows it. The keys are an interface (docs/importing.md)."""
        return {
            "kind": self.kind,
            "out": self.out,
            "base": self.base,
            "read": dict(self.read),
            "loaded": dict(self.loaded),
            "merged": dict(self.merged),
            "refused": dict(self.refused),
            "rows": [row._asdict() for row in self.rows],
            "notes": [note._asdict() for note in self.notes],
            "attribution": self.attribution,
        }


class Ledger:
    """Keeps the one outcome of each row, and what is to be said about it."""

    def __init__(self) -> None:
        self._outcomes: dict[str, dict[int, Outcome]] = {}
        self._said: dict[Place, list[tuple[str, str]]] = {}
        self._notes: list[Note] = []

    def sheet(self, name: str) -> None:
        """Name a sheet that was read, even where it has no rows."""
        self._outcomes.setdefault(name, {})

    def read(self, at: Place) -> None:
        """Count a row. It is loaded until something else is said."""
        rows = self._outcomes.setdefault(at.sheet, {})
        if at.row in rows:
            raise ValueError(f"{at} is counted twice")
        rows[at.row] = "loaded"

    def refuse(self, at: Place, code: str, message: str) -> None:
        """Nothing of the row was loaded."""
        self._settle(at, "refused", code, message)

    def merge(self, at: Place, code: str, message: str) -> None:
        """The row says what another row has said already, or only adds to it."""
        self._settle(at, "merged", code, message)

    def warn(self, at: Place, code: str, message: str) -> None:
        """The row was loaded (or merged), but somebody should look at it."""
        self._said.setdefault(at, []).append((code, message))

    def note(self, code: str, message: str, sheet: str = "") -> None:
        """Something about the source as a whole."""
        self._notes.append(Note(code, message, sheet))

    def was_refused(self, at: Place) -> bool:
        return self._outcomes[at.sheet][at.row] == "refused"

    def report(self, kind: str, *, base: str, attribution: str = "") -> Report:
        """The counts and the notes, rows by sheet (in the order they were read) and number."""
        totals: dict[Outcome, Counter[str]] = {"loaded": Counter(), "merged": Counter(), "refused": Counter()}
        order = {name: position for position, name in enumerate(self._outcomes)}
        for name, outcomes in self._outcomes.items():
            for outcome in outcomes.values():
                totals[outcome][name] += 1
        return Report(
            kind=kind,
            base=base,
            read={name: len(outcomes) for name, outcomes in self._outcomes.items()},
            loaded={name: totals["loaded"][name] for name in order},
            merged={name: totals["merged"][name] for name in order},
            refused={name: totals["refused"][name] for name in order},
            rows=tuple(self._listed(order)),
            notes=tuple(dict.fromkeys(self._notes)),
            attribution=attribution,
        )

    def _listed(self, order: Mapping[str, int]) -> Iterator[RowNote]:
        # The outcome is the row's last one: a warning said while it still counted as loaded must not contradict it.
        for at in sorted(self._said, key=lambda at: (order[at.sheet], at.row)):
            outcome = self._outcomes[at.sheet][at.row]
            yield from (RowNote(*at, outcome, code, message) for code, message in dict.fromkeys(self._said[at]))

    def _settle(self, at: Place, outcome: Outcome, code: str, message: str) -> None:
        rows = self._outcomes[at.sheet]
        if rows[at.row] == "refused":
            return
        rows[at.row] = outcome
        self._said.setdefault(at, []).append((code, message))
