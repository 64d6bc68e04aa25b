"""The ladder: for each rank of one competency, how far the evidence speaks for it and how much of it there is.

Every piece says of rank l: y = Phi((level - leniency - drift - l + 1/2) / width), and weighs its source's weight,
halved with each half-life; the drift grows with age. The mean of a rank is the weighted mean of these and of the
prior. Three rules make it fair:

* **Speaking for a rank never lowers it.** A piece whose level is at least l counts at rank l with the mean of all
  others where its own y is below that.
* **One voice counts once.** Of what one author or one test said, what came after the newest word below l counts; of
  several such words the best, each only as far as its own age allows, and all together as much as the newest.
* **Caps.** Self ratings and completions together, and peers together, weigh at most their cap; the best words of them
  fill it first.

Nothing depends on the order in which facts arrive: pieces are sorted, and sums are exact (`math.fsum`).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from math import erfc, fsum, sqrt
from operator import attrgetter
from typing import Final, Literal, NamedTuple

from learners.evidence import VALIDATING, Evidence, Source
from learners.levels import Shown
from learners.rules import Rules

OF_FIVE: Final = 5.0
"""Leniency and width are said in ranks of a scale of five, and stretch with the number of ranks."""
SECONDS_A_DAY: Final = 86_400.0
ROOT_TWO: Final = sqrt(2.0)
MORE_LIKELY_THAN_NOT: Final = 0.5

Pool = Literal["free", "own", "peer"]
_POOL: Final[dict[Source, Pool]] = {"self": "own", "completion": "own", "peer": "peer"}


class Piece(NamedTuple):
    """One fact on the ladder of one competency: what it weighs and the level that it speaks for, after age and when
    it was fresh."""

    evidence: Evidence
    shown: Shown
    voice: tuple[str, ...]
    weight: float
    spoken: float
    fresh_weight: float
    fresh_spoken: float
    width: float
    validating: bool
    pool: Pool

    def part(self, rank: int, *, fresh: bool) -> "Part":
        """What it says of a rank, before anything else is looked at."""
        spoken = self.fresh_spoken if fresh else self.spoken
        says = 0.5 * erfc((rank - 0.5 - spoken) / (self.width * ROOT_TWO))
        return Part(self, self.fresh_weight if fresh else self.weight, says, self.shown.level >= rank)


class Part(NamedTuple):
    """What a piece adds at one rank: `weight` of it counts, with `says` in [0, 1]; `speaks_for` when its level is at
    least the rank."""

    piece: Piece
    weight: float
    says: float
    speaks_for: bool


Voices = tuple[tuple[Piece, ...], ...]


class Rung(NamedTuple):
    """One rank: `mean` in (0, 1), `mass` with the prior's, what of it validates and is in favour (`proof`), and the
    parts, whose weights times what they say, with the prior's, add up to mean times mass."""

    rank: int
    mean: float
    mass: float
    prior: float
    proof: float
    parts: tuple[Part, ...]


def piece(evidence: Evidence, shown: Shown, rules: Rules, ranks: int, at: datetime) -> Piece:
    """The fact as a piece of a ladder with so many ranks, at a time that is not before the fact's."""
    rule = rules.sources[evidence.source]
    stretch = ranks / OF_FIVE
    days = (at - evidence.occurred_at).total_seconds() / SECONDS_A_DAY
    left = 2.0 ** (-days / rules.half_life_days)
    spoken = shown.level - rule.leniency * stretch
    return Piece(
        evidence=evidence,
        shown=shown,
        voice=_voice(evidence, rule.one_voice == "day"),
        weight=rule.weight * left,
        spoken=spoken - rules.drift * stretch * (1.0 - left),
        fresh_weight=rule.weight,
        fresh_spoken=spoken,
        width=rule.width * stretch,
        validating=evidence.source in VALIDATING,
        pool=_POOL.get(evidence.source, "free"),
    )


def in_order(pieces: Iterable[Piece]) -> list[Piece]:
    """By time; what is said at one time, the lower level first."""
    return sorted(pieces, key=lambda p: (p.evidence.occurred_at, p.shown.level, p.evidence.id))


