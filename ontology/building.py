"""From records to a `Catalogue`: which thing is what, and every word of the model from its property.

Leniently: what is well-formed is kept, also where it names things that are not there (the rules tell of those). What
cannot be kept becomes a finding.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from ontology import brackets, terms
from ontology.findings import Finding
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
from ontology.merging import merge_assessing, merge_moves, merge_needs, merge_teachings
from ontology.model import (
    Assessment,
    Catalogue,
    Competency,
    Course,
    Match,
    ProficiencyLevel,
    ProficiencyScale,
    Role,
    RoleFamily,
    RoleLevel,
    Text,
    Thing,
)
from ontology.records import Record, Records
from ontology.terms import MATCHES, SKOS, SKW
from ontology.values import Values

AnyThing = TypeVar("AnyThing", bound=Thing)

_KINDS = {f"{SKW}{term}": kind for term, kind in terms.KINDS.items()}
_MATCHES = {f"{SKOS}{term}": kind for term, kind in MATCHES.items()}


class Builder:
    """Builds one catalogue; `findings` collects what it has to say beside what `values` left out."""

    def __init__(self, records: Records, values: Values, classes: dict[str, list[str]]) -> None:
        self.findings: list[Finding] = []
        self._records = records
        self._values = values
        self._classes = classes

    def build(self, base: str, language: str, titles: tuple[Text, ...]) -> Catalogue:
        """The catalogue of all records, each tuple in order of ids."""
        levels = self._levels()
        scales = self._each(terms.SCALE_CLASS)
        known_scales = {name for name, _ in scales}
        for scale, orphans in levels.items():
            if scale not in known_scales:
                self.findings += (_level_without_scale(level, scale) for level in orphans)
        return Catalogue(
            base=base,
            language=language,
            titles=titles,
            scales=_ordered(self._scale(name, record, levels) for name, record in scales),
            competencies=self._competencies(),
            courses=_ordered(self._course(*one) for one in self._each(terms.COURSE_CLASS)),
            assessments=_ordered(self._assessment(*one) for one in self._each(terms.ASSESSMENT_CLASS)),
            role_families=_ordered(self._family(*one) for one in self._each(terms.FAMILY_CLASS)),
            roles=_ordered(self._role(*one) for one in self._each(terms.ROLE_CLASS)),
            role_levels=_ordered(self._role_level(*one) for one in self._each(terms.ROLE_LEVEL_CLASS)),
        )

    def _each(self, kind: str) -> list[tuple[str, Record]]:
        """Id and record of every thing of a class; what the class has no place for is counted."""
        allowed = terms.PROPERTIES[kind]
        found = []
        for subject in self._classes.get(kind, ()):
            record = self._records.of[subject]
            name = self._values.name(subject)
            if not record.keys() <= allowed:
                for extra in record.keys() - allowed:
                    self._values.outside(extra, f"on a {terms.short(kind)}", name)
            found.append((name, record))
        return found

    def _levels(self) -> dict[str, list[ProficiencyLevel]]:
        """Proficiency levels by the scale that they name."""
        values = self._values
        found: dict[str, list[ProficiencyLevel]] = {}
        for name, record in self._each(terms.LEVEL_CLASS):
            scale = values.one_name(name, record, terms.SCALE)
            rank = values.integer(name, record, terms.RANK, None)
            if scale is None or rank is None:
                values.lack(name, terms.RANK if rank is None else terms.SCALE, "no scale or no rank")
                continue
            level = ProficiencyLevel(
                id=LevelId(name),
                rank=rank,
                labels=values.texts(record, terms.PREF_LABEL),
                definitions=values.texts(record, terms.DEFINITION),
            )
            found.setdefault(scale, []).append(level)
        return found

    def _scale(self, name: str, record: Record, levels: dict[str, list[ProficiencyLevel]]) -> ProficiencyScale:
        values = self._values
        replaced_by = values.one_name(name, record, terms.REPLACED_BY)
        return ProficiencyScale(
            id=ScaleId(name),
            labels=values.texts(record, terms.PREF_LABEL),
            definitions=values.texts(record, terms.DEFINITION),
            levels=tuple(sorted(levels.get(name, ()), key=lambda level: (level.rank, level.id))),
            retired=values.flag(name, record, terms.DEPRECATED),
            replaced_by=None if replaced_by is None else ScaleId(replaced_by),
        )

    def _competencies(self) -> tuple[Competency, ...]:
        found = {}
        broader: dict[str, set[str]] = {}
        for name, record in self._each(terms.COMPETENCY_CLASS):
            found[name] = self._competency(name, record)
            for narrower in self._values.names(name, record, terms.NARROWER):
                broader.setdefault(narrower, set()).add(name)
        for narrower, tops in broader.items():
            competency = found.get(narrower)
            if competency is None:
                self.findings += (_narrower_unknown(narrower, top) for top in sorted(tops))
            else:
                joined = tuple(sorted({*competency.broader, *map(CompetencyId, tops)}))
                found[narrower] = replace(competency, broader=joined)
        return _ordered(found.values())

    def _competency(self, name: str, record: Record) -> Competency:
        values = self._values
        scale = values.one_name(name, record, terms.SCALE)
        replaced_by = values.one_name(name, record, terms.REPLACED_BY)
        return Competency(
            id=CompetencyId(name),
            labels=values.texts(record, terms.PREF_LABEL),
            alt_labels=values.texts(record, terms.ALT_LABEL),
            hidden_labels=values.texts(record, terms.HIDDEN_LABEL),
            definitions=values.texts(record, terms.DEFINITION),
            kind=values.chosen(name, record, terms.KIND, _KINDS),
            scale=None if scale is None else ScaleId(scale),
            broader=_competency_ids(values.names(name, record, terms.BROADER)),
            related=_competency_ids(values.names(name, record, terms.RELATED)),
            equivalent=_competency_ids(values.names(name, record, terms.EQUIVALENT)),
            matches=self._matches(name, record),
            requires=tuple(sorted(set(brackets.level_requirements(values, name, record))))
            if terms.REQUIRES in record
            else (),
            retired=values.flag(name, record, terms.DEPRECATED),
            replaced_by=None if replaced_by is None else CompetencyId(replaced_by),
        )

    def _course(self, name: str, record: Record) -> Course:
        values = self._values
        replaced_by = values.one_name(name, record, terms.REPLACED_BY)
        teaches = merge_teachings(CourseId(name), brackets.teachings(values, name, record), self.findings)
        return Course(
            id=CourseId(name),
            labels=values.texts(record, terms.PREF_LABEL),
            alt_labels=values.texts(record, terms.ALT_LABEL),
            definitions=values.texts(record, terms.DEFINITION),
            hours=values.hours(name, record, terms.TIME_REQUIRED),
            languages=values.strings(name, record, terms.IN_LANGUAGE),
            modality=values.string(name, record, terms.MODALITY),
            provider=values.string(name, record, terms.PROVIDER),
            url=values.link(name, record, terms.URL),
            cost=values.number(name, record, terms.COST),
            teaches=teaches,
            requires=tuple(sorted(set(brackets.groups(values, name, record)))),
            retired=values.flag(name, record, terms.DEPRECATED),
            replaced_by=None if replaced_by is None else CourseId(replaced_by),
        )

    def _assessment(self, name: str, record: Record) -> Assessment:
        values = self._values
        replaced_by = values.one_name(name, record, terms.REPLACED_BY)
        return Assessment(
            id=AssessmentId(name),
            labels=values.texts(record, terms.PREF_LABEL),
            definitions=values.texts(record, terms.DEFINITION),
            hours=values.hours(name, record, terms.TIME_REQUIRED),
            assesses=merge_assessing(AssessmentId(name), brackets.assessing(values, name, record), self.findings),
            retired=values.flag(name, record, terms.DEPRECATED),
            replaced_by=None if replaced_by is None else AssessmentId(replaced_by),
        )

    def _family(self, name: str, record: Record) -> RoleFamily:
        values = self._values
        replaced_by = values.one_name(name, record, terms.REPLACED_BY)
        return RoleFamily(
            id=RoleFamilyId(name),
            labels=values.texts(record, terms.PREF_LABEL),
            definitions=values.texts(record, terms.DEFINITION),
            retired=values.flag(name, record, terms.DEPRECATED),
            replaced_by=None if replaced_by is None else RoleFamilyId(replaced_by),
        )

    def _role(self, name: str, record: Record) -> Role:
        values = self._values
        family = values.one_name(name, record, terms.FAMILY)
        replaced_by = values.one_name(name, record, terms.REPLACED_BY)
        return Role(
            id=RoleId(name),
            labels=values.texts(record, terms.PREF_LABEL),
            alt_labels=values.texts(record, terms.ALT_LABEL),
            definitions=values.texts(record, terms.DEFINITION),
            family=None if family is None else RoleFamilyId(family),
            matches=self._matches(name, record),
            retired=values.flag(name, record, terms.DEPRECATED),
            replaced_by=None if replaced_by is None else RoleId(replaced_by),
        )

    def _role_level(self, name: str, record: Record) -> RoleLevel:
        values = self._values
        replaced_by = values.one_name(name, record, terms.REPLACED_BY)
        return RoleLevel(
            id=RoleLevelId(name),
            labels=values.texts(record, terms.PREF_LABEL),
            definitions=values.texts(record, terms.DEFINITION),
            role=RoleId(values.one_name(name, record, terms.ROLE) or ""),
            rank=values.integer(name, record, terms.RANK, None),
            track=values.string(name, record, terms.TRACK),
            needs=merge_needs(RoleLevelId(name), brackets.needs(values, name, record), self.findings),
            moves=merge_moves(RoleLevelId(name), brackets.moves(values, name, record), self.findings),
            retired=values.flag(name, record, terms.DEPRECATED),
            replaced_by=None if replaced_by is None else RoleLevelId(replaced_by),
        )

    def _matches(self, name: str, record: Record) -> tuple[Match, ...]:
        if record.keys().isdisjoint(_MATCHES):
            return ()
        found = set()
        for predicate, kind in _MATCHES.items():
            for value in record.get(predicate, ()):
                if isinstance(value, str) and ":" in value:
                    found.add(Match(kind, Iri(value)))
                else:
                    self._values.drop(name, predicate, value, "an IRI in angle brackets")
        return tuple(sorted(found))


def _ordered(things: Iterable[AnyThing]) -> tuple[AnyThing, ...]:
    return tuple(sorted(things, key=lambda thing: thing.id))


def _competency_ids(names: Sequence[str]) -> tuple[CompetencyId, ...]:
    return tuple(map(CompetencyId, names))


def _level_without_scale(level: ProficiencyLevel, scale: str) -> Finding:
    return Finding(
        severity="error",
        rule="dangling-reference",
        id=level.id,
        message=f"It is a level of the scale {scale}, which is not there.",
        mend="Correct the id of the scale, or add the scale.",
    )


def _narrower_unknown(narrower: str, top: str) -> Finding:
    return Finding(
        severity="error",
        rule="dangling-reference",
        id=top,
        message=f"It names {narrower} as narrower, which is not there.",
        mend="Correct the id, add the competency, or remove the reference.",
    )
