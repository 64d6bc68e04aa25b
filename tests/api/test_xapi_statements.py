"""Statements handed in and read back: whole or not at all, never changed, voided, and understood as evidence."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from api.xapi.replaying import replay
from graph import GraphTarget
from learners.access import VisibleLearner
from learners.evidence import Evidence
from learners.ids import LearnerId
from tests.api.lms import ANA, BO, PASSED, Lms, a_statement, an_lms, code_of, voiding
from tests.conftest import cypher

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def lms(
    embedded_target: GraphTarget, tmp_path_factory: pytest.TempPathFactory, anyio_backend: str
) -> AsyncIterator[Lms]:
    async with an_lms(embedded_target, tmp_path_factory.mktemp("home")) as found:
        yield found


def passed(who: str, thing: str, scaled: float = 0.84, **more: Any) -> dict[str, Any]:
    """A test that was passed, of a thing of the sample world."""
    return a_statement(
        who, f"https://example.org/lindquay/{thing}", verb={"id": PASSED},
        result={"success": True, "score": {"scaled": scaled}}, timestamp="2026-03-02T09:00:00Z", **more,
    )  # fmt: skip


async def evidence(lms: Lms, learner: str) -> dict[str, Evidence]:
    """All facts about somebody, by id."""
    visible = VisibleLearner(id=LearnerId(learner), viewpoint="service", caller="test", private_notes=True)
    return {fact.id: fact for fact in await (await lms.record()).evidence.of(visible)}


async def test_put_stores_once(lms: Lms) -> None:
    """PUT answers 204; the same again 204; another under the same id 409, and what is stored stays."""
    own = a_statement()
    id_ = own.pop("id")
    assert (await lms.put(id_, own)).status_code == 204
    first = (await lms.get(statementId=id_)).json()
    assert (await lms.put(id_, own)).status_code == 204
    assert (await lms.put(id_.upper(), first)).status_code == 204
    conflict = await lms.put(id_, own | {"verb": {"id": PASSED}})
    assert (conflict.status_code, code_of(conflict)) == (409, "statement.conflict")
    assert "passed" not in conflict.text
    assert "experienced" not in conflict.text
    assert (await lms.put(id_, own | {"id": str(uuid4())})).status_code == 400
    assert (await lms.put(id_, [own])).status_code == 400
    assert (await lms.get(statementId=id_)).json() == first


async def test_post_answers_with_ids_in_order(lms: Lms) -> None:
    """One or many: 200 and the ids in the order of the batch, given where there were none; an empty batch is fine."""
    given = [a_statement() for _ in range(7)]
    ids = [each["id"] for each in given]
    del given[3]["id"]
    told = await lms.stored(*given)
    assert told[:3] + told[4:] == ids[:3] + ids[4:]
    assert (await lms.get(statementId=told[3])).status_code == 200
    single = a_statement()
    assert (await lms.post(single)).json() == [single["id"]]
    assert (await lms.post([])).json() == []


async def test_what_the_store_adds(lms: Lms) -> None:
    """A statement that is read has id, stored, timestamp, version and our authority, whatever was claimed."""
    own = a_statement(authority={"mbox": "mailto:somebody@example.org"})
    del own["id"]
    (id_,) = await lms.stored(own)
    got = (await lms.get(statementId=id_)).json()
    assert got["id"] == id_
    assert got["timestamp"] == got["stored"]
    assert datetime.fromisoformat(got["stored"]).tzinfo is not None
    assert got["authority"]["account"] == {"homePage": "http://127.0.0.1:8000", "name": "service:lms"}
    assert got["version"] == "1.0.0"
    (modern,) = await replace(lms, version="2.0.0").stored(a_statement())
    assert (await lms.get(statementId=modern)).json()["version"] == "2.0.0"
    assert (await lms.get(statementId=id_)).headers["last-modified"]


async def test_one_bad_among_five_hundred(lms: Lms) -> None:
    """The answer names the bad one by place, path and rule; nothing of the batch is stored; the bad one is kept."""
    batch = [a_statement() for _ in range(500)]
    batch[321]["result"] = {"score": {"scaled": 1.7}}
    batch[400]["actor"] = {"mbox": "ana@example.org"}
    answer = await lms.post(batch)
    assert (answer.status_code, code_of(answer)) == (400, "statement.invalid")
    items = answer.json()["error"]["items"]
    assert [(item["index"], item["path"]) for item in items] == [
        (321, "$.result.score.scaled"),
        (400, "$.actor.mbox"),
    ]
    assert all(item["code"] and item["message"] and item["hint"] for item in items)
    for place in (0, 321, 499):
        assert (await lms.get(statementId=batch[place]["id"])).status_code == 404
    record = await lms.record()
    kept = [item for item in await record.rejected.list(door="xapi", limit=1000) if batch[321]["id"] in item.row]
    assert [(item.number, item.code) for item in kept] == [(321, items[0]["code"])]
    await lms.post(batch)
    again = [item for item in await record.rejected.list(door="xapi", limit=1000) if batch[321]["id"] in item.row]
    assert len(again) == 1


async def test_a_conflict_keeps_the_whole_batch_out(lms: Lms) -> None:
    """One id that stands for another statement gives 409, and none of the others is stored."""
    (taken,) = await lms.stored(a_statement())
    batch = [a_statement() for _ in range(3)]
    batch[1] = a_statement(BO) | {"id": taken}
    answer = await lms.post(batch)
    assert answer.status_code == 409
    assert [item["index"] for item in answer.json()["error"]["items"]] == [1]
    assert (await lms.get(statementId=batch[0]["id"])).status_code == 404
    batch[1] = a_statement()
    assert (await lms.post(batch)).status_code == 200


async def test_an_id_twice_in_a_batch_is_refused(lms: Lms) -> None:
    """Two statements of a batch with one id, in whatever case: 400 that names both places."""
    own, other = a_statement(), a_statement()
    other["id"] = own["id"].upper()
    answer = await lms.post([own, a_statement(), other])
    assert (answer.status_code, code_of(answer)) == (400, "statement.double_id")
    assert [item["index"] for item in answer.json()["error"]["items"]] == [0, 2]
    assert (await lms.get(statementId=own["id"])).status_code == 404


async def test_the_same_statement_again_is_the_same_however_it_is_written(lms: Lms) -> None:
    """Order of keys, times in another zone, and what was added by the store do not make another statement."""
    own = a_statement(timestamp="2026-03-02T10:00:00+01:00", context={"registration": str(uuid4()).upper()})
    await lms.stored(own)
    assert (
        await lms.post(dict(reversed(own.items())) | {"timestamp": "2026-03-02T09:00:00.000Z"})
    ).status_code == 200
    without = a_statement()
    await lms.stored(without)
    assert (await lms.post((await lms.get(statementId=without["id"])).json())).status_code == 200
    assert (await lms.post(own | {"timestamp": "2026-03-02T09:00:01Z"})).status_code == 409


async def test_formats(lms: Lms) -> None:
    """`exact` is what was sent; `ids` has ids only; `canonical` has one language, by Accept-Language."""
    own = a_statement(
        verb={"id": PASSED, "display": {"en": "passed", "de": "bestanden"}},
        actor={"mbox": f"mailto:{ANA}", "name": "Ana"},
        object={"id": "https://example.org/a", "definition": {"name": {"en": "A test", "de": "Ein Test"}}},
    )
    await lms.stored(own)
    exact = (await lms.get(statementId=own["id"])).json()
    assert exact["verb"] == own["verb"]
    ids = (await lms.get(statementId=own["id"], format="ids")).json()
    assert ids["verb"] == {"id": PASSED}
    assert "name" not in ids["actor"]
    assert "definition" not in ids["object"]
    german = {"accept-language": "de-AT, en;q=0.5"}
    canonical = (await lms.get(statementId=own["id"], format="canonical", headers=german)).json()
    assert canonical["object"]["definition"]["name"] == {"de": "Ein Test"}
    listed = (await lms.get(limit=1, format="canonical", headers=german)).json()["statements"][0]
    assert listed["verb"]["display"] == {"de": "bestanden"}


async def test_statements_are_no_pages(lms: Lms) -> None:
    """What others wrote comes back as JSON that no browser runs, and that no cache keeps."""
    own = a_statement(
        object={"id": "https://example.org/a", "definition": {"name": {"en": "<script>alert(1)</script>"}}}
    )
    await lms.stored(own)
    answer = await lms.get(statementId=own["id"], headers={"accept": "text/html"})
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


async def test_voiding(lms: Lms) -> None:
    """A voided statement is given only to who asks for it as voided; the voiding one stays; others are 404 there."""
    own, other = a_statement(), a_statement()
    await lms.stored(own, other)
    void = voiding(own["id"])
    await lms.stored(void)
    assert (await lms.get(statementId=own["id"])).status_code == 404
    assert (await lms.get(voidedStatementId=own["id"])).json()["id"] == own["id"]
    assert (await lms.get(voidedStatementId=other["id"])).status_code == 404
    assert (await lms.get(statementId=void["id"])).status_code == 200
    listed = await lms.ids(limit=50)
    assert void["id"] in listed
    assert own["id"] not in listed


async def test_a_voiding_statement_cannot_be_voided(lms: Lms) -> None:
    """Neither stored nor later: who voids a voiding statement gets 400, and it holds."""
    own = a_statement()
    void = voiding(own["id"])
    await lms.stored(own, void)
    answer = await lms.post(voiding(void["id"]))
    assert (answer.status_code, code_of(answer)) == (400, "statement.voids_voiding")
    assert (await lms.get(statementId=void["id"])).status_code == 200
    early = voiding(str(uuid4()))
    late = voiding(str(uuid4())) | {"id": early["object"]["id"]}
    await lms.stored(early, late)
    assert (await lms.get(statementId=late["id"])).status_code == 200


async def test_voiding_what_comes_later(lms: Lms) -> None:
    """A statement that was voided before it came is voided when it comes, in the same batch or another."""
    early, later = a_statement(), a_statement()
    await lms.stored(voiding(early["id"]), early, voiding(later["id"]))
    await lms.stored(later)
    for id_ in (early["id"], later["id"]):
        assert (await lms.get(statementId=id_)).status_code == 404
        assert (await lms.get(voidedStatementId=id_)).status_code == 200


async def test_evidence_comes_with_its_statement(lms: Lms) -> None:
    """A test of a known person is a fact once the statement is stored, with what the edition says that it means."""
    own = passed(ANA, "python-check")
    await lms.stored(own)
    fact = (await evidence(lms, "p-ana"))[f"xapi:{own['id']}"]
    assert (fact.source, fact.assessment, fact.score, fact.passed) == ("assessment", "python-check", 0.84, True)
    assert fact.occurred_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert [(meant.competency, meant.up_to) for meant in fact.meant] == [("programming", 1), ("python", 3)]
    assert fact.author == "service:lms"
    assert fact.statement == own["id"]
    stored = datetime.fromisoformat((await lms.get(statementId=own["id"])).json()["stored"])
    before = len(await evidence(lms, "p-ana"))
    await lms.stored(own)
    assert len(await evidence(lms, "p-ana")) == before
    assert abs((fact.received_at - stored).total_seconds()) < 1


async def test_voiding_takes_evidence_back(lms: Lms) -> None:
    """A voided statement's fact is withdrawn by another fact, whether the voiding came before or after it."""
    own, late = passed(ANA, "python-check"), passed(ANA, "python-check")
    await lms.stored(own, voiding(late["id"]))
    void = voiding(own["id"])
    await lms.stored(void, late)
    facts = await evidence(lms, "p-ana")
    taken_back = facts[f"xapi:{void['id']}"]
    assert taken_back.withdrawn
    assert taken_back.supersedes == f"xapi:{own['id']}"
    assert not facts[f"xapi:{own['id']}"].withdrawn
    assert f"xapi:{late['id']}" in {fact.supersedes for fact in facts.values() if fact.withdrawn}
    assert f"xapi:{own['id']}" in facts


