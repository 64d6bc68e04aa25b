"""What can be changed through the service. Each kind of change has a mixin in a module of its own."""

import strawberry

from api.schema.consents import ConsentMutation
from api.schema.planning import PlanMutation
from api.schema.recording import EvidenceMutation


@strawberry.type(
    description="What can be changed. Every change needs a bearer token, and answers with what it comes to, so no "
    "second request is needed to see it."
)
class Mutation(EvidenceMutation, ConsentMutation, PlanMutation):
    pass
