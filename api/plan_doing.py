"""A step of a plan that was done: a completion in the record, which says that a course was finished, and proves no
level."""

from datetime import datetime
from typing import TYPE_CHECKING

from api import recording
from api.person import Picture
from api.plan_showing import PlanNow, StepNow
from api.views import EditionView
from learners.accepting import accept
from learners.access import Caller
from learners.evidence import Evidence
from ontology.refusals import Refusal

if TYPE_CHECKING:
    from graph.record import Record


async def completed(
    record: "Record", now: PlanNow, step: str, picture: Picture, view: EditionView, *, caller: Caller, at: datetime
) -> Refusal | None:
    """Note that the course of a step (its id, or the course's) was completed; why not, where that is so.

    Said again, it changes nothing. A manager says what was seen of a report by a fact of their own instead.
    """
    found = _step(now, step)
    if isinstance(found, Refusal):
        return found
    if picture.visible.viewpoint == "manager":
        return Refusal(
            code="plan.not_yours",
            message="Only the learner can say that a step is done.",
            hint="Say what you saw of it as a fact of your own.",
        )
    if found.progress == "done":
        return None
    name = recording.named(recording.prefix(caller, record.vault), f"{now.plan.id}:{found.step.id}:{at:%Y%m%d}")
    if isinstance(name, Refusal):
        return name
    fact = accept(
        Evidence(
            id=name,
            learner=picture.visible.id,
            source="completion",
            occurred_at=at,
            received_at=at,
            course=found.step.course,
            author=recording.author(caller),
        ),
        picture.words,
    )
    if isinstance(fact, Refusal):
        return fact
    verdict = await recording.keep(record, fact, picture, edition=view.edition.number)
    if verdict.outcome == "refused":
        return Refusal(code=verdict.code, message=verdict.message, hint=verdict.hint)
    return None  # a conflict is the same step, said earlier today


def _step(now: PlanNow, step: str) -> StepNow | Refusal:
    """The step that can be said to be done."""
    ours = [*now.steps]
    found = next((one for one in ours if step in (one.step.id, one.step.course)), None)
    if not now.plan.live:
        return Refusal(
            code="plan.wrong_status",
            message=f"This plan is {now.plan.status}; nothing can be added to it.",
            hint="Propose a new plan.",
        )
    if found is None:
        return Refusal(
            code="step.unknown",
            message=f"The plan has no step “{step[:80]}”.",
            hint="Name a step by its id, or by the id of its course.",
            candidates=tuple(one.step.id for one in ours if one.progress != "done")[:10],
        )
    if found.step.course is None:
        return Refusal(
            code="step.is_a_test",
            message="This step is an assessment: its result says that it is done.",
            hint="Hand in the result as evidence on the assessment.",
        )
    return found
