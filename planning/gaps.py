"""The gap: what a role level or a set of goals asks for, against what is held.

Equivalent competencies, and a retired one with its replacement, are one fact here: whichever of them is held
answers for all. Needs that fall on one fact are one need, the higher.
"""

from collections.abc import Iterable, Mapping

from learners.model import Attainment, SkillState
from ontology.ids import CompetencyId
from ontology.model import Catalogue, Requirement
from planning.model import Gap, GapItem

Holding = tuple[CompetencyId, Attainment]
"""Which competency answers for a fact, and at which level it is held."""


def stands(catalogue: Catalogue, competency: CompetencyId) -> CompetencyId:
    """The competency that this one counts as; itself where the catalogue (a part of one, perhaps) has it not."""
    return catalogue.stands_for.get(competency, competency)


def holdings(catalogue: Catalogue, state: SkillState) -> Mapping[CompetencyId, Holding]:
    """What is known of each fact, by the competency that stands for it.

    Where several of one fact are known, the highest level answers, then the highest confidence, then the smallest id.
    """
    best: dict[CompetencyId, Holding] = {}
    for competency in sorted(state.held):
        attainment = state.held[competency]
        fact = stands(catalogue, competency)
        known = best.get(fact)
        if known is None or (known[1].level, known[1].confidence) < (attainment.level, attainment.confidence):
            best[fact] = (competency, attainment)
    return best


def merged(catalogue: Catalogue, needs: Iterable[Requirement]) -> tuple[Requirement, ...]:
    """One need for each fact and importance: the highest level, its id, the greatest weight. Essential first, by id.

    An optional need that an essential one on the same fact covers is dropped; one that goes higher stays beside it.
    """
    kept: dict[tuple[CompetencyId, bool], Requirement] = {}
    for need in sorted(needs, key=lambda n: (-n.level, n.competency, -n.weight)):
        key = (stands(catalogue, need.competency), need.essential)
        first = kept.setdefault(key, need)
        if need.weight > first.weight:
            kept[key] = first._replace(weight=need.weight)
    covered = {
        (fact, False)
        for (fact, essential), need in kept.items()
        if not essential and (firm := kept.get((fact, True))) is not None and firm.level >= need.level
    }
    return tuple(
        sorted((n for key, n in kept.items() if key not in covered), key=lambda n: (not n.essential, n.competency))
    )


def between(
    catalogue: Catalogue, needs: Iterable[Requirement], state: SkillState, include_optional: bool = False
) -> Gap:
    """Each need against the state. Unknown is a status of its own and counts from rank zero.

    Optional needs are always listed; they count when `include_optional` says so.
    """
    held = holdings(catalogue, state)
    items = tuple(_item(catalogue, need, held) for need in merged(catalogue, needs))
    counting = [item for item in items if item.essential or include_optional]
    return Gap(
        items=items,
        required=len(counting),
        short=sum(item.status != "met" for item in counting),
        steps_short=sum(item.steps_short for item in counting),
    )


def _item(catalogue: Catalogue, need: Requirement, held: Mapping[CompetencyId, Holding]) -> GapItem:
    via, attainment = held.get(stands(catalogue, need.competency), (None, None))
    level = None if attainment is None else attainment.level
    missing = max(0, need.level - (level or 0))
    return GapItem(
        competency=need.competency,
        required=need.level,
        held=level,
        confidence=None if attainment is None else attainment.confidence,
        steps_short=missing,
        essential=need.essential,
        weight=need.weight,
        status="unknown" if level is None else "short" if missing else "met",
        via=None if via == need.competency else via,
    )
