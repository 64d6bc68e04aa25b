"""Editions come and go beside the record; nothing of it moves."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from graph import Graph, GraphTarget
from graph.record import Intake
from learners.evidence import Meant
from learners.ids import LearnerId
from learners.words import Words
from ontology.ids import CompetencyId, CourseId, RoleLevelId
from ontology.rebase import rebase
from tests.conftest import cypher
from tests.graph.records import AT, fact, note, person, with_people
from tests.graph.test_record_rejected import item
from tests.graph.worlds import BASE, numbered, publish

pytestmark = pytest.mark.anyio
ONTOLOGY = "n:ProficiencyScale|ProficiencyLevel|Competency|Course|Assessment|RoleFamily|Role|RoleLevel"
PUBLISHING = "n:Edition|EditionChunk|CurrentEdition|PublishLease"


def the_record(target: GraphTarget) -> list[list[object]]:
    """Every node that is not the ontology's, with all that it says; the record has no relationships."""
    assert cypher(target, f"MATCH (n)-[r]-() WHERE NOT ({ONTOLOGY}) RETURN count(r)") == [[0]]
    rows = cypher(target, f"MATCH (n) WHERE NOT ({ONTOLOGY}) AND NOT ({PUBLISHING}) RETURN labels(n), properties(n)")
    return sorted(rows, key=str)


async def test_no_publish_touches_the_record(empty_graph: Graph, graph_target: GraphTarget) -> None:
    """A first edition, another, one without the things that facts speak of, a rebuild and a new base: each node of
    the record stays as it was, to the letter."""
    record = await with_people(empty_graph, "ana", "ben", "boss")
    k0, c0, c3 = CompetencyId("k00000"), CourseId("c00000"), CourseId("c00003")
    await record.people.put([
        person("ana", name="Ana", email="a@x.org", role_level=RoleLevelId("r1"), target=RoleLevelId("r3"),
               manager=LearnerId("boss")),
    ])  # fmt: skip
    await record.people.merge(LearnerId("ben"), LearnerId("ana"), by="cli", at=AT, reason="one")
    await record.append(Intake(
        evidence=[
            fact("1", competency=k0, meant=(Meant(k0, 2),)), note("2"), fact("3", "ben", course=c3, level=None),
            fact("4", course=c0, level=None, source="completion"),
        ],
        rejected=[item("r")],
    ))  # fmt: skip
    before = the_record(graph_target)
    assert {labels[0] for labels, _ in before} >= {  # type: ignore[index]
        "Learner", "Identity", "Account", "Placement", "Evidence", "Merge", "Rejected", "RecordClock",
    }  # fmt: skip
    await publish(empty_graph, numbered(8))
    await publish(empty_graph, numbered(8, salt=" b"))
    await publish(empty_graph, numbered(2))
    assert the_record(graph_target) == before
    at = datetime(2026, 1, 3, tzinfo=UTC)
    await empty_graph.publish(numbered(2), author="x", note="", at=at, rebuild=True)
    assert the_record(graph_target) == before
    await publish(empty_graph, rebase(numbered(4), "https://elsewhere.example/"))
    assert the_record(graph_target) == before


async def test_facts_find_their_subject_after_a_change_of_base(empty_graph: Graph) -> None:
    """Ids that facts were said with under an earlier base lead to the same things, which have longer ids now; where
    the things moved with the base, they keep their ids and nothing has to lead anywhere."""
    world = numbered(3)
    await publish(empty_graph, world)
    await publish(empty_graph, numbered(2))
    assert {stub.id for stub in await empty_graph.stubs()} == {"k00002", "c00002"}
    await publish(empty_graph, rebase(numbered(2), "https://elsewhere.example/"))
    published = await empty_graph.load()
    words = Words(catalogue=published.catalogue, gone={stub.id: stub.replaced_by for stub in published.stubs})
    assert words.fact("k00001") == f"{BASE}k00001"
    assert words.followed("c00001", published.catalogue.course) == f"{BASE}c00001"
    assert words.fact("k00002") is None, "it was gone before, and is"
    assert published.stubs == await empty_graph.stubs()

    moved = replace(numbered(2), base="https://moved.example/")
    await publish(empty_graph, moved)
    words = Words(catalogue=moved, gone={stub.id: stub.replaced_by for stub in await empty_graph.stubs()})
    assert words.fact("k00001") == "k00001"
