"""How things of a catalogue are named to people: label and id, levels with their names, groups as alternatives."""

from functools import cached_property

from ontology import labels
from ontology.ids import CompetencyId
from ontology.model import (
    Assessment,
    Catalogue,
    Competency,
    CompetencyAt,
    Course,
    Group,
    ProficiencyLevel,
    ProficiencyScale,
    Role,
    RoleFamily,
    RoleLevel,
    Text,
    Thing,
)

KIND_NAMES: dict[type[Thing], str] = {
    ProficiencyScale: "scale",
    Competency: "competency",
    Course: "course",
    Assessment: "assessment",
    RoleFamily: "role_family",
    Role: "role",
    RoleLevel: "role_level",
}
"""Each class with its name in answers, in the order of `Catalogue.things`."""


class Saying:
    """Names the things of one catalogue in its default language.

    With `renamed`, things and levels that are there as well go by the names they have there: so a thing that was only
    renamed reads the same on both sides of a comparison.
    """

    def __init__(self, catalogue: Catalogue, renamed: "Saying | None" = None) -> None:
        self._catalogue = catalogue
        self._renamed = renamed

    @cached_property
    def _labels(self) -> dict[str, tuple[Text, ...]]:
        return {thing.id: thing.labels for thing in self._catalogue.things()}

    def label(self, thing: str) -> str:
        """The label, or the id of a thing that has none or is not there."""
        if self._renamed is not None and self._renamed._labels.get(thing):
            return self._renamed.label(thing)
        language = self._catalogue.language
        text = labels.best(self._labels.get(thing, ()), language, language)
        return thing if text is None else text.text

    def named(self, thing: str) -> str:
        """`SQL (sql)`."""
        label = self.label(thing)
        return thing if label == thing else f"{label} ({thing})"

    def level(self, competency: CompetencyId, rank: int) -> str:
        """`level 2 (Working)`; without a name where the competency has no such level."""
        scale = self._catalogue.scale_of.get(competency)
        name = None if scale is None else self._level_names.get((scale, rank))
        if self._renamed is not None and scale is not None:
            name = self._renamed._level_names.get((scale, rank), name)
        return f"level {rank}" if name is None else f"level {rank} ({name})"

    @cached_property
    def _level_names(self) -> dict[tuple[str, int], str]:
        language = self._catalogue.language
        return {
            (scale.id, level.rank): text.text
            for scale in self._catalogue.scales
            for level in scale.levels
            if (text := labels.best(level.labels, language, language)) is not None
        }

    def proficiency(self, level: ProficiencyLevel) -> str:
        """Everything that is said of one level of a scale."""
        said = [f"{text.text} ({text.language})" if text.language else text.text for text in level.labels]
        said += [f"{text.language or 'no language'}: {text.text}" for text in level.definitions]
        return f"{level.id}: {'; '.join(said)}" if said else level.id

    def group(self, group: Group) -> str:
        """`SQL (sql) at level 2 (Working) or the course SQL I (sql-1)`."""
        return " or ".join(
            f"{self.named(one.competency)} at {self.level(one.competency, one.level)}"
            if isinstance(one, CompetencyAt)
            else f"the course {self.named(one.course)}"
            for one in group
        )
