"""People: brought in as often as one likes, found by their accounts, merged and taken apart again."""

from datetime import timedelta

import pytest

from graph import Graph, GraphTarget
from graph.record import Intake, Record
from learners import accounts
from learners.ids import LearnerId
from learners.people import Contact, Merge, Person
from ontology.ids import RoleLevelId
from ontology.refusals import Refusal
from tests.conftest import cypher
from tests.graph.records import AT, Clock, fact, person, record_on, seeing, with_people

pytestmark = pytest.mark.anyio
ANA = Person(
    learner=LearnerId("ana"), name="Ana Lópezová", email="Ana.L@Example.org",
    accounts=("account:https://lms.example.org|ana",), role_level=RoleLevelId("r1"), target=RoleLevelId("r2"),
    manager=LearnerId("boss"), team="blue",
)  # fmt: skip


async def everything(target: GraphTarget) -> list[list[object]]:
    """All that the record holds of people, but for the clock."""
    return cypher(
        target,
        "MATCH (n:Learner|Identity|Account|Placement) RETURN labels(n)[0] AS kind, properties(n) AS p "
        "ORDER BY kind, n.id, n.learner, n.token, n.field, n.saidAt",
    )


async def test_people_come_back_as_they_were_said(empty_graph: Graph) -> None:
    """A person's place, name, mail address and accounts come back; accounts that follow from the mail address too."""
    record = await with_people(empty_graph, "boss")
    assert [verdict.outcome for verdict in await record.people.put([ANA])] == ["accepted"]
    profile = await record.people.profile(seeing("ana"))
    assert profile is not None
    assert (profile.name, profile.role_level, profile.target, profile.manager, profile.team) == (
        ANA.name, "r1", "r2", "boss", "blue",
    )  # fmt: skip
    follows = accounts.of_email("Ana.L@Example.org")
    assert not isinstance(follows, Refusal)
    assert await record.people.contact(seeing("ana")) == Contact(
        learner=LearnerId("ana"), name=ANA.name, email=ANA.email, accounts=tuple(sorted({*ANA.accounts, *follows}))
    )
    for account in ("account:https://lms.example.org|ana", "mbox:mailto:ana.l@example.org", *follows):
        token = record.vault.token(account)
        assert await record.people.resolve([token]) == {token: "ana"}
    assert await record.people.profile(seeing("nobody")) is None
    assert await record.people.contact(seeing("nobody")) is None


async def test_whoever_has_no_account_is_somebody(empty_graph: Graph) -> None:
    """A person of whom there is an id and no more is found as well, alone and with records that were merged."""
    record = await with_people(empty_graph, "bare", "other")
    bare = LearnerId("bare")
    assert await record.people.contact(seeing("bare")) == Contact(learner=bare)
    await record.people.put([person("other", accounts=("account:https://lms.example.org|ana",))])
    await record.people.merge(LearnerId("other"), bare, by="local:test", at=AT)
    account = ("account:https://lms.example.org|ana",)
    assert await record.people.contact(seeing("bare")) == Contact(learner=bare, accounts=account)


async def test_the_same_people_again_change_nothing(empty_graph: Graph, graph_target: GraphTarget) -> None:
    """Bringing in what is there already is `known`, and leaves every node as it was."""
    record = await with_people(empty_graph, "boss")
    await record.people.put([ANA])
    before = await everything(graph_target)
    assert [verdict.outcome for verdict in await record.people.put([ANA, ANA])] == ["known", "known"]
    assert await everything(graph_target) == before


async def test_who_people_are_lies_sealed(empty_graph: Graph, graph_target: GraphTarget) -> None:
    """No name, mail address or account can be read in the graph."""
    record = await with_people(empty_graph, "boss")
    await record.people.put([ANA])
    text = str(await everything(graph_target)).lower()
    assert not any(word in text for word in ("lópezová", "ana.l", "@", "lms.example"))


async def test_what_a_source_does_not_speak_of_stays(empty_graph: Graph) -> None:
    """A table without a column leaves that field alone; one with an empty cell says that it is no longer so."""
    record = await with_people(empty_graph, "boss")
    await record.people.put([ANA])
    await record.people.put([person("ana", role_level=RoleLevelId("r9"), says=frozenset({"role_level"}))])
    profile = await record.people.profile(seeing("ana"))
    assert profile is not None and (profile.role_level, profile.team, profile.name) == ("r9", "blue", ANA.name)
    await record.people.put([person("ana", says=frozenset({"manager", "name"}))])
    profile = await record.people.profile(seeing("ana"))
    assert profile is not None and (profile.manager, profile.team, profile.name) == (None, "blue", None)
    contact = await record.people.contact(seeing("ana"))
    assert contact is not None and contact.email == ANA.email