async def kept_for(lms: Lms, id_: str) -> Mapping[str, Any]:
    """What waits because of a statement that is stored, by code."""
    waiting = await (await lms.record()).rejected.list(door="xapi", limit=1000)
    return {item.code: item for item in waiting if item.row == f'{{"statement":"{id_}"}}'}


async def test_what_cannot_be_understood_is_stored_and_waits(lms: Lms) -> None:
    """Nobody's account and an unknown test keep nothing out; they wait with their reason, and nothing else does."""
    nobody, unknown, plain = passed("cy@example.org", "python-check"), passed(ANA, "no-such-check"), a_statement(BO)
    future = passed(BO, "python-check") | {"timestamp": "2126-03-02T09:00:00Z"}
    await lms.stored(nobody, unknown, plain, future)
    assert set(await kept_for(lms, nobody["id"])) == {"learner.unknown"}
    assert set(await kept_for(lms, unknown["id"])) == {"activity.unknown"}
    assert len(await kept_for(lms, future["id"])) == 1
    assert not await kept_for(lms, plain["id"])
    assert (await lms.get(statementId=future["id"])).status_code == 200


async def test_what_waits_is_understood_once_it_can_be(lms: Lms) -> None:
    """After an account is bound, a replay makes the fact; a second one finds it known; a voided one stays out."""
    own, voided = passed("di@example.org", "python-check"), passed("di@example.org", "python-check")
    await lms.stored(own, voided)
    record = await lms.record()
    items = [(await kept_for(lms, each["id"]))["learner.unknown"] for each in (own, voided)]
    words = (await lms.wiring.editions.seen()).view.words

    async def replayed() -> list[tuple[str, str]]:
        at = datetime.now(UTC)
        verdicts = await replay(record, words, items, at=at, edition=1, url="http://127.0.0.1:8000")
        return [(verdict.outcome, verdict.code) for verdict in verdicts]

    assert await replayed() == [("refused", "learner.unknown")] * 2
    assert items[0].token == record.vault.token("mbox:mailto:di@example.org")
    await record.people.bind("mbox:mailto:di@example.org", LearnerId("p-bo"))
    await lms.stored(voiding(voided["id"]))
    assert await replayed() == [("accepted", ""), ("refused", "statement.voided")]
    assert await replayed() == [("known", ""), ("refused", "statement.voided")]
    assert f"xapi:{own['id']}" in await evidence(lms, "p-bo")


