"""From files to a catalogue: what is read, and that nothing is lost without a word."""

import random
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from ontology import codes, records, turtle
from ontology.check import check
from ontology.findings import Finding
from ontology.ids import CompetencyId
from ontology.model import (
    Catalogue,
    CompetencyAt,
    CourseDone,
    LevelRequirement,
    Match,
    Requirement,
    Teaching,
    Text,
)
from ontology.reading import Reading, read, read_sources
from ontology.sources import Source
from ontology.terms import PREFIXES
from tests.catalogues import catalogues

BASE = "https://example.org/skills/"
OPENING = f"@base <{BASE}> .\n" + "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
HEADER = f'<> a skw:SkillsOntology ; skw:baseIri "{BASE}" ; dcterms:language "en" .\n'


def reading_of(*texts: str, header: str = HEADER) -> Reading:
    """Read texts as files `0.ttl`, `1.ttl`, …; the prefixes are given, and the header in the first."""
    sources = [
        Source(path=f"{place}.ttl", data=f"{OPENING}{header if place == 0 else ''}{text}".encode())
        for place, text in enumerate(texts)
    ]
    return read_sources(sources)


def rules(findings: Sequence[Finding]) -> list[str]:
    return [finding.rule for finding in findings]


EXAMPLE = """
<four> a skw:ProficiencyScale ; skos:prefLabel "Four levels"@en .
<four-2> a skw:ProficiencyLevel ; skw:scale <four> ; skw:rank 2 ; skos:prefLabel "Working"@en .
<four-1> a skw:ProficiencyLevel ; skw:scale <four> ; skw:rank 1 ; skos:prefLabel "Awareness"@en .
<sql> a skw:Competency, skos:Concept ; skw:kind skw:Skill ; skos:prefLabel "SQL"@en, "SQL"@pt-BR ;
    skos:altLabel "Structured query language"@en ; skos:broader <databases> ; skos:related <python> ;
    skos:exactMatch <https://example.net/another-framework/sql> ; skw:equivalentTo <relational-querying> ;
    skw:scale <four> ; skw:requires [ skw:atLevel 3 ;
        skw:anyOf [ skw:competency <statistics> ; skw:level 1 ] , [ skw:course <sql-0> ] ] .
<old-sql> a skw:Competency, skos:Concept ; skos:prefLabel "SQL-92"@en ; owl:deprecated true ;
    dcterms:isReplacedBy <sql> .
<databases> a skw:Competency ; skos:prefLabel "Databases" ; skos:narrower <data-models> .
<data-models> a skw:Competency ; skos:prefLabel "Data models" .
<sql-2> a schema:Course ; skos:prefLabel "SQL II"@en ; schema:timeRequired "PT7H30M"^^xsd:duration ;
    schema:inLanguage "en" ; schema:provider "Academy" ; schema:url <https://example.org/sql-2> ;
    skw:modality "online" ; skw:cost 120.0 ;
    skw:teaches [ skw:competency <sql> ; skw:fromLevel 1 ; skw:toLevel 2 ] ;
    skw:requires [ skw:anyOf [ skw:course <sql-1> ] , [ skw:competency <databases> ; skw:level 1 ] ] .
<sql-test> a skw:Assessment ; skos:prefLabel "SQL check"@en ; schema:timeRequired "PT40M"^^xsd:duration ;
    skw:assesses [ skw:competency <sql> ; skw:upTo 3 ] .
<data> a skw:RoleFamily ; skos:prefLabel "Data"@en .
<data-engineer> a skw:Role ; skos:prefLabel "Data engineer"@en ; skw:family <data> .
<senior-data-engineer> a skw:RoleLevel ; skos:prefLabel "Senior data engineer"@en ; skw:role <data-engineer> ;
    skw:rank 3 ; skw:track "engineering" ;
    skw:needs [ skw:competency <sql> ; skw:level 3 ; skw:importance skw:Essential ; skw:weight 2.0 ] , <a-need> ;
    skw:movesTo [ skw:roleLevel <lead-data-engineer> ; skw:moveKind skw:Lateral ] .
<a-need> skw:competency <databases> ; skw:level 1 ; skw:importance skw:Optional .
"""


