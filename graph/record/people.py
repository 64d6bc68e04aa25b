"""People: where they stand in the organisation, who they are, their accounts, and whose records are one.

A `Learner` node is pseudonymous. Name and mail address lie sealed in an `Identity` node, accounts sealed in `Account`
nodes that are found by keyed digests. `Placement` nodes keep what somebody's place was, and from when on.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from graph.record import merging, people_rows, putting, times
from graph.record.parts import parts
from graph.record.reading import paged
from graph.record.writing import Moment, Writer
from graph.session import Connection
from learners.access import VisibleLearner
from learners.evidence import Verdict
from learners.ids import AccountToken, LearnerId
from learners.people import Contact, Merge, Person, PersonField, Profile
from learners.vault import Vault
from ontology.refusals import Refusal

MOST: Final = 1_000
"""People on one page."""


class PeopleRecord:
    """Who is there. What names somebody takes a `VisibleLearner`; ids alone are pseudonyms."""

    def __init__(self, connection: Connection, vault: Vault, writer: Writer) -> None:
        self._connection = connection
        self._vault = vault
        self._writer = writer

    async def put(self, people: Sequence[Person], *, at: datetime | None = None) -> list[Verdict]:
        """Bring people up to what a source says of them, each in whole or not at all; a verdict for each.

        `known` where nothing is new. `conflict` where an account is another learner's: nothing of that person is
        written then. `at` is from when on a place in the organisation holds: now, where it is None.
        """
        verdicts: list[Verdict] = []
        for part in parts(people, putting.weight):
            prepared = [putting.closed(person, self._vault) for person in part]

            async def work(moment: Moment, rows: Sequence[putting.Closed] = prepared) -> list[Verdict]:
                return await putting.put(moment, rows, self._vault, at=at)

            size = sum(map(putting.weight, part))
            verdicts += await self._writer.run(work, bytes=size, rows=3 * len(part))
        return verdicts

    async def known(self, learners: Sequence[LearnerId]) -> frozenset[LearnerId]:
        """Those of the learners who are there, merged ones too."""
        return frozenset(await self.roots(learners))

    async def roots(self, learners: Sequence[LearnerId]) -> Mapping[LearnerId, LearnerId]:
        """Whose record each of the learners belongs to now: itself, where it was not merged. Unknown ones are left
        out."""
        found: dict[LearnerId, LearnerId] = {}
        for part in parts(sorted(set(learners))):
            for id_, root in await self._connection.rows("read/record/learners", ids=part):
                found[LearnerId(id_)] = LearnerId(root)
        return found

    async def aliases(self, learner: LearnerId) -> tuple[LearnerId, ...]:
        """The learners whose records were merged into this one's, by id."""
        rows = await self._connection.rows("read/record/aliases", learners=[learner])
        return tuple(LearnerId(alias) for alias, _ in rows)

    async def profile(self, visible: VisibleLearner, *, named: bool = True) -> Profile | None:
        """A person's place in the organisation, and with `named` the name; None where there is no such learner."""
        return (await self.profiles((visible,), named=named)).get(visible.id)

    async def profiles(
        self, visibles: Sequence[VisibleLearner], *, named: bool = True
    ) -> Mapping[LearnerId, Profile]:
        """The same for several; those who are not there are left out."""
        found: dict[LearnerId, Profile] = {}
        for part in parts(sorted({visible.id for visible in visibles})):
            for learner, name in await self._connection.rows("read/record/profiles", learners=part):
                opened = self._vault.open(name) if named and name is not None else None
                found[LearnerId(learner["id"])] = people_rows.profile(learner, opened)
        return found

    async def contact(self, visible: VisibleLearner) -> Contact | None:
        """Who a learner is: name, mail address and accounts; None where there is no such learner."""
        rows = await self._connection.rows("read/record/contact", learner=visible.id)
        return next((people_rows.contact(visible.id, row, self._vault) for row in rows), None)

    async def place(
        self, visible: VisibleLearner, field: PersonField, *, as_of: datetime
    ) -> tuple[str | None, datetime | None]:
        """What a field of somebody's place was at a time, and since when; (None, None) where nothing was said yet."""
        rows = await self._connection.rows(
            "read/record/placement", learner=visible.id, field=field, until=times.text(as_of)
        )
        return next(((value, times.read(since)) for value, since in rows), (None, None))

    async def everyone(self, after: LearnerId | str = "", limit: int = MOST) -> tuple[Profile, ...]:
        """A page of all learners by id, without names: those after `after`. Merged ones are left out."""
        rows = await self._connection.rows("read/record/everyone", after=after, limit=max(1, min(limit, MOST)))
        return tuple(people_rows.profile(learner, None) for _, learner in rows)

    async def reports_of(self, manager: LearnerId) -> tuple[LearnerId, ...]:
        """Who reports to a learner now, by id; merged records count as the one that is left."""
        managers = [manager, *await self.aliases(manager)]
        found = [id_ async for (id_,) in paged(self._connection, "read/record/reports", 5_000, managers=managers)]
        return tuple(LearnerId(id_) for id_ in found if id_ not in managers)

    async def manager_of(self, learner: LearnerId) -> LearnerId | None:
        """Whom a learner reports to now."""
        return (await self.managers((learner,))).get(learner)

    async def managers(self, learners: Sequence[LearnerId]) -> Mapping[LearnerId, LearnerId | None]:
        """The same for several; those who are not there are left out."""
        found: dict[LearnerId, LearnerId | None] = {}
        for part in parts(sorted(set(learners))):
            for id_, manager in await self._connection.rows("read/record/managers", ids=part):
                found[LearnerId(id_)] = None if manager is None else LearnerId(manager)
        return found

    async def resolve(self, tokens: Sequence[AccountToken]) -> Mapping[AccountToken, LearnerId]:
        """Whose accounts these are; those of nobody are left out."""
        found: dict[AccountToken, LearnerId] = {}
        for part in parts(sorted(set(tokens))):
            for token, learner in await self._connection.rows("read/record/accounts", tokens=part):
                found[AccountToken(token)] = LearnerId(learner)
        return found

    async def bind(self, account: str, learner: LearnerId) -> Verdict:
        """Say that an account (a canonical text, `learners.accounts`) is a learner's. `known` where it is already,
        `conflict` where it is another's, `refused` where there is no such learner."""
        rows = [putting.account_row(account, learner, self._vault)]

        async def work(moment: Moment) -> Verdict:
            return await putting.bind(moment, rows[0], self._vault)

        return await self._writer.run(work)

    async def unbind(self, account: str, learner: LearnerId) -> bool:
        """Take an account from a learner; whether it was theirs. What came in under it stays as it is."""
        token = self._vault.token(account)

        async def work(moment: Moment) -> bool:
            return bool(await moment.run("write/record/account_unbind", token=token, learner=learner))

        return await self._writer.run(work)

    async def merge(
        self, alias: LearnerId, learner: LearnerId, *, by: str, at: datetime, reason: str = ""
    ) -> Merge | Refusal:
        """From now on what came in, or comes in, under `alias` is about `learner`. Nothing is moved."""
        sealed = self._vault.seal(reason) if reason else None

        async def work(moment: Moment) -> Merge | Refusal:
            return await merging.merge(moment, alias, learner, by=by, at=at, reason=reason, sealed=sealed)

        return await self._writer.run(work)

    async def unmerge(self, alias: LearnerId, *, by: str, at: datetime) -> Merge | Refusal:
        """Undo the merge of `alias`: all is as if it had never been, but that it is remembered."""

        async def work(moment: Moment) -> Merge | Refusal:
            return await merging.unmerge(moment, self._vault, alias, by=by, at=at)

        return await self._writer.run(work)

    async def merges(self, learner: LearnerId | None = None, *, limit: int = MOST) -> tuple[Merge, ...]:
        """Merges by when they were made, undone ones too: all, or those of which one end is the learner."""
        rows = await self._connection.rows("read/record/merges", learner=learner, limit=max(1, min(limit, MOST)))
        return tuple(merging.opened(properties, self._vault) for (properties,) in rows)

    async def touch(self, learners: Sequence[LearnerId]) -> None:
        """Say that what is answered about learners may change: after consent was given or withdrawn, for example."""

        async def work(moment: Moment) -> None:
            await putting.touch(moment, learners)

        await self._writer.run(work, rows=len(learners))
