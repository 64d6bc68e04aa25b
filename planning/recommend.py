"""The cheapest courses that close a gap, in an order, each with its reason.

Goals that cannot be reached are raised as far as they go and listed with what blocks them; the proof is about that
closest state that can be attained.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planning import limit_sentences, limits, testing_out
from planning.blockers import Blockers
from planning.cases import Case, case_of
from planning.explaining.prices import prices
from planning.goals import Question
from planning.limits import Within
from planning.model import GapItem, LearningPath, Need, PathStatus, Uncloseable
from planning.ports import Affinity
from planning.sequencing import Placed, arrange, next_steps, urgency
from planning.solver.exact import cheapest
from planning.solver.index import MILLISECONDS, Index
from planning.solver.problem import Problem, Solution
from planning.solver.reach import Reach
from planning.steps import course_steps, with_tests
from planning.testing_out import Sitting
from planning.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Planned:
    """A question with its answer and all that was found on the way: what later questions about the path start from.

    `reached` is what can be attained with the open courses of `problem`; `wanted` are the items of the gap that the
    path closes or raises, the most important first, and `levels` the rank that each can be raised to (within the
    limits). `placed` are the courses of the solution in order, as the steps of `path` after its assessments are.
    """

    index: Index
    question: Question
    language: str
    affinity: Affinity | None
    problem: Problem
    reached: Reach
    wanted: tuple[GapItem, ...]
    levels: Mapping[Need, int]
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
    return told(case, cheapest(case.problem, remaining, reached=case.reached), language, remaining, affinity)


def told(
    case: Case, free: Solution, language: str, remaining: Callable[[], float], affinity: Affinity | None
) -> Planned:
    """The path of a case whose courses are found, limits aside: tests, limits, order, reasons, prices."""
    index, question = case.index, case.question
    wording = Wording(index.catalogue, language)
    sittings = testing_out.sittings(case, free, remaining)
    within, sittings = _within(case, free, sittings, remaining)
    answer, solution = (case, free) if within is None else (within.case, within.solution)
    placed = arrange(answer.problem, solution.courses, answer.goals, urgency(case.wanted, answer.aims), case.hours)
    steps = with_tests(case, sittings, course_steps(answer, placed, wording), wording)
    uncloseable = _uncloseable(case, answer, wording)
    tests = sum(sitting.took for sitting in sittings)
    hours = sum(int(case.hours[course]) for course in solution.courses)
    least = min(hours, _least_hours(case, solution, within, remaining))
    bound = solution.cost if solution.proved else min(solution.cost, solution.bound)
    path = LearningPath(
        status=_status(case, uncloseable),
        cost=(solution.cost + tests) / MILLISECONDS,
        cost_bound=(bound + tests) / MILLISECONDS,
        hours=(hours + tests) / MILLISECONDS,
        unknown_hours=sum(step.hours_estimated for step in steps),
        bound=(least + tests) / MILLISECONDS,
        proved=solution.proved,
        steps=steps,
        uncloseable=uncloseable,
        gap=case.gap,
        stopped=solution.stopped,
        money=sum(step.money or 0.0 for step in steps),
        unknown_money=sum(step.money is None and step.course is not None for step in steps),
        limited=None if within is None else limit_sentences.told(within, case, free, tests, wording),
    )
    path = replace(path, next_steps=next_steps(path))
    planned = Planned(
        index=index,
        question=question,
        language=language,
        affinity=affinity,
        problem=answer.problem,
        reached=case.reached,
        wanted=case.wanted,
        levels=answer.levels,
        solution=solution,
        placed=placed,
        path=path,
    )
    shares, indivisible = prices(planned)
    return replace(planned, path=replace(path, prices=shares, indivisible=indivisible))


def _within(
    case: Case, free: Solution, sittings: tuple[Sitting, ...], remaining: Callable[[], float]
) -> tuple[Within | None, tuple[Sitting, ...]]:
    """The answer within the question's limits (None: it has none), and the tests that still have a point then.

    Tests take of the hours, too: those that fit are kept if they may spare a course that the limits leave, and all of
    them only if no less is closed for it.
    """
    alone = limits.within(case, free, 0, remaining)
    if alone is None or not sittings:
        return alone, sittings
    courses = {case.index.courses[course] for course in alone.solution.courses}
    left = limits.hours_to_spend(case.question.limits)
    kept: list[Sitting] = []
    for sitting in sittings:
        if (left is None or sitting.took <= left) and not courses.isdisjoint(sitting.diagnostic.spared):
            kept.append(sitting)
            left = None if left is None else left - sitting.took
    within = limits.within(case, free, sum(sitting.took for sitting in kept), remaining) if kept else None
    if within is None or within.limited.closed < alone.limited.closed:
        return alone, ()
    return within, tuple(kept)


def _least_hours(case: Case, solution: Solution, within: Within | None, remaining: Callable[[], float]) -> int:
    """What no path takes fewer milliseconds than; one more search where hours are not what was made least."""
    if within is not None and within.limited.binding:
        return within.least_hours
    if np.array_equal(case.problem.cost, case.hours):
        return solution.cost if solution.proved else solution.bound
    return cheapest(replace(case.problem, cost=case.hours), remaining, reached=case.reached).bound


def _uncloseable(case: Case, answer: Case, wording: Wording) -> tuple[Uncloseable, ...]:
    """The goals that are not reached, each with what keeps it: essential ones first, by id.

    `case` is how far they can be raised at all, `answer` how far within the limits.
    """
    blockers = Blockers(case.problem, case.reached, case.question, wording)
    found: list[Uncloseable] = []
    for item in sorted(case.wanted, key=lambda item: (not item.essential, item.competency)):
        highest, level = case.levels[item.need], answer.levels[item.need]
        blocked = blockers.of(item, highest) if highest < item.required else None
        if level < highest:
            found.append(limit_sentences.no_room(item, level, blocked, wording))
        elif blocked is not None:
            found.append(blocked)
    return tuple(found)


def _status(case: Case, uncloseable: Sequence[Uncloseable]) -> PathStatus:
    if uncloseable:
        return "partial"
    return "complete" if case.gap.short else "nothing_to_do"
