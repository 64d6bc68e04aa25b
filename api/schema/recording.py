"""Facts that come in through GraphQL: one's own ratings, what a manager saw, and what takes either of them back."""

from typing import Annotated

import strawberry

from api.schema import inputs
from api.schema.answers import Refusal
from api.schema.context import Info
from ontology import refusals

TOKEN_MISSING = refusals.Refusal(
    code="token.missing",
    message="This question is about a person, and the request does not say who asks.",
    hint="Send a bearer token: Authorization: Bearer …; `skillway token issue` makes one.",
)
"""What a request without a token is told wherever it touches a person."""


@strawberry.type(description="A fact that was taken into the record.")
class EvidenceRecorded:
    id: strawberry.ID = strawberry.field(description="The fact's id, under which it can be corrected or taken back.")


RecordedResult = Annotated[
    EvidenceRecorded | Refusal,
    strawberry.union("RecordedResult", description="What was recorded, or why nothing was."),
]


@strawberry.type
class EvidenceMutation:
    @strawberry.mutation(description="Say what level of a competency one holds. It counts, and never validates.")
    async def rate_myself(
        self,
        info: Info,
        competency: inputs.Named,
        level: Annotated[int, strawberry.argument(description="A rank of its scale; 0 says below the first.")],
    ) -> RecordedResult:
        return Refusal.of(TOKEN_MISSING)
