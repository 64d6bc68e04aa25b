"""The cheapest courses that close a gap, in an order, each with its reason.

Goals that cannot be reached are raised as far as they go and listed with what blocks them; the proof is about that
closest state that can be attained.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ontology.ids import CompetencyId
from planning.blockers import Blockers
from planning.cases import Case, case_of
from planning.goals import Question
from planning.model import GapItem, LearningPath, PathStatus, Step, Uncloseable
from planning.ports import Affinity
from planning.sequencing import Placed, arrange, next_steps, urgency
from planning.solver.exact import cheapest
from planning.solver.index import MILLISECONDS, Index
from planning.solver.problem import Problem, Solution
from planning.solver.reach import Reach
from planning.steps import course_steps
from planning.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Planned:
    """A question with its answer and all that was found on the way: what later questions about the path start from.

    `reached` is what can be attained with the open courses of `problem`; `wanted` are the items of the gap that the
    path closes or raises, the most important first, and `levels` the rank that each can be raised to. `placed` are
    the courses of the solution in order, as the steps of `path` are.
    """

    index: Index
    question: Question
    language: str
    affinity: Affinity | None
    problem: Problem
    reached: Reach
    wanted: tuple[GapItem, ...]
    levels: Mapping[CompetencyId, int]
    solution: Solution
    placed: tuple[Placed, ...]
    path: LearningPath


def recommend(
    index: Index,
    question: Question,
    *,
    language: str = "en",
    remaining: Callable[[], float] = lambda: float("inf"),
    affinity: Affinity | None = None,
) -> LearningPath:
    """The path that answers the question; see `plan`."""
    return plan(index, question, language=language, remaining=remaining, affinity=affinity).path


def plan(
    index: Index,
    question: Question,
    *,
    language: str = "en",
    remaining: Callable[[], float] = lambda: float("inf"),
    affinity: Affinity | None = None,
) -> Planned:
    """The path that answers the question over the catalogue of the index (`planning.solver.index.build`).

    `remaining` tells how many seconds are left; when none are, the best path so far comes with its certified bound.
    """
    case = case_of(index, question, affinity)
    wording = Wording(index.catalogue, language)
    solution = cheapest(case.problem, remaining)
    placed = arrange(case.problem, solution.courses, case.goals, urgency(case.wanted, case.aims), case.hours)
    path = _path(case, solution, course_steps(case, placed, wording), _uncloseable(case, wording), remaining)
    return Planned(
        index=index,
        question=question,
        language=language,
        affinity=affinity,
        problem=case.problem,
        reached=case.reached,
        wanted=case.wanted,
        levels=case.levels,
        solution=solution,
        placed=placed,
        path=replace(path, next_steps=next_steps(path)),
    )


def _path(
    case: Case,
    solution: Solution,
    steps: tuple[Step, ...],
    uncloseable: tuple[Uncloseable, ...],
    remaining: Callable[[], float],
) -> LearningPath:
    cost = solution.cost / MILLISECONDS
    cost_bound = cost if solution.proved else min(cost, solution.bound / MILLISECONDS)
    hours = sum(int(case.hours[course]) for course in solution.courses) / MILLISECONDS
    return LearningPath(
        status=_status(case, uncloseable),
        cost=cost,
        cost_bound=cost_bound,
        hours=hours,
        unknown_hours=sum(step.hours_estimated for step in steps),
        bound=min(hours, _least_hours(case, solution, remaining) / MILLISECONDS),
        proved=solution.proved,
        steps=steps,
        uncloseable=uncloseable,
        gap=case.gap,
        stopped=solution.stopped,
        money=sum(step.money or 0.0 for step in steps),
        unknown_money=sum(step.money is None for step in steps),
    )


def _least_hours(case: Case, solution: Solution, remaining: Callable[[], float]) -> int:
    """What no path takes fewer milliseconds than; one more search where hours are not what was made least."""
    if np.array_equal(case.problem.cost, case.hours):
        return solution.cost if solution.proved else solution.bound
    return cheapest(replace(case.problem, cost=case.hours), remaining).bound


def _uncloseable(case: Case, wording: Wording) -> tuple[Uncloseable, ...]:
    """The goals that cannot be reached, each with what blocks it: essential ones first, by id."""
    blockers = Blockers(case.problem, case.reached, case.question, wording)
    return tuple(
        blockers.of(item, case.levels[item.competency])
        for item in sorted(case.wanted, key=lambda item: (not item.essential, item.competency))
        if case.levels[item.competency] < item.required
    )


def _status(case: Case, uncloseable: Sequence[Uncloseable]) -> PathStatus:
    if uncloseable:
        return "partial"
    return "complete" if case.gap.short else "nothing_to_do"
