"""Bodies are read strictly: what two readers could read in two ways is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.xapi import read
from ontology.refusals import Refusal
from tests.learners.xapi_statements import json_values


def code(body: bytes) -> str:
    found = read(body)
    return found.code if isinstance(found, Refusal) else ""


@given(json_values, st.sampled_from([None, 2]), st.booleans())
def test_whatever_json_says_is_read_as_it_is(value: object, indent: int | None, ascii_only: bool) -> None:
    """Any value comes back as it was written, with blanks or without, escaped or not."""
    assert read(json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode()) == value


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": 1, "a": 2}',
        b'[{"b": {"a": 1, "a" : 1}}]',
        b'{"a" :1,"b":1,"b":2}',
        b'{"a"\r\n\t :1,"b":1,"b":2}',
        b'{"a": "\\":", "b": {}, "b": {}}',
        b'{"a": 1, "\\u0061": 2}',
        b'{"a": "x\\u0022:x", "c": 1, "c": 2}',
    ],
)
def test_a_key_that_stands_twice_is_refused(body: bytes) -> None:
    """Two equal keys are refused however they are escaped, and whatever texts around them look like keys."""
    assert code(body) == "json.duplicate_key"


def test_texts_that_look_like_keys_are_texts() -> None:
    """Quotation marks and colons within texts make no key."""
    for value in ({"a": '"b": 1, "b": 2'}, {'"a"': '":":"'}, {"a\u0022:": "\u0000\u0022:"}):
        assert read(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    "body", [b"", b"{", b"NaN", b"[Infinity]", b"\xff", b'"\\ud800"', b"{'a': 1}", b"[1,]", b"1 2", b"\xef\xbb\xbf{}"]
)  # fmt: skip
def test_what_is_no_json_is_refused(body: bytes) -> None:
    """Half an object, NaN, other encodings and lone surrogates are no JSON."""
    assert code(body) == "json.invalid"


@pytest.mark.parametrize("levels", [300, 2_000, 200_000])
def test_nesting_without_end_is_refused(levels: int) -> None:
    """Depth is bounded, for what reads it later has a stack that ends."""
    assert code(b"[" * levels + b"]" * levels) == "json.too_deep"
    assert code(b'{"a":' * levels + b"1" + b"}" * levels) == "json.too_deep"
