"""People as rows of the graph say them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from graph.record import times
from learners.ids import LearnerId
from learners.people import Contact, Profile
from learners.vault import Vault
from ontology.ids import RoleLevelId

SEALED_IDENTITY: Final = ("name", "email")
"""The properties of `Identity` that are sealed."""
SEALED_ACCOUNT: Final = ("sealed",)


def profile(learner: Mapping[str, Any], name: str | None) -> Profile:
    """The profile of a `Learner` node's properties."""
    get = learner.get
    return Profile(
        learner=LearnerId(learner["id"]),
        name=name,
        role_level=None if get("roleLevel") is None else RoleLevelId(learner["roleLevel"]),
        target=None if get("target") is None else RoleLevelId(learner["target"]),
        manager=None if get("manager") is None else LearnerId(learner["manager"]),
        team=get("team"),
        role_level_since=times.maybe(get("roleLevelSince")),
        manager_since=times.maybe(get("managerSince")),
        changed_at=times.maybe(get("changedAt")),
    )


def contact(learner: LearnerId, row: Sequence[Any], vault: Vault) -> Contact:
    """Who somebody is, of `name, email, accounts`, all sealed."""
    name, email, accounts = row
    return Contact(
        learner=learner,
        name=None if name is None else vault.open(name),
        email=None if email is None else vault.open(email),
        accounts=tuple(sorted(vault.open(account) for account in accounts)),
    )
