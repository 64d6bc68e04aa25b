"""What follows from a learner's evidence: an estimate for each competency and level, with the reasons for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from learners.evidence import Source
from learners.ids import EvidenceId, LearnerId
from ontology.ids import CompetencyId, CourseId

Status: TypeAlias = Literal["UNKNOWN", "NOT_DEMONSTRATED", "PARTIAL", "DEMONSTRATED", "EXPIRED"]
"""Of one level. PARTIAL: plausible and not proved. EXPIRED: was demonstrated, and the evidence has grown too old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelEstimate:
    """How likely a level is held: `mean` in [0, 1], its 90 % interval [`low`, `high`], and `sure`, the quantile that
    the policy holds against one half (the 10 % quantile unless it says otherwise). All fall as the level rises.

    `probability` is the mean after the policy's calibration, if it has one, and [`least`, `most`] its interval
    likewise; else they are the mean and its interval.
    """

    level: int
    mean: float
    low: float
    high: float
    sure: float
    probability: float
    status: Status
    least: float = 0.0
    most: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One piece of evidence that counted: the level that it speaks for, its weight after age, and what it adds to the
    mean of the level that is looked at (`share`, so that all shares and the prior's add up to that mean).

    `over` is the competency that the fact names, where it counts by an equivalence, a replacement or a roll-up, with
    `link` the reason in words.
    """

    evidence: EvidenceId
    source: Source
    occurred_at: datetime
    level: float
    weight: float
    share: float
    over: CompetencyId | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """One piece of evidence that did not count, and why: `code` such as `superseded`, `capped`, `later`, `no_level`,
    `not_in_edition`."""

    evidence: EvidenceId
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillEstimate:
    """What is known of one competency. `level` is the highest validated rank, 0 where none is; `highest` the rank
    that would be validated were all evidence of today (so EXPIRED is told from never).

    `recency` is when the newest piece that counts occurred. `raise_by` says in plain words what would raise it.
    `named` are the names under which evidence speaks of it, by id: itself, equivalents, what it replaced.
    `rolled_from` are narrower competencies that it follows from as well, where the policy declares a roll-up.
    """

    competency: CompetencyId
    status: Status
    level: int
    levels: tuple[LevelEstimate, ...]
    mass: float
    validating_mass: float
    recency: datetime | None
    policy: str
    raise_by: tuple[str, ...] = ()
    highest: int = 0
    rolled_from: tuple[CompetencyId, ...] = ()
    named: tuple[CompetencyId, ...] = ()

    @property
    def plausible(self) -> LevelEstimate | None:
        """A rank that is not proved and may well be held: of PARTIAL and EXPIRED ones the highest that is more likely
        than not, else the lowest; None where there is none."""
        may = [one for one in self.levels if one.status in ("PARTIAL", "EXPIRED")]
        likely = [one for one in may if one.probability >= 0.5]
        return likely[-1] if likely else may[0] if may else None


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerState:
    """All that follows from one learner's evidence at a time. A competency without evidence is not in `skills`.

    Equivalents, and a retired competency with its replacement, are one skill, under the one that stands for them
    (`Catalogue.stands_for`); `estimate.of` finds it by any of its names.

    `done` are courses that were completed, `in_progress` courses that were begun with the share that is done, in
    [0, 1). `policy` names the policy's version and digest. `inferring` is False where the learner has withdrawn
    consent to inference: then `skills` is empty, whatever the evidence.
    """

    learner: LearnerId
    at: datetime
    policy: str
    skills: Mapping[CompetencyId, SkillEstimate] = field(default_factory=dict)
    done: frozenset[CourseId] = frozenset()
    in_progress: Mapping[CourseId, float] = field(default_factory=dict)
    inferring: bool = True
