"""The skill state: how often it is wrong, how much it misses, whether its probabilities hold, and what it takes.

On simulated people (whose true level is known), on 173,912 real scores of the Open University (`benchmarks.scores`),
on histories that must never validate, and by the clock. `BENCH_QUICK=1` takes small numbers.

What the 90 % interval is an interval *of*: the probability that somebody who knows the noise of every source would
give (`informed`). Coverage is the share of pairs and ranks where it holds that probability, to a thousandth.
"""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from benchmarks import scores
from benchmarks.measuring import Row, clock, quantile, quick
from benchmarks.simulated_people import (
    AT,
    RANKS,
    TOGETHER,
    Flags,
    Floats,
    People,
    calibration_error,
    informed,
    knots,
    people,
    plain_rules,
    rated,
    skills,
    words,
)
from learners import policy
from learners.estimate import estimate
from learners.evidence import Evidence, Source
from learners.ids import LearnerId
from learners.states import SkillEstimate
from learners.why import why
from ontology.ids import CompetencyId

SEED: Final = 3
"""Of the people that are reported; the policy's numbers were chosen on others (11, and 21 to 23 for the knots)."""
PAIRS: Final = 20_000
FITTED_ON: Final = 12_000
HISTORIES: Final = 1_000_000
PIECES: Final = 500

KNOWN: Final = {
    "completed a course at that rank": (0.482, 0.269),
    "latest evidence": (0.355, 0.207),
    "best evidence ever": (0.508, 0.040),
    "unweighted mean": (0.281, 0.098),
}
"""False mastery and missed mastery of simpler rules, as they were known before; for comparison."""
THOUSANDTH: Final = 0.001
STRICT: Final = (0.070, 0.713)
WIDER: Final = (0.099, 0.549)
"""Of the two validating rules that were known before (10 % and 20 % quantile): to be reached or beaten."""


def run() -> list[Row]:
    return [*simulated(), *never(), *clocked(), *scores.run()]


def simulated() -> list[Row]:
    world = people(SEED, 1_000 if quick() else PAIRS)
    rows: list[Row] = []
    for name, declared in plain_rules(world).items():
        false, missed = KNOWN[name]
        rows += _rates(f"simulated: {name}", world, declared, notes=(f"known {false}", f"known {missed}"))
    shipped = policy.default()
    found = list(skills(world, shipped))
    declared = _declared(world, found)
    rows += _rates("simulated: validated", world, declared)
    for at, (false, missed) in ((0.05, STRICT), (0.17, WIDER)):
        other = replace(shipped, rules=replace(shipped.rules, quantile=at))
        name = f"simulated: validated by the {at * 100:g} % quantile"
        rows += _rates(name, world, _declared(world, list(skills(world, other))), goals=(false, missed))
    denied = np.array([one.levels[rank - 1].status == "NOT_DEMONSTRATED" for one, rank in _each(world, found)])
    open_ = ~declared & ~denied
    bench = "simulated: after one test where it is open"
    tested = _declared(world, list(skills(world, shipped, open_)))
    rows += _rates(bench, world, tested, goals=(0.10, 0.45))
    rows.append(Row(bench=bench, what="tested", value=100 * float(open_.mean()), unit="%"))
    return rows + _calibrated(world, found)


def _calibrated(world: People, found: Sequence[SkillEstimate]) -> list[Row]:
    """Of the ranks that are asked for, and of all."""
    truth = informed(world)
    levels = np.arange(1, RANKS + 1)
    held = world.true[:, None] >= levels[None]
    said, mean, least, most = (
        np.array([[getattr(level, name) for level in one.levels] for one in found])
        for name in ("probability", "mean", "least", "most")
    )
    row = np.arange(len(found))
    asked = world.wanted - 1
    bench = "simulated: probabilities"
    holds = (least - THOUSANDTH <= truth) & (truth <= most + THOUSANDTH)
    covered, covered_asked = 100 * float(holds.mean()), 100 * float(holds[row, asked].mean())
    base = _brier(np.full(len(found), world.held.mean()), world.held)
    beside = f"informed {_brier(truth[row, asked], world.held):.3f}, base rate {base:.3f}"
    return [
        Row(
            bench=bench,
            what="calibration error of the mean, rank asked for",
            value=calibration_error(mean[row, asked], world.held),
            unit="",
        ),
        Row(
            bench=bench,
            what="calibration error, rank asked for",
            value=calibration_error(said[row, asked], world.held),
            unit="",
            goal=None if quick() else 0.03,
        ),
        Row(
            bench=bench,
            what="calibration error, all ranks",
            value=calibration_error(said.ravel(), held.ravel()),
            unit="",
            goal=None if quick() else 0.03,
        ),
        Row(
            bench=bench,
            what="Brier score, rank asked for",
            value=_brier(said[row, asked], world.held),
            unit="",
            note=beside,
        ),
        Row(
            bench=bench,
            what="90 % interval holds the informed probability",
            value=covered,
            unit="%",
            goal=None if quick() else 88,
            at_least=True,
        ),
        Row(
            bench=bench,
            what="90 % interval holds the informed probability",
            value=covered,
            unit="%",
            goal=None if quick() else 92,
        ),
        Row(bench=bench, what="the same, rank asked for", value=covered_asked, unit="%"),
        Row(bench=bench, what="width of the interval", value=float((most - least).mean()), unit=""),
    ]


