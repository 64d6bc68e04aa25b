"""Skill states, as the schema shows them: levels with how sure they are, and why."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, TypeVar

import strawberry

from api.errors import LimitExceeded, RequestRefused
from api.person import Picture
from api.schema.answers import Refusal
from api.schema.competencies import Competency, known, maybe, rank_label
from api.schema.context import Info, Showing
from api.schema.evidence import Evidence
from api.schema.paging import After, Before, Connection, First, Last, Page, paged
from api.schema.things import Language
from api.schema.words import EvidenceSource, SkillStatus
from learners import evidence as facts
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


@strawberry.type(description="What is known of one competency of one person.")
class SkillEstimate:
    estimate: strawberry.Private[states.SkillEstimate]
    picture: strawberry.Private[Picture]
    showing: strawberry.Private[Showing]
    competency: Competency

    @classmethod
    def of(
        cls, name: CompetencyId, estimate: states.SkillEstimate, picture: Picture, showing: Showing
    ) -> "SkillEstimate":
        """The estimate under one of its names: equivalents are one skill."""
        return cls(estimate=estimate, picture=picture, showing=showing, competency=known(name, showing))

    @strawberry.field(description="How the competency stands.")
    def status(self) -> SkillStatus:
        return SkillStatus(self.estimate.status)

    @strawberry.field(description="The highest rank that is proved; 0 where none is.")
    def level(self) -> int:
        return self.estimate.level

    @strawberry.field(description="The label of that rank; null for 0 and for a competency without a scale.")
    def level_label(self, language: Language = None) -> str | None:
        return rank_label(self.competency, self.estimate.level, language)

    @strawberry.field(
        description="How likely `level` is held, with its interval; of a plausible level where none is proved."
    )
    def at_level(self) -> LevelEstimate:
        return LevelEstimate.of(self.picture.looked_at(self.estimate), self.competency)

    @strawberry.field(description="Every level of its scale, the lowest first.")
    def levels(self) -> list[LevelEstimate]:
        return [LevelEstimate.of(level, self.competency) for level in self.estimate.levels]

    @strawberry.field(description="How much evidence there is, weighed by source and age.")
    def mass(self) -> float:
        return self.estimate.mass

    @strawberry.field(description="How much of it comes from sources that can validate.")
    def validating_mass(self) -> float:
        return self.estimate.validating_mass

    @strawberry.field(description="When the newest fact that counts happened; null where none does.")
    def recency(self) -> datetime | None:
        return self.estimate.recency

    @strawberry.field(description="The policy that it was computed by: its version and digest.")
    def policy(self) -> str:
        return self.estimate.policy

    @strawberry.field(description="What would raise it, in plain words.")
    def raise_by(self) -> list[str]:
        return list(self.estimate.raise_by)

    @strawberry.field(description="How many facts are about it, whether they count or not.")
    def evidence_count(self) -> int:
        return len(self.picture.about(self.estimate.competency))

    @strawberry.field(description="The facts about it, the newest first.")
    def evidence(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Evidence]:
        facts_about = self.picture.about(self.estimate.competency)
        return evidence_page(info, Page(first, after, last, before), facts_about, self.picture, self.showing)

    @strawberry.field(description="Why a level stands as it does; the one in `atLevel` where none is named.")
    def why(
        self, level: Annotated[int | None, strawberry.argument(description="A rank of its scale.")] = None
    ) -> WhyResult:
        highest = len(self.estimate.levels)
        if level is not None and not 1 <= level <= highest:
            return Refusal(
                code="competency.level_off_scale",
                message=f"“{self.estimate.competency}” has ranks from 1 to {highest}; {level} is not one of them.",
                hint=f"Give a rank from 1 to {highest}.",
                candidates=[],
            )
        return Why.of(self.picture.why(CompetencyId(self.competency.id), level), self.picture, self.showing)


SkillResult = Annotated[
    SkillEstimate | Refusal,
    strawberry.union("SkillResult", description="What is known of a competency, or why that is not said."),
]


def evidence_page(
    info: Info, page: Page, found: Sequence[facts.Evidence], picture: Picture, showing: Showing
) -> Connection[Evidence]:
    """A page of facts, the newest first, then by id."""
    return paged(
        info,
        page,
        sorted(found, key=_newest_first),
        key=_newest_first,
        node=lambda fact: Evidence.of(fact, picture, showing),
    )


def _newest_first(fact: facts.Evidence) -> tuple[int, str]:
    """Microseconds before now, so to speak: later facts come first."""
    return -int(fact.occurred_at.timestamp()) * 1_000_000 - fact.occurred_at.microsecond, fact.id


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
