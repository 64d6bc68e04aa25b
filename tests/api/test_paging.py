"""Lists: pages of a bounded size with cursors that stay good."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from api.errors import RequestRefused
from api.schema.paging import cursor_of, key_of
from tests.api.conftest import Api

pytestmark = pytest.mark.anyio

QUERY = """query ($first: Int, $after: String, $last: Int, $before: String, $search: String) {
    competencies(first: $first, after: $after, last: $last, before: $before, search: $search, language: "de") {
        totalCount nodes { id } edges { cursor node { id } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""


async def page(api: Api, **asked: Any) -> Any:
    return (await api.ask(QUERY, asked))["competencies"]


@hypothesis_settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=st.integers(1, 70), search=st.sampled_from([None, "daten", "e"]))
async def test_pages_make_the_list(api: Api, size: int, search: str | None) -> None:
    """Forwards or backwards, in pages of any size, one gets each thing once, in the order of the list."""
    whole = await page(api, first=200, search=search)
    expected = [node["id"] for node in whole["nodes"]]
    forwards: list[str] = []
    after = None
    while True:
        part = await page(api, first=size, after=after, search=search)
        assert part["pageInfo"]["hasPreviousPage"] == bool(forwards)
        forwards += [edge["node"]["id"] for edge in part["edges"]]
        assert part["totalCount"] == len(expected)
        if not part["pageInfo"]["hasNextPage"]:
            break
        after = part["pageInfo"]["endCursor"]
    assert forwards == expected
    backwards: list[str] = []
    before = None
    while True:
        part = await page(api, last=size, before=before, search=search)
        backwards = [node["id"] for node in part["nodes"]] + backwards
        if not part["pageInfo"]["hasPreviousPage"]:
            break
        before = part["pageInfo"]["startCursor"]
    assert backwards == expected


async def test_a_cursor_outlives_its_thing(api: Api) -> None:
    """A page goes on behind a cursor even when the thing that it was of is not in the list any more."""
    whole = await page(api, first=5)
    key = key_of(whole["edges"][1]["cursor"])
    gone = cursor_of((key[0], key[1], f"{key[2]}-that-was-retired"))
    rest = await page(api, first=2, after=gone)
    assert rest["nodes"] == whole["nodes"][2:4]


async def test_a_page_of_a_million_is_refused(api: Api) -> None:
    """The error names the limit and what was asked for, and says how to go on."""
    for asked in ({"first": 1_000_000}, {"last": 1_000_000}):
        (error, *_) = await api.errors(QUERY, asked)
        assert error["extensions"]["code"] == "limit.page_size"
        assert (error["extensions"]["limit"], error["extensions"]["actual"]) == (200, 1_000_000)
        assert "1,000,000" in error["message"]
        assert "200" in error["message"]
        assert error["path"] == ["competencies"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"first": -1}, "page.negative"),
        ({"first": 1, "last": 1}, "page.first_and_last"),
        ({"first": 1, "after": "not a cursor"}, "cursor.invalid"),
        ({"first": 1, "after": "W1tdXQ"}, "cursor.invalid"),
        ({"first": 1, "before": cursor_of(("a word where a number is",))}, "cursor.invalid"),
        ({"first": 1, "after": cursor_of((0,))}, "cursor.invalid"),
        ({"first": 1, "after": cursor_of((0, "a", "b", "c"))}, "cursor.invalid"),
    ],
)
async def test_what_no_page_can_be_is_refused(api: Api, asked: dict[str, Any], code: str) -> None:
    """Contradictions and made-up cursors get a code of their own."""
    (error, *_) = await api.errors(QUERY, asked)
    assert error["extensions"]["code"] == code


async def test_an_empty_page_is_a_page(api: Api) -> None:
    """`first: 0` asks for the total alone."""
    empty = await page(api, first=0)
    assert empty["edges"] == []
    assert empty["totalCount"] > 50
    assert empty["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "startCursor": None,
        "endCursor": None,
    }


@given(st.lists(st.text() | st.integers(), min_size=1).map(tuple))
def test_cursors_keep_keys(key: tuple[str | int, ...]) -> None:
    """A cursor gives back the key that it was made of, whatever marks it holds."""
    try:
        cursor = cursor_of(key)
    except UnicodeEncodeError:  # half a surrogate pair is no text
        return
    assert key_of(cursor) == key


@given(st.text())
def test_any_text_may_come_as_a_cursor(text: str) -> None:
    """What is no cursor is refused as such, and never breaks anything."""
    try:
        key_of(text)
    except RequestRefused as refused:
        assert refused.code == "cursor.invalid"
