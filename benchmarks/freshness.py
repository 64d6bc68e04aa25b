"""Everybody's plan after a new edition: how long until all are fresh, and how many needed a search?

10,000 people with a plan each on 20,000 courses, with evidence and completed courses in the graph; then an edition in
which 1.5 % of the courses are retired, repriced or new, a third each; half of the new ones ask for nothing.
`BENCH_PEOPLE` sets another number of people; `BENCH_QUICK=1` takes 200 on 2,000 courses, without goals.
"""

import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import graph as graphs
from api import plan_ground, plan_worker
from api.identity import Identity
from api.person import Picture, end_of
from api.plan_showing import version_of
from api.planning_pool import How, processors, spread
from api.views import EditionView
from benchmarks import organisation
from benchmarks.measuring import Row, quick
from benchmarks.refresh import loosened, repriced
from graph import Graph, GraphTarget, embedded
from graph.record import Intake, Record
from graph.record.plans import Version
from learners import policy
from learners.access import VisibleLearner
from learners.estimate import estimate
from learners.evidence import Evidence
from learners.ids import EvidenceId, LearnerId, PlanId
from learners.people import Person, Profile
from learners.vault import Vault, fresh
from ontology.ids import CourseId
from ontology.model import Catalogue
from planning import replanning
from planning.goals import Question
from planning.plans import Asked, Event, Plan
from planning.recommend import plan
from planning.relevance import Relevance
from planning.replanning import Ground

if TYPE_CHECKING:
    from api.plan_refresh import Tally
    from planning.solver.index import Index

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SHARE = 0.015
GOAL_SECONDS = 60.0
DONE_EACH = 5
"""Courses that a person has completed: what makes a state depend on courses, which an edition may change."""
ROWS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """A person's question, to be answered for the first time, by a process of its own."""

    plan: Plan
    question: Question
    digest: str


def first(index: "Index", asked: First, _: How) -> tuple[Plan, Version]:
    """The plan with its first version."""
    relevance = _relevance(index)
    planned = plan(index, asked.question)
    ground = Ground(relevance=relevance, digest=asked.digest, number=1)
    found = replanning.first(ground, asked.plan, asked.question, planned)
    made = replace(asked.plan, basis=found.basis)
    return made, version_of(made, found, AT, ())


_KEPT: dict[int, Relevance] = {}


def _relevance(index: "Index") -> Relevance:
    if id(index) not in _KEPT:
        _KEPT[id(index)] = Relevance(index)
    return _KEPT[id(index)]


def run() -> list[Row]:
    people = int(os.environ.get("BENCH_PEOPLE", 200 if quick() else organisation.PEOPLE))
    courses = 2_000 if quick() else organisation.COURSES
    with tempfile.TemporaryDirectory(prefix="skillway-freshness-") as folder:
        target = GraphTarget(folder=Path(folder) / "graph", heap_mb=1024)
        try:
            return asyncio.run(_measured(target, people, courses))
        finally:
            assert target.folder is not None
            embedded.stop(target.folder)


async def _measured(target: GraphTarget, people: int, courses: int) -> list[Row]:
    catalogue, posts = organisation.world(courses, min(organisation.ROLES, people))
    questions = list(organisation.workforce(catalogue, posts, people))
    async with graphs.open(target) as graph:
        _tell(f"publishing {courses:,} courses")
        await graph.publish(catalogue, author="bench", note="", at=AT)
        record = graph.record(Vault(fresh("2026-01-01")))
        await _prepared(graph, record, catalogue, questions)
        touched = max(1, round(SHARE * courses / 3))
        after = _next(catalogue, touched)
        _tell("publishing the next edition")
        await graph.publish(after, author="bench", note="", at=AT)
        _tell("bringing everybody's plan up to date")
        started = time.perf_counter()
        tally = await _refreshed(graph, record)
        seconds = time.perf_counter() - started
        again = await _refreshed(graph, record)
        full = (people, courses) == (organisation.PEOPLE, organisation.COURSES)
        return list(_rows(f"{people:,} people, {courses:,} courses", tally, again, seconds, full))


def _next(catalogue: Catalogue, touched: int) -> Catalogue:
    """The next edition: so many courses each are retired, repriced and new; every second new one asks for nothing."""
    r = random.Random(5)
    courses = {course.id: course for course in catalogue.courses}
    chosen, models = r.sample(sorted(courses), 2 * touched), r.choices(catalogue.courses, k=touched)
    for number, model in enumerate(models):
        added = replace(model, id=CourseId(f"{model.id}-{number}"), hours=repriced(model, r))
        courses[added.id] = added if number % 2 else loosened(added)
    for name in chosen[:touched]:
        courses[name] = replace(courses[name], retired=True)
    for name in chosen[touched:]:
        courses[name] = replace(courses[name], hours=repriced(courses[name], r))
    return replace(catalogue, courses=tuple(courses[name] for name in sorted(courses)))


