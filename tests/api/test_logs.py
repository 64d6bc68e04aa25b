"""What is logged of a failure: where it happened, and nothing of what was being worked on."""

import logging
import sys

import pytest

from api.errors import RequestRefused
from api.logs import LINE, Discreet

PRIVATE = "Ana Able <ana@example.org>"


def formatted(error: BaseException) -> str:
    try:
        try:
            int(PRIVATE)
        except ValueError as cause:
            raise error from cause
    except BaseException:
        record = logging.LogRecord("skillway", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
    return Discreet(LINE).format(record)


@pytest.mark.parametrize("error", [KeyError("ana@example.org"), ValueError("Ana Able"), RuntimeError("Ana")])
def test_messages_of_failures_are_not_logged(error: BaseException) -> None:
    """Neither the failure nor what it came from is quoted; its kind and the place in the code are there."""
    said = formatted(error)
    assert "ana@" not in said and "Ana Able" not in said
    assert type(error).__name__ in said and "ValueError" in said and "test_logs.py" in said


def test_failures_that_quote_nothing_keep_their_words() -> None:
    """What names only code is told, and our own failures have their code."""
    assert "no attribute 'x'" in formatted(AttributeError("no attribute 'x'"))
    assert "(http.json)" in formatted(RequestRefused("http.json", "“Ana” is not JSON"))
