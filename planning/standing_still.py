"""Whether a new edition can have changed what a learner's evidence comes to, without looking at the evidence.

A state follows from evidence by what competencies, assessments and courses say. Where none of the things that the
evidence names means anything else than before, nor any competency, the state is what it was.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from ontology.model import Catalogue


class Meanings(NamedTuple):
    """What changed between two editions for evidence: `courses` are those that teach something else, are new, gone or
    replaced; `all_` says that competencies, scales or assessments differ, so that any state may."""

    courses: frozenset[str]
    all_: bool


def meanings(old: Catalogue, new: Catalogue) -> Meanings:
    """Compares two editions, once for all learners."""
    before, after = _courses(old), _courses(new)
    changed = {course for course in before.keys() | after.keys() if before.get(course) != after.get(course)}
    return Meanings(courses=frozenset(changed), all_=_rest(old) != _rest(new))


def stands(about: Collection[str] | None, changed: Meanings) -> bool:
    """Whether a state that rests on facts about these things certainly is what it was; None: too many to tell."""
    return about is not None and not changed.all_ and changed.courses.isdisjoint(about)


def _courses(catalogue: Catalogue) -> Mapping[str, object]:
    """What evidence on a course depends on. Its hours count for what was begun."""
    return {
        course.id: (course.teaches, course.retired, course.replaced_by, course.hours) for course in catalogue.courses
    }


def _rest(catalogue: Catalogue) -> object:
    """What all evidence may depend on. Labels mean nothing here."""
    competencies = [
        (c.id, c.scale, c.broader, c.equivalent, c.retired, c.replaced_by) for c in catalogue.competencies
    ]
    assessments = [(a.id, a.assesses, a.retired, a.replaced_by) for a in catalogue.assessments]
    scales = [(scale.id, [(level.id, level.rank) for level in scale.levels]) for scale in catalogue.scales]
    return competencies, assessments, scales
