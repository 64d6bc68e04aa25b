"""What may be asked, and what the question says then."""

from dataclasses import replace
from datetime import date
from math import inf, nan
from typing import Any

import pytest

from learners.model import Attainment, SkillState
from ontology.ids import CompetencyId, CourseId, RoleLevelId
from ontology.model import Catalogue, Competency, Requirement
from ontology.refusals import Refusal
from planning.admissible import MOST_GOALS
from planning.goals import Question, ask
from planning.preferences import Deadline, Limits, Preferences, Wish
from tests.planning.small import (
    CHARTS,
    GIT,
    GONE,
    JUNIOR,
    NOBODY,
    OLD_SENIOR,
    OLD_SQL,
    QUERYING,
    SENIOR,
    SQL,
    SQL_1,
    SQL_2,
    STATISTICS,
    company,
)

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def by(starts_on: date, ends_on: date, hours_per_week: float) -> Deadline:
    return Deadline(starts_on=starts_on, ends_on=ends_on, hours_per_week=hours_per_week)


def asked(**words: Any) -> Question:
    question = ask(company(), **words)
    assert isinstance(question, Question), question
    return question


def test_from_means_exactly_the_essential_needs() -> None:
    """Somebody who comes from a role level holds its essential needs at their levels, and nothing else is known."""
    assert asked(to=SENIOR, source=JUNIOR).state == SkillState(held={QUERYING: Attainment(level=1)})


def test_have_wins_over_from_even_under_another_name() -> None:
    """A typed-in level replaces what the role level says of the same fact: rank 0 is known not to hold."""
    question = asked(to=SENIOR, source=JUNIOR, have={OLD_SQL: 0, STATISTICS: 2})
    assert question.state.held == {OLD_SQL: Attainment(level=0), STATISTICS: Attainment(level=2)}


def test_goals_add_to_the_role_level_or_replace_it() -> None:
    """A goal stands beside the role level's needs, or alone."""
    assert asked(goal={SQL: 2}).needs == (Requirement(SQL, 2),)
    assert asked(goal={SQL: 2}).target is None
    assert asked(to=JUNIOR, goal={SQL: 2}).needs == (*asked(to=JUNIOR).needs, Requirement(SQL, 2))


def test_a_retired_role_level_counts_as_its_replacement() -> None:
    """Old ids keep resolving: the question is about the role level that took its place."""
    assert asked(to=OLD_SENIOR) == asked(to=SENIOR)
    assert asked(to=JUNIOR, source=OLD_SENIOR) == asked(to=JUNIOR, source=SENIOR)


def test_a_learners_state_is_the_base_of_what_is_typed() -> None:
    """Typed-in ranks and courses are added to a state that is known already."""
    known = SkillState(held={SQL: Attainment(level=3, confidence=0.7)}, done=frozenset({SQL_1}))
    assert asked(to=SENIOR, state=known, have={GIT: 1}).state == SkillState(
        held={**known.held, GIT: Attainment(level=1)}, done=known.done
    )


def test_what_is_asked_beside_the_goals_is_in_the_question() -> None:
    """Preferences, limits, courses in progress and likely levels arrive as they were given."""
    preferences = Preferences(money=0.02, language=Wish(values=("en",)))
    limits = Limits(hours=40.0, money=0.0, deadline=Deadline(starts_on=MAY, ends_on=MAY, hours_per_week=168.0))
    question = asked(
        to=SENIOR, preferences=preferences, limits=limits, in_progress={SQL_1: 0.0}, likely={SQL: (2, 0.5)}
    )
    assert (question.preferences, question.limits) == (preferences, limits)
    assert question.state == SkillState(in_progress={SQL_1: 0.0}, likely={SQL: (2, 0.5)})
    assert asked(to=SENIOR).preferences == Preferences()
    assert asked(to=SENIOR).limits == Limits()


def test_what_is_typed_wins_over_what_was_in_progress_or_likely() -> None:
    """A course done is no longer in progress, a course begun again is not done; a rank that is typed in replaces what
    was likely of the same fact under any of its names."""
    known = SkillState(
        done=frozenset({SQL_2}), in_progress={SQL_1: 3.0}, likely={QUERYING: (2, 0.5), STATISTICS: (1, 0.7)}
    )
    question = asked(to=SENIOR, state=known, have={SQL: 1}, done=[SQL_1], in_progress={SQL_2: 2.0})
    assert question.state == SkillState(
        held={SQL: Attainment(level=1)},
        done=frozenset({SQL_1}),
        in_progress={SQL_2: 2.0},
        likely={STATISTICS: (1, 0.7)},
    )
    assert asked(to=SENIOR, state=known, likely={OLD_SQL: (3, 0.6)}).state.likely == {
        OLD_SQL: (3, 0.6),
        STATISTICS: (1, 0.7),
    }


