"""People from a table into the record: all rows are read before one is written, since they speak of each other."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from api.import_reports import RowVerdict, and_kept
from api.intake import account_in
from graph.record.erased import ERASED
from learners.evidence import Outcome, Verdict
from learners.ids import LEARNER_ID, AccountToken, LearnerId
from learners.people import Person
from learners.rejected import Rejected
from learners.tables import people as table
from learners.tables.people import PersonRow
from ontology.refusals import Refusal

if TYPE_CHECKING:
    from graph.record import Record

BATCH: Final = 500
"""People that are written together."""
MOST_STEPS_UP: Final = 1_000
"""From a person to the top; nobody has so many above them, so a longer way is not followed."""


class HandedPerson(NamedTuple):
    """One row: its number, its cells as they are kept if it is refused, and the person that they say, or why none."""

    number: int | None
    cells: Mapping[str, object]
    said: Person | Refusal
    mends: str | None = None


class _Against(NamedTuple):
    """What speaks against a row."""

    outcome: Outcome
    refusal: Refusal


@dataclass(kw_only=True)
class PeopleTaking:
    """How people of one table are taken."""

    record: "Record"
    at: datetime
    dry_run: bool = False
    bound: set[AccountToken] = field(default_factory=set)
    """Accounts of people who were taken: what waited for one of them can be replayed."""
    came: set[LearnerId] = field(default_factory=set)
    wrote: set[LearnerId] = field(default_factory=set)
    """Of those, whose records have something new."""

    async def take(self, rows: Sequence[HandedPerson]) -> list[RowVerdict]:
        """A verdict for each row, in order. Each person is written whole or not at all."""
        against = await self._against(rows)
        verdicts: dict[int, RowVerdict] = {}
        good: list[tuple[int, Person]] = []
        first: dict[Person, int] = {}
        for place, row in enumerate(rows):
            if place in against or not isinstance(row.said, Person):
                continue
            if (before := first.setdefault(row.said, place)) != place:
                verdicts[place] = _repeated(row, rows[before])
            else:
                good.append((place, row.said))
        for start in range(0, len(good), BATCH):
            verdicts |= await self._written(rows, good[start : start + BATCH])
        refused = {place: _kept(self.record, rows[place], why.refusal, self.at) for place, why in against.items()}
        for place, verdict in verdicts.items():
            if not verdict.taken and verdict.code != ERASED.code:  # that row would bring somebody back
                late = Refusal(code=verdict.code, message=verdict.message, hint=verdict.hint)
                refused[place] = _kept(self.record, rows[place], late, self.at)
                verdicts[place] = verdict._replace(rejected=None if self.dry_run else refused[place].id)
        said: list[Verdict] = []
        if not self.dry_run:
            for start in range(0, len(kept := list(refused.values())), BATCH):
                said += await self.record.rejected.keep(kept[start : start + BATCH])
        for place, why in against.items():
            verdicts[place] = _verdict(rows[place], why, None if self.dry_run else refused[place].id)
        return and_kept([verdicts[place] for place in range(len(rows))], said)

    async def _written(
        self, rows: Sequence[HandedPerson], good: Sequence[tuple[int, Person]]
    ) -> dict[int, RowVerdict]:
        """Write people; those who would be taken count as accepted in a dry run, known or not."""
        people = [person for _, person in good]
        managers = sorted({p.manager for p in people if p.manager is not None})
        there = await self.record.people.known(managers)
        there |= {row.said.learner for row in rows if isinstance(row.said, Person)}
        if self.dry_run:
            return {
                place: _noted(RowVerdict(rows[place].number, person.learner, "accepted"), person, there)
                for place, person in good
            }
        found: dict[int, RowVerdict] = {}
        for (place, person), said in zip(good, await self.record.people.put(people), strict=True):
            verdict = RowVerdict(rows[place].number, said.id, said.outcome, said.code, said.message, said.hint)
            found[place] = _noted(verdict, person, there) if verdict.taken else verdict
            if said.outcome == "accepted":
                self.wrote.add(person.learner)
            if verdict.taken:
                self.came.add(person.learner)
                self.bound |= self._tokens(person).keys()
        return found

    async def _against(self, rows: Sequence[HandedPerson]) -> dict[int, _Against]:
        """What speaks against rows, by place: what they say, and what they say of each other and of the record."""
        found = {
            place: _Against("refused", row.said) for place, row in enumerate(rows) if isinstance(row.said, Refusal)
        }
        read = [place for place in range(len(rows)) if place not in found]
        numbered = [PersonRow(rows[p].number or 0, said) for p in read if isinstance(said := rows[p].said, Person)]
        for place, refusal in table.doubled(numbered):
            found[read[place]] = _Against("refused", refusal)
        left = [place for place, row in enumerate(rows) if place not in found and isinstance(row.said, Person)]
        people = {place: person for place in left if isinstance(person := rows[place].said, Person)}
        circles = table.circles(await self._managers(list(people.values())))
        for place, person in people.items():
            if "manager" in person.says and person.learner in circles:
                closes = table.in_a_circle(person.learner, circles[person.learner])
                found[place] = _Against("refused", closes)
        return found | await self._claims({place: p for place, p in people.items() if place not in found}, rows)

    async def _managers(self, people: Sequence[Person]) -> dict[LearnerId, LearnerId | None]:
        """Who would report to whom: what the table says, and above that what the record says."""
        managers = {person.learner: person.manager for person in people if "manager" in person.says}
        ask = {person.learner for person in people} - managers.keys()
        for _ in range(MOST_STEPS_UP):
            ask |= {above for above in managers.values() if above is not None and above not in managers}
            if not ask:
                break
            there = await self.record.people.managers(sorted(ask))
            managers |= {learner: there.get(learner) for learner in ask}
            ask = set()
        return managers

    async def _claims(self, people: Mapping[int, Person], rows: Sequence[HandedPerson]) -> dict[int, _Against]:
        """Rows that claim an account of somebody else: of the record, or of a row before."""
        found: dict[int, _Against] = {}
        tokens = {place: self._tokens(person) for place, person in people.items()}
        owners = dict(await self.record.people.resolve([token for texts in tokens.values() for token in texts]))
        roots = await self.record.people.roots([*owners.values(), *(person.learner for person in people.values())])
        number: dict[AccountToken, int | None] = {}
        for place, person in people.items():
            own = {person.learner, roots.get(person.learner, person.learner)}
            for token, text in tokens[place].items():
                owner = owners.setdefault(token, person.learner)
                if owner not in own and roots.get(owner, owner) not in own:
                    said = owner if token not in number else f"{owner} (row {number[token]})"
                    found[place] = _Against("conflict", table.claimed(text, person.learner, said))
                    break
                if token not in number and owner == person.learner:
                    number[token] = rows[place].number
        return found

    def _tokens(self, person: Person) -> dict[AccountToken, str]:
        return {self.record.vault.token(text): text for text in table.identifying(person)}


def _repeated(row: HandedPerson, first: HandedPerson) -> RowVerdict:
    return RowVerdict(
        row.number,
        str(row.cells.get("learner") or "").strip(),
        "known",
        "row.repeated",
        f"Row {first.number} says the same.",
    )


def _noted(verdict: RowVerdict, person: Person, there: frozenset[LearnerId]) -> RowVerdict:
    """The verdict, with a word about a manager whom nobody knows yet."""
    if person.manager is None or person.manager in there:
        return verdict
    return verdict._replace(
        code="manager.unknown",
        message=f"Nobody with the id {person.manager} is in the record yet; {person.learner} reports to them once"
        " they are.",
        hint="Bring the manager in, or correct the id.",
    )


def _verdict(row: HandedPerson, why: _Against, rejected: str | None) -> RowVerdict:
    said = why.refusal
    # What stands in the cell may be a mail address; only an id is repeated.
    name = row.said.learner if isinstance(row.said, Person) else ""
    return RowVerdict(row.number, name, why.outcome, said.code, said.message, said.hint, rejected)


def _kept(record: "Record", row: HandedPerson, why: Refusal, at: datetime) -> Rejected:
    """A refused row as it is kept."""
    learner = str(row.cells.get("learner") or "").strip()
    place = {} if row.cells else {"row": row.number}  # nothing else tells such rows apart
    said = json.dumps({**place, "cells": row.cells}, ensure_ascii=False, separators=(",", ":"), default=str)
    return Rejected(
        id="r-" + record.vault.digest("\n".join(("people", why.code, said)))[:24],
        door="people",
        code=why.code,
        message=why.message,
        hint=why.hint,
        row=said,
        at=at,
        number=row.number,
        token=account_in(row.cells, record.vault),
        learner=LearnerId(learner) if LEARNER_ID.fullmatch(learner) else None,
        mends=row.mends,
    )
