"""What a plan is held against when it is read: the edition of now, and what its learner's picture comes to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC
from typing import Final
from weakref import WeakKeyDictionary

from api.person import Picture
from api.views import EditionView
from graph.record import times
from learners import interpreting
from learners.evidence import VALIDATING
from learners.model import SkillState
from learners.words import Words
from ontology.ids import CompetencyId, CourseId, RoleLevelId
from ontology.model import CompetencyAt
from ontology.refusals import Refusal
from planning import goals, plans
from planning.goals import Question
from planning.model import Step
from planning.plans import Asked, Basis, Marks, Plan
from planning.relevance import Relevance
from planning.replanning import Ground
from planning.revision import Revision
from planning.supposing import Supposed, ToShow, supposed

MOST_SUBJECTS: Final = 500
"""Things that a learner's evidence names and a plan remembers; who has more is looked at anew in every edition."""

_RELEVANCE: WeakKeyDictionary[EditionView, Relevance] = WeakKeyDictionary()


def ground(view: EditionView, revision: Revision | None = None) -> Ground:
    """What plans are held against in an edition. The first call for an edition takes some tenths of a second."""
    relevance = _RELEVANCE.get(view)
    if relevance is None:
        relevance = _RELEVANCE.setdefault(view, Relevance(view.solver_index))
    edition = view.edition
    return Ground(relevance=relevance, digest=edition.digest, number=edition.number, revision=revision)


def marks(picture: Picture, view: EditionView, asked: Asked) -> Marks:
    """What can be seen of now from outside."""
    return Marks(
        digest=view.edition.digest,
        policy=picture.state.policy,
        inferring=picture.state.inferring,
        to=target(asked, picture),
        day=picture.at.astimezone(UTC).date(),
        seen=_seen(picture),
    )


def basis(picture: Picture, view: EditionView, asked: Asked, state: SkillState) -> Basis:
    """What an answer of now rests on, which starts from `state`."""
    now, subjects = marks(picture, view, asked), {fact.subject[1] for fact in picture.evidence}
    return Basis(
        edition=view.edition.number,
        digest=now.digest,
        policy=now.policy,
        inferring=now.inferring,
        to=now.to,
        day=now.day,
        seen=now.seen,
        skills=plans.skills_digest(state),
        courses=plans.courses_digest(state),
        about=tuple(sorted(subjects)) if len(subjects) <= MOST_SUBJECTS else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """A plan's question as it is now, and the levels that it supposes and that have to be shown."""

    question: Question
    to_show: tuple[ToShow, ...]


def put(asked: Asked, picture: Picture, steps: Iterable[Step]) -> Put | Refusal:
    """The question of a plan that has these steps. Things that were replaced stand for what replaced them."""
    words, catalogue = picture.words, picture.words.catalogue
    to = target(asked, picture)
    if to is None and asked.follows and not asked.goals:
        return Refusal(
            code="plan.no_target",
            message="The plan leads to the learner's target, and there is none any more.",
            hint="Say what the target is, or withdraw the plan.",
        )
    start = Supposed(state=picture.skills)
    if picture.state.inferring:
        start = supposed(catalogue, picture.skills, steps, _denials(picture))
    question = again(asked, to, start.state, words)
    return question if isinstance(question, Refusal) else Put(question=question, to_show=start.to_show)


def again(asked: Asked, to: RoleLevelId | None, state: SkillState, words: Words) -> Question | Refusal:
    """The question with this target and state, in the edition of `words`."""
    catalogue = words.catalogue
    goal = {
        CompetencyId(words.followed(competency, catalogue.competency) or competency): rank
        for competency, rank in asked.goals
    }
    return goals.ask(
        catalogue,
        to=None if to is None else RoleLevelId(words.followed(to, catalogue.role_level) or to),
        goal=goal,
        without=_known(asked.without, words),
        include_optional=asked.include_optional,
        state=state,
        preferences=asked.preferences,
        limits=asked.limits,
    )


def _denials(picture: Picture) -> Callable[[CompetencyAt, CourseId], bool]:
    """Whether somebody has seen, since a course was done, that a level is not held."""

    def denied(level: CompetencyAt, course: CourseId) -> bool:
        fact = picture.words.fact(level.competency)
        skill = None if fact is None else picture.state.skills.get(fact)
        if skill is None or not any(
            one.status == "NOT_DEMONSTRATED" and one.level <= level.level for one in skill.levels
        ):
            return False
        done = [one.occurred_at for one in picture.evidence if one.source == "completion" and one.course == course]
        return any(
            one.source in VALIDATING
            and one.occurred_at > max(done, default=one.occurred_at)
            and any(about.fact == fact for about in interpreting.about(picture.words, one))
            for one in picture.evidence
        )

    return denied


def is_ahead(plan: Plan, picture: Picture, view: EditionView) -> bool:
    """Whether the plan was brought up to date with a later edition, or later facts, than are known here: somebody
    else is ahead of us, and what they wrote is not to be written over."""
    return plan.basis.edition > view.edition.number or plan.basis.seen > _seen(picture)


def target(asked: Asked, picture: Picture) -> RoleLevelId | None:
    return picture.profile.target if asked.follows else asked.to


def _seen(picture: Picture) -> str:
    changed = picture.profile.changed_at
    return "" if changed is None else times.text(changed)


def _known(courses: frozenset[CourseId], words: Words) -> list[CourseId]:
    return [CourseId(here) for course in sorted(courses) if (here := words.followed(course, words.catalogue.course))]
