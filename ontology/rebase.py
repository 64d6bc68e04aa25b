"""The same ontology under another base: every id is said anew, every thing stays the thing that it is."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from ontology.ids import expand, shorten
from ontology.model import (
    Alternative,
    Assessment,
    Catalogue,
    Competency,
    CompetencyAt,
    Course,
    CourseDone,
    Group,
    LevelRequirement,
    ProficiencyScale,
    Role,
    RoleFamily,
    RoleLevel,
    Thing,
)

Id = TypeVar("Id", bound=str)
Kind = TypeVar("Kind", bound=Thing)


def rebase(catalogue: Catalogue, base: str) -> Catalogue:
    """The catalogue with ids relative to `base`: what lies under it gets short, what lay under the old one an IRI."""
    if base == catalogue.base:
        return catalogue
    anew = _Renaming(catalogue.base, base)
    return Catalogue(
        base=base,
        language=catalogue.language,
        titles=catalogue.titles,
        scales=_sorted(map(anew.scale, catalogue.scales)),
        competencies=_sorted(map(anew.competency, catalogue.competencies)),
        courses=_sorted(map(anew.course, catalogue.courses)),
        assessments=_sorted(map(anew.assessment, catalogue.assessments)),
        role_families=_sorted(map(anew.role_family, catalogue.role_families)),
        roles=_sorted(map(anew.role, catalogue.roles)),
        role_levels=_sorted(map(anew.role_level, catalogue.role_levels)),
    )


class _Renaming:
    """From ids under one base to ids under another."""

    def __init__(self, old: str, new: str) -> None:
        self._old = old
        self._new = new

    def name(self, thing: Id) -> Id:
        return shorten(expand(thing, self._old), self._new)  # type: ignore[return-value]  # an id stays one of its kind

    def maybe(self, thing: Id | None) -> Id | None:
        return None if thing is None else self.name(thing)

    def all(self, things: Iterable[Id]) -> tuple[Id, ...]:
        return tuple(sorted(map(self.name, things)))

    def group(self, group: Group) -> Group:
        def member(said: Alternative) -> Alternative:
            if isinstance(said, CompetencyAt):
                return said._replace(competency=self.name(said.competency))
            return CourseDone(self.name(said.course))

        return tuple(sorted(map(member, group), key=_member_key))

    def scale(self, scale: ProficiencyScale) -> ProficiencyScale:
        levels = tuple(replace(level, id=self.name(level.id)) for level in scale.levels)
        return replace(self._named(scale), levels=levels)

    def competency(self, competency: Competency) -> Competency:
        requires = (LevelRequirement(r.at_level, self.group(r.any_of)) for r in competency.requires)
        return replace(
            self._named(competency),
            scale=self.maybe(competency.scale),
            broader=self.all(competency.broader),
            related=self.all(competency.related),
            equivalent=self.all(competency.equivalent),
            requires=tuple(sorted(requires)),
        )

    def course(self, course: Course) -> Course:
        teaches = (taught._replace(competency=self.name(taught.competency)) for taught in course.teaches)
        requires = sorted(map(self.group, course.requires))
        return replace(self._named(course), teaches=tuple(sorted(teaches)), requires=tuple(requires))

    def assessment(self, assessment: Assessment) -> Assessment:
        assesses = (assessed._replace(competency=self.name(assessed.competency)) for assessed in assessment.assesses)
        return replace(self._named(assessment), assesses=tuple(sorted(assesses)))

    def role_family(self, family: RoleFamily) -> RoleFamily:
        return self._named(family)

    def role(self, role: Role) -> Role:
        return replace(self._named(role), family=self.maybe(role.family))

    def role_level(self, role_level: RoleLevel) -> RoleLevel:
        needs = (need._replace(competency=self.name(need.competency)) for need in role_level.needs)
        moves = (move._replace(to=self.name(move.to)) for move in role_level.moves)
        return replace(
            self._named(role_level),
            role=self.name(role_level.role),
            needs=tuple(sorted(needs)),
            moves=tuple(sorted(moves)),
        )

    def _named(self, thing: Kind) -> Kind:
        replaced_by = self.maybe(thing.replaced_by)
        return replace(thing, id=self.name(thing.id), replaced_by=replaced_by)  # type: ignore[arg-type]


def _member_key(member: Alternative) -> tuple[bool, str, int]:
    if isinstance(member, CompetencyAt):
        return False, member.competency, member.level
    return True, member.course, 0


def _sorted(things: Iterable[Kind]) -> tuple[Kind, ...]:
    return tuple(sorted(things, key=lambda thing: thing.id))
