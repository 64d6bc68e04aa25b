"""The named things of tables: scales, competencies, courses, assessments, families, roles and their levels.

Ids are unique over all sheets: the first row that uses one keeps it. A row that names what is in no table is refused.
 Where what it names was itself refused, a row that cannot do without it is refused as well; any other is
loaded without that reference, and the report says so: one bad row must not take a whole tree with it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple, TypeVar, cast

from ontology.durations import normal_hours
from ontology.ids import (
    AssessmentId,
    CompetencyId,
    CourseId,
    LevelId,
    RoleFamilyId,
    RoleId,
    RoleLevelId,
    ScaleId,
)
from ontology.imports.assembling import Named
from ontology.imports.cells import Cells
from ontology.imports.refusing import RowRefused
from ontology.imports.report import Ledger, Place
from ontology.imports.sheets import Sheet, shown
from ontology.model import (
    Assessment,
    Competency,
    CompetencyKind,
    Course,
    ProficiencyLevel,
    ProficiencyScale,
    Role,
    RoleFamily,
    RoleLevel,
    Text,
    Thing,
)
from ontology.terms import KINDS

T = TypeVar("T", bound=Thing)
_KINDS: Final[tuple[CompetencyKind, ...]] = tuple(KINDS.values())


class Tables(NamedTuple):
    """What every reader of rows needs: the sheets by name, how ids are spelled, the default language, the ledger."""

    sheets: Mapping[str, Sheet]
    named: Named
    language: str
    ledger: Ledger

    def rows(self, name: str) -> Iterator[tuple[Place, Callable[[], Cells]]]:
        """The rows of a sheet, counted as read. Making the cells raises RowRefused where the row has a fault."""
        if (sheet := self.sheets.get(name)) is None:
            return
        self.ledger.sheet(name)
        for row in sheet.rows:
            at = Place(name, row.number)
            self.ledger.read(at)
            yield at, lambda row=row: Cells(row, sheet, self.named, self.language)  # type: ignore[misc]


class Ids:
    """Which row took an id, and which ids were asked for in vain."""

    def __init__(self) -> None:
        self._taken: dict[str, str] = {}
        self.refused: dict[tuple[str, str], Place] = {}

    def take(self, thing: str, what: str) -> None:
        """Raises RowRefused where another row has the id already."""
        if thing in self._taken:
            raise RowRefused("id.doubled", f"The id “{thing}” is used already by {self._taken[thing]}.")
        self._taken[thing] = what


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
    scales = _scales(tables, ids)
    competencies = _each(tables, ids, "competencies", "competency", _competency)
    families = _each(tables, ids, "role_families", "role family", _family)
    roles = _each(tables, ids, "roles", "role", _role)
    role_levels = _each(tables, ids, "role_levels", "role level", _role_level)
    courses = _each(tables, ids, "courses", "course", _course)
    assessments = _assessments(tables, ids)
    settle = _Settling(tables.ledger, ids)
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


class _Settling:
    """References from thing to thing: kept, refused with their row, or left out because their target was refused."""

    def __init__(self, ledger: Ledger, ids: Ids) -> None:
        self._ledger, self._ids = ledger, ids
        self._later: list[Callable[[], None]] = []

    def __call__(
        self,
        things: dict[str, tuple[Place, T]],
        kind: str,
        field: str,
        target: str,
        targets: Mapping[str, tuple[Place, Thing]],
        *,
        must: bool = False,
    ) -> None:
        """Refuse each row whose `field` names what is in no table; what a row must have may not be refused either."""
        for thing, (at, made) in list(things.items()):
            for named in _named(made, field):
                place = self._ids.refused.get((target, named))
                if named in targets or (place is not None and not must):
                    continue
                self._ledger.refuse(at, *missing(target, named, place))
                self._ids.refused.setdefault((kind, thing), at)
                things.pop(thing, None)
        if not must:
            self._later.append(lambda: self._leave_out(things, field, target, targets))

    def finish(self) -> None:
        """Leave out references to things that were refused in the end, with a warning for each."""
        for leave_out in self._later:
            leave_out()

    def _leave_out(
        self,
        things: dict[str, tuple[Place, T]],
        field: str,
        target: str,
        targets: Mapping[str, tuple[Place, Thing]],
    ) -> None:
        for thing, (at, made) in things.items():
            gone = [named for named in _named(made, field) if named not in targets]
            for named in gone:
                code, message = missing(target, named, self._ids.refused.get((target, named)))
                self._ledger.warn(at, code, f"“{thing}” was loaded without {field} “{shown(named)}”: {message}")
            if gone:
                value = getattr(made, field)
                kept = tuple(one for one in value if one not in gone) if isinstance(value, tuple) else None
                things[thing] = (at, cast("T", cast("Any", replace)(made, **{field: kept})))


def missing(kind: str, thing: str, place: Place | None) -> tuple[str, str]:
    """Code and message for a reference that leads nowhere; `place` is where its target was refused."""
    if place is not None:
        return "reference.refused", f"{kind.capitalize()} “{shown(thing)}” was itself refused ({place})."
    return "reference.unknown", f"There is no {kind} “{shown(thing)}” in the tables."


def _named(thing: Thing, field: str) -> tuple[str, ...]:
    value = getattr(thing, field)
    return value if isinstance(value, tuple) else () if value is None else (value,)


class _Level(NamedTuple):
    at: Place
    id: str
    labels: tuple[Text, ...]
    definitions: tuple[Text, ...]


def _scales(tables: Tables, ids: Ids) -> dict[str, tuple[Place, ProficiencyScale]]:
    """Scales from their levels' rows. Ranks above a hole are refused: nobody can be lifted over it."""
    levels: dict[str, dict[int, _Level]] = {}
    about: dict[str, ProficiencyScale] = {}
    first: dict[str, Place] = {}
    for at, cells in tables.rows("scales"):
        scale: str | None = None
        try:
            row = cells()
            scale = row.id("scale")
            row.must("rank")
            rank = row.whole("rank") or 0
            labels = row.labels(of=f"Rank {rank} of scale “{scale}”")
            level = row.maybe_id("id") or tables.named(f"{scale}-{rank}")
            before = about.get(scale, ProficiencyScale(id=ScaleId(scale)))
            said = replace(
                before,
                labels=_one_each(before.labels, row.texts("scale_label"), at, tables.ledger),
                definitions=tuple(sorted({*before.definitions, *row.texts("scale_description")})),
                retired=before.retired or row.retired("scale_status"),
                replaced_by=before.replaced_by or cast("ScaleId | None", row.maybe_id("scale_replaced_by")),
            )
            if rank in levels.get(scale, {}):
                raise RowRefused(
                    "rank.doubled", f"Scale “{scale}” has rank {rank} already, in {levels[scale][rank].at}."
                )
            if scale not in about:
                ids.take(scale, f"scale in {at}")
            ids.take(level, f"a level in {at}")
            about[scale] = said
            first.setdefault(scale, at)
            levels.setdefault(scale, {})[rank] = _Level(at, level, labels, row.texts("description"))
        except RowRefused as why:
            tables.ledger.refuse(at, why.code, why.message)
            if scale is not None:
                ids.refused.setdefault(("scale", scale), at)
    return _whole(tables, ids, levels, about, first)


