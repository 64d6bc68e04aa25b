"""A learner's answer from their record: state, gap and path, on catalogues of 20,000 courses.

Histories of 50 and of 500 facts, five years long, from all sources, made around what somebody on the way to a role
level holds, the needs of that level first; one competency in eight has an assessment, so that there is something to
test out of. What is timed is what a request computes once the facts are read: the state, the gap, the path with its
proof and its tests, on one core. `door` is the whole request through the application on the embedded graph: who may
see whom, the audit log, the facts, the answer. `BENCH_QUICK=1` asks a few on 2,000 courses.
"""

import asyncio
import gc
import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import httpx

from api import settings, tokens
from api.server import create_app
from api.wiring import Wiring, wired
from benchmarks.asking import SETTINGS, Setting, asking
from benchmarks.measuring import Row, clock, quantile, quick
from graph.record import Intake
from learners import policy
from learners.estimate import estimate
from learners.evidence import Evidence, Source
from learners.held import skill_state
from learners.ids import EvidenceId, LearnerId
from learners.interpreting import meant
from learners.people import Person
from learners.words import Words
from ontology.ids import AssessmentId, CompetencyId, CourseId
from ontology.model import Assessing, Assessment, Catalogue, Text
from planning import gaps, goals
from planning.goals import Question
from planning.recommend import plan
from planning.solver.index import Index, build

COURSES, PEOPLE, SEEDS = 20_000, 25, 2
HISTORIES = (50, 500)
GOAL_MS, STATE_MS = 150.0, 10.0
BUDGET_SECONDS = 0.45
"""What a search may take, as in `benchmarks.planner`."""
AT = datetime(2027, 1, 1, tzinfo=UTC)
QUERY = """query ($id: ID!) { learner(id: $id) { ... on Learner {
  gap { ... on Gap { short items { competency { label } required held status skill { status level } } } }
  path { ... on LearningPath { hours proved steps { id hours because after gives { competency { label } level } } } }
} } }"""
TESTED = 8
"""Every so many competencies one has an assessment."""
SOURCES: Sequence[tuple[Source, int]] = (
    ("assessment", 20), ("manager", 15), ("observed", 10), ("peer", 15), ("self", 25), ("completion", 15),
)  # fmt: skip
"""Of a hundred facts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """One person's answer: milliseconds of its parts, and what came of it."""

    state: float
    gap: float
    path: float
    held: int
    likely: int
    steps: int
    tests: int
    proved: bool

    @property
    def answer(self) -> float:
        return self.state + self.gap + self.path


def run() -> list[Row]:
    rows: list[Row] = []
    courses = 2_000 if quick() else COURSES
    for setting in SETTINGS:
        for facts in HISTORIES:
            rows += _figures(f"{setting.name} {courses:,}, {facts} facts", _asked(setting, courses, facts))
    rows += asyncio.run(_through_the_door(courses))
    return rows


def _figures(bench: str, took: Sequence[Took]) -> list[Row]:
    full = not quick()

    def row(what: str, value: float, unit: str, goal: float | None = None, *, at_least: bool = False) -> Row:
        return Row(bench=bench, what=what, value=value, unit=unit, goal=goal if full else None, at_least=at_least)

    return [
        row("answer p50", quantile([one.answer for one in took], 0.5), "ms"),
        row("answer p95", quantile([one.answer for one in took], 0.95), "ms", GOAL_MS),
        row("state p95", quantile([one.state for one in took], 0.95), "ms", STATE_MS),
        row("gap p95", quantile([one.gap for one in took], 0.95), "ms"),
        row("path p95", quantile([one.path for one in took], 0.95), "ms"),
        row("held", sum(one.held for one in took) / len(took), ""),
        row("likely", sum(one.likely for one in took) / len(took), ""),
        row("steps", sum(one.steps for one in took) / len(took), ""),
        row("tests", sum(one.tests for one in took) / len(took), ""),
        row("proved", 100 * sum(one.proved for one in took) / len(took), "%", 99.0, at_least=True),
    ]


def _asked(setting: Setting, courses: int, facts: int) -> list[Took]:
    took: list[Took] = []
    people, seeds = (4, 1) if quick() else (PEOPLE, SEEDS)
    for seed in range(seeds):
        some = asking(setting, courses, seed, people)
        catalogue = tested(some.catalogue)
        words, index = Words(catalogue=catalogue), build(catalogue)
        histories = [history(catalogue, q, facts, f"{seed} {name}") for name, q in some.questions]
        _answer(histories[0], some.questions[0][1], words, index)  # what is worked out once for an edition
        gc.collect()
        gc.freeze()
        try:
            took += [_answer(each, q, words, index) for each, (_, q) in zip(histories, some.questions, strict=True)]
        finally:
            gc.unfreeze()
    return took


def _answer(facts: Sequence[Evidence], asked: Question, words: Words, index: Index) -> Took:
    started = clock()
    state = estimate(facts, words, policy.default(), learner=LearnerId("p"), at=AT)
    known = skill_state(state, words)
    computed = clock()
    question = goals.ask(words.catalogue, to=asked.target, state=known)
    assert isinstance(question, Question), question
    gaps.between(words.catalogue, question.needs, question.state)
    measured = clock()
    path = plan(index, question, remaining=lambda: measured + BUDGET_SECONDS - clock()).path
    planned = clock()
    return Took(
        state=1_000 * (computed - started),
        gap=1_000 * (measured - computed),
        path=1_000 * (planned - measured),
        held=sum(attainment.level > 0 for attainment in known.held.values()),
        likely=len(known.likely),
        steps=len(path.steps),
        tests=sum(step.assessment is not None for step in path.steps),
        proved=path.proved,
    )


