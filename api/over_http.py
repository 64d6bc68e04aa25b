"""GraphQL over HTTP: what comes in becomes `Asked`, what comes out becomes a response with the right type and status.

POST takes JSON; GET takes queries, and gives browsers the GraphiQL page. Clients that accept
`application/graphql-response+json` get it, with 4xx where nothing was executed; with plain JSON a well-formed request
gets 200, as older clients expect. One request per message: there is no batching.
"""

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any, NoReturn

from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response

from api.errors import LimitExceeded, RequestRefused, ServiceNotReady, extensions_of
from api.execution import Answered, Asked, Executor
from api.limits import MOST_DIGITS
from api.schema.context import Budget, Context, preferred_language
from api.schema.searches import Searches
from api.wiring import Wiring

GRAPHQL_JSON = "application/graphql-response+json"
PLAIN_JSON = "application/json"
# Refusals whose status says more than 400, whatever the client accepts.
STATUSES = {"http.method": 405, ServiceNotReady.code: 503, "request.timeout": 503}


class GraphQLDoor:
    """The endpoint `/graphql`."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._limits = wiring.settings.limits
        self._executor = Executor(self._limits)
        self._page = (files("api") / "static" / "graphiql.html").read_text("utf-8")

    async def answer(self, request: Request) -> Response:
        """One request's response; what is wrong with it is said in GraphQL's shape, too."""
        accepted = request.headers.get("accept", "*/*")
        reads = request.method in ("GET", "HEAD")
        if reads and "text/html" in accepted:
            return HTMLResponse(self._page, headers={"vary": "accept", "cache-control": "no-cache"})
        media = _media_type(accepted)
        if media is None:
            return _refusal(
                RequestRefused(
                    "http.accept",
                    f"An answer is {GRAPHQL_JSON} or {PLAIN_JSON}; the request accepts neither.",
                    status=406,
                    hint="Send Accept: application/graphql-response+json.",
                ),
                PLAIN_JSON,
            )
        try:
            asked = _from_query(request) if reads else await self._from_body(request)
        except RequestRefused as refused:
            return _refusal(refused, media)
        answered = await self._executor.run(asked, lambda: self._context(request), only_queries=reads)
        return _response(answered, media)

    async def _context(self, request: Request) -> Context:
        seen = await self._wiring.editions.seen()
        return Context(
            view=seen.view,
            stale=seen.stale,
            wiring=self._wiring,
            limits=self._limits,
            budget=Budget(self._limits.objects),
            searches=Searches(self._wiring.solving, self._limits.solve_seconds, self._limits.searches),
            at=datetime.now(UTC),
            caller=request.state.caller,
            language=preferred_language(request.headers.get("accept-language")),
        )

    async def _from_body(self, request: Request) -> Asked:
        kind, _, parameters = request.headers.get("content-type", "").partition(";")
        if kind.strip().lower() != PLAIN_JSON:
            raise RequestRefused(
                "http.content_type",
                f"A request is {PLAIN_JSON}, not “{kind.strip()[:60] or 'nothing'}”.",
                status=415,
                hint="Send Content-Type: application/json.",
            )
        charset = parameters.partition("charset=")[2].partition(";")[0].strip(' "').lower()
        if charset not in ("", "utf-8", "utf8") or request.headers.get("content-encoding", "identity") != "identity":
            raise RequestRefused("http.content_type", "A request is plain UTF-8, not compressed.", status=415)
        return _asked(_decoded(await self._body(request)))

    async def _body(self, request: Request) -> bytes:
        """The whole body. Raises `LimitExceeded` as soon as it is known to be too large."""
        stated = request.headers.get("content-length", "")
        if stated.isdigit():
            self._check_size(int(stated))
        body = bytearray()
        try:
            async with asyncio.timeout(self._limits.request_seconds):
                async for part in request.stream():
                    body += part
                    self._check_size(len(body))
        except TimeoutError:
            raise RequestRefused("request.timeout", "The request did not arrive in time.", status=408) from None
        except ClientDisconnect:
            raise RequestRefused("http.disconnected", "The client went away.") from None
        return bytes(body)

    def _check_size(self, size: int) -> None:
        limit = self._limits.body_bytes
        if size > limit:
            raise LimitExceeded(
                "body_bytes",
                f"The request has {size:,} bytes or more; at most {limit:,} are allowed.",
                limit=limit,
                actual=size,
                status=413,
            )


def _media_type(accepted: str) -> str | None:
    """Which of our media types a client likes best: plain JSON where it takes anything, None where neither."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(",")[:50]:
        kind, *parameters = (piece.strip() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    weight = float(parameter[2:])
                except ValueError:
                    weight = 0.0
        weights[kind] = max(weight, weights.get(kind, 0.0))
    anything = max(weights.get("*/*", 0.0), weights.get("application/*", 0.0))
    likes = {
        PLAIN_JSON: weights.get(PLAIN_JSON, anything),
        GRAPHQL_JSON: weights.get(GRAPHQL_JSON, anything),
    }
    if GRAPHQL_JSON in weights and likes[GRAPHQL_JSON] >= likes[PLAIN_JSON]:
        return GRAPHQL_JSON if likes[GRAPHQL_JSON] > 0 else None
    best = max(likes, key=lambda kind: likes[kind])
    return best if likes[best] > 0 else None


def _from_query(request: Request) -> Asked:
    given = request.query_params
    said: dict[str, Any] = {name: given[name] for name in ("query", "operationName") if name in given}
    if given.get("variables"):
        said["variables"] = _decoded(given["variables"].encode("utf-8", "surrogatepass"))
    return _asked(said)


def _decoded(body: bytes) -> Any:
    """JSON from bytes. Raises `RequestRefused`."""
    try:
        return json.loads(body.decode("utf-8-sig"), parse_constant=_no_number, parse_int=_whole_number)
    except UnicodeDecodeError as error:
        why = f"byte {error.start} is not UTF-8"
    except json.JSONDecodeError as error:
        why = f"{error.msg} at line {error.lineno}, column {error.colno}"
    except RecursionError:
        why = "it is nested too deeply"
    except ValueError as error:
        why = str(error)
    raise RequestRefused("http.json", f"The request is not JSON: {why}.")


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _whole_number(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"a number of {len(digits):,} digits is too long; at most {MOST_DIGITS} are allowed")
    return int(digits)


def _asked(said: Any) -> Asked:
    """A request from its JSON. Raises `RequestRefused` where its parts are not what they must be."""
    if isinstance(said, list):
        raise RequestRefused(
            "http.batching",
            f"The request is a list of {len(said)}; requests come one at a time.",
            hint="Ask several questions as fields of one query.",
        )
    if not isinstance(said, Mapping):
        raise RequestRefused("http.request", "The request is not a JSON object.", hint='Send {"query": "…"}.')
    query, variables, name = said.get("query"), said.get("variables"), said.get("operationName")
    if not isinstance(query, str) or not query.strip():
        raise RequestRefused("http.request", "The request has no text in `query`.", hint='Send {"query": "…"}.')
    if not isinstance(variables, Mapping | None):
        raise RequestRefused("http.request", "`variables` is not an object.")
    if not isinstance(name, str | None):
        raise RequestRefused("http.request", "`operationName` is not text.")
    if not isinstance(said.get("extensions"), Mapping | None):
        raise RequestRefused("http.request", "`extensions` is not an object.")
    return Asked(query, variables or {}, name or None)


def _refusal(refused: RequestRefused, media: str) -> Response:
    error = {"message": refused.message, "extensions": extensions_of(refused)}
    return _json({"errors": [error]}, media, refused.status)


def _response(answered: Answered, media: str) -> Response:
    codes = [error["extensions"]["code"] for error in answered.errors]
    status = next((STATUSES[code] for code in codes if code in STATUSES), None) if answered.data is None else None
    if status is None:
        status = 200 if answered.executed or media == PLAIN_JSON else 400
    return _json(answered.body, media, status)


def _json(body: Mapping[str, Any], media: str, status: int) -> Response:
    # A text with half a surrogate pair is valid JSON and no valid UTF-8.
    packed = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    headers = {"cache-control": "no-store", "vary": "accept, accept-language"}
    if status == 405:
        headers["allow"] = "POST"
    return Response(packed, status, headers, media_type=f"{media}; charset=utf-8")
