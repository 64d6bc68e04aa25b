"""A statement as the graph keeps it: completed, sealed, with everybody whom it names blinded. CPU only, no I/O."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from graph.record.statements import StatementRow
from learners.ids import AccountToken
from learners.vault import Vault
from learners.xapi.activities import activities
from learners.xapi.agents import agents, ifi
from learners.xapi.comparing import comparisons
from learners.xapi.completing import completed
from learners.xapi.statement import Statement


def authority_of(home_page: str, caller: str) -> dict[str, object]:
    """The Agent that vouches for what a caller hands in: the account of its token with this service."""
    return {"objectType": "Agent", "account": {"homePage": home_page, "name": caller}}


def row(
    statement: Statement, *, uuid: str, authority: Mapping[str, object], token: AccountToken, vault: Vault,
    at: datetime,
) -> StatementRow:  # fmt: skip
    """The row of a valid statement. `uuid` is its id, or the one that it is given; `token` the authority's."""
    kept: dict[str, Any] = dict(completed(statement, uuid=uuid, stored=at, authority=authority).raw)
    timestamped = "timestamp" in statement.raw
    for name in ("stored",) if timestamped else ("stored", "timestamp"):
        del kept[name]  # the writer knows when
    actor, main, others = _people(statement, vault)
    named = activities(statement)
    own, *also = [vault.digest(text) for text in comparisons(statement)]
    return StatementRow(
        id=uuid,
        sealed=vault.seal(orjson.dumps(kept).decode()),
        digest=own,
        also=also[0] if also else None,
        verb=statement.verb,
        version=str(kept["version"]),
        timestamped=timestamped,
        authority=token,
        actor=actor,
        agents=main,
        mentions=others,
        activity=next((blind_activity(each.iri, vault) for each in named if each.main), None),
        activities=tuple(blind_activity(each.iri, vault) for each in named),
        registration=statement.registration,
        ref=statement.refers_to,
        voids=statement.voids,
    )


def blind_activity(iri: str, vault: Vault) -> str:
    """What an activity is found by. IRIs of activities may name people, so they are not kept in plain."""
    return vault.digest(f"activity:{iri}")


def _people(statement: Statement, vault: Vault) -> tuple[Any, tuple[Any, ...], tuple[Any, ...]]:
    """Tokens: who acted; whom else `agent` finds; whom only `related_agents` finds. The authority is ours to name."""
    actor = None
    main: dict[str, None] = {}
    others: dict[str, None] = {}
    for mention in agents(statement):
        token = vault.token(mention.ifi)
        if mention.path == ("actor",):
            actor = token
        elif mention.path[0] != "authority":
            (main if mention.main else others)[token] = None
    return (
        actor,
        tuple(token for token in main if token != actor),
        tuple(token for token in others if token != actor and token not in main),
    )


def rows(
    statements: Sequence[tuple[Statement, str]], *, authority: Mapping[str, object], vault: Vault, at: datetime
) -> list[StatementRow]:  # fmt: skip
    """The rows of many, each with its id. Some 60 µs each; to be run in a thread."""
    account = ifi(authority)
    assert account is not None, "authority_of gives an account"
    token = vault.token(account)
    return [
        row(statement, uuid=uuid, authority=authority, token=token, vault=vault, at=at)
        for statement, uuid in statements
    ]
