"""The ontology as evidence needs it: an edition's catalogue, and what became of things that it no longer has."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ontology.ids import CompetencyId
from ontology.model import Assessment, Catalogue


@dataclass(frozen=True, kw_only=True, eq=False)
class Words:
    """`gone` are things of earlier editions by id, each with what replaced it, if anything did.

    Keep one for an edition and use it for everybody: what is derived from it is worked out once.
    """

    catalogue: Catalogue
    gone: Mapping[str, str | None] = field(default_factory=dict)

    def followed(self, thing: str, known: Container[str]) -> str | None:
        """What an id stands for by now: itself where `known` has it, else the end of its replacements, if `known`
        has that."""
        seen: set[str] = set()
        at: str | None = thing
        while at is not None and at not in known and at not in seen:
            seen.add(at)
            at = self.gone.get(at)
        return at if at is not None and at in known else None

    def fact(self, competency: str) -> CompetencyId | None:
        """The competency that this one counts as by now; None where the edition has neither it nor a replacement."""
        found = self.catalogue.stands_for.get(CompetencyId(competency))
        if found is None and (here := self.followed(competency, self.catalogue.competency)) is not None:
            return self.catalogue.stands_for[CompetencyId(here)]
        return found

    @cached_property
    def ranks(self) -> Mapping[CompetencyId, int]:
        """How many ranks each competency has."""
        return {competency: self.catalogue.ranks(competency) for competency in self.catalogue.competency}

    @cached_property
    def members(self) -> Mapping[CompetencyId, tuple[CompetencyId, ...]]:
        """All competencies that are one fact, by the one that stands for them; ascending."""
        found: dict[CompetencyId, list[CompetencyId]] = {}
        for competency, fact in self.catalogue.stands_for.items():
            found.setdefault(fact, []).append(competency)
        return {fact: tuple(sorted(members)) for fact, members in found.items()}

    @cached_property
    def assessed(self) -> Mapping[CompetencyId, tuple[tuple[int, Assessment], ...]]:
        """What can be sat for each fact: the rank that it goes up to, and the assessment; lowest first, by id."""
        found: dict[CompetencyId, list[tuple[int, Assessment]]] = {}
        for assessment in self.catalogue.assessments:
            for competency, up_to in () if assessment.retired else assessment.assesses:
                if (fact := self.fact(competency)) is not None:
                    found.setdefault(fact, []).append((up_to, assessment))
        return {fact: tuple(sorted(rows, key=lambda row: (row[0], row[1].id))) for fact, rows in found.items()}

    @cached_property
    def narrower(self) -> Mapping[CompetencyId, tuple[CompetencyId, ...]]:
        """The facts right below each broader one, of those in use and on the same scale; ascending."""
        found: dict[CompetencyId, set[CompetencyId]] = {}
        for competency in self.catalogue.competencies:
            fact = self.catalogue.stands_for[competency.id]
            for broader in () if competency.retired else competency.broader:
                above = self.fact(broader)
                if above is not None and above != fact and self._scale(above) == self._scale(fact):
                    found.setdefault(above, set()).add(fact)
        return {above: tuple(sorted(below)) for above, below in found.items()}

    def _scale(self, competency: CompetencyId) -> str | None:
        return self.catalogue.scale_of[competency]

    @cached_property
    def usual_hours(self) -> float:
        """What a course of unknown length takes: the median of active courses with known hours; 10 without any."""
        hours = sorted(course.hours for course in self.catalogue.courses if course.hours and not course.retired)
        middle = len(hours) // 2
        if not hours:
            return 10.0
        return hours[middle] if len(hours) % 2 else (hours[middle - 1] + hours[middle]) / 2
