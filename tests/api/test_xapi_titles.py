"""The titles of ADL's conformance suite that concern the statements resource, its headers and `about`, one by one."""

import ast
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import pytest

from graph import GraphTarget
from tests import shared_data
from tests.api.lms import PASSED, Lms, a_statement, an_lms, voiding

pytestmark = pytest.mark.anyio
VALUES = {
    "agent": '{"mbox":"mailto:ana@example.org"}',
    "verb": PASSED,
    "activity": "https://example.org/elsewhere",
    "registration": "8f87ccde-bb56-4c2e-ab83-44982ef22df0",
    "related_activities": "true",
    "related_agents": "true",
    "since": "2026-03-01T00:00:00.000Z",
    "until": "2999-03-01T00:00:00.000Z",
    "limit": "1",
    "format": "ids",
    "attachments": "false",
    "ascending": "true",
}
KEPT_BY: dict[str, tuple[str, ...]] = {
    "test_a_request_names_a_version_that_is_known": (
        r'.*Request which (does not use|the) a? ?"X-Experience-API-Version".*',
    ),
    "test_the_answer_names_the_version_that_it_speaks": (
        r"An LRS MUST set the X-Experience-API-Version.*",
        r"An LRS sends a header response.*",
        r'should respond with header "version".*',
    ),
    "test_about_needs_nothing": (
        r"An LRS has an About.*",
        r"An LRS's About Resource.*",
        r'should pass when GET without header "X-.*',
        r"should succeed (GET|HEAD) about.*",
    ),
    "test_every_answer_says_how_far_it_is_consistent": (r".*X-Experience-API-Consistent-Through.*",),
    "test_who_asks_must_hold_a_token_with_the_scope": (
        r"An LRS rejects a Statement of (bad auth|insufficient).*",
        r"An LRS must support HTTP Basic.*",
    ),
    "test_methods_of_the_specification_only": (r"Using requirement: An LRS rejects with error code 405.*",),
    "test_head_is_get_without_a_body": (
        r"An LRS (accepts|responds to a) HEAD.*",
        r"should succeed HEAD statements.*",
    ),
    "test_a_parameter_that_is_wrong_is_refused": (
        r".*uses a parameter (not recognized|with differing case).*",
        r"The LRS rejects .* parameter values which.*",
        r".*400 a GET request with both.*",
        r'should fail statement using "statementId" parameter as.*',
    ),
    "test_put_and_post_take_no_other_parameters": (
        r".*accepts PUT requests only if.*",
        r'should fail (without using|on PUT statement when not using) "statementId".*',
    ),
    "test_put_stores_once": (
        r".*409.*",
        r".*PUT request returns code 204.*",
        r".*accepts PUT requests",
        r"should persist statement (and return status|using \"(PUT|statementId)).*",
        r"should not update statement.*",
    ),
    "test_post_answers_with_ids_in_order": (
        r".*POST request returns code 200.*",
        r".*accepts POST requests",
        r'should persist statement using "POST".*',
        r"persist (sub)?statement",
        r"persist object.*",
    ),
    "test_one_bad_among_five_hundred": (
        r"An LRS does not process any batch.*",
        r"An LRS makes no modifications to stored.*",
        r"should not persist any.*",
        r".*any Statement violating.*",
    ),
    "test_what_the_store_adds": (
        r"should populate authority",
        r"An LRS populates the.*",
        r"Statements returned by an LRS MUST retain.*",
        r"should not convert newer.*",
        r"An LRS will not modify Statements based.*",
    ),
    "test_voiding": (
        r"should (not )?return a voided.*",
        r"persist void(ed|ing) statement",
        r".*only return a Voided Statement.*",
        r"A Voided Statement is.*",
        r'.*"voidedStatementId" parameter, returns.*',
    ),
    "test_a_voiding_statement_cannot_be_voided": (
        r"A Voiding Statement cannot.*",
        r'should fail when "StatementRef" points.*',
    ),
    "test_what_refers_to_a_statement_is_found_with_it": (
        r".*still returns Statements which target it",
        r"should (only )?return .*(StatementRef|voiding).*",
    ),
    "test_more_leads_through_all_pages": (
        r'.*"more" .*',
        r'A "statements" property which is too large.*',
        r".*single \"statements\" property",
    ),
    "test_filters_over_http": (r"The Statements within.*",),
    "test_every_parameter_of_the_specification_is_taken": (
        r".*neither a \"statementId\".*",
        r"should return StatementResult.* without.*",
        r"The LRS will NOT reject.*",
        r"should return empty array.*",
        r"should return using GET",
        r"LRS's Statement Resource accepts GET.*",
        r"An LRS accepts GET.*",
        r"should succeed GET statements.*",
        r"An LRSs? Statement API, upon receiving.*",
        r"should retrieve statement using.*",
        r'.*"statementId" parameter, returns code 200.*',
        r"An LRS has a Statement Resource.*",
        r'A "statements" property is an Array.*',
    ),
    "test_formats": (r'If the "Accept-Language" header.*',),
    "test_multipart_without_data_is_taken": (
        r"should (not )?return multipart.*",
        r'should succeed when attachment uses "fileUrl".*json"',
        r".*not return attachment data and only.*",
        r".*\"attachment\" parameter set to \"(true|false)\".*",
        r".*GET Request which uses Attachments.*",
    ),
    "test_attachment_data_is_refused_clearly": (
        r"should fail if boundary.*",
        r"should fail when attachment.*",
        r"should fail when passing statement attachments.*",
        r"should fail when statements separated.*",
        r".*PUT or POST Request which (uses Attachments|has excess).*",
        r"A Boundary is defined.*",
        r"RFC 1341.*",
    ),
    "test_statements_are_json": (r".*Request which uses Attachments and does not have a \"Content-Type\".*",),
    "test_the_alternate_syntax_of_1_0": (
        r"Any LRS Resource that accepts a POST.*",
        r"An LRS (must parse the body|will map form|will treat the content).*",
        r"During an alternate.*",
        r"The LRS MUST support the Alternate.*",
        r"An LRS accepts a valid POST request containing a GET.*",
    ),
    "test_the_alternate_syntax_is_kept_to": (
        r"An LRS will reject (a|an|any) (Cross|alternate|request|new Request).*",
    ),
}
NOT_KEPT = {
    r"should succeed when attachment is raw data and .*": "data of attachments is not kept here",
    r"An LRS rejects with error code 403 .*": "a claimed authority is overwritten, which the specification allows",
    r"An LRS must support HTTP/1.1 entity tags .*": "a PUT of a statement overwrites nothing",
}
OTHERS = re.compile(
    r"profile|\bstate\b|Activit(y|ies) (Resource|Object must)|Agents? (Resource|Object)|document|activityId|profileId"
    r"|stateId|Person|agents with|activities (with|state)|Should reject|An Extension|JWS|signed|signature"
    r'|ContextActivit|"authority" is (also )?a Group|uses "version"|"(con|mem|contextA)|Content-Type" when use'
    r"|Bad Request (a Statement|any Statement having|a token)",
    re.IGNORECASE,
)
"""Resources that are not here, forms of statements, and signatures, which are data of attachments."""
OURS = re.compile(
    r"GET|PUT|POST|HEAD|[Rr]equest|header|[Rr]esource|\"more\"|page|\"statements\" property|persist|populate|convert"
    r"|void(ed|ing) |batch|rejected request|authorization|permissions|[Bb]oundary|Alternate|About|LRS populates"
    r"|LRS will not modify|Statements returned",
)


