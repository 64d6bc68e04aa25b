"""What a learner can do, from evidence alone: a pure fold that gives the same for any order of arrival.

`docs/skill-state.md` tells the whole of it. In short: `standing` says which facts count, `interpreting` which
competencies they are about, `levels` what level they show, `ladder` what that comes to rank by rank; here the ranks
become a state, and `why` tells the reasons.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, pairwise

from learners.evidence import VALIDATING, Evidence
from learners.ids import LearnerId
from learners.interpreting import courses_done
from learners.ladder import Piece, Rung, in_order, rung
from learners.quantiles import beta
from learners.rules import Policy, Rules
from learners.standing import Standing, standing
from learners.states import LearnerState, LevelEstimate, SkillEstimate, Status
from learners.words import Words
from ontology.ids import CompetencyId, CourseId

LOW, HIGH = 0.05, 0.95
"""The ends of a 90 % interval."""


@dataclass(frozen=True, slots=True)
class _Ladder:
    """All ranks of one competency, as they are and as they would be were all evidence of today."""

    fact: CompetencyId
    rules: Rules
    pieces: Sequence[Piece]
    now: Sequence[Rung]
    fresh: Sequence[Rung]


def estimate(
    evidence: Iterable[Evidence],
    words: Words,
    policy: Policy,
    *,
    learner: LearnerId,
    at: datetime,
    known_at: datetime | None = None,
    inferring: bool = True,
) -> LearnerState:
    """The learner's state at a time, from all facts about them (in any order; one that comes twice counts once).

    `known_at` leaves out what came in later: what was known then. Not `inferring`: no skills, whatever the evidence.
    """
    stands = standing(evidence, words, policy, at=at, known_at=known_at)
    done, begun = _courses(stands, words)
    return LearnerState(
        learner=learner,
        at=at,
        policy=policy.label,
        skills=_skills(stands, words, policy) if inferring else {},
        done=done,
        in_progress=begun,
        inferring=inferring,
    )


def of(state: LearnerState, words: Words, competency: str) -> SkillEstimate | None:
    """What is known of a competency by any of its names: its own, an equivalent's, one that it replaced."""
    fact = words.fact(competency)
    return None if fact is None else state.skills.get(fact)


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


def _skills(stands: Standing, words: Words, policy: Policy) -> Mapping[CompetencyId, SkillEstimate]:
    ladders = [
        _ladder(fact, in_order(pieces), words.catalogue.ranks(fact), policy.of(fact, words.members[fact]))
        for fact, pieces in sorted(stands.pieces.items())
    ]
    quantiles = iter(_quantiles(ladders))
    return {ladder.fact: _skill(ladder, [next(quantiles) for _ in ladder.now], policy) for ladder in ladders}


def _ladder(fact: CompetencyId, pieces: Sequence[Piece], ranks: int, rules: Rules) -> _Ladder:
    every = range(1, ranks + 1)
    return _Ladder(
        fact=fact,
        rules=rules,
        pieces=pieces,
        now=[rung(rank, ranks, pieces, rules) for rank in every],
        fresh=[rung(rank, ranks, pieces, rules, fresh=True) for rank in every],
    )


def _quantiles(ladders: Sequence[_Ladder]) -> list[tuple[float, ...]]:
    """For each rank of each ladder: low, high, sure, its mirror image, and sure were all evidence of today."""
    rows = [
        (one, fresh, ladder.rules) for ladder in ladders for one, fresh in zip(ladder.now, ladder.fresh, strict=True)
    ]
    columns = [
        beta(
            [one.mean for one, _, _ in rows], [one.mass * rules.interval for one, _, rules in rows], [end] * len(rows)
        )
        for end in (LOW, HIGH)
    ]
    means, masses = [one.mean for one, _, _ in rows], [one.mass for one, _, _ in rows]
    columns.append(beta(means, masses, [rules.quantile for _, _, rules in rows]))
    columns.append(beta(means, masses, [1.0 - rules.quantile for _, _, rules in rows]))
    means, masses = [one.mean for _, one, _ in rows], [one.mass for _, one, _ in rows]
    columns.append(beta(means, masses, [rules.quantile for _, _, rules in rows]))
    return list(zip(*columns, strict=True))


def _skill(ladder: _Ladder, quantiles: Sequence[tuple[float, ...]], policy: Policy) -> SkillEstimate:
    rules = ladder.rules
    means = _falling(one.mean for one in ladder.now)
    lows, highs, sures, doubts, fresh = (_falling(column) for column in zip(*quantiles, strict=True))
    level = _validated(ladder.now, sures, rules)
    highest = max(level, _validated(ladder.fresh, fresh, rules))
    levels: list[LevelEstimate] = []
    for number, one in enumerate(ladder.now):
        mean, low, high = means[number], lows[number], highs[number]
        denied = bool(levels) and levels[-1].status == "NOT_DEMONSTRATED"
        levels.append(
            LevelEstimate(
                level=one.rank,
                mean=mean,
                low=low,
                high=high,
                sure=sures[number],
                probability=calibrated(mean, rules),
                status="NOT_DEMONSTRATED" if denied else _status(one, mean, doubts[number], level, highest, rules),
                least=calibrated(low, rules),
                most=calibrated(high, rules),
            )
        )
    return SkillEstimate(
        competency=ladder.fact,
        status=levels[0].status if level == 0 else "DEMONSTRATED",
        level=level,
        levels=tuple(levels),
        mass=max(one.mass for one in ladder.now) - rules.prior_strength,
        validating_mass=max(sum(p.weight for p in one.parts if p.piece.validating) for one in ladder.now),
        recency=ladder.pieces[-1].evidence.occurred_at,
        policy=policy.label,
        highest=highest,
    )


def _falling(values: Iterable[float]) -> list[float]:
    """No rank is surer than the one below it."""
    return list(accumulate(values, min))


def _validated(rungs: Sequence[Rung], sures: Sequence[float], rules: Rules) -> int:
    """The highest rank up to which all are sure enough and proved by those who can prove."""
    level = 0
    for one, sure in zip(rungs, sures, strict=True):
        if sure < rules.threshold or one.proof < rules.proof:
            break
        level = one.rank
    return level


def _status(one: Rung, mean: float, doubt: float, level: int, highest: int, rules: Rules) -> Status:
    """Of a rank whose lower ones are not denied. `doubt` is the quantile as far above as `sure` is below."""
    if one.rank <= level:
        return "DEMONSTRATED"
    if one.rank <= highest:
        return "EXPIRED"
    if doubt < rules.threshold:
        heard = sum(part.weight for part in one.parts if part.piece.evidence.source in VALIDATING)
        return "NOT_DEMONSTRATED" if heard >= rules.proof else "UNKNOWN"
    return "PARTIAL" if mean >= rules.threshold or any(part.speaks_for for part in one.parts) else "UNKNOWN"


def _courses(stands: Standing, words: Words) -> tuple[frozenset[CourseId], Mapping[CourseId, float]]:
    """Courses that are done, and those that were begun with the share that is done, in [0, 1)."""
    done: set[CourseId] = set()
    begun: dict[CourseId, float] = {}
    for fact in stands.completions:
        assert fact.course is not None, "only those that name a course"
        names = courses_done(words, fact.course)
        if fact.progress is None or fact.progress >= 1.0:
            done |= names
        else:
            begun.update(dict.fromkeys(names, fact.progress))
    return frozenset(done), {course: begun[course] for course in sorted(begun) if course not in done}
