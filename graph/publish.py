"""Publishing: one transaction that writes what differs from the current edition and moves the pointer to the new.

Readers see all-old or all-new (see `editions.steadily`); a crash at any moment leaves all-old. What the new edition
no longer has stays as a retired stub. Counting is by named thing; a proficiency level belongs to its scale.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from graph import catalogue as reading
from graph import editions, form
from graph.errors import GraphBusy, PublishRefused
from graph.form import PROPERTIES, Node, Value
from graph.lease import Lease, leave_to_publish
from graph.model import Edition, Kind, Publication
from graph.session import Connection, Transaction
from ontology import turtle
from ontology.counting import counts
from ontology.ids import expand, shorten
from ontology.model import Catalogue
from ontology.rebase import rebase

T = TypeVar("T")
Progress = Callable[[str], None]

BATCH_BYTES = 3_000_000
"""A message over 16 MiB hangs the client without an error."""
BATCH_ROWS = 5_000
MOST_NODE_BYTES = 12_000_000
"""One node is one row, and a row cannot be cut: this much still fits into a message."""
TRANSACTION_SECONDS = 280.0
STUB_KEEPS = ("label", "prefLabels", "altLabels", "definitions", "kind")

DISBELIEVED = ""
"""The fingerprint of a node that shall be written again whatever it says."""

Key = tuple[Kind, str]


@dataclass(frozen=True, slots=True)
class _There:
    """A node that is in the graph: its internal id, the id it has, its fingerprint (none for a stub)."""

    node: str
    id: str
    fingerprint: str | None
    thing: str


@dataclass(slots=True)
class _Changes:
    """What has to be written, and how that counts by named thing."""

    create: dict[Kind, list[Node]] = field(default_factory=lambda: defaultdict(list))
    overwrite: list[tuple[str, Node]] = field(default_factory=list)
    relink: list[Node] = field(default_factory=list)
    unlink: list[str] = field(default_factory=list)
    vanished: list[tuple[Key, _There]] = field(default_factory=list)
    rename: list[tuple[str, str]] = field(default_factory=list)
    nameless: list[str] = field(default_factory=list)
    imply: list[tuple[str, str, str]] = field(default_factory=list)
    unimply: list[tuple[str, str, str]] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0


async def publish(
    connection: Connection, catalogue: Catalogue, *, author: str, note: str, at: datetime, rebuild: bool,
    on_progress: Progress,
) -> Publication:  # fmt: skip
    """Make the catalogue the current edition.

    Content that is current already is not written again (`written` is False), but with `rebuild`: then everything is,
    whatever the graph says, and counts as changed. Raises `PublishRefused` for a catalogue
    that does not hang together, `GraphBusy` when somebody else publishes, and the errors of a connection; the former
    edition is whole then.
    """
    on_progress("writing canonical Turtle")
    with reading.uncollected():
        text = await asyncio.to_thread(turtle.write, catalogue)
        digest = form.digest_of(text)
        nodes = await asyncio.to_thread(lambda: list(form.nodes(catalogue)))
        await asyncio.to_thread(form.refuse_dangling, nodes)
        await asyncio.to_thread(_refuse_too_large, nodes)

    async with leave_to_publish(connection) as lease:
        former = await editions.current(connection)
        is_current = former is not None and former.digest == digest
        if former is not None and is_current and not rebuild:
            things = sum(1 for _ in catalogue.things())
            return Publication(edition=former, added=0, changed=0, removed=0, unchanged=things, written=False)
        edition = former if former is not None and is_current else Edition(
            number=await _next_number(connection, former), digest=digest, author=author, note=note, at=at,
            base=catalogue.base, language=catalogue.language, titles=catalogue.titles,
            counts=tuple((name, n) for name, n in counts(catalogue).items() if name in editions.COUNTED),
        )  # fmt: skip
        on_progress("comparing with the current edition")
        changes = await _compare(connection, former, catalogue, nodes, rebuild=rebuild)
        moves = len(form.implied(catalogue))
        await _write(
            connection, lease, former, edition, nodes, moves, changes, editions.pack(text), rebuild, on_progress
        )
    return Publication(
        edition=edition, added=changes.added, changed=changes.changed, removed=changes.removed,
        unchanged=changes.unchanged, written=True,
    )  # fmt: skip


def _refuse_too_large(nodes: Iterable[Node]) -> None:
    """`PublishRefused` for a thing whose texts together are more than a message carries, each small enough or not."""
    for node in nodes:
        letters = sum(len(text) for value in node.properties.values() if isinstance(value, list) for text in value)
        if letters * 4 > MOST_NODE_BYTES and (size := _size_of_map(node.properties)) > MOST_NODE_BYTES:
            raise PublishRefused(
                f"The texts of {node.id} are {size / 1e6:.1f} MB in all languages together; "
                f"a thing can say {MOST_NODE_BYTES / 1e6:g} MB.",
                "Shorten its definitions, or put them where a link can lead.",
            )


async def _next_number(connection: Connection, former: Edition | None) -> int:
    """One more than the current edition's; where that was lost, one more than any that is left."""
    if former is not None:
        return former.number + 1
    return 1 + max((edition.number for edition in await editions.every(connection)), default=0)


