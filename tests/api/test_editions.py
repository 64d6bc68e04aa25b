"""The process's copy of the edition: current within a second, never mixed, and there while the graph is not."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

import graph as graphs
from api.wiring import wired
from graph import GraphTarget, counted, embedded
from ontology.ids import CompetencyId
from ontology.model import Catalogue, Competency, Text
from tests.api.conftest import AT, Api, client_of, settings_for
from tests.conftest import cypher

pytestmark = pytest.mark.anyio
EDITION = "{ edition { number digest stale counts { competencies } } }"


def small(*names: str) -> Catalogue:
    """A catalogue of competencies and nothing else."""
    return Catalogue(
        base="https://example.org/small/",
        competencies=tuple(
            Competency(id=CompetencyId(name), labels=(Text("en", name.title()),)) for name in sorted(names)
        ),
    )


@pytest.fixture
async def service(embedded_target: GraphTarget, anyio_backend: str) -> AsyncIterator[Api]:
    async with graphs.open(embedded_target) as graph:
        await graph.publish(small("reading", "writing"), author="ana", note="", at=AT)
    async with wired(settings_for(embedded_target)) as wiring, client_of(wiring) as client:
        yield Api(client, wiring)


async def test_nothing_published_is_not_ready(tmp_path_factory: pytest.TempPathFactory) -> None:
    """An empty graph is alive and not ready; questions are told what is missing, and so is the health check."""
    folder = tmp_path_factory.mktemp("empty")
    target = GraphTarget(folder=folder)
    try:
        async with wired(settings_for(target)) as wiring, client_of(wiring) as client:
            api = Api(client, wiring)
            await wiring.reach.graph()
            answer = await api.post({"query": EDITION})
            assert answer.status_code == 503
            assert "data" not in answer.json()
            (error,) = answer.json()["errors"]
            assert error["extensions"]["code"] == "service.not_ready"
            assert "published" in error["message"]
            assert (await client.get("/health/live")).status_code == 200
            ready = await client.get("/health/ready")
            assert ready.status_code == 503
            assert "published" in ready.json()["missing"]
            assert cypher(target, "SHOW CONSTRAINTS YIELD name RETURN name"), "starting prepares an empty graph"
    finally:
        embedded.stop(folder)


async def test_a_graph_that_is_not_there_is_said_so() -> None:
    """A service whose graph cannot be reached is alive, says so to whoever asks, and goes on trying."""
    nowhere = GraphTarget(uri="bolt://127.0.0.1:9", user="neo4j", password="wrong")
    async with wired(settings_for(nowhere)) as wiring, client_of(wiring) as client:
        api = Api(client, wiring)
        for _ in range(2):
            answer = await api.post({"query": EDITION})
            assert answer.status_code == 503
            (error,) = answer.json()["errors"]
            assert error["extensions"]["code"] == "service.not_ready"
            assert "bolt://127.0.0.1:9" in error["message"]
            assert "wrong" not in error["message"]
        ready = await client.get("/health/ready")
        assert ready.status_code == 503
        assert "bolt://127.0.0.1:9" in ready.json()["missing"]
        assert (await client.get("/health/live")).status_code == 200
        assert (await client.get("/editions/1.ttl")).status_code == 503


async def test_a_publish_elsewhere_is_noticed_within_a_second(service: Api, embedded_target: GraphTarget) -> None:
    """Another process's edition is answered from soon; until then the old one is, and says that it is stale."""
    before = (await service.ask(EDITION))["edition"]
    async with graphs.open(embedded_target) as other:
        publication = await other.publish(small("reading", "writing", "sums"), author="ben", note="", at=AT)
    await asyncio.sleep(1.0)
    after = (await service.ask(EDITION))["edition"]
    if after["number"] == before["number"]:
        assert after["stale"] is True
        await service.wiring.editions.newest()
        after = (await service.ask(EDITION))["edition"]
    assert (after["digest"], after["stale"]) == (publication.edition.digest, False)
    assert after["counts"]["competencies"] == 3


