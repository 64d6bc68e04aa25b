"""The path as a person reads it: order, reasons, causes, estimates."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learners.model import Attainment, SkillState
from ontology.ids import AssessmentId, CourseId
from ontology.model import Assessing, Assessment, Catalogue, CompetencyAt, Course, CourseDone, Requirement, Teaching
from planning.goals import Question, ask
from planning.model import LearningPath
from planning.preferences import Deadline, Limits, Preferences, Wish
from planning.recommend import recommend
from planning.solver.index import build
from tests.catalogues import catalogues
from tests.planning.checker import complaints
from tests.planning.oracle import Meaning
from tests.planning.small import (
    CAMP,
    CHARTS,
    DATABASES,
    GIT,
    GIT_DAY,
    NUMBERS,
    OLD_SQL,
    QUERYING,
    SENIOR,
    SQL,
    SQL_1,
    SQL_2,
    SQL_3,
    STATISTICS,
    company,
)
from tests.planning.worlds import thicket, tiny


def path(language: str = "en", **words: Any) -> LearningPath:
    """The path of a question about the company, which the checker has nothing to say about."""
    catalogue = company()
    question = ask(catalogue, **words)
    assert isinstance(question, Question), question
    found = recommend(build(catalogue), question, language=language)
    assert complaints(catalogue, question, found) == []
    return found


def courses(found: LearningPath) -> list[str]:
    return [step.course or "" for step in found.steps]


def test_the_whole_way_with_reasons() -> None:
    """Each step says what it gives under its own names, what it uses, what it waits for, and why it is there."""
    found = path(to=SENIOR, have={GIT: 0})
    by_course = {step.course: step for step in found.steps}
    assert courses(found) == [GIT_DAY, NUMBERS, SQL_1, SQL_2, SQL_3]
    assert (found.status, found.hours, found.bound, found.proved) == ("complete", 61.5, 61.5, True)
    assert by_course[GIT_DAY].because == ("Senior needs Git; you do not hold it yet.",)
    assert by_course[SQL_1].gives == (CompetencyAt(OLD_SQL, 1),)
    assert by_course[SQL_1].because == (
        "Senior needs SQL at Rank 3 (3); what you hold is not known.",
        "SQL-92 counts as SQL.",
        "Needed first by “SQL II”, which asks for Relational querying at Rank 1 (1).",
        "SQL-92 counts as Relational querying.",
        "Needed first by “SQL II”, which asks for this course.",
    )
    assert by_course[SQL_2].uses == (CompetencyAt(QUERYING, 1), CourseDone(SQL_1))
    assert by_course[SQL_2].after == (by_course[SQL_1].id,)
    assert by_course[SQL_3].uses == (CompetencyAt(SQL, 2), CompetencyAt(STATISTICS, 1))
    assert by_course[SQL_3].after == (by_course[NUMBERS].id, by_course[SQL_2].id)
    assert by_course[NUMBERS].because == (
        "Needed first by “SQL III”: SQL at Rank 3 (3) asks for Statistics at Rank 1 (1).",
    )


def test_unknown_hours_count_at_the_median_and_say_so() -> None:
    """A course with unknown hours counts at the median of the known ones, and is counted as such."""
    found = path(goal={STATISTICS: 1})
    assert [(step.hours, step.hours_estimated) for step in found.steps] == [(12.0, True)]
    assert found.unknown_hours == 1


def test_what_is_held_is_never_recommended() -> None:
    """Steps that merely repeat what is held do not appear; a path to what is held has nothing to do."""
    assert courses(path(to=SENIOR, have={QUERYING: 2, STATISTICS: 1, GIT: 1})) == [SQL_3]
    found = path(to=SENIOR, have={SQL: 3, GIT: 1})
    assert (found.status, found.steps, found.hours, found.proved) == ("nothing_to_do", (), 0.0, True)


def test_what_is_held_under_another_name_is_said_with_its_link() -> None:
    """Where an equivalent is held, the reason names it and says why it counts."""
    found = path(goal={SQL: 2}, have={OLD_SQL: 1}, done=[SQL_1])
    assert found.steps[0].because[:2] == (
        "You asked for SQL at Rank 2 (2); you hold SQL-92 at Rank 1 (1).",
        "SQL-92 counts as SQL.",
    )


def test_a_course_done_opens_others_and_gives_no_level() -> None:
    """A course done satisfies who asks for it and stays out of the plan; the level it teaches is still missing."""
    found = path(goal={SQL: 2}, done=[SQL_1], have={SQL: 1})
    assert courses(found) == [SQL_2]
    assert found.steps[0].uses == (CompetencyAt(QUERYING, 1), CourseDone(SQL_1))
    assert courses(path(goal={SQL: 1}, done=[SQL_1])) == [NUMBERS, CAMP]


def test_optional_needs_are_closed_when_asked_for() -> None:
    """Without being asked for, an optional need neither costs hours nor is called uncloseable."""
    assert path(to=SENIOR).uncloseable == ()
    found = path(to=SENIOR, include_optional=True)
    assert [(u.competency, u.level, u.reached, u.cause) for u in found.uncloseable] == [(CHARTS, 1, 0, "no_course")]
    assert found.status == "partial"


@pytest.mark.parametrize(
    ("words", "reached", "cause", "detail"),
    [
        ({"goal": {SQL: 4}}, 3, "no_course", "No course in use gives SQL at Rank 4 (4)."),
        ({"goal": {CHARTS: 1}}, 0, "no_course", "No course in use gives Charts at Rank 1 (1) or above."),
        (
            {"goal": {STATISTICS: 1}, "done": [NUMBERS]},
            0,
            "already_done",
            "Statistics at Rank 1 (1) would take “Numbers”, which is done already; "
            "a completed course proves no level, but an assessment can settle it.",
        ),
        (
            {"goal": {SQL: 3}, "without": [NUMBERS]},
            2,
            "excluded",
            "SQL at Rank 3 (3) would take “Numbers”, which is left out of this question.",
        ),
    ],
)
def test_what_cannot_be_reached_is_raised_and_says_why(
    words: dict[str, Any], reached: int, cause: str, detail: str
) -> None:
    """A goal is raised as far as it goes, then listed with its cause and a sentence about what is in the way."""
    found = path(**words)
    assert found.status == "partial"
    assert [(u.reached, u.cause, u.detail) for u in found.uncloseable] == [(reached, cause, detail)]


def test_a_level_that_only_higher_courses_know_is_given_by_none() -> None:
    """Where courses teach on from a level that none gives, the detail does not deny that they teach above it."""
    catalogue = company()
    deeper = Course(id=CourseId("charts-2"), hours=3.0, teaches=(Teaching(CHARTS, 1, 2),))
    catalogue = replace(catalogue, courses=tuple(sorted((*catalogue.courses, deeper), key=lambda c: c.id)))
    question = Question(needs=(Requirement(CHARTS, 1),))
    (left,) = recommend(build(catalogue), question).uncloseable
    assert (left.cause, left.detail) == ("no_course", "No course in use gives Charts at Rank 1 (1).")


def test_a_blockage_is_followed_to_its_root() -> None:
    """The detail names the nearest course, what it asks for, and why that cannot be had."""
    catalogue = company()
    kept = tuple(c for c in catalogue.courses if c.id not in (NUMBERS, CAMP))
    catalogue = replace(catalogue, courses=kept)
    question = Question(needs=catalogue.role_level[SENIOR].needs)
    found = recommend(build(catalogue), question)
    assert complaints(catalogue, question, found) == []
    assert [(u.competency, u.reached, u.cause, u.detail) for u in found.uncloseable] == [
        (
            SQL,
            2,
            "blocked_by",
            "“SQL III” gives SQL at Rank 3 (3), but asks for Statistics at Rank 1 (1), which no course in use gives.",
        )
    ]
    assert DATABASES not in {g.competency for step in found.steps for g in step.gives}


def test_step_ids_stay_when_the_state_changes() -> None:
    """The same course for the same goal keeps its id; for another goal it has another."""
    before = {step.course: step.id for step in path(to=SENIOR).steps}
    after = {step.course: step.id for step in path(to=SENIOR, have={SQL: 1, GIT: 1}).steps}
    assert after.items() <= before.items()
    assert {step.id for step in path(goal={SQL: 3}).steps}.isdisjoint(before.values())


def test_sentences_come_in_the_language_asked_for() -> None:
    """Labels in sentences are in the caller's language where there are any, else in the catalogue's."""
    assert path(language="fr", goal={SQL: 1}).steps[0].because[0] == (
        "You asked for Le SQL at Rank 1 (1); what you hold is not known."
    )


@settings(max_examples=50, deadline=None)
@given(catalogue=catalogues(), data=st.data())
def test_every_path_of_a_valid_catalogue_is_good(catalogue: Catalogue, data: st.DataObject) -> None:
    """Order, closure, optimality's bookkeeping and reasons hold for every role level of every valid catalogue."""
    index = build(catalogue)
    ids = [competency.id for competency in catalogue.competencies]
    held = data.draw(st.dictionaries(st.sampled_from(ids), st.integers(0, 2), max_size=3)) if ids else {}
    for role_level in catalogue.role_levels:
        question = Question(
            needs=role_level.needs,
            state=SkillState(held={c: Attainment(level=level) for c, level in held.items()}),
            include_optional=True,
        )
        found = recommend(index, question)
        assert complaints(catalogue, question, found) == []
        assert found.proved


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), large=st.booleans(), shuffle=st.integers(0, 10**6))
def test_same_question_same_answer(seed: int, large: bool, shuffle: int) -> None:
    """The order in which needs, held levels and courses were named changes nothing, byte for byte."""
    catalogue, question = (thicket if large else tiny)(seed)
    r = random.Random(shuffle)
    held = r.sample(sorted(question.state.held.items()), len(question.state.held))
    shuffled = replace(
        question,
        needs=tuple(r.sample(question.needs, len(question.needs))),
        state=SkillState(held=dict(held), done=frozenset(sorted(question.state.done, reverse=True))),
    )
    assert repr(recommend(build(catalogue), question)) == repr(recommend(build(replace(catalogue)), shuffled))


