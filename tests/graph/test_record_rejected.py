"""Refused items: kept once, found again, settled once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from graph import Graph, GraphTarget
from graph.record import Intake
from learners.ids import AccountToken, LearnerId
from learners.rejected import Rejected
from tests.conftest import cypher
from tests.graph.records import AT, fact, person, seeing, with_people

pytestmark = pytest.mark.anyio


def item(id_: str, **said: object) -> Rejected:
    values: dict[str, object] = {
        "door": "evidence", "code": "level.off_scale", "message": "Ana Lópezová has 9.", "row": '{"level": "9"}',
        "at": AT, "hint": "Ana's is 1 to 4.", "number": 7, **said,
    }  # fmt: skip
    return Rejected(id=id_, **values)  # type: ignore[arg-type]


async def test_nothing_is_kept_about_somebody_who_was_erased(empty_graph: Graph) -> None:
    """A refused row about an erased person, by id or by account, is told and not kept: it would bring them back."""
    record = await with_people(empty_graph, "ana", "ben")
    account = "account:https://lms.example.org|ana"
    await record.people.put([person("ana", accounts=(account,))])
    await record.erasing.erase(seeing("ana"))
    token = record.vault.token(account)
    items = [item("1", learner=LearnerId("ana")), item("2", token=token), item("3", learner=LearnerId("ben"))]
    for told in (await record.rejected.keep(items), (await record.append(Intake(rejected=items))).rejected):
        assert [verdict.code for verdict in told[:2]] == ["learner.erased"] * 2
        assert told[2].outcome in ("accepted", "known")
    assert [one.id for one in await record.rejected.list()] == ["3"]


async def test_items_are_kept_whole_once_and_sealed(empty_graph: Graph, graph_target: GraphTarget) -> None:
    """The same refused row, however often it comes, is one item; what it says cannot be read in the graph."""
    record = await with_people(empty_graph, "ana")
    one = item("1", token=AccountToken("ab" * 20), learner=LearnerId("ben"), mends="0")
    first = await record.append(Intake(evidence=[fact("f")], rejected=[one, one]))
    assert [verdict.outcome for verdict in first.rejected] == ["accepted", "known"]
    assert [verdict.outcome for verdict in await record.rejected.keep([one, item("2")])] == ["known", "accepted"]
    assert await record.rejected.one("1") == one
    assert await record.rejected.one("3") is None
    stored = str(cypher(graph_target, "MATCH (r:Rejected) RETURN properties(r)"))
    assert not any(word in stored for word in ("Lópezová", "Ana", 'level":'))


async def test_items_are_kept_although_the_rest_is_not(empty_graph: Graph) -> None:
    """Where an intake stands or falls together and falls, what was refused of it is kept all the same."""
    record = await with_people(empty_graph, "ana")
    await record.append(Intake(evidence=[fact("f")]))
    intake = Intake(evidence=[fact("f", level=3.0), fact("g")], rejected=[item("1")], all_or_nothing=True)
    assert not (await record.append(intake)).written
    assert await record.rejected.one("1") is not None
    assert [one.id for one in await record.evidence.of(seeing("ana"))] == ["f"]
    sharing = replace(intake, rejected=[item("2")], rejected_alone=False)
    assert [verdict.outcome for verdict in (await record.append(sharing)).rejected] == ["refused"]
    assert await record.rejected.one("2") is None


async def test_an_item_that_no_message_carries_is_told(embedded_graph: Graph) -> None:
    """A refused row of 20 MB hangs nobody: it is said not to be kept, and what came with it is."""
    record = await with_people(embedded_graph)
    large = item("large", row="x" * 20_000_000)
    for verdicts in (
        await record.rejected.keep([large, item("a")]),
        (await record.append(Intake(rejected=[large, item("b")]))).rejected,
    ):
        assert [(one.outcome, one.code) for one in verdicts] == [("refused", "rejected.too_large"), ("accepted", "")]
    assert await record.rejected.one("large") is None


async def test_items_are_listed_by_door_code_and_period(empty_graph: Graph) -> None:
    """Filters hold together; pages follow each other without gap or repetition, and rows stand as in their file."""
    record = await with_people(empty_graph)
    items = [
        item(
            f"{n:02}",
            door=("evidence", "people", "xapi")[n % 3],
            code=f"c{n % 2}",
            at=AT + timedelta(hours=n // 4),
            number=None if n % 4 == 0 else 3 - n % 4,
        )
        for n in range(24)
    ]
    items.sort(key=lambda one: (one.at, -1 if one.number is None else one.number, one.id))
    await record.rejected.keep(items[::-1])
    found: list[Rejected] = []
    while page := await record.rejected.list(after=found[-1].id if found else "", limit=7):
        found += page
    assert found == items
    some = await record.rejected.list(
        door="people", code="c1", since=AT + timedelta(hours=1), until=AT + timedelta(hours=4)
    )
    assert [one.id for one in some] == ["07", "13"]
    assert await record.rejected.counts() == {
        (door, code): 4 for door in ("evidence", "people", "xapi") for code in ("c0", "c1")
    }


async def test_an_item_is_settled_once(empty_graph: Graph) -> None:
    """Settled items leave the list of work, and stay what they became."""
    record = await with_people(empty_graph)
    await record.rejected.keep([item("1"), item("2"), item("3")])
    assert await record.rejected.settle(["1", "2", "x"], "discarded", at=AT, by="cli", reason="Ana left") == (
        "1",
        "2",
    )
    assert await record.rejected.settle(["1", "3"], "replayed", at=AT, by="cli") == ("3",)
    assert await record.rejected.list() == ()
    settled = await record.rejected.one("1")
    assert settled == replace(item("1"), settled="discarded", settled_at=AT, settled_by="cli", reason="Ana left")
    assert [one.id for one in await record.rejected.list(settled=None)] == ["1", "2", "3"]
    assert [one.id for one in await record.rejected.list(settled="replayed")] == ["3"]


async def test_items_that_wait_for_somebody(empty_graph: Graph) -> None:
    """What waits for an account or a learner is found by it, until it is settled; what waits for a mend is not."""
    record = await with_people(empty_graph)
    token, ben, code = AccountToken("cd" * 20), LearnerId("ben"), "learner.unknown"
    others = [item("3"), item("4", learner=ben), item("5", code=code)]
    await record.rejected.keep([item("1", token=token, code=code), item("2", learner=ben, code=code), *others])
    waiting = await record.rejected.waiting_for(tokens=[token], learners=[LearnerId("ben"), LearnerId("z")])
    assert [one.id for one in waiting] == ["1", "2"]
    await record.rejected.settle(["1"], "replayed", at=AT, by="cli")
    assert [one.id for one in await record.rejected.waiting_for(tokens=[token])] == []