def test_a_thousand_needs_are_a_question_and_more_are_refused() -> None:
    """Ten thousand goals at once get a clear answer at once; so many needs on one fact are one need."""
    names = [CompetencyId(f"k{i:05}") for i in range(10_000)]
    catalogue = Catalogue(base="https://example.org/", competencies=tuple(Competency(id=name) for name in names))
    refused = ask(catalogue, goal=dict.fromkeys(names, 1))
    assert isinstance(refused, Refusal)
    assert (refused.code, "10,000" in refused.message) == ("goal.too_many", True)
    assert isinstance(ask(catalogue, goal=dict.fromkeys(names[:MOST_GOALS], 1)), Question)
    first = replace(catalogue.competencies[0], equivalent=tuple(names[1:]))
    one = replace(catalogue, competencies=(first, *catalogue.competencies[1:]))
    assert isinstance(ask(one, goal=dict.fromkeys(names, 1)), Question)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({}, "goal.missing"),
        ({"to": RoleLevelId("nowhere")}, "role_level.unknown"),
        ({"to": NOBODY}, "role_level.retired"),
        ({"to": SENIOR, "source": NOBODY}, "role_level.retired"),
        ({"goal": {GONE: 1}}, "competency.retired"),
        ({"goal": {SQL: 5}}, "competency.level_off_scale"),
        ({"goal": {SQL: 0}}, "competency.level_off_scale"),
        ({"goal": {CompetencyId("x"): 1}}, "competency.unknown"),
        ({"to": SENIOR, "have": {SQL: 5}}, "competency.level_off_scale"),
        ({"to": SENIOR, "have": {GIT: 2}}, "competency.level_off_scale"),
        ({"to": SENIOR, "have": {CHARTS: -1}}, "competency.level_off_scale"),
        ({"to": SENIOR, "done": [CourseId("x")]}, "course.unknown"),
        ({"to": SENIOR, "without": [CourseId("x")]}, "course.unknown"),
        ({"to": SENIOR, "in_progress": {CourseId("x"): 1.0}}, "course.unknown"),
        ({"to": SENIOR, "in_progress": {SQL_1: -1.0}}, "in_progress.hours_out_of_range"),
        ({"to": SENIOR, "in_progress": {SQL_1: nan}}, "in_progress.hours_out_of_range"),
        ({"to": SENIOR, "in_progress": {SQL_1: 1.1e6}}, "in_progress.hours_out_of_range"),
        ({"to": SENIOR, "state": SkillState(in_progress={SQL_1: inf})}, "in_progress.hours_out_of_range"),
        ({"to": SENIOR, "in_progress": {SQL_1: 1.0}, "done": [SQL_1]}, "in_progress.done"),
        ({"to": SENIOR, "likely": {CompetencyId("x"): (1, 0.5)}}, "competency.unknown"),
        ({"to": SENIOR, "likely": {SQL: (0, 0.5)}}, "competency.level_off_scale"),
        ({"to": SENIOR, "likely": {SQL: (1, 0.0)}}, "likely.probability_out_of_range"),
        ({"to": SENIOR, "likely": {SQL: (1, 1.0)}}, "likely.probability_out_of_range"),
        ({"to": SENIOR, "likely": {SQL: (1, nan)}}, "likely.probability_out_of_range"),
        ({"to": SENIOR, "state": SkillState(likely={SQL: (1, -0.5)})}, "likely.probability_out_of_range"),
        ({"to": SENIOR, "preferences": Preferences(money=-0.1)}, "preferences.weight_out_of_range"),
        ({"to": SENIOR, "preferences": Preferences(money=inf)}, "preferences.weight_out_of_range"),
        ({"to": SENIOR, "preferences": Preferences(affinity=0.11)}, "preferences.weight_out_of_range"),
        ({"to": SENIOR, "preferences": Preferences(affinity=nan)}, "preferences.weight_out_of_range"),
        ({"to": SENIOR, "preferences": Preferences(provider=Wish(weight=10.5))}, "preferences.weight_out_of_range"),
        ({"to": SENIOR, "limits": Limits(hours=0.0)}, "limits.hours_out_of_range"),
        ({"to": SENIOR, "limits": Limits(hours=-3.0)}, "limits.hours_out_of_range"),
        ({"to": SENIOR, "limits": Limits(hours=nan)}, "limits.hours_out_of_range"),
        ({"to": SENIOR, "limits": Limits(money=-0.01)}, "limits.money_out_of_range"),
        ({"to": SENIOR, "limits": Limits(money=inf)}, "limits.money_out_of_range"),
        ({"to": SENIOR, "limits": Limits(deadline=by(JUNE, MAY, 5.0))}, "limits.deadline_before_start"),
        ({"to": SENIOR, "limits": Limits(deadline=by(MAY, MAY, 0.1))}, "limits.deadline_without_hours"),
        ({"to": SENIOR, "limits": Limits(deadline=by(MAY, JUNE, 0.0))}, "limits.hours_per_week_out_of_range"),
        ({"to": SENIOR, "limits": Limits(deadline=by(MAY, JUNE, nan))}, "limits.hours_per_week_out_of_range"),
        ({"to": SENIOR, "limits": Limits(deadline=by(MAY, JUNE, 168.5))}, "limits.hours_per_week_out_of_range"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_mend(words: dict[str, Any], code: str) -> None:
    """Every refusal has a code, names the thing in its message where there is one, and says what to do instead."""
    refused = ask(company(), **words)
    assert isinstance(refused, Refusal)
    assert refused.code == code
    assert refused.message
    assert refused.hint
