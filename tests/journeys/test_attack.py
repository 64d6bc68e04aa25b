"""The attack: everything that a learner can get, with and without notes that are for managers only.

The queries are made from the schema, so that a field that is added tomorrow is attacked tomorrow. Each is asked
before and after notes are hidden in the record; answers must be the same, byte for byte, in as many statements.
"""

import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from api.schema.build import core
from api.wiring import Wiring, wired
from graph import GraphTarget, counted
from graph.record import Intake
from learners.access import VisibleLearner
from learners.evidence import Note
from learners.ids import LearnerId
from learners.rejected import Rejected
from tests.api.conftest import AT, Api, client_of, settings_for
from tests.api.lms import the_sample
from tests.api.persons import ANA, MO, As, fact, people, told
from tests.conftest import cypher

pytestmark = pytest.mark.anyio

DEPTH = 6
"""How far the walk follows fields below a learner."""
WORDS = ("walnut", "juniper", "saffron", "bergamot", "tamarind")
"""In the hidden notes, and nowhere else."""
GIVEN = {
    "competency": '"python"', "id": "$plan", "version": "1", "course": '"warehouse-design"',
    "startsOn": '"2026-12-01"', "hoursPerWeek": "5",
}  # fmt: skip
"""What required arguments are given, by name."""
ONTOLOGY = frozenset(
    name
    for name, kind in core.type_map.items()
    if isinstance(kind, GraphQLObjectType) and any(each.name == "Node" for each in kind.interfaces)
)
"""Types whose things are the same for everybody: the walk takes their ids and goes no further."""
BY_THE_CLOCK = ("read/record/revoked_tokens", "read/moment", "read/edition")
"""Statements that are sent once a second, whatever is asked."""


def arguments(field: GraphQLField) -> str:
    """What a field is asked with: all that it must have, and pages as long as may be."""
    said = {name: GIVEN[name] for name, one in field.args.items() if _must(name, one)}
    if "first" in field.args:
        said["first"] = "50"
    return "(" + ", ".join(f"{name}: {value}" for name, value in said.items()) + ")" if said else ""


def _must(name: str, one: GraphQLArgument) -> bool:
    if is_required_argument(one):
        assert name in GIVEN, f"teach the walk what to give for the argument {name}"
        return True
    return False


def selection(kind: Any, depth: int, path: tuple[str, ...] = ()) -> str:
    """Everything below a type, to a depth; a type is not walked into from within itself."""
    if isinstance(kind, GraphQLUnionType | GraphQLInterfaceType):
        return " ".join(
            f"... on {one.name} {{ {inner} }}"
            for one in core.get_possible_types(kind)
            if (inner := selection(one, depth, path))
        )
    if kind.name in ONTOLOGY:
        return "__typename id"
    parts = ["__typename"]
    for name, field in kind.fields.items():
        below = get_named_type(field.type)
        if is_leaf_type(below):
            parts.append(f"{_alias(kind.name, name)}{name}{arguments(field)}")
        elif depth > 0 and below.name not in path:
            inner = selection(below, depth - 1, (*path, kind.name))
            if inner != "__typename":
                parts.append(f"{_alias(kind.name, name)}{name}{arguments(field)} {{ {inner} }}")
    return " ".join(parts)


def _alias(kind: str, name: str) -> str:
    """Members of one union may have fields of one name and different types: each goes under a name of its own."""
    return f"{kind.lower()}_{name}: "


def questions() -> Iterator[tuple[str, str]]:
    """One request for each field of a learner, whatever it is."""
    learner = core.type_map["Learner"]
    assert isinstance(learner, GraphQLObjectType)
    for name, field in learner.fields.items():
        below = get_named_type(field.type)
        inner = "" if is_leaf_type(below) else f" {{ {selection(below, DEPTH, ('Learner',))} }}"
        asked = f"{name}{arguments(field)}{inner}"
        declared = "query Q($plan: ID!)" if "$plan" in asked else "query Q"
        yield name, f"{declared} {{ me {{ ... on Learner {{ {asked} }} ... on Refusal {{ code }} }} }}"


