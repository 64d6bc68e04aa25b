"""Learning paths, as the schema shows them, and what can be asked about one.

What takes a search of its own is found when its field is asked for; see `api.schema.searches` for how many of these
one request may ask.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import strawberry

from api.schema.answers import Edition, GapCounts, Refusal, edition_of
from api.schema.competencies import Competency, known
from api.schema.context import Context, Showing
from api.schema.roles import RoleLevel
from api.schema.roles import known as known_level
from api.schema.searches import Searches
from api.schema.steps import OtherStep
from api.schema.words import Bar, Cause, PathStatus, Stage
from planning import model
from planning.recommend import Planned


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question that was answered, for the questions about its answer; `searches` are what those may spend."""

    planned: Planned
    context: Context
    showing: Showing
    searches: Searches


@strawberry.type(description="A goal that cannot be reached, how far it goes, and why not further.")
class Uncloseable:
    competency: Competency
    level: int
    reached: int
    cause: Cause
    detail: str

    @classmethod
    def of(cls, goal: model.Uncloseable, showing: Showing) -> "Uncloseable":
        return cls(
            competency=known(goal.competency, showing),
            level=goal.level,
            reached=goal.reached,
            cause=Cause(goal.cause),
            detail=goal.detail,
        )


@strawberry.type(description="What one need accounts for in what the whole path costs.")
class Price:
    competency: Competency
    level: int
    cost: float

    @classmethod
    def of(cls, price: model.Price, showing: Showing) -> "Price":
        return cls(competency=known(price.competency, showing), level=price.level, cost=price.cost)


@strawberry.type(description="What lifting one limit, and no other, would buy. No lower limit buys as much.")
class Lift:
    bar: Bar
    limit: float = strawberry.field(description="Hours, of a deadline too; or money.")
    closed: float = strawberry.field(description="The share of the weighted gap that could be closed then.")
    ends_on: date | None = strawberry.field(description="Of a deadline: that day; null where there is none.")
    hours_per_week: float | None = strawberry.field(
        description="Of a deadline: hours a week that do as well; null where no week has as many."
    )

    @classmethod
    def of(cls, lift: model.Lift) -> "Lift":
        return cls(
            bar=Bar(lift.bar),
            limit=lift.limit,
            closed=lift.closed,
            ends_on=lift.ends_on,
            hours_per_week=lift.hours_per_week,
        )


@strawberry.type(description="What limits did to a path. Shares, from 0 to 1, are of the weighted gap.")
class Limited:
    closed: float = strawberry.field(description="What the path closes of all that courses can close.")
    closed_bound: float = strawberry.field(description="What no path within the limits exceeds.")
    binding: list[Bar] = strawberry.field(description="The limits that stop it.")
    lifts: list[Lift]
    sentence: str

    @classmethod
    def of(cls, limited: model.Limited) -> "Limited":
        return cls(
            closed=limited.closed,
            closed_bound=limited.closed_bound,
            binding=[Bar(bar) for bar in limited.binding],
            lifts=[Lift.of(lift) for lift in limited.lifts],
            sentence=limited.sentence,
        )


@strawberry.type(description="What every path says of itself.")
class PathFacts:
    path: strawberry.Private[model.LearningPath]
    showing: strawberry.Private[Showing]

    @strawberry.field(description="Whether it reaches everything that was asked.")
    def status(self) -> PathStatus:
        return PathStatus(self.path.status)

    @strawberry.field(description="What was made as small as possible: hours, without preferences.")
    def cost(self) -> float:
        return self.path.cost

    @strawberry.field(description="No path over the whole catalogue can cost less.")
    def cost_bound(self) -> float:
        return self.path.cost_bound

    @strawberry.field(description="The hours of its steps.")
    def hours(self) -> float:
        return self.path.hours

    @strawberry.field(description="How many steps have estimated hours.")
    def unknown_hours(self) -> int:
        return self.path.unknown_hours

    @strawberry.field(description="The bound in hours.")
    def bound(self) -> float:
        return self.path.bound

    @strawberry.field(description="True where the cost equals its bound: no path is cheaper.")
    def proved(self) -> bool:
        return self.path.proved

    @strawberry.field(description="What the steps with a known price cost together, in the curators' currency.")
    def money(self) -> float:
        return self.path.money

    @strawberry.field(description="How many steps have no known price.")
    def unknown_money(self) -> int:
        return self.path.unknown_money

    @strawberry.field(description="Goals that it does not reach.")
    def uncloseable(self) -> list[Uncloseable]:
        return [Uncloseable.of(goal, self.showing) for goal in self.path.uncloseable]


@strawberry.type(description="A path that another one is compared with.")
class OtherPath(PathFacts):
    @strawberry.field(description="In an order in which they can be taken.")
    def steps(self) -> list[OtherStep]:
        return [OtherStep(step=step, showing=self.showing) for step in self.path.steps]


@strawberry.type(description="One course or assessment of a path.")
class Step(OtherStep):
    answered: strawberry.Private[Answered]


@strawberry.type(description="The cheapest sequence of courses that closes a gap, with its proof.")
class LearningPath(PathFacts):
    answered: strawberry.Private[Answered]

    @classmethod
    def of(cls, answered: Answered) -> "LearningPath":
        return cls(path=answered.planned.path, showing=answered.showing, answered=answered)

    @strawberry.field(description="The edition that it was computed from.")
    def edition(self) -> Edition:
        return edition_of(self.answered.context)

    @strawberry.field(description="The role level that was asked for; null where only goals were.")
    def to(self) -> RoleLevel | None:
        target = self.answered.planned.question.target
        return known_level(target, self.showing) if target else None

    @strawberry.field(description="In an order in which they can be taken.")
    def steps(self) -> list[Step]:
        return [Step(step=step, showing=self.showing, answered=self.answered) for step in self.path.steps]

    @strawberry.field(description="Steps that can start now: they wait for no other.")
    def next_steps(self) -> list[Step]:
        now = frozenset(self.path.next_steps)
        return [step for step in self.steps() if step.step.id in now]

    @strawberry.field(description="What is missing, counted.")
    def gap(self) -> GapCounts:
        gap = self.path.gap
        return GapCounts(required=gap.required, short=gap.short, steps_short=gap.steps_short)

    @strawberry.field(description="The stage in which the time ran out; null where it did not.")
    def stopped(self) -> Stage | None:
        return Stage(self.path.stopped) if self.path.stopped else None

    @strawberry.field(description="What the limits did to it; null where there were none.")
    def limited(self) -> Limited | None:
        return Limited.of(self.path.limited) if self.path.limited else None

    @strawberry.field(
        description="What each need accounts for. With `indivisible` they add up to `costBound`, the cost that is "
        "proved."
    )
    def prices(self) -> list[Price]:
        return [Price.of(price, self.showing) for price in self.path.prices]

    @strawberry.field(description="What no single need accounts for, since courses come whole.")
    def indivisible(self) -> float:
        return self.path.indivisible


PathResult = Annotated[
    LearningPath | Refusal, strawberry.union("LearningPathResult", description="A path, or why there is none.")
]
