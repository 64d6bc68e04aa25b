"""GraphQL over HTTP: types, status codes, and what never gets as far as the schema."""

import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from api.execution import Executor
from api.guard import HEADERS
from api.schema.context import Context
from api.wiring import Wiring
from tests.api.conftest import GRAPHQL, Api, client_of

pytestmark = pytest.mark.anyio
GOOD = {"query": "{ edition { number } }"}
JSON = "application/json"


async def send(api: Api, body: Any, **headers: str) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return await api.client.post("/graphql", content=content, headers={"content-type": JSON, **headers})


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, JSON),
        ("*/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}, {JSON};q=0.9", GRAPHQL),
        (f"{GRAPHQL};q=0.2, {JSON};q=0.9", JSON),
        ("application/*;q=0.1", JSON),
    ],
)
async def test_clients_get_the_type_that_they_accept(api: Api, accept: str | None, media: str) -> None:
    """The newer type where it is asked for, plain JSON where anything will do; always UTF-8."""
    request = api.client.build_request("POST", "/graphql", json=GOOD, headers={"accept": accept or "*/*"})
    if accept is None:
        del request.headers["accept"]
    answer = await api.client.send(request)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{media}; charset=utf-8"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"query": "{ edition { number "}, "graphql.syntax"),
        ({"query": "{ edition { nomber } }"}, "graphql.invalid"),
        ({"query": "query ($n: Int!) { competencies(first: $n) { totalCount } }"}, "graphql.invalid"),
        ({"query": "query a { __typename } query b { __typename }"}, "graphql.operation_unknown"),
        ({"query": "query a { __typename }", "operationName": "b"}, "graphql.operation_unknown"),
        ({"query": "mutation { publish }"}, "graphql.invalid"),
    ],
)
async def test_a_request_that_cannot_run_says_why(api: Api, body: dict[str, Any], code: str) -> None:
    """Nothing is executed: 400 for clients of the newer type, 200 for older ones, the same error in both, no data."""
    for accept, status in ((GRAPHQL, 400), (JSON, 200)):
        answer = await send(api, body, accept=accept)
        assert answer.status_code == status
        said = answer.json()
        assert "data" not in said
        assert said["errors"][0]["extensions"]["code"] == code
        assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b"{", {}, 400, "http.json"),
        (b"\xff\xfe{}", {}, 400, "http.json"),
        (b'{"query": NaN}', {}, 400, "http.json"),
        (b'{"query": "{ __typename }", "variables": {"n": ' + b"9" * 5_000 + b"}}", {}, 400, "http.json"),
        (b"[" * 100_000 + b"]" * 100_000, {}, 400, "http.json"),
        ([GOOD, GOOD], {}, 400, "http.batching"),
        ("query", {}, 400, "http.request"),
        ({}, {}, 400, "http.request"),
        ({"query": 1}, {}, 400, "http.request"),
        ({"query": "{ __typename }", "variables": []}, {}, 400, "http.request"),
        ({"query": "{ __typename }", "operationName": 1}, {}, 400, "http.request"),
        (GOOD, {"content-type": "text/plain"}, 415, "http.content_type"),
        (GOOD, {"content-type": "application/x-www-form-urlencoded"}, 415, "http.content_type"),
        (GOOD, {"content-type": "application/json; charset=latin-1"}, 415, "http.content_type"),
        (GOOD, {"content-encoding": "gzip"}, 415, "http.content_type"),
        (GOOD, {"accept": "image/png"}, 406, "http.accept"),
        ({"query": "{ __typename }" + " " * 300_000}, {}, 413, "limit.body_bytes"),
        (GOOD, {"host": "skills.example.org"}, 421, "http.host"),
        (GOOD, {"host": "127.0.0.1.example.org:8000"}, 421, "http.host"),
        (GOOD, {"host": "["}, 421, "http.host"),
        (GOOD, {"host": "127.0.0.1/skills.example.org"}, 421, "http.host"),
        (GOOD, {"host": "skills.example.org@127.0.0.1"}, 421, "http.host"),
        (GOOD, {"origin": "https://evil.example"}, 403, "http.origin"),
        (GOOD, {"origin": "null"}, 403, "http.origin"),
        (GOOD, {"origin": "http://127.0.0.1:9999"}, 403, "http.origin"),
        (GOOD, {"origin": "http://["}, 403, "http.origin"),
        (GOOD, {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403, "http.origin"),
    ],
)
async def test_what_is_no_request_is_refused(
    api: Api, body: object, headers: dict[str, str], status: int, code: str
) -> None:
    """Each wrong request gets its status, one error in the usual shape, and the usual headers."""
    answer = await send(api, body, **headers)
    assert answer.status_code == status, answer.text
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == code
    assert error["message"]
    assert "sys." not in error["message"]
    assert HEADERS.items() <= dict(answer.headers).items()


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "LOCALHOST:80", "[::1]:8000", "127.8.9.1"])
async def test_loopback_hosts_are_ours(api: Api, host: str) -> None:
    """Every way to name loopback is answered, and a page that this host served may ask."""
    assert (await send(api, GOOD, host=host, origin=f"http://{host}")).status_code == 200


async def test_a_request_names_one_host(api: Api) -> None:
    """With two, who comes after the check might believe the other one."""
    two = [("host", "127.0.0.1"), ("host", "skills.example.org")]
    answer = await api.client.post("/graphql", json=GOOD, headers=two)
    assert answer.status_code == 421


