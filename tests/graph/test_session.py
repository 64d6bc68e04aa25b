"""One way to both engines: access, versions, time-outs, counting."""

import asyncio
import socket
import time
from dataclasses import replace

import pytest

import graph as graphs
from graph import Graph, GraphTarget, statements
from graph.errors import AccessRefused, GraphTimeout, GraphUnavailable, StatementFailed, WrongVersion
from graph.session import Connection, check_version, connect, counted
from tests.conftest import cypher, server_of

pytestmark = pytest.mark.anyio

SLOW = statements.parse(
    "read/slow",
    "// Takes minutes.\n// params: none\n// rows: n\n// seconds: 1\n"
    "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b WITH a, b WHERE a * b = -1 RETURN count(*) AS n",
)


async def connected(target: GraphTarget) -> Connection:
    server = server_of(target)
    return await connect(
        str(server.uri), user=server.user, password=server.password, database=server.database, where=str(server)
    )


async def test_a_wrong_password_is_said_to_be_one(graph_target: GraphTarget) -> None:
    """A wrong password gives its own error, which shows neither of the two passwords."""
    server = server_of(graph_target)
    wrong = replace(server, password="wrong-password-123")
    with pytest.raises(AccessRefused) as refused:
        async with graphs.open(wrong) as opened:
            await opened.current()
    assert "password" in str(refused.value)
    assert "wrong-password-123" not in str(refused.value)
    assert server.password not in str(refused.value)


async def test_no_server_is_said_to_be_missing() -> None:
    """Where nothing listens, the error names the address and comes soon."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    began = time.monotonic()
    with pytest.raises(GraphUnavailable, match=str(port)):
        async with graphs.open(GraphTarget.parse(f"bolt://127.0.0.1:{port}")) as opened:
            await opened.current()
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("agent", ["Neo4j/5.12.0", "Neo4j/4.4.38", "Memgraph/2.1", "Neo4j/dev", ""])
def test_a_server_that_is_too_old_is_refused(agent: str) -> None:
    """Before 5.26, or unknown: refused by the name that the server gives itself."""
    with pytest.raises(WrongVersion, match=r"5\.26"):
        check_version(agent, "bolt://db")


@pytest.mark.parametrize("agent", ["Neo4j/5.26.16", "Neo4j/2025.10.1", "Neo4j/5.26.0 compatible (ArcadeDB 26.10.2)"])
def test_a_server_that_is_new_enough_is_taken(agent: str) -> None:
    """5.26 LTS and later, with calendar versions, and the embedded engine."""
    check_version(agent, "bolt://db")


async def test_time_outs_hold(graph_target: GraphTarget) -> None:
    """A statement past its time ends with an error that names it, and the server stops working on it."""
    connection = await connected(graph_target)
    try:
        began = time.monotonic()
        with pytest.raises(GraphTimeout) as stopped:
            await connection.rows(SLOW)
        assert stopped.value.statement == "read/slow"
        assert time.monotonic() - began < 8
        for _ in range(50):
            if not any("range(1, 100000)" in text for _, text, _ in await connection.rows("read/running")):
                break
            await asyncio.sleep(0.1)
        else:
            pytest.fail("the server works on")
    finally:
        await connection.close()


async def test_a_cancelled_read_leaves_the_graph_usable(graph: Graph) -> None:
    """Somebody who goes away does not break the connection for others."""
    reading = asyncio.create_task(graph.current())
    await asyncio.sleep(0)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert await graph.current() is None


async def test_calls_are_counted_per_task(graph: Graph) -> None:
    """A request can count its own statements, also those of tasks that it starts, and nobody else's."""
    with counted() as outer:
        await graph.current()
        with counted() as inner:
            await asyncio.gather(graph.current(), graph.current())
    await graph.current()
    assert inner.total == 2
    assert outer.by_name == {"read/moment": 3}


async def test_rows_are_what_the_header_says(graph_target: GraphTarget) -> None:
    """A statement that gives other columns than its header says is refused."""
    wrong = statements.parse("read/wrong", "// One.\n// params: none\n// rows: one\nRETURN 1 AS two")
    connection = await connected(graph_target)
    try:
        with pytest.raises(StatementFailed, match=r"wrong\.cypher"):
            await connection.rows(wrong)
    finally:
        await connection.close()


async def test_a_statement_that_the_server_refuses_is_named(graph_target: GraphTarget) -> None:
    """A fault in a statement names its file."""
    wrong = statements.parse("read/wrong", "// One.\n// params: none\n// rows: one\nRETURN nonsense( AS one")
    connection = await connected(graph_target)
    try:
        with pytest.raises(StatementFailed, match="read/wrong"):
            await connection.rows(wrong)
    finally:
        await connection.close()


async def test_constraints_are_made_once(graph_target: GraphTarget) -> None:
    """On an empty database `prepare` makes what reads rely on; again, or by two at once, changes nothing."""
    for kind, name in cypher(graph_target, "SHOW CONSTRAINTS YIELD name RETURN 'CONSTRAINT', name"):
        cypher(graph_target, f"DROP {kind} {name} IF EXISTS")
    async with graphs.open(graph_target) as one, graphs.open(graph_target) as other:
        await asyncio.gather(one.prepare(), other.prepare())
        assert await one.current() is None
    first = sorted(cypher(graph_target, "SHOW CONSTRAINTS YIELD name RETURN name"))
    assert {"competency_id", "course_id", "edition_number"} <= {name for (name,) in first}
    async with graphs.open(graph_target) as again:
        with counted() as calls:
            await again.prepare()
        assert not [name for name in calls.by_name if name.startswith("write/")]
    assert sorted(cypher(graph_target, "SHOW CONSTRAINTS YIELD name RETURN name")) == first
