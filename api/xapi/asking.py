"""A request as this door sees it, however it was sent: as it is, or in the alternate syntax of version 1.0.

The alternate syntax is for old browsers, which could send neither headers nor PUT to other sites: a POST whose only
query parameter is `method`, and whose form holds the parameters, some headers, and the body as `content`. Version 2.0
has dropped it.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from starlette.datastructures import Headers

from api.xapi.refusing import XapiRefused

HEADERS: Final = frozenset(
    {"authorization", "x-experience-api-version", "content-type", "content-length", "if-match", "if-none-match"}
)
"""What a form may hold that counts as a header."""
FORM: Final = "application/x-www-form-urlencoded"
METHODS: Final = ("GET", "PUT", "POST", "DELETE")
MOST_FIELDS: Final = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: its method, its parameters in order, its headers and body. `root` is the path of the service."""

    method: str
    parameters: tuple[tuple[str, str], ...]
    headers: Headers
    body: bytes = b""
    root: str = ""


def query(raw: bytes) -> tuple[tuple[str, str], ...]:
    """The parameters of a query string. Raises `XapiRefused`."""
    return _fields(raw, "The query")


def is_alternate(asked: Asked) -> bool:
    """Whether a request is in the alternate syntax."""
    return asked.method == "POST" and any(name == "method" for name, _ in asked.parameters)


def unwrapped(asked: Asked) -> Asked:
    """The request that one in the alternate syntax stands for. Raises `XapiRefused`."""
    if len(asked.parameters) > 1:
        raise _wrong("Its query has more than the one parameter `method`.", "Move the others into the form.")
    method = asked.parameters[0][1]
    if method not in METHODS:
        raise _wrong(f"`method` is “{method[:20]}”.", f"One of {', '.join(METHODS)}, in capitals.")
    if asked.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise _wrong(f"Its body is not {FORM}.", f"Send Content-Type: {FORM}.")
    headers = dict(asked.headers.items())
    headers.pop("content-type", None)
    parameters, content = [], None
    for name, value in _fields(asked.body, "The form"):
        if name.lower() in HEADERS:
            headers[name.lower()] = value
        elif name == "content":
            content = value
        else:
            parameters.append((name, value))
    if method in ("PUT", "POST") and content is None:
        raise _wrong("The form has no `content`.", "Put the body of the request there.")
    if method in ("GET", "DELETE") and content is not None:
        raise _wrong(f"A {method} has no body, and the form has `content`.", "Leave it out.")
    headers.setdefault("content-type", "application/json")
    if headers["content-type"].partition(";")[0].strip().lower() != "application/json":
        raise _wrong("`content` can only be JSON here.", "Attachments cannot be sent in this syntax.")
    return Asked(
        method, tuple(parameters), Headers(headers), (content or "").encode("utf-8", "surrogatepass"), asked.root
    )


def _fields(raw: bytes, where: str) -> tuple[tuple[str, str], ...]:
    """Raises `XapiRefused` where a name comes twice, or the text is not UTF-8 in percent encoding."""
    try:
        text = raw.decode("ascii")
        pairs = parse_qsl(
            text, keep_blank_values=True, strict_parsing=bool(text), errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise XapiRefused(
            "parameter.invalid",
            f"{where} cannot be read.",
            hint="Send name=value pairs joined by &, percent-encoded UTF-8.",
        ) from None
    names = [name for name, _ in pairs]
    doubled = next((name for name in names if names.count(name) > 1), None)
    if doubled is not None:
        raise XapiRefused("parameter.double", f"{where} has “{doubled[:40]}” twice.", hint="Send it once.")
    return tuple(pairs)


def _wrong(message: str, hint: str) -> XapiRefused:
    return XapiRefused("xapi.alternate_syntax", f"The alternate request syntax is not kept to. {message}", hint=hint)
