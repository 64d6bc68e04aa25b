"""What a course weighs, and what a path with preferences says of its cost, hours and money."""

from collections.abc import Mapping
from dataclasses import replace
from gc import collect
from math import inf, nan
from weakref import ref

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from learners.model import SkillState
from ontology.ids import CompetencyId, CourseId
from ontology.model import Catalogue, Competency, Course, Requirement, Teaching
from planning.costs import QUANTUM, costs, speaks
from planning.goals import Question
from planning.offers import offers
from planning.preferences import Preferences, Wish
from planning.recommend import recommend
from planning.solver.index import MILLISECONDS, Index, build
from tests.planning.oracle import Meaning
from tests.planning.worlds import thicket, tiny

NONE: Mapping[CourseId, float] = {}
A, B, C = CourseId("a"), CourseId("b"), CourseId("c")
K = CompetencyId("k")


class Model:
    """A model with an opinion on some courses, sensible or not."""

    def __init__(self, scores: Mapping[CourseId, float]) -> None:
        self.scores = scores

    def score(self, course: CourseId) -> float | None:
        return self.scores.get(course)


def index(*courses: Course) -> Index:
    return build(Catalogue(base="https://example.org/", competencies=(Competency(id=K),), courses=courses))


def course(name: CourseId, hours: float | None = 10.0, **words: object) -> Course:
    return replace(Course(id=name, hours=hours, teaches=(Teaching(K, 0, 1),)), **words)  # type: ignore[arg-type]


def weigh(of: Index, preferences: Preferences, model: Model | None = None) -> list[float]:
    """The courses' costs in hours."""
    return [int(cost) / MILLISECONDS for cost in costs(of, preferences, NONE, model)]


def test_without_preferences_the_cost_is_the_hours() -> None:
    """Neither the defaults, nor wishes without values or weight, nor a model without opinions move a millisecond."""
    of = index(course(A, 1 / 3), course(B, None, cost=100.0, languages=("de",)))
    idle = Preferences(language=Wish(values=("en",), weight=0.0), provider=Wish(weight=10.0))
    for preferences in (Preferences(), idle):
        for model in (None, Model({}), Model({A: nan, B: inf})):
            assert np.array_equal(costs(of, preferences, NONE, model), of.cost)


def test_what_is_in_progress_counts_what_remains() -> None:
    """Remaining hours, 0 among them, take the place of all hours, also in shares; its price has been paid."""
    of = index(course(A, cost=100.0), course(B, cost=100.0), course(C, languages=("de",)))
    begun = {A: 2.5, C: 0.0, CourseId("elsewhere"): 1.0}
    assert costs(of, Preferences(), begun, None).tolist() == [2.5 * MILLISECONDS, 10 * MILLISECONDS, 0]
    preferences = Preferences(money=0.1, language=Wish(values=("en",), weight=1.0))
    assert costs(of, preferences, begun, None).tolist() == [5 * MILLISECONDS, 30 * MILLISECONDS, 0]
    assert of.cost.tolist() == [10 * MILLISECONDS] * 3


def test_unknown_money_counts_at_the_median_of_what_is_known() -> None:
    """As unknown hours do; where nobody knows any price, money adds nothing."""
    priced = index(course(A, cost=0.0), course(B, cost=40.0), course(C))
    assert weigh(priced, Preferences(money=0.1)) == [10.0, 14.0, 12.0]
    assert weigh(index(course(A), course(B)), Preferences(money=0.1)) == [10.0, 10.0]


@pytest.mark.parametrize(
    ("wished", "tag", "fits"),
    [
        ("en", "en", True),
        ("en", "en-gb", True),
        ("en-gb", "en", False),
        ("en", "eng", False),
        ("zh-hant", "zh-hant-tw", True),
    ],
)
def test_a_language_fits_the_range_that_is_wished_for(wished: str, tag: str, fits: bool) -> None:
    """A tag fits a shorter one that it begins with, subtag by subtag (RFC 4647)."""
    assert speaks(wished, tag) is fits


def test_what_is_not_wished_for_costs_a_share_of_its_hours_more() -> None:
    """One fitting value is enough, capitals do not matter, and a course that says nothing has not what is wished."""
    of = index(
        course(A, languages=("de", "en-GB"), modality="Online", provider="Academy"),
        course(B, languages=("de",), modality="online", provider="Other"),
        course(C),
    )
    assert weigh(of, Preferences(language=Wish(values=("EN", "fr"), weight=0.5))) == [10.0, 15.0, 15.0]
    assert weigh(of, Preferences(modality=Wish(values=("online",), weight=1.0))) == [10.0, 10.0, 20.0]
    both = Preferences(
        modality=Wish(values=("online",), weight=1.0), provider=Wish(values=(" academy ",), weight=2.0)
    )
    assert weigh(of, both) == [10.0, 30.0, 40.0]


