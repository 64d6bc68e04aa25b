"""Competencies, as the schema shows them: labels, place in the hierarchy, who teaches, tests and needs them."""

from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from api.schema import courses, roles
from api.schema.context import Info, Showing
from api.schema.paging import After, Before, Connection, First, Last, Page, paged
from api.schema.things import Language, ProficiencyLevel, ProficiencyScale, Text, Thing, in_language
from api.schema.words import CompetencyKind, MatchKind
from ontology import model
from ontology.ids import CompetencyId

if TYPE_CHECKING:
    from api.schema.courses import Assessing, Course, Teaching
    from api.schema.roles import Requirement

_Course: TypeAlias = Annotated["Course", strawberry.lazy("api.schema.courses")]
_Teaching: TypeAlias = Annotated["Teaching", strawberry.lazy("api.schema.courses")]
_Assessing: TypeAlias = Annotated["Assessing", strawberry.lazy("api.schema.courses")]
_Requirement: TypeAlias = Annotated["Requirement", strawberry.lazy("api.schema.roles")]


@strawberry.type(description="A concept of another framework that compares to this one.")
class Match:
    kind: MatchKind
    iri: str


@strawberry.type(description="A competency at a level or above.")
class CompetencyAtLevel:
    competency: "Competency"
    level: int = strawberry.field(description="The rank on the competency's scale; 1 is the lowest.")

    @classmethod
    def of(cls, at: model.CompetencyAt, showing: Showing) -> "CompetencyAtLevel":
        return cls(competency=known(at.competency, showing), level=at.level)

    @strawberry.field(description="The label of the level; null for a competency without a scale.")
    def level_label(self, language: Language = None) -> str | None:
        return rank_label(self.competency, self.level, language)


@strawberry.type(description="A course that was done before.")
class CourseDone:
    course: _Course


Alternative = Annotated[
    CompetencyAtLevel | CourseDone,
    strawberry.union("Alternative", description="One way to meet a group of a requirement."),
]


@strawberry.type(description="Alternatives of which one must hold.")
class RequirementGroup:
    any_of: list[Alternative]

    @classmethod
    def of(cls, group: model.Group, showing: Showing) -> "RequirementGroup":
        return cls(any_of=[alternative(member, showing) for member in group])


@strawberry.type(description="What must hold before a competency can be lifted to a level or past it.")
class LevelRequirement:
    at_level: int
    any_of: list[Alternative]


