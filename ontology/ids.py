"""Names of things: a curator's id where the thing lies under the base, its full IRI elsewhere.

Inside a `Catalogue`, in the graph and in answers a thing has one and the same id. `expand` and `shorten` are the
only places that turn it into an IRI and back; they are inverse to each other for a given base.
"""

import re
from typing import NewType

Iri = NewType("Iri", str)
CompetencyId = NewType("CompetencyId", str)
ScaleId = NewType("ScaleId", str)
LevelId = NewType("LevelId", str)
CourseId = NewType("CourseId", str)
AssessmentId = NewType("AssessmentId", str)
RoleFamilyId = NewType("RoleFamilyId", str)
RoleId = NewType("RoleId", str)
RoleLevelId = NewType("RoleLevelId", str)

_OWN = re.compile(r"[\w.~%-][\w.~%/-]*\Z")
_TYPED = re.compile(r"[\w.-]+\Z")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+\Z")


def is_iri(text: str) -> bool:
    """Whether the text is an absolute IRI: a scheme, a colon, and none of the characters that RDF forbids."""
    return _IRI.match(text) is not None


def is_own(text: str) -> bool:
    """Whether a curator may type this as an id: letters, digits, `-`, `_`, `.`."""
    return _TYPED.match(text) is not None


def expand(thing: str, base: str) -> Iri:
    """The full IRI of an id. An id with a colon is an IRI already."""
    return Iri(thing if ":" in thing else base + thing)


def shorten(iri: str, base: str) -> str:
    """The id of an IRI: what follows the base, or the IRI itself where it lies elsewhere."""
    rest = iri.removeprefix(base)
    return rest if rest is not iri and rest != iri and _OWN.match(rest) else iri
