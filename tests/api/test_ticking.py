"""Progress on one line of stderr: how much is done and how long the rest takes, only where somebody watches."""

import io
import sys
import threading

import pytest

from api import ticking


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

    def shown(self) -> list[str]:
        """What stood on the line, one after the other."""
        return [words.strip() for words in self.getvalue().split("\r") if words.strip()]


def watched(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal in the place of stderr; within the test, since pytest puts its own there before."""
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    return screen


def test_how_much_is_done_and_how_long_the_rest_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 100 things 25 took half a minute: three times that is left. Ticks that come too fast are not shown."""
    terminal = watched(monkeypatch)
    clock = [1000.0]
    monkeypatch.setattr(ticking.time, "monotonic", lambda: clock[0])
    with ticking.ticking() as tick:
        tick.say("reading …")
        tick.count("planned", 1, 100)
        tick.count("planned", 2, 100)
        clock[0] += 30.0
        tick.count("planned", 25, 100)
        clock[0] += 0.01
        tick.count("planned", 26, 100)
        tick.count("planned", 100, 100)
    assert terminal.shown() == [
        "reading …",
        "planned: 1 of 100",
        "planned: 25 of 100, 1:30 left",
        "planned: 100 of 100, 0:00 left",
    ]
    assert terminal.getvalue().endswith("\r")


def test_what_must_be_known_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """A note is a line of its own, which the next tick does not write over."""
    terminal = watched(monkeypatch)
    with ticking.ticking() as tick:
        tick.count("planned", 1, 100)
        tick.note("a planning process died")
        tick.count("planned", 100, 100)
    assert "a planning process died\n" in terminal.getvalue()


def test_nobody_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Into a file, or under `--json`, there is no progress; notes are written all the same."""
    for quiet, screen in ((False, io.StringIO()), (True, Terminal())):
        monkeypatch.setattr(sys, "stderr", screen)
        with ticking.ticking(quiet=quiet) as tick:
            tick.say("reading …")
            tick.count("planned", 1, 2)
            tick.note("a note")
        assert screen.getvalue() == "a note\n"


def test_there_is_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work that shows progress may fork, which is not safe beside a thread."""
    watched(monkeypatch)
    before = threading.active_count()
    with ticking.ticking() as tick:
        tick.count("planned", 1, 2)
        assert threading.active_count() == before
