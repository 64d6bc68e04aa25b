"""What an L&D administrator asks at the terminal: the paths of everybody, with the sample world, on both graphs."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.conftest import Skillway

PEOPLE = """learner;to;from;have;done;goal;name
p1;;data-engineer;;;;Ann Zyx
p2;;data-engineer;sql=2;;;Bob Zyx
p3;;data-engineer;;;;Cid Zyx
p4;Staff software engineer;;;reviewing-code;;Dee Zyx
p5;;;;;english=3;Eve Zyx
p6;nowhere;;;;;Fay Zyx
p7;;;sql=9;;;Gil Zyx
p1;;;;;;Hal Zyx
p8;data-engineer;data-engineer;;;;Ida Zyx
"""


@pytest.fixture
def people(tmp_path: Path) -> Path:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE, encoding="utf-8")
    return file


def test_everybody_gets_the_path_that_is_asked_for_alone(sampled: Skillway, people: Path) -> None:
    """Status, hours, proof and courses are those that `path` prints for the one person."""
    ran = sampled("plan-many", people, "--to", "senior-data-engineer", "--new-courses", "0", "--json")
    assert ran.code == 1, ran.out  # three rows are refused
    learners = {row["learner"]: row for row in ran.json["learners"]}
    assert list(learners) == ["p1", "p2", "p3", "p4", "p5", "p8"]
    typed = {
        "p1": ("--to", "senior-data-engineer", "--from", "data-engineer"),
        "p2": ("--to", "senior-data-engineer", "--from", "data-engineer", "--have", "sql=2"),
        "p4": ("--to", "staff-software-engineer", "--done", "reviewing-code"),
        "p5": ("--to", "senior-data-engineer", "--goal", "english=3"),
        "p8": ("--to", "data-engineer", "--from", "data-engineer"),
    }
    for learner, question in typed.items():
        alone, row = sampled("path", *question, "--json").json, learners[learner]
        assert {key: row[key] for key in ("to", "status", "hours", "bound", "proved", "gap")} == {
            key: alone[key] for key in ("to", "status", "hours", "bound", "proved", "gap")
        }
        assert row["courses"] == [step["course"] for step in alone["steps"]]
    assert ran.json["problems"] == 5  # p1 and p3 have one
    assert ran.json["edition"] == alone["edition"]


def test_the_report_adds_up(sampled: Skillway, people: Path) -> None:
    """Rows read are rows planned and rows refused; hours are those of the rows; bottlenecks lie in the paths."""
    report = sampled("plan-many", people, "--to", "senior-data-engineer", "--json").json
    assert report["people"] == {
        "read": 9, "planned": 6, "refused": 3, "complete": 4, "partial": 1, "nothing_to_do": 1,
    }  # fmt: skip
    assert report["hours"]["total"] == sum(row["hours"] for row in report["learners"])
    assert report["proved_share"] == 1.0
    assert report["unread_columns"] == ["name"]
    assert [(row["row"], row["learner"], row["code"]) for row in report["refused"]] == [
        (7, "p6", "role_level.unknown"),
        (8, "p7", "competency.level_off_scale"),
        (9, "p1", "learner.doubled"),
    ]
    for load in report["bottlenecks"]["courses"]:
        assert load["people"] == sum(load["course"] in row["courses"] for row in report["learners"])
        assert load["label"]
    (goal,) = report["open_goals"]
    assert goal["people"] == 1
    assert [gain["closed_goals"] for gain in report["new_courses"]["closing"]] == [1]
    assert all(gain["saved_hours"] > 0 for gain in report["new_courses"]["saving"])


def test_the_number_of_processes_changes_nothing(sampled: Skillway, people: Path) -> None:
    """One process or three: the same bytes."""
    one, three = (
        sampled("plan-many", people, "--to", "senior-data-engineer", "--workers", count, "--json").out
        for count in ("1", "3")
    )
    assert one == three


def test_files_for_a_spreadsheet(sampled: Skillway, people: Path, tmp_path: Path) -> None:
    """`--out` writes a line for each row and the report, replaces what it wrote before, and leaves nothing else."""
    out = tmp_path / "plans"
    for _ in range(2):
        ran = sampled("plan-many", people, "--to", "senior-data-engineer", "--out", out)
        assert ran.code == 1
    assert sorted(file.name for file in out.iterdir()) == ["people.csv", "report.json"]
    report = json.loads((out / "report.json").read_text("utf-8"))
    with (out / "people.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["row"]) for row in rows] == list(range(2, 11))
    assert [row["status"] for row in rows].count("refused") == len(report["refused"]) == 3
    assert sum(float(row["hours"]) for row in rows if row["hours"]) == report["hours"]["total"]


def test_no_name_is_repeated(sampled: Skillway, people: Path, tmp_path: Path) -> None:
    """Learners appear by their pseudonymous ids: what the file says of their names is in no output."""
    ran = sampled("plan-many", people, "--out", tmp_path / "plans", "--to", "senior-data-engineer")
    written = "".join(file.read_text("utf-8") for file in (tmp_path / "plans").iterdir())
    assert "Zyx" not in written + ran.out + ran.err
    assert "complete" in ran.out
    assert "refused: row 7 (p6)" in ran.out
    assert "courses that most people depend on" in ran.out


def test_from_standard_input_in_a_process_of_its_own(sampled: Skillway) -> None:
    """JSON lines piped in, as scripts do it; all rows are fine and so is the exit code."""
    lines = '{"learner": "p1", "have": {"sql": 2}}\n{"learner": "p2", "have": {"sql": 2}}\n'
    ran = subprocess.run(
        [sys.executable, "-m", "api", "plan-many", "-", "--to", "data-engineer", "--workers", "2", "--json"],
        input=lines,
        capture_output=True,
        text=True,
        env=dict(os.environ),
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""
    assert json.loads(ran.stdout)["problems"] == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [("", "people.none"), ("name\nAnn\n", "column.missing"), ("learner\np1\n", None)],
)
def test_a_file_that_is_not_one_is_refused(sampled: Skillway, tmp_path: Path, content: str, code: str | None) -> None:
    """One error with a mend; a target that does not exist is refused before anything is planned."""
    file = tmp_path / "people.csv"
    file.write_text(content, encoding="utf-8")
    ran = sampled("plan-many", file, "--to", "data-engineer" if code else "nowhere", "--json")
    assert ran.code == 1
    assert ran.json["error"]["code"] == (code or "role_level.unknown")
    assert ran.json["error"]["hint"]


def test_a_folder_that_cannot_be_is_refused_before_the_work(sampled: Skillway, people: Path) -> None:
    """Where nothing can be written nobody waits for what is then lost: not even the people are read."""
    ran = sampled("plan-many", people, "--to", "nowhere", "--out", people / "plans", "--json")
    assert ran.code == 1
    assert ran.json["error"]["code"] == "file.unusable"
    assert "people.csv" in ran.json["error"]["message"]


def test_wrong_use_is_told_apart(sampled: Skillway, tmp_path: Path) -> None:
    """No such file is a refusal; no processes, or no file at all, is wrong use."""
    assert sampled("plan-many", tmp_path / "nobody.csv", "--json").json["error"]["code"] == "file.unknown"
    assert sampled("plan-many").code == 2
    assert sampled("plan-many", tmp_path / "nobody.csv", "--workers", "0").code == 2