def _rows(bench: str, tally: "Tally", again: "Tally", seconds: float, full: bool) -> Iterator[Row]:
    def row(what: str, value: float, unit: str, goal: float | None = None, note: str = "") -> Row:
        return Row(bench=bench, what=what, value=value, unit=unit, goal=goal, note=note)

    yield row(
        "all fresh, the edition read", seconds, "s", GOAL_SECONDS if full else None, f"{processors()} processes"
    )
    yield row("stale plans", tally.stale, "")
    yield row("settled by their certificate", 100 * tally.certified / tally.stale, "%")
    yield row("searched for", 100 * tally.searched / tally.stale, "%", note=f"{tally.searches:,} searches")
    yield row("looked at and unchanged", 100 * tally.settled / tally.stale, "%")
    yield row("failed, or changed by others", tally.failed + tally.overtaken, "", 0)
    yield row("stale afterwards", again.stale, "", 0)
    for what, spent in sorted(tally.seconds.items()):
        yield row(f"of that: {what}", spent, "s")


async def _refreshed(graph: Graph, record: Record) -> "Tally":
    """One run, the edition read as a command reads it."""
    from api.person_questions import whole

    async def there() -> Record:
        return record

    view = await whole(graph)
    run = plan_worker.refresh(
        graph, record, view, Identity(there, key_file=Path("none")), policy=policy.default().label, at=AT, seconds=5.0
    )
    return await run.all()


async def _prepared(graph: Graph, record: Record, catalogue: Catalogue, questions: Sequence[Question]) -> None:
    """People with evidence for what they hold, and their plans, in the graph."""
    edition = await graph.current()
    assert edition is not None
    view = EditionView(edition=edition, catalogue=catalogue)
    dice = random.Random(3)
    courses = [course.id for course in catalogue.courses]
    names = [LearnerId(f"p{number:05}") for number in range(len(questions))]
    facts = [
        tuple(_facts(name, question, dice.sample(courses, DONE_EACH)))
        for name, question in zip(names, questions, strict=True)
    ]
    _tell("people and their evidence")
    for start in range(0, len(names), ROWS):
        some = zip(names[start : start + ROWS], questions[start : start + ROWS], strict=True)
        await record.people.put([Person(learner=name, target=asked.target) for name, asked in some])
    rows = [fact for each in facts for fact in each]
    for start in range(0, len(rows), ROWS):
        await record.append(Intake(evidence=rows[start : start + ROWS]))
    changed = await _changed(record)
    _tell("states and questions")
    asked = [
        _first(view, name, question, each, changed[name])
        for name, question, each in zip(names, questions, facts, strict=True)
    ]
    _tell("planning for everybody, the first time")
    made = []
    for done in spread(first)(view.solver_index, asked):
        assert isinstance(done, tuple), done
        made.append(done)
    _tell("keeping the plans")
    await asyncio.gather(*(record.plans.add(*each) for each in made))


async def _changed(record: Record) -> dict[LearnerId, datetime]:
    from graph.record import times

    found: dict[LearnerId, datetime] = {}
    since = ""
    while rows := await record.plans.changed(since, 10_000):
        found |= {learner: times.read(at) for learner, at in rows}
        since = rows[-1][1]
    return found


def _facts(name: LearnerId, question: Question, done: Sequence[CourseId]) -> Iterator[Evidence]:
    """What proves the levels that are held, and some courses that were completed."""
    for competency, held in question.state.held.items():
        for number in range(2 if held.level else 0):
            yield Evidence(
                id=EvidenceId(f"{name}-{competency}-{number}"), learner=name, received_at=AT, competency=competency,
                source="observed" if number else "assessment", occurred_at=AT - timedelta(days=30),
                level=float(held.level),
            )  # fmt: skip
    for course in done:
        yield Evidence(
            id=EvidenceId(f"{name}-{course}"), learner=name, received_at=AT, course=course, source="completion",
            occurred_at=AT - timedelta(days=300),
        )  # fmt: skip


def _first(
    view: EditionView, name: LearnerId, question: Question, facts: tuple[Evidence, ...], at: datetime
) -> First:
    rules = policy.default()
    picture = Picture(
        visible=VisibleLearner(id=name, viewpoint="worker", caller="bench"),
        profile=Profile(learner=name, target=question.target, changed_at=at),
        at=end_of(AT.date()),
        evidence=facts,
        words=view.words,
        policy=rules,
        state=estimate(facts, view.words, rules, learner=name, at=end_of(AT.date())),
    )
    asked = Asked(follows=True)
    put = plan_ground.put(asked, picture, ())
    assert isinstance(put, plan_ground.Put), put
    made = Plan(
        id=PlanId(f"plan-{name}"), learner=name, asked=asked, status="active", version=1, agreed=1,
        basis=plan_ground.basis(picture, view, asked, put.question.state),
        history=(Event(at=AT, deed="propose", by="self", status="proposed", version=1),),
    )  # fmt: skip
    return First(plan=made, question=put.question, digest=view.edition.digest)


def _tell(what: str) -> None:
    print(f"freshness: {what} …", file=sys.stderr, flush=True)
