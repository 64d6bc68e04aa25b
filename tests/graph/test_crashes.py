"""What is left when something is killed in the middle: the former edition, whole."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import graph as graphs
from graph import Graph, GraphTarget, embedded
from graph.errors import GraphError
from tests.conftest import cypher
from tests.graph.test_embedded import alive
from tests.graph.worlds import numbered, publish

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).parent.parent.parent
STAGES = ("writing nodes", "writing relationships", "counting, and moving the edition")


@contextmanager
def publisher(target: GraphTarget, count: int, salt: str) -> Iterator["subprocess.Popen[str]"]:
    environment = {**os.environ, "PUBLISHER_USER": target.user, "PUBLISHER_PASSWORD": target.password}
    command = [sys.executable, "-m", "tests.graph.publisher", str(target), str(count), salt]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(process: "subprocess.Popen[str]", stage: str) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == stage:
            return
    pytest.fail(f"the publisher ended before “{stage}”")


@pytest.mark.parametrize("stage", STAGES)
async def test_a_killed_publisher_leaves_the_former_edition(
    empty_graph: Graph, graph_target: GraphTarget, stage: str
) -> None:
    """kill -9 of the publishing process at any stage: the former edition is whole, and the next publish works."""
    old = numbered(50)
    await publish(empty_graph, old)
    with publisher(graph_target, 1200, " new") as process:
        wait_for(process, stage)
        await asyncio.sleep(0.05)
        process.kill()
        process.wait()
    left = (
        await empty_graph.load()
    )  # the server may still carry out a commit that was sent: edition and content as one
    assert left.catalogue == (old if left.edition.number == 1 else numbered(1200, salt=" new"))
    if stage == STAGES[-1]:  # it may have died while it committed: then the next one waits 20 s
        cypher(graph_target, "MATCH (l:PublishLease) SET l.until = 0")
    assert (await publish(empty_graph, numbered(60))).written
    assert (await empty_graph.load()).catalogue == numbered(60)


async def test_a_killed_engine_leaves_the_former_edition(tmp_path: Path) -> None:
    """kill -9 of the embedded engine at any stage of a publish: it comes back, with the former edition whole."""
    target = GraphTarget(folder=tmp_path / "graph", heap_mb=512)
    assert target.folder is not None
    async with graphs.open(target) as graph:
        for size, stage in enumerate(STAGES, start=50):
            old, new = numbered(size), numbered(600, salt=f" {stage}")
            former = (await publish(graph, old)).edition
            killed = embedded.status(target.folder).engine_pid
            assert killed is not None
            with publisher(target, 600, f" {stage}") as process:
                wait_for(process, stage)
                os.kill(killed, signal.SIGKILL)
                process.wait(60)
            await at_last(graph)
            assert embedded.status(target.folder).engine_pid != killed
            left = await graph.load()
            assert left.catalogue == (old if left.edition == former else new)
    embedded.stop(target.folder)


async def at_last(graph: Graph) -> graphs.Edition | None:
    """The current edition, as soon as an engine answers."""
    deadline = time.monotonic() + 30
    while True:
        try:
            return await graph.current()
        except GraphError:
            assert time.monotonic() < deadline


async def test_the_next_user_recovers(tmp_path: Path) -> None:
    """With its keeper killed, alone or with its engine, the next user starts both again and finds the data."""
    target = GraphTarget(folder=tmp_path / "graph", heap_mb=512)
    assert target.folder is not None
    async with graphs.open(target) as graph:
        await publish(graph, numbered(10))
        running = kill(target.folder, ("keeper",))
    for also in (("keeper", "engine"), ()):
        async with graphs.open(target) as graph:
            assert (await graph.load()).catalogue == numbered(10)
            assert embedded.status(target.folder).keeper_pid != running.keeper_pid
            assert not alive(running.engine_pid)
            running = kill(target.folder, also)
    embedded.stop(target.folder)


async def test_who_is_connected_recovers(tmp_path: Path) -> None:
    """A running service finds the graph again after keeper and engine were killed, without being started again."""
    target = GraphTarget(folder=tmp_path / "graph", heap_mb=512)
    assert target.folder is not None
    async with graphs.open(target) as graph:
        await publish(graph, numbered(10))
        kill(target.folder, ("keeper", "engine"))
        assert (await graph.load()).catalogue == numbered(10)
        assert (await publish(graph, numbered(11))).written
    embedded.stop(target.folder)


def kill(folder: Path, who: tuple[str, ...]) -> embedded.Status:
    deadline = time.monotonic() + 20
    while (running := embedded.status(folder)).engine_pid is None and time.monotonic() < deadline:
        time.sleep(0.05)  # an engine is being started again just now
    for name in who:
        os.kill(getattr(running, f"{name}_pid"), signal.SIGKILL)
    return running
