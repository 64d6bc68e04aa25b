"""What people mean by cost: hours first, and beside them money, language, modality, provider and what a model thinks.

The cost of a course is a whole number of milliseconds, so that equal is equal and a proof is a proof. For course c,
with `left` the hours that remain of it (all of them unless it is in progress):

    base[c] = left[c] + left[c] * (sum of the weights of the wishes that c does not meet) + money * price[c]
    cost[c] = base[c] * (1 + affinity * (1 - 2 score[c]))        a score of 1/2, or none, changes nothing

What is added to the hours is rounded to whole hundredths of an hour, the adjustment for affinity towards zero: so it
never exceeds the share that it is bounded by, and costs keep a large common divisor, which keeps the solver's figures
small. Without preferences the cost is the hours, to the millisecond.

Money: an unknown price counts at the median of the known ones, as unknown hours do; 0 where none is known. What is in
progress has been paid for.
"""

from collections.abc import Mapping
from math import isfinite

import numpy as np

from ontology.ids import CourseId
from planning.admissible import MOST_AFFINITY, MOST_HOURS
from planning.offers import Floats, offers
from planning.ports import Affinity
from planning.preferences import Preferences
from planning.solver.index import MILLISECONDS, Index, Ints

QUANTUM = MILLISECONDS // 100
"""Milliseconds that additions to the hours are rounded to: 36 seconds."""


def costs(
    index: Index, preferences: Preferences, in_progress: Mapping[CourseId, float], affinity: Affinity | None
) -> Ints:
    """What each course weighs (n int64, milliseconds, at least 0); their hours where nothing changes them."""
    base = hours_left(index, in_progress)
    known = offers(index)
    added = np.zeros(len(base))
    for trait, wish, fits in (
        (known.languages, preferences.language, speaks),
        (known.modality, preferences.modality, str.__eq__),
        (known.provider, preferences.provider, str.__eq__),
    ):
        if wish.values and wish.weight > 0.0:
            added += wish.weight * base * trait.lacks(wish.values, fits)
    if preferences.money > 0.0:
        added += preferences.money * MILLISECONDS * estimated_prices(index, in_progress)
    if np.any(added):
        base = base + _quanta(np.rint(added / QUANTUM))
    if affinity is None or not preferences.affinity > 0.0:
        return base
    share = min(preferences.affinity, MOST_AFFINITY)
    return base + _quanta(np.trunc(share * base * _leaning(index, affinity) / QUANTUM))


def hours_left(index: Index, in_progress: Mapping[CourseId, float]) -> Ints:
    """The hours of each course in milliseconds (n int64): of those in progress what remains."""
    begun = {index.position[course]: hours for course, hours in in_progress.items() if course in index.position}
    if not begun:
        return index.cost
    left = index.cost.copy()
    for course, hours in begun.items():
        left[course] = round(hours * MILLISECONDS)
    return left


def estimated_prices(index: Index, in_progress: Mapping[CourseId, float]) -> Floats:
    """What each course costs in money (n float64): the median where it is unknown, 0 for what is in progress."""
    known = offers(index)
    prices = np.where(np.isnan(known.price), known.usual, known.price)
    prices[[index.position[course] for course in in_progress if course in index.position]] = 0.0
    return prices


def speaks(wished: str, tag: str) -> bool:
    """Whether a language tag is in the range that is wished for: `en` fits `en-gb` (RFC 4647, basic filtering)."""
    return tag == wished or tag.startswith(f"{wished}-")


def _leaning(index: Index, affinity: Affinity) -> Floats:
    """What the model says of each course (n float64): from -1 (fits) to 1 (does not), 0 where it says nothing."""
    scores = np.full(len(index.courses), 0.5)
    for place, course in enumerate(index.courses):
        score = affinity.score(course)
        if score is not None and isfinite(score):
            scores[place] = min(max(score, 0.0), 1.0)
    return 1.0 - 2.0 * scores


def _quanta(count: Floats) -> Ints:
    """Whole quanta in milliseconds, within what the arithmetic of the solver can bear."""
    most = MOST_HOURS * MILLISECONDS / QUANTUM
    return np.clip(count, -most, most).astype(np.int64) * QUANTUM
