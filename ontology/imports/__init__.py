"""Importers: from what curators have (spreadsheets, other frameworks) to Turtle, with a report on every row.

`run` is the door: it reads a source with the importer of its kind, and writes `ontology.ttl` and
`import-report.json` into a folder, both or neither. A new importer is a module with `read` and a line in `KINDS`.
"""

import importlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final, cast

from ontology.imports.assembling import is_language, is_valid_iri
from ontology.imports.imported import Imported
from ontology.imports.refusing import SourceRefused
from ontology.imports.report import Report
from ontology.refusals import Refusal

KINDS: Final[dict[str, str]] = {
    "tables": "ontology.imports.tables",
    "skos": "ontology.imports.skos",
    "uk-gdad": "ontology.imports.uk_gdad",
    "direct": "ontology.imports.direct",
    "esco": "ontology.imports.esco",
    "metacademy": "ontology.imports.metacademy",
    "ucsd-catalog": "ontology.imports.ucsd_catalog",
    "lms-catalog": "ontology.imports.lms_catalog",
}
"""Kind to module. Modules are loaded when asked for: some bring large libraries."""

TURTLE: Final = "ontology.ttl"
REPORT: Final = "import-report.json"
_RDF_SUFFIXES: Final = (".ttl", ".nt", ".rdf", ".owl", ".xml", ".jsonld")
_Reader = Callable[[Path, str | None, str | None], Imported]


def run(
    kind: str, source: Path, out: Path, *, base: str | None = None, language: str | None = None
) -> Report | Refusal:
    """Import a source into the folder `out`; nothing is written where the answer is a Refusal.

    An earlier import in `out` is replaced. Any other RDF file there is a reason to refuse: `check` and `publish` take
    all files of a folder together, so it would be mixed with the import.
    """
    try:
        imported = read(kind, source, base=base, language=language)
        _own(out)
        report = replace(imported.report, out=str(out))
        _write(out, imported, report)
    except SourceRefused as refused:
        return refused.refusal
    return report


def read(kind: str, source: Path, *, base: str | None = None, language: str | None = None) -> Imported:
    """What the importer of this kind makes of the source. Raises SourceRefused where it can make nothing of it."""
    if kind not in KINDS:
        raise SourceRefused(
            "import.unknown_kind",
            f"There is no importer “{kind}”.",
            f"The kinds are: {', '.join(KINDS)}.",
            tuple(KINDS),
        )
    if not source.exists():
        raise SourceRefused("source.missing", f"There is no file or folder {source}.", "Look at how it is spelled.")
    if not source.is_file() and not source.is_dir():
        raise SourceRefused("source.unreadable", f"{source} is neither a file nor a folder.", "Save it as a file.")
    if base is not None:
        check_base(base)
    if language is not None and not is_language(language):
        raise SourceRefused("language.invalid", f"“{language}” is no language tag.", "Such as en, or pt-BR.")
    reader = cast("_Reader", importlib.import_module(KINDS[kind]).read)
    try:
        return reader(source, base, language)
    except PermissionError as error:
        raise SourceRefused("source.unreadable", f"{error.filename} cannot be read: {error.strerror}.") from error


def check_base(base: str) -> None:
    """Raises SourceRefused where the text cannot stand before ids."""
    if not is_valid_iri(base):
        raise SourceRefused("base.invalid", f"“{base}” is not a full IRI.", "Such as https://example.org/skills/ .")


def _own(out: Path) -> None:
    """Refuse a folder that holds RDF which no import wrote."""
    if out.exists() and not out.is_dir():
        raise SourceRefused("out.not_a_folder", f"{out} is a file.", "Name a folder, new or of an earlier import.")
    if not out.exists():
        return
    ours = {TURTLE} if (out / REPORT).is_file() else set()
    foreign = sorted(
        path.relative_to(out).as_posix()
        for path in out.rglob("*")
        if path.suffix.lower() in _RDF_SUFFIXES and path.relative_to(out).as_posix() not in ours
    )
    if foreign:
        raise SourceRefused(
            "out.foreign",
            f"{out} holds RDF that no import wrote: {', '.join(foreign[:5])}{' …' if len(foreign) > 5 else ''}.",
            "Name a folder of its own for the import.",
            tuple(foreign[:20]),
        )


def _write(out: Path, imported: Imported, report: Report) -> None:
    """Both files, each whole: written beside, then renamed. The report comes last, as it says that all is there."""
    from ontology import turtle
    from ontology.errors import OntologyError

    try:
        text = turtle.write(imported.catalogue)
    except OntologyError as error:
        raise SourceRefused("import.unwritable", f"The result cannot be written: {error}") from error
    described = json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n"
    try:
        out.mkdir(parents=True, exist_ok=True)
        written = []
        try:
            for content in (text, described):
                handle, name = tempfile.mkstemp(dir=out, prefix=".import-", suffix=".part")
                written.append(Path(name))
                with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                # mkstemp makes files for their owner only; these are as shareable as any other.
                written[-1].chmod(0o644)
            written[0].replace(out / TURTLE)
            written[1].replace(out / REPORT)
        finally:
            for part in written:
                part.unlink(missing_ok=True)
    except OSError as error:
        raise SourceRefused("out.unwritable", f"{out} cannot be written to: {error.strerror or error}.") from error
