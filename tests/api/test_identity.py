"""Who asks and whom they see, over HTTP: tokens, refusals that betray nothing, and the audit log behind all of it."""

import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from api import settings, tokens
from api.callers import challenge
from api.errors import SettingsError
from api.identity import Identity
from api.serving import serve
from api.wiring import Wiring, wired
from graph import GraphTarget, counted
from graph.record.tokens import KnownToken
from learners.access import NOT_VISIBLE, Caller, VisibleLearner
from learners.audit import AuditFilter
from learners.ids import LearnerId
from learners.people import Person
from tests.api.conftest import Api, client_of, settings_for
from tests.api.persons import ANA, BEN, CLEO, MO, NOW, As, people, token

pytestmark = pytest.mark.anyio

BY_THE_CLOCK = ("read/record/revoked_tokens", "read/moment", "read/edition")
"""Read once a second, whatever is asked."""
ME = {"query": "{ me { ... on Learner { id } ... on Refusal { code message hint } } }"}
EDITION = {"query": "{ edition { number } }"}


@pytest.fixture(scope="module")
async def peopled(api: Api) -> AsyncIterator[Api]:
    await people(api.wiring)
    yield api


def learner(who: str) -> Caller:
    return Caller(id=f"learner:{who}", part="learner", learner=LearnerId(who))


async def entries(wiring: Wiring, **wanted: Any) -> list[tuple[str, str, str, str | None]]:
    found = await (await wiring.record()).audit.entries(AuditFilter(**wanted), limit=500)
    return [(entry.caller, entry.action, entry.outcome, entry.viewpoint) for entry in found]


async def test_the_ontology_needs_no_token_on_loopback(peopled: Api) -> None:
    """Without a token the ontology is answered, and people are not."""
    assert (await peopled.post(EDITION)).status_code == 200
    assert (await peopled.post(ME)).json()["data"]["me"]["code"] == "token.missing"
    assert (await peopled.client.get("/me/data.json")).status_code == 401


@pytest.mark.parametrize(
    "header",
    ["Bearer nonsense", "Bearer", "Basic !!", "Basic eDp5", "Digest whatever", "Bearer a b", "bearer " + "x" * 9000],
)
async def test_a_token_that_does_not_hold_is_refused_whatever_is_asked(peopled: Api, header: str) -> None:
    """A bad token is 401 with a challenge, also for what needs none: the caller is not who they believe to be. The
    token is not in the answer."""
    answer = await peopled.post(EDITION, authorization=header)
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"]["code"] == "token.invalid"
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]
    assert header.split(" ", 1)[-1] not in answer.text or header == "Bearer"


async def test_a_token_may_be_the_password_of_basic(peopled: Api) -> None:
    """Systems that know only a key and a secret, and browsers, give the token as the password."""
    packed = base64.b64encode(f"any:{token(peopled.wiring, f'learner:{ANA}')}".encode()).decode()
    answer = await peopled.post(ME, authorization=f"Basic {packed}")
    assert answer.json()["data"]["me"]["id"] == ANA


async def test_a_token_that_was_taken_back_is_refused(peopled: Api) -> None:
    """Revoking ends a token for every process at once, and no other token."""
    signer = tokens.signer(peopled.wiring.settings.token_key_file, make=True, today="2026-01-01")
    assert signer is not None
    now = datetime.now(UTC)
    first, second = (signer.issue(f"learner:{ANA}", hours=1, at=now) for _ in range(2))
    record = await peopled.wiring.record()
    known = KnownToken(
        id=first.id, subject=first.subject, scopes=(), issued_at=first.issued_at, expires_at=first.expires_at
    )
    await record.tokens.keep(known)
    await record.tokens.revoke([known], by="test", at=now)
    fresh = Identity(peopled.wiring.record, key_file=peopled.wiring.settings.token_key_file)
    assert await fresh.caller({"authorization": f"Bearer {first.token}"}) == tokens.REVOKED
    assert isinstance(await fresh.caller({"authorization": f"Bearer {second.token}"}), Caller)


async def test_not_yours_and_not_there_are_one_answer(peopled: Api) -> None:
    """Somebody else, nobody, and a text that is no id get the same bytes, for the same number of statements."""
    ben = As(peopled, f"learner:{BEN}")
    asked = "query Q($id: ID!) { learner(id: $id) { ... on Learner { id } ... on Refusal { code message hint } } }"
    answers, calls = [], []
    for name in (CLEO, ANA, "nobody-of-that-name", "not an id @ all", "x" * 3000):
        with counted() as sent:
            answer = await peopled.post({"query": asked, "variables": {"id": name}}, **ben.headers)
        answers.append((answer.status_code, answer.content, sorted(answer.headers)))
        calls.append({name: count for name, count in sent.by_name.items() if name not in BY_THE_CLOCK})
    assert all(answer == answers[0] for answer in answers)
    assert all(call == calls[0] for call in calls)
    assert NOT_VISIBLE.message.encode() in answers[0][1]


