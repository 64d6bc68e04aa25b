"""Kept plans against other editions: never "still the cheapest" where that is not so, judged by planning again."""

import random
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from learners.model import Attainment
from ontology.ids import CompetencyId, CourseId
from ontology.model import Catalogue, Competency, CompetencyAt, Course, CourseDone, Requirement, Teaching
from planning.goals import Question, ask
from planning.preferences import Preferences, Wish
from planning.recommend import Planned, plan
from planning.refresh import Verdict, keep, rest, still_optimal
from planning.revision import revision
from planning.solver.index import build
from planning.stored import StoredPlan, read, written
from tests.planning.revisions import follows
from tests.planning.small import (
    CAMP,
    CHARTS,
    GIT,
    GIT_DAY,
    NUMBERS,
    SENIOR,
    SQL,
    SQL_1,
    SQL_2,
    SQL_3,
    STATISTICS,
    company,
    english,
)
from tests.planning.worlds import career, cover, curriculum, knot, thicket, tiny

World = Callable[[int], tuple[Catalogue, Question]]


def holds(planned: Planned, courses: Iterable[CourseId]) -> bool:
    """Whether these courses can be followed, reach what the plan reaches, and cost no more than it does."""
    index, problem = planned.index, planned.problem
    if not all(course in index.position for course in courses):
        return False
    left = {index.position[course] for course in courses}
    cost, facts = sum(int(problem.cost[course]) for course in left), problem.true.copy()
    while ready := {c for c in left if all(any(facts[fact] for fact in group) for group in index.groups[c])}:
        left -= ready
        for course in ready:
            facts[list(index.adds[course])] = True
    return not left and all(facts[goal] for goal in problem.goals) and cost == planned.solution.cost


def names(stored: StoredPlan) -> list[CourseId]:
    return [course.course for course in stored.courses]


def judged(stored: StoredPlan, old: Catalogue, new: Catalogue, question: Question) -> tuple[Verdict, bool]:
    """The verdict, and whether the plan holds; a verdict that says more than is true fails."""
    index = build(new)
    again = plan(index, question)
    verdict = still_optimal(stored, revision(build(old), index, before=stored.edition, after="new"))
    truth = holds(again, names(stored))
    assert again.solution.proved
    assert truth or not verdict.optimal, "the plan is not the cheapest any more, and nothing was said"
    assert not verdict.optimal or verdict.cost == again.solution.cost
    return verdict, truth


@pytest.mark.parametrize(
    ("world", "seeds", "editions"),
    [
        *((tiny, range(batch * 60, batch * 60 + 60), 5) for batch in range(5)),
        *((knot, range(batch * 20, batch * 20 + 20), 4) for batch in range(4)),
        (thicket, range(10), 3),
    ],
)
def test_never_still_the_cheapest_when_it_is_not(world: World, seeds: range, editions: int) -> None:
    """Some 1,800 editions after small catalogues full of awkward things: no plan that lost is called the cheapest.

    Not every alarm may be false, either, nor may everything be one.
    """
    lost, spare, silent = 0, 0, 0
    for seed in seeds:
        catalogue, question = world(seed)
        stored = keep(plan(build(catalogue), question), edition="old")
        for number in range(editions):
            r = random.Random(f"{world.__name__} {seed} {number}")
            after = follows(catalogue, r, r.choice([0.03, 0.08, 0.2]), upheaval=0.1)
            verdict, truth = judged(stored, catalogue, after, question)
            lost += not truth
            spare += truth and not verdict.optimal
            silent += verdict.optimal
    assert lost
    assert spare <= lost
    assert silent


@pytest.mark.parametrize("seed", range(3))
def test_never_on_curricula_either(seed: int) -> None:
    """The same for long plans over 300 courses, where landmarks carry much of the bound."""
    catalogue = curriculum(300, seed=seed, competencies=60)
    for person in range(4):
        role_level, state = career(catalogue, 10 * seed + person)
        question = Question(needs=role_level.needs, state=state)
        stored = keep(plan(build(catalogue), question), edition="old")
        for number in range(5):
            r = random.Random(f"{seed} {person} {number}")
            judged(stored, catalogue, follows(catalogue, r, r.choice([0.005, 0.02])), question)


@pytest.mark.parametrize("batch", range(3))
def test_never_where_the_linear_bound_is_weak(batch: int) -> None:
    """The same where the bound of the duals is below the cost: no course is overlooked for giving what is worth
    nothing to them."""
    weak = 0
    for seed in range(batch * 12, batch * 12 + 12):
        r = random.Random(f"weak {seed}")
        catalogue = cover(r.randint(14, 24), r.randint(8, 12), seed)
        courses = tuple(
            replace(
                course,
                hours=float(r.randint(2, 5)),
                requires=((CourseDone(r.choice(catalogue.courses).id),),) if r.random() < 0.3 else (),
            )
            for course in catalogue.courses
        )
        catalogue = replace(catalogue, courses=courses)
        question = Question(needs=tuple(Requirement(c.id, 1) for c in catalogue.competencies))
        stored = keep(plan(build(catalogue), question), edition="old")
        weak += stored.certificate.bound < stored.cost - 1.0
        for _ in range(6):
            judged(stored, catalogue, follows(catalogue, r, 0.1), question)
    assert weak >= 3


