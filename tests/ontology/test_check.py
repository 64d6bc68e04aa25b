"""The whole check: each rule and shape has a small file that breaks exactly that one, and findings can be mended."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ontology import reading, shapes, turtle
from ontology.check import Checked, check
from ontology.counting import counts
from ontology.model import Catalogue
from ontology.rules.table import RULES
from tests.catalogues import catalogues

BROKEN = Path(__file__).parents[1] / "data" / "broken"
SAMPLE = Path(__file__).parents[2] / "ontology" / "data" / "sample"
FILES = sorted(BROKEN.glob("*.ttl"))
NONSENSE = ('"two"', "<https://nowhere.example/x>", "true", "-1", "[ ]", '"PT1H"^^xsd:duration', '"two"@en')
AGAINST_CURRENT = {"id-vanished", "id-reused", "scale-changed"}


def checked(path: Path) -> Checked:
    """The file checked, where its rule asks for it against the edition before."""
    before = reading.read([BROKEN / "before"]).catalogue if path.stem in AGAINST_CURRENT else None
    return check([path], current=before)


def severity_of(code: str) -> str:
    told = {shape.code: shape.severity for shape in shapes.table().values()}
    return told[code] if code in told else RULES[code].severity


def test_every_rule_and_every_shape_has_a_file_that_breaks_it() -> None:
    """No rule or shape goes without an example, and no example without its rule."""
    assert {path.stem for path in FILES} == {shape.code for shape in shapes.table().values()} | set(RULES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_file_breaks_exactly_its_rule(path: Path) -> None:
    """A broken file gives errors and warnings of one rule only, which say what, where and how to mend it."""
    result = checked(path)
    code, severity = path.stem, severity_of(path.stem)
    grave = {finding.rule for finding in result.findings if finding.severity != "information"}
    assert grave == ({code} if severity != "information" else set())
    mine = [finding for finding in result.findings if finding.rule == code]
    assert mine
    assert result.ok == (severity != "error")
    for finding in mine:
        assert finding.severity == severity
        assert finding.id
        assert finding.label
        assert finding.message.endswith(".")
        assert finding.mend.endswith(".")
        if code == "id-vanished":
            assert finding.where == ""  # it is in no file any more
        else:
            name, _, line = finding.where.rpartition(":")
            assert name == str(path)
            assert f"<{finding.id}> a " in path.read_text(encoding="utf-8").splitlines()[int(line) - 1]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_finding_speaks_shacl(path: Path) -> None:
    """Curators read labels and sentences, not focus nodes, constraint components or names of blank nodes."""
    for finding in checked(path).findings:
        said = f"{finding.message} {finding.mend} {finding.id}"
        assert not [
            word for word in ("focus node", "Constraint", "minCount", "urn:skillway", "w3.org") if word in said
        ]


def test_the_sample_world_has_no_error() -> None:
    """The sample can be published; its one retired competency that is still needed is told."""
    result = check([SAMPLE])
    assert result.ok
    assert {finding.rule for finding in result.findings if finding.severity == "warning"} <= {"retired-still-needed"}


def test_counts_are_of_the_catalogue() -> None:
    """Counts name everything that tables name, and count what is there."""
    result = check([SAMPLE])
    world = result.catalogue
    assert result.counts == counts(world)
    assert result.counts["needs"] == sum(len(rung.needs) for rung in world.role_levels) > 0
    assert set(result.counts) == {
        "scales",
        "competencies",
        "courses",
        "assessments",
        "role_families",
        "roles",
        "role_levels",
        "needs",
        "teaches",
        "requires",
        "moves",
    }


def test_what_could_not_be_read_has_not_vanished(tmp_path: Path) -> None:
    """A file in a wrong encoding is one error, not a warning for each thing in it as well."""
    current = reading.read([SAMPLE]).catalogue
    (tmp_path / "a.ttl").write_text("# Fähre", encoding="latin-1")
    assert [finding.rule for finding in check([tmp_path], current).findings] == ["encoding"]


def test_a_header_alone_is_warned_of(tmp_path: Path) -> None:
    """Whoever imports an empty template is told before a publish retires everything."""
    (tmp_path / "a.ttl").write_text(turtle.write(Catalogue(base="https://example.org/")))
    (finding,) = check([tmp_path]).findings
    assert (finding.severity, finding.rule) == ("warning", "nothing-found")


def test_doubled_labels_are_shown() -> None:
    """Of two preferred labels in one language both are named, so that a curator can choose."""
    (finding,) = (found for found in checked(BROKEN / "label-doubled.ttl").findings if found.rule == "label-doubled")
    assert finding.message.count("“") == 2


def test_the_same_files_give_the_same_findings() -> None:
    """Findings are sorted, errors first, and do not depend on the order of paths."""
    paths = [path for path in FILES if path.stem not in AGAINST_CURRENT][:12]
    first, again = check(paths), check(paths[::-1])
    assert first.findings == again.findings
    severities = [("error", "warning", "information").index(finding.severity) for finding in first.findings]
    assert severities == sorted(severities)


def test_a_value_that_no_shape_sees_is_still_told(tmp_path: Path) -> None:
    """What reading had to leave out is an error even where the shapes are content."""
    path = tmp_path / "blank.ttl"
    path.write_text(
        "@base <https://example.org/> . @prefix skw: <https://w3id.org/skillway#> . "
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dcterms: <http://purl.org/dc/terms/> .\n"
        '<> a skw:SkillsOntology ; skw:baseIri "https://example.org/" ; dcterms:language "en" .\n'
        '<sql> a skw:Competency ; skos:prefLabel "SQL"@en ; skos:broader [ ] .\n'
    )
    result = check([path])
    assert not result.ok
    assert "sql" in {finding.id for finding in result.findings if finding.severity == "error"}


def test_trouble_with_files_is_a_finding(tmp_path: Path) -> None:
    """A file that is not there, and one that is no Turtle, are errors that name the file; nothing is raised."""
    broken = tmp_path / "broken.ttl"
    broken.write_text("<a> is no Turtle")
    for path in (tmp_path / "missing.ttl", broken):
        result = check([path])
        assert not result.ok
        assert any(str(path) in finding.where for finding in result.findings)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(catalogues())
def test_what_is_valid_has_no_error(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> None:
    """A valid catalogue, written and checked, gives no error, and checked against itself nothing vanishes."""
    path = tmp_path_factory.mktemp("valid") / "ontology.ttl"
    path.write_text(turtle.write(catalogue), encoding="utf-8")
    result = check([path], current=catalogue)
    assert [finding for finding in result.findings if finding.severity == "error"] == []
    assert not {"id-vanished", "id-reused", "scale-changed"} & {finding.rule for finding in result.findings}


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(catalogues(largest=3), st.data())
def test_no_triple_is_lost_in_silence(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, data: st.DataObject
) -> None:
    """A value replaced by nonsense is an error or a warning, or still in the catalogue; nothing is ever raised."""
    lines = turtle.write(catalogue).splitlines()
    header = lines.index(".")
    values = [n for n, line in enumerate(lines) if n > header and line.endswith(" ;") and " a " not in line]
    if not values:
        return
    number = data.draw(st.sampled_from(values))
    predicate = lines[number].split()[0]
    lines[number] = f"    {predicate} {data.draw(st.sampled_from(NONSENSE))} ;"
    path = tmp_path_factory.mktemp("nonsense") / "ontology.ttl"
    path.write_text("\n".join(lines), encoding="utf-8")
    result = check([path])
    told = {finding.rule for finding in result.findings if finding.severity != "information"}
    assert told or set(turtle.write(result.catalogue).splitlines()) == set(lines)


def test_the_guide_lists_every_code() -> None:
    """`docs/findings.md` has each shape and each rule with its severity, and each code that reading gives."""
    root = Path(__file__).parents[2]
    guide = (root / "docs" / "findings.md").read_text(encoding="utf-8")
    for shape in shapes.table().values():
        assert f"| `{shape.code}` | {shape.severity} | {shape.message} |" in guide
    for code, rule in RULES.items():
        assert f"| `{code}` | {rule.severity} | {rule.what} | {rule.mend} |" in guide
    codes = re.compile(r'(?:rule=(?:"[a-z-]+" if [^"]+ else )?|_merged\(|_NotReadError\(\s*)"([a-z-]+)"')
    written = {code for path in (root / "ontology").glob("*.py") for code in codes.findall(path.read_text("utf-8"))}
    assert "syntax" in written
    assert {code for code in written if f"| `{code}` |" not in guide} == set()
