"""What each need accounts for: the proof of the path splits its bound over what every path must attain.

By strong duality the prices of a linear program add up to its bound; the rest, up to what whole courses cost, is
`indivisible`: no need alone is to blame for it. Prices are one fair split among several, and no savings: what a path
without a need would cost is a question for `what_if`.
"""

from collections.abc import Mapping, Sequence
from math import floor
from typing import TYPE_CHECKING

from planning.explaining import naming
from planning.model import Price
from planning.solver.index import MILLISECONDS
from planning.solver.proof import Proof
from planning.wording import Wording

if TYPE_CHECKING:
    from planning.recommend import Planned


def prices(planned: "Planned") -> tuple[tuple[Price, ...], float]:
    """The price of each goal, the most important first, and what is indivisible.

    All are whole milliseconds of cost and none is below 0; together they are the path's `cost_bound` to the
    millisecond. Without a proof (nothing to do, limits, no time) all of it is indivisible.
    """
    bound = round(planned.path.cost_bound * MILLISECONDS)
    proof = planned.solution.proof
    if proof is None or not planned.problem.goals:
        return (), bound / MILLISECONDS
    goals = naming.goals(planned)
    by_fact = _by_goal(proof, planned.problem.goals)
    shares = [floor(by_fact[goal.fact] / _needs_of(goals, goal.fact)) for goal in goals]
    wording = Wording(planned.index.catalogue, planned.language)
    in_hours = naming.in_hours(planned)
    total = wording.amount(planned.path.cost_bound, in_hours)
    found = []
    for goal, share in zip(goals, shares, strict=True):
        item, cost = goal.item, share / MILLISECONDS
        template = wording.messages.price if share else wording.messages.price_nothing
        said = template.format(
            what=wording.at(item.competency, item.required), amount=wording.amount(cost, in_hours), total=total
        )
        found.append(Price(competency=item.competency, level=item.required, cost=cost, sentence=said))
    return tuple(found), (bound - sum(shares)) / MILLISECONDS


def _by_goal(proof: Proof, goals: Sequence[int]) -> Mapping[int, float]:
    """Milliseconds by goal: its own price, and an equal share of each landmark that it cannot be had without."""
    served = {landmark.fact: landmark.goals for landmark in proof.landmarks}
    found = dict.fromkeys(goals, 0.0)
    for fact, price in sorted(proof.price.items()):
        sharing = (fact,) if fact in found else served[fact]
        for goal in sharing:
            found[goal] += price / len(sharing)
    return found


def _needs_of(goals: Sequence[naming.Goal], fact: int) -> int:
    """How many needs one goal stands for: an essential and an optional one may both go as far as can be gone."""
    return sum(goal.fact == fact for goal in goals)
