"""The ladder once more, slowly and by other means: shares by linear programs, the best of all subsets, quantiles by
integration. For comparing; nothing of `learners.ladder` is used."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from scipy.integrate import quad
from scipy.optimize import linprog
from scipy.stats import beta, norm

from learners.evidence import Evidence
from learners.rules import Rules
from tests.learners.facts import AT, RANKS, SQL_FINAL, SQL_TEST


@dataclass(frozen=True)
class Said:
    """A fact at one rank."""

    level: float
    weight: float
    y: float
    order: tuple[object, ...]
    voice: tuple[object, ...]
    kind: str


def rank(facts: Sequence[Evidence], rank: int, rules: Rules) -> tuple[float, float]:
    """Mean and mass of one rank (before it is held down by lower ones)."""
    every = [said for fact in facts if (said := _said(fact, rank, rules)) is not None]
    counted: list[Said] = []
    for _, group in groupby(sorted(every, key=lambda s: (str(s.voice), s.order)), key=lambda s: str(s.voice)):
        counted += _voice(list(group), rank)
    own = _fill([s for s in counted if s.kind in ("self", "completion")], rules.cap)
    peers = _fill([s for s in counted if s.kind == "peer"], rules.peer_cap)
    counted = [s for s in counted if s.kind not in ("self", "completion", "peer")] + own + peers
    p0 = rules.prior_strength * (1 - rank / (RANKS + 1)) ** rules.prior_exponent
    against = [s for s in counted if s.level < rank]
    favour = sorted((s for s in counted if s.level >= rank), key=lambda s: -s.y)
    means = []
    for many in range(len(favour) + 1):
        used = against + favour[:many]
        means.append((p0 + sum(s.weight * s.y for s in used)) / (rules.prior_strength + sum(s.weight for s in used)))
    return max(means), rules.prior_strength + sum(s.weight for s in counted)


def quantile(mean: float, mass: float, at: float) -> float:
    """The quantile of the Beta distribution, checked by integrating its density up to it."""
    found = float(beta.ppf(at, mean * mass, (1 - mean) * mass))
    if 0.05 < found < 0.95:
        area = quad(lambda x: float(beta.pdf(x, mean * mass, (1 - mean) * mass)), found, 1.0, limit=200)[0]
        assert abs(area - (1 - at)) < 1e-3 or mass * (1 - mean) < 1
    return found


def _said(fact: Evidence, rank: int, rules: Rules) -> Said | None:
    rule = rules.sources[fact.source]
    lowest, highest = 1, RANKS
    if fact.course is not None:
        level, highest = 2.0, 2
    elif fact.assessment is not None:
        top = {SQL_TEST: 3, SQL_FINAL: 5}[fact.assessment]
        highest = top
        if fact.passed is None:
            assert fact.score is not None
            level = fact.score * top + (0.5 if fact.score == 1.0 else 0.0)
        elif fact.passed:
            level = top + rules.passed
        elif fact.score is None:
            level, lowest = top + rules.failed, top
        else:
            level = min(fact.score * top, top + rules.failed)
    else:
        assert fact.level is not None
        level = fact.level
    if not lowest <= rank <= highest:
        return None
    left = 0.5 ** ((AT - fact.occurred_at).days / rules.half_life_days)
    y = norm.cdf((level - rule.leniency - rules.drift * (1 - left) - rank + 0.5) / rule.width)
    who = fact.learner if fact.source == "self" else fact.author
    if fact.competency is None:
        who = fact.course or fact.assessment
    day = fact.occurred_at.date() if rule.one_voice == "day" or who is None else None
    order = (fact.occurred_at, level, fact.id)
    return Said(level, rule.weight * left, float(y), order, (fact.source, who, day), fact.source)


def _voice(said: list[Said], rank: int) -> list[Said]:
    later: list[Said] = []
    for one in reversed(said):
        if one.level < rank:
            break
        later.append(one)
    return _fill(later, later[0].weight) if later else [said[-1]]


def _fill(said: list[Said], most: float) -> list[Said]:
    """The shares that say the most, up to a weight in all."""
    if not said:
        return []
    best = linprog(
        [-s.y for s in said],
        A_eq=np.ones((1, len(said))),
        b_eq=[min(most, sum(s.weight for s in said))],
        bounds=[(0.0, s.weight) for s in said],
    )
    return [
        Said(s.level, float(weight), s.y, s.order, s.voice, s.kind)
        for s, weight in zip(said, best.x, strict=True)
        if weight > 0
    ]
