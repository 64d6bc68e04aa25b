"""A learning platform's report of who completed what: one enrolment a row.

A row becomes a fact with an id that follows from what it says and from the fact that it replaces. So a report that is
sent every night changes nothing where nothing changed, and a row that changed supersedes what it said before.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Final, Literal, NamedTuple, TypeAlias

from learners import accepting, accounts
from learners.evidence import Evidence
from learners.ids import LEARNER_ID, EvidenceId, LearnerId
from learners.tables import times
from learners.tables.cells import Cells, RowRefused, given, refused, shown
from learners.tables.completion_columns import STATES, State, state_of
from learners.words import Words
from ontology.ids import AssessmentId, CourseId
from ontology.refusals import Refusal

PREFIX: Final = "completion:"
"""Begins the id of every fact that a completion report says."""

Item: TypeAlias = tuple[Literal["course", "assessment"], str]
ChooseItem: TypeAlias = Callable[[str], Item | Refusal]
"""The course or assessment that an id, a title or a web address names, or why there is none."""


class Nothing(NamedTuple):
    """A row that says nothing yet: enrolled, and not begun."""

    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What a row says. Of `learner` and `account` (a canonical text) one is there. `at` is None where the row has no
    date, which only what is in progress may lack."""

    learner: LearnerId | None
    account: str | None
    item: Item
    state: State
    score: float | None
    progress: float | None
    at: datetime | None
    enrolment: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionTable:
    """What the rows of one report are read by. `score_top` is the highest score and progress that its numbers could
    have: 1 or 100; `home_page` is where its user names are accounts; `states` are its own words for a status."""

    choose: ChooseItem
    zone: tzinfo | None = None
    comma: bool = False
    score_top: float = 1.0
    progress_top: float = 1.0
    home_page: str | None = None
    states: Mapping[str, State] = field(default_factory=dict)

    def read(self, cells: Mapping[str, object]) -> Completion | Nothing | Refusal:
        """What a row says, or why it cannot be taken."""
        row = Cells(cells, comma=self.comma)
        try:
            done_at, seen_at = (self._time(row, column) for column in ("completed_at", "seen_at"))
            progress = _of_top(row, "progress", self.progress_top)
            state = self._state(row, done_at, progress)
            if state == "not_started":
                return Nothing(state)
            learner, account = self._who(row)
            if state != "in_progress" and (done_at or seen_at) is None:
                raise refused(
                    "completed_at.missing",
                    f"It was {state} at no time that the row says.",
                    "Give the day in “completed_at”; evidence without a time cannot be weighed.",
                )
            return Completion(
                learner=learner,
                account=account,
                item=self._item(row),
                state=state,
                score=_of_top(row, "score", self.score_top),
                progress=progress if state == "in_progress" else 1.0,
                at=seen_at or done_at if state == "in_progress" else done_at or seen_at,
                enrolment=row.text("enrolment"),
            )
        except RowRefused as refusal:
            return refusal.refusal

    def _time(self, row: Cells, column: str) -> datetime | None:
        text = row.text(column)
        return None if text is None or text in ("-", "0") else times.read(text, column, self.zone)

    def _state(self, row: Cells, done_at: datetime | None, progress: float | None) -> State:
        status = row.text("status")
        if status is None:
            if done_at is not None or (progress is not None and progress >= 1):
                return "completed"
            return "in_progress" if progress else "not_started"
        if (state := state_of(status, self.states)) is None:
            raise refused(
                "status.unknown",
                f"“{shown(status)}” is no status that is known.",
                f"Say what it means: --status completed={shown(status)} (or {', '.join(s for s in STATES)}).",
                tuple(STATES),
            )
        return state

    def _who(self, row: Cells) -> tuple[LearnerId | None, str | None]:
        """The learner id where there is one; else the account that a mail address or a user name is."""
        if (text := row.text("learner")) is not None:
            if LEARNER_ID.fullmatch(text):
                return LearnerId(text), None
            if "@" in text:
                return None, given(accounts.mbox(text))
            raise refused(
                "learner.invalid",
                "The learner is not an id.",
                "An id has up to 128 letters, digits, “.”, “_” and “-”.",
            )
        if (text := row.text("email")) is not None:
            return None, given(accounts.mbox(text))
        if (text := row.text("account")) is not None:
            if self.home_page is not None and "=" not in text:
                return None, given(accounts.account(self.home_page, text))
            return None, given(accounts.typed(text))
        raise refused(
            "learner.missing",
            "The row names nobody: learner, email and account are empty.",
            "Fill in one of them.",
        )

    def _item(self, row: Cells) -> Item:
        named = [text for column in ("course", "url", "title") if (text := row.text(column)) is not None]
        if not named:
            raise refused(
                "course.missing", "The row names no course.", "Fill in its id, its web address or its title."
            )
        found = [self.choose(text) for text in named]
        chosen = next((item for item in found if not isinstance(item, Refusal)), None)
        if chosen is None:
            raise RowRefused(next(why for why in found if isinstance(why, Refusal)))
        return chosen