def prior(rank: int, ranks: int, rules: Rules) -> float:
    """How likely the rank is before anything is known, in (0, 1)."""
    return float((1.0 - rank / (ranks + 1.0)) ** rules.prior_exponent)


def by_voice(pieces: Iterable[Piece]) -> Voices:
    """Pieces by the voice that speaks, each voice's in order of time."""
    voices: dict[tuple[str, ...], list[Piece]] = {}
    for one in in_order(pieces):
        voices.setdefault(one.voice, []).append(one)
    return tuple(map(tuple, voices.values()))


def heard(rank: int, voices: Voices, *, fresh: bool = False) -> list[Part]:
    """What counts at a rank of what each voice said, before caps. `fresh`: as if all of it were of today."""
    parts: list[Part] = []
    for said in voices:
        newest: list[Part] = []
        better = False
        for one in reversed(said):
            if one.shown.lowest <= rank <= one.shown.highest:
                part = one.part(rank, fresh=fresh)
                if not part.speaks_for:
                    newest = newest or [part]
                    break
                newest.append(part)
                better = better or part.says > newest[0].says
        parts += _filled(newest, newest[0].weight) if better else newest[:1]
    return parts


def rung(rank: int, ranks: int, parts: Sequence[Part], rules: Rules) -> Rung:
    """One rank of the ladder, from what was `heard`: capped, and so that what speaks for it does not lower it."""
    pools: dict[Pool, list[Part]] = {}
    for part in parts:
        pools.setdefault(part.piece.pool, []).append(part)
    kept = pools.get("free", [])
    for pool, cap in (("own", rules.cap), ("peer", rules.peer_cap)):
        if pool in pools:
            kept = [*kept, *_filled(pools[pool], cap)]
    return _weighed(rank, prior(rank, ranks, rules), kept, rules)


def _voice(evidence: Evidence, daily: bool) -> tuple[str, ...]:
    """Who speaks: a test or a course where one is named, the learner, else the author. The unnamed are told apart by
    the day, as are all whose voice is that of a day."""
    kind, subject = evidence.subject
    who = evidence.learner if evidence.source == "self" else evidence.author or ""
    if evidence.source in ("assessment", "completion") and kind != "competency":
        who = f"{kind} {subject}"
    day = evidence.occurred_at.date().isoformat() if daily or not who else ""
    return evidence.source, who, day


def _filled(parts: Sequence[Part], most: float) -> Sequence[Part]:
    """The parts that say the most for the rank, up to a weight; all of them where that is enough."""
    if fsum([part.weight for part in parts]) <= most:
        return parts
    kept: list[Part] = []
    room = most
    for part in sorted(parts, key=lambda p: (-p.says, -p.weight, p.piece.evidence.id)):
        kept.append(part if part.weight <= room else part._replace(weight=room))
        room -= part.weight
        if room <= 0.0:
            break
    return kept


def _weighed(rank: int, prior: float, parts: Sequence[Part], rules: Rules) -> Rung:
    kept = [part for part in parts if not part.speaks_for]
    favourable = [part for part in parts if part.speaks_for]
    masses = [rules.prior_strength, *[part.weight for part in kept]]
    spoken = [rules.prior_strength * prior, *[part.weight * part.says for part in kept]]
    if favourable:
        favourable.sort(key=attrgetter("says"), reverse=True)
        mass, told = fsum(masses), fsum(spoken)
        for part in favourable:
            if part.says * mass <= told:
                break
            mass, told = mass + part.weight, told + part.weight * part.says
            masses.append(part.weight)
            spoken.append(part.weight * part.says)
            kept.append(part)
    mean = fsum(spoken) / fsum(masses)
    if lifted := favourable[len(kept) + len(favourable) - len(parts) :]:
        kept += [part._replace(says=max(mean, part.says)) for part in lifted]
        masses += [part.weight for part in lifted]
    proving = [p.weight * p.says for p in parts if p.piece.validating and p.says >= MORE_LIKELY_THAN_NOT]
    return Rung(rank, mean, fsum(masses), prior, fsum(proving), tuple(kept))
