"""Who asks, found out once for each request, before any door sees it.

A token that does not hold is refused here, and so is a request without one where every request needs one. Everything
else goes on with `request.state.caller`: a `Caller`, or None for somebody who did not say who they are and may ask
about the ontology only.
"""

import json
import re
from collections.abc import Mapping
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api import tokens
from api.errors import ApiError
from api.wiring import Wiring
from graph.errors import GraphError
from learners.errors import VaultError
from ontology.refusals import Refusal

OPEN: Final = "/health/"
"""What is told to everybody: monitors have no tokens."""
XAPI: Final = "/xapi"
"""A door that finds out for itself who asks: its refusals carry headers of their own, `about` is for everybody, and
the token may stand in the form of an alternate request (`api/xapi/door.py`)."""
_SCOPE: Final = re.compile(r"scope (\S+),")


class Callers:
    """ASGI middleware: puts the caller into the request's state, or answers 401."""

    def __init__(self, app: ASGIApp, *, wiring: Wiring) -> None:
        self._app = app
        self._identity = wiring.identity
        self._needs_tokens = wiring.settings.needs_tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith((OPEN, XAPI + "/")):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        caller = None
        if "authorization" in headers or self._needs_tokens:
            if len(headers.getlist("authorization")) > 1:
                await _refuse(scope, send, tokens.INVALID, *challenge(tokens.INVALID))
                return
            try:
                found = await self._identity.caller(headers)
            except (GraphError, VaultError, ApiError) as error:
                hint = error.mend if isinstance(error, GraphError) else error.hint
                refusal = Refusal(code=error.code, message=error.message, hint=hint)
                await _refuse(scope, send, refusal, 503, {})
                return
            if isinstance(found, Refusal):
                await _refuse(scope, send, found, *challenge(found, page="text/html" in headers.get("accept", "")))
                return
            caller = found
        scope.setdefault("state", {})["caller"] = caller
        await self._app(scope, receive, send)


def challenge(refusal: Refusal, *, page: bool = False) -> tuple[int, Mapping[str, str]]:
    """The status of a refusal that is about the token, and the header that says what would do (RFC 6750).

    A browser that wants a page is asked for name and password: any name, and a token as the password.
    """
    bearer = 'Bearer realm="skillway"'
    if refusal.code == "access.scope_missing":
        scope = _SCOPE.search(refusal.message)
        wanted = f', scope="{scope[1]}"' if scope else ""
        return 403, {"www-authenticate": f'{bearer}, error="insufficient_scope"{wanted}'}
    if refusal.code.startswith("access."):
        return 403, {}
    if refusal.code != tokens.MISSING.code:
        bearer += f', error="invalid_token", error_description="{refusal.message}"'
    basic = ', Basic realm="skillway: any name, and a token as the password", charset="UTF-8"' if page else ""
    return 401, {"www-authenticate": bearer + basic}


async def _refuse(scope: Scope, send: Send, refusal: Refusal, status: int, headers: Mapping[str, str]) -> None:
    """Answer in the shape of GraphQL."""
    extensions = {"code": refusal.code} | ({"hint": refusal.hint} if refusal.hint else {})
    body = {"errors": [{"message": refusal.message, "extensions": extensions}]}
    packed = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    said = {
        "content-type": "application/json; charset=utf-8", "content-length": str(len(packed)),
        "cache-control": "no-store", **headers,
    }  # fmt: skip
    listed = [(name.encode(), value.encode("latin-1", "replace")) for name, value in said.items()]
    await send({"type": "http.response.start", "status": status, "headers": listed})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else packed})
