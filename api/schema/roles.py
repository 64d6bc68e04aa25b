"""Role families, roles, role levels and the moves between them, as the schema shows them."""

from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from api.schema import competencies
from api.schema.context import Info, Showing
from api.schema.paging import After, Before, Connection, First, Last, Page, paged
from api.schema.things import Language, Text, Thing, in_language
from api.schema.words import Importance, MatchKind, MoveKind
from ontology import model
from ontology.ids import RoleId, RoleLevelId

if TYPE_CHECKING:
    from api.schema.competencies import Competency, Match

_Competency: TypeAlias = Annotated["Competency", strawberry.lazy("api.schema.competencies")]
_Match: TypeAlias = Annotated["Match", strawberry.lazy("api.schema.competencies")]


@strawberry.type(description="What a role level asks of one competency.")
class Requirement:
    role_level: "RoleLevel"
    competency: _Competency
    level: int = strawberry.field(description="The rank that is needed at least.")
    importance: Importance
    weight: float

    @classmethod
    def of(cls, role_level: RoleLevelId, need: model.Requirement, showing: Showing) -> "Requirement":
        return cls(
            role_level=known(role_level, showing),
            competency=competencies.known(need.competency, showing),
            level=need.level,
            importance=Importance.ESSENTIAL if need.essential else Importance.OPTIONAL,
            weight=need.weight,
        )

    @strawberry.field(description="The label of the level; null for a competency without a scale.")
    def level_label(self, language: Language = None) -> str | None:
        return competencies.rank_label(self.competency, self.level, language)


@strawberry.type(description="A step of a career, from one role level to another.")
class Move:
    source: "RoleLevel" = strawberry.field(name="from")
    target: "RoleLevel" = strawberry.field(name="to")
    kind: MoveKind
    implied: bool = strawberry.field(
        description="True where consecutive ranks of one track say so; false where curators wrote the move down."
    )

    @classmethod
    def of(cls, move: model.Move, showing: Showing) -> "Move":
        return cls(
            source=known(move.source, showing),
            target=known(move.target, showing),
            kind=MoveKind(move.kind),
            implied=move.implied,
        )


@strawberry.type(description="A group of roles that share a discipline.")
class RoleFamily(Thing):
    @classmethod
    def of(cls, family: model.RoleFamily, showing: Showing) -> "RoleFamily":
        last = showing.view.last_edition.get(family.id)
        return cls(
            id=strawberry.ID(family.id), thing=family, showing=showing, retired=family.retired, last_edition=last
        )

    @strawberry.field(description="What replaced a retired one; null where there is none.")
    def replaced_by(self) -> "RoleFamily | None":
        assert isinstance(self.thing, model.RoleFamily)
        thing = self.showing.view.thing.get(self.thing.replaced_by or "")
        return RoleFamily.of(thing, self.showing) if isinstance(thing, model.RoleFamily) else None

    @strawberry.field(description="Its roles, by id.")
    def roles(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> "Connection[Role]":
        assert isinstance(self.thing, model.RoleFamily)
        showing = self.showing
        return paged(
            info,
            Page(first, after, last, before),
            showing.view.roles_of.get(self.thing.id, ()),
            key=lambda role: (role,),
            node=lambda role: known_role(role, showing),
        )


@strawberry.type(description="A role of the organisation.")
class Role(Thing):
    @classmethod
    def of(cls, role: model.Role, showing: Showing) -> "Role":
        last = showing.view.last_edition.get(role.id)
        return cls(id=strawberry.ID(role.id), thing=role, showing=showing, retired=role.retired, last_edition=last)

    @strawberry.field(description="Other labels; in one language, or in all.")
    def alt_labels(self, language: str | None = None) -> list[Text]:
        return in_language(self._role.alt_labels, language)

    @strawberry.field(description="What replaced a retired one; null where there is none.")
    def replaced_by(self) -> "Role | None":
        thing = self.showing.view.thing.get(self._role.replaced_by or "")
        return Role.of(thing, self.showing) if isinstance(thing, model.Role) else None

    @strawberry.field(description="The family that it belongs to; null where none is said.")
    def family(self) -> RoleFamily | None:
        thing = self.showing.view.thing.get(self._role.family or "")
        return RoleFamily.of(thing, self.showing) if isinstance(thing, model.RoleFamily) else None

    @strawberry.field(description="Its levels: by track, rank (unranked last) and id.")
    def levels(self) -> "list[RoleLevel]":
        levels = self.showing.view.catalogue.levels_of.get(self._role.id, ())
        return [RoleLevel.of(level, self.showing) for level in levels]

    @strawberry.field(description="Roles and occupations of other frameworks.")
    def matches(self) -> list[_Match]:
        return [competencies.Match(kind=MatchKind(match.kind), iri=match.iri) for match in self._role.matches]

    @property
    def _role(self) -> model.Role:
        assert isinstance(self.thing, model.Role)
        return self.thing


@strawberry.type(description="A rung of a role, with what it needs.")
class RoleLevel(Thing):
    rank: int | None = strawberry.field(
        description="Its place among the levels of its role and track; null if unknown."
    )
    track: str | None = strawberry.field(description="The branch of the role, where it forks; else null.")

    @classmethod
    def of(cls, role_level: model.RoleLevel, showing: Showing) -> "RoleLevel":
        return cls(
            id=strawberry.ID(role_level.id),
            thing=role_level,
            showing=showing,
            retired=role_level.retired,
            last_edition=showing.view.last_edition.get(role_level.id),
            rank=role_level.rank,
            track=role_level.track,
        )

    @strawberry.field(description="What replaced a retired one; null where there is none.")
    def replaced_by(self) -> "RoleLevel | None":
        thing = self.showing.view.thing.get(self._role_level.replaced_by or "")
        return RoleLevel.of(thing, self.showing) if isinstance(thing, model.RoleLevel) else None

    @strawberry.field(description="The role that it is a level of; null for a stub whose role is gone.")
    def role(self) -> Role | None:
        thing = self.showing.view.thing.get(self._role_level.role)
        return Role.of(thing, self.showing) if isinstance(thing, model.Role) else None

    @strawberry.field(description="What it needs, by competency.")
    def needs(self) -> list[Requirement]:
        return [Requirement.of(self._role_level.id, need, self.showing) for need in self._role_level.needs]

    @strawberry.field(description="Where one can go from here.")
    def moves_to(self) -> list[Move]:
        return [Move.of(move, self.showing) for move in self.showing.view.moves_from.get(self._role_level.id, ())]

    @strawberry.field(description="Where one can come from.")
    def moves_from(self) -> list[Move]:
        return [Move.of(move, self.showing) for move in self.showing.view.moves_to.get(self._role_level.id, ())]

    @property
    def _role_level(self) -> model.RoleLevel:
        assert isinstance(self.thing, model.RoleLevel)
        return self.thing


def known(role_level: RoleLevelId, showing: Showing) -> RoleLevel:
    """The role level of an id that the edition names."""
    thing = showing.view.thing[role_level]
    assert isinstance(thing, model.RoleLevel)
    return RoleLevel.of(thing, showing)


def maybe(role_level: RoleLevelId | None, showing: Showing) -> RoleLevel | None:
    thing = showing.view.thing.get(role_level or "")
    return RoleLevel.of(thing, showing) if isinstance(thing, model.RoleLevel) else None


def known_role(role: RoleId, showing: Showing) -> Role:
    thing = showing.view.thing[role]
    assert isinstance(thing, model.Role)
    return Role.of(thing, showing)