def test_the_documented_example_is_read() -> None:
    """Every word of the interface's example arrives in the catalogue, and there is nothing to say about it."""
    reading = reading_of(EXAMPLE)
    assert reading.findings == reading.dropped == ()
    catalogue = reading.catalogue
    (scale,) = catalogue.scales
    assert [(level.id, level.rank) for level in scale.levels] == [("four-1", 1), ("four-2", 2)]
    data_models, databases, old_sql, sql = catalogue.competencies
    assert sql.labels == (Text("en", "SQL"), Text("pt-br", "SQL"))
    assert sql.kind == "skill"
    assert sql.matches == (Match("exact", "https://example.net/another-framework/sql"),)  # type: ignore[arg-type]
    assert sql.requires == (
        LevelRequirement(3, (CompetencyAt(CompetencyId("statistics"), 1), CourseDone("sql-0"))),  # type: ignore[arg-type]
    )
    assert (old_sql.retired, old_sql.replaced_by) == (True, "sql")
    assert (databases.broader, data_models.broader) == ((), ("databases",))
    (course,) = catalogue.courses
    assert (course.hours, course.languages, course.provider, course.cost) == (7.5, ("en",), "Academy", 120.0)
    assert course.url == "https://example.org/sql-2"
    assert course.teaches == (Teaching(sql.id, 1, 2),)
    assert catalogue.assessments[0].hours == pytest.approx(2 / 3)
    (level,) = catalogue.role_levels
    assert level.needs == (Requirement(databases.id, 1, False), Requirement(sql.id, 3, True, 2.0))
    assert (level.rank, level.track, level.moves) == (3, "engineering", (("lead-data-engineer", "lateral"),))


def test_a_thing_may_be_told_in_several_files() -> None:
    """What two files say of one thing is read together, in either order; saying it twice changes nothing."""
    one, other = '<a> a skw:Competency ; skos:prefLabel "A" .', '<a> skos:prefLabel "A" ; skos:altLabel "B" .'
    assert reading_of(one, other).catalogue == reading_of(other, one).catalogue
    assert reading_of(one, other).dropped == ()
    assert reading_of(one, other).catalogue.competencies[0].alt_labels == (Text("", "B"),)


def test_rows_of_one_pair_are_merged_with_a_warning() -> None:
    """Doubled needs take the higher level, doubled teachings the widest span; equal ones merge in silence."""
    reading = reading_of(
        "<l> a skw:RoleLevel ; skw:needs [ skw:competency <c> ; skw:level 1 ; skw:importance skw:Essential ] ,"
        " [ skw:competency <c> ; skw:level 2 ; skw:importance skw:Optional ] , [ skw:competency <d> ; skw:level 1 ] ,"
        " [ skw:competency <d> ; skw:level 1 ] ; skw:movesTo [ skw:roleLevel <m> ; skw:moveKind skw:Vertical ] ,"
        " [ skw:roleLevel <m> ; skw:moveKind skw:Lateral ] ."
        "<k> a schema:Course ; skw:teaches [ skw:competency <c> ; skw:fromLevel 1 ; skw:toLevel 2 ] ,"
        " [ skw:competency <c> ; skw:fromLevel 2 ; skw:toLevel 3 ] ."
        "<t> a skw:Assessment ; skw:assesses [ skw:competency <c> ; skw:upTo 2 ] ,"
        " [ skw:competency <c> ; skw:upTo 1 ] ."
    )
    assert rules(reading.findings) == ["assessing-doubled", "move-doubled", "need-doubled", "teaching-doubled"]
    (level,), (course,), (test,) = (
        reading.catalogue.role_levels,
        reading.catalogue.courses,
        reading.catalogue.assessments,
    )
    assert level.needs == (Requirement(CompetencyId("c"), 2, True), Requirement(CompetencyId("d"), 1))
    assert level.moves == (("m", "vertical"),)
    assert course.teaches == (("c", 1, 3),)
    assert test.assesses == (("c", 2),)


