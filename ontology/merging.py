"""Rows that say the same of one pair: a teaching, a need, an assessing or a move is kept once.

Importers and readers merge alike, so that a spreadsheet and the Turtle written from it give the same edition. Each
function gives the kept rows in order, and adds a warning for what was merged; rows that are wholly equal merge in
silence.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from ontology.findings import Finding
from ontology.ids import AssessmentId, CompetencyId, CourseId, RoleLevelId
from ontology.model import Assessing, DeclaredMove, Requirement, Teaching


class _OfCompetency(Protocol):
    @property
    def competency(self) -> CompetencyId: ...


Row = TypeVar("Row", bound=_OfCompetency)


def merge_teachings(course: CourseId, rows: Iterable[Teaching], findings: list[Finding]) -> tuple[Teaching, ...]:
    """The lowest level to start from and the highest to reach, for each competency."""
    distinct = sorted(set(rows))
    if _all_differ(distinct):
        return tuple(distinct)
    kept = []
    for competency, same in _by_competency(distinct):
        merged = Teaching(competency, min(row.from_level for row in same), max(row.to_level for row in same))
        if len(same) > 1:
            told = f"It teaches “{competency}” {len(same)} times; read as from {merged[1]} to {merged[2]}."
            findings.append(_merged("teaching-doubled", course, told))
        kept.append(merged)
    return tuple(kept)


def merge_needs(
    role_level: RoleLevelId, rows: Iterable[Requirement], findings: list[Finding]
) -> tuple[Requirement, ...]:
    """The highest level and weight for each competency; essential where one row says so."""
    distinct = sorted(set(rows))
    if _all_differ(distinct):
        return tuple(distinct)
    kept = []
    for competency, same in _by_competency(distinct):
        merged = Requirement(
            competency,
            max(row.level for row in same),
            any(row.essential for row in same),
            max(row.weight for row in same),
        )
        if len(same) > 1:
            told = f"It needs “{competency}” {len(same)} times; read as level {merged.level}."
            findings.append(_merged("need-doubled", role_level, told))
        kept.append(merged)
    return tuple(kept)


def merge_assessing(
    assessment: AssessmentId, rows: Iterable[Assessing], findings: list[Finding]
) -> tuple[Assessing, ...]:
    """The highest level for each competency."""
    distinct = sorted(set(rows))
    if _all_differ(distinct):
        return tuple(distinct)
    kept = []
    for competency, same in _by_competency(distinct):
        merged = Assessing(competency, max(row.up_to for row in same))
        if len(same) > 1:
            told = f"It assesses “{competency}” {len(same)} times; read as up to level {merged.up_to}."
            findings.append(_merged("assessing-doubled", assessment, told))
        kept.append(merged)
    return tuple(kept)


def merge_moves(
    role_level: RoleLevelId, rows: Iterable[DeclaredMove], findings: list[Finding]
) -> tuple[DeclaredMove, ...]:
    """One move to each role level; vertical where one row says so."""
    kept: dict[RoleLevelId, DeclaredMove] = {}
    for row in sorted(set(rows)):
        before = kept.get(row.to)
        kept[row.to] = row if before is None or row.kind == "vertical" else before
        if before is not None:
            told = f"It moves to “{row.to}” in two ways; read as {kept[row.to].kind}."
            findings.append(_merged("move-doubled", role_level, told))
    return tuple(kept[to] for to in sorted(kept))


def _all_differ(rows: Sequence[_OfCompetency]) -> bool:
    """Whether no two rows are about one competency: nearly always, so it is worth a look of its own."""
    return len({row.competency for row in rows}) == len(rows)


def _by_competency(rows: Iterable[Row]) -> list[tuple[CompetencyId, list[Row]]]:
    found: dict[CompetencyId, list[Row]] = {}
    for row in rows:
        found.setdefault(row.competency, []).append(row)
    return sorted(found.items())


def _merged(rule: str, thing: str, message: str) -> Finding:
    return Finding(severity="warning", rule=rule, id=thing, message=message, mend="Keep one bracket of them.")
