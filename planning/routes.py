"""Routes from one role level to another: the few that ask for the fewest steps in all.

A move is measured as the gap from its source to its target: somebody who holds exactly what the source needs, against
what the target needs. Fewest steps short first, then fewest moves, then ids. Exact: the best route through what is
left, over and over, with what was found cut off (Yen 1971, Lawler 1972).
"""

from collections.abc import Iterable, Mapping
from heapq import heappop, heappush
from itertools import pairwise

from learners.model import SkillState
from ontology.ids import RoleLevelId
from ontology.model import Catalogue, Move, MoveKind
from ontology.refusals import Refusal
from planning import gaps
from planning.goals import essentials
from planning.model import Gap, Route, RouteMove

MOST_ROUTES = 20
MOST_MOVES = 12

_Cost = tuple[int, int]
"""Steps short and moves."""
_Way = tuple[RoleLevelId, ...]


def measure(catalogue: Catalogue, source: RoleLevelId, target: RoleLevelId) -> Gap:
    """The gap of somebody who holds exactly the essential needs of the one to the other."""
    state = SkillState(held=essentials(catalogue.role_level[source]))
    return gaps.between(catalogue, catalogue.role_level[target].needs, state)


def rank(
    catalogue: Catalogue,
    source: RoleLevelId,
    target: RoleLevelId,
    *,
    k: int = 3,
    max_moves: int = 6,
    moves: Iterable[Move] | None = None,
) -> tuple[Route, ...] | Refusal:
    """At most `k` routes of at most `max_moves` moves, best first; none visits a role level twice.

    `moves` are those to consider (the catalogue's where not given). The catalogue may be a part of one: the role
    levels that the moves name, with their needs. No route is an empty answer; source and target the same have none.
    """
    refused = (
        _beyond("routes.too_many", "routes", k, MOST_ROUTES)
        or _beyond("routes.too_long", "moves in a route", max_moves, MOST_MOVES)
        or next((refused for end in (source, target) if (refused := _unfit(catalogue, end))), None)
    )
    if refused:
        return refused
    near = _within(catalogue, catalogue.moves if moves is None else moves, source, target, max_moves)
    gap_of = {(m.source, m.target): measure(catalogue, m.source, m.target) for of in near.values() for m in of}
    steps = {node: {m.target: gap_of[m.source, m.target].steps_short for m in near[node]} for node in sorted(near)}
    kinds: dict[tuple[RoleLevelId, RoleLevelId], MoveKind] = {
        (m.source, m.target): m.kind for of in near.values() for m in of
    }
    return tuple(
        Route(
            steps_short=cost[0],
            moves=tuple(
                RouteMove(
                    source=one,
                    target=other,
                    kind=kinds[one, other],
                    short=gap_of[one, other].short,
                    steps_short=gap_of[one, other].steps_short,
                )
                for one, other in pairwise(way)
            ),
        )
        for cost, way in _best_ways(steps, source, target, k, max_moves)
    )


def _within(
    catalogue: Catalogue, moves: Iterable[Move], source: RoleLevelId, target: RoleLevelId, most: int
) -> Mapping[RoleLevelId, list[Move]]:
    """The moves that lie on some walk from source to target of at most so many moves, by where they start."""
    known = [
        move
        for move in moves
        if move.source in catalogue.role_level and move.target in catalogue.role_level and move.source != move.target
    ]
    forward = _hops([(move.source, move.target) for move in known], source)
    backward = _hops([(move.target, move.source) for move in known], target)
    near: dict[RoleLevelId, list[Move]] = {}
    for move in known:
        if forward.get(move.source, most) + 1 + backward.get(move.target, most) <= most:
            near.setdefault(move.source, []).append(move)
    return near


def _hops(edges: Iterable[tuple[RoleLevelId, RoleLevelId]], start: RoleLevelId) -> Mapping[RoleLevelId, int]:
    """How many moves each role level is away."""
    following: dict[RoleLevelId, list[RoleLevelId]] = {}
    for one, other in edges:
        following.setdefault(one, []).append(other)
    hops, layer = {start: 0}, [start]
    while layer:
        fresh = {other for one in layer for other in following.get(one, ()) if other not in hops}
        hops |= dict.fromkeys(fresh, hops[layer[0]] + 1)
        layer = sorted(fresh)
    return hops


