"""Many writers at once, and what is left when something dies: each item once, each verdict true."""

import asyncio
import itertools
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import graph as graphs
from graph import Graph, GraphTarget, embedded
from graph.errors import GraphError
from graph.record import Appended, Intake
from graph.record.writing import MOST_BYTES, Moment
from learners.evidence import Evidence, Note
from tests.graph.records import fact, person, record_on, seeing, with_people

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).parent.parent.parent
_numbers = itertools.count()

_item = st.tuples(st.integers(0, 5), st.integers(0, 1))
_intake = st.tuples(st.lists(_item, min_size=1, max_size=5), st.booleans())


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(intakes=st.lists(_intake, min_size=1, max_size=6))
async def test_every_item_once_and_every_verdict_true(graph: Graph, intakes: list[Any]) -> None:
    """Batches with doubles and conflicts, by several callers at once: each id is accepted once, `known` means the
    same content, `conflict` another, and what is there in the end is what was accepted."""
    salt = next(_numbers)
    record = await with_people(graph, f"p{salt}")

    def made(number: int, content: int) -> Evidence:
        return fact(f"{salt}-{number}", f"p{salt}", level=float(content))

    asked = [Intake(evidence=[made(*one) for one in items], all_or_nothing=whole) for items, whole in intakes]
    results = await asyncio.gather(*map(record.append, asked))
    there = {one.id: one.level for one in await record.evidence.of(seeing(f"p{salt}"))}
    accepted: dict[str, float | None] = {}
    for intake, result in zip(asked, results, strict=True):
        outcomes = [verdict.outcome for verdict in result.evidence]
        assert result.written == (not intake.all_or_nothing or "conflict" not in outcomes)
        for one, verdict in zip(intake.evidence, result.evidence, strict=True):
            assert verdict.id == one.id
            if verdict.outcome == "accepted":
                assert result.written and one.id not in accepted
                accepted[one.id] = one.level
            elif verdict.outcome == "refused":
                assert not result.written and verdict.code == "intake.kept_out"
            elif result.written:
                assert (verdict.outcome == "known") == (there[one.id] == one.level)
    assert there == accepted


async def test_what_fails_alone_fails_alone(graph: Graph) -> None:
    """Work that fails takes nothing with it that waits beside it, and leaves nothing of its own."""
    salt = next(_numbers)
    record = await with_people(graph, f"p{salt}")

    async def broken(moment: Moment) -> None:
        await moment.run("write/record/merge", merge={"id": f"broken-{salt}", "alias": "x"})
        raise ValueError("not this one")

    first, failed, second = await asyncio.gather(
        record.append(Intake(evidence=[fact(f"{salt}-1", f"p{salt}")])),
        record.writer.run(broken),
        record.append(Intake(evidence=[fact(f"{salt}-2", f"p{salt}")])),
        return_exceptions=True,
    )
    assert isinstance(failed, ValueError)
    assert isinstance(first, Appended) and isinstance(second, Appended)
    assert len(await record.evidence.of(seeing(f"p{salt}"))) == 2
    assert all(merge.alias != "x" for merge in await record.people.merges())


async def test_a_caller_that_goes_leaves_the_writer_working(graph: Graph) -> None:
    """Cancelled callers lose nothing of others, and what they brought is there whole or not at all."""
    salt = next(_numbers)
    record = await with_people(graph, f"p{salt}")

    def batch(name: str) -> Intake:
        return Intake(evidence=[fact(f"{salt}-{name}-{n}", f"p{salt}") for n in range(20)])

    for wait in (0.0, 0.001, 0.004, 0.02):
        going = asyncio.create_task(record.append(batch(f"going{wait}")))
        staying = asyncio.create_task(record.append(batch(f"staying{wait}")))
        await asyncio.sleep(wait)
        going.cancel()
        assert {verdict.outcome for verdict in (await staying).evidence} == {"accepted"}
        await record.writer.idle()
        ids = [one.id for one in await record.evidence.of(seeing(f"p{salt}"))]
        assert sum(f"staying{wait}-" in id_ for id_ in ids) == 20
        assert sum(f"going{wait}-" in id_ for id_ in ids) in (0, 20)


async def test_more_than_a_message_carries(embedded_graph: Graph) -> None:
    """Notes of 10,000 characters, a thousand of them at once: written in parts, in one transaction."""
    record = await with_people(embedded_graph, "long")
    words = Note(text="ü" * 10_000)
    facts = [fact(f"long-{n}", "long", note=words) for n in range(1_000)]
    assert sum(len(one.note.text) for one in facts if one.note) > MOST_BYTES
    appended = await record.append(Intake(evidence=facts, all_or_nothing=True))
    assert appended.written
    found = await record.evidence.of(seeing("long"))
    assert len(found) == 1_000 and all(one.note == words for one in found)


