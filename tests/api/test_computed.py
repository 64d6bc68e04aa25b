"""Gap, path, routes and neighbourhood over GraphQL: the command line's answers in camelCase, and typed refusals."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from api.answers import Labelled, of_gap, of_routes
from api.path_answers import of_path
from graph import Edition, counted
from ontology.ids import CompetencyId, CourseId, RoleLevelId
from ontology.model import Catalogue
from planning import gaps, goals
from planning.recommend import recommend
from planning.routes import rank
from planning.solver.index import build
from tests.api.conftest import Api, client_of

pytestmark = pytest.mark.anyio

TO, FROM = RoleLevelId("senior-data-engineer"), RoleLevelId("data-engineer")
GAP = """query ($to: ID!, $from: ID, $have: [Held!], $includeOptional: Boolean!, $language: String) {
    gap(to: $to, from: $from, have: $have, includeOptional: $includeOptional, language: $language) {
        __typename ... on Gap { edition { number digest } to { id label } required short stepsShort
            items { competency { id label labelLanguage } required held confidence stepsShort importance weight
                    status via { id } } }
        ... on Refusal { code message } } }"""
PATH = """query ($to: ID, $from: ID, $have: [Held!], $goals: [Goal!], $done: [ID!], $without: [ID!],
        $maybe: [Maybe!], $inProgress: [InProgress!], $preferences: Preferences, $limits: Limits, $budgetMs: Int) {
    path(to: $to, from: $from, have: $have, goals: $goals, done: $done, without: $without, maybe: $maybe,
         inProgress: $inProgress, preferences: $preferences, limits: $limits, budgetMs: $budgetMs) {
        __typename ... on LearningPath { edition { number digest } to { id label } status cost costBound hours
            unknownHours bound proved stopped money unknownMoney nextSteps { id } indivisible
            prices { competency { id label labelLanguage } level cost sentence }
            limited { closed closedBound binding sentence lifts { bar limit closed endsOn hoursPerWeek } }
            gap { required short stepsShort }
            steps { id kind course { id label labelLanguage } assessment { id label labelLanguage }
                    hours hoursEstimated money after because reasons { kind competency { id } level step }
                    testOut { competency { id label labelLanguage } level probability hoursIfPassed hoursIfFailed
                              worth also { competency { id } level probability } spares { id } }
                    gives { competency { id } level }
                    uses { ... on CompetencyAtLevel { competency { id } level }
                           ... on CourseDone { course { id } } } }
            uncloseable { competency { id label labelLanguage } level reached cause detail } }
        ... on Refusal { code message } } }"""
ROUTES = """query ($from: ID!, $to: ID!, $k: Int!, $maxMoves: Int!) {
    routes(from: $from, to: $to, k: $k, maxMoves: $maxMoves) {
        __typename ... on Routes { edition { number digest } from { id } to { id }
            routes { stepsShort moves { from { id label } to { id label } kind short stepsShort } } }
        ... on Refusal { code message } } }"""


def edition_of(api: Api) -> Edition:
    view = api.wiring.editions.view
    assert view is not None
    return view.edition


def flat_gap(shown: Mapping[str, Any]) -> dict[str, Any]:
    """A gap as the command line shows it: ids for things, snake_case, lower-case words."""
    return {
        "edition": shown["edition"],
        "to": shown["to"]["id"],
        "to_label": shown["to"]["label"],
        "required": shown["required"],
        "short": shown["short"],
        "steps_short": shown["stepsShort"],
        "items": [
            {
                "competency": item["competency"]["id"],
                "label": item["competency"]["label"],
                "label_language": item["competency"]["labelLanguage"],
                "required": item["required"],
                "held": item["held"],
                "confidence": item["confidence"],
                "steps_short": item["stepsShort"],
                "importance": item["importance"].lower(),
                "weight": item["weight"],
                "status": item["status"].lower(),
                **({"via": item["via"]["id"]} if item["via"] else {}),
            }
            for item in shown["items"]
        ],
    }


def flat_path(shown: Mapping[str, Any]) -> dict[str, Any]:
    """A path as the command line shows it."""
    return {
        "edition": shown["edition"],
        "to": shown["to"]["id"] if shown["to"] else None,
        **({"to_label": shown["to"]["label"]} if shown["to"] else {}),
        "status": shown["status"].lower(),
        "cost": shown["cost"],
        "cost_bound": shown["costBound"],
        "hours": shown["hours"],
        "unknown_hours": shown["unknownHours"],
        "bound": shown["bound"],
        "proved": shown["proved"],
        "stopped": shown["stopped"] and shown["stopped"].lower(),
        "money": shown["money"],
        "unknown_money": shown["unknownMoney"],
        "limited": shown["limited"] and flat_limited(shown["limited"]),
        "next_steps": [step["id"] for step in shown["nextSteps"]],
        "steps": [flat_step(step) for step in shown["steps"]],
        "uncloseable": [
            {
                "competency": goal["competency"]["id"],
                "label": goal["competency"]["label"],
                "label_language": goal["competency"]["labelLanguage"],
                "level": goal["level"],
                "reached": goal["reached"],
                "cause": goal["cause"].lower(),
                "detail": goal["detail"],
            }
            for goal in shown["uncloseable"]
        ],
        "gap": {
            "required": shown["gap"]["required"],
            "short": shown["gap"]["short"],
            "steps_short": shown["gap"]["stepsShort"],
        },
        "prices": [
            {
                **named(price["competency"], "competency"),
                **{key: price[key] for key in ("level", "cost", "sentence")},
            }
            for price in shown["prices"]
        ],
        "indivisible": shown["indivisible"],
    }


def named(shown: Mapping[str, Any], key: str) -> dict[str, Any]:
    """A thing as the command line shows it: its id under its kind, with its label."""
    return {key: shown["id"], "label": shown["label"], "label_language": shown["labelLanguage"]}


def flat_limited(shown: Mapping[str, Any]) -> dict[str, Any]:
    """What limits did, as the command line shows it."""
    return {
        "closed": shown["closed"],
        "closed_bound": shown["closedBound"],
        "binding": [bar.lower() for bar in shown["binding"]],
        "lifts": [
            {
                "bar": lift["bar"].lower(),
                "limit": lift["limit"],
                "closed": lift["closed"],
                "ends_on": lift["endsOn"],
                "hours_per_week": lift["hoursPerWeek"],
            }
            for lift in shown["lifts"]
        ],
        "sentence": shown["sentence"],
    }


def flat_step(step: Mapping[str, Any]) -> dict[str, Any]:
    """A step as the command line shows it."""
    test_out = step["testOut"]
    taken = step["course"] or step["assessment"]
    return {
        "id": step["id"],
        "course": step["course"]["id"] if step["course"] else None,
        **({"assessment": step["assessment"]["id"]} if step["assessment"] else {}),
        "label": taken["label"],
        "label_language": taken["labelLanguage"],
        "kind": step["kind"].lower(),
        "hours": step["hours"],
        **({"hours_estimated": True} if step["hoursEstimated"] else {}),
        "money": step["money"],
        "after": step["after"],
        "gives": [flat_member(given) for given in step["gives"]],
        "uses": [flat_member(used) for used in step["uses"]],
        "because": step["because"],
        "reasons": [
            {
                "kind": reason["kind"].lower(),
                "competency": reason["competency"] and reason["competency"]["id"],
                "level": reason["level"],
                "step": reason["step"],
            }
            for reason in step["reasons"]
        ],
        **({"test_out": flat_test_out(test_out)} if test_out else {}),
    }


def flat_test_out(shown: Mapping[str, Any]) -> dict[str, Any]:
    """What an assessment is worth, as the command line shows it."""
    return {
        **named(shown["competency"], "competency"),
        "level": shown["level"],
        "probability": shown["probability"],
        "hours_if_passed": shown["hoursIfPassed"],
        "hours_if_failed": shown["hoursIfFailed"],
        "worth": shown["worth"],
        "also": [
            {"competency": other["competency"]["id"], "level": other["level"], "probability": other["probability"]}
            for other in shown["also"]
        ],
        "spared": [course["id"] for course in shown["spares"]],
    }


def flat_member(said: Mapping[str, Any]) -> dict[str, Any]:
    """A level, or a course done, as the command line shows it."""
    if "course" in said:
        return {"course": said["course"]["id"]}
    return {"competency": said["competency"]["id"], "level": said["level"]}


@pytest.mark.parametrize("optional", [False, True])
@pytest.mark.parametrize("have", [{}, {"sql": 3, "python": 0}, {"relational-querying": 4}])
async def test_a_gap_says_what_the_command_line_says(
    api: Api, world: Catalogue, have: dict[str, int], optional: bool
) -> None:
    """Every key of the gap's JSON is in the GraphQL answer, with the same value."""
    asked = {
        "to": TO,
        "from": FROM,
        "have": [{"competency": competency, "level": level} for competency, level in have.items()],
        "includeOptional": optional,
        "language": "de",
    }
    shown = (await api.ask(GAP, asked))["gap"]
    ranks = {CompetencyId(competency): level for competency, level in have.items()}
    question = goals.ask(world, to=TO, source=FROM, have=ranks, include_optional=optional)
    assert isinstance(question, goals.Question)
    found = gaps.between(world, question.needs, question.state, optional)
    assert flat_gap(shown) == of_gap(edition_of(api), TO, found, Labelled(world, "de"))


