"""What statements are evidence of, and what they are not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learners.evidence import VALIDATING
from learners.ids import LearnerId
from learners.words import Words
from learners.xapi import About, Draft, Statement, Unmapped, Version, drafts, judge, subjects, withdrawing
from learners.xapi.cmi5 import CATEGORY, LAUNCH_MODE, MASTERY_SCORE, MOVE_ON, PROGRESS
from learners.xapi.evidence import LEVEL
from learners.xapi.verbs import MEANINGS
from ontology.ids import AssessmentId, CompetencyId, CourseId, Iri, ScaleId
from ontology.model import Assessment, Catalogue, Competency, Course, Match, ProficiencyLevel, ProficiencyScale
from tests.learners import xapi_statements as any_

BASE = "https://example.org/skills/"
NOW = datetime(2026, 3, 5, tzinfo=UTC)
THEN = datetime(2026, 3, 2, 9, tzinfo=UTC)
THINGS: Mapping[str, About] = {
    BASE + "sql": About("competency", "sql", 4),
    BASE + "driving": About("competency", "driving", 1),
    BASE + "sql-2": About("course", "sql-2"),
    BASE + "sql-test": About("assessment", "sql-test"),
}
ADL, CMI5 = "http://adlnet.gov/expapi/verbs/", "https://w3id.org/xapi/adl/verbs/"


def said(verb: str, thing: str, *, result: Any = None, extensions: Any = None, **more: Any) -> Statement:
    """A statement of Ana's, valid and with an id; `extensions` are the context's."""
    raw: dict[str, Any] = {
        "id": "fd41c918-b88b-4b20-a0a5-a4c32391aaa0",
        "actor": {"mbox": "mailto:ana@example.org"},
        "verb": {"id": verb if ":" in verb else ADL + verb},
        "object": {"id": BASE + thing},
        "timestamp": "2026-03-02T10:00:00+01:00",
        **({} if result is None else {"result": result}),
        **({} if extensions is None else {"context": {"extensions": extensions}}),
        **more,
    }
    judged = judge(raw, version="1.0.3")
    assert isinstance(judged, Statement), judged
    return judged


def one(statement: Statement) -> Draft:
    found = drafts(statement, THINGS.get, at=NOW)
    assert len(found) == 1 and isinstance(found[0], Draft), found
    return found[0]


def why_not(statement: Statement) -> str:
    """The code under which a statement is kept for somebody to look at; empty where it says nothing."""
    found = drafts(statement, THINGS.get, at=NOW)
    assert all(isinstance(each, Unmapped) for each in found), found
    return ",".join(each.code for each in found if isinstance(each, Unmapped))


def test_a_passed_assessment_is_a_judged_fact() -> None:
    """Passed with a score is evidence by the assessment: of its actor, at its time, named for the statement."""
    draft = one(said("passed", "sql-test", result={"score": {"scaled": 0.84}, "success": True}))
    assert draft == Draft(
        id="xapi:fd41c918-b88b-4b20-a0a5-a4c32391aaa0",  # type: ignore[arg-type]
        actor="mbox:mailto:ana@example.org",
        source="assessment",
        about=About("assessment", "sql-test"),
        occurred_at=THEN,
        score=0.84,
        passed=True,
    )
    fact = draft.evidence(LearnerId("l-1"), received_at=NOW, author="lms")
    assert (fact.subject, fact.learner, fact.author) == (("assessment", "sql-test"), "l-1", "lms")


@pytest.mark.parametrize(
    ("verb", "result", "passed", "score"),
    [
        ("passed", None, True, None),
        ("mastered", None, True, None),
        ("failed", {"score": {"scaled": 0.3}}, False, 0.3),
        ("scored", {"score": {"raw": 15, "min": 10, "max": 20}}, None, 0.5),
        ("scored", {"score": {"scaled": -0.4}}, None, 0.0),
        ("scored", {"score": {"raw": 7, "max": 10}, "success": True}, True, 0.7),
        ("completed", {"score": {"scaled": 0.9}, "success": True}, True, 0.9),
        (CMI5 + "passed", None, True, None),
    ],
)
def test_verdict_and_score_are_read_as_they_are_meant(
    verb: str, result: Any, passed: bool | None, score: float | None
) -> None:
    """A verb is a verdict, `success` is one where the verb is none, and raw points count by their limits."""
    draft = one(said(verb, "sql-test", result=result))
    assert (draft.source, draft.passed, draft.score) == ("assessment", passed, score)


@pytest.mark.parametrize("verb", ["completed", "initialized", "progressed", "satisfied", "waived", "experienced"])
def test_an_assessment_that_only_took_place_is_no_evidence(verb: str) -> None:
    """Without a score or a verdict an assessment says nothing, and nothing is kept for mending."""
    assert drafts(said(verb if verb != "satisfied" else CMI5 + verb, "sql-test"), THINGS.get, at=NOW) == ()
    assert drafts(said("scored", "sql-test", result={"score": {"raw": 7}}), THINGS.get, at=NOW) == ()


@pytest.mark.parametrize("verb", ["completed", "passed", "http://activitystrea.ms/schema/1.0/complete"])
def test_a_course_that_was_gone_through_is_a_completion(verb: str) -> None:
    """What a course's own test says is a completion with a score, and never a judged level."""
    draft = one(said(verb, "sql-2", result={"score": {"scaled": 1}}))
    assert (draft.source, draft.progress, draft.score) == ("completion", 1.0, 1.0)
    assert draft.source not in VALIDATING


