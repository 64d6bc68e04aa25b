"""From statements to facts about learners: who acted, what of the ontology it was about, what is kept for later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import orjson

from learners.accepting import accept
from learners.evidence import Evidence
from learners.ids import AccountToken, LearnerId
from learners.interpreting import meant
from learners.rejected import Rejected
from learners.vault import Vault
from learners.words import Words
from learners.xapi.evidence import Draft, Unmapped, drafts
from learners.xapi.statement import Statement
from learners.xapi.subjects import About
from ontology.refusals import Refusal

if TYPE_CHECKING:
    from graph.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What statements are read by: an edition, and the things that activities are (`learners.xapi.subjects`)."""

    words: Words
    about: Mapping[str, About]
    edition: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What follows from one statement that is kept under `id`; `index` is its place in what was handed in."""

    id: str
    index: int
    found: tuple[Draft | Unmapped, ...]

    def accounts(self) -> tuple[str, ...]:
        """Whose accounts must be known: of those who acted, and of those who judged them."""
        given = [draft for draft in self.found if isinstance(draft, Draft)]
        return tuple(account for draft in given for account in (draft.actor, draft.by) if account is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Facts to write, and what is kept because no fact could be made of it."""

    evidence: tuple[Evidence, ...]
    rejected: tuple[Rejected, ...]


def derived(
    statements: Sequence[tuple[Statement, str]], by: Understanding, *, at: datetime
) -> tuple[Derived, ...]:  # fmt: skip
    """What follows from statements, each with its id. Pure; some 10 µs each."""
    result = []
    for index, (statement, uuid) in enumerate(statements):
        whole = statement if statement.id == uuid else replace(statement, raw={**statement.raw, "id": uuid})
        found = drafts(whole, by.about.get, at=at)
        if found:
            result.append(Derived(id=uuid, index=index, found=found))
    return tuple(result)


async def learners_of(record: "Record", derived: Sequence[Derived]) -> Mapping[AccountToken, LearnerId]:
    """Whose the accounts are that must be known."""
    tokens = sorted({record.vault.token(account) for each in derived for account in each.accounts()})
    return await record.people.resolve(tokens) if tokens else {}


def outcome(
    derived: Sequence[Derived], learners: Mapping[AccountToken, LearnerId], by: Understanding, *, vault: Vault,
    at: datetime, sender: str,
) -> Outcome:  # fmt: skip
    """The facts, where everybody is known; `sender` is the author where a system judged."""
    evidence: list[Evidence] = []
    rejected: list[Rejected] = []
    for each in derived:
        for draft in each.found:
            made = _made(each.id, draft, learners, by, vault=vault, at=at, sender=sender)
            if isinstance(made, Evidence):
                evidence.append(made)
            else:
                token = None if isinstance(draft, Unmapped) else vault.token(draft.actor)
                rejected.append(_kept(each, made, token, vault=vault, at=at))
    return Outcome(evidence=tuple(evidence), rejected=tuple(rejected))


def _made(
    statement: str, draft: Draft | Unmapped, learners: Mapping[AccountToken, LearnerId], by: Understanding, *,
    vault: Vault, at: datetime, sender: str,
) -> Evidence | Refusal:  # fmt: skip
    if isinstance(draft, Unmapped):
        return Refusal(code=draft.code, message=draft.message, hint=draft.hint)
    learner = learners.get(vault.token(draft.actor))
    if learner is None:
        return UNKNOWN
    judge = None if draft.by is None else learners.get(vault.token(draft.by))
    fact = accept(draft.evidence(learner, received_at=at, author=judge or sender, edition=by.edition), by.words)
    return fact if isinstance(fact, Refusal) else replace(fact, statement=statement, meant=meant(by.words, fact))


UNKNOWN = Refusal(
    code="learner.unknown",
    message="The account that acted is no learner's.",
    hint="Link it (`skillway people link`) or import people with their accounts: the statement is then replayed.",
)


def _kept(
    each: Derived, why: Refusal, token: AccountToken | None, *, vault: Vault, at: datetime
) -> Rejected:  # fmt: skip
    """The statement is stored; only what follows from it waits."""
    return rejected_row(
        {"statement": each.id}, why, vault=vault, at=at, number=each.index,
        token=token if why.code == UNKNOWN.code else None,
    )  # fmt: skip


def rejected_row(
    row: Mapping[str, object], why: Refusal, *, vault: Vault, at: datetime, number: int,
    token: AccountToken | None = None,
) -> Rejected:  # fmt: skip
    """An item of this door, kept. The same one, refused for the same reason, has the same id."""
    said = orjson.dumps(row).decode()
    return Rejected(
        id="r-" + vault.digest("\n".join(("xapi", why.code, said)))[:24],
        door="xapi",
        code=why.code,
        message=why.message,
        hint=why.hint,
        row=said,
        at=at,
        number=number,
        token=token,
    )
