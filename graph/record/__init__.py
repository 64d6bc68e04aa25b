"""The record of people in the graph: evidence, statements, who is who, what was refused, and what follows from it.

    record = graph.record(vault)
    await record.append(Intake(evidence=facts))
    await record.evidence.of(visible)

Everything that says who somebody is, and every note, is sealed by the vault. All writes of a process go through one
writer. What is here lies beside the ontology: nothing of it is tied to an edition, and no publish touches it.

    writing, turns                 the one writer, its times of receipt, and turns between processes
    intake, appending              what is handed in together, and the verdicts on it
    evidence, evidence_rows        facts, as they may be seen
    people, putting, merging       who is there, who they are, and whose records are one
    statements, searching, feeds   what learning systems sent
    rejected                       what could not be taken
    consents, audit, tokens        what was agreed to, who looked, who may call
    erasing, erased, resealing     forgetting somebody, and changing keys
    holdings                       what is held about one person, for their own copy
    plans, policies                what follows from the facts, and by which rules
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from graph.record import appending, times
from graph.record.audit import Audit
from graph.record.consents import Consents
from graph.record.erasing import Erasing
from graph.record.evidence import EvidenceRecord
from graph.record.feeds import Feeds
from graph.record.holdings import Holdings
from graph.record.intake import Appended, Intake
from graph.record.people import PeopleRecord
from graph.record.plans import Plans
from graph.record.policies import Policies
from graph.record.rejected import RejectedRecord
from graph.record.resealing import Resealing
from graph.record.searching import Statements
from graph.record.tokens import Tokens
from graph.record.turns import Turns
from graph.record.writing import Writer
from graph.session import Connection
from learners.vault import Vault

__all__ = ["Appended", "Intake", "Record", "Writer", "writer_on"]


def utc_now() -> datetime:
    return datetime.now(UTC)


def writer_on(
    connection: Connection, now: Callable[[], datetime] = utc_now, *, turns_in: Path | None = None,
    refuse_full: Callable[[], None] = lambda: None,
) -> Writer:  # fmt: skip
    """A writer. `now` is the machine's clock; `turns_in` the folder of an embedded engine that processes share;
    `refuse_full` raises `DiskFull` where there is no room to write in."""
    return Writer(connection, name=str(uuid4()), now=now, turns=Turns(turns_in), refuse_full=refuse_full)


class Record:
    """The record on one graph. All methods raise `graph.errors`; those that open sealed texts raise `VaultError`."""

    def __init__(self, connection: Connection, vault: Vault, writer: Writer, aside: Writer) -> None:
        """`aside` writes what stands by itself and gives no times, so that it need not wait for `writer`."""
        self.connection = connection
        self.vault = vault
        self.writer = writer
        self.evidence = EvidenceRecord(connection, vault)
        self.people = PeopleRecord(connection, vault, writer)
        self.rejected = RejectedRecord(connection, vault, writer)
        self.feeds = Feeds(connection, vault)
        self.statements = Statements(connection, vault)
        self.consents = Consents(connection, writer, vault)
        self.audit = Audit(connection, aside, vault)
        self.tokens = Tokens(connection, writer)
        self.holdings = Holdings(connection, vault, self.people)
        self.resealing = Resealing(connection, writer, vault)
        self.erasing = Erasing(connection, writer, vault, self.people)
        self.policies = Policies(connection, writer)
        self.plans = Plans(connection, writer)

    async def append(self, intake: Intake) -> Appended:
        """Write an intake in one transaction; who calls meanwhile is written with it. A verdict for each item.

        The same again is `known` and changes nothing, an id with other content a `conflict` that says nothing of what
        is there. Once this returns, all that was accepted is durable. Where the caller is cancelled it may have
        been written; sending it again does no harm.
        """
        prepared = await asyncio.to_thread(appending.prepare, intake, self.vault)
        return await self.writer.together(
            "append", appending.append, prepared, bytes=prepared.bytes, rows=prepared.rows
        )

    async def judged(self, intake: Intake) -> Appended:
        """What `append` would say now. Nothing is written."""
        prepared = await asyncio.to_thread(appending.prepare, intake, self.vault)
        return await self.writer.rehearse(lambda moment: appending.judge(moment, prepared))

    async def consistent_through(self) -> datetime | None:
        """A time of receipt up to which everything that this store will ever have is there; None for an empty one.

        What another process wrote last, or what we have not heard the end of, may still be on its way into sight:
        then we write behind it, and so wait.
        """
        rows = await self.connection.rows("read/record/clock")
        if not rows or rows[0][0] is None:
            return None
        at, by = rows[0]
        settled = self.writer.settled
        if by != self.writer.name or settled is None or settled < times.read(at):
            return await self.writer.fence()
        return settled
