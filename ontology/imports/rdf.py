"""RDF that is not in our vocabulary, as triples: read as safely as our own, and nothing is fetched."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pyoxigraph import Literal, Triple

from ontology.findings import Finding
from ontology.imports.assembling import texts
from ontology.imports.refusing import SourceRefused
from ontology.imports.report import Ledger
from ontology.model import Text
from ontology.parsing import triples
from ontology.sources import gather


def read(paths: Sequence[Path], ledger: Ledger) -> Iterator[Triple]:
    """The triples of all files and folders. Raises SourceRefused at the end of a file that is broken.

    What is odd but readable, such as a file whose suffix is wrong, becomes a note.
    """
    findings: list[Finding] = []
    sources = gather(paths, findings)
    for source in sources:
        _report(findings, ledger)
        yield from triples(source, findings)
    _report(findings, ledger)


def text(literal: Literal, language: str) -> Text | None:
    """The words of a literal, trimmed; in `language` where it names none. None where it is empty."""
    found = texts(literal.language or language, literal.value)
    return found[0] if found else None


def _report(findings: list[Finding], ledger: Ledger) -> None:
    for finding in findings:
        place = f"{finding.where}: " if finding.where else ""
        if finding.severity == "error":
            raise SourceRefused(f"rdf.{finding.rule}", f"{place}{finding.message}", finding.mend)
        ledger.note(finding.rule, f"{place}{finding.message}")
    findings.clear()
