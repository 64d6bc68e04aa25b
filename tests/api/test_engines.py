"""The same questions on the embedded engine and on a real Neo4j get the same answers."""

import pytest

from graph import GraphTarget
from ontology.ids import RoleLevelId
from ontology.model import Catalogue
from planning.routes import rank
from tests.api.conftest import AT, Api, client_of, settings_for
from tests.conftest import server_of

pytestmark = pytest.mark.anyio
QUERY = """{
    edition { stale counts { needs } }
    gap(to: "senior-data-engineer", from: "Data engineer") { ... on Gap { required short stepsShort } }
    path(to: "senior-data-engineer", from: "data-engineer") { ... on LearningPath { status proved hours } }
    routes(from: "data-analyst", to: "senior-data-engineer", k: 3) {
        ... on Routes { routes { stepsShort moves { from { id } to { id } } } } }
    neighbourhood(competency: "sql", depth: 2) {
        ... on Neighbourhood { complete neighbours { distance competency { id } } } }
}"""


async def test_both_engines_answer_alike(graph_target: GraphTarget, world: Catalogue) -> None:
    """Whole answers through the API: what is computed from the copy, and what the graph itself walks."""
    from api.wiring import wired

    async with wired(settings_for(server_of(graph_target))) as wiring, client_of(wiring) as client:
        await (await wiring.reach.graph()).publish(world, author="ana", note="", at=AT)
        data = await Api(client, wiring).ask(QUERY)
    assert data["edition"] == {"stale": False, "counts": {"needs": sum(len(r.needs) for r in world.role_levels)}}
    assert data["path"]["proved"] is True
    found = rank(world, RoleLevelId("data-analyst"), RoleLevelId("senior-data-engineer"), k=3)
    assert isinstance(found, tuple)
    assert [
        (route["stepsShort"], [(move["from"]["id"], move["to"]["id"]) for move in route["moves"]])
        for route in data["routes"]["routes"]
    ] == [(route.steps_short, [(move.source, move.target) for move in route.moves]) for route in found]
    around = data["neighbourhood"]
    assert around["complete"] is True
    ids = [(each["distance"], each["competency"]["id"]) for each in around["neighbours"]]
    assert ids == sorted(ids)
    assert len(ids) > 5
