"""Names for sentences: the label of a thing in a language, levels as people say them, figures with their unit."""

from collections.abc import Iterable

from ontology import labels
from ontology.ids import AssessmentId, CompetencyId, CourseId, RoleLevelId
from ontology.model import Alternative, Catalogue, CompetencyAt, Text
from planning.explaining import messages
from planning.gaps import stands

_SMALLEST = 0.01
"""Figures are said to two places."""


class Wording:
    """Says things of one catalogue in one language; an id where there is no label.

    `messages` are the sentences of the language.
    """

    def __init__(self, catalogue: Catalogue, language: str) -> None:
        self.catalogue = catalogue
        self.language = language
        self.messages = messages.of(language)

    def competency(self, competency: CompetencyId) -> str:
        known = self.catalogue.competency.get(competency)
        return self._label(() if known is None else known.labels, competency)

    def course(self, course: CourseId) -> str:
        """The course in quotation marks: “SQL II”."""
        known = self.catalogue.course.get(course)
        return self.messages.quoted.format(name=self._label(() if known is None else known.labels, course))

    def assessment(self, assessment: AssessmentId) -> str:
        """The assessment in quotation marks."""
        known = self.catalogue.assessment.get(assessment)
        return self.messages.quoted.format(name=self._label(() if known is None else known.labels, assessment))

    def courses(self, courses: Iterable[CourseId]) -> str:
        """`“A”, “B” and “C”`."""
        return self.all_of(self.course(course) for course in courses)

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
        return self.messages.level.format(label=label, rank=rank) if label else str(rank)

    def at(self, competency: CompetencyId, rank: int) -> str:
        """`SQL at Practitioner (3)`; only `Git` where there is nothing but having it."""
        name = self.competency(competency)
        if rank == 1 and self.catalogue.scale_of.get(competency) is None:
            return name
        return self.messages.at.format(competency=name, level=self.level(competency, rank))

    def alternative(self, alternative: Alternative) -> str:
        if isinstance(alternative, CompetencyAt):
            return self.at(alternative.competency, alternative.level)
        return self.course(alternative.course)

    def any_of(self, alternatives: tuple[Alternative, ...]) -> str:
        """`A, B or C`."""
        return _joined([self.alternative(alternative) for alternative in alternatives], self.messages.either)

    def all_of(self, said: Iterable[str]) -> str:
        """`A, B and C`."""
        return _joined(list(said), self.messages.all_of)

    def link(self, one: CompetencyId, other: CompetencyId) -> str | None:
        """Why the one counts as the other; None where they are the same competency."""
        if one == other or stands(self.catalogue, one) != stands(self.catalogue, other):
            return None
        return self.messages.counts_as.format(one=self.competency(one), other=self.competency(other))

    def amount(self, amount: float, in_hours: bool = True) -> str:
        """`16.5 h`, or `16.5 weighed hours` where preferences weigh more than hours; at least 0."""
        if 0.0 < amount < _SMALLEST / 2:
            hardly = self.messages.hours_hardly if in_hours else self.messages.weighed_hours_hardly
            return hardly.format(number=_SMALLEST)
        said = self.messages.hours if in_hours else self.messages.weighed_hours
        return said.format(number=f"{amount:.2f}".rstrip("0").rstrip("."))

    def share(self, share: float) -> str:
        """`55 %` for 0.55; never all of it unless it is."""
        return self.messages.share.format(number=min(round(100 * share), 99) if share < 1.0 else 100)

    def _label(self, texts: tuple[Text, ...], otherwise: str) -> str:
        found = labels.best(texts, self.language, self.catalogue.language)
        return otherwise if found is None else found.text


def _joined(said: list[str], last_two: str) -> str:
    return said[0] if len(said) == 1 else last_two.format(some=", ".join(said[:-1]), last=said[-1])
