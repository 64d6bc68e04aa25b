"""Editions that follow another: courses removed, repriced, added, loosened and tightened, and now and then more."""

import random
from dataclasses import replace

from ontology.ids import CourseId
from ontology.model import Catalogue, Competency, CompetencyAt, Course, LevelRequirement, Teaching


def follows(catalogue: Catalogue, r: random.Random, share: float, upheaval: float = 0.0) -> Catalogue:
    """The next edition: `share` in [0, 1] of the courses are touched, as many are added.

    `upheaval` in [0, 1] is how likely it is that competencies come to ask for something else or to count as others.
    """
    kept: list[Course] = []
    for course in catalogue.courses:
        kept += [course] if r.random() >= share else touched(course, catalogue, r)
    taken = {course.id for course in catalogue.courses}
    for number in range(sum(r.random() < share for _ in catalogue.courses)):
        if catalogue.courses:
            model = r.choice(catalogue.courses)
            name = CourseId(f"{model.id}-{number}-{r.randrange(10**6):06}")
            if name not in taken:
                kept.append(variant(model, name, r))
    competencies = catalogue.competencies
    if r.random() < upheaval:
        competencies = tuple(shaken(c, catalogue, r) if r.random() < 0.3 else c for c in competencies)
    return replace(catalogue, courses=tuple(sorted(kept, key=lambda c: c.id)), competencies=competencies)


def touched(course: Course, catalogue: Catalogue, r: random.Random) -> list[Course]:
    """What becomes of a course: gone, retired, repriced, or something else asked for or given."""
    fate = r.choice(["gone", "retired", "repriced", "repriced", "repriced", "looser", "tighter", "gives"])
    if fate == "gone":
        return []
    if fate == "retired":
        return [replace(course, retired=not course.retired)]
    if fate == "repriced":
        return [replace(course, hours=repriced(course.hours, r))]
    if fate == "looser":
        return [replace(course, requires=tuple(group for group in course.requires if r.random() < 0.5))]
    competency = r.choice(catalogue.competencies)
    top = catalogue.ranks(competency.id)
    if fate == "tighter":
        asked = (CompetencyAt(competency.id, r.randint(1, top)),)
        return [replace(course, requires=tuple(sorted({*course.requires, asked})))]
    low = r.randint(0, top - 1)
    more = [*course.teaches, Teaching(competency.id, low, r.randint(low + 1, top))]
    fewer = [row for row in more if r.random() < 0.7] or more
    by_competency = {row.competency: row for row in fewer}
    return [replace(course, teaches=tuple(sorted(by_competency.values())))]


def variant(model: Course, name: CourseId, r: random.Random) -> Course:
    """The course of another provider: 0.6 to 1.4 of the hours; half of them ask for nothing beforehand."""
    requires = () if r.random() < 0.5 else model.requires
    teaches = model.teaches
    if not requires and r.random() < 0.3:
        teaches = tuple(row._replace(from_level=0) for row in teaches)
    return replace(model, id=name, hours=repriced(model.hours, r), requires=requires, teaches=teaches, retired=False)


def repriced(hours: float | None, r: random.Random) -> float | None:
    """Between 0.6 and 1.4 of the hours, in quarters; sometimes nobody knows any more."""
    if hours is None or r.random() < 0.05:
        return r.choice([None, 1.0, 2.5])
    return (
        max(0.0, round(hours * r.uniform(0.6, 1.4) * 4) / 4)
        if r.random() < 0.8
        else max(0.0, hours + r.choice([-1, 1]))
    )


def shaken(competency: Competency, catalogue: Catalogue, r: random.Random) -> Competency:
    """Another requirement, an equivalent more or less, or retired in favour of another."""
    other = r.choice(catalogue.competencies).id
    fate = r.random()
    if fate < 0.4:
        top = catalogue.ranks(competency.id)
        asked = LevelRequirement(r.randint(1, top), (CompetencyAt(other, r.randint(1, top)),))
        return replace(competency, requires=tuple(sorted({*competency.requires[1:], asked})))
    if fate < 0.7 or other == competency.id:
        return replace(competency, equivalent=() if competency.equivalent or other == competency.id else (other,))
    return replace(competency, retired=True, replaced_by=other)