async def _compare(
    connection: Connection, former: Edition | None, catalogue: Catalogue, nodes: Sequence[Node], *, rebuild: bool
) -> _Changes:
    """What differs between the graph and the new edition; everything, to `rebuild` it."""
    changes = _Changes()
    moves = form.implied(catalogue)
    there: dict[Key, _There] = {}
    old_moves: set[tuple[str, str, str]] = set()
    if former is not None or rebuild:
        base = catalogue.base if former is None else former.base
        renamed = _renaming(base, catalogue.base)
        scale_of: dict[str, str] = dict(await connection.rows("read/levels"))
        for kind, id_, node, fingerprint, stub in await connection.rows("read/fingerprints"):
            if id_ is None:  # made by hand; no edition had it
                changes.nameless.append(node)
                continue
            if rebuild:
                fingerprint = DISBELIEVED
            thing = str(scale_of.get(id_, id_) if kind == "ProficiencyLevel" else id_)
            there[kind, renamed(id_)] = _There(node, id_, None if stub else fingerprint, renamed(thing))
        old_moves = {
            (renamed(source), renamed(target), kind)
            for source, target, kind in await connection.rows("read/implied_moves")
        }
        if rebuild:
            old_moves = set()  # they are dropped with all other relationships
        if base != catalogue.base:
            if not rebuild:
                there = await _as_under(connection, catalogue.base, there)
            changes.rename = [(was.node, key[1]) for key, was in there.items() if key[1] != was.id]
    changes.imply, changes.unimply = sorted(moves - old_moves), sorted(old_moves - moves)
    await asyncio.to_thread(_diff, changes, there, nodes)
    return changes


def _renaming(old: str, new: str) -> Callable[[str], str]:
    """From an id under the old base to the same thing's id under the new one."""
    return (lambda thing: thing) if old == new else (lambda thing: shorten(expand(thing, old), new))


async def _as_under(connection: Connection, base: str, there: dict[Key, _There]) -> dict[Key, _There]:
    """The nodes with the fingerprints that they would have under another base."""
    published = await reading.whole(connection)
    said = await asyncio.to_thread(lambda: {(n.kind, n.id): n for n in form.nodes(rebase(published.catalogue, base))})
    return {
        key: was if was.fingerprint is None else _There(was.node, was.id, said[key].fingerprint, said[key].thing)
        for key, was in there.items()
    }


