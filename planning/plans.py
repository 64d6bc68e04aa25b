"""The life of a plan that somebody goes by: what may be done with it, what its answer rests on, when that is stale.

A plan is a question with its answers over time, the versions. A person agrees to one of them; the newest one says
what is cheapest now. Where the two differ the person is told, and decides: what was agreed to does not change by
itself.
No clock, no storage: both are arguments and the graph's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, Literal, TypeAlias

from learners.access import Viewpoint
from learners.ids import LearnerId, PlanId
from learners.model import SkillState
from ontology.ids import CompetencyId, CourseId, RoleLevelId
from ontology.model import Catalogue, CompetencyAt
from ontology.refusals import Refusal
from planning.gaps import stands
from planning.keeping import digest
from planning.model import Step
from planning.preferences import Limits, Preferences

Status: TypeAlias = Literal["proposed", "accepted", "active", "complete", "withdrawn", "replaced"]
LIVE: Final[tuple[Status, ...]] = ("proposed", "accepted", "active")
"""Plans that are kept fresh. The others are what they were when they ended."""

Deed: TypeAlias = Literal["propose", "accept", "activate", "complete", "withdraw", "replace"]
"""What happens to a plan. `complete` and `replace` follow from other things; nobody does them."""

_ALLOWED: Final[Mapping[Deed, tuple[tuple[Status, ...], Status]]] = {
    "accept": (("proposed", "accepted", "active"), "accepted"),
    "activate": (("accepted",), "active"),
    "complete": (LIVE, "complete"),
    "withdraw": (LIVE, "withdrawn"),
    "replace": (LIVE, "replaced"),
}
"""By deed: from where, and to where. Whoever accepts again agrees to the newest version; an active plan stays so."""

_WHO: Final[Mapping[Deed, frozenset[Viewpoint]]] = {
    "propose": frozenset({"self", "manager", "administrator", "service"}),
    "accept": frozenset({"self", "administrator", "service"}),
    "activate": frozenset({"self", "manager", "administrator", "service"}),
    "withdraw": frozenset({"self", "manager", "administrator", "service"}),
    "complete": frozenset({"self", "manager", "administrator", "service", "worker"}),
    "replace": frozenset({"self", "manager", "administrator", "service", "worker"}),
}
"""Nobody accepts a plan for somebody else, but for an administrator with a purpose, and a service that was let."""

Reason: TypeAlias = Literal["evidence", "completion", "role", "consent", "policy", "edition", "time"]
REASONS: Final[Mapping[Reason, str]] = {
    "evidence": "There is new evidence.",
    "completion": "A course was begun or completed.",
    "role": "The role that the plan leads to is another one.",
    "consent": "Consent to drawing conclusions from evidence was given or withdrawn.",
    "policy": "The rules by which evidence counts have changed.",
    "edition": "The ontology has a new edition.",
    "time": "A day or more has passed, and evidence ages.",
}
"""Why an answer may not be right any more, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a plan is to reach: a question without the state, which changes. `follows`: `to` is the learner's own
    target, whatever that is by then."""

    to: RoleLevelId | None = None
    follows: bool = False
    goals: tuple[tuple[CompetencyId, int], ...] = ()
    without: frozenset[CourseId] = frozenset()
    include_optional: bool = False
    preferences: Preferences = field(default_factory=Preferences)
    limits: Limits = field(default_factory=Limits)

    def same_goal(self, other: "Asked") -> bool:
        """Whether both lead to the same place, by whatever way."""
        return self._goal == other._goal

    @property
    def _goal(self) -> tuple[object, ...]:
        return self.follows, None if self.follows else self.to, self.goals


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What an answer rests on. While nothing of it has changed, the answer is right.

    `edition` and `digest` are those of the ontology, `policy` names the rules by which evidence counts, `inferring`
    says whether it may be used, `to` is where the plan led. `skills` and `courses` are digests of the state: levels
    held and likely; courses done and begun. `relevant` is the digest of what the answer depends on in that edition.
    `seen` is when what counts for the learner last changed, as the record writes it (empty: never). `day` is in UTC.
    `about` are the courses, assessments and competencies that the learner's evidence names, None where they are too
    many: an edition in which nothing that bears on them changed leaves the state as it is. `proved_in` is the edition
    that the newest version's certificate speaks of; 0 where it proves nothing.
    """

    edition: int
    digest: str
    policy: str
    inferring: bool
    to: RoleLevelId | None
    day: date
    seen: str
    skills: str
    courses: str
    relevant: str = ""
    about: tuple[str, ...] | None = None
    proved_in: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What can be said of now without looking at evidence; see `Basis`."""

    digest: str
    policy: str
    inferring: bool
    to: RoleLevelId | None
    day: date
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that was done with a plan: `status` is what it came to, and `version` the newest one then.

    `by` says from where the learner was seen; who that was is in the audit log, and outlives nobody's erasure here.
    """

    at: datetime
    deed: Deed
    by: Viewpoint
    status: Status
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan without its versions. `version` is the newest one; `agreed` the one that the learner agreed to.

    `changes` counts how often anything of it was written: who writes says which count was read, and does not
    overwrite what was written in between.
    """

    id: PlanId
    learner: LearnerId
    asked: Asked
    status: Status
    version: int
    agreed: int | None
    basis: Basis
    history: tuple[Event, ...]
    changes: int = 0

    @property
    def live(self) -> bool:
        return self.status in LIVE


def skills_digest(state: SkillState) -> str:
    """Of levels held and likely. How sure one is of a level that is held changes no answer."""
    held = tuple((competency, held.level) for competency, held in sorted(state.held.items()))
    return digest((held, tuple(sorted(state.likely.items()))))[:32]


def courses_digest(state: SkillState) -> str:
    """Of courses done and begun."""
    return digest((state.done, state.in_progress))[:32]


def stale(basis: Basis, now: Marks) -> tuple[Reason, ...]:
    """Why an answer on this basis may not be right now, by what can be seen from outside; nothing where it is."""
    return _given(
        {
            "evidence": basis.seen != now.seen,
            "role": basis.to != now.to,
            "consent": basis.inferring != now.inferring,
            "policy": basis.policy != now.policy,
            "edition": basis.digest != now.digest,
            "time": basis.day != now.day,
        }
    )


def differences(basis: Basis, now: Basis) -> tuple[Reason, ...]:
    """What is not as it was, once the evidence was looked at; nothing where the answer certainly is the same.

    Levels that differ are put down to courses that were done, else to evidence where there is any news, else to what
    else has changed, else to age.
    """
    moved = basis.skills != now.skills
    news, otherwise = basis.seen != now.seen, basis.policy != now.policy or basis.digest != now.digest
    return _given(
        {
            "evidence": moved and news and basis.courses == now.courses,
            "completion": basis.courses != now.courses,
            "role": basis.to != now.to,
            "consent": basis.inferring != now.inferring,
            "policy": basis.policy != now.policy,
            "edition": basis.digest != now.digest,
            "time": moved and not news and not otherwise and basis.inferring == now.inferring,
        }
    )


def _given(found: Mapping[Reason, bool]) -> tuple[Reason, ...]:
    return tuple(reason for reason in REASONS if found.get(reason))


def allowed(plan: Plan, deed: Deed, by: Viewpoint) -> Refusal | None:
    """Why this cannot be done with the plan, or not by who asks."""
    if by not in _WHO[deed]:
        return Refusal(
            code="plan.not_yours",
            message=f"A plan cannot be {_DONE[deed]} for somebody else.",
            hint="Only the learner can do that.",
        )
    if deed == "propose" or plan.status in _ALLOWED[deed][0]:
        return None
    return Refusal(
        code="plan.wrong_status",
        message=f"This plan is {plan.status}; it cannot be {_DONE[deed]} from there.",
        hint=_HINTS.get((plan.status, deed), "Propose a new plan.") if plan.live else "Propose a new plan.",
    )


_DONE: Final[Mapping[Deed, str]] = {
    "propose": "proposed",
    "accept": "accepted",
    "activate": "activated",
    "complete": "completed",
    "withdraw": "withdrawn",
    "replace": "replaced",
}
_HINTS: Final[Mapping[tuple[Status, Deed], str]] = {
    ("proposed", "activate"): "The learner has to accept it first.",
    ("active", "activate"): "There is nothing to do: it is active.",
}


def after(plan: Plan, deed: Deed, *, by: Viewpoint, at: datetime) -> Plan:
    """The plan once this was done, which must be `allowed`. Accepting agrees to the newest version."""
    status = plan.status if deed == "accept" and plan.status == "active" else _ALLOWED[deed][1]
    event = Event(at=at, deed=deed, by=by, status=status, version=plan.version)
    agreed = plan.version if deed == "accept" else plan.agreed
    return replace(plan, status=status, agreed=agreed, history=_short((*plan.history, event)))


MOST_EVENTS = 100
"""Of a history: the first and the newest ones are kept."""


def _short(history: tuple[Event, ...]) -> tuple[Event, ...]:
    return history if len(history) <= MOST_EVENTS else (history[0], *history[1 - MOST_EVENTS :])


KEPT_VERSIONS = 10
"""So many of the newest versions are kept, and the one that was agreed to."""


def outdated(plan: Plan) -> int:
    """Versions below this number are not kept, but for the one that was agreed to."""
    return plan.version - KEPT_VERSIONS + 1


Progress: TypeAlias = Literal["open", "in_progress", "done", "held"]
"""Of a step. `done`: its course was completed. `held`: what it gives is held, however that came about."""


def progress(step: Step, state: SkillState, catalogue: Catalogue) -> Progress:
    """How far a learner is with a step. Done is not held: a completed course alone proves no level."""
    if step.course is not None and step.course in state.done:
        return "done"
    if is_shown(step, state, catalogue):
        return "held"
    if step.course is not None and step.course in state.in_progress:
        return "in_progress"
    return "open"


def is_shown(step: Step, state: SkillState, catalogue: Catalogue) -> bool:
    """Whether all levels that the step gives, or that its test may prove, are held."""
    levels = step.gives
    if step.test_out is not None:
        levels = tuple(CompetencyAt(one.competency, one.level) for one in step.test_out.settles)
    ranks: dict[CompetencyId, int] = {}
    for competency, held in state.held.items():
        if competency in catalogue.competency:
            leader = stands(catalogue, competency)
            ranks[leader] = max(ranks.get(leader, 0), held.level)
    return bool(levels) and all(
        level.competency in catalogue.competency and ranks.get(stands(catalogue, level.competency), 0) >= level.level
        for level in levels
    )
