"""What may be asked, and what the question says then."""

from typing import Any

import pytest

from learners.model import Attainment, SkillState
from ontology.ids import CompetencyId, CourseId, RoleLevelId
from ontology.model import Requirement
from ontology.refusals import Refusal
from planning.goals import Question, ask
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
    STATISTICS,
    company,
)


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
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_mend(words: dict[str, Any], code: str) -> None:
    """Every refusal has a code, names the thing in its message where there is one, and says what to do instead."""
    refused = ask(company(), **words)
    assert isinstance(refused, Refusal)
    assert refused.code == code
    assert refused.message
    assert refused.hint
