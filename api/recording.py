"""Facts that people and programs hand in one by one: who may say what about whom, and under which id.

Whether the fact itself can be taken is `learners.accepting`'s, as for every other door. A correction is a fact of its
own that supersedes the first; so is what takes one back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from api.person import Picture
from learners.accepting import accept
from learners.access import Caller
from learners.evidence import Evidence, Note, Source, Verdict
from learners.ids import EVIDENCE_ID, EvidenceId
from learners.vault import Vault
from ontology.ids import AssessmentId, CompetencyId, CourseId
from ontology.refusals import Refusal

if TYPE_CHECKING:
    from graph.record import Record

LONGEST_ID: Final = 100
"""Characters of an id that a caller chooses; the service puts in front of it who the caller is."""
_SAYS: Final[Mapping[str, tuple[Source, ...]]] = {
    "self": ("self", "completion"),
    "manager": ("manager", "observed"),
    "service": ("assessment", "manager", "observed", "peer", "self", "completion"),
}
"""Which sources a caller may speak as, by how they see the learner. Administrators look, and judge nobody."""

NOT_THERE: Final = Refusal(
    code="evidence.not_visible",
    message="There is no such fact about this learner that you may see.",
    hint="Name a fact by its id, as `evidence` gives it.",
)
"""The one answer for a fact that is hidden and for one that is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a caller says. Exactly one of `competency`, `course` and `assessment` is to be named, by id."""

    source: Source
    competency: CompetencyId | None = None
    course: CourseId | None = None
    assessment: AssessmentId | None = None
    level: float | None = None
    score: float | None = None
    passed: bool | None = None
    progress: float | None = None
    note: Note | None = None
    link: str | None = None
    occurred_at: datetime | None = None


def fact(
    told: Told,
    name: EvidenceId,
    picture: Picture,
    caller: Caller,
    *,
    now: datetime,
    instead: EvidenceId | None = None,
) -> Evidence | Refusal:
    """The fact that a caller tells about a learner whom they see, under an id that `named` gave, or why it cannot be
    taken. `instead` is the fact that it corrects (`replaceable`)."""
    visible = picture.visible
    may = _SAYS.get(visible.viewpoint, ())
    if told.source not in may:
        allowed = (
            f"From here a fact can come from {' or '.join(may)}." if may else "Learners, managers and services can."
        )
        return Refusal(
            code="source.not_yours",
            message=f"You cannot say something about this learner as “{told.source}”.",
            hint=allowed,
            candidates=may,
        )
    if told.note is not None and told.note.visibility == "manager" and visible.viewpoint == "self":
        return Refusal(
            code="note.not_for_managers",
            message="A note for managers only is written by those who lead; yours is one that you see yourself.",
            hint="Leave the visibility out.",
        )
    same = picture.fact.get(name)  # sent again without a time, it happened when it did
    return accept(
        Evidence(
            id=name,
            learner=visible.id,
            source=told.source,
            occurred_at=told.occurred_at or (now if same is None else same.occurred_at),
            received_at=now,
            competency=told.competency,
            course=told.course,
            assessment=told.assessment,
            level=told.level,
            score=told.score,
            passed=told.passed,
            progress=told.progress,
            author=author(caller),
            note=told.note,
            link=told.link,
            supersedes=instead,
        ),
        picture.words,
    )


def replaceable(of: EvidenceId, name: EvidenceId, picture: Picture, caller: Caller) -> Evidence | Refusal:
    """The fact that a caller may correct or take back: one that they said, and that nothing but the fact `name` has
    replaced yet (which is then sent again)."""
    found = picture.fact.get(of)
    if found is None:
        return NOT_THERE
    if found.author != author(caller):
        return Refusal(
            code="evidence.not_yours",
            message="Somebody else said this; only who said it can correct it or take it back.",
            hint="Say what you saw as a fact of your own; both then count for what they are worth.",
        )
    newer = next((other for other in picture.evidence if other.supersedes == of and other.id != name), None)
    if newer is not None:
        return Refusal(
            code="evidence.superseded",
            message="This fact was corrected or taken back before.",
            hint="Correct the newest of them.",
            candidates=(newer.id,),
        )
    return found


def taken_back(
    before: Evidence, picture: Picture, caller: Caller, name: EvidenceId, note: Note | None, *, now: datetime
) -> Evidence | Refusal:
    """The fact that takes another one back, or why it cannot be taken."""
    withdrawal = Evidence(
        id=name,
        learner=before.learner,
        source=before.source,
        occurred_at=before.occurred_at,
        received_at=now,
        competency=before.competency,
        course=before.course,
        assessment=before.assessment,
        author=author(caller),
        note=note,
        supersedes=before.id,
        withdrawn=True,
    )
    return accept(withdrawal, picture.words)


def prefix(caller: Caller, vault: Vault) -> str:
    """What the ids of a caller's facts begin with. Of a person it is a keyed digest: an id that stays when the person
    is erased says nothing of them. Nobody can choose an id of anybody else, and so cannot find out which there are.
    """
    return caller.id if caller.learner is None else f"said:{vault.token(f'author:{caller.learner}')[:20]}"


def named(start: str, chosen: str | None) -> EvidenceId | Refusal:
    """The id of a caller's fact: the caller's own name for it, or a new one, after `prefix`."""
    chosen = str(uuid4()) if chosen is None else chosen
    name = f"{start}:{chosen}"
    if len(chosen) <= LONGEST_ID and EVIDENCE_ID.fullmatch(name) and EVIDENCE_ID.fullmatch(chosen):
        return EvidenceId(name)
    return Refusal(
        code="evidence.id_invalid",
        message=f"An id of your own has 1 to {LONGEST_ID} printable ASCII characters without blanks.",
        hint="A UUID does; or leave it out, and send nothing twice.",
    )


def author(caller: Caller) -> str:
    """Who says what a caller says."""
    return caller.learner or caller.id


async def keep(record: "Record", kept: Evidence, picture: Picture, *, edition: int) -> Verdict:
    """Write a fact, with what the edition says that it is about. It is durable once this returns."""
    from graph.record import Intake
    from learners.interpreting import meant

    kept = replace(kept, meant=meant(picture.words, kept), edition=edition)
    return (await record.append(Intake(evidence=(kept,)))).evidence[0]
