"""Every statement that the specification allows is accepted, and every breach is refused with its place."""

from datetime import UTC, datetime
from functools import partial
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learners.xapi import (
    FORMATS,
    About,
    Invalid,
    Statement,
    Version,
    account_of,
    activities,
    agents,
    comparison,
    completed,
    drafts,
    is_iri,
    judge,
    projected,
    redacted,
)
from learners.xapi.rules import RULES
from tests.learners import xapi_statements as any_
from tests.learners.xapi_statements import at, places

VERSIONS: tuple[Version, ...] = get_args(Version)
versioned = pytest.mark.parametrize("version", VERSIONS)
calm = settings(deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))

NOW = datetime(2026, 3, 2, tzinfo=UTC)
SQL: dict[str, Any] = {
    "actor": {"mbox": "mailto:ana@example.org"},
    "verb": {"id": "http://adlnet.gov/expapi/verbs/passed"},
    "object": {"id": "https://example.org/sql"},
}


def faults(raw: object, version: Version = "1.0.3") -> list[tuple[str, str]]:
    """Path and rule of each fault; empty where the statement is accepted."""
    judged = judge(raw, version=version)
    return [(fault.path, fault.rule) for fault in judged.faults] if isinstance(judged, Invalid) else []


@versioned
@calm
@given(data=st.data())
def test_accepts_whatever_the_specification_allows(version: Version, data: st.DataObject) -> None:
    """A statement built from the specification's tables is accepted, whatever its parts."""
    assert faults(data.draw(any_.statements(version)), version) == []


@versioned
@calm
@given(data=st.data())
def test_refuses_a_spoilt_place_wherever_it_lies(version: Version, data: st.DataObject) -> None:
    """Null, an unknown key, or a value of another type is refused at every place outside extensions."""
    raw = data.draw(any_.statements(version))
    path, value = data.draw(st.sampled_from(list(places(raw))))
    spoil = data.draw(st.sampled_from(["null", "type", "key"]))
    if spoil == "key" and isinstance(value, dict) and path[-1:] not in (("display",), ("name",), ("description",)):
        spoilt = at(raw, path, lambda there: {**there, "Unknown": 1})
    elif spoil == "type":
        spoilt = at(raw, path, lambda there: {"no": "such"} if isinstance(there, str | list) else "text")
    else:
        spoilt = at(raw, path, lambda there: None)
    assert faults(spoilt, version)


@versioned
@calm
@given(data=st.data())
def test_what_is_given_out_would_be_accepted_again(version: Version, data: st.DataObject) -> None:
    """Completing a statement and giving it out in any form leaves it valid."""
    judged = judge(data.draw(any_.statements(version)), version=version)
    assert isinstance(judged, Statement)
    kept = completed(
        judged,
        uuid="fd41c918-b88b-4b20-a0a5-a4c32391aaa0",
        stored=NOW,
        authority={"account": {"homePage": "https://example.org", "name": "lms"}},
    )
    for form in ("exact", "ids", "canonical"):
        assert faults(projected(kept.raw, form, languages=("en", "de")), version) == []
    assert {mention.ifi for mention in agents(judged)} <= {mention.ifi for mention in agents(kept)} | {
        mention.ifi for mention in agents(judged) if mention.path[0] == "authority"
    }
    assert comparison(kept)


