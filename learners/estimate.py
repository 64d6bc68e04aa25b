"""What a learner can do, from evidence alone: a pure fold that gives the same for any order of arrival.

`docs/skill-state.md` tells the whole of it. In short: `standing` says which facts count, `interpreting` which
competencies they are about, `levels` what level they show, `ladder` what that comes to rank by rank, `climbing` what
that is called, `raising` what would change it, `rolling` what follows for broader competencies, `why` the reasons.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from learners.climbing import climbed, ladder, skill
from learners.evidence import Evidence
from learners.ids import LearnerId
from learners.interpreting import courses_done
from learners.raising import raising
from learners.rolling import rolled
from learners.rules import Policy
from learners.standing import Standing, standing
from learners.states import LearnerState, SkillEstimate
from learners.words import Words
from ontology.ids import CompetencyId, CourseId

_ANY_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Where no evidence has an age, the time does not matter."""


def estimate(
    evidence: Iterable[Evidence],
    words: Words,
    policy: Policy,
    *,
    learner: LearnerId,
    at: datetime,
    known_at: datetime | None = None,
    inferring: bool = True,
) -> LearnerState:
    """The learner's state at a time, from all facts about them (in any order; one that comes twice counts once).

    `known_at` leaves out what came in later: what was known then. Not `inferring`: no skills, whatever the evidence.
    """
    stands = standing(evidence, words, policy, at=at, known_at=known_at)
    done, begun = _courses(stands, words)
    return LearnerState(
        learner=learner,
        at=at,
        policy=policy.label,
        skills=_skills(stands, words, policy, at) if inferring else {},
        done=done,
        in_progress=begun,
        inferring=inferring,
    )


def of(state: LearnerState, words: Words, competency: str) -> SkillEstimate | None:
    """What is known of a competency by any of its names: its own, an equivalent's, one that it replaced."""
    fact = words.fact(competency)
    return None if fact is None else state.skills.get(fact)


def unknown(competency: CompetencyId, words: Words, policy: Policy) -> SkillEstimate:
    """What is known of a competency of the edition without any evidence: what is assumed of everybody."""
    fact = words.fact(competency) or competency
    only = ladder(fact, (), words.ranks[fact], policy.of(fact, words.members.get(fact, ())))
    (stands,) = climbed([only])
    (raise_by,) = raising([only], [stands.level], words, _ANY_TIME)
    return skill(only, stands, policy=policy.label, raise_by=raise_by)


def _skills(stands: Standing, words: Words, policy: Policy, at: datetime) -> Mapping[CompetencyId, SkillEstimate]:
    ladders = [
        ladder(fact, pieces, words.ranks[fact], policy.of(fact, words.members[fact]))
        for fact, pieces in sorted(stands.pieces.items())
    ]
    named: dict[CompetencyId, set[CompetencyId]] = {one.fact: set() for one in ladders}
    for fact, name in {(fact, meaning.named) for (_, fact), meaning in stands.links.items()}:
        named[fact].add(CompetencyId(words.followed(name, words.ranks) or fact))
    climbs = climbed(ladders)
    ways = raising(ladders, [climb.level for climb in climbs], words, at)
    found = {
        one.fact: replace(
            skill(one, climb, policy=policy.label, raise_by=raise_by), named=tuple(sorted(named[one.fact]))
        )
        for one, climb, raise_by in zip(ladders, climbs, ways, strict=True)
    }
    return rolled(found, words, policy)


def _courses(stands: Standing, words: Words) -> tuple[frozenset[CourseId], Mapping[CourseId, float]]:
    """Courses that are done, and those that were begun with the share that is done, in [0, 1)."""
    done: set[CourseId] = set()
    begun: dict[CourseId, float] = {}
    for fact in stands.completions:
        assert fact.course is not None, "only those that name a course"
        names = courses_done(words, fact.course)
        if fact.passed is False:
            continue
        if fact.progress is None or fact.progress >= 1.0:
            done |= names
        else:
            begun.update(dict.fromkeys(names, fact.progress))
    return frozenset(done), {course: begun[course] for course in sorted(begun) if course not in done}