PREFERENCES = Preferences(money=0.05, language=Wish(values=("en",)), modality=Wish(values=("online",), weight=1.0))
DEADLINE = Deadline(starts_on=date(2026, 6, 1), ends_on=date(2026, 7, 31), hours_per_week=4.0)


def with_everything(seed: int, large: bool) -> tuple[Catalogue, Question]:
    """A world with prices, languages and assessments, and a question with all that can be asked beside its goals."""
    r = random.Random(seed)
    catalogue, question = (thicket if large else tiny)(seed)
    names = [competency.id for competency in catalogue.competencies]
    ranks = catalogue.ranks(names[0])
    catalogue = replace(
        catalogue,
        courses=tuple(
            replace(
                course,
                cost=r.choice([None, 0.0, 10.0, 25.0]),
                languages=r.choice([(), ("en",), ("de", "en-GB")]),
                modality=r.choice([None, "online", "classroom"]),
            )
            for course in catalogue.courses
        ),
        assessments=tuple(
            Assessment(id=AssessmentId(f"a{i}"), hours=0.1, assesses=(Assessing(name, ranks),))
            for i, name in enumerate(names[:3])
        ),
    )
    begun = {c.id: 0.5 for c in catalogue.courses if c.id not in question.state.done and r.random() < 0.2}
    state = replace(question.state, in_progress=begun, likely=dict.fromkeys(names[:3], (1, 0.5)))
    limits = r.choice([Limits(), Limits(hours=2.0, money=30.0), Limits(money=5.0), Limits(deadline=DEADLINE)])
    return catalogue, replace(question, state=state, limits=limits, preferences=PREFERENCES)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), large=st.booleans(), shuffle=st.integers(0, 10**6))
