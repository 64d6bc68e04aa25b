"""Completion reports: what a row says, and that a report sent every night says something once."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.evidence import Evidence
from learners.ids import LearnerId
from learners.tables import completions
from learners.tables.completion_columns import column_of, is_percent, state_of
from learners.tables.completions import Completion, CompletionTable, Item, Nothing
from ontology.refusals import Refusal
from tests.learners.facts import WORDS

NOW = datetime(2026, 6, 1, tzinfo=UTC)
ANA = LearnerId("ana")


def choose(text: str) -> Item | Refusal:
    if text in ("sql-2", "SQL II", "https://lms.example.org/c/2"):
        return "course", "sql-2"
    if text == "sql-test":
        return "assessment", "sql-test"
    return Refusal(code="course.unknown", message=f"no {text}", hint="h")


TABLE = CompletionTable(choose=choose, score_top=100.0, progress_top=100.0, home_page="https://lms.example.org")
ROW = {"learner": "ana", "course": "sql-2", "status": "Completed", "completed_at": "2026-03-02"}


def read(**cells: object) -> Completion | Nothing | Refusal:
    return TABLE.read({**ROW, **cells})


def row(**cells: object) -> Completion:
    found = read(**cells)
    assert isinstance(found, Completion), found
    return found


class Feed:
    """What a report has said so far about one learner, and what rows of the next one would add."""

    def __init__(self) -> None:
        self.facts: dict[str, Evidence] = {}

    def send(self, **cells: object) -> Evidence:
        """One row of a report; it is there afterwards."""
        said = row(**cells)
        corrected = {fact.supersedes for fact in self.facts.values()}
        key = completions.key(said)
        current = [fact for fact in self.facts.values() if fact.id not in corrected and fact.id.startswith(key)]
        found = completions.fact(said, ANA, current, WORDS, at=NOW, by="lms")
        assert isinstance(found, Evidence), found
        assert self.facts.setdefault(found.id, found) == found, "one id, one content"
        return found

    @property
    def current(self) -> list[Evidence]:
        corrected = {fact.supersedes for fact in self.facts.values()}
        return [fact for fact in self.facts.values() if fact.id not in corrected]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({}, ("completed", None, 1.0)),
        ({"status": "Passed", "score": "85"}, ("passed", 0.85, 1.0)),
        ({"status": "Complete - Fail", "score": "35 %"}, ("failed", 0.35, 1.0)),
        ({"status": "In Progress / Past Due", "progress": "40", "completed_at": ""}, ("in_progress", None, 0.4)),
        ({"status": "in_progress", "completed_at": "-"}, ("in_progress", None, None)),
        ({"status": ""}, ("completed", None, 1.0)),
        ({"status": "", "completed_at": "", "progress": "30"}, ("in_progress", None, 0.3)),
    ],
)
def test_a_row_says_how_far_somebody_is(cells: dict[str, Any], said: tuple[str, float | None, float | None]) -> None:
    """In the words of several platforms; a share of 100 where its column goes up to that."""
    found = row(**cells)
    assert (found.state, found.score, found.progress) == said


@pytest.mark.parametrize(
    "cells", [{"status": "Enrolled"}, {"status": "Not Started"}, {"status": "", "completed_at": ""}]
)
def test_what_nobody_has_begun_says_nothing(cells: dict[str, Any]) -> None:
    """It is no evidence, and no error."""
    assert isinstance(read(**cells), Nothing)


@pytest.mark.parametrize(
    ("cells", "who"),
    [
        ({}, ("ana", None)),
        ({"learner": "Ana@x.org"}, (None, "mbox:mailto:ana@x.org")),
        ({"learner": "", "email": "Ana@x.org"}, (None, "mbox:mailto:ana@x.org")),
        ({"learner": "", "account": "ana"}, (None, "account:https://lms.example.org|ana")),
        ({"learner": "", "account": "https://b.org=1"}, (None, "account:https://b.org|1")),
    ],
)
def test_people_are_named_by_id_address_or_account(cells: dict[str, Any], who: tuple[str | None, str | None]) -> None:
    """A user name alone is an account of the platform that the report is from."""
    found = row(**cells)
    assert (found.learner, found.account) == who


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"learner": ""}, "learner.missing"),
        ({"learner": "Ana Lima"}, "learner.invalid"),
        ({"learner": "", "email": "x"}, "email.invalid"),
        ({"course": ""}, "course.missing"),
        ({"course": "sql-9"}, "course.unknown"),
        ({"status": "Erledigt"}, "status.unknown"),
        ({"completed_at": ""}, "completed_at.missing"),
        ({"completed_at": "soon"}, "time.invalid"),
        ({"score": "185"}, "score.invalid"),
        ({"score": "good"}, "score.invalid"),
        ({"status": "started", "progress": "-5"}, "progress.invalid"),
    ],
)
def test_a_row_that_cannot_be_meant_is_refused(cells: dict[str, Any], code: str) -> None:
    """By the rule that it breaks, with a mend."""
    found = read(**cells)
    assert isinstance(found, Refusal) and found.code == code and found.hint


def test_a_course_is_found_by_whichever_of_its_names_is_known() -> None:
    """Ids of a platform are seldom ours; its address or title may be."""
    assert row(course="4711", title="SQL II").item == ("course", "sql-2")
    assert row(course="4711", url="https://lms.example.org/c/2").item == ("course", "sql-2")


def test_a_failed_course_is_not_done_and_a_test_is_evidence_of_ability() -> None:
    """A course by its completion never validates; a score of an assessment does, and is no completion."""
    feed = Feed()
    failed = feed.send(status="failed", score="35")
    assert (failed.source, failed.passed, failed.score) == ("completion", False, 0.35)
    test = feed.send(course="sql-test", status="passed", score="85")
    assert (test.source, test.assessment, test.passed, test.progress) == ("assessment", "sql-test", True, None)


def test_what_changed_supersedes_what_was_said_before() -> None:
    """From begun to done each row replaces the one before; what is said again is the same fact."""
    feed = Feed()
    begun = feed.send(status="started", progress="20", completed_at="")
    assert feed.send(status="started", progress="20", completed_at="") == begun
    further = feed.send(status="started", progress="60", completed_at="")
    done = feed.send()
    assert (further.supersedes, done.supersedes) == (begun.id, further.id)
    better = feed.send(status="passed", score="90")
    assert better.supersedes == done.id, "the same day: a correction"
    assert feed.send(status="passed", score="90") == better
    assert feed.current == [better]


def test_a_course_that_is_taken_again_is_another_fact() -> None:
    """Yearly training: one row for each year, whatever their order in the report."""
    feed = Feed()
    first, second = feed.send(completed_at="2024-03-02"), feed.send(completed_at="2025-03-02")
    assert second.supersedes is None
    assert (feed.send(completed_at="2025-03-02"), feed.send(completed_at="2024-03-02")) == (second, first)
    assert len(feed.facts) == 2


def test_what_goes_back_and_forth_is_told_each_time() -> None:
    """A score that is corrected twice, back to what it was, ends as what it was."""
    feed = Feed()
    for score in ("80", "90", "80"):
        feed.send(status="passed", score=score, enrolment="e7")
    assert len(feed.facts) == 3
    assert [fact.score for fact in feed.current] == [0.8]


STATES = st.sampled_from(("completed", "passed", "failed", "started"))
ROWS = st.fixed_dictionaries(
    {
        "status": STATES,
        "completed_at": st.sampled_from(("2025-01-01", "2025-06-01", "2026-01-01")),
        "score": st.sampled_from(("", "40", "80")),
        "enrolment": st.sampled_from(("", "e1", "e2")),
    }
)


@given(st.lists(ROWS, max_size=8, unique_by=lambda cells: (cells["completed_at"], cells["enrolment"])))
def test_a_report_that_is_sent_again_says_nothing_new(rows: list[dict[str, str]]) -> None:
    """Where each enrolment has one row, and each course one a day, the second night adds no fact."""
    by_enrolment = {cells["enrolment"] or f"day {cells['completed_at']}": cells for cells in rows}
    report = [cells for cells in by_enrolment.values() if cells["status"] != "started" or cells["enrolment"]]
    feed = Feed()
    for cells in report:
        feed.send(**cells)
    there = dict(feed.facts)
    for cells in report:
        feed.send(**cells)
    assert feed.facts == there


def test_headings_and_statuses_of_platforms_are_known_in_any_spelling() -> None:
    """Blanks, hyphens, underscores and case do not matter; what a company says itself wins."""
    assert column_of("Completion_Date", {}) == column_of("completion date", {}) == "completed_at"
    assert column_of("Abschluss", {"abschluss": "completed_at"}) == "completed_at"
    assert state_of("NOT-STARTED", {}) == "not_started"
    assert state_of("Erledigt", {"erledigt": "completed"}) == "completed"
    assert is_percent("Progress (%)") and not is_percent("Grade")


def test_a_row_about_two_people_of_one_course_makes_two_facts() -> None:
    """Ids follow from the learner, too."""
    said = row()
    ana, ben = (completions.fact(said, LearnerId(who), (), WORDS, at=NOW, by="lms") for who in ("ana", "ben"))
    assert isinstance(ana, Evidence) and isinstance(ben, Evidence) and ana.id != ben.id
    assert replace(ana, id=ben.id, learner=ben.learner) == ben
