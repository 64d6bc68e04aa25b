"""Why not this course, and what if: against the best of all sets of courses of small worlds."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from ontology.ids import CompetencyId, CourseId
from ontology.model import Catalogue
from ontology.refusals import Refusal
from planning.explaining.model import WhatIf, WhyNot
from planning.explaining.repairs import repairs
from planning.explaining.what_if import most_valuable, what_if
from planning.explaining.why_not import why_not
from planning.goals import Question, ask, with_typed
from planning.preferences import Limits
from planning.recommend import Planned, plan
from planning.solver.index import MILLISECONDS, build
from tests.planning.every_plan import plans
from tests.planning.oracle import Meaning, best
from tests.planning.small import CAMP, GIT, GIT_DAY, NUMBERS, SENIOR, SQL, SQL_1, SQL_2, STATISTICS, company
from tests.planning.worlds import career, curriculum, tiny, weighed


def planned(catalogue: Catalogue, question: Question) -> Planned:
    return plan(build(catalogue), question)


def company_path(**words: object) -> Planned:
    question = ask(company(), **words)  # type: ignore[arg-type]
    assert isinstance(question, Question), question
    return planned(company(), question)


@pytest.mark.parametrize("batch", range(5))
def test_why_not_says_what_the_best_set_with_the_course_says(batch: int) -> None:
    """Verdict and extra cost are those of the cheapest of all sets of courses that have the course."""
    seen: set[str] = set()
    for seed in range(batch * 16, batch * 16 + 16):
        catalogue, question = (weighed if seed % 4 == 1 else tiny)(seed)
        meaning = Meaning(catalogue)
        answer = planned(catalogue, question)
        ways = list(plans(catalogue, question))
        truth = ways[0]
        goals = meaning.attainable(question)
        for course in catalogue.courses:
            found = why_not(answer, course.id)
            name = f"tiny({seed}) {course.id}"
            if course.retired:
                assert isinstance(found, Refusal), name
                continue
            assert isinstance(found, WhyNot), name
            assert found.proved, name
            assert found.sentence, name
            seen.add(found.verdict)
            if found.verdict in ("done", "left_out"):
                assert course.id in (question.state.done if found.verdict == "done" else question.without), name
                continue
            assert (course.id in truth.courses) == (found.verdict == "in_path"), name
            if found.verdict == "in_path":
                continue
            if found.verdict == "nothing_missing":
                assert all(meaning.held(question).get(one, 0) >= n for one, n in meaning.goals(question).items()), (
                    name
                )
                continue
            having = next((way for way in ways if course.id in way.courses), None)
            assert (having is None) == (found.verdict == "out_of_reach"), name
            if having is None:
                assert found.missing, name
                continue
            if all(meaning.held(question).get(one, 0) >= level for one, level in goals.items()):
                assert (found.verdict, found.extra) == ("of_no_use", None), name
                continue
            extra = having.cost - truth.cost
            assert found.extra == found.extra_bound == extra / MILLISECONDS, name
            own = meaning.weighs(question, course)
            assert found.verdict == ("as_cheap" if extra == 0 else "of_no_use" if extra >= own else "dearer"), name
    assert seen >= {"in_path", "dearer", "of_no_use", "out_of_reach", "left_out"}


def test_a_dearer_course_enters_where_it_costs_so_much_less() -> None:
    """A course that is cheaper by more than the extra is in the new path; by less, it is not."""
    entered = 0
    for seed in range(60):
        catalogue, question = tiny(seed)
        answer = planned(catalogue, question)
        for course in catalogue.courses:
            found = why_not(answer, course.id)
            if not isinstance(found, WhyNot) or found.verdict != "dearer" or course.hours is None:
                continue
            assert found.extra is not None
            for change, inside in ((1e-5, True), (-1e-5, False)):
                hours = course.hours - found.extra - change
                if hours < 0.0:
                    continue
                courses = tuple(replace(c, hours=hours) if c.id == course.id else c for c in catalogue.courses)
                if any(c.hours is None for c in courses):
                    continue  # the median of the known hours would move with them
                truth = best(replace(catalogue, courses=courses), question)
                assert (course.id in truth.courses) == inside, f"tiny({seed}) {course.id}"
                entered += inside
    assert entered > 10


def test_why_not_in_words() -> None:
    """One plain sentence for each verdict."""
    answer = company_path(to=SENIOR, have={GIT: 0}, without=[])
    said = {course: why_not(answer, course).sentence for course in (CAMP, SQL_1)}  # type: ignore[union-attr]
    assert said == {
        CAMP: "The cheapest path with “SQL camp” takes 109.5 h instead of 61.5 h; "
        "“SQL camp” would have to take 48 h less (42 h instead of 90 h) to be as good.",
        SQL_1: "“SQL I” is in the path.",
    }
    without = company_path(to=SENIOR, without=[NUMBERS], done=[GIT_DAY])
    said = {c: why_not(without, c).sentence for c in (CAMP, NUMBERS, GIT_DAY)}  # type: ignore[union-attr]
    assert said == {
        CAMP: "“SQL camp” cannot be started: it asks for Statistics at Rank 1 (1), "
        "which only courses done already or left out would give.",
        NUMBERS: "“Numbers” is left out of this question.",
        GIT_DAY: "“Git in a day” is done already, and a course done is not planned again.",
    }
    found = why_not(company_path(goal={GIT: 1}), SQL_1)
    assert isinstance(found, WhyNot)
    assert found.sentence == "Even if “SQL I” cost nothing, it would not make this path cheaper."
    found = why_not(company_path(goal={GIT: 1}, have={GIT: 1}), SQL_1)
    assert isinstance(found, WhyNot)
    assert found.sentence == "Nothing is missing, so that “SQL I” is not needed."


def test_an_unknown_course_is_refused() -> None:
    """Nobody can say why a course that does not exist is not in the path."""
    found = why_not(company_path(goal={GIT: 1}), CourseId("nowhere"))
    assert isinstance(found, Refusal)
    assert (found.code, bool(found.hint)) == ("course.unknown", True)


def running_out(calls: int) -> Callable[[], float]:
    """A clock that is asked so many times before time is over."""
    left = [calls]

    def remaining() -> float:
        left[0] -= 1
        return 1e9 if left[0] >= 0 else 0.0

    return remaining


def test_why_not_without_time_claims_only_what_is_certain() -> None:
    """Whenever the time runs out, the bound is not above what is true, and nothing is called proved that is not."""
    catalogue = curriculum(200, seed=3, competencies=60)
    role_level, state = career(catalogue, 3)
    answer = planned(catalogue, Question(needs=role_level.needs, state=state))
    others = [c for c in answer.index.courses if answer.index.position[c] not in answer.solution.courses][::40]
    for course in others:
        truth = why_not(answer, course)
        assert isinstance(truth, WhyNot)
        for calls in (0, 1, 2, 4, 8):
            found = why_not(answer, course, running_out(calls))
            assert isinstance(found, WhyNot)
            if truth.extra is None:
                assert found == truth
                continue
            assert found.extra_bound is not None
            assert found.extra_bound <= truth.extra
            assert found.extra is None or truth.extra <= found.extra
            assert found.proved == (found.extra == found.extra_bound)
            if found.verdict in ("of_no_use", "dearer", "as_cheap") and found.proved:
                assert found.verdict == truth.verdict


# What if.


@pytest.mark.parametrize("batch", range(4))
def test_what_if_is_the_answer_to_the_changed_question(batch: int) -> None:
    """What is saved is the difference of the best sets of courses before and after; steps add up."""
    for seed in range(batch * 15, batch * 15 + 15):
        catalogue, question = tiny(seed)
        answer = planned(catalogue, question)
        before = best(catalogue, question)
        names = [competency.id for competency in catalogue.competencies]
        have = {names[seed % len(names)]: seed % (catalogue.ranks(names[0]) + 1)}
        course = catalogue.courses[seed % len(catalogue.courses)].id
        for words in ({"have": have}, {"done": (course,)}, {"without": (course,)}):
            changed = replace(
                question,
                state=with_typed(catalogue, question.state, words.get("have", {}), frozenset(words.get("done", ()))),  # type: ignore[arg-type]
                without=question.without | frozenset(words.get("without", ())),
            )
            found = what_if(answer, **words)  # type: ignore[arg-type]
            assert isinstance(found, WhatIf), found
            after = best(catalogue, changed)
            assert round(found.saved * MILLISECONDS) == before.milliseconds - after.milliseconds, f"tiny({seed})"
            assert found.hours_saved == found.saved
            assert sorted((*found.kept, *found.dropped)) == sorted(before.courses)
            assert sorted((*found.kept, *found.added)) == sorted(after.courses)
            meaning = Meaning(catalogue)
            levels = [meaning.attainable(q) for q in (question, changed)]
            lost = {meaning.one[at.competency] for at in found.lost}
            gained = {meaning.one[at.competency] for at in found.gained}
            assert lost == {one for one in levels[0] if levels[1][one] < levels[0][one]}, f"tiny({seed})"
            assert gained == {one for one in levels[0] if levels[1][one] > levels[0][one]}, f"tiny({seed})"


def test_what_if_in_words() -> None:
    """Hours before and after, and what could not be reached any more."""
    answer = company_path(to=SENIOR, have={GIT: 0})

    def said(**words: object) -> str:
        found = what_if(answer, **words)  # type: ignore[arg-type]
        assert isinstance(found, WhatIf), found
        return found.sentence

    assert said(have={STATISTICS: 1}) == "If you already had Statistics at Rank 1 (1): 49.5 h instead of 61.5 h."
    assert said(without=[SQL_2]) == "If “SQL II” had to be left out: 109.5 h instead of 61.5 h."
    assert said(have={SQL: 3, GIT: 1}) == (
        "If you already had Git and SQL at Rank 3 (3): nothing would be left to do, instead of 61.5 h."
    )
    assert said(have={GIT: 0}) == "If you did not hold Git: 61.5 h all the same."
    assert said(without=[GIT_DAY]) == (
        "If “Git in a day” had to be left out: 54 h instead of 61.5 h. Git could not be reached then."
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"have": {CompetencyId("x"): 1}}, "competency.unknown"),
        ({"have": {SQL: 9}}, "competency.level_off_scale"),
        ({"done": [CourseId("x")]}, "course.unknown"),
        ({"without": [CourseId("x")]}, "course.unknown"),
        ({}, "what_if.missing"),
    ],
)
def test_what_cannot_be_supposed_is_refused(words: dict[str, object], code: str) -> None:
    """The same refusals as for the question itself."""
    found = what_if(company_path(to=SENIOR), **words)  # type: ignore[arg-type]
    assert isinstance(found, Refusal)
    assert found.code == code


def test_the_most_valuable_levels_save_the_most() -> None:
    """No other goal, held already, would save more than those that are named."""
    answer = company_path(to=SENIOR, have={GIT: 0})
    found = most_valuable(answer)
    assert [(one.have, one.saved) for one in found] == [(((SQL, 3),), 54.0), (((GIT, 1),), 7.5)]
    catalogue = curriculum(200, seed=1, competencies=60)
    role_level, state = career(catalogue, 1)
    question = Question(needs=role_level.needs[:6], state=state)
    answer = planned(catalogue, question)
    savings = sorted(
        (
            one.saved
            for need in question.needs
            if isinstance(one := what_if(answer, have={need.competency: need.level}), WhatIf) and one.saved > 0
        ),
        reverse=True,
    )
    assert [one.saved for one in most_valuable(answer)] == savings[:3]


# Limits.


def test_a_path_that_limits_cut_is_not_compared_with_the_cheapest() -> None:
    """Why not is refused, no level is called most valuable, and what if speaks of how much of the gap is closed."""
    answer = company_path(to=SENIOR, have={GIT: 0}, limits=Limits(hours=10.0))
    refused = why_not(answer, CAMP)
    assert isinstance(refused, Refusal)
    assert refused.code == "path.limited"
    assert most_valuable(answer) == ()
    assert repairs(answer) == ()
    found = what_if(answer, have={SQL: 2, STATISTICS: 1, GIT: 1})
    assert isinstance(found, WhatIf)
    assert found.sentence.startswith("If you already had Git, SQL at Rank 2 (2) and Statistics at Rank 1 (1): ")
    assert "of the gap could be closed within the limits instead of" in found.sentence


def test_shares_within_limits_are_of_the_gap_as_it_is() -> None:
    """A course less never closes more: without the only way to a level, what is left of the gap is not all of it.
    What is held counts as closed."""
    answer = company_path(to=SENIOR, have={GIT: 0}, limits=Limits(hours=29.5))
    without, held = what_if(answer, without=[NUMBERS]), what_if(answer, have={GIT: 1, SQL: 3})
    assert isinstance(without, WhatIf)
    assert isinstance(held, WhatIf)
    assert ": 80 % of the gap could be closed within the limits instead of 80 %." in without.sentence
    assert ": 100 % of the gap could be closed within the limits instead of 80 %." in held.sentence


def test_limits_that_do_not_bind_change_no_explanation() -> None:
    """Where the path keeps to them anyway, hours are compared as without them."""
    free = company_path(to=SENIOR, have={GIT: 0})
    roomy = company_path(to=SENIOR, have={GIT: 0}, limits=Limits(hours=1_000.0))
    assert why_not(roomy, CAMP) == why_not(free, CAMP)
    found, expected = what_if(roomy, have={STATISTICS: 1}), what_if(free, have={STATISTICS: 1})
    assert isinstance(found, WhatIf)
    assert isinstance(expected, WhatIf)
    assert found.sentence == expected.sentence
