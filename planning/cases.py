"""A question held against the catalogue: what is short, how far it can be raised, and the problem that is left."""

from collections.abc import Mapping
from dataclasses import dataclass

from planning import gaps
from planning.costs import costs, hours_left
from planning.goals import Question
from planning.model import Gap, GapItem, Need
from planning.ports import Affinity
from planning.solver.index import Index, Ints
from planning.solver.problem import Problem, aim, pose
from planning.solver.reach import Reach, reach


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """What planning starts from.

    `wanted` are the items of the gap that a path is to close or raise, the most important first; `levels` the rank
    that each can be raised to, and `aims` the same as facts of the index (None where it cannot be raised at all).
    `problem` is to reach them at the least cost, `reached` what can be attained with its open courses; `hours` (n
    int64, milliseconds) are those that remain of each course, whatever it costs.
    """

    index: Index
    question: Question
    gap: Gap
    wanted: tuple[GapItem, ...]
    levels: Mapping[Need, int]
    aims: tuple[int | None, ...]
    problem: Problem
    reached: Reach
    hours: Ints

    @property
    def goals(self) -> tuple[int, ...]:
        """The facts to reach, the most important first."""
        return tuple(fact for fact in self.aims if fact is not None)


def case_of(index: Index, question: Question, affinity: Affinity | None) -> Case:
    """The case of a question. Goals that are out of reach are lowered to the closest that is not."""
    catalogue, state = index.catalogue, question.state
    gap = gaps.between(catalogue, question.needs, state, question.include_optional)
    held = {fact: attainment.level for fact, (_, attainment) in gaps.holdings(catalogue, state).items()}
    weighed = costs(index, question.preferences, state.in_progress, affinity)
    problem = pose(index, held, state.done, question.without, weighed)
    reached = reach(problem)
    wanted = sorted(
        (item for item in gap.items if item.steps_short and (item.essential or question.include_optional)),
        key=lambda item: (not item.essential, -item.weight, item.competency),
    )
    levels = {item.need: attainable(index, reached, item) for item in wanted}
    aims = tuple(index.fact(item.competency, levels[item.need]) for item in wanted)
    return Case(
        index=index,
        question=question,
        gap=gap,
        wanted=tuple(wanted),
        levels=levels,
        aims=aims,
        problem=aim(problem, (fact for fact in aims if fact is not None)),
        reached=reached,
        hours=hours_left(index, state.in_progress),
    )


def attainable(index: Index, reached: Reach, item: GapItem) -> int:
    """The highest rank, up to the one asked for, that is reached; 0 where none is."""
    for level in range(item.required, 0, -1):
        fact = index.fact(item.competency, level)
        if fact is not None and reached.facts[fact]:
            return level
    return 0
