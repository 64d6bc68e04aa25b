"""The fragments of ADL's conformance suite, each merged into its version's default statement, and judged."""

import json
import tarfile
from functools import cache
from typing import Any, NamedTuple

import pytest

from learners.xapi import Invalid, Version, judge, read
from ontology.refusals import Refusal
from tests import shared_data

COUNT = 240
WHERE = {"activities": "object", "substatements": "object", "agents": "actor", "groups": "actor"}
WHERE |= {"contexts": "context", "results": "result", "verbs": "verb"}

MUST_FAIL = (
    *("invalid", "no_id", "no_name", "no_homepage", "anonymous_no_member", "no_actor", "no_verb", "no_object."),
    *("numeric_", "string_", "interaction_type_invalid", "statementref_no_id"),
)
"""Parts of file names that say what is wrong."""

HOLES: dict[str, dict[str, str]] = {
    "statements/actor": {"actor": "agents/default"},
    "statements/authority": {"authority": "agents/default"},
    "statements/object_activity": {"object": "activities/default"},
    "statements/object_actor": {"object": "agents/default"},
    "statements/object_substatement": {"object": "substatements/default"},
    "statements/verb": {"verb": "verbs/default"},
    "substatements/activity": {"object": "activities/default"},
    "substatements/actor": {"actor": "agents/default"},
    "substatements/agent": {"object": "agents/default"},
    "substatements/group": {"object": "groups/anonymous"},
    "substatements/verb": {"verb": "verbs/default"},
    "contexts/instructor": {"instructor": "agents/default"},
    "contexts/team": {"team": "groups/anonymous"},
}
"""Fragments that the suite fills before it sends them: invalid as they are, valid with what fills them."""
OPTIONAL_HOLES: dict[str, dict[str, str]] = {
    "statements/context": {"context": "contexts/default"},
    "statements/context_sans_objectType": {"context": "contexts/default"},
    "statements/result": {"result": "results/default"},
    "substatements/context": {"context": "contexts/default"},
    "substatements/result": {"result": "results/default"},
}


class Fragment(NamedTuple):
    version: Version
    kind: str
    name: str
    body: bytes

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.name}"


@cache
def fragments() -> tuple[Fragment, ...]:
    """Every fragment of both versions."""
    found = []
    spoken: dict[str, Version] = {"v1_0_3": "1.0.3", "v2_0": "2.0.0"}
    with tarfile.open(shared_data.folder("xapi-conformance") / "adl-templates.tar.gz") as archive:
        for member in archive.getmembers():
            parts = member.name.split("/")
            file = archive.extractfile(member)
            if file is not None and member.name.endswith(".json"):
                version = spoken[parts[-4]] if parts[-3] == "templates" else spoken[parts[0]]
                found.append(Fragment(version, parts[-2], parts[-1].removesuffix(".json"), file.read()))
    return tuple(found)


def of(version: Version, key: str) -> Any:
    """One fragment, read."""
    return next(json.loads(one.body) for one in fragments() if (one.version, one.key) == (version, key))


def merged(fragment: Fragment, filled: dict[str, str] | None = None) -> Any:
    """The fragment in the default statement; with its holes filled."""
    raw = json.loads(fragment.body)
    for name, key in (filled or {}).items():
        raw = {**raw, name: {**raw.get(name, {}), **of(fragment.version, key)}}
    if fragment.kind == "statements":
        return raw
    # What is voided is always a statement: the suite, too, puts the verb beside a reference.
    base = "statements/voiding" if fragment.key == "verbs/voided" else "statements/default"
    return {**of(fragment.version, base), WHERE[fragment.kind]: raw}


def test_every_fragment_is_judged_as_its_name_says() -> None:
    """All 240 get the verdict of their names; none is left out."""
    assert len(fragments()) == COUNT
    wrong = []
    for fragment in fragments():
        named_invalid = any(part in f"{fragment.name}." for part in MUST_FAIL)
        invalid = named_invalid or fragment.key in HOLES
        if isinstance(judge(merged(fragment), version=fragment.version), Invalid) is not invalid:
            wrong.append((fragment.version, fragment.key, invalid))
    assert wrong == []


def test_fragments_with_holes_are_valid_once_they_are_filled() -> None:
    """A template that lacks something is valid with the default of what it lacks."""
    filled = 0
    for fragment in fragments():
        holes = {**HOLES, **OPTIONAL_HOLES}.get(fragment.key)
        if holes is not None:
            judged = judge(merged(fragment, holes), version=fragment.version)
            assert not isinstance(judged, Invalid), (fragment.key, judged)
            filled += 1
    assert filled == 2 * len({**HOLES, **OPTIONAL_HOLES})


def test_a_statement_that_names_its_actor_twice_is_not_read() -> None:
    """`multiple_actor.json` has one key twice: JSON readers differ on it, so it is refused before it is judged."""
    twice = [fragment for fragment in fragments() if fragment.name == "multiple_actor"]
    assert len(twice) == 2
    for fragment in twice:
        refused = read(fragment.body)
        assert isinstance(refused, Refusal) and refused.code == "json.duplicate_key"


@pytest.mark.parametrize("kind", ["groups", "agents"])
def test_an_authority_is_an_agent_or_two_of_them(kind: str) -> None:
    """As an authority an Agent stands as everywhere, and of Groups only an anonymous one with two members."""
    for fragment in fragments():
        if fragment.kind == kind:
            raw = {**of(fragment.version, "statements/default"), "authority": json.loads(fragment.body)}
            right = (
                fragment.name in ("authority_group", "anonymous_two_member")
                if kind == "groups"
                else "no_" not in fragment.name
            )
            assert isinstance(judge(raw, version=fragment.version), Invalid) is not right, fragment.key
