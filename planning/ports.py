"""What planning asks of the world around it."""

from typing import TYPE_CHECKING, Protocol

from ontology.ids import CourseId

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ontology.refusals import Refusal
    from planning.goals import Question
    from planning.many import Solved
    from planning.solver.index import Index


class Affinity(Protocol):
    """How well a course fits, from a model; it may order what is nearly equal and never decides."""

    def score(self, course: CourseId) -> float | None:
        """How well the course fits, in [0, 1]; None when the model has never seen the course."""


class Solvers(Protocol):
    """Computes many paths, perhaps several at the same time."""

    def __call__(self, index: "Index", questions: "Sequence[Question]") -> "Iterator[Solved | Refusal]":
        """One answer for each question, in their order: a refusal where the question could not be computed."""
