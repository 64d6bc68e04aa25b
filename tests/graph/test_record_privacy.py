"""The audit log, consent, new keys and erasure, as they lie in the graph, on both engines."""

from dataclasses import replace
from datetime import timedelta

import pytest

from graph import Graph, GraphTarget
from graph.record import Intake
from learners import consent, vault
from learners.access import ERASING, NOT_VISIBLE, Caller, VisibleLearner, decide
from learners.audit import AuditEntry, AuditFilter
from learners.errors import VaultError
from learners.ids import LearnerId
from learners.vault import Vault
from tests.conftest import cypher
from tests.graph.records import AT, KEYS, Clock, fact, note, person, record_on, seeing, with_people

pytestmark = pytest.mark.anyio


def entry(number: int, **said: object) -> AuditEntry:
    at = AT + timedelta(minutes=number)
    plain = AuditEntry(
        id=f"{at.replace(tzinfo=None).isoformat(timespec='microseconds')}Z-{number}", at=at, caller="learner:bo",
        part="learner", action="state.read", outcome="allowed", viewpoint="manager", learner="ana",
    )  # fmt: skip
    return replace(plain, **said)  # type: ignore[arg-type]


async def test_the_log_is_read_by_person_caller_and_period(empty_graph: Graph) -> None:
    """Entries come back as they were noted, the newest first, by whatever they are asked for, page by page."""
    record = await with_people(empty_graph, "ana")
    entries = [
        entry(1), entry(2, purpose="complaint 17", path="abc", edition=3, policy="ladder 1", things=("e1", "e2")),
        entry(3, learner="cy"), entry(4, caller="service:lms", part="service"), entry(5, action="evidence.write"),
        entry(6, learner=None, action="statements.read"),
    ]  # fmt: skip
    await record.audit.note(entries[:3])
    await record.audit.note(entries)  # noting again what is there changes nothing

    async def ids(limit: int = 100, **wanted: object) -> list[int]:
        found = await record.audit.entries(AuditFilter(**wanted), limit=limit)  # type: ignore[arg-type]
        assert all(each in entries for each in found)
        return [entries.index(each) + 1 for each in found]

    assert await ids() == [6, 5, 4, 3, 2, 1]
    assert await ids(learner=LearnerId("ana")) == [5, 4, 2, 1]
    assert await ids(learner=LearnerId("ana"), caller="service:lms") == [4]
    assert await ids(caller="learner:bo") == [6, 5, 3, 2, 1]
    assert await ids(action="evidence") == [5]
    assert await ids(since=AT + timedelta(minutes=3), until=AT + timedelta(minutes=5)) == [4, 3]
    assert await ids(limit=2) == [6, 5]
    assert await ids(limit=2, before=entries[4].id) == [4, 3]


async def test_consent_is_kept_word_by_word(empty_graph: Graph) -> None:
    """Each word is kept, the newest holds, and withdrawing inference marks the learner as changed."""
    clock = Clock()
    record = await with_people(empty_graph, "ana", clock=clock)
    clock.move(60)
    before = (await record.people.everyone())[0].changed_at
    own = seeing("ana", private_notes=False)
    await record.consents.say(own, "manager_view", given=False)
    assert (await record.people.everyone())[0].changed_at == before
    await record.consents.say(own, "inference", given=False)
    assert (await record.people.everyone())[0].changed_at != before
    await record.consents.say(own, "manager_view", given=True)
    assert [(each.purpose, each.given) for each in await record.consents.of(own)] == [
        ("manager_view", False), ("inference", False), ("manager_view", True),
    ]  # fmt: skip
    standing = (await record.consents.standings(["ana"]))["ana"]
    assert standing.consents == {"manager_view"}


async def test_consent_of_many_is_the_consent_of_each(empty_graph: Graph) -> None:
    """Asked for together people get what they get alone: what was said under a merged name counts, and nothing for
    who said nothing."""
    record = await with_people(empty_graph, "ana", "ana-old", "ben", "cleo")
    await record.consents.say(seeing("ana-old"), "inference", given=False)
    await record.consents.say(seeing("ana"), "experiments", given=True)
    await record.consents.say(seeing("cleo"), "manager_view", given=False)
    await record.people.merge(LearnerId("ana-old"), LearnerId("ana"), by="test", at=AT)
    asked = [seeing(name) for name in ("cleo", "ana", "ben", "nobody")]
    together = await record.consents.of_many(asked)
    assert together == {one.id: await record.consents.of(one) for one in asked}
    assert [(said.learner, said.purpose) for said in together[LearnerId("ana")]] == [
        ("ana-old", "inference"), ("ana", "experiments"),
    ]  # fmt: skip
    assert {name: consent.given(consent.held(said)) for name, said in together.items()} == {
        "ana": {"manager_view", "experiments"}, "ben": {"inference", "manager_view"}, "cleo": {"inference"},
        "nobody": {"inference", "manager_view"},
    }  # fmt: skip


