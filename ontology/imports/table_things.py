"""The named things of tables: scales, competencies, courses, assessments, families, roles and their levels.

Ids are unique over all sheets: the first row that uses one keeps it. A row that names what is in no table is refused.
 Where what it names was itself refused, a row that cannot do without it is refused as well; any other is
loaded without that reference, and the report says so: one bad row must not take a whole tree with it.
"""

from collections.abc import Callable
from typing import Final, NamedTuple, TypeVar, cast

from ontology.durations import normal_hours
from ontology.ids import (
    AssessmentId,
    CompetencyId,
    CourseId,
    RoleFamilyId,
    RoleId,
    RoleLevelId,
    ScaleId,
)
from ontology.imports import table_scales
from ontology.imports.cells import Cells
from ontology.imports.refusing import RowRefused
from ontology.imports.report import Ledger, Place
from ontology.imports.table_references import Settling
from ontology.imports.table_rows import Ids, Tables
from ontology.model import (
    Assessment,
    Competency,
    CompetencyKind,
    Course,
    ProficiencyScale,
    Role,
    RoleFamily,
    RoleLevel,
    Thing,
)
from ontology.terms import KINDS

T = TypeVar("T", bound=Thing)
_KINDS: Final[tuple[CompetencyKind, ...]] = tuple(KINDS.values())


class Drafted(NamedTuple):
    """Things by id, each with the row that says it."""

    scales: dict[str, tuple[Place, ProficiencyScale]]
    competencies: dict[str, tuple[Place, Competency]]
    families: dict[str, tuple[Place, RoleFamily]]
    roles: dict[str, tuple[Place, Role]]
    role_levels: dict[str, tuple[Place, RoleLevel]]
    courses: dict[str, tuple[Place, Course]]
    assessments: dict[str, tuple[Place, Assessment]]


def read(tables: Tables, ids: Ids) -> Drafted:
    """All named things, with references among them settled; needs, teaches and the like are left to `table_links`."""
    scales = table_scales.read(tables, ids)
    competencies = _each(tables, ids, "competencies", "competency", _competency)
    families = _each(tables, ids, "role_families", "role family", _family)
    roles = _each(tables, ids, "roles", "role", _role)
    role_levels = _each(tables, ids, "role_levels", "role level", _role_level)
    courses = _each(tables, ids, "courses", "course", _course)
    assessments = _assessments(tables, ids)
    settle = Settling(tables.ledger, ids)
    settle(competencies, "competency", "scale", "scale", scales, must=True)
    for field in ("broader", "related", "equivalent", "replaced_by"):
        settle(competencies, "competency", field, "competency", competencies)
    settle(families, "role family", "replaced_by", "role family", families)
    settle(roles, "role", "family", "role family", families)
    settle(roles, "role", "replaced_by", "role", roles)
    settle(role_levels, "role level", "role", "role", roles, must=True)
    settle(role_levels, "role level", "replaced_by", "role level", role_levels)
    settle(courses, "course", "replaced_by", "course", courses)
    settle(assessments, "assessment", "replaced_by", "assessment", assessments)
    settle.finish()
    return Drafted(scales, competencies, families, roles, role_levels, courses, assessments)


def _each(
    tables: Tables, ids: Ids, sheet: str, kind: str, make: Callable[[Cells, str], T]
) -> dict[str, tuple[Place, T]]:
    """The things of a sheet with one row for each."""
    found: dict[str, tuple[Place, T]] = {}
    for at, cells in tables.rows(sheet):
        thing: str | None = None
        try:
            row = cells()
            thing = row.id("id")
            made = make(row, thing)
            ids.take(thing, f"{kind} in {at}")
            found[thing] = (at, made)
            _warn(made, at, tables.ledger)
        except RowRefused as why:
            tables.ledger.refuse(at, why.code, why.message)
            if thing is not None:
                ids.refused.setdefault((kind, thing), at)
    return found


def _warn(thing: Thing, at: Place, ledger: Ledger) -> None:
    if isinstance(thing, Course) and thing.hours == 0:
        ledger.warn(at, "hours.zero", f"Course “{thing.id}” takes 0 hours. Leave the cell empty when nobody knows.")
    if thing.replaced_by is not None and not thing.retired:
        ledger.warn(
            at, "replacement.active", f"“{thing.id}” names a replacement but is not retired; its status stays active."
        )


