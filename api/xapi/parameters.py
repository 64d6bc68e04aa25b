"""What may be asked of statements: the parameters of the specification, each by its exact name, and nothing else."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeAlias, TypeVar, cast
from uuid import UUID

from api.xapi.refusing import XapiRefused
from learners.xapi import account_of, forms, is_iri, reading
from ontology.refusals import Refusal

Format: TypeAlias = Literal["ids", "exact", "canonical"]
T = TypeVar("T")

BESIDE_ID: Final = frozenset({"format", "attachments"})
"""What may stand beside the id of a statement."""
_UUID: Final = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A question about statements. `agent` is a canonical account text; a `limit` of 0 means as many as there may be.

    `one` is the statement that is asked for by id, and `voided` whether it is asked for as a voided one.
    """

    one: str | None = None
    voided: bool = False
    agent: str | None = None
    verb: str | None = None
    activity: str | None = None
    registration: str | None = None
    related_activities: bool = False
    related_agents: bool = False
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 0
    format: Format = "exact"
    attachments: bool = False
    ascending: bool = False


def of_get(parameters: tuple[tuple[str, str], ...]) -> Wanted:
    """What a GET asks for. Raises `XapiRefused`."""
    given = dict(parameters)
    _check_names(given, _READERS)
    ids = [name for name in ("statementId", "voidedStatementId") if name in given]
    if len(ids) == 2:
        raise XapiRefused(
            "parameter.both_ids", "Both statementId and voidedStatementId are given.", hint="Ask for one of them."
        )
    beside = sorted(given.keys() - BESIDE_ID - set(ids))
    if ids and beside:
        raise XapiRefused(
            "parameter.beside_id",
            f"“{beside[0]}” cannot stand beside {ids[0]}.",
            hint="A statement that is asked for by its id takes format and attachments only.",
        )
    values = {_FIELDS.get(name, name): _READERS[name](name, value) for name, value in given.items()}
    return Wanted(voided="voidedStatementId" in given, **values)  # type: ignore[arg-type]  # each reader gives its field's type


def of_put(parameters: tuple[tuple[str, str], ...]) -> str:
    """The statement that a PUT is for, its id in lower case. Raises `XapiRefused`."""
    given = dict(parameters)
    _check_names(given, {"statementId": _uuid})
    if "statementId" not in given:
        raise XapiRefused(
            "parameter.missing", "A PUT has no statementId.", hint="Send PUT /xapi/statements?statementId=UUID."
        )
    return _uuid("statementId", given["statementId"])


def of_post(parameters: tuple[tuple[str, str], ...]) -> None:
    """A POST takes no parameters. Raises `XapiRefused`."""
    _check_names(dict(parameters), {})


def _check_names(given: Mapping[str, str], known: Mapping[str, object]) -> None:
    for name in given:
        if name in known:
            continue
        close = next((each for each in known if each.lower() == name.lower()), None)
        raise XapiRefused(
            "parameter.unknown",
            f"There is no parameter “{name[:40]}” here.",
            hint=f"It is spelled {close}." if close else f"There are: {', '.join(known) or 'none'}.",
        )


def _wrong(name: str, must: str) -> XapiRefused:
    # The value is not repeated: it may be somebody's account.
    return XapiRefused("parameter.invalid", f"The parameter {name} must be {must}.", hint="Correct its value.")


def _uuid(name: str, value: str) -> str:
    if not _UUID.fullmatch(value):
        raise _wrong(name, "a UUID, such as 8f87ccde-bb56-4c2e-ab83-44982ef22df0")
    return str(UUID(value))


def _switch(name: str, value: str) -> bool:
    if value not in ("true", "false"):
        raise _wrong(name, "true or false")
    return value == "true"


def _iri(name: str, value: str) -> str:
    if not is_iri(value):
        raise _wrong(name, "a full IRI")
    return value


def _time(name: str, value: str) -> datetime:
    at = forms.moment(value)
    if at is None:
        raise _wrong(name, "a time in ISO 8601, such as 2026-03-02T09:00:00.000Z")
    return at


def _limit(name: str, value: str) -> int:
    if not re.fullmatch(r"\d{1,9}", value, re.ASCII):
        raise _wrong(name, "a whole number, 0 or more")
    return int(value)


def _format(name: str, value: str) -> Format:
    if value not in ("ids", "exact", "canonical"):
        raise _wrong(name, "ids, exact or canonical")
    return cast("Format", value)


def _agent(name: str, value: str) -> str:
    """The account of an Agent, or of an identified Group, that is written as JSON."""
    given = reading.read(value.encode("utf-8", "surrogatepass"))
    account = None if isinstance(given, Refusal) else account_of(given)
    if account is None:
        must = "an Agent or an identified Group as JSON, with exactly one of mbox, mbox_sha1sum, openid and account"
        raise _wrong(name, must)
    return account


_READERS: Final[Mapping[str, Callable[[str, str], object]]] = {
    "statementId": _uuid,
    "voidedStatementId": _uuid,
    "agent": _agent,
    "verb": _iri,
    "activity": _iri,
    "registration": _uuid,
    "related_activities": _switch,
    "related_agents": _switch,
    "since": _time,
    "until": _time,
    "limit": _limit,
    "format": _format,
    "attachments": _switch,
    "ascending": _switch,
}
_FIELDS: Final = {"statementId": "one", "voidedStatementId": "one"}
