"""The life of a plan, what makes its answer stale, and what a done step is supposed to have given."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learners.access import Viewpoint
from learners.ids import LearnerId, PlanId
from learners.model import Attainment, SkillState
from ontology.ids import CourseId
from planning import goals, path_text, plan_text, plans, replanning, stored
from planning.following import follow
from planning.freshness import as_planned, losses, with_ids_of
from planning.goals import Question
from planning.plans import LIVE, REASONS, Asked, Basis, Deed, Event, Marks, Plan, Status
from planning.preferences import Deadline, Limits, Preferences, Wish
from planning.recommend import plan
from planning.relevance import Relevance
from planning.replanning import Ground
from planning.revision import revision
from planning.solver.index import Index, build
from planning.standing_still import meanings, stands
from planning.supposing import supposed
from tests.planning import small
from tests.planning.checker import complaints
from tests.planning.revisions import follows
from tests.planning.worlds import career, curriculum

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
BASIS = Basis(
    edition=1, digest="one", policy="p 1", inferring=True, to=small.SENIOR, day=date(2026, 3, 2), seen="t1",
    skills="s", courses="c",
)  # fmt: skip
MARKS = Marks(digest="one", policy="p 1", inferring=True, to=small.SENIOR, day=date(2026, 3, 2), seen="t1")


def a_plan(**parts: object) -> Plan:
    event = Event(at=AT, deed="propose", by="self", status="proposed", version=1)
    made = Plan(
        id=PlanId("plan-1"), learner=LearnerId("ana"), asked=Asked(to=small.SENIOR), status="proposed", version=1,
        agreed=None, basis=BASIS, history=(event,),
    )  # fmt: skip
    return replace(made, **parts)  # type: ignore[arg-type]


def answered(index: Index, of: Plan, question: Question, digest: str = "one") -> tuple[Plan, replanning.Replanned]:
    """The plan with its first version."""
    ground = Ground(relevance=Relevance(index), digest=digest, number=1)
    basis = with_state(of.basis, question.state)
    found = replanning.first(ground, replace(of, basis=basis), question, plan(index, question))
    return replace(of, basis=found.basis), found


def with_state(basis: Basis, state: SkillState, **parts: object) -> Basis:
    digests = {"skills": plans.skills_digest(state), "courses": plans.courses_digest(state)}
    return replace(basis, **digests, **parts)  # type: ignore[arg-type]


@given(st.lists(st.tuples(st.sampled_from(get_args(Deed)), st.sampled_from(get_args(Viewpoint)))))
def test_no_plan_leaves_its_end_and_nobody_accepts_for_another(deeds: list[tuple[Deed, Viewpoint]]) -> None:
    """Whatever is tried in whatever order: what ended stays, and only the learner (or who was let) accepts."""
    of = a_plan()
    for deed, by in deeds:
        if deed == "propose":
            continue
        refused = plans.allowed(of, deed, by)
        if not of.live:
            assert refused is not None
        if refused is None:
            before, of = of, plans.after(of, deed, by=by, at=AT)
            assert before.status in LIVE
            assert of.history[-1].status == of.status
            if deed == "accept":
                assert by in ("self", "administrator", "service")
        else:
            assert refused.message and refused.hint
    assert (of.agreed is None) or any(event.deed == "accept" for event in of.history)


@pytest.mark.parametrize(("status", "deed", "to"), [
    ("proposed", "accept", "accepted"), ("accepted", "activate", "active"), ("active", "accept", "active"),
    ("proposed", "activate", None), ("active", "withdraw", "withdrawn"), ("complete", "accept", None),
    ("active", "complete", "complete"), ("active", "replace", "replaced"), ("withdrawn", "activate", None),
])  # fmt: skip
def test_each_deed_leads_where_it_should(status: Status, deed: Deed, to: Status | None) -> None:
    """The life cycle, move by move; a refusal says what to do instead."""
    of = a_plan(status=status)
    refused = plans.allowed(of, deed, "administrator")
    assert (refused is None) == (to is not None)
    if to is not None:
        assert plans.after(of, deed, by="administrator", at=AT).status == to


def test_each_change_has_its_reason() -> None:
    """What changed is what is said, from outside and after a look; nothing where nothing did."""
    assert plans.stale(BASIS, MARKS) == ()
    changes = {
        "evidence": {"seen": "t2"}, "role": {"to": None}, "consent": {"inferring": False},
        "policy": {"policy": "p 2"}, "edition": {"digest": "two"}, "time": {"day": date(2026, 3, 3)},
    }  # fmt: skip
    for reason, change in changes.items():
        assert plans.stale(BASIS, replace(MARKS, **change)) == (reason,)  # type: ignore[arg-type]
    looked = {
        "evidence": {"seen": "t2", "skills": "x"}, "completion": {"seen": "t2", "skills": "x", "courses": "x"},
        "time": {"day": date(2026, 3, 3), "skills": "x"}, "policy": {"policy": "p 2", "skills": "x"},
    }  # fmt: skip
    for reason, change in looked.items():
        assert plans.differences(BASIS, replace(BASIS, **change)) == (reason,)  # type: ignore[arg-type]
    assert plans.differences(BASIS, replace(BASIS, seen="t2", day=date(2026, 3, 3))) == ()
    assert set(changes) | set(looked) == set(REASONS)


def test_what_is_kept_comes_back_as_it_was() -> None:
    """Question, path, history and wishes are the same after they were texts."""
    index = build(small.company())
    asked = Asked(
        to=small.SENIOR,
        goals=((small.SQL, 3),),
        without=frozenset({small.CAMP}),
        preferences=Preferences(money=0.5, language=Wish(values=("en",), weight=0.1)),
        limits=Limits(
            hours=99.0, deadline=Deadline(starts_on=AT.date(), ends_on=date(2026, 9, 1), hours_per_week=5.0)
        ),
    )
    assert plan_text.asked_of(plan_text.of_asked(asked)) == asked
    event = a_plan().history[0]
    assert plan_text.event_of(plan_text.of_event(event)) == event
    question = goals.ask(index.catalogue, to=small.SENIOR, have={small.SQL: 1}, likely={small.STATISTICS: (1, 0.5)})
    assert isinstance(question, Question)
    assert path_text.question_of(path_text.of_question(question)) == question
    path = plan(index, question).path
    read = path_text.path_of(path_text.of_path(path))
    assert (read.steps, read.uncloseable, read.hours) == (path.steps, path.uncloseable, path.hours)


def test_a_path_that_is_known_is_told_like_one_that_was_searched_for() -> None:
    """Following the courses of the cheapest path gives that path, word for word, but for the prices of its proof."""
    catalogue = curriculum(120, seed=5)
    index = build(catalogue)
    for seed in range(8):
        role_level, state = career(catalogue, seed)
        question = Question(needs=role_level.needs, state=state)
        searched = plan(index, question)
        courses = [index.courses[course] for course in searched.solution.courses]
        followed = follow(index, question, courses)
        assert followed is not None
        bare = replace(searched.path, prices=(), indivisible=0.0)
        assert replace(followed.path, prices=(), indivisible=0.0) == bare
        if courses:
            assert follow(index, question, courses[:-1]) is None
            assert follow(index, replace(question, without=frozenset(courses[:1])), courses) is None


def test_a_step_done_as_planned_leaves_the_rest_without_a_search() -> None:
    """Step after step is done and shown: the rest is proved each time, costs what planning anew costs, and no step
    changes its id."""
    catalogue = curriculum(150, seed=2)
    index = build(catalogue)
    for seed in range(6):
        role_level, state = career(catalogue, seed)
        question = Question(needs=role_level.needs, state=state)
        of, found = answered(index, a_plan(), question)
        ids = {step.course: step.id for step in found.answer.path.steps}
        while found.planned.path.steps:
            step = found.planned.path.steps[0]
            assert step.course is not None
            state = goals.with_typed(
                catalogue, state, {given.competency: given.level for given in step.gives}, frozenset({step.course})
            )
            question = replace(question, state=state)
            ground = Ground(relevance=Relevance(index), digest="one", number=1)
            found = replanning.replanned(ground, of, found.answer, with_state(of.basis, state), question)
            of = replace(of, basis=found.basis)
            assert found.fate == "rest" and not found.moved
            assert found.planned.path.cost == pytest.approx(plan(index, question).path.cost)
            assert all(ids[step.course] == step.id for step in found.planned.path.steps)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_after_any_edition_the_answer_is_as_good_as_a_new_one(seed: int) -> None:
    """Whatever an edition does to the catalogue: the plan that is kept, or searched for, is right; what was done
    stays in it; and an agreed way that is as cheap as any stays."""
    r = random.Random(seed)
    catalogue = curriculum(60, seed=seed % 7)
    role_level, state = career(catalogue, seed % 11)
    catalogue = replace(catalogue, role_levels=(role_level,))
    question = Question(needs=role_level.needs, state=state, target=role_level.id)
    old = build(catalogue)
    of, found = answered(old, a_plan(asked=Asked(to=role_level.id)), question)
    of = replace(of, agreed=1)
    after = follows(catalogue, r, r.choice((0.02, 0.1, 0.4)), upheaval=0.2)
    new = build(after)
    asked = goals.ask(after, to=role_level.id, state=state)
    assert isinstance(asked, Question)
    ground = Ground(
        relevance=Relevance(new), digest="two", number=2, revision=revision(old, new, before="one", after="two")
    )
    now = with_state(of.basis, asked.state, edition=2, digest="two")
    kept = replanning.replanned(ground, of, found.answer, now, asked)
    truth = plan(new, asked)
    assert kept.planned.path.cost == pytest.approx(truth.path.cost)
    assert kept.planned.path.status == truth.path.status
    assert complaints(after, asked, kept.planned.path) == []
    before = [step.course for step in found.answer.path.steps if step.course is not None]
    same = follow(new, asked, before)
    if same is not None and same.solution.cost == truth.solution.cost:
        assert {step.course for step in kept.planned.path.steps} == set(before) and not kept.moved
    assert stored.read(stored.written(kept.answer.stored)) == kept.answer.stored


def test_done_is_supposed_and_has_to_be_shown() -> None:
    """A done step counts for the rest of its plan, is to be shown, and counts for nothing once it was denied."""
    catalogue = small.company()
    index = build(catalogue)
    question = goals.ask(catalogue, to=small.SENIOR)
    assert isinstance(question, Question)
    path = plan(index, question).path
    first = next(step for step in path.steps if step.course is not None and step.gives)
    assert first.course is not None
    done = SkillState(done=frozenset({first.course}))
    found = supposed(catalogue, done, path.steps, lambda _, __: False)
    assert {one.level for one in found.to_show} == set(first.gives)
    assert all(found.state.held[level.competency].level == level.level for level in first.gives)
    assert supposed(catalogue, done, path.steps, lambda _, __: True).state == done
    shown = replace(done, held={level.competency: Attainment(level=level.level) for level in first.gives})
    assert supposed(catalogue, shown, path.steps, lambda _, __: False).to_show == ()
    assert plans.progress(first, done, catalogue) == "done"
    assert not plans.is_shown(first, done, catalogue) and plans.is_shown(first, shown, catalogue)


def test_a_course_that_proved_nothing_was_not_done_as_planned() -> None:
    """A completion without what it was to give is not as planned, and nor is a course beside the plan."""
    index = build(small.company())
    question = goals.ask(index.catalogue, to=small.SENIOR)
    assert isinstance(question, Question)
    _, found = answered(index, a_plan(), question)
    first = found.planned.path.steps[0]
    assert first.course is not None
    then = question.state
    bare = SkillState(done=frozenset({first.course}))
    assert as_planned(found.answer.stored, index.catalogue, then, bare) is None
    given_ = {level.competency: level.level for level in first.gives}
    full = goals.with_typed(index.catalogue, then, given_, frozenset({first.course}))
    assert as_planned(found.answer.stored, index.catalogue, then, full) == (first.course,)
    beside = replace(full, done=full.done | {CourseId("elsewhere")})
    assert as_planned(found.answer.stored, index.catalogue, then, beside) is None


def test_step_ids_outlive_a_target_that_is_replaced() -> None:
    """Where a role level is replaced by another, the steps of a plan to it keep their ids."""
    index = build(small.company())
    question = goals.ask(index.catalogue, to=small.SENIOR)
    assert isinstance(question, Question) and question.target == small.SENIOR
    path = plan(index, question).path
    old = with_ids_of(path, Asked(to=small.OLD_SENIOR), question)
    again = with_ids_of(path, Asked(to=small.OLD_SENIOR), replace(question, without=frozenset({CourseId("x")})))
    assert [step.id for step in old.steps] == [step.id for step in again.steps]
    assert {step.id for step in old.steps}.isdisjoint(step.id for step in path.steps)
    known = {step.id for step in old.steps}
    assert all(known.issuperset(step.after) for step in old.steps) and known.issuperset(old.next_steps)


def test_what_an_edition_takes_away_is_told() -> None:
    """A course that gives less than the plan counts on is found, with the levels; one that is gone is not."""
    catalogue = small.company()
    question = goals.ask(catalogue, to=small.SENIOR)
    assert isinstance(question, Question)
    steps = plan(build(catalogue), question).path.steps
    assert losses(steps, catalogue) == ()
    step = next(step for step in steps if step.course is not None and step.gives)
    courses = tuple(replace(c, teaches=()) if c.id == step.course else c for c in catalogue.courses)
    (lost,) = losses(steps, replace(catalogue, courses=courses))
    assert (lost.step, lost.levels) == (step, step.gives)
    assert losses(steps, replace(catalogue, courses=())) == ()


def test_a_state_stands_while_nothing_that_it_rests_on_changed() -> None:
    """Evidence on a course that changed, more of it than is remembered, or any change of competencies asks for a
    new look; a new label does not."""
    catalogue = small.company()
    same = meanings(catalogue, replace(catalogue, titles=small.english("Another title")))
    assert stands(("sql", "sql-1"), same) and not stands(None, same)
    courses = tuple(replace(c, hours=1.0) if c.id == small.SQL_1 else c for c in catalogue.courses)
    changed = meanings(catalogue, replace(catalogue, courses=courses))
    assert stands((small.SQL_2, small.SQL), changed) and not stands((small.SQL_1,), changed)
    competencies = tuple(replace(c, equivalent=()) for c in catalogue.competencies)
    assert not stands((), meanings(catalogue, replace(catalogue, competencies=competencies)))


def test_nobody_is_sent_another_way_for_nothing() -> None:
    """A new course as cheap as the one agreed to, that would be chosen now, changes a proposal, not an agreement."""
    catalogue = small.company()
    ours = next(course for course in catalogue.courses if course.id == small.GIT_DAY)
    twin = replace(ours, id=CourseId("a-git-day"))
    after = replace(catalogue, courses=(twin, *catalogue.courses))
    question = goals.ask(catalogue, goal={small.GIT: 1})
    again = goals.ask(after, goal={small.GIT: 1})
    assert isinstance(question, Question) and isinstance(again, Question)
    of, found = answered(build(catalogue), a_plan(), question)
    ground = Ground(relevance=Relevance(build(after)), digest="two", number=2)
    now = with_state(of.basis, again.state, edition=2, digest="two")
    agreed = replanning.replanned(ground, replace(of, agreed=1), found.answer, now, again)
    proposed = replanning.replanned(ground, of, found.answer, now, again)
    assert [step.course for step in agreed.planned.path.steps] == [small.GIT_DAY] and not agreed.moved
    assert [step.course for step in proposed.planned.path.steps] == [twin.id] and proposed.moved
    assert agreed.answer.stored.proved
