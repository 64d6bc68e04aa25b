"""Plans, as the schema shows them: what a learner goes by, how far they are, and what has changed and why.

A plan is brought up to date when a field of it is asked for that depends on now. Where the request has no search left
for that, it is shown as it was kept, and says so (`stale`).
"""

import asyncio
from dataclasses import dataclass, field
from typing import Annotated, cast

import strawberry

from api import plans
from api.errors import LimitExceeded
from api.person import Picture, moment
from api.plan_showing import PlanNow
from api.schema.answers import Refusal
from api.schema.competencies import CompetencyAtLevel
from api.schema.context import Context, Info, Showing
from api.schema.courses import maybe as maybe_course
from api.schema.paging import After, Before, Connection, First, Last, Page, paged
from api.schema.paths import Answered, LearningPath
from api.schema.plan_parts import PlanChanges, PlanEvent, PlanStep, PlanVersion, Stale, ToShow
from api.schema.plan_words import PlanStatus
from api.schema.roles import RoleLevel
from api.schema.roles import maybe as maybe_level
from learners.ids import PlanId
from ontology import refusals, turtle
from ontology.model import Catalogue, CompetencyAt
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
        return [PlanEvent.of(event) for event in (await self.loading.now()).plan.history]

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
        return Refusal.of(found) if isinstance(found, refusals.Refusal) else PlanChanges.of(version, found)


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
    async def plan(
        self,
        id: Annotated[strawberry.ID, strawberry.argument(description="The plan's id.")],  # noqa: A002
    ) -> PlanResult:
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
