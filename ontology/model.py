"""The words: everything that curators say, as frozen values.

A `Catalogue` is one whole ontology. It is parsed once from Turtle, and all else (the graph, the planner's index, the
training triples) is a function of it. Tuples are sorted and free of doubles, so two catalogues that say the same are
equal. Ranks are integers from 1; a rank of 0 means "below the first level" and is never a level's own rank.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

from ontology.ids import (
    AssessmentId,
    CompetencyId,
    CourseId,
    Iri,
    LevelId,
    RoleFamilyId,
    RoleId,
    RoleLevelId,
    ScaleId,
)

CompetencyKind = Literal["skill", "knowledge", "ability", "attitude", "habit", "language", "tool"]
MatchKind = Literal["exact", "close", "broad", "narrow", "related"]
MoveKind = Literal["vertical", "lateral"]


class Text(NamedTuple):
    """Words in a language; `language` is a lower-case BCP 47 tag, or empty where none is said."""

    language: str
    text: str


class CompetencyAt(NamedTuple):
    """A competency held at a level or above; `level` is a rank, at least 1."""

    competency: CompetencyId
    level: int


class CourseDone(NamedTuple):
    """A course that was done before."""

    course: CourseId


Alternative: TypeAlias = CompetencyAt | CourseDone
Group: TypeAlias = tuple[Alternative, ...]
"""Alternatives of which one must hold: competencies first, then courses, each in order. Never empty."""


class LevelRequirement(NamedTuple):
    """What must hold before a competency can be lifted to `at_level` or past it."""

    at_level: int
    any_of: Group


class Teaching(NamedTuple):
    """What a course lifts: from a rank that must be held before (0: none needed) to the rank it gives."""

    competency: CompetencyId
    from_level: int
    to_level: int


class Assessing(NamedTuple):
    """What an assessment can validate, up to a rank."""

    competency: CompetencyId
    up_to: int


class Requirement(NamedTuple):
    """What a role level asks of one competency."""

    competency: CompetencyId
    level: int
    essential: bool = True
    weight: float = 1.0


class Match(NamedTuple):
    """A SKOS mapping to a concept of another framework."""

    kind: MatchKind
    iri: Iri


class DeclaredMove(NamedTuple):
    """A move that curators wrote down, from the role level that carries it."""

    to: RoleLevelId
    kind: MoveKind


class Move(NamedTuple):
    """A step of a career: directed. `implied` where consecutive ranks of one track say so."""

    source: RoleLevelId
    target: RoleLevelId
    kind: MoveKind
    implied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProficiencyLevel:
    id: LevelId
    rank: int
    labels: tuple[Text, ...] = ()
    definitions: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProficiencyScale:
    """An ordered scale; `levels` ascend by rank from 1 without holes."""

    id: ScaleId
    labels: tuple[Text, ...] = ()
    definitions: tuple[Text, ...] = ()
    levels: tuple[ProficiencyLevel, ...] = ()
    retired: bool = False
    replaced_by: ScaleId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Competency:
    """A skill or a piece of knowledge. Without a scale there is one rank: has it."""

    id: CompetencyId
    labels: tuple[Text, ...] = ()
    alt_labels: tuple[Text, ...] = ()
    hidden_labels: tuple[Text, ...] = ()
    definitions: tuple[Text, ...] = ()
    kind: CompetencyKind | None = None
    scale: ScaleId | None = None
    broader: tuple[CompetencyId, ...] = ()
    related: tuple[CompetencyId, ...] = ()
    equivalent: tuple[CompetencyId, ...] = ()
    matches: tuple[Match, ...] = ()
    requires: tuple[LevelRequirement, ...] = ()
    retired: bool = False
    replaced_by: CompetencyId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Anything that teaches. `hours` is None where nobody knows; `requires` are groups that must all hold."""

    id: CourseId
    labels: tuple[Text, ...] = ()
    alt_labels: tuple[Text, ...] = ()
    definitions: tuple[Text, ...] = ()
    hours: float | None = None
    languages: tuple[str, ...] = ()
    modality: str | None = None
    provider: str | None = None
    url: str | None = None
    cost: float | None = None
    teaches: tuple[Teaching, ...] = ()
    requires: tuple[Group, ...] = ()
    retired: bool = False
    replaced_by: CourseId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """A diagnostic; `hours` is its duration (tables give minutes)."""

    id: AssessmentId
    labels: tuple[Text, ...] = ()
    definitions: tuple[Text, ...] = ()
    hours: float | None = None
    assesses: tuple[Assessing, ...] = ()
    retired: bool = False
    replaced_by: AssessmentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleFamily:
    id: RoleFamilyId
    labels: tuple[Text, ...] = ()
    definitions: tuple[Text, ...] = ()
    retired: bool = False
    replaced_by: RoleFamilyId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    id: RoleId
    labels: tuple[Text, ...] = ()
    alt_labels: tuple[Text, ...] = ()
    definitions: tuple[Text, ...] = ()
    family: RoleFamilyId | None = None
    matches: tuple[Match, ...] = ()
    retired: bool = False
    replaced_by: RoleId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleLevel:
    """A rung of a role. `rank` orders it among the levels of its role and `track`; None where nobody knows."""

    id: RoleLevelId
    labels: tuple[Text, ...] = ()
    definitions: tuple[Text, ...] = ()
    role: RoleId
    rank: int | None = None
    track: str | None = None
    needs: tuple[Requirement, ...] = ()
    moves: tuple[DeclaredMove, ...] = ()
    retired: bool = False
    replaced_by: RoleLevelId | None = None


