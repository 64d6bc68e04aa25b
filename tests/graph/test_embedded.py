"""The embedded engine: one per folder, as long as somebody uses it."""

import contextlib
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

import graph
from graph import embedded, keeper
from graph.errors import DiskFull, FolderDenied, GraphBusy
from tests.conftest import cypher
from tests.graph.worlds import numbered, publish

USER_OF = """
import pathlib, sys, time
from graph import embedded
joined = embedded.join(pathlib.Path(sys.argv[1]), heap_mb=512)
print("IN", flush=True)
time.sleep(600)
"""
ROOT = Path(__file__).parent.parent.parent


def stopped(folder: Path, seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while embedded.status(folder).running:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def alive(pid: int | None) -> bool:
    """Whether the process works; one that ended and that nobody asked about does not."""
    assert pid is not None
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        with contextlib.suppress(psutil.TimeoutExpired):
            process.wait(5)
        return process.status() != psutil.STATUS_ZOMBIE
    return False


def test_one_engine_for_all_users(tmp_path: Path) -> None:
    """A second user joins the running engine at once; it stops with the last one and leaves no process."""
    folder = tmp_path / "graph"
    began = time.monotonic()
    first = embedded.join(folder, heap_mb=512)
    assert time.monotonic() - began < 20  # 1-2 s on a quiet machine
    running = embedded.status(folder)
    began = time.monotonic()
    second = embedded.join(folder)
    assert time.monotonic() - began < 1
    assert second.port == first.port
    embedded.leave(first)
    time.sleep(0.6)
    assert embedded.status(folder).running
    embedded.leave(second)
    assert stopped(folder)
    assert not alive(running.engine_pid)
    assert not alive(running.keeper_pid)


def test_it_stops_with_a_user_that_is_killed(tmp_path: Path) -> None:
    """A user that is killed counts as gone: the engine does not stay for nobody."""
    folder = tmp_path / "graph"
    with subprocess.Popen([sys.executable, "-c", USER_OF, str(folder)], cwd=ROOT, stdout=subprocess.PIPE) as user:
        assert user.stdout is not None
        assert user.stdout.readline() == b"IN\n"
        assert embedded.status(folder).running
        os.kill(user.pid, signal.SIGKILL)
    assert stopped(folder)


def test_two_users_that_start_together_share_one_engine(tmp_path: Path) -> None:
    """Users that come at the same moment do not start two engines."""
    folder = tmp_path / "graph"
    command = [sys.executable, "-c", USER_OF, str(folder)]
    users = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) for _ in range(3)]
    try:
        for user in users:
            assert user.stdout is not None
            assert user.stdout.readline() == b"IN\n"
        engines = [
            entry for entry in Path("/proc").glob("[0-9]*/cmdline")
            if f"-Darcadedb.server.rootPath={folder}".encode() in _read(entry)
        ]  # fmt: skip
        assert len(engines) == (1 if Path("/proc").exists() else 0)
    finally:
        for user in users:
            user.kill()
            user.communicate()
    assert stopped(folder)


def test_kept_up_on_purpose(tmp_path: Path) -> None:
    """`start` keeps it up without users, `stop` ends it; both can be said twice."""
    folder = tmp_path / "graph"
    assert not embedded.status(folder).running
    assert not embedded.stop(folder).running
    started = embedded.start(folder, heap_mb=512)
    assert started.pinned
    assert embedded.start(folder).port == started.port
    time.sleep(0.6)
    assert embedded.status(folder) == started
    joined = embedded.join(folder)
    with pytest.raises(GraphBusy, match="still in use"):
        embedded.stop(folder, seconds=0.5)
    embedded.leave(joined)
    assert not embedded.stop(folder).running


def test_the_password_is_the_owners_alone(tmp_path: Path) -> None:
    """All files are the owner's alone, also in a folder that others may enter; no command line has the password."""
    folder = tmp_path / "graph"
    folder.mkdir(mode=0o755)
    joined = embedded.join(folder, heap_mb=512)
    try:
        assert {"password", "address.json", "databases"} <= {entry.name for entry in folder.iterdir()}
        for entry in folder.rglob("*"):
            with contextlib.suppress(FileNotFoundError):  # the engine's own short-lived files
                assert not stat.S_IMODE(entry.stat().st_mode) & 0o077, entry
        engine = embedded.status(folder).engine_pid
        if Path("/proc").exists():
            assert joined.password.encode() not in Path(f"/proc/{engine}/cmdline").read_bytes()
        assert joined.password not in repr(joined)
    finally:
        embedded.leave(joined)
    assert stopped(folder)
    (folder / "password").unlink()
    joined = embedded.join(folder, heap_mb=512)
    server = graph.GraphTarget(uri=joined.uri, user=embedded.USER, password=joined.password)
    try:
        assert cypher(server, "RETURN 1") == [[1]], "a lost password is made anew, and counts"
    finally:
        embedded.leave(joined)
    assert stopped(folder)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """A file where the folder should be is said to be one."""
    (tmp_path / "graph").write_text("x")
    with pytest.raises(FolderDenied, match="not a folder"):
        embedded.join(tmp_path / "graph")


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder to another user")
def test_another_users_folder_is_refused(tmp_path: Path) -> None:
    """A folder that belongs to another user of the machine is refused, and not touched."""
    folder = tmp_path / "graph"
    folder.mkdir()
    os.chown(folder, 12345, 12345)
    with pytest.raises(FolderDenied, match="another user"):
        embedded.join(folder)
    assert list(folder.iterdir()) == []


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A folder that may not be written: by its mode, or for root, who may write everywhere, by its mount."""
    folder = tmp_path / "graph"
    folder.mkdir(mode=0o500)
    if os.getuid() != 0:
        yield folder
        return
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "none", str(folder)], capture_output=True)
    if mounted.returncode:
        pytest.skip("root may write everywhere, and may not mount here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_folder_that_cannot_be_written_is_refused(read_only: Path) -> None:
    """A folder without the right to write is refused with what to do."""
    with pytest.raises(FolderDenied, match="cannot be written"):
        embedded.join(read_only)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 128 MB: what an empty graph takes, what it must have left, and some to fill."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128m", "none", str(place)], capture_output=True)
    if mounted.returncode:
        pytest.skip("mounting a small disk takes root and the right to mount")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.anyio
async def test_a_full_disk_is_said_to_be_full(small_disk: Path) -> None:
    """Without room no engine is started and nothing is published; an engine that runs is read as before."""
    target = graph.GraphTarget(folder=small_disk / "graph", heap_mb=512)
    fill = small_disk / "fill"
    fill.write_bytes(bytes(96 << 20))
    with pytest.raises(DiskFull, match="Free some space"):
        embedded.join(small_disk / "graph")
    fill.unlink()
    async with graph.open(target) as opened:
        await publish(opened, numbered(3))
        with contextlib.suppress(OSError), fill.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        with pytest.raises(DiskFull, match="nothing was changed"):
            await publish(opened, numbered(4))
        assert (await opened.load()).catalogue == numbered(3)
        fill.unlink()
        assert (await publish(opened, numbered(4))).written
    embedded.stop(small_disk / "graph")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_an_engine_gets_two_ports() -> None:
    """They differ, and a wanted one that somebody listens on is not given."""
    assert all(len(set(keeper.free_ports())) == 2 for _ in range(2_000))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert port not in keeper.free_ports(port)
    assert keeper.free_ports(port)[0] == port
