"""From files to a `Catalogue`: everything that can be said about reading before any rule or shape is asked.

`read` never raises for what curators wrote: each problem is a `Finding`, and a broken file does not keep the others
from being read. Beside what cannot be read it reports what would be lost: what the vocabulary has no place for,
things that do not say what they are, and ids that name two things.
"""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from ontology import labels
from ontology.building import Builder
from ontology.findings import Finding, sort_key
from ontology.header import read_header
from ontology.leftovers import left_over
from ontology.model import Catalogue, Text
from ontology.records import Records, is_blank
from ontology.sources import Source, Sources, gather
from ontology.terms import ONTOLOGY_CLASS, PROPERTIES, RDF_TYPE, short
from ontology.values import Values


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What was read.

    `findings` are about what neither a shape nor a rule sees. `dropped` are values that were left out of the
    catalogue and that a shape is to report as well; whoever reads without shapes must look at both. Each is in the
    order of `findings.sort_key`.
    """

    catalogue: Catalogue
    findings: tuple[Finding, ...]
    dropped: tuple[Finding, ...]
    sources: Sources = field(repr=False)


def read(paths: Sequence[Path]) -> Reading:
    """Read files, and all files of a known form below folders. The order of the paths makes no difference."""
    findings: list[Finding] = []
    return read_sources(gather(paths, findings), findings)


def read_sources(sources: Sequence[Source], gathered: Iterable[Finding] = ()) -> Reading:
    """Read what is in memory already; `gathered` is what was found on the way there."""
    findings = list(gathered)
    with collector_off():
        before = len(findings)
        records = Records(sources, findings)
        classes, doubled = _classes(records)
        things = [thing for kind, members in classes.items() if kind != ONTOLOGY_CLASS for thing in members]
        headers = sorted(classes.get(ONTOLOGY_CLASS, ()))
        notes: list[Finding] = []
        if headers or things:
            header = read_header(records, headers, things, notes)
        else:
            header = read_header(records, headers, records.of, [])
            if not any(finding.severity == "error" for finding in findings):
                notes.append(_nothing())
        told = len(notes)
        values = Values(records, header.base)
        builder = Builder(records, values, classes)
        catalogue = builder.build(header.base, header.language, header.titles)
        notes += builder.findings
        notes += (_doubled(values.name(thing), kinds) for thing, kinds in doubled.items())
        where = Sources(sources, records.homes, header.base)
        if headers and told:
            at = where.where(values.name(headers[-1]))
            notes[:told] = (replace(note, where=at) for note in notes[:told])
        notes += left_over(records, values, classes, where)
        findings[before:] = (
            replace(note, id="" if is_blank(note.id) else values.name(note.id)) for note in findings[before:]
        )
    telling = _Telling(catalogue, where)
    return Reading(
        catalogue=catalogue,
        findings=tuple(sorted({telling.complete(finding) for finding in (*findings, *notes)}, key=sort_key)),
        dropped=tuple(sorted({telling.complete(finding) for finding in values.dropped}, key=sort_key)),
        sources=where,
    )


def _classes(records: Records) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The subjects of each class of the vocabulary, and those that claim to be of two (they count as the first)."""
    found: dict[str, list[str]] = {}
    doubled: dict[str, list[str]] = {}
    order = {kind: place for place, kind in enumerate(PROPERTIES)}
    for subject, record in records.of.items():
        types = record.get(RDF_TYPE)
        if types is None:
            continue
        kinds = sorted({kind for kind in types if isinstance(kind, str) and kind in order}, key=order.__getitem__)
        if kinds and not is_blank(subject):
            found.setdefault(kinds[0], []).append(subject)
            if len(kinds) > 1:
                doubled[subject] = kinds
    return found, doubled


class _Telling:
    """Completes findings with the label of the thing and the place where it is described."""

    def __init__(self, catalogue: Catalogue, where: Sources) -> None:
        self._catalogue = catalogue
        self._where = where

    @cached_property
    def _labels(self) -> dict[str, tuple[Text, ...]]:
        known: dict[str, tuple[Text, ...]] = {}
        for scale in self._catalogue.scales:
            known.update((level.id, level.labels) for level in scale.levels)
        known.update((thing.id, thing.labels) for thing in self._catalogue.things())
        return known

    def complete(self, finding: Finding) -> Finding:
        if not finding.id:
            return finding
        catalogue = self._catalogue
        text = labels.best(self._labels.get(finding.id, ()), catalogue.language, catalogue.language)
        where = self._where.where(finding.id) or finding.where
        return replace(finding, label=finding.label or (text.text if text else ""), where=where)


def _doubled(thing: str, kinds: Sequence[str]) -> Finding:
    return Finding(
        severity="error",
        rule="id-doubled",
        id=thing,
        message=f"It is said to be {' and '.join(short(kind) for kind in kinds)}; it was read as {short(kinds[0])}.",
        mend="Give one of the two an id of its own.",
    )


def _nothing() -> Finding:
    return Finding(
        severity="error",
        rule="nothing-found",
        message="There is no skills ontology in these files: no thing says that it is a skw:Competency or the like.",
        mend="Name the right files. For other vocabularies use `skillway import`, such as `import skos`.",
    )


@contextmanager
def collector_off() -> Iterator[None]:
    """Nothing that reading makes is garbage before its end, so the collector would only walk it again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
