"""What needs account for, what no path avoids, and what the catalogue lacks: against every set of courses."""

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from ontology import reading, sample
from ontology.ids import CompetencyId, CourseId, RoleLevelId
from ontology.model import Catalogue, CompetencyAt, Course, CourseDone, Requirement, Teaching
from planning.explaining import messages
from planning.explaining.model import NewCourse, Readmission, Repair, Waiver
from planning.explaining.passes import passes
from planning.explaining.prices import prices
from planning.explaining.repairs import MOST, repairs
from planning.goals import Question, ask
from planning.recommend import Planned, plan
from planning.solver.index import MILLISECONDS, build
from tests.planning.every_plan import followed
from tests.planning.oracle import Meaning, Ranks, best
from tests.planning.small import CAMP, CHARTS, NUMBERS, SENIOR, SQL, SQL_1, STATISTICS, company
from tests.planning.worlds import career, curriculum, knot, thicket, tiny, weighed

NEW = CourseId("zz-new")


def planned(catalogue: Catalogue, question: Question) -> Planned:
    return plan(build(catalogue), question)


@pytest.fixture(scope="module")
def senior() -> Planned:
    """From data engineer to senior data engineer in the sample world, as in the README."""
    world = reading.read(sample.paths()).catalogue
    question = ask(world, source=RoleLevelId("data-engineer"), to=RoleLevelId("senior-data-engineer"))
    assert isinstance(question, Question)
    return planned(world, question)


# What every path passes through.


def capped(meaning: Meaning, question: Question, one: str, top: int) -> Ranks:
    """The ranks after every course that can be followed when no course lifts the class above `top`."""
    ranks, done = meaning.held(question), set(question.state.done)
    waiting = list(meaning.plannable(question))
    while startable := [course for course in waiting if meaning.can_start(course, ranks, done)]:
        for course in startable:
            waiting.remove(course)
            meaning.finish(course, ranks, done)
            ranks[one] = min(ranks.get(one, 0), top)
    return ranks


@pytest.mark.parametrize("batch", range(6))
def test_what_every_path_passes_is_what_all_sets_share(batch: int) -> None:
    """Courses are named exactly when every set of courses that reaches a goal has them."""
    courses = 0
    for seed in range(batch * 60, batch * 60 + 60):
        catalogue, question = tiny(seed)
        meaning = Meaning(catalogue)
        start, attainable = meaning.held(question), meaning.attainable(question)
        goals = {goal: level for goal, level in attainable.items() if level > start.get(goal, 0)}
        ways = list(followed(catalogue, question))
        shared: dict[str, set[str]] = {}
        for goal, level in goals.items():
            reaching = [way for way in ways if way.ranks.get(goal, 0) >= level]
            for course in set[str].intersection(*({*way.courses} for way in reaching)):
                shared.setdefault(course, set()).add(goal)
        found = [p for p in passes(planned(catalogue, question)) if isinstance(p.what, CourseDone)]
        assert {p.what.course: {meaning.one[g.competency] for g in p.goals} for p in found} == shared, f"tiny({seed})"
        courses += len(shared)
    assert courses > 20


def test_levels_that_every_path_passes_are_those_without_which_a_goal_is_lost() -> None:
    """Of each competency the highest level is named that nothing may give without a goal being lost."""
    levels = 0
    for seed in range(24):
        catalogue = curriculum(80, seed=seed, competencies=30)
        role_level, state = career(catalogue, seed)
        question = Question(needs=role_level.needs[:5], state=state)
        meaning = Meaning(catalogue)
        start, attainable = meaning.held(question), meaning.attainable(question)
        needed: dict[tuple[str, int], set[str]] = {}
        for one in sorted(set(meaning.one.values())):
            for top in range(max(start.get(one, 0), attainable.get(one, 0)), catalogue.ranks(CompetencyId(one))):
                left = capped(meaning, question, one, top)
                lost = {goal for goal, level in attainable.items() if left.get(goal, 0) < level}
                if lost:
                    needed = {key: of for key, of in needed.items() if key[0] != one} | {(one, top + 1): lost}
        found = [p for p in passes(planned(catalogue, question)) if isinstance(p.what, CompetencyAt)]
        assert {
            (meaning.one[p.what.competency], p.what.level): {meaning.one[g.competency] for g in p.goals}
            for p in found
        } == needed, f"seed {seed}"
        levels += len(found)
    assert levels > 10


def test_passes_say_what_they_are_for(senior: Planned) -> None:
    """Courses that nothing replaces are named with the goals that hang on them, in the order of the path."""
    said = [one.sentence for one in passes(senior)]
    assert "Every path has “Reviewing code”: Code review at Working (2) cannot be had without it." in said
    order = [step.course for step in senior.path.steps]
    places = [order.index(one.what.course) for one in passes(senior) if isinstance(one.what, CourseDone)]
    assert places == sorted(places)