async def test_a_refused_statement_can_be_mended_and_replayed(lms: Lms) -> None:
    """What the specification refused is kept whole; once mended, it is stored and understood."""
    own = passed(BO, "python-check") | {"result": {"success": True, "score": {"scaled": 1.7}}}
    assert (await lms.post([own])).status_code == 400
    record = await lms.record()
    (item,) = [each for each in await record.rejected.list(door="xapi", limit=1000) if own["id"] in each.row]
    words = (await lms.wiring.editions.seen()).view.words
    at = datetime.now(UTC)
    (verdict,) = await replay(record, words, [item], at=at, edition=1, url="http://127.0.0.1:8000")
    assert verdict.outcome == "refused"
    mended = replace(item, row=item.row.replace("1.7", "0.7"))
    (verdict,) = await replay(record, words, [mended], at=at, edition=1, url="http://127.0.0.1:8000")
    assert verdict.outcome == "accepted"
    assert (await lms.get(statementId=own["id"])).json()["authority"]["account"]["name"] == "service:lms"
    assert (await evidence(lms, "p-bo"))[f"xapi:{own['id']}"].score == 0.7


async def test_nothing_personal_lies_open(lms: Lms, embedded_target: GraphTarget) -> None:
    """No name, mail address or activity of a statement is readable in the database, and its text is sealed."""
    secret = "zyxwvut"
    own = a_statement(
        f"{secret}@example.org", f"https://example.org/{secret}",
        context={"instructor": {"name": secret, "account": {"homePage": "https://x.y", "name": secret}},
                 "contextActivities": {"parent": [{"id": f"https://example.org/of/{secret}"}]}},
    )  # fmt: skip
    await lms.stored(own)
    await lms.post([own | {"id": "no"}])
    for (properties,) in cypher(embedded_target, "MATCH (n) RETURN properties(n)"):
        assert secret not in str(properties)


