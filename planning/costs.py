"""What people mean by cost: hours first, and beside them money, language, modality, provider and what a model thinks.

The cost of a course is a whole number, so that equal is equal and a proof is a proof.
"""

from collections.abc import Mapping

from ontology.ids import CourseId
from planning.ports import Affinity
from planning.preferences import Preferences
from planning.solver.index import Index, Ints


def costs(
    index: Index, preferences: Preferences, in_progress: Mapping[CourseId, float], affinity: Affinity | None
) -> Ints:
    """What each course weighs (n int64, milliseconds of cost)."""
    del preferences, in_progress, affinity
    return index.cost
