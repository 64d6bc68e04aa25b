"""What somebody who follows a plan has done and not shown yet: the plan goes on as if it had given its levels.

A completed course proves no level, so a path from the record alone would look for another course, or say that there
is none. Whoever follows a plan is not sent back for having done a step of it: the level is supposed for the rest of
the plan, said to be open, and has to be shown before the plan is complete. Nothing is supposed against evidence.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from learners.model import SkillState
from ontology.ids import CompetencyId, CourseId
from ontology.model import Catalogue, CompetencyAt
from planning import gaps, goals
from planning.gaps import stands
from planning.model import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class ToShow:
    """A level that a course was to give, that was done, and that nothing has shown so far."""

    level: CompetencyAt
    course: CourseId


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """The state with what done steps were to give, and which levels these are: the highest of each competency."""

    state: SkillState
    to_show: tuple[ToShow, ...] = ()


def supposed(
    catalogue: Catalogue,
    state: SkillState,
    steps: Iterable[Step],
    denied: Callable[[CompetencyAt, CourseId], bool],
) -> Supposed:
    """The state as it is for the rest of a plan that has these steps.

    `denied` tells whether it was seen, since the course was done, that the level is not held.
    """
    held = {fact: attainment.level for fact, (_, attainment) in gaps.holdings(catalogue, state).items()}
    open_: dict[CompetencyId, ToShow] = {}
    for step in steps:
        if step.course is None or step.course not in state.done:
            continue
        for level in step.gives:
            if level.competency not in catalogue.competency or denied(level, step.course):
                continue
            fact = stands(catalogue, level.competency)
            known = open_.get(fact)
            if level.level > max(held.get(fact, 0), known.level.level if known else 0):
                open_[fact] = ToShow(level=level, course=step.course)
    if not open_:
        return Supposed(state=state)
    have = {one.level.competency: one.level.level for one in open_.values()}
    return Supposed(
        state=goals.with_typed(catalogue, state, have, frozenset()),
        to_show=tuple(open_[fact] for fact in sorted(open_)),
    )
