"""Refused items: kept, listed, looked at one by one, and settled."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from graph.record import rejected_rows, times
from graph.record.erased import erased_among, erased_verdict
from graph.record.parts import parts, weight
from graph.record.writing import Moment, Writer
from graph.session import Connection
from learners.evidence import Verdict
from learners.ids import AccountToken, LearnerId
from learners.rejected import Door, Rejected, Settled
from learners.vault import Vault

MOST: Final = 1_000
"""Items on one page."""


class RejectedRecord:
    """What could not be taken. Items of an intake are kept with it, by `Record.append`; others by `keep`."""

    def __init__(self, connection: Connection, vault: Vault, writer: Writer) -> None:
        self._connection = connection
        self._vault = vault
        self._writer = writer

    async def keep(self, items: Sequence[Rejected]) -> tuple[Verdict, ...]:
        """Keep them, each once: the same id again is `known`. What is about somebody who was erased is not kept."""
        rows = [rejected_rows.closed(item, self._vault) for item in items]

        async def work(moment: Moment) -> tuple[Verdict, ...]:
            taken = set()
            for part in parts([item.id for item in items]):
                taken |= {id_ for (id_,) in await moment.run("read/record/rejected_taken", ids=part)}
            erased = await erased_among(
                moment.run,
                self._vault,
                learners=[item.learner for item in items if item.learner is not None],
                tokens=[item.token for item in items if item.token is not None],
            )
            verdicts, new = [], []
            for item, row in zip(items, rows, strict=True):
                if item.learner in erased[0] or item.token in erased[1]:  # what it says would bring them back
                    verdicts.append(erased_verdict(item.id))
                    continue
                if (large := rejected_rows.too_large(row)) is not None:
                    verdicts.append(large)
                    continue
                verdicts.append(Verdict(id=row["id"], outcome="known" if row["id"] in taken else "accepted"))
                if row["id"] not in taken:
                    new.append(row)
                taken.add(row["id"])
            for new_part in parts(new, weight):
                await moment.run("write/record/rejected", rows=new_part)
            return tuple(verdicts)

        return await self._writer.run(work, bytes=sum(map(weight, rows)), rows=len(rows))

    async def list(
        self, *, door: Door | None = None, code: str | None = None, settled: Settled | None = "waiting",
        since: datetime | None = None, until: datetime | None = None, after: str = "", limit: int = 100,
    ) -> tuple[Rejected, ...]:  # fmt: skip
        """A page of items by when they came, then by id: those after the one with the id `after`, at most `limit`.

        With `settled` None whatever became of them.
        """
        rows = await self._connection.rows(
            "read/record/rejected_list",
            door=door, code=code, settled=settled, after=after, limit=max(1, min(limit, MOST)),
            since="" if since is None else times.text(since), until="~" if until is None else times.text(until),
        )  # fmt: skip
        return tuple(rejected_rows.opened(properties, self._vault) for (properties,) in rows)

    async def waiting_for(
        self, *, tokens: Sequence[AccountToken] = (), learners: Sequence[LearnerId] = ()
    ) -> tuple[Rejected, ...]:
        """Items that wait for one of these accounts or learners, at most `MOST`: settle them, and ask again."""
        rows = await self._connection.rows(
            "read/record/rejected_waiting", tokens=list(tokens), learners=list(learners), limit=MOST
        )
        return tuple(rejected_rows.opened(properties, self._vault) for (properties,) in rows)

    async def counts(self) -> Mapping[tuple[Door, str], int]:
        """How many items wait, by door and code."""
        rows = await self._connection.rows("read/record/rejected_counts")
        return {(door, code): number for door, code, number in rows}

    async def one(self, id_: str) -> Rejected | None:
        """One item, whatever became of it."""
        rows = await self._connection.rows("read/record/rejected_one", id=id_)
        return next((rejected_rows.opened(properties, self._vault) for (properties,) in rows), None)

    async def settle(
        self, ids: Sequence[str], settled: Settled, *, at: datetime, by: str, reason: str = ""
    ) -> tuple[str, ...]:
        """Say what became of items; the ids of those that waited until now."""
        rows: list[dict[str, object]] = [
            {"id": id_, "reason": self._vault.seal(reason) if reason else None} for id_ in ids
        ]

        async def work(moment: Moment) -> tuple[str, ...]:
            done: list[str] = []
            for part in parts(rows):
                found = await moment.run(
                    "write/record/rejected_settle", rows=part, settled=settled, at=times.text(at), by=by
                )
                done += [id_ for (id_,) in found]
            return tuple(done)

        return await self._writer.run(work, bytes=300 * len(rows), rows=len(rows))
