"""The files that an ontology is read from: which ones, in what form, and where in them a thing is described.

RDF carries no positions, so the line of a thing is found by looking for it as a subject, once per file and only when
somebody asks.
"""

import os
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from ontology.findings import Finding
from ontology.ids import expand

Form = Literal["Turtle", "N-Triples", "RDF/XML", "JSON-LD"]
SUFFIXES: Mapping[str, Form] = {
    ".ttl": "Turtle",
    ".nt": "N-Triples",
    ".rdf": "RDF/XML",
    ".owl": "RDF/XML",
    ".xml": "RDF/XML",
    ".jsonld": "JSON-LD",
}
LARGEST_FILE = 512 * 1024 * 1024
"""Bytes. Many times the largest edition that is planned for; more would not fit into memory twice."""

_BOM = b"\xef\xbb\xbf"
_STATEMENT = re.compile(
    rb"^(?:[ \t]*@?prefix[ \t]+(?P<prefix>[^\s:]*):\s*<(?P<namespace>[^>\s]*)>"
    rb"|[ \t]*@?base[ \t]+<(?P<base>[^>\s]*)>"
    rb"|<(?P<iri>[^>\s]*)>|(?P<name>[^\s<>\"'#@\[\](),;:_][^\s<>\"'#@\[\](),;:]*|):(?P<local>[^\s<>\"'\[\](),;]*))",
    re.MULTILINE | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(rb"\brdf:(?:about|ID)\s*=\s*[\"'](?P<iri>[^\"']*)[\"']")
_MEMBER = re.compile(rb"\"@id\"\s*:\s*\"(?P<iri>[^\"]*)\"")


@dataclass(frozen=True, kw_only=True)
class Source:
    """One file as read: `path` as the caller named it, `data` in UTF-8 without a byte-order mark."""

    path: str
    data: bytes = field(repr=False)
    form: Form = "Turtle"

    def line(self, iri: str) -> int | None:
        """The line, from 1, on which the IRI is a subject, or first occurs; None where it cannot be found."""
        subjects, namespaces = self._scanned
        if self.form in ("RDF/XML", "JSON-LD"):
            return next((subjects[spelling] for spelling in _spellings(iri) if spelling in subjects), None)
        if iri in subjects:
            return subjects[iri]
        terms = [f"<{iri}>"]
        for opening, namespace in namespaces.items():
            if iri.startswith(namespace):
                terms.append(f"{opening}{iri[len(namespace) :]}{'>' if opening == '<' else ''}")
        written = b"(?:%s)" % b"|".join(re.escape(term.encode()) for term in terms)
        for pattern in (rb"(?<![\w:])%s\s+(?:a|rdf:type)\s" % written, rb"(?<![\w:])%s(?![\w:-])" % written):
            found = re.search(pattern, self.data)
            if found:
                return self._line(found.start())
        return None

    def _line(self, offset: int) -> int:
        return bisect_right(self._starts, offset)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(end.end() for end in re.finditer(rb"\n", self.data))]

    @cached_property
    def _scanned(self) -> tuple[dict[str, int], dict[str, str]]:
        """The line of every subject that begins a line, and what each way to open a short name stands for.

        Subjects are full IRIs for Turtle, and as they are spelled for the other forms.
        """
        found: dict[str, int] = {}
        namespaces: dict[str, str] = {}
        if self.form in ("RDF/XML", "JSON-LD"):
            for written in (_ATTRIBUTE if self.form == "RDF/XML" else _MEMBER).finditer(self.data):
                found.setdefault(_text(written["iri"]), self._line(written.start()))
            return found, namespaces
        base, prefixes = "", {}
        for statement in _STATEMENT.finditer(self.data):
            if statement["namespace"] is not None:
                prefixes[_text(statement["prefix"])] = _resolve(_text(statement["namespace"]), base)
                namespaces[f"{_text(statement['prefix'])}:"] = prefixes[_text(statement["prefix"])]
            elif statement["base"] is not None:
                base = _resolve(_text(statement["base"]), base)
                namespaces["<"] = base[: base.rfind("/") + 1]
            elif statement["iri"] is not None:
                found.setdefault(_resolve(_text(statement["iri"]), base), self._line(statement.start()))
            else:
                namespace = prefixes.get(_text(statement["name"]))
                if namespace is not None:
                    local = _text(statement["local"]).replace("\\", "")
                    found.setdefault(namespace + local, self._line(statement.start()))
        return found, namespaces


class Sources:
    """Where things are described. `homes` has the full IRI of each subject and the place of its file in `files`."""

    def __init__(self, files: Sequence[Source], homes: Mapping[str, int], base: str) -> None:
        self.files = tuple(files)
        self._homes = homes
        self._base = base

    def where(self, thing: str) -> str:
        """`file:line` of the thing with this id; `file` where the line cannot be told, empty for an unknown thing."""
        iri = expand(thing, self._base)
        home = self._homes.get(iri)
        if home is None:
            return ""
        source = self.files[home]
        line = source.line(iri)
        return source.path if line is None else f"{source.path}:{line}"


def gather(paths: Iterable[Path], findings: list[Finding]) -> list[Source]:
    """The files that the paths name, and those of a known form below folders: in order of their paths, each once.

    What cannot be opened, is too large, is not UTF-8 or has a suffix that says nothing is left out and reported.
    """
    wanted: dict[str, Path] = {}
    for path in paths:
        if path.is_dir():
            below = {str(file): file for file in _below(path, findings)}
            if not below:
                findings.append(_folder_empty(path))
            wanted |= below
        else:
            wanted[str(path)] = path
    loaded = (_load(wanted[name], findings) for name in sorted(wanted))
    return [source for source in loaded if source is not None]


