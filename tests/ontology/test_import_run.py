"""The door to all importers: what it writes, what it refuses, and that its counts add up."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology import imports, reading, turtle
from ontology.check import check
from ontology.imports.report import Ledger, Place, Report
from ontology.refusals import Refusal
from tests import shared_data

BASE = "https://example.org/skills/"
SOURCES = [
    ("uk-gdad", "uk-gdad"),
    ("direct", "direct-framework"),
    ("metacademy", "metacademy"),
    ("ucsd-catalog", "ucsd-catalog"),
    ("esco", "esco/ict"),
    ("esco", "esco/tabiya-sample"),
    ("esco", "esco/groups-v1.1.1"),
    ("skos", "esco/ict/esco-padding.ttl"),
]


def _tables(tmp: Path, text: str = "id,label\nsql,SQL\n") -> Path:
    source = tmp / "source"
    source.mkdir(exist_ok=True)
    (source / "competencies.csv").write_text(text, encoding="utf-8")
    return source


@pytest.mark.parametrize(("kind", "name"), SOURCES)
def test_every_import_passes_check_and_accounts_for_every_row(kind: str, name: str, tmp_path: Path) -> None:
    """What an importer writes can be published, is canonical, and its report adds up and is the file beside it."""
    path = Path(name)
    source = shared_data.folder(str(path.parent if path.suffix else path)) / (path.name if path.suffix else "")
    report = imports.run(kind, source, tmp_path / "out")
    assert isinstance(report, Report), report
    for sheet, read in report.read.items():
        assert read == report.loaded[sheet] + report.merged[sheet] + report.refused[sheet]
    listed = {(row.sheet, row.row) for row in report.rows if row.outcome != "loaded"}
    assert len(listed) == sum(report.merged.values()) + sum(report.refused.values())
    assert all(row.message and row.code for row in report.rows)
    assert json.loads((tmp_path / "out" / imports.REPORT).read_text(encoding="utf-8")) == report.as_json()
    checked = check([tmp_path / "out"])
    assert [finding for finding in checked.findings if finding.severity == "error"] == []
    assert turtle.write(checked.catalogue) == (tmp_path / "out" / imports.TURTLE).read_text(encoding="utf-8")
    assert report.loaded.get("needs", 0) == 0 or checked.counts["needs"] >= report.loaded["needs"]


def test_importing_again_writes_the_same_bytes(tmp_path: Path) -> None:
    """The same source gives the same ontology and the same report."""
    source = shared_data.folder("direct-framework")
    imports.run("direct", source, tmp_path / "out")
    first = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    imports.run("direct", source, tmp_path / "out")
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == first
    assert sorted(first) == [imports.REPORT, imports.TURTLE]


def test_an_unknown_kind_is_refused_with_those_there_are(tmp_path: Path) -> None:
    """A typing error is answered with the list."""
    refusal = imports.run("tabels", tmp_path, tmp_path / "out")
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.candidates) == ("import.unknown_kind", tuple(imports.KINDS))


@pytest.mark.parametrize("kind", imports.KINDS)
def test_a_source_that_is_not_there_or_is_something_else_is_refused(kind: str, tmp_path: Path) -> None:
    """Every importer says so plainly, and writes nothing."""
    missing = imports.run(kind, tmp_path / "nowhere", tmp_path / "out", base=BASE)
    assert isinstance(missing, Refusal) and missing.code == "source.missing"
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "README.txt").write_text("nothing here")
    empty = imports.run(kind, tmp_path / "empty", tmp_path / "out", base=BASE)
    assert isinstance(empty, Refusal) and empty.message
    assert not (tmp_path / "out").exists()


def test_a_refused_import_leaves_the_earlier_one_whole(tmp_path: Path) -> None:
    """Nothing is half-written: the files of the import before are still there, to the byte."""
    imports.run("tables", _tables(tmp_path), tmp_path / "out", base=BASE)
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    refusal = imports.run("tables", _tables(tmp_path, "id,name\n"), tmp_path / "out", base=BASE)
    assert isinstance(refusal, Refusal)
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


def test_rdf_of_others_is_not_mixed_with_an_import(tmp_path: Path) -> None:
    """A folder with Turtle that no import wrote is refused; other files do not matter and stay."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "README.md").write_text("mine")
    assert isinstance(imports.run("tables", _tables(tmp_path), out, base=BASE), Report)
    assert (out / "README.md").read_text() == "mine"
    (out / "deeper").mkdir()
    (out / "deeper" / "hand.ttl").write_text("")
    refusal = imports.run("tables", _tables(tmp_path), out, base=BASE)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.candidates) == ("out.foreign", ("deeper/hand.ttl",))
    by_hand = tmp_path / "by-hand"
    by_hand.mkdir()
    (by_hand / imports.TURTLE).write_text("# mine")
    assert isinstance(imports.run("tables", _tables(tmp_path), by_hand, base=BASE), Refusal)
    assert (by_hand / imports.TURTLE).read_text() == "# mine"


def test_a_pipe_is_no_source(tmp_path: Path) -> None:
    """Nobody is kept waiting for what may never come."""
    os.mkfifo(tmp_path / "pipe.xlsx")
    refusal = imports.run("tables", tmp_path / "pipe.xlsx", tmp_path / "out", base=BASE)
    assert isinstance(refusal, Refusal) and refusal.code == "source.unreadable"


@pytest.mark.parametrize(("base", "language"), [("no iri", None), ("https://e.net/ x", None), (BASE, "not a tag")])
def test_a_wrong_base_or_language_is_refused(base: str, language: str | None, tmp_path: Path) -> None:
    """Before anything is read."""
    refusal = imports.run("tables", _tables(tmp_path), tmp_path / "out", base=base, language=language)
    assert isinstance(refusal, Refusal) and refusal.code in ("base.invalid", "language.invalid")


def test_the_written_turtle_reads_back_under_the_base(tmp_path: Path) -> None:
    """Base and language travel in the header."""
    imports.run("tables", _tables(tmp_path), tmp_path / "out", base=BASE, language="de")
    catalogue = reading.read([tmp_path / "out"]).catalogue
    assert (catalogue.base, catalogue.language) == (BASE, "de")
    assert [competency.id for competency in catalogue.competencies] == ["sql"]


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(1, 5), st.sampled_from(("refuse", "merge", "warn"))),
        max_size=40,
    )
)
def test_a_ledger_always_adds_up(said: list[tuple[str, int, str]]) -> None:
    """Whatever is said about rows, and however often, each has one outcome; a refused row stays refused."""
    ledger = Ledger()
    for sheet in "abc":
        for number in range(1, 6):
            ledger.read(Place(sheet, number))
    for sheet, number, what in said:
        getattr(ledger, what)(Place(sheet, number), what, "because")
    report = ledger.report("k", base="b")
    refused = {(sheet, number) for sheet, number, what in said if what == "refuse"}
    for sheet in "abc":
        assert report.read[sheet] == 5 == report.loaded[sheet] + report.merged[sheet] + report.refused[sheet]
        assert report.refused[sheet] == sum(of == sheet for of, _ in refused)
    assert {(row.sheet, row.row) for row in report.rows} == {(sheet, number) for sheet, number, _ in said}
    assert all(row.outcome == "refused" for row in report.rows if (row.sheet, row.row) in refused)


def test_a_row_is_counted_once() -> None:
    """Counting a row twice is a mistake of the importer and shows at once."""
    ledger = Ledger()
    ledger.read(Place("a", 1))
    with pytest.raises(ValueError, match="twice"):
        ledger.read(Place("a", 1))