Thing: TypeAlias = ProficiencyScale | Competency | Course | Assessment | RoleFamily | Role | RoleLevel


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """One whole ontology. Every tuple ascends by id; every id is unique over all kinds.

    `language` is the language of labels when the caller's is missing.
    """

    base: str
    language: str = "en"
    titles: tuple[Text, ...] = ()
    scales: tuple[ProficiencyScale, ...] = ()
    competencies: tuple[Competency, ...] = ()
    courses: tuple[Course, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    role_families: tuple[RoleFamily, ...] = ()
    roles: tuple[Role, ...] = ()
    role_levels: tuple[RoleLevel, ...] = ()

    def things(self) -> Iterator[Thing]:
        """Every named thing but proficiency levels, kind by kind, each by id."""
        yield from self.scales
        yield from self.competencies
        yield from self.courses
        yield from self.assessments
        yield from self.role_families
        yield from self.roles
        yield from self.role_levels

    @cached_property
    def scale(self) -> Mapping[ScaleId, ProficiencyScale]:
        return {scale.id: scale for scale in self.scales}

    @cached_property
    def competency(self) -> Mapping[CompetencyId, Competency]:
        return {competency.id: competency for competency in self.competencies}

    @cached_property
    def course(self) -> Mapping[CourseId, Course]:
        return {course.id: course for course in self.courses}

    @cached_property
    def assessment(self) -> Mapping[AssessmentId, Assessment]:
        return {assessment.id: assessment for assessment in self.assessments}

    @cached_property
    def role_family(self) -> Mapping[RoleFamilyId, RoleFamily]:
        return {family.id: family for family in self.role_families}

    @cached_property
    def role(self) -> Mapping[RoleId, Role]:
        return {role.id: role for role in self.roles}

    @cached_property
    def role_level(self) -> Mapping[RoleLevelId, RoleLevel]:
        return {role_level.id: role_level for role_level in self.role_levels}

    @cached_property
    def levels_of(self) -> Mapping[RoleId, tuple[RoleLevel, ...]]:
        """The levels of each role: by track, rank (unranked last) and id."""
        rungs: dict[RoleId, list[RoleLevel]] = {}
        for role_level in self.role_levels:
            rungs.setdefault(role_level.role, []).append(role_level)
        return {
            role: tuple(sorted(levels, key=lambda r: (r.track or "", r.rank is None, r.rank or 0, r.id)))
            for role, levels in rungs.items()
        }

    @cached_property
    def scale_of(self) -> Mapping[CompetencyId, ScaleId | None]:
        """The scale that each competency is on; a retired one that names none is on its replacement's."""

        def follow(competency: Competency) -> ScaleId | None:
            seen = {competency.id}
            while competency.scale is None and competency.retired and competency.replaced_by is not None:
                replacement = self.competency.get(competency.replaced_by)
                if replacement is None or replacement.id in seen:
                    break
                seen.add(replacement.id)
                competency = replacement
            return competency.scale

        return {competency.id: follow(competency) for competency in self.competencies}

    def levels_of_scale(self, competency: CompetencyId) -> tuple[ProficiencyLevel, ...]:
        """The levels that the competency can be held at, ascending; none without a scale."""
        scale = self.scale.get(self.scale_of[competency] or ScaleId(""))
        return () if scale is None else scale.levels

    def ranks(self, competency: CompetencyId) -> int:
        """How many ranks the competency's scale has: 1 without a scale ("has it")."""
        return len(self.levels_of_scale(competency)) if self.scale_of[competency] in self.scale else 1

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """Declared moves and those that consecutive ranks of one track imply; by source, target.

        A declared move wins over an implied one between the same two role levels. Retired role levels have none.
        """
        found: dict[tuple[RoleLevelId, RoleLevelId], Move] = {}
        for levels in self.levels_of.values():
            for lower, upper in _consecutive(levels):
                found[lower.id, upper.id] = Move(lower.id, upper.id, "vertical", implied=True)
        for role_level in self.role_levels:
            for move in () if role_level.retired else role_level.moves:
                target = self.role_level.get(move.to)
                if target is not None and not target.retired:
                    found[role_level.id, move.to] = Move(role_level.id, move.to, move.kind, implied=False)
        return tuple(found[pair] for pair in sorted(found))

    @cached_property
    def stands_for(self) -> Mapping[CompetencyId, CompetencyId]:
        """The one competency that each counts as: its replacement's where retired, and one for all equivalents.

        A chain of replacements is followed to its end (a circle ends where it began). Equivalence is symmetric and
        transitive, on one scale only; the smallest id of those in use stands for its class.
        """
        leader = {c.id: c.id for c in self.competencies}

        def root(member: CompetencyId) -> CompetencyId:
            while leader[member] != member:
                leader[member] = leader[leader[member]]
                member = leader[member]
            return member

        def join(one: CompetencyId, other: CompetencyId) -> None:
            first, second = sorted((root(one), root(other)), key=lambda c: (self.competency[c].retired, c))
            leader[second] = first

        for competency in self.competencies:
            joined = competency.equivalent
            if competency.retired and competency.replaced_by is not None:
                joined = (*joined, competency.replaced_by)
            for other in joined:
                if other in leader and self.scale_of[other] == self.scale_of[competency.id]:
                    join(competency.id, other)
        return {member: root(member) for member in leader}


def _consecutive(levels: Iterable[RoleLevel]) -> Iterator[tuple[RoleLevel, RoleLevel]]:
    """Pairs of role levels on neighbouring ranks of one track."""
    tracks: dict[str | None, dict[int, list[RoleLevel]]] = {}
    for level in levels:
        if level.rank is not None and not level.retired:
            tracks.setdefault(level.track, {}).setdefault(level.rank, []).append(level)
    for ranks in tracks.values():
        ascending = sorted(ranks)
        for lower, upper in pairwise(ascending):
            yield from ((a, b) for a in ranks[lower] for b in ranks[upper])
