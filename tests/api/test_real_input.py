"""Real frameworks through GraphQL, on both engines."""

from typing import Any

import pytest

from api.wiring import wired
from graph import GraphTarget
from ontology.imports import read
from tests.api.conftest import AT, Api, client_of, settings_for
from tests.conftest import server_of
from tests.shared_data import folder

pytestmark = pytest.mark.anyio
GAP = """query ($from: ID!, $to: ID!) { gap(from: $from, to: $to) { __typename
    ... on Gap { required short stepsShort } ... on Refusal { code message candidates } } }"""


async def asked(target: GraphTarget, catalogue: Any, *questions: tuple[str, dict[str, Any]]) -> list[Any]:
    """The answers of a service whose graph holds a catalogue."""
    async with wired(settings_for(server_of(target))) as wiring, client_of(wiring) as client:
        await (await wiring.reach.graph()).publish(catalogue, author="ana", note="", at=AT)
        api = Api(client, wiring)
        return [await api.ask(query, variables) for query, variables in questions]


async def test_government_roles_have_their_gaps(graph_target: GraphTarget) -> None:
    """The two gaps of the government framework are known by hand; role levels are named by their labels."""
    catalogue = read("uk-gdad", folder("uk-gdad")).catalogue
    first, second = await asked(
        graph_target,
        catalogue,
        (GAP, {"from": "Data engineer", "to": "Senior data engineer"}),
        (GAP, {"from": "Senior developer", "to": "Senior DevOps engineer"}),
    )
    assert first["gap"] == {"__typename": "Gap", "required": 11, "short": 8, "stepsShort": 8}
    assert second["gap"] == {"__typename": "Gap", "required": 10, "short": 1, "stepsShort": 1}


async def test_profiles_get_paths(graph_target: GraphTarget) -> None:
    """A path closes what the resources of the framework can close, and lists all the rest as `NO_COURSE`."""
    catalogue = read("direct", folder("direct-framework")).catalogue
    path = """query ($to: ID!) { path(to: $to) { __typename ... on LearningPath { status proved
        steps { gives { competency { id } level } } uncloseable { competency { id } cause level reached }
        gap { required short } } } }"""
    profiles = [level.id for level in catalogue.role_levels]
    assert len(profiles) == 3
    answers = await asked(graph_target, catalogue, *((path, {"to": profile}) for profile in profiles))
    for answer in answers:
        found = answer["path"]
        assert found["__typename"] == "LearningPath"
        assert found["proved"] is True
        assert found["steps"]
        assert {goal["cause"] for goal in found["uncloseable"]} <= {"NO_COURSE"}
        given = {gift["competency"]["id"] for step in found["steps"] for gift in step["gives"]}
        assert len(given) + len(found["uncloseable"]) >= found["gap"]["short"]
