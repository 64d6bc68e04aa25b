"""Which thing of the ontology an activity is: by the IRI that the activity has in statements."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from learners.evidence import Subject
from learners.words import Words
from ontology.ids import CompetencyId, expand


class About(NamedTuple):
    """A competency, course or assessment by its id; of a competency how many ranks its scale has."""

    kind: Subject
    id: str
    ranks: int = 0


def subjects(words: Words) -> Mapping[str, About]:
    """Competencies, courses and assessments by every IRI that names them alone.

    These are the IRI of the thing itself (its id under the ontology's base), the `schema:url` of a course, and IRIs
    elsewhere that a competency is an exact match of. A thing's own IRI wins; an address that two things share names
    neither. Things that earlier editions had are among them where something stands for them now.
    """
    own = {**dict(_gone(words)), **dict(_own(words))}
    other: dict[str, About | None] = {}
    for iri, about in _other(words):
        if iri not in own:
            other[iri] = about if other.get(iri, about) == about else None
    return {**{iri: about for iri, about in other.items() if about is not None}, **own}


def _own(words: Words) -> Iterator[tuple[str, About]]:
    catalogue = words.catalogue
    for competency in catalogue.competencies:
        yield expand(competency.id, catalogue.base), _competency(words, competency.id)
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
                yield match.iri, _competency(words, competency.id)


def _gone(words: Words) -> Iterator[tuple[str, About]]:
    """Things of earlier editions that something stands for by now, each as what it was."""
    catalogue = words.catalogue
    for thing in words.gone:
        competency = words.followed(thing, catalogue.competency)
        if competency is not None:
            ranks = catalogue.ranks(CompetencyId(competency))
            yield expand(thing, catalogue.base), About("competency", thing, ranks)
        elif words.followed(thing, catalogue.course) is not None:
            yield expand(thing, catalogue.base), About("course", thing)
        elif words.followed(thing, catalogue.assessment) is not None:
            yield expand(thing, catalogue.base), About("assessment", thing)


def _competency(words: Words, competency: CompetencyId) -> About:
    return About("competency", competency, words.catalogue.ranks(competency))