@pytest.mark.parametrize("batch", range(2))
def test_never_where_more_than_hours_counts(batch: int) -> None:
    """The same with preferences and with courses in progress: costs are compared as this learner weighs them."""
    for seed in range(batch * 40, batch * 40 + 40):
        r = random.Random(f"weighed {seed}")
        catalogue, question = tiny(seed)
        courses = tuple(
            replace(course, cost=float(r.randint(0, 5)), modality=r.choice(["online", "on site", None]))
            for course in catalogue.courses
        )
        catalogue = replace(catalogue, courses=courses)
        question = replace(
            question,
            preferences=Preferences(money=r.choice([0.0, 0.5]), modality=Wish(values=("online",), weight=0.5)),
            state=replace(question.state, in_progress={c.id: 0.5 for c in courses if r.random() < 0.1 and c.hours}),
        )
        stored = keep(plan(build(catalogue), question), edition="old")
        for _ in range(3):
            judged(stored, catalogue, follows(catalogue, r, 0.1), question)


@pytest.mark.parametrize("world", [tiny, knot, thicket])
def test_the_rest_of_a_plan_is_the_best_rest(world: World) -> None:
    """Whatever first steps are done, what remains costs what a plan from there costs; hundreds of rests."""
    seen = 0
    for seed in range(80 if world is tiny else 25):
        catalogue, question = world(seed)
        index = build(catalogue)
        planned = plan(index, question)
        stored = keep(planned, edition="old")
        for many in range(1, len(stored.courses)):
            finished = names(stored)[:many]
            after = later(planned, many)
            again, left = plan(index, after), rest(stored, finished)
            seen += 1
            assert left.proved
            assert left.cost == left.bound == again.solution.cost, f"{world.__name__}({seed}) after {many}"
            assert holds(again, names(left)), f"{world.__name__}({seed}) after {many}"
            assert [goal for goal in left.goals if goal not in keep(again, edition="old").goals] == []
    assert seen >= 50


def later(planned: Planned, many: int) -> Question:
    """The question of somebody who finished so many steps of the path and holds what they gave."""
    question, index = planned.question, planned.index
    held = dict(question.state.held)
    done = set(question.state.done)
    for step in planned.path.steps[:many]:
        assert step.course is not None
        done.add(step.course)
        for lift in index.lifting.lifts(index.catalogue.course[step.course]):
            known = held.get(lift.fact)
            if known is None or known.level < lift.to_level:
                held[lift.fact] = Attainment(level=lift.to_level)
    return replace(question, state=replace(question.state, held=held, done=frozenset(done)))


@pytest.mark.parametrize("world", [tiny, knot])
def test_a_rest_is_still_checked_against_editions(world: World) -> None:
    """The certificate of the whole plan serves its rest: no rest that lost is called the cheapest."""
    for seed in range(40 if world is tiny else 20):
        catalogue, question = world(seed)
        planned = plan(build(catalogue), question)
        stored = keep(planned, edition="old")
        for many in range(1, len(stored.courses)):
            r = random.Random(f"rest {seed} {many}")
            left = rest(stored, names(stored)[:many])
            judged(left, catalogue, follows(catalogue, r, r.choice([0.05, 0.15])), later(planned, many))


def test_steps_out_of_turn_leave_a_rest_without_proof() -> None:
    """Who did a later step first may need less than the rest; it can be followed, and is not called the best."""
    stored = of_company()
    left = rest(stored, [SQL_3])
    assert (left.proved, left.bound, names(left)) == (False, 0, [GIT_DAY, NUMBERS, SQL_1, SQL_2])
    assert not rest(stored, [CAMP]).proved


@pytest.mark.parametrize("world", [tiny, knot, thicket])
def test_what_is_stored_reads_back_the_same(world: World) -> None:
    """JSON keeps all of it, in one form."""
    for seed in range(20):
        catalogue, question = world(seed)
        stored = keep(plan(build(catalogue), question), edition="old", number=seed)
        assert read(written(stored)) == stored
        assert written(read(written(stored))) == written(stored)


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"version": 0}', '{"version": 1}', "3"])
def test_what_is_no_stored_plan_is_said_to_be_none(text: str) -> None:
    """Anything else is a ValueError, also a plan of another version."""
    with pytest.raises(ValueError, match=r"."):
        read(text)


# One thing at a time, in the company.


