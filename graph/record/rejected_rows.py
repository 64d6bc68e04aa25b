"""Refused items as the properties of a node, and back. What they say is sealed: it may be anything about anybody."""

from collections.abc import Mapping
from typing import Any, Final

from graph.record import times
from graph.record.parts import weight
from learners.evidence import Verdict
from learners.ids import AccountToken, LearnerId
from learners.rejected import Rejected
from learners.vault import Vault

SEALED: Final = ("row", "message", "hint", "reason")
"""The properties of `Rejected` that are sealed."""

MOST_BYTES: Final = 8_000_000
"""Of a sealed item: a message of more than 16 MiB would hang, and others travel in it, too."""


def too_large(row: Mapping[str, Any]) -> Verdict | None:
    """The verdict on an item that no message carries; None where it is not so large."""
    size = weight(row)
    if size <= MOST_BYTES:
        return None
    return Verdict(
        id=row["id"],
        outcome="refused",
        code="rejected.too_large",
        message=f"The item takes {size / 1e6:.0f} MB, and is not kept: {MOST_BYTES / 1e6:.0f} MB are the most.",
        hint="Mend it where it comes from, and bring it in again.",
    )


def closed(item: Rejected, vault: Vault) -> dict[str, Any]:
    """The properties of an item."""
    said = {
        "id": item.id,
        "door": item.door,
        "code": item.code,
        "message": vault.seal(item.message),
        "hint": vault.seal(item.hint) if item.hint else None,
        "row": vault.seal(item.row),
        "at": times.text(item.at),
        "number": item.number,
        "token": item.token,
        "learner": item.learner,
        "mends": item.mends,
        "settled": item.settled,
        "settledAt": None if item.settled_at is None else times.text(item.settled_at),
        "settledBy": item.settled_by,
        "reason": vault.seal(item.reason) if item.reason else None,
    }
    return {name: value for name, value in said.items() if value is not None}


def opened(row: Mapping[str, Any], vault: Vault) -> Rejected:
    """The item of a node."""
    get = row.get
    return Rejected(
        id=row["id"],
        door=row["door"],
        code=row["code"],
        message=vault.open(row["message"]),
        hint="" if get("hint") is None else vault.open(row["hint"]),
        row=vault.open(row["row"]),
        at=times.read(row["at"]),
        number=get("number"),
        token=None if get("token") is None else AccountToken(row["token"]),
        learner=None if get("learner") is None else LearnerId(row["learner"]),
        mends=get("mends"),
        settled=row["settled"],
        settled_at=times.maybe(get("settledAt")),
        settled_by=get("settledBy"),
        reason="" if get("reason") is None else vault.open(row["reason"]),
    )
