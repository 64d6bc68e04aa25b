"""Publishing: what is written, what is counted, what stays."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

import graph as graphs
from graph import Graph, GraphTarget
from graph.errors import EditionDamaged, EditionMissing, GraphBusy, PublishRefused
from graph.lease import leave_to_publish
from ontology import turtle
from ontology.model import Catalogue, Requirement, Text
from ontology.rebase import rebase
from tests.catalogues import catalogues
from tests.conftest import cypher, empty
from tests.graph.test_session import connected
from tests.graph.worlds import AT, english, numbered, publish

pytestmark = pytest.mark.anyio


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=catalogues(), second=catalogues())
async def test_what_is_published_is_read_back(graph: Graph, first: Catalogue, second: Catalogue) -> None:
    """Any catalogue, published over any other, is read back equal from nodes and relationships, with its digest."""
    await publish(graph, first)
    publication = await publish(graph, second)
    published = await graph.load()
    assert published.catalogue == second
    assert published.edition == publication.edition
    assert published.edition.digest == turtle.digest(second)
    assert await graph.archive() == turtle.write(second)


async def test_the_first_edition(empty_graph: Graph) -> None:
    """The first publish adds everything, and the edition says who, what and when."""
    assert await empty_graph.current() is None
    catalogue = numbered(10)
    done = await publish(empty_graph, catalogue, note="first")
    assert (done.added, done.changed, done.removed, done.unchanged, done.written) == (27, 0, 0, 0, True)
    assert done.counts["competencies"] == 10
    assert done.counts["needs"] == 6
    edition = await empty_graph.current()
    assert edition == done.edition
    assert (edition.number, edition.author, edition.note, edition.at) == (1, "curator", "first", AT)


async def test_publishing_again_changes_nothing(empty_graph: Graph, graph_target: GraphTarget) -> None:
    """The same content is current already: nothing is written, and the answer says so."""
    first = await publish(empty_graph, numbered(5))
    before = cypher(graph_target, "MATCH (n) RETURN labels(n), properties(n) ORDER BY elementId(n)")
    again = await publish(empty_graph, numbered(5), note="again")
    assert (again.written, again.unchanged, again.edition) == (False, first.added, first.edition)
    after = cypher(graph_target, "MATCH (n) RETURN labels(n), properties(n) ORDER BY elementId(n)")
    assert [row for row in after if row[0] != ["PublishLease"]] == [
        row for row in before if row[0] != ["PublishLease"]
    ]


async def test_only_what_differs_is_written(empty_graph: Graph, graph_target: GraphTarget) -> None:
    """What did not change keeps its node: the database's own ids stay."""
    old = numbered(20)
    await publish(empty_graph, old)
    before = dict(cypher(graph_target, "MATCH (n:Competency) RETURN n.id, elementId(n)"))
    changed = replace(old.competencies[3], labels=english("Renamed"))
    new = replace(old, competencies=(*old.competencies[:3], changed, *old.competencies[4:]))
    done = await publish(empty_graph, new)
    assert (done.added, done.changed, done.removed) == (0, 1, 0)
    assert dict(cypher(graph_target, "MATCH (n:Competency) RETURN n.id, elementId(n)")) == before
    assert (await empty_graph.load()).catalogue == new


async def test_nothing_disappears(empty_graph: Graph) -> None:
    """What an edition no longer has stays as a stub with its words and its replacement, and comes back to life."""
    old = numbered(6)
    retired = replace(old.courses[5], retired=True, replaced_by=old.courses[0].id)
    await publish(empty_graph, replace(old, courses=(*old.courses[:5], retired)))
    done = await publish(empty_graph, replace(old, courses=old.courses[:5]))
    assert (done.added, done.changed, done.removed) == (0, 0, 1)
    stub = await empty_graph.stub(retired.id)
    assert stub is not None
    assert (stub.kind, stub.labels, stub.last_edition) == ("Course", retired.labels, 1)
    assert stub.replaced_by == old.courses[0].id
    published = await empty_graph.load()
    assert published.stubs == (stub,)
    assert retired.id not in published.catalogue.course
    back = await publish(empty_graph, old)
    assert (back.added, back.changed, back.removed) == (1, 0, 0)
    assert await empty_graph.stub(retired.id) is None
    assert (await empty_graph.load()).catalogue == old


async def test_a_scale_that_loses_a_level_changed(empty_graph: Graph) -> None:
    """A level counts as its scale: a scale with fewer levels is one changed thing, and its level leaves a stub."""
    old = numbered(2)
    await publish(empty_graph, old)
    scale = replace(old.scales[0], levels=old.scales[0].levels[:2])
    done = await publish(empty_graph, replace(old, scales=(scale,)))
    assert (done.added, done.changed, done.removed) == (0, 1, 0)
    assert (await empty_graph.stub("scale-3")) is not None


