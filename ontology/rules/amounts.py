"""Hours that cannot be meant. Negative and unreadable ones are the shapes' business."""

from collections.abc import Iterator

from ontology.findings import Finding
from ontology.model import Assessment, Catalogue, Course
from ontology.rules.names import Names

ABSURD_HOURS = 10_000.0
"""More than five years of full-time work: a wrong unit rather than a course."""


def hours(catalogue: Catalogue, names: Names) -> Iterator[Finding]:
    """Courses and assessments in use that take no time, or years."""
    timed: tuple[Course | Assessment, ...] = (*catalogue.courses, *catalogue.assessments)
    for thing in timed:
        if thing.retired or thing.hours is None:
            continue
        if thing.hours == 0:
            yield names.finding("hours-zero", thing.id, "It takes 0 hours, so every path would take it for nothing.")
        elif thing.hours > ABSURD_HOURS:
            yield names.finding("hours-absurd", thing.id, f"It takes {thing.hours:,.0f} hours.")
