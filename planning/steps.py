"""The steps of a path, as people read them."""

from collections.abc import Sequence
from hashlib import sha256

import numpy as np

from planning.cases import Case
from planning.explaining.because import because
from planning.goals import Question
from planning.model import Step
from planning.offers import offers
from planning.sequencing import Placed
from planning.solver.index import MILLISECONDS
from planning.wording import Wording


def course_steps(case: Case, placed: Sequence[Placed], wording: Wording) -> tuple[Step, ...]:
    """One step for each course, in order: what it gives and uses, what comes before, and why it is there."""
    index, question = case.index, case.question
    price = offers(index).price
    ids = {step.course: step_id(question, index.courses[step.course]) for step in placed}
    told = because(placed, case.wanted, question, index, wording, ids)
    return tuple(
        Step(
            id=ids[step.course],
            course=index.courses[step.course],
            assessment=None,
            hours=int(case.hours[step.course]) / MILLISECONDS,
            hours_estimated=bool(index.estimated[step.course]) and not begun,
            after=tuple(ids[other] for other in step.after),
            gives=step.gives,
            uses=tuple(use.member for use in step.uses),
            because=why.sentences,
            reasons=why.reasons,
            money=0.0 if begun else None if np.isnan(price[step.course]) else float(price[step.course]),
        )
        for step, why in zip(placed, told, strict=True)
        for begun in [index.courses[step.course] in question.state.in_progress]
    )


def step_id(question: Question, thing: str) -> str:
    """The same for the same thing and goal, whatever is held: 12 hexadecimal digits after `step-`."""
    goal = "\n".join([question.target or "", *(f"{competency}={rank}" for competency, rank in question.asked)])
    return "step-" + sha256(f"{goal}\n\n{thing}".encode()).hexdigest()[:12]
