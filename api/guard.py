"""What stands before every answer: who may ask at all, and the headers that each answer carries.

The service listens on loopback, and a browser on the same machine reaches loopback too. A page from elsewhere could
point a name of its own at 127.0.0.1 and read the answers, unless the name in the request is checked; and it could
post to the service unseen, unless its origin is.
"""

import json
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.settings import is_loopback

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?")
# Nothing is loaded from elsewhere, and nobody frames the pages. GraphiQL and its editor write styles into the page.
CONTENT_SECURITY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


class Guard:
    """ASGI middleware: refuses strange hosts and origins, and adds the headers."""

    def __init__(
        self, app: ASGIApp, *, allowed_hosts: tuple[str, ...] = (), allowed_origins: tuple[str, ...] = ()
    ) -> None:
        self._app = app
        self._hosts = frozenset(host.strip("[]") for host in allowed_hosts)
        self._origins = frozenset(allowed_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        host = hosts[0] if len(hosts) == 1 else ", ".join(hosts)
        if not self._is_ours(host):
            message = f"This service does not answer for the host “{host[:100]}”."
            hint = "Use localhost or 127.0.0.1, or add the name to SKILLWAY_ALLOWED_HOSTS."
            await _refuse(with_headers, 421, "http.host", message, hint)
        elif not self._may_ask(headers, host):
            asker = (
                f"Pages of the origin “{headers['origin'][:100]}”" if "origin" in headers else "Pages of other sites"
            )
            hint = "Ask from a page of this service, or add the page's origin to SKILLWAY_ALLOWED_ORIGINS."
            await _refuse(with_headers, 403, "http.origin", f"{asker} may not ask this service.", hint)
        else:
            await self._app(scope, receive, with_headers)

    def _is_ours(self, host: str) -> bool:
        found = _HOST.fullmatch(host)
        if found is None:
            return False
        name = found[1].strip("[]").lower()
        return is_loopback(name) or name in self._hosts

    def _may_ask(self, headers: Headers, host: str) -> bool:
        """Whether no page asks, one that this very host served, or one of an origin that operators trust."""
        origin = headers.get("origin")
        if origin is not None:
            said = origin.lower()
            return said in (f"http://{host.lower()}", f"https://{host.lower()}") or said in self._origins
        # Old browsers send neither; those that send this say where a request without an Origin came from.
        return (
            headers.get("sec-fetch-site", "none") in ("none", "same-origin")
            or headers.get("sec-fetch-mode") == "navigate"
        )


async def _refuse(send: Send, status: int, code: str, message: str, hint: str) -> None:
    error = {"message": message, "extensions": {"code": code, "hint": hint}}
    body = json.dumps({"errors": [error]}, ensure_ascii=False).encode("utf-8", "replace")
    headers = [(b"content-type", b"application/json; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
