"""The Rust validator against the W3C test suite for SHACL: every result, not only whether the data conforms."""

import tarfile
import tomllib
from collections import Counter
from pathlib import Path

import pytest
import shacl
from pyoxigraph import BlankNode, Dataset, NamedNode, RdfFormat, parse

from tests.shared_data import folder

SH = "http://www.w3.org/ns/shacl#"
SHT = "http://www.w3.org/ns/shacl-test#"
ACTION = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#action"
RESULT = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#result"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

Outcome = Counter[tuple[str, ...]] | str
"""Results by focus, path, component, value, severity and shape; or `refused`."""


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The suite, unpacked."""
    target = tmp_path_factory.mktemp("w3c")
    with tarfile.open(folder("test-suites") / "w3c-shacl-tests.tar.gz") as archive:
        archive.extractall(target, filter="data")
    return target / "data-shapes-test-suite" / "tests"


def known_failures(part: str) -> set[str]:
    table = tomllib.loads((Path(__file__).parent / "w3c_shacl_failures.toml").read_text(encoding="utf-8"))
    return set(table.get(part, {}))


@pytest.mark.parametrize(("part", "at_least"), [("core", 98), ("sparql", 23)])
def test_the_validator_gives_the_results_that_the_suite_expects(suite: Path, part: str, at_least: int) -> None:
    """Exactly the tests that are listed with a reason fail; every other gives the expected results."""
    failing, count = set(), 0
    for path in sorted((suite / part).rglob("*.ttl")):
        for expected, got in cases(path):
            count += 1
            if expected != got:
                failing.add(path.relative_to(suite).as_posix())
    assert count >= at_least
    assert failing == known_failures(part)


def cases(path: Path) -> list[tuple[Outcome, Outcome]]:
    """What each test of a file expects, and what the validator gives."""
    graph = Dataset(parse(path=path, format=RdfFormat.TURTLE, base_iri=path.as_uri()))

    def objects(subject: NamedNode | BlankNode, predicate: str) -> list[object]:
        return [quad.object for quad in graph.quads_for_subject(subject) if quad.predicate.value == predicate]

    def one(subject: NamedNode | BlankNode, predicate: str) -> str | None:
        return next((shown(str(term)) for term in objects(subject, predicate)), None)

    def node(subject: NamedNode | BlankNode, predicate: str) -> NamedNode | BlankNode:
        return next(term for term in objects(subject, predicate) if isinstance(term, NamedNode | BlankNode))

    found = []
    for test in graph.quads_for_object(NamedNode(f"{SHT}Validate")):
        assert isinstance(test.subject, NamedNode)
        assert test.predicate.value == RDF_TYPE
        action, result = node(test.subject, ACTION), node(test.subject, RESULT)
        data, shapes = (file_of(node(action, f"{SHT}{name}")) for name in ("dataGraph", "shapesGraph"))
        expected: Outcome = "refused"
        if result != NamedNode(f"{SHT}Failure"):
            expected = Counter(
                tuple(
                    str(one(part, f"{SH}{name}"))
                    for name in (
                        "focusNode",
                        "resultPath",
                        "sourceConstraintComponent",
                        "value",
                        "resultSeverity",
                        "sourceShape",
                    )
                )
                for part in objects(result, f"{SH}result")
                if isinstance(part, NamedNode | BlankNode)
            )
            assert (one(result, f"{SH}conforms") or "").startswith('"true"') == (not expected)
        found.append((expected, outcome(data, shapes)))
    return found


def outcome(data: Path, shapes: Path) -> Outcome:
    """What the validator finds; it must say that the data conforms exactly when it finds nothing."""
    try:
        compiled = shacl.Shapes.from_text(shapes.read_text(encoding="utf-8"), "turtle", shapes.as_uri())
        report = compiled.validate_text(data.read_text(encoding="utf-8"), "turtle", data.as_uri())
    except ValueError:
        return "refused"
    assert report.conforms == (not report.results)
    return Counter(
        (
            shown(result.focus_node),
            shown_path(result.path),
            f"<{result.component_iri}>",
            str(result.value and shown(result.value)),
            f"<{result.severity_iri.strip('<>')}>",
            str(result.source_shape and shown(result.source_shape)),
        )
        for result in report.results
    )


def shown(term: str) -> str:
    """The term without the name that a blank node happens to have."""
    return "_:" if term.startswith("_:") else term


def shown_path(path: str | None) -> str:
    """A single predicate as it is; anything longer is a blank node in the expected results."""
    plain = path is None or (path.count("<") == 1 and path.startswith("<") and path.endswith(">"))
    return str(path) if plain else "_:"


def file_of(graph: NamedNode | BlankNode) -> Path:
    return Path(graph.value.removeprefix("file://"))
