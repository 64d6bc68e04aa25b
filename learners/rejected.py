"""What came in at a door and could not be taken: kept with its reason until it is mended, replayed or discarded."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeAlias

from learners.ids import AccountToken, LearnerId

Door: TypeAlias = Literal["people", "evidence", "completions", "xapi"]
DOORS: Final[tuple[Door, ...]] = ("people", "evidence", "completions", "xapi")
Settled: TypeAlias = Literal["waiting", "mended", "replayed", "discarded"]
"""`mended`: another row took its place. `replayed`: it was taken after all. Only `waiting` ones are work to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """One item that was refused. Append-only but for how it was settled.

    `id` follows from door and content, so that the same bad row, sent every night, is kept once. `row` is the item as
    a JSON object; it may hold anything about anybody, so it is sealed wherever it is stored, and so is `message`,
    which may quote it. `code` and `door` are plain: they are what is listed by. `number` is the row's number in its
    source, as a spreadsheet shows it.

    `token` is the account, or `learner` the id, of whom it is about, where it says so: who asks what is held about
    them gets it. With the code `learner.unknown` it is what was not there: when it comes in, the item is replayed.
    `mends` is the id of the rejected item that this one replaces.
    """

    id: str
    door: Door
    code: str
    message: str
    row: str
    at: datetime
    hint: str = ""
    number: int | None = None
    token: AccountToken | None = None
    learner: LearnerId | None = None
    mends: str | None = None
    settled: Settled = "waiting"
    settled_at: datetime | None = None
    settled_by: str | None = None
    reason: str = ""
