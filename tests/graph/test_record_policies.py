"""Policies in the graph: appended, one text to a version, the newest counts; on both engines."""

from dataclasses import replace

import pytest

from graph import Graph
from graph.record.policies import Applied
from learners import policy
from learners.rules import Policy
from ontology.refusals import Refusal
from tests.graph.records import record_on

pytestmark = pytest.mark.anyio


def version(number: int, half_life: int) -> Policy:
    text = policy.default().text.replace("version = 1\n", f"version = {number}\n")
    found = policy.read(text.replace("half_life_days = 730\n", f"half_life_days = {half_life}\n"))
    assert isinstance(found, Policy)
    return found


async def test_the_newest_policy_counts_and_an_older_one_can_be_taken_back(empty_graph: Graph) -> None:
    """Until one is applied the policy is the one that ships; then the newest; a version applied again is newest."""
    await empty_graph.prepare()
    policies = record_on(empty_graph).policies
    assert await policies.current() == policy.default()
    second, third = version(2, 365), version(3, 100)
    for one in (second, third):
        assert isinstance(await policies.say(one, by="local:ana"), Applied)
        assert await policies.current() == one
    back = await policies.one(2)
    assert back == second
    await policies.say(second, by="local:ana")
    assert (await policies.current()).rules.half_life_days == 365
    assert [applied.version for applied in await policies.applied()] == [2, 3, 2]
    assert await policies.one(1) == policy.default()
    assert isinstance(await policies.one(9), Refusal)


async def test_a_version_has_one_text_for_ever(empty_graph: Graph) -> None:
    """Another text under a version that is taken, the one that ships among them, is refused and nothing is kept."""
    await empty_graph.prepare()
    policies = record_on(empty_graph).policies
    await policies.say(version(2, 365), by="local:ana")
    for other in (version(2, 366), version(1, 9)):
        refused = await policies.say(other, by="local:ana")
        assert isinstance(refused, Refusal)
        assert refused.code == "policy.version_taken"
    assert len(await policies.applied()) == 1
    assert replace(await policies.current(), text="") == replace(version(2, 365), text="")