async def test_two_processes_bring_the_same(empty_graph: Graph, graph_target: GraphTarget) -> None:
    """Two processes that append the same facts at the same time: each fact is there once, accepted by one of them,
    and times of receipt rise over both."""
    record = await with_people(empty_graph, "ana")
    environment = {**os.environ, "APPENDER_USER": graph_target.user, "APPENDER_PASSWORD": graph_target.password}
    command = [sys.executable, "-m", "tests.graph.appender", str(graph_target), "200"]
    processes = [
        subprocess.Popen(  # noqa: ASYNC220 - started at once, read in threads
            command, cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(2)
    ]
    try:
        for process in processes:
            assert process.stdout is not None and process.stdout.readline() == "READY\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        said = [await asyncio.to_thread(process.communicate) for process in processes]
    finally:
        for process in processes:
            process.kill()
    counts = [[int(number) for number in out.split()] for out, _ in said]
    assert [total for _, _, total in counts] == [200, 200]
    assert sum(accepted for accepted, _, _ in counts) == 200
    assert sum(known for _, known, _ in counts) == 200
    found = await record.evidence.of(seeing("ana"))
    assert len(found) == 200 and len({one.received_at for one in found}) == 200
    through = await record.consistent_through()
    assert through is not None and through > max(one.received_at for one in found)


async def test_large_and_small_take_turns(tmp_path: Path) -> None:
    """Two processes on one engine, one with large batches and one with many small ones: neither starves the other,
    and neither has to do anything twice."""
    target = GraphTarget(folder=tmp_path / "graph", heap_mb=512)
    assert target.folder is not None
    async with graphs.open(target) as one, graphs.open(target) as other:
        large, small = await with_people(one, "ana"), record_on(other)
        done = asyncio.Event()
        went = 0

        async def bring_small() -> None:
            nonlocal went
            while not done.is_set():
                await small.append(Intake(evidence=[fact(f"s{went}")]))
                went += 1

        bringing = asyncio.create_task(bring_small())
        for n in range(6):
            appended = await large.append(Intake(evidence=[fact(f"l{n}-{k}") for k in range(1_000)]))
            assert appended.written
        done.set()
        await bringing
        assert went >= 6
        assert (large.writer.retries, small.writer.retries) == (0, 0)
    embedded.stop(target.folder)


async def test_nothing_comes_in_behind_the_time_that_was_told(graph: Graph) -> None:
    """What was received up to `consistent_through` is all there when it is told, whoever wrote it."""
    salt = next(_numbers)
    record = await with_people(graph, f"p{salt}")
    done = False

    async def write() -> None:
        nonlocal done
        for n in range(40):
            await record.append(Intake(evidence=[fact(f"{salt}-{n}-{k}", f"p{salt}") for k in range(8)]))
        done = True

    writing = asyncio.create_task(write())
    told: list[tuple[Any, set[str]]] = []
    while not done:
        through = await record.consistent_through()
        told.append((through, {one.id for one in await record.evidence.of(seeing(f"p{salt}"))}))
        await asyncio.sleep(0.003)
    await writing
    everything = await record.evidence.of(seeing(f"p{salt}"))
    for through, seen in told:
        assert {one.id for one in everything if one.received_at <= through} <= seen


async def test_a_killed_engine_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """kill -9 of the engine while facts come in: callers go on by themselves, each fact is there once."""
    target = GraphTarget(folder=tmp_path / "graph", heap_mb=512)
    assert target.folder is not None
    async with graphs.open(target) as graph:
        record = await with_people(graph, "ana")
        numbers = itertools.count()
        acknowledged: set[str] = set()
        tried: set[str] = set()
        stop = asyncio.Event()

        async def bring() -> None:
            while not stop.is_set():
                intake = Intake(evidence=[fact(f"f{next(numbers)}") for _ in range(10)])
                tried.update(one.id for one in intake.evidence)
                try:
                    appended = await record.append(intake)
                except GraphError:
                    continue
                assert {verdict.outcome for verdict in appended.evidence} <= {"accepted", "known"}
                acknowledged.update(one.id for one in intake.evidence)

        bringing = [asyncio.create_task(bring()) for _ in range(4)]
        for _ in range(2):
            await asyncio.sleep(0.6)
            before = len(acknowledged)
            running = await asyncio.to_thread(embedded.status, target.folder)
            assert running.engine_pid is not None
            os.kill(running.engine_pid, signal.SIGKILL)
            async with asyncio.timeout(60):
                while len(acknowledged) <= before + 40:  # noqa: ASYNC110 - a set has no event
                    await asyncio.sleep(0.05)
        stop.set()
        await asyncio.gather(*bringing)
        found = [one.id for one in await record.evidence.of(seeing("ana"))]
        assert len(found) == len(set(found))
        assert acknowledged <= set(found) <= tried
        received = [one.received_at for one in await record.evidence.of(seeing("ana"))]
        assert len(set(received)) == len(received)
    embedded.stop(target.folder)


async def test_keys_are_no_part_of_the_writer(graph: Graph) -> None:
    """Records on one graph share its writer, so that two of them in a process do not collide."""
    one, two = record_on(graph), record_on(graph)
    assert one.writer is two.writer
    salt = next(_numbers)
    await asyncio.gather(*(one.people.put([person(f"q{salt}-{n}")]) for n in range(10)))
    assert one.writer.retries == 0