async def test_the_worker_sees_many_as_it_sees_one(peopled: Api) -> None:
    """Many at once get the decisions that they get one by one, under the names that were asked for; each has an entry
    of their own in the audit log; and it takes no more statements than one takes."""
    identity, record = peopled.wiring.identity, await peopled.wiring.record()
    await record.people.put([Person(learner=LearnerId(name)) for name in ("wrk-1", "wrk-2", "wrk-old")])
    await record.people.merge(LearnerId("wrk-old"), LearnerId("wrk-2"), by="test", at=NOW)
    names = ["wrk-1", "wrk-2", "wrk-old", "nobody-wrk", "x @ y"]
    with counted() as for_one:
        alone = {name: await identity.worker(name) for name in names[:1]}
    alone |= {name: await identity.worker(name) for name in names[1:]}
    before = [await entries(peopled.wiring, learner=LearnerId(name)) for name in names]
    with counted() as for_many:
        together = await identity.workers(names)
    assert together == {name: one for name, one in alone.items() if isinstance(one, VisibleLearner)}
    assert {name: one.id for name, one in together.items()} == {
        "wrk-1": "wrk-1",
        "wrk-2": "wrk-2",
        "wrk-old": "wrk-2",
    }
    assert for_many.by_name == for_one.by_name
    after = [await entries(peopled.wiring, learner=LearnerId(name)) for name in names]
    assert [len(now) - len(then) for now, then in zip(after, before, strict=True)] == [1, 2, 0, 1, 1]
    assert after[0][0] == ("worker", "plan.write", "allowed", "worker")
    assert after[3][0] == after[4][0] == ("worker", "plan.write", "denied", None)


async def test_a_manager_sees_reports_until_they_leave(peopled: Api) -> None:
    """A manager sees who reports to them now; with the next manager, or without consent, that ends at once."""
    identity, record = peopled.wiring.identity, await peopled.wiring.record()
    await record.people.put([Person(learner=LearnerId("tmp"), manager=MO)])
    seen = await identity.see(learner(MO), "tmp")
    assert isinstance(seen, VisibleLearner) and seen.private_notes
    assert "tmp" in {each.id for each in await identity.reports(learner(MO))}
    own = await identity.see(learner("tmp"), action="consent.write")
    assert isinstance(own, VisibleLearner)
    await record.consents.say(own, "manager_view", given=False)
    assert await identity.see(learner(MO), "tmp") == NOT_VISIBLE
    assert "tmp" not in {each.id for each in await identity.reports(learner(MO))}
    await record.consents.say(own, "manager_view", given=True)
    assert isinstance(await identity.see(learner(MO), "tmp"), VisibleLearner)
    await record.people.put([Person(learner=LearnerId("tmp"), manager=BEN)])
    assert await identity.see(learner(MO), "tmp") == NOT_VISIBLE


async def test_a_merged_name_leads_to_the_person(peopled: Api) -> None:
    """Who was merged is seen under either name, by themselves and by the manager, as the one person they are."""
    identity, record = peopled.wiring.identity, await peopled.wiring.record()
    await record.people.put([Person(learner=LearnerId("two"), manager=MO), Person(learner=LearnerId("one"))])
    await record.people.merge(LearnerId("one"), LearnerId("two"), by="test", at=datetime.now(UTC))
    for caller, name in ((learner("one"), None), (learner("two"), "one"), (learner(MO), "one"), (learner(MO), "two")):
        seen = await identity.see(caller, name)
        assert isinstance(seen, VisibleLearner) and seen.id == "two", (caller, name)


async def test_every_look_is_in_the_log_before_the_answer(peopled: Api) -> None:
    """Looks and denials are in the log when they return; who is not there has a name there that leads nowhere."""
    identity = peopled.wiring.identity
    await identity.see(learner(BEN), CLEO, action="plan.read")
    assert (f"learner:{BEN}", "plan.read", "denied", None) in await entries(peopled.wiring, learner=CLEO)
    await identity.see(learner(BEN), "guessed.person", action="plan.read")
    assert (f"learner:{BEN}", "plan.read", "denied", None) in await entries(
        peopled.wiring, learner=LearnerId("guessed.person")
    )
    record = await peopled.wiring.record()
    by_ben = await record.audit.entries(AuditFilter(caller=f"learner:{BEN}"), limit=500)
    assert not [entry for entry in by_ben if entry.learner and "guessed" in entry.learner]


async def test_an_administrator_says_what_for(peopled: Api) -> None:
    """An administrator sees a person only with a purpose, and the purpose is in the log."""
    subject = "administrator:hr"
    asked = '{ learner(id: "ana") { ... on Learner { id } ... on Refusal { code } } }'
    without = await As(peopled, subject).ask(asked)
    assert without["learner"] == {"code": "access.purpose_missing"}
    stated = As(peopled, subject, **{"skillway-purpose": "complaint%2017%20f%C3%BCr%20Ana"})
    assert (await stated.ask(asked))["learner"] == {"id": ANA}
    record = await peopled.wiring.record()
    newest = (await record.audit.entries(AuditFilter(caller=subject), limit=1))[0]
    assert newest.purpose == "complaint 17 für Ana"


