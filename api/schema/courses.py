"""Courses and assessments, as the schema shows them."""

from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from api.schema import competencies
from api.schema.context import Showing
from api.schema.things import Language, Text, Thing, in_language
from ontology import model
from ontology.ids import AssessmentId, CourseId

if TYPE_CHECKING:
    from api.schema.competencies import Competency, RequirementGroup

_Competency: TypeAlias = Annotated["Competency", strawberry.lazy("api.schema.competencies")]
_Group: TypeAlias = Annotated["RequirementGroup", strawberry.lazy("api.schema.competencies")]


@strawberry.type(description="A course lifts a competency from a level to a level.")
class Teaching:
    course: "Course"
    competency: _Competency
    from_level: int = strawberry.field(description="The rank that must be held before; 0 where none is needed.")
    to_level: int = strawberry.field(description="The rank that the course gives.")

    @classmethod
    def of(cls, course: CourseId, teaching: model.Teaching, showing: Showing) -> "Teaching":
        return cls(
            course=known(course, showing),
            competency=competencies.known(teaching.competency, showing),
            from_level=teaching.from_level,
            to_level=teaching.to_level,
        )

    @strawberry.field(
        description="The label of the level that the course gives; null for a competency without a scale."
    )
    def to_level_label(self, language: Language = None) -> str | None:
        return competencies.rank_label(self.competency, self.to_level, language)


@strawberry.type(description="An assessment can validate a competency up to a level.")
class Assessing:
    assessment: "Assessment"
    competency: _Competency
    up_to: int

    @classmethod
    def of(cls, assessment: AssessmentId, assessing: model.Assessing, showing: Showing) -> "Assessing":
        thing = showing.view.thing[assessment]
        assert isinstance(thing, model.Assessment)
        return cls(
            assessment=Assessment.of(thing, showing),
            competency=competencies.known(assessing.competency, showing),
            up_to=assessing.up_to,
        )


@strawberry.type(description="Anything that teaches: a course, a module, an article, a project.")
class Course(Thing):
    hours: float | None = strawberry.field(description="How long it takes; null where nobody knows.")
    languages: list[str] = strawberry.field(description="The languages it is given in.")
    modality: str | None = strawberry.field(description="How it is given, in the curators' words; null if unknown.")
    provider: str | None = strawberry.field(description="Who gives it; null if unknown.")
    url: str | None = strawberry.field(description="Where it is found; null if unknown.")
    cost: float | None = strawberry.field(description="What it costs, in the curators' currency; null if unknown.")

    @classmethod
    def of(cls, course: model.Course, showing: Showing) -> "Course":
        return cls(
            id=strawberry.ID(course.id),
            thing=course,
            showing=showing,
            retired=course.retired,
            last_edition=showing.view.last_edition.get(course.id),
            hours=course.hours,
            languages=list(course.languages),
            modality=course.modality,
            provider=course.provider,
            url=course.url,
            cost=course.cost,
        )

    @strawberry.field(description="Other labels; in one language, or in all.")
    def alt_labels(self, language: str | None = None) -> list[Text]:
        return in_language(self._course.alt_labels, language)

    @strawberry.field(description="What to take instead of a retired one; null where there is none.")
    def replaced_by(self) -> "Course | None":
        return maybe(self._course.replaced_by, self.showing)

    @strawberry.field(description="What it teaches, by competency.")
    def teaches(self) -> list[Teaching]:
        return [Teaching.of(self._course.id, teaching, self.showing) for teaching in self._course.teaches]

    @strawberry.field(description="What must hold before it is taken: all of these groups.")
    def requires(self) -> list[_Group]:
        return [competencies.RequirementGroup.of(group, self.showing) for group in self._course.requires]

    @property
    def _course(self) -> model.Course:
        assert isinstance(self.thing, model.Course)
        return self.thing


@strawberry.type(description="A diagnostic that can validate competencies.")
class Assessment(Thing):
    hours: float | None = strawberry.field(description="How long it takes; null where nobody knows.")

    @classmethod
    def of(cls, assessment: model.Assessment, showing: Showing) -> "Assessment":
        return cls(
            id=strawberry.ID(assessment.id),
            thing=assessment,
            showing=showing,
            retired=assessment.retired,
            last_edition=showing.view.last_edition.get(assessment.id),
            hours=assessment.hours,
        )

    @strawberry.field(description="What to take instead of a retired one; null where there is none.")
    def replaced_by(self) -> "Assessment | None":
        thing = self.showing.view.thing.get(self._assessment.replaced_by or "")
        return Assessment.of(thing, self.showing) if isinstance(thing, model.Assessment) else None

    @strawberry.field(description="What it can validate, by competency.")
    def assesses(self) -> list[Assessing]:
        return [Assessing.of(self._assessment.id, assessing, self.showing) for assessing in self._assessment.assesses]

    @property
    def _assessment(self) -> model.Assessment:
        assert isinstance(self.thing, model.Assessment)
        return self.thing


def known(course: CourseId, showing: Showing) -> Course:
    """The course of an id that the edition names."""
    thing = showing.view.thing[course]
    assert isinstance(thing, model.Course)
    return Course.of(thing, showing)


def maybe(course: CourseId | None, showing: Showing) -> Course | None:
    thing = showing.view.thing.get(course or "")
    return Course.of(thing, showing) if isinstance(thing, model.Course) else None
