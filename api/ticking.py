"""Progress of long work as one line on stderr, where somebody watches. No threads: the work may fork processes."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_EVERY_SECONDS = 0.2
_WIDTH = 78


@dataclass(slots=True)
class Ticker:
    """Shows the latest words, and of counted work how much is done and how long the rest may take."""

    quiet: bool
    _shown_at: float = 0.0
    _began_at: float = 0.0
    _counting: str = ""

    def say(self, words: str) -> None:
        """Words about what begins now."""
        self._counting = ""
        self._show(words)

    def count(self, what: str, done: int, of: int | None = None) -> None:
        """So much of it is done; with a total also how long the rest takes if it goes on like this."""
        now = time.monotonic()
        if what != self._counting:
            self._counting, self._began_at = what, now
        elif now - self._shown_at < _EVERY_SECONDS and done != of:
            return
        if of is None:
            self._show(f"{what}: {done:,}")
            return
        gone = now - self._began_at
        left = f", {_clock(gone / done * (of - done))} left" if done and gone > 1.0 else ""
        self._show(f"{what}: {done:,} of {of:,}{left}")

    def _show(self, words: str) -> None:
        if not self.quiet:
            self._shown_at = time.monotonic()
            sys.stderr.write(f"\r{words[:_WIDTH]:<{_WIDTH}}")
            sys.stderr.flush()

    def note(self, words: str) -> None:
        """A line that stays, on stderr, whether or not somebody watches."""
        self.clear()
        sys.stderr.write(f"{words}\n")

    def clear(self) -> None:
        """Leaves the line empty for what is printed next."""
        if not self.quiet:
            sys.stderr.write(f"\r{'':<{_WIDTH}}\r")
            sys.stderr.flush()


@contextmanager
def ticking(*, quiet: bool = False) -> Iterator[Ticker]:
    """A ticker, quiet where nobody watches; its line is gone afterwards."""
    ticker = Ticker(quiet or not sys.stderr.isatty())
    try:
        yield ticker
    finally:
        ticker.clear()


def _clock(seconds: float) -> str:
    """`0:07`, `12:30`, `1:02:03`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
