"""`import uk-gdad`: the capability framework of the UK Government Digital and Data profession, as it is exported.

`roles.csv` has one row for each need of a role level; `skills.csv` one for each skill. The mess is real: rows that
are not in use, needs listed two or three times, blanks at the end of names, descriptions that say MISSING. The order
of the levels of a role is not said; `titles` infers it, and the report says how.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ontology.ids import CompetencyId, LevelId, RoleFamilyId, RoleId, RoleLevelId, ScaleId
from ontology.imports import titles
from ontology.imports.assembling import assemble, slug, texts, unique
from ontology.imports.csv_folder import table
from ontology.imports.imported import Imported
from ontology.imports.refusing import RowRefused
from ontology.imports.report import Ledger, Place
from ontology.imports.sheets import shown
from ontology.imports.table_links import higher
from ontology.model import (
    Competency,
    DeclaredMove,
    ProficiencyLevel,
    ProficiencyScale,
    Requirement,
    Role,
    RoleFamily,
    RoleLevel,
    Text,
    Thing,
)

KIND: Final = "uk-gdad"
BASE: Final = "https://example.org/uk-gdad/"
ATTRIBUTION: Final = (
    "Contains public sector information licensed under the Open Government Licence v3.0."
    " Source: UK Government Digital and Data Profession Capability Framework."
)
LEVELS: Final = ("Awareness", "Working", "Practitioner", "Expert")
"""The framework's levels, lowest first."""

_SCALE: Final = ScaleId("gdad-levels")
_NOTHING: Final = frozenset({"", "missing", "not in use"})
_ROLE_COLUMNS: Final = (
    "Role Family",
    "Role",
    "Role Description",
    "Role Level",
    "Role Level Description",
    "Skill Name",
    "Skill Description",
    "Skill Level",
)
_SKILL_COLUMNS: Final = ("Skill Name", "Skill Description", *LEVELS)


@dataclass(slots=True)
class _RoleLevel:
    """A role level while its rows are read."""

    family: str
    role: str
    title: str
    definition: str = ""
    needs: dict[str, tuple[Requirement, Place]] = field(default_factory=dict)


def read(source: Path, base: str | None = None, language: str | None = None) -> Imported:
    """The framework in the folder `source`. Raises SourceRefused where its files are not there or not whole."""
    ledger = Ledger()
    folder = source if source.is_dir() else source.parent
    tongue = (language or "en").lower()
    definitions = _skills(folder, ledger)
    reading = _Reading(ledger, definitions, tongue)
    reading.roles(table(folder, "roles.csv", _ROLE_COLUMNS))
    catalogue = assemble(
        reading.things(),
        base=base or BASE,
        language=tongue,
        titles=[Text(tongue, "UK Government Digital and Data Profession Capability Framework")],
    )
    return Imported(catalogue, ledger.report(KIND, base=catalogue.base, attribution=ATTRIBUTION))


def _skills(folder: Path, ledger: Ledger) -> dict[str, str]:
    """Definition by skill, from `skills.csv`; rows count as sheet `competencies`."""
    definitions: dict[str, str] = {}
    described = 0
    ledger.sheet("competencies")
    for number, cells in table(folder, "skills.csv", _SKILL_COLUMNS):
        at = Place("competencies", number)
        ledger.read(at)
        name = cells["Skill Name"]
        if name.lower() in _NOTHING:
            ledger.refuse(at, "label.missing", "The row names no skill.")
            continue
        described += sum(cells.get(level, "").lower() not in _NOTHING for level in LEVELS)
        if name in definitions:
            ledger.merge(at, "skill.doubled", f"“{name}” has a row of its own already; the first definition is kept.")
        text = _known(cells["Skill Description"])
        definitions[name] = definitions.get(name) or text
    ledger.note(
        "not_carried",
        f"{described} descriptions of what a skill means at one level are not carried: a competency has one"
        " definition, and a level belongs to the scale.",
        "competencies",
    )
    return definitions


