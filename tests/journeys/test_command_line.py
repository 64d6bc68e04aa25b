"""What curators and scripts do at the terminal, with the sample world, on both graphs.

A test that publishes something else leaves the sample world as the current edition.
"""

from pathlib import Path

import pytest

from ontology import sample, turtle
from ontology.check import check
from tests.journeys.conftest import Skillway

BROKEN = """
@base <https://example.org/broken/> .
@prefix skw: <https://w3id.org/skillway#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <https://schema.org/> . @prefix dcterms: <http://purl.org/dc/terms/> .
<> a skw:SkillsOntology ; dcterms:title "Broken"@en ; skw:baseIri "https://example.org/broken/" ;
  dcterms:language "en" .
<one> a schema:Course ; skos:prefLabel "One"@en ; skw:requires [ skw:anyOf [ skw:course <two> ] ] .
<two> a schema:Course ; skos:prefLabel "Two"@en ; skw:requires [ skw:anyOf [ skw:course <one> ] ] .
"""


def test_publishing_the_same_again_changes_nothing(sampled: Skillway) -> None:
    """The second publish says that nothing changed, and the edition keeps its number."""
    before = sampled("editions", "--json").json
    again = sampled("publish", "--sample", "--json")
    assert again.code == 0
    answer = again.json
    assert (answer["added"], answer["changed"], answer["removed"]) == (0, 0, 0)
    assert answer["unchanged"] > 200
    assert sampled("editions", "--json").json == before


def test_an_unfit_ontology_is_not_published(sampled: Skillway, tmp_path: Path) -> None:
    """Errors are refused with all that was found; the edition stays, and nothing of the new one is there."""
    (tmp_path / "broken.ttl").write_text(BROKEN, encoding="utf-8")
    before = sampled("editions", "--json").json
    refused = sampled("publish", tmp_path / "broken.ttl", "--json")
    assert refused.code == 1
    assert refused.json["error"]["code"] == "edition.unfit"
    (cycle,) = [finding for finding in refused.json["findings"] if finding["severity"] == "error"]
    assert cycle["rule"] == "requires-cycle"
    assert "One" in cycle["message"]
    assert "Two" in cycle["message"]
    assert sampled("editions", "--json").json == before
    assert sampled("path", "--goal", "one=1", "--json").json["error"]["code"] == "competency.unknown"


def test_check_says_where_and_how_to_mend(skillway: Skillway, tmp_path: Path) -> None:
    """Errors make `check` exit with 1, in words and in JSON, each with its place and its mend."""
    file = tmp_path / "broken.ttl"
    file.write_text(BROKEN, encoding="utf-8")
    in_words = skillway("check", file)
    assert in_words.code == 1
    assert f"{file}:7" in in_words.out.replace("\n", "")
    assert "mend:" in in_words.out
    as_json = skillway("check", file, "--json")
    assert as_json.code == 1
    assert as_json.json["ok"] is False
    assert all(finding["mend"] for finding in as_json.json["findings"] if finding["severity"] == "error")


def test_no_label_commands_the_terminal(sampled: Skillway, tmp_path: Path) -> None:
    """Control characters of a label come out as marks, in findings, diffs and refusals alike."""
    header, competency = BROKEN.partition("<one>")[0], "<one> a skw:Competency ; skos:prefLabel {}@en ."
    for name, label in (("plain", '"One"'), ("hostile", '"\\u001B[31mOne\\u0007"')):
        (tmp_path / f"{name}.ttl").write_text(header + competency.format(label), encoding="utf-8")
    hostile = tmp_path / "hostile.ttl"
    for arguments in (
        ("check", hostile, "--alone"),
        ("diff", tmp_path / "plain.ttl", hostile),
        ("gap", "--to", "\x1b[2J"),
    ):
        shown = sampled(*arguments)
        said = shown.out + shown.err
        assert "\x1b[31m" not in said
        assert "\x1b[2J" not in said
        assert "\x07" not in said
        assert "�" in said


def test_an_edition_comes_back_byte_for_byte(sampled: Skillway, tmp_path: Path) -> None:
    """What is exported is the canonical Turtle that was published; publishing it again changes nothing."""
    out = tmp_path / "edition.ttl"
    assert sampled("export", "--out", out).code == 0
    text = out.read_text(encoding="utf-8")
    assert text == turtle.write(check(list(sample.paths())).catalogue)
    assert sampled("export").out == text
    assert sampled("publish", out, "--json").json["changed"] == 0


