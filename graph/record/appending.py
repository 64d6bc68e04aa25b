"""Appending: several intakes as one transaction, with a verdict for each item.

What is there is read inside the transaction that writes, and every id is unique: of two processes that bring the same
fact one finds it there, at the latest when it tries again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from graph.record import evidence_rows, rejected_rows, statements
from graph.record.erased import erased_verdict, gone
from graph.record.evidence import says_nothing
from graph.record.intake import Appended, Intake
from graph.record.parts import parts, weight
from graph.record.statements import Head
from graph.record.times import text
from graph.record.writing import Moment
from learners.audit import blinded
from learners.evidence import Verdict
from learners.vault import Vault

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An intake with its rows sealed, ready to be written. `bytes` is about what they take.

    `tombs` are the learners and accounts that it speaks of, by the ids that their tombstones would have; `judges` are
    the names of those who said something about others, should they have been erased.
    """

    intake: Intake
    evidence: tuple[dict[str, Any], ...]
    rejected: tuple[dict[str, Any], ...]
    tombs: Mapping[str, str]
    judges: Mapping[str, str]
    bytes: int

    @property
    def rows(self) -> int:
        return len(self.evidence) + len(self.rejected) + len(self.intake.statements)


@dataclass(frozen=True, slots=True)
class _Fact:
    """What must be known of a fact that is there. `quiet`: nothing that is answered depends on it."""

    digest: str
    root: str
    quiet: bool


@dataclass(slots=True)
class _There:
    """What the transaction found, and what it adds to that."""

    facts: dict[str, _Fact] = field(default_factory=dict)
    roots: dict[str, str] = field(default_factory=dict)
    statements: dict[str, Head] = field(default_factory=dict)
    rejected: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)

    def copy(self) -> "_There":
        return _There(dict(self.facts), self.roots, dict(self.statements), set(self.rejected), self.erased)


def prepare(intake: Intake, vault: Vault) -> Prepared:
    """Seal what is to be sealed. To be run in a thread."""
    evidence = tuple(evidence_rows.closed(fact, vault) for fact in intake.evidence)
    rejected = tuple(rejected_rows.closed(item, vault) for item in intake.rejected)
    size = sum(map(weight, evidence)) + sum(map(weight, rejected)) + sum(map(len_of, intake.statements))
    tombs = {gone(vault, row["learner"]): row["learner"] for row in (*evidence, *rejected) if "learner" in row}
    tombs |= {row["token"]: row["token"] for row in rejected if "token" in row}
    tombs |= {row.actor: row.actor for row in intake.statements if row.actor is not None}
    judges = {row["author"]: blinded(vault, row["author"]) for row in evidence if "author" in row}
    tombs |= {gone(vault, judge): judge for judge in judges}
    return Prepared(intake=intake, evidence=evidence, rejected=rejected, tombs=tombs, judges=judges, bytes=size)


def len_of(row: statements.StatementRow) -> int:
    """About what a statement takes."""
    return len(row.sealed) + 400 + 45 * (len(row.agents) + len(row.mentions) + len(row.activities))


async def append(moment: Moment, intakes: Sequence[Prepared]) -> list[Appended]:
    """Write what is new of all intakes, and say what became of each item."""
    there = await _read(moment, intakes)
    judged = []
    facts: list[dict[str, Any]] = []
    stored: list[statements.StatementRow] = []
    refused: list[dict[str, Any]] = []
    for prepared in intakes:
        now, there = _judge(prepared, there)
        judged.append(now)
        if now.written:
            facts += _authored(_accepted(prepared.evidence, now.evidence), prepared.judges, there.erased)
            stored += _accepted(prepared.intake.statements, now.statements)
        refused += _accepted(prepared.rejected, now.rejected)
    if not (facts or stored or refused):
        return judged
    stamps = await moment.stamps(len(stored) + len(facts)) if facts or stored else []
    for fact, stamp in zip(facts, stamps[len(stored) :], strict=True):
        fact["receivedAt"] = stamp
    for part in parts(facts, weight):
        rows = [[fact.get(name) for name in evidence_rows.COLUMNS] for fact in part]
        await moment.run("write/record/evidence", rows=rows)
    await _mark_changed(moment, facts, there.roots)
    await statements.write(moment.transaction, stored, stamps[: len(stored)])
    for part in parts(refused, weight):
        await moment.run("write/record/rejected", rows=part)
    return [replace(now, received_at=moment.last) if _is_new(now) else now for now in judged]


async def judge(moment: Moment, prepared: Prepared) -> Appended:
    """What would become of each item. Nothing is written."""
    return _judge(prepared, await _read(moment, [prepared]))[0]


def _is_new(now: Appended) -> bool:
    return now.written and any(verdict.outcome == "accepted" for verdict in (*now.evidence, *now.statements))


def _accepted(rows: Sequence[R], verdicts: Sequence[Verdict]) -> list[R]:
    return [row for row, verdict in zip(rows, verdicts, strict=True) if verdict.outcome == "accepted"]


def _authored(
    facts: Sequence[dict[str, Any]], judges: Mapping[str, str], erased: Collection[str]
) -> list[dict[str, Any]]:
    """The facts, under a name that leads nowhere where who said it was erased: what they saw of others stays."""
    return [{**fact, "author": judges[fact["author"]]} if fact.get("author") in erased else fact for fact in facts]


