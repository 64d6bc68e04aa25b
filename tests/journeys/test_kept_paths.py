"""A path that is kept in a file, and asked about again after the learner or the catalogue moved on."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.doors import Refused
from api.kept import read
from tests.journeys.conftest import Skillway

_ONLY_SHOWN = (
    "stopped",
    "money",
    "unknown_money",
    "limited",
    "next_steps",
    "prices",
    "indivisible",
)
"""What a kept path says that no comparison looks at."""
QUESTION = ("--to", "senior-data-engineer", "--from", "data-engineer")


@pytest.fixture
def kept(sampled: Skillway, tmp_path: Path) -> Path:
    """The path of the sample world, kept; the sample world is the current edition then."""
    file = tmp_path / "path.json"
    assert sampled("publish", "--sample").code == 0
    assert sampled("path", *QUESTION, "--keep", file).code == 0
    return file


def since(skillway: Skillway, file: Path, *more: str) -> Any:
    ran = skillway("path", *QUESTION, *more, "--since", file, "--json")
    assert ran.code == 0, ran.out
    return ran.json["since"]


def edited(skillway: Skillway, folder: Path, old: str, new: str) -> None:
    """Publish the sample world with one text in place of another."""
    text = skillway("export").out
    assert old in text
    (folder / "edited.ttl").write_text(text.replace(old, new), encoding="utf-8")
    assert skillway("publish", folder / "edited.ttl").code == 0


def test_what_did_not_change_still_is_the_cheapest(sampled: Skillway, kept: Path) -> None:
    """The certificate of a kept path holds in its own edition; every step is kept."""
    answer = since(sampled, kept)
    assert answer["verdict"] == {"optimal": True, "doubt": None, "course": None}
    assert {step["became"] for step in answer["steps"]} == {"kept"}
    assert answer["hours_before"] == answer["hours_after"]


def test_a_change_elsewhere_does_not_matter(sampled: Skillway, kept: Path, tmp_path: Path) -> None:
    """A course that the path does without becomes longer: another edition, and the same path, certified."""
    edited(sampled, tmp_path, '"PT34H"^^xsd:duration', '"PT35H"^^xsd:duration')
    answer = since(sampled, kept)
    assert answer["verdict"]["optimal"] is True
    assert {step["became"] for step in answer["steps"]} == {"kept"}
    assert answer["edition"]["number"] < sampled("path", *QUESTION, "--json").json["edition"]["number"]


def test_a_dearer_course_of_the_path_is_named(sampled: Skillway, kept: Path, tmp_path: Path) -> None:
    """Where a course of the path takes twice as long, the verdict says so, and what takes its place is said."""
    edited(sampled, tmp_path, '"PT44H"^^xsd:duration', '"PT84H"^^xsd:duration')
    answer = since(sampled, kept)
    assert answer["verdict"] == {"optimal": False, "doubt": "course_dearer", "course": "port-data-platform"}
    (lost,) = [step for step in answer["steps"] if step["became"] == "replaced"]
    assert (lost["course"], lost["why"]) == ("port-data-platform", "dearer")
    assert answer["hours_after"] > answer["hours_before"]
    shown = sampled("path", *QUESTION, "--since", kept)
    assert "may not be the cheapest any more" in shown.out
    assert "is dearer now" in shown.out


def test_a_course_that_is_gone_is_named_by_its_label(sampled: Skillway, kept: Path, tmp_path: Path) -> None:
    """A course of the path that the current edition lacks is told with the label that it had."""
    blocks = sampled("export").out.split("\n<")
    left = [block for block in blocks if not block.startswith("port-data-platform>")]
    assert len(left) == len(blocks) - 1
    (tmp_path / "less.ttl").write_text("\n<".join(left), encoding="utf-8")
    assert sampled("publish", tmp_path / "less.ttl").code == 0
    shown = " ".join(sampled("path", *QUESTION, "--since", kept).out.split())
    assert "“Build a port's data platform” is not in use any more" in shown


def test_a_completed_step_is_not_asked_for_again(sampled: Skillway, kept: Path) -> None:
    """What remains after a step that gave what it was to give still is the cheapest, by the same certificate."""
    answer = since(sampled, kept, "--done", "reviewing-code", "--have", "code-review=2", "--have", "feedback=1")
    assert answer["completed"] == ["reviewing-code"]
    assert answer["verdict"]["optimal"] is True
    gone = {step["course"]: step["why"] for step in answer["steps"] if step["became"] != "kept"}
    assert gone == {"reviewing-code": "done"}


@pytest.mark.parametrize(
    "state",
    [
        ("--done", "reviewing-code", "--have", "code-review=2"),  # less than the step gives
        ("--done", "reviewing-code", "--have", "code-review=2", "--have", "feedback=1", "--have", "sql=1"),
        ("--done", "sql-in-depth"),  # no step of the path
        ("--have", "code-review=2"),
        ("--goal", "sql=3"),
    ],
)
def test_another_state_is_another_question(sampled: Skillway, kept: Path, state: tuple[str, ...]) -> None:
    """Where more, or less, has changed than completed steps give, the certificate is not asked."""
    answer = since(sampled, kept, *state)
    assert answer["verdict"] is None
    assert answer["completed"] == []
    assert answer["sentence"]


def test_a_question_is_kept_whole(sampled: Skillway, tmp_path: Path) -> None:
    """Whatever was said beside the goal is kept, so that the same question finds its certificate again."""
    typed = ("--prefer", "money=0.05", "--prefer", "modality=online:0.5", "--in-progress", "reviewing-code=2")
    typed += ("--done", "sql-in-depth", "--goal", "coaching=2", "--without", "python-in-depth", "--include-optional")
    file = tmp_path / "path.json"
    assert sampled("path", *QUESTION, *typed, "--keep", file).code == 0
    answer = since(sampled, file, *typed)
    assert answer["verdict"]["optimal"] is True
    assert since(sampled, file)["verdict"] is None


def test_limits_and_likely_levels_are_kept(sampled: Skillway, tmp_path: Path) -> None:
    """Where more than costs decided there is no certificate, which the verdict says; the steps are compared."""
    typed = ("--max-hours", "60", "--deadline", "2028-01-31", "--start", "2027-01-04", "--hours-per-week", "4")
    typed += ("--maybe", "data-modelling=3:0.6")
    file = tmp_path / "path.json"
    assert sampled("path", *QUESTION, *typed, "--keep", file).code == 0
    answer = since(sampled, file, *typed)
    assert answer["verdict"]["doubt"] == "not_proved"
    assert {step["became"] for step in answer["steps"]} == {"kept"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"skillway_path": 2}',
        '{"skillway_path": 1, "edition": {"number": 1}}',
        "[" * 100_000,
        '{"skillway_path": 1, "edition": {"number": "x", "digest": ""}, "question": {}, "path": {}, "plan": {}}',
    ],
)
def test_what_is_no_kept_path_is_refused(sampled: Skillway, tmp_path: Path, text: str) -> None:
    """A file that something else wrote is named, with what would do."""
    file = tmp_path / "other.json"
    file.write_text(text, encoding="utf-8")
    refused = sampled("path", *QUESTION, "--since", file, "--json")
    assert refused.code == 1
    assert refused.json["error"]["code"] == "kept.unreadable"


@pytest.mark.parametrize("part", ["question", "path", "plan"])
def test_a_damaged_file_is_refused(sampled: Skillway, kept: Path, part: str) -> None:
    """Whatever part of a kept path is not there, nothing is answered from the rest."""
    content = json.loads(kept.read_text("utf-8"))
    for key in list(content[part]):
        damaged = {**content, part: {k: v for k, v in content[part].items() if k != key}}
        kept.write_text(json.dumps(damaged), encoding="utf-8")
        try:
            read(kept)
        except Refused as refused:
            assert refused.refusal.code == "kept.unreadable"
            continue
        assert (part, key) in {("path", name) for name in _ONLY_SHOWN}


def test_a_path_of_another_graph_is_refused(sampled: Skillway, kept: Path) -> None:
    """An edition with the same number and other content is not taken for the one that the path was kept from."""
    content = json.loads(kept.read_text("utf-8"))
    content["edition"]["digest"] = content["plan"]["edition"] = "0" * 64
    kept.write_text(json.dumps(content), encoding="utf-8")
    refused = sampled("path", *QUESTION, "--since", kept, "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "kept.other_graph")


def test_where_a_path_cannot_be_kept_is_said_first(sampled: Skillway, tmp_path: Path) -> None:
    """A folder that is not there is wrong use, before anything is searched for."""
    ran = sampled("path", *QUESTION, "--keep", tmp_path / "nowhere" / "path.json", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (2, "usage")