@pytest.fixture(scope="module")
async def lms(
    embedded_target: GraphTarget, tmp_path_factory: pytest.TempPathFactory, anyio_backend: str
) -> AsyncIterator[Lms]:
    async with an_lms(embedded_target, tmp_path_factory.mktemp("home")) as found:
        yield found


async def is_taken(lms: Lms, name: str) -> None:
    """A GET with the parameter gives statements, and says how far they are complete."""
    own, voided = a_statement(), a_statement()
    await lms.stored(own, voided, voiding(voided["id"]))
    ids = {"statementId": own["id"], "voidedStatementId": voided["id"]}
    answer = await lms.get(**{name: ids.get(name) or VALUES[name]})
    assert answer.status_code == 200
    assert answer.headers["x-experience-api-consistent-through"]
    assert name in ids or isinstance(answer.json()["statements"], list)


async def is_spelled_so(lms: Lms, name: str) -> None:
    """In another case the parameter is unknown."""
    for other in {name.upper(), name.title(), name[0].upper() + name[1:]} - {name}:
        answer = await lms.get(**{other: VALUES.get(name, str(uuid4()))})
        assert answer.status_code == 400


async def stands_beside(lms: Lms, id_name: str, name: str, status: int) -> None:
    own = a_statement()
    await lms.stored(own, *([voiding(own["id"])] if id_name == "voidedStatementId" else []))
    assert (await lms.get(**{id_name: own["id"], name: VALUES[name]})).status_code == status


