"""What became of every row of a table about people: the same counts for every kind, and they add up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from api.answers import of_edition
from graph import Edition
from learners.evidence import Outcome, Verdict
from learners.rejected import Door

OUTCOMES: Final[tuple[Outcome, ...]] = ("accepted", "known", "conflict", "refused")


class RowVerdict(NamedTuple):
    """What became of one row. `id` is the fact's or the learner's; `rejected` is the id under which a row that was
    not taken is kept. An accepted row is listed where there is something to say about it."""

    row: int | None
    id: str
    outcome: Outcome
    code: str = ""
    message: str = ""
    hint: str = ""
    rejected: str | None = None

    @property
    def taken(self) -> bool:
        """Whether what the row says is in the record now."""
        return self.outcome in ("accepted", "known")


def and_kept(rows: Sequence[RowVerdict], kept: Iterable[Verdict]) -> list[RowVerdict]:
    """The verdicts on rows, after those on keeping what was refused: a row that could not even be kept, since it is
    about somebody who was erased or is too large, says that and names no id."""
    lost = {verdict.id: verdict for verdict in kept if verdict.outcome == "refused"}

    def told(row: RowVerdict) -> RowVerdict:
        why = None if row.rejected is None else lost.get(row.rejected)
        if why is None:
            return row
        return row._replace(outcome="refused", code=why.code, message=why.message, hint=why.hint, rejected=None)

    return [told(row) for row in rows]


@dataclass(slots=True)
class Tally:
    """Counts rows by outcome while they are read, and keeps what is to be said about them."""

    counts: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(OUTCOMES, 0))
    rows: list[RowVerdict] = field(default_factory=list)
    nothing: int = 0

    def add(self, verdicts: Sequence[RowVerdict]) -> None:
        for verdict in verdicts:
            self.counts[verdict.outcome] += 1
            if verdict.code:
                self.rows.append(verdict)

    @property
    def read(self) -> int:
        return sum(self.counts.values()) + self.nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did, or with `dry_run` would do.

    `read` is the sum of all other counts; `nothing` are rows that say nothing yet, such as a course that nobody has
    begun. `replayed` are rows that had been refused earlier and were taken now, since what they lacked came in.
    """

    kind: Door
    read: int
    accepted: int
    known: int
    conflict: int
    refused: int
    nothing: int = 0
    rows: tuple[RowVerdict, ...] = ()
    unread: tuple[str, ...] = ()
    replayed: int = 0
    dry_run: bool = False
    seconds: float = 0.0
    edition: Edition | None = None

    @property
    def fine(self) -> bool:
        """Whether everything was taken."""
        return self.conflict == 0 and self.refused == 0

    def as_json(self) -> dict[str, object]:
        """The report as JSON knows it. The keys are an interface (docs/evidence.md)."""
        return {
            "edition": None if self.edition is None else of_edition(self.edition),
            "kind": self.kind,
            "dry_run": self.dry_run,
            "read": self.read,
            "accepted": self.accepted,
            "known": self.known,
            "conflict": self.conflict,
            "refused": self.refused,
            "nothing": self.nothing,
            "replayed": self.replayed,
            "unread_columns": list(self.unread),
            "rows": [row._asdict() for row in self.rows],
            "seconds": round(self.seconds, 2),
        }


def report(
    kind: Door, tally: Tally, *, unread: tuple[str, ...], dry_run: bool, seconds: float, edition: Edition | None,
    replayed: int = 0,
) -> ImportReport:  # fmt: skip
    """The report of a tally, its rows in the order of the table."""
    return ImportReport(
        kind=kind,
        read=tally.read,
        accepted=tally.counts["accepted"],
        known=tally.counts["known"],
        conflict=tally.counts["conflict"],
        refused=tally.counts["refused"],
        nothing=tally.nothing,
        rows=tuple(sorted(tally.rows, key=lambda row: (row.row is None, row.row or 0, row.id))),
        unread=unread,
        replayed=replayed,
        dry_run=dry_run,
        seconds=seconds,
        edition=edition,
    )
