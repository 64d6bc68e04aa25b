"""From one source to its triples, with every trap of the four forms closed.

Nothing is fetched and nothing is expanded: remote JSON-LD contexts, and document types and entities of RDF/XML, are
refused. What is nested so deep that it would exhaust the parser is refused before it gets there.
"""

import re
from collections.abc import Iterator
from xml.parsers import expat

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Triple, parse, serialize

from ontology.findings import Finding
from ontology.sources import Form, Source

_FORMATS: dict[Form, RdfFormat] = {
    "Turtle": RdfFormat.TURTLE,
    "N-Triples": RdfFormat.N_TRIPLES,
    "RDF/XML": RdfFormat.RDF_XML,
    "JSON-LD": RdfFormat.JSON_LD,
}
DEEPEST = 500
"""How deep elements, objects or triples may be nested. The parser's own memory ends at some 10,000."""

_JSON_MARK = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]', re.DOTALL)
_TURTLE_STRING = re.compile(rb'"""(?:[^"\\]|\\.|"(?!""))*+"""|"(?:[^"\\\n]|\\.)*+"', re.DOTALL)


class _NotReadError(Exception):
    """A source that must not reach the parser: which rule, which line, why, and the mend."""

    def __init__(self, rule: str, line: int | None, message: str, mend: str) -> None:
        super().__init__(message)
        self.rule, self.line, self.message, self.mend = rule, line, message, mend


def quads(source: Source, findings: list[Finding]) -> Iterator[Quad]:
    """The quads of the default graph, in the order of the file; blank nodes have names that no other file has.

    Where the source is broken the quads before the place are given, and the rest is reported as an error. Quads of
    named graphs are left out, with a warning.
    """
    elsewhere: dict[str, int] = {}
    default = DefaultGraph()
    try:
        _refuse_traps(source)
        parsed = parse(source.data, format=_FORMATS[source.form], rename_blank_nodes=True)
        if source.form != "JSON-LD":
            yield from parsed  # the other forms have no named graphs
        for quad in parsed:
            if quad.graph_name == default:
                yield quad
            else:
                name = str(quad.graph_name)
                elsewhere[name] = elsewhere.get(name, 0) + 1
    except SyntaxError as error:
        findings.append(_syntax_finding(source, error))
    except _NotReadError as error:
        where = source.path if error.line is None else f"{source.path}:{error.line}"
        findings.append(
            Finding(severity="error", rule=error.rule, where=where, message=error.message, mend=error.mend)
        )
    for name, count in sorted(elsewhere.items()):
        findings.append(
            Finding(
                severity="warning",
                rule="graph-named",
                where=source.path,
                message=f"{count} triples are in the named graph {name}; only the default graph is read.",
                mend="Move them out of the named graph.",
            )
        )


def triples(source: Source, findings: list[Finding]) -> Iterator[Triple]:
    """As `quads`, for readers of other vocabularies that do not care for graphs."""
    return (quad.triple for quad in quads(source, findings))


def ntriples(source: Source) -> bytes:
    """What `quads` gives, as N-Triples, without the triples whose value is a triple itself (RDF 1.2).

    A sound file goes from the parser to the serializer without passing through Python.
    """
    if source.form in ("Turtle", "N-Triples"):
        try:
            _refuse_traps(source)
            text = serialize(
                parse(source.data, format=_FORMATS[source.form], rename_blank_nodes=True), format=RdfFormat.N_TRIPLES
            )
            if text is not None and b"<<(" not in text:
                return text
        except (SyntaxError, _NotReadError):
            pass
    plain = (quad.triple for quad in quads(source, []) if not isinstance(quad.object, Triple))
    return serialize(plain, format=RdfFormat.N_TRIPLES) or b""


def is_safe(source: Source) -> bool:
    """Whether nothing in the source is a trap for a parser."""
    try:
        _refuse_traps(source)
    except _NotReadError:
        return False
    return True


def _refuse_traps(source: Source) -> None:
    if source.form == "RDF/XML":
        _refuse_xml(source.data)
    elif source.form == "JSON-LD":
        depth = 0
        for mark in _JSON_MARK.finditer(source.data):
            character = mark.group()[:1]
            depth += (character in b"[{") - (character in b"]}")
            if depth > DEEPEST:
                raise _too_deep(source.data.count(b"\n", 0, mark.start()) + 1)
    elif source.data.count(b"<<") > DEEPEST and _TURTLE_STRING.sub(b'""', source.data).count(b"<<") > DEEPEST:
        raise _too_deep(source.data.count(b"\n", 0, source.data.find(b"<<")) + 1)


def _refuse_xml(data: bytes) -> None:
    """Walk the document once with expat, which stops at a document type before any entity exists."""
    reader = expat.ParserCreate()
    depth = 0

    def opened(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise _too_deep(reader.CurrentLineNumber)

    def closed(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def document_type(*_details: object) -> None:
        raise _NotReadError(
            "entity-declared",
            reader.CurrentLineNumber,
            "The file has a document type, which can declare entities. These are never expanded.",
            "Remove the <!DOCTYPE …> and write the characters, or full IRIs, out.",
        )

    reader.StartElementHandler = opened
    reader.EndElementHandler = closed
    reader.StartDoctypeDeclHandler = document_type
    try:
        reader.Parse(data, True)
    except expat.ExpatError as error:
        raise _NotReadError(
            "syntax",
            error.lineno,
            f"The XML is broken at column {error.offset + 1}: {expat.ErrorString(error.code)}.",
            "Correct the place, or have the file written again by the tool that made it.",
        ) from error


def _too_deep(line: int) -> _NotReadError:
    return _NotReadError(
        "nested-too-deep",
        line,
        f"The file is nested more than {DEEPEST} deep. No ontology is.",
        "Write the things beside each other, each under its id.",
    )


def _syntax_finding(source: Source, error: SyntaxError) -> Finding:
    text = error.msg.removeprefix("Parser error ")
    where = source.path if error.lineno is None else f"{source.path}:{error.lineno}"
    if "LoadDocumentCallback" in text:
        return Finding(
            severity="error",
            rule="context-remote",
            where=where,
            message="The JSON-LD names a context elsewhere. Nothing is fetched.",
            mend="Write the context into the file.",
        )
    if "No scheme found in an absolute IRI" in text:
        return Finding(
            severity="error",
            rule="syntax",
            where=where,
            message=f"A relative IRI has nothing to be relative to: {text}.",
            mend="Begin the file with @base <…> .",
        )
    return Finding(
        severity="error",
        rule="syntax",
        where=where,
        message=f"This is not {source.form}: {text}.",
        mend="Correct the place. What comes after it in this file was not read.",
    )
