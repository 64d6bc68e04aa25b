"""Facts from rows into the record: each row becomes a fact or is kept with the reason why not, a batch at a time.

Tables, feeds and replays of what was refused all come this way, so that a row gets the same verdict whichever way.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from api.import_reports import RowVerdict, and_kept
from api.row_forms import RowForm
from graph.record import Appended, Intake
from learners import accounts
from learners.evidence import Evidence, Verdict
from learners.ids import LEARNER_ID, AccountToken, EvidenceId, LearnerId
from learners.interpreting import meant
from learners.rejected import Door, Rejected
from learners.vault import Vault
from learners.words import Words
from ontology.refusals import Refusal

if TYPE_CHECKING:
    from graph.record import Record

BATCH: Final = 2_000
"""Rows that are written together; what one transaction of the record takes."""


class Handed(NamedTuple):
    """One row: its number, its cells as they are kept if it is refused, and the fact that they say, or why none.

    `mends` is the rejected item that it replaces; `token` the account that it waits for, where that is nobody's.
    """

    number: int | None
    cells: Mapping[str, object]
    said: Evidence | Refusal
    mends: str | None = None
    token: AccountToken | None = None


@dataclass(kw_only=True)
class Taking:
    """How rows of one source are taken. `form` is what their cells are read by; it is kept with a refused row.

    Where `hold` is a list, rows that correct a fact which is not there (yet) wait in it and get no verdict.
    """

    record: "Record"
    words: Words
    edition: int
    door: Door
    at: datetime
    form: RowForm
    dry_run: bool = False
    hold: list[Handed] | None = None
    came: dict[EvidenceId, LearnerId] = field(default_factory=dict)
    """In a dry run, the facts that would be there by now."""
    wrote: set[LearnerId] = field(default_factory=set)
    """Whose records have something new."""

    async def take(self, rows: Sequence[Handed]) -> list[RowVerdict]:
        """Write a batch in one transaction, with what of it is refused; a verdict for each row, in order."""
        judged = await self._known(rows)
        if self.hold is not None:
            waiting = [place for place, row in enumerate(judged) if _is_early(row)]
            self.hold += [rows[place] for place in waiting]
            judged = [row for row in judged if not _is_early(row)]
        facts = [row.said for row in judged if isinstance(row.said, Evidence)]
        refused = {place: self.kept(row) for place, row in enumerate(judged) if isinstance(row.said, Refusal)}
        intake = Intake(evidence=facts, rejected=() if self.dry_run else tuple(refused.values()))
        answers = await (self.record.judged(intake) if self.dry_run else self.record.append(intake))
        return await self._verdicts(judged, refused, answers)

    async def _verdicts(
        self, rows: Sequence[Handed], refused: Mapping[int, Rejected], said: Appended
    ) -> list[RowVerdict]:
        """A verdict for each row. What only the record could see is kept now: a conflict, or a learner gone since."""
        answers = iter(said.evidence)
        new = {verdict.id for verdict in said.evidence if verdict.outcome == "accepted"}
        self.wrote |= {row.said.learner for row in rows if isinstance(row.said, Evidence) and row.said.id in new}
        found: list[RowVerdict] = []
        late: list[Rejected] = []
        for place, row in enumerate(rows):
            if (kept := refused.get(place)) is None:
                verdict = next(answers)
                if verdict.outcome in ("conflict", "refused"):
                    late.append(kept := self.kept(row._replace(said=_as_refusal(verdict))))
                found.append(_verdict(row, verdict, None if self.dry_run or kept is None else kept.id))
            else:
                found.append(_refused(row, None if self.dry_run else kept.id))
        if self.dry_run:
            return found
        return and_kept(found, [*said.rejected, *(await self.record.rejected.keep(late) if late else ())])

    async def _known(self, rows: Sequence[Handed]) -> list[Handed]:
        """The rows, with those refused that are about nobody known, or correct what they cannot; the others with
        what the edition says that they mean."""
        facts = [row.said for row in rows if isinstance(row.said, Evidence)]
        learners = await self.record.people.known([fact.learner for fact in facts])
        corrected = {fact.supersedes for fact in facts if fact.supersedes is not None}
        owners = {**self.came, **(await self.record.evidence.owners(sorted(corrected)) if corrected else {})}
        judged = []
        for row in rows:
            fact = row.said
            if isinstance(fact, Evidence):
                row = row._replace(said=self._of_known(fact, learners, owners))
                if isinstance(row.said, Evidence):
                    owners.setdefault(fact.id, fact.learner)
                    if self.dry_run:
                        self.came.setdefault(fact.id, fact.learner)
            judged.append(row)
        return judged

    def _of_known(
        self, fact: Evidence, learners: Iterable[LearnerId], owners: Mapping[EvidenceId, LearnerId]
    ) -> Evidence | Refusal:
        if fact.learner not in learners:
            return unknown_learner(fact.learner)
        if fact.supersedes is not None:
            owner = owners.get(fact.supersedes)
            if owner is None:
                return Refusal(
                    code="supersedes.unknown",
                    message=f"There is no fact “{fact.supersedes}” that could be superseded.",
                    hint="Bring the fact in first, or correct the id.",
                )
            if owner != fact.learner:
                return Refusal(
                    code="supersedes.other_learner",
                    message=f"The fact “{fact.supersedes}” is about another learner.",
                    hint="A correction is about the learner of the fact that it corrects.",
                )
        return replace(fact, meant=meant(self.words, fact), edition=self.edition)

    def kept(self, row: Handed) -> Rejected:
        """A refused row as it is kept."""
        assert isinstance(row.said, Refusal)
        place = {} if row.cells else {"row": row.number}  # nothing else tells such rows apart
        said = json.dumps(
            {**self.form.as_json(), **place, "cells": row.cells},
            ensure_ascii=False,
            separators=(",", ":"),
            default=str,
        )
        code = row.said.code
        learner = str(row.cells.get("learner") or "").strip()
        return Rejected(
            id="r-" + self.record.vault.digest("\n".join((self.door, code, said)))[:24],
            door=self.door,
            code=code,
            message=row.said.message,
            hint=row.said.hint,
            row=said,
            at=self.at,
            number=row.number,
            token=row.token or account_in(row.cells, self.record.vault),
            learner=LearnerId(learner) if LEARNER_ID.fullmatch(learner) else None,
            mends=row.mends,
        )


def account_in(cells: Mapping[str, object], vault: Vault) -> AccountToken | None:
    """The account that a refused row without a learner names: by it the row is found when somebody asks what is held
    about them. A row about a learner that names somebody else's account says nothing about that one."""
    if LEARNER_ID.fullmatch(str(cells.get("learner") or "").strip()):
        return None
    for column in ("email", "learner", "accounts", "account"):
        text = str(cells.get(column) or "").partition("|")[0]
        found = accounts.typed(text) if "@" in text or "=" in text else None
        if isinstance(found, str):
            return vault.token(found)
    return None


def _is_early(row: Handed) -> bool:
    return isinstance(row.said, Refusal) and row.said.code == "supersedes.unknown"


def unknown_learner(learner: str) -> Refusal:
    """Why a row about nobody known cannot be taken."""
    return Refusal(
        code="learner.unknown",
        message=f"There is no learner with the id {learner}.",
        hint="Bring the person in (`skillway import people`): the row is kept, and then replayed by itself.",
    )


def _as_refusal(verdict: Verdict) -> Refusal:
    return Refusal(code=verdict.code, message=verdict.message, hint=verdict.hint)


def _verdict(row: Handed, verdict: Verdict, rejected: str | None) -> RowVerdict:
    return RowVerdict(row.number, verdict.id, verdict.outcome, verdict.code, verdict.message, verdict.hint, rejected)


def _refused(row: Handed, rejected: str | None) -> RowVerdict:
    said = row.said
    assert isinstance(said, Refusal)
    name = row.cells.get("id")
    return RowVerdict(
        row.number, str(name)[:256] if name else "", "refused", said.code, said.message, said.hint, rejected
    )