CORRUPTIONS: list[tuple[str, dict[str, Any], str, str]] = [
    ("no actor", {"actor": ...}, "$.actor", "missing"),
    ("actor without identifier", {"actor": {"name": "Ana"}}, "$.actor", "no_identifier"),
    (
        "two identifiers",
        {"actor": {"mbox": "mailto:a@b.org", "openid": "http://a.org"}},
        "$.actor.openid",
        "identifiers",
    ),
    ("mail address without mailto", {"actor": {"mbox": "ana@example.org"}}, "$.actor.mbox", "mbox"),
    ("mailto without address", {"actor": {"mbox": "mailto:ana"}}, "$.actor.mbox", "mbox"),
    ("two addresses", {"actor": {"mbox": "mailto:a@b.org,c@d.org"}}, "$.actor.mbox", "mbox"),
    ("short digest", {"actor": {"mbox_sha1sum": "abc"}}, "$.actor.mbox_sha1sum", "sha1"),
    ("openid without scheme", {"actor": {"openid": "id.example.org"}}, "$.actor.openid", "iri"),
    ("account without name", {"actor": {"account": {"homePage": "http://a.org"}}}, "$.actor.account.name", "missing"),
    ("account without home", {"actor": {"account": {"name": "ana"}}}, "$.actor.account.homePage", "missing"),
    ("agent with members", {"actor": {**SQL["actor"], "member": []}}, "$.actor.member", "unknown_key"),
    ("group without members", {"actor": {"objectType": "Group"}}, "$.actor", "no_member"),
    (
        "group in a group",
        {"actor": {"objectType": "Group", "member": [{"objectType": "Group", "mbox": "mailto:a@b.org"}]}},
        "$.actor.member[0].objectType",
        "choice",
    ),
    ("actor an activity", {"actor": {"objectType": "Activity", "id": "a:b"}}, "$.actor.objectType", "object_type"),
    ("agent in lower case", {"actor": {"objectType": "agent", **SQL["actor"]}}, "$.actor.objectType", "object_type"),
    ("name a number", {"actor": {"name": 1, **SQL["actor"]}}, "$.actor.name", "string"),
    ("verb a text", {"verb": "passed"}, "$.verb", "object"),
    ("verb without id", {"verb": {"display": {}}}, "$.verb.id", "missing"),
    ("verb id empty", {"verb": {"id": ""}}, "$.verb.id", "iri"),
    ("verb id relative", {"verb": {"id": "/verbs/passed"}}, "$.verb.id", "iri"),
    ("blank in an IRI", {"verb": {"id": "http://a.org/a b"}}, "$.verb.id", "iri"),
    ("bad percent", {"verb": {"id": "http://a.org/%zz"}}, "$.verb.id", "iri"),
    ("line end after an IRI", {"verb": {"id": "http://a.org/a\n"}}, "$.verb.id", "iri"),
    ("no language", {"verb": {**SQL["verb"], "display": {"": "x"}}}, "$.verb.display['']", "language"),
    (
        "long language",
        {"verb": {**SQL["verb"], "display": {"something": "x"}}},
        "$.verb.display.something",
        "language",
    ),
    ("language on its own", {"verb": {**SQL["verb"], "display": "passed"}}, "$.verb.display", "object"),
    ("text a number", {"verb": {**SQL["verb"], "display": {"en": 1}}}, "$.verb.display.en", "string"),
    ("voiding an activity", {"verb": {"id": "http://adlnet.gov/expapi/verbs/voided"}}, "$.object", "voiding"),
    ("object of no type", {"object": {"objectType": "Course", "id": "a:b"}}, "$.object.objectType", "object_type"),
    ("object type a number", {"object": {"objectType": 1, "id": "a:b"}}, "$.object.objectType", "object_type"),
    ("agent without type", {"object": {"mbox": "mailto:a@b.org"}}, "$.object.objectType", "object_type"),
    ("object of nothing", {"object": {}}, "$.object.id", "missing"),
    ("reference to no UUID", {"object": {"objectType": "StatementRef", "id": "7"}}, "$.object.id", "uuid"),
    ("definition null", {"object": {**SQL["object"], "definition": None}}, "$.object.definition", "null"),
    (
        "choices without type",
        {"object": {**SQL["object"], "definition": {"choices": []}}},
        "$.object.definition",
        "interaction_type",
    ),
    (
        "unknown interaction",
        {"object": {**SQL["object"], "definition": {"interactionType": "Choice"}}},
        "$.object.definition.interactionType",
        "choice",
    ),
    (
        "component twice",
        {
            "object": {
                **SQL["object"],
                "definition": {"interactionType": "likert", "scale": [{"id": "a"}, {"id": "a"}]},
            }
        },
        "$.object.definition.scale",
        "same_id",
    ),
    (
        "component a text",
        {"object": {**SQL["object"], "definition": {"interactionType": "choice", "choices": ["a"]}}},
        "$.object.definition.choices[0]",
        "object",
    ),
    (
        "extension key",
        {"object": {**SQL["object"], "definition": {"extensions": {"a": 1}}}},
        "$.object.definition.extensions.a",
        "iri",
    ),
    ("scaled 1.7", {"result": {"score": {"scaled": 1.7}}}, "$.result.score.scaled", "score_range"),
    ("scaled true", {"result": {"score": {"scaled": True}}}, "$.result.score.scaled", "number"),
    ("scaled a text", {"result": {"score": {"scaled": "0.5"}}}, "$.result.score.scaled", "number"),
    ("raw beyond max", {"result": {"score": {"raw": 11, "max": 10}}}, "$.result.score.raw", "score_raw"),
    ("min is max", {"result": {"score": {"min": 10, "max": 10}}}, "$.result.score.min", "score_min_max"),
    ("success a text", {"result": {"success": "true"}}, "$.result.success", "boolean"),
    ("completion a number", {"result": {"completion": 1}}, "$.result.completion", "boolean"),
    ("mixed weeks", {"result": {"duration": "P4W1D"}}, "$.result.duration", "duration"),
    ("no duration", {"result": {"duration": "PT"}}, "$.result.duration", "duration"),
    ("duration as a time", {"result": {"duration": "P0003-06-04T12:00:00"}}, "$.result.duration", "duration"),
    ("fraction in the middle", {"result": {"duration": "PT1.5H2M"}}, "$.result.duration", "duration"),
    ("case of a key", {"Result": {}}, "$.Result", "unknown_key"),
    ("registration", {"context": {"registration": "1"}}, "$.context.registration", "uuid"),
    ("team an agent", {"context": {"team": SQL["actor"]}}, "$.context.team.objectType", "missing"),
    ("language", {"context": {"language": "some language"}}, "$.context.language", "language"),
    (
        "context kind",
        {"context": {"contextActivities": {"about": []}}},
        "$.context.contextActivities.about",
        "unknown_key",
    ),
    (
        "activity without id",
        {"context": {"contextActivities": {"parent": [{}]}}},
        "$.context.contextActivities.parent[0].id",
        "missing",
    ),
    (
        "platform without activity",
        {"object": {"objectType": "Agent", **SQL["actor"]}, "context": {"platform": "x"}},
        "$.context.platform",
        "activity_only",
    ),
    (
        "authority of one",
        {"authority": {"objectType": "Group", "member": [SQL["actor"]]}},
        "$.authority",
        "authority",
    ),
    (
        "authority identified",
        {"authority": {"objectType": "Group", "member": [SQL["actor"]] * 2, "mbox": "mailto:g@b.org"}},
        "$.authority",
        "authority",
    ),
    ("30 February", {"timestamp": "2026-02-30T09:00:00Z"}, "$.timestamp", "timestamp"),
    ("hour 25", {"timestamp": "2026-02-03T25:00:00Z"}, "$.timestamp", "timestamp"),
    ("minus zero", {"timestamp": "2026-02-03T09:00:00-00:00"}, "$.timestamp", "timestamp"),
    ("minus zero, short", {"timestamp": "2026-02-03T09:00:00-0000"}, "$.timestamp", "timestamp"),
    ("a day", {"timestamp": "2026-02-03"}, "$.timestamp", "timestamp"),
    ("stored", {"stored": "yesterday"}, "$.stored", "timestamp"),
    ("version 1.1.0", {"version": "1.1.0"}, "$.version", "version"),
    ("version 0.9.9", {"version": "0.9.9"}, "$.version", "version"),
    ("version a number", {"version": 1.0}, "$.version", "version"),
    ("id with letters", {"id": "MA97B177-9383-4934-8543-0F91A7A02836"}, "$.id", "uuid"),
    ("id too long", {"id": "AA97B177-9383-4934-8543-0F91A7A028368"}, "$.id", "uuid"),
    ("id in braces", {"id": "{fd41c918-b88b-4b20-a0a5-a4c32391aaa0}"}, "$.id", "uuid"),
    ("attachments an object", {"attachments": {}}, "$.attachments", "array"),
    ("attachment a text", {"attachments": ["a"]}, "$.attachments[0]", "object"),
]


