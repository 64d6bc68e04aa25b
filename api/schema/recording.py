"""Facts that come in through GraphQL: one's own ratings, what a manager saw, and what takes either of them back.

Each answer carries the learner as they stand with the fact, so that state, gap and path can be asked for at once.
"""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, NamedTuple, cast

import strawberry

from api import recording
from api.person import Picture
from api.recording import Told
from api.schema import inputs
from api.schema.answers import Refusal
from api.schema.context import Context, Info
from api.schema.evidence import Evidence
from api.schema.learners import Learner
from api.schema.naming import Names
from api.schema.words import EvidenceSource, NoteVisibility, RecordOutcome
from learners import evidence as facts
from learners.access import Caller
from learners.ids import EvidenceId, LearnerId
from ontology import refusals

if TYPE_CHECKING:
    from ontology.ids import AssessmentId, CompetencyId, CourseId

WRITING = "evidence.write"

OwnId = Annotated[
    str | None,
    strawberry.argument(
        description="Your own name for the fact, such as a UUID: sent again with the same content it is taken once. "
        "Without one, sending it twice makes two facts."
    ),
]
NoteText = Annotated[str | None, strawberry.argument(description="Words beside it, kept as plain text.")]
Visible = Annotated[NoteVisibility, strawberry.argument(description="Who may read the note.")]
Level = Annotated[
    float | None,
    strawberry.argument(description="A rank of its scale, perhaps between two; 0 says below the first level."),
]
Score = Annotated[float | None, strawberry.argument(description="From 0 to 1.")]
Passed = Annotated[bool | None, strawberry.argument(description="A verdict without a score.")]
OccurredAt = Annotated[
    datetime | None, strawberry.argument(description="When it happened, with an offset; now where nothing is said.")
]
Link = Annotated[str | None, strawberry.argument(description="Where more about it can be read: a web address.")]
FactId = Annotated[strawberry.ID, strawberry.argument(description="The id of the fact, as `evidence` gives it.")]


@strawberry.type(description="A fact that is in the record now, and the learner as they stand with it.")
class EvidenceRecorded:
    outcome: RecordOutcome
    evidence: Evidence
    learner: Learner


RecordedResult = Annotated[
    EvidenceRecorded | Refusal,
    strawberry.union("RecordedResult", description="What was recorded, or why nothing was."),
]


@strawberry.type
class EvidenceMutation:
    @strawberry.mutation(
        description="Say what level of a competency one holds oneself. It counts for a little, and never validates."
    )
    async def rate_myself(
        self,
        info: Info,
        competency: inputs.Named,
        level: Annotated[
            float, strawberry.argument(description="A rank of its scale; 0 says below the first level.")
        ],
        note: NoteText = None,
        link: Link = None,
        occurred_at: OccurredAt = None,
        id: OwnId = None,  # noqa: A002
    ) -> RecordedResult:
        return await _record(
            info.context,
            None,
            _Subject(competency=competency),
            Told(source="self", level=level, note=_note(note), link=link, occurred_at=occurred_at),
            id,
        )

    @strawberry.mutation(
        description="Say what was seen of a learner: by the manager, by a program with the scope evidence:write, or "
        "by the learner. Name one of competency, course and assessment."
    )
    async def record_evidence(
        self,
        info: Info,
        learner: Annotated[strawberry.ID, strawberry.argument(description="The learner's id.")],
        source: Annotated[EvidenceSource, strawberry.argument(description="Where the fact comes from.")],
        competency: inputs.OrCompetency = None,
        course: inputs.OrCourse = None,
        assessment: inputs.OrAssessment = None,
        level: Level = None,
        score: Score = None,
        passed: Passed = None,
        progress: Annotated[
            float | None, strawberry.argument(description="Of a course: the share that is done, from 0 to 1.")
        ] = None,
        note: NoteText = None,
        visibility: Visible = NoteVisibility.LEARNER,
        link: Link = None,
        occurred_at: OccurredAt = None,
        id: OwnId = None,  # noqa: A002
    ) -> RecordedResult:
        return await _record(
            info.context,
            LearnerId(learner),
            _Subject(competency=competency, course=course, assessment=assessment),
            Told(
                source=cast("facts.Source", source.value),
                level=level,
                score=score,
                passed=passed,
                progress=progress,
                note=_note(note, visibility),
                link=link,
                occurred_at=occurred_at,
            ),
            id,
        )

    @strawberry.mutation(
        description="Correct a fact that one said oneself: a new fact takes its place, and the old one stays listed. "
        "What is not said again is gone."
    )
    async def correct_evidence(
        self,
        info: Info,
        evidence: FactId,
        learner: inputs.OrMyself = None,
        level: Level = None,
        score: Score = None,
        passed: Passed = None,
        note: NoteText = None,
        visibility: Visible = NoteVisibility.LEARNER,
        link: Link = None,
        occurred_at: OccurredAt = None,
        id: OwnId = None,  # noqa: A002
    ) -> RecordedResult:
        context = info.context
        found = await _replaceable(context, learner, evidence, id)
        if isinstance(found, refusals.Refusal):
            return Refusal.of(found)
        caller, picture, name, before = found
        told = Told(
            source=before.source,
            competency=before.competency,
            course=before.course,
            assessment=before.assessment,
            level=level,
            score=score,
            passed=passed,
            note=_note(note, visibility),
            link=link,
            occurred_at=occurred_at or before.occurred_at,
        )
        fact = recording.fact(told, name, picture, caller, now=context.at, instead=before.id)
        return Refusal.of(fact) if isinstance(fact, refusals.Refusal) else await _kept(context, picture, fact)

    @strawberry.mutation(
        description="Take back a fact that one said oneself. It counts no more from now on, and both stay listed."
    )
    async def withdraw_evidence(
        self,
        info: Info,
        evidence: FactId,
        learner: inputs.OrMyself = None,
        note: NoteText = None,
        id: OwnId = None,  # noqa: A002
    ) -> RecordedResult:
        context = info.context
        found = await _replaceable(context, learner, evidence, id)
        if isinstance(found, refusals.Refusal):
            return Refusal.of(found)
        caller, picture, name, before = found
        fact = recording.taken_back(before, picture, caller, name, _note(note), now=context.at)
        return Refusal.of(fact) if isinstance(fact, refusals.Refusal) else await _kept(context, picture, fact)


