"""The service over HTTP: `/graphql`, health, downloads and the pages."""

from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from api.callers import Callers
from api.errors import logged, masked
from api.guard import Guard
from api.over_http import GraphQLDoor
from api.own_data import OwnData
from api.serving import serve
from api.wiring import Wiring
from api.xapi import door as xapi
from graph.errors import EditionMissing, GraphError

__all__ = ["create_app", "serve"]

MOST_EDITION = 2**31 - 1


def create_app(wiring: Wiring) -> Starlette:
    """The ASGI application. It opens and closes nothing: that is the wiring's, and the caller's."""
    doors, settings = Doors(wiring), wiring.settings
    guard = Middleware(Guard, allowed_hosts=settings.allowed_hosts, allowed_origins=settings.allowed_origins)
    callers = Middleware(Callers, wiring=wiring)
    # Answers the questions that browsers ask before a page of another origin may; without such origins, nobody does.
    shared = Middleware(
        CORSMiddleware,
        allow_origins=settings.allowed_origins,
        allow_methods=["GET", "POST", "PUT"],
        allow_headers=["*"],
        expose_headers=xapi.EXPOSED,
    )
    return Starlette(
        routes=[
            Route("/", doors.landing),
            Route("/graphql", GraphQLDoor(wiring).answer, methods=["GET", "POST"]),
            Route("/schema.graphql", doors.schema),
            Route("/me/data.json", OwnData(wiring).answer),
            Route("/health/live", doors.live),
            Route("/health/ready", doors.ready),
            Route("/editions/{number:int}.ttl", doors.turtle),
            *xapi.routes(wiring),
            Mount("/static", StaticFiles(packages=[("api", "static")])),
        ],
        middleware=[guard, shared, callers] if settings.allowed_origins else [guard, callers],
        exception_handlers={404: _not_found, 405: _wrong_method, 500: _internal},
    )


class Doors:
    """The endpoints beside GraphQL."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._landing = (files("api") / "static" / "index.html").read_text("utf-8")
        self._schema = (files("api") / "schema.graphql").read_text("utf-8")

    async def landing(self, _: Request) -> Response:
        return HTMLResponse(self._landing)

    async def schema(self, _: Request) -> Response:
        return PlainTextResponse(self._schema)

    async def live(self, _: Request) -> Response:
        """The process runs and its event loop turns."""
        return _plain({"live": True})

    async def ready(self, _: Request) -> Response:
        """Whether questions can be answered from the current edition; otherwise what is missing."""
        missing = await self._wiring.editions.missing()
        view = self._wiring.editions.view
        edition = None if view is None else {"number": view.edition.number, "digest": view.edition.digest}
        body = {"ready": missing is None, "missing": missing, "edition": edition}
        return _plain(body, 200 if missing is None else 503)

    async def turtle(self, request: Request) -> Response:
        """An edition's canonical Turtle, byte for byte as it was published."""
        number = request.path_params["number"]
        if number > MOST_EDITION:
            return _error(404, EditionMissing.code, "There is no edition with a number of that size.")
        try:
            text = await (await self._wiring.reach.graph()).archive(number)
        except EditionMissing as error:
            return _error(404, error.code, error.message, error.mend)
        except GraphError as error:
            return _error(503, error.code, error.message, error.mend)
        headers = {
            "etag": f'"{sha256(text.encode()).hexdigest()}"',  # the edition's digest
            "content-disposition": f'attachment; filename="skillway-edition-{number}.ttl"',
            # An edition never changes.
            "cache-control": "private, max-age=31536000, immutable",
        }
        return PlainTextResponse(text, headers=headers, media_type="text/turtle; charset=utf-8")


async def _not_found(request: Request, _: Exception) -> Response:
    message = f"There is nothing at {request.url.path[:200]}."
    return _error(404, "http.not_found", message, "The API is at /graphql; / has links.")


async def _wrong_method(request: Request, error: Exception) -> Response:
    taken = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    return _error(405, "http.method", f"{request.url.path[:200]} does not take {request.method}.", headers=taken)


async def _internal(_: Request, error: Exception) -> Response:
    number = logged(error)
    return JSONResponse(
        {"errors": [{"message": masked(number), "extensions": {"code": "internal", "errorId": number}}]}, 500
    )


def _error(
    status: int, code: str, message: str, hint: str = "", headers: Mapping[str, str] | None = None
) -> Response:
    extensions = {"code": code} | ({"hint": hint} if hint else {})
    return JSONResponse({"errors": [{"message": message, "extensions": extensions}]}, status, headers)


def _plain(body: Mapping[str, object], status: int = 200) -> Response:
    return JSONResponse(body, status, headers={"cache-control": "no-store"})
