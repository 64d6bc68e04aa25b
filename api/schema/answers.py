"""Computed answers: gap, routes, neighbourhood; and the refusal that each may be instead. Paths: `paths.py`.

They say what the command line's JSON says, in camelCase, with things where the JSON has ids.
"""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from api.person import Picture
from api.schema.competencies import Competency, known, maybe, rank_label
from api.schema.context import Context, Showing
from api.schema.roles import RoleLevel
from api.schema.roles import known as known_level
from api.schema.things import Language
from api.schema.words import GapStatus, Importance, MoveKind, TieType
from ontology import refusals
from ontology.ids import RoleLevelId
from planning import model

if TYPE_CHECKING:
    import graph
    from api.schema.skills import SkillEstimate

_SkillEstimate: TypeAlias = Annotated["SkillEstimate", strawberry.lazy("api.schema.skills")]


@strawberry.type(description="How many things of each kind an edition has, and how many needs.")
class Counts:
    scales: int
    competencies: int
    courses: int
    assessments: int
    role_families: int
    roles: int
    role_levels: int
    needs: int


@strawberry.type(description="An immutable published ontology. Every computed answer names the one it was made from.")
class Edition:
    number: int
    digest: str = strawberry.field(description="SHA-256 over the edition's canonical Turtle, 64 hex digits.")
    author: str
    note: str
    published_at: datetime
    base: str = strawberry.field(description="The IRI that ids are relative to.")
    language: str = strawberry.field(description="The default language of its labels.")
    counts: Counts
    stale: bool = strawberry.field(
        description="True while the graph cannot be reached or a newer edition is being loaded: the answer is right "
        "for the edition that it names, and there may be a newer one."
    )

    @classmethod
    def of(cls, edition: "graph.Edition", *, stale: bool = False) -> "Edition":
        counted = dict(edition.counts)
        return cls(
            number=edition.number,
            digest=edition.digest,
            author=edition.author,
            note=edition.note,
            published_at=edition.at,
            base=edition.base,
            language=edition.language,
            counts=Counts(**{name.name: counted.get(name.name, 0) for name in fields(Counts)}),
            stale=stale,
        )

    @strawberry.field(description="Where its canonical Turtle can be downloaded.")
    def turtle_url(self) -> str:
        return f"/editions/{self.number}.ttl"


def edition_of(context: Context) -> Edition:
    """The edition that a request is answered from."""
    return Edition.of(context.view.edition, stale=context.stale)


@strawberry.type(description="A question that cannot be answered as it was put.")
class Refusal:
    code: str = strawberry.field(
        description="What is wrong, for programs: `thing.reason`, such as `role_level.unknown`."
    )
    message: str = strawberry.field(description="What is wrong, for people.")
    hint: str = strawberry.field(description="What to do instead; may be empty.")
    candidates: list[strawberry.ID] = strawberry.field(description="Ids that may have been meant.")

    @classmethod
    def of(cls, refusal: refusals.Refusal) -> "Refusal":
        return cls(
            code=refusal.code,
            message=refusal.message,
            hint=refusal.hint,
            candidates=[strawberry.ID(candidate) for candidate in refusal.candidates],
        )


@strawberry.type(description="What of a learner's record an answer rests on. The same basis gives the same answer.")
class Basis:
    learner: strawberry.ID
    as_of: date = strawberry.field(description="The day that it is about, in UTC, to its end.")
    policy: str = strawberry.field(description="The policy that the state was computed by: its version and digest.")
    state: str = strawberry.field(description="SHA-256 over what planning takes of the state.")

    @classmethod
    def of(cls, picture: Picture) -> "Basis":
        return cls(
            learner=strawberry.ID(picture.visible.id),
            as_of=picture.at.date(),
            policy=picture.state.policy,
            state=picture.digest,
        )


@strawberry.type(description="One need against what is held.")
class GapItem:
    competency: Competency
    required: int = strawberry.field(description="The rank that is needed.")
    held: int | None = strawberry.field(description="The rank that is held; 0 if known not to be; null if unknown.")
    confidence: float | None = strawberry.field(description="How sure `held` is, from 0 to 1; null if unknown.")
    steps_short: int = strawberry.field(description="Ranks missing, counted from zero where unknown.")
    importance: Importance
    weight: float
    status: GapStatus
    via: Competency | None = strawberry.field(
        description="The equivalent or replaced competency that answers for this one; null where none does."
    )
    skill: _SkillEstimate | None = strawberry.field(
        description="What the record says of it, and why; null where the state was typed in."
    )

    @classmethod
    def of(cls, item: model.GapItem, showing: Showing, picture: Picture | None = None) -> "GapItem":
        from api.schema.skills import SkillEstimate

        return cls(
            competency=known(item.competency, showing),
            required=item.required,
            held=item.held,
            confidence=item.confidence,
            steps_short=item.steps_short,
            importance=Importance.ESSENTIAL if item.essential else Importance.OPTIONAL,
            weight=item.weight,
            status=GapStatus(item.status),
            via=maybe(item.via, showing),
            skill=None
            if picture is None
            else SkillEstimate.of(item.competency, picture.skill(item.competency), picture, showing),
        )

    @strawberry.field(description="The label of the required level; null for a competency without a scale.")
    def required_label(self, language: Language = None) -> str | None:
        return rank_label(self.competency, self.required, language)


