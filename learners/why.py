"""Why a rank is held or not: what each fact adds, what does not count and why, and the rule; as data and in words.

The shares of all facts, with what is assumed of everybody, add up to the mean.

No sentence names who said something: authors are in the evidence, for those who may read it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from learners.climbing import Ladder, climbed, ladder, skill
from learners.evidence import Evidence, Source
from learners.ids import EvidenceId, LearnerId
from learners.ladder import Part, Rung, by_voice, heard, rung
from learners.raising import raising
from learners.rules import Policy, Rules
from learners.standing import Standing, standing
from learners.states import Ignored, LevelEstimate, Share, SkillEstimate
from learners.words import Words
from ontology.ids import CompetencyId

TOLD: Final = 8
"""So many facts have a sentence of their own; the rest are summed."""

_WORDS: Final[dict[Source, str]] = {
    "assessment": "assessment", "manager": "rating by a manager", "observed": "observed work",
    "peer": "rating by a peer", "self": "self rating", "completion": "completion",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """The fact that adds the most, and what the mean would be without it."""

    evidence: EvidenceId
    mean_without: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """The reasons for what is said of one rank of a competency. `competency` is the one that stands for it.

    `used` have shares that add up to the rank's mean with `prior_share`; the greatest first. `proof` is how much of
    the weight is in favour and of those who can validate, against `proof_needed`.
    """

    competency: CompetencyId
    level: int
    skill: SkillEstimate
    estimate: LevelEstimate
    used: tuple[Share, ...]
    ignored: tuple[Ignored, ...]
    prior_share: float
    proof: float
    proof_needed: float
    best: Best | None
    rule: str
    policy: str
    sentences: tuple[str, ...]


def why(
    evidence: Iterable[Evidence],
    words: Words,
    policy: Policy,
    competency: CompetencyId,
    *,
    learner: LearnerId,  # noqa: ARG001 - as `estimate`; merged people have facts under several ids
    at: datetime,
    level: int | None = None,
    known_at: datetime | None = None,
) -> Why:
    """The reasons for one rank: the one that is asked for (brought onto the scale), else the validated one, else the
    one that is plausible, else the first. `evidence` is all there is of the learner."""
    fact = words.fact(competency) or competency
    stands = standing(evidence, words, policy, at=at, known_at=known_at)
    ranks = words.ranks[fact]
    one = ladder(fact, stands.pieces.get(fact, ()), ranks, policy.of(fact, words.members.get(fact, ())))
    (climb,) = climbed([one])
    (raise_by,) = raising([one], [climb.level], words, at)
    known = skill(one, climb, policy=policy.label, raise_by=raise_by)
    likely = known.plausible
    rank = level if level is not None else known.level or (likely.level if likely else 1)
    rank = min(max(rank, 1), ranks)
    estimate = known.levels[rank - 1]
    now = one.rungs[rank - 1]
    used = _shares(now, estimate, one, stands)
    best = _best(one, rank, used)
    ignored = _ignored(one, rank, now, stands)
    prior_share = one.rules.prior_strength * now.prior / now.mass * estimate.mean / now.mean
    found = Why(
        competency=fact,
        level=rank,
        skill=known,
        estimate=estimate,
        used=used,
        ignored=ignored,
        prior_share=prior_share,
        proof=now.proof,
        proof_needed=one.rules.proof,
        best=best,
        rule=_rule(one.rules),
        policy=policy.label,
        sentences=(),
    )
    name = competency if competency in words.catalogue.competency else fact
    return _worded(found, name, one.rules, now)


def _shares(now: Rung, estimate: LevelEstimate, one: Ladder, stands: Standing) -> tuple[Share, ...]:
    """A rank that is held down by the one below it has its shares scaled, so that they add up all the same."""
    scale = estimate.mean / now.mean / now.mass
    found: list[Share] = []
    for part in now.parts:
        fact = part.piece.evidence
        about = stands.links[fact.id, one.fact]
        found.append(
            Share(
                evidence=fact.id,
                source=fact.source,
                occurred_at=fact.occurred_at,
                level=part.piece.shown.level,
                weight=part.weight,
                share=part.weight * part.says * scale,
                over=None if about.named == one.fact else about.named,
                link=about.link,
            )
        )
    return tuple(sorted(found, key=lambda share: (-share.share, share.evidence)))


def _best(one: Ladder, rank: int, used: Sequence[Share]) -> Best | None:
    if not used:
        return None
    left = by_voice(piece for voice in one.voices for piece in voice if piece.evidence.id != used[0].evidence)
    without = min(rung(each, one.ranks, heard(each, left), one.rules).mean for each in range(1, rank + 1))
    return Best(evidence=used[0].evidence, mean_without=without)


def _ignored(one: Ladder, rank: int, now: Rung, stands: Standing) -> tuple[Ignored, ...]:
    used = {part.piece.evidence.id for part in now.parts}
    said = {part.piece.evidence.id for part in one.heard[rank - 1]}
    found = [each for each in stands.ignored if one.fact in stands.named[each.evidence]]
    for piece in (piece for voice in one.voices for piece in voice):
        fact = piece.evidence.id
        if fact in used:
            continue
        if not piece.shown.lowest <= rank <= piece.shown.highest:
            code, message = "other_ranks", f"It says nothing of rank {rank}."
        elif fact in said:
            code, message = "capped", "Others of its kind already weigh as much as that kind may."
        else:
            code, message = "newer_word", "The same voice said something newer."
        found.append(Ignored(evidence=fact, code=code, message=message))
    return tuple(sorted(found, key=lambda each: each.evidence))


def _rule(rules: Rules) -> str:
    certain = 100 - rules.quantile * 100
    return (
        f"A rank is validated when its Beta distribution lies, with {certain:g} % certainty, above "
        f"{rules.threshold:g}, and when assessments, managers and observed work alone weigh at least "
        f"{rules.proof:g} in its favour. Weights halve every {rules.half_life_days:g} days. Self ratings and "
        f"completions weigh at most {rules.cap:g} together, peers {rules.peer_cap:g}, and neither can validate."
    )


def _worded(found: Why, name: CompetencyId, rules: Rules, now: Rung) -> Why:
    parts = {part.piece.evidence.id: part for part in now.parts}
    estimate = found.estimate
    verdict = {
        "DEMONSTRATED": "validated", "EXPIRED": "was validated, and the evidence has grown too old",
        "PARTIAL": "plausible, not proved", "NOT_DEMONSTRATED": "surely not held", "UNKNOWN": "not known",
    }[estimate.status]  # fmt: skip
    chance = f"; a probability of {estimate.probability:.2f}" if rules.calibration else ""
    lines = [
        f"“{name}” rank {found.level}: {estimate.mean:.2f} (90 % interval {estimate.low:.2f} to "
        f"{estimate.high:.2f}{chance}), {verdict}."
    ]
    validating = [share for share in found.used if parts[share.evidence].piece.validating]
    others = [share for share in found.used if not parts[share.evidence].piece.validating]
    lines += [_of_one(share, parts[share.evidence]) for share in validating[:TOLD]]
    if rest := validating[TOLD:]:
        lines.append(f"+{sum(share.share for share in rest):.2f} {len(rest)} more facts that can validate.")
    if others:
        kinds = sorted({_WORDS[share.source] for share in others})
        lines.append(
            f"+{sum(share.share for share in others):.2f} {' and '.join(kinds)} ({_facts(len(others))}), "
            "which cannot validate."
        )
    lines.append(f"+{found.prior_share:.2f} is assumed of everybody before anything is known.")
    if now.mean > estimate.mean:
        lines.append("A rank is never surer than the one below it: that holds this one down.")
    if found.best is not None and parts[found.best.evidence].piece.validating:
        first = found.used[0]
        lines.append(
            f"Without the {_WORDS[first.source]} of {first.occurred_at:%Y-%m-%d}: {found.best.mean_without:.2f}."
        )
    if estimate.sure < rules.threshold:
        lines.append(
            f"Not sure enough: the {rules.quantile * 100:g} % quantile is {estimate.sure:.2f}, "
            f"{rules.threshold:g} is needed."
        )
    if found.proof < found.proof_needed:
        lines.append(
            f"Not proved: assessments, managers and observed work weigh {found.proof:.2f} in its favour, "
            f"{found.proof_needed:g} is needed."
        )
    if found.ignored:
        verb = "does" if len(found.ignored) == 1 else "do"
        lines.append(f"{_facts(len(found.ignored)).capitalize()} {verb} not count.")
    lines += found.skill.raise_by
    lines.append(f"Policy {found.policy}.")
    return replace(found, sentences=tuple(lines))


def _of_one(share: Share, part: Part) -> str:
    """`+0.49 assessment of 2026-03-02, level 3.4: weight 5.7 x 0.86 by age.`"""
    piece = part.piece
    link = f" ({share.link})" if share.link else ""
    age = piece.weight / piece.fresh_weight
    return (
        f"+{share.share:.2f} {_WORDS[share.source]} of {share.occurred_at:%Y-%m-%d}{link}, level {share.level:.2g}: "
        f"weight {piece.fresh_weight:g} × {age:.2f} by age."
    )


def _facts(count: int) -> str:
    return "one fact" if count == 1 else f"{count} facts"
