"""What the paths of many people say: courses that they hang on, goals that stay open, courses that are missing."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from ontology.ids import CourseId
from ontology.model import Catalogue, CompetencyAt, Course, LevelRequirement, Teaching
from ontology.refusals import Refusal
from planning import goals, organisation, shortlist
from planning.explaining.model import NewCourse
from planning.goals import Question
from planning.many import Solved, one_by_one, plan_many
from planning.model import LearningPath
from planning.new_courses import CatalogueGaps, Gain, catalogue_gaps
from planning.organisation import Bottlenecks, CompetencyLoad, Footprint, Load, OpenGoal
from planning.preferences import Limits
from planning.recommend import recommend
from planning.solver.index import Index, build
from tests.planning import small
from tests.planning.test_many import others
from tests.planning.worlds import career, curriculum, knot, tiny


def footprints(index: Index, questions: Sequence[Question]) -> list[Footprint]:
    return [
        organisation.footprint(one.question, len(one.numbers), one.solved)
        for one in plan_many(index, questions)
        if isinstance(one.solved, Solved)
    ]


def world(seed: int) -> tuple[Catalogue, list[Question]]:
    """A catalogue and half a dozen people."""
    if seed % 5 == 0:
        catalogue = curriculum(60, seed)
        people = [career(catalogue, number) for number in range(6)]
        return catalogue, [Question(needs=role_level.needs, state=state) for role_level, state in people]
    catalogue, question = (tiny, knot)[seed % 2](seed)
    people = others(build(catalogue), question, seed)
    return catalogue, [replace(person, limits=Limits()) for person in people]


def asked(catalogue: Catalogue, **words: object) -> Question:
    question = goals.ask(catalogue, **words)  # type: ignore[arg-type]
    assert isinstance(question, Question)
    return question


def test_bottlenecks_of_a_company() -> None:
    """Three people need Git, for which there is one course; two take SQL III, and the camp would do instead."""
    catalogue = small.company()
    index = build(catalogue)
    people = [
        asked(catalogue, to="senior", have={"sql": 2, "statistics": 1}),
        asked(catalogue, to="senior", have={"sql": 2, "statistics": 1}),
        asked(catalogue, to="senior", have={"sql": 3}),
    ]
    found = organisation.bottlenecks(footprints(index, people))
    git, sql = Load(course=small.GIT_DAY, people=3, only_way=3), Load(course=small.SQL_3, people=2, only_way=0)
    assert found == Bottlenecks(
        courses=(git, sql),
        competencies=(
            CompetencyLoad(competency=small.GIT, people=3, courses=(git,)),
            CompetencyLoad(competency=small.SQL, people=2, courses=(sql,)),
        ),
    )


def test_bottlenecks_are_counted_person_by_person() -> None:
    """What is counted over distinct problems is what one counts over people, each planned for alone."""
    for seed in range(15):
        catalogue, questions = world(seed)
        index = build(catalogue)
        found = organisation.bottlenecks(footprints(index, [*questions, questions[0]]))
        used: Counter[str] = Counter()
        raised: dict[str, set[int]] = defaultdict(set)
        for number, question in enumerate([*questions, questions[0]]):
            for step in recommend(index, question).steps:
                assert step.course is not None
                used[step.course] += 1
                for given in step.gives:
                    raised[given.competency].add(number)
        assert {load.course: load.people for load in found.courses} == used
        assert {load.competency: load.people for load in found.competencies} == {c: len(w) for c, w in raised.items()}
        for load in found.competencies:
            assert all(course.only_way <= course.people <= load.people for course in load.courses)


def test_open_goals_are_counted_with_their_causes() -> None:
    """Each goal by competency and level, with how many people each cause holds back."""
    catalogue = small.company()
    index = build(catalogue)
    people = [
        asked(catalogue, to="senior", goal={"charts": 2}),
        asked(catalogue, to="senior", goal={"charts": 2}, have={"sql": 3}),
        asked(catalogue, goal={"git": 1}, without=["git-day"]),
        asked(catalogue, goal={"git": 1}, done=["git-day"]),
    ]
    assert organisation.open_goals(footprints(index, people)) == (
        OpenGoal(competency=small.CHARTS, level=2, people=2, causes=(("no_course", 2),)),
        OpenGoal(competency=small.GIT, level=1, people=2, causes=(("already_done", 1), ("excluded", 1))),
    )


def with_course(index: Index, gain: Gain) -> Index:
    """The catalogue with the new course, made here; the others weigh what they did, with estimated hours too."""
    new, catalogue = gain.course, index.catalogue
    made = Course(
        id=CourseId("zz-new"),
        hours=gain.hours.hours,
        teaches=(Teaching(new.competency, new.from_level, new.to_level),),
    )
    extended = build(replace(catalogue, courses=(*catalogue.courses, made)))
    assert extended.courses[:-1] == index.courses
    return replace(extended, cost=np.append(index.cost, extended.cost[-1]))


def reached(path: LearningPath) -> set[tuple[str, int, int]]:
    return {(goal.competency, goal.level, goal.reached) for goal in path.uncloseable}


@pytest.mark.parametrize("start", range(0, 30, 10))
def test_what_a_new_course_brings_is_what_everybody_gains_who_is_planned_for_again(start: int) -> None:
    """Hours saved, goals closed and people helped are those of all people, also of those whom the report left out."""
    tried = 0
    for seed in range(start, start + 10):
        catalogue, questions = world(seed)
        index = build(catalogue)
        gaps = catalogue_gaps(index, footprints(index, questions), one_by_one())
        for gain in (*gaps.savers, *gaps.closers):
            tried += 1
            extended = with_course(index, gain)
            pairs = [(recommend(index, question), recommend(extended, question)) for question in questions]
            saved = [old.cost - new.cost if reached(old) == reached(new) else 0.0 for old, new in pairs]
            closed = [len(old.uncloseable) - len(new.uncloseable) for old, new in pairs]
            assert gain.saved == pytest.approx(sum(saved), abs=1e-6)
            assert gain.closed == sum(closed)
            assert gain.helped == sum(s > 1e-9 or c > 0 for s, c in zip(saved, closed, strict=True))
    assert tried > 5


def test_the_course_that_a_company_lacks() -> None:
    """Nobody teaches charts: a course for it closes the goal, with the hours of courses that lift as much."""
    catalogue = small.company()
    index = build(catalogue)
    people = [asked(catalogue, to="senior", goal={"charts": 2}, have={"sql": 3, "git": 1})] * 3
    gaps = catalogue_gaps(index, footprints(index, people), one_by_one())
    (gain,) = gaps.closers
    assert gain.course == NewCourse(competency=small.CHARTS, from_level=0, to_level=2)
    assert (gain.closed, gain.helped, gain.replanned, gain.estimate) == (3, 3, 3, 3.0)
    # No course lifts two levels; the median of hours a level over 7.5, 10, 12, 20 and 90 for three is 12.
    assert gain.hours == shortlist.Hours(24.0, 0)
    assert gaps.savers == ()


def test_the_course_that_would_save_most() -> None:
    """SQL III takes 20 hours, and a course of one level usually 11: whoever needs it would save nine."""
    catalogue = small.company()
    index = build(catalogue)
    people = [asked(catalogue, goal={"sql": 3}, have={"sql": 2, "statistics": 1})] * 2
    gaps = catalogue_gaps(index, footprints(index, people), one_by_one())
    (gain,) = gaps.savers
    assert gain.course == NewCourse(competency=small.QUERYING, from_level=2, to_level=3)
    assert gain.hours == shortlist.Hours(11.0, 4)
    assert (gain.saved, gain.helped, gain.closed) == (18.0, 2, 0)
    assert gain.estimate == pytest.approx(18.0)


def test_estimated_hours_stay_what_they_were() -> None:
    """“Numbers” has no hours and counts at the median of the others, which the new course must not move."""
    catalogue = small.company()
    index = build(catalogue)
    people = [asked(catalogue, goal={"sql": 3}, have={"sql": 2})]
    gaps = catalogue_gaps(index, footprints(index, people), one_by_one())
    assert [(gain.course.competency, gain.saved) for gain in gaps.savers] == [
        (small.QUERYING, 9.0),
        (small.STATISTICS, 1.0),
    ]


def test_people_without_a_proof_are_planned_for_again() -> None:
    """Where time ran out before there were duals, whoever raises the competency counts as concerned."""
    catalogue = small.company()
    index = build(catalogue)
    people = [
        asked(catalogue, goal={"sql": 3}, have={"sql": 2, "statistics": 1}),
        asked(catalogue, goal={"sql": 3, "git": 1}, have={"sql": 2, "statistics": 1}),
    ]
    one, other = footprints(index, people)
    (gain,) = catalogue_gaps(index, [one, replace(other, worth=())], one_by_one()).savers
    assert (gain.saved, gain.replanned) == (18.0, 2)


@pytest.mark.parametrize("goal", [{"charts": 3}, {"git": 1}])
def test_what_a_level_asks_for_counts_before_anything_teaches_it(goal: dict[str, int]) -> None:
    """Nobody teaches charts, and level two asks for statistics: a new course helps only who holds that, so that who
    does and who does not are never merged. So it is when a course asks for charts on the way to something else."""
    company = small.company()
    charts = replace(
        company.competency[small.CHARTS], requires=(LevelRequirement(2, (CompetencyAt(small.STATISTICS, 1),)),)
    )
    drawn = replace(company.course[small.GIT_DAY], requires=((CompetencyAt(small.CHARTS, 3),),))
    catalogue = replace(
        company,
        competencies=tuple(charts if c.id == small.CHARTS else c for c in company.competencies),
        courses=(drawn,),
    )
    index = build(catalogue)
    people = [asked(catalogue, goal=goal), asked(catalogue, goal=goal, have={"statistics": 1})]
    found = footprints(index, people)
    assert len(found) == 2
    (gain,) = [g for g in catalogue_gaps(index, found, one_by_one()).closers if g.course.competency == small.CHARTS]
    assert (gain.closed, gain.helped) == (1, 1)


def test_a_course_that_could_not_be_started_is_no_gain() -> None:
    """A level that asks for what nobody can learn binds a new course, too: what it asks for is proposed instead."""
    company = small.company()
    catalogue = replace(company, courses=tuple(c for c in company.courses if c.id not in (small.NUMBERS, small.CAMP)))
    index = build(catalogue)
    gaps = catalogue_gaps(
        index, footprints(index, [asked(catalogue, goal={"sql": 3}, have={"sql": 2})]), one_by_one()
    )
    assert [gain.course for gain in gaps.closers] == [
        NewCourse(competency=small.STATISTICS, from_level=0, to_level=1)
    ]


def test_a_problem_that_fails_the_second_time_counts_for_nothing() -> None:
    """A refusal while a course is tried out is no gain, and stops nothing."""
    catalogue = small.company()
    index = build(catalogue)
    found = footprints(index, [asked(catalogue, goal={"charts": 2})])

    def failing(index: Index, questions: Sequence[Question]) -> Iterator[Solved | Refusal]:
        return (Refusal(code="plan.failed", message="No.") for _ in questions)

    assert catalogue_gaps(index, found, failing) == CatalogueGaps(savers=(), closers=())


def test_people_under_a_limit_are_left_out() -> None:
    """What a limit lets through is weighed: more of it is not a goal closed."""
    catalogue = small.company()
    index = build(catalogue)
    people = [asked(catalogue, goal={"charts": 2}), asked(catalogue, goal={"charts": 2}, limits=Limits(hours=9.0))]
    (gain,) = catalogue_gaps(index, footprints(index, people), one_by_one()).closers
    assert (gain.replanned, gain.closed) == (1, 1)


def test_nobody_lacks_nothing() -> None:
    """No people, no report; people who have nothing to do neither."""
    index = build(small.company())
    assert organisation.bottlenecks([]) == Bottlenecks(courses=(), competencies=())
    assert catalogue_gaps(index, [], one_by_one()) == CatalogueGaps(savers=(), closers=())
    idle = footprints(index, [asked(index.catalogue, goal={"git": 1}, have={"git": 1})])
    assert [one.status for one in idle] == ["nothing_to_do"]
    assert organisation.bottlenecks(idle).courses == ()
    assert organisation.open_goals(idle) == ()


def test_the_levels_that_a_step_gives_are_named_as_curators_do() -> None:
    """A competency appears under the name that the course's own row has for it."""
    catalogue = small.company()
    found = footprints(build(catalogue), [asked(catalogue, goal={"sql": 2}, have={"sql": 1, "databases": 1})])
    assert found[0].gives == ((small.SQL_2, (CompetencyAt(small.QUERYING, 2),)),)