def _competency(row: Cells, thing: str) -> Competency:
    return Competency(
        id=CompetencyId(thing),
        labels=row.labels(of=f"Competency “{thing}”"),
        alt_labels=row.listed("alt_labels"),
        hidden_labels=row.listed("hidden_labels"),
        definitions=row.texts("definition"),
        kind=row.choice("kind", _KINDS),
        scale=cast("ScaleId | None", row.maybe_id("scale")),
        broader=cast("tuple[CompetencyId, ...]", row.ids("broader")),
        related=cast("tuple[CompetencyId, ...]", row.ids("related")),
        equivalent=cast("tuple[CompetencyId, ...]", row.ids("equivalent")),
        matches=row.matches(),
        retired=row.retired(),
        replaced_by=cast("CompetencyId | None", row.maybe_id("replaced_by")),
    )


def _family(row: Cells, thing: str) -> RoleFamily:
    return RoleFamily(
        id=RoleFamilyId(thing),
        labels=row.labels(of=f"Role family “{thing}”"),
        definitions=row.texts("definition"),
        retired=row.retired(),
        replaced_by=cast("RoleFamilyId | None", row.maybe_id("replaced_by")),
    )


def _role(row: Cells, thing: str) -> Role:
    return Role(
        id=RoleId(thing),
        labels=row.labels(of=f"Role “{thing}”"),
        alt_labels=row.listed("alt_labels"),
        definitions=row.texts("definition"),
        family=cast("RoleFamilyId | None", row.maybe_id("family")),
        matches=row.matches(),
        retired=row.retired(),
        replaced_by=cast("RoleId | None", row.maybe_id("replaced_by")),
    )


def _role_level(row: Cells, thing: str) -> RoleLevel:
    return RoleLevel(
        id=RoleLevelId(thing),
        labels=row.labels(of=f"Role level “{thing}”"),
        definitions=row.texts("definition"),
        role=RoleId(row.id("role")),
        rank=row.whole("rank"),
        track=row.text("track") or None,
        retired=row.retired(),
        replaced_by=cast("RoleLevelId | None", row.maybe_id("replaced_by")),
    )


def _course(row: Cells, thing: str) -> Course:
    hours, cost = row.number("hours"), row.number("cost")
    return Course(
        id=CourseId(thing),
        labels=row.labels(of=f"Course “{thing}”"),
        alt_labels=row.listed("alt_labels"),
        definitions=row.texts("definition"),
        hours=None if hours is None else _hours(float(hours), "hours"),
        languages=row.languages("language"),
        modality=row.text("modality") or None,
        provider=row.text("provider") or None,
        url=row.link("url"),
        cost=None if cost is None else float(cost),
        retired=row.retired(),
        replaced_by=cast("CourseId | None", row.maybe_id("replaced_by")),
    )


def _hours(hours: float, column: str) -> float:
    try:
        return normal_hours(hours)
    except ValueError as error:
        raise RowRefused("number.invalid", f"Column “{column}”: {error}.") from None


def _assessments(tables: Tables, ids: Ids) -> dict[str, tuple[Place, Assessment]]:
    """Assessments by the first row of each; further rows of an id add competencies, which `table_links` reads."""
    found: dict[str, tuple[Place, Assessment]] = {}
    for at, cells in tables.rows("assessments"):
        thing: str | None = None
        try:
            row = cells()
            thing = row.id("id")
            if thing in found:
                first = found[thing][1]
                if (again := row.texts("label")) and again != first.labels:
                    raise RowRefused(
                        "id.doubled",
                        f"Assessment “{thing}” has another label in {found[thing][0]}; repeat it, or leave it empty.",
                    )
                continue
            minutes = row.number("minutes")
            made = Assessment(
                id=AssessmentId(thing),
                labels=row.labels(of=f"Assessment “{thing}”"),
                definitions=row.texts("definition"),
                hours=None if minutes is None else _hours(float(minutes / 60), "minutes"),
                retired=row.retired(),
                replaced_by=cast("AssessmentId | None", row.maybe_id("replaced_by")),
            )
            ids.take(thing, f"assessment in {at}")
            found[thing] = (at, made)
            _warn(made, at, tables.ledger)
        except RowRefused as why:
            tables.ledger.refuse(at, why.code, why.message)
            if thing is not None:
                ids.refused.setdefault(("assessment", thing), at)
    return found
