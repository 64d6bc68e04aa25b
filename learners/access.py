"""Who may see whose data, decided once, in one place, and carried in a type.

Stores and answers about a person take a `VisibleLearner`; only `api/identity.py` asks `decide` for one.
"""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from learners.ids import LearnerId

Part: TypeAlias = Literal["learner", "curator", "administrator", "service", "worker"]
"""What a caller is. A manager is a learner to whom others report, by what the record says now."""
Purpose: TypeAlias = Literal["inference", "manager_view", "experiments"]
"""What a learner's data may be used for, by consent."""
Viewpoint: TypeAlias = Literal["self", "manager", "administrator", "service", "worker"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks. `learner` for people with a record; `scopes` for service accounts; `purpose` is what an administrator
    states when looking at one person. `id` goes into the audit log."""

    id: str
    part: Part
    learner: LearnerId | None = None
    scopes: frozenset[str] = frozenset()
    purpose: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisibleLearner:
    """A learner whom a caller may see, and from where. `private_notes`: notes for managers only may be shown."""

    id: LearnerId
    viewpoint: Viewpoint
    caller: str
    purpose: str | None = None
    scopes: frozenset[str] = field(default_factory=frozenset)
    private_notes: bool = False
