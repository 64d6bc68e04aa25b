"""Bringing people up to what a source says of them: what is new is written, what it does not speak of stays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from graph.record import times
from graph.record.erased import erased_among, erased_verdict
from graph.record.parts import parts
from graph.record.writing import Moment
from learners import accounts
from learners.evidence import Verdict
from learners.ids import AccountToken, LearnerId
from learners.people import Person, PersonField
from learners.vault import Vault
from ontology.refusals import Refusal

PLACE: Final[tuple[tuple[PersonField, str], ...]] = (
    ("role_level", "roleLevel"),
    ("target", "target"),
    ("manager", "manager"),
    ("team", "team"),
)
"""What makes up a place in the organisation: the field of a person, and the property of a `Learner`."""
COUNTS: Final = frozenset({"role_level", "target", "manager"})
"""What of it may change an answer about the person."""

Bound = dict[str, str]
"""A row for an `Account` node: token, learner, sealed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A person with the accounts as tokens."""

    person: Person
    accounts: tuple[Bound, ...]


def account_row(account: str, learner: LearnerId, vault: Vault) -> Bound:
    return {"token": vault.token(account), "learner": learner, "sealed": vault.seal(account)}


def closed(person: Person, vault: Vault) -> Closed:
    """The person, with every account that is said, and those that follow from the mail address."""
    texts = list(person.accounts) if "accounts" in person.says else []
    if "email" in person.says and person.email:
        follows = accounts.of_email(person.email)
        texts += [] if isinstance(follows, Refusal) else follows
    return Closed(
        person=person, accounts=tuple(account_row(text, person.learner, vault) for text in dict.fromkeys(texts))
    )


def weight(person: Person) -> int:
    """About the bytes of a person on the wire."""
    return 1_000 + 500 * (len(person.accounts) + 3)


async def put(moment: Moment, people: Sequence[Closed], vault: Vault, *, at: datetime | None) -> list[Verdict]:
    """Write what is new of the people, and say what became of each. `at` None means the time of receipt."""
    ids = sorted({str(each.person.learner) for each in people})
    learners: dict[str, dict[str, Any]] = {}
    identities: dict[str, dict[str, Any]] = {}
    for part in parts(ids):
        for learner, identity in await moment.run("read/record/people", ids=part):
            learners[learner["id"]] = learner
            identities[learner["id"]] = identity or {}
    tokens = sorted({AccountToken(row["token"]) for each in people for row in each.accounts})
    owners: dict[str, str] = {}
    for some in parts(tokens):
        owners.update(await moment.run("read/record/accounts", tokens=some))
    managers = {str(each.person.manager) for each in people if each.person.manager is not None}
    erased_people, erased_accounts = await erased_among(
        moment.run, vault, learners=sorted({*ids, *managers}), tokens=tokens
    )
    stamp: str | None = None
    verdicts, changes = [], _Changes()
    for each in people:
        if each.person.learner in erased_people or any(row["token"] in erased_accounts for row in each.accounts):
            verdicts.append(erased_verdict(each.person.learner))
            continue
        if each.person.manager in erased_people:  # a table of before: they report to nobody
            each = replace(each, person=replace(each.person, manager=None))
        taken = [row for row in each.accounts if owners.get(row["token"], each.person.learner) not in (
            each.person.learner, learners.get(each.person.learner, {}).get("mergedInto")
        )]  # fmt: skip
        if taken:
            verdicts.append(_taken(each.person.learner, owners[taken[0]["token"]]))
            continue
        if stamp is None:
            stamp = await moment.stamp()
        since = stamp if at is None else times.text(at)
        new = changes.of(each, learners, identities, owners, vault, stamp=stamp, since=since)
        verdicts.append(Verdict(id=each.person.learner, outcome="accepted" if new else "known"))
    await changes.write(moment)
    return verdicts


async def bind(moment: Moment, row: Bound, vault: Vault) -> Verdict:
    """Say that an account is a learner's."""
    ids = [row["learner"]]
    if any(await erased_among(moment.run, vault, learners=ids, tokens=[AccountToken(row["token"])])):
        return erased_verdict(row["learner"])
    roots: dict[str, str] = dict(await moment.run("read/record/learners", ids=ids))
    if row["learner"] not in roots:
        return Verdict(
            id=row["learner"],
            outcome="refused",
            code="learner.unknown",
            message=f"There is no learner with the id {row['learner']}.",
            hint="Bring the person in first (`skillway import people`), or correct the id.",
        )
    owners: dict[str, str] = dict(await moment.run("read/record/accounts", tokens=[row["token"]]))
    owner = owners.get(row["token"])
    if owner is not None:
        same = owner in (row["learner"], roots[row["learner"]])
        return Verdict(id=row["learner"], outcome="known") if same else _taken(row["learner"], owner)
    await moment.run("write/record/accounts", rows=[row])
    return Verdict(id=row["learner"], outcome="accepted")


