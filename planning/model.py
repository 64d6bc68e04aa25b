"""What planning answers with: gaps, learning paths and routes, as frozen values.

Hours are hours; ranks are integers; ids are those of the `Catalogue`. Doors add labels and the edition.
"""

from dataclasses import dataclass
from typing import Literal

from ontology.ids import AssessmentId, CompetencyId, CourseId, RoleLevelId
from ontology.model import Alternative, CompetencyAt, MoveKind

GapStatus = Literal["met", "short", "unknown"]
PathStatus = Literal["complete", "partial", "nothing_to_do"]
Cause = Literal["no_course", "blocked_by", "already_done", "excluded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapItem:
    """One need of the target against what is held.

    `held` is a rank, 0 where known not to hold, None where unknown; `steps_short` counts ranks missing (from zero
    where unknown). `via` is the competency whose attainment answers, where an equivalent or a replaced one does.
    """

    competency: CompetencyId
    required: int
    held: int | None
    confidence: float | None
    steps_short: int
    essential: bool
    weight: float
    status: GapStatus
    via: CompetencyId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """`items` are all needs, essential and optional; the counts are of those that count.

    `required` counts needs, `short` those that are short or unknown, `steps_short` their missing ranks. Optional
    needs count only when they were asked for.
    """

    items: tuple[GapItem, ...]
    required: int
    short: int
    steps_short: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One course or assessment of a path. The same course for the same goal keeps its `id` when computed again.

    `after` are ids of steps that must come before; `gives` what is new to this learner at that point; `uses` one
    member of each entry group, held or given earlier; `because` one sentence each.
    """

    id: str
    course: CourseId | None
    assessment: AssessmentId | None
    hours: float
    hours_estimated: bool
    after: tuple[str, ...]
    gives: tuple[CompetencyAt, ...]
    uses: tuple[Alternative, ...]
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncloseable:
    """A goal that cannot be reached: how far it goes, and what blocks it."""

    competency: CompetencyId
    level: int
    reached: int
    cause: Cause
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningPath:
    """Steps in an executable order, their cost, and the proof: `proved` says that `bound` equals `cost`."""

    status: PathStatus
    cost: float
    cost_bound: float
    hours: float
    unknown_hours: int
    bound: float
    proved: bool
    steps: tuple[Step, ...]
    uncloseable: tuple[Uncloseable, ...]
    gap: Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteMove:
    """One move of a route, measured as the gap from its source to its target."""

    source: RoleLevelId
    target: RoleLevelId
    kind: MoveKind
    short: int
    steps_short: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    steps_short: int
    moves: tuple[RouteMove, ...]
