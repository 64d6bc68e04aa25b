"""Consent, as the schema shows it: what a learner's data may be used for, and how they change that."""

from datetime import datetime
from enum import Enum
from typing import Annotated, cast

import strawberry

from api.person import Picture
from api.schema.answers import Refusal
from api.schema.context import Context, Info
from api.tokens import MISSING
from learners import consent
from learners.access import Purpose, VisibleLearner
from learners.consent import Held
from ontology import refusals


@strawberry.enum(description="What a learner's data may be used for, by consent.")
class ConsentPurpose(Enum):
    INFERENCE = strawberry.enum_value(
        "inference", description="Skill states are computed from evidence. Without it they are empty."
    )
    MANAGER_VIEW = strawberry.enum_value(
        "manager_view", description="Whoever the learner reports to sees them. Without it nobody there does."
    )
    EXPERIMENTS = strawberry.enum_value(
        "experiments", description="The learner may be treated differently from others, to learn what helps."
    )


@strawberry.type(description="Whether a learner consents to one purpose.")
class Consent:
    purpose: ConsentPurpose
    given: bool
    since: datetime | None = strawberry.field(description="Null where nothing was said, and the policy's word holds.")

    @classmethod
    def of(cls, held: Held) -> "Consent":
        return cls(purpose=ConsentPurpose(held.purpose), given=held.given, since=held.since)


@strawberry.type
class ConsentsOfLearner:
    """What `Learner` says of consent."""

    picture: strawberry.Private[Picture]
    context: strawberry.Private[Context]

    @strawberry.field(
        description="What the learner's data may be used for; null for managers, whom it does not concern."
    )
    async def consents(self) -> list[Consent] | None:
        visible = self.picture.visible
        return None if visible.viewpoint == "manager" else await _holding(self.context, visible)


@strawberry.type(description="Consent as it is from now on.")
class ConsentsSet:
    consents: list[Consent]


ConsentsResult = Annotated[
    ConsentsSet | Refusal,
    strawberry.union("ConsentsResult", description="Consent as it is from now on, or why nothing was changed."),
]


@strawberry.type
class ConsentMutation:
    """Changes of one's own consent."""

    @strawberry.mutation(
        description="Give or withdraw one's own consent. What rests on it ends with the answer: managers see nothing "
        "more, states are empty."
    )
    async def set_consent(
        self,
        info: Info,
        purpose: ConsentPurpose,
        given: Annotated[bool, strawberry.argument(description="False withdraws.")],
    ) -> ConsentsResult:
        context = info.context
        if context.caller is None:
            return Refusal.of(MISSING)
        what = cast("Purpose", purpose.value)
        visible = await context.wiring.identity.see(context.caller, action="consent.write", things=[what])
        if isinstance(visible, refusals.Refusal):
            return Refusal.of(visible)
        await (await context.wiring.record()).consents.say(visible, what, given=given)
        context.people.forget(visible.id)
        return ConsentsSet(consents=await _holding(context, visible))


async def _holding(context: Context, visible: VisibleLearner) -> list[Consent]:
    said = await (await context.wiring.record()).consents.of(visible)
    return [Consent.of(each) for each in consent.held(said, await context.wiring.identity.defaults())]
