"""The first minutes: the demo, seeding an empty graph, and that nothing is left running."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.journeys.conftest import Skillway


@contextmanager
def demo(home: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """`skillway demo` as a process of its own, as a shell starts it."""
    environment = {**os.environ, "SKILLWAY_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    environment.pop("SKILLWAY_GRAPH", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "api", "demo", "--port", "0", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def running_on(home: Path) -> list[psutil.Process]:
    """Processes that were started with something in the folder, or work in it."""
    return [process for process in psutil.process_iter() if any(str(home) in part for part in _said(process))]


def _said(process: psutil.Process) -> list[str]:
    try:
        return [*process.cmdline(), process.cwd()]
    except psutil.Error:
        return []


def test_the_demo_finds_its_data_again_and_leaves_no_process(tmp_path: Path) -> None:
    """The demo prints a path and links; Ctrl-C ends it with everything it started; the next start finds its data."""
    with demo(tmp_path) as first:
        assert first.stdout is not None
        printed = ""
        while "Ctrl-C" not in printed:
            line = first.stdout.readline()
            assert line, f"the demo ended early: {printed}"
            printed += line
        first.send_signal(signal.SIGINT)
        first.wait(30)
    assert first.returncode == 0
    assert "published" in printed
    assert "hours (proved" in printed
    assert "/graphql" in printed
    _, alive = psutil.wait_procs(running_on(tmp_path), timeout=15)
    assert alive == []
    with demo(tmp_path, "--no-serve") as second:
        out, err = second.communicate(timeout=120)
    assert second.returncode == 0, err
    assert "found as it was left: edition 1" in out


def test_seeding_leaves_what_is_there_alone(skillway: Skillway) -> None:
    """`publish --if-empty` publishes into an empty graph only."""
    assert skillway("publish", "--sample", "--if-empty").code == 0
    before = skillway("editions", "--json").json
    again = skillway("publish", "--sample", "--if-empty")
    assert again.code == 0
    assert "is there already" in again.out
    assert skillway("editions", "--json").json == before
