"""What a plan is made of, as the schema shows it: steps, events, versions, and what changed between them."""

from datetime import datetime

import strawberry

from api.plan_showing import StepNow
from api.schema.competencies import CompetencyAtLevel
from api.schema.context import Showing
from api.schema.courses import Course
from api.schema.plan_words import PlanDeed, PlanStatus, StaleReason, StepBecame, StepProgress
from api.schema.steps import OtherStep
from api.schema.words import Viewpoint
from graph.record.plans import VersionLine
from planning import path_changes
from planning.plans import REASONS, Event, Reason


@strawberry.type(description="A step of a plan, and how far it is.")
class PlanStep(OtherStep):
    now: strawberry.Private[StepNow]

    @classmethod
    def of_step(cls, now: StepNow, showing: Showing) -> "PlanStep":
        return cls(step=now.step, showing=showing, now=now)

    @strawberry.field(description="How far it is.")
    def progress(self) -> StepProgress:
        return StepProgress(self.now.progress)

    @strawberry.field(description="Whether what it gives is proved. A course that was completed proves nothing.")
    def shown(self) -> bool:
        return self.now.shown


@strawberry.type(description="Why a plan may be out of date.")
class Stale:
    code: StaleReason
    message: str

    @classmethod
    def of(cls, reason: Reason) -> "Stale":
        return cls(code=StaleReason(reason), message=REASONS[reason])


@strawberry.type(description="A level that a completed course was to give, and that nothing has shown so far.")
class ToShow:
    level: CompetencyAtLevel
    course: Course | None = strawberry.field(description="Null where this edition has it no more.")


@strawberry.type(description="Something that was done with a plan.")
class PlanEvent:
    at: datetime
    deed: PlanDeed
    by: Viewpoint = strawberry.field(description="From where the learner was seen by who did it.")
    status: PlanStatus = strawberry.field(description="Where the plan stood then.")
    version: int

    @classmethod
    def of(cls, event: Event) -> "PlanEvent":
        return cls(
            at=event.at,
            deed=PlanDeed(event.deed),
            by=Viewpoint(event.by),
            status=PlanStatus(event.status),
            version=event.version,
        )


@strawberry.type(description="A version of a plan. A new one is made where other steps are the answer.")
class PlanVersion:
    number: int
    at: datetime
    edition: int = strawberry.field(description="The number of the edition that it was computed from.")
    hours: float = strawberry.field(description="The hours that were left to do.")
    steps: int = strawberry.field(description="The steps that were left to do.")
    why: list[Stale] = strawberry.field(description="What had changed; empty for the first.")

    @classmethod
    def of(cls, line: VersionLine) -> "PlanVersion":
        return cls(
            number=line.number,
            at=line.at,
            edition=line.edition,
            hours=line.hours,
            steps=line.steps,
            why=[Stale.of(reason) for reason in line.why],
        )


@strawberry.type(description="What became of one step, and why.")
class StepChange:
    became: StepBecame
    course: strawberry.ID | None = strawberry.field(description="Null for an assessment.")
    assessment: strawberry.ID | None = strawberry.field(description="Null for a course.")
    before: strawberry.ID | None = strawberry.field(
        description="Its id in the earlier version; null where it is new."
    )
    after: strawberry.ID | None = strawberry.field(description="Its id now; null where it is gone.")
    hours: float
    why: str | None = strawberry.field(description="A code such as `done`, `dearer`, `retired`; null where it stays.")
    sentence: str

    @classmethod
    def of(cls, change: path_changes.StepChange) -> "StepChange":
        return cls(
            became=StepBecame(change.became),
            course=None if change.course is None else strawberry.ID(change.course),
            assessment=None if change.assessment is None else strawberry.ID(change.assessment),
            before=None if change.before is None else strawberry.ID(change.before),
            after=None if change.after is None else strawberry.ID(change.after),
            hours=change.hours,
            why=change.why,
            sentence=change.sentence,
        )


@strawberry.type(description="What changed since a version of a plan.")
class PlanChanges:
    since: int
    hours_before: float
    hours_after: float
    sentence: str
    steps: list[StepChange] = strawberry.field(description="Steps of now in their order, then those that are gone.")

    @classmethod
    def of(cls, since: int, changes: path_changes.PathChanges) -> "PlanChanges":
        return cls(
            since=since,
            hours_before=changes.hours_before,
            hours_after=changes.hours_after,
            sentence=changes.sentence,
            steps=[StepChange.of(step) for step in changes.steps],
        )
