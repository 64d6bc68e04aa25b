"""What a feed has said so far: an import has to know that before it says what has changed since.

Nothing of it reaches a door: it tells which facts to write. Notes are not opened.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from graph.record import evidence_rows
from graph.record.reading import paged
from graph.session import Connection
from learners.evidence import Evidence
from learners.ids import LearnerId
from learners.vault import Vault

PAGE: Final = 5_000
LEARNERS_AT_ONCE: Final = 500


class Feeds:
    """Facts by where they came from."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

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


def _left(facts: Sequence[Evidence]) -> tuple[Evidence, ...]:
    corrected = {fact.supersedes for fact in facts}
    return tuple(fact for fact in facts if fact.id not in corrected and not fact.withdrawn)
