"""What a learner can see of the own record is the same with and without notes that are for managers."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import Graph
from graph.record import Intake
from graph.record.evidence import seen
from graph.record.evidence_rows import closed
from learners.evidence import Evidence, Note
from learners.ids import EvidenceId
from learners.vault import Vault
from tests.graph.records import AT, KEYS, fact, note, seeing, with_people

pytestmark = pytest.mark.anyio
HIDDEN = Note(text="He will be let go.", visibility="manager")


async def test_a_note_for_managers_does_not_reach_its_learner(empty_graph: Graph) -> None:
    """Not its words, not that there is one: neither as a fact of its own, nor beside a level, nor when taken back."""
    record = await with_people(empty_graph, "ana")
    await record.append(Intake(evidence=[
        fact("1", note=HIDDEN), note("2"), fact("3", note=Note(text="Good.")), note("4", visibility="learner"),
        fact("5", level=None, withdrawn=True, supersedes="2", source="manager"),
        note("6", supersedes="2"), note("7", visibility="learner", supersedes="6"),
    ]))  # fmt: skip
    shown = {one.id: one for one in await record.evidence.of(seeing("ana", private_notes=False))}
    assert set(shown) == {"1", "3", "4", "7"}
    assert shown["1"].note is None and shown["1"].level == 1.0
    assert shown["3"].note == Note(text="Good.")
    assert shown["7"].supersedes is None
    assert {one.id for one in await record.evidence.of(seeing("ana"))} == set("1234567")
    assert await record.evidence.one(seeing("ana", private_notes=False), EvidenceId("2")) is None
    assert (await record.evidence.one(seeing("ana"), EvidenceId("2")) or fact("0")).note is not None


async def test_a_note_that_names_a_fact_which_may_be_seen_is_hidden(empty_graph: Graph) -> None:
    """A mere note takes the place of nothing, so that there is one does not show at the fact that it is about; and
    who leads sees it there."""
    record = await with_people(empty_graph, "ana")
    await record.append(Intake(evidence=[
        fact("1"), note("2", supersedes="1"), fact("3", level=None, withdrawn=True, supersedes="2", source="manager"),
    ]))  # fmt: skip
    shown = await record.evidence.of(seeing("ana", private_notes=False))
    assert [(one.id, one.supersedes, one.note) for one in shown] == [("1", None, None)]
    assert {one.id for one in await record.evidence.of(seeing("ana"))} == {"1", "2", "3"}


async def test_a_note_does_not_move_what_tells_of_changes(empty_graph: Graph) -> None:
    """The time of the last change stays for a mere note, and for what takes one back; a level moves it."""
    record = await with_people(empty_graph, "ana")

    async def changed() -> object:
        profile = await record.people.profile(seeing("ana"))
        assert profile is not None
        return profile.changed_at

    before = await changed()
    await record.append(Intake(evidence=[note("1")]))
    await record.append(Intake(evidence=[note("2", visibility="learner")]))
    await record.append(Intake(evidence=[fact("3", level=None, withdrawn=True, supersedes="1")]))
    assert await changed() == before
    await record.append(Intake(evidence=[note("4"), fact("5")]))
    moved = await changed()
    assert moved != before
    await record.append(Intake(evidence=[note("7", supersedes="5")]))
    await record.append(Intake(evidence=[fact("8", level=None, withdrawn=True, supersedes="7")]))
    assert await changed() == moved
    await record.append(Intake(evidence=[fact("6", level=None, withdrawn=True, supersedes="5")]))
    assert await changed() != moved


def _world(draw: st.DrawFn) -> tuple[list[Evidence], list[Evidence]]:
    """Facts, and the same facts among others that only hold notes for managers, or take such ones back."""
    count = draw(st.integers(0, 5))
    plain = [
        fact(
            f"p{n}",
            occurred_at=AT + timedelta(hours=draw(st.integers(0, 3))),
            supersedes=draw(st.sampled_from([None, *(f"p{k}" for k in range(n))])),
            withdrawn=draw(st.booleans()),
        )
        for n in range(count)
    ]
    mixed = [replace(one, note=draw(st.sampled_from([None, HIDDEN]))) for one in plain]
    hidden: list[str] = []
    for n in range(draw(st.integers(0, 5))):
        before = draw(st.sampled_from([None, *hidden]))
        taken_back = before is not None and draw(st.booleans())
        about = draw(st.sampled_from([before, *(one.id for one in plain)]))
        one = note(
            f"h{n}",
            supersedes=before if taken_back else about,
            occurred_at=AT + timedelta(hours=draw(st.integers(0, 3))),
        )
        mixed.insert(draw(st.integers(0, len(mixed))), replace(one, note=None, withdrawn=True) if taken_back else one)
        hidden.append(f"h{n}")
    return plain, mixed


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.composite(_world)())
def test_two_worlds_look_alike(worlds: tuple[list[Evidence], list[Evidence]]) -> None:
    """Whatever notes for managers there are, and whatever takes them back: the learner sees what there is without."""
    vault = Vault(KEYS)
    without, among = (
        seen(
            [{**closed(one, vault), "receivedAt": "2026-03-02T09:00:00.000000Z"} for one in world],
            seeing("ana", private_notes=False),
            vault,
        )
        for world in worlds
    )
    assert without == among