async def _read(moment: Moment, intakes: Sequence[Prepared]) -> _There:
    """What is there of all that is brought, or that it speaks of."""
    there = _There()
    rows = [row for prepared in intakes for row in prepared.evidence]
    ids = {row["id"] for row in rows} | {row["supersedes"] for row in rows if "supersedes" in row}
    heads = [head for part in parts(sorted(ids)) for head in await moment.run("read/record/evidence_taken", ids=part)]
    learners = {row["learner"] for row in rows} | {learner for _, _, learner, _ in heads}
    for part in parts(sorted(learners)):
        there.roots.update(await moment.run("read/record/learners", ids=part))
    for id_, digest, learner, quiet in heads:
        there.facts[id_] = _Fact(digest, there.roots.get(learner) or learner, quiet)
    there.statements = await statements.heads(
        moment.transaction, [row for prepared in intakes for row in prepared.intake.statements]
    )
    tombs = {tomb: name for prepared in intakes for tomb, name in prepared.tombs.items()}
    for part in parts(sorted(tombs)):
        there.erased |= {tombs[tomb] for tomb, _ in await moment.run("read/record/tombstones", ids=part)}
    for part in parts(sorted({row["id"] for prepared in intakes for row in prepared.rejected})):
        there.rejected |= {id_ for (id_,) in await moment.run("read/record/rejected_taken", ids=part)}
    return there


def _judge(prepared: Prepared, there: _There) -> tuple[Appended, _There]:
    """The verdicts on one intake, and what is there after it."""
    intake = prepared.intake
    after = there.copy() if intake.all_or_nothing else there
    statement_verdicts = _statements(intake, after)
    of_statement = {verdict.id: verdict for verdict in statement_verdicts if verdict.outcome != "accepted"}
    verdicts = [_fact(row, after, of_statement) for row in prepared.evidence]
    flawed = any(verdict.outcome in ("conflict", "refused") for verdict in (*statement_verdicts, *verdicts))
    kept_out = intake.all_or_nothing and flawed
    if kept_out:
        after = there
        statement_verdicts = [_kept_out(verdict) for verdict in statement_verdicts]
        verdicts = [_kept_out(verdict) for verdict in verdicts]
    refused = []
    for row in prepared.rejected:
        if kept_out and not intake.rejected_alone:
            refused.append(_kept_out(Verdict(id=row["id"], outcome="accepted")))
            continue
        if {row.get("learner"), row.get("token")} & there.erased:  # what it says would bring them back
            refused.append(erased_verdict(row["id"]))
            continue
        if (large := rejected_rows.too_large(row)) is not None:
            refused.append(large)
            continue
        refused.append(Verdict(id=row["id"], outcome="known" if row["id"] in after.rejected else "accepted"))
        after.rejected.add(row["id"])
    return Appended(
        evidence=tuple(verdicts), statements=tuple(statement_verdicts), rejected=tuple(refused), written=not kept_out
    ), after


def _statements(intake: Intake, there: _There) -> list[Verdict]:
    """The verdicts on statements; accepted ones are added to what is there."""
    taken = [row for row in intake.statements if row.actor not in there.erased]
    judged = iter(statements.judged(taken, there.statements))
    return [erased_verdict(row.id) if row.actor in there.erased else next(judged) for row in intake.statements]


def _fact(row: dict[str, Any], there: _There, of_statement: Mapping[str, Verdict]) -> Verdict:
    """The verdict on one fact. An accepted one is added to what is there, and told whether it is quiet."""
    id_ = row["id"]
    if (said := of_statement.get(row.get("statement", ""))) is not None:
        return replace(said, id=id_)
    root = there.roots.get(row["learner"])
    head = there.facts.get(id_)
    if head is not None and head.digest == row["digest"] and head.root == (root or row["learner"]):
        return Verdict(id=id_, outcome="known")
    if head is not None:
        return Verdict(
            id=id_,
            outcome="conflict",
            code="evidence.conflict",
            message=f"Another fact with the id {id_} is in the record already.",
            hint="A fact is never changed. Send the correction under an id of its own, with “supersedes”.",
        )
    if row["learner"] in there.erased:
        return erased_verdict(id_)
    if root is None:
        return Verdict(
            id=id_,
            outcome="refused",
            code="learner.unknown",
            message=f"There is no learner with the id {row['learner']}.",
            hint="Bring the person in first (`skillway import people`), or correct the id.",
        )
    row["quiet"] = _is_quiet(row, there.facts)
    there.facts[id_] = _Fact(row["digest"], root, row["quiet"])
    return Verdict(id=id_, outcome="accepted")


def _is_quiet(row: dict[str, Any], facts: Mapping[str, _Fact]) -> bool:
    """Whether nothing that is answered can depend on a fact: only a note, which takes the place of nothing that
    counts, or what takes such a one back."""
    if says_nothing(row):
        return True
    before = facts.get(row["supersedes"]) if row["withdrawn"] and "supersedes" in row else None
    return before is not None and before.quiet


def _kept_out(verdict: Verdict) -> Verdict:
    if verdict.outcome != "accepted":
        return verdict
    return Verdict(
        id=verdict.id,
        outcome="refused",
        code="intake.kept_out",
        message="Something else that came with it could not be taken, and they were to be taken together.",
        hint="Mend that, and send all of them again.",
    )


async def _mark_changed(moment: Moment, facts: Sequence[Mapping[str, Any]], roots: Mapping[str, str]) -> None:
    """Say of the learners of facts that what is answered about them may have changed."""
    whose = {fact["learner"] for fact in facts if not fact["quiet"]}
    whose |= {roots[learner] for learner in whose}
    at = None if moment.last is None else text(moment.last)
    for part in parts(sorted(whose)):
        await moment.run("write/record/changed", rows=[{"id": learner, "at": at} for learner in part])
