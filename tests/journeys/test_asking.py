"""What learners and script authors ask at the terminal, with the sample world, on both graphs."""

import asyncio
import os
import subprocess
import sys
from typing import Any

import httpx
import pytest

from api import settings
from api.answers import Labelled, of_gap
from api.server import create_app
from api.wiring import wired
from graph import GraphTarget
from ontology import sample
from ontology.check import check
from planning import gaps, goals
from planning.solver.index import Index, build
from tests.journeys.conftest import Skillway
from tests.journeys.support import assert_right, current

QUESTION = ("--to", "senior-data-engineer", "--from", "data-engineer")


@pytest.fixture(scope="module")
def index() -> Index:
    """The sample world as the planner sees it, straight from its files."""
    return build(check(list(sample.paths())).catalogue)


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("senior-data-engineer", {"source": "data-engineer"}),
        ("senior-data-engineer", {"include_optional": True}),
        ("senior-data-engineer", {"source": "data-engineer", "have": {"sql": 0}, "goal": {"coaching": 2}}),
        ("staff-software-engineer", {"source": "software-engineer", "done": ["reviewing-code"]}),
        ("senior-terminal-planner", {"without": ["container-workshop"]}),
        (None, {"goal": {"english": 3}}),
    ],
)
def test_a_printed_path_is_right(
    sampled: Skillway, graph_target: GraphTarget, index: Index, to: str | None, words: dict[str, Any]
) -> None:
    """It is the planner's own path, an independent checker has no complaint, and every edge of it is in the graph."""
    question = goals.ask(index.catalogue, to=to, **words)  # type: ignore[arg-type]
    assert isinstance(question, goals.Question), question
    ran = sampled("path", *_typed(to, words), "--json")
    assert ran.code == 0, ran.out
    assert_right(graph_target, index, question, ran.json)


def _typed(to: str | None, words: dict[str, Any]) -> list[str]:
    """The question as somebody types it."""
    typed = [] if to is None else ["--to", to]
    if "source" in words:
        typed += ["--from", words["source"]]
    for option in ("have", "goal"):
        for competency, rank in words.get(option, {}).items():
            typed += [f"--{option}", f"{competency}={rank}"]
    for option in ("done", "without"):
        for course in words.get(option, []):
            typed += [f"--{option}", course]
    return [*typed, "--include-optional"] if words.get("include_optional") else typed


def test_gaps_are_measured_as_on_the_whole_edition(
    sampled: Skillway, graph_target: GraphTarget, index: Index
) -> None:
    """A gap reads a slice of the graph; it says what the whole catalogue would say, labels and all."""
    catalogue = index.catalogue
    edition = asyncio.run(current(graph_target))
    levels = [level.id for level in catalogue.role_levels if not level.retired]
    for number, to in enumerate(levels[::4]):
        source = levels[number]
        question = goals.ask(catalogue, to=to, source=source)
        assert isinstance(question, goals.Question)
        measured = gaps.between(catalogue, question.needs, question.state)
        printed = sampled("gap", "--to", to, "--from", source, "--json").json
        assert printed == of_gap(edition, to, measured, Labelled(catalogue, "en"))


@pytest.mark.parametrize("arguments", [("path", *QUESTION), ("gap", *QUESTION)])
def test_the_same_question_has_the_same_answer_byte_for_byte(sampled: Skillway, arguments: tuple[str, ...]) -> None:
    """Other processes, with their own order of sets, print the same bytes."""
    here = sampled(*arguments, "--json").out
    for seed in ("1", "2"):
        elsewhere = subprocess.run(
            [sys.executable, "-m", "api", *arguments, "--json"],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        assert elsewhere.stdout == here


GRAPHQL = """
query ($to: ID!, $from: ID!) {
  gap(to: $to, from: $from) {
    ... on Gap {
      required short stepsShort
      items { competency { id } required held stepsShort status importance weight }
    }
  }
  path(to: $to, from: $from) {
    ... on LearningPath {
      hours cost bound costBound proved unknownHours
      steps { id course { id } hours because }
    }
  }
  routes(from: "terminal-planner", to: "data-engineer") {
    ... on Routes { routes { stepsShort moves { from { id } to { id } kind short stepsShort } } }
  }
}
"""


def test_both_doors_answer_alike(sampled: Skillway) -> None:
    """Gap, path and routes are the same from the command line, which reads slices, and from GraphQL's own copy."""
    gap = sampled("gap", *QUESTION, "--json").json
    path = sampled("path", *QUESTION, "--json").json
    routes = sampled("routes", "--from", "terminal-planner", "--to", "data-engineer", "--json").json
    answer = asyncio.run(_ask_graphql({"to": "senior-data-engineer", "from": "data-engineer"}))
    assert {"required": gap["required"], "short": gap["short"], "stepsShort": gap["steps_short"]} == {
        key: answer["gap"][key] for key in ("required", "short", "stepsShort")
    }
    assert [_item(i["competency"], i["required"], i["held"], i["status"]) for i in gap["items"]] == [
        _item(i["competency"]["id"], i["required"], i["held"], i["status"]) for i in answer["gap"]["items"]
    ]
    assert [(s["id"], s["course"], s["hours"], s["because"]) for s in path["steps"]] == [
        (s["id"], s["course"]["id"], s["hours"], s["because"]) for s in answer["path"]["steps"]
    ]
    for ours, theirs in (("hours", "hours"), ("cost_bound", "costBound"), ("proved", "proved"), ("bound", "bound")):
        assert path[ours] == answer["path"][theirs]
    assert [[(m["from"], m["to"], m["steps_short"]) for m in route["moves"]] for route in routes["routes"]] == [
        [(m["from"]["id"], m["to"]["id"], m["stepsShort"]) for m in route["moves"]]
        for route in answer["routes"]["routes"]
    ]


def _item(competency: str, required: int, held: int | None, status: str) -> tuple[str, int, int | None, str]:
    return competency, required, held, status.lower()


async def _ask_graphql(variables: dict[str, str]) -> Any:
    """The data of one request to the application, on the graph that the environment names."""
    async with wired(settings.read(os.environ)) as wiring:
        transport = httpx.ASGITransport(app=create_app(wiring))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", timeout=60) as client:
            body = (await client.post("/graphql", json={"query": GRAPHQL, "variables": variables})).json()
    assert "errors" not in body, body["errors"]
    return body["data"]