@pytest.mark.parametrize(
    ("verb", "result", "extensions", "progress", "passed"),
    [
        ("failed", None, None, None, False),
        ("initialized", None, None, 0.0, None),
        ("progressed", {"extensions": {PROGRESS: 40}}, None, 0.4, None),
        ("progressed", {"extensions": {PROGRESS: 100}}, None, 0.99, None),
        ("progressed", {"extensions": {"https://w3id.org/xapi/video/extensions/progress": 0.25}}, None, 0.25, None),
        ("progressed", {"extensions": {PROGRESS: "much"}}, None, 0.0, None),
        ("completed", {"completion": False}, None, 0.0, None),
        ("scored", {"score": {"scaled": 1}}, None, 0.0, None),
        ("completed", None, {MOVE_ON: "CompletedAndPassed"}, 0.0, None),
        ("passed", None, {MOVE_ON: "CompletedAndPassed"}, 1.0, True),
        ("passed", None, {MOVE_ON: "Completed"}, 0.0, True),
        ("completed", None, {MOVE_ON: "CompletedOrPassed"}, 1.0, None),
        ("completed", None, {MOVE_ON: "NotApplicable"}, 1.0, None),
        ("completed", None, {MOVE_ON: ["?"]}, 1.0, None),
    ],
)
def test_a_course_is_under_way_until_it_is_done(
    verb: str, result: Any, extensions: Any, progress: float | None, passed: bool | None
) -> None:
    """Begun, in part, failed or short of its criterion is not done."""
    draft = one(said(verb, "sql-2", result=result, extensions=extensions))
    assert (draft.source, draft.progress, draft.passed) == ("completion", progress, passed)


def test_satisfied_counts_only_where_its_criterion_asked_for_something() -> None:
    """moveOn is NotApplicable unless it is said, and then a course is satisfied before anybody has begun it."""
    satisfied = CMI5 + "satisfied"
    assert drafts(said(satisfied, "sql-2"), THINGS.get, at=NOW) == ()
    assert drafts(said(satisfied, "sql-2", extensions={MOVE_ON: "NotApplicable"}), THINGS.get, at=NOW) == ()
    assert one(said(satisfied, "sql-2", extensions={MOVE_ON: "Passed"})).progress == 1.0
    assert one(said(satisfied, "sql-2", result={"completion": True})).progress == 1.0


@pytest.mark.parametrize("thing", ["sql-test", "sql-2", "sql", "nowhere"])
@pytest.mark.parametrize("verb", ["waived", "abandoned", "launched", "terminated"])
def test_what_nobody_did_is_evidence_of_nothing(verb: str, thing: str) -> None:
    """Waived, abandoned, launched and terminated say nothing of ability or completion."""
    assert drafts(said(CMI5 + verb, thing), THINGS.get, at=NOW) == ()


@pytest.mark.parametrize(
    ("verb", "result", "extensions"),
    [
        ("passed", {"score": {"scaled": 0.5}}, {MASTERY_SCORE: 0.7}),
        ("failed", {"score": {"scaled": 0.7}}, {MASTERY_SCORE: 0.7}),
        ("passed", {"success": False}, None),
        ("failed", {"success": True}, None),
    ],
)
def test_a_verdict_that_its_own_result_denies_counts_for_nothing(verb: str, result: Any, extensions: Any) -> None:
    """A pass below the mastery score is neither believed nor lost: it is kept to be looked at."""
    for thing in ("sql-test", "sql-2"):
        assert why_not(said(verb, thing, result=result, extensions=extensions)) == "verdict.contradicted"


