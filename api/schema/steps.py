"""Steps of a path, as the schema shows them: what each is, gives and uses, and why it is there."""

import strawberry

from api.schema.competencies import Alternative, Competency, CompetencyAtLevel, alternative, known, maybe
from api.schema.context import Showing
from api.schema.courses import Assessment, Course
from api.schema.courses import known as known_course
from api.schema.courses import maybe as maybe_course
from api.schema.words import ReasonKind, StepKind
from ontology.model import Assessment as ModelAssessment
from planning import model


@strawberry.type(description="What one step is there for, as data; `because` says the same in words.")
class Reason:
    kind: ReasonKind
    competency: Competency | None = strawberry.field(
        description="What is needed, or what the later step asks for; null where it asks for the course itself."
    )
    level: int | None = strawberry.field(description="The rank of it; null where there is no competency.")
    step: strawberry.ID | None = strawberry.field(description="The later step; null where the step serves a need.")

    @classmethod
    def of(cls, reason: model.Reason, showing: Showing) -> "Reason":
        return cls(
            kind=ReasonKind(reason.kind),
            competency=maybe(reason.competency, showing),
            level=reason.level,
            step=None if reason.step is None else strawberry.ID(reason.step),
        )


@strawberry.type(description="A level that is held with a probability.")
class LikelyLevel:
    competency: Competency
    level: int
    probability: float = strawberry.field(description="Above 0 and below 1.")


@strawberry.type(description="An assessment before hours of courses, and what it is worth on average.")
class TestOut:
    competency: Competency
    level: int
    probability: float = strawberry.field(description="How likely it is passed: above 0 and below 1.")
    hours_if_passed: float = strawberry.field(description="Of the cheapest path then, without the assessment itself.")
    hours_if_failed: float = strawberry.field(description="Of the cheapest path then, without the assessment itself.")
    worth: float = strawberry.field(description="Hours that it saves on average, less its own.")
    also: list[LikelyLevel] = strawberry.field(description="Other levels that the same sitting settles.")
    spares: list[Course] = strawberry.field(description="Courses of the path that fall away if all is passed.")

    @classmethod
    def of(cls, test_out: model.Diagnostic, showing: Showing) -> "TestOut":
        return cls(
            competency=known(test_out.competency, showing),
            level=test_out.level,
            probability=test_out.probability,
            hours_if_passed=test_out.hours_if_passed,
            hours_if_failed=test_out.hours_if_failed,
            worth=test_out.worth,
            also=[
                LikelyLevel(
                    competency=known(other.competency, showing), level=other.level, probability=other.probability
                )
                for other in test_out.also
            ],
            spares=[known_course(course, showing) for course in test_out.spared],
        )


@strawberry.type(description="One course or assessment of a path that another one is compared with.")
class OtherStep:
    step: strawberry.Private[model.Step]
    showing: strawberry.Private[Showing]

    @strawberry.field(
        description="Stable: the same course for the same goal keeps it when the path is computed again."
    )
    def id(self) -> strawberry.ID:
        return strawberry.ID(self.step.id)

    @strawberry.field(description="Whether it teaches or tests.")
    def kind(self) -> StepKind:
        return StepKind.ASSESSMENT if self.step.assessment else StepKind.COURSE

    @strawberry.field(description="Set where `kind` is `COURSE`.")
    def course(self) -> Course | None:
        return maybe_course(self.step.course, self.showing)

    @strawberry.field(description="Set where `kind` is `ASSESSMENT`.")
    def assessment(self) -> Assessment | None:
        thing = self.showing.view.thing.get(self.step.assessment or "")
        return Assessment.of(thing, self.showing) if isinstance(thing, ModelAssessment) else None

    @strawberry.field(description="How long it takes; of a course in progress what remains.")
    def hours(self) -> float:
        return self.step.hours

    @strawberry.field(description="Nobody knows its hours; the median of known ones stands in.")
    def hours_estimated(self) -> bool:
        return self.step.hours_estimated

    @strawberry.field(description="What it costs, in the curators' currency; null where nobody knows.")
    def money(self) -> float | None:
        return self.step.money

    @strawberry.field(description="Ids of the steps that must come before.")
    def after(self) -> list[strawberry.ID]:
        return [strawberry.ID(earlier) for earlier in self.step.after]

    @strawberry.field(description="What is new to this learner at that point.")
    def gives(self) -> list[CompetencyAtLevel]:
        return [CompetencyAtLevel.of(given, self.showing) for given in self.step.gives]

    @strawberry.field(
        description="What its requirements are met by: one member of each group, held or given earlier."
    )
    def uses(self) -> list[Alternative]:
        return [alternative(used, self.showing) for used in self.step.uses]

    @strawberry.field(description="Why it is there, a sentence each.")
    def because(self) -> list[str]:
        return list(self.step.because)

    @strawberry.field(description="Why it is there, as data.")
    def reasons(self) -> list[Reason]:
        return [Reason.of(reason, self.showing) for reason in self.step.reasons]

    @strawberry.field(description="Of an assessment: what it is worth to take it first; null for a course.")
    def test_out(self) -> TestOut | None:
        return TestOut.of(self.step.test_out, self.showing) if self.step.test_out else None
