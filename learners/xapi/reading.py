"""JSON from outside, read strictly: what two readers could read in two ways is refused."""

import json
from typing import Final

import orjson

from ontology.refusals import Refusal

_NOT_JSON: Final = Refusal(
    code="json.invalid",
    message="The body is not JSON in UTF-8.",
    hint="Send one JSON value; NaN and Infinity are none.",
)
_TOO_DEEP: Final = Refusal(
    code="json.too_deep", message="The JSON is nested too deeply.", hint="More than 250 levels are not taken."
)
_TWICE: Final = Refusal(
    code="json.duplicate_key",
    message="An object of the JSON has one key twice.",
    hint="Keep one of them: which of the two would count is not defined.",
)


class _Twice(Exception):
    pass


def read(body: bytes) -> object | Refusal:
    """The value that a body holds, or why it holds none.

    orjson keeps the last of two equal keys in silence. Written back, the value then has fewer quotation marks than
    the body: only such bodies, and those with escapes that hide the difference, are read again by the slower way.
    """
    try:
        value: object = orjson.loads(body)
        again = orjson.dumps(value)
    except orjson.JSONDecodeError as error:
        return _TOO_DEEP if "depth" in str(error) else _NOT_JSON
    except orjson.JSONEncodeError:
        return _TOO_DEEP
    if b"\\u00" not in body and body.count(b'"') == again.count(b'"'):
        return value
    try:
        json.loads(body, object_pairs_hook=_pairs)
    except _Twice:
        return _TWICE
    except RecursionError:
        return _TOO_DEEP
    except ValueError:
        return _NOT_JSON
    return value


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    read = dict(pairs)
    if len(read) < len(pairs):
        raise _Twice
    return read
