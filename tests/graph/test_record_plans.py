"""Plans in the graph: nothing is written over, old versions go, stale ones are found; on both engines."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from graph import Graph
from graph.record import writer_on
from graph.record.plans import Plans, Stamp, Version, VersionLine
from learners.access import VisibleLearner
from learners.ids import LearnerId, PlanId
from ontology.ids import CompetencyId, CourseId, RoleLevelId
from planning import plans
from planning.plans import Asked, Basis, Event, Plan
from planning.preferences import Deadline, Limits, Preferences, Wish
from tests.conftest import cypher

pytestmark = pytest.mark.anyio

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANA = LearnerId("ana")
BASIS = Basis(
    edition=1, digest="d1", policy="1 p", inferring=True, to=RoleLevelId("senior"), day=date(2026, 3, 2),
    seen="2026-03-02T09:00:00.000000Z", skills="s", courses="c", relevant="r", about=("sql", "sql-1"), proved_in=1,
)  # fmt: skip
FIRST = Event(at=AT, deed="propose", by="self", status="proposed", version=1)


def a_plan(number: int = 1, **parts: object) -> Plan:
    plan = Plan(
        id=PlanId(f"plan-{number:04}"),
        learner=ANA,
        asked=Asked(to=RoleLevelId("senior")),
        status="proposed",
        version=1,
        agreed=None,
        basis=BASIS,
        history=(FIRST,),
    )
    return replace(plan, **parts)  # type: ignore[arg-type]


def a_version(number: int = 1) -> Version:
    line = VersionLine(
        number=number, at=AT, edition=1, digest="d1", hours=12.5, steps=3, why=("edition",) if number > 1 else ()
    )
    return Version(line=line, question='{"to":"senior"}', path="{}", certificate=f'{{"bound":{number}}}')


def visible(learner: str = "ana") -> VisibleLearner:
    return VisibleLearner(id=LearnerId(learner), viewpoint="self", caller=learner)


@pytest.fixture
async def kept(empty_graph: Graph) -> Plans:
    await empty_graph.prepare()
    connection = empty_graph._connection
    return Plans(connection, writer_on(connection, lambda: AT))


async def test_a_plan_comes_back_as_it_was_kept(kept: Plans) -> None:
    """What a plan asks for, what it rests on and its history are the same after they were in the graph."""
    asked = Asked(
        follows=True,
        goals=((CompetencyId("sql"), 3),),
        without=frozenset({CourseId("camp")}),
        include_optional=True,
        preferences=Preferences(money=0.02, language=Wish(values=("en",))),
        limits=Limits(
            hours=40.0, deadline=Deadline(starts_on=date(2026, 3, 1), ends_on=date(2026, 6, 1), hours_per_week=6.0)
        ),
    )
    plan = a_plan(asked=asked, agreed=1, basis=replace(BASIS, about=None, to=None))
    await kept.add(plan, a_version())
    assert await kept.of(visible()) == ((plan, ""),)
    assert await kept.version(plan, 1) == a_version()
    assert await kept.certificates([plan]) == {plan.id: '{"bound":1}'}
    assert await kept.of(visible("ben")) == ()
    assert await kept.one(visible("ben"), plan.id) is None


async def test_a_change_in_between_is_not_written_over(kept: Plans) -> None:
    """Of two who change a plan that both have read, the second is told, and writes nothing."""
    plan = a_plan()
    await kept.add(plan, a_version())
    accepted = plans.after(plan, "accept", by="self", at=AT)
    newer = replace(plan, version=2)
    done = await asyncio.gather(kept.change(plan, accepted), kept.change(plan, newer, a_version(2)))
    assert sorted(done) == [False, True]
    ((now, _),) = await kept.of(visible())
    assert now.changes == 1
    assert now == replace(accepted if done[0] else newer, changes=1)
    assert len(await kept.versions(plan)) == (1 if done[0] else 2)
    assert await kept.stamp([Stamp(plan, replace(BASIS, edition=7))]) == frozenset()
    assert await kept.stamp([Stamp(now, replace(BASIS, edition=7))]) == {plan.id}
    ((again, _),) = await kept.of(visible())
    assert (again.basis.edition, again.changes, again.status) == (7, 2, now.status)


async def test_old_versions_go_and_the_agreed_one_stays(kept: Plans) -> None:
    """The newest versions are kept, and the one that the learner agreed to."""
    plan = a_plan(agreed=2)
    await kept.add(plan, a_version())
    last = plans.KEPT_VERSIONS + 5
    for number in range(2, last + 1):
        after = replace(plan, version=number)
        assert await kept.change(plan, after, a_version(number))
        plan = replace(after, changes=plan.changes + 1)
    assert [line.number for line in await kept.versions(plan)] == [2, *range(6, last + 1)]
    assert await kept.version(plan, 3) is None


async def test_live_plans_come_in_pages_with_what_changed(kept: Plans, graph_target: object) -> None:
    """All live plans are found by pages, each with when its learner last changed; those that ended are not."""
    for number in range(7):
        await kept.add(a_plan(number, learner=LearnerId(f"l{number}")), a_version())
    await kept.add(a_plan(8, status="withdrawn"), a_version())
    await cypher_later(graph_target, "CREATE (:Learner {id: 'l3', changedAt: '2026-04-01T00:00:00.000000Z'})")
    pages = [page async for page in kept.live(3)]
    assert [len(page) for page in pages] == [3, 3, 1]
    found = {seen.plan.learner: seen.changed for page in pages for seen in page}
    assert found == {f"l{n}": "2026-04-01T00:00:00.000000Z" if n == 3 else "" for n in range(7)}
    assert await kept.changed("2026-03-01") == [("l3", "2026-04-01T00:00:00.000000Z")]
    assert await kept.changed("2026-05-01") == []


async def test_plans_follow_a_merged_record(kept: Plans, graph_target: object) -> None:
    """Where a record was merged into another one, its plans are that one's."""
    await kept.add(a_plan(learner=LearnerId("alias")), a_version())
    await cypher_later(graph_target, "CREATE (:Learner {id: 'alias', mergedInto: 'ana'}), (:Learner {id: 'ana'})")
    assert [seen.plan.id for seen in await kept.of(visible())] == ["plan-0001"]


async def test_one_worker_has_the_turn(kept: Plans) -> None:
    """Of several workers one has its turn, keeps it while it goes on, and is forgotten when it does not."""
    given = [await kept.turn(token, 60) for token in ("a", "b", "a")]
    assert given == [True, False, True]
    assert await kept.turn("a", 0)
    assert await kept.turn("b", 60)


async def cypher_later(target: object, text: str) -> None:
    await asyncio.to_thread(cypher, target, text)  # type: ignore[arg-type]
