"""From the pieces of one competency to what is known of it: how sure each rank is, and what that is called.

`estimate` does it for all competencies of a learner at once (quantiles are worked out together, which is what takes
the time), `why` for one.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import fsum
from typing import Final, NamedTuple

from learners.ladder import Part, Piece, Rung, Voices, by_voice, heard, rung
from learners.quantiles import beta
from learners.rules import Rules
from learners.states import LevelEstimate, SkillEstimate, Status
from ontology.ids import CompetencyId

LOW: Final = 0.05
HIGH: Final = 0.95
"""The ends of a 90 % interval."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """All ranks of one competency: what was heard of each, and what that comes to."""

    fact: CompetencyId
    rules: Rules
    voices: Voices
    heard: Sequence[Sequence[Part]]
    rungs: Sequence[Rung]

    @property
    def ranks(self) -> int:
        return len(self.rungs)


class Sure(NamedTuple):
    """Quantiles of one rank: of the interval, of the policy (`sure`), and as far above (`doubt`)."""

    low: float
    high: float
    sure: float
    doubt: float


@dataclass(frozen=True, slots=True)
class Climb:
    """Where a ladder stands: the quantiles of its ranks, the highest validated rank, and the one that would be
    validated were all evidence of today."""

    sures: Sequence[Sure]
    level: int
    highest: int


def ladder(fact: CompetencyId, pieces: Iterable[Piece], ranks: int, rules: Rules) -> Ladder:
    """The ladder of a competency with so many ranks, from its pieces in any order."""
    voices = by_voice(pieces)
    every = [heard(rank, voices) for rank in range(1, ranks + 1)]
    rungs = [rung(rank, ranks, parts, rules) for rank, parts in enumerate(every, 1)]
    return Ladder(fact=fact, rules=rules, voices=voices, heard=every, rungs=rungs)


def climbed(ladders: Sequence[Ladder]) -> list[Climb]:
    """Where every ladder stands. No rank is surer than the one below it."""
    found = iter(
        beta(
            [one.mean for each in ladders for one in each.rungs for _ in Sure._fields],
            [mass for each in ladders for one in each.rungs for mass in _masses(one, each.rules)],
            [at for each in ladders for _ in each.rungs for at in _ends(each.rules)],
        )
    )
    rows = [[Sure(*(next(found) for _ in Sure._fields)) for _ in each.rungs] for each in ladders]
    sures = [[Sure(*row) for row in zip(*map(_falling, zip(*each, strict=True)), strict=True)] for each in rows]
    levels = [
        validated(each.rungs, [one.sure for one in of_one], each.rules)
        for each, of_one in zip(ladders, sures, strict=True)
    ]
    highest = _highest(ladders, levels)
    return [Climb(*row) for row in zip(sures, levels, highest, strict=True)]


def _masses(one: Rung, rules: Rules) -> tuple[float, float, float, float]:
    return one.mass * rules.interval, one.mass * rules.interval, one.mass, one.mass


def _ends(rules: Rules) -> tuple[float, float, float, float]:
    return LOW, HIGH, rules.quantile, 1.0 - rules.quantile


def _highest(ladders: Sequence[Ladder], levels: Sequence[int]) -> list[int]:
    """The rank that would be validated were all evidence of today; ranks that are validated need no second look."""
    fresh: list[list[Rung]] = []
    for each, level in zip(ladders, levels, strict=True):
        above: list[Rung] = []
        for rank in range(level + 1, each.ranks + 1):
            one = rung(rank, each.ranks, heard(rank, each.voices, fresh=True), each.rules)
            if one.proof < each.rules.proof:
                break
            above.append(one)
        fresh.append(above)
    flat = [(one, each.rules) for each, above in zip(ladders, fresh, strict=True) for one in above]
    found = iter(beta([one.mean for one, _ in flat], [one.mass for one, _ in flat], [r.quantile for _, r in flat]))
    return [
        validated(above, [next(found) for _ in above], each.rules, level)
        for each, level, above in zip(ladders, levels, fresh, strict=True)
    ]


def skill(one: Ladder, climb: Climb, *, policy: str, raise_by: tuple[str, ...] = ()) -> SkillEstimate:
    """What is known of the competency. `policy` is its name in answers."""
    rules = one.rules
    level, highest = climb.level, climb.highest
    levels: list[LevelEstimate] = []
    for mean, now, sure in zip(_falling(now.mean for now in one.rungs), one.rungs, climb.sures, strict=True):
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
    times = [piece.evidence.occurred_at for voice in one.voices for piece in voice]
    return SkillEstimate(
        competency=one.fact,
        status=levels[0].status if level == 0 else "DEMONSTRATED",
        level=level,
        levels=tuple(levels),
        mass=max(now.mass for now in one.rungs) - rules.prior_strength,
        validating_mass=max(_validating(now) for now in one.rungs),
        recency=max(times, default=None),
        policy=policy,
        raise_by=raise_by,
        highest=highest,
    )


def validated(rungs: Sequence[Rung], sures: Sequence[float], rules: Rules, level: int = 0) -> int:
    """The highest rank up to which all are sure enough, and proved by those who can prove; `level` where none is."""
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
    above = bisect_left(knots, (mean,))
    if above in (0, len(knots)):
        return knots[min(above, len(knots) - 1)][1]
    (low, least), (high, most) = knots[above - 1], knots[above]
    return least + (most - least) * (mean - low) / (high - low)


def _falling(values: Iterable[float]) -> list[float]:
    return list(accumulate(values, min))


def _validating(one: Rung) -> float:
    return fsum(part.weight for part in one.parts if part.piece.validating)


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
    likely = mean >= max(rules.threshold, one.prior) or any(part.speaks_for for part in one.parts)
    return "PARTIAL" if likely else "UNKNOWN"
