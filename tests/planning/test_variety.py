"""Replacements of a step and paths that differ: against all sets of courses of small worlds, one after the other."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ontology.ids import CompetencyId, CourseId
from ontology.model import Catalogue, Competency, Course, Requirement, Teaching
from ontology.refusals import Refusal
from planning.goals import Question, ask
from planning.preferences import Limits
from planning.recommend import Planned, plan
from planning.solver.index import MILLISECONDS, build
from planning.variety import different, replacements
from tests.planning.checker import complaints
from tests.planning.every_plan import Followed, plans
from tests.planning.oracle import Meaning
from tests.planning.small import CAMP, GIT, SENIOR, SQL_1, SQL_2, SQL_3, company
from tests.planning.worlds import tiny, weighed


def planned(catalogue: Catalogue, question: Question) -> Planned:
    return plan(build(catalogue), question)


def company_path() -> Planned:
    question = ask(company(), to=SENIOR, have={GIT: 0})
    assert isinstance(question, Question)
    return planned(company(), question)


@pytest.mark.parametrize("batch", range(4))
def test_replacements_are_the_cheapest_sets_without_the_step(batch: int) -> None:
    """Each is the cheapest of all sets without the course that lack something that each before it adds."""
    counted = 0
    for seed in range(batch * 20, batch * 20 + 20):
        catalogue, question = (weighed if seed % 4 == 1 else tiny)(seed)
        answer = planned(catalogue, question)
        ways = list(plans(catalogue, question))
        first = ways[0]
        for step in answer.path.steps:
            found = replacements(answer, step.id, most=3)
            assert isinstance(found, tuple)
            left = [way for way in ways if step.course not in way.courses]
            for replacement in found:
                truth = left[0]
                name = f"tiny({seed}) {step.course}"
                assert set(replacement.added) == set(truth.courses) - set(first.courses), name
                assert set(replacement.dropped) == set(first.courses) - set(truth.courses), name
                assert replacement.extra == (truth.cost - first.cost) / MILLISECONDS, name
                assert replacement.extra_hours == (truth.takes - first.takes) / MILLISECONDS, name
                assert replacement.proved
                left = [way for way in left if not set(replacement.added) <= set(way.courses)]
            assert len(found) == 3 or not left
            counted += len(found)
    assert counted > 10


def differing(ways: Sequence[Followed], count: int, apart: int) -> list[Followed]:
    """The cheapest set, then always the cheapest that leaves out so many courses of each before."""
    chosen = [ways[0]]
    for way in ways:
        if len(chosen) <= count and all(len(set(c.courses) - set(way.courses)) >= apart for c in chosen):
            chosen.append(way)
    return chosen[1:]


@pytest.mark.parametrize("apart", [1, 2, 3])
@pytest.mark.parametrize("batch", range(2))
def test_different_paths_are_the_cheapest_that_differ(batch: int, apart: int) -> None:
    """By cost, as many as there are, each leaving out `apart` courses of those before; and each is a good path."""
    counted = 0
    for seed in range(batch * 20, batch * 20 + 20):
        catalogue, question = (weighed if seed % 4 == 1 else tiny)(seed)
        answer = planned(catalogue, question)
        ways = list(plans(catalogue, question))
        found = different(answer, count=4, apart=apart)
        assert isinstance(found, tuple)
        truth = differing(ways, 4, apart)
        chosen = [tuple(sorted(step.course or "" for step in path.steps)) for path in found]
        assert chosen == [way.courses for way in truth], f"tiny({seed})"
        for path, way in zip(found, truth, strict=True):
            assert round(path.cost * MILLISECONDS) == way.cost
            assert round(path.hours * MILLISECONDS) == way.takes
            assert path.proved
            assert complaints(catalogue, question, path) == [], f"tiny({seed})"
        counted += len(found)
    assert counted > 0


def money(meaning: Meaning, question: Question, way: Followed) -> float:
    """What the courses cost; the median where nobody knows, nothing for what was begun."""
    courses = [meaning.catalogue.course[c] for c in way.courses if c not in question.state.in_progress]
    return sum(meaning.usual_price if course.cost is None else course.cost for course in courses)


@pytest.mark.parametrize("apart", [1, 2])
def test_other_paths_keep_to_the_limits(apart: int) -> None:
    """A path that takes more than the question allows is no alternative, and stands in the way of none that fits."""
    passed_over = offered = 0
    for seed in range(100):
        if seed % 4 == 0:
            continue
        catalogue, question = weighed(seed)
        meaning = Meaning(catalogue)
        ways = list(plans(catalogue, question))
        most = money(meaning, question, ways[0]) + 50.0
        hours = ways[0].takes / MILLISECONDS + 2.0
        answer = planned(catalogue, replace(question, limits=Limits(hours=hours, money=most)))
        fitting = [w for w in ways if w.takes <= hours * MILLISECONDS and money(meaning, question, w) <= most]
        found = different(answer, count=3, apart=apart)
        assert isinstance(found, tuple)
        truth = [way.courses for way in differing(fitting, 3, apart)]
        chosen = [tuple(sorted(step.course or "" for step in path.steps)) for path in found]
        assert chosen == truth[: len(chosen)], f"weighed({seed})"
        # Only after many that do not fit is one not looked for any more.
        assert len(chosen) == len(truth) or len(ways) - len(fitting) > 8, f"weighed({seed})"
        passed_over += len(differing(ways, 3, apart)) > len(truth)
        offered += len(found)
    assert passed_over > 0
    assert offered > 10


def test_a_path_that_does_not_fit_stands_in_the_way_of_none() -> None:
    """What is offered must differ from what is offered, not from what was passed over."""
    a, b = CompetencyId("a"), CompetencyId("b")
    courses = (
        Course(id=CourseId("a1"), hours=1.0, cost=0.0, teaches=(Teaching(a, 0, 1),)),
        Course(id=CourseId("a2"), hours=2.0, cost=100.0, teaches=(Teaching(a, 0, 1),)),
        Course(id=CourseId("a3"), hours=3.0, cost=0.0, teaches=(Teaching(a, 0, 1),)),
        Course(id=CourseId("b1"), hours=1.0, cost=0.0, teaches=(Teaching(b, 0, 1),)),
        Course(id=CourseId("b2"), hours=2.0, cost=0.0, teaches=(Teaching(b, 0, 1),)),
    )
    catalogue = Catalogue(
        base="https://example.org/", competencies=(Competency(id=a), Competency(id=b)), courses=courses
    )
    question = Question(needs=(Requirement(a, 1), Requirement(b, 1)), limits=Limits(money=50.0))
    found = different(planned(catalogue, question), count=3, apart=2)
    assert isinstance(found, tuple)
    assert [{step.course for step in path.steps} for path in found] == [{"a3", "b2"}]


def test_replacements_in_words() -> None:
    """What comes instead of what, and what it costs more."""
    answer = company_path()
    step = next(step for step in answer.path.steps if step.course == SQL_2)
    found = replacements(answer, step.id)
    assert isinstance(found, tuple)
    (only,) = found
    assert (set(only.added), set(only.dropped), only.extra) == ({CAMP}, {SQL_1, SQL_2, SQL_3}, 48.0)
    assert only.sentence == (
        "Without “SQL II” it takes 48 h more: “SQL camp” instead of “SQL I”, “SQL II” and “SQL III”."
    )


def test_what_nothing_replaces_has_no_replacement() -> None:
    """Where every path has the course there is none."""
    answer = company_path()
    assert replacements(answer, answer.path.steps[0].id) == ()


def test_a_step_that_is_not_there_is_refused() -> None:
    """As is a number of paths that nobody can want."""
    refused = replacements(company_path(), "step-none")
    assert isinstance(refused, Refusal)
    assert refused.code == "step.unknown"
    refused = different(company_path(), count=2, apart=0)
    assert isinstance(refused, Refusal)
    assert refused.code == "alternatives.out_of_range"


def test_without_time_there_are_fewer() -> None:
    """No time, no other paths; never a wrong one."""
    answer = company_path()
    assert replacements(answer, answer.path.steps[-1].id, remaining=lambda: 0.0) == ()
    assert different(answer, count=3, apart=1, remaining=lambda: 0.0) == ()
