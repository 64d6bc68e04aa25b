"""Telling dead processes from living ones."""

import os
import subprocess
import sys

import pytest

from graph import processes

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="only Linux says enough about processes")


@linux_only
def test_who_lives_is_not_taken_for_dead() -> None:
    """This process, and one of another user, live."""
    own = processes.own()
    assert not processes.is_dead(own)
    machine, _, started = own.split(" ")
    assert not processes.is_dead(f"{machine} 1 {processes._started(1)}")
    assert processes.is_dead(f"{machine} {os.getpid()} {int(started) + 1}"), "a number that was given again"


@linux_only
def test_who_died_is_known_to_be_dead() -> None:
    """A process that ended is dead, also while its parent has not yet asked how it ended."""
    command = [sys.executable, "-c", "from graph import processes; print(processes.own(), flush=True); input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline().strip()
        assert not processes.is_dead(said)
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert processes.is_dead(said)
    assert processes.is_dead(said)


@pytest.mark.parametrize("said", ["", "x", "elsewhere 1 2", "elsewhere x 2", "a b"])
def test_nobody_elsewhere_is_taken_for_dead(said: str) -> None:
    """About a process of another machine, or of none, nothing is known."""
    assert not processes.is_dead(said)