def test_a_level_that_is_no_goal_is_passed_too() -> None:
    """SQL at 3 cannot be had without statistics, whichever course teaches it."""
    catalogue = company()
    found = passes(planned(catalogue, Question(needs=(Requirement(SQL, 3),))))
    assert [one.sentence for one in found] == [
        "Every path has “Numbers”: SQL at Rank 3 (3) cannot be had without it.",
        "Every path passes through Statistics at Rank 1 (1): SQL at Rank 3 (3) cannot be had without it.",
    ]


def test_a_level_is_passed_by_those_who_pass_above_it() -> None:
    """Where one course asks for statistics at 1 and another at 2, every path has statistics at 1."""
    catalogue = company()
    deep, far = CourseId("numbers-deep"), CourseId("charts-by-statistics")
    courses = (
        Course(id=deep, hours=5.0, teaches=(Teaching(STATISTICS, 0, 2),)),
        Course(id=far, hours=1.0, teaches=(Teaching(CHARTS, 0, 1),), requires=((CompetencyAt(STATISTICS, 2),),)),
        Course(
            id=CourseId("charts"),
            hours=5.0,
            teaches=(Teaching(CHARTS, 0, 1),),
            requires=((CompetencyAt(STATISTICS, 1),),),
        ),
    )
    catalogue = replace(catalogue, courses=tuple(sorted((*catalogue.courses, *courses), key=lambda c: c.id)))
    found = passes(planned(catalogue, Question(needs=(Requirement(CHARTS, 1),))))
    assert [one.what for one in found] == [CompetencyAt(STATISTICS, 1)]


# Prices.


@pytest.mark.parametrize("batch", range(4))
def test_prices_add_up_to_the_bound(batch: int) -> None:
    """Prices are not negative, name each goal once, and are the bound together with what is indivisible."""
    divided = 0
    for seed in range(batch * 25, batch * 25 + 25):
        for world in (tiny, knot, thicket, weighed):
            answer = planned(*world(seed))
            found, indivisible = prices(answer)
            assert all(price.cost >= 0.0 for price in found)
            assert indivisible >= 0.0
            total = sum(round(price.cost * MILLISECONDS) for price in found) + round(indivisible * MILLISECONDS)
            assert total == round(answer.path.cost_bound * MILLISECONDS), f"{world.__name__}({seed})"
            assert len({(price.competency, price.level) for price in found}) == len(found)
            assert all(price.sentence for price in found)
            divided += answer.path.cost_bound > 0.0 and indivisible == 0.0
    assert divided > 20


@pytest.mark.parametrize("batch", range(4))
def test_no_needs_account_for_more_than_they_take_alone(batch: int) -> None:
    """The split is fair: whichever needs are put together, their prices do not exceed what they would cost without
    the others. (It lies in the core of the game, as economists say.)"""
    several = 0
    for seed in range(batch * 30, batch * 30 + 30):
        catalogue, question = (tiny, knot, weighed)[seed % 3](seed)
        found, _ = prices(planned(catalogue, question))
        r = random.Random(seed)
        for size in {1, 2, len(found) - 1}:
            if not 1 <= size <= len(found):
                continue
            some = r.sample(found, size)
            alone = replace(question, needs=tuple(Requirement(price.competency, price.level) for price in some))
            price = sum(round(one.cost * MILLISECONDS) for one in some)
            assert price <= best(catalogue, alone).milliseconds, f"seed {seed}: {some}"
            several += size > 1 and price > 0
    assert several > 10


def test_an_essential_and_an_optional_need_of_one_thing_share() -> None:
    """Both go as far as can be gone: they share the price, and what they pass through names the level once."""
    needs = (Requirement(SQL, 3), Requirement(SQL, 4, essential=False))
    answer = planned(company(), Question(needs=needs, include_optional=True))
    found, indivisible = prices(answer)
    assert [(price.competency, price.level) for price in found] == [(SQL, 3), (SQL, 4)]
    assert found[0].cost == found[1].cost > 0.0
    assert indivisible >= 0.0
    assert found[0].cost + found[1].cost + indivisible == answer.path.cost_bound
    assert passes(answer)[0].goals == (CompetencyAt(SQL, 3),)


def test_prices_in_words(senior: Planned) -> None:
    """What each need accounts for, of how much."""
    found, indivisible = prices(senior)
    said = [price.sentence for price in found]
    assert "Data modelling at Practitioner (3) accounts for 18 h of 127 h." in said
    assert sum(price.cost for price in found) + indivisible == 127.0
    nothing = [price for price in found if price.cost == 0.0]
    assert all(price.sentence.endswith("accounts for none of 127 h.") for price in nothing)


# Repairs.