async def test_the_log_is_for_those_who_may_read_it(peopled: Api) -> None:
    """Administrators and programs with the scope page through the log; learners and other programs are refused."""
    asked = (
        '{ auditEntries(learner: "ana", first: 2) { __typename ... on AuditLog { entries { id } older } '
        "... on Refusal { code } } }"
    )
    for subject, scopes in ((f"learner:{ANA}", ()), ("service:lms", ("xapi:read",)), ("curator:kim", ())):
        refused = await As(peopled, subject, scopes).ask(asked)
        assert refused["auditEntries"]["__typename"] == "Refusal", subject
    reader = As(peopled, "service:works-council", ("audit:read",))
    page = (await reader.ask(asked))["auditEntries"]
    assert len(page["entries"]) == 2 and page["older"] == page["entries"][-1]["id"]
    rest = await reader.ask(asked.replace("first: 2", f'first: 200, before: "{page["older"]}"'))
    assert page["entries"][0] not in rest["auditEntries"]["entries"]


async def test_consent_is_given_and_withdrawn_by_oneself(peopled: Api) -> None:
    """Withdrawing inference empties the state in the next answer; giving it again brings the state back."""
    cleo = As(peopled, f"learner:{CLEO}")
    asked = "{ me { ... on Learner { inferring skills { totalCount } consents { purpose given since } } } }"
    change = (
        "mutation { setConsent(purpose: INFERENCE, given: %s) { ... on ConsentsSet { consents { purpose given } } } }"
    )
    before = (await cleo.ask(asked))["me"]
    assert before["inferring"] and before["skills"]["totalCount"] > 0
    said = await cleo.ask(change % "false")
    assert {"purpose": "INFERENCE", "given": False} in said["setConsent"]["consents"]
    without = (await cleo.ask(asked))["me"]
    assert (without["inferring"], without["skills"]["totalCount"]) == (False, 0)
    await cleo.ask(change % "true")
    assert (await cleo.ask(asked))["me"]["skills"] == before["skills"]


async def test_where_tokens_are_required_nothing_is_answered_without(
    embedded_target: GraphTarget, tmp_path: Path, peopled: Api
) -> None:
    """With SKILLWAY_TOKENS=required every path but health is 401 without a token; a browser is asked for one."""
    here = settings_for(embedded_target, SKILLWAY_TOKENS="required")
    async with wired(here) as wiring, client_of(wiring) as client:
        for path in (
            "/",
            "/graphql",
            "/schema.graphql",
            "/editions/1.ttl",
            "/static/index.css",
            "/xapi/statements",
            "/nope",
        ):
            answer = await client.get(path)
            assert answer.status_code == 401, path
            assert answer.headers["www-authenticate"].startswith("Bearer")
        page = await client.get("/graphql", headers={"accept": "text/html"})
        assert "Basic" in page.headers["www-authenticate"]
        assert (await client.get("/health/live")).status_code == 200
        bearer = {"authorization": f"Bearer {token(wiring, 'curator:kim')}"}
        answered = await client.post("/graphql", json=EDITION, headers=bearer)
        assert answered.json()["data"]["edition"]["number"] == 1


def test_serving_others_needs_keys_first(tmp_path: Path) -> None:
    """A service that other machines reach does not start before there are keys to sign tokens with."""
    here = settings.read({"SKILLWAY_HOME": str(tmp_path), "SKILLWAY_HOST": "0.0.0.0", "SKILLWAY_PORT": "0"})
    with pytest.raises(SettingsError) as refused:
        serve(here)
    assert "SKILLWAY_HOST" in refused.value.message and "token issue" in refused.value.hint


def test_a_lacking_scope_is_forbidden_and_not_unauthorised() -> None:
    """A good token without the scope is 403 and names the scope; no token at all is 401 without an error code."""
    from learners.access import missing_scope

    lacking = missing_scope((), "xapi:write")
    assert lacking is not None
    status, headers = challenge(lacking)
    assert status == 403 and 'scope="xapi:write"' in headers["www-authenticate"]
    status, headers = challenge(tokens.MISSING)
    assert (status, headers["www-authenticate"]) == (401, 'Bearer realm="skillway"')


async def test_tokens_and_names_are_not_logged(peopled: Api, caplog: pytest.LogCaptureFixture) -> None:
    """At the most talkative level the log has no token, name, mail address, note or pseudonym."""
    caplog.set_level("DEBUG")
    ana = As(peopled, f"learner:{ANA}")
    await ana.ask("{ me { ... on Learner { name skills { nodes { competency { id } } } } } }")
    await peopled.client.get("/me/data.json", headers=ana.headers)
    await peopled.post(EDITION, authorization="Bearer nonsense-token")
    said = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("neo4j"))
    for secret in (ana.headers["authorization"].split()[1], "nonsense-token", "Ana Able", "ana@example.org", "hush"):
        assert secret not in said
    assert isinstance(peopled.client, httpx.AsyncClient)
