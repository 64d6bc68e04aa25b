"""A team as its manager sees it, and groups for those who see groups and no people."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import strawberry

from api import team as teams
from api.person import Picture, moment, path_digest
from api.schema.answers import Edition, Refusal, edition_of
from api.schema.competencies import Competency
from api.schema.competencies import known as known_competency
from api.schema.context import Context, Info, Showing
from api.schema.groups import GroupsResult, groups
from api.schema.naming import Names
from api.schema.roles import RoleLevel
from api.schema.roles import known as known_level
from api.schema.things import Language
from api.schema.words import GapStatus
from api.team import Measured, Planned, Until
from api.tokens import MISSING
from learners.access import NOT_VISIBLE, VisibleLearner
from ontology import refusals
from ontology.ids import RoleLevelId
from planning import teams as planning
from planning.many import one_by_one
from planning.model import GapItem

ACTION = "team.read"
MOST_REPORTS = 500
"""More people than that are no team, and would keep the service from everything else."""

AsOf = Annotated[date | None, strawberry.argument(description="The day to look at, in UTC, to its end; else today.")]
Beside = Annotated[
    strawberry.ID | None,
    strawberry.argument(
        description="The role level that all are measured against: id, full IRI or label; else each one's own target."
    ),
]


@strawberry.type(description="Somebody of a team.")
class TeamMember:
    learner: strawberry.ID
    name: str | None = strawberry.field(description="Null where nobody said one.")
    inferring: bool = strawberry.field(
        description="False where the person has withdrawn consent to inference: nothing is known then."
    )

    @classmethod
    def of(cls, picture: Picture, showing: Showing) -> "TeamMember":
        showing.budget.spend()
        return cls(
            learner=strawberry.ID(picture.visible.id),
            name=picture.profile.name,
            inferring=picture.state.inferring,
        )


@strawberry.type(description="Somebody who cannot be measured, mostly since nobody said what they are on the way to.")
class NotMeasured:
    member: TeamMember
    code: str
    message: str


@strawberry.type(description="A competency of a heat map.")
class HeatMapColumn:
    competency: Competency
    needed_by: int
    short: int = strawberry.field(description="How many hold less than they need.")
    unknown: int = strawberry.field(description="Of how many nothing is known.")
    steps_short: int = strawberry.field(description="The ranks that all of them miss.")


@strawberry.type(description="One person's need beside what the record says.")
class HeatMapCell:
    column: int = strawberry.field(description="The place of its competency among the columns, from 0.")
    status: GapStatus
    required: int
    held: int | None = strawberry.field(description="The rank that is held, 0 for known not to be; null for unknown.")
    confidence: float | None = strawberry.field(description="How sure that is; null where nothing is known.")
    steps_short: int

    @classmethod
    def of(cls, item: GapItem, column: int) -> "HeatMapCell":
        return cls(
            column=column,
            status=GapStatus(item.status),
            required=item.required,
            held=item.held,
            confidence=item.confidence,
            steps_short=item.steps_short,
        )


@strawberry.type(description="One person of a heat map.")
class HeatMapRow:
    member: TeamMember
    target: RoleLevel
    required: int
    short: int
    steps_short: int
    cells: list[HeatMapCell] = strawberry.field(
        description="What the person needs, in the order of the columns; other columns have no cell."
    )


@strawberry.type(description="A team's essential needs against what is held: people by id, the greatest lack first.")
class HeatMap:
    columns: list[HeatMapColumn]
    rows: list[HeatMapRow]
    not_measured: list[NotMeasured]


@strawberry.type(description="Somebody on the way to a role level, with the hours of the cheapest path.")
class Candidate:
    member: TeamMember
    target: RoleLevel
    ready: bool = strawberry.field(description="Nothing is missing.")
    attainable: bool = strawberry.field(description="Courses and assessments lead all the way.")
    required: int
    met: int
    share: float = strawberry.field(description="The share of essential needs that are met.")
    steps_short: int
    hours: float
    bound: float = strawberry.field(description="No path takes fewer hours.")
    proved: bool

    @classmethod
    def of(cls, one: planning.Candidate, person: Measured, showing: Showing) -> "Candidate":
        return cls(
            member=TeamMember.of(person.picture, showing),
            target=known_level(person.target, showing),
            ready=one.ready,
            attainable=one.attainable,
            required=one.required,
            met=one.met,
            share=one.share,
            steps_short=one.steps_short,
            hours=one.path.hours,
            bound=one.path.bound,
            proved=one.path.proved,
        )


@strawberry.type(description="How near people are: those first whom courses lead all the way, then by hours.")
class Readiness:
    people: list[Candidate]
    not_measured: list[NotMeasured]


@strawberry.type(description="Whether a team can fill so many places at a role level, and what that takes.")
class Coverage:
    wanted: int
    missing: int = strawberry.field(description="Places that nobody of the team can fill.")
    hours: float = strawberry.field(description="Of the paths of those who are chosen, in all.")
    bound: float = strawberry.field(description="No choice of as many people takes fewer hours.")
    proved: bool = strawberry.field(description="No other choice costs less, nor fills more of the places.")
    hours_each: float | None = strawberry.field(
        description="How many hours each has until the day; null where no day was said."
    )
    chosen: list[Candidate] = strawberry.field(description="The cheapest who can make it, the nearest first.")
    too_late: list[Candidate] = strawberry.field(description="Who could make it with more time.")
    out_of_reach: list[Candidate] = strawberry.field(description="Whom courses do not lead all the way.")


HeatMapResult = Annotated[
    HeatMap | Refusal, strawberry.union("HeatMapResult", description="A heat map, or why there is none.")
]
ReadinessResult = Annotated[
    Readiness | Refusal, strawberry.union("ReadinessResult", description="Who is how near, or why that is not said.")
]
CoverageResult = Annotated[
    Coverage | Refusal, strawberry.union("CoverageResult", description="Who covers a need, or why that is not said.")
]


@strawberry.input(description="A day, and what each person has for learning until then.")
class UntilDay:
    day: date = strawberry.field(description="The last day, in UTC; the first is the day that the answer is about.")
    hours_per_week: float = strawberry.field(description="Above 0, up to 168.")


@dataclass(frozen=True, kw_only=True, eq=False)
class Asking:
    """What the fields of a team share. `people` may all be seen by the caller."""

    people: Sequence[Picture]
    context: Context
    showing: Showing

    def team(self, to: str | None) -> teams.Team | refusals.Refusal:
        names = Names(self.showing)
        target = names.maybe("role_level", to)
        if names.refused is not None:
            return names.refused
        view = self.showing.view
        return teams.team(self.people, view, to=None if target is None else RoleLevelId(target))

    async def planned(self, team: teams.Team) -> Planned:
        """Everybody's cheapest path; the seconds of the request are for all of them. In the audit log by then."""
        view, language, context = self.showing.view, self.showing.language, self.context
        problems = [one.problem for one in team.measured]
        found = await context.searches.run(
            lambda remaining: teams.planned(
                view, problems, solvers=one_by_one(language=language, timer=lambda: remaining)
            )
        )
        assert context.caller is not None, "nobody is seen without a caller"
        paths, caller, identity = found.paths, context.caller, context.wiring.identity
        await asyncio.gather(
            *(
                identity.shown(
                    caller,
                    one.picture.visible,
                    path=path_digest(paths[one.id]),
                    edition=view.edition.number,
                    policy=one.picture.state.policy,
                    action=ACTION,
                )
                for one in team.measured
                if one.id in paths
            )
        )
        return found

    def candidates(self, found: Sequence[planning.Candidate], team: teams.Team) -> list[Candidate]:
        people = {one.id: one for one in team.measured}
        return [Candidate.of(one, people[one.id], self.showing) for one in found]

    def not_measured(self, team: teams.Team, failed: Planned | None = None) -> list[NotMeasured]:
        people = {one.id: one.picture for one in team.measured} | {one.id: one.picture for one in team.unmeasured}
        why = [
            *((one.id, one.refusal) for one in team.unmeasured),
            *(() if failed is None else failed.failed),
        ]
        return [
            NotMeasured(
                member=TeamMember.of(people[learner], self.showing), code=refusal.code, message=refusal.message
            )
            for learner, refusal in why
        ]


