"""One fact about what somebody did, or what somebody saw of it: an append-only value, never edited.

A correction is another fact that `supersedes` the first. Facts name a competency, or a course or assessment that
says which competencies are meant; `meant` keeps what the ontology said when the fact came in, so that a later edition
can add to what it counts for, and cannot take away in silence.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, NamedTuple, TypeAlias

from learners.ids import EvidenceId, LearnerId
from ontology.ids import AssessmentId, CompetencyId, CourseId

Source: TypeAlias = Literal["assessment", "manager", "observed", "peer", "self", "completion"]
SOURCES: Final[tuple[Source, ...]] = ("assessment", "manager", "observed", "peer", "self", "completion")
VALIDATING: Final[frozenset[Source]] = frozenset({"assessment", "manager", "observed"})
"""Sources that can validate a level: somebody or something else has seen it."""
Visibility: TypeAlias = Literal["learner", "manager"]
Subject: TypeAlias = Literal["competency", "course", "assessment"]


class Meant(NamedTuple):
    """A competency that a course or assessment was about when the fact came in, and the rank that it goes up to."""

    competency: CompetencyId
    up_to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Words beside a fact. With visibility `manager` they never reach the learner, and nor does that they exist."""

    text: str
    visibility: Visibility = "learner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One fact. Exactly one of `competency`, `course` and `assessment` is named.

    `level` is a rank of the competency's scale, in steps as fine as the source has them, at least 0; `score` lies in
    [0, 1]; `passed` is a verdict without a score. `progress` in [0, 1] goes with completions: below 1 the course was
    begun and not done. `author` is a learner id where the author is one (else the system that says so). Times are
    aware and in UTC. `withdrawn` facts count for nothing: they take back what they supersede. `statement` is the id
    of the xAPI statement that it was taken from.
    """

    id: EvidenceId
    learner: LearnerId
    source: Source
    occurred_at: datetime
    received_at: datetime
    competency: CompetencyId | None = None
    course: CourseId | None = None
    assessment: AssessmentId | None = None
    level: float | None = None
    score: float | None = None
    passed: bool | None = None
    progress: float | None = None
    author: str | None = None
    note: Note | None = None
    link: str | None = None
    supersedes: EvidenceId | None = None
    withdrawn: bool = False
    meant: tuple[Meant, ...] = ()
    edition: int | None = None
    statement: str | None = None

    @property
    def subject(self) -> tuple[Subject, str]:
        """What the fact is about: the kind of thing, and its id."""
        if self.competency is not None:
            return "competency", self.competency
        if self.course is not None:
            return "course", self.course
        assert self.assessment is not None, "exactly one subject"
        return "assessment", self.assessment

    @property
    def only_a_note(self) -> bool:
        """Whether it says nothing that could count: no level, score, verdict or completion."""
        said = (self.level, self.score, self.passed, self.progress)
        return self.source != "completion" and not self.withdrawn and all(value is None for value in said)


Outcome: TypeAlias = Literal["accepted", "known", "conflict", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of one item that was handed in. `known`: the same was there before. `code` as in a `Refusal`."""

    id: str
    outcome: Outcome
    code: str = ""
    message: str = ""
    hint: str = ""