async def touch(moment: Moment, learners: Sequence[LearnerId]) -> None:
    """Say that what is answered about learners, and those they are merged into, may change."""
    stamp = await moment.stamp()
    for part in parts(sorted(set(learners))):
        roots: dict[str, str] = dict(await moment.run("read/record/learners", ids=part))
        both = sorted({*roots, *roots.values()})
        await moment.run("write/record/changed", rows=[{"id": each, "at": stamp} for each in both])


def _taken(learner: str, owner: str) -> Verdict:
    return Verdict(
        id=learner,
        outcome="conflict",
        code="account.taken",
        message=f"An account or mail address of {learner} is bound to the learner {owner}.",
        hint=f"Correct it; or, if the two are one person: skillway people merge {learner} {owner}",
    )


class _Changes:
    """Rows to be written for people."""

    def __init__(self) -> None:
        self.learners: list[dict[str, Any]] = []
        self.identities: list[dict[str, Any]] = []
        self.placements: list[dict[str, Any]] = []
        self.accounts: list[Bound] = []

    def of(
        self, each: Closed, learners: dict[str, dict[str, Any]], identities: dict[str, dict[str, Any]],
        owners: dict[str, str], vault: Vault, *, stamp: str, since: str,
    ) -> bool:  # fmt: skip
        """Note what is new of a person, here and in what is known; whether anything is."""
        person = each.person
        was = learners.get(person.learner)
        now = dict(was) if was is not None else {"id": person.learner, "changedAt": stamp, "since": stamp}
        for field, name in PLACE:
            value = getattr(person, field)
            if field not in person.says or now.get(name) == value:
                continue
            now[name], now[f"{name}Since"] = value, since
            if field in COUNTS:
                now["changedAt"] = stamp
            self.placements.append(
                {"learner": person.learner, "field": field, "value": value, "since": since, "saidAt": stamp}
            )
        new = was is None or now != was
        if new:
            learners[person.learner] = now
            self.learners.append(now)
        new |= self._identity(person, identities, vault)
        fresh = [row for row in each.accounts if row["token"] not in owners]
        owners.update((row["token"], row["learner"]) for row in fresh)
        self.accounts += fresh
        return new or bool(fresh)

    def _identity(self, person: Person, identities: dict[str, dict[str, Any]], vault: Vault) -> bool:
        was = identities.setdefault(person.learner, {})
        said = {name: getattr(person, name) for name in ("name", "email") if name in person.says}
        changed = {
            name: value for name, value in said.items()
            if value != (None if was.get(name) is None else vault.open(was[name]))
        }  # fmt: skip
        if not changed:
            return False
        was |= {name: None if value is None else vault.seal(value) for name, value in changed.items()}
        self.identities.append({"learner": person.learner, "name": was.get("name"), "email": was.get("email")})
        return True

    async def write(self, moment: Moment) -> None:
        for statement, rows in (
            ("write/record/learners", self.learners),
            ("write/record/identities", self.identities),
            ("write/record/placements", self.placements),
            ("write/record/accounts", self.accounts),
        ):
            for part in parts(rows):
                await moment.run(statement, rows=part)