def test_a_mastery_score_that_is_met_denies_nothing() -> None:
    """A score at the mastery score is a pass; one that is no number decides nothing."""
    assert one(said("passed", "sql-test", result={"score": {"scaled": 0.7}}, extensions={MASTERY_SCORE: 0.7})).passed
    assert one(said("passed", "sql-test", result={"score": {"scaled": 0.1}}, extensions={MASTERY_SCORE: "x"})).passed
    assert one(said("passed", "sql-test", extensions={MASTERY_SCORE: 0.7})).passed


def test_a_launch_to_look_around_judges_nobody() -> None:
    """Browse and review are for looking; normal is for credit."""
    for mode in ("Browse", "Review"):
        assert drafts(said("passed", "sql-test", extensions={LAUNCH_MODE: mode}), THINGS.get, at=NOW) == ()
    assert one(said("passed", "sql-test", extensions={LAUNCH_MODE: "Normal"})).passed


def test_a_verdict_on_a_competency_names_its_level() -> None:
    """A pass without a level would be one at the highest: it is kept until the level is said."""
    assert why_not(said("passed", "sql")) == "level.missing"
    assert why_not(said("scored", "sql", result={"score": {"scaled": 1}})) == "level.missing"
    draft = one(said("passed", "sql", result={"score": {"scaled": 1}, "extensions": {LEVEL: 2}}))
    assert (draft.source, draft.level, draft.passed, draft.score) == ("assessment", 2.0, True, None)
    assert one(said("passed", "driving")).level == 1.0, "one rank: has it"
    assert drafts(said("completed", "sql"), THINGS.get, at=NOW) == ()


def test_who_judged_decides_the_source() -> None:
    """An instructor of a competency has seen it; the learner's own word stays their own; a test stays a test."""
    rated = {"result": {"extensions": {LEVEL: 3}}}
    ben = {"instructor": {"account": {"homePage": "https://lms.example.org", "name": "ben"}}}
    seen = one(said("passed", "sql", **rated, context=ben))
    assert (seen.source, seen.by) == ("observed", "account:https://lms.example.org|ben")
    own = one(said("passed", "sql", **rated, context={"instructor": {"mbox": "mailto:Ana@example.org"}}))
    assert own.source == "self"
    assert one(said("passed", "sql-test", context=ben)).source == "assessment"
    assert (
        one(said("passed", "sql-test", context={"instructor": {"mbox": "mailto:ana@example.org"}})).source == "self"
    )


def test_a_unit_is_known_by_its_publishers_id_where_that_is_sure() -> None:
    """Under cmi5 the one activity of the grouping is the unit's own id; of several none is taken."""
    own = {"id": BASE + "sql-test"}
    category = {"category": [{"id": CATEGORY}]}
    assert one(said("passed", "launch-77", context={"contextActivities": {**category, "grouping": own}})).passed
    several = {**category, "grouping": [own, {"id": BASE + "sql-2"}]}
    assert why_not(said("passed", "launch-77", context={"contextActivities": several})) == "activity.unknown"
    assert (
        why_not(said("passed", "launch-77", context={"contextActivities": {"grouping": own}})) == "activity.unknown"
    )


def test_what_cannot_be_placed_is_kept_only_where_it_has_weight() -> None:
    """An unknown activity is kept when it was judged or completed; page views are not."""
    for verb in ("passed", "failed", "scored", "completed", "mastered"):
        assert why_not(said(verb, "nowhere")) == "activity.unknown"
    for verb in ("experienced", "initialized", "answered", "http://example.org/verbs/passed"):
        assert why_not(said(verb, "nowhere")) == ""
    group = {"objectType": "Group", "member": [{"mbox": "mailto:ana@example.org"}]}
    assert why_not(said("passed", "sql-test", actor=group)) == "actor.group"


def test_statements_about_statements_and_people_are_no_evidence() -> None:
    """What is planned, voided or said about somebody did not happen to a thing of the ontology."""
    inner = {
        "objectType": "SubStatement",
        **{k: said("passed", "sql-test").raw[k] for k in ("actor", "verb", "object")},
    }
    reference = {"objectType": "StatementRef", "id": "fd41c918-b88b-4b20-a0a5-a4c32391aaa1"}
    for thing in (inner, reference, {"objectType": "Agent", "mbox": "mailto:ben@example.org"}):
        assert drafts(said("passed", "sql-test", object=thing), THINGS.get, at=NOW) == ()
    assert drafts(said("voided", "sql-test", object=reference), THINGS.get, at=NOW) == ()


