"""The questions that the service answers: look-ups and lists over the edition, and what is computed from it."""

from collections.abc import Callable, Iterable
from typing import Annotated, Any, TypeAlias, TypeVar

import strawberry

from api.schema import answers, asking, inputs
from api.schema.competencies import Competency
from api.schema.context import Info, spoken
from api.schema.courses import Assessment, Course
from api.schema.paging import After, Before, Connection, First, FoundBy, Last, Page, paged
from api.schema.roles import Role, RoleFamily, RoleLevel
from api.schema.things import Language, Node, ProficiencyScale, of_thing
from api.schema.words import CompetencyKind, LabelKind
from api.searching import Hit
from ontology import refusals

N = TypeVar("N")

CompetencyResult: TypeAlias = Annotated[
    Competency | answers.Refusal,
    strawberry.union("CompetencyResult", description="A competency, or why there is none."),
]
CourseResult: TypeAlias = Annotated[
    Course | answers.Refusal, strawberry.union("CourseResult", description="A course, or why there is none.")
]
AssessmentResult: TypeAlias = Annotated[
    Assessment | answers.Refusal,
    strawberry.union("AssessmentResult", description="An assessment, or why there is none."),
]
RoleFamilyResult: TypeAlias = Annotated[
    RoleFamily | answers.Refusal,
    strawberry.union("RoleFamilyResult", description="A role family, or why there is none."),
]
RoleResult: TypeAlias = Annotated[
    Role | answers.Refusal, strawberry.union("RoleResult", description="A role, or why there is none.")
]
RoleLevelResult: TypeAlias = Annotated[
    RoleLevel | answers.Refusal,
    strawberry.union("RoleLevelResult", description="A role level, or why there is none."),
]


