"""Figures about groups of people, as the schema shows them to those who see groups and no people."""

from typing import Annotated, Final

import strawberry

from api import team as teams
from api.person import end_of
from api.schema.answers import Edition, Refusal, edition_of
from api.schema.competencies import Competency, known
from api.schema.context import Context, Showing
from api.schema.naming import Names
from api.tokens import MISSING
from learners import access
from ontology import refusals
from ontology.ids import RoleLevelId
from planning import group_figures
from planning.group_figures import Placed, Slice

MOST_PEOPLE: Final = 1_000
"""Whose states are computed for one request; the command line has no such limit."""
KEPT_BACK = "null where it is kept back."


@strawberry.type(description="How a group stands beside one need.")
class GroupNeed:
    competency: Competency
    people: int = strawberry.field(description="How many of the group need it.")
    met: int | None = strawberry.field(description=f"How many hold what they need; {KEPT_BACK}")
    short: int | None = strawberry.field(description=f"How many hold less; {KEPT_BACK}")
    unknown: int | None = strawberry.field(description=f"Of how many nothing is known; {KEPT_BACK}")

    @classmethod
    def of(cls, need: Slice, showing: Showing) -> "GroupNeed":
        status = need.by_status
        return cls(
            competency=known(need.competency, showing),
            people=need.people,
            met=status["met"],
            short=status["short"],
            unknown=status["unknown"],
        )


@strawberry.type(description="People of some teams, as many as the policy's minimum or more.")
class Group:
    teams: list[str]
    with_others: bool = strawberry.field(description="People of no team are among them.")
    people: int = strawberry.field(description="How many count: those whose target enough others have.")
    needs: list[GroupNeed] = strawberry.field(description="By competency.")


@strawberry.type(
    description="Groups in figures. What tells of fewer people than the minimum is kept back, and what would give it "
    "away by subtraction, too."
)
class Groups:
    edition: Edition
    minimum: int
    groups: list[Group]


GroupsResult = Annotated[
    Groups | Refusal, strawberry.union("GroupsResult", description="Groups in figures, or why there are none.")
]


async def groups(context: Context, showing: Showing, to: str | None) -> Groups | Refusal:
    """Everybody who lets skills be inferred, in figures. One entry in the audit log says that they were asked for."""
    caller, identity, view = context.caller, context.wiring.identity, showing.view
    if caller is None:
        return Refusal.of(MISSING)
    refused = access.group_refusal(caller)
    if refused is not None:
        await identity.did(caller, "group.read", outcome="denied")
        return Refusal.of(refused)
    names = Names(showing)
    target = names.maybe("role_level", to)
    if names.refused is not None:
        return Refusal.of(names.refused)
    record, at = await context.wiring.record(), end_of(context.at.date())
    placed: list[Placed] = []
    async for some in identity.counted(caller):
        if len(placed) + len(some) > MOST_PEOPLE:
            return Refusal.of(
                refusals.Refusal(
                    code="group.too_many",
                    message=f"There are more than {MOST_PEOPLE:,} people.",
                    hint="Ask at the command line: skillway team heat.",
                )
            )
        people = await teams.pictures(record, some, view, at=at, named=False)
        placed += teams.placements(teams.team(people, view, to=None if target is None else RoleLevelId(target)))
    minimum = (await record.policies.current()).minimum_group
    return Groups(
        edition=edition_of(context),
        minimum=minimum,
        groups=[
            Group(
                teams=list(group.teams),
                with_others=group.with_others,
                people=group.people,
                needs=[GroupNeed.of(need, showing) for need in group.slices],
            )
            for group in group_figures.figures(placed, minimum)
        ],
    )