def _whole(
    tables: Tables,
    ids: Ids,
    levels: Mapping[str, dict[int, _Level]],
    about: Mapping[str, ProficiencyScale],
    first: Mapping[str, Place],
) -> dict[str, tuple[Place, ProficiencyScale]]:
    found: dict[str, tuple[Place, ProficiencyScale]] = {}
    for scale, ranks in levels.items():
        height = next(rank for rank in range(1, len(ranks) + 2) if rank not in ranks) - 1
        for rank, level in ranks.items():
            if rank > height:
                message = (
                    f"Scale “{scale}” has no rank {height + 1} below rank {rank}; ranks go up from 1 without holes."
                )
                tables.ledger.refuse(level.at, "rank.hole", message)
        if not height:
            ids.refused.setdefault(("scale", scale), first[scale])
            continue
        labels = about[scale].labels
        if not labels:
            labels = (Text(tables.language, scale),)
            tables.ledger.note(
                "scale.unnamed", f"Scale “{scale}” has no scale_label; its id serves as one.", "scales"
            )
        found[scale] = (
            first[scale],
            replace(
                about[scale],
                labels=labels,
                levels=tuple(
                    ProficiencyLevel(
                        id=LevelId(ranks[rank].id),
                        rank=rank,
                        labels=ranks[rank].labels,
                        definitions=ranks[rank].definitions,
                    )
                    for rank in range(1, height + 1)
                ),
            ),
        )
    for scale, (at, made) in found.items():
        if made.replaced_by is not None and made.replaced_by not in found:
            code, message = missing("scale", made.replaced_by, ids.refused.get(("scale", made.replaced_by)))
            tables.ledger.warn(at, code, f"Scale “{scale}” was loaded without its replacement: {message}")
            found[scale] = (at, replace(made, replaced_by=None))
    return found


def _one_each(before: tuple[Text, ...], now: tuple[Text, ...], at: Place, ledger: Ledger) -> tuple[Text, ...]:
    """Labels of which each language keeps its first."""
    kept = {text.language: text for text in before}
    for text in now:
        if kept.setdefault(text.language, text) != text:
            ledger.warn(at, "label.doubled", f"“{shown(text.text)}” is a second scale_label and was not read.")
    return tuple(sorted(kept.values()))
