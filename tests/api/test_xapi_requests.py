"""Requests at the xAPI door: headers, parameters, types, sizes, and the syntax for old browsers."""

import json
from collections.abc import AsyncIterator
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from graph import GraphTarget
from tests.api.lms import Lms, a_statement, a_token, an_lms, code_of

pytestmark = pytest.mark.anyio
ID = "8f87ccde-bb56-4c2e-ab83-44982ef22df0"
FILTERS = (
    'agent={"mbox":"mailto:a@b.c"}',
    "verb=http://x.y/v",
    "activity=http://x.y/a",
    f"registration={ID}",
    "related_activities=true",
    "related_agents=true",
    "since=2026-03-01T00:00:00Z",
    "until=2026-03-01T00:00:00Z",
    "limit=1",
    "ascending=true",
)
"""What cannot stand beside the id of a statement."""


@pytest.fixture(scope="module")
async def lms(
    embedded_target: GraphTarget, tmp_path_factory: pytest.TempPathFactory, anyio_backend: str
) -> AsyncIterator[Lms]:
    home = tmp_path_factory.mktemp("home")
    async with an_lms(
        embedded_target, home, SKILLWAY_XAPI_MAX_STATEMENTS="50", SKILLWAY_ALLOWED_ORIGINS="http://lms.example"
    ) as found:
        yield found


@pytest.mark.parametrize("header", [None, "0.9", "1.1", "1.0.", "1.0.01", "2.1.0", "3.0.0", "one", ""])
async def test_a_request_names_a_version_that_is_known(lms: Lms, header: str | None) -> None:
    """Without a version, or with another than 1.0, 1.0.x and 2.0.x, a request gets 400 whatever its method."""
    sent = lms.headers()
    del sent["x-experience-api-version"]
    if header is not None:
        sent["x-experience-api-version"] = header
    for answer in (
        await lms.client.get("/xapi/statements", headers=sent),
        await lms.client.post("/xapi/statements", json=a_statement(), headers=sent),
        await lms.client.put(f"/xapi/statements?statementId={ID}", json=a_statement(), headers=sent),
    ):
        assert answer.status_code == 400
        assert code_of(answer) in ("xapi.version_missing", "xapi.version")


@pytest.mark.parametrize(
    ("asked", "told"),
    [("1.0", "1.0.3"), ("1.0.0", "1.0.3"), ("1.0.9", "1.0.3"), ("2.0.0", "2.0.0"), ("2.0.1", "2.0.0")],
)
async def test_the_answer_names_the_version_that_it_speaks(lms: Lms, asked: str, told: str) -> None:
    """The header of an answer is the newest patch of what was asked for, errors included."""
    for path in ("/xapi/statements", "/xapi/statements?Nonsense=1"):
        answer = await lms.get(path, headers={"x-experience-api-version": asked})
        assert answer.headers["x-experience-api-version"] == told


async def test_about_needs_nothing(lms: Lms) -> None:
    """`about` tells the versions without token and version, to GET and HEAD."""
    answer = await lms.client.get("/xapi/about")
    assert answer.status_code == 200
    assert {"1.0.3", "2.0.0"} <= set(answer.json()["version"])
    assert (await lms.client.head("/xapi/about")).status_code == 200
    assert (await lms.client.get("/xapi/about?x=1")).status_code == 400
    assert (await lms.client.post("/xapi/about")).status_code == 405


async def test_every_answer_says_how_far_it_is_consistent(lms: Lms) -> None:
    """X-Experience-API-Consistent-Through is there whatever becomes of a request, and not before what is stored."""
    await lms.stored(a_statement())
    answers = [
        await lms.get(),
        await lms.get(nonsense=1),
        await lms.get(statementId=str(uuid4())),
        await lms.post({}),
    ]
    answers.append(await lms.client.get("/xapi/statements"))
    assert [answer.status_code for answer in answers] == [200, 400, 404, 400, 401]
    latest = max(each["stored"] for each in answers[0].json()["statements"])
    assert all(answer.headers["x-experience-api-consistent-through"] >= latest for answer in answers)