def mended(
    catalogue: Catalogue, question: Question, change: NewCourse | Waiver | Readmission
) -> tuple[Catalogue, Question]:
    """The catalogue and the question after the change."""
    if isinstance(change, Readmission):
        return catalogue, replace(question, without=question.without - {change.course})
    if isinstance(change, Waiver):
        course = catalogue.course[change.course]
        less = replace(course, requires=tuple(g for g in course.requires if g != change.group))
        courses = [less if c.id == course.id else c for c in catalogue.courses]
    else:
        taught = Teaching(change.competency, change.from_level, change.to_level)
        courses = [*catalogue.courses, Course(id=NEW, hours=1.0, teaches=(taught,))]
    return replace(catalogue, courses=tuple(courses)), question


def short_of(catalogue: Catalogue, question: Question) -> set[str]:
    """The goals that cannot be closed, by class."""
    meaning = Meaning(catalogue)
    reached = meaning.attainable(question)
    return {one for one, level in meaning.goals(question).items() if reached[one] < level}


def every_change(catalogue: Catalogue, question: Question) -> Iterator[NewCourse | Waiver | Readmission]:
    """All single changes of the kinds that are offered."""
    meaning = Meaning(catalogue)
    reached, _ = meaning.after(question, meaning.plannable(question))
    for one in sorted(set(meaning.one.values())):
        ranks = catalogue.ranks(CompetencyId(one))
        start = reached.get(one, 0)
        for top in range(start + 1, ranks + 1):
            yield NewCourse(competency=CompetencyId(one), from_level=start, to_level=top)
    for course in meaning.plannable(question):
        for group in course.requires:
            yield Waiver(course=course.id, group=group)
    for left_out in sorted(question.without - question.state.done):
        if not catalogue.course[left_out].retired:
            yield Readmission(course=left_out)


@pytest.mark.parametrize("batch", range(4))
def test_repairs_really_mend_and_no_single_change_mends_more(batch: int) -> None:
    """In a catalogue with the change, the goals that it names can be closed and no others; none mends more."""
    offered = 0
    for seed in range(batch * 50, batch * 50 + 50):
        catalogue, question = tiny(seed)
        meaning = Meaning(catalogue)
        short = short_of(catalogue, question)
        found = repairs(planned(catalogue, question))
        assert len(found) <= MOST
        for repair in found:
            after = short_of(*mended(catalogue, question, repair.change))
            assert {meaning.one[goal.competency] for goal in repair.goals} == short - after, f"tiny({seed}): {repair}"
        counts = [len(repair.goals) for repair in found]
        assert counts == sorted(counts, reverse=True)
        most = max(
            (len(short - short_of(*mended(catalogue, question, c))) for c in every_change(catalogue, question)),
            default=0,
        )
        assert (counts[0] if counts else 0) == most, f"tiny({seed})"
        offered += len(found)
    assert offered > 20


def lacking(*courses: CourseId) -> Catalogue:
    catalogue = company()
    return replace(catalogue, courses=tuple(c for c in catalogue.courses if c.id not in courses))


def test_repairs_in_words() -> None:
    """A new course at the root of a blockage, and courses that need not have been left out."""
    catalogue = lacking(NUMBERS, CAMP)
    needs = catalogue.role_level[SENIOR].needs
    (repair,) = repairs(planned(catalogue, Question(needs=needs)))
    assert repair == Repair(
        change=NewCourse(competency=STATISTICS, from_level=0, to_level=1),
        goals=(CompetencyAt(SQL, 3),),
        sentence="With a new course up to Statistics at Rank 1 (1) that asks for nothing, "
        "SQL at Rank 3 (3) could be closed.",
    )
    question = Question(needs=(Requirement(SQL, 2),), without=frozenset({SQL_1, CAMP}))
    assert [repair.sentence for repair in repairs(planned(company(), question))] == [
        "If “SQL camp” were not left out, SQL at Rank 2 (2) could be closed.",
        "If “SQL I” were not left out, SQL at Rank 2 (2) could be closed.",
        "With a new course up to SQL at Rank 2 (2) that asks for nothing, SQL at Rank 2 (2) could be closed.",
    ]


def test_a_waiver_is_offered_where_one_group_is_in_the_way() -> None:
    """Not asking for a course that is retired is the smallest change."""
    catalogue = lacking(CAMP)
    courses = tuple(replace(c, retired=True) if c.id == SQL_1 else c for c in catalogue.courses)
    catalogue = replace(catalogue, courses=courses)
    asked = ask(catalogue, goal={SQL: 2}, have={SQL: 1})
    assert isinstance(asked, Question)
    said = [repair.sentence for repair in repairs(planned(catalogue, asked))]
    assert (
        said[0]
        == "If “SQL II” did not ask for Databases at Rank 1 (1) or “SQL I”, SQL at Rank 2 (2) could be closed."
    )


def test_nothing_to_repair(senior: Planned) -> None:
    """Where everything can be closed there is nothing to repair."""
    assert repairs(senior) == ()


# Messages.


def test_another_language_falls_back_to_english() -> None:
    """A regional form speaks its parent's sentences, and what no catalogue knows is said in English."""
    assert messages.of("en-GB") is messages.ENGLISH
    assert messages.of("tlh") is messages.ENGLISH
