"""Skill states, as the schema shows them: levels with how sure they are, and the evidence for them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import strawberry

from api.person import Picture
from api.schema.answers import Refusal
from api.schema.competencies import Competency, known, rank_label
from api.schema.context import Info, Showing
from api.schema.evidence import Evidence
from api.schema.paging import After, Before, Connection, First, Last, Page, paged
from api.schema.reasons import LevelEstimate, Why, WhyResult
from api.schema.things import Language
from api.schema.words import SkillStatus
from learners import evidence as facts
from learners import states
from ontology.ids import CompetencyId


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
