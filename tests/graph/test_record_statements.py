"""Statements in the graph, on both engines: numbered, found by every filter, voided, and found again page by page."""

import random
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from graph import Graph
from graph.record import Intake, Record
from graph.record import searching as searching_module
from graph.record.searching import Filter
from graph.record.statements import StatementRow
from learners.access import VisibleLearner
from learners.evidence import Evidence
from learners.ids import AccountToken, EvidenceId, LearnerId
from learners.people import Person
from learners.vault import Vault, fresh
from ontology.ids import CompetencyId

pytestmark = pytest.mark.anyio
VAULT = Vault(fresh("2026-01-01"))
SENDER = AccountToken("sender")


@pytest.fixture
async def record(empty_graph: Graph) -> AsyncIterator[Record]:
    await empty_graph.prepare()
    yield empty_graph.record(VAULT)


def number(place: int) -> str:
    return f"00000000-0000-4000-8000-{place:012d}"


def a_row(place: int, **more: Any) -> StatementRow:
    """A statement by its number, with what is said of it."""
    said: dict[str, Any] = {
        "id": number(place), "digest": f"d{place}", "verb": "http://v/1", "version": "1.0.3", "timestamped": True,
        "authority": SENDER, "actor": AccountToken("a1"),
    }  # fmt: skip
    said |= more
    return StatementRow(sealed=VAULT.seal(f'{{"id":"{said["id"]}","size":"{"x" * 200}"}}'), **said)


async def put(record: Record, rows: Sequence[StatementRow]) -> list[str]:
    appended = await record.append(Intake(statements=rows))
    return [verdict.outcome for verdict in appended.statements]


async def every(record: Record, wanted: Filter, limit: int = 7, **more: Any) -> list[str]:
    """The ids of all pages."""
    found: list[str] = []
    after = None
    for _ in range(1_000):
        page = await record.statements.search(wanted, limit=limit, after=after, **more)
        assert len(page.statements) <= limit
        found += [kept.id for kept in page.statements]
        if page.next is None:
            return found
        after = page.next
    raise AssertionError("the pages have no end")


async def test_stored_rises_with_the_order_of_the_batch(record: Record) -> None:
    """Each statement is stored later than the one before it, and pages go by that, newest first or oldest first."""
    for start in range(0, 30, 10):
        assert await put(record, [a_row(place) for place in range(start, start + 10)]) == ["accepted"] * 10
    assert await every(record, Filter()) == [number(place) for place in reversed(range(30))]
    assert await every(record, Filter(ascending=True)) == [number(place) for place in range(30)]
    stored = [kept.stored for kept in await record.statements.page([number(place) for place in range(30)])]
    assert stored == sorted(set(stored))


async def test_a_clock_that_steps_back_changes_nothing(empty_graph: Graph) -> None:
    """Whatever the machine's clock says, what is stored later has a later time of storing."""
    await empty_graph.prepare()
    hour = timedelta(hours=1)
    now = [datetime(2026, 3, 1, tzinfo=UTC)]
    record = empty_graph.record(VAULT)
    record.writer._now = lambda: now[0]  # the one clock that there is
    for place in range(6):
        await put(record, [a_row(place)])
        now[0] -= hour
    stored = [kept.stored for kept in await record.statements.page([number(place) for place in range(6)])]
    assert stored == sorted(set(stored))
    through = await record.consistent_through()
    assert through is not None
    assert through >= stored[-1]
    since = Filter(since=stored[2].strftime("%Y-%m-%dT%H:%M:%S.%fZ"), ascending=True)
    assert await every(record, since) == [number(place) for place in range(3, 6)]


async def test_pages_are_stable_while_more_comes_in(record: Record) -> None:
    """Who follows `next` sees each statement that was there once, and none twice."""
    await put(record, [a_row(place) for place in range(20)])
    first = await record.statements.search(Filter(), limit=6)
    await put(record, [a_row(place) for place in range(20, 40)])
    rest = await record.statements.search(Filter(), limit=100, after=first.next)
    seen = [kept.id for kept in (*first.statements, *rest.statements)]
    assert seen == [number(place) for place in reversed(range(20))]


