"""Courses that must be in the plan, and limits on how many of some may be: what explanations and variety ask for."""

import random
from dataclasses import replace
from itertools import combinations

import pytest

from learners.model import SkillState
from ontology.ids import CompetencyId, CourseId
from ontology.model import Catalogue, Competency, CompetencyAt, Course, Requirement, Teaching
from planning import gaps
from planning.goals import Question
from planning.solver.exact import Effort, cheapest, cheapest_within
from planning.solver.index import build
from planning.solver.problem import AtMost, Problem, aim, pose
from planning.solver.reach import reach
from tests.planning.oracle import Meaning
from tests.planning.worlds import career, curriculum, thicket, tiny

GROWING = Effort(whole_pool=0, columns=3, landmark_facts=64)


def posed(catalogue: Catalogue, question: Question) -> Problem:
    """The problem of closing what can be closed."""
    index = build(catalogue)
    held = {fact: a.level for fact, (_, a) in gaps.holdings(catalogue, question.state).items()}
    problem = pose(index, held, question.state.done, question.without)
    facts = reach(problem).facts
    goals = []
    for need in question.needs:
        levels = [index.fact(need.competency, level) for level in range(1, need.level + 1)]
        goals += [fact for fact in levels if fact is not None and facts[fact]][-1:]
    return aim(problem, goals)


def truth(catalogue: Catalogue, question: Question, problem: Problem) -> tuple[int, ...] | None:
    """The best of all sets of courses that can be followed, that close the goals and keep to the problem's limits."""
    meaning, position = Meaning(catalogue), problem.index.position
    courses = meaning.plannable(question)
    goals = meaning.attainable(question)
    best: tuple[int, int, tuple[int, ...]] | None = None
    for size in range(len(courses) + 1):
        for some in combinations(courses, size):
            chosen = tuple(sorted(position[course.id] for course in some))
            key = (sum(meaning.milliseconds(course) for course in some), size, chosen)
            if best is not None and key >= best:
                continue
            if not set(problem.forced) <= set(chosen):
                continue
            if any(len(set(limit.courses) & set(chosen)) > limit.most for limit in problem.at_most):
                continue
            ranks, followed = meaning.after(question, some)
            if followed and all(ranks.get(one, 0) >= level for one, level in goals.items()):
                best = key
    return None if best is None else best[2]


def limited(problem: Problem, r: random.Random) -> Problem:
    """The problem with some forced courses and some limits."""
    open_ones = [c for c in range(len(problem.index.courses)) if problem.open[c]]
    forced = tuple(sorted(r.sample(open_ones, min(len(open_ones), r.choice([0, 0, 1, 2])))))
    limits = []
    for _ in range(r.choice([0, 1, 1, 2])):
        some = tuple(sorted(r.sample(open_ones, min(len(open_ones), r.randint(1, 5)))))
        limits.append(AtMost(some, r.randint(0, max(0, len(some) - 1))))
    return replace(problem, forced=forced, at_most=tuple(limits))


@pytest.mark.parametrize("batch", range(8))
def test_the_best_of_all_sets_that_keep_to_the_limits(batch: int) -> None:
    """Cost, ties and that there is no such plan are those of trying every set of courses; and proved."""
    plans = 0
    for seed in range(batch * 40, batch * 40 + 40):
        catalogue, question = tiny(seed)
        question = replace(question, include_optional=True)
        problem = limited(posed(catalogue, question), random.Random(seed))
        if len(Meaning(catalogue).plannable(question)) > 10:
            continue
        expected = truth(catalogue, question, problem)
        for effort in (None, GROWING):
            found = cheapest_within(problem, effort=effort)
            assert (found and found.courses) == expected, f"seed {seed}"
            assert found is None or (found.proved and found.bound == found.cost), f"seed {seed}"
        plans += expected is not None
    assert plans > 5


@pytest.mark.parametrize("batch", range(4))
def test_without_limits_nothing_changes(batch: int) -> None:
    """Limits that do not bind, and forcing what is in the plan anyway, lead to the same plan."""
    for seed in range(batch * 10, batch * 10 + 10):
        problem = posed(*thicket(seed))
        plain = cheapest(problem)
        assert cheapest_within(problem) == plain, f"seed {seed}"
        forced = replace(problem, forced=plain.courses[:3], at_most=(AtMost(plain.courses, len(plain.courses)),))
        assert cheapest_within(forced) == plain, f"seed {seed}"


@pytest.mark.parametrize("batch", range(4))
def test_two_ways_of_searching_agree_on_larger_ones(batch: int) -> None:
    """Within limits, too, the plan does not depend on which courses the linear program starts from."""
    for seed in range(batch * 8, batch * 8 + 8):
        problem = posed(*thicket(seed))
        plain = cheapest(problem)
        if not plain.courses:
            continue
        r = random.Random(seed)
        apart = replace(problem, at_most=(AtMost(plain.courses, len(plain.courses) - r.randint(1, 3)),))
        found = cheapest_within(apart)
        assert found == cheapest_within(apart, effort=GROWING), f"seed {seed}"
        if found is not None:
            assert found.proved
            assert len(set(found.courses) & set(plain.courses)) <= apart.at_most[0].most
            assert found.cost >= plain.cost
        barred = replace(problem, at_most=(AtMost((r.choice(plain.courses),), 0),))
        other = cheapest_within(barred)
        may = problem.open.copy()
        may[barred.at_most[0].courses[0]] = False
        closed = replace(problem, open=may)
        if all(reach(closed).facts[goal] for goal in problem.goals):
            assert other == cheapest(closed), f"seed {seed}"
        else:
            assert other is None, f"seed {seed}"


def test_a_plan_that_is_different_in_a_large_catalogue() -> None:
    """Two thousand courses: the cheapest plan with five others, and the cheapest with a course that is not in it."""
    catalogue = curriculum(2_000, seed=1)
    role_level, state = career(catalogue, 1)
    problem = posed(catalogue, Question(needs=role_level.needs, state=state))
    plain = cheapest(problem)
    apart = cheapest_within(replace(problem, at_most=(AtMost(plain.courses, len(plain.courses) - 5),)))
    assert apart is not None
    assert apart.proved
    assert apart.cost >= plain.cost
    assert len(set(apart.courses) & set(plain.courses)) <= len(plain.courses) - 5
    startable = reach(problem).courses
    outsider = next(c for c in range(100, 2_000) if startable[c] and c not in plain.courses)
    forced = cheapest_within(replace(problem, forced=(outsider,)))
    assert forced is not None
    assert forced.proved
    assert outsider in forced.courses
    assert forced.cost >= plain.cost


def test_a_forced_course_that_cannot_be_started_has_no_plan() -> None:
    """What a forced course asks for is planned too; where nothing gives it, there is no plan."""
    a, b = CompetencyId("a"), CompetencyId("b")
    catalogue = Catalogue(
        base="https://example.org/",
        competencies=(Competency(id=a), Competency(id=b)),
        courses=(
            Course(id=CourseId("c1"), hours=1.0, teaches=(Teaching(a, 0, 1),)),
            Course(id=CourseId("c2"), hours=1.0, teaches=(), requires=((CompetencyAt(a, 1),),)),
            Course(id=CourseId("c3"), hours=1.0, teaches=(), requires=((CompetencyAt(b, 1),),)),
        ),
    )
    problem = posed(catalogue, Question(needs=(Requirement(b, 1),), state=SkillState()))
    assert problem.goals == ()
    assert cheapest_within(replace(problem, forced=(2,))) is None
    found = cheapest_within(replace(problem, forced=(1,)))
    assert found is not None
    assert (found.courses, found.proved) == ((0, 1), True)
