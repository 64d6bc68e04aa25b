"""Questions that the graph answers: how competencies hang together, which careers lead where.

The graph may be an edition ahead of this process's copy. Then the copy catches up before the answer is shown, so that
an answer is about one edition, the one that it names.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Protocol, TypeVar

import graph
from api.schema import answers
from api.schema.context import Context, Showing
from api.schema.naming import Names
from graph.errors import GraphError
from ontology.ids import RoleLevelId
from ontology.refusals import Refusal
from planning.routes import rank


class _OfEdition(Protocol):
    @property
    def edition(self) -> graph.Edition: ...


Found = TypeVar("Found", bound=_OfEdition)


async def neighbourhood(
    context: Context, showing: Showing, competency: str, *, depth: int, limit: int
) -> answers.Neighbourhood | answers.Refusal:
    """What lies around a competency, or why that cannot be said."""
    names = Names(showing)
    centre = names.maybe("competency", competency)
    if names.refused is not None:
        return answers.Refusal.of(names.refused)
    found = await _from_graph(
        context, showing, lambda source: source.neighbourhood(str(centre), depth=depth, limit=limit)
    )
    if isinstance(found, Refusal):
        return answers.Refusal.of(found)
    around, context, showing = found
    return answers.Neighbourhood.of(around, context, showing)


async def routes(
    context: Context, showing: Showing, source: str, target: str, *, k: int, max_moves: int
) -> answers.Routes | answers.Refusal:
    """The routes between two role levels, or why there can be none. The graph bounds them, `planning` ranks them."""
    names = Names(showing)
    start, end = names.maybe("role_level", source), names.maybe("role_level", target)
    if names.refused is not None:
        return answers.Refusal.of(names.refused)
    first, last = RoleLevelId(str(start)), RoleLevelId(str(end))
    found = await _from_graph(context, showing, lambda source: source.career(first, last, max_moves=max_moves))
    if isinstance(found, Refusal):
        return answers.Refusal.of(found)
    career, context, showing = found
    ranked = await asyncio.to_thread(
        rank, career.catalogue, first, last, k=k, max_moves=max_moves, moves=career.moves
    )
    if isinstance(ranked, Refusal):
        return answers.Refusal.of(ranked)
    return answers.Routes.of(ranked, first, last, context, showing)


async def _from_graph(
    context: Context, showing: Showing, read: Callable[[graph.Graph], Awaitable[Found | Refusal]]
) -> tuple[Found, Context, Showing] | Refusal:
    """What the graph says, and the copy of the very edition that it says it of."""
    seconds = context.limits.graph_seconds
    try:
        async with asyncio.timeout(seconds):
            found = await read(await context.wiring.reach.graph())
    except GraphError as error:
        return Refusal(code=error.code, message=error.message, hint=error.mend)
    except TimeoutError:
        return Refusal(
            code="graph.timeout",
            message=f"The graph did not answer within {seconds:g} s.",
            hint="Ask for fewer hops or moves, or try again when it is less busy.",
        )
    if isinstance(found, Refusal):
        return found
    if found.edition.digest != context.view.edition.digest:
        seen = await context.wiring.editions.newest()
        if found.edition.digest != seen.view.edition.digest:
            return Refusal(
                code="edition.moving",
                message=f"Edition {found.edition.number} is being published or loaded just now.",
                hint="Ask again in a few seconds.",
            )
        context = replace(context, view=seen.view, stale=seen.stale)
        showing = replace(showing, view=seen.view)
    return found, context, showing