async def test_a_path_says_what_the_command_line_says(api: Api, world: Catalogue) -> None:
    """Every key of the path's JSON is in the GraphQL answer, with the same value, the proof among them."""
    asked = {"to": TO, "from": FROM, "have": [{"competency": "SQL", "level": 2}]}
    shown = (await api.ask(PATH, asked))["path"]
    question = goals.ask(world, to=TO, source=FROM, have={CompetencyId("sql"): 2})
    assert isinstance(question, goals.Question)
    found = recommend(build(world), question)
    assert shown["proved"] is True
    assert flat_path(shown) == of_path(edition_of(api), TO, found, Labelled(world, "en"))


async def test_a_path_may_be_asked_for_goals_alone(api: Api, world: Catalogue) -> None:
    """Goals stand in for a role level; what was done is not planned again, nor is what is left out."""
    plain = (await api.ask(PATH, {"goals": [{"competency": "sql", "level": 2}]}))["path"]
    first = plain["steps"][0]["course"]["id"]
    other = (await api.ask(PATH, {"goals": [{"competency": "sql", "level": 2}], "without": [first]}))["path"]
    assert first not in {step["course"]["id"] for step in other["steps"]}
    question = goals.ask(world, goal={CompetencyId("sql"): 2}, without=[CourseId(first)])
    assert isinstance(question, goals.Question)
    assert flat_path(other) == of_path(
        edition_of(api), None, recommend(build(world), question), Labelled(world, "en")
    )


