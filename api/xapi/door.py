"""The endpoints of this door: requests become questions and intakes, and refusals become answers."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.callers import challenge
from api.errors import RequestRefused, logged, masked
from api.wiring import Wiring
from api.xapi import about, asking, bodies, refusing, versions
from api.xapi.answering import CONSISTENT, instant
from api.xapi.asking import Asked
from api.xapi.reading import Reader
from api.xapi.refusing import XapiRefused
from api.xapi.taking import Taker
from api.xapi.versions import Version
from graph.errors import GraphError
from learners.access import XAPI_READ, XAPI_WRITE, Caller, missing_purpose, missing_scope
from learners.errors import VaultError
from ontology.refusals import Refusal

EXPOSED: Final = (versions.HEADER, CONSISTENT, "Last-Modified")
"""Headers that pages of other origins may read."""
METHODS: Final = ["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH"]
"""What is answered here; what of it is not allowed is said in this door's shape."""
ELSEWHERE: Final = ("activities", "activities/state", "activities/profile", "agents", "agents/profile")
Answer = Callable[[Asked, Version, Caller], Awaitable[Response]]


def routes(wiring: Wiring) -> list[Route]:
    """Everything under `/xapi`."""
    door = XapiDoor(wiring)
    return [
        Route("/xapi/statements", door.statements, methods=METHODS),
        Route("/xapi/statements/more/{place}", door.more, methods=METHODS),
        Route("/xapi/about", door.about, methods=METHODS),
        *(Route(f"/xapi/{resource}", door.elsewhere, methods=METHODS) for resource in ELSEWHERE),
    ]


class XapiDoor:
    """`/xapi/statements`, `/xapi/about`, and what is said of the specification's other resources."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._reader = Reader(wiring)
        self._taker = Taker(wiring)

    async def statements(self, request: Request) -> Response:
        """GET, HEAD, PUT and POST of statements."""
        return await self._answered(request, self._statements)

    async def more(self, request: Request) -> Response:
        """The next page of a question that was asked before."""
        place = str(request.path_params["place"])

        async def next_page(asked: Asked, _: Version, caller: Caller) -> Response:
            _check_method(asked, ("GET", "HEAD"))
            if asked.parameters:
                raise XapiRefused("parameter.unknown", "`more` takes no parameters.", hint="Follow it as it is.")
            _check_scope(caller, XAPI_READ)
            return await self._reader.more(place, asked, caller, _root(request))

        return await self._answered(request, next_page)

    async def about(self, request: Request) -> Response:
        """What this door can do. Needs neither token nor version."""

        async def told(asked: Asked, version: Version) -> Response:
            _check_method(asked, ("GET", "HEAD"))
            if asked.parameters:
                raise XapiRefused("parameter.unknown", "`about` takes no parameters.", hint="Leave them out.")
            return about.answer(version)

        return await self._open(request, told)

    async def elsewhere(self, request: Request) -> Response:
        """The resources that are not kept here."""

        async def refused(_: Asked, __: Version) -> Response:
            raise XapiRefused(
                "xapi.resource",
                "This service keeps statements, and neither documents nor profiles.",
                status=501,
                hint="Ask the LRS of your learning system. Statements are at /xapi/statements.",
            )

        return await self._open(request, refused)

    async def _statements(self, asked: Asked, version: Version, caller: Caller) -> Response:
        _check_method(asked, ("GET", "HEAD", "PUT", "POST"))
        if asked.method in ("GET", "HEAD"):
            _check_scope(caller, XAPI_READ)
            return await self._reader.find(asked, caller)
        _check_scope(caller, XAPI_WRITE)
        return await self._taker.take(asked, version, caller)

    async def _answered(self, request: Request, answer: Answer) -> Response:
        """The response to somebody with a token, with this door's headers, whatever became of the request."""
        version: Version = versions.VERSIONS[0]
        # What is read later has everything up to here; a page that has more says so itself.
        through = await self._consistent_through() if request.method in ("GET", "HEAD") else ""

        async def known(sent: Asked) -> Response:
            nonlocal version
            asked = asking.unwrapped(sent) if asking.is_alternate(sent) else sent
            caller = await self._caller(asked.headers)
            version = versions.asked(asked.headers.get(versions.HEADER))
            if asked is not sent and version != "1.0.3":
                raise XapiRefused(
                    "xapi.alternate_syntax",
                    "Version 2.0 has no alternate request syntax.",
                    hint="Send the request itself.",
                )
            return await answer(asked, version, caller)

        response = await self._told(request, known)
        through = through or await self._consistent_through()
        response.headers[versions.HEADER] = version
        response.headers[CONSISTENT] = max(through, response.headers.get(CONSISTENT, ""))
        return response

    async def _open(self, request: Request, answer: Callable[[Asked, Version], Awaitable[Response]]) -> Response:
        """The response to anybody, whatever version they speak."""
        version: Version = versions.VERSIONS[0]
        with contextlib.suppress(XapiRefused):
            version = versions.asked(request.headers.get(versions.HEADER))
        response = await self._told(request, lambda asked: answer(asked, version))
        response.headers[versions.HEADER] = version
        return response

    async def _told(self, request: Request, answer: Callable[[Asked], Awaitable[Response]]) -> Response:
        """The answer, or what is wrong in this door's shape."""
        try:
            return await answer(await self._asked(request))
        except RequestRefused as refused:
            return refusing.answer(refused)
        except (GraphError, VaultError) as error:
            logged(error)
            return refusing.answer(
                XapiRefused(
                    error.code,
                    "The record cannot be reached at the moment.",
                    status=503,
                    hint="Send the same again.",
                    headers={"retry-after": "1"},
                )
            )
        except Exception as error:
            return refusing.answer(XapiRefused("internal", masked(logged(error)), status=500))

    async def _asked(self, request: Request) -> Asked:
        limits = self._wiring.settings.limits
        body = b""
        if request.method in ("PUT", "POST"):
            try:
                async with asyncio.timeout(limits.request_seconds):
                    body = await bodies.received(request, limits.xapi_body_bytes)
            except TimeoutError:
                raise XapiRefused("request.timeout", "The request did not arrive in time.", status=408) from None
        query = asking.query(request.scope["query_string"])
        headers = request.headers
        return Asked(request.method, query, headers, body, _root(request))

    async def _caller(self, headers: Headers) -> Caller:
        """Who asks. Raises `XapiRefused`."""
        caller = await self._wiring.identity.caller(headers)
        if isinstance(caller, Refusal):
            status, said = challenge(caller, page=True)
            raise refusing.of_refusal(caller, status=status, headers=said)
        return caller

    async def _consistent_through(self) -> str:
        """A time up to which every statement that will ever be stored is visible."""
        try:
            record = await self._wiring.record()
            through = await record.consistent_through()
        except (GraphError, VaultError):
            through = None
        return instant(through or datetime(1970, 1, 1, tzinfo=UTC))


def _check_scope(caller: Caller, scope: str) -> None:
    """Raises `XapiRefused` where the token does not let its bearer, or an administrator says not what for."""
    missing = missing_scope(caller.scopes, scope) or missing_purpose(caller)
    if missing is not None:
        status, said = challenge(missing)
        raise refusing.of_refusal(missing, status=status, headers=said)


def _check_method(asked: Asked, allowed: tuple[str, ...]) -> None:
    if asked.method not in allowed:
        raise XapiRefused(
            "http.method",
            f"{asked.method} is not possible here.",
            status=405,
            hint=f"Possible are {', '.join(allowed)}.",
            headers={"allow": ", ".join(allowed)},
        )


def _root(request: Request) -> str:
    return str(request.scope.get("root_path", ""))
