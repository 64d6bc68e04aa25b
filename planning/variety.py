"""Other paths: what could take the place of one step, and paths that differ from each other in several courses.

Both are solved for exactly, one path after the other, each under what those before leave to it.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from ontology.refusals import Refusal
from planning.cases import Case, case_of
from planning.costs import estimated_prices, hours_left
from planning.explaining import naming
from planning.explaining.model import Replacement
from planning.explaining.refusing import cut_to_limits
from planning.limits import hours_to_spend
from planning.model import LearningPath
from planning.recommend import Planned
from planning.sequencing import arrange, next_steps, urgency
from planning.solver.exact import cheapest_within
from planning.solver.index import MILLISECONDS
from planning.solver.problem import AtMost, Problem, Solution
from planning.steps import course_steps
from planning.wording import Wording

_BEYOND = 8
"""So many paths that break the question's limits are passed over for those that keep to them."""
_CENTS = 4
"""Places to which sums of money are told apart."""


def replacements(
    planned: Planned, step_id: str, most: int = 3, remaining: Callable[[], float] = lambda: float("inf")
) -> tuple[Replacement, ...] | Refusal:
    """The cheapest paths without the step's course, the cheapest first; fewer where there are no more, or no time.

    Each lacks at least one of the courses that each before it adds.
    """
    step = next((step for step in planned.path.steps if step.id == step_id), None)
    if step is None:
        return Refusal(
            code="step.unknown",
            message=f"This path has no step “{step_id}”.",
            hint="Name a step by the id that the path gives.",
        )
    if step.course is None:
        return Refusal(
            code="step.assessment",
            message=f"The step “{step_id}” is an assessment, which nothing replaces.",
            hint="Name a step that is a course.",
        )
    if refused := cut_to_limits(planned):
        return refused
    course = planned.index.position[step.course]
    problem = _shut(planned.problem, course)
    found: list[Replacement] = []
    while len(found) < most and remaining() > 0.0:
        solution = cheapest_within(problem, remaining)
        if solution is None:
            break
        found.append(_replacement(planned, course, solution))
        added = set(solution.courses).difference(planned.solution.courses)
        problem = _with(problem, added, len(added) - 1)
    return tuple(found)


def different(
    planned: Planned, count: int, apart: int, remaining: Callable[[], float] = lambda: float("inf")
) -> tuple[LearningPath, ...] | Refusal:
    """So many paths beside the path, the cheapest first; fewer where there are no more, or no time.

    Each leaves out at least `apart` courses of the path and of each before it, and keeps to the question's limits.
    """
    if apart < 1 or count < 0:
        return Refusal(
            code="alternatives.out_of_range",
            message=f"Nobody can ask for {count} paths that differ in {apart} courses.",
            hint="Ask for 0 paths or more, and for a difference of 1 course or more.",
        )
    if refused := cut_to_limits(planned):
        return refused
    case = case_of(planned.index, planned.question, planned.affinity)
    found: list[LearningPath] = []
    problem, last, less, tried = planned.problem, planned.solution, apart, 0
    while len(found) < count and tried < count + _BEYOND and len(last.courses) >= less and remaining() > 0.0:
        problem = _with(problem, last.courses, len(last.courses) - less)
        solution = cheapest_within(problem, remaining)
        if solution is None:
            break
        tried += 1
        fits = _fits(case, solution)
        if fits:
            found.append(_path(planned, case, solution))
        # A path that breaks a limit is not offered: only itself is left out of what follows, with all that have it.
        last, less = solution, apart if fits else 1
    return tuple(found)


def _fits(case: Case, solution: Solution) -> bool:
    """Whether the courses keep to the limits of the question."""
    limits, courses = case.question.limits, list(solution.courses)
    most = hours_to_spend(limits)
    if most is not None and int(case.hours[courses].sum()) > most:
        return False
    if limits.money is None:
        return True
    money = float(estimated_prices(case.index, case.question.state.in_progress)[courses].sum())
    return round(money - limits.money, _CENTS) <= 0.0


def _shut(problem: Problem, course: int) -> Problem:
    may = problem.open.copy()
    may[course] = False
    return replace(problem, open=may)


def _with(problem: Problem, courses: Iterable[int], most: int) -> Problem:
    return replace(problem, at_most=(*problem.at_most, AtMost(tuple(sorted(courses)), most)))


def _path(planned: Planned, case: Case, solution: Solution) -> LearningPath:
    """The solution as a path to the same goals. Its bound is what no path goes below that differs as much.

    It has no assessments (compare it with the path's courses), and no prices: the proof of the path is not about it.
    """
    wording = Wording(planned.index.catalogue, planned.language)
    weights = urgency(case.wanted, case.aims)
    steps = course_steps(case, arrange(case.problem, solution.courses, case.goals, weights, case.hours), wording)
    cost = solution.cost / MILLISECONDS
    cost_bound = cost if solution.proved else min(cost, solution.bound / MILLISECONDS)
    hours = sum(int(case.hours[course]) for course in solution.courses) / MILLISECONDS
    tests = sum(step.hours for step in planned.path.steps if step.course is None)
    path = replace(
        planned.path,
        cost=cost,
        cost_bound=cost_bound,
        hours=hours,
        unknown_hours=sum(step.hours_estimated for step in steps),
        bound=cost_bound if naming.in_hours(planned) else min(hours, max(0.0, planned.path.bound - tests)),
        proved=solution.proved,
        steps=steps,
        stopped=solution.stopped,
        prices=(),
        indivisible=cost_bound,
        money=sum(step.money or 0.0 for step in steps),
        unknown_money=sum(step.money is None and step.course is not None for step in steps),
    )
    return replace(path, next_steps=next_steps(path))


def _replacement(planned: Planned, course: int, found: Solution) -> Replacement:
    index, before = planned.index, planned.solution
    added = tuple(index.courses[c] for c in found.courses if c not in before.courses)
    dropped = tuple(index.courses[c] for c in before.courses if c not in found.courses)
    left = hours_left(index, planned.question.state.in_progress)
    extra_hours = int(left[list(found.courses)].sum()) - int(left[list(before.courses)].sum())
    extra = found.cost - before.cost
    extra_bound = extra if found.proved else min(extra, found.bound - before.cost)
    wording = Wording(index.catalogue, planned.language)
    messages = wording.messages
    if extra < 0:
        template = messages.replaced_cheaper
    elif extra > extra_bound:
        template = messages.replaced_up_to
    else:
        template = messages.replaced if extra else messages.replaced_alike
    return Replacement(
        added=added,
        dropped=dropped,
        extra=extra / MILLISECONDS,
        extra_bound=extra_bound / MILLISECONDS,
        extra_hours=extra_hours / MILLISECONDS,
        proved=extra == extra_bound,
        sentence=template.format(
            course=wording.course(index.courses[course]),
            extra=wording.amount(abs(extra) / MILLISECONDS, naming.in_hours(planned)),
            added=wording.courses(added),
            dropped=wording.courses(dropped),
        ),
    )