@strawberry.type(description="A skill or a piece of knowledge.")
class Competency(Thing):
    kind: CompetencyKind | None = strawberry.field(description="Null where curators say none.")
    ranks: int = strawberry.field(description="How many levels it has; 1 without a scale: somebody has it or not.")

    @classmethod
    def of(cls, competency: model.Competency, showing: Showing) -> "Competency":
        return cls(
            id=strawberry.ID(competency.id),
            thing=competency,
            showing=showing,
            retired=competency.retired,
            last_edition=showing.view.last_edition.get(competency.id),
            kind=CompetencyKind(competency.kind) if competency.kind else None,
            ranks=showing.view.catalogue.ranks(competency.id)
            if competency.id in showing.view.catalogue.scale_of
            else 1,
        )

    @strawberry.field(description="Other labels; in one language, or in all.")
    def alt_labels(self, language: str | None = None) -> list[Text]:
        return in_language(self._competency.alt_labels, language)

    @strawberry.field(description="The scale of its levels; null without one.")
    def scale(self) -> ProficiencyScale | None:
        scale = scale_of(self)
        return ProficiencyScale.of(scale, self.showing) if scale else None

    @strawberry.field(description="The level of a rank; null off the scale and without one.")
    def level(self, rank: int) -> ProficiencyLevel | None:
        scale = scale_of(self)
        found = next((level for level in scale.levels if level.rank == rank), None) if scale else None
        return ProficiencyLevel.of(found, self.showing) if found else None

    @strawberry.field(description="What to use instead of a retired one; null where there is none.")
    def replaced_by(self) -> "Competency | None":
        return maybe(self._competency.replaced_by, self.showing)

    @strawberry.field(
        description="The competency that it counts as: its replacement's where retired, and one for all equivalents."
    )
    def counts_as(self) -> "Competency":
        leader = self.showing.view.catalogue.stands_for.get(self._competency.id, self._competency.id)
        return known(leader, self.showing)

    @strawberry.field(description="Wider competencies.")
    def broader(self) -> "list[Competency]":
        return [known(other, self.showing) for other in self._competency.broader]

    @strawberry.field(description="Equivalent competencies: one fact to gap and path where the scale is the same.")
    def equivalent(self) -> "list[Competency]":
        return [known(other, self.showing) for other in self.showing.view.equivalent.get(self._competency.id, ())]

    @strawberry.field(description="Narrower competencies, by id. None of them stands in for this one.")
    def narrower(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> "Connection[Competency]":
        others = self.showing.view.narrower.get(self._competency.id, ())
        return _page_of(info, Page(first, after, last, before), others, self.showing)

    @strawberry.field(description="Related competencies, by id, said from either side.")
    def related(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> "Connection[Competency]":
        others = self.showing.view.related.get(self._competency.id, ())
        return _page_of(info, Page(first, after, last, before), others, self.showing)

    @strawberry.field(description="Concepts of other frameworks.")
    def matches(self) -> list[Match]:
        return [Match(kind=MatchKind(match.kind), iri=match.iri) for match in self._competency.matches]

    @strawberry.field(description="What must hold before it can be lifted; all of these groups.")
    def requires(self) -> list[LevelRequirement]:
        return [
            LevelRequirement(at_level=r.at_level, any_of=[alternative(member, self.showing) for member in r.any_of])
            for r in self._competency.requires
        ]

    @strawberry.field(description="The courses that teach it, by id, with the levels.")
    def taught_by(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[_Teaching]:
        showing = self.showing
        return paged(
            info,
            Page(first, after, last, before),
            showing.view.taught_by.get(self._competency.id, ()),
            key=lambda taught: (taught.course,),
            node=lambda taught: courses.Teaching.of(taught.course, taught.teaching, showing),
        )

    @strawberry.field(description="The assessments that can validate it, by id.")
    def assessed_by(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[_Assessing]:
        showing = self.showing
        return paged(
            info,
            Page(first, after, last, before),
            showing.view.assessed_by.get(self._competency.id, ()),
            key=lambda assessed: (assessed.assessment,),
            node=lambda assessed: courses.Assessing.of(assessed.assessment, assessed.assessing, showing),
        )

    @strawberry.field(description="The role levels that need it, by id, with the level that each needs.")
    def needed_by(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[_Requirement]:
        showing = self.showing
        return paged(
            info,
            Page(first, after, last, before),
            showing.view.needed_by.get(self._competency.id, ()),
            key=lambda needed: (needed.role_level,),
            node=lambda needed: roles.Requirement.of(needed.role_level, needed.requirement, showing),
        )

    @property
    def _competency(self) -> model.Competency:
        assert isinstance(self.thing, model.Competency)
        return self.thing


def known(competency: CompetencyId, showing: Showing) -> Competency:
    """The competency of an id that the edition names."""
    thing = showing.view.thing[competency]
    assert isinstance(thing, model.Competency)
    return Competency.of(thing, showing)


def maybe(competency: CompetencyId | None, showing: Showing) -> Competency | None:
    thing = showing.view.thing.get(competency or "")
    return Competency.of(thing, showing) if isinstance(thing, model.Competency) else None


def alternative(member: model.Alternative, showing: Showing) -> CompetencyAtLevel | CourseDone:
    if isinstance(member, model.CompetencyAt):
        return CompetencyAtLevel.of(member, showing)
    return CourseDone(course=courses.known(member.course, showing))


def scale_of(competency: Competency) -> model.ProficiencyScale | None:
    catalogue = competency.showing.view.catalogue
    scale = catalogue.scale_of.get(CompetencyId(competency.id))
    return catalogue.scale.get(scale) if scale else None


def rank_label(competency: Competency, rank: int, language: str | None) -> str | None:
    """The label of a rank of a competency; None off its scale and without one."""
    scale = scale_of(competency)
    level = next((level for level in scale.levels if level.rank == rank), None) if scale else None
    return competency.showing.shown(level, language).text if level else None


def _page_of(info: Info, page: Page, others: tuple[CompetencyId, ...], showing: Showing) -> Connection[Competency]:
    return paged(info, page, others, key=lambda other: (other,), node=lambda other: known(other, showing))
