"""A plan as it is read: its steps with how far the learner is, and what an edition would have taken away."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from math import fsum

from api.person import Picture
from api.plan_ground import marks
from api.views import EditionView
from graph.record.plans import Version, VersionLine
from learners.model import SkillState
from ontology.model import CompetencyAt
from ontology.refusals import Refusal
from planning import freshness, path_text, plans, stored
from planning.model import Step
from planning.plans import Plan, Progress, Reason
from planning.recommend import Planned
from planning.replanning import Answer, Replanned
from planning.supposing import ToShow


@dataclass(frozen=True, slots=True, kw_only=True)
class StepNow:
    """A step of a plan as it stands. `shown`: what it gives is proved; a course that is done alone proves nothing."""

    step: Step
    progress: Progress
    shown: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class PlanNow:
    """A plan as it is read. `steps` are those that the learner goes by: of the version agreed to, else the newest.

    `planned` is the answer of now, None where the plan has ended, or nothing can be said (`refusal` says why).
    `differs`: the answer of now is another way than what was agreed to. `stale`: why what is shown may be out of
    date; nothing where it is right. `notices` say what an edition would have taken away.
    """

    plan: Plan
    lines: tuple[VersionLine, ...]
    steps: tuple[StepNow, ...]
    planned: Planned | None
    differs: bool = False
    stale: tuple[Reason, ...] = ()
    to_show: tuple[ToShow, ...] = ()
    notices: tuple[str, ...] = ()
    refusal: Refusal | None = None

    @property
    def to_do(self) -> tuple[StepNow, ...]:
        return tuple(step for step in self.steps if step.progress in ("open", "in_progress"))

    @property
    def hours_left(self) -> float:
        return round(fsum(step.step.hours for step in self.to_do), 9)


def shown_now(
    of: Plan,
    lines: tuple[VersionLine, ...],
    steps: tuple[Step, ...],
    planned: Planned,
    to_show: tuple[ToShow, ...],
    picture: Picture,
    view: EditionView,
) -> PlanNow:
    """A live plan whose answer of now is `planned`, with the steps that the learner goes by."""
    fresh = {step.id: step for step in planned.path.steps}
    return PlanNow(
        plan=of,
        lines=lines,
        steps=steps_now(tuple(_worded(step, fresh, to_show) for step in steps), picture.skills, view),
        planned=planned,
        differs=of.agreed is not None and of.agreed != of.version,
        to_show=to_show,
        notices=_notices(steps, picture, view),
    )


def _worded(step: Step, fresh: Mapping[str, Step], to_show: tuple[ToShow, ...]) -> Step:
    """The step as the answer of now has it. While levels are supposed it keeps its own reasons: those of now would
    say that they are held."""
    now = fresh.get(step.id, step)
    return replace(now, because=step.because, reasons=step.reasons) if to_show else now


def kept_now(
    of: Plan,
    lines: tuple[VersionLine, ...],
    shown: Version,
    picture: Picture,
    view: EditionView,
    refusal: Refusal | None = None,
) -> PlanNow:
    """A live plan as it lies there, without an answer of now."""
    return PlanNow(
        plan=of,
        lines=lines,
        steps=steps_now(answer_of(shown).path.steps, picture.skills, view),
        planned=None,
        differs=of.agreed is not None and of.agreed != of.version,
        stale=plans.stale(of.basis, marks(picture, view, of.asked)),
        refusal=refusal,
    )


def ended(of: Plan, lines: tuple[VersionLine, ...], shown: Version, view: EditionView) -> PlanNow:
    """A plan as it was when it ended: nothing of today is in it."""
    answer = answer_of(shown)
    steps = steps_now(answer.path.steps, answer.question.state, view)
    return PlanNow(plan=of, lines=lines, steps=steps, planned=None)


def steps_now(steps: tuple[Step, ...], state: SkillState, view: EditionView) -> tuple[StepNow, ...]:
    return tuple(
        StepNow(
            step=step,
            progress=plans.progress(step, state, view.catalogue),
            shown=plans.is_shown(step, state, view.catalogue),
        )
        for step in steps
    )


def _level(level: CompetencyAt, view: EditionView) -> str:
    thing = view.thing.get(level.competency)
    return f"{level.competency if thing is None else view.shown(thing, 'en').text} {level.level}"


def _notices(steps: tuple[Step, ...], picture: Picture, view: EditionView) -> tuple[str, ...]:
    """What the edition would take away from what was planned, and that nothing of what was done is lost."""
    found = []
    for loss in freshness.losses(steps, view.catalogue):
        assert loss.step.course is not None
        course = view.shown(view.thing[loss.step.course], "en").text
        levels = ", ".join(_level(level, view) for level in loss.levels)
        kept = loss.step.course in picture.skills.done
        found.append(
            f"“{course}” no longer gives {levels} in this edition. "
            + ("You did it before: what it counted for then still counts." if kept else "The plan looks elsewhere.")
        )
    return tuple(found)


def version_of(of: Plan, found: Replanned, at: datetime, why: tuple[Reason, ...]) -> Version:
    line = VersionLine(
        number=of.version,
        at=at,
        edition=found.basis.edition,
        digest=found.basis.digest,
        hours=found.planned.path.hours,
        steps=len(found.planned.path.steps),
        why=why,
    )
    return _texts(line, found)


def again(found: Replanned, newest: Version) -> Version:
    """The newest version with what its answer rests on now."""
    return _texts(newest.line, found)


def _texts(line: VersionLine, found: Replanned) -> Version:
    return Version(
        line=line,
        question=path_text.of_question(found.answer.question),
        path=path_text.of_path(found.answer.path),
        certificate=stored.written(found.answer.stored),
    )


def answer_of(version: Version) -> Answer:
    return Answer(
        question=path_text.question_of(version.question),
        path=path_text.path_of(version.path),
        stored=stored.read(version.certificate),
    )
