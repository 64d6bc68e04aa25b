"""The audit log, as the schema shows it to those who may read it: administrators, and programs with the scope."""

from datetime import UTC, datetime
from enum import Enum
from typing import Annotated

import strawberry

from api.schema.answers import Refusal
from api.schema.context import Context, Info
from api.tokens import MISSING
from learners import access
from learners.audit import AuditEntry as Entry
from learners.audit import AuditFilter, Outcome
from learners.ids import LearnerId
from ontology import refusals

DEFAULT = 50


@strawberry.enum(description="What a caller is.")
class CallerPart(Enum):
    LEARNER = "learner"
    CURATOR = "curator"
    ADMINISTRATOR = "administrator"
    SERVICE = "service"
    WORKER = strawberry.enum_value("worker", description="This service itself, in the background.")


@strawberry.type(description="One act on personal data: a look, a change, or one that was refused.")
class AuditEntry:
    id: strawberry.ID
    at: datetime
    caller: str = strawberry.field(description="Who, such as `learner:l-007`, `service:lms` or `local:ana`.")
    part: CallerPart
    viewpoint: str | None = strawberry.field(description="From where the learner was seen; null where not at all.")
    action: str = strawberry.field(description="What, such as `state.read`.")
    learner: str | None = strawberry.field(
        description="Whose data, null where it was not one person's; begins with `nobody-` where the record has them "
        "no more, or never had."
    )
    allowed: bool
    purpose: str | None = strawberry.field(description="What an administrator gave as the purpose; else null.")
    things: list[str] = strawberry.field(description="Ids of what was touched.")
    path: str | None = strawberry.field(description="Digest of a path that was shown; null where none was.")
    edition: int | None = strawberry.field(description="The edition that the path is from; null where there is none.")
    policy: str | None = strawberry.field(description="The policy that it rests on; null where there is none.")

    @classmethod
    def of(cls, entry: Entry) -> "AuditEntry":
        return cls(
            id=strawberry.ID(entry.id),
            at=entry.at,
            caller=entry.caller,
            part=CallerPart(entry.part),
            viewpoint=entry.viewpoint,
            action=entry.action,
            learner=entry.learner,
            allowed=entry.outcome == "allowed",
            purpose=entry.purpose,
            things=list(entry.things),
            path=entry.path,
            edition=entry.edition,
            policy=entry.policy,
        )


@strawberry.type(description="Entries of the audit log, the newest first.")
class AuditLog:
    entries: list[AuditEntry]
    older: str | None = strawberry.field(description="Give this as `before` for the next page; null on the last.")


AuditResult = Annotated[
    AuditLog | Refusal, strawberry.union("AuditResult", description="A page of the log, or why it is not shown.")
]


@strawberry.type
class AuditQuery:
    """Questions about the audit log."""

    @strawberry.field(
        description="Who looked at or changed whose data. For administrators, and programs with the scope audit:read."
    )
    async def audit_entries(
        self,
        info: Info,
        learner: Annotated[strawberry.ID | None, strawberry.argument(description="About this learner.")] = None,
        caller: Annotated[str | None, strawberry.argument(description="By this caller.")] = None,
        action: Annotated[str | None, strawberry.argument(description="`state.read`, or `state` for all.")] = None,
        since: Annotated[datetime | None, strawberry.argument(description="From then on.")] = None,
        until: Annotated[datetime | None, strawberry.argument(description="Before then.")] = None,
        first: Annotated[int | None, strawberry.argument(description="How many; 50 where nothing is said.")] = None,
        before: Annotated[str | None, strawberry.argument(description="`older` of the page before.")] = None,
    ) -> AuditResult:
        context = info.context
        about, caller, before = _named(learner), _named(caller), _named(before)
        refused = await _refused(context, about)
        if refused is not None:
            return Refusal.of(refused)
        wanted = AuditFilter(
            learner=None if about is None else LearnerId(about), caller=caller, action=action,
            since=_aware(since), until=_aware(until), before=before,
        )  # fmt: skip
        size = DEFAULT if first is None else first
        if not 1 <= size <= context.limits.page_size:
            most = context.limits.page_size
            return Refusal.of(
                refusals.Refusal(
                    code="limit.page_size", message=f"A page has from 1 to {most:,} entries; {size:,} were asked for."
                )
            )
        found = await (await context.wiring.record()).audit.entries(wanted, limit=size + 1)
        for _ in found[:size]:
            context.budget.spend()
        return AuditLog(
            entries=[AuditEntry.of(entry) for entry in found[:size]],
            older=found[size - 1].id if len(found) > size else None,
        )


async def _refused(context: Context, learner: str | None) -> refusals.Refusal | None:
    """Why the caller may not read the log; None where they may. The look is in the log by then."""
    if context.caller is None:
        return MISSING
    refused = access.audit_refusal(context.caller)
    outcome: Outcome = "allowed" if refused is None else "denied"
    await context.wiring.identity.did(
        context.caller, "audit.read", outcome=outcome, learners=[learner] if learner else []
    )
    return refused


def _named(text: str | None) -> str | None:
    """A name as the graph can be asked for it: half a surrogate pair is no text, and nobody has it."""
    return None if text is None else text.encode("utf-8", "replace").decode("utf-8")


def _aware(at: datetime | None) -> datetime | None:
    """A time with zone: one without is taken to be in UTC."""
    return at if at is None or at.tzinfo is not None else at.replace(tzinfo=UTC)
