"""A handful of people with histories on the sample world, and clients that ask as one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from api import tokens
from api.wiring import Wiring
from graph.record import Intake
from learners.evidence import Evidence, Note, Source
from learners.ids import EvidenceId, LearnerId
from learners.interpreting import meant
from learners.people import Person
from ontology.ids import AssessmentId, CompetencyId, CourseId, RoleLevelId
from tests.api.conftest import Api

NOW = datetime.now(UTC)
ANA, BEN, CLEO, MO, NIK = (LearnerId(name) for name in ("ana", "ben", "cleo", "mo", "nik"))
SENIOR = RoleLevelId("senior-data-engineer")
PEOPLE = (
    Person(learner=MO, name="Mo Lead"),
    Person(learner=NIK, name="Nik Lead"),
    Person(learner=ANA, name="Ana Able", email="ana@example.org", target=SENIOR, manager=MO, team="Berths"),
    Person(learner=BEN, manager=MO, role_level=RoleLevelId("data-engineer")),
    Person(learner=CLEO, target=SENIOR, manager=NIK),
)


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def fact(
    name: str,
    learner: LearnerId,
    source: Source,
    *,
    days: float,
    competency: str | None = None,
    course: str | None = None,
    assessment: str | None = None,
    note: Note | None = None,
    **said: Any,
) -> Evidence:
    return Evidence(
        id=EvidenceId(name),
        learner=learner,
        source=source,
        occurred_at=days_ago(days),
        received_at=NOW,
        competency=None if competency is None else CompetencyId(competency),
        course=None if course is None else CourseId(course),
        assessment=None if assessment is None else AssessmentId(assessment),
        note=note,
        **said,
    )


FACTS = (
    fact("a1", ANA, "assessment", assessment="sql-check", score=0.95, days=60),
    fact("a2", ANA, "self", competency="python", level=3.0, days=50, author=ANA),
    fact("a3", ANA, "manager", competency="python", level=2.0, days=40, author=MO, note=Note(text="solid work")),
    fact("a4", ANA, "observed", competency="python", level=2.0, days=30, author=NIK),
    fact("a5", ANA, "peer", competency="data-modelling", level=2.0, days=20, author=BEN),
    fact("a6", ANA, "completion", course="data-modelling-basics", days=90),
    fact("a7", ANA, "completion", course="warehouse-design", progress=0.5, days=5),
    fact("a8", ANA, "manager", competency="python", days=3, author=MO, note=Note(text="hush", visibility="manager")),
    fact("c1", CLEO, "assessment", assessment="sql-check", score=0.95, days=60),
)


async def people(wiring: Wiring) -> None:
    """Bring the people and their facts into the record."""
    record = await wiring.record()
    assert all(verdict.outcome in ("accepted", "known") for verdict in await record.people.put(PEOPLE))
    await told(wiring, FACTS)


async def told(wiring: Wiring, facts: Sequence[Evidence]) -> None:
    """Bring facts into the record, as a door does."""
    view, record = wiring.editions.view, await wiring.record()
    assert view is not None
    rows = [replace(each, meant=meant(view.words, each), edition=view.edition.number) for each in facts]
    appended = await record.append(Intake(evidence=rows))
    assert all(verdict.outcome in ("accepted", "known") for verdict in appended.evidence), appended


def token(wiring: Wiring, subject: str, scopes: Sequence[str] = ()) -> str:
    """A bearer token of the service's own keys."""
    signer = tokens.signer(wiring.settings.token_key_file, make=True, today=NOW.date().isoformat())
    assert signer is not None
    return signer.issue(subject, scopes=scopes, hours=1, at=datetime.now(UTC)).token


class As:
    """Asks as somebody."""

    def __init__(self, api: Api, subject: str, scopes: Sequence[str] = (), **headers: str) -> None:
        self.api = api
        self.headers = {"authorization": f"Bearer {token(api.wiring, subject, scopes)}", **headers}

    async def ask(self, query: str, variables: Mapping[str, Any] | None = None) -> Any:
        return await self.api.ask(query, variables, **self.headers)

    async def errors(self, query: str) -> Any:
        answer = await self.api.post({"query": query}, **self.headers)
        return answer.json()["errors"]
