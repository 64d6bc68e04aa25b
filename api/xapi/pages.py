"""Pages of statements: a place in a list, given to clients as a text that says nothing, and taken back unchanged."""

from dataclasses import asdict, dataclass
from typing import Any

import orjson

from api.xapi.parameters import Format
from api.xapi.refusing import XapiRefused
from graph.record.searching import Filter
from learners.errors import VaultError
from learners.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the next page begins, and how it is to be answered."""

    filter: Filter
    after: int | None
    limit: int
    format: Format
    attachments: bool


def written(place: Place, vault: Vault) -> str:
    """The text of a place: sealed, so that nobody reads accounts in it, or makes one up."""
    return vault.seal(orjson.dumps(asdict(place)).decode())


def read(text: str, vault: Vault) -> Place:
    """The place of a text. Raises `XapiRefused` where it is none of ours."""
    try:
        said: dict[str, Any] = orjson.loads(vault.open(text))
        return Place(**said | {"filter": Filter(**said["filter"])})
    except (VaultError, orjson.JSONDecodeError, TypeError, KeyError):
        raise XapiRefused(
            "parameter.more", "There is no such page.", hint="Follow `more` as it was given, or ask anew."
        ) from None
