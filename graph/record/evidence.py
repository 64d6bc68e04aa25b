"""Who reads which facts. They are appended by `Record.append`.

A fact is a node of its own, without relationships: it names learner and subject by id, so no busy node is locked and
no edition touches it. What a caller may not see of a learner is taken out here, so that no door can forget to: a note
for managers, a fact that is only such a note, and whatever would betray either.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from graph.record import evidence_rows
from graph.record.evidence_rows import Properties
from graph.record.parts import parts
from graph.session import Connection
from learners.access import VisibleLearner
from learners.evidence import Evidence
from learners.ids import EvidenceId, LearnerId
from learners.vault import Vault
from ontology.ids import CompetencyId

PAGE: Final = 2_000
"""Facts that one statement reads: the notes among them may have 40 kB each."""
LEARNERS_AT_ONCE: Final = 40
"""In one statement: with 50 facts each they fill one page. Each further page of theirs looks at all of them again."""
MOST_AT_ONCE: Final = 1_000
"""Learners whose facts are in memory as rows at the same time."""


class EvidenceRecord:
    """Facts about learners whom a caller may see."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def of(
        self, visible: VisibleLearner, *, competency: CompetencyId | None = None, notes: bool = True
    ) -> tuple[Evidence, ...]:
        """All facts about a learner that may be seen, by when they occurred, then by id.

        With `competency` only those that name it, that meant it when they came in, or that correct one of these.
        Without `notes` they come without their notes: a third faster, where only a state is asked for.
        """
        facts = (await self.of_many((visible,), notes=notes))[visible.id]
        return facts if competency is None else _about(facts, competency)

    async def of_many(
        self, visibles: Sequence[VisibleLearner], *, notes: bool = True
    ) -> Mapping[LearnerId, tuple[Evidence, ...]]:
        """The same for several, each as it may be seen; an empty tuple where nothing is known."""
        found: dict[LearnerId, tuple[Evidence, ...]] = {}
        for start in range(0, len(visibles), MOST_AT_ONCE):
            found |= await self._some(visibles[start : start + MOST_AT_ONCE], notes=notes)
        return found

    async def one(self, visible: VisibleLearner, evidence: EvidenceId) -> Evidence | None:
        """One fact about the learner; None where there is none that may be seen."""
        return next((fact for fact in await self.of(visible) if fact.id == evidence), None)

    async def owners(self, facts: Sequence[EvidenceId]) -> Mapping[EvidenceId, LearnerId]:
        """Whom facts are about now, by id; those that are not there are left out. For checking what comes in: it says
        nothing of what the facts say, and goes to nobody who asks about people."""
        found: dict[EvidenceId, LearnerId] = {}
        for part in parts(sorted(set(facts))):
            for fact, learner in await self._connection.rows("read/record/evidence_owners", ids=part):
                found[EvidenceId(fact)] = LearnerId(learner)
        return found

    async def _some(
        self, visibles: Sequence[VisibleLearner], *, notes: bool
    ) -> dict[LearnerId, tuple[Evidence, ...]]:
        counts_for: dict[str, LearnerId] = {visible.id: visible.id for visible in visibles}
        wanted = sorted(counts_for)
        for alias, root in await self._connection.rows("read/record/aliases", learners=wanted):
            counts_for[alias] = LearnerId(root)
        rows: dict[LearnerId, list[Properties]] = {visible.id: [] for visible in visibles}
        ids = sorted(counts_for)
        for start in range(0, len(ids), LEARNERS_AT_ONCE):
            async for row in self._rows(ids[start : start + LEARNERS_AT_ONCE]):
                rows[counts_for[row["learner"]]].append(row)
        return await asyncio.to_thread(
            lambda: {visible.id: seen(rows[visible.id], visible, self._vault, notes=notes) for visible in visibles}
        )

    async def _rows(self, learners: Sequence[str]) -> AsyncIterator[Properties]:
        """What the facts about learners say, page by page."""
        after, more = "", True
        while more:
            count = 0
            for (facts,) in await self._connection.rows(
                "read/record/evidence_of", learners=learners, after=after, limit=PAGE
            ):
                count += len(facts)
                for fact in facts:
                    yield dict(zip(evidence_rows.READ, fact, strict=True))
                after = facts[-1][0] if facts else after
            more = count == PAGE


def seen(
    rows: Sequence[Properties], visible: VisibleLearner, vault: Vault, *, notes: bool = True
) -> tuple[Evidence, ...]:
    """The facts of the rows as they may be seen, by when they occurred, then by id."""
    hidden = frozenset() if visible.private_notes else betraying(rows)
    facts = []
    for row in rows:
        if row["id"] in hidden:
            continue
        noted = notes and (visible.private_notes or row.get("noteFor") != "manager")
        fact = evidence_rows.opened(row, visible.id, vault, noted=noted)
        facts.append(replace(fact, supersedes=None) if fact.supersedes in hidden else fact)
    return tuple(sorted(facts, key=lambda fact: (fact.occurred_at, fact.id)))


def betraying(rows: Sequence[Properties]) -> frozenset[str]:
    """The ids of facts that say nothing but that there is a note for managers: such a note, and what takes it back.

    A note beside a fact that may be seen is one of them, too: it corrects nothing that counts.
    """
    hidden = {row["id"] for row in rows if _is_private_note(row)}
    taking_back = [row for row in rows if row.get("withdrawn")]
    found = True
    while found:
        more = {row["id"] for row in taking_back if row["id"] not in hidden and row.get("supersedes") in hidden}
        hidden |= more
        found = bool(more)
    return frozenset(hidden)


def _is_private_note(row: Properties) -> bool:
    return row.get("noteFor") == "manager" and says_nothing(row)


def says_nothing(row: Properties) -> bool:
    """Whether the fact of a row is only a note (`Evidence.only_a_note`)."""
    said = any(row.get(name) is not None for name in ("level", "score", "passed", "progress"))
    return row["source"] != "completion" and not row.get("withdrawn") and not said


def _about(facts: Sequence[Evidence], competency: CompetencyId) -> tuple[Evidence, ...]:
    kept = {
        fact.id
        for fact in facts
        if fact.competency == competency or any(meant.competency == competency for meant in fact.meant)
    }
    size = -1
    while size != len(kept):
        size = len(kept)
        kept |= {fact.id for fact in facts if fact.supersedes in kept}
    return tuple(fact for fact in facts if fact.id in kept)