@dataclass
class Attacked:
    """The service, Ana's client and her plan."""

    api: Api
    ana: As
    plan: str
    target: GraphTarget

    async def everything(self) -> dict[str, tuple[int, str, int]]:
        """Every answer that Ana can get: status, body, and how many statements it took."""
        found: dict[str, tuple[int, str, int]] = {}
        for name, query in questions():
            variables = {"plan": self.plan} if "$plan" in query else {}
            found[f"me.{name}"] = await self._post({"query": query, "variables": variables})
        for name, query in PROBES.items():
            found[name] = await self._post({"query": query})
        with counted() as calls:
            copy = await self.api.client.get("/me/data.json", headers=self.ana.headers)
        found["data"] = (copy.status_code, copy.text, _counted(calls.by_name))
        pages = []
        after = None
        while True:
            cursor = f', after: "{after}"' if after else ""
            page = await self.ana.ask(
                f"{{ me {{ ... on Learner {{ evidence(first: 2{cursor}) {{ totalCount "
                "edges { cursor node { id } } pageInfo { endCursor hasNextPage hasPreviousPage } } } } }"
            )
            pages.append(page)
            info = page["me"]["evidence"]["pageInfo"]
            if not info["hasNextPage"]:
                break
            after = info["endCursor"]
        found["pages"] = (200, json.dumps(pages), len(pages))
        return found

    async def _post(self, body: dict[str, Any]) -> tuple[int, str, int]:
        with counted() as calls:
            answer = await self.api.post(body, **self.ana.headers)
        return answer.status_code, answer.text, _counted(calls.by_name)


PROBES = {
    "correcting a hidden fact": 'mutation { correctEvidence(evidence: "learner:mo:h1", level: 1) { __typename '
    "... on Refusal { code message hint candidates } } }",
    "taking back a hidden fact": 'mutation { withdrawEvidence(evidence: "h2") { __typename '
    "... on Refusal { code message hint candidates } } }",
    "a fact with the id of a hidden one": 'mutation { rateMyself(competency: "no-such-thing", level: 1, id: "h2") '
    "{ __typename ... on Refusal { code message hint candidates } } }",
    "the log": '{ auditEntries(learner: "ana") { __typename ... on Refusal { code message hint } } }',
    "a page that is too long": "{ me { ... on Learner { evidence(first: 100000) { totalCount } } } }",
    "a hidden fact's place": '{ me { ... on Learner { evidence(first: 1, after: "bm90") { totalCount } } } }',
}
"""Questions that try for what is hidden by its id, by limits and by cursors."""


def _counted(calls: dict[str, int]) -> int:
    return sum(count for name, count in calls.items() if name not in BY_THE_CLOCK)


@pytest.fixture(scope="module")
async def attacked(embedded_target: GraphTarget, anyio_backend: str) -> AsyncIterator[Attacked]:
    wide = {
        "SKILLWAY_MAX_TOKENS": "100000", "SKILLWAY_MAX_ALIASES": "10000", "SKILLWAY_MAX_COST": "100000000",
        "SKILLWAY_MAX_DEPTH": "50", "SKILLWAY_MAX_OBJECTS": "1000000", "SKILLWAY_MAX_BODY_BYTES": "4000000",
        "SKILLWAY_REQUEST_SECONDS": "120", "SKILLWAY_MAX_SEARCHES": "2000", "SKILLWAY_SOLVE_SECONDS": "100",
    }  # fmt: skip
    async with wired(settings_for(embedded_target, **wide)) as wiring:
        await (await wiring.reach.graph()).publish(the_sample(), author="ana", note="the sample", at=AT)
        await wiring.editions.seen()
        await people(wiring)
        await told(wiring, [fact("a3x", ANA, "manager", competency="sql", level=1.0, days=10, author=MO)])
        async with client_of(wiring) as client:
            api = Api(client, wiring)
            ana = As(api, f"learner:{ANA}")
            proposed = await ana.ask("mutation { proposePlan { __typename ... on Plan { id } } }")
            yield Attacked(api, ana, proposed["proposePlan"]["id"], embedded_target)


