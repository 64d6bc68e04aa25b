"""What cannot be asked about a path."""

from ontology.ids import CourseId
from ontology.model import Catalogue
from ontology.refusals import Refusal
from planning.recommend import Planned


def not_in_use(catalogue: Catalogue, course: CourseId) -> Refusal | None:
    """A refusal where the course is unknown or retired."""
    known = catalogue.course.get(course)
    if known is None:
        return Refusal(
            code="course.unknown",
            message=f"There is no course “{course}” in this edition.",
            hint="Name the course by its id or its label.",
        )
    if not known.retired:
        return None
    successor = known.replaced_by
    return Refusal(
        code="course.retired",
        message=f"The course “{course}” is retired, and a retired course is never planned.",
        hint="Ask about a course that is in use."
        if successor is None
        else f"Ask about “{successor}”, its successor.",
        candidates=() if successor is None else (successor,),
    )


def cut_to_limits(planned: Planned) -> Refusal | None:
    """A refusal where limits cut the path short: then there is no cheapest path to compare with."""
    limited = planned.path.limited
    if limited is None or not limited.binding:
        return None
    return Refusal(
        code="path.limited",
        message="This path is cut to what its limits allow: it closes as much as it can, and is not the cheapest of "
        "those that close all.",
        hint="Ask again without the limits.",
    )