async def test_an_answer_is_about_one_edition(service: Api, embedded_target: GraphTarget) -> None:
    """While editions come and go, every answer's content is that of the edition that it names."""
    sizes: dict[str, int] = {}
    query = "{ edition { digest } competencies(first: 50) { totalCount nodes { id } } }"
    seen: list[tuple[str, int, int]] = []

    async def read() -> None:
        while not done.is_set():
            data = await service.ask(query)
            listed = data["competencies"]
            seen.append((data["edition"]["digest"], listed["totalCount"], len(listed["nodes"])))
            await asyncio.sleep(0.01)

    done = asyncio.Event()
    readers = [asyncio.create_task(read()) for _ in range(3)]
    async with graphs.open(embedded_target) as other:
        for size in (5, 9, 7):
            catalogue = small(*(f"c{number}" for number in range(size)))
            publication = await other.publish(catalogue, author="ben", note="", at=AT)
            sizes[publication.edition.digest] = size
            await asyncio.sleep(1.2)
    done.set()
    await asyncio.gather(*readers)
    sizes |= {digest: total for digest, total, _ in seen[:1]}
    assert all(total == listed == sizes[digest] for digest, total, listed in seen)
    assert len({digest for digest, _, _ in seen}) >= 3


async def test_a_graph_that_is_ahead_is_caught_up_with(service: Api, embedded_target: GraphTarget) -> None:
    """What the graph answers is shown with the things of the very edition that it is about."""
    await service.ask(EDITION)
    related = replace(small("reading", "spelling"), competencies=(
        Competency(id=CompetencyId("reading"), labels=(Text("en", "Reading"),), related=(CompetencyId("spelling"),)),
        Competency(id=CompetencyId("spelling"), labels=(Text("en", "Spelling"),)),
    ))  # fmt: skip
    async with graphs.open(embedded_target) as other:
        publication = await other.publish(related, author="ben", note="", at=AT)
    data = await service.ask("""{ neighbourhood(competency: "reading") { __typename ... on Neighbourhood {
        edition { digest } neighbours { competency { label } } } ... on Refusal { code message } } }""")
    assert data["neighbourhood"] == {
        "__typename": "Neighbourhood",
        "edition": {"digest": publication.edition.digest},
        "neighbours": [{"competency": {"label": "Reading"}}, {"competency": {"label": "Spelling"}}],
    }


async def test_many_requests_share_one_comparison(service: Api) -> None:
    """However many ask at once, the graph is asked for its edition once a second at most."""
    await service.ask(EDITION)
    await asyncio.sleep(1.1)
    with counted() as calls:
        await asyncio.gather(*(service.ask(EDITION) for _ in range(40)))
    assert calls.total <= 1, calls.by_name


async def test_what_an_edition_dropped_still_resolves(service: Api, embedded_target: GraphTarget) -> None:
    """An id of an earlier edition resolves to its labels; questions that name it say which edition had it last."""
    async with graphs.open(embedded_target) as other:
        kept = await other.publish(small("reading", "weaving"), author="ana", note="", at=AT)
        await other.publish(small("reading"), author="ana", note="", at=AT)
    await service.wiring.editions.newest()
    data = await service.ask("""{
        node(id: "weaving") { id ... on Competency { label retired lastEdition } }
        listed: competencies { nodes { id } }
        path(goals: [{ competency: "weaving", level: 1 }]) { ... on Refusal { code message } } }""")
    assert data["node"] == {
        "id": "weaving", "label": "Weaving", "retired": True, "lastEdition": kept.edition.number,
    }  # fmt: skip
    assert data["listed"]["nodes"] == [{"id": "reading"}]
    assert data["path"]["code"] == "competency.retired"
    assert str(kept.edition.number) in data["path"]["message"]


async def test_a_graph_that_dies_leaves_the_copy(tmp_path_factory: pytest.TempPathFactory) -> None:
    """While the graph is silent the copy answers and says so; a killed engine comes back, and all recovers alone."""
    folder = tmp_path_factory.mktemp("dying")
    target = GraphTarget(folder=folder)
    try:
        async with graphs.open(target) as graph:
            await graph.publish(small("reading"), author="ana", note="", at=AT)
            async with wired(settings_for(target)) as wiring, client_of(wiring) as client:
                api = Api(client, wiring)
                assert (await api.ask(EDITION))["edition"]["stale"] is False
                engine = embedded.status(folder)
                assert engine.engine_pid is not None
                os.kill(engine.engine_pid, signal.SIGSTOP)  # there, and silent
                await _until(api, stale=True)
                os.kill(engine.engine_pid, signal.SIGKILL)
                await _until(api, stale=False)
                assert embedded.status(folder).engine_pid != engine.engine_pid
                assert (await client.get("/health/ready")).status_code == 200
    finally:
        embedded.stop(folder)


async def _until(api: Api, *, stale: bool) -> None:
    """Ask until the answers are, or are not, stale; every answer on the way is right."""
    async with asyncio.timeout(90):
        while True:
            edition = (await api.ask(EDITION))["edition"]
            assert edition["counts"]["competencies"] == 1
            if edition["stale"] is stale:
                return
            await asyncio.sleep(0.2)
