"""What is known of a person when an answer is computed: a state over competencies, and courses done.

Today the caller types it in; the record of evidence will compute the same value from what people did.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ontology.ids import CompetencyId, CourseId


@dataclass(frozen=True, slots=True, kw_only=True)
class Attainment:
    """A level that counts as held. `level` 0 says "known not to hold"; `confidence` in [0, 1]."""

    level: int
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillState:
    """What a person holds. A competency that is not in `held` is unknown, which is not level zero.

    `in_progress` are courses that were begun, with the hours that remain. `likely` are levels that are probable but
    not proved, with their probability in (0, 1); they do not count as held.
    """

    held: Mapping[CompetencyId, Attainment] = field(default_factory=dict)
    done: frozenset[CourseId] = frozenset()
    in_progress: Mapping[CourseId, float] = field(default_factory=dict)
    likely: Mapping[CompetencyId, tuple[int, float]] = field(default_factory=dict)
