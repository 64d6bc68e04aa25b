"""What ESCO says, while it is gathered: skills, occupations and what ties them, keyed by full IRI.

ESCO has no levels: a skill has the one rank of the default scale. An occupation becomes a role with one role level,
which carries its needs.
"""

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, TypeVar

from ontology.ids import CompetencyId, CourseId, RoleFamilyId, RoleId, RoleLevelId, is_iri
from ontology.imports.assembling import Named, other_texts, texts
from ontology.imports.refusing import RowRefused
from ontology.imports.report import Ledger, Place
from ontology.imports.skos import back_edges
from ontology.imports.table_links import higher
from ontology.model import (
    Competency,
    CompetencyAt,
    CompetencyKind,
    Course,
    LevelRequirement,
    Requirement,
    Role,
    RoleFamily,
    RoleLevel,
    Teaching,
    Thing,
)

BASE: Final = "http://data.europa.eu/esco/"
ESSENTIAL, OPTIONAL = "essential", "optional"
_KINDS: Final[dict[str, CompetencyKind]] = {
    "knowledge": "knowledge",
    "skill": "skill",
    "skill/competence": "skill",
    "language": "language",
    "attitude": "attitude",
}
_T = TypeVar("_T")


@dataclass(slots=True)
class Skill:
    """A skill or a group of skills."""

    label: str
    alternatives: set[str] = field(default_factory=set)
    definition: str = ""
    kind: CompetencyKind | None = None


@dataclass(slots=True)
class Occupation:
    label: str
    alternatives: set[str] = field(default_factory=set)
    definition: str = ""
    family: str | None = None


@dataclass(slots=True)
class Teacher:
    """A course."""

    label: str
    alternatives: set[str] = field(default_factory=set)
    definition: str = ""
    url: str | None = None
    teaches: set[str] = field(default_factory=set)


