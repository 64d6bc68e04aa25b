"""Labels that name more than one thing, or that say the same twice."""

from collections.abc import Iterator

from ontology.findings import Finding
from ontology.model import Catalogue, Competency, Course, Role, Text, Thing
from ontology.rules.names import KINDS, Names


def shared(catalogue: Catalogue, names: Names) -> Iterator[Finding]:
    """One preferred label, in one language and without regard to case, on two things in use of one kind.

    Things that share labels in several languages are told once.
    """
    bearers: dict[tuple[type, str, str], list[str]] = {}
    for thing in catalogue.things():
        if not thing.retired:
            for text in set(_folded(thing.labels)):
                bearers.setdefault((type(thing), *text), []).append(thing.id)
    told: set[tuple[str, ...]] = set()
    for (kind, _, _), ids in bearers.items():
        group = tuple(sorted(ids))
        if len(group) > 1 and group not in told:
            told.add(group)
            others = ", ".join(group[1:6]) + (f" and {len(group) - 6} more" if len(group) > 6 else "")
            said = f"Its label “{names.label(group[0])}” is also that of the {KINDS[kind]} {others}."
            yield names.finding("label-shared", group[0], said)


def repeated(catalogue: Catalogue, names: Names) -> Iterator[Finding]:
    """A preferred label that is an alternative or hidden one of the same thing, which SKOS rules out."""
    for thing in catalogue.things():
        others = _other_labels(thing)
        again = sorted(set(thing.labels).intersection(others)) if others else ()
        for text in again:
            yield names.finding(
                "label-repeated", thing.id, f"“{text.text}” is its preferred label and another one as well."
            )


def _folded(labels: tuple[Text, ...]) -> Iterator[tuple[str, str]]:
    return ((text.language, text.text.strip().casefold()) for text in labels)


def _other_labels(thing: Thing) -> tuple[Text, ...]:
    if isinstance(thing, Competency):
        return thing.alt_labels + thing.hidden_labels
    return thing.alt_labels if isinstance(thing, Course | Role) else ()
