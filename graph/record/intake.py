"""What is handed in together, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from graph.record.statements import StatementRow
from learners.evidence import Evidence, Verdict
from learners.rejected import Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Facts, statements and refused items that are written together, in one transaction, or not at all.

    With `all_or_nothing`, one item that conflicts or is refused keeps every fact and statement of this intake out;
    `rejected` is kept all the same, unless not `rejected_alone`. Without it each stands for itself. `received_at` of
    the facts is not looked at: the record gives it.
    """

    evidence: Sequence[Evidence] = ()
    statements: Sequence[StatementRow] = ()
    rejected: Sequence[Rejected] = ()
    all_or_nothing: bool = False
    rejected_alone: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """A verdict for each item, in the order of the intake. `received_at` is the last time that was given; None where
    nothing new came in. `written` says whether anything was: False where `all_or_nothing` kept it out."""

    evidence: tuple[Verdict, ...] = ()
    statements: tuple[Verdict, ...] = ()
    rejected: tuple[Verdict, ...] = ()
    received_at: datetime | None = None
    written: bool = True
