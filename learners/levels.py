"""From what a fact says to the level that it shows: ratings, scores through cut scores, verdicts, completions."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

from learners.evidence import Evidence
from learners.rules import Rules

ABOVE_THE_LAST_CUT: Final = 0.5
"""How far above its last rank a full score lies."""


class Shown(NamedTuple):
    """A level in ranks, as fine as the fact has it, and the ranks that it says anything about."""

    level: float
    lowest: int
    highest: int


def shown(
    evidence: Evidence, up_to: int, ranks: int, rules: Rules, cuts: Sequence[float] | None = None
) -> Shown | None:
    """The level that a fact shows; None where it says none. `up_to` is the rank that the test or course goes up to.

    A test says nothing of ranks above those that it can show (what it denies of its own is denied of higher ranks
    all the same: a higher rank is never surer than a lower one). A failed one without a score says nothing of lower
    ranks.
    """
    bounded = evidence.competency is None
    highest = up_to if bounded else ranks
    if evidence.source == "completion":
        level = evidence.level if evidence.level is not None else float(up_to) if bounded else None
        return None if level is None else Shown(min(level, up_to), 1, highest)
    if evidence.passed is not None:
        return _verdict(evidence, up_to, highest, rules, cuts)
    if evidence.level is not None:
        return Shown(min(evidence.level, up_to), 1, highest)
    if evidence.score is not None:
        return Shown(scored(evidence.score, up_to, cuts), 1, highest)
    return None


def scored(score: float, up_to: int, cuts: Sequence[float] | None = None) -> float:
    """The level of a score in [0, 1]: rank l at the l-th cut, straight between; without cuts `score * up_to`.

    A full score shows half a rank above the last: more could not be shown.
    """
    knots = [0.0, *(cuts or [rank / up_to for rank in range(1, up_to + 1)])[:up_to]]
    if score >= 1.0:
        return len(knots) - 1 + ABOVE_THE_LAST_CUT
    rank = bisect_right(knots, score) - 1
    if rank < len(knots) - 1:
        return rank + (score - knots[rank]) / (knots[rank + 1] - knots[rank])
    return rank + ABOVE_THE_LAST_CUT * (score - knots[-1]) / (1.0 - knots[-1])


def _verdict(evidence: Evidence, up_to: int, highest: int, rules: Rules, cuts: Sequence[float] | None) -> Shown:
    """Passed or failed: at the level that is named, else at the rank that the test goes up to. A score refines it."""
    cut = up_to if evidence.level is None else min(evidence.level, up_to)
    score = None if evidence.score is None else scored(evidence.score, up_to, cuts)
    if evidence.passed:
        at_least = cut + rules.passed
        return Shown(at_least if score is None else max(score, at_least), 1, min(highest, max(1, int(cut))))
    at_most = cut + rules.failed
    if score is None:
        return Shown(at_most, min(highest, max(1, int(cut))), highest)
    return Shown(min(score, at_most), 1, highest)
