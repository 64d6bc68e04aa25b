"""Explanations of a path, as the schema shows them: each is data, and a sentence that says the same."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

import strawberry

from api.schema.answers import Refusal
from api.schema.competencies import Alternative, Competency, CompetencyAtLevel, RequirementGroup, alternative, known
from api.schema.context import Showing
from api.schema.courses import Course
from api.schema.courses import known as known_course
from api.schema.other_paths import OtherPath
from api.schema.words import Bar, Verdict
from ontology.ids import CourseId
from ontology.model import CompetencyAt
from planning import model
from planning.explaining import model as explaining


@strawberry.type(description="What one need accounts for in what the whole path costs.")
class Price:
    competency: Competency
    level: int
    cost: float
    sentence: str

    @classmethod
    def of(cls, price: model.Price, showing: Showing) -> "Price":
        return cls(
            competency=known(price.competency, showing), level=price.level, cost=price.cost, sentence=price.sentence
        )


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


@strawberry.type(description="A level or a course that no path avoids, over the whole catalogue.")
class Pass:
    what: Alternative
    goals: list[CompetencyAtLevel] = strawberry.field(description="Goals that cannot be had without it.")
    sentence: str

    @classmethod
    def of(cls, each: explaining.Pass, showing: Showing) -> "Pass":
        return cls(what=alternative(each.what, showing), goals=_levels(each.goals, showing), sentence=each.sentence)


@strawberry.type(description="Why a course is not in a path, or that it is.")
class WhyNot:
    course: Course
    verdict: Verdict
    sentence: str
    missing: list[RequirementGroup] = strawberry.field(description="Of a course out of reach: what nobody can meet.")
    extra: float | None = strawberry.field(
        description="What the cheapest path with it costs more than the path; null where that is not the question."
    )
    extra_bound: float | None = strawberry.field(
        description="What every path with it costs more at least; null where that is not the question."
    )
    proved: bool = strawberry.field(description="False only where time ran out: `extra` may be too much then.")

    @classmethod
    def of(cls, answer: explaining.WhyNot, showing: Showing) -> "WhyNot":
        return cls(
            course=known_course(answer.course, showing),
            verdict=Verdict(answer.verdict),
            sentence=answer.sentence,
            missing=[RequirementGroup.of(group, showing) for group in answer.missing],
            extra=answer.extra,
            extra_bound=answer.extra_bound,
            proved=answer.proved,
        )


@strawberry.type(description="What another state, or a course less, would change.")
class WhatIf:
    have: list[CompetencyAtLevel] = strawberry.field(description="Supposed to be held; level 0: known not to be.")
    done: list[Course] = strawberry.field(description="Supposed to be done.")
    without: list[Course] = strawberry.field(description="Supposed to be left out.")
    saved: float = strawberry.field(description="How much less it would cost; below 0 where it would cost more.")
    kept: list[Course]
    dropped: list[Course]
    added: list[Course]
    lost: list[CompetencyAtLevel] = strawberry.field(description="Goals that could no longer be closed.")
    gained: list[CompetencyAtLevel] = strawberry.field(description="Goals that could be closed only then.")
    proved: bool = strawberry.field(description="Both paths are proved.")
    sentence: str
    path: OtherPath = strawberry.field(description="The whole answer to the changed question.")

    @classmethod
    def of(cls, answer: explaining.WhatIf, showing: Showing) -> "WhatIf":
        return cls(
            have=_levels((CompetencyAt(competency, level) for competency, level in answer.have), showing),
            done=_courses(answer.done, showing),
            without=_courses(answer.without, showing),
            saved=answer.saved,
            kept=_courses(answer.kept, showing),
            dropped=_courses(answer.dropped, showing),
            added=_courses(answer.added, showing),
            lost=_levels(answer.lost, showing),
            gained=_levels(answer.gained, showing),
            proved=answer.proved,
            sentence=answer.sentence,
            path=OtherPath(path=answer.path, showing=showing),
        )


@strawberry.type(description="A course that is not there yet. It asks for nothing but the level that it starts from.")
class NewCourse:
    competency: Competency
    from_level: int = strawberry.field(description="The rank that it starts from, which can be attained; 0: none.")
    to_level: int


@strawberry.type(description="A group of a course that is not asked for any more.")
class Waiver:
    course: Course
    group: RequirementGroup


@strawberry.type(description="A course that is left out of the question no longer.")
class Readmission:
    course: Course


Change = Annotated[
    NewCourse | Waiver | Readmission,
    strawberry.union("Change", description="One change of the catalogue, or of the question."),
]


@strawberry.type(description="The smallest change after which goals can be closed that cannot be closed now.")
class Repair:
    change: Change
    goals: list[CompetencyAtLevel] = strawberry.field(description="What can be closed then.")
    sentence: str

    @classmethod
    def of(cls, repair: explaining.Repair, showing: Showing) -> "Repair":
        return cls(
            change=_change(repair.change, showing), goals=_levels(repair.goals, showing), sentence=repair.sentence
        )


def _change(
    change: explaining.NewCourse | explaining.Waiver | explaining.Readmission, showing: Showing
) -> NewCourse | Waiver | Readmission:
    match change:
        case explaining.NewCourse():
            competency = known(change.competency, showing)
            return NewCourse(competency=competency, from_level=change.from_level, to_level=change.to_level)
        case explaining.Waiver():
            group = RequirementGroup.of(change.group, showing)
            return Waiver(course=known_course(change.course, showing), group=group)
        case explaining.Readmission():
            return Readmission(course=known_course(change.course, showing))


@strawberry.type(description="A path without one course of the path: others in its place.")
class Replacement:
    added: list[Course] = strawberry.field(description="Empty where others of the path do without it.")
    dropped: list[Course] = strawberry.field(description="The course, and what is not needed without it.")
    extra: float = strawberry.field(description="What it costs more.")
    extra_bound: float = strawberry.field(
        description="What any path costs more that lacks the course and, of each earlier replacement, something."
    )
    proved: bool = strawberry.field(description="True where `extra` is `extraBound`.")
    sentence: str

    @classmethod
    def of(cls, replacement: explaining.Replacement, showing: Showing) -> "Replacement":
        return cls(
            added=_courses(replacement.added, showing),
            dropped=_courses(replacement.dropped, showing),
            extra=replacement.extra,
            extra_bound=replacement.extra_bound,
            proved=replacement.proved,
            sentence=replacement.sentence,
        )


@strawberry.type(description="What could take the place of a step, the cheapest first.")
class Replacements:
    replacements: list[Replacement]


@strawberry.type(description="Other paths that close the same, the cheapest first.")
class OtherPaths:
    paths: list[OtherPath]


WhyNotResult = Annotated[
    WhyNot | Refusal, strawberry.union("WhyNotResult", description="An explanation, or why there is none.")
]
WhatIfResult = Annotated[
    WhatIf | Refusal, strawberry.union("WhatIfResult", description="What would change, or why it cannot be said.")
]
ReplacementsResult = Annotated[
    Replacements | Refusal,
    strawberry.union("ReplacementsResult", description="Replacements, or why there can be none."),
]
OtherPathsResult = Annotated[
    OtherPaths | Refusal, strawberry.union("OtherPathsResult", description="Other paths, or why there can be none.")
]


def _levels(levels: Iterable[CompetencyAt], showing: Showing) -> list[CompetencyAtLevel]:
    return [CompetencyAtLevel.of(level, showing) for level in levels]


def _courses(courses: Iterable[CourseId], showing: Showing) -> list[Course]:
    return [known_course(course, showing) for course in courses]
