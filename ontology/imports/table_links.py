"""What tables say between named things: needs, teaches, requirements, moves and what assessments validate."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from ontology.ids import CompetencyId, CourseId, RoleLevelId
from ontology.imports.assembling import group
from ontology.imports.cells import Cells
from ontology.imports.refusing import RowRefused
from ontology.imports.report import Place
from ontology.imports.sheets import shown
from ontology.imports.table_rows import Ids, Tables, missing
from ontology.imports.table_things import Drafted
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
    LevelRequirement,
    MoveKind,
    ProficiencyLevel,
    Requirement,
    RoleLevel,
    Teaching,
    Thing,
)


class Linked(NamedTuple):
    """The things that rows of their own say something about, complete."""

    competencies: tuple[Competency, ...]
    courses: tuple[Course, ...]
    assessments: tuple[Assessment, ...]
    role_levels: tuple[RoleLevel, ...]


def read(tables: Tables, drafted: Drafted, catalogue: Catalogue, ids: Ids) -> Linked:
    """Add to the drafted things what the other sheets say. `catalogue` knows their scales."""
    link = _Linking(tables, drafted, catalogue, ids)
    competency_requires = link.competency_requires()
    needs, moves = link.needs(), link.moves()
    teaches, course_requires = link.teaches(), link.course_requires()
    assesses = link.assesses()
    return Linked(
        tuple(
            replace(one, requires=tuple(sorted(competency_requires.get(one.id, ()))))
            for _, one in drafted.competencies.values()
        ),
        tuple(
            replace(
                one,
                teaches=tuple(sorted(teaches.get(one.id, ()))),
                requires=tuple(sorted(course_requires.get(one.id, ()))),
            )
            for _, one in drafted.courses.values()
        ),
        tuple(
            replace(one, assesses=tuple(sorted(assesses.get(one.id, ())))) for _, one in drafted.assessments.values()
        ),
        tuple(
            replace(
                one,
                needs=tuple(sorted(needs.get(one.id, ()))),
                moves=tuple(sorted(moves.get(one.id, ()))),
            )
            for _, one in drafted.role_levels.values()
        ),
    )


class _Linking:
    def __init__(self, tables: Tables, drafted: Drafted, catalogue: Catalogue, ids: Ids) -> None:
        self._tables, self._ledger, self._ids = tables, tables.ledger, ids
        self._competencies, self._courses = drafted.competencies, drafted.courses
        self._role_levels, self._assessments = drafted.role_levels, drafted.assessments
        self._catalogue = catalogue

    def needs(self) -> dict[str, list[Requirement]]:
        """By role level. Two rows for one competency merge to the higher level; the later row counts as merged."""
        found: dict[tuple[str, str], tuple[Requirement, Place]] = {}
        for at, cells in self._tables.rows("needs"):
            try:
                row = cells()
                role_level = self._known("role level", row.id("role_level"), self._role_levels)
                competency = self._known("competency", row.id("competency"), self._competencies)
                weight = row.number("weight")
                if weight == 0:
                    raise RowRefused("weight.zero", "A weight of 0 would be no need; leave the row out instead.")
                need = Requirement(
                    CompetencyId(competency),
                    self._level(row.text("level"), competency, "level"),
                    row.choice("importance", ("essential", "optional")) != "optional",
                    1.0 if weight is None else float(weight),
                )
            except RowRefused as why:
                self._ledger.refuse(at, why.code, why.message)
                continue
            key = (role_level, competency)
            if key not in found:
                found[key] = (need, at)
                continue
            before, first = found[key]
            found[key] = (higher(before, need), first)
            self._ledger.merge(
                at,
                "need.doubled",
                f"“{role_level}” needs “{competency}” in {first} too (level {before.level}, here {need.level});"
                f" the higher level, {found[key][0].level}, is kept.",
            )
        by_level: dict[str, list[Requirement]] = {}
        for (role_level, _), (need, _) in found.items():
            by_level.setdefault(role_level, []).append(need)
        return by_level

    def moves(self) -> dict[str, list[DeclaredMove]]:
        """By the role level that people leave."""
        found: dict[tuple[str, DeclaredMove], Place] = {}
        kinds: tuple[MoveKind, ...] = ("vertical", "lateral")
        for at, cells in self._tables.rows("moves"):
            try:
                row = cells()
                source = self._known("role level", row.id("from"), self._role_levels)
                target = self._known("role level", row.id("to"), self._role_levels)
                if source == target:
                    raise RowRefused("move.circular", f"“{source}” cannot move to itself.")
                same_role = self._role_levels[source][1].role == self._role_levels[target][1].role
                kind = row.choice("kind", kinds) or ("vertical" if same_role else "lateral")
            except RowRefused as why:
                self._ledger.refuse(at, why.code, why.message)
                continue
            move = (source, DeclaredMove(RoleLevelId(target), kind))
            if move in found:
                self._ledger.merge(at, "row.doubled", f"The same move is in {found[move]}.")
            found.setdefault(move, at)
        by_level: dict[str, list[DeclaredMove]] = {}
        for source, move_to in found:
            by_level.setdefault(source, []).append(move_to)
        return by_level

    def teaches(self) -> dict[str, list[Teaching]]:
        """By course. Two rows for one competency merge to the lowest entry and the highest exit."""
        found: dict[tuple[str, str], tuple[Teaching, Place]] = {}
        for at, cells in self._tables.rows("teaches"):
            try:
                row = cells()
                course = self._known("course", row.id("course"), self._courses)
                competency = self._known("competency", row.id("competency"), self._competencies)
                entry = row.text("from")
                from_level = 0 if entry in ("", "0") else self._level(entry, competency, "from")
                to_level = self._level(row.text("to"), competency, "to")
                if from_level >= to_level:
                    raise RowRefused(
                        "level.order",
                        f"“{course}” would lift “{competency}” from {from_level} to {to_level}, not upwards.",
                    )
            except RowRefused as why:
                self._ledger.refuse(at, why.code, why.message)
                continue
            taught = Teaching(CompetencyId(competency), from_level, to_level)
            key = (course, competency)
            if key not in found:
                found[key] = (taught, at)
                continue
            before, first = found[key]
            merged = Teaching(taught.competency, min(before.from_level, from_level), max(before.to_level, to_level))
            found[key] = (merged, first)
            self._ledger.merge(
                at,
                "teaching.doubled",
                f"“{course}” teaches “{competency}” in {first} too; together they go"
                f" from {merged.from_level} to {merged.to_level}.",
            )
        by_course: dict[str, list[Teaching]] = {}
        for (course, _), (taught, _) in found.items():
            by_course.setdefault(course, []).append(taught)
        return by_course

    def course_requires(self) -> dict[str, set[tuple[Alternative, ...]]]:
        """By course: groups that must all hold."""
        groups = _Groups(self)
        for at, cells in self._tables.rows("course_requires"):
            try:
                row = cells()
                course = self._known("course", row.id("course"), self._courses)
                groups.add((course, 0), row.text("group"), self._alternative(row), at)
            except RowRefused as why:
                self._ledger.refuse(at, why.code, why.message)
        by_course: dict[str, set[tuple[Alternative, ...]]] = {}
        for (course, _), any_of in groups.finished():
            by_course.setdefault(course, set()).add(any_of)
        return by_course

    def competency_requires(self) -> dict[str, set[LevelRequirement]]:
        """By the competency that is to be lifted."""
        groups = _Groups(self)
        for at, cells in self._tables.rows("competency_requires"):
            try:
                row = cells()
                owner = self._known("competency", row.id("competency"), self._competencies)
                at_level = self._level(row.text("at_level"), owner, "at_level")
                required = self._known("competency", row.id("requires"), self._competencies)
                level = self._level(row.text("level"), required, "level")
                groups.add((owner, at_level), row.text("group"), CompetencyAt(CompetencyId(required), level), at)
            except RowRefused as why:
                self._ledger.refuse(at, why.code, why.message)
        by_competency: dict[str, set[LevelRequirement]] = {}
        for (owner, at_level), any_of in groups.finished():
            by_competency.setdefault(owner, set()).add(LevelRequirement(at_level, any_of))
        return by_competency

    def assesses(self) -> dict[str, set[Assessing]]:
        """By assessment. Rows were counted when the assessments themselves were read."""
        found: dict[str, dict[str, Assessing]] = {}
        sheet = self._tables.sheets.get("assessments")
        for row in sheet.rows if sheet is not None else ():
            at = Place("assessments", row.number)
            if sheet is None or self._ledger.was_refused(at):
                continue
            try:
                cells = Cells(row, sheet, self._tables.named, self._tables.language)
                assessment = self._known("assessment", cells.id("id"), self._assessments)
                if not cells.text("competency") and not cells.text("up_to") and assessment not in found:
                    self._ledger.warn(at, "competency.missing", f"Assessment “{assessment}” validates nothing here.")
                    continue
                competency = self._known("competency", cells.id("competency"), self._competencies)
                up_to = self._level(cells.text("up_to"), competency, "up_to")
            except RowRefused as why:
                self._ledger.refuse(at, why.code, why.message)
                continue
            of_it = found.setdefault(assessment, {})
            if competency in of_it:
                self._ledger.merge(
                    at,
                    "row.doubled",
                    f"“{assessment}” validates “{competency}” in another row too; the higher level is kept.",
                )
                up_to = max(up_to, of_it[competency].up_to)
            of_it[competency] = Assessing(CompetencyId(competency), up_to)
        return {assessment: set(of_it.values()) for assessment, of_it in found.items()}

    def merge(self, at: Place, message: str) -> None:
        self._ledger.merge(at, "row.doubled", message)

    def _alternative(self, row: Cells) -> Alternative:
        competency, course = row.maybe_id("competency"), row.maybe_id("requires_course")
        if (competency is None) == (course is None):
            raise RowRefused(
                "alternative.unclear",
                "A row names either a competency with its level, or a requires_course; this one names "
                + ("neither." if competency is None else "both."),
            )
        if course is not None:
            if row.text("level"):
                raise RowRefused("alternative.unclear", "A required course has no level; empty the column “level”.")
            return CourseDone(CourseId(self._known("course", course, self._courses)))
        known = self._known("competency", competency or "", self._competencies)
        return CompetencyAt(CompetencyId(known), self._level(row.text("level"), known, "level"))

    def _known(self, kind: str, thing: str, things: Mapping[str, tuple[Place, Thing]]) -> str:
        if thing in things:
            return thing
        raise RowRefused(*missing(kind, thing, self._ids.refused.get((kind, thing))))

    def _level(self, text: str, competency: str, column: str) -> int:
        """The rank that a cell means on the competency's scale: a rank, or the name of a level in any language."""
        scale_id = self._catalogue.scale_of[CompetencyId(competency)]
        scale = None if scale_id is None else self._catalogue.scale.get(scale_id)
        if scale is None:
            if text in ("", "1") or text.casefold() == "has it":
                return 1
            raise RowRefused(
                "level.off_scale",
                f"“{shown(text)}” in column “{column}”: “{competency}” has no scale,"
                " so its one level is 1 (or empty).",
            )
        if not text:
            raise RowRefused(
                "level.missing",
                f"Column “{column}” is empty, and “{competency}” has levels: {_levels(scale.levels)}.",
            )
        if text.isdecimal() or (text.endswith(".0") and text[:-2].isdecimal()):
            if 1 <= (rank := int(text.partition(".")[0])) <= len(scale.levels):
                return rank
            raise RowRefused(
                "level.off_scale",
                f"Level {text} in column “{column}” is not on the scale of “{competency}”: {_levels(scale.levels)}.",
            )
        ranks = {
            level.rank for level in scale.levels for label in level.labels if label.text.casefold() == text.casefold()
        }
        if len(ranks) == 1:
            return ranks.pop()
        raise RowRefused(
            "level.ambiguous" if ranks else "level.unknown",
            f"“{shown(text)}” in column “{column}” is {'more than one' if ranks else 'no'} level of “{competency}”:"
            f" {_levels(scale.levels)}.",
        )