class Draft:
    """Gathers what the rows say. Methods that take a place raise RowRefused, or merge or warn in the ledger."""

    def __init__(self, ledger: Ledger, language: str) -> None:
        self.ledger, self.language = ledger, language
        self.skills: dict[str, Skill] = {}
        self.families: dict[str, str] = {}
        self.occupations: dict[str, Occupation] = {}
        self.courses: dict[str, Teacher] = {}
        self._needs: dict[tuple[str, str], tuple[Requirement, Place]] = {}
        self._related: dict[tuple[str, str], Place] = {}
        self._edges: dict[str, dict[tuple[str, str], Place]] = {"broader": {}, "requires": {}}

    def rows(self, sheet: str, items: Iterable[_T], load: Callable[[Place, _T], None], first: int = 1) -> None:
        """Count every item as a row of the sheet and load it; a RowRefused ends in the report."""
        self.ledger.sheet(sheet)
        for number, item in enumerate(items, start=first):
            self.row(Place(sheet, number), item, load)

    def row(self, at: Place, item: _T, load: Callable[[Place, _T], None]) -> None:
        self.ledger.read(at)
        try:
            load(at, item)
        except RowRefused as why:
            self.ledger.refuse(at, why.code, why.message)

    def kind(self, at: Place, said: str) -> CompetencyKind | None:
        """The kind of a skill; a warning where ESCO says something else."""
        found = _KINDS.get(said)
        if found is None and said:
            self.ledger.warn(at, "kind.unknown", f"“{said}” is no kind of skill; it was left out.")
        return found

    def need(self, at: Place, occupation: str, skill: str, importance: str) -> None:
        """An occupation needs a skill. Said twice, the stronger one counts."""
        if importance not in (ESSENTIAL, OPTIONAL):
            raise RowRefused("importance.unknown", f"“{importance}” is neither essential nor optional.")
        self._there("occupation", occupation, self.occupations)
        self._there("skill", skill, self.skills)
        need = Requirement(CompetencyId(skill), 1, importance == ESSENTIAL)
        before = self._needs.get((occupation, skill))
        if before is not None:
            self.ledger.merge(at, "need.doubled", f"The same need is in {before[1]}.")
            self._needs[occupation, skill] = (higher(before[0], need), before[1])
        else:
            self._needs[occupation, skill] = (need, at)

    def below(self, at: Place, child: str, parent: str) -> None:
        """A skill or group lies below a group or skill."""
        self._edge("broader", at, child, parent)

    def builds_on(self, at: Place, skill: str, other: str, importance: str) -> None:
        """A skill builds on another: required where that is essential, otherwise related."""
        if importance == ESSENTIAL:
            self._edge("requires", at, skill, other)
        elif importance == OPTIONAL:
            self._there("skill", skill, self.skills)
            self._there("skill", other, self.skills)
            if skill == other:
                raise RowRefused("reference.self", f"“{self.skills[skill].label}” is related to itself.")
            first = self._related.setdefault((skill, other), at)
            if first != at:
                self.ledger.merge(at, "row.doubled", f"The same is in {first}.")
        else:
            raise RowRefused("importance.unknown", f"“{importance}” is neither essential nor optional.")

    def teaches(self, at: Place, course: str, skill: str) -> None:
        self._there("course", course, self.courses)
        self._there("skill", skill, self.skills)
        if skill in self.courses[course].teaches:
            self.ledger.merge(at, "row.doubled", "The course teaches it in another row, too.")
        self.courses[course].teaches.add(skill)

    def _edge(self, kind: str, at: Place, source: str, target: str) -> None:
        self._there("skill", source, self.skills)
        self._there("skill", target, self.skills)
        if source == target:
            raise RowRefused("reference.self", f"“{self.skills[source].label}” cannot point to itself.")
        first = self._edges[kind].setdefault((source, target), at)
        if first != at:
            self.ledger.merge(at, "row.doubled", f"The same is in {first}.")

    def _there(self, kind: str, thing: str, things: Container[str]) -> None:
        if thing not in things:
            raise RowRefused("reference.unknown", f"There is no {kind} “{thing}” in the source.")

    def things(self, named: Named) -> Iterator[Thing]:
        """Everything gathered, with circles opened."""
        broader, requires = self._acyclic("broader"), self._acyclic("requires")
        related: dict[str, set[str]] = {}
        for one, other in self._related:
            related.setdefault(one, set()).add(other)
        needs: dict[str, list[Requirement]] = {}
        for (holder, _), (need, _) in self._needs.items():
            needs.setdefault(holder, []).append(need._replace(competency=CompetencyId(named(need.competency))))

        def ids(iris: Iterable[str]) -> tuple[CompetencyId, ...]:
            return tuple(sorted(CompetencyId(named(iri)) for iri in iris))

        for iri, skill in self.skills.items():
            labels = texts(self.language, skill.label)
            yield Competency(
                id=CompetencyId(named(iri)),
                labels=labels,
                alt_labels=other_texts(texts(self.language, *skill.alternatives), labels),
                definitions=texts(self.language, skill.definition),
                kind=skill.kind,
                broader=ids(broader.get(iri, ())),
                related=ids(related.get(iri, ())),
                requires=tuple(LevelRequirement(1, (CompetencyAt(one, 1),)) for one in ids(requires.get(iri, ()))),
            )
        for iri, name in self.families.items():
            yield RoleFamily(id=RoleFamilyId(named(iri)), labels=texts(self.language, name))
        for iri, occupation in self.occupations.items():
            labels = texts(self.language, occupation.label)
            definitions = texts(self.language, occupation.definition)
            yield Role(
                id=RoleId(named(iri)),
                labels=labels,
                alt_labels=other_texts(texts(self.language, *occupation.alternatives), labels),
                definitions=definitions,
                family=None if occupation.family is None else RoleFamilyId(named(occupation.family)),
            )
            yield RoleLevel(
                id=RoleLevelId(named(f"{iri}/level")),
                labels=labels,
                role=RoleId(named(iri)),
                needs=tuple(sorted(needs.get(iri, ()))),
            )
        for iri, course in self.courses.items():
            labels = texts(self.language, course.label)
            yield Course(
                id=CourseId(named(iri)),
                labels=labels,
                alt_labels=other_texts(texts(self.language, *course.alternatives), labels),
                definitions=texts(self.language, course.definition),
                url=course.url,
                teaches=tuple(Teaching(one, 0, 1) for one in ids(course.teaches)),
            )

    def _acyclic(self, kind: str) -> dict[str, list[str]]:
        """The edges that close no circle; the others are refused, always the same ones."""
        targets: dict[str, list[str]] = {}
        for source, target in sorted(self._edges[kind]):
            targets.setdefault(source, []).append(target)
        for source, target in back_edges(targets):
            targets[source].remove(target)
            self.ledger.refuse(
                self._edges[kind][source, target],
                f"{kind}.circular",
                f"“{self.skills[source].label}” {kind} “{self.skills[target].label}” closes a circle.",
            )
        return targets


def iri_or(text: str, otherwise: str) -> str:
    """The text where it is an IRI; else what to call the thing instead."""
    return text if is_iri(text) else otherwise