def test_undo_publishes_an_earlier_edition_again(sampled: Skillway, tmp_path: Path) -> None:
    """A change is seen by `diff`, published, and taken back with one command."""
    first = sampled("editions", "--json").json[0]
    edited = tmp_path / "edited.ttl"
    edited.write_text(sampled("export").out.replace('"SQL"@en', '"Structured queries"@en'), encoding="utf-8")
    changed = sampled("diff", str(first["number"]), edited, "--json").json
    assert changed["counts"]["changed"] == 1
    assert [thing["id"] for thing in changed["changed"]] == ["sql"]
    assert "Structured queries" in sampled("diff", str(first["number"]), edited).out
    assert sampled("publish", edited, "--json").json["changed"] == 1
    back = sampled("publish", "--edition", str(first["number"]), "--json").json
    assert back["changed"] == 1
    assert back["edition"]["digest"] == first["digest"]
    assert back["edition"]["number"] > first["number"]


def test_what_vanishes_is_warned_of_and_keeps_its_id(sampled: Skillway, tmp_path: Path) -> None:
    """A thing that is left out is named by `check`, and counts as removed when it is published."""
    text = sampled("export").out
    start = text.index("<apis-that-last>") if "<apis-that-last>" in text else text.index(":apis-that-last")
    smaller = tmp_path / "smaller.ttl"
    smaller.write_text(text[:start] + text[text.index("\n.\n", start) + 3 :], encoding="utf-8")
    found = sampled("check", smaller, "--json").json["findings"]
    assert [f["id"] for f in found if f["rule"] == "id-vanished"] == ["apis-that-last"]
    assert sampled("publish", smaller, "--json").json["removed"] == 1
    assert sampled("publish", "--sample", "--json").json["added"] == 1


def test_tables_go_out_and_come_back(sampled: Skillway, tmp_path: Path) -> None:
    """Exported tables, imported again, are the same edition."""
    digest = sampled("editions", "--json").json[0]["digest"]
    assert sampled("export", "tables", tmp_path / "tables").code == 0
    imported = sampled("import", "tables", tmp_path / "tables", "--out", tmp_path / "again", "--json")
    assert imported.code == 0, imported.out
    assert imported.json["refused"] == dict.fromkeys(imported.json["refused"], 0)
    assert sampled("publish", tmp_path / "again", "--json").json["edition"]["digest"] == digest


@pytest.mark.parametrize(
    ("arguments", "code", "refusal"),
    [
        (("gap", "--to", "no such role"), 1, "role_level.unknown"),
        (("gap", "--to", "senior-data-engineer", "--have", "sql=9"), 1, "competency.level_off_scale"),
        (("path", "--goal", "sql=0"), 1, "competency.level_off_scale"),
        (("path",), 1, "goal.missing"),
        (("path", "--to", "senior-data-engineer", "--done", "no such course"), 1, "course.unknown"),
        (
            ("routes", "--from", "data-engineer", "--to", "senior-data-engineer", "--max-moves", "50"),
            1,
            "limit.max_moves",
        ),
        (("gap", "--to", "senior-data-engineer", "--have", "sql=1", "--have", "SQL=2"), 1, "competency.contradicted"),
        (("gap", "--to", "senior-data-engineer", "--have", "sql"), 2, "usage"),
        (("gap", "--to", "senior-data-engineer", "--have", "sql=²"), 2, "usage"),
        (("path", "--goal", "sql=1", "--max-hours", "nan"), 2, "usage"),
        (("gap",), 2, "usage"),
        (("no-such-command",), 2, "usage"),
        (("check", "no/such/folder"), 1, "file.unknown"),
        (("diff", "no/such/folder", "1"), 1, "ontology.unknown"),
        (("diff", "1", "9999"), 1, "graph.edition_missing"),
        (("export", "--edition", "9999"), 1, "graph.edition_missing"),
        (("import", "spreadsheet", ".", "--out", "x"), 1, "import.unknown_kind"),
    ],
)
def test_wrong_questions_get_a_code_and_a_message(
    sampled: Skillway, arguments: tuple[str, ...], code: int, refusal: str
) -> None:
    """Each refusal names its code, exits with 1 (2 for wrong use), and shows no stack trace, in JSON and in words."""
    as_json = sampled(*arguments, "--json") if arguments[0] != "export" else None
    if as_json is not None:
        assert as_json.code == code
        error = as_json.json["error"]
        assert error["code"] == refusal
        assert error["message"]
    in_words = sampled(*arguments)
    assert in_words.code == code
    assert in_words.out == ""
    assert in_words.err
    assert "Traceback" not in in_words.err


def test_help_of_every_command_has_an_example(skillway: Skillway) -> None:
    """`--help` says what a command does, and shows how it is used."""
    from api.cli import COMMANDS

    for name in COMMANDS:
        shown = skillway(name, "--help")
        assert shown.code == 0
        assert name == "graph" or "Example" in shown.out, name