def test_findings_about_brackets_are_the_same_each_time() -> None:
    """The parser invents names for brackets anew; none of them gets into a message."""
    text = "[] <https://example.net/p> [ <https://example.net/q> 1 ] . [] a <https://example.net/C> , [] ."
    first, second = reading_of(text).findings, reading_of(text).findings
    assert first == second
    assert {finding.message.rpartition(": ")[2] for finding in first} == {"once in a bracket."}


@pytest.mark.parametrize(
    ("text", "rule", "severity", "where"),
    [
        ("<a> a skw:Competency, skw:Role .", "id-doubled", "error", "0.ttl:9"),
        ("<a> a skw:Compentency .", "term-unknown", "error", "0.ttl:9"),
        ("<a> a <http://schema.org/Course> .", "term-unknown", "error", "0.ttl:9"),
        ("<a> a skw:Competency ; skw:knid skw:Skill .", "term-unknown", "error", "0.ttl:9"),
        ("<a> a skw:Competency ; skw:rank 2 .", "term-misplaced", "error", "0.ttl:9"),
        ("<a> skos:prefLabel 'A' .", "type-missing", "error", "0.ttl:9"),
        ("<a> a skos:Concept ; skos:prefLabel 'A' . <b> a skos:Concept .", "type-missing", "error", "0.ttl:9"),
        ("[] a skw:Competency .", "id-missing", "error", ""),
        ("[] skw:competency <a> .", "bracket-loose", "error", ""),
        ("<l> a skw:ProficiencyLevel ; skw:scale <nowhere> ; skw:rank 1 .", "dangling-reference", "error", "0.ttl:9"),
        ("<a> a skw:Competency ; skos:narrower <nowhere> .", "dangling-reference", "error", "0.ttl:9"),
        ("<a> a skw:Competency ; skos:notation '1' .", "outside-vocabulary", "warning", "0.ttl:9"),
        ("<a> a skos:ConceptScheme .", "outside-vocabulary", "warning", "0.ttl:9"),
        ("<a> a skw:RoleFamily ; skos:altLabel 'A' .", "outside-vocabulary", "warning", "0.ttl:9"),
        ("<> owl:imports <https://example.org/more> .", "import-not-followed", "warning", "0.ttl:8"),
        (f"<a> a skw:Competency ; skos:prefLabel '{'x' * 1_100_000}' .", "literal-too-long", "error", "0.ttl:9"),
        (f"<a> a skw:Competency ; skos:prefLabel '{'ü' * 600_000}' .", "literal-too-long", "error", "0.ttl:9"),
        ("<x> a skw:SkillsOntology ; skw:baseIri 'https://else.example/' .", "header-conflict", "error", "0.ttl:9"),
        ("<x> a skw:SkillsOntology ; dcterms:language 'de' .", "header-conflict", "error", "0.ttl:9"),
        ("<x> a skw:SkillsOntology ; skw:baseIri 'not an iri' .", "value-unreadable", "error", "0.ttl:9"),
    ],
)  # fmt: skip
def test_what_is_not_carried_is_told(text: str, rule: str, severity: str, where: str) -> None:
    """Each thing that the catalogue cannot carry is one finding with severity, rule, place and mend."""
    (finding,) = reading_of(text).findings
    assert (finding.rule, finding.severity, finding.where) == (rule, severity, where)
    assert finding.message
    assert finding.mend


def test_every_code_is_listed() -> None:
    """The table of codes has those that the reading modules give, no more and no fewer."""
    room = Path(codes.__file__).parent
    modules = ("reading", "records", "parsing", "sources", "building", "values", "merging", "header", "leftovers")
    text = "\n".join((room / f"{module}.py").read_text() for module in modules)
    given = set(re.findall(r'"([a-z]+(?:-[a-z]+)+|syntax|encoding)"', text))
    assert given & codes.READING.keys() == codes.READING.keys()
    assert set(re.findall(r'rule="([a-z-]+)"', text)) <= codes.READING.keys()


