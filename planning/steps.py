"""The steps of a path, as people read them."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

import numpy as np

from ontology.ids import CompetencyId
from planning.cases import Case
from planning.explaining.because import because
from planning.gaps import stands
from planning.goals import Question
from planning.model import Diagnostic, Likely, Reason, Step
from planning.offers import offers
from planning.sequencing import Placed
from planning.solver.index import MILLISECONDS
from planning.testing_out import Sitting
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


def with_tests(
    case: Case, sittings: Sequence[Sitting], steps: tuple[Step, ...], wording: Wording
) -> tuple[Step, ...]:
    """The steps after the assessments that may spare some of them; what may be spared waits for its assessment."""
    tests = tuple(_test(case, sitting, steps, wording) for sitting in sittings)
    for test, sitting in zip(tests, sittings, strict=True):
        steps = _waiting(steps, test.id, sitting.diagnostic)
    return (*tests, *steps)


def _test(case: Case, sitting: Sitting, steps: Sequence[Step], wording: Wording) -> Step:
    diagnostic = sitting.diagnostic
    return Step(
        id=step_id(case.question, sitting.assessment),
        course=None,
        assessment=sitting.assessment,
        hours=sitting.took / MILLISECONDS,
        hours_estimated=sitting.estimated,
        after=(),
        gives=(),
        uses=(),
        because=_sentences(diagnostic, wording),
        reasons=tuple(dict.fromkeys(_reason(case, likely, diagnostic, steps) for likely in diagnostic.settles)),
        test_out=diagnostic,
    )


def _sentences(diagnostic: Diagnostic, wording: Wording) -> tuple[str, ...]:
    """What is likely, and what it saves if that is so."""
    messages = wording.messages
    likely = [
        messages.likely.format(what=wording.at(one.competency, one.level), percent=f"{one.probability * 100:.3g}")
        for one in diagnostic.settles
    ]
    saved = wording.amount(max(0.0, diagnostic.hours_if_failed - diagnostic.hours_if_passed))
    template = messages.test_out_all if diagnostic.also else messages.test_out
    return (*likely, template.format(saved=saved, courses=wording.courses(diagnostic.spared)))


def _reason(case: Case, likely: Likely, diagnostic: Diagnostic, steps: Sequence[Step]) -> Reason:
    """The need that the level serves; else the first step that falls away with it."""
    catalogue, question = case.index.catalogue, case.question

    def named(competency: CompetencyId) -> bool:
        return stands(catalogue, competency) == stands(catalogue, likely.competency)

    item = next((item for item in case.wanted if named(item.competency)), None)
    if item is not None:
        target = None if question.target is None else catalogue.role_level.get(question.target)
        needed = target is not None and any(named(need.competency) for need in target.needs)
        return Reason(kind="need" if needed else "asked", competency=item.competency, level=item.required)
    spared = next((step.id for step in steps if step.course in diagnostic.spared), None)
    return Reason(kind="step", competency=likely.competency, level=likely.level, step=spared)


def _waiting(steps: tuple[Step, ...], test: str, diagnostic: Diagnostic) -> tuple[Step, ...]:
    """Steps that may be spared come after the test, unless they come after one that does."""
    waiting: set[str] = set()
    found: list[Step] = []
    for step in steps:
        behind = not waiting.isdisjoint(step.after)
        if behind or step.course in diagnostic.spared:
            waiting.add(step.id)
        found.append(step if behind or step.id not in waiting else replace(step, after=(test, *step.after)))
    return tuple(found)


def step_id(question: Question, thing: str) -> str:
    """The same for the same thing and goal, whatever is held: 12 hexadecimal digits after `step-`."""
    goal = "\n".join([question.target or "", *(f"{competency}={rank}" for competency, rank in question.asked)])
    return "step-" + sha256(f"{goal}\n\n{thing}".encode()).hexdigest()[:12]
