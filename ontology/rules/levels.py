"""Scales and the levels that are named on them."""

from collections.abc import Iterator, Mapping

from ontology.findings import Finding
from ontology.ids import CompetencyId
from ontology.model import Alternative, Catalogue, CompetencyAt, Group
from ontology.rules.names import Names

Levelled = tuple[str, str, CompetencyId, int, int]
"""Owner, the place in it, the competency, the level it names, and the lowest that may stand there."""


def scales(catalogue: Catalogue, names: Names) -> Iterator[Finding]:
    """Ranks of a scale that are not 1, 2, 3 and so on. Ranks below 1 are a shape's business."""
    for scale in catalogue.scales:
        ranks = sorted(level.rank for level in scale.levels if level.rank >= 1)
        if not scale.levels:
            said = "It has no levels, so nothing can be held on it."
        elif ranks != list(range(1, len(ranks) + 1)):
            said = f"Its ranks are {', '.join(map(str, ranks))}, not 1 to {len(ranks)} with each once."
        else:
            continue
        yield names.finding("scale-ranks", scale.id, said)


def off_scale(catalogue: Catalogue, names: Names) -> Iterator[Finding]:
    """Levels outside the scale of their competency. Scales that are not whole themselves are left to `scales`."""
    highest = _highest(catalogue)
    for owner, place, competency, level, lowest in _levelled(catalogue):
        most = highest.get(competency)
        if most is None or lowest <= level <= most:
            continue
        if catalogue.scale_of[competency] is None:
            has = "has no scale: its only level is 1, “has it”"
        else:
            has = f"is on a scale from 1 to {most}"
        at_zero = " (or 0, for none needed before)" if lowest == 0 else ""
        yield names.finding(
            "level-off-scale",
            owner,
            f"The {place} names level {level} of {names.called(competency)}, which {has}.",
            f"Name a level from 1 to {most}{at_zero}."
            if most > 1 or at_zero
            else "Name level 1, or give it a scale.",
        )


def _highest(catalogue: Catalogue) -> Mapping[CompetencyId, int]:
    """The highest rank of each competency whose scale is known and whole."""
    whole: dict[str | None, int] = {None: 1}
    for scale in catalogue.scales:
        ranks = sorted(level.rank for level in scale.levels)
        if ranks and ranks == list(range(1, len(ranks) + 1)):
            whole[scale.id] = len(ranks)
    scale_of = catalogue.scale_of
    return {c.id: whole[scale_of[c.id]] for c in catalogue.competencies if scale_of[c.id] in whole}


def _levelled(catalogue: Catalogue) -> Iterator[Levelled]:
    """Every place where a level of a competency is named."""
    for competency in catalogue.competencies:
        for requirement in competency.requires:
            yield competency.id, "requirement", competency.id, requirement.at_level, 1
            yield from _group(competency.id, requirement.any_of)
    for course in catalogue.courses:
        for taught in course.teaches:
            yield course.id, "start of its teaching", taught.competency, taught.from_level, 0
            yield course.id, "end of its teaching", taught.competency, taught.to_level, 1
        for group in course.requires:
            yield from _group(course.id, group)
    for assessment in catalogue.assessments:
        for assessed in assessment.assesses:
            yield assessment.id, "list of what it assesses", assessed.competency, assessed.up_to, 1
    for rung in catalogue.role_levels:
        for need in rung.needs:
            yield rung.id, "list of needs", need.competency, need.level, 1


def _group(owner: str, group: Group) -> Iterator[Levelled]:
    other: Alternative
    for other in group:
        if isinstance(other, CompetencyAt):
            yield owner, "requirement", other.competency, other.level, 1


def teachings(catalogue: Catalogue, names: Names) -> Iterator[Finding]:
    """Courses that lift nothing: they end where they start, or ask beforehand for what they give."""
    stands = catalogue.stands_for
    for course in catalogue.courses:
        if course.retired or not course.teaches:
            continue
        asked: dict[CompetencyId, int] = {}
        for group in course.requires:
            if len(group) == 1 and isinstance(group[0], CompetencyAt):
                fact = stands.get(group[0].competency, group[0].competency)
                asked[fact] = max(group[0].level, asked.get(fact, 0))
        for taught in course.teaches:
            if taught.from_level >= taught.to_level:
                shown = names.at(taught.competency, taught.to_level)
                said = f"It teaches {shown}, but asks for level {taught.from_level} before."
                yield names.finding("teaching-lifts-nothing", course.id, said)
            elif asked and asked.get(stands.get(taught.competency, taught.competency), 0) >= taught.to_level:
                shown = names.at(taught.competency, taught.to_level)
                said = f"It requires {shown}, which is what it teaches."
                yield names.finding("teaching-already-required", course.id, said)
