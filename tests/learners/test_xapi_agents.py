"""Everybody who is named in a statement is found, and can be taken out of it."""

import json
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learners.xapi import Invalid, Statement, Version, activities, agents, ifi, judge, redacted
from tests.learners import xapi_statements as any_

versioned = pytest.mark.parametrize("version", get_args(Version))
calm = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))

NOBODY = {"homePage": "https://skills.example.org", "name": "erased-1"}


def said(raw: Any, version: Version = "2.0.0") -> Statement:
    judged = judge(raw, version=version)
    assert isinstance(judged, Statement), judged
    return judged


def somebody(name: str) -> dict[str, Any]:
    return {"mbox": f"mailto:{name}@example.org"}


RELATED: dict[str, Any] = {
    "actor": {"objectType": "Group", **somebody("crew"), "member": [somebody("ana")]},
    "verb": {"id": "http://example.org/reported"},
    "object": {
        "objectType": "SubStatement",
        "actor": somebody("ben"),
        "verb": {"id": "http://example.org/saw"},
        "object": {"objectType": "Agent", **somebody("cleo")},
        "context": {"instructor": somebody("dan"), "contextActivities": {"other": {"id": "https://example.org/inner"}}},
    },
    "authority": somebody("lms"),
    "context": {
        "instructor": {"objectType": "Group", "member": [somebody("eva")]},
        "team": {"objectType": "Group", **somebody("team"), "member": [somebody("finn")]},
        "contextAgents": [{"objectType": "contextAgent", "agent": somebody("gus")}],
        "contextGroups": [{"objectType": "contextGroup", "group": {"objectType": "Group", **somebody("hall")}}],
        "contextActivities": {"parent": [{"id": "https://example.org/course"}], "grouping": {"id": "https://example.org/all"}},
    },
}  # fmt: skip


def test_everybody_is_found_with_their_place() -> None:
    """Actor, object, authority, instructor, team, related agents and groups, members, and all of a SubStatement."""
    found = {mention.ifi.removeprefix("mbox:mailto:").split("@")[0]: mention for mention in agents(said(RELATED))}
    assert set(found) == {"crew", "ana", "ben", "cleo", "dan", "lms", "eva", "team", "finn", "gus", "hall"}
    assert {name for name, mention in found.items() if mention.main} == {"crew", "ana"}
    assert {name for name, mention in found.items() if mention.group} == {"crew", "team", "hall"}
    assert found["finn"].path == ("context", "team", "member", 0)
    assert found["dan"].path == ("object", "context", "instructor")


def test_activities_are_the_object_and_those_around_it() -> None:
    """The object's activity is the main one; those of contexts and SubStatements are related."""
    assert activities(said(RELATED)) == (
        ("https://example.org/course", False),
        ("https://example.org/all", False),
        ("https://example.org/inner", False),
    )
    plain = {"actor": somebody("ana"), "verb": {"id": "a:b"}, "object": {"id": "https://example.org/course"}}
    twice = {**plain, "context": {"contextActivities": {"parent": {"id": "https://example.org/course"}}}}
    assert activities(said(twice)) == (("https://example.org/course", True),)


def test_one_account_has_one_text_however_it_is_written() -> None:
    """Case of mail addresses and digests and the slash after a host do not make another account."""
    assert ifi({"mbox": "mailto:Ana@Example.org"}) == ifi({"mbox": "mailto:ana@example.org"})
    assert ifi({"mbox_sha1sum": "A" * 40}) == "mbox_sha1sum:" + "a" * 40
    assert ifi({"openid": "https://ID.example.org/"}) == ifi({"openid": "https://id.example.org"})
    assert (
        ifi({"account": {"homePage": "https://LMS.example.org/", "name": "Ana"}})
        == "account:https://lms.example.org|Ana"
    )
    assert ifi({"objectType": "Group", "member": []}) is None
    assert ifi({"account": {"homePage": "a:", "name": ""}}) == "account:a:|"


@versioned
@calm
@given(data=st.data())
def test_a_redacted_statement_is_valid_and_names_the_person_nowhere(version: Version, data: st.DataObject) -> None:
    """Whoever is taken out is gone as an account, and the statement is one that the specification allows."""
    statement = said(data.draw(any_.statements(version)), version)
    there = sorted({mention.ifi for mention in agents(statement)})
    if not there:
        return
    person = data.draw(st.sets(st.sampled_from(there), min_size=1))
    left = redacted(statement, person, account=NOBODY)
    assert not isinstance(judge(left.raw, version=version), Invalid)
    remaining = {mention.ifi for mention in agents(left)}
    assert not remaining & person
    assert len(agents(left)) == len(agents(statement))
    assert left.verb == statement.verb and left.id == statement.id
    # (An OpenID may be any IRI, so an IRI that is somebody else's may go with it; people by mail must stay.)
    others = {one for one in there if one.startswith("mbox")} - person
    assert others <= remaining or any(one.startswith("openid") for one in person)


def test_a_redacted_statement_says_no_name_or_address_in_any_text() -> None:
    """Names, addresses and account names go from free texts and extensions; what was done and by others stays."""
    raw = {
        "actor": {"name": "Ana Petrović", **somebody("Ana.P")},
        "verb": {"id": "http://example.org/wrote", "display": {"en": "wrote", "id": "Ana Petrović menulis"}},
        "object": {
            "id": "https://example.org/users/ana.p%40example.org/essay",
            "definition": {"description": {"en": "An essay of ana petrović, anaphora and all"}},
        },
        "result": {"response": "Signed: Ana.P@example.org, ana.p@example.org.uk is another"},
        "context": {
            "instructor": {"name": "Ben", **somebody("ben")},
            "extensions": {"mailto:ana.p@example.org": {"Ana Petrović": ["by apetrovic"]}, "http://example.org/n": 7},
            "team": {"objectType": "Group", "name": "Friends of Ana Petrović", "member": [somebody("ana.p")]},
        },
    }  # fmt: skip
    statement = said(raw)
    left = redacted(
        statement,
        ["mbox:mailto:ana.p@example.org", "account:https://lms.example.org|apetrovic"],
        account=NOBODY,
        words=["Ana Petrović"],
    )
    text = json.dumps(left.raw, ensure_ascii=False).lower()
    assert "petrović" not in text and "apetrovic" not in text
    assert text.count("ana.p@example.org") == 1 and "ana.p@example.org.uk" in text, "another address stays"
    assert "ana.p%40" not in text
    assert left.raw["context"]["instructor"] == raw["context"]["instructor"]  # type: ignore[index]
    assert "anaphora" in text and "menulis" in text
    assert not isinstance(judge(left.raw, version="2.0.0"), Invalid)
    assert statement.raw == raw, "the original is not changed"


def test_a_name_that_is_an_ordinary_word_spoils_no_iri() -> None:
    """Somebody called “passed” leaves verbs and activities as they are."""
    raw = {
        "actor": {"name": "passed", **somebody("x")},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/passed", "display": {"en": "passed"}},
        "object": {"id": "https://example.org/passed"},
    }
    left = redacted(said(raw), ["mbox:mailto:x@example.org"], account=NOBODY)
    assert (left.verb, left.activity) == ("http://adlnet.gov/expapi/verbs/passed", "https://example.org/passed")
