"""Answers as the stable JSON of the command line: keys and meanings that scripts rely on.

Paths are in `api/path_answers.py`.
"""

from collections.abc import Iterable
from dataclasses import asdict

from api.printing import JsonValue
from graph import Edition
from ontology.changes import Changes
from ontology.findings import Finding
from ontology.ids import CompetencyId
from ontology.labels import best
from ontology.model import Alternative, Catalogue, CompetencyAt, CourseDone, Thing
from ontology.refusals import Refusal
from planning.model import Gap, Route


class Labelled:
    """Things of a catalogue with the label to show in one language."""

    def __init__(self, catalogue: Catalogue, language: str) -> None:
        self._catalogue = catalogue
        self._things: dict[str, Thing] = {thing.id: thing for thing in catalogue.things()}
        self._language, self._default = language, catalogue.language

    def __contains__(self, thing: str | None) -> bool:
        return thing in self._things

    def of(self, thing: str | None) -> dict[str, JsonValue]:
        """`label` and `label_language` of a thing; its id where it has no label."""
        named = self._things.get(thing or "")
        text = best(named.labels, self._language, self._default) if named else None
        return {"label": text.text if text else thing, "label_language": text.language if text else None}

    def text(self, thing: str | None) -> str:
        return str(self.of(thing)["label"])

    def rank(self, competency: CompetencyId, rank: int) -> str:
        """A rank with its level's label, such as `3 Practitioner`."""
        level = next((level for level in self._catalogue.levels_of_scale(competency) if level.rank == rank), None)
        text = best(level.labels, self._language, self._default) if level else None
        return f"{rank} {text.text}" if text else str(rank)


def of_finding(finding: Finding) -> dict[str, JsonValue]:
    return {
        "severity": finding.severity,
        "rule": finding.rule,
        "id": finding.id,
        "label": finding.label,
        "where": finding.where,
        "message": finding.message,
        "mend": finding.mend,
    }


def of_changes(found: Changes) -> dict[str, object]:
    """A diff: counts, then the things of each sort with what differs about them, in words."""
    sorts = {"added": found.added, "removed": found.removed, "changed": found.changed, "retired": found.retired}
    return {
        "counts": found.counts,
        **{sort: [asdict(change) for change in changes] for sort, changes in sorts.items()},
        "header": [asdict(difference) for difference in found.header],
    }


def of_refusal(refusal: Refusal) -> dict[str, JsonValue]:
    return {
        "code": refusal.code,
        "message": refusal.message,
        "hint": refusal.hint,
        "candidates": list(refusal.candidates),
    }


def of_edition(edition: Edition) -> dict[str, JsonValue]:
    return {"number": edition.number, "digest": edition.digest}


def counted(gap: Gap) -> dict[str, JsonValue]:
    return {"required": gap.required, "short": gap.short, "steps_short": gap.steps_short}


def of_gap(edition: Edition, target: str | None, gap: Gap, labelled: Labelled) -> dict[str, JsonValue]:
    return {
        "edition": of_edition(edition),
        "to": target,
        **({"to_label": labelled.text(target)} if target else {}),
        **counted(gap),
        "items": [
            {
                "competency": item.competency,
                **labelled.of(item.competency),
                "required": item.required,
                "held": item.held,
                "confidence": item.confidence,
                "steps_short": item.steps_short,
                "importance": "essential" if item.essential else "optional",
                "weight": item.weight,
                "status": item.status,
                **({"via": item.via} if item.via else {}),
            }
            for item in gap.items
        ],
    }


def of_routes(
    edition: Edition, source: str, target: str, routes: Iterable[Route], labelled: Labelled
) -> dict[str, JsonValue]:
    return {
        "edition": of_edition(edition),
        "from": source,
        "to": target,
        "routes": [
            {
                "steps_short": route.steps_short,
                "moves": [
                    {
                        "from": move.source,
                        "from_label": labelled.text(move.source),
                        "to": move.target,
                        "to_label": labelled.text(move.target),
                        "kind": move.kind,
                        "short": move.short,
                        "steps_short": move.steps_short,
                    }
                    for move in route.moves
                ],
            }
            for route in routes
        ],
    }


def alternatives(members: Iterable[Alternative]) -> list[JsonValue]:
    return [alternative(member) for member in members]


def alternative(member: Alternative) -> dict[str, JsonValue]:
    match member:
        case CompetencyAt(competency, level):
            return {"competency": competency, "level": level}
        case CourseDone(course):
            return {"course": course}
