"""What narrower competencies say of a broader one, by the rule that the policy declares. Without one: nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from learners.rules import Policy
from learners.states import LevelEstimate, SkillEstimate, Status
from learners.words import Words
from ontology.ids import CompetencyId

_ORDER: Final[dict[Status, int]] = {
    "UNKNOWN": 0, "NOT_DEMONSTRATED": 1, "PARTIAL": 2, "EXPIRED": 3, "DEMONSTRATED": 4,
}  # fmt: skip
"""What is said first where evidence and narrower competencies both say something of a rank: the better."""


def rolled(
    skills: Mapping[CompetencyId, SkillEstimate], words: Words, policy: Policy
) -> Mapping[CompetencyId, SkillEstimate]:
    """The skills with what follows for broader ones. A broader one is held as far as the least of its narrower ones,
    once something is known of each of them; what it has evidence for itself still counts."""
    if policy.roll_up.rule == "none":
        return skills
    found = dict(skills)
    for broader in _upwards(words):
        below = words.narrower[broader]
        if all(one in found for one in below):
            least = _least(broader, [found[one] for one in below], policy)
            found[broader] = _better(found[broader], least) if broader in found else least
    return {competency: found[competency] for competency in sorted(found)}


def _upwards(words: Words) -> Iterator[CompetencyId]:
    """Broader competencies, each after those below it; in a circle (which a check refuses) somewhere."""
    seen: set[CompetencyId] = set()
    for start in sorted(words.narrower):
        stack = [(start, iter(words.narrower[start]))]
        seen_here = start not in seen
        seen.add(start)
        while stack and seen_here:
            broader, below = stack[-1]
            following = next((one for one in below if one in words.narrower and one not in seen), None)
            if following is None:
                stack.pop()
                yield broader
            else:
                seen.add(following)
                stack.append((following, iter(words.narrower[following])))


def _least(broader: CompetencyId, below: list[SkillEstimate], policy: Policy) -> SkillEstimate:
    levels = tuple(_least_of(rank, policy) for rank in zip(*(one.levels for one in below), strict=True))
    level = max((one.level for one in levels if one.status == "DEMONSTRATED"), default=0)
    times = [one.recency for one in below if one.recency is not None]
    return SkillEstimate(
        competency=broader,
        status="DEMONSTRATED" if level else levels[0].status,
        level=level,
        levels=levels,
        mass=min(one.mass for one in below),
        validating_mass=min(one.validating_mass for one in below) if policy.roll_up.validates else 0.0,
        recency=min(times, default=None),
        policy=policy.label,
        raise_by=tuple(sorted({text for one in below if one.level <= level for text in one.raise_by})),
        highest=min(one.highest for one in below) if policy.roll_up.validates else 0,
        rolled_from=tuple(one.competency for one in below),
    )


def _least_of(rank: tuple[LevelEstimate, ...], policy: Policy) -> LevelEstimate:
    worst = min((one.status for one in rank), key=lambda status: _ORDER[status])
    status: Status = worst
    if not policy.roll_up.validates and worst != "PARTIAL":
        status = "PARTIAL" if _ORDER[worst] > _ORDER["PARTIAL"] else "UNKNOWN"
    return LevelEstimate(
        level=rank[0].level,
        mean=min(one.mean for one in rank),
        low=min(one.low for one in rank),
        high=min(one.high for one in rank),
        sure=min(one.sure for one in rank),
        probability=min(one.probability for one in rank),
        status=status,
        least=min(one.least for one in rank),
        most=min(one.most for one in rank),
    )


def _better(own: SkillEstimate, least: SkillEstimate) -> SkillEstimate:
    """Rank by rank the surer of the two."""
    levels = tuple(
        replace(
            mine if mine.mean >= theirs.mean else theirs,
            status=max(mine.status, theirs.status, key=lambda status: _ORDER[status]),
        )
        for mine, theirs in zip(own.levels, least.levels, strict=True)
    )
    level = max(own.level, least.level)
    return replace(
        own,
        levels=levels,
        level=level,
        highest=max(own.highest, least.highest),
        status="DEMONSTRATED" if level else levels[0].status,
        rolled_from=least.rolled_from,
    )
