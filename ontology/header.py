"""What an ontology says of itself: the base that ids are relative to, the default language, its titles."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal

from ontology.findings import Finding
from ontology.ids import is_iri
from ontology.model import Text
from ontology.records import Records, is_blank
from ontology.terms import BASE_IRI, LANGUAGE, TITLE, short

DEFAULT_LANGUAGE = "en"
_LANGUAGE = re.compile(r"[a-z]{1,8}(-[a-z0-9]{1,8})*\Z")
_NOWHERE = "https://example.org/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    base: str
    language: str
    titles: tuple[Text, ...]


def read_header(records: Records, headers: Sequence[str], things: Iterable[str], findings: list[Finding]) -> Header:
    """The header that all files agree on. `headers` and `things` are full IRIs.

    Without a base in a header it is the IRI of the header itself, else the namespace that most things are in (the
    smallest of equals), so it does not depend on the order of files. Both are told.
    """
    bases = _texts(records, headers, BASE_IRI)
    languages = {text.lower() for text in _texts(records, headers, LANGUAGE)}
    findings += (_unreadable(BASE_IRI, text, "a full IRI") for text in sorted(bases) if not is_iri(text))
    findings += (_unreadable(LANGUAGE, text, "a tag such as “en”") for text in languages if not _LANGUAGE.match(text))
    base = _agreed("base", [text for text in bases if is_iri(text)], findings)
    language = _agreed("default language", [text for text in languages if _LANGUAGE.match(text)], findings)
    if base is None:
        ending = sorted(header for header in headers if header.endswith(("/", "#")))
        base = ending[0] if ending else _commonest_namespace(things)
        findings.append(_without_base(base, headed=bool(headers)))
    elif language is None:
        findings.append(
            Finding(
                severity="information",
                rule="header-incomplete",
                message=f"The header names no default language; “{DEFAULT_LANGUAGE}” is taken.",
                mend='Add dcterms:language "en" (or another) to the skw:SkillsOntology.',
            )
        )
    titles = {
        Text(value.language or "", value.value)
        for header in headers
        for value in records.of[header].get(TITLE, ())
        if isinstance(value, Literal)
    }
    return Header(base=base, language=language or DEFAULT_LANGUAGE, titles=tuple(sorted(titles)))


def _texts(records: Records, headers: Sequence[str], predicate: str) -> set[str]:
    values = (value for header in headers for value in records.of[header].get(predicate, ()))
    return {value if isinstance(value, str) else value.value for value in values}


def _agreed(what: str, values: Sequence[str], findings: list[Finding]) -> str | None:
    if len(values) > 1:
        findings.append(
            Finding(
                severity="error",
                rule="header-conflict",
                message=f"The files name more than one {what}: {', '.join(sorted(values))}.",
                mend="Let every header say the same, or keep one header.",
            )
        )
    return min(values, default=None)


def _commonest_namespace(things: Iterable[str]) -> str:
    counts = Counter(thing[: max(thing.rfind("/"), thing.rfind("#")) + 1] for thing in things if not is_blank(thing))
    counts.pop("", None)
    return min(counts, key=lambda namespace: (-counts[namespace], namespace)) if counts else _NOWHERE


def _without_base(base: str, *, headed: bool) -> Finding:
    problem = "The header names no base IRI" if headed else "There is no header"
    return Finding(
        severity="warning",
        rule="header-incomplete" if headed else "header-missing",
        message=f"{problem}; <{base}> is taken as the base.",
        mend=f'Add <{base}> a skw:SkillsOntology ; skw:baseIri "{base}" ; dcterms:language "en" .',
    )


def _unreadable(predicate: str, text: str, wanted: str) -> Finding:
    return Finding(
        severity="error",
        rule="value-unreadable",
        message=f"{short(predicate)} in the header says “{text}”, which cannot be read.",
        mend=f"Write {wanted}.",
    )