def tested(catalogue: Catalogue) -> Catalogue:
    """The catalogue with an assessment for one competency in `TESTED`."""
    return replace(
        catalogue,
        assessments=tuple(
            Assessment(
                id=AssessmentId(f"test-{competency.id}"),
                labels=(Text("en", f"Test of {competency.id}"),),
                hours=0.5,
                assesses=(Assessing(competency.id, catalogue.ranks(competency.id)),),
            )
            for competency in catalogue.competencies[::TESTED]
        ),
    )


def history(catalogue: Catalogue, asked: Question, count: int, seed: str) -> list[Evidence]:
    """So many facts about somebody who is about in the question's state; the same for the same seed.

    What the role level needs is spoken of first, so that 50 facts say of it what is held; then what else is held.
    """
    dice = random.Random(f"history {count} {seed}")
    needed = {need.competency for need in asked.needs}
    held = sorted((competency, one.level) for competency, one in asked.state.held.items() if one.level > 0)
    dice.shuffle(held)
    held.sort(key=lambda one: one[0] not in needed)
    near = held[: max(10, count // 3)]
    assessments = {one.assesses[0].competency: one.id for one in catalogue.assessments}
    courses = dice.sample([course.id for course in catalogue.courses], 20)
    return [_fact(dice, number, near, assessments, courses, catalogue) for number in range(count)]


def _fact(
    dice: random.Random,
    number: int,
    near: Sequence[tuple[CompetencyId, int]],
    assessments: dict[CompetencyId, AssessmentId],
    courses: Sequence[CourseId],
    catalogue: Catalogue,
) -> Evidence:
    competency, level = dice.choice(near)
    source = dice.choices([source for source, _ in SOURCES], [share for _, share in SOURCES])[0]
    shown = max(0, min(catalogue.ranks(competency), level + dice.choice((-1, 0, 0, 0, 1))))
    occurred = AT - timedelta(days=dice.uniform(1, 5 * 365))
    fact = Evidence(
        id=EvidenceId(f"f{number}"),
        learner=LearnerId("p"),
        source=source,
        occurred_at=occurred,
        received_at=occurred,
        author=f"author-{dice.randrange(6)}",
    )
    if source == "completion":
        return replace(fact, course=dice.choice(courses), progress=dice.choice((None, None, None, 0.4)))
    if source == "assessment" and competency in assessments:
        return replace(fact, assessment=assessments[competency], score=shown / catalogue.ranks(competency))
    return replace(fact, competency=competency, level=float(shown))


async def _through_the_door(courses: int) -> list[Row]:
    """Whole requests of a program that may read people, one after the other, on the embedded graph."""
    people, setting = (4 if quick() else PEOPLE), SETTINGS[0]
    some = asking(setting, courses, 0, people)
    catalogue = tested(some.catalogue)
    with tempfile.TemporaryDirectory(prefix="skillway-bench-") as folder:
        async with wired(
            settings.read({"SKILLWAY_HOME": folder, "SKILLWAY_SOLVE_SECONDS": str(BUDGET_SECONDS)})
        ) as w:
            await (await w.reach.graph()).publish(catalogue, author="bench", note="", at=AT)
            seen = await w.editions.newest()
            record = await w.record()
            for facts in HISTORIES:
                for number, (name, asked) in enumerate(some.questions):
                    learner = LearnerId(f"p{number}-{facts}")
                    await record.people.put([Person(learner=learner, target=asked.target)])
                    rows = [
                        replace(each, id=EvidenceId(f"{learner}:{each.id}"), learner=learner)
                        for each in history(catalogue, asked, facts, f"0 {name}")
                    ]
                    meaning = [replace(each, meant=meant(seen.view.words, each), edition=1) for each in rows]
                    await record.append(Intake(evidence=meaning))
            return [row for facts in HISTORIES for row in await _ask(w, courses, facts, people)]


async def _ask(wiring: Wiring, courses: int, facts: int, people: int) -> list[Row]:
    signer = tokens.signer(wiring.settings.token_key_file, make=True, today="2027-01-01")
    assert signer is not None
    token = signer.issue("service:bench", scopes=["people:read"], hours=1, at=datetime.now(UTC)).token
    headers = {"authorization": f"Bearer {token}", "accept": "application/graphql-response+json"}
    transport = httpx.ASGITransport(app=create_app(wiring))
    took: list[float] = []
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", headers=headers) as client:
        for number in (0, *range(people)):
            started = clock()
            answer = await client.post(
                "/graphql", json={"query": QUERY, "variables": {"id": f"p{number}-{facts}"}}, timeout=60
            )
            took.append(1_000 * (clock() - started))
            said = answer.json()["data"]["learner"]
            assert said["gap"]["items"] and said["path"]["hours"] >= 0.0, answer.text[:500]
    first, *rest = took
    bench = f"door, {SETTINGS[0].name} {courses:,}, {facts} facts"
    goal = None if quick() else GOAL_MS
    return [
        Row(bench=bench, what="answer p50", value=quantile(rest, 0.5), unit="ms"),
        Row(bench=bench, what="answer p95", value=quantile(rest, 0.95), unit="ms", goal=goal),
        Row(bench=bench, what="first", value=first, unit="ms"),
    ]