async def test_routes_say_what_the_command_line_says(api: Api, world: Catalogue) -> None:
    """Routes come from the graph's bounded part and equal those ranked over the whole catalogue."""
    asked = {"from": "data-analyst", "to": "senior-data-engineer", "k": 4, "maxMoves": 5}
    shown = (await api.ask(ROUTES, asked))["routes"]
    start = RoleLevelId("data-analyst")
    found = rank(world, start, TO, k=4, max_moves=5)
    assert isinstance(found, tuple)
    assert found
    said: Any = of_routes(edition_of(api), start, TO, found, Labelled(world, "en"))
    assert shown["routes"] == [
        {
            "stepsShort": route["steps_short"],
            "moves": [
                {
                    "from": {"id": move["from"], "label": move["from_label"]},
                    "to": {"id": move["to"], "label": move["to_label"]},
                    "kind": move["kind"].upper(),
                    "short": move["short"],
                    "stepsShort": move["steps_short"],
                }
                for move in route["moves"]
            ],
        }
        for route in said["routes"]
    ]


async def test_a_neighbourhood_is_what_the_catalogue_ties(api: Api, world: Catalogue) -> None:
    """One hop around a competency: exactly those that it names and those that name it."""
    query = """{ neighbourhood(competency: "databases") { ... on Neighbourhood { complete
        neighbours { distance competency { id } } ties { type from { id } to { id } } } } }"""
    found = (await api.ask(query))["neighbourhood"]
    assert found["complete"] is True
    near = {each["competency"]["id"] for each in found["neighbours"] if each["distance"] == 1}
    children = {c.id for c in world.competencies if "databases" in c.broader}
    assert children <= near
    assert {"type": "BROADER", "from": {"id": "sql"}, "to": {"id": "databases"}} in found["ties"]


