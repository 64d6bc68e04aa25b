"""Which facts can be taken: each rule of a single fact has an example that breaks it alone."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from learners.accepting import LONGEST_NOTE, accept
from learners.evidence import Evidence, Note
from learners.ids import EvidenceId
from learners.words import Words
from ontology.refusals import Refusal
from tests.learners.facts import AT, SQL_2, SQL_TEST, WORDS, fact

GOOD = fact("e1", "manager", days=3, level=2.5)


def code(**changes: Any) -> str:
    """The code of the refusal of a good fact with something else said; empty where it is taken."""
    found = accept(replace(GOOD, **changes), WORDS)
    return found.code if isinstance(found, Refusal) else ""


def test_a_good_fact_is_taken_as_it_is() -> None:
    """Nothing of it is changed."""
    assert accept(GOOD, WORDS) == GOOD


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"id": EvidenceId("with blank")}, "evidence.id_invalid"),
        ({"id": EvidenceId("x" * 257)}, "evidence.id_invalid"),
        ({"learner": "ana@example.org"}, "learner.mail_address"),
        ({"learner": "Ana Lima"}, "learner.invalid"),
        ({"source": "rumour"}, "source.unknown"),
        ({"course": SQL_2}, "evidence.two_subjects"),
        ({"competency": None}, "evidence.no_subject"),
        ({"competency": "sqll"}, "competency.unknown"),
        ({"competency": None, "course": "sql-9", "level": None, "score": 0.5}, "course.unknown"),
        ({"level": 5.5}, "level.off_scale"),
        ({"level": -1.0}, "level.off_scale"),
        ({"level": math.nan}, "level.invalid"),
        ({"competency": "git", "level": 2.0}, "level.off_scale"),
        ({"score": 1.7}, "score.invalid"),
        ({"score": math.nan}, "score.invalid"),
        ({"progress": 0.5}, "progress.not_of_completion"),
        ({"source": "completion", "progress": 1.5}, "progress.invalid"),
        ({"level": None}, "evidence.says_nothing"),
        ({"withdrawn": True}, "evidence.withdraws_nothing"),
        ({"occurred_at": AT + timedelta(minutes=6)}, "time.future"),
        ({"occurred_at": AT.replace(tzinfo=None)}, "time.no_zone"),
        ({"occurred_at": datetime(1899, 12, 31, tzinfo=UTC)}, "time.impossible"),
        ({"note": Note(text="x" * (LONGEST_NOTE + 1))}, "note.too_long"),
        ({"note": Note(text="a\x00b")}, "note.control_character"),
        ({"author": ""}, "author.invalid"),
        ({"author": "x" * 257}, "author.invalid"),
        ({"link": "javascript:alert(1)"}, "link.invalid"),
        ({"link": "https://a b"}, "link.invalid"),
        ({"supersedes": EvidenceId("a b")}, "supersedes.invalid"),
        ({"supersedes": EvidenceId("e1")}, "supersedes.itself"),
    ],
)
def test_a_fact_that_breaks_a_rule_is_refused_by_that_rule(changes: dict[str, Any], refused: str) -> None:
    """Each has a code of its own, and a mend."""
    changes.setdefault("received_at", AT)
    assert code(**changes) == refused
    found = accept(replace(GOOD, **changes), WORDS)
    assert isinstance(found, Refusal) and found.message and found.hint


@pytest.mark.parametrize(
    "changes",
    [
        {"level": 0.0},
        {"level": 5.0},
        {"level": None, "note": Note(text="only a note")},
        {"level": None, "passed": False},
        {"level": None, "score": 0.0},
        {"level": None, "source": "completion"},
        {"level": None, "withdrawn": True, "supersedes": EvidenceId("e0")},
        {"competency": None, "assessment": SQL_TEST, "level": 3.0},
        {"occurred_at": AT + timedelta(minutes=4), "received_at": AT},
        {"occurred_at": AT.replace(hour=12), "received_at": AT.replace(hour=1)},
        {"note": Note(text="<script>alert(1)</script>\tand a tab")},
        {"author": "Skills centre, Porto"},
    ],
)
def test_what_is_unusual_and_right_is_taken(changes: dict[str, Any]) -> None:
    """A level of 0, a note alone, a day without a time that is not over yet: none of these is an error."""
    assert code(**changes) == ""


def test_a_level_of_a_thing_about_several_scales_says_nothing() -> None:
    """It is refused: nobody could say of which competency it is the level."""
    nothing = replace(WORDS.catalogue, courses=(replace(WORDS.catalogue.courses[0], teaches=()),))
    about = replace(GOOD, competency=None, course=SQL_2)
    assert accept(about, WORDS) == about
    refused = accept(about, Words(catalogue=nothing))
    assert isinstance(refused, Refusal) and refused.code == "level.ambiguous"


def test_what_earlier_editions_had_is_still_known() -> None:
    """A fact about a competency that is gone is taken; its level is measured by the replacement's scale."""
    words = Words(catalogue=WORDS.catalogue, gone={"old-sql": "sql", "lost": None})
    for thing, level, expected in (("old-sql", 5.0, ""), ("old-sql", 6.0, "level.off_scale"), ("lost", 9.0, "")):
        found = accept(replace(GOOD, competency=thing, level=level), words)  # type: ignore[arg-type]
        assert (found.code if isinstance(found, Refusal) else "") == expected


def test_lines_of_a_note_end_alike_on_every_machine() -> None:
    """The same note typed on Windows and copied from a document is the same note, so a second import is known."""
    found = accept(replace(GOOD, note=Note(text=" one\r\ntwo\u2028three\x0bfour\n")), WORDS)
    assert isinstance(found, Evidence) and found.note == Note(text="one\ntwo\nthree\nfour")