def _known(text: str) -> str:
    return "" if text.lower() in _NOTHING else text


class _Reading:
    """Rows of `roles.csv`, gathered by role level."""

    def __init__(self, ledger: Ledger, definitions: dict[str, str], language: str) -> None:
        self._ledger, self._language = ledger, language
        self._definitions = definitions
        self._levels: dict[tuple[str, str], _RoleLevel] = {}
        self._role_definitions: dict[str, str] = {}
        self._competency_ids: dict[str, CompetencyId] = {}

    def roles(self, rows: Iterable[tuple[int, Mapping[str, str]]]) -> None:
        """Read all rows; they count as sheet `needs`."""
        table = list(rows)
        names = sorted({*self._definitions, *(c["Skill Name"] for _, c in table if _known(c["Skill Name"]))})
        self._competency_ids = {
            name: CompetencyId(thing) for name, thing in unique(names, lambda name: f"skill-{slug(name)}").items()
        }
        self._ledger.sheet("needs")
        for number, cells in table:
            at = Place("needs", number)
            self._ledger.read(at)
            try:
                self._need(at, cells)
            except RowRefused as why:
                self._ledger.refuse(at, why.code, why.message)

    def _need(self, at: Place, cells: Mapping[str, str]) -> None:
        family, role, title = cells["Role Family"], cells["Role"], cells["Role Level"]
        skill, level = cells["Skill Name"], cells["Skill Level"]
        if "NOT IN USE" in (title, level):
            raise RowRefused("not_in_use", f"The framework says NOT IN USE: role “{role}”, skill “{shown(skill)}”.")
        for column in ("Role Family", "Role", "Role Level", "Skill Name"):
            if not _known(cells[column]):
                raise RowRefused("value.missing", f"Column “{column}” is empty.")
        if level not in LEVELS:
            raise RowRefused("level.unknown", f"“{shown(level)}” is none of the levels {', '.join(LEVELS)}.")
        if skill not in self._definitions:
            self._ledger.warn(at, "skill.unlisted", f"“{skill}” has no row in skills.csv.")
        self._definitions[skill] = self._definitions.get(skill) or _known(cells["Skill Description"])
        self._role_definitions[role] = self._role_definitions.get(role) or _known(cells["Role Description"])
        of_it = self._levels.setdefault((role, title), _RoleLevel(family, role, title))
        of_it.definition = of_it.definition or _known(cells["Role Level Description"])
        need = Requirement(self._competency_ids[skill], LEVELS.index(level) + 1)
        if skill not in of_it.needs:
            of_it.needs[skill] = (need, at)
            return
        before, first = of_it.needs[skill]
        of_it.needs[skill] = (higher(before, need), first)
        self._ledger.merge(
            at,
            "need.doubled",
            f"“{title}” needs “{skill}” in {first} too ({LEVELS[before.level - 1]}, here {level});"
            f" the higher level, {LEVELS[max(before.level, need.level) - 1]}, is kept.",
        )

    def things(self) -> Iterator[Thing]:
        """Everything that the rows say, in no order."""
        words = self._language
        yield ProficiencyScale(
            id=_SCALE,
            labels=texts(words, "Digital and Data skill levels"),
            levels=tuple(
                ProficiencyLevel(id=LevelId(f"{_SCALE}-{rank}"), rank=rank, labels=texts(words, level))
                for rank, level in enumerate(LEVELS, start=1)
            ),
        )
        for name, definition in self._definitions.items():
            yield Competency(
                id=self._competency_ids[name],
                labels=texts(words, name),
                definitions=texts(words, definition),
                kind="skill",
                scale=_SCALE,
            )
        family_of: dict[str, str] = {}
        for level in self._levels.values():
            if family_of.setdefault(level.role, level.family) != level.family:
                self._ledger.note(
                    "family.doubled",
                    f"Role “{level.role}” is in “{family_of[level.role]}” and “{level.family}”; the first is kept.",
                    "needs",
                )
        families = unique(sorted(set(family_of.values())), lambda name: f"family-{slug(name)}")
        roles = unique(sorted(family_of), lambda name: f"role-{slug(name)}")
        for family, thing in families.items():
            yield RoleFamily(id=RoleFamilyId(thing), labels=texts(words, family))
        for role, thing in roles.items():
            yield Role(
                id=RoleId(thing),
                labels=texts(words, role),
                definitions=texts(words, self._role_definitions[role]),
                family=RoleFamilyId(families[family_of[role]]),
            )
        yield from self._role_levels(roles)

    def _role_levels(self, roles: Mapping[str, str]) -> Iterator[RoleLevel]:
        ids = self._level_ids()
        unordered: list[str] = []
        evidenced: list[str] = []
        doubts: list[str] = []
        for role in sorted(roles):
            levels = {title: level for (of, title), level in self._levels.items() if of == role}
            order = titles.order(
                {title: sum(need.level for need, _ in level.needs.values()) for title, level in levels.items()}
            )
            unordered += [f"{role}: {', '.join(group)}" for group in order.tied]
            evidenced += [f"{role}: {' < '.join(group)}" for group in order.by_evidence]
            doubts += [f"{role}: {doubt}" for doubt in order.doubts]
            for rung in order.rungs:
                level = levels[rung.title]
                yield RoleLevel(
                    id=ids[role, rung.title],
                    labels=texts(self._language, rung.title),
                    definitions=texts(self._language, level.definition),
                    role=RoleId(roles[role]),
                    rank=rung.rank,
                    track=rung.track,
                    needs=tuple(sorted(need for need, _ in level.needs.values())),
                    moves=tuple(
                        sorted(
                            DeclaredMove(ids[role, other], "lateral" if same else "vertical")
                            for other, same in _across(rung, order.rungs)
                        )
                    ),
                )
        self._say_how(unordered, evidenced, doubts)

    def _level_ids(self) -> dict[tuple[str, str], RoleLevelId]:
        """The title's slug; where two roles have one title, both ids name their role, so that neither depends on
        which came first."""
        slugs: dict[str, int] = {}
        for _, title in self._levels:
            slugs[slug(title)] = slugs.get(slug(title), 0) + 1
        taken = {*self._competency_ids.values(), str(_SCALE)}

        def spelled(key: tuple[str, str]) -> str:
            role, title = key
            plain = slug(title)
            return plain if slugs[plain] == 1 and plain not in taken else f"{plain}-of-{slug(role)}"

        return {key: RoleLevelId(thing) for key, thing in unique(sorted(self._levels), spelled).items()}

    def _say_how(self, unordered: list[str], evidenced: list[str], doubts: list[str]) -> None:
        self._ledger.note(
            "order.inferred",
            "The order of role levels is not in the data. It is inferred from their titles: trainee, apprentice <"
            " associate, junior < no such word < major, senior < lead < principal < head of, chief; in a role with"
            " managers, analysts come below them. Titles that end in “- management” are a track of their own beside"
            " the other, with moves onto it from the level below and across between equal ranks.",
            "needs",
        )
        for line in evidenced:
            self._ledger.note("order.by_evidence", f"Ordered by the levels that they require: {line}.", "needs")
        for line in unordered:
            self._ledger.note("order.unknown", f"Not ordered among each other, so on one rank: {line}.", "needs")
        for line in doubts:
            self._ledger.note("order.doubtful", line, "needs")


def _across(rung: titles.Rung, rungs: Iterable[titles.Rung]) -> Iterator[tuple[str, bool]]:
    """Moves from one track to another: (title, whether on the same rank).

    Across between equal ranks in both directions; upwards onto a track where it begins.
    """
    others = [other for other in rungs if other.track != rung.track]
    for other in others:
        begins = min(one.rank for one in others if one.track == other.track)
        if other.rank == rung.rank:
            yield other.title, True
        elif other.rank == begins == rung.rank + 1:
            yield other.title, False
