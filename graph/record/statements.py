"""xAPI statements as they lie in the graph: sealed, numbered in the order in which they came, found by digests.

A `Statement` node has the whole statement as a sealed text. What can be filtered by lies beside it: the verb plain,
people and activities as keyed digests only. `seq` numbers statements without gaps but for those that were erased, so
that a page is a bounded stretch of an index on either engine, whatever it asks for; `stored` rises with it.
People beyond the actor have a `Mention` node each, because they are few and neither engine indexes a list.

`heads`, `judged` and `write` are for the one writer (`writing.py`) alone; searching is in `searching.py`.
"""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from graph.record import times
from graph.record.parts import parts
from graph.session import Connection, Transaction
from learners.evidence import Verdict
from learners.ids import AccountToken
from learners.vault import Vault

PAGE: Final = 1_000
"""Ids in one list parameter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """One statement, blinded. `sealed` is its JSON as it is given back, but for `stored`, which the writer knows.

    `digest` is of what makes two statements equal by the specification; `also` another that the same statement may be
    stored under (`learners.xapi.comparing`). `activity` is the digest of the object's IRI, where the object is an
    activity; `activities` are all that are mentioned, that one included. `actor` is the one that acted; `agents` are
    others whom the filter `agent` finds (members of a group that acted, agents and groups that are the object);
    `mentions` others whom only `related_agents` finds. `ref` is the statement that is the object, `voids` the same
    where the verb says so. `timestamped`: the statement has a timestamp of its own, and is not given the time of
    storing as one.
    """

    id: str
    sealed: str
    digest: str
    verb: str
    version: str
    timestamped: bool
    authority: AccountToken
    also: str | None = None
    actor: AccountToken | None = None
    agents: tuple[AccountToken, ...] = ()
    mentions: tuple[AccountToken, ...] = ()
    activity: str | None = None
    activities: tuple[str, ...] = ()
    registration: str | None = None
    ref: str | None = None
    voids: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What must be known of a statement that is there: its digest, and whether it voids another."""

    digest: str
    voiding: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One statement that is stored. `text` is its whole JSON, `actor` the account that acted, blind."""

    id: str
    seq: int
    stored: datetime
    voided: bool
    version: str
    actor: AccountToken | None
    text: str


async def heads(reading: Connection | Transaction, rows: Sequence[StatementRow]) -> dict[str, Head]:
    """Those of the rows' ids, and of the ids that they void, that are stored."""
    ids = [row.id for row in rows] + [row.voids for row in rows if row.voids is not None]
    found: dict[str, Head] = {}
    for start in range(0, len(ids), PAGE):
        run = reading.run if isinstance(reading, Transaction) else reading.rows
        for id_, digest, voiding in await run("read/record/statement_heads", ids=ids[start : start + PAGE]):
            found[id_] = Head(digest, voiding)
    return found


def judged(rows: Sequence[StatementRow], there: MutableMapping[str, Head]) -> list[Verdict]:
    """What becomes of each row, in order. `there` is what is stored; accepted rows are added to it, so that the same
    statement twice in a batch is `known` the second time, and another with its id a conflict."""
    verdicts = []
    for row in rows:
        verdict = _judged(row, there)
        if verdict.outcome == "accepted":
            there[row.id] = Head(row.digest, row.voids is not None)
        verdicts.append(verdict)
    return verdicts


def _judged(row: StatementRow, there: Mapping[str, Head]) -> Verdict:
    head = there.get(row.id)
    if head is not None and head.digest in (row.digest, row.also):
        return Verdict(id=row.id, outcome="known")
    if head is not None:
        return Verdict(
            id=row.id,
            outcome="conflict",
            code="statement.conflict",
            message=f"Another statement with the id {row.id} is stored already.",
            hint="A statement is never changed. Void it, and send the new one under an id of its own.",
        )
    target = None if row.voids is None else there.get(row.voids)
    if target is not None and target.voiding:
        return Verdict(
            id=row.id,
            outcome="refused",
            code="statement.voids_voiding",
            message=f"The statement {row.voids} voids another, and such a statement cannot be voided.",
            hint="Send the statement that was voided again, under a new id.",
        )
    return Verdict(id=row.id, outcome="accepted")


async def write(transaction: Transaction, rows: Sequence[StatementRow], stored: Sequence[str]) -> None:
    """Write accepted rows, each with its time of receipt (a text of `times`, rising).

    To be called after the facts of the same intake were written: a statement that is voided, now or by one that came
    before it, has its facts withdrawn here.
    """
    if not rows:
        return
    ((last,),) = await transaction.run("write/record/statement_numbers", count=len(rows))
    first = last - len(rows) + 1
    numbered = [_row(row, first + place, stored[place]) for place, row in enumerate(rows)]
    for part in parts(numbered, _weight):
        await transaction.run("write/record/statements", rows=part)
    mentions = [
        [token, row.id, kind]
        for row in rows
        for kind, tokens in (("agent", row.agents), ("other", row.mentions))
        for token in tokens
    ]
    for start in range(0, len(mentions), 10 * PAGE):
        await transaction.run("write/record/statement_mentions", rows=mentions[start : start + 10 * PAGE])
    await transaction.run("write/record/authorities", tokens=sorted({row.authority for row in rows}))
    await _void(transaction, rows, stored[-1])


async def _void(transaction: Transaction, rows: Sequence[StatementRow], at: str) -> None:
    """Hide what is voided by these rows, or was voided before it came, and take back what followed from it."""
    pairs = [[row.voids, row.id] for row in rows if row.voids is not None]
    waiting = [row.id for row in rows if row.voids is None]
    for start in range(0, len(waiting), PAGE):
        found = await transaction.run("read/record/statement_voiding", ids=waiting[start : start + PAGE])
        pairs += [pair for pair in map(list, found) if pair not in pairs]
    if pairs:
        await transaction.run("write/record/statement_voided", ids=[target for target, _ in pairs])
        await transaction.run("write/record/statement_withdrawals", pairs=pairs, at=at)


def _row(row: StatementRow, seq: int, stored: str) -> list[object]:
    """In the order that `write/record/statements` reads it in."""
    return [
        row.id, row.sealed, row.digest, row.verb, row.version, row.timestamped, row.authority, row.actor,
        list(row.agents), list(row.mentions), row.activity, list(row.activities), row.registration, row.ref,
        row.voids, seq, stored,
    ]  # fmt: skip


def _weight(row: Sequence[object]) -> int:
    """About how many bytes a row takes on the wire."""
    return 600 + len(str(row[1])) + sum(45 * len(listed) for listed in row if isinstance(listed, list))


def kept(vault: Vault, row: Sequence[object]) -> Kept:
    """A stored statement from `id, seq, stored, voided, version, actor, timestamped, sealed`. Raises `VaultError`."""
    id_, seq, stored, voided, version, actor, timestamped, sealed = row
    assert isinstance(id_, str) and isinstance(seq, int) and isinstance(stored, str)
    assert isinstance(version, str) and isinstance(sealed, str)
    own = "" if timestamped else f'"timestamp":"{stored}",'
    return Kept(
        id=id_,
        seq=seq,
        stored=times.read(stored),
        voided=bool(voided),
        version=version,
        actor=None if actor is None else AccountToken(str(actor)),
        text=f'{{"stored":"{stored}",{own}{vault.open(sealed)[1:]}',
    )
