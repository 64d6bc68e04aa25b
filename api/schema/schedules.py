"""A path week by week, as the schema shows it."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from api.schema.answers import Refusal
from planning import schedule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.schema.paths import Step

_Step: TypeAlias = Annotated["Step", strawberry.lazy("api.schema.paths")]


@strawberry.type(description="Hours of one step in one week.")
class Work:
    step: _Step
    hours: float


@strawberry.type(description="A week of learning.")
class Week:
    starts_on: date
    hours: float
    work: list[Work] = strawberry.field(description="What is worked on, in order.")


@strawberry.type(description="The days on which a step begins and ends, both included.")
class ScheduledStep:
    step: _Step
    starts_on: date
    ends_on: date
    hours: float
    hours_estimated: bool


@strawberry.type(description="A path over weeks of so many hours, one step after the other.")
class Schedule:
    starts_on: date
    ends_on: date | None = strawberry.field(description="The day on which the last step ends; null without steps.")
    hours_per_week: float
    hours: float
    hours_left: float = strawberry.field(description="Hours of the last week that nothing needs.")
    estimated_hours: float = strawberry.field(description="Hours of steps whose hours are a guess.")
    weeks: list[Week]
    steps: list[ScheduledStep]

    @classmethod
    def of(cls, found: schedule.Schedule, steps: "Mapping[str, Step]") -> "Schedule":
        """`steps` are those of the path, by id."""
        return cls(
            starts_on=found.starts_on,
            ends_on=found.ends_on,
            hours_per_week=found.hours_per_week,
            hours=found.hours,
            hours_left=found.hours_left,
            estimated_hours=found.estimated_hours,
            weeks=[
                Week(
                    starts_on=week.starts_on,
                    hours=week.hours,
                    work=[Work(step=steps[work.step], hours=work.hours) for work in week.work],
                )
                for week in found.weeks
            ],
            steps=[
                ScheduledStep(
                    step=steps[step.step],
                    starts_on=step.starts_on,
                    ends_on=step.ends_on,
                    hours=step.hours,
                    hours_estimated=step.hours_estimated,
                )
                for step in found.steps
            ],
        )


ScheduleResult = Annotated[
    Schedule | Refusal, strawberry.union("ScheduleResult", description="A schedule, or why there is none.")
]
