"""ESCO as CSV files with file-local ids: skills, groups, occupations and the relations among them.

All files are optional but one: a folder with nothing but groups is a taxonomy, too.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TypeAlias

from ontology.imports.csv_folder import table
from ontology.imports.esco_draft import Draft, Occupation, Skill, iri_or
from ontology.imports.refusing import RowRefused
from ontology.imports.report import Place

Cells: TypeAlias = Mapping[str, str]

_THING: Final = ("ORIGINURI", "ID", "PREFERREDLABEL", "ALTLABELS", "DESCRIPTION")
FILES: Final[dict[str, tuple[str, ...]]] = {
    "skill_groups": _THING,
    "skills": (*_THING, "SKILLTYPE"),
    "skill_hierarchy": ("PARENTID", "CHILDID"),
    "skill_to_skill_relations": ("REQUIRINGID", "RELATIONTYPE", "REQUIREDID"),
    "occupation_groups": (*_THING, "CODE"),
    "occupations": (*_THING, "OCCUPATIONGROUPCODE"),
    "occupation_hierarchy": ("PARENTID", "CHILDID"),
    "occupation_to_skill_relations": ("OCCUPATIONID", "RELATIONTYPE", "SKILLID"),
}
"""The files and the columns that are read. In this order, each names only what was read before."""


def there(folder: Path) -> bool:
    """Whether the folder has one of the files."""
    return any((folder / f"{name}.csv{packed}").is_file() for name in FILES for packed in ("", ".gz"))


def read(folder: Path, base: str, draft: Draft) -> None:
    """Read all files that are there into the draft."""
    reading = _Reading(base, draft)
    rows = {
        name: list(table(folder, f"{name}.csv", columns))
        for name, columns in FILES.items()
        if any((folder / f"{name}.csv{packed}").is_file() for packed in ("", ".gz"))
    }
    reading.used_codes = {cells["OCCUPATIONGROUPCODE"] for _, cells in rows.get("occupations", ())}
    load: dict[str, Callable[[Place, Cells], None]] = {
        "skill_groups": reading.skill,
        "skills": reading.skill,
        "skill_hierarchy": reading.skill_hierarchy,
        "skill_to_skill_relations": reading.skill_relation,
        "occupation_groups": reading.occupation_group,
        "occupations": reading.occupation,
        "occupation_hierarchy": reading.occupation_hierarchy,
        "occupation_to_skill_relations": reading.need,
    }
    for name, found in rows.items():
        draft.ledger.sheet(name)
        for number, cells in found:
            draft.row(Place(name, number), cells, load[name])
        left = sorted({column for _, cells in found[:1] for column in cells} - {*FILES[name], *_USED.get(name, ())})
        if left:
            draft.ledger.note("not_carried", f"Columns that are not carried: {', '.join(left)}.", name)


_USED: Final = {"skills": ("DEFINITION",), "occupations": ("DEFINITION",)}


class _Reading:
    def __init__(self, base: str, draft: Draft) -> None:
        self._base, self._draft = base, draft
        self.used_codes: set[str] = set()
        self._skills: dict[str, str] = {}
        self._occupations: dict[str, str] = {}
        self._groups: dict[str, str] = {}
        self._families: dict[str, str] = {}

    def skill(self, at: Place, cells: Cells) -> None:
        iri = self._iri(cells)
        if iri in self._draft.skills:
            raise RowRefused("id.doubled", f"There is a skill or group <{iri}> already.")
        made = Skill(_label(cells), _alternatives(cells), _definition(cells))
        made.kind = self._draft.kind(at, cells.get("SKILLTYPE", ""))
        self._draft.skills[iri] = made
        self._skills[cells["ID"]] = iri

    def skill_hierarchy(self, at: Place, cells: Cells) -> None:
        child, parent = (self._known("skill", cells[end], self._skills) for end in ("CHILDID", "PARENTID"))
        self._draft.below(at, child, parent)

    def skill_relation(self, at: Place, cells: Cells) -> None:
        skill, other = (self._known("skill", cells[end], self._skills) for end in ("REQUIRINGID", "REQUIREDID"))
        self._draft.builds_on(at, skill, other, cells["RELATIONTYPE"])

    def occupation_group(self, _at: Place, cells: Cells) -> None:
        """Unit groups, and others that hold an occupation themselves, are families; families have no hierarchy."""
        iri, code, label = self._iri(cells), cells["CODE"], _label(cells)
        if iri in self._draft.families:
            raise RowRefused("id.doubled", f"There is a group <{iri}> already.")
        if code not in self.used_codes and not (len(code) == 4 and code.isdecimal()):
            raise RowRefused("group.above", f"“{label}” ({code}) is above the unit groups; these are the families.")
        self._draft.families[iri] = label
        self._families[code] = iri
        self._groups[cells["ID"]] = iri

    def occupation(self, at: Place, cells: Cells) -> None:
        iri = self._iri(cells)
        label, alternatives = _label(cells), _alternatives(cells)
        code = cells["OCCUPATIONGROUPCODE"]
        if iri in self._draft.occupations:  # a country's own version of an occupation keeps its IRI
            self._draft.occupations[iri].alternatives |= {label, *alternatives}
            self._draft.ledger.merge(at, "id.doubled", f"“{label}” is there already; its other labels were added.")
        else:
            if code and code not in self._families:
                self._draft.ledger.warn(at, "reference.unknown", f"There is no group {code} for “{label}”.")
            family = self._families.get(code)
            self._draft.occupations[iri] = Occupation(label, alternatives, _definition(cells), family)
        self._occupations[cells["ID"]] = iri

    def occupation_hierarchy(self, _at: Place, cells: Cells) -> None:
        """Only that an occupation lies in its group can be said; the group's code in the occupation says it too."""
        occupation, group = self._occupations.get(cells["CHILDID"]), self._groups.get(cells["PARENTID"])
        if occupation is None or group is None:
            raise RowRefused(
                "not_carried", "Only that an occupation is in a group is carried, not what lies below what."
            )
        made = self._draft.occupations[occupation]
        if made.family is None:
            made.family = group
        elif made.family != group:
            raise RowRefused("family.doubled", f"“{made.label}” is in <{made.family}> already.")

    def need(self, at: Place, cells: Cells) -> None:
        occupation = self._known("occupation", cells["OCCUPATIONID"], self._occupations)
        self._draft.need(at, occupation, self._known("skill", cells["SKILLID"], self._skills), cells["RELATIONTYPE"])

    def _iri(self, cells: Cells) -> str:
        """The ESCO IRI; things of a country's own may have none and are named by their id in the file."""
        return iri_or(cells["ORIGINURI"], f"{self._base}local/{cells['ID']}")

    @staticmethod
    def _known(kind: str, key: str, known: Mapping[str, str]) -> str:
        if key not in known:
            raise RowRefused("reference.unknown", f"There is no {kind} “{key}”.")
        return known[key]


def _label(cells: Cells) -> str:
    if not cells["PREFERREDLABEL"]:
        raise RowRefused("label.missing", f"“{cells['ID']}” has no preferred label.")
    return cells["PREFERREDLABEL"]


def _alternatives(cells: Cells) -> set[str]:
    return {line.strip() for line in cells["ALTLABELS"].splitlines() if line.strip()}


def _definition(cells: Cells) -> str:
    return cells["DESCRIPTION"] or cells.get("DEFINITION", "")
