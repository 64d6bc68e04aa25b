"""Everything that is held about one person, as JSON that they can read: the right of access, in one file.

For the person it leaves out notes for managers, and whatever would show that there are some: facts that are nothing
but such a note, refused rows that may be one, and the traces in the audit log of their being written. With private
notes (for whoever answers for data protection) nothing is left out, and the file says so.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from api.answers import Labelled
from api.person import Picture, authored
from api.person_answers import of_state
from api.person_questions import StateAnswer
from api.printing import JsonValue
from api.views import EditionView
from learners import consent
from learners.audit import AuditEntry, AuditFilter
from learners.consent import Consent
from learners.evidence import Evidence
from planning.plans import Plan

if TYPE_CHECKING:
    from graph.record import Record
    from graph.record.holdings import Held

MOST_ENTRIES: Final = 100_000
_ABOUT: Final = (
    "This file holds what Skillway has recorded about you. Things are named by id, with their label beside it.",
    "“identity” is who you are, “place” where you stand in the organisation. They come from your company's systems.",
    "“evidence” is what you did and what others saw of it. None of it is ever changed: a correction is a new entry.",
    "“state” is what follows from the evidence by the rules of the policy that is named there, with the reasons.",
    "“plans” are paths that were proposed to you or that you go by; “consents” what you let your data be used for.",
    "“statements” are reports of learning systems as they came. “refused” is what could not be taken, and why.",
    "“looked” is who looked at or changed your data, and what for. Your own looks are left out.",
    "Facts that you judged about other people are theirs, and are in their files.",
)
_PRIVATE: Final = (
    "CONFIDENTIAL: this copy holds notes that are for managers only. It is for whoever answers for data protection, "
    "and must not be handed to the person as it is."
)


async def collected(
    record: "Record", picture: Picture, view: EditionView, *, now: datetime, language: str = "en"
) -> dict[str, JsonValue]:
    """All that may be shown of what is held about a learner who may be seen."""
    visible, labelled = picture.visible, Labelled(view.catalogue, language)
    held = await record.holdings.of(visible)
    looked = await record.audit.entries(AuditFilter(learner=visible.id), limit=MOST_ENTRIES)
    shown = frozenset(str(fact.id) for fact in picture.evidence)
    own = frozenset(f"learner:{name}" for name in (visible.id, *held.aliases))
    return {
        "about": [*([_PRIVATE] if visible.private_notes else []), *_ABOUT],
        "made_on": now.date().isoformat(),
        "with_private_notes": visible.private_notes,
        "identity": {
            "learner": visible.id, "also_known_as": list(held.aliases), "name": held.contact.name,
            "email": held.contact.email, "accounts": list(held.contact.accounts),
        },
        "place": _place(picture, labelled),
        "consents": _consents(await record.consents.of(visible), picture),
        "evidence": [_fact(picture, fact, labelled) for fact in picture.evidence],
        "state": of_state(StateAnswer(view=view, picture=picture), labelled, why=True),
        "plans": [await _plan(record, one.plan, labelled) for one in await record.plans.of(visible)],
        "statements": [json.loads(each.text) async for each in record.holdings.statements(held.contact)],
        "refused": _refused(held),
        "tokens": [
            {"id": token.id, "issued_at": token.issued_at.isoformat(), "expires_at": token.expires_at.isoformat()}
            for token in held.tokens
        ],
        "looked": [_look(each) for each in looked if visible.private_notes or _may_know(each, shown, own)],
    }  # fmt: skip


def _consents(said: Sequence[Consent], picture: Picture) -> JsonValue:
    now: list[JsonValue] = [
        {"purpose": each.purpose, "given": each.given, "since": _time(each.since)}
        for each in consent.held(said, picture.policy.consents)
    ]
    before: list[JsonValue] = [
        {"purpose": each.purpose, "given": each.given, "at": _time(each.at), "by": each.by} for each in said
    ]
    return {"now": now, "said": before}


async def _plan(record: "Record", plan: Plan, labelled: Labelled) -> JsonValue:
    to = plan.basis.to
    return {
        "id": plan.id,
        "status": plan.status,
        "to": to,
        "to_label": labelled.text(to) if to else None,
        "history": [{"at": event.at.isoformat(), "deed": event.deed, "by": event.by} for event in plan.history],
        "versions": [await _version(record, plan, line.number) for line in await record.plans.versions(plan)],
    }


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


async def _version(record: "Record", plan: Plan, number: int) -> dict[str, JsonValue]:
    """A version of a plan: what was asked with the state of then, and the path. The proof is left out: it is numbers
    about courses."""
    version = await record.plans.version(plan, number)
    if version is None:
        return {"number": number}
    line = version.line
    return {
        "number": line.number, "at": line.at.isoformat(), "edition": line.edition, "hours": line.hours,
        "why": list(line.why), "question": json.loads(version.question), "path": json.loads(version.path),
    }  # fmt: skip


def packed(answer: Mapping[str, JsonValue]) -> str:
    """The file's text."""
    return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"


def _may_know(entry: AuditEntry, shown: frozenset[str], own: frozenset[str]) -> bool:
    """Whether the person is told of an entry: what others did, but not the writing of facts that are not shown."""
    if entry.viewpoint == "self" or entry.caller in own:
        return False
    return not entry.action.startswith("evidence.") or any(thing in shown for thing in entry.things)


def _look(entry: AuditEntry) -> dict[str, JsonValue]:
    return {
        "at": entry.at.isoformat(), "who": entry.caller, "as": entry.viewpoint, "action": entry.action,
        "outcome": entry.outcome, "purpose": entry.purpose, "path": entry.path, "edition": entry.edition,
        "policy": entry.policy,
    }  # fmt: skip


def _place(picture: Picture, labelled: Labelled) -> dict[str, JsonValue]:
    profile = picture.profile
    return {
        "role_level": profile.role_level,
        "role_level_label": labelled.text(profile.role_level) if profile.role_level else None,
        "since": _time(profile.role_level_since),
        "target": profile.target,
        "target_label": labelled.text(profile.target) if profile.target else None,
        "manager": profile.manager,
        "team": profile.team,
    }


def _fact(picture: Picture, fact: Evidence, labelled: Labelled) -> dict[str, JsonValue]:
    kind, thing = fact.subject
    note: JsonValue = None if fact.note is None else {"text": fact.note.text, "for": fact.note.visibility}
    return {
        "id": fact.id, kind: thing, **labelled.of(thing), "source": fact.source, "level": fact.level,
        "score": fact.score, "passed": fact.passed, "progress": fact.progress,
        "occurred_at": fact.occurred_at.isoformat(), "received_at": fact.received_at.isoformat(timespec="seconds"),
        "author": authored(fact, picture).words, "author_id": authored(fact, picture).id, "note": note,
        "link": fact.link, "supersedes": fact.supersedes, "withdrawn": fact.withdrawn, "edition": fact.edition,
        "meant": [{"competency": meant.competency, "up_to": meant.up_to} for meant in fact.meant],
    }  # fmt: skip


def _refused(held: "Held") -> list[JsonValue]:
    return [
        {
            "id": each.id, "door": each.door, "code": each.code, "message": each.message, "at": each.at.isoformat(),
            "row": each.row, "settled": each.settled,
        }
        for each in held.refused
    ]  # fmt: skip
