"""Ctrl-C at a place of our choosing.

Python raises KeyboardInterrupt wherever the main thread happens to be, and loses it where exceptions are ignored: in
what is called around a fork, or at the end of an object's life. Blocking the signal does not help, since other
threads (those of a numerical library, say) take it then. Within `held` it is only noted; it is raised at the end.
"""

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType


class Held:
    """Whether Ctrl-C came. `bell` becomes readable when it does, so that whoever waits for something can wake up;
    None outside the main thread, where Ctrl-C never arrives."""

    def __init__(self, bell: socket.socket | None) -> None:
        self.bell = bell
        self.came = False

    def note(self, _number: int, _frame: FrameType | None) -> None:
        self.came = True


@contextmanager
def held() -> Iterator[Held]:
    """Ctrl-C within the block is raised at its end, and rings the bell meanwhile."""
    if threading.current_thread() is not threading.main_thread():
        yield Held(None)
        return
    bell, ringer = socket.socketpair()
    noted = Held(bell)
    try:
        bell.setblocking(False)
        ringer.setblocking(False)
        before = signal.signal(signal.SIGINT, noted.note)
        rung = signal.set_wakeup_fd(ringer.fileno(), warn_on_full_buffer=False)
        try:
            yield noted
        finally:
            signal.set_wakeup_fd(rung)
            signal.signal(signal.SIGINT, before)
            with suppress(OSError):  # an event loop hears of other signals by its own bell, and none may be lost
                while rung != -1 and (heard := bell.recv(1_024)):
                    os.write(rung, heard)
    finally:
        bell.close()
        ringer.close()
    if noted.came:
        raise KeyboardInterrupt