def test_with_everything_at_once_the_same_question_has_the_same_good_answer(
    seed: int, large: bool, shuffle: int
) -> None:
    """With preferences, limits, tests and courses in progress together: order, limits and sums hold, what is not
    closed is listed, and the order in which anything was named changes no byte."""
    catalogue, question = with_everything(seed, large)
    found = recommend(build(catalogue), question)
    meaning = Meaning(catalogue)
    ranks, done = meaning.held(question), set(question.state.done)
    for step in found.steps:
        if step.course is not None:
            course = catalogue.course[step.course]
            assert meaning.can_start(course, ranks, done)
            meaning.finish(course, ranks, done)
    closed: dict[str, int] = {meaning.one[left.competency]: left.reached for left in found.uncloseable}
    assert all(ranks.get(one, 0) >= closed.get(one, level) for one, level in meaning.goals(question).items())
    assert found.hours == pytest.approx(sum(step.hours for step in found.steps))
    assert found.money == pytest.approx(sum(step.money or 0.0 for step in found.steps))
    assert found.bound <= found.hours
    assert found.cost_bound <= found.cost
    assert found.cost_bound == pytest.approx(found.indivisible + sum(price.cost for price in found.prices))
    most = [
        bar for bar in (question.limits.hours, 61 * 4.0 / 7 if question.limits.deadline else None) if bar is not None
    ]
    assert all(found.hours <= bar + 1e-9 for bar in most)
    assert question.limits.money is None or found.money <= question.limits.money + 1e-9
    r = random.Random(shuffle)

    def shuffled(mapping: Mapping[Any, Any]) -> dict[Any, Any]:
        return dict(r.sample(sorted(mapping.items()), len(mapping)))

    state = question.state
    again = replace(
        question,
        needs=tuple(r.sample(question.needs, len(question.needs))),
        state=replace(
            state,
            held=shuffled(state.held),
            in_progress=shuffled(state.in_progress),
            likely=shuffled(state.likely),
        ),
    )
    if found.proved:
        assert repr(recommend(build(replace(catalogue)), again)) == repr(found)


