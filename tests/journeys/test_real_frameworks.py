"""Real, messy frameworks, from their files to answers, on both graphs."""

from pathlib import Path
from typing import Any

import pytest

from graph import GraphTarget
from ontology.check import check
from ontology.ids import RoleLevelId
from planning import goals
from planning.solver.index import Index, build
from tests import shared_data
from tests.journeys.conftest import Skillway
from tests.journeys.support import assert_right

PROFILES = ("Research Software Engineer", "RSE Team Lead", "Community Manager")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("frameworks")


@pytest.fixture(scope="module")
def gdad(skillway: Skillway, folder: Path) -> Any:
    """The UK Digital and Data framework, imported, checked and published: the import's report."""
    return imported(skillway, "uk-gdad", shared_data.folder("uk-gdad"), folder / "gdad")


@pytest.fixture(scope="module")
def direct(gdad: Any, skillway: Skillway, folder: Path) -> Index:
    """The DIRECT framework on top, as the planner sees it; the tests of the UK's come first."""
    imported(skillway, "direct", shared_data.folder("direct-framework"), folder / "direct")
    return build(check([folder / "direct"]).catalogue)


def imported(skillway: Skillway, kind: str, source: Path, out: Path) -> Any:
    """Imports, checks and publishes, each without an error; gives the report."""
    report = skillway("import", kind, source, "--out", out, "--json")
    assert report.code == 0, report.out
    checked = skillway("check", out, "--json")
    assert checked.code == 0
    assert checked.json["ok"] is True
    published = skillway("publish", out, "--json")
    assert published.code == 0, published.out
    return report.json


@pytest.mark.parametrize(
    ("source", "target", "counted"),
    [
        ("Data engineer", "Senior data engineer", (11, 8, 8)),
        ("Senior developer", "Senior DevOps engineer", (10, 1, 1)),
    ],
)
def test_gaps_between_roles_of_the_uk_framework(
    gdad: Any, skillway: Skillway, source: str, target: str, counted: tuple[int, int, int]
) -> None:
    """Needs, how many are short, and steps short in all are those that were counted by hand."""
    answer = skillway("gap", "--from", source, "--to", target, "--json")
    assert answer.code == 0
    assert tuple(answer.json[key] for key in ("required", "short", "steps_short")) == counted


def test_every_row_of_the_uk_framework_has_an_outcome(gdad: Any) -> None:
    """What was read is what was loaded, merged and refused, sheet by sheet, and the reasons are listed."""
    assert gdad["read"]["needs"] == 1825
    for sheet, read in gdad["read"].items():
        assert read == sum(gdad[outcome][sheet] for outcome in ("loaded", "merged", "refused"))
    refused = [row for row in gdad["rows"] if row["outcome"] == "refused" and row["sheet"] == "needs"]
    assert len(refused) == gdad["refused"]["needs"] == 28
    assert all(row["message"] for row in refused)


@pytest.mark.parametrize("profile", PROFILES)
def test_direct_closes_what_its_resources_can_close(
    direct: Index, skillway: Skillway, graph_target: GraphTarget, profile: str
) -> None:
    """Each profile has a proved path that stands every check; only what no resource teaches stays open."""
    answer = skillway("path", "--to", profile, "--json")
    assert answer.code == 0, answer.out
    question = goals.ask(direct.catalogue, to=RoleLevelId(answer.json["to"]))
    assert isinstance(question, goals.Question), question
    path = assert_right(graph_target, direct, question, answer.json)
    taught = {row.competency for course in direct.catalogue.courses for row in course.teaches}
    needed = {item.competency for item in path.gap.items if item.essential}
    assert path.steps, "some of it can be learnt"
    assert {open_.competency for open_ in path.uncloseable} == needed - taught
    assert {open_.cause for open_ in path.uncloseable} <= {"no_course"}
    assert all(step.hours_estimated for step in path.steps), "no resource of this framework has hours"
