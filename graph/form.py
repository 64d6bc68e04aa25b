"""The graph form of a `Catalogue`: which nodes and relationships say it.

One node per named thing, labelled with its kind; a node owns the relationships that go out from it. Texts are lists
of `words@language`; `label` is the one to show, for people who look at the graph, and `names` are the preferred
labels as they are compared. `catalogue.py` reads the same form back, and `publish.py` writes only the nodes whose
fingerprint differs.
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b, sha256
from typing import NamedTuple, TypeAlias

from graph.errors import PublishRefused
from graph.model import KINDS, Kind
from ontology import labels
from ontology.model import (
    Alternative,
    Assessment,
    Catalogue,
    Competency,
    CompetencyAt,
    Course,
    Group,
    Match,
    ProficiencyLevel,
    ProficiencyScale,
    Role,
    RoleFamily,
    RoleLevel,
    Text,
    Thing,
)

FORM = 1
"""Counts up when a catalogue is written in another way: the next edition then writes every node again."""

Value: TypeAlias = str | int | float | bool | list[str]
Named: TypeAlias = Thing | ProficiencyLevel

PROPERTIES: dict[tuple[Kind, str, Kind], tuple[str, ...]] = {
    ("ProficiencyLevel", "OF_SCALE", "ProficiencyScale"): ("rank",),
    ("Competency", "ON_SCALE", "ProficiencyScale"): (),
    ("Competency", "BROADER", "Competency"): (),
    ("Competency", "RELATED", "Competency"): (),
    ("Competency", "EQUIVALENT", "Competency"): (),
    ("Competency", "REQUIRES", "Competency"): ("atLevel", "group", "level"),
    ("Competency", "REQUIRES", "Course"): ("atLevel", "group"),
    ("Course", "TEACHES", "Competency"): ("from", "to"),
    ("Course", "REQUIRES", "Competency"): ("group", "level"),
    ("Course", "REQUIRES", "Course"): ("group",),
    ("Assessment", "ASSESSES", "Competency"): ("upTo",),
    ("Role", "IN_FAMILY", "RoleFamily"): (),
    ("RoleLevel", "OF_ROLE", "Role"): ("rank",),
    ("RoleLevel", "NEEDS", "Competency"): ("level", "importance", "weight"),
    ("RoleLevel", "MOVES_TO", "RoleLevel"): ("kind", "implied"),
    **{(kind, "REPLACED_BY", kind): () for kind in KINDS if kind != "ProficiencyLevel"},
}
"""Every sort of relationship there is, with its properties in the order of `Link.values`."""


class Link(NamedTuple):
    """A relationship to another node; `values` as `PROPERTIES` names them."""

    type: str
    kind: Kind
    target: str
    values: tuple[str | int | float | bool | None, ...] = ()


class Node(NamedTuple):
    """A node with the relationships it owns. `thing` is the id of the named thing it counts as: a level's scale."""

    kind: Kind
    id: str
    thing: str
    properties: dict[str, Value]
    links: tuple[Link, ...]
    fingerprint: str


def nodes(catalogue: Catalogue) -> Iterator[Node]:
    """All nodes of the catalogue, with the relationships that it states (implied moves are `implied`)."""
    for thing in catalogue.things():
        yield _node(thing, catalogue, thing.id, _links(thing))
        if isinstance(thing, ProficiencyScale):
            for level in thing.levels:
                rank = Link("OF_SCALE", "ProficiencyScale", thing.id, (level.rank,))
                yield _node(level, catalogue, thing.id, (rank,))


def implied(catalogue: Catalogue) -> set[tuple[str, str, str]]:
    """The moves that consecutive ranks imply: source, target, kind."""
    return {(move.source, move.target, move.kind) for move in catalogue.moves if move.implied}


def refuse_dangling(all_nodes: Iterable[Node]) -> None:
    """`PublishRefused` when a node points to one that is not there, or two nodes have one id."""
    all_nodes = list(all_nodes)
    known = {(node.kind, node.id) for node in all_nodes}
    if len({node.id for node in all_nodes}) != len(all_nodes):
        seen: set[str] = set()
        doubled = sorted({node.id for node in all_nodes if node.id in seen or seen.add(node.id)})  # type: ignore[func-returns-value]
        raise PublishRefused(f"Two things have the id {', '.join(doubled[:5])}.", "Give each thing an id of its own.")
    dangling = [
        f"{node.id} {link.type} {link.target}" for node in all_nodes for link in node.links
        if (link.kind, link.target) not in known
    ]  # fmt: skip
    if dangling:
        raise PublishRefused(
            f"{len(dangling)} references point to nothing, such as: {'; '.join(dangling[:3])}.",
            "`skillway check` names the file and line of each.",
        )


def text_in(texts: Iterable[Text]) -> list[str]:
    """How texts lie in a property: `SQL@en`; nothing after the last `@` where no language is said."""
    return [f"{text.text}@{text.language}" for text in texts]


