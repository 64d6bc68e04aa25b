"""What the terminal asks about a path once it is found: why not, what if, what else, and when.

Each question is one of `planning`'s. What it refuses is told in the place of its answer: the path that was found, and
what else was asked about it, are not lost for one question that could not be answered. Names that fit nothing are
another matter: they go out to the door before anything is searched for.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from api.questions import Pairs, all_found, ranked
from graph import Graph
from ontology.ids import CompetencyId, CourseId
from ontology.refusals import Refusal
from planning.model import LearningPath, Step

if TYPE_CHECKING:
    from planning.explaining.model import Pass, Repair, Replacement, WhatIf, WhyNot
    from planning.recommend import Planned
    from planning.schedule import Schedule

_STEP = re.compile(r"step-[0-9a-f]{12}")


class Weekly(NamedTuple):
    """So many hours a week from a day on."""

    starts_on: date
    hours_per_week: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is asked about the path beside it: things by id, full IRI or label.

    `if_have`, `if_done` and `if_without` are one supposition. `replace` are steps by id, or courses. `alternatives`
    are so many other paths, each `apart` courses from the others. `explain` asks what would save the most.
    """

    why_not: Sequence[str] = ()
    if_have: Pairs = ()
    if_done: Sequence[str] = ()
    if_without: Sequence[str] = ()
    replace: Sequence[str] = ()
    alternatives: int = 0
    apart: int = 1
    weekly: Weekly | None = None
    explain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The same with ids for names; `replace` are ids of steps and of courses."""

    why_not: Sequence[CourseId] = ()
    if_have: Mapping[CompetencyId, int] = field(default_factory=dict)
    if_done: Sequence[CourseId] = ()
    if_without: Sequence[CourseId] = ()
    replace: Sequence[str] = ()
    asked: Beside = field(default_factory=Beside)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """A step with what could take its place."""

    step: Step
    replacements: "tuple[Replacement, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """Why a question about one course, or one step, has no answer; `name` is the id that was asked about."""

    name: str
    refusal: Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The answers, or why there are none; None, or nothing, where nothing was asked. `passes` and `repairs` are there
    in any case."""

    passes: "tuple[Pass, ...]" = ()
    repairs: "tuple[Repair, ...]" = ()
    why_not: "tuple[WhyNot | Unanswered, ...]" = ()
    what_if: "WhatIf | Refusal | None" = None
    most_valuable: "tuple[WhatIf, ...] | None" = None
    replaced: tuple[Replaced | Unanswered, ...] = ()
    alternatives: tuple[LearningPath, ...] | Refusal | None = None
    schedule: "Schedule | Refusal | None" = None

    @property
    def complete(self) -> bool:
        """Whether every question has its answer."""
        alone = (self.what_if, self.alternatives, self.schedule)
        return not any(isinstance(each, Refusal) for each in alone) and not any(
            isinstance(each, Unanswered) for each in (*self.why_not, *self.replaced)
        )


async def named(graph: Graph, asked: Beside) -> Named:
    """What is asked, with ids for names."""
    return Named(
        why_not=await _courses(graph, asked.why_not),
        if_have=await ranked(graph, asked.if_have),
        if_done=await _courses(graph, asked.if_done),
        if_without=await _courses(graph, asked.if_without),
        replace=[text if _STEP.fullmatch(text) else (await _courses(graph, [text]))[0] for text in asked.replace],
        asked=asked,
    )


def tell(planned: "Planned", named: Named, remaining: Callable[[], float]) -> Told:
    """The answers about a path; `remaining` tells how many seconds are left for all of them."""
    from planning import variety
    from planning.explaining.passes import passes
    from planning.explaining.repairs import repairs
    from planning.explaining.what_if import most_valuable, what_if
    from planning.explaining.why_not import why_not
    from planning.schedule import schedule

    def not_in(course: CourseId) -> "WhyNot | Unanswered":
        answer = why_not(planned, course, remaining=remaining)
        return Unanswered(name=course, refusal=answer) if isinstance(answer, Refusal) else answer

    def instead_of(name: str) -> Replaced | Unanswered:
        step = next((step for step in planned.path.steps if name in (step.id, step.course)), None)
        if step is None:
            return Unanswered(name=name, refusal=_not_in_path(name))
        found = variety.replacements(planned, step.id, remaining=remaining)
        if isinstance(found, Refusal):
            return Unanswered(name=name, refusal=found)
        return Replaced(step=step, replacements=found)

    asked = named.asked
    supposed = named.if_have or named.if_done or named.if_without
    weekly = asked.weekly
    return Told(
        passes=passes(planned),
        repairs=repairs(planned),
        why_not=tuple(not_in(course) for course in dict.fromkeys(named.why_not)),
        what_if=what_if(
            planned,
            have=named.if_have,
            done=named.if_done,
            without=named.if_without,
            remaining=remaining,
        )
        if supposed
        else None,
        most_valuable=most_valuable(planned, remaining=remaining) if asked.explain else None,
        replaced=tuple(instead_of(name) for name in dict.fromkeys(named.replace)),
        alternatives=variety.different(planned, asked.alternatives, asked.apart, remaining=remaining)
        if asked.alternatives
        else None,
        schedule=schedule(planned.path, starts_on=weekly.starts_on, hours_per_week=weekly.hours_per_week)
        if weekly
        else None,
    )


def _not_in_path(name: str) -> Refusal:
    return Refusal(
        code="step.not_in_path",
        message=f"“{name}” is not in this path, so nothing can take its place.",
        hint="Name a course of the path, or a step by its id; --why-not tells why a course is not in it.",
    )


async def _courses(graph: Graph, names: Sequence[str]) -> list[CourseId]:
    return [CourseId(course) for course in await all_found(graph, "course", names)]
