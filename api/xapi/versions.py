"""Which version of the specification a request speaks (header `X-Experience-API-Version`)."""

import re
from typing import Final, Literal, TypeAlias

from api.xapi.refusing import XapiRefused

Version: TypeAlias = Literal["1.0.3", "2.0.0"]
VERSIONS: Final[tuple[Version, ...]] = ("2.0.0", "1.0.3")
HEADER: Final = "X-Experience-API-Version"
_HINT: Final = f"Send {HEADER}: 1.0.3 or {HEADER}: 2.0.0."


def asked(header: str | None) -> Version:
    """The version whose rules hold for a request: the newest patch of what it names. Raises `XapiRefused`."""
    if header is None:
        raise XapiRefused("xapi.version_missing", f"The request has no header {HEADER}.", hint=_HINT)
    said = header.strip()
    if re.fullmatch(r"1\.0(\.(0|[1-9]\d{0,3}))?", said):
        return "1.0.3"
    if re.fullmatch(r"2\.0(\.(0|[1-9]\d{0,3}))?", said):
        return "2.0.0"
    raise XapiRefused("xapi.version", f"This service does not speak version “{said[:20]}”.", hint=_HINT)
