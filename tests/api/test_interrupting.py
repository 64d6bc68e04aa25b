"""Ctrl-C within `held` is neither lost nor early."""

import os
import signal
from multiprocessing.connection import wait

import pytest

from api.interrupting import held


class Ending:
    """Something at the end of whose life Ctrl-C comes: Python ignores what is raised there."""

    def __del__(self) -> None:
        os.kill(os.getpid(), signal.SIGINT)


def test_ctrl_c_is_raised_at_the_end() -> None:
    """Wherever it comes within the block, the block is done to its end, and then it is raised."""
    done = []
    with pytest.raises(KeyboardInterrupt), held() as ctrl_c:
        Ending()
        done.append(ctrl_c.came)
    assert done == [True]


def test_who_waits_wakes_up() -> None:
    """The bell ends a wait at once."""
    with pytest.raises(KeyboardInterrupt), held() as ctrl_c:
        os.kill(os.getpid(), signal.SIGINT)
        assert wait([ctrl_c.bell], 60.0) == [ctrl_c.bell]


def test_afterwards_all_is_as_before() -> None:
    """Handler and wake-up of whoever had them before are theirs again."""
    before = signal.getsignal(signal.SIGINT)
    with held():
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) == before
    assert signal.set_wakeup_fd(-1) == -1
