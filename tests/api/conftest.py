"""The service under test: the sample world published on the embedded engine, asked through the real application."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import httpx
import pytest

from api import settings
from api.server import create_app
from api.settings import Settings
from api.wiring import Wiring, wired
from graph import GraphTarget
from ontology import sample
from ontology.model import Catalogue
from ontology.reading import read

AT = datetime(2026, 3, 1, tzinfo=UTC)


def settings_for(target: GraphTarget, **more: str) -> Settings:
    """Settings of a service on a graph of the suite."""
    return settings.read(
        {
            "SKILLWAY_HOME": str((target.folder or Path(gettempdir())) / "home"),  # keys are made there, not at home
            "SKILLWAY_GRAPH": str(target),
            "SKILLWAY_GRAPH_USER": target.user,
            "SKILLWAY_GRAPH_PASSWORD": target.password,
            **more,
        }
    )


@dataclass(frozen=True)
class Api:
    """A client of the application, in process."""

    client: httpx.AsyncClient
    wiring: Wiring

    async def post(self, body: object, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.post("/graphql", json=body, headers={"accept": GRAPHQL, **named})

    async def ask(self, query: str, variables: Mapping[str, Any] | None = None, **headers: str) -> Any:
        """The data of an answer that has no errors."""
        answer = await self.post({"query": query, "variables": variables}, **headers)
        body = answer.json()
        assert "errors" not in body, body["errors"]
        return body["data"]

    async def errors(self, query: str, variables: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """The errors of a request that has some."""
        answer = await self.post({"query": query, "variables": variables})
        found: list[dict[str, Any]] = answer.json()["errors"]
        return found


GRAPHQL = "application/graphql-response+json"


def client_of(wiring: Wiring, **headers: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=create_app(wiring))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", headers=headers, timeout=60)


@pytest.fixture(scope="session")
def world() -> Catalogue:
    """The sample world as the files say it."""
    return read(list(sample.paths())).catalogue


@pytest.fixture(scope="module")
async def wiring(embedded_target: GraphTarget, world: Catalogue, anyio_backend: str) -> AsyncIterator[Wiring]:
    async with wired(settings_for(embedded_target)) as found:
        await (await found.reach.graph()).publish(world, author="ana", note="the sample", at=AT)
        await found.editions.seen()
        yield found


@pytest.fixture(scope="module")
async def api(wiring: Wiring) -> AsyncIterator[Api]:
    async with client_of(wiring) as client:
        yield Api(client, wiring)
