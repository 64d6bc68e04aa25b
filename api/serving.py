"""How the service is started and stopped: its socket, its signals, its logs, and room for its frames."""

import asyncio
import contextlib
import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from typing import TypeVar

import uvicorn

from api import logs
from api.errors import SettingsError
from api.settings import Settings
from api.wiring import Wiring, wired

T = TypeVar("T")
log = logging.getLogger("skillway.serving")

WATCH_SECONDS = 1.0
STOP_SECONDS = 5
"""How long requests may go on after the service was told to stop."""
ROOM = 40_000
"""Slots of the frame below the event loop; see `roomy`."""


def serve(settings: Settings, *, on_start: Callable[[str], None] = lambda _: None) -> None:
    """Serve until SIGINT or SIGTERM; then finish what runs, let go of the graph, and return.

    `on_start` is called with the address once requests are taken. Raises `SettingsError` where the port is taken.
    """
    logs.begin(settings)
    _check_tokens(settings)
    with contextlib.closing(_bound(settings)) as listening:
        # The service is a command of its own, so it runs its own loop, below a frame that has room.
        roomy(lambda: asyncio.run(_serve(settings, listening, on_start)))


def _check_tokens(settings: Settings) -> None:
    """Refuse to start where every request needs a token and nobody can have one."""
    if settings.needs_tokens and not settings.token_key_file.exists():
        variable = "SKILLWAY_HOST" if settings.is_exposed else "SKILLWAY_TOKENS"
        why = "can be reached from other machines" if settings.is_exposed else "asks for a token in every request"
        raise SettingsError(
            variable,
            f"{settings.host if settings.is_exposed else settings.tokens} {why}, and there are no keys to sign one.",
            hint="skillway token issue --administrator NAME makes them, and a token. Or serve on 127.0.0.1; in a "
            "container whose port is published on the host's loopback only, set SKILLWAY_INSIDE_CONTAINER=1.",
        )
    if settings.is_exposed:
        log.warning("serving plain HTTP to other machines: put a proxy with TLS in front, or tokens travel readable")


def roomy(work: Callable[[], T]) -> T:
    """Call `work` on top of one very large Python frame.

    CPython keeps Python frames in chunks of 16 KB, and returns a chunk to the system when its last frame is left. If
    a field loop of GraphQL happens to straddle the end of a chunk, each field maps and unmaps memory: the same answer
    takes four times as long, depending on nothing but how the server was started. A frame that is declared larger
    than a chunk gets a chunk of the next power of two, and the rest of that is room for all frames above it.
    """
    return _below(work)


def _below(work: Callable[[], T]) -> T:
    return work()


_below.__code__ = _below.__code__.replace(co_stacksize=ROOM)


async def _serve(settings: Settings, listening: socket.socket, on_start: Callable[[str], None]) -> None:
    from api.connections import BoundedHttp
    from api.edition_replays import trying_again
    from api.plan_worker import keeping_fresh
    from api.server import create_app

    async with wired(settings) as wiring:
        config = uvicorn.Config(
            create_app(wiring),
            lifespan="off",
            http=BoundedHttp,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
        where = address(listening)

        def started() -> None:
            log.info("GraphQL at %s/graphql; a browser gets GraphiQL there", where)
            on_start(where)

        server = _Server(config, started)
        with _signals(server):
            watching = asyncio.create_task(_watch(wiring))
            try:
                async with keeping_fresh(wiring), trying_again(wiring):
                    await server.serve(sockets=[listening])
            finally:
                watching.cancel()


class _Server(uvicorn.Server):
    """uvicorn, with signals left to us: its own way ends the process before the graph is let go."""

    def __init__(self, config: uvicorn.Config, on_start: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_start = on_start

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_start()


@contextlib.contextmanager
def _signals(server: uvicorn.Server) -> Iterator[None]:
    """The first SIGINT or SIGTERM stops gracefully, the second at once."""

    def stop(*_: object) -> None:
        server.force_exit = server.should_exit
        server.should_exit = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


async def _watch(wiring: Wiring) -> None:
    """Keep the copy of the edition current while nobody asks, so that the next question need not wait for it."""
    while True:
        try:
            await wiring.editions.compare()
        except Exception:
            log.exception("the edition could not be compared with the graph")
        await asyncio.sleep(WATCH_SECONDS)


def address(listening: socket.socket) -> str:
    """The URL of a listening socket."""
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "127.0.0.1"}.get(host, host)  # noqa: S104  (shown, not bound)
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def _bound(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # asyncio switches Nagle's algorithm off only where a socket says that it is TCP's; without, answers take 40 ms.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((settings.host, settings.port))
    except OSError as error:
        listening.close()
        where = f"{settings.host}:{settings.port}"
        raise SettingsError(
            "SKILLWAY_PORT",
            f"nothing can be served on {where}: {error.strerror or error}.",
            hint="Another program may be using the port: choose another, or 0 for any that is free.",
        ) from None
    return listening
