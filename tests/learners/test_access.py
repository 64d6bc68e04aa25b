"""Who may see whom: one table of rules, and one answer for all that is not shown."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners import access
from learners.access import NOT_VISIBLE, SCOPES, Caller, Standing, VisibleLearner, decide
from learners.consent import PURPOSES
from learners.ids import LearnerId

ANA, BO, CY = LearnerId("ana"), LearnerId("bo"), LearnerId("cy")
EVERYTHING = frozenset(PURPOSES)
ABOUT_ANA = Standing(learner=ANA, known=True, manager=BO, consents=EVERYTHING)
ACTIONS = (
    "state.read",
    "evidence.read",
    "evidence.write",
    "plan.write",
    "people.write",
    "consent.write",
    "data.export",
)
ROOT = Path(__file__).parents[2]


def learner(who: LearnerId) -> Caller:
    return Caller(id=f"learner:{who}", part="learner", learner=who)


ADMINISTRATOR = Caller(id="administrator:a", part="administrator", purpose="complaint 17")
SERVICE = Caller(id="service:hr", part="service", scopes=frozenset({access.PEOPLE_READ}))
standings = st.builds(
    Standing,
    learner=st.sampled_from([ANA, BO, CY]),
    known=st.booleans(),
    erased=st.booleans(),
    manager=st.sampled_from([ANA, BO, CY, None]),
    consents=st.frozensets(st.sampled_from(PURPOSES)),
)
callers = st.builds(
    Caller,
    id=st.just("x"),
    part=st.sampled_from(["learner", "curator", "administrator", "service", "worker"]),
    learner=st.sampled_from([ANA, BO, CY, None]),
    scopes=st.frozensets(st.sampled_from(SCOPES)),
    purpose=st.sampled_from([None, "", " ", "complaint"]),
)


def seen(caller: Caller, about: Standing = ABOUT_ANA, action: str = "state.read") -> VisibleLearner:
    decided = decide(caller, about, action=action)
    assert isinstance(decided, VisibleLearner), decided
    return decided


def test_learners_see_themselves_without_private_notes() -> None:
    """Everybody sees their own data, also before anything is recorded; never a note for managers."""
    assert seen(learner(ANA)).viewpoint == "self"
    assert not seen(learner(ANA)).private_notes
    assert seen(learner(ANA), Standing(learner=ANA)).viewpoint == "self"


def test_managers_see_their_own_reports_only() -> None:
    """Whoever the record names as the manager now sees the person; a manager's manager does not, nor a colleague."""
    assert seen(learner(BO)).viewpoint == "manager"
    assert seen(learner(BO)).private_notes
    assert decide(learner(CY), ABOUT_ANA) == NOT_VISIBLE
    assert decide(learner(BO), replace(ABOUT_ANA, manager=CY)) == NOT_VISIBLE
    assert decide(learner(BO), replace(ABOUT_ANA, manager=None)) == NOT_VISIBLE


def test_without_consent_there_is_no_view_for_the_manager() -> None:
    """Withdrawing consent to the manager's view ends it, with the answer of somebody who is not there."""
    assert decide(learner(BO), replace(ABOUT_ANA, consents=EVERYTHING - {"manager_view"})) == NOT_VISIBLE


@pytest.mark.parametrize("action", ["consent.write", "data.export", "data.erase"])
def test_managers_do_not_act_for_their_reports(action: str) -> None:
    """Consent, and one's own copy of one's data, are nobody else's."""
    assert decide(learner(BO), ABOUT_ANA, action=action) == NOT_VISIBLE


def test_administrators_state_a_purpose() -> None:
    """An administrator sees a person for a purpose that goes into the log, and notes only with the scope for it."""
    assert seen(ADMINISTRATOR).purpose == "complaint 17"
    assert not seen(ADMINISTRATOR).private_notes
    assert seen(replace(ADMINISTRATOR, scopes=frozenset({access.NOTES_READ}))).private_notes
    for blank in (None, "", "  "):
        assert decide(replace(ADMINISTRATOR, purpose=blank), ABOUT_ANA) == access.PURPOSE_MISSING


@pytest.mark.parametrize(
    ("action", "scope"),
    [
        ("state.read", access.PEOPLE_READ),
        ("plan.write", access.PEOPLE_WRITE),
        ("evidence.write", access.EVIDENCE_WRITE),
    ],
)
def test_services_need_the_scope_of_what_they_do(action: str, scope: str) -> None:
    """A program does what its scopes allow, and is told which one it lacks."""
    refused = decide(replace(SERVICE, scopes=frozenset(SCOPES) - {scope}), ABOUT_ANA, action=action)
    assert not isinstance(refused, VisibleLearner) and scope in refused.message
    assert seen(replace(SERVICE, scopes=frozenset({scope})), action=action).viewpoint == "service"


@given(callers, standings, standings, st.sampled_from(ACTIONS))
def test_a_refusal_says_nothing_of_the_person(caller: Caller, one: Standing, other: Standing, action: str) -> None:
    """Whoever is refused about two people gets the same answer for both, whatever the record says of either."""
    refused = [decide(caller, about, action=action) for about in (one, other)]
    if not any(isinstance(each, VisibleLearner) for each in refused):
        assert refused[0] == refused[1]


@given(callers, standings, st.sampled_from(ACTIONS))
def test_curators_see_nobody_and_nobody_sees_the_erased(caller: Caller, about: Standing, action: str) -> None:
    """No purpose, scope or relation shows a person to a curator, or somebody who was erased to anybody."""
    decided = decide(caller, about, action=action)
    if isinstance(decided, VisibleLearner):
        assert caller.part != "curator"
        assert not about.erased
        assert about.known or decided.viewpoint == "self"


@given(callers, standings, st.sampled_from(ACTIONS))
def test_private_notes_are_for_managers_and_the_scope(caller: Caller, about: Standing, action: str) -> None:
    """Notes for managers are shown to the current manager, or with the scope; never to the person."""
    decided = decide(caller, about, action=action)
    if isinstance(decided, VisibleLearner) and decided.private_notes:
        assert decided.viewpoint != "self"
        assert decided.viewpoint == "manager" or access.NOTES_READ in caller.scopes


def test_only_identity_makes_a_visible_learner() -> None:
    """Nobody in the program but `decide` constructs a VisibleLearner, and nobody but api/identity.py asks it."""
    makers: set[str] = set()
    askers: set[str] = set()
    for room in ("ontology", "learners", "planning", "graph", "embeddings", "api", "benchmarks"):
        for path in (ROOT / room).rglob("*.py"):
            name = str(path.relative_to(ROOT))
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module == "learners.access":
                    askers.update(name for alias in node.names if alias.name == "decide")
                if not isinstance(node, ast.Call):
                    continue
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called == "VisibleLearner":
                    makers.add(name)
                if called == "decide" and "access" in ast.unparse(node.func):
                    askers.add(name)
                if called == "replace" and any(
                    ast.unparse(each).split(".")[-1] == "visible" for each in node.args[:1]
                ):
                    makers.add(name)
    assert {maker for maker in makers if not maker.startswith("benchmarks")} == {"learners/access.py"}
    assert askers == {"api/identity.py"}
