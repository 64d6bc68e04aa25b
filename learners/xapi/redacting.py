"""A stored statement without a person: what erasure leaves of it, still valid, and still saying what others did."""

import re
from collections.abc import Collection
from typing import cast

from learners.xapi.agents import ifi
from learners.xapi.shapes import IDENTIFIERS, Json
from learners.xapi.statement import Statement

GONE = "erased"


def redacted(statement: Statement, ifis: Collection[str], *, account: Json, words: Collection[str] = ()) -> Statement:
    """The statement with every mention of a person replaced.

    `ifis` are the canonical texts of the person's accounts, `account` the anonymous one of this service that stands
    in for all of them ({"homePage": …, "name": …}). Their names, their mail addresses and `words` (more of what says
    who they are) are replaced by "erased" wherever else they stand as a word of a text: names of groups, responses,
    extensions, activity ids. The id of the statement, its times and its registration stay.
    """
    found = set(words)
    whole = _replaced(statement.raw, ifis, account, found)
    for one in ifis:
        kind, _, rest = one.partition(":")
        if kind == "mbox":
            found.update((rest.removeprefix("mailto:"), rest.removeprefix("mailto:").replace("@", "%40")))
        elif kind in ("openid", "mbox_sha1sum"):
            found.add(rest)
    found = {word for word in found if len(word) > 1}
    if found:
        longest = sorted(found, key=lambda word: (-len(word), word))
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.IGNORECASE)
        whole = _scrubbed(whole, pattern)
    return Statement(raw=cast("Json", whole), spoken=statement.spoken)


def _replaced(value: object, ifis: Collection[str], account: Json, names: set[str]) -> object:
    """Every Agent or Group of these accounts under the anonymous one. Their names are added to `names`."""
    if isinstance(value, list):
        return [_replaced(one, ifis, account, names) for one in value]
    if not isinstance(value, dict):
        return value
    thing = {key: _replaced(one, ifis, account, names) for key, one in value.items()}
    if not _is_identified(value) or ifi(value) not in ifis:
        return thing
    if isinstance(name := thing.pop("name", None), str):
        names.add(name)
    kept = {key: one for key, one in thing.items() if key not in IDENTIFIERS}
    return {**kept, "account": account}


def _is_identified(value: Json) -> bool:
    """Whether an object looks like an Agent or identified Group; within extensions anything may."""
    given = [name for name in IDENTIFIERS if name in value]
    if len(given) != 1:
        return False
    one = value[given[0]]
    if given[0] == "account":
        return isinstance(one, dict) and all(isinstance(one.get(name), str) for name in ("homePage", "name"))
    return isinstance(one, str)


def _scrubbed(value: object, pattern: re.Pattern[str]) -> object:
    if isinstance(value, str):
        return pattern.sub(GONE, value)
    if isinstance(value, list):
        return [_scrubbed(one, pattern) for one in value]
    if isinstance(value, dict):
        return {pattern.sub(GONE, key): _scrubbed(one, pattern) for key, one in value.items()}
    return value
