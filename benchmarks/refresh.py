"""Kept plans against new editions: is a plan missed that is no longer the best, and what does a certificate spare?

20,000 courses in three settings, a hundred kept plans, and editions in which 20, 100 or 300 courses each are removed,
repriced, added and loosened; half of the added ones ask for nothing beforehand. Every plan is also computed again,
which says what the truth is. `BENCH_QUICK=1`: 2,000 courses, ten plans.
"""

import gc
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks.measuring import Row, quantile, quick
from benchmarks.planner import SETTINGS, Setting
from ontology.ids import CourseId
from ontology.model import Catalogue, Course
from planning.goals import Question
from planning.recommend import Planned, plan
from planning.refresh import Verdict, keep, still_optimal
from planning.revision import revision
from planning.solver.index import Index, build
from planning.stored import StoredPlan

PLANS = 100
TOUCHED = (20, 100, 300)
SECONDS = 10.0
"""For one plan; the few that are not proved by then are not kept."""
MICROSECONDS = 300.0
FALSE_ALARMS = 1 / 3


def run() -> list[Row]:
    rows: list[Row] = []
    size, plans = (2_000, 10) if quick() else (20_000, PLANS)
    for setting in SETTINGS:
        catalogue = setting.make(size, 1)
        index = build(catalogue)
        questions = [_question(setting, catalogue, seed) for seed in range(plans)]
        stored = [keep(plan(index, question, remaining=Clock.of(SECONDS)), edition="old") for question in questions]
        judged: list[Judged] = []
        for touched in TOUCHED[:1] if quick() else TOUCHED:
            print(f"refresh: {setting.name}, {size:,} courses, {touched} of each", file=sys.stderr, flush=True)
            after = revised(catalogue, touched, random.Random(f"{setting.name} {touched}"))
            some, seconds = _judged(index, build(after), questions, stored)
            rows += _figures(f"{setting.name} {touched}", some)
            rows.append(Row(bench=rows[-1].bench, what="revision, once", value=seconds * 1000, unit="ms"))
            judged += some
        share = Row(
            bench=f"{setting.name}, all",
            what="false alarms",
            value=_spare(judged) / max(1, _alarms(judged)),
            unit="of all",
            goal=None if quick() else FALSE_ALARMS,
        )
        rows += [*_figures(f"{setting.name}, all", judged, goals=True), share]
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
        added = replace(model, id=CourseId(f"{model.id}-{number}"), hours=repriced(model, r))
        courses[added.id] = added if number % 2 else loosened(added)
    for name in chosen[:touched]:
        del courses[name]
    for name in chosen[touched : 2 * touched]:
        courses[name] = replace(courses[name], hours=repriced(courses[name], r))
    for name in chosen[2 * touched :]:
        courses[name] = loosened(courses[name])
    return replace(catalogue, courses=tuple(courses[name] for name in sorted(courses)))


def repriced(course: Course, r: random.Random) -> float | None:
    """0.6 to 1.4 of the hours, in quarters."""
    return None if course.hours is None else max(0.25, round(course.hours * r.uniform(0.6, 1.4) * 4) / 4)


def loosened(course: Course) -> Course:
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
    index: Index, new: Index, questions: Sequence[Question], stored: Sequence[StoredPlan]
) -> tuple[list[Judged], float]:
    """Every proved plan checked, then computed again; and the seconds that the revision took, for all of them."""
    gc.collect()
    started = time.perf_counter()
    step = revision(index, new, before="old", after="new")
    for one in stored:
        step.offer(one.preferences, one.in_progress)
    seconds = time.perf_counter() - started
    asked = [pair for pair in zip(questions, stored, strict=True) if pair[1].proved]
    checked: list[tuple[Verdict, float]] = []
    for _, one in asked:
        started = time.perf_counter()
        verdict = still_optimal(one, step)
        checked.append((verdict, time.perf_counter() - started))
    judged: list[Judged] = []
    for (question, one), (verdict, took) in zip(asked, checked, strict=True):
        started = time.perf_counter()
        planned = plan(new, question, remaining=Clock.of(SECONDS))
        again = time.perf_counter() - started
        lost = not _holds(planned, [course.course for course in one.courses])
        judged.append(Judged(verdict=verdict, lost=lost, microseconds=took * 1e6, milliseconds=again * 1e3))
    return judged, seconds


def _alarms(judged: Sequence[Judged]) -> int:
    return sum(not one.verdict.optimal for one in judged)


def _spare(judged: Sequence[Judged]) -> int:
    return sum(not one.verdict.optimal and not one.lost for one in judged)


def _figures(bench: str, judged: Sequence[Judged], goals: bool = False) -> list[Row]:
    missed = sum(one.lost and one.verdict.optimal for one in judged)
    times = [one.microseconds for one in judged]
    again = [one.milliseconds for one in judged]
    return [
        Row(bench=bench, what="plans", value=len(judged), unit=""),
        Row(bench=bench, what="lost", value=sum(one.lost for one in judged), unit=""),
        Row(bench=bench, what="alarms", value=_alarms(judged), unit=""),
        Row(bench=bench, what="false ones", value=_spare(judged), unit=""),
        Row(bench=bench, what="missed", value=missed, unit="", goal=0),
        Row(
            bench=bench,
            what="a check, p50",
            value=quantile(times, 0.5),
            unit="µs",
            goal=MICROSECONDS if goals else None,
        ),
        Row(bench=bench, what="p95", value=quantile(times, 0.95), unit="µs"),
        Row(bench=bench, what="planning again, p50", value=quantile(again, 0.5), unit="ms"),
    ]


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


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells how many seconds are left."""

    end: float

    @classmethod
    def of(cls, seconds: float) -> "Clock":
        return cls(time.perf_counter() + seconds)

    def __call__(self) -> float:
        return self.end - time.perf_counter()