def never() -> list[Row]:
    """Histories of self ratings, peers and completions alone, as wild as they come: none may ever validate."""
    rng = random.Random(SEED)
    known, rules = words(), policy.default()
    count = 2_000 if quick() else HISTORIES
    validated = 0
    for _ in range(count // TOGETHER):
        facts = [fact for number in range(TOGETHER) for fact in _weak(rng, f"c{number}")]
        state = estimate(facts, known, rules, learner=LearnerId("somebody"), at=AT)
        validated += sum(one.level > 0 or one.highest > 0 for one in state.skills.values())
    note = f"of {count:,} histories without assessment, manager or observed work"
    return [Row(bench="two locks", what="validated", value=validated, unit="", goal=0, note=note)]


def clocked() -> list[Row]:
    """The state of somebody with 500 pieces of evidence on 25 competencies, and one explanation."""
    rng = random.Random(SEED)
    rules, known = policy.default(), words(25)
    sources: tuple[Source, ...] = ("assessment", "manager", "observed", "peer", "self", "completion")
    facts = [
        rated(
            f"e{n}",
            rng.choice(sources),
            rng.random() * 60,
            rng.randrange(11) / 2,
            f"c{rng.randrange(25)}",
            f"a{rng.randrange(20)}",
        )
        for n in range(PIECES)
    ]
    somebody = LearnerId("somebody")
    states = _times(lambda: estimate(facts, known, rules, learner=somebody, at=AT))
    reasons = _times(lambda: why(facts, known, rules, CompetencyId("c1"), learner=somebody, at=AT))
    bench = f"{PIECES} pieces of evidence"
    return [
        Row(bench=bench, what="state, p50", value=quantile(states, 0.5), unit="ms", goal=None if quick() else 10),
        Row(bench=bench, what="state, p95", value=quantile(states, 0.95), unit="ms"),
        Row(bench=bench, what="why, p50", value=quantile(reasons, 0.5), unit="ms"),
    ]


def fitted() -> str:
    """The knots of the policy that ships, fitted anew on all ranks of the people of seeds 21 to 23."""
    plain = replace(policy.default(), rules=replace(policy.default().rules, calibration=()))
    means: list[float] = []
    held: list[bool] = []
    for seed in (21, 22, 23):
        world = people(seed, 1_000 if quick() else FITTED_ON)
        for one, true in zip(skills(world, plain), world.true, strict=True):
            means += [level.mean for level in one.levels]
            held += [bool(true >= level.level) for level in one.levels]
    line = ((0.0, 0.0), *knots(np.array(means), np.array(held)), (1.0, 1.0))
    return ", ".join(f"[{x}, {y}]" for x, y in line)


def _weak(rng: random.Random, competency: str) -> list[Evidence]:
    sources: tuple[Source, ...] = ("self", "peer", "completion")
    return [
        rated(
            f"{competency}-{n}",
            rng.choice(sources),
            rng.random() * 12,
            rng.choice((1.0, 3.0, 5.0, 5.0)),
            competency,
            f"a{rng.randrange(8)}",
        )
        for n in range(rng.randrange(1, 16))
    ]


def _each(world: People, found: Sequence[SkillEstimate]) -> list[tuple[SkillEstimate, int]]:
    return list(zip(found, map(int, world.wanted), strict=True))


def _declared(world: People, found: Sequence[SkillEstimate]) -> Flags:
    return np.array([one.level >= wanted for one, wanted in _each(world, found)])


def _brier(said: Floats, held: Flags) -> float:
    return float(((said - held) ** 2).mean())


def _rates(
    bench: str,
    world: People,
    declared: Flags,
    *,
    goals: tuple[float, float] | None = None,
    notes: tuple[str, str] = ("", ""),
) -> list[Row]:
    """How many of those declared are not, and how many of those who are were missed."""
    held = world.held
    false = float((declared & ~held).sum() / max(1, declared.sum()))
    missed = float((~declared & held).sum() / held.sum())
    goal = (None, None) if goals is None or quick() else goals
    return [
        Row(bench=bench, what="false among those declared", value=false, unit="", goal=goal[0], note=notes[0]),
        Row(bench=bench, what="missed among those who are", value=missed, unit="", goal=goal[1], note=notes[1]),
        Row(bench=bench, what="right", value=float((declared == held).mean()), unit=""),
    ]


def _times(work: Callable[[], object]) -> list[float]:
    work()
    times: list[float] = []
    end = time.monotonic() + (0.5 if quick() else 5.0)
    while time.monotonic() < end:
        started = clock()
        work()
        times.append(1000 * (clock() - started))
    return times
