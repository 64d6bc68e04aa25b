"""Names for sentences: the label of a thing in a language, and levels as people say them."""

from ontology import labels
from ontology.ids import CompetencyId, CourseId, RoleLevelId
from ontology.model import Alternative, Catalogue, CompetencyAt, Text
from planning.gaps import stands


class Wording:
    """Says things of one catalogue in one language; an id where there is no label."""

    def __init__(self, catalogue: Catalogue, language: str) -> None:
        self.catalogue = catalogue
        self.language = language

    def competency(self, competency: CompetencyId) -> str:
        known = self.catalogue.competency.get(competency)
        return self._label(() if known is None else known.labels, competency)

    def course(self, course: CourseId) -> str:
        """The course in quotation marks: “SQL II”."""
        known = self.catalogue.course.get(course)
        return f"“{self._label(() if known is None else known.labels, course)}”"

    def role_level(self, role_level: RoleLevelId) -> str:
        known = self.catalogue.role_level.get(role_level)
        return self._label(() if known is None else known.labels, role_level)

    def level(self, competency: CompetencyId, rank: int) -> str:
        """A rank of the competency's scale: `Practitioner (3)`; the bare number where it has no label."""
        scale = self.catalogue.scale_of.get(competency)
        known = None if scale is None else self.catalogue.scale.get(scale)
        levels = () if known is None else known.levels
        named = next((level for level in levels if level.rank == rank), None)
        label = self._label(() if named is None else named.labels, "")
        return f"{label} ({rank})" if label else str(rank)

    def at(self, competency: CompetencyId, rank: int) -> str:
        """`SQL at Practitioner (3)`; only `Git` where there is nothing but having it."""
        name = self.competency(competency)
        if rank == 1 and self.catalogue.scale_of.get(competency) is None:
            return name
        return f"{name} at {self.level(competency, rank)}"

    def alternative(self, alternative: Alternative) -> str:
        if isinstance(alternative, CompetencyAt):
            return self.at(alternative.competency, alternative.level)
        return self.course(alternative.course)

    def any_of(self, alternatives: tuple[Alternative, ...]) -> str:
        """`A, B or C`."""
        said = [self.alternative(alternative) for alternative in alternatives]
        return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} or {said[-1]}"

    def link(self, one: CompetencyId, other: CompetencyId) -> str | None:
        """Why the one counts as the other; None where they are the same competency."""
        if one == other or stands(self.catalogue, one) != stands(self.catalogue, other):
            return None
        return f"{self.competency(one)} counts as {self.competency(other)}."

    def _label(self, texts: tuple[Text, ...], otherwise: str) -> str:
        found = labels.best(texts, self.language, self.catalogue.language)
        return otherwise if found is None else found.text
