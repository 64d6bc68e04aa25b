"""The endpoints of this door: requests become questions and intakes, and refusals become answers."""

import asyncio
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
from learners.access import XAPI_READ, XAPI_WRITE, Caller, missing_scope
from learners.errors import VaultError
from ontology.refusals import Refusal

EXPOSED: Final = (versions.HEADER, CONSISTENT, "Last-Modified")
"""Headers that pages of other origins may read."""
METHODS: Final = ["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH"]
"""What is answered here; what of it is not allowed is said in this door's shape."""
ELSEWHERE: Final = ("activities", "activities/state", "activities/profile", "agents", "agents/profile")
Answer = Callable[[Asked, Version], Awaitable[Response]]


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
        return await self._answered(request, self._statements, consistent=True)

    async def more(self, request: Request) -> Response:
        """The next page of a question that was asked before."""
        place = str(request.path_params["place"])

        async def next_page(asked: Asked, _: Version) -> Response:
            _check_method(asked, ("GET", "HEAD"))
            if asked.parameters:
                raise XapiRefused("parameter.unknown", "`more` takes no parameters.", hint="Follow it as it is.")
            caller = await self._caller(asked.headers, XAPI_READ)
            return await self._reader.more(place, asked, caller, _root(request))

        return await self._answered(request, next_page, consistent=True)

    async def about(self, request: Request) -> Response:
        """What this door can do. Needs neither token nor version."""

        async def told(asked: Asked, version: Version) -> Response:
            _check_method(asked, ("GET", "HEAD"))
            if asked.parameters:
                raise XapiRefused("parameter.unknown", "`about` takes no parameters.", hint="Leave them out.")
            return about.answer(version)

        return await self._answered(request, told, lenient=True)

    async def elsewhere(self, request: Request) -> Response:
        """The resources that are not kept here."""

        async def refused(_: Asked, __: Version) -> Response:
            raise XapiRefused(
                "xapi.resource",
                "This service keeps statements, and neither documents nor profiles.",
                status=501,
                hint="Ask the LRS of your learning system. Statements are at /xapi/statements.",
            )

        return await self._answered(request, refused, lenient=True)

    async def _statements(self, asked: Asked, version: Version) -> Response:
        if asking.is_alternate(asked):
            if version != "1.0.3":
                raise XapiRefused(
                    "xapi.alternate_syntax",
                    "Version 2.0 has no alternate request syntax.",
                    hint="Send the request itself.",
                )
            asked = asking.unwrapped(asked)
        if asked.method in ("GET", "HEAD"):
            caller = await self._caller(asked.headers, XAPI_READ)
            return await self._reader.find(asked, caller)
        _check_method(asked, ("GET", "HEAD", "PUT", "POST"))
        caller = await self._caller(asked.headers, XAPI_WRITE)
        return await self._taker.take(asked, version, caller)

    async def _answered(
        self, request: Request, answer: Answer, *, consistent: bool = False, lenient: bool = False
    ) -> Response:
        """The response with this door's headers, whatever became of the request. `lenient`: no version is needed."""
        version: Version = "2.0.0"
        # What is read later has everything up to here; a page that has more says so itself.
        reads = consistent and request.method in ("GET", "HEAD")
        through = await self._consistent_through() if reads else ""
        try:
            asked = await self._asked(request)
            version = _version(asked, lenient=lenient)
            response = await answer(asked, version)
        except RequestRefused as refused:
            response = refusing.answer(refused)
        except (GraphError, VaultError) as error:
            response = refusing.answer(
                XapiRefused(
                    error.code,
                    "The record cannot be reached at the moment.",
                    status=503,
                    hint="Try again.",
                    headers={"retry-after": "1"},
                )
            )
            logged(error)
        except Exception as error:
            response = refusing.answer(XapiRefused("internal", masked(logged(error)), status=500))
        response.headers[versions.HEADER] = version
        if consistent:
            through = through or await self._consistent_through()
            response.headers[CONSISTENT] = max(through, response.headers.get(CONSISTENT, ""))
        return response

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

    async def _caller(self, headers: Headers, scope: str) -> Caller:
        """Who asks, if the token lets them. Raises `XapiRefused`."""
        caller = await self._wiring.identity.caller(headers)
        if isinstance(caller, Refusal):
            status, said = challenge(caller, page=True)
            raise refusing.of_refusal(caller, status=status, headers=said)
        missing = missing_scope(caller.scopes, scope)
        if missing is not None:
            status, said = challenge(missing)
            raise refusing.of_refusal(missing, status=status, headers=said)
        return caller

    async def _consistent_through(self) -> str:
        """A time up to which every statement that will ever be stored is visible."""
        try:
            record = await self._wiring.record()
            through = await record.consistent_through()
        except (GraphError, VaultError):
            through = None
        return instant(through or datetime(1970, 1, 1, tzinfo=UTC))


def _version(asked: Asked, *, lenient: bool) -> Version:
    """The version that a request speaks. In the alternate syntax it stands in the form."""
    header = asked.headers.get(versions.HEADER)
    if header is None and asking.is_alternate(asked):
        header = asking.unwrapped(asked).headers.get(versions.HEADER)
    if lenient:
        try:
            return versions.asked(header)
        except XapiRefused:
            return versions.VERSIONS[0]
    return versions.asked(header)


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
