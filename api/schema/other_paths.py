"""What every path says of itself, whether it is the answer or one that the answer is compared with."""

import strawberry

from api.schema.competencies import Competency, known
from api.schema.context import Showing
from api.schema.steps import OtherStep
from api.schema.words import Cause, PathStatus
from planning import model


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

    @strawberry.field(description="True where no path is cheaper; where limits bind, none within them closes more.")
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