def from_bytes(path: str, data: bytes, form: Form, findings: list[Finding]) -> Source | None:
    """A source of what was read: the mark at its start stripped, its text checked to be UTF-8."""
    data = data.removeprefix(_BOM)
    problem = _encoding_problem(data)
    if problem is not None:
        offset, what = problem
        line = data.count(b"\n", 0, offset) + 1
        findings.append(
            Finding(
                severity="error",
                rule="encoding",
                where=f"{path}:{line}",
                message=f"The file is not UTF-8: {what} (byte {offset + 1}, line {line}).",
                mend="Save the file as UTF-8.",
            )
        )
        return None
    return Source(path=path, data=data, form=form)


def _below(folder: Path, findings: list[Finding]) -> Iterator[Path]:
    """The files of a known form, also links to nowhere, which cannot be read. Links to folders are not followed."""

    def closed(error: OSError) -> None:
        findings.append(_unreadable(str(error.filename), error.strerror or str(error)))

    for name, folders, files in os.walk(folder, onerror=closed):
        here = Path(name)
        folders[:] = [inner for inner in folders if not inner.startswith(".")]
        findings += (_link_not_followed(here / inner) for inner in folders if (here / inner).is_symlink())
        for file in files:
            if Path(file).suffix.lower() in SUFFIXES and not file.startswith("."):
                yield here / file


def _load(path: Path, findings: list[Finding]) -> Source | None:
    form = SUFFIXES.get(path.suffix.lower())
    if form is None:
        known = ", ".join(SUFFIXES)
        findings.append(
            Finding(
                severity="error",
                rule="format-unknown",
                where=str(path),
                message=f"The suffix of {path.name} does not say which form of RDF it is.",
                mend=f"Give it one of {known}; for other kinds of data use `skillway import`.",
            )
        )
        return None
    try:
        if path.exists() and not path.is_file():
            raise OSError("it is no ordinary file")  # such as a pipe, which could keep us waiting for ever
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST_FILE else b""
    except OSError as error:
        findings.append(_unreadable(str(path), error.strerror or str(error)))
        return None
    if size > LARGEST_FILE:
        findings.append(
            Finding(
                severity="error",
                rule="file-too-large",
                where=str(path),
                message=f"The file has {size:,} bytes; the limit is {LARGEST_FILE:,}.",
                mend="Split it into several files.",
            )
        )
        return None
    looks = _looks_like(data.removeprefix(_BOM)[:1000].lstrip(), form)
    if looks != form:
        findings.append(
            Finding(
                severity="warning",
                rule="format-suffix",
                where=str(path),
                message=f"{path.name} is named like {form} but holds {looks}; it was read as {looks}.",
                mend=f"Rename it to {path.stem}{next(s for s, f in SUFFIXES.items() if f == looks)}.",
            )
        )
    return from_bytes(str(path), data, looks, findings)


def _looks_like(start: bytes, form: Form) -> Form:
    """The form that the first characters give away where they cannot belong to the named one."""
    if start.startswith((b"<?xml", b"<rdf:RDF", b"<!DOCTYPE")):
        return "RDF/XML"
    if start.startswith(b"{") or re.match(rb"\[\s*[{\]]", start):
        return "JSON-LD"
    turtle = re.match(rb"(?i)@?(prefix|base)\s|@(prefix|base)\b", start) is not None
    return "Turtle" if turtle else form


def _encoding_problem(data: bytes) -> tuple[int, str] | None:
    """The place of the first byte that is not UTF-8, and what it may be instead."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[1:2] == b"\0" or data[:1] == b"\0":
        return 0, "it looks like UTF-16"
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start, f"0x{data[error.start]:02x} begins no character; it may be Latin-1 or Windows-1252"
    return None


def _folder_empty(path: Path) -> Finding:
    return Finding(
        severity="error",
        rule="nothing-found",
        where=str(path),
        message=f"The folder {path} has no RDF file in it.",
        mend=f"Name a folder with files that end in {', '.join(SUFFIXES)}.",
    )


def _unreadable(path: str, why: str) -> Finding:
    return Finding(
        severity="error",
        rule="file-unreadable",
        where=path,
        message=f"It cannot be read: {why}.",
        mend="Check the name and the permissions.",
    )


def _link_not_followed(path: Path) -> Finding:
    return Finding(
        severity="warning",
        rule="link-not-followed",
        where=str(path),
        message="It is a link to a folder. Links to folders are not followed, so nothing in it was read.",
        mend="Name the folder itself, beside the other.",
    )


def _text(written: bytes) -> str:
    return written.decode(errors="replace")


def _resolve(iri: str, base: str) -> str:
    """The full IRI of a simple reference; enough to find a line, not to read RDF."""
    if ":" in iri:
        return iri
    if not iri:
        return base
    return (base.partition("#")[0] if iri.startswith("#") else base[: base.rfind("/") + 1]) + iri


def _spellings(iri: str) -> Iterator[str]:
    """How RDF/XML and JSON-LD may spell the IRI, the surest first."""
    yield iri
    for mark in ("#", "/"):
        _, found, tail = iri.rpartition(mark)
        if found and tail:
            yield f"#{tail}"
            yield tail