def _diff(changes: _Changes, there: dict[Key, _There], nodes: Sequence[Node]) -> None:
    """Sort the nodes into what must be done with them, and count the things that they belong to."""
    outcome: dict[str, set[str]] = defaultdict(set)
    for node in nodes:
        was = there.pop((node.kind, node.id), None)
        if was is None:
            changes.create[node.kind].append(node)
            changes.relink.append(node)
            outcome[node.thing].add("added")
            continue
        if was.fingerprint == node.fingerprint:
            outcome[node.thing].add("same")
            if was.id != node.id:
                changes.overwrite.append((was.node, node))
            continue
        changes.overwrite.append((was.node, node))
        changes.unlink.append(was.node)
        changes.relink.append(node)
        outcome[node.thing].add("added" if was.fingerprint is None else "changed")
    for key, was in sorted(there.items()):
        if was.fingerprint is not None:
            changes.vanished.append((key, was))
            outcome[was.thing].add("gone")
    for found in outcome.values():
        if found == {"added"}:
            changes.added += 1
        elif found == {"same"}:
            changes.unchanged += 1
        elif found == {"gone"}:
            changes.removed += 1
        else:
            changes.changed += 1


async def _write(
    connection: Connection, lease: Lease, former: Edition | None, edition: Edition, nodes: Sequence[Node],
    moves: int, changes: _Changes, archive: list[bytes], rebuild: bool, on_progress: Progress,
) -> None:  # fmt: skip
    """Everything in one transaction; nothing is visible before its end."""
    async with connection.transaction(seconds=TRANSACTION_SECONDS) as transaction:
        run = transaction.run
        ((number,),) = await run("write/fence", token=lease.token)
        if number != (None if former is None else former.number) and not (rebuild and former is None):
            raise GraphBusy("Another edition was published just now.", "Publish again.")
        stubs = await _stubs(transaction, changes.vanished, former)
        await _rename(transaction, changes.rename)

        on_progress("writing nodes")
        for kind, created in changes.create.items():
            for maps in _batches([node.properties for node in created], _size_of_map):
                await run(f"write/create/{reading.snake(kind)}", nodes=maps)
        rows: list[dict[str, str | dict[str, Value]]] = [
            {"node": node, "properties": new.properties} for node, new in changes.overwrite
        ]
        for batch in _batches([*rows, *stubs], _size_of_row):
            await run("write/set", rows=batch)

        on_progress("writing relationships")
        for nodes_to_clear in _batches(changes.nameless, len):
            await run("write/drop_nodes", nodes=nodes_to_clear)
        for nodes_to_clear in _batches(changes.unlink, len):
            await run("write/drop_all" if rebuild else "write/drop", nodes=nodes_to_clear)
        for nodes_to_clear in _batches([was.node for _, was in changes.vanished], len):
            await run("write/drop_for_stub", nodes=nodes_to_clear)
        for gone in _batches([[source, target] for source, target, _ in changes.unimply], _size_of_list):
            await run("write/drop_implied", rows=gone)
        await _link(transaction, changes)

        on_progress("counting, and moving the edition")
        if rebuild:
            await run("write/drop_edition", number=edition.number)
        for part, packed in enumerate(archive):
            await run("write/chunk", number=edition.number, part=part, packed=packed)
        await _verify(transaction, nodes, moves)
        pointed = await run("write/point", edition=editions.stored_of(edition))
        if pointed != [(edition.number,)]:
            raise PublishRefused(f"The pointer could not be moved to edition {edition.number}; nothing was changed.")
        async with lease.committing():
            await transaction.commit()


async def _stubs(
    transaction: Transaction, vanished: Sequence[tuple[Key, _There]], former: Edition | None
) -> list[dict[str, str | dict[str, Value]]]:
    """What the nodes of vanished things will say: their words, and which edition had them last."""
    ids = {was.node: key[1] for key, was in vanished}
    stubs: list[dict[str, str | dict[str, Value]]] = []
    for batch in _batches(list(ids), len):
        for node, said in await transaction.run("read/properties", nodes=batch):
            kept: dict[str, Value] = {name: said[name] for name in STUB_KEEPS if name in said}
            kept.setdefault("label", ids[node])
            kept |= {"id": ids[node], "retired": True, "stub": True, "lastEdition": former.number if former else 0}
            stubs.append({"node": node, "properties": kept})
    return stubs