async def test_moves_that_ranks_imply_are_in_the_graph(empty_graph: Graph, graph_target: GraphTarget) -> None:
    """Implied moves follow the ranks of each edition, and count for no thing."""
    old = numbered(3)
    await publish(empty_graph, old)
    query = "MATCH (a:RoleLevel)-[m:MOVES_TO]->(b) RETURN a.id, b.id, m.kind, m.implied ORDER BY a.id, b.id"
    assert cypher(graph_target, query) == [
        ["r1", "r2", "vertical", True], ["r2", "r3", "vertical", True], ["r3", "r1", "lateral", False],
    ]  # fmt: skip
    without = replace(old, role_levels=(old.role_levels[0], old.role_levels[2]))
    done = await publish(empty_graph, without)
    assert (done.changed, done.removed) == (0, 1)
    assert cypher(graph_target, query) == [["r1", "r3", "vertical", True], ["r3", "r1", "lateral", False]]


async def test_every_edition_can_be_had_again(empty_graph: Graph) -> None:
    """Archives are byte for byte what was published; an edition that never was is said to be missing."""
    texts = {}
    for number, salt in enumerate(("", " b", " c"), start=1):
        catalogue = numbered(30, salt=salt)
        await publish(empty_graph, catalogue)
        texts[number] = turtle.write(catalogue)
    assert [edition.number for edition in await empty_graph.editions()] == [1, 2, 3]
    for number, text in texts.items():
        assert await empty_graph.archive(number) == text
        assert turtle.write((await empty_graph.load(number)).catalogue) == text
    with pytest.raises(EditionMissing, match="9"):
        await empty_graph.archive(9)


async def test_an_empty_graph_says_so(empty_graph: Graph) -> None:
    """Before the first publish every read says what to do."""
    for reading in (empty_graph.load(), empty_graph.archive(), empty_graph.neighbourhood("x")):
        with pytest.raises(EditionMissing, match="skillway publish"):
            await reading


async def test_another_base_keeps_every_thing(empty_graph: Graph) -> None:
    """An edition under another base is about the same things: none is added or lost, and stubs get full ids."""
    old = numbered(8)
    await publish(empty_graph, old)
    await publish(empty_graph, replace(old, courses=old.courses[:7]))
    kept = rebase(replace(old, courses=old.courses[:7]), "https://example.com/other/")
    done = await publish(empty_graph, kept)
    assert (done.added, done.changed, done.removed) == (0, 0, 0)
    assert (await empty_graph.load()).catalogue == kept
    assert await empty_graph.stub(f"{old.base}{old.courses[7].id}") is not None
    mixed = rebase(kept, old.base)
    assert (await publish(empty_graph, mixed)).changed == 0
    assert await empty_graph.stub(old.courses[7].id) is not None


async def test_what_does_not_hang_together_is_refused(empty_graph: Graph) -> None:
    """A reference to nothing is refused with both ends named, and nothing is written."""
    old = numbered(3)
    await publish(empty_graph, old)
    broken = replace(old.role_levels[0], needs=(Requirement("nowhere", 1),))
    with pytest.raises(PublishRefused, match="r1 NEEDS nowhere"):
        await publish(empty_graph, replace(old, role_levels=(broken, *old.role_levels[1:])))
    assert (await empty_graph.load()).catalogue == old


async def test_a_second_publisher_is_refused(empty_graph: Graph, graph_target: GraphTarget) -> None:
    """While somebody publishes, another is told who; afterwards it may."""
    connection = await connected(graph_target)
    try:
        await publish(empty_graph, numbered(2))
        async with leave_to_publish(connection):
            with pytest.raises(GraphBusy, match="process"):
                await publish(empty_graph, numbered(3))
        assert (await publish(empty_graph, numbered(3))).edition.number == 2
    finally:
        await connection.close()


async def test_two_publishes_at_once(empty_graph: Graph) -> None:
    """Of publishes that start together, one wins and the others are refused; the graph is whole."""
    worlds = [numbered(40, salt=f" {n}") for n in range(4)]
    outcomes = await asyncio.gather(*(publish(empty_graph, world) for world in worlds), return_exceptions=True)
    won = [outcome for outcome in outcomes if isinstance(outcome, graphs.Publication)]
    assert won
    assert [type(outcome) for outcome in outcomes if outcome not in won] == [GraphBusy] * (len(worlds) - len(won))
    assert [edition.number for edition in await empty_graph.editions()] == list(range(1, len(won) + 1))
    assert (await empty_graph.load()).catalogue in worlds


async def test_a_publisher_that_died_is_forgotten(empty_graph: Graph, graph_target: GraphTarget) -> None:
    """A leave that is not renewed runs out: nobody is locked out by a crash."""
    await publish(empty_graph, numbered(2))
    cypher(graph_target, "MATCH (l:PublishLease) SET l.until = timestamp() + 300, l.moves = l.moves + 1")
    with pytest.raises(GraphBusy):
        await publish(empty_graph, numbered(3))
    assert (await empty_graph.load()).catalogue == numbered(2)  # it waits until the commit that never was is over
    assert (await publish(empty_graph, numbered(3))).written


