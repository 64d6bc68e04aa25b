"""Questions of the command line to the current edition, answered from the graph: gap and routes; `api/paths.py` has
the path.

They read just what they name. The GraphQL door answers the same questions from its own copy of the edition; both hand
them to the same functions of `planning`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from api.contradictions import contradiction
from api.doors import Refused, given
from api.settings import Settings
from api.wiring import opened
from graph import Asked, Edition, Graph
from ontology.ids import CompetencyId, RoleLevelId
from ontology.model import Catalogue
from ontology.refusals import Refusal
from planning import gaps, goals, routes
from planning.model import Gap, Route

if TYPE_CHECKING:
    from api.person import Picture

Pairs = Sequence[tuple[str, int]]
K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class GapAnswer:
    """`catalogue` holds at least what the answer names; `picture` is of the learner whose state it starts from."""

    edition: Edition
    catalogue: Catalogue
    target: RoleLevelId
    gap: Gap
    picture: "Picture | None" = None


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
        to = await found(graph, "role_level", target)
        start = None if source is None else await found(graph, "role_level", source)
        held = await ranked(graph, have)
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


async def ask_routes(
    settings: Settings, *, source: str, target: str, count: int, max_moves: int
) -> RoutesAnswer | Refusal:
    """The routes from one role level to another: Cypher reads the part that they can use, planning ranks it."""
    async with opened(settings) as graph:
        start, end = await found(graph, "role_level", source), await found(graph, "role_level", target)
        career = await graph.career(start, end, max_moves=max_moves)
    if isinstance(career, Refusal):
        return career
    best = routes.rank(
        career.catalogue, RoleLevelId(start), RoleLevelId(end), k=count, max_moves=max_moves, moves=career.moves
    )
    if isinstance(best, Refusal):
        return best
    return RoutesAnswer(
        edition=career.edition,
        catalogue=career.catalogue,
        source=RoleLevelId(start),
        target=RoleLevelId(end),
        routes=best,
    )


async def found(graph: Graph, kind: str, text: str) -> str:
    """The id of the one thing that a name fits; out to the door with the refusal where it fits none or several."""
    return given(await graph.find(kind, text))


async def all_found(graph: Graph, kind: str, texts: Sequence[str]) -> list[str]:
    """The ids of several things of a kind; what is named twice is looked for once."""
    ids = {text: await found(graph, kind, text) for text in dict.fromkeys(texts)}
    return [ids[text] for text in texts]


async def ranked(graph: Graph, pairs: Pairs) -> Mapping[CompetencyId, int]:
    """Ranks by competency; refused where one competency is given two that differ."""
    ranks: dict[CompetencyId, int] = {}
    for name, rank in dict.fromkeys(pairs):
        competency = CompetencyId(await found(graph, "competency", name))
        said_once(ranks, competency, rank, "competency", "rank")
    return ranks


def said_once(said: dict[K, V], thing: K, value: V, kind: str, what: str, worded: Callable[[V], str] = str) -> None:
    """Note what is said of a thing; out to the door where something else was said of it before."""
    refused = contradiction(said, thing, value, kind, what, worded)
    if refused is not None:
        raise Refused(refused)
