"""Kept plans against new editions: is a plan missed that is no longer the best, and what does a certificate spare?

20,000 courses in three settings, a hundred kept plans, and editions in which 20, 100 or 300 courses each are removed,
repriced, added and loosened; half of the added ones ask for nothing beforehand. Every plan is also computed again,
which says what the truth is. `BENCH_QUICK=1`: 2,000 courses, ten plans.
"""

import gc
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from benchmarks.measuring import Row, quantile, quick
from benchmarks.planner import BUDGET_SECONDS, SETTINGS, Setting
from ontology.ids import CourseId
from ontology.model import Catalogue, Course
from planning.goals import Question
from planning.recommend import Planned, plan
from planning.refresh import Verdict, keep, still_optimal
from planning.revision import Revision, revision
from planning.solver.index import Index, build
from planning.stored import StoredPlan

PLANS = 100
TOUCHED = (20, 100, 300)
MICROSECONDS = 300.0
FALSE_ALARMS = 1 / 3


def run() -> list[Row]:
    rows: list[Row] = []
    size, plans = (2_000, 10) if quick() else (20_000, PLANS)
    for setting in SETTINGS:
        catalogue = setting.make(size, 1)
        index = build(catalogue)
        questions = [_question(setting, catalogue, seed) for seed in range(plans)]
        planned = [plan(index, question, remaining=_clock()) for question in questions]
        stored = [keep(one, edition="old") for one in planned]
        for touched in TOUCHED[:1] if quick() else TOUCHED:
            print(f"refresh: {setting.name}, {size:,} courses, {touched} of each", file=sys.stderr, flush=True)
            after = revised(catalogue, touched, random.Random(f"{setting.name} {touched}"))
            rows += _judged(f"{setting.name} {touched}", index, after, questions, stored)
    return rows


def _question(setting: Setting, catalogue: Catalogue, seed: int) -> Question:
    role_level, state = setting.role(catalogue, seed)
    return Question(needs=role_level.needs, state=state)


def revised(catalogue: Catalogue, touched: int, r: random.Random) -> Catalogue:
    """The next edition, with so many courses each removed, repriced, loosened and added."""
    courses = {course.id: course for course in catalogue.courses}
    chosen = r.sample(sorted(courses), 3 * touched)
    models = [courses[name] for name in r.choices(sorted(courses), k=touched)]
    for number, model in enumerate(models):
        added = replace(model, id=CourseId(f"{model.id}-{number}"), hours=_repriced(model, r))
        courses[added.id] = added if number % 2 else _loosened(added)
    for name in chosen[:touched]:
        del courses[name]
    for name in chosen[touched : 2 * touched]:
        courses[name] = replace(courses[name], hours=_repriced(courses[name], r))
    for name in chosen[2 * touched :]:
        courses[name] = _loosened(courses[name])
    return replace(catalogue, courses=tuple(courses[name] for name in sorted(courses)))


def _repriced(course: Course, r: random.Random) -> float | None:
    """0.6 to 1.4 of the hours, in quarters."""
    return None if course.hours is None else max(0.25, round(course.hours * r.uniform(0.6, 1.4) * 4) / 4)


def _loosened(course: Course) -> Course:
    """The course without what it asks for itself: its groups, and the levels that it starts from."""
    return replace(course, requires=(), teaches=tuple(row._replace(from_level=0) for row in course.teaches))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One verdict beside the truth. `lost`: the plan cannot be followed any more, or is not the cheapest."""

    verdict: Verdict
    lost: bool
    microseconds: float
    milliseconds: float


def _judged(
    name: str, index: Index, catalogue: Catalogue, questions: Sequence[Question], stored: Sequence[StoredPlan]
) -> Iterator[Row]:
    new = build(catalogue)
    started = time.perf_counter()
    step = revision(index, new, before="old", after="new")
    for one in stored:
        step.offer(one.preferences, one.in_progress)
    seconds = time.perf_counter() - started
    judged = [_judge(step, new, question, one) for question, one in zip(questions, stored, strict=True) if one.proved]
    lost = sum(one.lost for one in judged)
    alarms = [one for one in judged if not one.verdict.optimal]
    spare = Counter(str(one.verdict.doubt) for one in alarms if not one.lost)
    said = ", ".join(f"{doubt} {count}" for doubt, count in spare.most_common())
    yield Row(bench=name, what="plans", value=len(judged), unit="")
    yield Row(bench=name, what="no longer the cheapest", value=lost, unit="")
    yield Row(bench=name, what="alarms", value=len(alarms), unit="")
    missed = sum(one.lost and one.verdict.optimal for one in judged)
    yield Row(bench=name, what="missed", value=missed, unit="", goal=0)
    share = sum(spare.values()) / len(alarms) if alarms else 0.0
    yield Row(bench=name, what="false alarms, of all", value=share, unit="", goal=FALSE_ALARMS, note=said)
    times = [one.microseconds for one in judged]
    yield Row(bench=name, what="a check, median", value=quantile(times, 0.5), unit="µs", goal=MICROSECONDS)
    yield Row(bench=name, what="a check, 95th percentile", value=quantile(times, 0.95), unit="µs")
    again = [one.milliseconds for one in judged]
    yield Row(bench=name, what="planning again, median", value=quantile(again, 0.5), unit="ms")
    yield Row(bench=name, what="reading the revision, once", value=seconds * 1000, unit="ms")


def _judge(step: Revision, new: Index, question: Question, stored: StoredPlan) -> Judged:
    gc.collect()
    started = time.perf_counter()
    verdict = still_optimal(stored, step)
    checked = time.perf_counter() - started
    started = time.perf_counter()
    planned = plan(new, question, remaining=_clock())
    again = time.perf_counter() - started
    return Judged(
        verdict=verdict,
        lost=not _holds(planned, [course.course for course in stored.courses]),
        microseconds=checked * 1e6,
        milliseconds=again * 1e3,
    )


def _holds(planned: Planned, courses: Sequence[CourseId]) -> bool:
    """Whether the courses still reach what the new plan reaches, at its cost."""
    index, problem = planned.index, planned.problem
    if any(course not in index.position for course in courses):
        return False
    facts = problem.true.copy()
    left = {index.position[course] for course in courses}
    cost = sum(int(problem.cost[course]) for course in left)
    while True:
        ready = [c for c in left if all(any(facts[fact] for fact in group) for group in index.groups[c])]
        if not ready:
            break
        left.difference_update(ready)
        for course in ready:
            facts[list(index.adds[course])] = True
    return not left and bool(facts[list(problem.goals)].all()) and cost <= planned.solution.bound


def _clock() -> "Clock":
    return Clock(time.perf_counter() + BUDGET_SECONDS * 20)


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells how many seconds are left."""

    end: float

    def __call__(self) -> float:
        return self.end - time.perf_counter()
