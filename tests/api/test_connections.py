"""What clients cannot do to the service by being slow or endless, below HTTP."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from api import connections
from api.connections import HEAD_BYTES, BoundedHttp

HEAD = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
SECONDS = 0.6


async def _length(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with how long a body was."""
    body = await Request(scope, receive).body()
    await PlainTextResponse(str(len(body)))(scope, receive, send)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server on loopback whose clock of heads runs fast."""
    with pytest.MonkeyPatch.context() as patch, contextlib.closing(socket.create_server(("127.0.0.1", 0))) as bound:
        patch.setattr(connections, "HEAD_SECONDS", SECONDS)
        server = uvicorn.Server(uvicorn.Config(_length, http=BoundedHttp, lifespan="off", log_config=None))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[bound])))
        thread.start()
        yield bound.getsockname()[1]
        server.should_exit = True
        thread.join(10)


@contextlib.contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        yield client


def rest(client: socket.socket) -> bytes:
    """All that comes until the server hangs up."""
    parts = []
    with contextlib.suppress(ConnectionResetError):
        while part := client.recv(65_536):
            parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize("begun", [b"", b"P", HEAD, HEAD + b"X: a"])
def test_a_head_that_never_ends_is_given_up(port: int, begun: bytes) -> None:
    """Silence is ended by the clock, and a head in the middle with a word about it."""
    started = time.monotonic()
    with connected(port) as client:
        client.sendall(begun)
        assert (b"did not arrive" in rest(client)) is bool(begun)
    assert SECONDS * 0.8 < time.monotonic() - started < 8


def test_a_head_that_grows_is_cut_off(port: int) -> None:
    """One endless header ends the connection when it is too long, not when memory is full."""
    sent = 0
    with connected(port) as client:
        client.sendall(HEAD + b"X: ")
        with contextlib.suppress(ConnectionError):
            while sent < 100 * HEAD_BYTES:
                client.sendall(b"a" * 16_384)
                sent += 16_384
                time.sleep(0.002)
    assert HEAD_BYTES / 2 < sent < 20 * HEAD_BYTES


def test_ordinary_requests_pass(port: int) -> None:
    """Requests follow each other on one connection, slow and large bodies included; heads are counted one by one."""
    with connected(port) as client:
        for size in (0, 10, 300_000, 5):
            head = HEAD + b"X: " + b"a" * (HEAD_BYTES // 2) + f"\r\nContent-Length: {size}\r\n\r\n".encode()
            client.sendall(head)
            time.sleep(SECONDS * 1.5 if size == 10 else 0)
            client.sendall(b"b" * size)
            answer = b""
            while not answer.endswith(f"\r\n\r\n{size}".encode()):
                part = client.recv(65_536)
                assert part, answer
                answer += part
            assert answer.startswith(b"HTTP/1.1 200")