def _of_top(row: Cells, column: str, top: float) -> float | None:
    """A score or progress as a share; `85 %` is one, whatever the numbers of the column go up to."""
    text, number = row.text(column), row.share(column) if row.text(column) not in ("-", "–") else None
    if text is None or number is None:
        return None
    found = number if text.endswith("%") else round(number / top, 12)
    if not 0 <= found <= 1:
        raise refused(
            f"{column}.invalid",
            f"“{shown(text)}” in “{column}” does not lie from 0 to {top:g}.",
            "If its numbers go up to 100, say --score-scale 100.",
        )
    return found


def key(completion: Completion) -> str:
    """What begins the ids of all facts about one enrolment; without an enrolment's id, about one course."""
    said = "\n".join((*completion.item, completion.enrolment or ""))
    return f"{PREFIX}{hashlib.sha256(said.encode()).hexdigest()[:20]}:"


def fact(
    completion: Completion, learner: LearnerId, current: Sequence[Evidence], words: Words, *, at: datetime, by: str
) -> Evidence | Refusal:
    """The fact that a row says about a learner: one of `current` where that says the same.

    `current` are the learner's facts with this `key` that nothing supersedes. An enrolment with an id has one; of a
    course without, what is in progress, or was said of the same day, is superseded, and another day is another time
    that the course was taken.
    """
    kind, thing = completion.item
    moment = completion.at or at
    judged = completion.score is not None or completion.state in ("passed", "failed")
    by_assessment = kind == "assessment" and judged
    new = Evidence(
        id=EvidenceId(PREFIX),
        learner=learner,
        course=CourseId(thing) if kind == "course" else None,
        assessment=AssessmentId(thing) if kind == "assessment" else None,
        source="assessment" if by_assessment else "completion",
        score=completion.score,
        passed={"passed": True, "failed": False}.get(completion.state),
        progress=None if by_assessment else completion.progress or 0.0,
        occurred_at=moment,
        received_at=at,
        author=by,
    )
    same = next((known for known in current if _says(known, completion) == _says(new, completion)), None)
    if same is not None:
        return same
    newest_first = sorted(current, key=lambda known: (known.occurred_at, known.id), reverse=True)
    before = next((known for known in newest_first if _replaces(completion, moment, known)), None)
    told = "\n".join(
        map(str, (learner, *_says(new, completion), moment.isoformat(), "" if before is None else before.id))
    )
    name = key(completion) + hashlib.sha256(told.encode()).hexdigest()[:20]
    new = replace(new, id=EvidenceId(name), supersedes=None if before is None else before.id)
    return accepting.accept(new, words)


def _says(known: Evidence, completion: Completion) -> tuple[object, ...]:
    """What is compared: all that the row says. A row without a date says nothing about when."""
    when = None if completion.at is None else known.occurred_at
    return known.source, known.score, known.passed, known.progress, when


def _replaces(completion: Completion, moment: datetime, known: Evidence) -> bool:
    """Whether a row that says something else corrects a known fact, rather than telling of another time."""
    if completion.enrolment is not None or (known.progress is not None and known.progress < 1):
        return True
    return known.occurred_at.date() == moment.date() and completion.state != "in_progress"
