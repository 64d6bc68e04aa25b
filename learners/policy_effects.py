"""What another policy would do to people: who would hold a rank that they do not hold now, and who no longer."""

from collections.abc import Iterable
from dataclasses import dataclass

from learners.ids import LearnerId
from learners.rules import Policy
from learners.states import LearnerState
from learners.words import Words
from ontology.ids import CompetencyId


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """On one rank of one competency: learners who would gain it and who would lose it, each by id."""

    competency: CompetencyId
    level: int
    qualified: tuple[LearnerId, ...]
    unqualified: tuple[LearnerId, ...]


def effects(pairs: Iterable[tuple[LearnerState, LearnerState]]) -> tuple[Effect, ...]:
    """What differs between states before and after, rank by rank; by competency and level."""
    found: dict[tuple[CompetencyId, int], tuple[set[LearnerId], set[LearnerId]]] = {}
    for before, after in pairs:
        for competency in before.skills.keys() | after.skills.keys():
            held, would = _level(before, competency), _level(after, competency)
            for level in range(min(held, would) + 1, max(held, would) + 1):
                gained, lost = found.setdefault((competency, level), (set(), set()))
                (gained if would > held else lost).add(before.learner)
    return tuple(
        Effect(
            competency=competency,
            level=level,
            qualified=tuple(sorted(gained)),
            unqualified=tuple(sorted(lost)),
        )
        for (competency, level), (gained, lost) in sorted(found.items())
    )


def unknown(policy: Policy, words: Words) -> tuple[str, ...]:
    """Competencies, assessments and courses that a policy names and the edition has not: a slip of the pen, maybe."""
    catalogue = words.catalogue
    tests = frozenset[str](catalogue.assessment) | frozenset[str](catalogue.course)
    return tuple(
        sorted(
            {name for name in policy.competencies if words.fact(name) is None}
            | {name for name in policy.cuts if words.followed(name, tests) is None}
        )
    )


def _level(state: LearnerState, competency: CompetencyId) -> int:
    skill = state.skills.get(competency)
    return 0 if skill is None else skill.level
