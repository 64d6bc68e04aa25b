"""A small world for facts, and facts to draw from: five ranks of SQL, an equivalent, tests, a course, and Git."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from hypothesis import strategies as st

from learners import policy
from learners.evidence import Evidence
from learners.ids import EvidenceId, LearnerId
from learners.interpreting import meant
from learners.rules import Policy
from learners.words import Words
from ontology.ids import AssessmentId, CompetencyId, CourseId
from ontology.model import Assessing, Assessment, Catalogue, Competency, Course, Teaching
from tests.planning.worlds import scale

AT: Final = datetime(2026, 3, 2, tzinfo=UTC)
ANA: Final = LearnerId("ana")
SQL, QUERYING, GIT = CompetencyId("sql"), CompetencyId("querying"), CompetencyId("git")
SQL_TEST, SQL_FINAL = AssessmentId("sql-test"), AssessmentId("sql-final")
SQL_2 = CourseId("sql-2")
RANKS: Final = 5


def company() -> Catalogue:
    """Five ranks of SQL with an equivalent, a test up to rank 3 and one up to 5, a course up to 2; and Git."""
    five = scale("five", RANKS)
    return Catalogue(
        base="https://example.org/",
        scales=(five,),
        competencies=(
            Competency(id=GIT),
            Competency(id=QUERYING, scale=five.id, equivalent=(SQL,)),
            Competency(id=SQL, scale=five.id),
        ),
        courses=(Course(id=SQL_2, hours=8.0, teaches=(Teaching(SQL, 1, 2),)),),
        assessments=(
            Assessment(id=SQL_FINAL, assesses=(Assessing(SQL, RANKS),)),
            Assessment(id=SQL_TEST, assesses=(Assessing(SQL, 3),)),
        ),
    )


WORDS: Final = Words(catalogue=company())
STANDS: Final = WORDS.catalogue.stands_for[SQL]


def fact(id_: str, source: str, days: float = 0.0, **said: Any) -> Evidence:
    """A fact of so many days ago; about SQL, unless something else is named. What it meant is kept with it."""
    if not {"competency", "course", "assessment"} & said.keys():
        said["competency"] = SQL
    at = AT - timedelta(days=days)
    plain = Evidence(
        id=EvidenceId(id_), learner=ANA, source=source, occurred_at=at, received_at=at, **said  # type: ignore[arg-type]
    )  # fmt: skip
    return replace(plain, meant=plain.meant or meant(WORDS, plain))


def policy_with(old: str, new: str, *more: str) -> Policy:
    """The policy that ships with some of its text replaced, in pairs."""
    text = policy.default().text
    for before, after in zip((old, *more[::2]), (new, *more[1::2]), strict=True):
        assert before in text
        text = text.replace(before, after)
    found = policy.read(text)
    assert isinstance(found, Policy), found
    return found


_DAYS = st.sampled_from((0.0, 1.0, 30.0, 365.0, 800.0, 3000.0))
_AUTHORS = st.sampled_from((None, "m1", "m2"))
_LEVELS = st.sampled_from((0.0, 1.0, 1.5, 2.0, 2.9, 3.0, 4.0, 5.0))


@st.composite
def ratings(draw: st.DrawFn, *sources: str, lowest: float = 0.0) -> Evidence:
    """What somebody says of SQL, at least at a level."""
    return fact(
        "r",
        draw(st.sampled_from(sources)),
        draw(_DAYS),
        competency=draw(st.sampled_from((SQL, QUERYING))),
        level=max(draw(_LEVELS), lowest),
        author=draw(_AUTHORS),
    )


@st.composite
def sittings(draw: st.DrawFn) -> Evidence:
    """A test that was sat: scored, or passed or failed, or both."""
    score = draw(st.sampled_from((None, 0.0, 0.3, 0.6, 0.84, 1.0)))
    passed = draw(st.sampled_from((None, True, False))) if score is not None else draw(st.booleans())
    test = draw(st.sampled_from((SQL_TEST, SQL_FINAL)))
    return fact("t", "assessment", draw(_DAYS), assessment=test, score=score, passed=passed)


def completions() -> st.SearchStrategy[Evidence]:
    return _DAYS.map(lambda days: fact("c", "completion", days, course=SQL_2))


def numbered(facts: list[Evidence]) -> list[Evidence]:
    return [replace(one, id=EvidenceId(f"{one.id}{number}")) for number, one in enumerate(facts)]


def histories(*parts: st.SearchStrategy[Evidence], most: int = 8) -> st.SearchStrategy[list[Evidence]]:
    """Facts with ids of their own, in any order."""
    return st.lists(st.one_of(*parts), max_size=most).map(numbered)


def any_history(most: int = 8) -> st.SearchStrategy[list[Evidence]]:
    """Facts of every kind."""
    return histories(
        ratings("manager", "observed", "peer", "self", "assessment"), sittings(), completions(), most=most
    )
