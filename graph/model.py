"""What the graph answers with: editions, what a publish did, stubs and neighbourhoods, as frozen values."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from ontology.model import Catalogue, Text

Kind: TypeAlias = Literal[
    "ProficiencyScale", "ProficiencyLevel", "Competency", "Course", "Assessment", "RoleFamily", "Role", "RoleLevel"
]
KINDS: tuple[Kind, ...] = (
    "ProficiencyScale", "ProficiencyLevel", "Competency", "Course", "Assessment", "RoleFamily", "Role", "RoleLevel",
)  # fmt: skip
"""The labels of the graph, one for each kind of named thing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A published ontology. `counts` are things and needs by name, such as `competencies` and `role_levels`."""

    number: int
    digest: str
    author: str
    note: str
    at: datetime
    base: str
    language: str
    titles: tuple[Text, ...]
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stub:
    """What is left of a thing that no current edition has: old ids keep resolving.

    `last_edition` is the last one that had it; `replaced_by` its replacement, where one was named.
    """

    kind: Kind
    id: str
    label: str
    labels: tuple[Text, ...]
    last_edition: int
    replaced_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """An edition with all that it says. `stubs` are of the current state of the graph, by id."""

    edition: Edition
    catalogue: Catalogue
    stubs: tuple[Stub, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What a publish did, by named thing. `written` is False when the content was the current edition's already."""

    edition: Edition
    added: int
    changed: int
    removed: int
    unchanged: int
    written: bool

    @property
    def counts(self) -> dict[str, int]:
        return dict(self.edition.counts)
