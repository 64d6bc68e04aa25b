"""What can be done with plans through GraphQL. Each answer carries the plan as it is afterwards."""

from typing import Annotated

import strawberry

from api import plan_doing, plans
from api.person import Picture
from api.plan_showing import PlanNow
from api.schema import inputs
from api.schema.answers import Refusal
from api.schema.context import Context, Info
from api.schema.naming import Names
from api.schema.plans import Plan, PlanResult
from learners.ids import LearnerId, PlanId
from ontology import refusals
from ontology.ids import CompetencyId, CourseId, RoleLevelId
from planning.plans import Asked, Deed
from planning.preferences import Limits, Preferences

PlanNamed = Annotated[strawberry.ID, strawberry.argument(description="The id of the plan.")]
VersionMeant = Annotated[
    int | None,
    strawberry.argument(description="The version that was looked at: refused where there is a newer one by now."),
]
WRITING = "plan.write"


@strawberry.type
class PlanMutation:
    @strawberry.mutation(
        description="A new plan from what the record says; or the one that is there, where a live one asks the same. "
        "Without role level and goals it follows the learner's own target."
    )
    async def propose_plan(
        self,
        info: Info,
        learner: inputs.OrMyself = None,
        to: inputs.OwnTo = None,
        goals: inputs.Goals = None,
        without: inputs.Without = None,
        include_optional: inputs.IncludeOptional = False,
        preferences: inputs.Wishes = None,
        limits: inputs.Within = None,
    ) -> PlanResult:
        context = info.context
        picture = await _picture(context, learner, WRITING)
        if isinstance(picture, refusals.Refusal):
            return Refusal.of(picture)
        names = Names(context.showing(None))
        target = names.maybe("role_level", to)
        wanted = names.ranked("goals", goals or ())
        left_out = names.all("without", "course", without or ())
        if names.refused is not None:
            return Refusal.of(names.refused)
        asked = Asked(
            to=None if target is None else RoleLevelId(target),
            follows=target is None and not wanted,
            goals=tuple((CompetencyId(competency), rank) for competency, rank in sorted(wanted.items())),
            without=frozenset(CourseId(course) for course in left_out),
            include_optional=include_optional,
            preferences=preferences.of() if preferences else Preferences(),
            limits=limits.of() if limits else Limits(),
        )
        if asked.follows and isinstance(own := picture.target(), refusals.Refusal):
            return Refusal.of(own)
        found = await plans.propose(
            await context.wiring.record(),
            picture,
            context.view,
            asked,
            searching=context.searches.run,
            at=context.at,
            language=context.language,
        )
        return await _told(context, picture, found)

    @strawberry.mutation(description="Agree to the newest version of a plan. Only the learner can.")
    async def accept_plan(
        self, info: Info, plan: PlanNamed, version: VersionMeant = None, learner: inputs.OrMyself = None
    ) -> PlanResult:
        return await _act(info.context, learner, plan, "accept", version)

    @strawberry.mutation(
        description="Begin with an accepted plan: the learner, or who leads them. Another plan to the same goal is "
        "replaced by it."
    )
    async def activate_plan(self, info: Info, plan: PlanNamed, learner: inputs.OrMyself = None) -> PlanResult:
        return await _act(info.context, learner, plan, "activate", None)

    @strawberry.mutation(description="Give a plan up. What was done stays in the record.")
    async def withdraw_plan(self, info: Info, plan: PlanNamed, learner: inputs.OrMyself = None) -> PlanResult:
        return await _act(info.context, learner, plan, "withdraw", None)

    @strawberry.mutation(
        description="Note that the course of a step was completed. It is evidence of a completion, which proves no "
        "level: the plan goes on as if it had given what it was to give, and has it among `toShow`. Said again, it "
        "changes nothing."
    )
    async def mark_step_done(
        self,
        info: Info,
        plan: PlanNamed,
        step: Annotated[strawberry.ID, strawberry.argument(description="The id of the step, or of its course.")],
        learner: inputs.OrMyself = None,
    ) -> PlanResult:
        context = info.context
        picture = await _picture(context, learner, "evidence.write")
        if isinstance(picture, refusals.Refusal):
            return Refusal.of(picture)
        assert context.caller is not None, "nobody is seen without a caller"
        record = await context.wiring.record()
        now = await _read(context, picture, plan)
        if isinstance(now, refusals.Refusal):
            return Refusal.of(now)
        refused = await plan_doing.completed(
            record, now, step, picture, context.view, caller=context.caller, at=context.at
        )
        if refused is not None:
            return Refusal.of(refused)
        context.people.forget(picture.visible.id)
        fresh = await context.people.of(picture.visible, picture.at)
        return await _told(context, fresh, await _read(context, fresh, plan))


async def _act(context: Context, learner: str | None, plan: str, deed: Deed, version: int | None) -> Plan | Refusal:
    picture = await _picture(context, learner, WRITING)
    if isinstance(picture, refusals.Refusal):
        return Refusal.of(picture)
    found = await plans.act(
        await context.wiring.record(),
        picture,
        context.view,
        PlanId(plan),
        deed,
        searching=context.searches.run,
        at=context.at,
        version=version,
        language=context.language,
    )
    return await _told(context, picture, found)


async def _picture(context: Context, learner: str | None, action: str) -> Picture | refusals.Refusal:
    return await context.people.picture(None if learner is None else LearnerId(learner), None, action=action)


async def _read(context: Context, picture: Picture, plan: str) -> PlanNow | refusals.Refusal:
    return await plans.read(
        await context.wiring.record(),
        picture,
        context.view,
        PlanId(plan),
        searching=context.searches.run,
        at=context.at,
        language=context.language,
    )


async def _told(context: Context, picture: Picture, found: PlanNow | refusals.Refusal) -> Plan | Refusal:
    """The plan as it is afterwards; the audit log has its path by then."""
    if isinstance(found, refusals.Refusal):
        return Refusal.of(found)
    if found.planned is not None:
        await context.people.showed(picture, found.planned.path)
    return Plan.of_now(found, picture, context, context.showing(None))