def _best_ways(
    steps: Mapping[RoleLevelId, Mapping[RoleLevelId, int]],
    source: RoleLevelId,
    target: RoleLevelId,
    k: int,
    most: int,
) -> list[tuple[_Cost, _Way]]:
    """The k best ways without repetition, in order of cost and then of ids.

    A candidate is the best way that starts with a given beginning and leaves its end by none of some barred moves;
    what it found is split off, so that no way comes twice.
    """
    found: list[tuple[_Cost, _Way]] = []
    if source == target:
        return found
    waiting: list[tuple[_Cost, _Way, int, frozenset[RoleLevelId]]] = []

    def consider(beginning: _Way, barred: frozenset[RoleLevelId]) -> None:
        rest = _best_way(steps, beginning, target, most - len(beginning) + 1, barred)
        if rest is not None:
            way = beginning[:-1] + rest
            cost = sum(steps[one][other] for one, other in pairwise(way))
            heappush(waiting, ((cost, len(way) - 1), way, len(beginning), barred))

    consider((source,), frozenset())
    while waiting and len(found) < k:
        cost, way, fixed, barred = heappop(waiting)
        found.append((cost, way))
        for length in range(fixed, len(way)):
            consider(way[:length], (barred if length == fixed else frozenset()) | {way[length]})
    return found


def _best_way(
    steps: Mapping[RoleLevelId, Mapping[RoleLevelId, int]],
    beginning: _Way,
    target: RoleLevelId,
    most: int,
    barred: frozenset[RoleLevelId],
) -> _Way | None:
    """From the end of the beginning to the target: fewest steps short, then moves, then ids; at most `most` moves.

    Steps are never below zero, so that the best walk repeats nothing: leaving a circle out saves moves.
    """
    start, gone = beginning[-1], frozenset(beginning)

    def onward(node: RoleLevelId) -> Iterable[tuple[RoleLevelId, int]]:
        for other, short in steps.get(node, {}).items():
            if other not in gone and not (node == start and other in barred):
                yield other, short

    # best[n][node]: the cost from node to the target in at most n moves.
    best: list[dict[RoleLevelId, _Cost]] = [{target: (0, 0)}]
    for _ in range(most):
        previous, current = best[-1], {target: (0, 0)}
        for node in steps:
            if node != target and (node == start or node not in gone):
                options = [
                    (short + previous[other][0], 1 + previous[other][1])
                    for other, short in onward(node)
                    if other in previous
                ]
                if options:
                    current[node] = min(options)
        best.append(current)
    if start not in best[most]:
        return None
    way, left = [start], most
    while way[-1] != target:
        node = way[-1]
        way.append(
            min(
                other
                for other, short in onward(node)
                if other in best[left - 1]
                and (short + best[left - 1][other][0], 1 + best[left - 1][other][1]) == best[left][node]
            )
        )
        left -= 1
    return tuple(way)


def _beyond(code: str, what: str, asked: int, most: int) -> Refusal | None:
    if 1 <= asked <= most:
        return None
    return Refusal(
        code=code,
        message=f"{asked} {what} were asked for; from 1 to {most} can be.",
        hint=f"Ask for at most {most}.",
    )


def _unfit(catalogue: Catalogue, end: RoleLevelId) -> Refusal | None:
    """Why no route can begin or end there: a retired role level has no moves."""
    known = catalogue.role_level.get(end)
    if known is None:
        return Refusal(
            code="role_level.unknown",
            message=f"There is no role level “{end}” in this edition.",
            hint="Name a role level by its id or its label.",
        )
    if not known.retired:
        return None
    if known.replaced_by is None:
        return Refusal(
            code="role_level.retired",
            message=f"The role level “{end}” is retired, and no other replaces it.",
            hint="Name a role level that is in use.",
        )
    return Refusal(
        code="role_level.retired",
        message=f"The role level “{end}” is retired; “{known.replaced_by}” replaces it.",
        hint=f"Ask for “{known.replaced_by}”.",
        candidates=(known.replaced_by,),
    )
