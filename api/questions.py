"""Questions of the command line to the current edition, answered from the graph.

A gap reads just what it names; a path needs the whole edition. The GraphQL door answers the same questions from its
own copy of the edition; both hand them to the same functions of `planning`.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from api.doors import Refused, given
from api.settings import Settings
from api.wiring import opened
from graph import Asked, Edition, Graph
from ontology import turtle
from ontology.ids import CompetencyId, CourseId, RoleLevelId
from ontology.model import Catalogue
from ontology.refusals import Refusal
from planning import gaps, goals, routes
from planning.model import Gap, LearningPath, Route

Pairs = Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapAnswer:
    """`catalogue` holds at least what the answer names."""

    edition: Edition
    catalogue: Catalogue
    target: RoleLevelId
    gap: Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class PathAnswer:
    edition: Edition
    catalogue: Catalogue
    target: RoleLevelId | None
    path: LearningPath


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutesAnswer:
    edition: Edition
    catalogue: Catalogue
    source: RoleLevelId
    target: RoleLevelId
    routes: tuple[Route, ...]


async def ask_gap(
    settings: Settings, *, target: str, source: str | None, have: Pairs, include_optional: bool
) -> GapAnswer | Refusal:
    """The gap to a role level, from another or from what is typed in."""
    async with opened(settings) as graph:
        to = await _found(graph, "role_level", target)
        start = None if source is None else await _found(graph, "role_level", source)
        held = await _ranked(graph, have)
        rungs = (to,) if start is None else (to, start)
        part = await graph.slice(Asked(role_levels=rungs, competencies=tuple(held)))
    question = goals.ask(
        part.catalogue,
        to=RoleLevelId(to),
        source=None if start is None else RoleLevelId(start),
        have=held,
        include_optional=include_optional,
    )
    if isinstance(question, Refusal):
        return question
    return GapAnswer(
        edition=part.edition,
        catalogue=part.catalogue,
        target=question.target or RoleLevelId(to),
        gap=gaps.between(part.catalogue, question.needs, question.state, include_optional),
    )


async def ask_path(
    settings: Settings,
    *,
    target: str | None,
    source: str | None,
    have: Pairs,
    done: Sequence[str],
    goal: Pairs,
    without: Sequence[str],
    include_optional: bool,
    seconds: float | None,
    language: str,
    on_progress: Callable[[str], None],
) -> PathAnswer | Refusal:
    """The cheapest path to a role level or to competencies. It reads the whole edition."""
    async with opened(settings) as graph:
        to = None if target is None else await _found(graph, "role_level", target)
        start = None if source is None else await _found(graph, "role_level", source)
        held, wanted = await _ranked(graph, have), await _ranked(graph, goal)
        did, left_out = [await _all_found(graph, "course", names) for names in (done, without)]
        on_progress("reading the edition …")
        edition, catalogue = await _whole(graph)
    question = goals.ask(
        catalogue,
        to=None if to is None else RoleLevelId(to),
        source=None if start is None else RoleLevelId(start),
        have=held,
        done=[CourseId(course) for course in did],
        goal=wanted,
        without=[CourseId(course) for course in left_out],
        include_optional=include_optional,
    )
    if isinstance(question, Refusal):
        return question
    on_progress("searching for the cheapest path …")
    from planning.recommend import recommend
    from planning.solver.index import build

    ends = time.monotonic() + (settings.limits.solve_seconds if seconds is None else seconds)
    path = recommend(build(catalogue), question, language=language, remaining=lambda: ends - time.monotonic())
    return PathAnswer(edition=edition, catalogue=catalogue, target=question.target, path=path)


async def ask_routes(
    settings: Settings, *, source: str, target: str, count: int, max_moves: int
) -> RoutesAnswer | Refusal:
    """The routes from one role level to another: Cypher reads the part that they can use, planning ranks it."""
    async with opened(settings) as graph:
        start, end = await _found(graph, "role_level", source), await _found(graph, "role_level", target)
        career = await graph.career(start, end, max_moves=max_moves)
    if isinstance(career, Refusal):
        return career
    found = routes.rank(
        career.catalogue, RoleLevelId(start), RoleLevelId(end), k=count, max_moves=max_moves, moves=career.moves
    )
    if isinstance(found, Refusal):
        return found
    return RoutesAnswer(
        edition=career.edition,
        catalogue=career.catalogue,
        source=RoleLevelId(start),
        target=RoleLevelId(end),
        routes=found,
    )


async def _found(graph: Graph, kind: str, text: str) -> str:
    return given(await graph.find(kind, text))


async def _whole(graph: Graph) -> tuple[Edition, Catalogue]:
    """The current edition from its archive, which is the quickest way to all of it."""

    async def read(edition: Edition) -> tuple[Edition, Catalogue]:
        return edition, await asyncio.to_thread(turtle.parse, await graph.archive(edition.number))

    return await graph.steadily(read)


async def _all_found(graph: Graph, kind: str, texts: Sequence[str]) -> list[str]:
    return [await _found(graph, kind, text) for text in texts]


async def _ranked(graph: Graph, pairs: Pairs) -> Mapping[CompetencyId, int]:
    """Ranks by competency; refused where one competency is given two that differ."""
    ranks: dict[CompetencyId, int] = {}
    for name, rank in pairs:
        competency = CompetencyId(await _found(graph, "competency", name))
        if ranks.setdefault(competency, rank) != rank:
            raise Refused(
                Refusal(
                    code="competency.contradicted",
                    message=f"“{competency}” is given two ranks: {ranks[competency]} and {rank}.",
                    hint="Give each competency one rank.",
                )
            )
    return ranks
