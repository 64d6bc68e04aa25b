"""Parts of an edition, read by what a question names: a few statements instead of the whole.

What a slice says about the things in it is what the whole edition says; a test holds that gaps come out alike.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from graph import catalogue as reading
from graph import form
from graph.errors import StatementFailed
from graph.model import Edition, Kind
from graph.session import Connection, Row
from ontology.ids import expand, shorten
from ontology.model import Catalogue
from ontology.naming import KINDS, Named, choose
from ontology.refusals import Refusal

LONGEST_CHAIN = 50
"""How many steps of replacement or equivalence are followed. Real chains have one or two."""


class Asked(NamedTuple):
    """What a question names, by id. Ids that the edition has not are simply not in the slice."""

    role_levels: tuple[str, ...] = ()
    competencies: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()


async def find(connection: Connection, edition: Edition, kind: str, text: str) -> str | Refusal:
    """The id of the one thing of this kind that `text` names: by id, IRI, or preferred label in any language.

    A label of things in use hides retired ones.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind} is no kind of thing: {', '.join(KINDS)}")
    id_ = shorten(expand(text, edition.base), edition.base) if ":" in text else text
    rows = await connection.rows(f"read/named/{kind}", id=id_, name=form.name_of(text))
    if any(found == id_ for found, _, _ in rows):
        return id_
    in_use = [row for row in rows if not row[2]] or rows
    fitting = [Named(found, label) for found, label, _ in in_use]
    known = [] if fitting else [Named(*row) for row in await connection.rows(f"read/known/{kind}")]
    chosen = choose(kind, text, fitting, known)
    return chosen if isinstance(chosen, Refusal) else chosen.id


async def read(connection: Connection, edition: Edition, asked: Asked) -> Catalogue:
    """The named things, the competencies that the role levels need, all that these count as, and their scales."""
    rows: dict[Kind, list[Row]] = {}
    role_levels = await _all(connection, "read/replacing_role_levels", asked.role_levels)
    if role_levels:
        rows["RoleLevel"] = await connection.rows("read/some/role_level", ids=role_levels)
    if asked.courses:
        rows["Course"] = await connection.rows("read/some/course", ids=sorted(asked.courses))
    named = [
        *asked.competencies,
        *_targets(rows.get("RoleLevel", ()), "NEEDS"),
        *_targets(rows.get("Course", ()), "TEACHES"),
    ]
    competencies = await _all(connection, "read/same_facts", named)
    if competencies:
        rows["Competency"] = await connection.rows("read/some/competency", ids=competencies)
    scales = sorted(set(_targets(rows.get("Competency", ()), "ON_SCALE")))
    if scales:
        rows["ProficiencyScale"] = await connection.rows("read/some/proficiency_scale", ids=scales)
        rows["ProficiencyLevel"] = await connection.rows("read/some/proficiency_level", ids=scales)
    return reading.things(rows, edition)


def _targets(rows: Iterable[Row], type_: str) -> list[str]:
    return [to for _, links in rows for kind, to, _ in links if kind == type_]


async def _all(connection: Connection, step: str, ids: Sequence[str]) -> list[str]:
    """The ids and all that the statement leads to from them, step by step."""
    reached, fresh = set(ids), sorted(set(ids))
    for _ in range(LONGEST_CHAIN):
        if not fresh:
            return sorted(reached)
        fresh = [id_ for (id_,) in await connection.rows(step, ids=fresh) if id_ not in reached]
        reached |= set(fresh)
    raise StatementFailed(
        f"{step} leads on for more than {LONGEST_CHAIN} steps.", "`skillway check` finds such chains."
    )
