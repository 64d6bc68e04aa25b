"""What the graph answers with: editions, what a publish did, stubs and neighbourhoods, as frozen values."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, NamedTuple, TypeAlias, TypeVar

from ontology.ids import CompetencyId, CourseId, RoleLevelId
from ontology.model import Catalogue, CompetencyKind, Move, Text

T = TypeVar("T")

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


class Neighbour(NamedTuple):
    """A competency near another: `distance` hops away."""

    id: CompetencyId
    label: str
    kind: CompetencyKind | None
    retired: bool
    distance: int


TieType = Literal["BROADER", "RELATED", "EQUIVALENT", "REQUIRES", "REPLACED_BY"]


class Tie(NamedTuple):
    """What one competency says of another. A `REQUIRES` says at which level, in which group, and what it asks for."""

    source: CompetencyId
    type: TieType
    target: CompetencyId
    at_level: int | None = None
    group: int | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbourhood:
    """What lies around a competency. `neighbours` ascend by distance and id and begin with the centre.

    `ties` are all those between neighbours that were met; `complete` is False where the limit cut something off.
    """

    edition: Edition
    neighbours: tuple[Neighbour, ...]
    ties: tuple[Tie, ...]
    complete: bool


class CourseTeaching(NamedTuple):
    """A course that teaches a competency; `hours` None where nobody knows."""

    course: CourseId
    label: str
    hours: float | None
    from_level: int
    to_level: int
    retired: bool


class NeededBy(NamedTuple):
    """A role level that needs a competency."""

    role_level: RoleLevelId
    label: str
    level: int
    essential: bool
    weight: float
    retired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Generic[T]):
    """A list about one edition; `complete` is False where the limit cut it off."""

    edition: Edition
    items: tuple[T, ...]
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """The part of an edition that a question names: the things asked for, and all that decides what they count as.

    `catalogue` holds no more than that: what it says about them is right, what it does not hold may exist.
    """

    edition: Edition
    catalogue: Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Career:
    """The part of an edition that routes between two role levels can use.

    `moves` are those that lie on some walk of at most so many moves; `catalogue` is the slice of their role levels.
    (Do not take the moves of a slice: ranks that are missing in between would imply some that are not there.)
    """

    edition: Edition
    catalogue: Catalogue
    moves: tuple[Move, ...]
