"""From things in any order to a `Catalogue`: sorted, free of doubles, ids as answers have them."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable
from itertools import pairwise
from typing import TypeVar

from pyoxigraph import NamedNode

from ontology.ids import expand, is_iri, shorten
from ontology.imports.refusing import SourceRefused
from ontology.model import (
    Alternative,
    Assessment,
    Catalogue,
    Competency,
    CompetencyAt,
    Course,
    Group,
    ProficiencyScale,
    Role,
    RoleFamily,
    RoleLevel,
    Text,
    Thing,
)

T = TypeVar("T", bound=Thing)
Key = TypeVar("Key", bound=Hashable)
Named = Callable[[str], str]
"""From an IRI or an own id to the id inside the catalogue."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z")
_WORDS_OF_SIGNS = {"+": "plus", "#": "sharp", "&": " and ", "@": " at ", "%": " percent "}


def naming(base: str) -> Named:
    """How ids are spelled under the base: whatever lies under it is shortened, all else is a full IRI."""
    return lambda thing: shorten(expand(thing, base), base)


def is_valid_iri(text: str) -> bool:
    """Whether the text can be written as an IRI: what our own test lets pass, and the RDF library as well."""
    try:
        NamedNode(text)
    except ValueError:
        return False
    return is_iri(text)


def is_language(text: str) -> bool:
    """Whether the text is a language tag such as `en` or `pt-BR`."""
    return _LANGUAGE.match(text) is not None


def is_link(text: str) -> bool:
    """Whether people may be led there: a full web address. `check` takes no other for a course."""
    return text.startswith(("http://", "https://")) and is_valid_iri(text)


def texts(language: str, *words: str | None) -> tuple[Text, ...]:
    """The words that are not empty, without outer blanks, in a language (a BCP 47 tag, in any case)."""
    return tuple(sorted({Text(language.lower(), word.strip()) for word in words if word and word.strip()}))


def other_texts(found: Iterable[Text], preferred: Iterable[Text]) -> tuple[Text, ...]:
    """Alternative labels, without those that are preferred already: SKOS keeps the two apart."""
    return tuple(sorted(set(found) - set(preferred)))


def group(alternatives: Iterable[Alternative]) -> Group:
    """Alternatives in order: competencies first, then courses."""
    return tuple(sorted(set(alternatives), key=lambda one: (not isinstance(one, CompetencyAt), one)))


def slug(text: str) -> str:
    """A readable id of a label: lower-case ASCII letters and digits, with hyphens between words.

    Labels that have none of those get a name from their digest, so that no label is without an id.
    """
    spelled = "".join(_WORDS_OF_SIGNS.get(sign, sign) for sign in text)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    return "-".join(words) or f"x-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def assemble(things: Iterable[Thing], *, base: str, language: str, titles: Iterable[Text] = ()) -> Catalogue:
    """One catalogue of all the things; their inner tuples must be in order already.

    Raises SourceRefused where two things have one id: the source cannot be imported without losing one of them.
    """
    every = sorted(things, key=lambda thing: thing.id)
    for one, other in pairwise(every):
        if one.id == other.id:
            raise SourceRefused(
                "id.doubled",
                f"Two things would have the id “{one.id}”: {shown_label(one)} and {shown_label(other)}.",
                "Rename one of them in the source.",
            )

    def kind(of: type[T]) -> tuple[T, ...]:
        return tuple(thing for thing in every if isinstance(thing, of))

    return Catalogue(
        base=base,
        language=language.lower(),
        titles=tuple(sorted(set(titles))),
        scales=kind(ProficiencyScale),
        competencies=kind(Competency),
        courses=kind(Course),
        assessments=kind(Assessment),
        role_families=kind(RoleFamily),
        roles=kind(Role),
        role_levels=kind(RoleLevel),
    )


def shown_label(thing: Thing) -> str:
    """Kind and label of a thing, for messages."""
    label = thing.labels[0].text if thing.labels else thing.id
    return f"{type(thing).__name__} “{label}”"


def unique(keys: Iterable[Key], spelled: Callable[[Key], str]) -> dict[Key, str]:
    """An id for each key. Those that would be spelled alike get `-2`, `-3` … in the order of the keys."""
    found: dict[Key, str] = {}
    taken: set[str] = set()
    for key in keys:
        plain = thing = spelled(key)
        number = 1
        while thing in taken:
            number += 1
            thing = f"{plain}-{number}"
        taken.add(thing)
        found[key] = thing
    return found