async def test_a_graph_that_was_changed_by_hand_is_found_out(empty_graph: Graph, graph_target: GraphTarget) -> None:
    """What is read is compared with the digest: a graph that says something else is never served as the edition."""
    await publish(empty_graph, numbered(3))
    cypher(graph_target, "MATCH (:RoleLevel)-[n:NEEDS]->(:Competency {id: 'k00000'}) SET n.level = 3")
    with pytest.raises(EditionDamaged, match="edition 1"):
        await empty_graph.load()
    empty(graph_target)


async def test_a_graph_that_was_changed_by_hand_is_rebuilt(empty_graph: Graph, graph_target: GraphTarget) -> None:
    """Whatever was changed, made or deleted by hand, `rebuild` writes the edition anew, under the number it had."""
    old = numbered(4)
    first = await publish(empty_graph, old)
    gone = replace(old, courses=old.courses[:3])
    await publish(empty_graph, gone)
    for damage in (
        "MATCH (:RoleLevel)-[n:NEEDS]->(:Competency {id: 'k00000'}) SET n.level = 3",
        "MATCH (c:Competency {id: 'k00001'}) SET c.prefLabels = ['Else@en']",
        "MATCH (c:Competency {id: 'k00002'}) DETACH DELETE c",
        "MATCH (c:Course {id: 'c00000'})-[t:TEACHES]->() DELETE t",
        "CREATE (:Competency {note: 'no id'})<-[:LIKES]-(:Course {id: 'by-hand', retired: false})",
        "MATCH (a:RoleLevel {id: 'r1'}), (b:RoleLevel {id: 'r3'}) CREATE (a)-[:MOVES_TO {implied: true}]->(b)",
        "MATCH (c:Course {id: 'c00001'}) SET c.stub = true",
    ):
        cypher(graph_target, damage)
    with pytest.raises(EditionDamaged, match="--edition 2 --rebuild"):
        await empty_graph.load()
    done = await empty_graph.publish(gone, author="curator", note="", at=AT, rebuild=True)
    assert (done.written, done.edition.number, done.edition.digest) == (True, 2, turtle.digest(gone))
    assert (await empty_graph.load()).catalogue == gone
    assert await empty_graph.archive(2) == turtle.write(gone)
    assert await empty_graph.archive(1) == turtle.write(old)
    assert {stub.id for stub in (await empty_graph.load()).stubs} == {"c00003", "by-hand"}
    assert [edition.number for edition in await empty_graph.editions()] == [first.edition.number, 2]
    again = await publish(empty_graph, gone)
    assert not again.written


async def test_a_pointer_to_nothing_is_rebuilt(empty_graph: Graph, graph_target: GraphTarget) -> None:
    """Where the current edition's node was lost, `rebuild` makes one again; nothing is lost besides."""
    old = numbered(3)
    await publish(empty_graph, old)
    cypher(graph_target, "MATCH (e:Edition) DELETE e")
    done = await empty_graph.publish(old, author="curator", note="", at=AT, rebuild=True)
    assert done.written
    assert (await empty_graph.load()).catalogue == old
    assert await empty_graph.archive() == turtle.write(old)


async def test_long_texts_and_many_of_them(empty_graph: Graph) -> None:
    """Texts of a megabyte go through in batches that the wire carries."""
    old = numbered(25)
    long = tuple(replace(c, definitions=english("é" * 400_000)) for c in old.competencies)
    catalogue = replace(old, competencies=long)
    await publish(empty_graph, catalogue)
    assert (await empty_graph.load()).catalogue == catalogue


async def test_a_thing_that_says_too_much_is_refused(empty_graph: Graph) -> None:
    """Many large texts on one thing go through as long as a message carries them; beyond, the thing is named."""
    old = numbered(1)

    def saying(languages: int) -> Catalogue:
        texts = tuple(Text(f"a{chr(97 + n)}", "x" * 900_000) for n in range(languages))
        return replace(old, competencies=(replace(old.competencies[0], definitions=texts),))

    await publish(empty_graph, saying(12))
    assert (await empty_graph.load()).catalogue == saying(12)
    with pytest.raises(PublishRefused, match=r"k00000.*12\.6 MB"):
        await publish(empty_graph, saying(14))
    assert (await empty_graph.load()).catalogue == saying(12)


async def test_people_are_left_alone(empty_graph: Graph, graph_target: GraphTarget) -> None:
    """Nodes that are not the ontology's stay as they are through publishes and stubs."""
    await publish(empty_graph, numbered(4))
    cypher(graph_target, "CREATE (:Learner {id: 'p1'})<-[:OF]-(:Evidence {id: 'e1', competency: 'k00003'})")
    await publish(empty_graph, numbered(2))
    assert cypher(graph_target, "MATCH (e:Evidence)-[:OF]->(l:Learner) RETURN e.competency, l.id") == [
        ["k00003", "p1"]
    ]
