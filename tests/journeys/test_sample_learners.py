"""The sample people: what the demo tells of each is so, by every command that it names; and their team."""

import asyncio
import shlex
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from api import sample_people
from api.commands.options import settings_now
from learners import sample
from tests.journeys.conftest import Skillway

TO = "senior-data-engineer"


@pytest.fixture(scope="module")
def peopled(sampled: Skillway) -> Iterator[Skillway]:
    """The command line on the sample world with its people."""
    assert asyncio.run(sample_people.load(settings_now())) == 13  # wigeon-2 is wigeon's
    yield sampled


def skill(skillway: Skillway, learner: str, competency: str) -> Any:
    """How one competency of a learner stands, with its levels."""
    said = skillway("state", "--learner", learner, "--competency", competency, "--why", "--json").json
    return said["skills"][0]


def statuses(found: Any) -> dict[int, str]:
    return {each["level"]: each["status"] for each in found["levels"]}


def test_loading_again_changes_nothing(peopled: Skillway) -> None:
    """People are brought into a record that has nobody, and never into another."""
    before = peopled("state", "--learner", "tern", "--json").out
    assert asyncio.run(sample_people.load(settings_now())) == 0
    assert peopled("state", "--learner", "tern", "--json").out == before


def test_every_command_of_the_stories_runs(peopled: Skillway) -> None:
    """The demo prints no command that fails; each story is of somebody else."""
    for story in sample.STORIES:
        assert peopled(*shlex.split(story.look)).code == 0, story.look
    assert len({story.learner for story in sample.STORIES}) == len(sample.STORIES)


def test_completed_but_not_able(peopled: Skillway) -> None:
    """tern completed what leads to level 3; the test says level 1, and completions do not raise it."""
    said = peopled("state", "--learner", "tern", "--json").json
    assert {each["course"] for each in said["done"]} == {"sql-at-work", "sql-in-depth"}
    assert skill(peopled, "tern", "sql")["level"] == 1


def test_able_but_unproven(peopled: Skillway) -> None:
    """gannet's SQL is plausible and not demonstrated; the path begins with the test."""
    found = skill(peopled, "gannet", "sql")
    assert (found["level"], found["status"]) == (0, "PARTIAL")
    path = peopled("path", "--learner", "gannet", "--json").json
    assert path["steps"][0]["assessment"] == "sql-check"


def test_expired(peopled: Skillway) -> None:
    """plover's test of four years ago validates level 2 still, and level 3 no more."""
    found = skill(peopled, "plover", "sql")
    assert found["level"] == 2
    assert statuses(found)[3] == "EXPIRED"
    years_ago = (date.today() - timedelta(days=1_200)).isoformat()
    then = peopled("state", "--learner", "plover", "--competency", "sql", "--as-of", years_ago, "--json").json
    assert then["skills"][0]["level"] == 3


def test_contradictory_ratings_and_a_note_for_the_manager(peopled: Skillway) -> None:
    """dunlin's ratings differ: level 1 is shown, more is plausible; the note is in no answer."""
    found = skill(peopled, "dunlin", "data-pipelines")
    assert found["level"] == 1
    assert statuses(found)[2] == "PARTIAL"
    assert {(fact["source"], fact["level"]) for fact in found["why"]["used"]} >= {("manager", 1.0), ("observed", 3.0)}
    assert "who watches the runs" not in peopled("state", "--learner", "dunlin", "--why").out


def test_role_changed(peopled: Skillway) -> None:
    """curlew is an engineer now; what was shown as an analyst counts for the new target."""
    said = peopled("state", "--learner", "curlew", "--json").json
    assert (said["role_level"], said["target"]) == ("data-engineer", TO)
    gap = peopled("gap", "--learner", "curlew", "--json").json
    met = {item["competency"] for item in gap["items"] if item["status"] == "met"}
    assert {"sql", "statistics"} <= met


