"""What became of a path: every step accounted for, with the reason that a reader would find."""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from learners.model import Attainment, SkillState
from ontology.ids import AssessmentId, CompetencyId, CourseId
from ontology.model import Assessing, Assessment, Catalogue, CompetencyAt, Course, Requirement
from planning.goals import Question, ask
from planning.model import LearningPath, Limited, Step, Uncloseable
from planning.path_changes import PathChanges, StepChange, between
from planning.preferences import Limits, Preferences
from planning.recommend import recommend
from planning.solver.index import build
from tests.planning.oracle import Meaning
from tests.planning.small import (
    CAMP,
    GIT,
    GIT_DAY,
    NUMBERS,
    SENIOR,
    SQL,
    SQL_1,
    SQL_2,
    SQL_3,
    company,
    english,
)
from tests.planning.worlds import knot, thicket, tiny

Change = Callable[[Catalogue, Question], tuple[Catalogue, Question]]


def asked() -> Question:
    found = ask(company(), to=SENIOR)
    assert isinstance(found, Question)
    return found


def compared(change: Change, before: Change | None = None) -> PathChanges:
    """The path to senior in the company, after `before`, and again after `change`."""
    old_catalogue, old_question = (before or (lambda c, q: (c, q)))(company(), asked())
    catalogue, question = change(company(), asked())
    return between(
        recommend(build(old_catalogue), old_question),
        recommend(build(catalogue), question),
        question=question,
        catalogue=catalogue,
        old_question=old_question,
        old_catalogue=old_catalogue,
    )


def of(changes: PathChanges, course: CourseId) -> StepChange:
    return next(step for step in changes.steps if step.course == course)


def courses(edit: Callable[[Course], Course | None]) -> Change:
    """The catalogue with each course edited, or left away."""

    def change(catalogue: Catalogue, question: Question) -> tuple[Catalogue, Question]:
        kept = tuple(new for course in catalogue.courses if (new := edit(course)) is not None)
        return replace(catalogue, courses=kept), question

    return change


def only(course: CourseId, **fields: object) -> Change:
    """The catalogue with some fields of one course changed."""
    return courses(lambda c: replace(c, **fields) if c.id == course else c)  # type: ignore[arg-type]


def holding(**held: int) -> Change:
    """The question of somebody who holds these ranks."""
    state = SkillState(held={CompetencyId(name): Attainment(level=rank) for name, rank in held.items()})
    return lambda catalogue, question: (catalogue, replace(question, state=state))


def having_done(*done: CourseId, **held: int) -> Change:
    state = SkillState(held={CompetencyId(n): Attainment(level=r) for n, r in held.items()}, done=frozenset(done))
    return lambda catalogue, question: (catalogue, replace(question, state=state))


def without(*left_out: CourseId) -> Change:
    return lambda catalogue, question: (catalogue, replace(question, without=frozenset(left_out)))


def needing(*needs: Requirement) -> Change:
    return lambda catalogue, question: (catalogue, replace(question, needs=needs))


def same(catalogue: Catalogue, question: Question) -> tuple[Catalogue, Question]:
    return catalogue, question


def test_nothing_changed() -> None:
    """The same path twice: every step stays."""
    found = compared(same)
    assert [step.became for step in found.steps] == ["kept"] * 5
    assert of(found, SQL_1).sentence == "“SQL I” stays."
    assert found.sentence == "Steps that stay: 5, replaced: 0, dropped: 0, added: 0; 61.5 h instead of 61.5 h."


