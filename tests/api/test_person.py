"""`api.person`: a learner at a time, as a function of what the record says."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.person import Picture, authored, digest, end_of, moment
from learners import policy
from learners.access import VisibleLearner
from learners.estimate import estimate
from learners.evidence import Evidence, Source
from learners.ids import EvidenceId
from learners.model import Attainment, SkillState
from learners.people import Profile
from learners.why import why
from learners.words import Words
from ontology import sample
from ontology.ids import CompetencyId, CourseId
from ontology.reading import read
from ontology.refusals import Refusal
from tests.api.persons import ANA, BEN, FACTS, MO, NIK, NOW, SENIOR, fact

WORDS = Words(catalogue=read(list(sample.paths())).catalogue)
AT = end_of(NOW.date())
COMPETENCIES = tuple(sorted({"python", "sql", "relational-querying", "data-modelling", "statistics"}))


def picture_of(facts: tuple[Evidence, ...], *, viewpoint: str = "self", target: bool = True) -> Picture:
    state = estimate(facts, WORDS, policy.default(), learner=ANA, at=AT)
    return Picture(
        visible=VisibleLearner(id=ANA, viewpoint=viewpoint, caller="test"),  # type: ignore[arg-type]
        profile=Profile(learner=ANA, manager=MO, target=SENIOR if target else None),
        at=AT,
        evidence=facts,
        words=WORDS,
        policy=policy.default(),
        state=state,
    )


def test_a_day_ends_at_midnight_in_utc() -> None:
    """“Now” is the end of today's day in UTC, wherever the clock is: a state stays the same until then."""
    late = datetime(2027, 3, 1, 23, 30, tzinfo=UTC)
    for now in (late, late - timedelta(hours=23), datetime.fromisoformat("2027-03-02T01:00:00+02:00")):
        assert moment(None, now) == datetime(2027, 3, 1, 23, 59, 59, 999999, UTC)
    assert moment(date(2020, 5, 5), late) == end_of(date(2020, 5, 5))


@pytest.mark.parametrize("day", [date.min, date(1899, 12, 31), date(2200, 1, 2), date.max])
def test_days_beyond_all_calendars_of_work_are_refused(day: date) -> None:
    """A day that no evidence can be near is a slip of the hand."""
    refused = moment(day, NOW)
    assert isinstance(refused, Refusal) and refused.code == "as_of.out_of_range"


def test_the_digest_names_what_planning_takes() -> None:
    """Equal for equal states in any order; another for any difference."""
    sql, python = CompetencyId("sql"), CompetencyId("python")
    one = SkillState(held={sql: Attainment(level=2), python: Attainment(level=1)}, done=frozenset({CourseId("a")}))
    same = SkillState(held={python: Attainment(level=1), sql: Attainment(level=2)}, done=frozenset({CourseId("a")}))
    assert digest(one) == digest(same)
    others = (
        replace(one, held={sql: Attainment(level=2)}),
        replace(one, done=frozenset()),
        replace(one, in_progress={CourseId("b"): 2.0}),
        replace(one, likely={sql: (3, 0.5)}),
        replace(one, held={sql: Attainment(level=2), python: Attainment(level=1, confidence=0.5)}),
    )
    assert len({digest(one), *map(digest, others)}) == 6


def test_authors_are_told_as_the_learner_knows_them() -> None:
    """The learner reads “your manager” and no colleague's id; whoever leads or administers reads who it was."""
    own, lead = picture_of(FACTS[:8]), picture_of(FACTS[:8], viewpoint="manager")
    words = {each.id: authored(each, own) for each in own.evidence}
    assert (words[EvidenceId("a2")].words, words[EvidenceId("a3")].words) == ("yourself", "your manager")
    assert words[EvidenceId("a5")].id is None and words[EvidenceId("a4")].id is None
    assert words[EvidenceId("a1")].kind == "system"
    seen = {each.id: authored(each, lead) for each in lead.evidence}
    assert (seen[EvidenceId("a5")].id, seen[EvidenceId("a4")].id) == (BEN, NIK)
    assert seen[EvidenceId("a2")].words == "the learner"


def test_equivalents_are_shown_under_the_name_that_is_needed() -> None:
    """A skill has the name that the target needs, else the one that facts say, never one that nobody said."""
    said = (fact("x", ANA, "observed", competency="relational-querying", level=2.0, days=3),)
    leader = WORDS.fact("sql")
    assert leader is not None
    assert picture_of(said).name_of(leader) == "sql"
    assert picture_of(said, target=False).name_of(leader) == "relational-querying"


SAYING: st.SearchStrategy[tuple[Source, str, float, float]] = st.tuples(
    st.sampled_from(("assessment", "manager", "observed", "peer", "self")),
    st.sampled_from(COMPETENCIES),
    st.floats(0, 4),
    st.floats(0, 2_000),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(SAYING, max_size=12), st.data())
def test_reasons_need_no_facts_about_other_things(
    said: list[tuple[Source, str, float, float]], data: st.DataObject
) -> None:
    """“Why?” from the facts about a competency is word for word that from all facts, corrections of other things
    included."""
    facts: list[Evidence] = []
    for number, (source, competency, level, days) in enumerate(said):
        one = fact(f"f{number}", ANA, source, competency=competency, level=level, days=days, author=MO)
        corrects = data.draw(st.booleans())
        if facts and corrects:
            before = data.draw(st.sampled_from(facts))
            one = replace(one, supersedes=before.id, withdrawn=data.draw(st.booleans()))
        facts.append(one)
    known = picture_of(tuple(facts))
    for competency in map(CompetencyId, COMPETENCIES):
        assert known.why(competency) == why(
            known.evidence, WORDS, policy.default(), competency, learner=ANA, at=AT, level=None
        )
