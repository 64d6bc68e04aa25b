"""What every named thing answers: id, labels, whether it is in use."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from api.schema.context import Showing, checked_tag
from api.views import AnyThing
from ontology import model
from ontology.ids import LevelId, expand
from ontology.labels import best

if TYPE_CHECKING:
    from api.schema.competencies import Competency
    from api.schema.courses import Assessment, Course
    from api.schema.roles import Role, RoleFamily, RoleLevel

Language = Annotated[
    str | None,
    strawberry.argument(
        description="A BCP 47 tag. Without it the request's `Accept-Language`, else `en`. Where a text is missing in "
        "it, the edition's default language answers, else any; the `…Language` field beside says which."
    ),
]
"""The `language` argument of every field that shows words."""


@strawberry.type(description="Words in a language; `language` is empty where none is said.")
class Text:
    text: str
    language: str

    @classmethod
    def of(cls, text: model.Text) -> "Text":
        return cls(text=text.text, language=text.language)


@strawberry.interface(description="Anything with an id that is unique in the whole service.")
class Node:
    id: strawberry.ID = strawberry.field(
        description="The curator's id, or the full IRI of what lies outside the base. The same string names it in "
        "Turtle, in the graph, on the command line and in every edition, and `node(id:)` resolves it."
    )


@strawberry.interface(description="A named thing of the ontology.")
class Thing(Node):
    thing: strawberry.Private[AnyThing]
    showing: strawberry.Private[Showing]
    retired: bool = strawberry.field(
        description="No longer in use. It still resolves; `replacedBy` says what to use instead."
    )
    last_edition: int | None = strawberry.field(
        description="Set where this edition has the thing no more: the last one that had it. The id keeps resolving, "
        "to its labels and its replacement."
    )

    def __post_init__(self) -> None:
        self.showing.budget.spend()

    @strawberry.field(description="The full IRI.")
    def iri(self) -> str:
        return expand(self.id, self.showing.view.catalogue.base)

    @strawberry.field(description="The preferred label; the id where there is none.")
    def label(self, language: Language = None) -> str:
        return self.showing.shown(self.thing, language).text

    @strawberry.field(
        description="The language that `label` is in: the asked one, or what it fell back to; null if unknown."
    )
    def label_language(self, language: Language = None) -> str | None:
        return self.showing.shown(self.thing, language).language or None

    @strawberry.field(description="The preferred labels in all languages.")
    def labels(self) -> list[Text]:
        return [Text.of(text) for text in self.thing.labels]

    @strawberry.field(description="What it is, in a sentence or two; null where nobody wrote it.")
    def definition(self, language: Language = None) -> Text | None:
        found = best(
            getattr(self.thing, "definitions", ()),
            self.showing.spoken(language),
            self.showing.view.catalogue.language,
        )
        return Text.of(found) if found else None


def in_language(texts: tuple[model.Text, ...], language: str | None) -> list[Text]:
    """The texts in one language, or all of them."""
    wanted = None if language is None else checked_tag(language)
    return [Text.of(text) for text in texts if wanted is None or text.language == wanted]


@strawberry.type(description="A level of a scale.")
class ProficiencyLevel(Thing):
    rank: int = strawberry.field(description="1 is the lowest; 0 means below the first level.")

    @classmethod
    def of(cls, level: model.ProficiencyLevel, showing: Showing) -> "ProficiencyLevel":
        last = showing.view.last_edition.get(level.id)
        return cls(
            id=strawberry.ID(level.id),
            thing=level,
            showing=showing,
            retired=last is not None,
            last_edition=last,
            rank=level.rank,
        )

    @strawberry.field(description="The scale that it is a level of; null where that is gone.")
    def scale(self) -> "ProficiencyScale | None":
        scale = self.showing.view.scale_with.get(LevelId(self.id))
        return ProficiencyScale.of(scale, self.showing) if scale else None


@strawberry.type(description="An ordered scale of levels.")
class ProficiencyScale(Thing):
    @classmethod
    def of(cls, scale: model.ProficiencyScale, showing: Showing) -> "ProficiencyScale":
        return cls(
            id=strawberry.ID(scale.id),
            thing=scale,
            showing=showing,
            retired=scale.retired,
            last_edition=showing.view.last_edition.get(scale.id),
        )

    @strawberry.field(description="Its levels, lowest first.")
    def levels(self) -> list[ProficiencyLevel]:
        assert isinstance(self.thing, model.ProficiencyScale)
        return [ProficiencyLevel.of(level, self.showing) for level in self.thing.levels]


def of_thing(
    thing: AnyThing, showing: Showing
) -> "Competency | Course | Assessment | RoleFamily | Role | RoleLevel | ProficiencyScale | ProficiencyLevel":
    """The schema's object for any thing of an edition."""
    from api.schema import competencies, courses, roles

    match thing:
        case model.Competency():
            return competencies.Competency.of(thing, showing)
        case model.Course():
            return courses.Course.of(thing, showing)
        case model.Assessment():
            return courses.Assessment.of(thing, showing)
        case model.RoleFamily():
            return roles.RoleFamily.of(thing, showing)
        case model.Role():
            return roles.Role.of(thing, showing)
        case model.RoleLevel():
            return roles.RoleLevel.of(thing, showing)
        case model.ProficiencyScale():
            return ProficiencyScale.of(thing, showing)
        case model.ProficiencyLevel():
            return ProficiencyLevel.of(thing, showing)
