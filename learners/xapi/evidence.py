"""Facts that statements give: what was judged, what was completed, what is under way; and what can be none.

The rules are conservative, and `docs/xapi.md` says them with their reasons:

- A judged result (passed, failed, scored) is evidence of ability where the activity is an assessment or a competency
  of the ontology. On a course it is a completion only: what a course's own test measures, and up to which level, is
  what an assessment in the ontology is for.
- On a competency the result must name the level that was shown (extension `LEVEL`), unless it has one rank only: a
  pass without a level would else be a pass at the highest.
- `completed` never is evidence of ability, `satisfied` and `waived` are none of anything that somebody did.
- A verdict that its own score or success denies counts for nothing, and is kept for somebody to look at.
- Of statements about people, other statements or SubStatements nothing is derived, and nothing for Groups.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, cast

from learners.evidence import Evidence, Meant, Source
from learners.ids import EvidenceId, LearnerId
from learners.xapi import cmi5
from learners.xapi.agents import ifi
from learners.xapi.statement import Statement
from learners.xapi.subjects import About
from learners.xapi.terms import Json
from learners.xapi.verbs import JUDGING, Meaning, meaning
from ontology.ids import AssessmentId, CompetencyId, CourseId

LEVEL: Final = "https://w3id.org/skillway#level"
"""Extension of a result: the level that was shown, as a rank of the competency's scale."""
_ALMOST: Final = 0.99
"""Progress of 100 % is no completion: cmi5 asks for `completed` beside it."""
_VIDEO_PROGRESS: Final = "https://w3id.org/xapi/video/extensions/progress"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A fact without the learner: `actor` is the account that has to be found first. Fields as in `Evidence`.

    `by` is the account of a person who judged, None where a system did.
    """

    id: EvidenceId
    actor: str
    source: Source
    about: About
    occurred_at: datetime
    level: float | None = None
    score: float | None = None
    passed: bool | None = None
    progress: float | None = None
    by: str | None = None
    supersedes: EvidenceId | None = None
    withdrawn: bool = False

    def evidence(
        self,
        learner: LearnerId,
        *,
        received_at: datetime,
        author: str | None = None,
        meant: tuple[Meant, ...] = (),
        edition: int | None = None,
    ) -> Evidence:
        """The fact about a learner. `author` is who says so: the judging learner's id, or the sending system."""
        kind, thing = self.about.kind, self.about.id
        return Evidence(
            id=self.id,
            learner=learner,
            source=self.source,
            occurred_at=self.occurred_at,
            received_at=received_at,
            competency=CompetencyId(thing) if kind == "competency" else None,
            course=CourseId(thing) if kind == "course" else None,
            assessment=AssessmentId(thing) if kind == "assessment" else None,
            level=self.level,
            score=self.score,
            passed=self.passed,
            progress=self.progress,
            author=author,
            supersedes=self.supersedes,
            withdrawn=self.withdrawn,
            meant=meant,
            edition=edition,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmapped:
    """A statement of weight from which no fact could be made: kept, to be replayed when its cause is mended.

    `code`: `activity.unknown` (the ontology has no such thing; `activity` is its IRI), `actor.group`, `level.missing`
    (a verdict on a competency), or `verdict.contradicted` (the verb denies its score, mastery score or `success`).
    """

    code: str
    activity: str
    message: str
    hint: str


def drafts(
    statement: Statement, about: Callable[[str], About | None], *, at: datetime
) -> tuple[Draft | Unmapped, ...]:
    """What follows from one statement; nothing for most. `at` stands in for a timestamp that is missing.

    `about` tells the thing of the ontology that an activity is: `subjects(words).get`. Facts are named for the
    statement, `xapi:<uuid>`, so a statement without an id gives none: complete it first.
    """
    says, activity = meaning(statement.verb), statement.activity
    if says in (None, Meaning.NOTHING) or activity is None or statement.id is None or cmi5.only_looking(statement):
        return ()
    assert says is not None
    published = cmi5.published_as(statement)
    thing = about(activity) or (about(published) if published is not None else None)
    actor = ifi(statement.actor)
    weighty = says in JUDGING or says is Meaning.COMPLETED
    if thing is None:
        return (_unmapped("activity.unknown", activity),) if weighty else ()
    if actor is None or statement.actor.get("objectType") == "Group":
        return (_unmapped("actor.group", activity),) if weighty else ()
    if says in (Meaning.PASSED, Meaning.FAILED) and cmi5.contradicted(statement, passed=says is Meaning.PASSED):
        return (_unmapped("verdict.contradicted", activity),)
    blank = Draft(
        id=EvidenceId(f"xapi:{statement.id}"),
        actor=actor,
        source="completion",
        about=thing,
        occurred_at=statement.timestamp or at,
    )
    fact = _of_course(statement, says, blank) if thing.kind == "course" else _judged(statement, says, blank)
    if fact is not None and thing.kind == "competency" and fact.level is None:
        return (_unmapped("level.missing", activity),)
    return () if fact is None else (fact,)


def withdrawing(fact: Draft, voiding: Statement, *, at: datetime) -> Draft:
    """The fact that takes back `fact`, which a voided statement gave. It is named for the voiding statement."""
    return replace(
        fact,
        id=EvidenceId(f"xapi:{voiding.id}"),
        supersedes=fact.id,
        withdrawn=True,
        occurred_at=voiding.timestamp or at,
    )


def score(result: Json) -> float | None:
    """The score of a result in [0, 1]: `scaled`, else where `raw` lies from `min` (0 unless said) to `max`.

    Below zero is zero: a scale that goes down to -1 has its "nothing right" at 0.
    """
    given = cast("Mapping[str, float]", result.get("score", {}))
    if "scaled" in given:
        return max(0.0, float(given["scaled"]))
    raw, low, high = given.get("raw"), given.get("min", 0), given.get("max")
    if raw is None or high is None or high <= low or not low <= raw <= high:
        return None
    return (raw - low) / (high - low)


def _judged(statement: Statement, says: Meaning, blank: Draft) -> Draft | None:
    """A judged result on an assessment or a competency; `completed` on an assessment where it says how it went."""
    if says not in JUDGING and not (says is Meaning.COMPLETED and blank.about.kind == "assessment"):
        return None
    success = statement.result.get("success")
    passed = {Meaning.PASSED: True, Meaning.FAILED: False}.get(says, success if isinstance(success, bool) else None)
    level = cast("Json", statement.result.get("extensions", {})).get(LEVEL)
    shown = float(level) if isinstance(level, int | float) and not isinstance(level, bool) else None
    reached = score(statement.result)
    if passed is None and shown is None and reached is None:
        return None
    if blank.about.kind == "competency":
        # What full marks would have shown is known of assessments only.
        reached = None
        shown = 1.0 if shown is None and passed is not None and blank.about.ranks == 1 else shown
    source, by = _source(statement, blank)
    return replace(blank, source=source, by=by, level=shown, score=reached, passed=passed)


def _source(statement: Statement, blank: Draft) -> tuple[Source, str | None]:
    """Who judged: the learner's own word where actor and instructor are one; the instructor where a competency is
    judged; else the test. That an assessment has an instructor says who teaches, not who marked it."""
    instructor = statement.context.get("instructor")
    judge = ifi(cast("Json", instructor)) if instructor is not None else None
    if judge == blank.actor:
        return "self", judge
    return ("observed", judge) if judge is not None and blank.about.kind == "competency" else ("assessment", None)


def _of_course(statement: Statement, says: Meaning, blank: Draft) -> Draft | None:
    """What became of a course: done, failed, or under way. A result that denies completion completes nothing."""
    result, criterion = statement.result, cmi5.move_on(statement)
    if says is Meaning.FAILED:
        return replace(blank, passed=False, score=score(result))
    if says in (Meaning.BEGUN, Meaning.PROGRESSED):
        return replace(blank, progress=_progress(result))
    completion, passed = result.get("completion"), says is Meaning.PASSED or result.get("success") is True
    if says is Meaning.SATISFIED:
        done = completion is True or (criterion != "NotApplicable" and completion is None)
        return replace(blank, progress=1.0) if done else None
    completed = says is Meaning.COMPLETED or completion is True
    done = completion is not False and cmi5.satisfied(criterion, completed=completed, passed=passed)
    progress = 1.0 if done else _progress(result)
    return replace(blank, progress=progress, score=score(result), passed=passed or None)


def _progress(result: Json) -> float:
    """The share of a course that is done, in [0, 1): what the result says, 0 where it says nothing."""
    extensions = cast("Json", result.get("extensions", {}))
    for name, whole in ((cmi5.PROGRESS, 100.0), (_VIDEO_PROGRESS, 1.0)):
        given = extensions.get(name)
        if isinstance(given, int | float) and not isinstance(given, bool):
            return min(_ALMOST, max(0.0, given / whole))
    return 0.0


_REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "activity.unknown": (
        "The activity is no competency, course or assessment of the current edition.",
        "Give the course or assessment this IRI (or the course this schema:url), publish, and replay.",
    ),
    "actor.group": (
        "The actor is a group: what a group did says nothing of one person.",
        "Send a statement for each person.",
    ),
    "level.missing": (
        "A verdict on a competency says no level.",
        f"Name the rank in the result's extension {LEVEL}, or send the verdict about an assessment of the ontology.",
    ),
    "verdict.contradicted": (
        "The verdict denies its own result: the score or `success` is on the other side.",
        "Void the statement and send it with the verdict that its result has.",
    ),
}


def _unmapped(code: str, activity: str) -> Unmapped:
    message, hint = _REASONS[code]
    return Unmapped(code=code, activity=activity, message=message, hint=hint)
