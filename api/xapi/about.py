"""What this door can do: the resource `about`, which anybody may read."""

from typing import Final

import orjson
from starlette.responses import Response

from api.xapi.refusing import JSON
from api.xapi.versions import HEADER, VERSIONS, Version

CAPABILITIES: Final = "https://w3id.org/skillway/xapi/capabilities"
_BODY: Final = orjson.dumps(
    {
        "version": list(VERSIONS),
        "extensions": {
            CAPABILITIES: {
                "resources": ["statements", "about"],
                "attachmentData": False,
                "alternateRequestSyntax": ["1.0.3"],
            }
        },
    }
)


def answer(version: Version) -> Response:
    return Response(_BODY, headers={HEADER: version}, media_type=JSON)
