"""Bytes to JSON, strictly: what two readers could understand differently is refused.

That is: bytes that are not UTF-8, a key that an object has twice, `NaN`, and nesting so deep that some programs fail
on it. Reading 500 statements takes some 10 ms.
"""

import json
import re
from typing import Any, Final, NoReturn

import orjson

from api.xapi.refusing import XapiRefused

MOST_DEPTH: Final = 64
"""Objects and lists within each other; statements of the conformance tests have some ten."""
_STRING: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?', re.DOTALL)


def read(body: bytes) -> Any:
    """The JSON value of a body. Raises `XapiRefused`."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise XapiRefused(
            "json.invalid",
            f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.",
            hint="Send UTF-8 without a byte-order mark; NaN and Infinity are not JSON.",
        ) from None
    depth, keys = _measured(value)
    if depth > MOST_DEPTH:
        raise XapiRefused(
            "json.depth", f"The body is nested {depth} deep; at most {MOST_DEPTH} are allowed.", hint="Flatten it."
        )
    if keys != sum(1 for colon in _STRING.findall(body) if colon):
        _name_doubled(body)
    return value


def _measured(value: object) -> tuple[int, int]:
    """How deep a value is nested, and how many keys its objects have in all."""
    depth = keys = 0
    level = [value]
    while level:
        below: list[object] = []
        for each in level:
            if type(each) is dict:
                keys += len(each)
                below.extend(each.values())
            elif type(each) is list:
                below.extend(each)
        if not below:
            return depth + any(type(each) in (dict, list) for each in level), keys
        depth += 1
        level = below
    return depth, keys


def _name_doubled(body: bytes) -> NoReturn:
    """Raises `XapiRefused` for the key that an object has twice."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise XapiRefused(
                    "json.double_key",
                    f"An object has the key “{key[:60]}” twice.",
                    hint="Which of the two is meant cannot be known; send one.",
                )
            seen.add(key)
        return dict(pairs)

    json.loads(body, object_pairs_hook=once)
    raise XapiRefused("json.double_key", "An object has a key twice.", hint="Send each key once.")