async def test_new_keys_take_over_everything(empty_graph: Graph) -> None:
    """After resealing all that is sealed opens with the new key alone; doing it again finds nothing to do."""
    record = await with_people(empty_graph, "ana")
    await record.people.put([person("ana", name="Ana Able", email="ana@example.org")])
    await record.append(Intake(evidence=[note("n1", text="Seen."), fact("f1", link="https://example.org/1")]))
    await record.audit.note([entry(1, purpose="complaint")])
    both = Vault(KEYS.with_new("2026-03-03"))
    moving = empty_graph.record(both, now=Clock())
    counts = await moving.resealing.reseal()
    assert (counts["identities"], counts["accounts"], counts["evidence"], counts["audit"]) == (1, 2, 2, 1)
    assert not any((await moving.resealing.reseal()).values())
    newest = empty_graph.record(Vault(both.keys.only_newest()), now=Clock())
    assert (await newest.people.contact(seeing("ana"))).name == "Ana Able"  # type: ignore[union-attr]
    notes = [each.note.text for each in await newest.evidence.of(seeing("ana")) if each.note]
    assert notes == ["Seen."]
    with pytest.raises(VaultError):
        await record_on(empty_graph).people.contact(seeing("ana"))


async def test_keys_of_another_graph_are_told_at_once(empty_graph: Graph) -> None:
    """The first use remembers the keys; others are refused before anything is written with them, rotated ones not."""
    await empty_graph.prepare()
    await record_on(empty_graph).resealing.check()
    await record_on(empty_graph).resealing.check()
    rotated = KEYS.with_new("2026-03-03")
    await empty_graph.record(Vault(rotated)).resealing.check()
    await empty_graph.record(Vault(rotated.only_newest())).resealing.check()
    with pytest.raises(VaultError):
        await empty_graph.record(Vault(vault.fresh("2026-03-03"))).resealing.check()


class Crash(Exception):
    """The process ends here."""


@pytest.mark.parametrize("steps", [2, 3])
async def test_erasing_goes_on_after_a_crash(empty_graph: Graph, graph_target: GraphTarget, steps: int) -> None:
    """Stopped after any step, nobody sees the person any more, and the same call finishes: nothing is left."""
    record = await with_people(empty_graph, "ana", "rep")
    await record.people.put([person("ana", name="Ana Able", email="ana@example.org"), person("rep", manager="ana")])
    await record.append(
        Intake(evidence=[note("n1"), fact("f1"), fact("f2", "rep", author="ana", source="manager", supersedes=None)])
    )
    await record.consents.say(seeing("ana"), "experiments", given=True)
    await record.audit.note([entry(1), entry(2, learner="rep", caller="learner:ana")])
    heard = 0

    def crash(_: str) -> None:
        nonlocal heard
        heard += 1
        if heard == steps:
            raise Crash

    with pytest.raises(Crash):
        await record.erasing.erase(seeing("ana"), on_progress=crash)
    again = record_on(empty_graph)
    standing = (await again.consents.standings(["ana"]))["ana"]
    administrator = Caller(id="administrator:a", part="administrator", purpose="x")
    for caller in (administrator, Caller(id="learner:ana", part="learner", learner=LearnerId("ana"))):
        assert decide(caller, standing) == NOT_VISIBLE
    assert isinstance(decide(administrator, standing, action=ERASING), VisibleLearner)
    refused = await again.append(Intake(evidence=[fact("f9")]))
    assert refused.evidence[0].code == "learner.erased"
    await again.erasing.erase(seeing("ana"))
    left = cypher(graph_target, "MATCH (n) RETURN labels(n)[0], count(n) ORDER BY labels(n)[0]")
    kinds = {kind: count for kind, count in left if kind not in ("RecordClock", "StatementNumbers", "PublishLease")}
    assert set(kinds) == {"AuditEntry", "Evidence", "Learner", "Placement", "Tombstone"} - (
        set() if "Placement" in kinds else {"Placement"}
    )
    assert (kinds["Evidence"], kinds["Learner"], kinds["AuditEntry"]) == (1, 1, 2)
    everything = str(cypher(graph_target, "MATCH (n) RETURN properties(n)"))
    assert "'ana'" not in everything and ":ana" not in everything


async def test_who_was_erased_comes_back_only_when_let(empty_graph: Graph, graph_target: GraphTarget) -> None:
    """Neither the id nor an account of somebody who was erased is taken in, until they are let back; what tables say
    of others is, without their name."""
    record = await with_people(empty_graph, "ana")
    await record.people.put([person("ana", email="ana@example.org")])
    await record.erasing.erase(seeing("ana"))
    for each in (person("ana"), person("new", email="ana@example.org"), person("new", email="ANA@example.org")):
        assert [verdict.code for verdict in await record.people.put([each])] == ["learner.erased"]
    await record.people.put([person("rep", manager="ana")])
    seen = fact("f1", "rep", author="ana", source="manager", supersedes=None)
    assert (await record.append(Intake(evidence=[seen]))).evidence[0].outcome == "accepted"
    assert (await record.append(Intake(evidence=[seen]))).evidence[0].outcome == "known"
    everything = str(cypher(graph_target, "MATCH (n) RETURN properties(n)"))
    assert "'ana'" not in everything and ":ana" not in everything, "as others' manager and author neither"
    assert await record.erasing.let_back("ana")
    assert not await record.erasing.let_back("ana")
    assert [verdict.outcome for verdict in await record.people.put([person("ana", email="ana@example.org")])] == [
        "accepted"
    ]
