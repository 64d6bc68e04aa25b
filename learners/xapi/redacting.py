"""A stored statement without a person: what erasure leaves of it, still valid, and still saying what others did."""

import re
from collections.abc import Collection, Iterable
from typing import Final, cast

from learners.xapi.agents import ifi
from learners.xapi.statement import Statement
from learners.xapi.terms import IDENTIFIERS, Json

GONE: Final = "erased"
GONE_IRI: Final = "urn:erased:person"
"""What an OpenID becomes where it stands as something else than somebody's identifier; an IRI must stay one."""
SHORTEST: Final = 3
"""Characters of a name or an account's name that is looked for in texts."""

_FORMATTED: Final = frozenset(
    [
        *("id", "type", "moreInfo", "homePage", "objectType", "interactionType", "usageType", "contentType", "sha2"),
        *("fileUrl", "timestamp", "stored", "version", "registration", "language", "duration", "relevantTypes"),
        *("mbox", "mbox_sha1sum", "openid"),
    ]
)
"""Properties whose values have a format: a word that happens to be somebody's name means something else there."""
_MAPS: Final = frozenset({"display", "name", "description", "extensions"})


def redacted(statement: Statement, ifis: Collection[str], *, account: Json, words: Collection[str] = ()) -> Statement:
    """The statement with every mention of a person replaced.

    `ifis` are the canonical texts of the person's accounts, `account` the anonymous one of this service that stands
    in for all of them ({"homePage": …, "name": …}). Mail addresses, their digests and OpenIDs are replaced wherever
    else they stand, too, in IRIs and keys of extensions as well; names, account names and `words` (more that says who
    they are) in free texts: names of groups, responses, descriptions, extensions. What stays is the id of the
    statement, its times, its registration, and what was done.
    """
    names = set(words)
    raw = _replaced(statement.raw, ifis, account, names)
    addresses = set()
    iris = set()
    for one in ifis:
        kind, _, rest = one.partition(":")
        if kind == "mbox":
            plain = rest.removeprefix("mailto:")
            addresses |= {plain, plain.replace("@", "%40")}
        elif kind == "mbox_sha1sum":
            addresses.add(rest)
        elif kind == "openid":
            iris |= {rest, rest + "/"}
        else:
            names.add(rest.rpartition("|")[2])
    addresses |= {word for word in names if "@" in word}
    for found, gone, everywhere in ((iris, GONE_IRI, True), (addresses, GONE, True), (names, GONE, False)):
        if pattern := _pattern(found):
            raw = _scrubbed(raw, pattern, gone, everywhere)
    return Statement(raw=_doing_the_same(statement.raw, cast("Json", raw)), spoken=statement.spoken)


def _doing_the_same(before: Json, after: Json) -> Json:
    """The redacted statement with its verbs as they were: no verb is a person, and without it nothing is said."""
    verb = {**cast("Json", after["verb"]), "id": cast("Json", before["verb"])["id"]}
    thing, then = cast("Json", after["object"]), cast("Json", before["object"])
    if then.get("objectType") == "SubStatement":
        thing = _doing_the_same(then, thing)
    return {**after, "verb": verb, "object": thing}


def _pattern(found: Iterable[str]) -> re.Pattern[str] | None:
    """Any of the texts as a whole word; longer ones first, so that none is half replaced."""
    longest = sorted({one for one in found if len(one) >= SHORTEST}, key=lambda one: (-len(one), one))
    if not longest:
        return None
    return re.compile(rf"(?<![\w.+-])(?:{'|'.join(map(re.escape, longest))})(?![\w-]|\.\w)", re.IGNORECASE)


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


def _scrubbed(value: object, pattern: re.Pattern[str], gone: str, everywhere: bool) -> object:
    """The value with what the pattern finds replaced: in free texts, or `everywhere`."""
    if isinstance(value, str):
        return pattern.sub(gone, value)
    if isinstance(value, list):
        return [_scrubbed(one, pattern, gone, everywhere) for one in value]
    if not isinstance(value, dict):
        return value
    result: dict[str, object] = {}
    for key, one in value.items():
        if key in _MAPS and isinstance(one, dict):
            # Keys are language tags or IRIs, values are anybody's.
            result[key] = {
                pattern.sub(gone, name) if everywhere else name: _free(inner, pattern, gone)
                for name, inner in one.items()
            }
        elif everywhere or key not in _FORMATTED:
            result[key] = _scrubbed(one, pattern, gone, everywhere)
        else:
            result[key] = one
    return result


def _free(value: object, pattern: re.Pattern[str], gone: str) -> object:
    if isinstance(value, str):
        return pattern.sub(gone, value)
    if isinstance(value, list):
        return [_free(one, pattern, gone) for one in value]
    if isinstance(value, dict):
        return {pattern.sub(gone, key): _free(one, pattern, gone) for key, one in value.items()}
    return value