def test_a_slip_of_the_pen_is_recognised() -> None:
    """An unknown term of ours comes with the one that was probably meant."""
    (finding,) = reading_of("<a> a skw:Compentency .").findings
    assert finding.mend == "Did you mean skw:Competency?"


def test_foreign_terms_are_counted_not_repeated() -> None:
    """A thousand uses of a foreign property are one finding that says how many and where the first is."""
    text = "\n".join(f"<a{n}> a skw:Competency ; skos:notation '{n}' ." for n in range(1000))
    (finding,) = reading_of(text).findings
    assert "1,000 times, first on a0" in finding.message
    assert finding.where == "0.ttl:9"


@pytest.mark.parametrize(
    "text",
    [
        "<a> a skw:RoleLevel ; skw:role <r> ; skw:rank 'two' .",
        "<a> a skw:RoleLevel ; skw:role <r> ; skw:rank '1_0' .",
        f"<a> a skw:RoleLevel ; skw:role <r> ; skw:rank {'9' * 5000} .",
        "<a> a skw:RoleLevel ; skw:role <r>, <s> .",
        "<a> a skw:RoleLevel ; skw:role 'r' .",
        "<a> a skw:RoleLevel ; skw:needs [ skw:competency <c> ] .",
        "<a> a skw:RoleLevel ; skw:needs <b> . <b> a skw:Competency .",
        "<a> a skw:RoleLevel ; skw:needs [ skw:competency <c> ; skw:level 1 ; skw:importance skw:Esential ] .",
        "<a> a skw:Competency ; skw:kind skw:Skil .",
        "<a> a skw:Competency ; owl:deprecated 'maybe' .",
        "<a> a skw:Competency ; skw:requires [ skw:atLevel 1 ] .",
        "<a> a skw:Competency ; skos:exactMatch 'x' .",
        "<a> a schema:Course ; schema:timeRequired 'P1Y'^^xsd:duration .",
        "<a> a schema:Course ; skw:cost 'INF'^^xsd:double .",
        "<a> a schema:Course ; skw:teaches [ skw:competency <c> ; skw:toLevel 1.5 ] .",
        "<a> a schema:Course ; skw:requires [ skw:anyOf [ skw:level 1 ] ] .",
        "<a> a skw:ProficiencyLevel ; skw:rank 1 .",
        "<a> a skw:Role ; skw:needs [ skw:competency <c> ; skw:level 1 ] .",
    ],
)
def test_what_cannot_be_read_is_dropped_with_a_note(text: str) -> None:
    """A value that cannot be read is left out, and noted on the thing that has it."""
    dropped = reading_of(text).dropped
    assert dropped
    assert {finding.id for finding in dropped} == {"a"}
    assert all(finding.severity == "error" and finding.where == "0.ttl:9" for finding in dropped)


def test_without_a_header_the_base_is_where_most_things_are() -> None:
    """Files without a header are read under the commonest namespace, in whatever order they come; and it is told."""
    one = f"<{BASE}a> a skw:Competency . <{BASE}b> a skw:Competency ."
    other = "<https://elsewhere.example/c> a skw:Competency ."
    for texts in ((one, other), (other, one)):
        reading = reading_of(*texts, header="")
        assert reading.catalogue.base == BASE
        assert rules(reading.findings) == ["header-missing"]
        assert [competency.id for competency in reading.catalogue.competencies] == [
            "a",
            "b",
            "https://elsewhere.example/c",
        ]


def test_nothing_is_found_in_nothing() -> None:
    """Files without any of our things are an error: publishing them would retire everything."""
    assert "nothing-found" in rules(reading_of("", header="").findings)
    assert "nothing-found" in rules(read([]).findings)