async def test_places_are_remembered(empty_graph: Graph) -> None:
    """What somebody's place was on a day can be asked later, and since when it is what it is."""
    clock = Clock()
    record = await with_people(empty_graph, "boss", clock=clock)
    await record.people.put([ANA])
    clock.move(86_400)
    await record.people.put([person("ana", role_level=RoleLevelId("r2"), says=frozenset({"role_level"}))])
    ana = seeing("ana")
    then, since = await record.people.place(ana, "role_level", as_of=AT + timedelta(hours=2))
    assert (then, since is not None and since < AT + timedelta(hours=1)) == ("r1", True)
    assert (await record.people.place(ana, "role_level", as_of=AT + timedelta(days=2)))[0] == "r2"
    assert await record.people.place(ana, "role_level", as_of=AT - timedelta(days=2)) == (None, None)
    profile = await record.people.profile(ana)
    assert profile is not None and profile.role_level_since is not None and profile.manager_since is not None
    assert profile.role_level_since > profile.manager_since


async def test_an_account_belongs_to_one_person(empty_graph: Graph) -> None:
    """Who claims another's account is a conflict as a whole, within one batch or later; nothing of it is written."""
    record = await with_people(empty_graph, "boss")
    ben = person("ben", name="Ben", email="ana.l@example.org", team="red")
    first, second = await record.people.put([ANA, ben])
    assert (first.outcome, second.outcome, second.code) == ("accepted", "conflict", "account.taken")
    assert "ana" in second.message and "@" not in second.message + second.hint
    assert await record.people.known([LearnerId("ben")]) == frozenset()
    (again,) = await record.people.put([ben])
    assert again.outcome == "conflict"
    assert (await record.people.bind("mbox:mailto:ana.l@example.org", LearnerId("boss"))).outcome == "conflict"
    assert (await record.people.bind("mbox:mailto:ana.l@example.org", LearnerId("ana"))).outcome == "known"
    assert (await record.people.bind("openid:https://x.org/a", LearnerId("nobody"))).code == "learner.unknown"
    assert (await record.people.bind("openid:https://x.org/a", LearnerId("boss"))).outcome == "accepted"
    assert not await record.people.unbind("openid:https://x.org/a", LearnerId("ana"))
    assert await record.people.unbind("openid:https://x.org/a", LearnerId("boss"))
    assert await record.people.resolve([record.vault.token("openid:https://x.org/a")]) == {}


async def test_who_was_erased_is_not_brought_back_unseen(empty_graph: Graph) -> None:
    """The next table does not bring an erased person back: not under the id, nor under an account, nor by a fact."""
    record = await with_people(empty_graph, "boss")
    await record.people.put([ANA])
    await record.erasing.erase(seeing("ana"))
    same_mail = person("ana2", email="ana.l@example.org")
    for verdict in await record.people.put([ANA, same_mail]):
        assert (verdict.outcome, verdict.code) == ("refused", "learner.erased")
    assert (await record.people.bind(ANA.accounts[0], LearnerId("boss"))).code == "learner.erased"
    assert (await record.append(Intake(evidence=[fact("1")]))).evidence[0].outcome == "refused"
    assert await record.people.known([LearnerId("ana"), LearnerId("ana2")]) == frozenset()
    await record.erasing.let_back("ana")
    assert (await record.people.put([ANA]))[0].outcome == "accepted"


async def test_who_reports_to_whom(empty_graph: Graph) -> None:
    """Reports are those of now: they end with the relation."""
    record = await with_people(empty_graph, "boss", "other")
    await record.people.put([person(name, manager=LearnerId("boss")) for name in ("c", "a", "b")])
    assert await record.people.reports_of(LearnerId("boss")) == ("a", "b", "c")
    await record.people.put([person("b", manager=LearnerId("other"), says=frozenset({"manager"}))])
    assert await record.people.reports_of(LearnerId("boss")) == ("a", "c")
    assert await record.people.manager_of(LearnerId("b")) == "other"
    assert await record.people.managers([LearnerId("a"), LearnerId("boss"), LearnerId("nobody")]) == {
        "a": "boss", "boss": None,
    }  # fmt: skip


async def test_everyone_comes_page_by_page(empty_graph: Graph) -> None:
    """All learners by id, each once, whatever the size of a page; no names among them."""
    names = [f"l{n:02}" for n in range(25)]
    record = await with_people(empty_graph, *names)
    found: list[str] = []
    while page := await record.people.everyone(found[-1] if found else "", limit=10):
        found += [profile.learner for profile in page]
    assert found == names


async def seen_of(record: Record, *learners: str) -> dict[str, list[str]]:
    return {name: [one.id for one in await record.evidence.of(seeing(name))] for name in learners}


