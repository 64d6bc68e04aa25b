"""Many people's plans after a new edition: each that was brought up to date is what planning from scratch finds."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api import person, plan_ground, plan_jobs, plan_worker, plans
from api.identity import Identity
from api.person import Picture
from api.person_questions import whole
from api.plan_refresh import Tally
from api.plan_showing import PlanNow
from graph import Graph, GraphTarget
from graph.record import Intake, Record
from learners.access import VisibleLearner
from learners.evidence import Evidence
from learners.ids import EvidenceId, LearnerId
from learners.people import Person
from ontology.ids import RoleLevelId
from ontology.model import Catalogue
from planning.plans import Asked, Plan, stale
from planning.recommend import plan
from planning.solver.index import build
from tests.conftest import empty
from tests.graph.records import record_on
from tests.planning.checker import complaints
from tests.planning.revisions import follows
from tests.planning.worlds import career, curriculum

pytestmark = pytest.mark.anyio

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
PEOPLE, COURSES = 12, 200


@dataclass
class Company:
    """People with plans on a graph, and the edition of now."""

    graph: Graph
    record: Record
    identity: Identity
    catalogue: Catalogue

    async def publish(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        await self.graph.publish(catalogue, author="ana", note="", at=AT)

    async def picture(self, learner: str, at: datetime = AT) -> Picture:
        view = await whole(self.graph)
        visible = VisibleLearner(id=LearnerId(learner), viewpoint="self", caller=learner)
        return await person.picture(self.record, visible, view.words, at=person.end_of(at.date()))

    async def refresh(self, at: datetime = AT, workers: int = 1) -> Tally:
        policy = (await self.record.policies.current()).label
        run = plan_worker.refresh(
            self.graph, self.record, await whole(self.graph), self.identity, policy=policy, at=at, workers=workers
        )
        return await run.all()

    async def plans(self) -> dict[str, Plan]:
        return {seen.plan.learner: seen.plan async for page in self.record.plans.live() for seen in page}


@pytest.fixture
async def company(embedded_target: GraphTarget, embedded_graph: Graph, tmp_path: Path) -> AsyncIterator[Company]:
    """People with careers on a generated curriculum, who hold what their careers start from, each with a plan."""
    empty(embedded_target)
    r = random.Random(4)
    catalogue = curriculum(COURSES, seed=3)
    careers = [career(catalogue, seed) for seed in range(PEOPLE)]
    levels = tuple(replace(level, id=RoleLevelId(f"target-{n:03}")) for n, (level, _) in enumerate(careers))
    catalogue = replace(catalogue, role_levels=levels)
    record = record_on(embedded_graph)

    async def there() -> Record:
        return record

    found = Company(embedded_graph, record, Identity(there, key_file=tmp_path / "none"), catalogue)
    await found.publish(catalogue)
    names = [LearnerId(f"p{n:03}") for n in range(PEOPLE)]
    await record.people.put(
        [Person(learner=name, target=level.id) for name, level in zip(names, levels, strict=True)]
    )
    await record.append(
        Intake(evidence=[fact for n, (_, state) in enumerate(careers) for fact in _facts(names[n], state, r)])
    )
    view = await whole(embedded_graph)
    for name in names:
        made = await plans.propose(
            record, await found.picture(name), view, Asked(follows=True), searching=plans.at_once(), at=AT
        )
        assert isinstance(made, PlanNow), made
        if r.random() < 0.5:
            await plans.act(
                record, await found.picture(name), view, made.plan.id, "accept", searching=plans.at_once(), at=AT
            )
    yield found


def _facts(learner: LearnerId, state: Any, r: random.Random) -> list[Evidence]:
    """Enough for what is held to be proved; now and then a course was completed."""
    return [
        Evidence(
            id=EvidenceId(f"{learner}-{competency}-{n}"),
            learner=learner,
            source="observed" if n else "assessment",
            occurred_at=AT - timedelta(days=r.randint(1, 30)),
            received_at=AT,
            competency=competency,
            level=float(held.level),
        )
        for competency, held in state.held.items()
        if held.level
        for n in range(4)
    ]


async def check(company: Company, at: datetime = AT) -> None:
    """Every plan is fresh, can be followed, and costs what planning from scratch costs."""
    view = await whole(company.graph)
    index = build(company.catalogue)
    for learner, kept in (await company.plans()).items():
        picture = await company.picture(learner, at)
        assert stale(kept.basis, plan_ground.marks(picture, view, kept.asked)) == ()
        version = await company.record.plans.version(kept, kept.version)
        assert version is not None
        put = plan_ground.put(kept.asked, picture, plan_jobs.answer_of(version).path.steps)
        assert isinstance(put, plan_ground.Put)
        truth = plan(index, put.question)
        now = await plans.read(company.record, picture, view, kept.id, searching=plans.at_once(), at=at)
        assert isinstance(now, PlanNow)
        assert now.planned is not None
        assert now.planned.path.cost == pytest.approx(truth.path.cost)
        assert now.planned.path.status == truth.path.status
        assert complaints(company.catalogue, put.question, now.planned.path) == []
        assert now.plan.version == kept.version, "what the worker left is what a reader finds"


async def test_every_plan_is_right_after_an_edition(company: Company) -> None:
    """After editions that change some of the catalogue, certificates settle most plans, searches the rest; every one
    of them is as good as a plan from scratch, and what was agreed to stays where nothing is better."""
    r = random.Random(8)
    before = await company.plans()
    certified = []
    for share in (0.01, 0.04):
        await company.publish(follows(company.catalogue, r, share))
        tally = await company.refresh()
        assert tally.stale == PEOPLE and tally.failed == tally.overtaken == 0
        assert tally.certified + tally.searched + tally.settled == PEOPLE
        certified.append(tally.certified)
        await check(company)
        again = await company.refresh()
        assert (again.looked, again.stale) == (PEOPLE, 0)
    assert sum(certified) > PEOPLE / 2, "certificates spare searches"
    after = await company.plans()
    assert {learner: plan.id for learner, plan in after.items()} == {name: plan.id for name, plan in before.items()}


async def test_every_plan_is_right_after_evidence_and_time(company: Company) -> None:
    """New evidence about some, and a day and a year that pass: each stale plan is found, and is right afterwards."""
    r = random.Random(9)
    kept = await company.plans()
    touched = r.sample(sorted(kept), 3)
    facts = []
    for n, learner in enumerate(touched):
        version = await company.record.plans.version(kept[learner], 1)
        assert version is not None
        step = plan_jobs.answer_of(version).path.steps[0]
        facts.append(
            Evidence(
                id=EvidenceId(f"done-{n}"), learner=LearnerId(learner), source="completion", occurred_at=AT,
                received_at=AT, course=step.course,
            )
        )  # fmt: skip
    await company.record.append(Intake(evidence=facts))
    tally = await company.refresh()
    assert (tally.stale, tally.searched + tally.settled) == (3, 3)
    await check(company)
    later = AT + timedelta(days=400)
    tally = await company.refresh(later)
    assert tally.stale == PEOPLE
    await check(company, later)


async def test_two_workers_do_not_overwrite_each_other(company: Company) -> None:
    """Two workers at the same plans: each plan is written once, and is right."""
    await company.publish(follows(company.catalogue, random.Random(5), 0.05))
    before = {learner: plan.changes for learner, plan in (await company.plans()).items()}
    one, two = await asyncio.gather(company.refresh(), company.refresh())
    after = await company.plans()
    changes = [after[learner].changes for learner in sorted(after)]
    assert one.failed == two.failed == 0
    assert changes == [before[learner] + 1 for learner in sorted(before)]
    await check(company)
