"""Plans, as the schema shows them: what a learner goes by, how far they are, and what has changed and why.

A plan is brought up to date when a field of it is asked for that depends on now. Where the request has no search left
for that, it is shown as it was kept, and says so (`stale`).
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, cast

import strawberry

from api import plans
from api.errors import LimitExceeded
from api.person import Picture, moment
from api.plan_showing import PlanNow, StepNow
from api.schema.answers import Refusal
from api.schema.competencies import CompetencyAtLevel
from api.schema.context import Context, Info, Showing
from api.schema.courses import Course
from api.schema.courses import maybe as maybe_course
from api.schema.paging import After, Before, Connection, First, Last, Page, paged
from api.schema.paths import Answered, LearningPath
from api.schema.plan_words import PlanDeed, PlanStatus, StaleReason, StepBecame, StepProgress
from api.schema.roles import RoleLevel
from api.schema.roles import maybe as maybe_level
from api.schema.steps import OtherStep
from api.schema.words import Viewpoint
from graph.record.plans import VersionLine
from learners.ids import PlanId
from ontology import refusals, turtle
from ontology.model import Catalogue, CompetencyAt
from planning import path_changes
from planning.plans import REASONS, Reason
from planning.plans import Plan as KeptPlan


@dataclass(slots=True)
class Loading:
    """A plan as it is now, worked out once for all fields that ask."""

    plan: KeptPlan
    picture: Picture
    context: Context
    showing: Showing
    task: asyncio.Task[PlanNow] | None = field(default=None)

    async def now(self) -> PlanNow:
        if self.task is None:
            self.task = asyncio.create_task(self._now())
        return await self.task

    async def _now(self) -> PlanNow:
        context, picture = self.context, self.picture
        record = await context.wiring.record()
        try:
            found = await plans.read(
                record,
                picture,
                self.showing.view,
                self.plan.id,
                searching=context.searches.run,
                at=context.at,
                language=self.showing.language,
            )
        except LimitExceeded:
            found = plans.BUSY
        if isinstance(found, refusals.Refusal):
            found = await plans.as_kept(record, picture, self.showing.view, self.plan)
        if isinstance(found, refusals.Refusal):
            raise LookupError("a plan lost its versions while it was read")
        if found.planned is not None:
            await context.people.showed(picture, found.planned.path)
        return found


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


PlanChangesResult = Annotated[
    PlanChanges | Refusal,
    strawberry.union("PlanChangesResult", description="What changed, or why that cannot be said."),
]


@strawberry.type(description="A plan that a learner goes by, or could. It is right when it is read, or says why not.")
class Plan:
    loading: strawberry.Private[Loading]
    id: strawberry.ID = strawberry.field(description="Stays as long as the plan.")

    @classmethod
    def of(cls, plan: KeptPlan, picture: Picture, context: Context, showing: Showing) -> "Plan":
        showing.budget.spend()
        loading = Loading(plan=plan, picture=picture, context=context, showing=showing)
        return cls(loading=loading, id=strawberry.ID(plan.id))

    @classmethod
    def of_now(cls, now: PlanNow, picture: Picture, context: Context, showing: Showing) -> "Plan":
        made = cls.of(now.plan, picture, context, showing)
        made.loading.task = asyncio.create_task(_itself(now))
        return made

    @strawberry.field(description="Where it stands.")
    async def status(self) -> PlanStatus:
        return PlanStatus((await self.loading.now()).plan.status)

    @strawberry.field(description="The role level that it leads to; null where it only has goals.")
    async def to(self) -> RoleLevel | None:
        return maybe_level((await self.loading.now()).plan.basis.to, self.loading.showing)

    @strawberry.field(description="Whether it leads to the learner's own target, whatever that is.")
    def follows_target(self) -> bool:
        return self.loading.plan.asked.follows

    @strawberry.field(description="Competencies to reach beside the role level, or instead of it.")
    def goals(self) -> list[CompetencyAtLevel]:
        showing = self.loading.showing
        known = showing.view.catalogue.competency
        asked = self.loading.plan.asked.goals
        return [CompetencyAtLevel.of(CompetencyAt(*goal), showing) for goal in asked if goal[0] in known]

    @strawberry.field(description="The number of the newest version.")
    async def version(self) -> int:
        return (await self.loading.now()).plan.version

    @strawberry.field(description="The version that the learner agreed to; null where none.")
    async def agreed(self) -> int | None:
        return (await self.loading.now()).plan.agreed

    @strawberry.field(
        description="Whether another way is better now than the one that was agreed to. `path` has it, "
        "`changesSince(version: agreed)` says why, and accepting again takes it."
    )
    async def differs(self) -> bool:
        return (await self.loading.now()).differs

    @strawberry.field(description="Whether what is shown may be out of date; `reasons` say why.")
    async def stale(self) -> bool:
        return bool((await self.loading.now()).stale)

    @strawberry.field(description="Why what is shown may be out of date; empty where it is right.")
    async def reasons(self) -> list[Stale]:
        return [Stale.of(reason) for reason in (await self.loading.now()).stale]

    @strawberry.field(description="What the learner goes by: the steps that were agreed to, else the newest ones.")
    async def steps(self) -> list[PlanStep]:
        return [PlanStep.of_step(step, self.loading.showing) for step in (await self.loading.now()).steps]

    @strawberry.field(description="Steps that can be begun, or gone on with, now.")
    async def next_steps(self) -> list[PlanStep]:
        now = await self.loading.now()
        waiting = {step.step.id for step in now.to_do}
        return [
            PlanStep.of_step(step, self.loading.showing) for step in now.to_do if waiting.isdisjoint(step.step.after)
        ]

    @strawberry.field(description="Hours of the steps that are left to do.")
    async def hours_left(self) -> float:
        return (await self.loading.now()).hours_left

    @strawberry.field(
        description="What is left to do by the answer of now. Levels of `toShow` are supposed in it. Null where the "
        "plan has ended, or nothing was searched for."
    )
    async def path(self) -> LearningPath | None:
        now, loading = await self.loading.now(), self.loading
        if now.planned is None:
            return None
        answered = Answered(
            planned=now.planned,
            context=loading.context,
            showing=loading.showing,
            searches=loading.context.searches,
            picture=loading.picture,
        )
        return LearningPath.of(answered)

    @strawberry.field(
        description="What has to be shown before the plan is complete: a completed course proves nothing."
    )
    async def to_show(self) -> list[ToShow]:
        showing = self.loading.showing
        return [
            ToShow(level=CompetencyAtLevel.of(one.level, showing), course=maybe_course(one.course, showing))
            for one in (await self.loading.now()).to_show
        ]

    @strawberry.field(description="What an edition would have taken away, in words.")
    async def notices(self) -> list[str]:
        return list((await self.loading.now()).notices)

    @strawberry.field(
        description="Why there is no answer now, such as a target that is gone; null where there is one."
    )
    async def refusal(self) -> Refusal | None:
        refused = (await self.loading.now()).refusal
        return None if refused is None else Refusal.of(refused)

    @strawberry.field(description="What was done with it, the earliest first.")
    async def history(self) -> list[PlanEvent]:
        return [
            PlanEvent(
                at=event.at,
                deed=PlanDeed(event.deed),
                by=Viewpoint(event.by),
                status=PlanStatus(event.status),
                version=event.version,
            )
            for event in (await self.loading.now()).plan.history
        ]

    @strawberry.field(description="The versions that are kept, the earliest first.")
    async def versions(self) -> list[PlanVersion]:
        return [PlanVersion.of(line) for line in (await self.loading.now()).lines]

    @strawberry.field(description="What became of the steps of a version, and why.")
    async def changes_since(
        self, version: Annotated[int, strawberry.argument(description="The number of a version that is kept.")]
    ) -> PlanChangesResult:
        loading = self.loading
        now, wiring = await loading.now(), loading.context.wiring

        async def catalogue_of(number: int, digest: str) -> Catalogue | None:
            async with wiring.searching:
                text = await (await wiring.reach.graph()).archive(number)
                found = await asyncio.to_thread(turtle.parse, text)
            return found if turtle.digest(found) == digest else None

        found = await plans.changes(
            await wiring.record(),
            now,
            loading.picture,
            version,
            catalogue_of=catalogue_of,
            language=loading.showing.language,
        )
        if isinstance(found, refusals.Refusal):
            return Refusal.of(found)
        return PlanChanges(
            since=version,
            hours_before=found.hours_before,
            hours_after=found.hours_after,
            sentence=found.sentence,
            steps=[StepChange.of(step) for step in found.steps],
        )


PlanResult = Annotated[
    Plan | Refusal, strawberry.union("PlanResult", description="A plan, or why there is none to show.")
]


@strawberry.type
class PlansOfLearner:
    """Fields of a learner; whoever inherits has `picture`, `context` and `showing`."""

    picture: strawberry.Private[Picture]
    context: strawberry.Private[Context]
    showing: strawberry.Private[Showing]

    @strawberry.field(description="The learner's plans of today: those that are followed first, then by id.")
    async def plans(
        self,
        info: Info,
        status: Annotated[
            list[PlanStatus] | None, strawberry.argument(description="Only those that stood so when last looked at.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Plan]:
        wanted = None if status is None else {cast("str", each.value) for each in status}
        picture = await self._today()
        found = await plans.every(await self.context.wiring.record(), picture)
        rows = [seen.plan for seen in found if wanted is None or seen.plan.status in wanted]
        return paged(
            info,
            Page(first, after, last, before),
            rows,
            key=lambda plan: (plans.place(plan), plan.id),
            node=lambda plan: Plan.of(plan, picture, self.context, self.showing),
        )

    @strawberry.field(description="One of the learner's plans.")
    async def plan(self, id: strawberry.ID) -> PlanResult:  # noqa: A002
        record = await self.context.wiring.record()
        seen = await record.plans.one(self.picture.visible, PlanId(id))
        if seen is None:
            return Refusal.of(plans.NOT_THERE)
        return Plan.of(seen.plan, await self._today(), self.context, self.showing)

    async def _today(self) -> Picture:
        """The picture of today, whatever day the learner is looked at: plans are about now."""
        at = moment(None, self.context.at)
        assert not isinstance(at, refusals.Refusal), "today can be asked for"
        return await self.context.people.of(self.picture.visible, at)


async def _itself(now: PlanNow) -> PlanNow:
    return now
