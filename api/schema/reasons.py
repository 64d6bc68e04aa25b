"""Reasons of a skill state, as the schema shows them: the figures of a level, and what each fact adds to them."""

from collections.abc import Sequence
from typing import Annotated, TypeVar

import strawberry

from api.errors import LimitExceeded, RequestRefused
from api.person import Picture
from api.schema.answers import Refusal
from api.schema.competencies import Competency, known, maybe, rank_label
from api.schema.context import Showing
from api.schema.evidence import Evidence
from api.schema.things import Language
from api.schema.words import EvidenceSource, SkillStatus
from learners import states
from learners.ids import EvidenceId
from learners.why import Why as WhyLevel
from ontology.ids import CompetencyId

T = TypeVar("T")

MOST_USED = 200
"""Pieces of evidence that one answer to "why?" lists; the weightiest come first."""


@strawberry.type(description="How likely one level is held.")
class LevelEstimate:
    competency: strawberry.Private[Competency]
    level: int = strawberry.field(description="The rank.")
    mean: float = strawberry.field(description="How likely it is held, from 0 to 1.")
    low: float = strawberry.field(description="The lower end of the mean's 90 % interval.")
    high: float = strawberry.field(description="The upper end of the mean's 90 % interval.")
    sure: float = strawberry.field(description="The quantile that must pass one half before the level is validated.")
    probability: float = strawberry.field(description="The mean after calibration, where the policy has one.")
    status: SkillStatus

    @classmethod
    def of(cls, level: states.LevelEstimate, competency: Competency) -> "LevelEstimate":
        return cls(
            competency=competency,
            level=level.level,
            mean=level.mean,
            low=level.low,
            high=level.high,
            sure=level.sure,
            probability=level.probability,
            status=SkillStatus(level.status),
        )

    @strawberry.field(description="The level's label; null for a competency without a scale.")
    def label(self, language: Language = None) -> str | None:
        return rank_label(self.competency, self.level, language)


@strawberry.type(description="What one fact counts for in one competency, or why it does not count.")
class EvidenceUse:
    competency: Competency
    level: float | None = strawberry.field(description="The level that it speaks for; null where it does not count.")
    weight: float = strawberry.field(description="Its weight after age; 0 where it does not count.")
    share: float = strawberry.field(
        description="What it adds to the mean of the level that is looked at; 0 where it does not count."
    )
    ignored: str | None = strawberry.field(description="Why it does not count, in a word; null where it does.")
    message: str = strawberry.field(description="The same in a sentence; empty where it counts.")

    @classmethod
    def of(cls, competency: CompetencyId, fact: EvidenceId, picture: Picture, showing: Showing) -> "EvidenceUse":
        why = picture.why(competency)
        shares = [share for share in why.used if share.evidence == fact]
        ignored = next((each for each in why.ignored if each.evidence == fact), None)
        return cls(
            competency=known(competency, showing),
            level=max((share.level for share in shares), default=None),
            weight=sum(share.weight for share in shares),
            share=sum(share.share for share in shares),
            ignored=ignored.code if ignored and not shares else None,
            message=ignored.message if ignored and not shares else "",
        )


@strawberry.type(description="One fact that counted, and how much.")
class EvidenceShare:
    evidence: Evidence
    level: float = strawberry.field(description="The level that it speaks for.")
    weight: float = strawberry.field(description="Its weight after age.")
    share: float = strawberry.field(
        description="What it adds to the mean. All shares and the prior's add up to the mean."
    )
    over: Competency | None = strawberry.field(
        description="The competency that it names, where it counts by a tie such as an equivalence; null else."
    )
    link: str | None = strawberry.field(description="That tie in words; null where it counts directly.")


@strawberry.type(description="One fact that did not count, and why.")
class IgnoredEvidence:
    evidence: Evidence
    source: EvidenceSource
    code: str = strawberry.field(description="Why, in a word, such as `superseded`.")
    message: str = strawberry.field(description="Why, in a sentence.")


@strawberry.type(description="Why a level stands as it does.")
class Why:
    why: strawberry.Private[WhyLevel]
    picture: strawberry.Private[Picture]
    showing: strawberry.Private[Showing]
    competency: Competency
    level: int = strawberry.field(description="The rank that is explained.")
    estimate: LevelEstimate = strawberry.field(description="The figures of that rank.")
    prior_share: float = strawberry.field(
        description="What is assumed of everybody, as its part of the mean: with all shares it adds up to the mean."
    )
    rule: str = strawberry.field(description="The rule that decided, with its figures.")
    policy: str = strawberry.field(description="The policy that the rule is from: its version and digest.")
    sentences: list[str] = strawberry.field(description="All of it in words.")

    @classmethod
    def of(cls, why: WhyLevel, picture: Picture, showing: Showing) -> "Why":
        return cls(
            why=why,
            picture=picture,
            showing=showing,
            competency=known(why.competency, showing),
            level=why.level,
            rule=why.rule,
            policy=why.policy,
            prior_share=why.prior_share,
            estimate=LevelEstimate.of(why.estimate, known(why.competency, showing)),
            sentences=list(why.sentences),
        )

    @strawberry.field(description="How many facts counted.")
    def used_count(self) -> int:
        return len(self.why.used)

    @strawberry.field(description="The facts that counted, those that add the most first.")
    def used(
        self, first: Annotated[int, strawberry.argument(description=f"How many, at most {MOST_USED}.")] = 20
    ) -> list[EvidenceShare]:
        return [
            EvidenceShare(
                evidence=Evidence.of(self.picture.fact[share.evidence], self.picture, self.showing),
                level=share.level,
                weight=share.weight,
                share=share.share,
                over=maybe(share.over, self.showing),
                link=share.link,
            )
            for share in _first(self.why.used, first)
        ]

    @strawberry.field(description="How many facts did not count.")
    def ignored_count(self) -> int:
        return len(self.why.ignored)

    @strawberry.field(description="The facts that did not count, by id.")
    def ignored(
        self, first: Annotated[int, strawberry.argument(description=f"How many, at most {MOST_USED}.")] = 20
    ) -> list[IgnoredEvidence]:
        found = []
        for each in _first(sorted(self.why.ignored, key=lambda ignored: ignored.evidence), first):
            fact = self.picture.fact[each.evidence]
            found.append(
                IgnoredEvidence(
                    evidence=Evidence.of(fact, self.picture, self.showing),
                    source=EvidenceSource(fact.source),
                    code=each.code,
                    message=each.message,
                )
            )
        return found


WhyResult = Annotated[
    Why | Refusal,
    strawberry.union("WhyResult", description="Why a level stands as it does, or why that is not said."),
]


def _first(items: Sequence[T], first: int) -> Sequence[T]:
    """The first so many. Raises `LimitExceeded` or `RequestRefused` for a number that no answer has."""
    if first < 0:
        raise RequestRefused("page.negative", f"`first` is {first}; a list has at least 0 things.")
    if first > MOST_USED:
        raise LimitExceeded(
            "page_size",
            f"`first` asks for {first:,} facts; at most {MOST_USED} are listed.",
            limit=MOST_USED,
            actual=first,
            hint="`evidence` gives all of them, page by page.",
        )
    return items[:first]