def text_out(stored: Iterable[str] | None) -> tuple[Text, ...]:
    found = []
    for entry in stored or ():
        words, _, language = entry.rpartition("@")
        found.append(Text(language, words))
    return tuple(sorted(found))


def digest_of(text: str) -> str:
    """The digest of an edition, from its canonical Turtle: 64 hex characters."""
    return sha256(text.encode("utf-8")).hexdigest()


def name_of(text: str) -> str:
    """How names are compared: without case and outer blanks, as `ontology.naming` says."""
    return text.strip().casefold()


def _node(thing: Named, catalogue: Catalogue, owner: str, links: tuple[Link, ...]) -> Node:
    kind: Kind = type(thing).__name__  # type: ignore[assignment]  # the classes are named as the labels are
    shown = labels.best(thing.labels, catalogue.language, catalogue.language)
    said: dict[str, Value | None] = {
        "id": thing.id,
        "label": shown.text if shown else thing.id,
        "prefLabels": text_in(thing.labels),
        "definitions": text_in(thing.definitions),
        "names": sorted({name_of(text.text) for text in thing.labels}),
        **_properties(thing),
    }
    if not isinstance(thing, ProficiencyLevel):
        said["retired"] = thing.retired
    properties = {name: value for name, value in said.items() if value is not None and value != []}
    whole = repr((FORM, kind, sorted(properties.items()), links)).encode("utf-8", "surrogatepass")
    properties["fingerprint"] = fingerprint = blake2b(whole, digest_size=16).hexdigest()
    return Node(kind, thing.id, owner, properties, links, fingerprint)


def _properties(thing: Named) -> dict[str, Value | None]:
    match thing:
        case Competency():
            return {
                "kind": thing.kind,
                "altLabels": text_in(thing.alt_labels),
                "hiddenLabels": text_in(thing.hidden_labels),
                "matches": _matches(thing.matches),
            }
        case Course():
            return {
                "altLabels": text_in(thing.alt_labels),
                "hours": None if thing.hours is None else float(thing.hours),
                "languages": list(thing.languages),
                "modality": thing.modality,
                "provider": thing.provider,
                "url": thing.url,
                "cost": None if thing.cost is None else float(thing.cost),
            }
        case Assessment():
            return {"hours": None if thing.hours is None else float(thing.hours)}
        case Role():
            return {"altLabels": text_in(thing.alt_labels), "matches": _matches(thing.matches)}
        case RoleLevel():
            return {"track": thing.track}
        case ProficiencyScale() | ProficiencyLevel() | RoleFamily():
            return {}


def _links(thing: Thing) -> tuple[Link, ...]:
    """What a thing says of others, in the order of the catalogue."""
    links: list[Link] = []
    match thing:
        case Competency():
            if thing.scale is not None:
                links.append(Link("ON_SCALE", "ProficiencyScale", thing.scale))
            links += [Link("BROADER", "Competency", other) for other in thing.broader]
            links += [Link("RELATED", "Competency", other) for other in thing.related]
            links += [Link("EQUIVALENT", "Competency", other) for other in thing.equivalent]
            for number, requirement in enumerate(thing.requires):
                links += _group(requirement.any_of, (requirement.at_level, number))
        case Course():
            links += [Link("TEACHES", "Competency", t.competency, (t.from_level, t.to_level)) for t in thing.teaches]
            for number, group in enumerate(thing.requires):
                links += _group(group, (number,))
        case Assessment():
            links += [Link("ASSESSES", "Competency", a.competency, (a.up_to,)) for a in thing.assesses]
        case Role() if thing.family is not None:
            links.append(Link("IN_FAMILY", "RoleFamily", thing.family))
        case RoleLevel():
            links.append(Link("OF_ROLE", "Role", thing.role, (thing.rank,)))
            links += [
                Link("NEEDS", "Competency", need.competency,
                     (need.level, "essential" if need.essential else "optional", float(need.weight)))
                for need in thing.needs
            ]  # fmt: skip
            links += [Link("MOVES_TO", "RoleLevel", move.to, (move.kind, False)) for move in thing.moves]
        case _:
            pass
    if thing.replaced_by is not None:
        links.append(Link("REPLACED_BY", type(thing).__name__, thing.replaced_by))  # type: ignore[arg-type]
    return tuple(links)


def _group(group: Group, owner: tuple[int, ...]) -> Iterator[Link]:
    def link(member: Alternative) -> Link:
        if isinstance(member, CompetencyAt):
            return Link("REQUIRES", "Competency", member.competency, (*owner, member.level))
        return Link("REQUIRES", "Course", member.course, owner)

    return map(link, group)


def _matches(matches: Iterable[Match]) -> list[str]:
    return [f"{match.kind}:{match.iri}" for match in matches]