async def needs_a_version(lms: Lms, method: str) -> None:
    sent = {"authorization": f"Bearer {lms.token}"}
    parameters = {"statementId": str(uuid4())} if method == "PUT" else None
    answer = await lms.client.request(method, "/xapi/statements", params=parameters, json=a_statement(), headers=sent)
    assert answer.status_code == 400


async def is_allowed(lms: Lms, method: str) -> None:
    own = a_statement()
    answers = {"GET": lms.get(), "POST": lms.post(own), "PUT": lms.put(own["id"], own)}
    status = {name: (await answer).status_code for name, answer in answers.items()}
    assert status[method] in (200, 204)


NAME = r'"(\w+)"'
ASKED: tuple[tuple[str, Callable[..., Awaitable[None]], tuple[int, ...]], ...] = (
    (
        r"should (?:process|return (?:StatementResult(?: with statements as array)?|\"X-[\w-]+\"))"
        rf" using GET with {NAME}",
        is_taken,
        (),
    ),
    (rf"An LRS's Statement Resource can process a GET request with {NAME} as a parameter", is_taken, ()),
    (rf"should fail on GET statement when not using {NAME}", is_spelled_so, ()),
    (rf'should fail when using "((?:voidedS|s)tatementId)" with {NAME}', stands_beside, (400,)),
    (rf'should pass when using "((?:voidedS|s)tatementId)" with {NAME}', stands_beside, (200,)),
    (r"should fail when statement (GET|POST|PUT) without header .*", needs_a_version, ()),
    (r'should allow "/statements" (GET|POST|PUT)', is_allowed, ()),
)


async def test_every_title_about_requests_is_kept(lms: Lms) -> None:
    """Each title is tried here, or belongs to a test of this folder, or is one of the few that are not kept."""
    listed = (shared_data.folder("xapi-conformance") / "test-titles.txt").read_text("utf-8").splitlines()
    titles = [title for title in listed if OURS.search(title) and not OTHERS.search(title) and _is_request(title)]
    tests = {
        node.name
        for file in Path(__file__).parent.glob("test_xapi_*.py")
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.AsyncFunctionDef)
    }
    assert set(KEPT_BY) <= tests
    tried, elsewhere, not_kept, lost = 0, 0, 0, []
    for title in titles:
        check = next(
            ((run, found.groups(), more) for form, run, more in ASKED if (found := re.fullmatch(form, title))), None
        )
        if check is not None:
            run, names, more = check
            await run(lms, *names, *more)
            tried += 1
        elif any(re.fullmatch(form, title) for forms in KEPT_BY.values() for form in forms):
            elsewhere += 1
        elif any(re.fullmatch(form, title) for form in NOT_KEPT):
            not_kept += 1
        else:
            lost.append(title)
    assert lost == []
    assert tried > 80
    assert not_kept == len(NOT_KEPT)
    print(f"{len(titles)} titles: {tried} tried, {elsewhere} kept by tests, {not_kept} not kept")


def _is_request(title: str) -> bool:
    """Whether a title is about more than the form of a statement: those are judged in `tests/learners`."""
    headings = r"[\w\s]*(Requirements|Templates)|Retrieval of Statements"
    return not re.fullmatch(headings, title) and not re.match(r"(statement|substatement|statementref)\b", title)
