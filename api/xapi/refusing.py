"""What is wrong with a request of this door, in the one shape that it answers errors in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.responses import Response

from api.errors import RequestRefused
from ontology.refusals import Refusal

JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What is wrong with one statement: its place in the batch, where in it, the rule, and how to mend it."""

    index: int
    path: str
    code: str
    message: str
    hint: str = ""


class XapiRefused(RequestRefused):
    """A request that is not taken. `items` are the statements for which it is not, `headers` go with the answer."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int = 400,
        hint: str = "",
        items: Sequence[Item] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code, message, status=status, hint=hint)
        self.items = tuple(items)
        self.headers = dict(headers or {})


def of_refusal(refusal: Refusal, *, status: int, headers: Mapping[str, str] | None = None) -> XapiRefused:
    """The same as an error of this door."""
    return XapiRefused(refusal.code, refusal.message, status=status, hint=refusal.hint, headers=headers)


def answer(refused: RequestRefused) -> Response:
    """The response that tells of it."""
    error: dict[str, Any] = {"code": refused.code, "message": refused.message}
    if refused.hint:
        error["hint"] = refused.hint
    headers: dict[str, str] = {"cache-control": "no-store"}
    if isinstance(refused, XapiRefused):
        headers |= refused.headers
        if refused.items:
            error["items"] = [
                {"index": item.index, "path": item.path, "code": item.code, "message": item.message}
                | ({"hint": item.hint} if item.hint else {})
                for item in refused.items
            ]
    return Response(orjson.dumps({"error": error}), refused.status, headers, media_type=JSON)
