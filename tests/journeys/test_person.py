"""A person at the terminal: their state and why, their gap, their path; the same as by GraphQL."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.commands.options import settings_now
from api.wiring import wired
from tests.api.conftest import Api, client_of
from tests.api.persons import ANA, BEN, NOW, SENIOR, As, people
from tests.journeys.conftest import Skillway


@pytest.fixture(scope="module")
def recorded(sampled: Skillway) -> Iterator[Skillway]:
    """The command line on the sample world with the people of `tests.api.persons`."""

    async def bring() -> None:
        async with wired(settings_now()) as wiring:
            await wiring.editions.seen()
            await people(wiring)

    asyncio.run(bring())
    yield sampled


def asked(subject: str, query: str) -> Any:
    """The answer of a service on the same graph."""

    async def ask() -> Any:
        async with wired(settings_now()) as wiring, client_of(wiring) as client:
            await wiring.editions.seen()
            return await As(Api(client, wiring), subject).ask(query)

    return asyncio.run(ask())


def test_state_says_what_is_proved_and_what_would_raise_it(recorded: Skillway) -> None:
    """A line for each competency with evidence, the courses, and the day and policy below."""
    told = recorded("state", "--learner", ANA)
    assert told.code == 0, told.err
    for words in (
        "Ana Able",
        "Senior data engineer",
        "Python",
        "Relational querying",
        "what would raise it",
        "as of",
    ):
        assert words in told.out
    assert "hush" not in told.out, "notes are not told here"


def test_why_has_every_fact_and_its_share(recorded: Skillway) -> None:
    """`--why` in JSON: shares that add up to the mean; in words the facts and the rule."""
    said = recorded("state", "--learner", ANA, "--competency", "Python", "--why", "--json").json
    why = said["skills"][0]["why"]
    assert {used["id"] for used in why["used"]} == {"a2", "a3", "a4"}
    assert why["prior_share"] + sum(used["share"] for used in why["used"]) == pytest.approx(why["mean"])
    words = recorded("state", "--learner", ANA, "--competency", "python", "--why").out
    assert "Why Python" in words and "the rule" in words and "the manager" in words


def test_gap_and_path_start_from_the_record_and_go_to_the_target(recorded: Skillway) -> None:
    """Without --to they go to the learner's own target; what is typed beside the record wins over it."""
    gap = recorded("gap", "--learner", ANA, "--json").json
    assert (gap["learner"], gap["to"]) == (ANA, SENIOR)
    by_name = {item["competency"]: item for item in gap["items"]}
    assert by_name["sql"]["held"] == 2 and by_name["sql"]["skill"]["status"] == "DEMONSTRATED"
    assert by_name["data-modelling"]["status"] == "unknown"
    assert by_name["data-modelling"]["skill"]["status"] == "PARTIAL"
    typed = recorded("gap", "--learner", ANA, "--have", "sql=3", "--json").json
    assert typed["short"] == gap["short"] - 1 and typed["state"] == gap["state"]
    path = recorded("path", "--learner", ANA, "--json").json
    assert path["to"] == SENIOR and path["proved"] and path["state"] == gap["state"]
    assert {step["kind"] for step in path["steps"]} == {"course", "assessment"}
    assert "by the evidence" in recorded("gap", "--learner", ANA).out
    assert "as of" in recorded("path", "--learner", ANA).out


def test_both_doors_tell_the_same_of_a_person(recorded: Skillway) -> None:
    """State, gap and path of a learner are one computation, whoever asks and however."""
    service = asked(
        f"learner:{ANA}",
        "{ me { ... on Learner { basis { state asOf } gap { ... on Gap { short items { competency { id } held skill {"
        " status level } } } } path { ... on LearningPath { hours steps { id } } } } } }",
    )["me"]
    gap, path = (recorded(command, "--learner", ANA, "--json").json for command in ("gap", "path"))
    assert (service["basis"]["state"], service["basis"]["asOf"]) == (gap["state"], gap["as_of"])
    assert [(item["competency"]["id"], item["held"], item["skill"]) for item in service["gap"]["items"]] == [
        (item["competency"], item["held"], {"status": item["skill"]["status"], "level": item["skill"]["level"]})
        for item in gap["items"]
    ]
    assert [step["id"] for step in service["path"]["steps"]] == [step["id"] for step in path["steps"]]
    assert service["path"]["hours"] == path["hours"]


def test_any_day_can_be_looked_at(recorded: Skillway) -> None:
    """Before the first fact nothing is known; a day beyond all calendars is refused, and one without a learner."""
    early = (NOW - timedelta(days=120)).date().isoformat()
    said = recorded("state", "--learner", ANA, "--as-of", early, "--json").json
    assert said["skills"] == [] and said["as_of"] == early
    refused = recorded("state", "--learner", ANA, "--as-of", "9999-12-31", "--json")
    assert refused.code == 1 and refused.json["error"]["code"] == "as_of.out_of_range"
    assert recorded("gap", "--to", SENIOR, "--as-of", early).code == 2
    assert recorded("gap").code == 2


def test_nobody_and_nothing_are_told_clearly(recorded: Skillway) -> None:
    """An unknown learner, a learner without target, and one without any evidence."""
    nobody = recorded("state", "--learner", "nobody", "--json")
    assert nobody.code == 1 and nobody.json["error"]["code"] == "learner.not_visible"
    assert "nobody" not in nobody.out
    aimless = recorded("path", "--learner", BEN, "--json")
    assert aimless.code == 1 and aimless.json["error"]["code"] == "target.missing"
    assert "unknown" in recorded("state", "--learner", BEN).out
    assert recorded("path", "--learner", BEN, "--to", SENIOR, "--json").json["steps"]


def test_a_kept_path_of_a_learner_is_compared_later(recorded: Skillway, tmp_path: Path) -> None:
    """`--keep` and `--since` work from a record as from a typed state."""
    file = tmp_path / "kept.json"
    assert recorded("path", "--learner", ANA, "--keep", file).code == 0
    since = recorded("path", "--learner", ANA, "--since", file, "--json").json["since"]
    assert since["verdict"]["optimal"] is True
    assert "Ana Able" not in file.read_text("utf-8")


def test_looks_of_the_command_line_are_in_the_audit_log(recorded: Skillway) -> None:
    """Each look with its command, and each path that was shown."""
    recorded("state", "--learner", ANA)
    recorded("path", "--learner", ANA)
    entries = recorded("audit", "--learner", ANA, "--json").json
    assert {"command line: state", "command line: path"} <= {entry["purpose"] for entry in entries}
    assert any(entry["path"] for entry in entries)
