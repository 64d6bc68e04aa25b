"""Erasing a person from the graph, in steps of bounded size that can be done again after a crash.

First a tombstone says that it has begun: from then on nobody sees the person, and nothing about them is taken in.
What says who they are goes last, because all steps before it are found by that.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graph.record import times
from graph.record.erased import erased_among, gone
from graph.record.holdings import naming, words
from graph.record.parts import parts
from graph.record.people import PeopleRecord
from graph.record.writing import Moment, Writer
from graph.session import Connection, Row
from learners import erasing, xapi
from learners.access import VisibleLearner
from learners.audit import blinded
from learners.erasing import CHANGED, REMOVED, Found, Receipt
from learners.ids import AccountToken, LearnerId
from learners.people import Contact
from learners.vault import Vault

AT_ONCE: Final = 500
"""Nodes that one transaction removes."""
ANONYMOUS_HOME: Final = "https://w3id.org/skillway/erased"
"""The home page of the accounts that stand in statements for people who were erased."""

Heard = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Who:
    """All names of one person. `words` are what may stand in texts."""

    learner: LearnerId
    ids: tuple[str, ...]
    accounts: tuple[str, ...]
    tokens: tuple[AccountToken, ...]
    words: frozenset[str]

    @property
    def subjects(self) -> list[str]:
        return [f"learner:{id_}" for id_ in self.ids]


class Erasing:
    """Removes people, and knows who was removed."""

    def __init__(self, connection: Connection, writer: Writer, vault: Vault, people: PeopleRecord) -> None:
        self._connection = connection
        self._writer = writer
        self._vault = vault
        self._people = people

    async def found(self, visible: VisibleLearner) -> Found:
        """What there is about a person, by kind. Nothing is changed."""
        who = await self._who(visible)
        return Found(
            learner=who.learner,
            aliases=tuple(LearnerId(id_) for id_ in who.ids if id_ != who.learner),
            counts=await self._counts(who),
        )

    async def erase(self, visible: VisibleLearner, *, on_progress: Heard = lambda _: None) -> Receipt:
        """Remove a person everywhere in the graph. After a crash the same call goes on where it stopped.

        The receipt counts what this call found. `on_progress` hears what is being done.
        """
        who = await self._who(visible)
        counts = await self._counts(who)
        await self._bury(who, done=False)
        await self._revoke(who, visible.caller)
        on_progress("removing evidence and plans")
        for what in ("evidence", "placements", "consents", "plan_versions", "plans", "rejected"):
            await self._until_none(f"write/record/erase/{what}", learners=list(who.ids))
        on_progress("removing statements")
        await self._until_none("write/record/erase/rejected_of_accounts", tokens=list(who.tokens))
        await self._until_none("write/record/erase/statements", tokens=list(who.tokens))
        await self._redact(who)
        counts["refused items"] += await self._forget_refused(who)
        on_progress("taking the name out of what is others'")
        await self._leave_others(who)
        await self._rename_in_audit(who)
        await self._run("write/record/erase/tokens", subjects=who.subjects)
        await self._run("write/record/erase/identity", learners=list(who.ids))
        at = await self._bury(who, done=True)
        return Receipt(
            learner=who.learner,
            name=blinded(self._vault, who.learner),
            at=times.read(at),
            removed={kind: counts[kind] for kind in REMOVED},
            changed={kind: counts[kind] for kind in CHANGED},
        )

    async def among(self, tokens: Sequence[AccountToken]) -> frozenset[AccountToken]:
        """Those of some accounts whose people were erased."""
        return (await erased_among(self._connection.rows, self._vault, tokens=tokens))[1] if tokens else frozenset()

    async def let_back(self, learner: str) -> bool:
        """Forget that somebody was erased, so that they can be brought in again; whether they had been."""
        rows = await self._run("write/record/erase/let_back", id=gone(self._vault, learner))
        return bool(rows and rows[0][0])

    async def _who(self, visible: VisibleLearner) -> _Who:
        contact = await self._people.contact(visible)
        aliases = await self._people.aliases(visible.id)
        accounts = () if contact is None else contact.accounts
        return _Who(
            learner=visible.id,
            ids=(visible.id, *aliases),
            accounts=accounts,
            tokens=tuple(self._vault.token(account) for account in accounts),
            words=words(visible, contact or Contact(learner=visible.id), aliases),
        )

    async def _counts(self, who: _Who) -> dict[str, int]:
        rows = await self._connection.rows(
            "read/record/erasable", learners=list(who.ids), tokens=list(who.tokens), subjects=who.subjects
        )
        found = {str(kind): int(count) for kind, count in rows}
        return {kind: found.get(kind, 0) for kind in (*REMOVED, *CHANGED)}

    async def _bury(self, who: _Who, *, done: bool) -> str:
        """Put up, or finish, the tombstones of the person's ids and accounts; the time of it."""
        of = gone(self._vault, who.learner)

        async def work(moment: Moment) -> str:
            at = await moment.stamp()
            rows = [
                {"id": gone(self._vault, id_), "kind": "learner", "of": of, "at": at, "done": done} for id_ in who.ids
            ]
            rows += [{"id": token, "kind": "account", "of": of, "at": at, "done": done} for token in who.tokens]
            await moment.run("write/record/erase/tombstones", rows=rows)
            return at

        return await self._writer.run(work)

    async def _revoke(self, who: _Who, by: str) -> None:
        tokens = await self._connection.rows("read/record/tokens_of", subjects=who.subjects)

        async def work(moment: Moment) -> None:
            at = await moment.stamp()
            rows = [{"id": id_, "expiresAt": expires, "by": by, "at": at} for id_, _, _, _, expires in tokens]
            await moment.run("write/record/revoked_tokens", rows=rows)

        await self._writer.run(work)

    async def _until_none(self, statement: str, **params: object) -> None:
        while True:
            rows = await self._run(statement, **params, limit=AT_ONCE)
            if not rows or not rows[0][0]:
                return

    async def _run(self, statement: str, **params: object) -> list[Row]:
        async def work(moment: Moment) -> list[Row]:
            return await moment.run(statement, **params)

        return await self._writer.run(work)

    async def _redact(self, who: _Who) -> None:
        """Put an anonymous account for the person into the statements of others."""
        account: dict[str, Any] = {"homePage": ANONYMOUS_HOME, "name": blinded(self._vault, who.learner)}
        while ids := [
            id_ for (id_,) in await self._connection.rows(
                "read/record/mentioned_in", tokens=list(who.tokens), limit=AT_ONCE
            )
        ]:  # fmt: skip
            rows = []
            for id_, _, _, _, version, _, _, sealed in await self._connection.rows(
                "read/record/statement_page", ids=ids
            ):
                spoken: xapi.Version = "2.0.0" if str(version).startswith("2") else "1.0.3"
                stored = xapi.Statement(raw=json.loads(self._vault.open(sealed)), spoken=spoken)
                clean = xapi.redacted(stored, who.accounts, account=account, words=who.words)
                text = json.dumps(clean.raw, ensure_ascii=False, separators=(",", ":"))
                rows.append({"id": id_, "sealed": self._vault.seal(text)})
            for part in parts(rows, lambda row: len(row["sealed"])):
                await self._run("write/record/erase/statement_redacted", rows=part, tokens=list(who.tokens))
            await self._run("write/record/erase/mentions", ids=ids, tokens=list(who.tokens))

    async def _forget_refused(self, who: _Who) -> int:
        """Remove refused items that name the person in what they say; how many."""
        found = [item.id async for item in naming(self._connection, self._vault, who.words)]
        for part in parts(found):
            await self._run("write/record/erase/rejected_by_id", ids=part)
        return len(found)

    async def _leave_others(self, who: _Who) -> None:
        """Take the person's name off what is about others."""

        async def work(moment: Moment) -> None:
            at = await moment.stamp()
            await moment.run("write/record/erase/reports", learners=list(who.ids), at=at)

        await self._writer.run(work)
        for id_ in who.ids:
            name = blinded(self._vault, id_)
            await self._run("write/record/erase/placements_under", learner=id_, name=name)
            await self._until_none(
                "write/record/erase/authored",
                learner=id_, prefix=f"learner:{id_}:", name=name, renamed=f"learner:{name}:",
            )  # fmt: skip

    async def _rename_in_audit(self, who: _Who) -> None:
        """Put names that lead nowhere into the log."""
        for id_ in who.ids:
            name = blinded(self._vault, id_)
            for statement, field, value in (
                ("read/record/audit_of_learners", "learners", id_),
                ("read/record/audit_of_callers", "callers", f"learner:{id_}"),
            ):
                wanted: Mapping[str, object] = {field: [value]}
                while rows := await self._connection.rows(statement, **wanted, after="", before="~", limit=AT_ONCE):
                    changed = [self._renamed(entry, who, id_, name) for (entry,) in rows]
                    await self._run("write/record/erase/audit", rows=changed)

    def _renamed(self, entry: Mapping[str, Any], who: _Who, id_: str, name: str) -> dict[str, object]:
        purpose = entry.get("purpose")
        if purpose is not None:
            said = self._vault.open(purpose)
            clean = erasing.scrubbed(said, who.words)
            purpose = purpose if clean == said else self._vault.seal(clean)
        return {
            "id": entry["id"],
            "caller": f"learner:{name}" if entry["caller"] == f"learner:{id_}" else entry["caller"],
            "learner": name if entry.get("learner") == id_ else entry.get("learner"),
            "things": [_without(thing, who.ids, name) for thing in entry.get("things") or ()],
            "purpose": purpose,
        }


def _without(thing: str, ids: Sequence[str], name: str) -> str:
    """The id of a thing without the id of a person in it, such as `self:ana:3`."""
    pieces = [name if piece in ids else piece for piece in thing.split(":")]
    return ":".join(pieces)
