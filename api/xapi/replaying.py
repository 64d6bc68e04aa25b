"""Refused items of this door, tried again: an account has been bound, an activity published, a statement mended.

A statement that is stored is only understood anew; one that was refused is judged as if it came now. The items stay
as they are: whoever replays them says what became of them.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson

from api.xapi import bodies, deriving, rows
from api.xapi.deriving import Understanding
from api.xapi.refusing import XapiRefused
from graph.record import Appended, Intake
from learners.evidence import Verdict
from learners.rejected import Rejected
from learners.words import Words
from learners.xapi.judging import Invalid, judge
from learners.xapi.statement import Statement
from learners.xapi.subjects import subjects

if TYPE_CHECKING:
    from api.xapi.versions import Version
    from graph.record import Record
    from graph.record.statements import StatementRow


@dataclass(frozen=True, slots=True)
class _Again:
    """A statement to be understood anew; `is_new` where it is not stored yet. `sender` is who handed it in."""

    statement: Statement
    uuid: str
    sender: str
    is_new: bool


async def replay(
    record: "Record", words: Words, rejected: Sequence[Rejected], *, at: datetime, edition: int | None, url: str
) -> list[Verdict]:
    """What becomes of each item, in order: `accepted` or `known` where a fact follows now, or nothing has to;
    `refused` with the reason where it does not. `url` is the home page of senders (`SKILLWAY_URL`)."""
    about = await asyncio.to_thread(subjects, words)
    by = Understanding(words=words, about=about, edition=edition)
    return [await _replay(record, by, item, at=at, url=url) for item in rejected]


async def _replay(record: "Record", by: Understanding, item: Rejected, *, at: datetime, url: str) -> Verdict:
    again = await _again(record, orjson.loads(item.row), item)
    if isinstance(again, Verdict):
        return again
    derived = deriving.derived([(again.statement, again.uuid)], by, at=at)
    learners = await deriving.learners_of(record, derived)
    found = deriving.outcome(derived, learners, by, vault=record.vault, at=at, sender=again.sender)
    if not again.is_new and found.rejected:
        return _refused(item, found.rejected[0].code, found.rejected[0].message, found.rejected[0].hint)
    stored: tuple[StatementRow, ...] = ()
    if again.is_new:
        authority = rows.authority_of(url, again.sender)
        named = [(again.statement, again.uuid)]
        stored = tuple(rows.rows(named, authority=authority, vault=record.vault, at=at))
    appended = await record.append(
        Intake(
            evidence=found.evidence,
            statements=stored,
            rejected=found.rejected if again.is_new else (),
            all_or_nothing=True,
        )
    )
    return _told(item, appended)


async def _again(record: "Record", row: Mapping[str, Any], item: Rejected) -> "_Again | Verdict":
    """The statement that an item is about."""
    said, sender = row.get("statement"), str(row.get("authority", ""))
    if isinstance(said, str):
        kept = await record.statements.one(said)
        if kept is None:
            return _refused(item, "statement.unknown", "The statement is not stored (any more).", "")
        if kept.voided:
            return _refused(item, "statement.voided", "The statement was voided since.", "Discard the item.")
        spoken: Version = "2.0.0" if kept.version.startswith("2.") else "1.0.3"
        raw = orjson.loads(kept.text)
        sender = str(raw["authority"].get("account", {}).get("name", ""))
        return _Again(Statement(raw=raw, spoken=spoken), kept.id, sender, is_new=False)
    version: Version = "2.0.0" if str(row.get("version", "")).startswith("2.") else "1.0.3"
    verdict = judge(said, version=version)
    if isinstance(verdict, Invalid):
        fault = verdict.faults[0]
        return _refused(item, f"statement.{fault.rule}", f"{fault.path}: {fault.message}", fault.mend)
    try:
        bodies.check_attachments(said)
    except XapiRefused as refused:
        return _refused(item, refused.code, refused.message, refused.hint)
    return _Again(verdict, verdict.id or str(uuid4()), sender or "replayed", is_new=True)


def _told(item: Rejected, appended: Appended) -> Verdict:
    bad = next((v for v in (*appended.statements, *appended.evidence) if v.outcome in ("conflict", "refused")), None)
    if bad is not None:
        return Verdict(id=item.id, outcome=bad.outcome, code=bad.code, message=bad.message, hint=bad.hint)
    every = (*appended.statements, *appended.evidence)
    known = bool(every) and all(verdict.outcome == "known" for verdict in every)
    return Verdict(id=item.id, outcome="known" if known else "accepted")


def _refused(item: Rejected, code: str, message: str, hint: str) -> Verdict:
    return Verdict(id=item.id, outcome="refused", code=code, message=message, hint=hint)
