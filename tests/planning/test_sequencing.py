"""The order of a path: the least that each step waits for, heavy goals early, ids that stay."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from learners.model import SkillState
from ontology.ids import CompetencyId, CourseId
from ontology.model import Catalogue, Competency, CompetencyAt, Course, CourseDone, Requirement, Teaching
from planning.goals import Question
from planning.model import LearningPath, Step
from planning.recommend import Planned, plan, recommend
from planning.sequencing import arrange, next_steps
from planning.solver.index import build
from tests.planning.oracle import Meaning, Ranks
from tests.planning.worlds import knot, thicket, tiny


def worlds(tinies: int, knots: int, thickets: int) -> Iterator[tuple[str, Catalogue, Question]]:
    for kind, many in ((tiny, tinies), (knot, knots), (thicket, thickets)):
        for seed in range(many):
            yield f"{kind.__name__}({seed})", *kind(seed)


def behind(path: LearningPath) -> dict[str, set[str]]:
    """For each step all that comes before it."""
    before: dict[str, set[str]] = {}
    for step in path.steps:
        before[step.id] = set(step.after).union(*(before[other] for other in step.after))
    return before


def after(meaning: Meaning, question: Question, steps: list[Step]) -> tuple[Ranks, set[CourseId]]:
    """What holds after these steps."""
    ranks, done = meaning.held(question), set(question.state.done)
    for step in steps:
        assert step.course is not None
        meaning.finish(meaning.catalogue.course[step.course], ranks, done)
    return ranks, done


def test_a_step_names_the_least_that_it_waits_for() -> None:
    """What comes before a step makes it possible, and would not without any one of those that it names."""
    named = 0
    for name, catalogue, question in worlds(150, 60, 40):
        path, meaning = recommend(build(catalogue), question), Meaning(catalogue)
        before = behind(path)
        for step in path.steps:
            assert step.course is not None

            def possible(ids: set[str], course: Course = catalogue.course[step.course]) -> bool:
                earlier = [other for other in path.steps if other.id in ids]  # noqa: B023
                return meaning.can_start(course, *after(meaning, question, earlier))  # noqa: B023

            assert possible(before[step.id]), f"{name}: {step.course}"
            for spare in step.after:
                named += 1
                rest = [other for other in step.after if other != spare]
                assert not possible(set(rest).union(*(before[other] for other in rest))), f"{name}: {step.course}"
    assert named > 500


def test_any_order_that_keeps_to_the_partial_one_can_be_followed() -> None:
    """The last step that may come first, again and again: every step can start when its turn comes, to the end."""
    for name, catalogue, question in worlds(100, 60, 40):
        path, meaning = recommend(build(catalogue), question), Meaning(catalogue)
        ranks, done = meaning.held(question), set(question.state.done)
        left, followed = list(path.steps), set[str]()
        while left:
            step = [other for other in left if followed.issuperset(other.after)][-1]
            assert step.course is not None
            course = catalogue.course[step.course]
            assert meaning.can_start(course, ranks, done), f"{name}: {step.course}"
            meaning.finish(course, ranks, done)
            followed.add(step.id)
            left.remove(step)


def test_what_a_step_uses_comes_from_before_it() -> None:
    """Whatever meets an entry group is held from the start, or given by a course that must come before."""
    for name, catalogue, question in worlds(100, 60, 40):
        path, meaning = recommend(build(catalogue), question), Meaning(catalogue)
        before = behind(path)
        for step in path.steps:
            earlier = [other for other in path.steps if other.id in before[step.id]]
            ranks, done = after(meaning, question, earlier)
            assert all(meaning.holds(ranks, done, use) for use in step.uses), f"{name}: {step.course}"


def some(*hours: float, requires: dict[int, int] | None = None) -> Catalogue:
    """Competencies k0, k1 … with a course of so many hours each, c0, c1 …; `requires` says which waits for which."""
    names = [CompetencyId(f"k{number}") for number in range(len(hours))]
    return Catalogue(
        base="https://example.org/",
        competencies=tuple(Competency(id=name) for name in names),
        courses=tuple(
            Course(
                id=CourseId(f"c{number}"),
                hours=each,
                teaches=(Teaching(names[number], 0, 1),),
                requires=((CompetencyAt(names[other], 1),),)
                if (other := (requires or {}).get(number)) is not None
                else (),
            )
            for number, each in enumerate(hours)
        ),
    )


def needs(*weights: float, optional: frozenset[int] = frozenset()) -> tuple[Requirement, ...]:
    """Each competency with its weight; those of weight 0 are not asked for."""
    return tuple(
        Requirement(CompetencyId(f"k{number}"), 1, number not in optional, weight)
        for number, weight in enumerate(weights)
        if weight
    )


def courses(found: LearningPath) -> list[str]:
    return [step.course or "" for step in found.steps]


@pytest.mark.parametrize(
    ("catalogue", "asked", "expected"),
    [
        (some(3, 1, 2), needs(1, 1, 1), ["c1", "c2", "c0"]),
        (some(3, 1, 2), needs(9, 1, 1), ["c0", "c1", "c2"]),
        (some(3, 1, 2), needs(1, 1, 1, optional=frozenset({1})), ["c2", "c0", "c1"]),
        (some(9, 1, 5, requires={1: 0}), needs(0, 1, 1), ["c2", "c0", "c1"]),
        (some(9, 1, 5, requires={1: 0}), needs(0, 4, 1), ["c0", "c1", "c2"]),
        (some(2, 2, 2), needs(1, 1, 1), ["c0", "c1", "c2"]),
        (some(9, 1, 5, requires={1: 0}), needs(0, 1, 1, optional=frozenset({2})), ["c0", "c1", "c2"]),
    ],
    ids=["short", "heavy", "optional last", "long way", "worth it", "ids", "helpers of essential ones first"],
)
def test_heavy_and_short_goals_come_early(
    catalogue: Catalogue, asked: tuple[Requirement, ...], expected: list[str]
) -> None:
    """Weight per hour decides, the way to a goal included; optional goals come after essential ones."""
    question = Question(needs=asked, include_optional=True)
    assert courses(recommend(build(catalogue), question)) == expected


def test_what_can_start_now_waits_for_nothing() -> None:
    """The next steps are those without anything before them, in the path's order; none where there is no step."""
    found = recommend(build(some(9, 1, 5, requires={1: 0})), Question(needs=needs(0, 1, 1)))
    assert [step.course for step in found.steps if step.id in next_steps(found)] == ["c2", "c0"]
    assert next_steps(recommend(build(some()), Question(needs=()))) == ()