async def test_the_same_again_and_another_under_its_id(record: Record) -> None:
    """The same statement again is known, by either of its digests; another is a conflict, within one batch, too."""
    assert await put(record, [a_row(1), a_row(1), a_row(1, digest="other")]) == ["accepted", "known", "conflict"]
    assert await put(record, [a_row(1, digest="other", also="d1")]) == ["known"]
    assert await every(record, Filter()) == [number(1)]


def fits(row: StatementRow, wanted: Filter) -> bool:
    """What the specification says of a filter, as plainly as can be."""
    if wanted.verb not in (None, row.verb) or wanted.registration not in (None, row.registration):
        return False
    activities = row.activities if wanted.related_activities else (row.activity,)
    if wanted.activity is not None and wanted.activity not in activities:
        return False
    people = {row.actor, *row.agents}
    if wanted.related_agents:
        people |= {row.authority, *row.mentions}
    return wanted.agent is None or wanted.agent in people


def expected(rows: Sequence[StatementRow], wanted: Filter) -> list[str]:
    by_id = {row.id: row for row in rows}
    voided = {row.voids for row in rows if row.voids and by_id.get(row.voids) and not by_id[row.voids].voids}

    def found(row: StatementRow | None, seen: frozenset[str] = frozenset()) -> bool:
        if row is None or row.id in seen:
            return False
        return fits(row, wanted) or (row.ref is not None and found(by_id.get(row.ref), seen | {row.id}))

    ids = [row.id for row in rows if row.id not in voided and found(row)]
    return ids if wanted.ascending else ids[::-1]


def random_rows(chance: random.Random, count: int) -> list[StatementRow]:
    rows: list[StatementRow] = []
    for place in range(count):
        activity = chance.choice([None, "x1", "x2", "x3"])
        ref = None
        if activity is None and chance.random() < 0.7:
            ref = number(chance.randrange(count))
        target = int(ref[-12:]) if ref else None
        can_void = target is not None and target < place and rows[target].voids is None
        more: dict[str, Any] = {
            "verb": f"http://v/{chance.randrange(3)}",
            "actor": chance.choice([None, AccountToken("a1"), AccountToken("a2")]),
            "agents": tuple(AccountToken(f"a{n}") for n in chance.sample((3, 4, 5), chance.choice((0, 0, 1, 2)))),
            "mentions": tuple(AccountToken(f"a{n}") for n in chance.sample((6, 7), chance.choice((0, 0, 1)))),
            "activity": activity,
            "activities": tuple({x for x in (activity, chance.choice([None, "x4", "x1"])) if x}),
            "registration": chance.choice([None, "r1", "r2"]),
            "ref": ref,
            "voids": ref if can_void and chance.random() < 0.3 else None,
        }
        rows.append(a_row(place, **more))
    return rows


def random_filter(chance: random.Random) -> Filter:
    return Filter(
        agent=chance.choice([None, SENDER, *(AccountToken(f"a{n}") for n in range(1, 9))]),
        related_agents=chance.random() < 0.5,
        verb=chance.choice([None, None, "http://v/1", "http://v/9"]),
        activity=chance.choice([None, None, "x1", "x3", "x4"]),
        related_activities=chance.random() < 0.5,
        registration=chance.choice([None, None, "r1"]),
        ascending=chance.random() < 0.5,
    )