@strawberry.type(description="What can be asked. All fields of one request answer from one edition.")
class Query:
    @strawberry.field(description="The edition that this request is answered from.")
    def edition(self, info: Info) -> answers.Edition:
        return answers.edition_of(info.context)

    @strawberry.field(description="All editions, newest first.")
    async def editions(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[answers.Edition]:
        graph = await info.context.wiring.reach.graph()
        newest_first = sorted(await graph.editions(), key=lambda edition: -edition.number)
        return paged(
            info,
            Page(first, after, last, before),
            newest_first,
            key=lambda edition: (-edition.number,),
            node=answers.Edition.of,
        )

    @strawberry.field(description="Anything with this id or full IRI; null where there is nothing.")
    def node(self, info: Info, id: strawberry.ID) -> Node | None:  # noqa: A002  (Relay's name)
        thing = info.context.view.named(id)
        return of_thing(thing, info.context.view) if thing else None

    @strawberry.field(
        description="The things with these ids or full IRIs, in this order; null where there is nothing."
    )
    def nodes(self, info: Info, ids: list[strawberry.ID]) -> list[Node | None]:
        asking.check_count("ids", ids, info.context.limits.page_size)
        found = (info.context.view.named(each) for each in ids)
        return [of_thing(thing, info.context.view) if thing else None for thing in found]

    @strawberry.field(description="One competency.")
    def competency(self, info: Info, id: inputs.Named, language: Language = None) -> CompetencyResult:  # noqa: A002
        return _one(info, "competency", id, language, Competency.of)

    @strawberry.field(description="Competencies, by label or by how well they fit a search.")
    def competencies(
        self,
        info: Info,
        search: inputs.Search = None,
        language: Language = None,
        kind: CompetencyKind | None = None,
        include_retired: inputs.WithRetired = False,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Competency]:
        page = Page(first, after, last, before)
        hits: Iterable[Hit] = _hits(info, "competency", search, language, include_retired)
        if kind is not None:
            things = info.context.view.thing
            hits = [hit for hit in hits if getattr(things[hit.id], "kind", None) == kind.value]
        return _listed(info, page, hits, Competency.of)

    @strawberry.field(description="One course.")
    def course(self, info: Info, id: inputs.Named, language: Language = None) -> CourseResult:  # noqa: A002
        return _one(info, "course", id, language, Course.of)

    @strawberry.field(description="Courses, by label or by how well they fit a search.")
    def courses(
        self,
        info: Info,
        search: inputs.Search = None,
        language: Language = None,
        include_retired: inputs.WithRetired = False,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Course]:
        hits = _hits(info, "course", search, language, include_retired)
        return _listed(info, Page(first, after, last, before), hits, Course.of)

    @strawberry.field(description="One assessment.")
    def assessment(self, info: Info, id: inputs.Named, language: Language = None) -> AssessmentResult:  # noqa: A002
        return _one(info, "assessment", id, language, Assessment.of)

    @strawberry.field(description="Assessments, by label or by how well they fit a search.")
    def assessments(
        self,
        info: Info,
        search: inputs.Search = None,
        language: Language = None,
        include_retired: inputs.WithRetired = False,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Assessment]:
        hits = _hits(info, "assessment", search, language, include_retired)
        return _listed(info, Page(first, after, last, before), hits, Assessment.of)

    @strawberry.field(description="One role family.")
    def role_family(self, info: Info, id: inputs.Named, language: Language = None) -> RoleFamilyResult:  # noqa: A002
        return _one(info, "role_family", id, language, RoleFamily.of)

    @strawberry.field(description="Role families, by label or by how well they fit a search.")
    def role_families(
        self,
        info: Info,
        search: inputs.Search = None,
        language: Language = None,
        include_retired: inputs.WithRetired = False,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[RoleFamily]:
        hits = _hits(info, "role_family", search, language, include_retired)
        return _listed(info, Page(first, after, last, before), hits, RoleFamily.of)

    @strawberry.field(description="One role.")
    def role(self, info: Info, id: inputs.Named, language: Language = None) -> RoleResult:  # noqa: A002
        return _one(info, "role", id, language, Role.of)

    @strawberry.field(description="Roles, by label or by how well they fit a search.")
    def roles(
        self,
        info: Info,
        search: inputs.Search = None,
        language: Language = None,
        include_retired: inputs.WithRetired = False,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Role]:
        hits = _hits(info, "role", search, language, include_retired)
        return _listed(info, Page(first, after, last, before), hits, Role.of)

    @strawberry.field(description="One role level.")
    def role_level(self, info: Info, id: inputs.Named, language: Language = None) -> RoleLevelResult:  # noqa: A002
        return _one(info, "role_level", id, language, RoleLevel.of)

    @strawberry.field(description="Role levels, by label or by how well they fit a search.")
    def role_levels(
        self,
        info: Info,
        search: inputs.Search = None,
        language: Language = None,
        include_retired: inputs.WithRetired = False,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[RoleLevel]:
        hits = _hits(info, "role_level", search, language, include_retired)
        return _listed(info, Page(first, after, last, before), hits, RoleLevel.of)

    @strawberry.field(description="All scales, by id.")
    def scales(self, info: Info) -> list[ProficiencyScale]:
        view = info.context.view
        return [ProficiencyScale.of(scale, view) for scale in view.catalogue.scales]

    @strawberry.field(description="What a role level needs against what is held. What is not named is unknown.")
    def gap(
        self,
        info: Info,
        to: inputs.Named,
        source: inputs.From = None,
        have: inputs.Have = None,
        include_optional: inputs.IncludeOptional = False,
        language: Language = None,
    ) -> answers.GapResult:
        question = asking.Question(
            to=to, source=source, have=have, include_optional=include_optional, language=spoken(info, language)
        )
        return asking.gap(info.context, question)

    @strawberry.field(
        description="The cheapest sequence of courses that closes the gap, proved over the whole catalogue; or the "
        "best that was found in the time there is, with its bound."
    )
    async def path(
        self,
        info: Info,
        to: inputs.To = None,
        source: inputs.From = None,
        have: inputs.Have = None,
        done: inputs.Done = None,
        goals: inputs.Goals = None,
        without: inputs.Without = None,
        include_optional: inputs.IncludeOptional = False,
        language: Language = None,
    ) -> answers.PathResult:
        question = asking.Question(
            to=to,
            source=source,
            have=have,
            done=done,
            goals=goals,
            without=without,
            include_optional=include_optional,
            language=spoken(info, language),
        )
        return await asking.path(info.context, question)


def _one(info: Info, kind: str, name: str, language: str | None, of: Callable[[Any, Any], N]) -> N | answers.Refusal:
    """The one thing of a kind that a name fits, shown; or why there is none."""
    found = info.context.view.choose(kind, name, spoken(info, language))
    return answers.Refusal.of(found) if isinstance(found, refusals.Refusal) else of(found, info.context.view)


def _hits(info: Info, kind: str, search: str | None, language: str | None, with_retired: bool) -> tuple[Hit, ...]:
    asking.check_count("search", search or "", 200)
    index = info.context.view.labels_of(kind, with_retired=with_retired)
    tongue = spoken(info, language)
    return index.search(search, tongue) if search else index.ordered(tongue)


def _listed(info: Info, page: Page, hits: Iterable[Hit], of: Callable[[Any, Any], N]) -> Connection[N]:
    view = info.context.view
    return paged(
        info,
        page,
        tuple(hits),
        key=lambda hit: hit.key,
        node=lambda hit: of(view.thing[hit.id], view),
        found_by=_found_by,
    )


def _found_by(hit: Hit) -> FoundBy | None:
    fitting = hit.fitting
    if fitting is None:
        return None
    kind = LabelKind(fitting.kind)
    return FoundBy(text=fitting.text, language=fitting.language, kind=kind, fallback=fitting.fallback)