@strawberry.type(
    description="Those whom a manager leads now and may see. Nothing says whether there is somebody who is not shown."
)
class Team:
    asking: strawberry.Private[Asking]
    edition: Edition
    as_of: date = strawberry.field(description="The day that all of this is about, in UTC, to its end.")

    @strawberry.field(description="The people, by id.")
    def members(self) -> list[TeamMember]:
        return [TeamMember.of(picture, self.asking.showing) for picture in self.asking.people]

    @strawberry.field(description="What everybody holds of what they need.")
    def heat_map(self, to: Beside = None) -> HeatMapResult:
        asking, team = self.asking, self.asking.team(to)
        if isinstance(team, refusals.Refusal):
            return Refusal.of(team)
        heat, people = team.heat, {one.id: one for one in team.measured}
        return HeatMap(
            columns=[
                HeatMapColumn(
                    competency=known_competency(column.competency, asking.showing),
                    needed_by=column.needed_by,
                    short=column.short,
                    unknown=column.unknown,
                    steps_short=column.steps_short,
                )
                for column in heat.columns
            ],
            rows=[
                HeatMapRow(
                    member=TeamMember.of(people[row.member].picture, asking.showing),
                    target=known_level(people[row.member].target, asking.showing),
                    required=row.required,
                    short=row.short,
                    steps_short=row.steps_short,
                    cells=[HeatMapCell.of(cell, at) for at, cell in enumerate(row.cells) if cell is not None],
                )
                for row in heat.rows
            ],
            not_measured=asking.not_measured(team),
        )

    @strawberry.field(description="How near everybody is to a role level. It searches for paths.")
    async def readiness(self, to: Beside = None) -> ReadinessResult:
        asking, team = self.asking, self.asking.team(to)
        if isinstance(team, refusals.Refusal):
            return Refusal.of(team)
        found = await asking.planned(team)
        return Readiness(
            people=asking.candidates(found.candidates, team), not_measured=asking.not_measured(team, found)
        )

    @strawberry.field(description="So many people at a role level: who is nearest, and what does it take?")
    async def coverage(
        self,
        to: Annotated[strawberry.ID, strawberry.argument(description="The role level: id, full IRI or label.")],
        people: Annotated[int, strawberry.argument(description="How many are needed there.")],
        until: Annotated[UntilDay | None, strawberry.argument(description="By when; else time is no matter.")] = None,
    ) -> CoverageResult:
        asking, team = self.asking, self.asking.team(to)
        if isinstance(team, refusals.Refusal):
            return Refusal.of(team)
        day = None if until is None else Until(day=until.day, hours_per_week=until.hours_per_week)
        hours = teams.hours_each(day, asking.context.at.date())
        if isinstance(hours, refusals.Refusal):
            return Refusal.of(hours)
        refused = teams.places_refused(people)
        if refused is not None:
            return Refusal.of(refused)
        found = planning.coverage((await asking.planned(team)).candidates, people, hours_each=hours)
        return Coverage(
            wanted=found.wanted,
            missing=found.missing,
            hours=found.hours,
            bound=found.bound,
            proved=found.proved,
            hours_each=found.hours_each,
            chosen=asking.candidates(found.chosen, team),
            too_late=asking.candidates(found.too_late, team),
            out_of_reach=asking.candidates(found.out_of_reach, team),
        )


