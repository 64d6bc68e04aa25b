"""The embedded graph: an engine of one's own, in a folder, reached like any other server.

`join` gives the address of the engine on a folder and starts it when none runs there; `keeper.py` owns it. Everybody
who joined holds a shared lock until `leave`, or until the process is gone; the engine stops with its last user.
`start`, `stop` and `status` keep one up on purpose.
"""

import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import DiskFull, EngineFailed, EngineMissing, FolderDenied, GraphBusy, full_disk, looks_full

if TYPE_CHECKING:
    from graph import keeper
else:
    try:
        from graph import keeper
    except ImportError:  # no kernel locks on this system
        keeper = None

USER = "root"
DATABASE = "skillway"
START_SECONDS = 60.0
LEAST_FREE_MB = 64
ELSEWHERE = "Point SKILLWAY_GRAPH at a Neo4j (bolt://…), 5.26 or later."


@dataclass(frozen=True, slots=True)
class Joined:
    """An engine that runs, and our place among its users."""

    folder: Path
    port: int
    password: str = field(repr=False)
    place: int
    """The descriptor that holds our shared lock."""

    @property
    def uri(self) -> str:
        return f"bolt://127.0.0.1:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Whether an engine runs on the folder. `pinned`: it stays without users, until `stop`."""

    folder: Path
    running: bool
    port: int | None = None
    keeper_pid: int | None = None
    engine_pid: int | None = None
    pinned: bool = False