def test_a_step_keeps_its_id() -> None:
    """Whatever is held, done or left out, the same course for the same goal has its id, and no other course has."""
    for name, catalogue, question in worlds(20, 6, 3):
        index = build(catalogue)
        path = recommend(index, question)
        ids = {step.course: step.id for step in path.steps}
        assert len(set(ids.values())) == len(ids)
        for step in path.steps:
            assert step.course is not None
            for other in (
                replace(question, without=question.without | {step.course}),
                replace(question, state=replace(question.state, done=question.state.done | {step.course})),
                replace(question, state=SkillState()),
            ):
                again = {step.course: step.id for step in recommend(index, other).steps}
                assert all(ids.get(course, own) == own for course, own in again.items()), name


def test_other_goals_have_other_ids() -> None:
    """The same course for another goal is another step."""
    index = build(some(1, 1))
    one, other = (
        recommend(index, Question(needs=needs(1, weight), asked=((CompetencyId("k0"), 1),) * weight))
        for weight in (0, 1)
    )
    assert one.steps[0].course == other.steps[0].course
    assert one.steps[0].id != other.steps[0].id


def test_courses_that_wait_for_each_other_are_refused() -> None:
    """A set without an order is the caller's mistake, and named as such."""
    a, b = CompetencyId("a"), CompetencyId("b")
    catalogue = Catalogue(
        base="https://example.org/",
        competencies=(Competency(id=a), Competency(id=b)),
        courses=(
            Course(id=CourseId("c0"), teaches=(Teaching(a, 0, 1),), requires=((CourseDone(CourseId("c1")),),)),
            Course(id=CourseId("c1"), teaches=(Teaching(b, 0, 1),), requires=((CourseDone(CourseId("c0")),),)),
        ),
    )
    planned: Planned = plan(build(catalogue), Question(needs=()))
    with pytest.raises(ValueError, match="cannot all be followed"):
        arrange(planned.problem, (0, 1), ())
