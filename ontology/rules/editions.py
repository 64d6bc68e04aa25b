"""What an edition does to the one that is current: ids that vanish, change their kind or their scale."""

from collections.abc import Iterator

from ontology.findings import Finding
from ontology.model import Catalogue
from ontology.rules.names import Names


def against(current: Catalogue, catalogue: Catalogue, names: Names) -> Iterator[Finding]:
    """Findings about `catalogue` as the follower of `current`; stubs that are retired there may stay away."""
    before = Names(current)
    for thing in current.things():
        kind = names.kinds.get(thing.id)
        if kind is None:
            if not thing.retired:
                yield _vanished(thing.id, before, names)
        elif kind != before.kinds[thing.id]:
            former_kind = f"{before.kinds[thing.id]}, “{before.label(thing.id)}”,"
            said = f"In the current edition it is a {former_kind} and here a {kind}."
            yield names.finding("id-reused", thing.id, said)
    for competency in catalogue.competencies:
        former = current.competency.get(competency.id)
        if former is not None and former.scale != competency.scale and not competency.retired:
            there = "the default scale" if former.scale is None else before.called(former.scale)
            here = "the default scale" if competency.scale is None else names.called(competency.scale)
            yield names.finding("scale-changed", competency.id, f"It was on {there} and is on {here} now.")


def _vanished(thing: str, before: Names, names: Names) -> Finding:
    """The thing's label is the one it had: the new edition knows none."""
    kind = before.kinds[thing]
    finding = names.finding(
        "id-vanished", thing, f"The {kind} {before.called(thing)} of the current edition is gone."
    )
    return Finding(
        severity=finding.severity,
        rule=finding.rule,
        id=thing,
        label=before.label(thing),
        message=finding.message,
        mend=finding.mend,
    )
