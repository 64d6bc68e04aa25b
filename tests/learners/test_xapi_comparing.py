"""Two statements are the same when they say the same, however it is written."""

import copy
from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learners.xapi import Statement, Version, comparison, comparisons, completed, judge
from tests.learners import xapi_statements as any_
from tests.learners.xapi_statements import at, places

versioned = pytest.mark.parametrize("version", get_args(Version))
calm = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))

BEN = {"openid": "http://ben.example.org"}
SAID: dict[str, Any] = {
    "id": "fd41c918-b88b-4b20-a0a5-a4c32391aaa0",
    "actor": {
        "objectType": "Group",
        "mbox": "mailto:team@example.org",
        "member": [{"mbox": "mailto:ana@example.org"}, BEN],
    },
    "verb": {"id": "http://adlnet.gov/expapi/verbs/passed", "display": {"en": "passed"}},
    "object": {"objectType": "Activity", "id": "https://example.org/sql", "definition": {"name": {"en": "SQL"}}},
    "result": {
        "score": {"scaled": 1},
        "duration": "PT1.239S",
        "extensions": {"http://example.org/x": {"b": 1, "a": [2]}},
    },
    "context": {
        "registration": "EC531277-B57B-4C15-8D91-D292C5B2B8F7",
        "language": "en-GB",
        "contextActivities": {"parent": {"id": "https://example.org/block", "definition": {}}},
    },
    "timestamp": "2026-03-02T10:00:00+01:00",
}


def said(raw: Any, version: Version = "1.0.3") -> Statement:
    judged = judge(raw, version=version)
    assert isinstance(judged, Statement), judged
    return judged


def same(left: Any, right: Any) -> bool:
    """Whether `right`, sent when `left` is kept, is taken as the same."""
    return comparison(said(left)) in comparisons(said(right))


def changed(path: tuple[str, ...], value: Any) -> Any:
    """The statement with another value at a path, which may be new."""
    copied = copy.deepcopy(SAID)
    here = copied
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return copied


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("id",), "FD41C918-B88B-4B20-A0A5-A4C32391AAA0"),
        (("authority",), {"mbox": "mailto:lms@example.org"}),
        (("stored",), "2026-03-05T00:00:00Z"),
        (("version",), "1.0.3"),
        (("timestamp",), "2026-03-02T09:00:00.000Z"),
        (("verb", "display"), {"de": "bestanden"}),
        (("object", "definition"), {"name": {"en": "SQL II"}, "type": "http://example.org/t"}),
        (("actor", "member"), [BEN, {"objectType": "Agent", "mbox": "mailto:ana@example.org"}]),
        (("actor", "mbox"), "mailto:team@EXAMPLE.org"),
        (("context", "registration"), "ec531277-b57b-4c15-8d91-d292c5b2b8f7"),
        (("context", "language"), "EN-gb"),
        (("context", "contextActivities", "parent"), [{"objectType": "Activity", "id": "https://example.org/block"}]),
        (("result", "score", "scaled"), 1.0),
        (("result", "duration"), "PT1.23S"),
        (("result", "extensions", "http://example.org/x"), {"a": [2], "b": 1}),
        (("attachments",), []),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_what_the_specification_ignores_makes_no_difference(path: tuple[str, ...], value: Any) -> None:
    """What a store assigns, definitions, displays, orders of members and ways of writing do not make another."""
    assert same(SAID, changed(path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("actor", "name"), "Team"),
        (("actor", "mbox"), "mailto:TEAM@example.org"),
        (("actor", "member"), []),
        (("verb", "id"), "http://adlnet.gov/expapi/verbs/failed"),
        (("object", "id"), "https://example.org/SQL"),
        (("object",), {"objectType": "StatementRef", "id": "fd41c918-b88b-4b20-a0a5-a4c32391aaa0"}),
        (("result", "score", "scaled"), 0.9),
        (("result", "success"), True),
        (("result", "duration"), "PT1.24S"),
        (("result", "extensions", "http://example.org/x"), {"a": [2]}),
        (("context", "registration"), "fd41c918-b88b-4b20-a0a5-a4c32391aaa0"),
        (("context", "contextActivities", "parent"), []),
        (("timestamp",), "2026-03-02T09:00:00.001Z"),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_what_is_said_otherwise_is_another_statement(path: tuple[str, ...], value: Any) -> None:
    """Whatever else differs makes it another statement."""
    assert not same(SAID, changed(path, value))


def test_a_statement_read_back_and_sent_again_is_known() -> None:
    """Without a timestamp the store gives one; sent back with it, the statement is still the same."""
    silent = {key: value for key, value in SAID.items() if key != "timestamp"}
    kept = completed(
        said(silent), uuid=SAID["id"], stored=datetime(2026, 3, 2, tzinfo=UTC), authority={"mbox": "mailto:a@b"}
    )
    assert same(silent, kept.raw)
    assert same(silent, silent)
    assert not same(SAID, silent), "it said when; the other would happen now"


@versioned
@calm
@given(data=st.data())
def test_completing_a_statement_does_not_make_another(version: Version, data: st.DataObject) -> None:
    """Whatever a statement is, what the store keeps of it is the same statement."""
    raw = data.draw(any_.statements(version))
    kept = completed(
        said(raw, version),
        uuid=raw.get("id", "fd41c918-b88b-4b20-a0a5-a4c32391aaa0"),
        stored=datetime(2026, 3, 2, tzinfo=UTC),
        authority={"mbox": "mailto:a@b"},
    )
    assert comparison(said(raw, version)) in comparisons(kept)
    assert comparison(kept) == comparison(said(copy.deepcopy(kept.raw), version))


@versioned
@calm
@given(data=st.data())
def test_a_change_that_counts_is_seen_wherever_it_lies(version: Version, data: st.DataObject) -> None:
    """Another text at any place that counts gives another comparison; the order of keys does not."""
    raw = data.draw(any_.statements(version))
    turned = _turned(raw)
    assert comparison(said(turned, version)) == comparison(said(raw, version))
    free = ("response", "revision", "platform")
    where = [path for path, value in places(raw) if path and path[-1] in free and isinstance(value, str)]
    if where:
        changed = at(raw, data.draw(st.sampled_from(where)), lambda text: text + "!")
        assert comparison(said(changed, version)) not in comparisons(said(raw, version))


def _turned(value: Any) -> Any:
    """The same JSON with the keys of its objects in another order."""
    if isinstance(value, dict):
        return {key: _turned(value[key]) for key in reversed(list(value))}
    return [_turned(one) for one in value] if isinstance(value, list) else value
