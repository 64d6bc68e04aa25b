"""Who looked at or changed whose data, when, and what for: entries that are added and never changed.

An entry names people by pseudonym and things by id. It counts nothing and quotes nothing, so that it betrays no note;
what an administrator gave as a purpose is sealed where it is stored. When a person is erased their entries stay,
under a name that leads nowhere (`blinded`): who looked at data must not be able to remove the trace with the data.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeAlias

from learners.access import Part, Viewpoint
from learners.ids import LEARNER_ID, LearnerId
from learners.vault import Vault

Outcome: TypeAlias = Literal["allowed", "denied"]
LONGEST_PURPOSE: Final = 200
MOST_THINGS: Final = 50
"""Ids of things that one entry names."""
NOBODY: Final = "nobody-"
"""Begins the name of somebody whom the record does not have: never had, or erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One act. `id` begins with the time, so that ids sort as the acts came.

    `caller` is who acted (`service:lms`, `local:ana`), `learner` whose data it was. `action` is `thing.read` or
    `thing.write`; `things` are ids of what was touched. `path` is the digest of a path that was shown, `edition` and
    `policy` what it was computed from.
    """

    id: str
    at: datetime
    caller: str
    part: Part
    action: str
    outcome: Outcome
    viewpoint: Viewpoint | None = None
    learner: str | None = None
    purpose: str | None = None
    things: tuple[str, ...] = ()
    edition: int | None = None
    policy: str | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which entries: all that is said must hold. `before` is an entry's id: only older ones."""

    learner: LearnerId | None = None
    caller: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: str | None = None


def blinded(vault: Vault, learner: str) -> str:
    """The name in the log of somebody whom the record does not have. The same text gives the same name."""
    return NOBODY + vault.token(f"learner:{learner}")[:24]


def named(vault: Vault, learner: str, *, known: bool) -> str:
    """The name in the log of whoever was asked about: the pseudonym of somebody known, else a blinded one."""
    return learner if known and LEARNER_ID.fullmatch(learner) else blinded(vault, learner)
