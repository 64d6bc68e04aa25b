"""Facts about what the ontology does not know yet: kept, and taken by themselves when it does."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import Ran, Skillway

SMALL = (Path(__file__).parent / "small.ttl").read_text("utf-8")
SPINNING = '<spinning> a skw:Competency, skos:Concept ; skos:prefLabel "Spinning"@en ; skw:scale <three> .\n'
WHEEL = (
    '<wheel> a schema:Course ; skos:prefLabel "The wheel"@en ; schema:timeRequired "PT5H"^^xsd:duration ;\n'
    "    skw:teaches [ skw:competency <spinning> ; skw:toLevel 1 ] .\n"
)
FACTS = """\
id,learner,competency,source,level,occurred_at
s1,p1,spinning,manager,2,2026-03-01
s2,p2,spinning,manager,1,2026-03-01
s3,p2,felting,manager,1,2026-03-01
s4,p1,loom,manager,1,2026-03-01
"""
COMPLETIONS = "learner,course,status,completed_at\np1,wheel,completed,2026-03-02\np1,mangle,completed,2026-03-02\n"


@pytest.fixture(scope="module")
def write(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Writes a file and gives its path."""
    folder = tmp_path_factory.mktemp("waiting")

    def written(name: str, content: str) -> Path:
        path = folder / name
        path.write_text(content, "utf-8")
        return path

    return written


def state(skillway: Skillway, learner: str) -> dict[str, Any]:
    ran = skillway("state", "--learner", learner, "--json")
    assert ran.code == 0, ran.out
    return {skill["competency"]: skill for skill in ran.json["skills"]}


def waits(skillway: Skillway) -> set[tuple[str, str]]:
    """What waits, by door and code."""
    items = skillway("rejected", "list", "--json").json["rejected"]
    return {(item["door"], item["code"]) for item in items}


def published(ran: Ran) -> Any:
    assert ran.code == 0, ran.out + ran.err
    return ran.json["replayed"]


def test_an_edition_takes_what_waited_for_it(skillway: Skillway, write: Any) -> None:
    """HR and the LMS are ahead of the curators: rows about things that nobody published are kept. The publish that
    brings these things takes them, says how many, and leaves the others waiting. With nothing to take it is quiet.
    """
    small = write("small.ttl", SMALL)
    first = skillway("publish", small)
    assert first.code == 0 and "waited" not in first.out
    home = Path(os.environ["SKILLWAY_HOME"])
    assert not (home / "keys" / "people.keys").exists(), "publishing alone makes no keys for people's data"
    assert skillway("import", "people", write("people.csv", "learner,target\np1,weaver\np2,weaver\n")).code == 0
    facts = skillway("import", "evidence", write("facts.csv", FACTS), "--json").json
    assert (facts["accepted"], facts["refused"]) == (1, 3)
    done = skillway("import", "completions", write("done.csv", COMPLETIONS), "--json").json
    assert done["refused"] == 2
    assert waits(skillway) == {("evidence", "competency.unknown"), ("completions", "course.unknown")}
    assert "spinning" not in state(skillway, "p1")

    assert published(skillway("publish", small, "--json")) == {"tried": 5, "taken": 0}, (
        "nothing is known that was not"
    )
    with_all = write("more.ttl", SMALL + SPINNING + WHEEL)
    ran = skillway("publish", with_all)
    assert ran.code == 0
    assert "3 of 5 facts that waited for an edition that knows them were taken" in ran.out
    assert state(skillway, "p1")["spinning"]["level"] is not None
    assert "spinning" in state(skillway, "p2")
    left = skillway("rejected", "list", "--json").json["rejected"]
    assert sorted(item["code"] for item in left) == ["competency.unknown", "course.unknown"]
    assert "waited" not in skillway("publish", with_all).out
    assert published(skillway("publish", with_all, "--json", "--if-empty")) == {"tried": 0, "taken": 0}
    who = skillway("audit", "--learner", "p2", "--json")
    assert any("evidence.write" in line for line in who.out.splitlines()), "what was taken is in the audit log"


def test_a_publish_never_fails_by_what_waits(skillway: Skillway, write: Any) -> None:
    """With keys that cannot be read the edition is published all the same, and it is said what was left."""
    test_keys = Path(os.environ["SKILLWAY_HOME"]) / "keys" / "people.keys"
    good = test_keys.read_text("utf-8")
    try:
        test_keys.write_text("nonsense", "utf-8")
        felting = SPINNING.replace("pinning", "elting").replace("<selting>", "<felting>")
        ran = skillway("publish", write("felt.ttl", SMALL + SPINNING + WHEEL + felting), "--json")
        assert published(ran) == {"tried": 0, "taken": 0}
        assert "could not be tried again" in ran.err and "nonsense" not in ran.err
    finally:
        test_keys.write_text(good, "utf-8")
    again = skillway("publish", "--edition", str(json.loads(ran.out)["edition"]["number"]), "--json")
    assert published(again) == {"tried": 2, "taken": 1}, "publishing the same again makes good for it"
