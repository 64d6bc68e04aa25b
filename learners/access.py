"""Who may see whose data, decided once, in one place, and carried in a type.

Stores and answers about a person take a `VisibleLearner`; only `api/identity.py` asks `decide` for one.

    part            sees                                    as             manager-only notes
    learner         themselves                              self           never
    learner         those who report to them now, while     manager        yes
                    these consent to `manager_view`
    curator         nobody
    administrator   one person for a stated purpose         administrator  with the scope `notes:read`
    service         anybody, with the scope of the action   service        with the scope `notes:read`
    worker          the person whose plan it refreshes      worker         never

Managers see their own reports, not those of their reports: who leads whom says little about who needs to know what
about whom. What a caller is not shown and what is not there are one answer, `NOT_VISIBLE`; refusals that say more
depend on the caller alone, never on the person.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from learners.ids import LearnerId
from ontology.refusals import Refusal

Part: TypeAlias = Literal["learner", "curator", "administrator", "service", "worker"]
"""What a caller is. A manager is a learner to whom others report, by what the record says now."""
Purpose: TypeAlias = Literal["inference", "manager_view", "experiments"]
"""What a learner's data may be used for, by consent."""
Viewpoint: TypeAlias = Literal["self", "manager", "administrator", "service", "worker"]

XAPI_WRITE: Final = "xapi:write"
XAPI_READ: Final = "xapi:read"
PEOPLE_READ: Final = "people:read"
PEOPLE_WRITE: Final = "people:write"
EVIDENCE_WRITE: Final = "evidence:write"
AUDIT_READ: Final = "audit:read"
NOTES_READ: Final = "notes:read"
SCOPES: Final = (XAPI_WRITE, XAPI_READ, PEOPLE_READ, PEOPLE_WRITE, EVIDENCE_WRITE, AUDIT_READ, NOTES_READ)
"""What a token can be given leave for, beyond what its part may."""

NOT_VISIBLE: Final = Refusal(code="learner.not_visible", message="There is no such learner that you may see.")
"""The one answer for somebody whom a caller may not see and for nobody at all. It never names whom was asked for."""
PURPOSE_MISSING: Final = Refusal(
    code="access.purpose_missing",
    message="An administrator looks at one person only for a stated purpose.",
    hint="State it in the header Skillway-Purpose; it is kept in the audit log.",
)
NO_PEOPLE: Final = Refusal(
    code="access.no_people",
    message="Curators see the ontology, and no people.",
    hint="Ask with a token of a learner, an administrator or a service account.",
)

ERASING: Final = "data.erase"
_ABOUT_ONESELF: Final = frozenset({"consent.read", "consent.write", "data.export", "data.erase"})
"""What a manager may not do for a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks. `learner` for people with a record; `scopes` for service accounts; `purpose` is what an administrator
    states when looking at one person. `id` goes into the audit log."""

    id: str
    part: Part
    learner: LearnerId | None = None
    scopes: frozenset[str] = frozenset()
    purpose: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisibleLearner:
    """A learner whom a caller may see, and from where. `private_notes`: notes for managers only may be shown."""

    id: LearnerId
    viewpoint: Viewpoint
    caller: str
    purpose: str | None = None
    scopes: frozenset[str] = field(default_factory=frozenset)
    private_notes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the record says of one person now, as far as it decides who may see them.

    `known` is whether the record has them, `erased` whether it had and must not again. `manager` is to whom they
    report; `consents` are the purposes that they consent to, defaults included.
    """

    learner: LearnerId
    known: bool = False
    erased: bool = False
    manager: LearnerId | None = None
    consents: frozenset[Purpose] = frozenset()


def decide(caller: Caller, about: Standing, *, action: str = "state.read") -> VisibleLearner | Refusal:
    """Whether a caller may do something with one person's data, by the table above.

    `action` is `thing.read` or `thing.write`. Oneself is visible before anything is recorded (the state is then
    unknown); others must be known. Nobody sees who was erased.
    """
    refused = of_caller(caller, action)
    if refused is not None:
        return refused
    viewpoint = _viewpoint(caller, about, action)
    if viewpoint is None or not (about.known or viewpoint == "self"):
        return NOT_VISIBLE
    if about.erased and action != ERASING:  # one that was begun goes on until nothing is known
        return NOT_VISIBLE
    return VisibleLearner(
        id=about.learner,
        viewpoint=viewpoint,
        caller=caller.id,
        purpose=caller.purpose,
        scopes=caller.scopes,
        private_notes=_sees_private_notes(caller, viewpoint),
    )


def of_caller(caller: Caller, action: str) -> Refusal | None:
    """Why a caller may do this with nobody's data, whoever is asked about; None where it depends."""
    if caller.part == "curator":
        return NO_PEOPLE
    if caller.part == "service":
        return missing_scope(caller.scopes, scope_of(action))
    return missing_purpose(caller)


def audit_refusal(caller: Caller) -> Refusal | None:
    """Why a caller may not read the audit log; None where they may: administrators, and programs with the scope."""
    if caller.part == "administrator":
        return None
    if caller.part == "service":
        return missing_scope(caller.scopes, AUDIT_READ)
    return Refusal(
        code="access.audit",
        message="The audit log is for administrators, and for programs with the scope audit:read.",
        hint="Learners find who looked at their data in their own copy of it: /me/data.json.",
    )


def group_refusal(caller: Caller) -> Refusal | None:
    """Why a caller may not have figures about groups; None where they may: administrators, and programs that may read
    about people."""
    if caller.part == "administrator":
        return None
    if caller.part == "service":
        return missing_scope(caller.scopes, PEOPLE_READ)
    return Refusal(
        code="access.groups",
        message="Figures about groups of people are for administrators, and for programs with the scope people:read.",
        hint="Who leads a team sees its people: ask for the team.",
    )


def scope_of(action: str) -> str:
    """The scope that a service account needs for an action."""
    thing, _, what = action.partition(".")
    if what != "write":
        return PEOPLE_READ
    return EVIDENCE_WRITE if thing == "evidence" else PEOPLE_WRITE


def missing_purpose(caller: Caller) -> Refusal | None:
    """The refusal of an administrator who states no purpose; None for whoever needs none, or has one."""
    return PURPOSE_MISSING if caller.part == "administrator" and not (caller.purpose or "").strip() else None


def missing_scope(scopes: Collection[str], needed: str) -> Refusal | None:
    """The refusal of a token that has not the scope; None where it has."""
    if needed in scopes:
        return None
    return Refusal(
        code="access.scope_missing",
        message=f"This needs the scope {needed}, which the token does not have.",
        hint=f"Issue one that has: skillway token issue --service NAME --scope {needed}",
    )


def _viewpoint(caller: Caller, about: Standing, action: str) -> Viewpoint | None:
    """From where the caller sees the person; None where not at all."""
    if caller.part == "learner":
        if caller.learner is None:
            return None
        if caller.learner == about.learner:
            return "self"
        leads = about.manager == caller.learner and "manager_view" in about.consents
        return "manager" if leads and action not in _ABOUT_ONESELF else None
    if caller.part == "curator":
        return None
    return caller.part


def _sees_private_notes(caller: Caller, viewpoint: Viewpoint) -> bool:
    if viewpoint == "manager":
        return True
    return viewpoint in ("administrator", "service") and NOTES_READ in caller.scopes
