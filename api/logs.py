"""What the service writes down about itself: where something failed, and nothing about anybody.

The message of an exception may quote what was being worked on, and that may be a name or a note. So a log has where
it happened and what kind of failure it was; a message only of failures that are ours or cannot quote data.
"""

import logging
import sys
import traceback
from types import TracebackType
from typing import Final, TypeAlias

from api.settings import Settings

ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

SPEAKING: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    MemoryError,
    NameError,
    RecursionError,
)
"""Built-in failures whose messages name code and numbers, never data."""
LINE: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class Discreet(logging.Formatter):
    """Formats exceptions without what they say, but for those that cannot quote data."""

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802  (logging's name)
        """The places of the whole chain of failures, each with its kind."""
        lines: list[str] = []
        error = ei[1]
        while error is not None:
            lines += traceback.format_tb(error.__traceback__)
            lines.append(f"{type(error).__name__}{_said(error)}\n")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
            if error is not None:
                lines.append("came from:\n")
        return "".join(lines).rstrip()


def _said(error: BaseException) -> str:
    code = getattr(error, "code", None)
    if isinstance(code, str):
        return f" ({code})"
    return f": {error}" if isinstance(error, SPEAKING) else ""


def begin(settings: Settings) -> None:
    """Log to stderr, as talkative as the settings say."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Discreet(LINE))
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler])
    for chatty in ("uvicorn", "httpx") if settings.log_level != "debug" else ():
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # At any level: the driver writes down what it sends, and that is about people.
    logging.getLogger("neo4j").setLevel(logging.WARNING)
