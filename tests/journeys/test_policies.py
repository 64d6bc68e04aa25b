"""An administrator changes the policy: sees first whom it touches, applies it, and takes it back."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.conftest import Skillway

PEOPLE = "learner,name\nada,Ada\nbo,Bo\n"
TODAY = datetime.now(UTC).date()
EVIDENCE = f"""\
id,learner,competency,source,level,occurred_at,author
e1,ada,sql,assessment,3,{TODAY - timedelta(days=300)},exam
e2,bo,python,assessment,2,{TODAY - timedelta(days=1000)},exam
e3,bo,sql,self,4,{TODAY - timedelta(days=300)},bo
"""
"""By age, so that it says the same on every day that this runs."""


@pytest.fixture(scope="module")
def recorded(sampled: Skillway, tmp_path_factory: pytest.TempPathFactory) -> Skillway:
    """The sample world with two people: one was tested this year, the other nearly three years ago."""
    folder = tmp_path_factory.mktemp("policies")
    for kind, text in (("people", PEOPLE), ("evidence", EVIDENCE)):
        (folder / f"{kind}.csv").write_text(text)
        assert sampled("import", kind, folder / f"{kind}.csv", "--json").code == 0
    return sampled


def changed(recorded: Skillway, file: Path, *pairs: tuple[str, str]) -> Path:
    """The policy as it is shown, with some of its text replaced."""
    text = recorded("policy", "show").out
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    file.write_text(text)
    return file


def level(recorded: Skillway, learner: str, competency: str) -> int:
    said = recorded("state", "--learner", learner, "--competency", competency, "--json").json
    return int(said["skills"][0]["level"])


def test_a_change_is_seen_before_it_is_made_and_can_be_taken_back(recorded: Skillway, tmp_path: Path) -> None:
    """A shorter half-life takes a rank from Bo: preview names it and changes nothing, apply does it, and the version
    before gives it back."""
    before = level(recorded, "bo", "python")
    assert before >= 1
    sooner = ("half_life_days = 730", "half_life_days = 60")
    strict = changed(recorded, tmp_path / "strict.toml", ("version = 1\n", "version = 2\n"), sooner)
    assert recorded("policy", "check", strict, "--json").json["ok"]
    seen = recorded("policy", "preview", strict, "--json").json
    assert seen["learners"] >= 2
    assert (seen["current"]["version"], seen["policy"]["version"]) == (1, 2)
    assert {"bo"} == {
        who for each in seen["changes"] if each["competency"] == "python" for who in each["unqualified"]
    }
    assert seen["qualified"] == 0
    assert level(recorded, "bo", "python") == before, "nothing was changed yet"

    applied = recorded("policy", "apply", strict, "--yes", "--json")
    assert applied.json["policy"]["version"] == 2
    assert level(recorded, "bo", "python") < before
    back = recorded("policy", "preview", "--version", "1", "--json").json
    assert {"bo"} == {who for each in back["changes"] if each["competency"] == "python" for who in each["qualified"]}
    recorded("policy", "apply", "--version", "1", "--yes")
    assert level(recorded, "bo", "python") == before
    history = recorded("policy", "show", "--json").json
    assert [each["version"] for each in history["applied"]] == [1, 2]


def test_what_cannot_be_applied_is_told(recorded: Skillway, tmp_path: Path) -> None:
    """A slip with its line; a version that has another text; one that never was; and nobody to ask."""
    slip = changed(recorded, tmp_path / "slip.toml", ("quantile = 0.10", "quantile = 10"))
    refused = recorded("policy", "check", slip, "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "policy.bad_value")
    assert re.match(r"line \d+, `rules.quantile`", refused.json["error"]["message"])
    other = changed(recorded, tmp_path / "other.toml", ("quantile = 0.10", "quantile = 0.2"))
    taken = recorded("policy", "apply", other, "--yes", "--json")
    assert (taken.code, taken.json["error"]["code"]) == (1, "policy.version_taken")
    never = recorded("policy", "preview", "--version", "77", "--json")
    assert (never.code, never.json["error"]["code"]) == (1, "policy.unknown")
    assert recorded("policy", "apply", other, "--json").code == 2
    assert recorded("policy", "preview").code == 2


def test_looking_at_everybody_is_noted(recorded: Skillway) -> None:
    """A preview is in the audit log of each learner, with its purpose; so is the change."""
    entries = recorded("audit", "--learner", "bo", "--json").json
    assert "policy preview" in str(entries)
    assert "policy.write" in str(recorded("audit", "--action", "policy", "--json").json)