@pytest.mark.parametrize(
    ("name", "change", "path", "rule"), CORRUPTIONS, ids=[corruption[0] for corruption in CORRUPTIONS]
)
def test_each_breach_is_told_with_its_place_and_rule(name: str, change: dict[str, Any], path: str, rule: str) -> None:
    """One thing wrong is one fault: at the place, under the rule, also within a SubStatement."""
    raw = {key: value for key, value in {**SQL, **change}.items() if value is not ...}
    assert faults(raw) == [(path, rule)]
    if not {"id", "stored", "version", "authority"} & set(change):
        whole = {**SQL, "object": {"objectType": "SubStatement", **raw}}
        assert faults(whole) == [(path.replace("$", "$.object", 1), rule)]


@pytest.mark.parametrize("key", ["id", "stored", "version", "authority"])
def test_a_substatement_has_nothing_that_only_a_stored_statement_has(key: str) -> None:
    """A SubStatement has no id, stored, version or authority, and none within."""
    values = {"id": "fd41c918-b88b-4b20-a0a5-a4c32391aaa0", "version": "1.0.0", "authority": SQL["actor"]}
    inner = {"objectType": "SubStatement", **SQL, key: values.get(key, "2026-03-02T09:00:00Z")}
    assert faults({**SQL, "object": inner}) == [(f"$.object.{key}", "unknown_key")]
    nested = {"objectType": "SubStatement", **SQL, "object": {"objectType": "SubStatement", **SQL}}
    assert faults({**SQL, "object": nested}) == [("$.object.object.objectType", "object_type")]