async def _rename(transaction: Transaction, rename: Sequence[tuple[str, str]]) -> None:
    """Give nodes their ids under another base. In two passes: a new id may be another node's old one."""
    for prefix in ("~", ""):
        for batch in _batches([{"node": node, "id": prefix + id_} for node, id_ in rename], _size_of_map):
            await transaction.run("write/rename", rows=batch)


async def _link(transaction: Transaction, changes: _Changes) -> None:
    """Write relationships, sort by sort."""
    rows: dict[tuple[Kind, str, Kind], list[list[Value | None]]] = defaultdict(list)
    for node in changes.relink:
        for link in node.links:
            rows[node.kind, link.type, link.kind].append([node.id, link.target, *link.values])
    for source, target, kind in changes.imply:
        rows["RoleLevel", "MOVES_TO", "RoleLevel"].append([source, target, kind, True])
    for sort in PROPERTIES:
        source_kind, type_, target_kind = sort
        name = f"write/link/{reading.snake(source_kind)}_{type_.lower()}_{reading.snake(target_kind)}"
        for batch in _batches(rows[sort], _size_of_list):
            ((made,),) = await transaction.run(name, rows=batch)
            if made != len(batch):
                raise PublishRefused(f"{len(batch) - made} of {len(batch)} {type_} relationships found no end.")


async def _verify(transaction: Transaction, nodes: Sequence[Node], implied: int) -> None:
    """Count what the transaction would leave behind; anything but the edition is refused."""
    wanted: dict[tuple[str, ...], int] = defaultdict(int)
    for node in nodes:
        wanted[(node.kind,)] += 1
        for link in node.links:
            wanted[node.kind, link.type] += 1
    if implied:
        wanted["RoleLevel", "MOVES_TO"] += implied
    found = {(kind,): number for kind, number in await transaction.run("write/count_nodes")}
    found |= {(kind, type_): number for kind, type_, number in await transaction.run("write/count_links")}
    if found != dict(wanted):
        differ = sorted(key for key in {*found, *wanted} if found.get(key) != wanted.get(key))
        shown = "; ".join(f"{' '.join(k)}: {found.get(k, 0)} instead of {wanted.get(k, 0)}" for k in differ[:3])
        raise PublishRefused(
            f"The graph would not hold the edition ({shown}); nothing was changed.",
            "It was changed by hand: publish with --rebuild.",
        )


def _batches(rows: Sequence[T], size: Callable[[T], int]) -> Iterator[list[T]]:
    """The rows in messages of a size that the wire carries."""
    batch: list[T] = []
    total = 0
    for row in rows:
        weight = size(row)
        if batch and (total + weight > BATCH_BYTES or len(batch) >= BATCH_ROWS):
            yield batch
            batch, total = [], 0
        batch.append(row)
        total += weight
    if batch:
        yield batch


def _size_of_value(value: object) -> int:
    """Bytes on the wire, or somewhat more."""
    if isinstance(value, str):
        return len(value.encode("utf-8")) + 5
    if isinstance(value, list):
        return 5 + sum(map(_size_of_value, value))
    return 9


def _size_of_list(row: Iterable[object]) -> int:
    return 5 + sum(map(_size_of_value, row))


def _size_of_map(row: dict[str, Value] | dict[str, str]) -> int:
    return 5 + sum(len(name) + 5 + _size_of_value(value) for name, value in row.items())


def _size_of_row(row: dict[str, str | dict[str, Value]]) -> int:
    return 100 + sum(_size_of_map(value) for value in row.values() if isinstance(value, dict))
