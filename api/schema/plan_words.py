"""The words about plans that an answer may use, as enums."""

from enum import Enum

import strawberry


@strawberry.enum(description="Where a plan stands.")
class PlanStatus(Enum):
    PROPOSED = strawberry.enum_value("proposed", description="Nobody has agreed to it yet.")
    ACCEPTED = strawberry.enum_value("accepted", description="The learner has agreed to it.")
    ACTIVE = strawberry.enum_value("active", description="It is what the learner goes by.")
    COMPLETE = strawberry.enum_value("complete", description="All that it was to close is closed, and shown.")
    WITHDRAWN = strawberry.enum_value("withdrawn", description="It was given up.")
    REPLACED = strawberry.enum_value("replaced", description="Another plan to the same goal is followed instead.")


@strawberry.enum(description="Why an answer may be out of date.")
class StaleReason(Enum):
    EVIDENCE = strawberry.enum_value("evidence", description="There is new evidence.")
    COMPLETION = strawberry.enum_value("completion", description="A course was begun or completed.")
    ROLE = strawberry.enum_value("role", description="The role that the plan leads to is another one.")
    CONSENT = strawberry.enum_value("consent", description="Consent to inference was given or withdrawn.")
    POLICY = strawberry.enum_value("policy", description="The rules by which evidence counts have changed.")
    EDITION = strawberry.enum_value("edition", description="The ontology has a new edition.")
    TIME = strawberry.enum_value("time", description="A day or more has passed, and evidence ages.")


@strawberry.enum(description="How far a step of a plan is.")
class StepProgress(Enum):
    OPEN = strawberry.enum_value("open", description="Not begun.")
    IN_PROGRESS = strawberry.enum_value("in_progress", description="Begun.")
    DONE = strawberry.enum_value("done", description="The course was completed; that alone proves no level.")
    HELD = strawberry.enum_value("held", description="What it gives is held, however that came about.")


@strawberry.enum(description="What was done with a plan.")
class PlanDeed(Enum):
    PROPOSE = "propose"
    ACCEPT = "accept"
    ACTIVATE = "activate"
    COMPLETE = "complete"
    WITHDRAW = "withdraw"
    REPLACE = "replace"


@strawberry.enum(description="What became of a step between two versions.")
class StepBecame(Enum):
    KEPT = strawberry.enum_value("kept", description="It is in both.")
    DROPPED = strawberry.enum_value("dropped", description="It is gone, and nothing takes its place.")
    REPLACED = strawberry.enum_value("replaced", description="Others take its place.")
    ADDED = strawberry.enum_value("added", description="It is new.")
