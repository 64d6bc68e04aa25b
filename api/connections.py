"""uvicorn's HTTP/1.1, with bounds on the head of a request: how large it is, and how long it may take.

The parser in use collects a head for as long as it goes on, and a connection that says nothing is kept for ever. A
few hundred such connections would keep everybody else out. Bodies have bounds of their own in `api/over_http.py`.
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES = 65_536
"""Most of a head that is waited for; what comes at once with its end, in one read, may be longer."""
HEAD_SECONDS = 10.0


class BoundedHttp(HttpToolsProtocol):
    """One connection. The clock of a head runs from the connection, or its first byte, to the end of the head."""

    _in_head = True
    _head_bytes = 0
    _head_clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._start_clock()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_clock()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._in_head and self._head_bytes > HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response(f"The head of the request has more than {HEAD_BYTES:,} bytes.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._start_clock()

    def on_headers_complete(self) -> None:
        self._stop_clock()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._in_head, self._head_bytes = True, 0

    def _start_clock(self) -> None:
        self._stop_clock()
        self._in_head = True
        self._head_clock = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def _stop_clock(self) -> None:
        self._in_head = False
        if self._head_clock is not None:
            self._head_clock.cancel()
            self._head_clock = None

    def _too_slow(self) -> None:
        if self.transport.is_closing():
            return
        if self.cycle is not None and not self.cycle.response_complete:
            self._start_clock()  # the answer to the request before is still on its way
        elif self._head_bytes:
            self.send_400_response(f"The head of the request did not arrive within {HEAD_SECONDS:g} seconds.")
        else:
            self.transport.close()  # browsers open connections that they may need; there is nothing to answer