async def test_every_filter_finds_what_the_specification_says(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Random statements with references and voiding, random filters, small pages: by index and by walking alike."""
    chance = random.Random(5)
    rows = random_rows(chance, 120)
    for start in range(0, 120, 40):
        assert set(await put(record, rows[start : start + 40])) == {"accepted"}
    for _ in range(20):
        wanted = random_filter(chance)
        assert await every(record, wanted) == expected(rows, wanted), wanted
    monkeypatch.setattr(searching_module, "MOST_SOUGHT", 3)
    monkeypatch.setattr(searching_module, "STRETCH", 11)
    for _ in range(10):
        wanted = random_filter(chance)
        assert await every(record, wanted) == expected(rows, wanted), wanted


async def test_a_page_whose_time_is_over_is_short_and_goes_on(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where looking takes too long, a page has what was found so far, and the next goes on from there."""
    monkeypatch.setattr(searching_module, "STRETCH", 5)
    await put(record, [a_row(place, verb=f"http://v/{place % 10}") for place in range(60)])
    for ascending in (True, False):
        wanted = Filter(verb="http://v/3", ascending=ascending)
        page = await record.statements.search(wanted, limit=5, seconds=0.0)
        assert len(page.statements) <= 1
        assert page.next is not None
        ids = [number(place) for place in range(3, 60, 10)]
        assert await every(record, wanted, seconds=0.0) == (ids if ascending else ids[::-1])


async def test_since_and_until(record: Record) -> None:
    """`since` is left out and `until` is kept, to the microsecond, also where statements between were erased."""
    rows = [a_row(place) for place in range(40)]
    for start in range(0, 40, 8):
        await put(record, rows[start : start + 8])
    kept = {each.id: each for each in await record.statements.page([row.id for row in rows])}
    texts = [kept[row.id].stored.strftime("%Y-%m-%dT%H:%M:%S.%fZ") for row in rows]
    gone = set(range(5, 31)) - {17}
    await record.connection.rows("write/record/statement_voided", ids=[rows[place].id for place in gone])
    for place in (0, 4, 6, 17, 29, 39):
        later = [row.id for number_, row in enumerate(rows) if number_ > place and number_ not in gone]
        earlier = [row.id for number_, row in enumerate(rows) if number_ <= place and number_ not in gone]
        assert await every(record, Filter(since=texts[place], ascending=True)) == later
        assert await every(record, Filter(until=texts[place], ascending=True)) == earlier
    assert await every(record, Filter(since=texts[4], until=texts[17])) == [rows[17].id]
    assert await every(record, Filter(since="2999-01-01T00:00:00.000000Z")) == []
    assert await every(record, Filter(until="1999-01-01T00:00:00.000000Z")) == []


def a_fact(place: int, learner: str = "p-1") -> Evidence:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    return Evidence(
        id=EvidenceId(f"xapi:{number(place)}"), learner=LearnerId(learner), source="assessment", occurred_at=at,
        received_at=at, competency=CompetencyId("sql"), level=2.0, statement=number(place),
    )  # fmt: skip


async def test_voiding_withdraws_what_followed(record: Record) -> None:
    """A voided statement's facts are taken back by facts of their own, which are there once, in either order of
    coming; and what is answered about the learner is known to have changed."""
    at = datetime(2026, 3, 1, tzinfo=UTC)
    await record.people.put([Person(learner=LearnerId("p-1"))], at=at)
    visible = VisibleLearner(id=LearnerId("p-1"), viewpoint="service", caller="test", private_notes=True)
    void = a_row(10, ref=number(1), voids=number(1))
    early = a_row(11, ref=number(2), voids=number(2))
    await record.append(Intake(statements=[a_row(1), early], evidence=[a_fact(1)]))
    before = await record.people.profile(visible)
    for _ in range(2):
        await record.append(Intake(statements=[void, a_row(2)], evidence=[a_fact(2)]))
    facts = {fact.id: fact for fact in await record.evidence.of(visible)}
    assert set(facts) == {f"xapi:{number(place)}" for place in (1, 2, 10, 11)}
    for target, voiding in ((1, 10), (2, 11)):
        taken_back = facts[EvidenceId(f"xapi:{number(voiding)}")]
        assert taken_back.withdrawn
        assert taken_back.supersedes == f"xapi:{number(target)}"
        assert taken_back.occurred_at == facts[EvidenceId(f"xapi:{number(target)}")].occurred_at
        assert not facts[EvidenceId(f"xapi:{number(target)}")].withdrawn
    after = await record.people.profile(visible)
    assert before is not None
    assert after is not None
    assert before.changed_at is not None
    assert after.changed_at is not None
    assert after.changed_at > before.changed_at
