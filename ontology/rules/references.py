"""What things name: is it there, is it of the right kind, is it in use, and does it count as it should?"""

from collections import Counter
from collections.abc import Iterator

from ontology.findings import Finding
from ontology.model import Alternative, Catalogue, CompetencyAt
from ontology.rules.names import Names

Reference = tuple[str, str, str, str, bool]
"""Owner, the place in it, the id it names, the kind asked for, and whether that must be in use."""


def doubled_ids(catalogue: Catalogue, names: Names) -> Iterator[Finding]:
    """Two things with one id; ids are unique over all kinds."""
    ids: Counter[str] = Counter(thing.id for thing in catalogue.things())
    ids.update(level.id for scale in catalogue.scales for level in scale.levels)
    for thing, times in sorted(ids.items()):
        if times > 1:
            yield names.finding("id-doubled", thing, f"{times} things carry the id {thing}.")


def named(catalogue: Catalogue, names: Names) -> Iterator[Finding]:
    """Dangling references, references to another kind, and retired things that are still named."""
    kinds, retired = names.kinds, names.retired
    article = {"assessment": "an"}
    for owner, place, target, kind, in_use in references(catalogue, names):
        there = kinds.get(target)
        if there is None:
            yield names.finding(
                "dangling-reference", owner, f"The {place} names {target}, but there is no {kind} with that id."
            )
        elif there != kind:
            said = (
                f"The {place} names {names.called(target)}, which is {article.get(there, 'a')} {there}, not a {kind}."
            )
            yield names.finding("reference-kind", owner, said)
        elif in_use and target in retired and owner not in retired:
            replacement = retired[target]
            yield names.finding(
                "retired-still-needed",
                owner,
                f"The {place} names {names.called(target)}, which is retired.",
                ""
                if replacement is None
                else f"Name {names.called(replacement)} instead: it replaces the retired one.",
            )


def references(catalogue: Catalogue, names: Names) -> Iterator[Reference]:
    """Every place where a thing names another one."""
    for competency in catalogue.competencies:
        if competency.scale is not None:
            yield competency.id, "scale", competency.scale, "scale", True
        for target in competency.broader:
            yield competency.id, "broader", target, "competency", False
        for target in competency.related:
            yield competency.id, "related", target, "competency", False
        for target in competency.equivalent:
            yield competency.id, "equivalent", target, "competency", False
        for requirement in competency.requires:
            for other in requirement.any_of:
                yield _alternative(competency.id, f"requirement at level {requirement.at_level}", other)
    for course in catalogue.courses:
        for taught in course.teaches:
            yield course.id, "list of what it teaches", taught.competency, "competency", True
        for group in course.requires:
            for other in group:
                yield _alternative(course.id, "requirement", other)
    for assessment in catalogue.assessments:
        for assessed in assessment.assesses:
            yield assessment.id, "list of what it assesses", assessed.competency, "competency", True
    for role in catalogue.roles:
        if role.family is not None:
            yield role.id, "family", role.family, "role family", True
    for rung in catalogue.role_levels:
        if rung.role:  # a missing role is for a shape to tell
            yield rung.id, "role", rung.role, "role", True
        for need in rung.needs:
            yield rung.id, "list of needs", need.competency, "competency", True
        for move in rung.moves:
            yield rung.id, "list of moves", move.to, "role level", True
    for thing in catalogue.things():
        if thing.replaced_by is not None:
            yield thing.id, "replacement", thing.replaced_by, names.kinds[thing.id], False


def _alternative(owner: str, place: str, other: Alternative) -> Reference:
    if isinstance(other, CompetencyAt):
        return owner, place, other.competency, "competency", True
    return owner, place, other.course, "course", True


def replacements(catalogue: Catalogue, names: Names) -> Iterator[Finding]:
    """Chains of replacements that come back, replacements on another scale, and replacements of things in use."""
    after: dict[str, str] = {
        thing.id: thing.replaced_by for thing in catalogue.things() if thing.replaced_by is not None
    }
    told: set[str] = set()
    for thing in catalogue.things():
        if thing.replaced_by is None:
            continue
        if not thing.retired:
            said = f"It is in use, but names {names.called(thing.replaced_by)} as its replacement."
            yield names.finding("replacement-unused", thing.id, said)
        chain = _circle(thing.id, after)
        if chain and not told.intersection(chain):
            told.update(chain)
            start = chain.index(min(chain))
            shown = " → ".join(names.label(member) for member in [*chain[start:], *chain[:start], chain[start]])
            yield names.finding("replacement-cycle", min(chain), f"The replacements lead in a circle: {shown}.")
    for competency in catalogue.competencies:
        replacement = catalogue.competency.get(competency.replaced_by) if competency.replaced_by is not None else None
        if replacement is None or competency.scale is None:
            continue  # without a scale of its own a retired competency is on its replacement's
        scale = catalogue.scale_of[replacement.id]
        if scale != competency.scale:
            there = "the default scale" if scale is None else names.called(scale)
            yield names.finding(
                "replacement-scale",
                competency.id,
                f"It is on the scale {names.called(competency.scale)}, but its replacement "
                f"{names.called(replacement.id)} is on {there}.",
            )


def _circle(start: str, after: dict[str, str]) -> list[str]:
    """The members of the circle that the chain from `start` comes back to, when `start` is one of them."""
    chain = [start]
    seen = {start}
    while (following := after.get(chain[-1])) is not None:
        if following == start:
            return chain
        if following in seen:
            return []
        seen.add(following)
        chain.append(following)
    return []


def equivalents(catalogue: Catalogue, names: Names) -> Iterator[Finding]:
    """Equivalents on different scales: they share nothing."""
    told: set[tuple[str, str]] = set()
    for competency in catalogue.competencies:
        for other in competency.equivalent:
            if other not in catalogue.competency or catalogue.scale_of[other] == catalogue.scale_of[competency.id]:
                continue
            first, second = sorted((competency.id, other))
            if (first, second) not in told:
                told.add((first, second))
                said = f"It is equivalent to {names.called(other)}, which is on another scale."
                yield names.finding("equivalent-scale", competency.id, said)


def moves(catalogue: Catalogue, names: Names) -> Iterator[Finding]:
    """Moves of a role level to itself."""
    for rung in catalogue.role_levels:
        if any(move.to == rung.id for move in rung.moves):
            yield names.finding("move-to-self", rung.id, "One of its moves leads to itself.")