def test_a_broken_file_does_not_keep_others_from_being_read(tmp_path: Path) -> None:
    """One file with a syntax error and one in Latin-1 beside a good one: two errors, and the good one is read."""
    (tmp_path / "good.ttl").write_text(OPENING + HEADER + "<a> a skw:Competency .")
    (tmp_path / "broken.ttl").write_text(OPENING + "<b> a skw:Competency ; skos:prefLabel 'B .")
    (tmp_path / "latin.ttl").write_bytes(
        OPENING.encode() + "<c> a skw:Competency ; skos:prefLabel 'Ö' .".encode("latin-1")
    )
    reading = read([tmp_path])
    assert rules(reading.findings) == ["encoding", "syntax"]
    assert reading.findings[1].where == f"{tmp_path / 'broken.ttl'}:8"
    assert "a" in reading.catalogue.competency


def test_where_names_file_and_line() -> None:
    """Every thing, and every level, is found with file and line; what is not there has no place."""
    reading = reading_of(EXAMPLE, '\n<python> a skw:Competency ; skos:prefLabel "Python"@en .')
    assert reading.sources.where("four-2") == "0.ttl:11"
    assert reading.sources.where("python") == "1.ttl:9"
    assert reading.sources.where("nobody") == ""


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(catalogues(), st.randoms(use_true_random=False))
def test_triples_for_the_shapes_are_all_there(catalogue: Catalogue, chance: random.Random) -> None:
    """`ntriples` says exactly what the files say; no blank node is left, and no two have one name."""
    text = turtle.write(catalogue)
    twice = read_sources([Source(path="a", data=text.encode()), Source(path="b", data=text.encode())])
    once = list(parse(text, format=RdfFormat.TURTLE))
    told = records.ntriples(twice.sources.files)
    found = list(parse(told, format=RdfFormat.N_TRIPLES))
    assert len(found) == 2 * len(once)
    assert b"\n_:" not in told
    assert turtle.digest(twice.catalogue) == turtle.digest(catalogue)
    named = [quad for quad in found if "urn:skillway:blank:" in str(quad.subject)]
    plain = [quad for quad in once if str(quad.subject).startswith("_:")]
    assert len({quad.subject for quad in named}) == 2 * len({quad.subject for quad in plain})


def test_texts_that_look_like_blank_nodes_stay() -> None:
    """Renaming blank nodes for the shapes does not touch a text that looks like one."""
    text = "<a> a skw:Competency ; skos:altLabel '> _:x .', '_:y', '\\n_:z > _:x' ; skw:requires [ skw:atLevel 1 ] ."
    told = records.ntriples(reading_of(text).sources.files).decode()
    assert '"> _:x ."' in told
    assert '"_:y"' in told
    assert '"\\n_:z > _:x"' in told
    assert "<urn:skillway:blank:1:1> <https://w3id.org/skillway#atLevel>" in told


NONSENSE = ("'nonsense'", "<nonsense>", "[]", "-7", "1.5", "true", "'two'@en", "'P1Y'^^xsd:duration")


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(catalogues(largest=3), st.data())
def test_nothing_is_lost_in_silence(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, data: st.DataObject
) -> None:
    """Put nonsense in the place of any value: either the catalogue says it, or a check finds an error or warning."""
    lines = turtle.write(catalogue).splitlines()
    places = [n for n, line in enumerate(lines) if line.startswith("    ") and "skw:baseIri" not in line]
    place = data.draw(st.sampled_from(places))
    words = lines[place].split(" ")
    spots = [
        n for n, word in enumerate(words) if n > 4 and ":" not in word and word not in ("a", "[", "]", ",", ";", "")
    ]
    if '"' in lines[place] or not spots:
        predicate = words[4]
        lines[place] = f"    {predicate} {data.draw(st.sampled_from(NONSENSE))} ;"
    else:
        words[data.draw(st.sampled_from(spots))] = data.draw(st.sampled_from(NONSENSE))
        lines[place] = " ".join(words)
    nonsense = "\n".join(lines)
    folder = tmp_path_factory.mktemp("nonsense")
    (folder / "a.ttl").write_text(nonsense)
    checked = check([folder])
    if checked.ok:
        assert not checked.reading.dropped, lines[place]
        told = any(finding.severity == "warning" for finding in checked.reading.findings)
        assert told or nonsense == turtle.write(catalogue) or checked.catalogue != catalogue, lines[place]
