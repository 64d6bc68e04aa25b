"""The graph read back: nodes and their relationships become the `Catalogue` that was published.

`whole` reads an edition, and its digest tells whether that is what was published. `things` makes the values from rows
of any reading of the same form, so a slice says what the whole says.
"""

import asyncio
import gc
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from graph import editions, form
from graph.errors import EditionDamaged
from graph.model import KINDS, Edition, Kind, Published, Stub
from graph.session import Connection, Row
from ontology import turtle
from ontology.ids import shorten
from ontology.model import (
    Alternative,
    Assessing,
    Assessment,
    Catalogue,
    Competency,
    CompetencyAt,
    Course,
    CourseDone,
    DeclaredMove,
    Group,
    LevelRequirement,
    Match,
    ProficiencyLevel,
    ProficiencyScale,
    Requirement,
    Role,
    RoleFamily,
    RoleLevel,
    Teaching,
)

Properties = dict[str, Any]
Links = Sequence[tuple[str, Any, Properties]]
"""Type, id at the other end, properties: as every statement of `queries/read/things` gives them."""


def snake(kind: str) -> str:
    """How a kind is written in the names of statements: `role_level`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind).lower()


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage collection for the block: over a million values that live on, it takes a third of the time.

    Blocks that overlap leave it switched on when the first of them that switched it off ends.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


async def whole(connection: Connection) -> Published:
    """The current edition with all that it says, read from nodes and relationships.

    Raises `EditionDamaged` when that is not what was published under this digest.
    """

    async def read(edition: Edition) -> Published:
        with uncollected():
            rows: dict[Kind, list[Row]] = {
                kind: await connection.rows(f"read/things/{snake(kind)}") for kind in KINDS
            }
            try:
                stubs = await left(connection, edition)
                found = await asyncio.to_thread(things, rows, edition)
                digest = await asyncio.to_thread(turtle.digest, found)
            except (LookupError, TypeError, ValueError, AttributeError) as error:  # what must be there is not
                raise _damaged(edition) from error
        if digest != edition.digest:
            raise _damaged(edition)
        return Published(edition=edition, catalogue=found, stubs=stubs)

    return await editions.steadily(connection, read)


def _damaged(edition: Edition) -> EditionDamaged:
    return EditionDamaged(
        f"The graph does not hold what was published as edition {edition.number}: it was changed by hand.",
        f"Write it anew from its archive: skillway publish --edition {edition.number} --rebuild.",
    )


async def left(connection: Connection, edition: Edition) -> tuple[Stub, ...]:
    """What is left of things that only earlier editions had, and of ids that things had under an earlier base.

    Whoever keeps ids of their own (facts about people, plans) finds by it what they stand for now: nothing is renamed
    there when an edition gets another base.
    """
    stubs = stubs_of(await connection.rows("read/stubs"))
    known = {stub.id for stub in stubs}
    renamed: dict[str, Stub] = {}
    for base, number in await connection.rows("read/former_bases", base=edition.base):
        for kind, id_, label, labels in await connection.rows("read/under", base=base):
            former = shorten(id_, base)
            if former != id_ and former not in known:
                renamed[former] = Stub(
                    kind=kind, id=former, label=label or former, labels=form.text_out(labels),
                    last_edition=number, replaced_by=id_,
                )  # fmt: skip
    return tuple(sorted((*stubs, *renamed.values()), key=lambda stub: (stub.id, stub.kind)))


def stubs_of(rows: Iterable[Row]) -> tuple[Stub, ...]:
    return tuple(
        Stub(
            kind=kind, id=said["id"], label=said["label"], labels=form.text_out(said.get("prefLabels")),
            last_edition=said["lastEdition"], replaced_by=replaced_by,
        )
        for kind, said, replaced_by in rows
    )  # fmt: skip


def things(rows: dict[Kind, list[Row]], edition: Edition) -> Catalogue:
    """A catalogue from rows of (properties, links); kinds that are missing are empty."""
    levels: dict[str, list[ProficiencyLevel]] = defaultdict(list)
    for said, links in rows.get("ProficiencyLevel", ()):
        for _, scale, of in links:
            level = ProficiencyLevel(id=said["id"], rank=of["rank"], **_texts(said))
            levels[scale].append(level)

    return Catalogue(
        base=edition.base, language=edition.language, titles=edition.titles,
        scales=_sorted(
            ProficiencyScale(levels=_by_rank(levels[said["id"]]), **_shared(said, links))
            for said, links in rows.get("ProficiencyScale", ())
        ),
        competencies=_sorted(_competency(*row) for row in rows.get("Competency", ())),
        courses=_sorted(_course(*row) for row in rows.get("Course", ())),
        assessments=_sorted(
            Assessment(
                hours=said.get("hours"),
                assesses=_ordered(Assessing(to, r["upTo"]) for kind, to, r in links if kind == "ASSESSES"),
                **_shared(said, links),
            )
            for said, links in rows.get("Assessment", ())
        ),
        role_families=_sorted(RoleFamily(**_shared(said, links)) for said, links in rows.get("RoleFamily", ())),
        roles=_sorted(
            Role(
                alt_labels=form.text_out(said.get("altLabels")), family=_one(links, "IN_FAMILY"),
                matches=_matches(said), **_shared(said, links),
            )
            for said, links in rows.get("Role", ())
        ),
        role_levels=_sorted(_role_level(*row) for row in rows.get("RoleLevel", ())),
    )  # fmt: skip


def _competency(said: Properties, links: Links) -> Competency:
    groups: dict[tuple[int, int], list[Alternative]] = defaultdict(list)
    for kind, to, r in links:
        if kind == "REQUIRES":
            groups[r["group"], r["atLevel"]].append(_alternative(to, r))
    return Competency(
        alt_labels=form.text_out(said.get("altLabels")), hidden_labels=form.text_out(said.get("hiddenLabels")),
        kind=said.get("kind"), scale=_one(links, "ON_SCALE"), broader=_all(links, "BROADER"),
        related=_all(links, "RELATED"), equivalent=_all(links, "EQUIVALENT"), matches=_matches(said),
        requires=tuple(LevelRequirement(at, _group(groups[number, at])) for number, at in sorted(groups)),
        **_shared(said, links),
    )  # fmt: skip


def _course(said: Properties, links: Links) -> Course:
    groups: dict[int, list[Alternative]] = defaultdict(list)
    for kind, to, r in links:
        if kind == "REQUIRES":
            groups[r["group"]].append(_alternative(to, r))
    return Course(
        alt_labels=form.text_out(said.get("altLabels")), hours=said.get("hours"),
        languages=tuple(said.get("languages", ())), modality=said.get("modality"), provider=said.get("provider"),
        url=said.get("url"), cost=said.get("cost"),
        teaches=_ordered(Teaching(to, r["from"], r["to"]) for kind, to, r in links if kind == "TEACHES"),
        requires=tuple(_group(groups[number]) for number in sorted(groups)),
        **_shared(said, links),
    )  # fmt: skip


def _role_level(said: Properties, links: Links) -> RoleLevel:
    (role, rank), *_ = [(to, r.get("rank")) for kind, to, r in links if kind == "OF_ROLE"]
    return RoleLevel(
        role=role, rank=rank, track=said.get("track"),
        needs=_ordered(
            Requirement(to, r["level"], r["importance"] == "essential", float(r["weight"]))
            for kind, to, r in links if kind == "NEEDS"
        ),
        moves=_ordered(
            DeclaredMove(to, r["kind"]) for kind, to, r in links if kind == "MOVES_TO" and not r["implied"]
        ),
        **_shared(said, links),
    )  # fmt: skip


def _by_rank(levels: list[ProficiencyLevel]) -> tuple[ProficiencyLevel, ...]:
    return tuple(sorted(levels, key=lambda level: (level.rank, level.id)))


def _alternative(to: Any, said: Properties) -> Alternative:
    """Only a competency has a level to hold it at."""
    return CompetencyAt(to, said["level"]) if said.get("level") is not None else CourseDone(to)


def _group(members: list[Alternative]) -> Group:
    """As the catalogue orders them: competencies first, then courses."""
    return tuple(sorted(members, key=lambda member: (isinstance(member, CourseDone), *member)))


def _matches(said: Properties) -> tuple[Match, ...]:
    parted = (entry.partition(":") for entry in said.get("matches", ()))
    return _ordered(Match(kind, iri) for kind, _, iri in parted)


def _texts(said: Properties) -> Properties:
    return {"labels": form.text_out(said.get("prefLabels")), "definitions": form.text_out(said.get("definitions"))}


def _shared(said: Properties, links: Links) -> Properties:
    """What all named things have."""
    return {
        "id": said["id"], "retired": said["retired"], "replaced_by": _one(links, "REPLACED_BY"), **_texts(said)
    }  # fmt: skip


def _one(links: Links, kind: str) -> Any:
    return next((to for type_, to, _ in links if type_ == kind), None)


def _all(links: Links, kind: str) -> Any:
    return tuple(sorted(to for type_, to, _ in links if type_ == kind))


def _ordered(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(values))


def _sorted(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(values, key=lambda thing: thing.id))
