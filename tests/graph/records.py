"""A record to test with: people, facts and keys of nobody."""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from graph import Graph
from graph.record import Record
from learners.access import VisibleLearner
from learners.evidence import Evidence, Note
from learners.ids import EvidenceId, LearnerId
from learners.people import Person
from learners.vault import Keys, SealingKey, Vault
from ontology.ids import CompetencyId

KEYS: Final = Keys(
    lookup=urlsafe_b64encode(b"l" * 32).decode(), sealing=(SealingKey(secret=urlsafe_b64encode(b"s" * 32).decode()),)
)
"""The same in every process of a test."""
AT: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Clock:
    """A machine's clock that tests move."""

    def __init__(self, at: datetime = AT) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def record_on(graph: Graph, clock: Clock | None = None) -> Record:
    return graph.record(Vault(KEYS), now=clock or Clock())


def fact(id_: str, learner: str = "ana", **said: Any) -> Evidence:
    """A fact with little in it: a self rating of level 1 in `sql`, unless something else is said."""
    subject = {name: said.pop(name) for name in ("competency", "course", "assessment") if name in said}
    values: dict[str, Any] = {
        "source": "self", "occurred_at": AT, "received_at": AT, "level": 1.0,
        **(subject or {"competency": CompetencyId("sql")}), **said,
    }  # fmt: skip
    return Evidence(id=EvidenceId(id_), learner=LearnerId(learner), **values)


def note(id_: str, learner: str = "ana", text: str = "Seen.", visibility: str = "manager", **said: Any) -> Evidence:
    """A fact that is only a note."""
    return fact(id_, learner, level=None, source="manager", note=Note(text=text, visibility=visibility), **said)  # type: ignore[arg-type]


def person(learner: str, **said: Any) -> Person:
    return Person(learner=LearnerId(learner), **said)


def seeing(learner: str, *, private_notes: bool = True) -> VisibleLearner:
    return VisibleLearner(
        id=LearnerId(learner), viewpoint="manager" if private_notes else "self", caller="test",
        private_notes=private_notes,
    )  # fmt: skip


async def with_people(graph: Graph, *learners: str, clock: Clock | None = None) -> Record:
    """A record that has these learners."""
    await graph.prepare()
    record = record_on(graph, clock)
    await record.people.put([person(learner) for learner in learners])
    return record
