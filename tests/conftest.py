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
import secrets
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import neo4j
import pytest

import graph as graphs
from graph import Graph, GraphTarget, embedded
from graph.errors import EngineMissing

JARS = Path(__file__).parent.parent / ".jars" / "neo4j"
OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.lang")


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
    if running := os.environ.get("SKILLWAY_TEST_NEO4J"):
        user, password = (
            os.environ.get("SKILLWAY_TEST_NEO4J_USER", ""),
            os.environ.get("SKILLWAY_TEST_NEO4J_PASSWORD", ""),
        )
        yield GraphTarget.parse(running, user=user, password=password)
        return
    if not (JARS / "classes" / "Neo4jServer.class").exists() or shutil.which("java") is None:
        _unavailable("Tests on Neo4j need a JDK and `sh tests/neo4j/fetch.sh`, or SKILLWAY_TEST_NEO4J.")
    home = tmp_path_factory.mktemp("neo4j")
    password = secrets.token_urlsafe(12)
    (home / "password").write_text(password)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        "java", "-Xmx1g", *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED),
        "-cp", f"{JARS / 'classes'}{os.pathsep}{JARS / 'lib'}{os.sep}*",
        "Neo4jServer", str(home / "data"), str(port), str(home / "password"),
    ]  # fmt: skip
    with (
        (home / "log").open("wb") as log,
        subprocess.Popen(command, cwd=home, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log) as server,
    ):
        assert server.stdout is not None
        assert server.stdin is not None
        for line in server.stdout:  # ends when the server does
            if line.strip() == b"STARTED":
                break
        else:
            _unavailable("Neo4j did not start: " + (home / "log").read_text(errors="replace")[-2000:])
        yield GraphTarget(uri=f"bolt://127.0.0.1:{port}", user="neo4j", password=password)
        server.kill()  # an orderly end takes seconds, and nobody wants the data


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
