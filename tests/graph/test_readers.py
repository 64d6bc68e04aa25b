"""Reading while somebody publishes."""

import asyncio

import pytest

import graph as graphs
from graph import Asked, Graph, GraphTarget, Slice
from graph.errors import GraphError, StatementFailed
from graph.lease import leave_to_publish
from ontology import turtle
from tests.graph.test_session import connected
from tests.graph.worlds import numbered, publish

pytestmark = pytest.mark.anyio

SALTS = (" a", " b", " c", " d")
COUNT = 120


async def test_readers_see_one_edition(empty_graph: Graph, graph_target: GraphTarget) -> None:
    """Whatever is read during publishes, whole or in part, belongs to exactly one edition: the one it names."""
    worlds = {turtle.digest(world): world for world in (numbered(COUNT, salt=salt) for salt in SALTS)}
    await publish(empty_graph, numbered(COUNT, salt=SALTS[-1]))
    done = asyncio.Event()
    seen: dict[str, int] = {}

    async def read_parts() -> None:
        async with graphs.open(graph_target) as reader:
            while not done.is_set():
                part = await reader.slice(Asked(role_levels=("r1", "r2", "r3"), competencies=("k00100",)))
                world = worlds[part.edition.digest]
                for named in (*part.catalogue.role_levels, *part.catalogue.competencies, *part.catalogue.scales):
                    assert named in (*world.role_levels, *world.competencies, *world.scales)
                near = await reader.neighbourhood("k00014", depth=3, limit=200)
                assert isinstance(near, graphs.Neighbourhood)
                salt = worlds[near.edition.digest].titles[0].text.removeprefix("Numbered")
                assert all(neighbour.label.endswith(salt) for neighbour in near.neighbours)
                seen[part.edition.digest] = seen.get(part.edition.digest, 0) + 1

    async def read_whole() -> None:
        async with graphs.open(graph_target) as reader:
            while not done.is_set():
                published = await reader.load()
                assert published.catalogue == worlds[published.edition.digest]

    readers = [asyncio.create_task(read()) for read in (read_parts, read_parts, read_whole)]
    try:
        for salt in SALTS:
            await publish(empty_graph, numbered(COUNT, salt=salt))
            await asyncio.sleep(0.2)
    finally:
        done.set()
    await asyncio.gather(*readers)
    assert len(seen) > 1


async def test_a_commit_that_is_announced_is_waited_for(empty_graph: Graph, graph_target: GraphTarget) -> None:
    """A reader that comes while a publisher commits waits, and answers about the edition that came of it."""
    await publish(empty_graph, numbered(3))
    connection = await connected(graph_target)
    try:
        async with leave_to_publish(connection) as lease, lease.committing():
            reading = asyncio.create_task(empty_graph.slice(Asked(role_levels=("r1",))))
            await asyncio.sleep(0.5)
            assert not reading.done()
        assert isinstance(await reading, Slice)
    finally:
        await connection.close()


async def test_what_moved_is_read_again(empty_graph: Graph) -> None:
    """A read in whose middle the edition moves is made again, about the new one."""
    await publish(empty_graph, numbered(3))
    asked: list[int] = []

    async def read(edition: graphs.Edition) -> int:
        asked.append(edition.number)
        if len(asked) == 1:
            await publish(empty_graph, numbered(4))
        return edition.number

    assert await empty_graph.steadily(read) == 2
    assert asked == [1, 2]


async def test_a_commit_that_began_and_ended_meanwhile_is_noticed(
    empty_graph: Graph, graph_target: GraphTarget
) -> None:
    """A read that met a whole commit is made again, even where the pointer still looks as it did before."""
    await publish(empty_graph, numbered(3))
    asked: list[int] = []

    async def read(edition: graphs.Edition) -> int:
        asked.append(edition.number)
        if len(asked) == 1:
            connection = await connected(graph_target)
            async with leave_to_publish(connection) as lease, lease.committing():
                pass
            await connection.close()
        return edition.number

    await empty_graph.steadily(read)
    assert len(asked) == 2


async def test_an_error_that_half_a_commit_makes_is_no_error(empty_graph: Graph) -> None:
    """What fails because the graph moved meanwhile is read again; servers refuse what a commit just deleted."""
    await publish(empty_graph, numbered(3))
    asked: list[int] = []

    async def read(edition: graphs.Edition) -> int:
        asked.append(edition.number)
        if len(asked) == 1:
            await publish(empty_graph, numbered(4))
            raise StatementFailed("Unable to load RELATIONSHIP 7.")
        return edition.number

    assert await empty_graph.steadily(read) == 2


async def test_an_error_in_a_read_is_not_hidden(empty_graph: Graph) -> None:
    """An error of the reading itself comes through at once."""
    await publish(empty_graph, numbered(3))

    async def read(_: graphs.Edition) -> None:
        raise GraphError("broken")

    with pytest.raises(GraphError, match="broken"):
        await empty_graph.steadily(read)