async def test_readings_and_writings_are_audited(lms: Lms) -> None:
    """Who stored which statements, and who read them, is in the audit log; of who read, under the person's name."""
    (own,) = await lms.stored(a_statement())
    await lms.get(statementId=own)
    rows = cypher_rows(await lms.record())
    found = {(row["action"], row.get("learner")) async for row in rows if own in (row.get("things") or ())}
    assert found == {("statements.write", None), ("statements.read", "p-ana")}


async def cypher_rows(record: Any) -> AsyncIterator[Mapping[str, Any]]:
    for (entry,) in await record.connection.rows("read/record/audit_between", after="", before="~", limit=1000):
        yield entry


async def test_who_was_erased_does_not_come_back_with_a_statement(lms: Lms, embedded_target: GraphTarget) -> None:
    """A batch with a statement by somebody who was erased gets 403 that says which it is, and nothing is stored."""
    record = await lms.record()
    token = record.vault.token("mbox:mailto:gone@example.org")
    cypher(embedded_target, "CREATE (:Tombstone {id: $id, done: true})", id=token)
    batch = [a_statement(), a_statement("gone@example.org")]
    answer = await lms.post(batch)
    assert (answer.status_code, code_of(answer)) == (403, "learner.erased")
    assert [(item["index"], item["path"]) for item in answer.json()["error"]["items"]] == [(1, "$.actor")]
    assert (await lms.get(statementId=batch[0]["id"])).status_code == 404
    assert "gone@" not in answer.text
    faulty = a_statement("gone@example.org") | {"verb": {"id": "no IRI"}}
    assert (await lms.post([faulty, a_statement() | {"verb": {"id": "no IRI"}}])).status_code == 400
    kept = [item.row for item in await record.rejected.list(door="xapi", limit=1000)]
    assert any("no IRI" in row for row in kept) and not any("gone@" in row for row in kept)