async def test_who_asks_must_hold_a_token_with_the_scope(lms: Lms) -> None:
    """No token or a bad one: 401 with a challenge; one without the scope: 403; a token in HTTP Basic does."""
    for authorization in (None, "Bearer nonsense", "Basic bm9uc2Vuc2U=", "Digest x"):
        sent = lms.headers()
        del sent["authorization"]
        if authorization:
            sent["authorization"] = authorization
        answer = await lms.client.get("/xapi/statements", headers=sent)
        assert answer.status_code == 401
        assert "Bearer" in answer.headers["www-authenticate"]
        assert answer.headers["x-experience-api-version"]
    only_read = {"authorization": f"Bearer {a_token(lms.wiring.settings, 'xapi:read')}"}
    only_write = {"authorization": f"Bearer {a_token(lms.wiring.settings, 'xapi:write')}"}
    assert (await lms.post(a_statement(), headers=only_read)).status_code == 403
    assert (await lms.get(headers=only_write)).status_code == 403
    assert (await lms.get(headers=only_read)).status_code == 200
    answer = await lms.client.get(
        "/xapi/statements", headers={"x-experience-api-version": "1.0.3"}, auth=("lms", lms.token)
    )
    assert answer.status_code == 200
    manager = a_token(lms.wiring.settings, subject="learner:p-ana")
    assert (await lms.get(headers={"authorization": f"Bearer {manager}"})).status_code == 403


async def test_methods_of_the_specification_only(lms: Lms) -> None:
    """What is not GET, HEAD, PUT or POST is refused with what is allowed; other resources are not here."""
    for method in ("DELETE", "PATCH"):
        answer = await lms.client.request(method, "/xapi/statements", headers=lms.headers())
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD, PUT, POST"
    for resource in ("activities/state", "activities/profile", "activities", "agents", "agents/profile"):
        assert (await lms.get(f"/xapi/{resource}")).status_code == 501


async def test_head_is_get_without_a_body(lms: Lms) -> None:
    """HEAD has the status and headers of GET, and no body."""
    (own,) = await lms.stored(a_statement())
    for parameters in ({"statementId": own}, {"limit": "1"}, {"nonsense": "1"}, {"statementId": str(uuid4())}):
        got = await lms.get(**parameters)
        head = await lms.client.head("/xapi/statements", params=parameters, headers=lms.headers())
        assert head.status_code == got.status_code
        assert head.content == b""
        assert head.headers["content-type"] == got.headers["content-type"]


@pytest.mark.parametrize(
    "query",
    [
        "statementid=" + ID,
        "StatementId=" + ID,
        "foo=bar",
        "Agent={}",
        "statementId=1",
        "statementId=true",
        "statementId={}",
        "statementId=",
        "voidedStatementId=x",
        f"statementId={ID}&voidedStatementId={ID}",
        f"statementId={ID}&statementId={ID}",
        "agent=1",
        "agent=true",
        "agent={}",
        "agent=notjson",
        "agent=[]",
        'agent={"mbox":"ana@example.org"}',
        'agent={"mbox":"mailto:a@b.c","openid":"http://x.y/"}',
        'agent={"objectType":"Activity","mbox":"mailto:a@b.c"}',
        'agent={"mbox":"mailto:a@b.c","extra":1}',
        'agent={"account":{"homePage":"http://x.y"}}',
        'agent={"objectType":"Group","member":[{"mbox":"mailto:a@b.c"}]}',
        "verb=passed",
        "verb=",
        "activity=x",
        "activity=1",
        "registration=1",
        "registration=true",
        "since=yesterday",
        "since=2026-02-30T00:00:00Z",
        "since=1",
        "since=2026-03-01T00:00:00-00:00",
        "until=true",
        "limit=-1",
        "limit=x",
        "limit=1.5",
        "limit=99999999999",
        "format=Exact",
        "format=x",
        "ascending=True",
        "ascending=1",
        "attachments=yes",
        "related_agents=x",
        "related_activities=",
        "%FF=1",
        "limit",
        "method=GET",
        *(f"{name}={ID}&{more}" for name in ("statementId", "voidedStatementId") for more in FILTERS),
    ],
)
async def test_a_parameter_that_is_wrong_is_refused(lms: Lms, query: str) -> None:
    """Unknown names, other cases, wrong values and what cannot stand together get 400, and no value is repeated."""
    answer = await lms.client.get(f"/xapi/statements?{query}", headers=lms.headers())
    assert answer.status_code == 400
    assert code_of(answer).startswith("parameter.")
    assert "ana@example.org" not in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "",
        "limit=0",
        'agent={"mbox":"mailto:a@b.c"}',
        'agent={"objectType":"Group","mbox":"mailto:a@b.c","member":[]}',
        'agent={"account":{"homePage":"http://x.y/","name":"a"},"name":"A"}',
        'agent={"openid":"http://x.y/a"}',
        'agent={"mbox_sha1sum":"0123456789012345678901234567890123456789"}',
        "verb=http://x.y/v",
        "activity=http://x.y/a",
        f"registration={ID}",
        "related_activities=true&related_agents=false",
        "since=2026-03-01T00:00:00Z",
        "until=2026-03-01T09:00:00.123%2B01:00",
        "since=2026-03-01T09:00:00",
        "format=ids",
        "format=exact",
        "format=canonical",
        "attachments=false",
        "ascending=true",
    ],
)
async def test_every_parameter_of_the_specification_is_taken(lms: Lms, query: str) -> None:
    """Each filter is answered with a StatementResult, empty or not."""
    answer = await lms.client.get(f"/xapi/statements?{query}", headers=lms.headers())
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert isinstance(answer.json()["statements"], list)
    assert isinstance(answer.json()["more"], str)