def test_what_only_version_2_has_is_unknown_to_version_1() -> None:
    """contextAgents and contextGroups need version 2; a time there needs its zone and the form of RFC 3339."""
    agent = {"objectType": "contextAgent", "agent": SQL["actor"], "relevantTypes": ["http://a.org/t"]}
    group = {"objectType": "contextGroup", "group": {"objectType": "Group", "member": []}}
    raw = {**SQL, "context": {"contextAgents": [agent], "contextGroups": [group]}}
    assert faults(raw, "2.0.0") == []
    assert [rule for _, rule in faults(raw, "1.0.3")] == ["unknown_key", "unknown_key"]
    for broken in ({**agent, "relevantTypes": []}, {**agent, "relevantTypes": ["abc"]}, {"agent": SQL["actor"]}):
        assert faults({**SQL, "context": {"contextAgents": [broken]}}, "2.0.0")
    local = {**SQL, "timestamp": "2026-03-02T09:00:00"}
    assert faults(local, "1.0.3") == []
    assert faults(local, "2.0.0") == [("$.timestamp", "timestamp_rfc3339")]
    assert faults({**SQL, "version": "2.0.0"}, "1.0.3") == [("$.version", "version")]


def test_a_signature_is_a_stream_of_octets() -> None:
    """A signature of another content type is malformed; one that is right is metadata like any other."""
    signed = {
        "usageType": "http://adlnet.gov/expapi/attachments/signature",
        "display": {"en": "Signature"},
        "contentType": "application/octet-stream",
        "length": 4235,
        "sha2": "672fa5fa658017f1b72d65036f13379c6ab05d4ab3b6664908d8acf0b6a0c634",
    }
    assert faults({**SQL, "attachments": [signed]}) == []
    assert faults({**SQL, "attachments": [{**signed, "contentType": "application/json"}]}) == [
        ("$.attachments[0].contentType", "signature")
    ]


