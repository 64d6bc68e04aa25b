"""The gap, need by need."""

from learners.model import Attainment, SkillState
from ontology.ids import CompetencyId
from ontology.model import Requirement
from planning.gaps import between
from tests.planning.small import CHARTS, GIT, OLD_SQL, QUERYING, SENIOR, SQL, company


def held(**levels: int) -> SkillState:
    return SkillState(
        held={CompetencyId(name.replace("_", "-")): Attainment(level=level) for name, level in levels.items()}
    )


def test_unknown_is_not_zero() -> None:
    """A competency that nobody spoke of is unknown; one known not to be held is short. Both miss all their ranks."""
    catalogue = company()
    unknown = between(catalogue, [Requirement(SQL, 3)], SkillState()).items[0]
    zero = between(catalogue, [Requirement(SQL, 3)], held(sql=0)).items[0]
    assert (unknown.held, unknown.status, unknown.steps_short) == (None, "unknown", 3)
    assert (zero.held, zero.status, zero.steps_short) == (0, "short", 3)


def test_counts_are_of_essential_needs_unless_optional_ones_are_asked_for() -> None:
    """Optional needs are always listed, after the essential ones, and count only when asked for."""
    catalogue = company()
    needs = catalogue.role_level[SENIOR].needs
    firm = between(catalogue, needs, held(git=1))
    assert [item.competency for item in firm.items] == [GIT, SQL, CHARTS]
    assert (firm.required, firm.short, firm.steps_short) == (2, 1, 3)
    everything = between(catalogue, needs, held(git=1), include_optional=True)
    assert (everything.required, everything.short, everything.steps_short) == (3, 2, 4)


def test_an_equivalent_or_a_retired_name_answers_and_is_named() -> None:
    """Equivalents and replaced competencies are one fact; the item says which one answered. The highest does."""
    catalogue = company()
    for state, via in ((held(old_sql=2), OLD_SQL), (held(relational_querying=2, old_sql=1), QUERYING)):
        item = between(catalogue, [Requirement(SQL, 3)], state).items[0]
        assert (item.held, item.steps_short, item.via) == (2, 1, via)
    assert between(catalogue, [Requirement(SQL, 3)], held(sql=2, relational_querying=2)).items[0].via == QUERYING
    assert between(catalogue, [Requirement(SQL, 3)], held(sql=3, relational_querying=2)).items[0].via is None


def test_needs_on_one_fact_are_one_need() -> None:
    """Two needs on one fact merge to the higher; an optional one that goes higher stays beside the essential one."""
    catalogue = company()
    merged = between(catalogue, [Requirement(SQL, 2), Requirement(QUERYING, 3, weight=0.5)], SkillState())
    assert [(item.competency, item.required, item.weight) for item in merged.items] == [(QUERYING, 3, 1.0)]
    covered = between(catalogue, [Requirement(SQL, 3), Requirement(QUERYING, 3, essential=False)], SkillState())
    assert [(item.competency, item.essential) for item in covered.items] == [(SQL, True)]
    higher = between(catalogue, [Requirement(SQL, 2), Requirement(QUERYING, 3, essential=False)], SkillState())
    assert [(item.competency, item.essential) for item in higher.items] == [(SQL, True), (QUERYING, False)]


def test_confidence_travels_with_the_level() -> None:
    """What is said about a level says how sure it is; where nothing is known, so is the confidence."""
    catalogue = company()
    state = SkillState(held={SQL: Attainment(level=2, confidence=0.82)})
    items = between(catalogue, [Requirement(SQL, 3), Requirement(GIT, 1)], state).items
    assert [item.confidence for item in items] == [None, 0.82]
