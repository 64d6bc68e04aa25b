"""Real, messy frameworks, from their files to answers, on both graphs."""

from pathlib import Path

import pytest

from tests import shared_data
from tests.journeys.conftest import Skillway


@pytest.fixture
def gdad(skillway: Skillway, tmp_path: Path) -> Skillway:
    """The UK Digital and Data framework, imported, checked and published."""
    out = tmp_path / "gdad"
    imported = skillway("import", "uk-gdad", shared_data.folder("uk-gdad"), "--out", out, "--json")
    assert imported.code == 0, imported.err
    checked = skillway("check", out, "--json")
    assert checked.code == 0
    assert checked.json["ok"] is True
    published = skillway("publish", out, "--json")
    assert published.code == 0, published.out
    return skillway


@pytest.mark.parametrize(
    ("source", "target", "counted"),
    [
        ("Data engineer", "Senior data engineer", (11, 8, 8)),
        ("Senior developer", "Senior DevOps engineer", (10, 1, 1)),
    ],
)
def test_gaps_between_roles_of_the_uk_framework(
    gdad: Skillway, source: str, target: str, counted: tuple[int, int, int]
) -> None:
    """Needs, how many are short, and steps short in all are those that were counted by hand."""
    answer = gdad("gap", "--from", source, "--to", target, "--json")
    assert answer.code == 0
    assert tuple(answer.json[key] for key in ("required", "short", "steps_short")) == counted


def test_every_row_of_the_uk_framework_has_an_outcome(skillway: Skillway, tmp_path: Path) -> None:
    """What was read is what was loaded, merged and refused, sheet by sheet, and the reasons are listed."""
    report = skillway("import", "uk-gdad", shared_data.folder("uk-gdad"), "--out", tmp_path / "gdad", "--json").json
    assert report["read"]["needs"] == 1825
    for sheet, read in report["read"].items():
        assert read == sum(report[outcome][sheet] for outcome in ("loaded", "merged", "refused"))
    refused = [row for row in report["rows"] if row["outcome"] == "refused" and row["sheet"] == "needs"]
    assert len(refused) == report["refused"]["needs"] == 28
    assert all(row["message"] for row in refused)


def test_a_role_level_with_an_ambiguous_label_is_refused_with_candidates(gdad: Skillway) -> None:
    """A label that fits two role levels is never guessed at."""
    answer = gdad("gap", "--to", "Apprentice", "--json")
    assert answer.code == 1
    assert answer.json["error"]["code"] in ("role_level.ambiguous", "role_level.unknown")
    assert answer.json["error"]["hint"]


def test_direct_closes_what_its_resources_can_close(skillway: Skillway, tmp_path: Path) -> None:
    """Each of the three profiles gets a proved path; what no resource teaches is listed as such, and nothing else."""
    out = tmp_path / "direct"
    assert skillway("import", "direct", shared_data.folder("direct-framework"), "--out", out, "--json").code == 0
    assert skillway("publish", out, "--json").code == 0
    taught = {
        teaching["competency"]
        for profile in ("Research Software Engineer", "RSE Team Lead", "Community Manager")
        for teaching in _closed_and_open(skillway, profile)
    }
    assert taught, "at least something can be learnt"


def _closed_and_open(skillway: Skillway, profile: str) -> list[dict[str, object]]:
    """What the path to a profile gives; every need is given or listed as uncloseable, with the cause."""
    answer = skillway("path", "--to", profile, "--json")
    assert answer.code == 0, answer.out
    path = answer.json
    assert path["proved"] is True
    assert path["cost"] == path["cost_bound"]
    given = {give["competency"] for step in path["steps"] for give in step["gives"]}
    open_ = {goal["competency"] for goal in path["uncloseable"]}
    assert {goal["cause"] for goal in path["uncloseable"]} <= {"no_course"}
    gap = skillway("gap", "--to", profile, "--json").json
    needed = {item["competency"] for item in gap["items"] if item["status"] != "met"}
    assert given | open_ >= needed
    assert given & open_ == set()
    assert all(step["hours_estimated"] for step in path["steps"]), "no resource of this framework has hours"
    return [give for step in path["steps"] for give in step["gives"]]
