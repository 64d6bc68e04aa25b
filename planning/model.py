"""What planning answers with: gaps, learning paths and routes, as frozen values.

Hours are hours; ranks are integers; ids are those of the `Catalogue`. Doors add labels and the edition.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from ontology.ids import AssessmentId, CompetencyId, CourseId, RoleLevelId
from ontology.model import Alternative, CompetencyAt, MoveKind

GapStatus = Literal["met", "short", "unknown"]
PathStatus = Literal["complete", "partial", "nothing_to_do"]
Cause = Literal["no_course", "blocked_by", "already_done", "excluded", "limit"]
Need = tuple[CompetencyId, bool]
"""A need of a question: the competency, and whether it is essential."""
Stage = Literal["start", "landmarks", "bound", "cuts", "integer_program", "ties"]
"""The stages of a search, in order; a path that is not proved says in which one its time ran out."""
Bar = Literal["hours", "money", "deadline"]
"""What a limit is about."""


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

    @property
    def need(self) -> Need:
        """What tells it from the other items: an optional need may go higher than an essential one beside it."""
        return self.competency, self.essential


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


class Likely(NamedTuple):
    """A level that is held with a probability in (0, 1)."""

    competency: CompetencyId
    level: int
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """An assessment before hours of courses, and what it is worth on average.

    With `probability` in (0, 1) the learner holds `competency` at `level`. `hours_if_passed` and `hours_if_failed`
    are of the cheapest path in either case, without the assessment's own minutes;
    `worth` = probability · (hours_if_failed - hours_if_passed) - hours of the assessment.

    One sitting may settle `also` others. Then `hours_if_passed` is with all of them passed, and `worth` =
    hours_if_failed - (mean hours over which of them are passed) - hours of the assessment. `spared` are the courses
    of the path that fall away if all are passed.
    """

    competency: CompetencyId
    level: int
    probability: float
    hours_if_passed: float
    hours_if_failed: float
    worth: float
    also: tuple[Likely, ...] = ()
    spared: tuple[CourseId, ...] = ()

    @property
    def settles(self) -> tuple[Likely, ...]:
        """All levels that the sitting may prove, the one that saves most first."""
        return (Likely(self.competency, self.level, self.probability), *self.also)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a step is there, as data: for a need (of the target, or asked for by name), or for a later step.

    Of a need, `competency` and `level` are what is needed; of a step, what `step` asks for, or no competency where it
    asks for the course itself.
    """

    kind: Literal["need", "asked", "step"]
    competency: CompetencyId | None
    level: int | None
    step: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One course or assessment of a path. The same course for the same goal keeps its `id` when computed again.

    `hours` are those that remain where the course is in progress; `money` is None where nobody knows the price.
    `after` are ids of steps that must come before; `gives` what is new to this learner at that point; `uses` one
    member of each entry group, held or given earlier; `because` one sentence each, `reasons` the same as data.
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
    reasons: tuple[Reason, ...] = ()
    money: float | None = None
    test_out: Diagnostic | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncloseable:
    """A goal that cannot be reached: how far it goes, and what blocks it."""

    competency: CompetencyId
    level: int
    reached: int
    cause: Cause
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What one requirement accounts for in the bound of the cost."""

    competency: CompetencyId
    level: int
    cost: float
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lift:
    """What a limit that is raised to `limit` would buy: the share of the weighted gap that could be closed then.

    No lower limit buys as much, unless the time ran out. `limit` is in hours (of learning, for a deadline, too) or
    money. A deadline that is lifted so far is `ends_on`; the same is bought by so many `hours_per_week` until the one
    that was asked for. Either is None where there is no such day or week.
    """

    bar: Bar
    limit: float
    closed: float
    ends_on: date | None = None
    hours_per_week: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limited:
    """What limits did to a path. `closed` and `closed_bound`, shares in [0, 1] of the weighted gap that can be closed
    at all: what the path closes, and what no path within the limits exceeds; `binding` are the limits that stop it,
    `lifts` what lifting each of them alone would buy (none where only lifting several helps). `sentence` says it."""

    closed: float
    closed_bound: float
    binding: tuple[Bar, ...]
    lifts: tuple[Lift, ...]
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningPath:
    """Steps in an executable order, their cost, and the proof: `proved` says that `bound` equals `cost`.

    `cost` is what was made least, `cost_bound` what no path over the catalogue goes below: both are hours unless
    preferences are given. `bound` is the same for `hours`: no path takes fewer. `prices` and `indivisible` (what only
    whole courses explain) add up to `cost_bound`. `stopped` names the stage in which the time ran out. `next_steps`
    are the ids of steps that can start now. `money` is the sum of known prices, `unknown_money` counts the courses
    without (an assessment has none to know).
    """

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
    stopped: Stage | None = None
    prices: tuple[Price, ...] = ()
    indivisible: float = 0.0
    next_steps: tuple[str, ...] = ()
    money: float = 0.0
    unknown_money: int = 0
    limited: Limited | None = None


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
