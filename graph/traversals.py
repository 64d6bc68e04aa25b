"""Questions that walk the graph: what is near, what teaches, who needs, which moves lead there.

Every walk goes hop by hop, one bounded statement each, so the work grows with what is met and never with the number
of ways through it. Whatever can be too much has a limit, and says so.
"""

from collections.abc import Iterable, Sequence

from graph import slices
from graph.model import (
    Career,
    CourseTeaching,
    Edition,
    Listed,
    NeededBy,
    Neighbour,
    Neighbourhood,
    Tie,
)
from graph.session import Connection
from ontology.model import Move
from ontology.refusals import Refusal

MOST_HOPS = 3
MOST_NEIGHBOURS = 500
MOST_LISTED = 1000
MOST_MOVES = 12
MOST_ROWS = 5000
"""The statements ask for one row more, to tell "all" from "cut off"."""


async def neighbourhood(
    connection: Connection, edition: Edition, competency: str, *, depth: int, limit: int
) -> Neighbourhood | Refusal:
    """Competencies within `depth` hops (1-3), the nearest first, at most `limit` (1-500) of them."""
    if refused := _out_of("depth", depth, MOST_HOPS) or _out_of("limit", limit, MOST_NEIGHBOURS):
        return refused
    distance, ties, complete = {competency: 0}, set[Tie](), True
    frontier = [competency]
    for hop in range(1, depth + 1):
        rows = await connection.rows("read/ties", ids=frontier)
        complete = complete and len(rows) <= MOST_ROWS
        met = [Tie(*row) for row in rows[:MOST_ROWS]]
        fresh: list[str] = sorted({end for tie in met for end in (tie.source, tie.target)} - distance.keys())
        room = limit - len(distance)
        complete = complete and len(fresh) <= room
        frontier = fresh[: max(room, 0)]
        distance |= dict.fromkeys(frontier, hop)
        ties.update(met)
        if not frontier:
            break
    shown = await connection.rows("read/competencies_shown", ids=sorted(distance))
    if competency not in {row[0] for row in shown}:
        return unknown("competency", competency)
    found = (Neighbour(id_, label, kind, retired, distance[id_]) for id_, label, kind, retired in shown)
    neighbours = sorted(found, key=lambda neighbour: (neighbour.distance, neighbour.id))
    kept = {neighbour.id for neighbour in neighbours}
    between = (tie for tie in ties if tie.source in kept and tie.target in kept)
    return Neighbourhood(
        edition=edition,
        neighbours=tuple(neighbours),
        ties=tuple(sorted(between, key=lambda tie: tuple((part is not None, part) for part in tie))),
        complete=complete,
    )


async def teaching(
    connection: Connection, edition: Edition, competency: str, *, limit: int
) -> Listed[CourseTeaching] | Refusal:
    """The courses that teach the competency itself, by id; retired ones say so."""
    if refused := _out_of("limit", limit, MOST_LISTED):
        return refused
    rows = await connection.rows("read/teaching", competency=competency, limit=limit + 1)
    if not rows and not await _has(connection, competency):
        return unknown("competency", competency)
    return Listed(
        edition=edition, items=tuple(CourseTeaching(*row) for row in rows[:limit]), complete=len(rows) <= limit
    )


async def needing(
    connection: Connection, edition: Edition, competency: str, *, limit: int
) -> Listed[NeededBy] | Refusal:
    """The role levels that need the competency itself, by id; retired ones say so."""
    if refused := _out_of("limit", limit, MOST_LISTED):
        return refused
    rows = await connection.rows("read/needing", competency=competency, limit=limit + 1)
    if not rows and not await _has(connection, competency):
        return unknown("competency", competency)
    items = (
        NeededBy(role_level, label, level, importance == "essential", float(weight), retired)
        for role_level, label, level, importance, weight, retired in rows[:limit]
    )
    return Listed(edition=edition, items=tuple(items), complete=len(rows) <= limit)


async def career(
    connection: Connection, edition: Edition, source: str, target: str, *, max_moves: int
) -> Career | Refusal:
    """What routes of at most `max_moves` (1-12) moves from one role level to another can use."""
    if refused := _out_of("max_moves", max_moves, MOST_MOVES):
        return refused
    moves: dict[tuple[str, str], Move] = {}
    there, frontier = {source: 0}, [source]
    for hop in range(1, max_moves + 1):
        rows = await connection.rows("read/moves_from", ids=frontier)
        moves |= {(move.source, move.target): move for move in (Move(*row) for row in rows)}
        if len(moves) > MOST_ROWS:
            return Refusal(
                code="routes.too_large",
                message=f"More than {MOST_ROWS:,} moves start within {hop} of {source}.",
                hint="Ask for fewer moves.",
            )
        frontier = sorted({move_to for _, move_to, *_ in rows} - there.keys())
        there |= dict.fromkeys(frontier, hop)
        if not frontier:
            break
    back = _hops_back(moves.values(), target)
    useful = tuple(
        moves[pair] for pair in sorted(moves) if pair[1] in back and there[pair[0]] + 1 + back[pair[1]] <= max_moves
    )
    ends = {source, target, *(end for move in useful for end in (move.source, move.target))}
    part = await slices.read(connection, edition, slices.Asked(role_levels=tuple(sorted(ends))))
    for end in (source, target):
        if end not in part.role_level:
            return unknown("role_level", end)
    return Career(edition=edition, catalogue=part, moves=useful)


def unknown(kind: str, id_: str) -> Refusal:
    return Refusal(
        code=f"{kind}.unknown",
        message=f"There is no {kind.replace('_', ' ')} “{id_}” in this edition.",
        hint="Name it by its id or its label.",
    )


async def _has(connection: Connection, competency: str) -> bool:
    return bool(await connection.rows("read/competencies_shown", ids=[competency]))


def _hops_back(moves: Iterable[Move], target: str) -> dict[str, int]:
    """How many moves each role level is away from the target, over these moves."""
    into: dict[str, list[str]] = {}
    for move in moves:
        into.setdefault(move.target, []).append(move.source)
    away, frontier = {target: 0}, [target]
    while frontier:
        fresh = {source for end in frontier for source in into.get(end, ()) if source not in away}
        away |= dict.fromkeys(fresh, away[frontier[0]] + 1)
        frontier = sorted(fresh)
    return away


def _out_of(name: str, value: int, most: int) -> Refusal | None:
    if 1 <= value <= most:
        return None
    return Refusal(
        code=f"limit.{name}",
        message=f"{name} is {value}; it can be 1 to {most}.",
        hint=f"Ask with {name} {min(max(value, 1), most)}.",
    )


async def missing_edges(connection: Connection, sort: str, edges: Sequence[Sequence[str | int]]) -> list[int]:
    """The places of those edges that the graph has not. `sort` is a statement of `queries/read/edges`."""
    listed = [list(edge) for edge in edges]
    found = {place for (place,) in await connection.rows(f"read/edges/{sort}", edges=listed)} if listed else set()
    return [place for place in range(len(listed)) if place not in found]
