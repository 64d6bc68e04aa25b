"""What a course lifts and what it asks for, once equivalents, replacements and levels have been thought through.

The one reading of a course that the solver, the order and the reasons share. Things keep the names that curators gave
them (so that each is an edge of the graph); `planning.gaps.stands` says which of them are one fact.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from ontology.ids import CompetencyId
from ontology.model import Catalogue, CompetencyAt, Course, Group, LevelRequirement, Teaching
from planning.gaps import stands


class Lift(NamedTuple):
    """A fact that a course lifts from `from_level` (held before) to `to_level`; `rows` are what curators wrote."""

    fact: CompetencyId
    from_level: int
    to_level: int
    rows: tuple[Teaching, ...]

    def named(self, level: int) -> CompetencyAt:
        """The level that the course gives, under the name that its own row uses."""
        for row in self.rows:
            if row.from_level < level <= row.to_level:
                return CompetencyAt(row.competency, level)
        return CompetencyAt(self.rows[0].competency, level)


class Ask(NamedTuple):
    """One group that binds a course, and what asks for it: the course (None), or a level that the course lifts."""

    group: Group
    level: CompetencyAt | None = None


class Lifting:
    """Reads the courses of one catalogue. Requirements of a competency bind all that are one fact with it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    @cached_property
    def _requirements(self) -> Mapping[CompetencyId, tuple[LevelRequirement, ...]]:
        found: dict[CompetencyId, list[LevelRequirement]] = {}
        for competency in self.catalogue.competencies:
            if competency.requires:
                found.setdefault(stands(self.catalogue, competency.id), []).extend(competency.requires)
        return {fact: tuple(sorted(set(rows))) for fact, rows in found.items()}

    def lifts(self, course: Course) -> tuple[Lift, ...]:
        """One for each fact, by fact: several rows on one fact merge to the lowest `from` and the highest `to`."""
        rows: dict[CompetencyId, list[Teaching]] = {}
        for row in course.teaches:
            if row.to_level > row.from_level:
                rows.setdefault(stands(self.catalogue, row.competency), []).append(row)
        return tuple(
            Lift(fact, min(r.from_level for r in of), max(r.to_level for r in of), tuple(sorted(of)))
            for fact, of in sorted(rows.items())
        )

    def asks(self, course: Course) -> tuple[Ask, ...]:
        """Groups that must all hold before the course: entry levels, its own groups, those of the levels it lifts.

        A requirement of a competency level binds at every level the course lifts through, whatever is held.
        """
        lifts = self.lifts(course)
        entries: list[Ask] = []
        for lift in lifts:
            if lift.from_level > 0:
                row = min(lift.rows, key=lambda r: (r.from_level, r.competency))
                entries.append(Ask((CompetencyAt(row.competency, lift.from_level),)))
        levels = [
            Ask(requirement.any_of, CompetencyAt(lift.named(requirement.at_level).competency, requirement.at_level))
            for lift in lifts
            for requirement in self._requirements.get(lift.fact, ())
            if lift.from_level < requirement.at_level <= lift.to_level
        ]
        found: dict[Group, Ask] = {}
        for ask in (*entries, *(Ask(group) for group in course.requires), *levels):
            found.setdefault(ask.group, ask)
        return tuple(found.values())
