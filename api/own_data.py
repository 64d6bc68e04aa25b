"""`/me/data.json`: a learner's own copy of all that is held about them, as a download."""

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api import person_data, tokens
from api.callers import challenge
from api.person import end_of, picture
from api.wiring import Wiring
from ontology.refusals import Refusal


class OwnData:
    """The endpoint. It answers learners about themselves, and nobody else."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    async def answer(self, request: Request) -> Response:
        """The file, made anew each time; 401 without a token, 403 with one that is not a learner's."""
        caller = request.state.caller
        if caller is None:
            return _refused(tokens.MISSING)
        visible = await self._wiring.identity.see(caller, action="data.export")
        if isinstance(visible, Refusal):
            return _refused(visible)
        now, seen = datetime.now(UTC), await self._wiring.editions.seen()
        record = await self._wiring.record()
        drawn = await picture(record, visible, seen.view.words, at=end_of(now.date()))
        text = person_data.packed(await person_data.collected(record, drawn, seen.view, now=now))
        headers = {"cache-control": "no-store", "content-disposition": 'attachment; filename="my-data.json"'}
        return Response(text, headers=headers, media_type="application/json; charset=utf-8")


def _refused(refusal: Refusal) -> Response:
    status, headers = challenge(refusal) if refusal.code.startswith(("token.", "access.")) else (404, {})
    extensions = {"code": refusal.code} | ({"hint": refusal.hint} if refusal.hint else {})
    return JSONResponse({"errors": [{"message": refusal.message, "extensions": extensions}]}, status, headers)