class _Groups:
    """Alternatives by owner and group name; an empty name is a group of its own."""

    def __init__(self, linking: _Linking) -> None:
        self._linking = linking
        self._groups: dict[tuple[tuple[str, int], str, int], dict[Alternative, Place]] = {}

    def add(self, owner: tuple[str, int], name: str, alternative: Alternative, at: Place) -> None:
        members = self._groups.setdefault((owner, name, 0 if name else at.row), {})
        if alternative in members:
            self._linking.merge(at, f"The same alternative of this group is in {members[alternative]}.")
        members.setdefault(alternative, at)

    def finished(self) -> Iterable[tuple[tuple[str, int], tuple[Alternative, ...]]]:
        """Owner and group; a group that says the same as another of its owner is merged into it."""
        seen: dict[tuple[tuple[str, int], tuple[Alternative, ...]], Place] = {}
        for (owner, _, _), members in self._groups.items():
            any_of = group(members)
            first = seen.setdefault((owner, any_of), next(iter(members.values())))
            for at in members.values():
                if first not in members.values():
                    self._linking.merge(at, f"Another group of the same owner says the same ({first}).")
        return seen


def higher(one: Requirement, other: Requirement) -> Requirement:
    """Two needs of one competency as one: the higher level, the greater weight, essential where either is."""
    return Requirement(
        one.competency, max(one.level, other.level), one.essential or other.essential, max(one.weight, other.weight)
    )


def _levels(levels: Iterable[ProficiencyLevel]) -> str:
    return ", ".join(f"{one.rank} ({one.labels[0].text})" if one.labels else str(one.rank) for one in levels)
