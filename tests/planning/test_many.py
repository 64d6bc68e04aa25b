"""Many questions in one call: merged only where nothing differs, answered as if each had been asked alone."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace

import pytest

from learners.model import Attainment
from ontology.ids import AssessmentId, CompetencyId, CourseId
from ontology.model import Assessing, Assessment, Catalogue
from ontology.refusals import Refusal
from planning import gaps, goals
from planning.goals import Question
from planning.many import Answer, Solved, one_by_one, plan_many, shared
from planning.model import LearningPath
from planning.preferences import Limits, Preferences, Wish
from planning.recommend import plan, recommend
from planning.relevance import Relevance, key
from planning.solver.index import Index, build
from tests.planning import small
from tests.planning.worlds import knot, tiny


def answered(index: Index, questions: Sequence[Question]) -> dict[int, LearningPath | Refusal]:
    found = [answer for one in plan_many(index, questions) for answer in one.answers(index, questions)]
    assert sorted(answer.number for answer in found) == list(range(len(questions)))
    return dict(found)


def with_tests(catalogue: Catalogue) -> Catalogue:
    """The catalogue with a quick assessment for every second competency."""
    assessments = tuple(
        Assessment(
            id=AssessmentId(f"test-{competency.id}"),
            hours=0.25,
            assesses=(Assessing(competency.id, catalogue.ranks(competency.id)),),
        )
        for competency in catalogue.competencies[::2]
        if not competency.retired
    )
    return replace(catalogue, assessments=assessments)


def company_question(index: Index, **words: object) -> Question:
    question = goals.ask(index.catalogue, **{"to": small.SENIOR, **words})  # type: ignore[arg-type]
    assert isinstance(question, Question)
    return question


def others(index: Index, question: Question, seed: int) -> Iterator[Question]:
    """The question as neighbours ask it, whose states, histories and confidences differ here and there."""
    r = random.Random(seed)
    catalogue = index.catalogue
    yield question
    for _ in range(5):
        held = dict(question.state.held)
        for competency in catalogue.competencies:
            if r.random() < 0.3:
                level = r.randint(0, catalogue.ranks(competency.id))
                held[competency.id] = Attainment(level=level, confidence=r.random())
            elif r.random() < 0.2:
                held.pop(competency.id, None)
        done = frozenset(course.id for course in catalogue.courses if r.random() < 0.1)
        begun = {course.id: 0.25 for course in catalogue.courses if r.random() < 0.1 and course.id not in done}
        likely = {
            c.id: (r.randint(1, catalogue.ranks(c.id)), 0.5) for c in catalogue.competencies if r.random() < 0.1
        }
        yield replace(
            question,
            state=replace(question.state, held=held, done=done, in_progress=begun, likely=likely),
            without=frozenset(course.id for course in catalogue.courses if r.random() < 0.1),
            preferences=r.choice([Preferences(), Preferences(language=Wish(values=("en",), weight=0.5))]),
            limits=r.choice([Limits(), Limits(), Limits(hours=r.choice([0.0, 2.0, 5.0, 9.0]))]),
        )


@pytest.mark.parametrize("start", range(0, 160, 20))
def test_answers_are_those_of_each_question_alone(start: int) -> None:
    """Whatever is merged, each path is word for word that which `recommend` gives, the gap included."""
    tested = limited = 0
    for seed in range(start, start + 20):
        catalogue, question = tiny(seed) if seed % 3 else knot(seed)
        index = build(with_tests(catalogue))
        questions = list(others(index, question, seed))
        for number, path in answered(index, questions).items():
            assert path == recommend(index, questions[number]), (seed, number)
            tested += isinstance(path, LearningPath) and any(step.test_out for step in path.steps)
            limited += isinstance(path, LearningPath) and path.limited is not None
    assert limited
    assert tested or start, "the first worlds have paths that begin with an assessment"


def test_people_who_differ_in_nothing_that_matters_are_computed_once() -> None:
    """A confidence, a level above what anything asks for, a course done that leads nowhere near: one problem."""
    index = build(small.company())
    catalogue = index.catalogue
    people = [
        company_question(index, have={small.SQL: 1}),
        company_question(index, have={small.OLD_SQL: 1}),
        company_question(index, have={small.SQL: 1, small.CHARTS: 2}),
        company_question(index, have={small.SQL: 1, small.STATISTICS: 0}),
    ]
    sure = replace(people[0].state, held={small.SQL: Attainment(level=1, confidence=0.4)})
    people.append(replace(people[0], state=sure))
    groups = [one.numbers for one in plan_many(index, people)]
    assert groups == [(0, 2, 3, 4), (1,)]  # the second says that what it holds goes by another name
    own = answered(index, people)
    assert [own[n].gap for n in range(5)] == [  # type: ignore[union-attr]
        gaps.between(catalogue, p.needs, p.state) for p in people
    ]
    assert [item.confidence for item in own[4].gap.items] == [None, 0.4, None]  # type: ignore[union-attr]


def test_needs_that_are_met_do_not_part_people() -> None:
    """Who holds a need just so and who holds more of it have the same problem."""
    index = build(small.company())
    people = [company_question(index, have={small.SQL: level}) for level in (3, 4)]
    assert [one.numbers for one in plan_many(index, people)] == [(0, 1)]


@pytest.mark.parametrize(
    "words",
    [
        {"have": {small.SQL: 1}},
        {"have": {small.SQL: 0}},
        {"have": {small.STATISTICS: 1}},
        {"have": {small.DATABASES: 1}},
        {"done": [small.SQL_1]},
        {"done": [small.GIT_DAY]},
        {"without": [small.CAMP]},
        {"goal": {small.SQL: 3}},
        {"include_optional": True},
        {"in_progress": {small.SQL_3: 2.0}},
        {"likely": {small.GIT: (1, 0.5)}},
        {"preferences": Preferences(language=Wish(values=("fr",)))},
        {"limits": Limits(hours=20.0)},
    ],
)
def test_what_differs_is_never_merged(words: dict[str, object]) -> None:
    """Each part of a question that its answer depends on makes a problem of its own."""
    index = build(small.company())
    questions = [company_question(index), company_question(index, **words)]
    relevance = Relevance(index)
    assert key(relevance.reduced(questions[0])) != key(relevance.reduced(questions[1]))


def test_every_part_of_a_question_counts_unless_it_was_shown_not_to() -> None:
    """Two questions have one key only if they are equal: a field that is added later is in it by itself."""
    index = build(small.company())
    question = company_question(index, have={small.SQL: 1, small.GIT: 0}, done=[small.SQL_1, small.NUMBERS])
    turned = replace(question, state=replace(question.state, held=dict(reversed(question.state.held.items()))))
    assert key(turned) == key(question)
    assert len(key(question)) == len(fields(Question))  # type: ignore[arg-type]


def test_a_question_that_fails_does_not_stop_the_others() -> None:
    """A refusal of the solvers comes back for those who asked, and the rest is answered."""
    index = build(small.company())
    questions = [company_question(index), company_question(index, have={small.GIT: 1}), company_question(index)]
    no = Refusal(code="plan.failed", message="No.")

    def moody(index: Index, questions: Sequence[Question]) -> Iterator[Solved | Refusal]:
        yield from (no if number == 0 else shared(plan(index, q)) for number, q in enumerate(questions))

    found = [a for one in plan_many(index, questions, solvers=moody) for a in one.answers(index, questions)]
    assert found == [Answer(0, no), Answer(2, no), Answer(1, recommend(index, questions[1]))]


def test_time_is_counted_for_each_path() -> None:
    """Every path has time of its own: one that takes all of it leaves the next as much."""
    index = build(small.company())
    started: list[int] = []

    def timer() -> object:
        started.append(0)
        return lambda: 0.0

    questions = [company_question(index), company_question(index, have={small.GIT: 1})]
    found = list(plan_many(index, questions, solvers=one_by_one(timer=timer)))  # type: ignore[arg-type]
    assert len(started) == 2
    assert all(isinstance(one.solved, Solved) for one in found)


def test_the_only_way_is_told() -> None:
    """A course is the only way where no path gets as far without it, which leaving it out confirms."""
    for seed in range(120):
        catalogue, question = tiny(seed)
        index = build(catalogue)
        found = shared(plan(index, question))
        reached = {(goal.competency, goal.level, goal.reached) for goal in found.path.uncloseable}
        for step in found.path.steps:
            assert step.course is not None
            without = recommend(index, replace(question, without=question.without | {step.course}))
            then = {(goal.competency, goal.level, goal.reached) for goal in without.uncloseable}
            assert (step.course in found.only_way) == (then != reached), (seed, step.course)


def test_nobody_is_fine() -> None:
    """No questions, no answers; and a catalogue without courses is one like any other."""
    index = build(small.company())
    assert list(plan_many(index, [])) == []
    empty = build(replace(small.company(), courses=()))
    question = goals.ask(empty.catalogue, to=small.SENIOR)
    assert isinstance(question, Question)
    assert answered(empty, [question, question]) == {n: recommend(empty, question) for n in range(2)}


def test_a_goal_and_course_of_the_past_are_no_obstacle() -> None:
    """Courses that are not in use are left out of the reduced question, and the answer stays what it was."""
    catalogue = small.company()
    gone = replace(catalogue.course[small.SQL_1], id=CourseId("old-course"), retired=True)
    index = build(replace(catalogue, courses=tuple(sorted((*catalogue.courses, gone), key=lambda c: c.id))))
    question = company_question(index, done=["old-course"], without=["old-course"])
    assert Relevance(index).reduced(question).state.done == frozenset()
    assert answered(index, [question])[0] == recommend(index, question)
    assert CompetencyId("sql") in Relevance(index).reduced(company_question(index, have={small.SQL: 1})).state.held
