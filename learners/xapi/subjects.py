"""Which thing of the ontology an activity is: by the IRI that the activity has in statements."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from learners.evidence import Subject
from learners.words import Words
from ontology.ids import expand


class About(NamedTuple):
    """A competency, course or assessment by its id."""

    kind: Subject
    id: str


def subjects(words: Words) -> Mapping[str, About]:
    """Competencies, courses and assessments by every IRI that names them alone.

    These are the IRI of the thing itself (its id under the ontology's base), the `schema:url` of a course, and IRIs
    elsewhere that a competency is an exact match of. A thing's own IRI wins; an address that two things share names
    neither.
    """
    own = dict(_own(words))
    other: dict[str, About | None] = {}
    for iri, about in _other(words):
        if iri not in own:
            other[iri] = about if other.get(iri, about) == about else None
    return {**{iri: about for iri, about in other.items() if about is not None}, **own}


def _own(words: Words) -> Iterator[tuple[str, About]]:
    catalogue = words.catalogue
    for competency in catalogue.competencies:
        yield expand(competency.id, catalogue.base), About("competency", competency.id)
    for course in catalogue.courses:
        yield expand(course.id, catalogue.base), About("course", course.id)
    for assessment in catalogue.assessments:
        yield expand(assessment.id, catalogue.base), About("assessment", assessment.id)


def _other(words: Words) -> Iterator[tuple[str, About]]:
    for course in words.catalogue.courses:
        if course.url:
            yield course.url, About("course", course.id)
    for competency in words.catalogue.competencies:
        for match in competency.matches:
            if match.kind == "exact":
                yield match.iri, About("competency", competency.id)
