"""The sentences of `planning.explaining.because` alone."""

from collections.abc import Sequence

from planning.explaining import because as told
from planning.goals import Question
from planning.model import GapItem
from planning.sequencing import Placed
from planning.solver.index import Index
from planning.wording import Wording


def because(
    placed: Sequence[Placed], goals: Sequence[GapItem], question: Question, index: Index, wording: Wording
) -> list[tuple[str, ...]]:
    """The sentences of each step, in the steps' order."""
    ids = {step.course: "" for step in placed}
    return [found.sentences for found in told.because(placed, goals, question, index, wording, ids)]