CASES: dict[str, tuple[Change, Change, CourseId, str, str]] = {
    "done": (same, having_done(GIT_DAY, git=1), GIT_DAY, "done", "“Git in a day” is done."),
    "gone": (
        same,
        courses(lambda c: None if c.id == SQL_3 else c),
        SQL_3,
        "gone",
        "“SQL III” is not in this edition. In its place: “SQL camp”.",
    ),
    "retired": (
        same,
        only(SQL_3, retired=True),
        SQL_3,
        "retired",
        "“SQL III” is retired. In its place: “SQL camp”.",
    ),
    "left out": (
        same,
        without(SQL_3),
        SQL_3,
        "left_out",
        "“SQL III” is left out of this question. In its place: “SQL camp”.",
    ),
    "held": (
        same,
        holding(git=1),
        GIT_DAY,
        "held",
        "“Git in a day” is not needed any more: you hold Git.",
    ),
    "out of reach": (
        same,
        courses(lambda c: None if c.id == NUMBERS else c),
        SQL_3,
        "out_of_reach",
        "“SQL III” leads nowhere any more: SQL at Rank 3 (3) cannot be reached.",
    ),
    "not asked": (
        same,
        needing(Requirement(SQL, 3)),
        GIT_DAY,
        "not_asked",
        "“Git in a day” is not needed any more: Git is not asked for now.",
    ),
    "changed": (
        same,
        only(SQL_3, requires=((CompetencyAt(GIT, 1),),), hours=100.0),
        SQL_3,
        "changed",
        "“SQL III” gives or asks for something else now. In its place: “SQL camp”.",
    ),
    "dearer": (
        same,
        only(SQL_3, hours=90.0),
        SQL_3,
        "dearer",
        "“SQL III” is dearer now. In its place: “SQL camp”.",
    ),
    "cheaper way": (
        same,
        only(CAMP, hours=5.0),
        SQL_3,
        "cheaper_way",
        "“SQL III” is not on the cheapest way any more. In its place: “SQL camp”.",
    ),
    "not needed": (
        same,
        needing(Requirement(GIT, 1), Requirement(SQL, 2)),
        NUMBERS,
        "not_needed",
        "Nothing asks for “Numbers” any more.",
    ),
    "new": (
        courses(lambda c: None if c.id == GIT_DAY else c),
        same,
        GIT_DAY,
        "new",
        "“Git in a day” was not in the edition before.",
    ),
    "in use again": (
        only(SQL_3, retired=True),
        same,
        SQL_3,
        "in_use_again",
        "“SQL III” is in use again. It takes the place of “SQL camp”.",
    ),
    "left in": (without(GIT_DAY), same, GIT_DAY, "left_in", "“Git in a day” is not left out any more."),
    "not done": (
        having_done(GIT_DAY, git=1),
        same,
        GIT_DAY,
        "not_done",
        "“Git in a day” does not count as done any more.",
    ),
    "not held": (
        holding(git=1),
        same,
        GIT_DAY,
        "not_held",
        "“Git in a day” is for Git, which does not count as held any more.",
    ),
    "asked": (
        needing(Requirement(SQL, 3)),
        same,
        GIT_DAY,
        "asked",
        "“Git in a day” is for Git, which was not asked for before.",
    ),
    "within reach": (
        courses(lambda c: None if c.id == NUMBERS else c),
        same,
        SQL_3,
        "within_reach",
        "“SQL III” is for SQL at Rank 3 (3), which could not be reached before.",
    ),
    "cheaper": (
        only(SQL_3, hours=200.0),
        same,
        SQL_3,
        "cheaper",
        "“SQL III” is cheaper now. It takes the place of “SQL camp”.",
    ),
    "instead": (
        only(CAMP, hours=5.0),
        same,
        SQL_3,
        "instead",
        "“SQL III” is on the cheapest way now. It takes the place of “SQL camp”.",
    ),
    "needed": (
        needing(Requirement(SQL, 2)),
        needing(Requirement(SQL, 3)),
        NUMBERS,
        "needed",
        "“Numbers” is needed for the new way.",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_reason_is_what_a_reader_would_find(case: str) -> None:
    """Done, gone, retired, dearer, no longer asked for …: each has its own code and sentence."""
    before, after, course, why, sentence = CASES[case]
    change = of(compared(after, before), course)
    assert (change.why, change.sentence) == (why, sentence)


def test_a_replaced_step_names_all_that_stands_in_for_it() -> None:
    """A course that gave three ranks at once is replaced by the three that climb them, and they say so."""
    found = compared(same, only(CAMP, hours=5.0))
    camp, names = of(found, CAMP), {step.after: step.course for step in found.steps}
    assert [names[step] for step in camp.by] == [SQL_1, SQL_2, SQL_3]
    assert [of(found, course).instead_of for course in (SQL_1, SQL_2, SQL_3)] == [(camp.before,)] * 3
    assert [step.became for step in found.steps] == ["kept", "kept", "added", "added", "added", "replaced"]


def test_a_step_that_stays_says_how_much_longer_it_takes() -> None:
    """The same course at other hours is kept, with the difference."""
    change = of(compared(only(SQL_1, hours=12.5)), SQL_1)
    assert (change.became, change.longer) == ("kept", 2.5)
    assert change.sentence == "“SQL I” stays, and takes 12.5 h instead of 10 h."


def test_what_does_not_fit_into_the_limits_is_dropped_for_that() -> None:
    """Where a limit leaves no room, that is the reason, and not that the goal were out of reach."""
    catalogue, question = company(), asked()
    index = build(catalogue)
    old, new = recommend(index, question), recommend(index, replace(question, needs=(Requirement(GIT, 1),)))
    left = Uncloseable(competency=SQL, level=3, reached=0, cause="limit", detail="It takes more than 10 hours.")
    limited = Limited(closed=0.25, closed_bound=0.25, binding=("hours",), lifts=())
    new = replace(new, status="partial", uncloseable=(left,), limited=limited)
    found = between(old, new, question=replace(question, limits=Limits(hours=10.0)), catalogue=catalogue)
    assert of(found, SQL_3).why == "limit"
    assert of(found, SQL_3).sentence == "“SQL III” does not fit into the limits."
    assert of(found, GIT_DAY).became == "kept"


def test_money_counts_where_it_is_weighed() -> None:
    """A higher price makes a course dearer for those who weigh money; to others it is no reason."""

    def weighing(money: float) -> Change:
        question = replace(asked(), preferences=Preferences(money=money))
        return lambda catalogue, _: (only(SQL_3, cost=900.0)(catalogue, question)[0], question)

    def cheap(catalogue: Catalogue, question: Question) -> tuple[Catalogue, Question]:
        return only(SQL_3, cost=1.0)(catalogue, replace(question, preferences=Preferences(money=1.0)))

    assert of(compared(weighing(1.0), cheap), SQL_3).why == "dearer"
    assert of(compared(weighing(0.0), cheap), SQL_3).became == "kept"


def test_assessments_are_steps_like_others() -> None:
    """An assessment that was taken is dropped, since what it settles is held now."""
    test = Assessment(id=AssessmentId("git-test"), labels=english("Git check"), assesses=(Assessing(GIT, 1),))
    catalogue = replace(company(), assessments=(test,))
    path = recommend(build(catalogue), asked())
    sitting = Step(
        id="step-of-the-test",
        course=None,
        assessment=test.id,
        hours=0.5,
        hours_estimated=False,
        after=(),
        gives=path.steps[0].gives,
        uses=(),
        because=("It may spare a course.",),
    )
    assert path.steps[0].course == GIT_DAY
    question = holding(git=1)(catalogue, asked())[1]
    found = between(
        replace(path, steps=(sitting, *path.steps)),
        recommend(build(catalogue), question),
        question=question,
        catalogue=catalogue,
        old_question=asked(),
    )
    change = next(step for step in found.steps if step.assessment == test.id)
    assert (change.became, change.why) == ("dropped", "held")
    assert change.sentence == "“Git check” is not needed any more: you hold Git."


def revised(catalogue: Catalogue, question: Question, r: random.Random) -> tuple[Catalogue, Question]:
    """Courses that are gone, retired, dearer or teach more, and somebody who learned, did or is asked something."""
    kept: list[Course] = []
    for course in catalogue.courses:
        fate = r.random()
        if fate < 0.1:
            continue
        if fate < 0.3:
            course = replace(course, hours=float(r.randint(0, 9)), retired=fate < 0.15)
        elif fate < 0.4:
            course = replace(course, requires=course.requires[:-1])
        kept.append(course)
    names = sorted(competency.id for competency in catalogue.competencies)
    held = dict(question.state.held)
    if r.random() < 0.5:
        held[r.choice(names)] = Attainment(level=r.randint(0, 2))
    done = {c.id for c in catalogue.courses if r.random() < 0.05}
    needs = question.needs if r.random() < 0.6 else question.needs[: r.randint(0, len(question.needs))]
    state = replace(question.state, held=held, done=question.state.done | done)
    return replace(catalogue, courses=tuple(kept)), replace(question, state=state, needs=needs)


@pytest.mark.parametrize("world", [tiny, knot, thicket])
def test_every_step_is_accounted_for(world: Callable[[int], tuple[Catalogue, Question]]) -> None:
    """Each step of either path occurs once; what replaces a step gives what it gave; and both directions work."""
    seen: set[str] = set()
    for seed in range(60 if world is tiny else 25):
        catalogue, question = world(seed)
        other, later = revised(catalogue, question, random.Random(seed))
        moments = [(catalogue, question), (other, later)]
        paths = [recommend(build(c), q) for c, q in moments]
        for then, now in ((0, 1), (1, 0)):
            old, new = paths[then], paths[now]
            found = between(
                old,
                new,
                catalogue=moments[now][0],
                question=moments[now][1],
                old_catalogue=moments[then][0],
                old_question=moments[then][1],
            )
            judge(old, new, found, Meaning(moments[now][0]).one)
            seen |= {step.became for step in found.steps}
    assert seen == {"kept", "dropped", "replaced", "added"}


def judge(old: LearningPath, new: LearningPath, found: PathChanges, one: dict[CompetencyId, str]) -> None:
    before, after = {step.id: step for step in old.steps}, {step.id: step for step in new.steps}
    assert [step.after for step in found.steps if step.after] == list(after)
    assert sorted(step.before for step in found.steps if step.before) == sorted(before)
    for step in found.steps:
        assert (step.before is not None, step.after is not None) == {
            "kept": (True, True),
            "added": (False, True),
        }.get(step.became, (True, False))
        assert (step.why is None) == (step.became == "kept")
        assert step.sentence.endswith(".")
        assert (step.became == "replaced") == bool(step.by)
        assert step.became == "added" or step.instead_of == ()
        for taker in step.by:
            assert {one[g.competency] for g in after[taker].gives} & {
                one[g.competency] for g in before[step.before or ""].gives if g.competency in one
            }
    assert (found.hours_before, found.hours_after) == (old.hours, new.hours)
