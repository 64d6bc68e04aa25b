"""Files that would fetch, expand, crash or mislead a parser: each is refused, with the place and the mend."""

import os
from pathlib import Path

import pytest
from pyoxigraph import Quad

from ontology import sources
from ontology.findings import Finding
from ontology.parsing import quads
from ontology.sources import Form, Source, gather

ENTITY = '<!DOCTYPE r [<!ENTITY e "boo">]>'
FILE_ENTITY = '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
DTD = '<!DOCTYPE r SYSTEM "http://example.org/x.dtd">'
UTF16 = '<?xml version="1.0" encoding="utf-16"?>'
RDF_OPEN = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="http://a/">'


def parsed(data: str | bytes, form: Form = "Turtle") -> tuple[list[Quad], list[Finding]]:
    findings: list[Finding] = []
    raw = data.encode() if isinstance(data, str) else data
    source = sources.from_bytes("file", raw, form, findings)
    return ([] if source is None else list(quads(source, findings))), findings


@pytest.mark.parametrize(
    ("data", "form", "rule", "where"),
    [
        (f'<?xml version="1.0"?>\n{ENTITY}{RDF_OPEN}</rdf:RDF>', "RDF/XML", "entity-declared", "file:2"),
        (f"{FILE_ENTITY}{RDF_OPEN}</rdf:RDF>", "RDF/XML", "entity-declared", "file:1"),
        (f"{DTD}{RDF_OPEN}</rdf:RDF>", "RDF/XML", "entity-declared", "file:1"),
        ('<?xml version="1.0"?>\n<rdf:RDF>', "RDF/XML", "syntax", "file:2"),
        (RDF_OPEN + "<rdf:Description><a:b>" * 100_000, "RDF/XML", "nested-too-deep", "file:1"),
        ('{"@context": "http://example.org/c.jsonld", "name": "x"}', "JSON-LD", "context-remote", "file"),
        ('{"@context": {"@import": "http://example.org/c.jsonld"}}', "JSON-LD", "context-remote", "file"),
        ('{"@id": "http://a",\n "http://b": [1,', "JSON-LD", "syntax", "file:2"),
        ('{"@id":"http://a","http://b":' * 60_000, "JSON-LD", "nested-too-deep", "file:1"),
        ("<http://a> <http://b> " + "<<( <http://a> <http://b> " * 50_000, "Turtle", "nested-too-deep", "file:1"),
        ("<http://a> <http://b> " + "<<( <http://a> <http://b> " * 50_000, "N-Triples", "nested-too-deep", "file:1"),
        ("\n<http://a> a ;\n", "Turtle", "syntax", "file:2"),
        ("<> a <b> .", "Turtle", "syntax", "file:1"),
        ("<http://a> a <http://b> .".encode("utf-16"), "Turtle", "encoding", "file:1"),
        (f"{UTF16}{ENTITY}{RDF_OPEN}</rdf:RDF>".encode("utf-16-le"), "RDF/XML", "encoding", "file:1"),
        (f"{UTF16}{RDF_OPEN}</rdf:RDF>".encode(), "RDF/XML", "syntax", "file:1"),
        ("# one\n# Köln".encode("latin-1"), "Turtle", "encoding", "file:2"),
    ],
)  # fmt: skip
def test_each_trap_is_one_finding(data: str | bytes, form: Form, rule: str, where: str) -> None:
    """Each hostile or broken file gives one error that names the rule, the line and the mend."""
    _, (finding,) = parsed(data, form)
    assert (finding.severity, finding.rule, finding.where) == ("error", rule, where)
    assert finding.mend


def test_entities_are_never_expanded() -> None:
    """A file that declares entities does not reach the parser at all."""
    bomb = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    assert parsed(f"{bomb}{RDF_OPEN}<a:b>&b;</a:b></rdf:RDF>", "RDF/XML")[0] == []


def test_a_mark_at_the_start_is_no_error() -> None:
    """A UTF-8 byte-order mark, which editors on Windows write, is passed over."""
    found, findings = parsed(b"\xef\xbb\xbf<http://a> a <http://b> .")
    assert (len(found), findings) == (1, [])


def test_what_comes_before_a_broken_place_is_kept() -> None:
    """A syntax error loses what follows it, not what stands before it; and the finding says so."""
    found, (finding,) = parsed('<http://a> a <http://b> .\n<http://a> <http://p> "x .\n')
    assert len(found) == 1
    assert "not read" in finding.mend


def test_angles_in_texts_are_no_nesting() -> None:
    """A text full of `<<` is a text."""
    found, findings = parsed('<http://a> <http://p> "' + "<< " * 1000 + '" .')
    assert (len(found), findings) == (1, [])


def test_named_graphs_are_told() -> None:
    """Triples of a named graph are left out with a warning that says how many."""
    found, (finding,) = parsed('{"@id": "http://g", "@graph": [{"@id": "http://x", "http://p": [1, 2]}]}', "JSON-LD")
    assert found == []
    assert (finding.severity, finding.rule) == ("warning", "graph-named")
    assert finding.message.startswith("2 triples")