class _Subject(NamedTuple):
    """What a fact is about, as it was named."""

    competency: str | None = None
    course: str | None = None
    assessment: str | None = None


async def _record(
    context: Context, learner: LearnerId | None, subject: _Subject, told: Told, chosen: str | None
) -> EvidenceRecorded | Refusal:
    seen = await _seen(context, learner, chosen)
    if isinstance(seen, refusals.Refusal):
        return Refusal.of(seen)
    caller, picture, name = seen
    names = Names(context.showing(None))
    competency = names.maybe("competency", subject.competency)
    course = names.maybe("course", subject.course)
    assessment = names.maybe("assessment", subject.assessment)
    if names.refused is not None:
        return Refusal.of(names.refused)
    fact = recording.fact(
        replace(
            told,
            competency=cast("CompetencyId | None", competency),
            course=cast("CourseId | None", course),
            assessment=cast("AssessmentId | None", assessment),
        ),
        name,
        picture,
        caller,
        now=context.at,
    )
    return Refusal.of(fact) if isinstance(fact, refusals.Refusal) else await _kept(context, picture, fact)


async def _seen(
    context: Context, learner: str | None, chosen: str | None
) -> tuple[Caller, Picture, EvidenceId] | refusals.Refusal:
    """The caller, the learner that they may write about, and the id of the fact that they hand in."""
    picture = await context.people.picture(None if learner is None else LearnerId(learner), None, action=WRITING)
    if isinstance(picture, refusals.Refusal):
        return picture
    assert context.caller is not None, "nobody is seen without a caller"
    vault = (await context.wiring.record()).vault
    name = recording.named(recording.prefix(context.caller, vault), chosen)
    return name if isinstance(name, refusals.Refusal) else (context.caller, picture, name)


async def _replaceable(
    context: Context, learner: str | None, evidence: str, chosen: str | None
) -> tuple[Caller, Picture, EvidenceId, facts.Evidence] | refusals.Refusal:
    """The same, and the fact that is to be corrected or taken back."""
    seen = await _seen(context, learner, chosen)
    if isinstance(seen, refusals.Refusal):
        return seen
    caller, picture, name = seen
    before = recording.replaceable(EvidenceId(evidence), name, picture, caller)
    return before if isinstance(before, refusals.Refusal) else (caller, picture, name, before)


async def _kept(context: Context, picture: Picture, fact: facts.Evidence) -> EvidenceRecorded | Refusal:
    """The fact in the record, and the learner as they stand with it; or why it was not taken."""
    verdict = await recording.keep(await context.wiring.record(), fact, picture, edition=context.view.edition.number)
    if verdict.outcome in ("conflict", "refused"):
        return Refusal(code=verdict.code, message=verdict.message, hint=verdict.hint, candidates=[])
    context.people.forget(picture.visible.id)
    fresh = await context.people.of(picture.visible, picture.at)
    showing = context.showing(None)
    return EvidenceRecorded(
        outcome=RecordOutcome(verdict.outcome),
        evidence=Evidence.of(fresh.fact[fact.id], fresh, showing),
        learner=Learner.of(fresh, context, showing),
    )


def _note(text: str | None, visibility: NoteVisibility = NoteVisibility.LEARNER) -> facts.Note | None:
    return None if text is None else facts.Note(text=text, visibility=cast("facts.Visibility", visibility.value))