async def test_who_was_erased_does_not_come_back_in_a_statement_of_others(
    lms: Lms, embedded_target: GraphTarget
) -> None:
    """A statement of somebody else that mentions them is stored with an anonymous account in their place, is not
    found by theirs, and is known when it is sent again."""
    record = await lms.record()
    token = record.vault.token("mbox:mailto:left@example.org")
    cypher(embedded_target, "CREATE (:Tombstone {id: $id, done: true})", id=token)
    instructor = {"objectType": "Agent", "mbox": "mailto:left@example.org", "name": "Lea Left"}
    told = a_statement() | {"context": {"instructor": instructor}, "result": {"response": "Thanks, left@example.org"}}
    for _ in range(2):
        assert (await lms.post([told])).status_code == 200
    kept = (await lms.get(statementId=told["id"])).json()
    assert "left@" not in str(kept) and "Lea" not in str(kept)
    assert kept["context"]["instructor"]["account"]["homePage"] == "https://w3id.org/skillway/erased"
    assert kept["actor"] == told["actor"]
    found = await lms.get(agent='{"mbox": "mailto:left@example.org"}', related_agents="true")
    assert found.json()["statements"] == []
    assert cypher(embedded_target, "MATCH (m:Mention {token: $token}) RETURN count(m)", token=token) == [[0]]