def test_who_left_and_who_withdrew_the_view_are_not_in_the_team(peopled: Skillway) -> None:
    """heron sees neither knot nor eider, and no word about them; petrel sees knot."""
    told = peopled("team", "heat", "--manager", "heron", "--json")
    assert [row["learner"] for row in told.json["rows"]] == [
        "avocet", "curlew", "dunlin", "gannet", "godwit", "plover", "smew", "tern", "wigeon",
    ]  # fmt: skip
    for command in (("heat",), ("readiness",), ("coverage", "--to", TO, "--people", "2")):
        for form in ((), ("--json",)):
            shown = peopled("team", command[0], "--manager", "heron", *command[1:], *form)
            assert shown.code == 0
            assert "knot" not in shown.out
            assert "eider" not in shown.out
    rows = peopled("team", "heat", "--manager", "petrel", "--json").json["rows"]
    assert [row["learner"] for row in rows] == ["knot"]


def test_no_inference(peopled: Skillway) -> None:
    """avocet's tests are kept, and no skill follows from them."""
    said = peopled("state", "--learner", "avocet", "--json").json
    assert (said["inferring"], said["skills"], said["evidence"]) == (False, [], 2)


def test_a_newcomer_is_unknown(peopled: Skillway) -> None:
    """Of smew nothing is known: every need is unknown, none is known not to be met."""
    gap = peopled("gap", "--learner", "smew", "--json").json
    assert {item["status"] for item in gap["items"]} == {"unknown"}


def test_a_course_that_was_begun(peopled: Skillway) -> None:
    """godwit has done 60 % of a course of 24 hours; the path counts the rest."""
    path = peopled("path", "--learner", "godwit", "--json").json
    hours = {step["course"]: step["hours"] for step in path["steps"]}
    assert hours["pipelines-in-production"] == pytest.approx(9.6)


def test_two_accounts_of_one_person(peopled: Skillway) -> None:
    """What came in under wigeon-2 is wigeon's; asked by the other name, the same person answers."""
    assert skill(peopled, "wigeon", "sql")["level"] == 3
    assert skill(peopled, "wigeon", "python")["level"] == 3
    assert "wigeon-2" not in peopled("team", "heat", "--manager", "heron", "--json").out


def test_coverage_is_the_cheapest_choice(peopled: Skillway) -> None:
    """The hours are those of each one's own path; with a day, only who can make it is chosen."""
    said = peopled("team", "coverage", "--manager", "heron", "--to", TO, "--people", "4", "--json").json
    assert (len(said["chosen"]), said["missing"], said["proved"]) == (4, 0, True)
    assert said["hours"] == pytest.approx(sum(one["hours"] for one in said["chosen"]))
    for one in said["chosen"][:2]:
        path = peopled("path", "--learner", one["learner"], "--to", TO, "--json").json
        assert path["hours"] == pytest.approx(one["hours"])
    day = (date.today() + timedelta(days=200)).isoformat()
    soon = peopled(
        "team", "coverage", "--manager", "heron", "--to", TO, "--people", "4", "--by", day, "--hours-per-week", "5",
        "--json",
    ).json  # fmt: skip
    assert all(one["hours"] <= soon["hours_each"] for one in soon["chosen"])
    assert all(one["hours"] > soon["hours_each"] for one in soon["too_late"])
    assert soon["missing"] > 0


def test_groups_have_no_people(peopled: Skillway) -> None:
    """Without a manager there are figures: no id of anybody, and no figure from 1 to 4."""
    for arguments in (("heat",), ("heat", "--to", TO), ("readiness", "--to", TO)):
        told = peopled("team", *arguments, "--json")
        assert told.code == 0
        for story in sample.STORIES:
            assert story.learner not in told.out
        for group in told.json["groups"]:
            figures = [need[name] for need in group["needs"] for name in ("met", "short", "unknown")]
            figures += [band["people"] for band in group["bands"]]
            assert not any(figure is not None and 0 < figure < 5 for figure in figures)
            assert group["people"] >= 5
    assert peopled("team", "heat", "--as-of", "2026-01-01").code == 2


def test_the_audit_log_has_everybody_who_was_shown(peopled: Skillway) -> None:
    """A look at a team is a look at each; a path that was shown is there by its digest."""
    peopled("team", "readiness", "--manager", "heron", "--to", TO)
    seen = peopled("audit", "--learner", "smew", "--json").json
    entries = seen["entries"] if isinstance(seen, dict) else seen
    team = [entry for entry in entries if entry["action"] == "team.read"]
    assert any(entry["path"] for entry in team)
    assert all(entry["purpose"] == "command line: team" for entry in team)
