"""The cheapest courses that close a gap, in an order, each with its reason.

Goals that cannot be reached are raised as far as they go and listed with what blocks them; the proof is about that
closest state that can be attained.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from ontology.ids import CompetencyId
from planning import gaps
from planning.blockers import Blockers
from planning.costs import costs
from planning.explain import because
from planning.goals import Question
from planning.model import Gap, GapItem, LearningPath, PathStatus, Step, Uncloseable
from planning.ports import Affinity
from planning.sequencing import Placed, arrange, next_steps, urgency
from planning.solver.exact import cheapest
from planning.solver.index import MILLISECONDS, Index
from planning.solver.problem import Problem, Solution, aim, pose
from planning.solver.reach import Reach, reach
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
    catalogue = index.catalogue
    gap = gaps.between(catalogue, question.needs, question.state, question.include_optional)
    held = {fact: attainment.level for fact, (_, attainment) in gaps.holdings(catalogue, question.state).items()}
    cost_of_courses = costs(index, question.preferences, question.state.in_progress, affinity)
    problem = pose(index, held, question.state.done, question.without, cost_of_courses)
    reached = reach(problem)
    wanted = sorted(
        (item for item in gap.items if item.steps_short and (item.essential or question.include_optional)),
        key=lambda item: (not item.essential, -item.weight, item.competency),
    )
    levels = {item.competency: _attainable(item, index, reached) for item in wanted}
    aims = [index.fact(item.competency, levels[item.competency]) for item in wanted]
    goals = [fact for fact in aims if fact is not None]
    problem = aim(problem, goals)
    solution = cheapest(problem, remaining)
    wording = Wording(catalogue, language)
    placed = arrange(problem, solution.courses, goals, urgency(wanted, aims))
    blockers = Blockers(problem, reached, question, wording)
    uncloseable = tuple(
        blockers.of(item, levels[item.competency])
        for item in sorted(wanted, key=lambda i: (not i.essential, i.competency))
        if levels[item.competency] < item.required
    )
    cost = solution.cost / MILLISECONDS
    bound = cost if solution.proved else min(cost, solution.bound / MILLISECONDS)
    path = LearningPath(
        status=_status(gap, uncloseable),
        cost=cost,
        cost_bound=bound,
        hours=cost,
        unknown_hours=sum(bool(index.estimated[course]) for course in solution.courses),
        bound=bound,
        proved=solution.proved,
        steps=_steps(placed, wanted, question, problem, wording),
        uncloseable=uncloseable,
        gap=gap,
        stopped=solution.stopped,
    )
    return Planned(
        index=index,
        question=question,
        language=language,
        affinity=affinity,
        problem=problem,
        reached=reached,
        wanted=tuple(wanted),
        levels=levels,
        solution=solution,
        placed=placed,
        path=replace(path, next_steps=next_steps(path)),
    )


def _attainable(item: GapItem, index: Index, reached: Reach) -> int:
    """The highest rank, up to the one asked for, that some plan attains; 0 where none does."""
    for level in range(item.required, 0, -1):
        fact = index.fact(item.competency, level)
        if fact is not None and reached.facts[fact]:
            return level
    return 0


def _status(gap: Gap, uncloseable: tuple[Uncloseable, ...]) -> PathStatus:
    if uncloseable:
        return "partial"
    return "complete" if gap.short else "nothing_to_do"


def _steps(
    placed: tuple[Placed, ...], goals: list[GapItem], question: Question, problem: Problem, wording: Wording
) -> tuple[Step, ...]:
    index = problem.index
    ids = {step.course: _step_id(question, index.courses[step.course]) for step in placed}
    return tuple(
        Step(
            id=ids[step.course],
            course=index.courses[step.course],
            assessment=None,
            hours=int(index.cost[step.course]) / MILLISECONDS,
            hours_estimated=bool(index.estimated[step.course]),
            after=tuple(ids[other] for other in step.after),
            gives=step.gives,
            uses=tuple(use.member for use in step.uses),
            because=reasons,
        )
        for step, reasons in zip(placed, because(placed, goals, question, index, wording), strict=True)
    )


def _step_id(question: Question, course: str) -> str:
    """The same for the same course and goal, whatever is held: 12 hexadecimal digits after `step-`."""
    goal = "\n".join([question.target or "", *(f"{competency}={rank}" for competency, rank in question.asked)])
    return "step-" + sha256(f"{goal}\n\n{course}".encode()).hexdigest()[:12]
