"""The planner's promises, each on generated catalogues full of circles, alternatives and things that are retired.

The judges are the oracle's reading of the catalogue and what must hold between answers to related questions; none of
them knows how a plan is found.
"""

import hashlib
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learners.model import Attainment, SkillState
from ontology import turtle
from ontology.ids import CompetencyId, CourseId
from ontology.model import Catalogue, CompetencyAt, Course
from ontology.reading import read_sources
from ontology.sources import Source
from planning.goals import Question
from planning.model import LearningPath, Uncloseable
from planning.recommend import recommend
from planning.solver.index import build
from tests.planning.checker import complaints
from tests.planning.oracle import MILLISECONDS, Meaning, Ranks
from tests.planning.worlds import middling, thicket

ROOT = Path(__file__).resolve().parents[2]
World = tuple[Catalogue, Question]


def worlds() -> st.SearchStrategy[World]:
    """Some dozen competencies and up to a hundred courses."""
    return st.builds(lambda make, seed: make(seed), st.sampled_from((thicket, middling)), st.integers(0, 10**6))


def dice() -> st.SearchStrategy[random.Random]:
    return st.builds(random.Random, st.integers(0, 10**6))


def fast(examples: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return settings(max_examples=examples, deadline=None)


@fast(60)
@given(world=worlds(), dice=dice())
def test_promise_1_order(world: World, dice: random.Random) -> None:
    """No step comes before something it requires: not in the given order, nor in any other that `after` allows."""
    catalogue, question = world
    path, meaning = recommend(build(catalogue), question), Meaning(catalogue)
    steps = {step.id: step for step in path.steps}
    for mixed in (False, True):
        ranks, done, waiting = meaning.held(question), set(question.state.done), list(steps)
        while waiting:
            free = [one for one in waiting if not set(steps[one].after) & set(waiting)]
            step = steps[dice.choice(free) if mixed else waiting[0]]
            assert step.id in free
            assert step.course is not None
            course = catalogue.course[step.course]
            assert meaning.can_start(course, ranks, done)
            meaning.finish(course, ranks, done)
            waiting.remove(step.id)


@fast(60)
@given(world=worlds())
def test_promise_2_closure(world: World) -> None:
    """After all steps the gap is empty, or what remains is listed as uncloseable, with the cause that blocks it."""
    catalogue, question = world
    path, meaning = recommend(build(catalogue), question), Meaning(catalogue)
    ranks, _ = meaning.after(question, [catalogue.course[c] for c in courses(path)])
    listed: dict[str, Uncloseable] = {meaning.one[left.competency]: left for left in path.uncloseable}
    for one, level in meaning.goals(question).items():
        left = listed.get(one)
        assert min(ranks.get(one, 0), level) == (level if left is None else left.reached)
        if left is not None:
            assert left.reached < level
            assert left.cause == cause(meaning, question, left)


def cause(meaning: Meaning, question: Question, left: Uncloseable) -> str:
    """What blocks the level above the one reached: found by letting the courses back in, one kind after the other."""
    one, level = meaning.one[left.competency], left.reached + 1
    in_use = [course for course in meaning.catalogue.courses if not course.retired]
    lifts = [meaning.lifts(course).get(one, (0, 0)) for course in in_use]
    if not any(low < rank <= high for rank in range(level, left.level + 1) for low, high in lifts):
        return "no_course"

    def reached_with(barred: Iterable[str]) -> int:
        ranks, _ = meaning.after(question, [course for course in in_use if course.id not in set(barred)])
        return ranks.get(one, 0)

    done, without = question.state.done, question.without
    if reached_with(without) >= level:
        return "already_done"
    return "excluded" if reached_with(done) >= level or reached_with(()) >= level else "blocked_by"


@fast(25)
@given(world=worlds(), dice=dice())
def test_promise_3_optimality(world: World, dice: random.Random) -> None:
    """No other plan is cheaper, whoever makes it, and no plan without one of its courses is: the proof is a proof."""
    catalogue, question = world
    index, meaning = build(catalogue), Meaning(catalogue)
    path = recommend(index, question)
    assert path.proved
    assert path.cost_bound == path.cost
    for _ in range(5):
        assert milliseconds(path) <= cost(meaning, other_plan(meaning, question, dice))
    for course in courses(path)[:3]:
        barred = replace(question, without=question.without | {course})
        without = recommend(index, barred)
        if not worse(meaning, question, barred):
            assert milliseconds(without) >= milliseconds(path)


@fast(25)
@given(world=worlds())
def test_promise_3_a_stated_gap_when_time_runs_out(world: World) -> None:
    """Whenever the time runs out there is a good plan; its bound is not above the least cost, its proof no boast."""
    catalogue, question = world
    index = build(catalogue)
    truth = recommend(index, question)
    for asked in (0, 1, 2, 3, 5, 8):
        left = count(asked, -1)
        path = recommend(index, question, remaining=lambda left=left: float(next(left)))  # type: ignore[misc]
        assert complaints(catalogue, question, path) == []
        assert path.cost_bound <= truth.cost <= path.cost
        if path.proved:
            assert courses(path) == courses(truth)


@fast(60)
@given(world=worlds())
def test_promise_5_nothing_mastered_nothing_skipped(world: World) -> None:
    """Every step gives a level that is not held by then, and none is there that could be left out; what it relies on
    is held or given before."""
    catalogue, question = world
    path, meaning = recommend(build(catalogue), question), Meaning(catalogue)
    ranks, done = meaning.held(question), set(question.state.done)
    plan = [catalogue.course[course] for course in courses(path)]
    wanted = meaning.attainable(question)
    for step, course in zip(path.steps, plan, strict=True):
        asked_for = any(
            not isinstance(use, CompetencyAt) and use.course == course.id for s in path.steps for use in s.uses
        )
        assert step.gives or asked_for
        assert all(given.level > ranks.get(meaning.one[given.competency], 0) for given in step.gives)
        assert all(meaning.holds(ranks, done, use) for use in step.uses)
        rest, all_ran = meaning.after(question, [other for other in plan if other is not course])
        assert not (all_ran and reaches(rest, wanted))
        meaning.finish(course, ranks, done)


@fast(40)
@given(world=worlds(), keep=st.integers(0, 20))
def test_promise_5_what_was_learnt_is_not_recommended_again(world: World, keep: int) -> None:
    """Who followed the first steps is recommended the rest, exactly: the rest of a best plan is the best rest."""
    catalogue, question = world
    index, meaning = build(catalogue), Meaning(catalogue)
    path = recommend(index, question)
    followed = courses(path)[:keep]
    ranks, _ = meaning.after(question, [catalogue.course[course] for course in followed])
    state = SkillState(
        held={CompetencyId(one): Attainment(level=level) for one, level in ranks.items()},
        done=question.state.done.union(followed),
    )
    later = recommend(index, replace(question, state=state))
    if worse(meaning, question, replace(question, state=state)):
        return
    assert sorted(courses(later)) == sorted(courses(path)[keep:])
    assert milliseconds(later) == milliseconds(path) - cost(
        meaning, [catalogue.course[course] for course in followed]
    )


@fast(30)
@given(world=worlds(), dice=dice())
def test_promise_9_order_of_input(world: World, dice: random.Random) -> None:
    """The order in which a catalogue's statements, the needs and what is held were written changes no byte."""
    catalogue, question = world
    shuffled = replace(
        question,
        needs=tuple(dice.sample(question.needs, len(question.needs))),
        state=SkillState(
            held=dict(dice.sample(sorted(question.state.held.items()), len(question.state.held))),
            done=frozenset(dice.sample(sorted(question.state.done), len(question.state.done))),
        ),
    )
    read = reread(catalogue, dice)
    assert read == catalogue
    assert repr(recommend(build(read), shuffled)) == repr(recommend(build(catalogue), question))


def reread(catalogue: Catalogue, dice: random.Random) -> Catalogue:
    """The catalogue as read from its triples in another order."""
    triples = list(pyoxigraph.parse(turtle.write(catalogue).encode(), format=pyoxigraph.RdfFormat.TURTLE))
    dice.shuffle(triples)
    data = pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert data is not None
    return read_sources([Source(path="mixed.nt", data=data, form="N-Triples")]).catalogue


ANSWERS = """
import sys
from tests.planning.test_promises import digest
print(digest(range(12)))
"""


@pytest.mark.parametrize("hash_seed", ["0", "1", "4242"])
def test_promise_9_another_process(hash_seed: str) -> None:
    """A fresh process, whose sets and dictionaries may go through their members otherwise, gives the same bytes."""
    ran = subprocess.run(
        [sys.executable, "-c", ANSWERS],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert ran.stdout.strip() == digest(range(12))


def digest(seeds: Iterable[int]) -> str:
    """Of the answers to some questions, byte for byte."""
    answers = [repr(recommend(build(catalogue), question)) for catalogue, question in map(thicket, seeds)]
    return hashlib.sha256("\n".join(answers).encode()).hexdigest()


def courses(path: LearningPath) -> list[CourseId]:
    assert all(step.course is not None for step in path.steps)
    return [step.course for step in path.steps if step.course is not None]


def milliseconds(path: LearningPath) -> int:
    return round(path.cost * MILLISECONDS)


def cost(meaning: Meaning, plan: Iterable[Course]) -> int:
    return sum(meaning.milliseconds(course) for course in plan)


def reaches(ranks: Ranks, wanted: Ranks) -> bool:
    return all(ranks.get(one, 0) >= level for one, level in wanted.items())


def worse(meaning: Meaning, question: Question, other: Question) -> bool:
    """Whether the other question cannot be answered as far, so that costs cannot be compared."""
    return meaning.attainable(question) != meaning.attainable(other)


def other_plan(meaning: Meaning, question: Question, dice: random.Random) -> list[Course]:
    """Some plan: courses are left out in random order as long as the rest can be followed and reaches as far."""
    plan, wanted = list(meaning.plannable(question)), meaning.attainable(question)
    # What cannot be started even with all the others is no part of any plan.
    ranks, done = meaning.held(question), set(question.state.done)
    kept: list[Course] = []
    while startable := [course for course in plan if meaning.can_start(course, ranks, done)]:
        for course in startable:
            meaning.finish(course, ranks, done)
            plan.remove(course)
            kept.append(course)
    for course in dice.sample(kept, len(kept)):
        rest = [other for other in kept if other is not course]
        after, all_ran = meaning.after(question, rest)
        if all_ran and reaches(after, wanted):
            kept = rest
    return kept