def asked() -> Question:
    found = ask(company(), to=SENIOR, have={GIT: 0})
    assert isinstance(found, Question)
    return found


def of_company(catalogue: Catalogue | None = None) -> StoredPlan:
    return keep(plan(build(catalogue or company()), asked()), edition="old")


def now(edit: Callable[[Catalogue], Catalogue], before: Catalogue | None = None) -> Verdict:
    """The verdict on senior's plan after the edit."""
    old = before or company()
    return judged(of_company(old), old, edit(old), asked())[0]


def with_courses(*more: Course) -> Callable[[Catalogue], Catalogue]:
    """The catalogue with these courses, instead of those of the same ids."""

    def edit(catalogue: Catalogue) -> Catalogue:
        courses = {course.id: course for course in (*catalogue.courses, *more)}
        return replace(catalogue, courses=tuple(courses[name] for name in sorted(courses)))

    return edit


def changed(course: CourseId, **fields: object) -> Callable[[Catalogue], Catalogue]:
    return with_courses(replace(company().course[course], **fields))  # type: ignore[arg-type]


def without(course: CourseId) -> Callable[[Catalogue], Catalogue]:
    return lambda catalogue: replace(catalogue, courses=tuple(one for one in catalogue.courses if one.id != course))


def new(name: str, hours: float, *teaches: Teaching) -> Course:
    return Course(id=CourseId(name), labels=english(name), hours=hours, teaches=teaches)


YES: dict[str, Callable[[Catalogue], Catalogue]] = {
    "nothing changed": lambda catalogue: catalogue,
    "another course is gone": without(CAMP),
    "another course is dearer": changed(CAMP, hours=95.0),
    "another course asks for more": changed(CAMP, requires=((CourseDone(NUMBERS),),)),
    "another course is cheaper, and still too dear": changed(CAMP, hours=60.0),
    "a new course that is too dear": with_courses(new("git-week", 8.0, Teaching(GIT, 0, 1))),
    "a new course for something else": with_courses(new("drawing", 1.0, Teaching(CHARTS, 0, 1))),
    "a course of the plan is cheaper": changed(SQL_2, hours=3.0),
    "a course of the plan is dearer, and there is no other way": changed(GIT_DAY, hours=70.0),
}


@pytest.mark.parametrize("case", YES)
def test_no_alarm(case: str) -> None:
    """What cannot make another plan cheaper is let pass."""
    assert now(YES[case]).optimal


NO: dict[str, tuple[Callable[[Catalogue], Catalogue], str, CourseId | None]] = {
    "a course of the plan is gone": (without(SQL_2), "course_gone", SQL_2),
    "a course of the plan is retired": (changed(SQL_2, retired=True), "course_gone", SQL_2),
    "a course of the plan gives less": (changed(SQL_2, teaches=()), "course_changed", SQL_2),
    "a course of the plan asks for more": (
        changed(SQL_1, requires=((CourseDone(CAMP),),)),
        "course_changed",
        SQL_1,
    ),
    "a course of the plan is much dearer": (changed(SQL_3, hours=80.0), "course_dearer", SQL_3),
    "another course is cheap": (changed(CAMP, hours=30.0), "course_pays", CAMP),
    "a new course is cheap": (
        with_courses(new("git-hour", 1.0, Teaching(GIT, 0, 1))),
        "course_pays",
        CourseId("git-hour"),
    ),
}


@pytest.mark.parametrize("case", NO)
def test_alarm(case: str) -> None:
    """What may make the plan worse than another is told, with the course."""
    edit, doubt, course = NO[case]
    found = now(edit)
    assert (found.optimal, found.doubt, found.course, found.cost) == (False, doubt, course, None)


def test_what_comes_into_reach_is_told() -> None:
    """A goal that could not be reached, and can be now, makes the plan old."""
    old = without(NUMBERS)(without(CAMP)(company()))
    found = now(with_courses(new("statistics", 5.0, Teaching(STATISTICS, 0, 1))), old)
    assert found.doubt == "within_reach"


def test_what_comes_into_reach_of_one_learner_only_is_told() -> None:
    """A course that stands in for one that this learner left out brings into reach what nobody else missed."""
    question = replace(asked(), without=frozenset({NUMBERS}))
    stored = keep(plan(build(company()), question), edition="old")
    after = with_courses(new("statistics", 500.0, Teaching(STATISTICS, 0, 1)))(company())
    verdict, truth = judged(stored, company(), after, question)
    assert (verdict.doubt, truth) == ("within_reach", False)


