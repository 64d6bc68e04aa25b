"""A plan at the command line: proposed, agreed to, followed, and right after each thing that happens."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import Skillway


@pytest.fixture
def ana(sampled: Skillway, tmp_path: Path) -> str:
    """A learner with a target."""
    people = tmp_path / "people.csv"
    people.write_text("learner,name,role_level,target\nana,Ana,data-engineer,senior-data-engineer\n")
    assert sampled("import", "people", people).code == 0
    return "ana"


def test_a_plan_is_followed(sampled: Skillway, ana: str, tmp_path: Path) -> None:
    """Propose, accept, begin, do a step, show what it gave: the plan is right each time, and says what is left."""

    def plans(*arguments: str) -> Any:
        ran = sampled("plans", *arguments, "--json")
        assert ran.code == 0, ran.out
        return ran.json

    proposed = plans("propose", "--learner", ana)["plan"]
    plan, steps = proposed["id"], proposed["steps"]
    assert (proposed["status"], proposed["follows"], proposed["to"]) == ("proposed", True, "senior-data-engineer")
    assert plans("propose", "--learner", ana)["plan"]["id"] == plan
    refused = sampled("plans", "activate", plan, "--learner", ana, "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "plan.wrong_status")
    assert plans("accept", plan, "--learner", ana, "--version", "1")["plan"]["agreed"] == 1
    assert plans("activate", plan, "--learner", ana)["plan"]["status"] == "active"

    first = next(step for step in steps if step["course"] and step["gives"] and not step["after"])
    done = plans("done", plan, first["id"], "--learner", ana)["plan"]
    assert done["to_show"] and not done["differs"]
    assert done["hours_left"] == pytest.approx(proposed["hours_left"] - first["hours"])
    assert [step["id"] for step in done["steps"]] == [step["id"] for step in steps]

    facts, yesterday = tmp_path / "evidence.csv", date.today() - timedelta(days=1)
    rows = [
        f"{n}-{level['competency']},ana,{level['competency']},assessment,{level['level']},{yesterday}T0{n}:00:00Z"
        for level in first["gives"]
        for n in (1, 2, 3, 4)
    ]
    facts.write_text("\n".join(["id,learner,competency,source,level,occurred_at", *rows]) + "\n")
    assert sampled("import", "evidence", facts).code == 0
    shown = plans("show", plan, "--learner", ana, "--since", "1")
    assert shown["plan"]["to_show"] == []
    step = next(step for step in shown["plan"]["steps"] if step["id"] == first["id"])
    assert (step["progress"], step["shown"]) == ("done", True)
    assert shown["changes"]["hours_before"] == proposed["path"]["hours"]
    assert plans("refresh", "--all")["stale"] == 0
    (listed,) = plans("list", "--learner", ana)["plans"]
    assert listed["id"] == plan and not listed["stale"]
    assert plans("withdraw", plan, "--learner", ana)["plan"]["status"] == "withdrawn"


def test_people_read_plans_too(sampled: Skillway, ana: str) -> None:
    """Tables and sentences for people: the steps, the history, and what to do where there is nothing yet."""
    asked = sampled("plans", "propose", "--learner", ana, "--to", "Data engineer", "--goal", "sql=3")
    assert asked.code == 0 and "proposed" in asked.out and "history" in asked.out
    listed = sampled("plans", "list", "--learner", ana)
    assert "Data engineer and SQL" in " ".join(listed.out.split())
    missing = sampled("plans", "show", "plan-none", "--learner", ana)
    assert missing.code == 1 and "plan.not_visible" in missing.err
    assert sampled("plans", "list", "--learner", "nobody").code == 1
    assert sampled("plans", "refresh").code == 2
