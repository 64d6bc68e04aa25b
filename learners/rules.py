"""A policy: every number that turns evidence into a state, as frozen values. `policy.py` reads it from its file.

What no policy can say is that a self rating, a peer or a completion validates: `evidence.VALIDATING` is part of the
code, so that no slip in a file can open that lock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from learners.access import Purpose
from learners.evidence import Source
from ontology.ids import CompetencyId

Voice: TypeAlias = Literal["day", "ever"]
"""How long one author (or one test) speaks with one voice, of which the newest word counts."""
Knot: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRule:
    """What a word of this source is worth: its `weight` when fresh (rho / (1 - rho) of its reliability), how much too
    high it says levels (`leniency`) and how far it scatters (`width`, a standard deviation), in ranks of a scale of
    five."""

    weight: float
    leniency: float
    width: float
    one_voice: Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The ladder's numbers for one competency. `docs/skill-state.md` has the formulas, the policy file the origins.

    `calibration` are knots (mean, probability), both ascending in [0, 1], with straight lines between them; without
    any, the mean is the probability. `interval` scales the mass for the 90 % interval, in (0, 10].
    """

    half_life_days: float
    drift: float
    prior_strength: float
    prior_exponent: float
    quantile: float
    threshold: float
    proof: float
    cap: float
    peer_cap: float
    passed: float
    failed: float
    interval: float
    sources: Mapping[Source, SourceRule]
    calibration: tuple[Knot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RollUp:
    """What narrower competencies say of a broader one. `least`: it is held as far as the least of them is; whether
    that validates is said apart."""

    rule: Literal["none", "least"] = "none"
    validates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One version of the rules. `digest` is the SHA-256 of `text`, the file as it was read.

    `cuts` are scores from which each rank on is reached, for assessments and courses that have their own.
    `consents` are what holds for a purpose until a learner says otherwise. `minimum_group` is the smallest number of
    people that aggregates tell of.
    """

    name: str
    version: int
    digest: str
    text: str = field(repr=False)
    rules: Rules
    competencies: Mapping[CompetencyId, Rules] = field(default_factory=dict)
    cuts: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    consents: Mapping[Purpose, bool] = field(default_factory=dict)
    roll_up: RollUp = field(default_factory=RollUp)
    minimum_group: int = 5

    def of(self, fact: CompetencyId, members: Iterable[CompetencyId] = ()) -> Rules:
        """The rules for a competency: its own, else those of an equivalent (first by id), else the common ones."""
        for competency in (fact, *sorted(members)):
            if competency in self.competencies:
                return self.competencies[competency]
        return self.rules

    @property
    def label(self) -> str:
        """How answers name it: name, version and the first of its digest."""
        return f"{self.name} {self.version} ({self.digest[:12]})"
