"""A learning system at the door: the sample world is published, two people are known, and tokens are at hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from api import tokens
from api.settings import Settings
from api.wiring import Wiring, wired
from graph import GraphTarget
from graph.record import Record
from learners.ids import LearnerId
from learners.people import Person
from ontology import sample
from ontology.model import Catalogue
from ontology.reading import read
from tests.api.conftest import AT, client_of, settings_for

PASSED = "http://adlnet.gov/expapi/verbs/passed"
EXPERIENCED = "http://adlnet.gov/expapi/verbs/experienced"
VOIDED = "http://adlnet.gov/expapi/verbs/voided"
ANA, BO = "ana@example.org", "bo@example.org"


def a_statement(who: str = ANA, activity: str = "https://example.org/elsewhere", **more: Any) -> dict[str, Any]:
    """A valid statement with an id of its own, of both versions."""
    return {
        "id": str(uuid4()),
        "actor": {"objectType": "Agent", "mbox": f"mailto:{who}"},
        "verb": {"id": EXPERIENCED},
        "object": {"objectType": "Activity", "id": activity},
        **more,
    }


def voiding(target: str, **more: Any) -> dict[str, Any]:
    return a_statement(verb={"id": VOIDED}, object={"objectType": "StatementRef", "id": target}, **more)


@dataclass(frozen=True)
class Lms:
    """A client with a token, and the service behind it."""

    client: httpx.AsyncClient
    wiring: Wiring
    token: str
    version: str = "1.0.3"

    def headers(self, **more: str) -> dict[str, str]:
        own = {"authorization": f"Bearer {self.token}", "x-experience-api-version": self.version}
        return own | {name.replace("_", "-"): value for name, value in more.items()}

    async def get(
        self, path: str = "/xapi/statements", headers: dict[str, str] | None = None, **parameters: Any
    ) -> httpx.Response:
        named = {name: str(value).lower() if isinstance(value, bool) else value for name, value in parameters.items()}
        return await self.client.get(path, params=named or None, headers=self.headers() | (headers or {}))

    async def post(self, body: object, headers: dict[str, str] | None = None) -> httpx.Response:
        return await self.client.post("/xapi/statements", json=body, headers=self.headers() | (headers or {}))

    async def put(self, id_: str, body: object) -> httpx.Response:
        return await self.client.put(
            "/xapi/statements", params={"statementId": id_}, json=body, headers=self.headers()
        )

    async def stored(self, *statements: dict[str, Any]) -> list[str]:
        """Statements that are stored now: their ids."""
        answer = await self.post(list(statements))
        assert answer.status_code == 200, answer.text
        ids: list[str] = answer.json()
        return ids

    async def ids(self, **parameters: Any) -> list[str]:
        """The ids of one page."""
        answer = await self.get(**parameters)
        assert answer.status_code == 200, answer.text
        return [each["id"] for each in answer.json()["statements"]]

    async def record(self) -> Record:
        return await self.wiring.record()


def code_of(answer: httpx.Response) -> str:
    found: str = answer.json()["error"]["code"]
    return found


def a_token(settings: Settings, *scopes: str, subject: str = "service:lms") -> str:
    signer = tokens.signer(settings.token_key_file, make=True, today="2026-01-01")
    assert signer is not None
    return signer.issue(subject, scopes=scopes, hours=1, at=datetime.now(UTC)).token


@asynccontextmanager
async def an_lms(target: GraphTarget, home: Path, **environment: str) -> AsyncIterator[Lms]:
    settings = settings_for(target, SKILLWAY_HOME=str(home), **environment)
    async with wired(settings) as wiring:
        await (await wiring.reach.graph()).publish(the_sample(), author="ana", note="", at=AT)
        await wiring.editions.seen()
        record = await wiring.record()
        await record.people.put(
            [Person(learner=LearnerId("p-ana"), email=ANA), Person(learner=LearnerId("p-bo"), email=BO)], at=AT
        )
        token = a_token(settings, "xapi:write", "xapi:read")
        async with client_of(wiring) as client:
            yield Lms(client, wiring, token)


def the_sample() -> Catalogue:
    return read(list(sample.paths())).catalogue
