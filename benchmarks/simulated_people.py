"""People whose true level is known: what sources say of them, with noise as studies found it, and what rules say.

A pair is a person and a competency of five ranks, with a rank that is asked for. True levels are 0 to 5; a quarter of
the people have lost a rank since sources saw them. Noise: assessments 0.55 ranks, managers 1.25 (0.15 too kind),
selves 2.2 (0.6 too kind); courses end 0.8 ranks above what was learned, give or take 1.6.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from learners.estimate import estimate, unknown
from learners.evidence import Evidence, Source
from learners.ids import EvidenceId, LearnerId
from learners.rules import Policy
from learners.states import SkillEstimate
from learners.words import Words
from ontology.ids import CompetencyId, LevelId, ScaleId
from ontology.model import Catalogue, Competency, ProficiencyLevel, ProficiencyScale

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

RANKS: Final = 5
SHARES: Final = (0.15, 0.2, 0.25, 0.2, 0.13, 0.07)
"""Of people at each true level, 0 to 5."""
LOST: Final = 0.25
MONTH: Final = 730 / 24
AT: Final = datetime(2026, 1, 1, tzinfo=UTC)
LEAST: Final = 0.0001
"""No knot says never or always."""
TOGETHER: Final = 100
"""So many pairs are estimated as if they were one person's competencies: they do not touch one another."""


class Noise(NamedTuple):
    """How often a source speaks of a pair, how much too high, and how far it scatters, in ranks."""

    source: Source
    often: float
    bias: float
    scatter: float


NOISE: Final = (
    Noise("assessment", 0.6, 0.0, 0.55),
    Noise("manager", 0.9, 0.15, 1.25),
    Noise("self", 1.2, 0.6, 2.2),
    Noise("completion", 1.5, 0.8, 1.6),
)


class Told(NamedTuple):
    """The n-th word of a source on every pair: whether there is one, how many months ago, and the level."""

    noise: Noise
    there: Flags
    months: Floats
    level: Floats


@dataclass(frozen=True)
class People:
    """Pairs: the true level now, the rank that is asked for, what was told, and what a test today would show."""

    true: Floats
    wanted: NDArray[np.int64]
    told: tuple[Told, ...]
    test: Floats

    @property
    def held(self) -> Flags:
        return self.true >= self.wanted


def people(seed: int, count: int) -> People:
    """So many pairs."""
    rng = np.random.default_rng(seed)
    before = rng.choice(RANKS + 1, count, p=SHARES).astype(float)
    wanted = rng.choice([2, 3, 4], count, p=[0.35, 0.4, 0.25])
    told: list[Told] = []
    for noise in NOISE:
        often = rng.poisson(noise.often, count)
        for number in range(int(often.max())):
            there, months = often > number, rng.exponential(14, count)
            level = before + rng.normal(noise.bias, noise.scatter, count)
            level = np.clip(np.round(level), 1, RANKS) if noise.source == "completion" else np.clip(level, 0, RANKS)
            told.append(Told(noise, there, months, level))
    lost = rng.random(count) < LOST
    true = np.where(lost, np.maximum(before - 1, 0), before)
    test = np.clip(true + rng.normal(0, NOISE[0].scatter, count), 0, RANKS)
    return People(true=true, wanted=wanted, told=tuple(told), test=test)


def informed(world: People) -> Floats:
    """The probability that each rank 1..5 is held, by Bayes' rule with the noise of every source known: the most that
    can be known. Shape (pairs, 5)."""
    levels = np.arange(RANKS + 1)
    log = np.log(np.array(SHARES))[None].repeat(len(world.true), 0)
    for told in world.told:
        # what is rounded to a whole level scatters a little more
        scatter = (
            np.hypot(told.noise.scatter, 1 / np.sqrt(12)) if told.noise.source == "completion" else told.noise.scatter
        )
        off = (told.level[:, None] - levels[None] - told.noise.bias) / scatter
        log += np.where(told.there[:, None], -0.5 * off**2, 0.0)
    then = np.exp(log - log.max(1, keepdims=True))
    then /= then.sum(1, keepdims=True)
    now = (1 - LOST) * then
    now[:, :-1] += LOST * then[:, 1:]
    now[:, 0] += LOST * then[:, 0]
    return np.cumsum(now[:, ::-1], axis=1)[:, ::-1][:, 1:]