async def test_pages_of_a_named_origin_may_ask(wiring: Wiring) -> None:
    """A front end under development asks from its own origin once operators name it; others still may not."""
    ours, other = "http://localhost:5173", "http://localhost:5174"
    trusting = replace(wiring, settings=replace(wiring.settings, allowed_origins=(ours,)))
    asks_first = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    async with client_of(trusting) as client:
        allowed = await client.options("/graphql", headers={"origin": ours, **asks_first})
        assert allowed.status_code == 200
        assert allowed.headers["access-control-allow-origin"] == ours
        assert "content-type" in allowed.headers["access-control-allow-headers"]
        answer = await client.post("/graphql", json=GOOD, headers={"origin": ours})
        assert answer.headers["access-control-allow-origin"] == ours
        assert answer.json()["data"]
        refused = await client.post("/graphql", json=GOOD, headers={"origin": other})
        assert refused.status_code == 403
        assert "access-control-allow-origin" not in refused.headers
        assert (await client.options("/graphql", headers={"origin": other, **asks_first})).status_code == 403


async def test_a_wrong_method_hears_of_the_right_ones(api: Api) -> None:
    """405 says what is taken; HEAD is answered as GET is."""
    wrong = await api.client.put("/graphql", json=GOOD)
    assert wrong.status_code == 405
    assert {"GET", "POST"} <= set(wrong.headers["allow"].split(", "))
    assert "hint" not in wrong.json()["errors"][0]["extensions"]
    head = await api.client.head("/graphql", params=GOOD, headers={"accept": JSON})
    assert head.status_code == 200


async def test_a_byte_order_mark_is_passed_over(api: Api) -> None:
    """Some editors put one before JSON; it means nothing."""
    assert (await send(api, b"\xef\xbb\xbf" + json.dumps(GOOD).encode())).json()["data"]


async def test_a_name_is_not_sent_back_at_length(api: Api) -> None:
    """A name of a hundred thousand letters gets a short refusal."""
    query = "query ($id: ID!) { competency(id: $id) { ... on Refusal { code message } } }"
    answer = await send(api, {"query": query, "variables": {"id": "sql " * 25_000}})
    assert answer.json()["data"]["competency"]["code"] == "competency.unknown"
    assert len(answer.content) < 1_000


async def test_a_body_that_grows_is_cut_off(api: Api) -> None:
    """A body without a stated length is refused as soon as it is too long, however long it goes on."""
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        while True:
            sent += 65_536
            yield b" " * 65_536

    answer = await api.client.post("/graphql", content=endless(), headers={"content-type": JSON})
    assert answer.status_code == 413
    assert sent <= 1_000_000


async def test_get_answers_queries(api: Api) -> None:
    """A query may come in the address, with variables; a mutation may not."""
    variables = json.dumps({"id": "sql"})
    query = "query ($id: ID!) { node(id: $id) { id } }"
    answer = await api.client.get(
        "/graphql", params={"query": query, "variables": variables}, headers={"accept": JSON}
    )
    assert answer.json() == {"data": {"node": {"id": "sql"}}}
    wrong = await api.client.get("/graphql", params={"query": query, "variables": "{"}, headers={"accept": JSON})
    assert wrong.status_code == 400
    assert wrong.json()["errors"][0]["extensions"]["code"] == "http.json"


async def test_browsers_get_graphiql(api: Api) -> None:
    """A browser that opens /graphql gets the page."""
    page = await api.client.get("/graphql", headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.headers["content-type"].startswith("text/html")
    assert "graphiql" in page.text


async def test_an_error_of_ours_is_masked_and_logged(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    """What was not foreseen shows callers an id and nothing else; the log has the rest under that id."""
    view = api.wiring.editions.view
    assert view is not None
    broken = Context(view=view, wiring=api.wiring, limits=None, budget=None, searches=None, at=None)  # type: ignore[arg-type]
    executor = Executor(api.wiring.settings.limits)

    async def context() -> Context:
        return broken

    from api.execution import Asked

    answered = await executor.run(Asked("{ competencies { totalCount } }", {}, None), context)
    (error,) = answered.errors
    assert error["extensions"]["code"] == "internal"
    assert "NoneType" not in json.dumps(error)
    number = error["extensions"]["errorId"]
    assert number in error["message"]
    assert any(number in record.getMessage() and record.exc_info for record in caplog.records)


async def test_odd_texts_do_not_break_the_answer(api: Api) -> None:
    """Half a surrogate pair in a name comes back as a refusal, not as a broken response."""
    query = b"query ($id: ID!) { course(id: $id) { ... on Refusal { code } } }"
    body = b'{"query": "' + query + b'", "variables": {"id": "\\ud800"}}'
    answer = await send(api, body)
    assert answer.status_code == 200
    assert answer.json()["data"]["course"]["code"] == "course.unknown"


async def test_health_tells_live_from_ready(api: Api) -> None:
    """Live says that the process runs; ready names the edition that it answers from."""
    assert (await api.client.get("/health/live")).json() == {"live": True}
    ready = await api.client.get("/health/ready")
    assert ready.status_code == 200
    assert ready.json()["ready"] is True
    assert ready.json()["edition"]["digest"]


async def test_editions_can_be_downloaded(api: Api) -> None:
    """Canonical Turtle of an edition, byte for byte and with its digest; one that is not there is a clear 404."""
    view = api.wiring.editions.view
    assert view is not None
    answer = await api.client.get(f"/editions/{view.edition.number}.ttl")
    assert answer.text == await (await api.wiring.reach.graph()).archive(view.edition.number)
    assert answer.headers["etag"] == f'"{view.edition.digest}"'
    for number in (999_999, 10**30):
        missing = await api.client.get(f"/editions/{number}.ttl")
        assert missing.status_code == 404
        assert missing.json()["errors"][0]["extensions"]["code"] == "graph.edition_missing"
    nothing = await api.client.get("/no/such/place")
    assert nothing.status_code == 404
    assert nothing.json()["errors"][0]["extensions"]["code"] == "http.not_found"
