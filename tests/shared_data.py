"""Where the shared data lies: public frameworks and test suites that tests read and never change."""

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"


def path(name: str) -> Path | None:
    """The folder `name` of the shared data; None where it is absent."""
    found = _root() / name
    return found if found.is_dir() else None


def folder(name: str) -> Path:
    """The folder `name` of the shared data: `../shared/data` beside the checkout, or `SKILLWAY_SHARED_DATA`.

    Where it is absent the test is skipped with the reason; in CI (`CI` is set) that is a failure.
    """
    found = path(name)
    if found is not None:
        return found
    reason = f"there is no shared data at {_root() / name}; set SKILLWAY_SHARED_DATA to the folder that has {name!r}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def _root() -> Path:
    return Path(os.environ.get("SKILLWAY_SHARED_DATA") or _BESIDE)