@strawberry.type(description="How many needs there are and how much is missing. Optional needs count when asked for.")
class GapCounts:
    required: int = strawberry.field(description="Needs that count.")
    short: int = strawberry.field(description="Needs that are short or unknown.")
    steps_short: int = strawberry.field(description="Ranks missing over all needs that count.")


@strawberry.type(description="What a role level or goals ask for, against what is held.")
class Gap(GapCounts):
    edition: Edition
    to: RoleLevel | None = strawberry.field(
        description="The role level that was asked for; null where only goals were."
    )
    items: list[GapItem] = strawberry.field(description="All needs, optional ones too; essential first, then by id.")
    basis: Basis | None = strawberry.field(
        description="What of a learner's record it rests on; null where the state was typed in."
    )

    @classmethod
    def of(
        cls,
        gap: model.Gap,
        to: RoleLevelId | None,
        context: Context,
        showing: Showing,
        picture: Picture | None = None,
    ) -> "Gap":
        return cls(
            edition=edition_of(context),
            to=known_level(to, showing) if to else None,
            required=gap.required,
            short=gap.short,
            steps_short=gap.steps_short,
            items=[GapItem.of(item, showing, picture) for item in gap.items],
            basis=None if picture is None else Basis.of(picture),
        )


@strawberry.type(description="One move of a route, measured as the gap from its source to its target.")
class RouteMove:
    source: RoleLevel = strawberry.field(name="from")
    target: RoleLevel = strawberry.field(name="to")
    kind: MoveKind
    short: int
    steps_short: int

    @classmethod
    def of(cls, move: model.RouteMove, showing: Showing) -> "RouteMove":
        return cls(
            source=known_level(move.source, showing),
            target=known_level(move.target, showing),
            kind=MoveKind(move.kind),
            short=move.short,
            steps_short=move.steps_short,
        )


@strawberry.type(description="A chain of moves.")
class Route:
    steps_short: int
    moves: list[RouteMove]


@strawberry.type(description="Routes between two role levels: fewest steps short first, then fewest moves, then ids.")
class Routes:
    edition: Edition
    source: RoleLevel = strawberry.field(name="from")
    target: RoleLevel = strawberry.field(name="to")
    routes: list[Route] = strawberry.field(description="Empty where no chain of moves leads there.")

    @classmethod
    def of(
        cls,
        routes: Iterable[model.Route],
        source: RoleLevelId,
        target: RoleLevelId,
        context: Context,
        showing: Showing,
    ) -> "Routes":
        return cls(
            edition=edition_of(context),
            source=known_level(source, showing),
            target=known_level(target, showing),
            routes=[
                Route(steps_short=route.steps_short, moves=[RouteMove.of(move, showing) for move in route.moves])
                for route in routes
            ],
        )


@strawberry.type(description="A competency near another one.")
class Neighbour:
    competency: Competency
    distance: int = strawberry.field(description="How many hops away; 0 is the centre.")


@strawberry.type(description="What one competency says of another.")
class Tie:
    source: Competency = strawberry.field(name="from")
    target: Competency = strawberry.field(name="to")
    type: TieType
    at_level: int | None = strawberry.field(description="Of a requirement: the level that asks for it; else null.")
    group: int | None = strawberry.field(description="Of a requirement: alternatives have the same group; else null.")
    level: int | None = strawberry.field(description="Of a requirement: the level that is asked for; else null.")


@strawberry.type(description="The competencies around one, as the graph ties them together.")
class Neighbourhood:
    edition: Edition
    neighbours: list[Neighbour] = strawberry.field(description="By distance, then id; the centre first.")
    ties: list[Tie]
    complete: bool = strawberry.field(description="False where the limit cut something off.")

    @classmethod
    def of(cls, found: "graph.Neighbourhood", context: Context, showing: Showing) -> "Neighbourhood":
        return cls(
            edition=edition_of(context),
            neighbours=[
                Neighbour(competency=known(neighbour.id, showing), distance=neighbour.distance)
                for neighbour in found.neighbours
            ],
            ties=[
                Tie(
                    source=known(tie.source, showing),
                    target=known(tie.target, showing),
                    type=TieType(tie.type),
                    at_level=tie.at_level,
                    group=tie.group,
                    level=tie.level,
                )
                for tie in found.ties
            ],
            complete=found.complete,
        )


GapResult = Annotated[Gap | Refusal, strawberry.union("GapResult", description="A gap, or why there is none.")]
NeighbourhoodResult = Annotated[
    Neighbourhood | Refusal,
    strawberry.union("NeighbourhoodResult", description="A neighbourhood, or why there is none."),
]
RoutesResult = Annotated[
    Routes | Refusal, strawberry.union("RoutesResult", description="Routes, or why there are none.")
]
