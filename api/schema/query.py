"""The questions that the service answers: look-ups and lists over the edition, and what is computed from it."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Any, TypeAlias, TypeVar

import strawberry

from api.schema import answers, asking, inputs, learners, paths, traversing
from api.schema.audit import AuditQuery
from api.schema.competencies import Competency
from api.schema.context import Info, Showing
from api.schema.courses import Assessment, Course
from api.schema.naming import check_count
from api.schema.paging import After, Before, Connection, First, FoundBy, Last, Page, paged
from api.schema.roles import Role, RoleFamily, RoleLevel
from api.schema.team import TeamQuery
from api.schema.things import Language, Node, ProficiencyScale, of_thing
from api.schema.words import CompetencyKind, LabelKind
from api.searching import Hit
from ontology import refusals

N = TypeVar("N")

MOST_SEARCHED = 200
"""Characters of a search."""
SMALL_INDEX = 2_000
"""Things that are searched at once, in a few milliseconds; more are searched beside the event loop, one at a time."""

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


def _listing(kind: str, shown: type[Any], words: str) -> Any:
    """A field that lists all things of a kind; `shown` is the schema's type for them."""

    async def resolve(
        info: Info,
        search: inputs.Search = None,
        language: Language = None,
        include_retired: inputs.WithRetired = False,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Any:
        page = Page(first, after, last, before)
        return await _listed(
            info, kind, page, shown.of, search=search, language=language, include_retired=include_retired
        )

    # The class is known only here; strawberry looks for it at run time.
    resolve.__annotations__["return"] = Connection[shown]  # type: ignore[valid-type]
    return strawberry.field(resolver=resolve, description=f"{words}, by label or by how well they fit a search.")


@strawberry.type(description="What can be asked. All fields of one request answer from one edition.")
class Query(AuditQuery, TeamQuery):
    @strawberry.field(description="The edition that this request is answered from.")
    def edition(self, info: Info) -> answers.Edition:
        return answers.edition_of(info.context)

    @strawberry.field(
        description="All editions, newest first. They are read from the graph: null, with an error, while it is away."
    )
    async def editions(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[answers.Edition] | None:
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
    def node(self, info: Info, id: strawberry.ID, language: Language = None) -> Node | None:  # noqa: A002  (Relay's name)
        return _any(id, info.context.showing(language))

    @strawberry.field(
        description="The things with these ids or full IRIs, in this order; null where there is nothing."
    )
    def nodes(self, info: Info, ids: list[strawberry.ID], language: Language = None) -> list[Node | None]:
        check_count("ids", ids, info.context.limits.page_size)
        showing = info.context.showing(language)
        return [_any(each, showing) for each in ids]

    @strawberry.field(description="One competency.")
    def competency(self, info: Info, id: inputs.Named, language: Language = None) -> CompetencyResult:  # noqa: A002
        return _one(info, "competency", id, language, Competency.of)

    @strawberry.field(description="Competencies, by label or by how well they fit a search.")
    async def competencies(
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
        keep = None if kind is None else lambda competency: competency.kind == kind.value
        return await _listed(
            info,
            "competency",
            page,
            Competency.of,
            search=search,
            language=language,
            include_retired=include_retired,
            keep=keep,
        )

    @strawberry.field(description="One course.")
    def course(self, info: Info, id: inputs.Named, language: Language = None) -> CourseResult:  # noqa: A002
        return _one(info, "course", id, language, Course.of)

    courses = _listing("course", Course, "Courses")

    @strawberry.field(description="One assessment.")
    def assessment(self, info: Info, id: inputs.Named, language: Language = None) -> AssessmentResult:  # noqa: A002
        return _one(info, "assessment", id, language, Assessment.of)

    assessments = _listing("assessment", Assessment, "Assessments")

    @strawberry.field(description="One role family.")
    def role_family(self, info: Info, id: inputs.Named, language: Language = None) -> RoleFamilyResult:  # noqa: A002
        return _one(info, "role_family", id, language, RoleFamily.of)

    role_families = _listing("role_family", RoleFamily, "Role families")

    @strawberry.field(description="One role.")
    def role(self, info: Info, id: inputs.Named, language: Language = None) -> RoleResult:  # noqa: A002
        return _one(info, "role", id, language, Role.of)

    roles = _listing("role", Role, "Roles")

    @strawberry.field(description="One role level.")
    def role_level(self, info: Info, id: inputs.Named, language: Language = None) -> RoleLevelResult:  # noqa: A002
        return _one(info, "role_level", id, language, RoleLevel.of)

    role_levels = _listing("role_level", RoleLevel, "Role levels")

    @strawberry.field(description="All scales, by id.")
    def scales(self, info: Info, language: Language = None) -> list[ProficiencyScale]:
        showing = info.context.showing(language)
        return [ProficiencyScale.of(scale, showing) for scale in showing.view.catalogue.scales]

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
        question = asking.Question(to=to, source=source, have=have, include_optional=include_optional)
        return asking.gap(info.context, info.context.showing(language), question)

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
        maybe: inputs.MaybeHeld = None,
        done: inputs.Done = None,
        in_progress: inputs.Begun = None,
        goals: inputs.Goals = None,
        without: inputs.Without = None,
        include_optional: inputs.IncludeOptional = False,
        preferences: inputs.Wishes = None,
        limits: inputs.Within = None,
        budget_ms: inputs.BudgetMs = None,
        language: Language = None,
    ) -> paths.PathResult:
        question = asking.Question(
            to=to,
            source=source,
            have=have,
            done=done,
            goals=goals,
            without=without,
            include_optional=include_optional,
            maybe=maybe,
            in_progress=in_progress,
            preferences=preferences,
            limits=limits,
        )
        return await asking.path(info.context, info.context.showing(language), question, budget_ms)

    @strawberry.field(description="Who asks, by the token: their skills, gap and path by the record.")
    async def me(self, info: Info, as_of: learners.AsOf = None, language: Language = None) -> learners.LearnerResult:
        return await learners.shown(info.context, None, as_of, language)

    @strawberry.field(
        description="A learner whom the caller may see: oneself, a report, or for a stated purpose anybody."
    )
    async def learner(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The learner's id.")],  # noqa: A002
        as_of: learners.AsOf = None,
        language: Language = None,
    ) -> learners.LearnerResult:
        return await learners.shown(info.context, id, as_of, language)

    @strawberry.field(description="The careers that lead from one role level to another, fewest steps short first.")
    async def routes(
        self,
        info: Info,
        source: Annotated[
            strawberry.ID, strawberry.argument(name="from", description="The role level where the career stands.")
        ],
        to: inputs.Named,
        k: Annotated[int, strawberry.argument(description="How many routes, at most 20.")] = 3,
        max_moves: Annotated[int, strawberry.argument(description="Moves in a route, at most 12.")] = 6,
        language: Language = None,
    ) -> answers.RoutesResult:
        showing = info.context.showing(language)
        return await traversing.routes(info.context, showing, source, to, k=k, max_moves=max_moves)

    @strawberry.field(description="The competencies around one: broader, narrower, related, equivalent, required.")
    async def neighbourhood(
        self,
        info: Info,
        competency: inputs.Named,
        depth: Annotated[int, strawberry.argument(description="Hops, at most 3.")] = 1,
        limit: Annotated[int, strawberry.argument(description="How many competencies, at most 500.")] = 50,
        language: Language = None,
    ) -> answers.NeighbourhoodResult:
        showing = info.context.showing(language)
        return await traversing.neighbourhood(info.context, showing, competency, depth=depth, limit=limit)


def _any(name: str, showing: Showing) -> Node | None:
    thing = showing.view.named(name)
    return of_thing(thing, showing) if thing else None


def _one(
    info: Info, kind: str, name: str, language: str | None, of: Callable[[Any, Showing], N]
) -> N | answers.Refusal:
    """The one thing of a kind that a name fits, shown; or why there is none."""
    showing = info.context.showing(language)
    found = showing.view.choose(kind, name, showing.language)
    return answers.Refusal.of(found) if isinstance(found, refusals.Refusal) else of(found, showing)


async def _listed(
    info: Info,
    kind: str,
    page: Page,
    of: Callable[[Any, Showing], N],
    *,
    search: str | None,
    language: str | None,
    include_retired: bool,
    keep: Callable[[Any], bool] | None = None,
) -> Connection[N]:
    """A page of the things of a kind, by label or by how well they fit a search; of those that `keep` likes."""
    check_count("search", search or "", MOST_SEARCHED)
    showing = info.context.showing(language)
    index = showing.view.labels_of(kind, with_retired=include_retired)
    if len(index) <= SMALL_INDEX:
        hits = index.search(search or "", showing.language)
    else:
        async with info.context.wiring.searching:
            hits = await asyncio.to_thread(index.search, search or "", showing.language)
    things = showing.view.thing
    if keep is not None:
        hits = tuple(hit for hit in hits if keep(things[hit.id]))
    return paged(
        info, page, hits, key=lambda hit: hit.key, node=lambda hit: of(things[hit.id], showing), found_by=_found_by
    )


def _found_by(hit: Hit) -> FoundBy | None:
    fitting = hit.fitting
    if fitting is None:
        return None
    kind = LabelKind(fitting.kind)
    return FoundBy(text=fitting.text, language=fitting.language, kind=kind, fallback=fitting.fallback)
