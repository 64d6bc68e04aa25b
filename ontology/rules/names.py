"""How rules speak of things: labels, kinds and levels in the catalogue's language."""

from collections.abc import Mapping
from functools import cached_property

from ontology.findings import Finding
from ontology.ids import CompetencyId
from ontology.labels import best
from ontology.model import (
    Alternative,
    Assessment,
    Catalogue,
    Competency,
    CompetencyAt,
    Course,
    ProficiencyLevel,
    ProficiencyScale,
    Role,
    RoleFamily,
    RoleLevel,
    Thing,
)
from ontology.rules.table import RULES

KINDS: Mapping[type, str] = {
    ProficiencyScale: "scale",
    ProficiencyLevel: "level",
    Competency: "competency",
    Course: "course",
    Assessment: "assessment",
    RoleFamily: "role family",
    Role: "role",
    RoleLevel: "role level",
}


class Names:
    """What each id of one catalogue is called, what kind of thing it is, and whether it is retired."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    @cached_property
    def things(self) -> Mapping[str, Thing | ProficiencyLevel]:
        """Every thing by id, levels of scales included; of doubled ids the first."""
        found: dict[str, Thing | ProficiencyLevel] = {}
        for thing in self.catalogue.things():
            found.setdefault(thing.id, thing)
        for scale in self.catalogue.scales:
            for level in scale.levels:
                found.setdefault(level.id, level)
        return found

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """The kind of every thing by id, in words."""
        return {name: KINDS[type(thing)] for name, thing in self.things.items()}

    @cached_property
    def retired(self) -> Mapping[str, str | None]:
        """What replaces each retired thing, by id: None where nothing does."""
        return {thing.id: thing.replaced_by for thing in self.catalogue.things() if thing.retired}

    def label(self, thing: str) -> str:
        """The label in the catalogue's language, else any; the id where there is none."""
        known = self.things.get(thing)
        text = best(known.labels, self.catalogue.language, self.catalogue.language) if known is not None else None
        return thing if text is None else text.text

    def called(self, thing: str) -> str:
        """The label with the id behind it, for messages."""
        label = self.label(thing)
        return f"“{label}”" if label == thing else f"“{label}” ({thing})"

    def at(self, competency: CompetencyId, level: int) -> str:
        """A competency at a level, such as `SQL 3`; on the default scale the label alone."""
        known = self.catalogue.competency.get(competency)
        scaled = known is not None and self.catalogue.scale_of[competency] is not None
        return f"{self.label(competency)} {level}" if scaled or level != 1 else self.label(competency)

    def alternative(self, alternative: Alternative) -> str:
        """An alternative of a requirement, by label and level."""
        if isinstance(alternative, CompetencyAt):
            return self.at(alternative.competency, alternative.level)
        return self.label(alternative.course)

    def finding(self, rule: str, thing: str, message: str, mend: str = "") -> Finding:
        """A finding of the rule about the thing; `mend` only where it knows better than the rule's own."""
        known = RULES[rule]
        return Finding(
            severity=known.severity,
            rule=rule,
            id=thing,
            label=self.label(thing),
            message=message,
            mend=mend or known.mend,
        )
