"""People who were erased, in what is handed in about others: their place is kept, and they are not in it.

Who acts and was erased is refused where the statement is written (`graph.record.appending`). Whoever is only
mentioned, as the instructor or in a group, must not keep others' statements out, nor come back with them.
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import orjson

from graph.record.erasing import ANONYMOUS_HOME
from graph.record.statements import StatementRow
from learners.audit import NOBODY
from learners.ids import AccountToken
from learners.vault import Vault
from learners.xapi.agents import agents
from learners.xapi.redacting import redacted
from learners.xapi.statement import Statement

if TYPE_CHECKING:
    from graph.record import Record


async def forgotten(record: "Record", rows: Sequence[StatementRow]) -> tuple[StatementRow, ...]:
    """The statements with an anonymous account for each erased person whom they mention. What they are compared by
    stays, so that the same statement sent again is known."""
    erased = await record.erasing.among(sorted({token for row in rows for token in (*row.agents, *row.mentions)}))
    if not erased:
        return tuple(rows)

    def cleaned() -> tuple[StatementRow, ...]:
        return tuple(
            row if erased.isdisjoint((*row.agents, *row.mentions)) else _without(row, erased, record.vault)
            for row in rows
        )

    return await asyncio.to_thread(cleaned)


def _without(row: StatementRow, erased: Collection[AccountToken], vault: Vault) -> StatementRow:
    raw = orjson.loads(vault.open(row.sealed))
    statement = Statement(raw=raw, spoken="2.0.0" if row.version.startswith("2") else "1.0.3")
    accounts = {vault.token(mention.ifi): mention.ifi for mention in agents(statement)}
    for token in sorted(accounts.keys() & set(erased)):
        account = {"homePage": ANONYMOUS_HOME, "name": NOBODY + token[:24]}
        statement = redacted(statement, (accounts[token],), account=account, words=())
    return replace(
        row,
        sealed=vault.seal(orjson.dumps(statement.raw).decode()),
        agents=tuple(token for token in row.agents if token not in erased),
        mentions=tuple(token for token in row.mentions if token not in erased),
    )