def default_heap_mb() -> int:
    """A quarter of the machine's memory, between 512 MB and 2 GB: 2 GB publishes 240,000 nodes and relationships."""
    try:
        memory_mb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    except (ValueError, OSError, AttributeError):
        memory_mb = 4096
    return max(512, min(2048, memory_mb // 4))


def join(folder: Path, *, heap_mb: int | None = None, seconds: float = START_SECONDS) -> Joined:
    """The engine on this folder, started if need be (1.5-3 s), with us among its users. Blocks; run it in a thread.

    Raises `EngineMissing`, `EngineFailed`, `FolderDenied` or `DiskFull`.
    """
    package = _package()
    folder = _prepared(folder)
    deadline = time.monotonic() + seconds
    with _owned(folder):
        place = keeper.acquire(folder / "users.lock", shared=True, seconds=seconds)
    if place is None:
        raise EngineFailed(f"The engine on {folder} has been stopping for {seconds:g} s.", "Try again.")
    try:
        while time.monotonic() < deadline:
            with _owned(folder):
                if not _keeper_lives(folder):
                    _spawn(folder, package, heap_mb or default_heap_mb())
                port = _wait_for_address(folder, deadline)
            if port is not None:
                password = (folder / "password").read_text("utf-8")
                return Joined(folder=folder, port=port, password=password, place=place)
        raise EngineFailed(f"The engine on {folder} did not start within {seconds:g} s.", f"See {folder}/engine.log.")
    except BaseException:
        keeper.release(place)
        raise


def refuse_full(folder: Path) -> None:
    """`DiskFull` where an engine would have no room to write in. What runs can still be read."""
    if shutil.disk_usage(folder).free < LEAST_FREE_MB * 2**20:
        raise full_disk(str(folder))


def leave(joined: Joined) -> None:
    """Give up our place; the engine stops when it was the last one."""
    keeper.release(joined.place)


def start(folder: Path, *, heap_mb: int | None = None) -> Status:
    """Start the engine, and keep it up without users."""
    joined = join(folder, heap_mb=heap_mb)
    try:
        keeper.write_owner_only(joined.folder / "pinned", "kept up by `skillway graph start`\n")
    finally:
        leave(joined)
    return status(folder)


def stop(folder: Path, *, seconds: float = 30.0) -> Status:
    """Let the engine stop with its last user; wait for it. `GraphBusy` when somebody still uses it then."""
    folder = folder.expanduser().resolve()
    (folder / "pinned").unlink(missing_ok=True)
    deadline = time.monotonic() + seconds
    while (now := status(folder)).running:
        if time.monotonic() > deadline:
            raise GraphBusy(f"The graph in {folder} is still in use; it stops with its last user.", "End that one.")
        time.sleep(0.1)
    return now


def status(folder: Path) -> Status:
    """What runs on the folder now. Starts nothing and needs no engine."""
    folder = folder.expanduser().resolve()
    if keeper is None or not folder.is_dir() or not _keeper_lives(folder):
        return Status(folder=folder, running=False)
    address = _read(folder / "address.json")
    return Status(
        folder=folder, running=True, port=address.get("port"), keeper_pid=address.get("keeper"),
        engine_pid=address.get("engine"), pinned=(folder / "pinned").exists(),
    )  # fmt: skip


def _package() -> Path:
    """Where the installed engine lies: its jars and its Java."""
    spec = importlib.util.find_spec("arcadedb_embedded")
    places = list(spec.submodule_search_locations or []) if spec is not None else []
    package = Path(places[0]) if places else None
    if keeper is None:
        raise EngineMissing("The embedded graph needs file locks that this system does not have.", ELSEWHERE)
    if package is None or not (package / "jre" / "bin" / "java").exists() or not (package / "jars").is_dir():
        raise EngineMissing("There is no embedded graph engine for this machine (arcadedb-embedded).", ELSEWHERE)
    return package


def _prepared(folder: Path) -> Path:
    """The folder, made if need be, ours and writable."""
    folder = folder.expanduser().resolve()
    with _owned(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        owner = folder.stat().st_uid
        if hasattr(os, "getuid") and owner != os.getuid():
            raise FolderDenied(
                f"The graph folder {folder} belongs to another user of this machine.",
                "Use a folder of your own (SKILLWAY_HOME), or ask that user for an address to connect to.",
            )
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(folder)
    return folder


@contextmanager
def _owned(folder: Path) -> Iterator[None]:
    """Say plainly what the file system refuses."""
    try:
        yield
    except PermissionError as error:
        raise FolderDenied(
            f"The graph folder {folder} cannot be written: {error.filename or folder}.",
            "Give yourself the right to write there, or use another folder (SKILLWAY_HOME).",
        ) from error
    except (FileExistsError, NotADirectoryError) as error:
        raise FolderDenied(f"{folder} is not a folder.", "Name a folder for the graph.") from error
    except OSError as error:
        if looks_full(str(error)):
            raise full_disk(str(folder)) from error
        raise


def _keeper_lives(folder: Path) -> bool:
    if not (folder / "keeper.lock").exists():
        return False
    lock = keeper.acquire(folder / "keeper.lock", shared=True)
    if lock is None:
        return True
    keeper.release(lock)
    return False


def _spawn(folder: Path, package: Path, heap_mb: int) -> None:
    """Start a keeper. It leaves us at once, so it outlives us and is nobody's dead child."""
    refuse_full(folder)
    for name in ("address.json", "failure.json"):
        (folder / name).unlink(missing_ok=True)
    command = [sys.executable, "-I", "-S", keeper.__file__, str(folder), str(package), str(heap_mb)]
    (folder / "keeper.log").unlink(missing_ok=True)
    with os.fdopen(os.open(folder / "keeper.log", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as log:
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=True)  # noqa: S603


def _wait_for_address(folder: Path, deadline: float) -> int | None:
    """The port, once the engine answers there; None when the keeper is gone without a word: start another."""
    alive_until = time.monotonic() + 2.0
    while time.monotonic() < deadline:
        port = _read(folder / "address.json").get("port")
        if port is not None and _listens(port):
            return port
        if (folder / "failure.json").exists():
            raise _failure(folder)
        if _keeper_lives(folder):
            alive_until = time.monotonic() + 2.0
        elif time.monotonic() > alive_until:
            return None
        time.sleep(0.02)
    return None


def _failure(folder: Path) -> EngineFailed | DiskFull | FolderDenied:
    said = (folder / "failure.json").read_text("utf-8", "replace")
    if looks_full(said):
        return full_disk(str(folder))
    if "Permission denied" in said or "AccessDenied" in said:
        return FolderDenied(f"The engine may not write in {folder}.", "Give it the right, or use another folder.")
    return EngineFailed(f"The embedded engine on {folder} did not start.", f"It says why in {folder}/engine.log.")


def _listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1.0):
            return True
    except OSError:
        return False


def _read(path: Path) -> dict[str, int]:
    """The numbers of a small file; nothing when it is not there, or not yet whole."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): value for name, value in found.items() if isinstance(value, int)}