async def hide_notes(attacked: Attacked) -> None:
    """What a manager writes that Ana must never see, by every way there is."""
    wiring = attacked.api.wiring
    mo = As(attacked.api, f"learner:{MO}")
    by_api = await mo.ask(
        'mutation { recordEvidence(learner: "ana", source: MANAGER, competency: "python", note: "walnut", '
        'visibility: MANAGER, id: "h1") { __typename ... on Refusal { code message } } }'
    )
    assert by_api["recordEvidence"]["__typename"] != "Refusal", by_api
    beside = await mo.ask(  # it names a fact that Ana does see
        'mutation { correctEvidence(learner: "ana", evidence: "a3", note: "walnut", visibility: MANAGER, id: "h10") '
        "{ __typename ... on Refusal { code message } } }"
    )
    assert beside["correctEvidence"]["__typename"] != "Refusal", beside
    for_managers = [
        fact("h2", ANA, "manager", competency="statistics", days=2, author=MO, note=_note("juniper")),
        fact("h3", ANA, "manager", course="warehouse-design", days=1, author=MO, note=_note("saffron")),
        fact("h4", ANA, "manager", competency="statistics", days=1, author=MO, supersedes="h2", withdrawn=True,
             note=_note("bergamot")),
        *(fact(f"h{n}", ANA, "manager", competency="sql", days=n, author=MO, note=_note("walnut"))
          for n in range(5, 40)),
    ]  # fmt: skip
    await told(wiring, for_managers)
    record = await wiring.record()
    # A note beside a fact that Ana does see: the world differs in the note alone.
    cypher(
        attacked.target, "MATCH (e:Evidence {id: 'a3x'}) SET e.note = $note, e.noteFor = 'manager'",
        note=record.vault.seal("walnut"),
    )  # fmt: skip
    row = {"cells": {"id": "h9", "learner": "ana", "note": "tamarind", "visibility": "manager", "level": "99"}}
    refused = Rejected(
        id="r-hidden", door="evidence", code="level.off_scale", message="tamarind", at=datetime.now(UTC),
        row=json.dumps(row), learner=LearnerId(ANA),
    )  # fmt: skip
    await record.append(Intake(rejected=[refused]))


def _note(text: str) -> Note:
    return Note(text=text, visibility="manager")


async def test_hidden_notes_change_nothing_that_a_learner_can_get(attacked: Attacked) -> None:
    """Fields, counts, order, cursors, errors, reasons, plans, exports, sizes and numbers of statements are the same,
    byte for byte, with and without notes for managers."""
    await attacked.everything()  # what is computed at the first look, such as a plan's answer of today
    before = await attacked.everything()
    again = await attacked.everything()
    assert {name for name in before if before[name] != again[name]} == set(), "the attack itself must be steady"
    assert len(before["me.evidence"][1]) > 500 and before["data"][0] == 200
    await hide_notes(attacked)
    after = await attacked.everything()
    for name, answer in before.items():
        assert after[name][1] == answer[1], name
        assert after[name] == answer, name
    for name, (_, text, _) in after.items():
        assert not re.search("|".join(WORDS), text), name


async def test_the_walk_reaches_everything_there_is() -> None:
    """The attack asks for every field of a learner, and goes deep enough to meet facts, reasons, steps and plans."""
    asked = " ".join(query for _, query in questions())
    reached = set(re.findall(r"\b([a-z]+)_[A-Za-z]+: ", asked))
    assert {"evidence", "skillestimate", "why", "plan", "learningpath", "step"} <= reached, reached


async def test_the_manager_does_see_the_notes(attacked: Attacked) -> None:
    """The attack is not won by hiding the notes from everybody: whoever may read them does."""
    mo = As(attacked.api, f"learner:{MO}")
    seen = await mo.ask(
        '{ learner(id: "ana") { ... on Learner { evidence(first: 100) { totalCount nodes { id note { text } } } } } }'
    )
    noted = json.dumps(seen)
    assert "walnut" in noted and "juniper" in noted
    assert isinstance(attacked.api.wiring, Wiring) and VisibleLearner.__slots__