def test_another_role_or_edition_is_not_judged() -> None:
    """Needs that changed, another edition than the plan's, and plans that were never proved: nothing is claimed."""
    catalogue = company()
    senior = next(level for level in catalogue.role_levels if level.id == SENIOR)
    others = tuple(level for level in catalogue.role_levels if level.id != SENIOR)
    needing = replace(senior, needs=(Requirement(SQL, 2),))
    other = replace(catalogue, role_levels=tuple(sorted((*others, needing), key=lambda level: level.id)))
    index = build(catalogue)
    assert (
        still_optimal(of_company(), revision(index, build(other), before="old", after="new")).doubt == "needs_changed"
    )
    assert still_optimal(of_company(), revision(index, index, before="third", after="new")).doubt == "other_edition"
    hurried = keep(plan(index, asked(), remaining=lambda: 0.0), edition="old")
    assert still_optimal(hurried, revision(index, index, before="old", after="new")).doubt == "not_proved"


def test_competencies_that_come_to_count_as_others_are_not_judged() -> None:
    """Where statistics counts as charts from now on, names of facts do not carry over."""
    catalogue = company()
    competencies = tuple(
        replace(one, retired=True, replaced_by=CHARTS) if one.id == STATISTICS else one
        for one in catalogue.competencies
    )
    verdict, _ = judged(of_company(), catalogue, replace(catalogue, competencies=competencies), asked())
    assert verdict.doubt == "competencies_moved"


def test_equal_questions_have_equal_digests() -> None:
    """The digests of question and state say whether two kept plans answer the same."""
    index = build(company())
    one, other = of_company(), keep(plan(index, asked()), edition="old")
    assert (one.question, one.state) == (other.question, other.state)
    held = keep(plan(index, replace(asked(), state=later(plan(index, asked()), 1).state)), edition="old")
    assert one.question == held.question
    assert one.state != held.state
    smaller = keep(plan(index, replace(asked(), needs=(Requirement(GIT, 1),))), edition="old")
    assert one.question != smaller.question
    assert one.state == smaller.state


@pytest.mark.parametrize(("hours", "optimal"), [(0.5, False), (0.75, True), (0.9, True)])
def test_a_course_on_the_way_to_another_is_weighed_with_it(hours: float, optimal: bool) -> None:
    """Of three pairs two are needed, four hours where the bound says three; a course of all three for 3.25 hours asks
    for one more, which nothing made worth anything. For half an hour it pays, for more it does not."""
    a, b, c, first = (CompetencyId(name) for name in ("a", "b", "c", "first"))

    def giving(name: str, long: float, *taught: CompetencyId, after: tuple[CompetencyId, ...] = ()) -> Course:
        course = new(name, long, *(Teaching(one, 0, 1) for one in taught))
        return replace(course, requires=tuple((CompetencyAt(one, 1),) for one in after))

    catalogue = Catalogue(
        base="https://example.org/",
        competencies=tuple(Competency(id=one) for one in (a, b, c, first)),
        courses=(
            giving("ab", 2.0, a, b),
            giving("abc", 3.25, a, b, c, after=(first,)),
            giving("ac", 2.0, a, c),
            giving("bc", 2.0, b, c),
            giving("first-long", 5.0, first),
        ),
    )
    question = Question(needs=tuple(Requirement(one, 1) for one in (a, b, c)))
    stored = keep(plan(build(catalogue), question), edition="old")
    assert (stored.cost, stored.certificate.bound) == (4 * 3_600_000, pytest.approx(3 * 3_600_000))
    after = replace(catalogue, courses=(*catalogue.courses, giving("first-short", hours, first)))
    assert judged(stored, catalogue, after, question)[0].optimal == optimal


def test_a_landmark_that_falls_costs_the_bound_what_rested_on_it() -> None:
    """Both ways to the goal lead through a course of five hours, and the bound knows. A new course of four gives the
    end of one way without it: that pays, though its gift seemed worth an hour."""
    goal, base, left, right = (CompetencyId(name) for name in ("goal", "base", "left", "right"))

    def giving(name: str, long: float, taught: CompetencyId, *after: CompetencyId) -> Course:
        course = new(name, long, Teaching(taught, 0, 1))
        return replace(course, requires=tuple((CompetencyAt(one, 1),) for one in after))

    catalogue = Catalogue(
        base="https://example.org/",
        competencies=tuple(Competency(id=one) for one in (base, goal, left, right)),
        courses=(
            giving("a", 5.0, base),
            giving("b-left", 1.0, left, base),
            giving("b-right", 1.0, right, base),
            giving("c-left", 1.0, goal, left),
            giving("c-right", 1.0, goal, right),
        ),
    )
    question = Question(needs=(Requirement(goal, 1),))
    stored = keep(plan(build(catalogue), question), edition="old")
    assert stored.certificate.bound == pytest.approx(7 * 3_600_000)
    after = replace(catalogue, courses=(*catalogue.courses, giving("d", 4.0, left)))
    found, holds_still = judged(stored, catalogue, after, question)
    assert (found.optimal, found.doubt, holds_still) == (False, "landmark_fell", False)