TeamResult = Annotated[Team | Refusal, strawberry.union("TeamResult", description="A team, or why none is shown.")]


@strawberry.type
class TeamQuery:
    """Questions about several people at once."""

    @strawberry.field(
        description="Whom the caller leads now and may see; for an administrator with a purpose, or a program: whom "
        "`manager` leads and may see."
    )
    async def team(
        self,
        info: Info,
        manager: Annotated[
            strawberry.ID | None, strawberry.argument(description="Whose team; the caller's where nothing is said.")
        ] = None,
        as_of: AsOf = None,
        language: Language = None,
    ) -> TeamResult:
        context, showing = info.context, info.context.showing(language)
        at = moment(as_of, context.at)
        if isinstance(at, refusals.Refusal):
            return Refusal.of(at)
        visibles = await _seen(context, manager)
        if isinstance(visibles, refusals.Refusal):
            return Refusal.of(visibles)
        people = await teams.pictures(await context.wiring.record(), visibles, showing.view, at=at)
        asking = Asking(people=people, context=context, showing=showing)
        return Team(asking=asking, edition=edition_of(context), as_of=at.date())

    @strawberry.field(
        description="How groups of people stand beside what they need, in figures that tell of nobody: for "
        "administrators, and programs with the scope people:read."
    )
    async def groups(self, info: Info, to: Beside = None, language: Language = None) -> GroupsResult:
        return await groups(info.context, info.context.showing(language), to)


async def _seen(context: Context, manager: str | None) -> Sequence[VisibleLearner] | refusals.Refusal:
    """Those whom the caller may see of a team. The look is in the audit log by then."""
    caller, identity = context.caller, context.wiring.identity
    if caller is None:
        return MISSING
    if caller.part != "learner":
        if manager is None:
            return refusals.Refusal(
                code="team.manager_missing",
                message="The token is nobody's who could lead a team.",
                hint="Name the manager; or ask for groups.",
            )
        found = await identity.led_by(caller, manager, action=ACTION)
    elif manager is None or manager == caller.learner:
        found = await identity.reports(caller, action=ACTION)
    else:
        await identity.did(caller, ACTION, outcome="denied", learners=[manager])
        found = NOT_VISIBLE
    if not isinstance(found, refusals.Refusal) and len(found) > MOST_REPORTS:
        return refusals.Refusal(
            code="team.too_large",
            message=f"The team has more than {MOST_REPORTS:,} people.",
            hint="Ask at the command line: skillway team.",
        )
    return found