def test_blank_nodes_of_two_files_are_two() -> None:
    """One label for a blank node in two files does not make them one."""
    (one,), _ = parsed("_:x <http://p> 1 .")
    (other,), _ = parsed("_:x <http://p> 1 .")
    assert one.subject != other.subject


def test_a_wrong_suffix_is_read_and_told(tmp_path: Path) -> None:
    """RDF/XML in a .ttl, Turtle in an .owl and JSON-LD in a .ttl are read as what they are, with a warning."""
    (tmp_path / "a.ttl").write_text(f"<?xml version='1.0'?>{RDF_OPEN}</rdf:RDF>")
    (tmp_path / "b.owl").write_text("@prefix a: <http://a/> . a:x a a:y .")
    (tmp_path / "c.ttl").write_text('{"@id": "http://a", "http://p": 1}')
    findings: list[Finding] = []
    loaded = gather([tmp_path], findings)
    assert [source.form for source in loaded] == ["RDF/XML", "Turtle", "JSON-LD"]
    assert [(finding.rule, finding.severity) for finding in findings] == [("format-suffix", "warning")] * 3
    assert sum(1 for source in loaded for _ in quads(source, findings)) == 2


def test_links_and_pipes_are_told(tmp_path: Path) -> None:
    """A link to nowhere, a link to a folder and a pipe are reported, not passed over and not waited for."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "up").symlink_to(tmp_path)
    (folder / "gone.ttl").symlink_to("nowhere.ttl")
    (folder / "round.ttl").symlink_to("round.ttl")
    os.mkfifo(folder / "pipe.ttl")
    findings: list[Finding] = []
    assert gather([folder], findings) == []
    assert {(finding.rule, Path(finding.where).name) for finding in findings} == {
        ("link-not-followed", "up"),
        ("file-unreadable", "gone.ttl"),
        ("file-unreadable", "round.ttl"),
        ("file-unreadable", "pipe.ttl"),
    }


def test_files_are_found_below_folders(tmp_path: Path) -> None:
    """Every known form at any depth is found, once; hidden folders and plain JSON are passed over."""
    for name in ("b.ttl", "deep/er/a.NT", "deep/x.json", "deep/readme.md", ".git/c.ttl", "d.jsonld"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}" if name.endswith("ld") else "")
    findings: list[Finding] = []
    names = [Path(source.path).name for source in gather([tmp_path / "b.ttl", tmp_path], findings)]
    assert (names, findings) == (["b.ttl", "d.jsonld", "a.NT"], [])


def test_files_that_cannot_be_read_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing file, an empty folder, an unknown suffix and a huge file: an error each, and the others are read."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "table.csv").write_text("a,b")
    (tmp_path / "huge.ttl").write_text("# " + "x" * 100)
    (tmp_path / "fine.ttl").write_text("")
    monkeypatch.setattr(sources, "LARGEST_FILE", 50)
    findings: list[Finding] = []
    paths = [tmp_path / name for name in ("missing.ttl", "empty", "table.csv", "huge.ttl", "fine.ttl")]
    loaded = gather(paths, findings)
    assert [Path(source.path).name for source in loaded] == ["fine.ttl"]
    assert sorted(finding.rule for finding in findings) == [
        "file-too-large",
        "file-unreadable",
        "format-unknown",
        "nothing-found",
    ]
    assert all(finding.where and finding.mend for finding in findings)


TURTLE = """\
@base <https://example.org/s/> .
@prefix ex: <https://example.org/s/> .
<a> a ex:C ;
    ex:p <b> .
ex:b a ex:C .
  <c> a ex:C . <d> a ex:C .
<https://example.org/s/e> a ex:C .
"""


@pytest.mark.parametrize(("name", "line"), [("a", 3), ("b", 5), ("c", 6), ("d", 6), ("e", 7), ("f", None)])
def test_the_line_of_a_thing_in_turtle(name: str, line: int | None) -> None:
    """A subject is found however it is spelled: relative, prefixed or in full, at the start of a line or not."""
    assert Source(path="x", data=TURTLE.encode()).line(f"https://example.org/s/{name}") == line


def test_the_line_of_a_thing_in_other_forms() -> None:
    """RDF/XML and JSON-LD give the line of the element or object that names the thing."""
    xml = Source(path="x", data=b'<r>\n<d rdf:about="http://x/s#a"/>\n<d rdf:ID="b"/></r>', form="RDF/XML")
    assert (xml.line("http://x/s#a"), xml.line("http://x/s#b"), xml.line("http://x/s#c")) == (2, 3, None)
    json = Source(path="x", data=b'{\n"@id": "http://x/a"}', form="JSON-LD")
    assert json.line("http://x/a") == 2