@settings(max_examples=200, deadline=None)
@given(
    hours=st.floats(0.0, 1e4),
    weight=st.floats(0.0, 0.1),
    score=st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True)),
    money=st.floats(0.0, 1e3),
    price=st.floats(0.0, 1e9),
)
def test_a_model_moves_a_cost_by_a_tenth_at_most(
    hours: float, weight: float, score: float | None, money: float, price: float
) -> None:
    """Whatever a model says, and after rounding: at most the share that was allowed, a tenth of the cost."""
    of = index(course(A, hours, cost=price))
    without = int(costs(of, Preferences(money=money), NONE, None)[0])
    model = None if score is None else Model({A: score})
    moved = int(costs(of, Preferences(money=money, affinity=weight), NONE, model)[0])
    assert abs(moved - without) <= weight * without
    assert (moved - without) % QUANTUM == 0
    assert moved >= 0


def test_what_is_read_of_an_index_goes_with_it() -> None:
    """Prices and languages are read once for an index, and forgotten when nobody holds the index any more."""
    of = index(course(A, cost=10.0))
    assert offers(of) is offers(of)
    known = ref(offers(of).price)
    del of
    collect()
    assert known() is None


def test_a_path_says_cost_and_hours() -> None:
    """With preferences a path costs what was weighed, beside its hours, the least hours there are, and its money."""
    of = index(course(A, 10.0, cost=100.0), course(B, 14.0, cost=20.0), course(C, 13.0))
    question = Question(needs=(Requirement(K, 1),))
    plain = recommend(of, question)
    assert [step.course for step in plain.steps] == [A]
    assert (plain.cost, plain.cost_bound, plain.hours, plain.bound) == (10.0, 10.0, 10.0, 10.0)
    assert (plain.money, plain.unknown_money, plain.steps[0].money) == (100.0, 0, 100.0)
    thrifty = recommend(of, replace(question, preferences=Preferences(money=0.1)))
    assert [step.course for step in thrifty.steps] == [B]
    assert (thrifty.cost, thrifty.cost_bound, thrifty.hours, thrifty.bound) == (16.0, 16.0, 14.0, 10.0)
    assert thrifty.proved
    begun = recommend(of, replace(question, state=SkillState(in_progress={C: 1.0})))
    assert [(step.course, step.hours, step.money) for step in begun.steps] == [(C, 1.0, 0.0)]
    unpriced = recommend(of, replace(question, without=frozenset({A, B})))
    assert (unpriced.money, unpriced.unknown_money, unpriced.steps[0].money) == (0.0, 1, None)


SCORES = st.dictionaries(st.integers(0, 40), st.floats(), max_size=20)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), large=st.booleans(), marks=SCORES)
@example(seed=257919, large=True, marks={19: 1.0})
@example(seed=257919, large=False, marks={19: 1.0})
def test_a_model_only_nudges(seed: int, large: bool, marks: dict[int, float]) -> None:
    """With a model, good or mad, the same goals are closed by courses that can be followed, as far as without; the
    certified hours stand; and no path that is chosen for its word takes more than 1.1 / 0.9 of the least hours."""
    catalogue, question = (thicket if large else tiny)(seed)
    scores = {course.id: marks[place] for place, course in enumerate(catalogue.courses) if place in marks}
    of = build(catalogue)
    without, nudged = recommend(of, question), recommend(of, question, affinity=Model(scores))
    assert (nudged.status, nudged.uncloseable, nudged.gap) == (without.status, without.uncloseable, without.gap)
    assert nudged.bound == without.bound
    assert without.hours <= nudged.hours <= without.hours * 1.1 / 0.9 + 1e-9
    assert nudged.proved
    meaning = Meaning(catalogue)
    chosen = tuple(catalogue.course[step.course] for step in nudged.steps if step.course is not None)
    ranks, all_ran = meaning.after(question, chosen)
    attainable = meaning.attainable(question)
    assert all_ran
    assert all(ranks.get(one, 0) >= attainable[one] for one in meaning.goals(question))
