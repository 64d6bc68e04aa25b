"""What planning asks of the world around it."""

from typing import Protocol

from ontology.ids import CourseId


class Affinity(Protocol):
    """How well a course fits, from a model; it may order what is nearly equal and never decides."""

    def score(self, course: CourseId) -> float | None:
        """How well the course fits, in [0, 1]; None when the model has never seen the course."""
