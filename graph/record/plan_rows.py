"""Plans and their versions as the properties of nodes, and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from graph.record import times
from learners.ids import LearnerId, PlanId
from ontology.ids import RoleLevelId
from planning.plan_text import asked_of, event_of, of_asked, of_event
from planning.plans import Basis, Plan, Reason


class Seen(NamedTuple):
    """A plan as it was read, and when what counts for its learner last changed (empty: never)."""

    plan: Plan
    changed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """A version of a plan without its texts. `why` are the reasons for which it was computed; none for the first."""

    number: int
    at: datetime
    edition: int
    digest: str
    hours: float
    steps: int
    why: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version whole: the question with the state of then, the path, and the certificate (`planning.stored`), as
    JSON. The door that writes them reads them."""

    line: VersionLine
    question: str
    path: str
    certificate: str


def seen(row: Mapping[str, Any], changed: str | None) -> Seen:
    return Seen(plan_of(row), changed or "")


def plan_of(row: Mapping[str, Any]) -> Plan:
    return Plan(
        id=PlanId(row["id"]),
        learner=LearnerId(row["learner"]),
        asked=asked_of(row["asked"]),
        status=row["status"],
        version=row["version"],
        agreed=row["agreed"] or None,
        history=tuple(event_of(text) for text in row["history"]),
        changes=row["changes"],
        basis=Basis(
            edition=row["edition"],
            digest=row["digest"],
            policy=row["policy"],
            inferring=row["inferring"],
            to=RoleLevelId(row["to"]) if row["to"] else None,
            day=date.fromisoformat(row["day"]),
            seen=row["seen"],
            skills=row["skills"],
            courses=row["courses"],
            relevant=row["relevant"],
            about=None if row["aboutMore"] else tuple(row["about"]),
            proved_in=row["provedIn"],
        ),
    )


def properties(plan: Plan) -> dict[str, Any]:
    """All properties but the id. `live` says that it is kept fresh."""
    return {
        "learner": plan.learner,
        "asked": of_asked(plan.asked),
        "status": plan.status,
        "live": plan.live,
        "version": plan.version,
        "agreed": plan.agreed or 0,
        "history": [of_event(event) for event in plan.history],
        "changes": plan.changes,
        **of_basis(plan.basis),
    }


def of_basis(basis: Basis) -> dict[str, Any]:
    return {
        "edition": basis.edition,
        "digest": basis.digest,
        "policy": basis.policy,
        "inferring": basis.inferring,
        "to": basis.to or "",
        "day": basis.day.isoformat(),
        "seen": basis.seen,
        "skills": basis.skills,
        "courses": basis.courses,
        "relevant": basis.relevant,
        "about": list(basis.about or ()),
        "aboutMore": basis.about is None,
        "provedIn": basis.proved_in,
    }


def version_id(plan: PlanId, number: int) -> str:
    return f"{plan}/{number}"


def version_row(plan: Plan, version: Version) -> dict[str, Any]:
    line = version.line
    return {
        "id": version_id(plan.id, line.number),
        "properties": {
            "plan": plan.id,
            "learner": plan.learner,
            "number": line.number,
            "at": times.text(line.at),
            "edition": line.edition,
            "digest": line.digest,
            "hours": line.hours,
            "steps": line.steps,
            "why": list(line.why),
            "question": version.question,
            "path": version.path,
            "certificate": version.certificate,
        },
    }


def version_of(row: Mapping[str, Any]) -> Version:
    return Version(line=line_of(row), question=row["question"], path=row["path"], certificate=row["certificate"])


def line_of(row: Mapping[str, Any]) -> VersionLine:
    return VersionLine(
        number=row["number"],
        at=times.read(row["at"]),
        edition=row["edition"],
        digest=row["digest"],
        hours=row["hours"],
        steps=row["steps"],
        why=tuple(row["why"]),
    )


def size(version: Version) -> int:
    """Bytes of its texts on the wire, at most: a character takes up to three."""
    return 3 * (len(version.question) + len(version.path) + len(version.certificate))
