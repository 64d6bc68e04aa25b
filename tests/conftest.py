"""The graphs that tests run on: the embedded engine and a real Neo4j, each started once per run.

    embedded_target, neo4j_target   a `GraphTarget` of one engine, emptied before the first test of each module
    graph_target                    both in turn: a test that takes it runs twice (the second is marked `neo4j`)
    graph                           an open `Graph` on `graph_target`
    empty_graph                     the same, emptied before each test
    embedded_graph                  an open `Graph` on the embedded engine only

Asynchronous tests are marked `@pytest.mark.anyio`; anyio's own plugin runs them, on asyncio. They work together with
hypothesis. Without a JDK and the jars of `tests/neo4j/fetch.sh`, tests on Neo4j are skipped and say so; with `CI` set
they fail. `SKILLWAY_TEST_NEO4J=bolt://…` (with `SKILLWAY_TEST_NEO4J_USER` and `…_PASSWORD`) points at a server that
runs; **its data is deleted**.
"""

import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import neo4j
import pytest

import graph as graphs
from graph import Graph, GraphTarget, embedded
from graph.errors import EngineMissing
from tests.neo4j import server


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def embedded_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphTarget]:
    """The embedded engine of this run, on a folder of its own."""
    target = GraphTarget(folder=tmp_path_factory.mktemp("embedded"), heap_mb=1024)
    assert target.folder is not None
    try:
        joined = embedded.join(target.folder, heap_mb=target.heap_mb)
    except EngineMissing as error:
        _unavailable(str(error))
    yield target
    embedded.leave(joined)
    embedded.stop(target.folder)


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphTarget]:
    """The real Neo4j of this run."""
    if address := os.environ.get("SKILLWAY_TEST_NEO4J"):
        user, password = (
            os.environ.get("SKILLWAY_TEST_NEO4J_USER", ""),
            os.environ.get("SKILLWAY_TEST_NEO4J_PASSWORD", ""),
        )
        yield GraphTarget.parse(address, user=user, password=password)
        return
    try:
        with server.running(tmp_path_factory.mktemp("neo4j")) as running:
            yield GraphTarget(uri=running.url, user=running.user, password=running.password)
    except server.Neo4jMissing as error:
        _unavailable(str(error))


@pytest.fixture(scope="module")
def embedded_target(embedded_engine: GraphTarget) -> GraphTarget:
    empty(embedded_engine)
    return embedded_engine


@pytest.fixture(scope="module")
def neo4j_target(neo4j_server: GraphTarget) -> GraphTarget:
    empty(neo4j_server)
    return neo4j_server


@pytest.fixture(scope="module", params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def graph_target(request: pytest.FixtureRequest) -> GraphTarget:
    target: GraphTarget = request.getfixturevalue(f"{request.param}_target")
    return target


@pytest.fixture
async def graph(graph_target: GraphTarget, anyio_backend: str) -> AsyncIterator[Graph]:
    async with graphs.open(graph_target) as opened:
        yield opened


@pytest.fixture
async def empty_graph(graph_target: GraphTarget, anyio_backend: str) -> AsyncIterator[Graph]:
    empty(graph_target)
    async with graphs.open(graph_target) as opened:
        yield opened


@pytest.fixture
async def embedded_graph(embedded_target: GraphTarget, anyio_backend: str) -> AsyncIterator[Graph]:
    async with graphs.open(embedded_target) as opened:
        yield opened


def server_of(target: GraphTarget) -> GraphTarget:
    """The target as an address: an embedded engine's too (it must be running)."""
    if target.folder is None:
        return target
    password = (target.folder / "password").read_text()
    port = embedded.status(target.folder).port
    return replace(
        target, folder=None, uri=f"bolt://127.0.0.1:{port}", user=embedded.USER, password=password,
        database=embedded.DATABASE,
    )  # fmt: skip


def cypher(target: GraphTarget, text: str, **params: Any) -> list[list[Any]]:
    """Run any Cypher, past the service: to look behind it, and to break things."""
    server = server_of(target)
    auth = (server.user, server.password) if server.user else None
    with neo4j.GraphDatabase.driver(str(server.uri), auth=auth, notifications_min_severity="OFF") as driver:
        records = driver.execute_query(text, params, database_=server.database).records  # type: ignore[arg-type]
        return [list(record.values()) for record in records]


def empty(target: GraphTarget) -> None:
    """Delete everything in the graph; constraints stay."""
    cypher(target, "MATCH (n) DETACH DELETE n")


def _unavailable(why: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)
