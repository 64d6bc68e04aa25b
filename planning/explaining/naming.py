"""Names for the facts of a planned path: the needs that they stand for, and how sentences list them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ontology.model import CompetencyAt
from planning.costs import hours_left
from planning.model import GapItem
from planning.wording import Wording

if TYPE_CHECKING:
    from planning.recommend import Planned

_NAMED = 3
"""A sentence names so many needs; of more it counts the rest."""


class Goal(NamedTuple):
    """A need that the path closes or raises, the level that it is raised to, and the fact that says so."""

    item: GapItem
    at: CompetencyAt
    fact: int


def goals(planned: "Planned") -> tuple[Goal, ...]:
    """The goals of the path, the most important first; without needs that cannot be raised at all."""
    found = []
    for item in planned.wanted:
        level = planned.levels[item.need]
        fact = planned.index.fact(item.competency, level)
        if fact is not None and not planned.problem.true[fact]:
            found.append(Goal(item, CompetencyAt(item.competency, level), fact))
    return tuple(found)


def listed(levels: Sequence[CompetencyAt], wording: Wording) -> str:
    """`A at 2, B at 1 and C at 3`; only the first few of many."""
    said = [wording.alternative(level) for level in levels[:_NAMED]]
    rest = len(levels) - _NAMED
    if rest <= 0:
        return wording.all_of(said)
    template = wording.messages.and_more_one if rest == 1 else wording.messages.and_more_many
    return template.format(some=", ".join(said), count=rest)


def in_hours(planned: "Planned") -> bool:
    """Whether the cost of the path is its hours: nothing else is weighed."""
    hours = hours_left(planned.index, planned.question.state.in_progress)
    return np.array_equal(planned.problem.cost, hours)
