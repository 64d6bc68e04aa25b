"""Whether the answer that a plan has is the answer still, without searching where that can be told.

Three things spare a search. Nothing that the answer depends on has changed. Only the edition did, and the certificate
says that nothing cheaper came (`planning.refresh`). Or the learner did what was planned, and it gave what it was to
give: the rest of a cheapest plan is a cheapest plan of the rest.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from learners.model import SkillState
from ontology.ids import CompetencyId, CourseId
from ontology.model import Catalogue, CompetencyAt
from planning import gaps, goals
from planning.gaps import stands
from planning.goals import Question
from planning.keeping import digest
from planning.model import LearningPath, Step
from planning.plans import Asked, Basis
from planning.preferences import Limits
from planning.refresh import rest, still_optimal
from planning.relevance import Relevance, key
from planning.revision import Revision
from planning.steps import step_id
from planning.stored import StoredPlan

Fate: TypeAlias = Literal["same", "holds", "rest", "anew"]
"""Of an answer: nothing that matters changed; a new edition has nothing cheaper; done as planned; search again."""


def relevant_digest(relevance: Relevance, question: Question) -> str:
    """Of all that the answer to the question depends on: equal digests over one edition, equal paths."""
    return digest(key(relevance.reduced(question)))[:32]


def fate(
    stored: StoredPlan,
    basis: Basis,
    now: Basis,
    *,
    question: Question,
    state_then: SkillState,
    relevance: Relevance,
    revision: Revision | None,
) -> tuple[Fate, StoredPlan]:
    """What becomes of the answer `stored`, which rested on `basis`, now; and the plan with what remains of it.

    `question` is the plan's with the state of now, `state_then` what was held when it was answered; `revision` leads
    from the edition of the certificate to that of now, where it is at hand. `relevance` is of the edition of now.
    """
    catalogue = relevance.index.catalogue
    alike = (basis.skills, basis.courses, basis.to) == (now.skills, now.courses, now.to)
    if basis.digest == now.digest:
        known = basis.relevant if basis.to == now.to else ""
        if alike or (known and known == relevant_digest(relevance, question)):
            return "same", stored
        done = as_planned(stored, catalogue, state_then, question.state)
        if done and basis.to == now.to and rests_on_courses(stored, question, catalogue):
            remaining = rest(stored, done)
            if remaining.proved:
                return "rest", remaining
        return "anew", stored
    if not alike or revision is None or not rests_on_courses(stored, question, catalogue):
        return "anew", stored
    return ("holds" if still_optimal(stored, revision).optimal else "anew"), stored


def rests_on_courses(stored: StoredPlan, question: Question, catalogue: Catalogue) -> bool:
    """Whether courses and their costs alone decide. Tests are weighed by searches of their own, limits by others."""
    return stored.proved and question.limits == Limits() and not _testable(question.state, catalogue)


def _testable(state: SkillState, catalogue: Catalogue) -> bool:
    """Whether some likely level could be settled by an assessment that is in use."""
    likely = {stands(catalogue, c) for c in state.likely if c in catalogue.competency}
    return bool(likely) and any(
        stands(catalogue, competency) in likely
        for assessment in catalogue.assessments
        if not assessment.retired
        for competency, _ in assessment.assesses
    )


def as_planned(
    stored: StoredPlan, catalogue: Catalogue, then: SkillState, now: SkillState
) -> tuple[CourseId, ...] | None:
    """The courses of the plan that were done since, in order; None where the state is not what they were to lead to.

    A course that was done and proved nothing did not give what it was to give.
    """
    done = now.done - then.done
    courses = [course for course in stored.courses if course.course in done]
    if not courses or len(courses) < len(done):
        return None
    given: dict[CompetencyId, int] = {}
    for fact in (fact for course in courses for fact in course.gives):
        if isinstance(fact, CompetencyAt) and fact.competency in catalogue.competency:
            given[fact.competency] = max(fact.level, given.get(fact.competency, 0))
    expected = goals.with_typed(catalogue, then, given, done)
    if _plain(catalogue, expected) != _plain(catalogue, now):
        return None
    return tuple(course.course for course in courses)


def _plain(catalogue: Catalogue, state: SkillState) -> tuple[object, ...]:
    """What a state comes to: ranks by fact, and what is done, begun or likely."""
    held = {fact: attainment.level for fact, (_, attainment) in gaps.holdings(catalogue, state).items()}
    return (
        {fact: level for fact, level in held.items() if level},
        state.done,
        dict(state.in_progress),
        dict(state.likely),
    )


def with_ids_of(path: LearningPath, asked: Asked, question: Question) -> LearningPath:
    """The path with step ids that follow from what the plan asked for, whatever has replaced its target since."""
    if asked.follows or asked.to == question.target:
        return path
    meant = replace(question, target=asked.to, asked=asked.goals)
    named = {step.id: step_id(meant, str(step.assessment or step.course)) for step in path.steps}

    def renamed(ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(named.get(one, one) for one in ids)

    return replace(
        path,
        steps=tuple(
            replace(
                step,
                id=named[step.id],
                after=renamed(step.after),
                reasons=tuple(
                    replace(reason, step=reason.step and named.get(reason.step, reason.step))
                    for reason in step.reasons
                ),
            )
            for step in path.steps
        ),
        next_steps=renamed(path.next_steps),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A level that a step of the plan was to give, and that its course does not give any more."""

    step: Step
    levels: tuple[CompetencyAt, ...]


def losses(steps: Iterable[Step], catalogue: Catalogue) -> tuple[Loss, ...]:
    """What the edition of now took from the courses of these steps; nothing where a course is not there at all."""
    found: list[Loss] = []
    for step in steps:
        course = None if step.course is None else catalogue.course.get(step.course)
        if course is None:
            continue
        tops: dict[CompetencyId, int] = {}
        for teaching in course.teaches:
            leader = stands(catalogue, teaching.competency)
            tops[leader] = max(tops.get(leader, 0), teaching.to_level)
        lost = tuple(
            level
            for level in step.gives
            if level.competency not in catalogue.competency
            or tops.get(stands(catalogue, level.competency), 0) < level.level
        )
        if lost:
            found.append(Loss(step=step, levels=lost))
    return tuple(found)
