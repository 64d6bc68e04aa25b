"""What a company's own systems say about a person: a pseudonym, a place in the organisation, and who that is.

Only `learner`, `role_level`, `target`, `manager` and `team` lie in the graph as they are; name, mail address and
accounts are sealed there, and accounts are found by keyed digests (`learners.accounts`).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeAlias

from learners.ids import LearnerId
from ontology.ids import RoleLevelId

PersonField: TypeAlias = Literal["name", "email", "accounts", "role_level", "target", "manager", "team"]
PERSON_FIELDS: Final[tuple[PersonField, ...]] = (
    "name",
    "email",
    "accounts",
    "role_level",
    "target",
    "manager",
    "team",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person as a table or another system says. What is None is said to be unknown, or to be no longer so.

    `accounts` are canonical texts (`learners.accounts`) without those that follow from `email`. `says` are the fields
    that the source speaks of at all: what is not among them stays as it was. Accounts are only ever added by this;
    taking one away is an act of its own.
    """

    learner: LearnerId
    name: str | None = None
    email: str | None = None
    accounts: tuple[str, ...] = ()
    role_level: RoleLevelId | None = None
    target: RoleLevelId | None = None
    manager: LearnerId | None = None
    team: str | None = None
    says: frozenset[PersonField] = frozenset(PERSON_FIELDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A person's place in the organisation as it is now, with the name for those who may see it.

    `role_level_since` and `manager_since` are when they were first said to be so; `changed_at` is when anything came
    in that may change what is answered about the person.
    """

    learner: LearnerId
    name: str | None = None
    role_level: RoleLevelId | None = None
    target: RoleLevelId | None = None
    manager: LearnerId | None = None
    team: str | None = None
    role_level_since: datetime | None = None
    manager_since: datetime | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who a learner is: for an administrator who looks at one person, and for the person's own export."""

    learner: LearnerId
    name: str | None = None
    email: str | None = None
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """A statement that what came in under `alias` is about `learner`. Append-only: undoing it adds `undone_at`."""

    alias: LearnerId
    learner: LearnerId
    by: str
    at: datetime
    reason: str = ""
    undone_by: str | None = None
    undone_at: datetime | None = None