async def test_put_and_post_take_no_other_parameters(lms: Lms) -> None:
    """A PUT needs a statementId that is a UUID, and a POST takes none; unknown ones are refused."""
    own = a_statement()
    for method, query in (
        ("PUT", ""), ("PUT", "?statementId=x"), ("PUT", f"?statementId={ID}&x=1"), ("PUT", f"?statementID={ID}"),
        ("POST", f"?statementId={ID}"), ("POST", "?limit=1"),
    ):  # fmt: skip
        answer = await lms.client.request(method, f"/xapi/statements{query}", json=own, headers=lms.headers())
        assert answer.status_code == 400, (method, query)
    assert (await lms.get(statementId=own["id"])).status_code == 404


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "json.invalid"),
        (b"{", "json.invalid"),
        (b'{"a":NaN}', "json.invalid"),
        (b'{"a":Infinity}', "json.invalid"),
        (b"\xef\xbb\xbf{}", "json.invalid"),
        (b'{"a":"\xff"}', "json.invalid"),
        (b'{"a":"\\ud800"}', "json.invalid"),
        (b'{"a":1,"a":2}', "json.duplicate_key"),
        (b'[{"x":{"b":1,"\\u0062":2}}]', "json.duplicate_key"),
        (b"[" * 100_000, "json.too_deep"),
        (b"[" * 500 + b"]" * 500, "json.too_deep"),
        (b"1", "statement.none"),
        (b'"x"', "statement.none"),
        (b"null", "statement.none"),
        (b"[1]", "statement.invalid"),
        (b"{}", "statement.invalid"),
        (b"[[]]", "statement.invalid"),
    ],
)
async def test_what_is_not_clean_json_is_refused(lms: Lms, body: bytes, code: str) -> None:
    """Broken, doubled, endless and foreign JSON gets 400 with a code, and never an error of ours."""
    answer = await lms.client.post(
        "/xapi/statements", content=body, headers=lms.headers(content_type="application/json")
    )
    assert (answer.status_code, code_of(answer)) == (400, code)


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/xml",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "",
        "application/json; charset=latin1",
    ],
)
async def test_statements_are_json(lms: Lms, kind: str) -> None:
    """Another type of body gets 400."""
    body = json.dumps(a_statement()).encode()
    answer = await lms.client.post("/xapi/statements", content=body, headers=lms.headers(content_type=kind))
    assert (answer.status_code, code_of(answer)) == (400, "http.content_type")


async def test_large_requests_are_refused_before_they_are_read(lms: Lms) -> None:
    """A body over the limit, and a batch with too many statements, get 413 that says the limit."""
    answer = await lms.client.post(
        "/xapi/statements", content=b" " * 4_194_305, headers=lms.headers(content_type="application/json")
    )
    assert (answer.status_code, code_of(answer)) == (413, "limit.body_bytes")
    answer = await lms.post([a_statement() for _ in range(51)])
    assert (answer.status_code, code_of(answer)) == (413, "limit.statements")


def parted(*parts: tuple[str, bytes], boundary: str = "cut", end: str = "--") -> bytes:
    body = b""
    for head, content in parts:
        body += f"--{boundary}\r\n{head}\r\n\r\n".encode() + content + b"\r\n"
    return body + f"--{boundary}{end}\r\n".encode()


async def test_multipart_without_data_is_taken(lms: Lms) -> None:
    """multipart/mixed whose only part is the statements is the same as JSON."""
    own = a_statement(attachments=[attachment(fileUrl="https://files.example.org/1")])
    body = parted(("Content-Type: application/json", json.dumps(own).encode()))
    answer = await lms.client.post(
        "/xapi/statements", content=body, headers=lms.headers(content_type="multipart/mixed; boundary=cut")
    )
    assert answer.json() == [own["id"]]
    got = await lms.get(statementId=own["id"], attachments=True)
    assert got.headers["content-type"].startswith("multipart/mixed; boundary=")
    assert own["id"] in got.text
    assert (await lms.get(statementId=own["id"], attachments=False)).json()["attachments"] == own["attachments"]


