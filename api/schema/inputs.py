"""What a question may say: a typed-in state, goals, what to leave out."""

from datetime import date
from typing import Annotated

import strawberry

from planning import preferences as asked

MOST_NAMED = 1_000
"""How many competencies or courses one question may name, per list."""


@strawberry.input(description="A competency and the rank that is held.")
class Held:
    competency: strawberry.ID = strawberry.field(description="Id, full IRI, or a label that fits one thing only.")
    level: int = strawberry.field(description="The rank; 0 says that it is known not to be held.")


@strawberry.input(description="A competency and the rank to reach.")
class Goal:
    competency: strawberry.ID = strawberry.field(description="Id, full IRI, or a label that fits one thing only.")
    level: int = strawberry.field(description="The rank, from 1.")


@strawberry.input(description="A level that is likely but not proved: an assessment comes first where it pays.")
class Maybe:
    competency: strawberry.ID = strawberry.field(description="Id, full IRI, or a label that fits one thing only.")
    level: int = strawberry.field(description="The rank, from 1.")
    probability: float = strawberry.field(description="How likely it is held: above 0 and below 1.")


@strawberry.input(description="A course that was begun.")
class InProgress:
    course: strawberry.ID = strawberry.field(description="Id, full IRI, or a label that fits one thing only.")
    hours_left: float = strawberry.field(description="The hours that remain: it counts with these.")


@strawberry.input(description="What courses should have. One that has none of the values costs more.")
class Wish:
    values: list[str] = strawberry.field(description="Any of them will do; a language also fits its regional forms.")
    weight: float = strawberry.field(
        default=0.25, description="The share of its hours that another course costs more, from 0 to 10."
    )

    def of(self) -> asked.Wish:
        return asked.Wish(values=tuple(self.values), weight=self.weight)


@strawberry.input(description="How a course is weighed. Without any, its hours alone count.")
class Preferences:
    money: float = strawberry.field(default=0.0, description="How many hours one unit of money weighs.")
    language: Wish | None = strawberry.field(default=None, description="Languages, as BCP 47 tags.")
    modality: Wish | None = strawberry.field(default=None, description="How they are given, in the curators' words.")
    provider: Wish | None = strawberry.field(default=None, description="Who gives them.")

    def of(self) -> asked.Preferences:
        nothing = asked.Wish()
        return asked.Preferences(
            money=self.money,
            language=self.language.of() if self.language else nothing,
            modality=self.modality.of() if self.modality else nothing,
            provider=self.provider.of() if self.provider else nothing,
        )


@strawberry.input(description="So many hours a week from one day to another, both included.")
class Deadline:
    starts_on: date = strawberry.field(description="The first day.")
    ends_on: date = strawberry.field(description="The last day.")
    hours_per_week: float = strawberry.field(description="Hours of a week, above 0 and up to 168.")

    def of(self) -> asked.Deadline:
        return asked.Deadline(starts_on=self.starts_on, ends_on=self.ends_on, hours_per_week=self.hours_per_week)


@strawberry.input(description="How much the whole path may take. Where not all fits, it closes the most that does.")
class Limits:
    hours: float | None = strawberry.field(default=None, description="Hours, above 0.")
    money: float | None = strawberry.field(default=None, description="Money, from 0, in the curators' currency.")
    deadline: Deadline | None = strawberry.field(default=None, description="Until when.")

    def of(self) -> asked.Limits:
        deadline = self.deadline.of() if self.deadline else None
        return asked.Limits(hours=self.hours, money=self.money, deadline=deadline)


Named = Annotated[
    strawberry.ID, strawberry.argument(description="Id, full IRI, or a label that fits one thing only.")
]
To = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="The role level to reach: id, full IRI, or a label that fits one thing only."),
]
OrCompetency = Annotated[
    strawberry.ID | None, strawberry.argument(description="A competency: id, full IRI, or a label that fits one.")
]
OrCourse = Annotated[
    strawberry.ID | None, strawberry.argument(description="A course: id, full IRI, or a label that fits one.")
]
OrAssessment = Annotated[
    strawberry.ID | None, strawberry.argument(description="An assessment: id, full IRI, or a label that fits one.")
]
OrMyself = Annotated[
    strawberry.ID | None, strawberry.argument(description="The learner's id; oneself where nothing is said.")
]
OwnTo = Annotated[
    strawberry.ID | None,
    strawberry.argument(
        description="The role level to reach: id, full IRI, or a label that fits one thing only. The learner's own "
        "target where neither this nor goals are given."
    ),
]
From = Annotated[
    strawberry.ID | None,
    strawberry.argument(name="from", description="A role level: its essential needs, exactly, are held."),
]
Have = Annotated[
    list[Held] | None,
    strawberry.argument(description="What is held. It wins over `from`; a competency that is not named is unknown."),
]
Done = Annotated[
    list[strawberry.ID] | None,
    strawberry.argument(
        description="Courses that were done. They meet requirements for that course and are not planned again; they "
        "give no competency."
    ),
]
Goals = Annotated[
    list[Goal] | None,
    strawberry.argument(description="Competencies to reach, beside the role level or instead of it."),
]
Without = Annotated[
    list[strawberry.ID] | None, strawberry.argument(description="Courses that are not to be planned.")
]
MaybeHeld = Annotated[
    list[Maybe] | None,
    strawberry.argument(description="Levels that are likely but not proved. They do not count as held."),
]
Begun = Annotated[list[InProgress] | None, strawberry.argument(description="Courses that were begun.")]
Wishes = Annotated[Preferences | None, strawberry.argument(description="How a course is weighed beside its hours.")]
Within = Annotated[Limits | None, strawberry.argument(description="How much the whole path may take.")]
BudgetMs = Annotated[
    int | None,
    strawberry.argument(
        description="Milliseconds to search in, for the path and all that is asked about it; then the best found, "
        "with its bound. 0 takes the first path there is. Never more than the service allows."
    ),
]
IncludeOptional = Annotated[bool, strawberry.argument(description="Optional needs count, and are closed, too.")]
Search = Annotated[
    str | None,
    strawberry.argument(
        description="Words of a label. Best fit first; then by the label that is shown. Things without a preferred "
        "label in the language are found by the one they are shown with, and the edge's `foundBy.fallback` says so."
    ),
]
WithRetired = Annotated[bool, strawberry.argument(description="List what is no longer in use, too.")]
