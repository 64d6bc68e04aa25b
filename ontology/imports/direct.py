"""`import direct`: the DIRECT framework of digital research competencies, as its JSON files have it.

Domains, competencies and skills become competencies, each broader than the next; tools, languages and methodologies
become competencies that are related to the skills that name them. Learning resources become courses. The framework
says neither which level they teach to nor how long they take: they teach to the top, and their hours are unknown.
Sample profiles become roles with one level each.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, TypeAlias, cast

from ontology.ids import CompetencyId, CourseId, LevelId, RoleId, RoleLevelId, ScaleId
from ontology.imports.assembling import assemble, is_language, is_link, slug, texts, unique
from ontology.imports.csv_folder import text_of
from ontology.imports.imported import Imported
from ontology.imports.refusing import RowRefused, SourceRefused
from ontology.imports.report import Ledger, Place
from ontology.imports.sheets import shown
from ontology.imports.table_links import higher
from ontology.model import (
    Competency,
    CompetencyKind,
    Course,
    ProficiencyLevel,
    ProficiencyScale,
    Requirement,
    Role,
    RoleLevel,
    Teaching,
    Text,
    Thing,
)

KIND: Final = "direct"
BASE: Final = "https://example.org/direct/"
ATTRIBUTION: Final = (
    "DIRECT framework contributors: Digital Research Competencies Framework, licensed under CC BY 4.0."
    " Sample profiles: direct-webapp, BSD-3-Clause."
)

Record: TypeAlias = Mapping[str, object]
_SCALE: Final = ScaleId("direct-levels")
_KINDS: Final[dict[str, CompetencyKind]] = {"tool": "tool", "language": "language", "methodology": "knowledge"}
_MUST: Final = ("skill_level", "competency_domain", "competency", "skill")
_MAY: Final = ("learning_resource", "provider", "tool_language_methodology")


def read(source: Path, base: str | None = None, language: str | None = None) -> Imported:
    """The framework in the folder `source`. Raises SourceRefused where its files are not there or not whole."""
    folder = source if source.is_dir() else source.parent
    ledger = Ledger()
    reading = _Reading(folder, ledger, (language or "en").lower())
    catalogue = assemble(
        list(reading.things()),
        base=base or BASE,
        language=reading.language,
        titles=[Text(reading.language, "DIRECT: Digital Research Competencies Framework")],
    )
    return Imported(catalogue, ledger.report(KIND, base=catalogue.base, attribution=ATTRIBUTION))


def records(path: Path) -> tuple[Record, ...]:
    """The objects of a JSON array. Raises SourceRefused where the file is none."""
    try:
        found = json.loads(text_of(path))
    except (ValueError, RecursionError) as error:
        raise SourceRefused("json.broken", f"{path.name} cannot be read as JSON: {error}.") from error
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise SourceRefused("json.broken", f"{path.name} is not a list of objects.")
    return tuple(cast("list[Record]", found))


def word(record: Record, key: str) -> str:
    """A text of a record, trimmed; empty where there is none."""
    value = record.get(key)
    return value.strip() if isinstance(value, str) else ""


def _several(record: Record, key: str) -> list[str]:
    return sorted({one.strip() for one in word(record, key).split("|") if one.strip()})


class _Reading:
    def __init__(self, folder: Path, ledger: Ledger, language: str) -> None:
        self._ledger, self.language = ledger, language
        self._folder = folder
        self._files = {name: self._file(name, must=True) for name in _MUST}
        self._files |= {name: self._file(name, must=False) for name in _MAY}
        self._height = 0
        self._ids: dict[tuple[str, str], str] = {}

    def things(self) -> Iterator[Thing]:
        """Everything that the files say. Rows count by file."""
        yield self._levels()
        domains = dict(self._named("competency_domain", "domain-"))
        competencies = dict(self._named("competency", "competency-"))
        tools = dict(self._named("tool_language_methodology", "tool-"))
        skills = dict(self._named("skill", ""))
        resources = dict(self._named("learning_resource", "resource-"))
        for _, record in domains.values():
            yield self._competency("competency_domain", record)
        for at, record in competencies.values():
            yield self._competency("competency", record, self._one(at, record, "competency_domain"))
        for _, record in tools.values():
            kind = word(record, "kind")
            yield self._competency("tool_language_methodology", record, kind=_KINDS.get(kind, "tool"))
        teaches: dict[str, set[str]] = {}
        for at, record in skills.values():
            for resource in self._all(at, record, "learning_resources", "learning_resource"):
                teaches.setdefault(resource, set()).add(self._ids["skill", word(record, "slug")])
            related = self._all(at, record, "related_skills", "skill") + self._all(
                at, record, "tools_languages_methodologies", "tool_language_methodology"
            )
            yield self._competency(
                "skill", record, self._one(at, record, "competency"), tuple(sorted(set(related))), "skill"
            )
        for at, record in tools.values():
            for resource in self._all(at, record, "learning_resources", "learning_resource"):
                of_it = self._ids["tool_language_methodology", word(record, "slug")]
                teaches.setdefault(resource, set()).add(of_it)
        providers = self._providers(record for _, record in resources.values())
        for at, record in resources.values():
            yield self._course(at, record, teaches, providers)
        yield from self._profiles(skills)

    def _file(self, name: str, *, must: bool) -> tuple[Record, ...]:
        path = self._folder / f"{name}.json"
        if path.is_file():
            return records(path)
        if must:
            raise SourceRefused(
                "source.missing",
                f"There is no {path.name} in {self._folder}.",
                "Name the folder of the framework's JSON files.",
            )
        return ()

    def _levels(self) -> ProficiencyScale:
        """The scale. Its level 0, “none”, is below the first rank and so not a level of its own."""
        ranks: dict[int, Record] = {}
        self._ledger.sheet("skill_level")
        for number, record in enumerate(self._files["skill_level"], start=1):
            at = Place("skill_level", number)
            self._ledger.read(at)
            level = str(record.get("level", "")).strip()
            if not level.isdecimal() or not word(record, "name"):
                self._ledger.refuse(at, "level.invalid", f"Level “{shown(level)}” is not a whole number with a name.")
            elif int(level) == 0:
                self._ledger.refuse(at, "level.zero", "Level 0 is below the first rank of a scale, not a rank.")
            elif int(level) in ranks:
                self._ledger.refuse(at, "rank.doubled", f"There are two levels {level}.")
            else:
                ranks[int(level)] = record
        if sorted(ranks) != list(range(1, len(ranks) + 1)) or not ranks:
            raise SourceRefused("levels.broken", f"The levels of skill_level.json are {sorted(ranks)}, not 1, 2, 3 …")
        self._height = len(ranks)
        return ProficiencyScale(
            id=_SCALE,
            labels=texts(self.language, "DIRECT skill levels"),
            levels=tuple(
                ProficiencyLevel(
                    id=LevelId(f"{_SCALE}-{rank}"),
                    rank=rank,
                    labels=texts(self.language, word(record, "name")),
                    definitions=texts(self.language, word(record, "description")),
                )
                for rank, record in sorted(ranks.items())
            ),
        )

    def _named(self, name: str, prefix: str) -> Iterator[tuple[str, tuple[Place, Record]]]:
        """The records of a file by slug; those without slug or name, and doubled slugs, are refused.

        Slugs are unique in one file only (`sql` is a tool and a resource), so ids of all but skills have a prefix.
        """
        self._ledger.sheet(name)
        for number, record in enumerate(self._files[name], start=1):
            at = Place(name, number)
            self._ledger.read(at)
            key = word(record, "slug")
            if not key or not word(record, "name"):
                self._ledger.refuse(at, "label.missing", "The entry has no name or no slug.")
            elif (name, key) in self._ids:
                self._ledger.refuse(at, "id.doubled", f"There is an entry “{key}” already.")
            else:
                self._ids[name, key] = f"{prefix}{slug(key)}"
                yield key, (at, record)

    def _one(self, at: Place, record: Record, target: str) -> str | None:
        found = self._all(at, record, target, target)
        return found[0] if found else None

    def _all(self, at: Place, record: Record, key: str, target: str) -> list[str]:
        """Ids of what a record names; what is not there is warned about."""
        found = []
        for one in _several(record, key):
            if (target, one) in self._ids:
                found.append(self._ids[target, one])
            else:
                self._ledger.warn(at, "reference.unknown", f"There is no {target} “{shown(one)}”; it was left out.")
        return found

    def _competency(
        self,
        file: str,
        record: Record,
        broader: str | None = None,
        related: tuple[str, ...] = (),
        kind: CompetencyKind | None = None,
    ) -> Competency:
        thing = self._ids[file, word(record, "slug")]
        return Competency(
            id=CompetencyId(thing),
            labels=texts(self.language, word(record, "name")),
            definitions=texts(self.language, word(record, "description")),
            kind=kind,
            scale=_SCALE,
            broader=() if broader is None else (CompetencyId(broader),),
            related=tuple(CompetencyId(one) for one in related if one != thing),
        )

    def _providers(self, resources: Iterator[Record]) -> dict[str, str]:
        """Names by slug. A provider is a name on its courses; one without a course is refused."""
        used = {word(record, "provider") for record in resources}
        names: dict[str, str] = {}
        for key, (at, record) in self._named("provider", "provider-"):
            if key in used:
                names[key] = word(record, "name")
            else:
                self._ledger.refuse(at, "provider.unused", f"No resource is by “{word(record, 'name')}”.")
        if names:
            message = "Of a provider only the name is carried, on its courses."
            self._ledger.note("not_carried", message, "provider")
        return names

    def _course(
        self, at: Place, record: Record, teaches: Mapping[str, set[str]], providers: Mapping[str, str]
    ) -> Course:
        thing = self._ids["learning_resource", word(record, "slug")]
        taught = sorted(teaches.get(thing, ()))
        if taught:
            self._ledger.warn(
                at,
                "level.assumed",
                f"The framework does not say to which level “{word(record, 'name')}” teaches; it is taken to lead"
                f" from nothing to the top, level {self._height}.",
            )
        provider = word(record, "provider")
        if provider and provider not in providers:
            self._ledger.warn(
                at, "reference.unknown", f"There is no provider “{shown(provider)}”; it was kept as text."
            )
        url = word(record, "url")
        if url and not is_link(url):
            self._ledger.warn(at, "url.invalid", f"“{shown(url)}” is no web address; it was left out.")
        return Course(
            id=CourseId(thing),
            labels=texts(self.language, word(record, "name")),
            definitions=texts(self.language, word(record, "description")),
            languages=tuple(one for one in _several(record, "language") if is_language(one)),
            provider=providers.get(provider, provider) or None,
            url=url if is_link(url) else None,
            teaches=tuple(Teaching(CompetencyId(one), 0, self._height) for one in taught),
        )

    def _profiles(self, skills: Mapping[str, tuple[Place, Record]]) -> Iterator[Thing]:
        """Sample profiles: `sample_profile_*.json`, each with persons and their skills. A row is a skill."""
        by_name = {" ".join(word(record, "name").split()).casefold(): record for _, record in skills.values()}
        found: dict[str, tuple[str, dict[str, Requirement]]] = {}
        for path in sorted(self._folder.glob("sample_profile_*.json")):
            number = 0
            self._ledger.sheet(path.stem)
            for record in records(path):
                role = word(record, "role") or path.stem
                definition = record.get("description")
                lines = [one for one in definition if isinstance(one, str)] if isinstance(definition, list) else []
                needs = found.setdefault(role, ("\n\n".join(lines), {}))[1]
                rows = record.get("user_data")
                for row in rows if isinstance(rows, list) else ():
                    number += 1
                    at = Place(path.stem, number)
                    self._ledger.read(at)
                    try:
                        self._need(at, row if isinstance(row, dict) else {}, by_name, needs)
                    except RowRefused as why:
                        self._ledger.refuse(at, why.code, why.message)
        for role, plain in unique(sorted(found), slug).items():
            definition, needs = found[role]
            yield Role(id=RoleId(f"role-{plain}"), labels=texts(self.language, role))
            yield RoleLevel(
                id=RoleLevelId(f"profile-{plain}"),
                labels=texts(self.language, role),
                definitions=texts(self.language, definition),
                role=RoleId(f"role-{plain}"),
                needs=tuple(sorted(needs.values())),
            )

    def _need(self, at: Place, row: Record, by_name: Mapping[str, Record], needs: dict[str, Requirement]) -> None:
        name, level = word(row, "skill"), row.get("skill_level")
        known = by_name.get(" ".join(name.split()).casefold())
        if known is None:
            raise RowRefused("reference.unknown", f"There is no skill “{shown(name)}” in this framework.")
        if not isinstance(level, int) or isinstance(level, bool) or not 0 <= level <= self._height:
            raise RowRefused("level.off_scale", f"{level!r} is not a level from 0 to {self._height}.")
        if level == 0:
            raise RowRefused("level.zero", f"Level 0 of “{name}” asks for nothing, so it is no need.")
        spelled = known.get("name")
        if spelled != row.get("skill"):
            self._ledger.warn(
                at, "name.trimmed", f"“{name}” was matched with “{spelled}”: they differ in blanks or case only."
            )
        thing = self._ids["skill", word(known, "slug")]
        need = Requirement(CompetencyId(thing), level)
        if thing in needs:
            self._ledger.merge(at, "need.doubled", f"“{name}” is named before; the higher level is kept.")
            need = higher(needs[thing], need)
        needs[thing] = need