def words(count: int = TOGETHER, ranks: int = RANKS) -> Words:
    """Competencies `c0`, `c1`, … on one scale."""
    levels = tuple(ProficiencyLevel(id=LevelId(f"rank-{rank}"), rank=rank) for rank in range(1, ranks + 1))
    scale = ProficiencyScale(id=ScaleId("ranks"), levels=levels)
    names = sorted(f"c{number}" for number in range(count))
    competencies = tuple(Competency(id=CompetencyId(name), scale=scale.id) for name in names)
    return Words(catalogue=Catalogue(base="https://example.org/", scales=(scale,), competencies=competencies))


def skills(world: People, policy: Policy, tested: Flags | None = None) -> Iterator[SkillEstimate]:
    """What Skillway makes of each pair, in order; with a test of today for those that are `tested`."""
    known = words()
    nothing = unknown(CompetencyId("c0"), known, policy)
    for start in range(0, len(world.true), TOGETHER):
        pairs = range(start, min(start + TOGETHER, len(world.true)))
        facts = [fact for pair in pairs for fact in _facts(world, pair, f"c{pair - start}", tested)]
        state = estimate(facts, known, policy, learner=LearnerId("somebody"), at=AT)
        for pair in pairs:
            yield state.skills.get(CompetencyId(f"c{pair - start}"), nothing)


def rated(name: str, source: Source, months: float, level: float, competency: str, author: str) -> Evidence:
    """Somebody's word of a level."""
    at = AT - timedelta(days=months * MONTH)
    return Evidence(
        id=EvidenceId(name), learner=LearnerId("somebody"), source=source, occurred_at=at, received_at=at,
        competency=CompetencyId(competency), level=level, author=author,
    )  # fmt: skip


def _facts(world: People, pair: int, competency: str, tested: Flags | None) -> Iterator[Evidence]:
    for number, told in enumerate(world.told):
        if told.there[pair]:
            name = f"{competency}-{number}"
            yield rated(name, told.noise.source, float(told.months[pair]), float(told.level[pair]), competency, name)
    if tested is not None and tested[pair]:
        yield rated(f"{competency}-t", "assessment", 0.0, float(world.test[pair]), competency, f"{competency}-t")


def plain_rules(world: People) -> dict[str, Flags]:
    """What simpler rules would declare held: those that learning systems commonly use."""
    wanted = world.wanted
    completed = np.zeros(len(wanted), bool)
    newest, latest = np.full(len(wanted), np.inf), np.full(len(wanted), -1.0)
    best, total, count = np.zeros(len(wanted)), np.zeros(len(wanted)), np.zeros(len(wanted))
    for told in world.told:
        if told.noise.source == "completion":
            completed |= told.there & (told.level >= wanted)
        newer = told.there & (told.months < newest)
        latest, newest = np.where(newer, told.level, latest), np.where(newer, told.months, newest)
        best = np.where(told.there, np.maximum(best, told.level), best)
        total, count = total + np.where(told.there, told.level, 0.0), count + told.there
    mean = np.where(count > 0, total / np.maximum(count, 1), -1.0)
    return {
        "completed a course at that rank": completed,
        "latest evidence": latest >= wanted,
        "best evidence ever": best >= wanted,
        "unweighted mean": mean >= wanted - 0.25,
    }


def calibration_error(probability: Floats, held: Flags, bins: int = 10) -> float:
    """The expected calibration error: over equal bins, how far what is said lies from what holds."""
    which = np.clip((probability * bins).astype(int), 0, bins - 1)
    parts = (which == one for one in range(bins))
    return float(sum(abs(probability[p].mean() - held[p].mean()) * p.mean() for p in parts if p.any()))


def knots(means: Floats, held: Flags, parts: int = 20) -> tuple[tuple[float, float], ...]:
    """Knots of a rising line from means to probabilities: equal parts, made monotone by pooling neighbours."""
    order = np.argsort(means, kind="stable")
    pooled: list[list[float]] = []
    for part in np.array_split(order, parts):
        pooled.append([float(means[part].sum()), float(held[part].sum()), float(len(part))])
        while len(pooled) > 1 and pooled[-2][1] / pooled[-2][2] >= pooled[-1][1] / pooled[-1][2]:
            last = pooled.pop()
            pooled[-1] = [a + b for a, b in zip(pooled[-1], last, strict=True)]
    return tuple((round(x / n, 4), min(max(round(y / n, 4), LEAST), 1 - LEAST)) for x, y, n in pooled)


def along(line: Sequence[tuple[float, float]], values: Floats) -> Floats:
    """Values on a line of knots."""
    return np.interp(values, [knot[0] for knot in line], [knot[1] for knot in line])