def attachment(**more: object) -> dict[str, object]:
    return {
        "usageType": "https://example.org/certificate", "display": {"en": "Certificate"}, "contentType": "text/plain",
        "length": 4, "sha2": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", **more,
    }  # fmt: skip


async def test_attachment_data_is_refused_clearly(lms: Lms) -> None:
    """Data that comes with a request, or should have, gets 400 with a code of its own, and nothing is stored."""
    own = a_statement(attachments=[attachment()])
    said = json.dumps(own).encode()
    data = ("Content-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: 9f86", b"test")
    first = ("Content-Type: application/json", said)
    for body, kind, code in (
        (said, "application/json", "attachment.no_data"),
        (parted(first, data), "multipart/mixed; boundary=cut", "attachment.data"),
        (parted(first), "multipart/mixed; boundary=cut", "attachment.no_data"),
        (parted(data, first), "multipart/mixed; boundary=cut", "multipart.first_part"),
        (parted(first), "multipart/mixed", "multipart.boundary"),
        (parted(first), "multipart/mixed; boundary=other", "multipart.invalid"),
        (parted(first, end=""), "multipart/mixed; boundary=cut", "multipart.invalid"),
        (parted(), "multipart/mixed; boundary=cut", "multipart.invalid"),
        (said, "multipart/mixed; boundary=cut", "multipart.invalid"),
    ):
        answer = await lms.client.post("/xapi/statements", content=body, headers=lms.headers(content_type=kind))
        assert (answer.status_code, code_of(answer)) == (400, code)
    assert (await lms.get(statementId=own["id"])).status_code == 404


async def form(lms: Lms, method: str, query: str = "", **fields: str) -> object:
    """A request in the alternate syntax; the token and the version go into the form."""
    body = urlencode(
        {"Authorization": f"Bearer {lms.token}", "X-Experience-API-Version": "1.0.3"}
        | {name.replace("_", "-") if name[0].isupper() else name: value for name, value in fields.items()}
    )
    answer = await lms.client.post(
        f"/xapi/statements?method={method}{query}", content=body,
        headers={"content-type": "application/x-www-form-urlencoded"},
    )  # fmt: skip
    return answer.status_code, (answer.json() if answer.content else None)


async def test_the_alternate_syntax_of_1_0(lms: Lms) -> None:
    """POST with `method` does what the method does, with headers, parameters and body from the form."""
    own, other = a_statement(), a_statement()
    assert await form(lms, "PUT", statementId=own["id"], content=json.dumps(own)) == (204, None)
    assert await form(lms, "POST", content=json.dumps([other])) == (200, [other["id"]])
    status, got = await form(lms, "GET", statementId=own["id"])  # type: ignore[misc]
    assert (status, got["id"]) == (200, own["id"])
    status, got = await form(lms, "GET", limit="1")  # type: ignore[misc]
    assert (status, len(got["statements"])) == (200, 1)


async def test_the_alternate_syntax_is_kept_to(lms: Lms) -> None:
    """More in the query, no content, content with a GET, attachment data, unknown fields and version 2.0: 400."""
    said = json.dumps(a_statement())
    for answer in (
        await form(lms, "POST", "&limit=1", content=said),
        await form(lms, "POST"),
        await form(lms, "GET", content=said),
        await form(lms, "get"),
        await form(lms, "GET", unknown="1"),
        await form(lms, "POST", content=said, Content_Type="multipart/mixed; boundary=cut"),
        await form(lms, "POST", content="{"),
        await form(lms, "POST", content=said, X_Experience_API_Version="2.0.0"),
    ):
        assert answer[0] == 400, answer  # type: ignore[index]
    assert (await form(lms, "DELETE"))[0] == 405  # type: ignore[index]


async def test_pages_of_other_origins_may_only_where_they_are_allowed(lms: Lms) -> None:
    """An allowed origin may send PUT and read this door's headers; another is refused."""
    asked = {"access-control-request-method": "PUT", "access-control-request-headers": "x-experience-api-version"}
    preflight = await lms.client.options("/xapi/statements", headers={"origin": "http://lms.example", **asked})
    assert preflight.status_code == 200
    assert "PUT" in preflight.headers["access-control-allow-methods"]
    answer = await lms.get(headers={"origin": "http://lms.example"})
    assert "X-Experience-API-Consistent-Through" in answer.headers["access-control-expose-headers"]
    assert (await lms.get(headers={"origin": "http://elsewhere.example"})).status_code == 403
