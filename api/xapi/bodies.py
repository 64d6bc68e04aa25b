"""The body of a request: its size, its type, and the JSON in it.

Data of attachments is not kept: a body that carries some, or that should, is refused as a whole. What a statement
says about its attachments is kept like the rest, if each names a `fileUrl` from which it can be had.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

import orjson
from starlette.requests import ClientDisconnect, Request

from api.xapi.asking import FORM
from api.xapi.refusing import JSON, XapiRefused, of_refusal
from learners.xapi import reading
from ontology.refusals import Refusal

MULTIPART: Final = "multipart/mixed"
_PARAMETER: Final = re.compile(r'\s*([!#$%&\'*+.^_`|~\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s"]*))\s*')
_BOUNDARY: Final = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")


async def received(request: Request, most: int) -> bytes:
    """The whole body. Raises `XapiRefused` as soon as it is known to be larger than `most` bytes."""
    stated = request.headers.get("content-length", "")
    if stated.isdigit():
        _check_size(int(stated), most)
    if request.headers.get("content-encoding", "identity") != "identity":
        raise XapiRefused(
            "http.content_encoding", "A body is not compressed.", status=415, hint="Leave out Content-Encoding."
        )
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            _check_size(len(body), most)
    except ClientDisconnect:
        raise XapiRefused("http.disconnected", "The client went away.") from None
    return bytes(body)


def _check_size(size: int, most: int) -> None:
    if size > most:
        raise XapiRefused(
            "limit.body_bytes",
            f"The request has {size:,} bytes or more; at most {most:,} are allowed.",
            status=413,
            hint="Send fewer statements at once.",
        )


def statements(content_type: str, body: bytes) -> object:
    """The JSON of a PUT or POST. Raises `XapiRefused`."""
    kind, parameters = _media_type(content_type)
    if kind == JSON:
        if parameters.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
            raise XapiRefused("http.content_type", "JSON is UTF-8.", hint=f"Send Content-Type: {JSON}.")
        return _json(body)
    if kind == MULTIPART:
        return _json(_only_part(body, parameters.get("boundary")))
    raise XapiRefused(
        "http.content_type",
        f"The body is “{kind[:60] or 'of no type'}”; statements come as {JSON}.",
        hint=f"Send Content-Type: {JSON}." + (f" {FORM} is for ?method= only." if kind == FORM else ""),
    )


def _json(body: bytes) -> object:
    """Raises `XapiRefused`, with the place where reading ended."""
    value = reading.read(body)
    if not isinstance(value, Refusal):
        return value
    refused = of_refusal(value, status=400)
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError as error:
        refused.message += f" Reading ended at line {error.lineno}, column {error.colno}."
    raise refused


def check_attachments(value: object) -> None:
    """Refuse statements whose attachments are nowhere: without data in the request, and without `fileUrl`."""
    for index, statement in enumerate(value if isinstance(value, list) else [value]):
        for attachment in _attachments(statement):
            if isinstance(attachment, Mapping) and not attachment.get("fileUrl"):
                raise XapiRefused(
                    "attachment.no_data",
                    f"Statement {index} has an attachment without fileUrl, and attachment data is not kept here.",
                    hint="Put the attachment where it can be fetched, and name that place in fileUrl.",
                )


def _attachments(statement: object) -> Iterator[object]:
    """Of a statement, and of the one within it."""
    if not isinstance(statement, Mapping):
        return
    for part in (statement, statement.get("object")):
        if isinstance(part, Mapping) and isinstance(part.get("attachments"), list):
            yield from part["attachments"]


def _media_type(header: str) -> tuple[str, dict[str, str]]:
    kind, _, rest = header.partition(";")
    parameters = {name.lower(): (quoted or plain) for name, quoted, plain in _PARAMETER.findall(rest)}
    return kind.strip().lower(), parameters


def _only_part(body: bytes, boundary: str | None) -> bytes:
    """The JSON of a multipart body that has nothing else. Raises `XapiRefused`."""
    if boundary is None or not _BOUNDARY.fullmatch(boundary):
        raise XapiRefused(
            "multipart.boundary",
            f"{MULTIPART} has no boundary.",
            hint=f"Send Content-Type: {MULTIPART}; boundary=TEXT.",
        )
    mark = b"--" + re.escape(boundary.encode("ascii"))
    pieces = re.split(rb"(?:\A|\r?\n)" + mark + rb"(--)?[ \t]*(?=\r?\n|\Z)", body)
    # Preamble, then for each boundary whether it is the last, and what follows it.
    ends, parts = pieces[1::2], pieces[2::2]
    if not parts or ends[-1] is None or any(ends[:-1]):
        raise XapiRefused(
            "multipart.invalid",
            "The body is not parted by its boundary.",
            hint="Write --BOUNDARY before each part, and --BOUNDARY-- after the last.",
        )
    parts = parts[:-1]
    if not parts:
        raise XapiRefused("multipart.invalid", "The body has no parts.", hint="The first part is the statements.")
    head, _, content = parts[0].removeprefix(b"\r").removeprefix(b"\n").partition(_blank_line(parts[0]))
    headers = {
        name.strip().lower(): value.strip().lower()
        for name, _, value in (line.partition(":") for line in head.decode("latin-1").splitlines())
    }
    if headers.get("content-type", "").partition(";")[0].strip() != JSON:
        raise XapiRefused("multipart.first_part", f"The first part is not {JSON}.", hint="Send the statements first.")
    if len(parts) > 1:
        raise XapiRefused(
            "attachment.data",
            "The request carries data of attachments, which this service does not keep.",
            hint=f"Send {JSON} with attachments that name a fileUrl.",
        )
    return content


def _blank_line(part: bytes) -> bytes:
    return b"\r\n\r\n" if b"\r\n\r\n" in part else b"\n\n"