def test_a_catalogue_without_courses_has_an_answer() -> None:
    """Nothing can be closed: an empty path, proved, with everything listed, whatever else is asked."""
    empty = replace(company(), courses=())
    for limits in (Limits(), Limits(hours=1.0), Limits(money=0.0, deadline=DEADLINE)):
        question = ask(empty, to=SENIOR, limits=limits, preferences=PREFERENCES, likely={SQL: (2, 0.5)})
        assert isinstance(question, Question)
        found = recommend(build(empty), question)
        assert (found.status, found.steps, found.hours, found.proved) == ("partial", (), 0.0, True)
        assert {left.cause for left in found.uncloseable} == {"no_course"}


def test_a_goal_that_is_met_needs_nothing() -> None:
    """Limits and likely levels change nothing where nothing is missing."""
    found = path(to=SENIOR, have={SQL: 3, GIT: 1}, limits=Limits(hours=0.5), likely={SQL: (4, 0.5)})
    assert (found.status, found.steps, found.proved) == ("nothing_to_do", (), True)
    assert found.limited is not None
    assert (found.limited.closed, found.limited.binding) == (1.0, ())


@pytest.mark.parametrize("seed", range(12))
def test_without_any_time_there_is_an_answer(seed: int) -> None:
    """With no time at all the path can be followed and keeps the limits, its bounds hold, and nothing is proved that
    was not found at once."""
    catalogue, question = with_everything(seed, large=True)
    index = build(catalogue)
    best, found = recommend(index, question), recommend(index, question, remaining=lambda: 0.0)
    assert question.limits.hours is None or found.hours <= question.limits.hours
    assert question.limits.money is None or found.money <= question.limits.money
    assert not found.proved or [step.course for step in found.steps] == [s.course for s in best.steps if s.course]
    if best.limited is not None and found.limited is not None:
        assert found.limited.closed <= best.limited.closed_bound
        assert best.limited.closed <= found.limited.closed_bound
    elif best.limited is None:
        assert found.cost_bound <= best.cost