def test_voiding_takes_back_by_another_fact() -> None:
    """The fact of a voided statement is superseded by a withdrawing one that is named for the voiding statement."""
    fact = one(said("passed", "sql-test"))
    reference = {"objectType": "StatementRef", "id": "fd41c918-b88b-4b20-a0a5-a4c32391aaa0"}
    voiding = said("voided", "sql-test", object=reference, id="0d41c918-b88b-4b20-a0a5-a4c32391aaa0")
    assert voiding.voids == "fd41c918-b88b-4b20-a0a5-a4c32391aaa0"
    back = withdrawing(fact, voiding, at=NOW)
    assert back == replace(fact, id=back.id, supersedes=fact.id, withdrawn=True)
    assert back.id == "xapi:0d41c918-b88b-4b20-a0a5-a4c32391aaa0"


def test_a_statement_without_a_time_happened_when_it_was_stored() -> None:
    """Without a timestamp the time of storing stands in."""
    raw = {key: value for key, value in said("passed", "sql-test").raw.items() if key != "timestamp"}
    assert one(Statement(raw=raw, spoken="1.0.3")).occurred_at == NOW


def test_things_are_known_by_their_iris_their_addresses_and_exact_matches() -> None:
    """A thing's own IRI wins; an address that two share names neither; what is gone stands for what replaced it."""
    four = ProficiencyScale(
        id=ScaleId("four"),
        levels=tuple(ProficiencyLevel(id=f"four-{n}", rank=n) for n in (1, 2, 3, 4)),  # type: ignore[arg-type]
    )
    catalogue = Catalogue(
        base=BASE,
        scales=(four,),
        competencies=(
            Competency(id=CompetencyId("driving"), matches=(Match("close", Iri("http://x.org/drive")),)),
            Competency(
                id=CompetencyId("sql"), scale=ScaleId("four"), matches=(Match("exact", Iri("http://x.org/sql")),)
            ),
        ),
        courses=(
            Course(id=CourseId("sql-1"), url="https://lms.example.org/shared"),
            Course(id=CourseId("sql-2"), url="https://lms.example.org/sql-2"),
            Course(id=CourseId("sql-3"), url="https://lms.example.org/shared"),
        ),
        assessments=(Assessment(id=AssessmentId("sql-test")),),
    )
    found = subjects(Words(catalogue=catalogue, gone={"old-sql": "sql", "older": "old-sql", "lost": None}))
    assert found == {
        BASE + "driving": About("competency", "driving", 1),
        BASE + "sql": About("competency", "sql", 4),
        BASE + "old-sql": About("competency", "old-sql", 4),
        BASE + "older": About("competency", "older", 4),
        BASE + "sql-1": About("course", "sql-1"),
        BASE + "sql-2": About("course", "sql-2"),
        BASE + "sql-3": About("course", "sql-3"),
        BASE + "sql-test": About("assessment", "sql-test"),
        "https://lms.example.org/sql-2": About("course", "sql-2"),
        "http://x.org/sql": About("competency", "sql", 4),
    }


@pytest.mark.parametrize("version", get_args(Version))
@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_statement_whatsoever_gives_a_fact_off_the_scale(version: Version, data: st.DataObject) -> None:
    """Whatever is sent, scores and progress lie in [0, 1], and completions and own words stay what they are."""
    raw = data.draw(any_.statements(version))
    raw["id"] = "fd41c918-b88b-4b20-a0a5-a4c32391aaa0"
    raw["verb"]["id"] = ADL + data.draw(st.sampled_from(["passed", "failed", "scored", "completed", "progressed"]))
    statement = judge(raw, version=version)
    assert isinstance(statement, Statement)
    thing = data.draw(st.sampled_from(list(THINGS.values())))
    for found in drafts(statement, lambda _: thing, at=NOW):
        if isinstance(found, Draft):
            assert all(0 <= value <= 1 for value in (found.score, found.progress) if value is not None)
            assert (found.source == "completion") is (thing.kind == "course")
            assert found.level is None or thing.kind == "competency"


def test_the_documentation_names_every_verb_rule_and_reason() -> None:
    """`docs/xapi.md` says what each verb that is understood counts as, and every code that may be met."""
    page = (Path(__file__).parents[2] / "docs" / "xapi.md").read_text("utf-8")
    for verb in MEANINGS:
        assert f"`{verb.rpartition('/')[2]}`" in page or verb in page or f"…/{verb.rpartition('/')[2]}`" in page, verb
    for code in ("activity.unknown", "actor.group", "level.missing", "verdict.contradicted", LEVEL):
        assert f"`{code}`" in page
