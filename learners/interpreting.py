"""What a fact is about: which competencies, up to which rank, by what the ontology says now and said then.

A fact on a course or an assessment counts for what the current edition says it is about *and* for what the edition
said when the fact came in (`Evidence.meant`): a wider meaning credits what was done before, a narrower one takes
nothing away. Things that are gone count for what replaced them.
"""

from collections.abc import Iterable
from typing import NamedTuple

from learners.evidence import Evidence, Meant
from learners.words import Words
from ontology.ids import AssessmentId, CompetencyId, CourseId


class About(NamedTuple):
    """One competency that a fact is about: `fact` is the one that stands for it, `named` the one that was said (then
    or now), `up_to` the rank that a course or an assessment goes up to, and `link` the reason why it counts for
    `fact`, where that needs one."""

    fact: CompetencyId
    named: CompetencyId
    up_to: int
    link: str | None = None


def meant(words: Words, evidence: Evidence) -> tuple[Meant, ...]:
    """What the edition says that the fact is about, to be kept with it; nothing for what the edition does not know.

    For a competency: itself, with the number of ranks of its scale.
    """
    return tuple(sorted(set(_said_now(words, evidence))))


def about(words: Words, evidence: Evidence) -> tuple[About, ...]:
    """The competencies of the current edition that the fact counts for, by id; none where nothing is left of them."""
    kind, subject = evidence.subject
    if kind == "competency":
        found = _about(words, CompetencyId(subject), 0, None)
        return () if found is None else (found,)
    verb = "teaches" if kind == "course" else "assesses"
    widest: dict[CompetencyId, About] = {}
    for competency, up_to in sorted({*_said_now(words, evidence), *evidence.meant}):
        found = _about(words, competency, up_to, f"{kind} “{subject}” {verb} “{competency}” up to rank {up_to}")
        if found is not None:
            known = widest.get(found.fact)
            if known is None or known.up_to < found.up_to:
                widest[found.fact] = found
    return tuple(widest[fact] for fact in sorted(widest))


def courses_done(words: Words, course: CourseId) -> frozenset[CourseId]:
    """The courses that count as done with this one: itself, and what replaced it."""
    known = words.catalogue.course
    here = words.followed(course, known)
    found: set[CourseId] = set()
    following = None if here is None else CourseId(here)
    while following is not None and following in known and following not in found:
        found.add(following)
        following = known[following].replaced_by if known[following].retired else None
    return frozenset(found)


def _said_now(words: Words, evidence: Evidence) -> Iterable[Meant]:
    catalogue = words.catalogue
    kind, subject = evidence.subject
    if kind == "competency":
        competency = CompetencyId(subject)
        return [Meant(competency, words.ranks[competency])] if competency in catalogue.competency else []
    if kind == "course":
        course = catalogue.course.get(CourseId(subject))
        if course is None and not evidence.meant and (heir := words.gone.get(subject)) is not None:
            course = catalogue.course.get(CourseId(heir))
        return (
            [] if course is None else [Meant(teaching.competency, teaching.to_level) for teaching in course.teaches]
        )
    assessment = catalogue.assessment.get(AssessmentId(subject))
    if assessment is None and not evidence.meant and (heir := words.gone.get(subject)) is not None:
        assessment = catalogue.assessment.get(AssessmentId(heir))
    return [] if assessment is None else [Meant(one.competency, one.up_to) for one in assessment.assesses]


def _about(words: Words, named: CompetencyId, up_to: int, link: str | None) -> About | None:
    fact = words.fact(named)
    if fact is None:
        return None
    ranks = words.ranks[fact]
    reasons = [reason for reason in (link, _same(words, named, fact)) if reason is not None]
    return About(fact=fact, named=named, up_to=min(up_to, ranks) or ranks, link="; ".join(reasons) or None)


def _same(words: Words, named: CompetencyId, fact: CompetencyId) -> str | None:
    """Why the one counts as the other, in words; None where they are one."""
    if named == fact:
        return None
    competency = words.catalogue.competency.get(named)
    if competency is None or competency.retired:
        return f"“{named}” was replaced by “{fact}”"
    return f"“{named}” is equivalent to “{fact}”"
