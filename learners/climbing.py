"""From the pieces of one competency to what is known of it: how sure each rank is, and what that is called.

`estimate` does it for all competencies of a learner at once (quantiles are worked out together, which is what takes
the time), `why` for one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from learners.evidence import VALIDATING
from learners.ladder import Piece, Rung, in_order, rung
from learners.quantiles import beta
from learners.rules import Rules
from learners.states import LevelEstimate, SkillEstimate, Status
from ontology.ids import CompetencyId

LOW: Final = 0.05
HIGH: Final = 0.95
"""The ends of a 90 % interval."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """All ranks of one competency, as they are and as they would be were all evidence of today. `pieces` are in
    order."""

    fact: CompetencyId
    rules: Rules
    pieces: Sequence[Piece]
    now: Sequence[Rung]
    fresh: Sequence[Rung]

    @property
    def ranks(self) -> int:
        return len(self.now)


class Sure(NamedTuple):
    """Quantiles of one rank: of the interval, of the policy (`sure`), as far above (`doubt`), and the policy's were
    all evidence of today."""

    low: float
    high: float
    sure: float
    doubt: float
    fresh: float


def ladder(fact: CompetencyId, pieces: Iterable[Piece], ranks: int, rules: Rules) -> Ladder:
    """The ladder of a competency with so many ranks, from its pieces in any order."""
    ordered = in_order(pieces)
    every = range(1, ranks + 1)
    return Ladder(
        fact=fact,
        rules=rules,
        pieces=ordered,
        now=[rung(rank, ranks, ordered, rules) for rank in every],
        fresh=[rung(rank, ranks, ordered, rules, fresh=True) for rank in every],
    )


def quantiles(ladders: Sequence[Ladder]) -> list[list[Sure]]:
    """The quantiles of every rank of every ladder. No rank is surer than the one below it."""
    means: list[float] = []
    masses: list[float] = []
    at: list[float] = []
    for one in ladders:
        rules = one.rules
        for now, fresh in zip(one.now, one.fresh, strict=True):
            means += (now.mean, now.mean, now.mean, now.mean, fresh.mean)
            masses += (now.mass * rules.interval, now.mass * rules.interval, now.mass, now.mass, fresh.mass)
            at += (LOW, HIGH, rules.quantile, 1.0 - rules.quantile, rules.quantile)
    found = iter(beta(means, masses, at))
    rows = [[Sure(*(next(found) for _ in Sure._fields)) for _ in one.now] for one in ladders]
    return [[Sure(*row) for row in zip(*map(_falling, zip(*each, strict=True)), strict=True)] for each in rows]


def skill(one: Ladder, sures: Sequence[Sure], *, policy: str, raise_by: tuple[str, ...] = ()) -> SkillEstimate:
    """What is known of the competency. `policy` is its name in answers."""
    rules = one.rules
    level = validated(one.now, [each.sure for each in sures], rules)
    highest = max(level, validated(one.fresh, [each.fresh for each in sures], rules))
    levels: list[LevelEstimate] = []
    for mean, now, sure in zip(_falling(now.mean for now in one.now), one.now, sures, strict=True):
        denied = bool(levels) and levels[-1].status == "NOT_DEMONSTRATED"
        status = "NOT_DEMONSTRATED" if denied else _status(now, mean, sure.doubt, level, highest, rules)
        levels.append(
            LevelEstimate(
                level=now.rank,
                mean=mean,
                low=sure.low,
                high=sure.high,
                sure=sure.sure,
                probability=calibrated(mean, rules),
                status=status,
                least=calibrated(sure.low, rules),
                most=calibrated(sure.high, rules),
            )
        )
    return SkillEstimate(
        competency=one.fact,
        status=levels[0].status if level == 0 else "DEMONSTRATED",
        level=level,
        levels=tuple(levels),
        mass=max(now.mass for now in one.now) - rules.prior_strength,
        validating_mass=max(_validating(now) for now in one.now),
        recency=one.pieces[-1].evidence.occurred_at if one.pieces else None,
        policy=policy,
        raise_by=raise_by,
        highest=highest,
    )


def validated(rungs: Sequence[Rung], sures: Sequence[float], rules: Rules) -> int:
    """The highest rank up to which all are sure enough, and proved by those who can prove; 0 where none is."""
    level = 0
    for one, sure in zip(rungs, sures, strict=True):
        if sure < rules.threshold or one.proof < rules.proof:
            break
        level = one.rank
    return level


def calibrated(mean: float, rules: Rules) -> float:
    """The probability that belongs to a mean: on straight lines between the policy's knots, level beyond them."""
    knots = rules.calibration
    if not knots:
        return mean
    if mean <= knots[0][0]:
        return knots[0][1]
    for (low, least), (high, most) in pairwise(knots):
        if mean <= high:
            return least + (most - least) * (mean - low) / (high - low)
    return knots[-1][1]


def _falling(values: Iterable[float]) -> list[float]:
    return list(accumulate(values, min))


def _validating(one: Rung) -> float:
    return sum(part.weight for part in one.parts if part.piece.evidence.source in VALIDATING)


def _status(one: Rung, mean: float, doubt: float, level: int, highest: int, rules: Rules) -> Status:
    """Of a rank whose lower ones are not denied."""
    if one.rank <= level:
        return "DEMONSTRATED"
    if one.rank <= highest:
        return "EXPIRED"
    if doubt < rules.threshold:
        return "NOT_DEMONSTRATED" if _validating(one) >= rules.proof else "UNKNOWN"
    if not one.parts:
        return "UNKNOWN"
    return "PARTIAL" if mean >= rules.threshold or any(part.speaks_for for part in one.parts) else "UNKNOWN"
