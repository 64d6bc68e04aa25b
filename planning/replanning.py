"""What a plan says now: its answer brought up to date, as a new version where people see something else.

What was done stays in the plan. Where the way that the learner agreed to is as cheap as any, it stays: nobody is sent
another way for nothing.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from learners.model import SkillState
from ontology.ids import CourseId
from ontology.model import Catalogue
from planning.cases import case_of
from planning.following import follow, solution_of
from planning.freshness import Fate, fate, relevant_digest, rests_on_courses, with_ids_of
from planning.goals import Question
from planning.keeping import keep
from planning.model import LearningPath, Step
from planning.moment import Thing, thing_of
from planning.plans import Basis, Plan, progress
from planning.recommend import Planned, plan, told
from planning.relevance import Relevance
from planning.revision import Revision
from planning.stored import StoredPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a version holds: the question as it was answered last, the steps (those that were done by then first),
    and the certificate of what is left."""

    question: Question
    path: LearningPath
    stored: StoredPlan


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """What plans are held against: an edition of now, and the way there from an earlier one, where it is at hand.

    Where not `telling`, what answers depend on is not worked out for later reads: for many plans at once.
    """

    relevance: Relevance
    digest: str
    number: int
    revision: Revision | None = None
    telling: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Replanned:
    """What a plan says now. `planned` is what is left to do. `moved`: the steps are other ones than those of the
    newest version, so that `answer` is a version of its own; else it takes that version's place."""

    fate: Fate
    planned: Planned
    answer: Answer
    basis: Basis
    moved: bool


def first(ground: Ground, asked_for: Plan, question: Question, planned: Planned) -> Replanned:
    """The first version of a new plan, which is `planned`."""
    path = with_ids_of(planned.path, asked_for.asked, question)
    stored = keep(planned, edition=ground.digest, number=ground.number)
    return Replanned(
        fate="anew",
        planned=planned,
        answer=Answer(question=question, path=path, stored=stored),
        basis=_on(ground, asked_for.basis, question, stored),
        moved=True,
    )


def replanned(
    ground: Ground,
    of: Plan,
    newest: Answer,
    now: Basis,
    question: Question,
    *,
    agreed: Answer | None = None,
    language: str = "en",
    remaining: Callable[[], float] = lambda: float("inf"),
    searched: Planned | None = None,
) -> Replanned:
    """The plan's answer to `question`, which has the state of now. `now` says what it rests on, `newest` is the
    newest version, `agreed` the one that was agreed to where that is another one. `searched` is the search's outcome
    where there was one already."""
    index = ground.relevance.index
    what, left = fate(
        newest.stored,
        of.basis,
        now,
        question=question,
        state_then=newest.question.state,
        relevance=ground.relevance,
        revision=ground.revision,
    )
    found = None
    if searched is None and what != "anew" and left.proved:
        courses = [course.course for course in left.courses]
        found = follow(index, question, courses, language=language, remaining=remaining)
    if found is None:
        what = "anew"
        found = searched or plan(index, question, language=language, remaining=remaining)
        promised = newest if of.agreed == of.version else agreed
        if promised is not None:
            found = _rather(found, to_do(promised.path.steps, question.state, index.catalogue), remaining)
        left = keep(found, edition=ground.digest, number=ground.number)
    path = with_ids_of(found.path, of.asked, question)
    before = [step for step in newest.path.steps if not _settled(step, question.state, index.catalogue)]
    moved = _things(before) != _things(path.steps)
    steps = newest.path.steps
    if moved:
        done = [step for step in newest.path.steps if step.course is not None and step.course in question.state.done]
        steps = (*done, *path.steps)
    return Replanned(
        fate=what,
        planned=replace(found, path=path),
        answer=Answer(question=question, path=replace(path, steps=steps) if moved else newest.path, stored=left),
        basis=_on(ground, now, question, left),
        moved=moved,
    )


def to_do(steps: Iterable[Step], state: SkillState, catalogue: Catalogue) -> tuple[CourseId, ...]:
    """The courses of the steps that were not done, and give something that is not held yet."""
    left = (step.course for step in steps if not _settled(step, state, catalogue))
    return tuple(course for course in left if course is not None)


def same_way(one: Iterable[Step], other: Iterable[Step], state: SkillState, catalogue: Catalogue) -> bool:
    """Whether what is left to do is the same in both."""
    left, right = ([step for step in steps if not _settled(step, state, catalogue)] for steps in (one, other))
    return _things(left) == _things(right)


def _settled(step: Step, state: SkillState, catalogue: Catalogue) -> bool:
    return progress(step, state, catalogue) in ("done", "held")


def _things(steps: Iterable[Step]) -> frozenset[Thing]:
    return frozenset(map(thing_of, steps))


def _rather(planned: Planned, courses: Collection[CourseId], remaining: Callable[[], float]) -> Planned:
    """The path of these courses, where it is as cheap as the one that was found; else that one."""
    solution = planned.solution
    if not solution.proved or planned.path.limited is not None:
        return planned
    if {planned.index.courses[course] for course in solution.courses} == set(courses):
        return planned
    case = case_of(planned.index, planned.question, planned.affinity)
    other = solution_of(case, courses)
    if other is None or other.cost != solution.cost:
        return planned
    return told(case, replace(other, proof=solution.proof), planned.language, remaining, planned.affinity)


def _on(ground: Ground, now: Basis, question: Question, stored: StoredPlan) -> Basis:
    """The basis with what only the answer knows. A certificate speaks of the edition that it was made over, and says
    nothing where tests or limits had a part in the answer."""
    proved = rests_on_courses(stored, question, ground.relevance.index.catalogue) and stored.number is not None
    return replace(
        now,
        relevant=relevant_digest(ground.relevance, question) if ground.telling else "",
        proved_in=stored.number or 0 if proved else 0,
    )
