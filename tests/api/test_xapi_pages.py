"""Lists of statements over HTTP: filters, pages that can be followed, and what a reader who comes back finds."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from graph import GraphTarget
from tests.api.lms import ANA, BO, PASSED, Lms, a_statement, a_token, an_lms, code_of, voiding

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def lms(
    embedded_target: GraphTarget, tmp_path_factory: pytest.TempPathFactory, anyio_backend: str
) -> AsyncIterator[Lms]:
    async with an_lms(embedded_target, tmp_path_factory.mktemp("home"), SKILLWAY_XAPI_PAGE="10") as found:
        yield found


def agent(mail: str, **more: Any) -> str:
    return json.dumps({"mbox": f"mailto:{mail}", **more})


async def test_more_leads_through_all_pages(lms: Lms) -> None:
    """Pages have at most what was asked for, `more` is a relative address that is empty at the end, and nothing comes
    twice or is left out while new statements come in."""
    registration = str(uuid4())
    own = [a_statement(context={"registration": registration}) for _ in range(23)]
    await lms.stored(*own)
    answer = (await lms.get(registration=registration, limit=0)).json()
    found = []
    while True:
        found += [each["id"] for each in answer["statements"]]
        assert len(answer["statements"]) <= 10
        if not answer["more"]:
            break
        assert answer["more"].startswith("/xapi/statements/more/")
        await lms.stored(a_statement(context={"registration": registration}))
        answer = (await lms.get(answer["more"])).json()
    assert found == [each["id"] for each in reversed(own)]


async def test_more_cannot_be_made_up_or_bent(lms: Lms) -> None:
    """A changed or foreign place gets 400; so does a parameter beside it; and nothing can be read in it."""
    await lms.stored(*[a_statement() for _ in range(3)])
    more = (await lms.get(limit=1, agent=agent(ANA))).json()["more"]
    assert ANA not in more
    for path in (more[:-5] + "AAAA=", "/xapi/statements/more/x", more + "?limit=5"):
        answer = await lms.get(path)
        assert (answer.status_code, code_of(answer)[:9]) == (400, "parameter"), path
    sent = lms.headers()
    assert (await lms.client.get(more, headers={"x-experience-api-version": "1.0.3"})).status_code == 401
    assert (await lms.client.get(more, headers={"authorization": sent["authorization"]})).status_code == 400


async def test_filters_over_http(lms: Lms) -> None:
    """Each filter finds its statements and no others, under any of the ways to write an account."""
    registration, activity, verb = str(uuid4()), f"https://example.org/{uuid4()}", f"https://example.org/v/{uuid4()}"
    mail, teacher = f"{uuid4()}@Example.org", f"{uuid4()}@example.org"
    own = a_statement(
        mail, activity, verb={"id": verb},
        context={
            "registration": registration,
            "instructor": {"mbox": f"mailto:{teacher}"},
            "contextActivities": {"parent": [{"id": f"{activity}/of"}]},
        },
    )  # fmt: skip
    group = a_statement(BO, actor={"objectType": "Group", "member": [{"mbox": f"mailto:{mail}"}]})
    inner = a_statement(BO)
    del inner["id"]
    about = a_statement(BO, object={"objectType": "SubStatement", **inner, "object": {"id": f"{activity}/inner"}})
    await lms.stored(own, group, about)
    one = [own["id"]]
    assert await lms.ids(verb=verb) == one
    assert await lms.ids(activity=activity) == one
    assert await lms.ids(registration=registration.upper()) == one
    assert await lms.ids(agent=agent(mail.lower())) == [group["id"], own["id"]]
    assert await lms.ids(agent=agent(mail, name="X"), verb=verb) == one
    assert await lms.ids(agent=agent(teacher)) == []
    assert await lms.ids(agent=agent(teacher), related_agents=True) == one
    assert await lms.ids(activity=f"{activity}/of") == []
    assert await lms.ids(activity=f"{activity}/of", related_activities=True) == one
    assert await lms.ids(activity=f"{activity}/inner", related_activities=True) == [about["id"]]
    assert await lms.ids(activity=activity, verb=PASSED) == []
    sender = json.dumps({"account": {"homePage": "http://127.0.0.1:8000", "name": "service:lms"}})
    assert await lms.ids(agent=sender, related_agents=True, limit=2) == [about["id"], group["id"]]
    assert await lms.ids(agent=sender) == []


async def test_what_refers_to_a_statement_is_found_with_it(lms: Lms) -> None:
    """A filter that fits a statement finds those that refer to it, over several references, and when it is voided."""
    activity = f"https://example.org/{uuid4()}"
    own = a_statement(activity=activity)

    def referring(target: str) -> dict[str, Any]:
        return a_statement(BO, object={"objectType": "StatementRef", "id": target})

    first = referring(own["id"])
    second = referring(first["id"])
    await lms.stored(second, first, own)
    assert await lms.ids(activity=activity) == [own["id"], first["id"], second["id"]]
    void = voiding(own["id"])
    await lms.stored(void)
    assert await lms.ids(activity=activity) == [void["id"], first["id"], second["id"]]


async def test_times_bound_a_list(lms: Lms) -> None:
    """`since` leaves out, `until` takes in what was stored at that very time; ascending turns the order."""
    ids = await lms.stored(*[a_statement() for _ in range(4)])
    times = [(await lms.get(statementId=id_)).json()["stored"] for id_ in ids]
    assert await lms.ids(since=times[0], until=times[2]) == [ids[2], ids[1]]
    assert await lms.ids(since=times[0], until=times[2], ascending=True) == [ids[1], ids[2]]
    assert await lms.ids(since=times[3]) == []
    assert await lms.ids(until="2001-01-01T00:00:00Z") == []


async def test_a_reader_who_follows_misses_nothing(lms: Lms) -> None:
    """Who asks again and again for what was stored since X-Experience-API-Consistent-Through gets every statement,
    while several senders post at once."""
    registration = str(uuid4())
    sent: list[str] = []
    through = (await lms.get(limit=1)).headers["x-experience-api-consistent-through"]
    seen: list[str] = []
    posting = True

    async def post() -> None:
        for _ in range(12):
            batch = [a_statement(context={"registration": registration}) for _ in range(5)]
            sent.extend(await lms.stored(*batch))

    async def follow(since: str) -> None:
        while True:
            last = not posting
            answer = await lms.get(since=since, ascending=True, registration=registration)
            since = answer.headers["x-experience-api-consistent-through"]
            body = answer.json()
            seen.extend(each["id"] for each in body["statements"])
            while body["more"]:
                body = (await lms.get(body["more"])).json()
                seen.extend(each["id"] for each in body["statements"])
            if last:
                return

    following = asyncio.create_task(follow(through))
    await asyncio.gather(post(), post(), post())
    posting = False
    await following
    assert set(seen) == set(sent)
    assert len(sent) == 180


async def test_an_administrator_with_the_scope_reads_and_others_do_not(lms: Lms) -> None:
    """Statements are for programs whose token says so, and for administrators who say what for as well. A scope in
    the token of somebody else opens nothing."""
    for subject, scopes, purpose, status in (
        ("service:reader", ("xapi:read",), "", 200),
        ("service:other", ("people:read",), "", 403),
        ("administrator:hr", ("xapi:read",), "a complaint about a course", 200),
        ("administrator:hr", ("xapi:read",), " ", 403),
        ("administrator:hr", (), "a complaint about a course", 403),
        ("curator:cora", ("xapi:read",), "", 403),
        ("learner:p-ana", ("xapi:read",), "", 403),
    ):
        token = a_token(lms.wiring.settings, *scopes, subject=subject)
        headers = {"authorization": f"Bearer {token}", "skillway-purpose": purpose}
        assert (await lms.get(headers=headers)).status_code == status, (subject, scopes, purpose)