async def test_a_merge_joins_and_its_undoing_parts_exactly(empty_graph: Graph, graph_target: GraphTarget) -> None:
    """Facts and accounts of both count for one; undone, all is as it was but for what was remembered."""
    record = await with_people(empty_graph, "a", "b")
    await record.people.bind("openid:https://x.org/b", LearnerId("b"))
    await record.append(Intake(evidence=[fact("1", "a"), fact("2", "b")]))
    before = cypher(graph_target, "MATCH (n:Evidence|Account) RETURN properties(n) ORDER BY n.id, n.token")
    apart = await seen_of(record, "a", "b")
    token = record.vault.token("openid:https://x.org/b")

    merged = await record.people.merge(LearnerId("b"), LearnerId("a"), by="cli", at=AT, reason="one person")
    assert merged == Merge(alias=LearnerId("b"), learner=LearnerId("a"), by="cli", at=AT, reason="one person")
    assert (await seen_of(record, "a"))["a"] == ["1", "2"]
    assert {one.learner for one in await record.evidence.of(seeing("a"))} == {"a"}
    assert await record.people.resolve([token]) == {token: "a"}
    assert await record.people.roots([LearnerId("a"), LearnerId("b")]) == {"a": "a", "b": "a"}
    assert [profile.learner for profile in await record.people.everyone()] == ["a"]
    again = await record.append(Intake(evidence=[fact("2", "a"), fact("1", "b"), fact("3", "b")]))
    assert [verdict.outcome for verdict in again.evidence] == ["known", "known", "accepted"]

    undone = await record.people.unmerge(LearnerId("b"), by="cli", at=AT + timedelta(1))
    assert isinstance(undone, Merge) and undone.undone_by == "cli"
    assert await seen_of(record, "a", "b") == {"a": apart["a"], "b": [*apart["b"], "3"]}
    assert await record.people.resolve([token]) == {token: "b"}
    after = cypher(
        graph_target, "MATCH (n:Evidence|Account) WHERE n.id IS NULL OR n.id <> '3' "
        "RETURN properties(n) ORDER BY n.id, n.token",
    )  # fmt: skip
    assert after == before
    assert await record.people.merges() == (undone,)
    assert isinstance(await record.people.unmerge(LearnerId("b"), by="cli", at=AT), Refusal)


async def test_chains_of_merges(empty_graph: Graph) -> None:
    """Merges of the merged count to the end of the chain; taking out a link frees what hangs on it, in its shape."""
    record = await with_people(empty_graph, *"abcd")
    await record.append(Intake(evidence=[fact(name, name) for name in "abcd"]))
    for alias, learner in ("ba", "cb", "dc"):
        assert isinstance(await record.people.merge(LearnerId(alias), LearnerId(learner), by="x", at=AT), Merge)
    assert (await seen_of(record, "a"))["a"] == ["a", "b", "c", "d"]
    for alias, learner, code in (
        ("a", "d", "merge.cycle"), ("b", "d", "merge.merged"), ("a", "a", "merge.same"),
        ("a", "z", "learner.unknown"),
    ):  # fmt: skip
        refused = await record.people.merge(LearnerId(alias), LearnerId(learner), by="x", at=AT)
        assert isinstance(refused, Refusal) and refused.code == code
    await record.people.unmerge(LearnerId("c"), by="x", at=AT)
    assert await seen_of(record, "a", "c") == {"a": ["a", "b"], "c": ["c", "d"]}
    assert await record.people.aliases(LearnerId("c")) == ("d",)
    await record.people.merge(LearnerId("c"), LearnerId("a"), by="x", at=AT)
    await record.people.unmerge(LearnerId("b"), by="x", at=AT)
    assert await seen_of(record, "a", "b") == {"a": ["a", "c", "d"], "b": ["b"]}
    assert len(await record.people.merges(LearnerId("c"))) == 3


async def test_a_merged_manager_keeps_the_reports(empty_graph: Graph) -> None:
    """Who reports to a merged record reports to the one that is left; a merged report counts once."""
    record = await with_people(empty_graph, "boss", "boss2")
    await record.people.put([person("a", manager=LearnerId("boss2")), person("b", manager=LearnerId("boss"))])
    await record.people.put([person("b2", manager=LearnerId("boss2"))])
    await record.people.merge(LearnerId("boss2"), LearnerId("boss"), by="x", at=AT)
    await record.people.merge(LearnerId("b2"), LearnerId("b"), by="x", at=AT)
    assert await record.people.reports_of(LearnerId("boss")) == ("a", "b")
    assert await record.people.manager_of(LearnerId("a")) == "boss"


async def test_what_may_change_an_answer_says_so(empty_graph: Graph) -> None:
    """The time of the last change moves with role, target, manager and merges of a person, not with name or team."""
    record = await with_people(empty_graph, "a", "b")

    async def changed(name: str = "a") -> object:
        profile = await record.people.profile(seeing(name))
        return None if profile is None else profile.changed_at

    last = await changed()
    await record.people.put([person("a", name="A", team="t", says=frozenset({"name", "team"}))])
    assert await changed() == last
    for field in ("role_level", "target", "manager"):
        await record.people.put([person("a", says=frozenset({field}), **{field: "b"})])  # type: ignore[arg-type]
        assert await changed() != last
        last = await changed()
    await record.people.merge(LearnerId("b"), LearnerId("a"), by="x", at=AT)
    assert await changed() != last
    last = await changed()
    await record.append(Intake(evidence=[fact("1", "b")]))
    assert await changed() != last, "a fact under a merged id is about the one that is left"


async def test_a_record_survives_being_opened_again(graph: Graph) -> None:
    """Another record on the same graph, with the same keys, reads what the first one wrote."""
    record = await with_people(graph, "boss")
    await record.people.put([ANA])
    contact = await record_on(graph).people.contact(seeing("ana"))
    assert contact is not None and contact.name == ANA.name
