"""What the store adds to a statement before it keeps it; nothing else of a statement ever changes.

Source: xAPI 1.0.3, part 2, 2.4 (id, stored, timestamp, authority, version) and 2.4.6.2 (arrays of activities).
"""

from datetime import UTC, datetime
from typing import Final, cast

from learners.xapi.statement import Statement
from learners.xapi.terms import Json, Version

_VERSION: Final[dict[Version, str]] = {"1.0.3": "1.0.0", "2.0.0": "2.0.0"}
"""What a statement without a version is marked with: of 1.0.x the first, as 2.4.10 asks."""


def completed(statement: Statement, *, uuid: str, stored: datetime, authority: Json) -> Statement:
    """The statement as it is kept: with its id, the time of storing, and the authority that the credentials give.

    An authority that the sender claims is overwritten. A timestamp is `stored` where the sender gave none; the one
    that was sent stays as it was written.
    """
    when = written(stored)
    kept = {
        **statement.raw,
        "id": uuid.lower(),
        "stored": when,
        "authority": authority,
        "object": _typed(statement.object),
    }
    kept.setdefault("timestamp", when)
    kept.setdefault("version", _VERSION[statement.spoken])
    if "context" in kept:
        kept["context"] = _arrays(statement.context)
    return Statement(raw=kept, spoken=statement.spoken)


def written(moment: datetime) -> str:
    """A time as the store writes it: UTC, with six digits of the second, so that texts sort as times do."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _typed(thing: Json) -> Json:
    if thing.get("objectType") == "SubStatement":
        inner = {**thing, "object": _typed(cast("Json", thing["object"]))}
        return {**inner, "context": _arrays(cast("Json", thing["context"]))} if "context" in thing else inner
    return thing if "objectType" in thing else {"objectType": "Activity", **thing}


def _arrays(context: Json) -> Json:
    related = context.get("contextActivities")
    if not isinstance(related, dict):
        return context
    arrays = {relation: given if isinstance(given, list) else [given] for relation, given in related.items()}
    return {**context, "contextActivities": arrays}
