"""Facts: taken once, kept whole, given back to those who may see them."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from graph import Graph, GraphTarget
from graph.record import Intake
from learners.evidence import Meant, Note
from ontology.ids import AssessmentId, CompetencyId, CourseId
from tests.conftest import cypher
from tests.graph.records import AT, Clock, fact, note, seeing, with_people

pytestmark = pytest.mark.anyio


async def test_what_is_appended_is_read_back_whole(empty_graph: Graph) -> None:
    """Every field of a fact comes back as it was said, with the time at which it was received."""
    record = await with_people(empty_graph, "ana")
    facts = [
        fact("1", competency=CompetencyId("sql"), level=2.5, source="manager", author="boss", link="https://x.org/ana"),
        fact("2", course=CourseId("sql-1"), level=None, source="completion", progress=0.4, edition=3,
             meant=(Meant(CompetencyId("sql"), 2), Meant(CompetencyId("https://other.org/a"), 1))),
        fact("3", assessment=AssessmentId("test"), level=None, score=0.7, source="assessment",
             occurred_at=AT - timedelta(days=900, microseconds=1), author="Assessment system (v2)"),
        fact("4", level=None, passed=False, source="assessment", statement="8b5c4b9e-0000-4000-8000-000000000001"),
        fact("5", supersedes="1", withdrawn=True, level=None, source="manager"),
        fact("6", note=Note(text="“Über” <b>sure</b>\n🙂", visibility="learner"), level=0.0),
        note("7"),
    ]  # fmt: skip
    appended = await record.append(Intake(evidence=facts))
    assert {verdict.outcome for verdict in appended.evidence} == {"accepted"}
    found = await record.evidence.of(seeing("ana"))
    assert [replace(one, received_at=AT) for one in found] == sorted(facts, key=lambda f: (f.occurred_at, f.id))
    received = {one.id: one.received_at for one in found}
    assert [received[one.id] for one in facts] == sorted(received.values())
    assert appended.received_at == max(received.values())


async def test_the_same_again_changes_nothing(empty_graph: Graph) -> None:
    """The same fact is `known` the second time, in one batch or later, whatever the ontology makes of it by then."""
    record = await with_people(empty_graph, "ana")
    one, two = fact("1"), fact("2")
    first = await record.append(Intake(evidence=[one, one, two]))
    assert [verdict.outcome for verdict in first.evidence] == ["accepted", "known", "accepted"]
    before = await record.evidence.of(seeing("ana"))
    again = await record.append(
        Intake(evidence=[two, replace(one, meant=(Meant(CompetencyId("sql"), 1),), edition=9)])
    )
    assert [verdict.outcome for verdict in again.evidence] == ["known", "known"]
    assert again.received_at is None
    assert await record.evidence.of(seeing("ana")) == before


@pytest.mark.parametrize(
    "other",
    [
        {"level": 2.0}, {"source": "peer"}, {"occurred_at": AT + timedelta(microseconds=1)}, {"author": "x"},
        {"competency": CompetencyId("python")}, {"course": CourseId("sql")}, {"learner": "ben"},
        {"note": Note(text="a")}, {"withdrawn": True}, {"supersedes": "2"}, {"link": "https://x.org"},
        {"passed": True},
    ],
)  # fmt: skip
async def test_other_content_under_an_id_is_a_conflict(embedded_graph: Graph, other: dict[str, Any]) -> None:
    """An id that is taken by other content is refused, whatever the difference; nothing is said of what is there."""
    record = await with_people(embedded_graph, "ana", "ben")
    id_ = str(sorted(other.items()))[:40].replace(" ", "")
    await record.append(Intake(evidence=[fact(id_, note=Note(text="hidden words", visibility="manager"))]))
    before = await record.evidence.of(seeing("ana"))
    said = {"note": Note(text="hidden words", visibility="manager"), **other}
    ((verdict,),) = [(await record.append(Intake(evidence=[fact(id_, **said)]))).evidence]
    assert (verdict.outcome, verdict.code) == ("conflict", "evidence.conflict")
    assert not any(word in verdict.message + verdict.hint for word in ("hidden", "words", "ana", "manager"))
    assert await record.evidence.of(seeing("ana")) == before
    assert await record.evidence.of(seeing("ben")) == ()


async def test_facts_about_nobody_are_refused(empty_graph: Graph) -> None:
    """A fact about a learner who is not there is refused by name, and the others are taken."""
    record = await with_people(empty_graph, "ana")
    appended = await record.append(Intake(evidence=[fact("1"), fact("2", "nobody"), fact("3")]))
    assert [verdict.outcome for verdict in appended.evidence] == ["accepted", "refused", "accepted"]
    assert appended.evidence[1].code == "learner.unknown"
    assert [one.id for one in await record.evidence.of(seeing("ana"))] == ["1", "3"]


async def test_all_or_nothing(empty_graph: Graph) -> None:
    """An intake that stands or falls together leaves nothing when one item conflicts; its neighbours are taken."""
    record = await with_people(empty_graph, "ana")
    await record.append(Intake(evidence=[fact("taken")]))
    whole = Intake(evidence=[fact("1"), fact("taken", level=3.0), fact("2")], all_or_nothing=True)
    other = Intake(evidence=[fact("1", level=2.0), fact("3")])
    failed, went = await asyncio.gather(record.append(whole), record.append(other))
    assert not failed.written
    assert [v.outcome for v in failed.evidence] == ["refused", "conflict", "refused"]
    assert [v.code for v in failed.evidence] == ["intake.kept_out", "evidence.conflict", "intake.kept_out"]
    assert [v.outcome for v in went.evidence] == ["accepted", "accepted"]
    assert {one.id for one in await record.evidence.of(seeing("ana"))} == {"taken", "1", "3"}


async def test_times_of_receipt_rise_when_the_clock_steps_back(empty_graph: Graph) -> None:
    """Whatever the machine's clock does, what comes later is received later, also by the next process."""
    clock = Clock()
    record = await with_people(empty_graph, "ana", clock=clock)
    await record.append(Intake(evidence=[fact("1")]))
    clock.move(-3600)
    await record.append(Intake(evidence=[fact("2"), fact("3")]))
    facts = {one.id: one.received_at for one in await record.evidence.of(seeing("ana"))}
    assert AT < facts["1"] < facts["2"] < facts["3"] <= (await record.consistent_through() or AT)


async def test_sealed_words_are_not_in_the_graph(empty_graph: Graph, graph_target: GraphTarget) -> None:
    """Notes, links and authors who are no learner lie in the graph unreadable."""
    record = await with_people(empty_graph, "ana")
    said = fact("1", note=Note(text="sesame"), link="https://sesame.org", author="Mr Sesame <s@x.org>")
    await record.append(Intake(evidence=[said]))
    ((properties,),) = cypher(graph_target, "MATCH (e:Evidence) RETURN properties(e)")
    assert "sesame" not in str(properties).lower()
    (found,) = await record.evidence.of(seeing("ana"))
    assert (found.note, found.link, found.author) == (said.note, said.link, said.author)
