"""Learning paths, as the schema shows them, and what can be asked about one.

What takes a search of its own is found when its field is asked for; see `api.schema.searches` for how many of these
one request may ask.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, TypeVar

import strawberry

from api.person import Picture
from api.schema import explained, inputs
from api.schema.answers import Basis, Edition, GapCounts, Refusal, edition_of
from api.schema.context import Context, Showing
from api.schema.explained import Limited, Pass, Price, Repair, WhatIf, WhyNot
from api.schema.naming import Names
from api.schema.other_paths import OtherPath, PathFacts
from api.schema.roles import RoleLevel
from api.schema.roles import known as known_level
from api.schema.schedules import Schedule, ScheduleResult
from api.schema.searches import Remaining, Searches
from api.schema.steps import OtherStep
from api.schema.words import Stage
from api.settings import MOST_ALTERNATIVES
from ontology import refusals
from ontology.ids import CourseId
from planning import variety
from planning.explaining import passes, repairs, what_if, why_not
from planning.recommend import Planned
from planning.schedule import schedule

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question that was answered, for the questions about its answer; `searches` are what those may spend.

    `picture` is of the learner whose state it started from; None where the state was typed in.
    """

    planned: Planned
    context: Context
    showing: Showing
    searches: Searches
    picture: Picture | None = None

    async def ask(self, work: Callable[[Planned, Remaining], T], *, searches: int = 1) -> T:
        """The outcome of `work` on the plan, beside the event loop; it searches so many times at the most."""
        return await self.searches.run(lambda remaining: work(self.planned, remaining), count=searches)


@strawberry.type(description="One course or assessment of a path.")
class Step(OtherStep):
    answered: strawberry.Private[Answered]

    @strawberry.field(description="What could take its place, each with what it costs more, the cheapest first.")
    async def alternatives(
        self, first: Annotated[int, strawberry.argument(description="How many, at most 10.")] = 3
    ) -> explained.ReplacementsResult:
        if refused := _too_many("first", first):
            return refused
        found = await self.answered.ask(
            lambda planned, remaining: variety.replacements(planned, self.step.id, first, remaining), searches=first
        )
        if isinstance(found, refusals.Refusal):
            return Refusal.of(found)
        return explained.Replacements(replacements=[explained.Replacement.of(each, self.showing) for each in found])


@strawberry.type(description="The cheapest sequence of courses that closes a gap, with its proof.")
class LearningPath(PathFacts):
    answered: strawberry.Private[Answered]

    @classmethod
    def of(cls, answered: Answered) -> "LearningPath":
        return cls(path=answered.planned.path, showing=answered.showing, answered=answered)

    @strawberry.field(description="The edition that it was computed from.")
    def edition(self) -> Edition:
        return edition_of(self.answered.context)

    @strawberry.field(description="What of a learner's record it starts from; null where the state was typed in.")
    def basis(self) -> Basis | None:
        return None if self.answered.picture is None else Basis.of(self.answered.picture)

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

    @strawberry.field(description="Levels and courses that no path to these goals avoids, in the order of the steps.")
    async def passes_through(self) -> list[Pass]:
        found = await self.answered.ask(lambda planned, _: passes.passes(planned))
        return [Pass.of(each, self.showing) for each in found]

    @strawberry.field(description="At most 3 changes that would close what cannot be closed; empty where all can be.")
    async def repairs(self) -> list[Repair]:
        found = await self.answered.ask(lambda planned, _: repairs.repairs(planned))
        return [Repair.of(each, self.showing) for each in found]

    @strawberry.field(description="The goals that would save the most if they were held already, at most 3.")
    async def most_valuable(self) -> list[WhatIf]:
        found = await self.answered.ask(
            lambda planned, remaining: what_if.most_valuable(planned, remaining=remaining), searches=what_if.TRIED
        )
        return [WhatIf.of(each, self.showing) for each in found]

    @strawberry.field(description="Why a course is not in the path.")
    async def why_not(self, course: inputs.Named) -> explained.WhyNotResult:
        names = Names(self.showing)
        asked = names.maybe("course", course)
        if names.refused is not None:
            return Refusal.of(names.refused)
        found = await self.answered.ask(
            lambda planned, remaining: why_not.why_not(planned, CourseId(str(asked)), remaining=remaining)
        )
        return Refusal.of(found) if isinstance(found, refusals.Refusal) else WhyNot.of(found, self.showing)

    @strawberry.field(description="What would change if all of this were so at once: the question is solved anew.")
    async def what_if(
        self, have: inputs.Have = None, done: inputs.Done = None, without: inputs.Without = None
    ) -> explained.WhatIfResult:
        names = Names(self.showing)
        held = names.ranked("have", have or ())
        did = _courses(names.all("done", "course", done or ()))
        left_out = _courses(names.all("without", "course", without or ()))
        if names.refused is not None:
            return Refusal.of(names.refused)
        found = await self.answered.ask(
            lambda planned, remaining: what_if.what_if(
                planned, have=held, done=did, without=left_out, remaining=remaining
            )
        )
        return Refusal.of(found) if isinstance(found, refusals.Refusal) else WhatIf.of(found, self.showing)

    @strawberry.field(description="Other paths that close the same, the cheapest first; fewer where there are fewer.")
    async def alternatives(
        self,
        count: Annotated[int, strawberry.argument(description="How many, at most 10.")] = 3,
        apart: Annotated[
            int, strawberry.argument(description="Courses of the path, and of each other one, that each leaves out.")
        ] = 1,
    ) -> explained.OtherPathsResult:
        if refused := _too_many("count", count):
            return refused
        found = await self.answered.ask(
            lambda planned, remaining: variety.different(planned, count, apart, remaining), searches=count
        )
        if isinstance(found, refusals.Refusal):
            return Refusal.of(found)
        return explained.OtherPaths(paths=[OtherPath(path=path, showing=self.showing) for path in found])

    @strawberry.field(description="The path week by week.")
    def schedule(
        self,
        starts_on: Annotated[date, strawberry.argument(description="The first day.")],
        hours_per_week: Annotated[float, strawberry.argument(description="Above 0 and up to 168.")],
    ) -> ScheduleResult:
        found = schedule(self.path, starts_on=starts_on, hours_per_week=hours_per_week)
        if isinstance(found, refusals.Refusal):
            return Refusal.of(found)
        return Schedule.of(found, {step.step.id: step for step in self.steps()})


def _too_many(argument: str, count: int) -> Refusal | None:
    """A refusal of a number of alternatives that no field gives."""
    if 0 <= count <= MOST_ALTERNATIVES:
        return None
    return Refusal(
        code="alternatives.out_of_range",
        message=f"`{argument}` asks for {count:,} alternatives; one field gives 0 to {MOST_ALTERNATIVES}.",
        hint=f"Ask for {MOST_ALTERNATIVES} at the most.",
        candidates=[],
    )


def _courses(names: Sequence[str]) -> list[CourseId]:
    return [CourseId(name) for name in names]


PathResult = Annotated[
    LearningPath | Refusal, strawberry.union("LearningPathResult", description="A path, or why there is none.")
]
