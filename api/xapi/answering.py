"""Statements as an answer: one, or a page with the way to the next; as JSON, or as the only part of a multipart."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Final

import orjson
from starlette.responses import Response

from api.xapi.parameters import Format
from api.xapi.refusing import JSON
from graph.record.statements import Kept
from learners.xapi.projecting import projected

CONSISTENT: Final = "X-Experience-API-Consistent-Through"
BOUNDARY: Final = "skillway-statements"
NEVER_A_PAGE: Final = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "cache-control": "no-store",
    "vary": "accept-language, authorization, x-experience-api-version",
}
"""Statements hold what others wrote. No browser is to take them for a page, and no cache to keep them."""


def one(kept: Kept, *, form: Format, languages: Sequence[str], attachments: bool) -> Response:
    """A single statement."""
    headers = {"last-modified": format_datetime(kept.stored, usegmt=True), **_consistent([kept])}
    return _response(_text(kept, form, languages), attachments, headers)


def page(
    statements: Sequence[Kept], more: str, *, form: Format, languages: Sequence[str], attachments: bool
) -> Response:
    """A StatementResult. `more` is the relative address of the next page, empty on the last."""
    listed = b",".join(_text(kept, form, languages) for kept in statements)
    return _response(
        b'{"statements":[%b],"more":%b}' % (listed, orjson.dumps(more)), attachments, _consistent(statements)
    )


def instant(at: datetime) -> str:
    """A time in a header: UTC, to the microsecond."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _consistent(statements: Sequence[Kept]) -> dict[str, str]:
    """Statements are committed in the order of their times: what was stored before the newest of these is there."""
    return {CONSISTENT: instant(max(kept.stored for kept in statements))} if statements else {}


def _text(kept: Kept, form: Format, languages: Sequence[str]) -> bytes:
    if form == "exact":
        return kept.text.encode()
    return orjson.dumps(projected(orjson.loads(kept.text), form, languages=languages))


def _response(body: bytes, attachments: bool, headers: Mapping[str, str]) -> Response:
    headers = {**NEVER_A_PAGE, **headers}
    if not attachments:
        return Response(body, headers=headers, media_type=JSON)
    part = b"--%b\r\nContent-Type: application/json\r\n\r\n%b\r\n--%b--\r\n" % (
        BOUNDARY.encode(),
        body,
        BOUNDARY.encode(),
    )
    return Response(part, headers=headers, media_type=f"multipart/mixed; boundary={BOUNDARY}")
