"""A whole organisation at once: ten thousand people, two hundred roles, a catalogue of 20,000 courses.

`BENCH_PEOPLE` sets another number of people; `BENCH_QUICK=1` takes 200 on 2,000 courses. Without a goal then.
"""

import os
import random
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

import psutil

from api.planning_pool import How, pool, processors
from benchmarks.measuring import Row, quantile, quick
from learners.model import Attainment, SkillState
from ontology.ids import RoleLevelId
from ontology.model import Catalogue, RoleLevel
from planning import organisation
from planning.goals import Question
from planning.many import Solved, plan_many
from planning.new_courses import catalogue_gaps
from planning.solver.index import build
from tests.planning.worlds import career, curriculum

PEOPLE, COURSES, ROLES = 10_000, 20_000, 200
ALIKE = 0.2
"""The share of people whose state is that of a colleague: who has just begun, holds what the role below needs."""
SECONDS_EACH = 5.0
GOAL_SECONDS = 360.0


@dataclass(frozen=True, slots=True)
class Post:
    """A role level, and what somebody holds who has just begun to move there."""

    role_level: RoleLevel
    start: SkillState


def run() -> list[Row]:
    people = int(os.environ.get("BENCH_PEOPLE", 200 if quick() else PEOPLE))
    courses = 2_000 if quick() else COURSES
    catalogue, posts = world(courses, min(ROLES, people))
    questions = list(workforce(catalogue, posts, people))
    index = build(catalogue)
    solvers = pool(None, How(seconds=SECONDS_EACH))
    bench = f"{people:,} people, {courses:,} courses"

    started = time.perf_counter()
    footprints, hours, proved, memory = [], [], 0, Memory()
    for shared in plan_many(index, questions, solvers=solvers):
        if len(footprints) % 100 == 50:
            memory.look()
        assert isinstance(shared.solved, Solved), shared.solved
        count = len(shared.numbers)
        proved += count * shared.solved.path.proved
        hours += [shared.solved.path.hours] * count
        footprints.append(organisation.footprint(shared.question, count, shared.solved))
    seconds = time.perf_counter() - started
    full = (people, courses) == (PEOPLE, COURSES)
    workers = f"{processors()} processes"

    def row(what: str, value: float, unit: str, goal: float | None = None, note: str = "", **words: bool) -> Row:
        return Row(bench=bench, what=what, value=value, unit=unit, goal=goal, note=note, **words)

    rows = [
        row("all paths", seconds, "s", GOAL_SECONDS if full else None, workers),
        row("paths a second", people / seconds, "", note=f"for 10,000: {PEOPLE / people * seconds:,.0f} s"),
        row("distinct problems", len(footprints), ""),
        row("proved", 100 * proved / people, "%", 99.0 if full else None, at_least=True),
        row("hours of a path, median", quantile(hours, 0.5), "h"),
    ]
    started = time.perf_counter()
    loads = organisation.bottlenecks(footprints)
    rows.append(
        row("bottlenecks", 1000 * (time.perf_counter() - started), "ms", note=f"{len(loads.courses):,} courses")
    )
    started = time.perf_counter()
    gaps = catalogue_gaps(index, footprints, solvers)
    best = max((gain.saved for gain in gaps.savers), default=0.0)
    rows += [
        row("new courses, three of either kind tried out", time.perf_counter() - started, "s"),
        row("hours that the best of them saves", best, "h"),
        row("memory of the parent", memory.parent, "MB"),
        row("memory of a worker's own, beside what it shares", memory.worker, "MB"),
    ]
    return rows


def world(courses: int, roles: int) -> tuple[Catalogue, list[Post]]:
    """The generated curriculum with so many role levels."""
    catalogue = curriculum(courses, seed=1)
    posts: list[Post] = []
    for seed in range(roles):
        role_level, state = career(catalogue, seed)
        posts.append(Post(replace(role_level, id=RoleLevelId(f"target-{seed:03}")), state))
    return replace(catalogue, role_levels=tuple(post.role_level for post in posts)), posts


def workforce(catalogue: Catalogue, posts: list[Post], people: int) -> Iterator[Question]:
    """People in turn for each role level; most of them have moved on from where it starts, each in a way of their
    own: a third of what they hold is a level off."""
    dice = random.Random(7)
    for number in range(people):
        post = posts[number % len(posts)]
        held = dict(post.start.held)
        if dice.random() > ALIKE:
            for competency, attainment in post.start.held.items():
                if dice.random() < 1 / 3:
                    top = catalogue.ranks(competency)
                    level = min(top, max(0, attainment.level + dice.choice((-1, 1, 1))))
                    held[competency] = Attainment(level=level, confidence=round(dice.random(), 2))
        yield Question(needs=post.role_level.needs, state=SkillState(held=held), target=post.role_level.id)


@dataclass(slots=True)
class Memory:
    """The most MB that were seen: of this process, and of any of its workers what no other process has."""

    parent: float = 0.0
    worker: float = 0.0

    def look(self) -> None:
        this = psutil.Process()
        self.parent = max(self.parent, this.memory_info().rss / 2**20)
        for worker in this.children():
            with suppress(psutil.NoSuchProcess):
                self.worker = max(self.worker, worker.memory_full_info().uss / 2**20)