def test_words_of_a_fault_never_quote_what_was_sent() -> None:
    """A fault names the place and the rule, and not the value, which may be somebody's address."""
    judged = judge({**SQL, "actor": {"mbox": "ana.secret@example.org"}}, version="1.0.3")
    assert isinstance(judged, Invalid)
    assert "secret" not in repr(judged)
    assert all(fault.message == RULES[fault.rule].asks and fault.mend for fault in judged.faults)


def test_a_misspelt_key_is_told_its_right_spelling() -> None:
    """A key in the wrong case gets the right one as the mend."""
    judged = judge({**SQL, "object": {"ObjectType": "Activity", "id": "a:b"}}, version="1.0.3")
    assert isinstance(judged, Invalid)
    assert judged.faults[0].mend == "Write it as `objectType`: names are case-sensitive."


def test_a_million_faults_take_no_longer_than_one() -> None:
    """Of each array and map the first fault is told, with at most twenty faults and short paths in all."""
    bad: list[dict[str, Any]] = [
        {"actor": {"objectType": "Group", "member": [{}] * 100_000}},
        {"verb": {"id": "a:b", "display": {str(number): "" for number in range(100_000)}}},
        {"result": {"extensions": {str(number): "" for number in range(100_000)}}},
        {str(number): "" for number in range(10_000)},
        {"x" * 1_000_000: 1},
    ]
    for change in bad:
        judged = judge({**SQL, **change}, version="1.0.3")
        assert isinstance(judged, Invalid)
        assert len(judged.faults) <= 20 and len(repr(judged)) < 10_000


def test_a_value_that_is_no_object_is_no_statement() -> None:
    """Whatever JSON holds gets a verdict."""
    values: tuple[object, ...] = (None, [], "x", 1, True, {}, [SQL])
    for raw in values:
        assert faults(raw), raw


def test_agents_and_iris_that_stand_alone_are_judged_as_within_a_statement() -> None:
    """What a statement may name can be asked for, and what it may not name cannot."""
    assert account_of({"mbox": "mailto:Ana@example.org"}) == "mbox:mailto:ana@example.org"
    assert account_of({"objectType": "Group", "openid": "http://a.org", "member": []}) == "openid:http://a.org"
    wrong: tuple[object, ...] = (
        *(None, [], "mailto:a@b.org", {}, {"mbox": "a@b.org"}, {"objectType": "Group", "member": []}),
        *({"mbox": "mailto:a@b.org", "openid": "a:b"}, {"mbox": "mailto:a@b.org", "Name": "A"}),
        {"objectType": "Activity", "id": "a:b"},
    )
    assert [raw for raw in wrong if account_of(raw) is not None] == []
    assert is_iri("http://example.org/größe") and not is_iri("example.org") and not is_iri("")


@versioned
@calm
@given(data=st.data())
def test_whatever_is_let_through_is_understood(version: Version, data: st.DataObject) -> None:
    """Any JSON at any place gets a verdict; and what is accepted can be compared, given out, redacted and derived."""
    raw = data.draw(any_.statements(version))
    path, _ = data.draw(st.sampled_from(list(places(raw))))
    odd = data.draw(any_.json_values | st.sampled_from([{}, [], "", {"objectType": "Group"}, {"objectType": []}]))
    judged = judge(at(raw, path, lambda _: odd), version=version)
    if isinstance(judged, Invalid):
        assert judged.faults and all(fault.path.startswith("$") for fault in judged.faults)
        return
    people = {mention.ifi for mention in agents(judged)}
    assert faults(redacted(judged, people, account={"homePage": "a:b", "name": "x"}).raw, version) == []
    assert comparison(judged) and activities(judged) is not None
    for thing in (About("course", "c"), About("assessment", "a"), About("competency", "k", 3)):
        assert len(drafts(judged, partial(_always, thing), at=NOW)) <= 1
    for form in FORMATS:
        assert faults(projected(judged.raw, form, languages=("de",)), version) == []


def _always(thing: About, _: str) -> About:
    return thing
