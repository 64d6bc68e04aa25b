"""What an import has to know before it writes: whose facts there are, and what a feed has said so far.

Nothing of it reaches a door: it tells which facts to write. Notes are not opened.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from graph.record import evidence_rows
from graph.record.parts import parts
from graph.record.reading import paged
from graph.session import Connection
from learners.evidence import Evidence, Outcome
from learners.ids import EvidenceId, LearnerId
from learners.vault import Vault

PAGE: Final = 5_000
LEARNERS_AT_ONCE: Final = 500


class Feeds:
    """Looks up what is there already."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def owners(self, facts: Sequence[EvidenceId]) -> Mapping[EvidenceId, LearnerId]:
        """The learner that each fact came in for; those that are not there are left out."""
        found: dict[EvidenceId, LearnerId] = {}
        for part in parts(sorted(set(facts))):
            for id_, _, learner, _ in await self._connection.rows("read/record/evidence_taken", ids=part):
                found[EvidenceId(id_)] = LearnerId(learner)
        return found

    async def current(self, learners: Sequence[LearnerId], prefix: str) -> Mapping[LearnerId, tuple[Evidence, ...]]:
        """Facts about learners with ids that begin with `prefix` and that none of the others supersedes, by id.

        What came in for somebody who was merged into a learner is among the learner's.
        """
        found: dict[LearnerId, tuple[Evidence, ...]] = {}
        wanted = sorted(set(learners))
        for start in range(0, len(wanted), LEARNERS_AT_ONCE):
            found |= await self._some(wanted[start : start + LEARNERS_AT_ONCE], prefix)
        return found

    async def _some(self, learners: Sequence[LearnerId], prefix: str) -> dict[LearnerId, tuple[Evidence, ...]]:
        root: dict[str, LearnerId] = {learner: learner for learner in learners}
        for alias, into in await self._connection.rows("read/record/aliases", learners=list(learners)):
            root[alias] = LearnerId(into)
        facts: dict[LearnerId, list[Evidence]] = {learner: [] for learner in learners}
        async for _, row in paged(
            self._connection, "read/record/feed_facts", PAGE, learners=sorted(root), prefix=prefix
        ):
            came_for = LearnerId(row["learner"])
            facts[root[came_for]].append(evidence_rows.opened(row, came_for, self._vault, noted=False))
        return {learner: _left(some) for learner, some in facts.items()}

    async def outcomes(self, facts: Sequence[Evidence]) -> list[Outcome]:
        """What would become of facts if they were appended one after the other; nothing is written."""
        digests: dict[str, str] = {}
        for part in parts(sorted({fact.id for fact in facts})):
            for id_, digest, _, _ in await self._connection.rows("read/record/evidence_taken", ids=part):
                digests[id_] = digest
        return await asyncio.to_thread(lambda: [self._outcome(fact, digests) for fact in facts])

    def _outcome(self, fact: Evidence, digests: dict[str, str]) -> Outcome:
        digest = evidence_rows.digest(fact, self._vault)
        there = digests.get(fact.id)
        if there is None:
            digests[fact.id] = digest
            return "accepted"
        return "known" if there == digest else "conflict"


def _left(facts: Sequence[Evidence]) -> tuple[Evidence, ...]:
    corrected = {fact.supersedes for fact in facts}
    return tuple(fact for fact in facts if fact.id not in corrected and not fact.withdrawn)