@pytest.mark.parametrize(
    ("query", "field", "asked", "code"),
    [
        (GAP, "gap", {"to": "nobody", "includeOptional": False}, "role_level.unknown"),
        (GAP, "gap", {"to": TO, "from": "nobody", "includeOptional": False}, "role_level.unknown"),
        (PATH, "path", {}, "goal.missing"),
        (PATH, "path", {"to": TO, "have": [{"competency": "sql", "level": 9}]}, "competency.level_off_scale"),
        (PATH, "path", {"to": TO, "done": ["no-course"]}, "course.unknown"),
        (PATH, "path", {"to": TO, "goals": [{"competency": "sql", "level": 0}]}, "competency.level_off_scale"),
        (ROUTES, "routes", {"from": FROM, "to": TO, "k": 3, "maxMoves": 50}, "limit.max_moves"),
        (ROUTES, "routes", {"from": FROM, "to": TO, "k": 1000, "maxMoves": 3}, "routes.too_many"),
        (ROUTES, "routes", {"from": FROM, "to": "nobody", "k": 1, "maxMoves": 3}, "role_level.unknown"),
    ],
)
async def test_what_cannot_be_answered_is_refused(
    api: Api, query: str, field: str, asked: dict[str, Any], code: str
) -> None:
    """A question that cannot be answered gets data, not an error: a refusal with code, message and hint."""
    refusal = (await api.ask(query, asked))[field]
    assert refusal["__typename"] == "Refusal"
    assert refusal["code"] == code
    assert refusal["message"]


async def test_a_neighbourhood_is_bounded(api: Api) -> None:
    """Too many hops are refused by number, not tried."""
    query = (
        'query ($depth: Int!) { neighbourhood(competency: "sql", depth: $depth) { ... on Refusal { code message } } }'
    )
    refusal = (await api.ask(query, {"depth": 50}))["neighbourhood"]
    assert "50" in refusal["message"]
    assert "3" in refusal["message"]


async def test_three_levels_over_a_hundred_things_take_one_row(api: Api) -> None:
    """A nested list of a hundred competencies with courses and role levels costs the graph one row at most."""
    query = """{ competencies(first: 100) { nodes { label
        taughtBy(first: 10) { nodes { course { label teaches { competency { label } } } } }
        neededBy(first: 10) { nodes { roleLevel { label role { family { label } } } } } } } }"""
    with counted() as calls:
        data = await api.ask(query)
    assert len(data["competencies"]["nodes"]) > 60
    assert calls.total <= 1, calls.by_name


@pytest.mark.parametrize(
    ("query", "most"),
    [
        ('{ routes(from: "data-analyst", to: "senior-data-engineer") { __typename } }', 20),
        ('{ neighbourhood(competency: "sql", depth: 3) { __typename } }', 8),
    ],
)
async def test_traversals_take_a_bounded_number_of_statements(api: Api, query: str, most: int) -> None:
    """What goes to the graph takes a number of statements that does not grow with the answer."""
    with counted() as calls:
        await api.ask(query)
    assert 0 < calls.total <= most, calls.by_name


async def test_a_graph_that_is_too_slow_is_a_refusal(api: Api) -> None:
    """A traversal that takes too long is refused with a code; the rest of the request is answered all the same."""
    limits = replace(api.wiring.settings.limits, graph_seconds=0.000_001)
    hasty = replace(api.wiring, settings=replace(api.wiring.settings, limits=limits))
    async with client_of(hasty) as client:
        data = await Api(client, hasty).ask("""{ edition { number }
            neighbourhood(competency: "sql") { ... on Refusal { code message hint } } }""")
    assert data["edition"]["number"]
    assert data["neighbourhood"]["code"] == "graph.timeout"


async def test_an_answer_that_grows_too_large_is_cut_off(api: Api) -> None:
    """What page sizes do not tell is counted while the answer is made; the error names the limit."""
    limits = replace(api.wiring.settings.limits, objects=500)
    frugal = replace(api.wiring, settings=replace(api.wiring.settings, limits=limits))
    query = "{ roleLevels(first: 39) { nodes { needs { competency { taughtBy { nodes { course { id } } } } } } } }"
    async with client_of(frugal) as client:
        errors = await Api(client, frugal).errors(query)
    assert len(errors) == 1
    assert errors[0]["extensions"]["code"] == "limit.objects"
    assert (errors[0]["extensions"]["limit"], errors[0]["extensions"]["actual"]) == (500, 501)
