"""`check`: read the files, hold them against shapes and rules, and tell a curator what was found, where, and how to
mend it.

Three voices speak, each of what the others cannot see: reading (files that are broken, values that cannot be kept),
shapes (each thing on its own) and rules (things together).
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from ontology import reading, rules, shapes
from ontology.counting import counts
from ontology.findings import Finding, sort_key
from ontology.model import Catalogue
from ontology.reading import Reading
from ontology.sources import gather


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What a check came to. `findings` are sorted, errors first; `counts` are of what the catalogue holds."""

    reading: Reading
    findings: tuple[Finding, ...]
    counts: dict[str, int]

    @property
    def catalogue(self) -> Catalogue:
        return self.reading.catalogue

    @property
    def ok(self) -> bool:
        """Whether there is no error: then it may be published."""
        return not any(finding.severity == "error" for finding in self.findings)


def check(paths: Sequence[Path], current: Catalogue | None = None) -> Checked:
    """Read and check the files and folders.

    With the `current` edition given, also what publishing would do to it. Trouble with files is a finding, too; this
    raises nothing but what a broken machine raises.
    """
    found: list[Finding] = []
    sources = gather(paths, found)
    # The validator holds no lock of Python's, so all else goes on meanwhile.
    with reading.collector_off(), ThreadPoolExecutor(1) as beside:
        validated = beside.submit(shapes.validated, sources)
        read = reading.read_sources(sources, found)
        ruled = rules.findings(read.catalogue, current)
        shaped = shapes.told(*validated.result(), read.catalogue)
    blamed = {finding.id for finding in shaped if finding.severity == "error"}
    consequence = "bracket-loose" if blamed else ""  # of a thing that was not read; told again when that is mended
    if any(finding.severity == "error" for finding in read.findings):  # what was not read has not vanished
        ruled = [finding for finding in ruled if finding.rule != "id-vanished"]
    every = {
        *(finding for finding in read.findings if finding.rule != consequence),
        *(finding for finding in read.dropped if finding.id not in blamed),  # a shape says it better
        *_placed(shapes.shortened(shaped), read),
        *_placed(ruled, read),
    }
    if not any(read.catalogue.things()) and not any(finding.severity == "error" for finding in every):
        every.add(_empty())
    return Checked(reading=read, findings=tuple(sorted(every, key=sort_key)), counts=counts(read.catalogue))


def _empty() -> Finding:
    return Finding(
        severity="warning",
        rule="nothing-found",
        message="There is a header and nothing else, such as an empty template gives.",
        mend="Fill the files first: publishing this would retire all that there is.",
    )


def _placed(findings: Iterable[Finding], read: Reading) -> list[Finding]:
    """The findings with file and line of the things they are about."""
    return [
        replace(finding, where=read.sources.where(finding.id)) if finding.id and not finding.where else finding
        for finding in findings
    ]
