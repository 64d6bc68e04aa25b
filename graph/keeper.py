"""The keeper: a small process that owns one embedded engine and lets it live as long as somebody uses it.

Run as a script, `keeper.py FOLDER PACKAGE HEAP_MB`; it knows the standard library only, so that it starts at once.
`embedded.py` is the other side. What lies in the data folder:

    users.lock     every user holds it shared; whoever gets it alone knows that nobody is left
    keeper.lock    held by the keeper as long as it lives: one engine per folder
    address.json   where the engine listens; there only while it is ready
    failure.json   why the engine could not be started
    engine.json    the engine's process, so that the next keeper finds one that was left behind
    password       of the engine's only user; readable by the owner alone, and made anew when it is missing
    pinned         there while `skillway graph start` wants the engine to stay without users
    engine.log     what the engine said

Locks are the kernel's (`flock`): they vanish with their process, however it ends. A keeper that is killed takes its
engine with it (on Linux by the parent-death signal; elsewhere the next keeper ends what was left behind); an engine
that is killed is started again on the same port.
"""

import contextlib
import ctypes
import fcntl
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

READY = "ArcadeDB Server started"
START_SECONDS = 60.0
STOP_SECONDS = 30.0
RESTARTS_PER_MINUTE = 3
SHORTEST_PASSWORD = 16
"""Ours have 32 characters; a file with less was cut off or emptied, and the engine would refuse it."""
COMMAND_TIMEOUT_MS = 300_000
"""The outer limit on any statement, in case nobody comes back to stop it."""


def acquire(path: Path, *, shared: bool, seconds: float = 0.0) -> int | None:
    """A lock on the file, as an open descriptor; None when others held it for all of `seconds`."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            return descriptor
        except BlockingIOError:
            if time.monotonic() >= deadline:
                os.close(descriptor)
                return None
            time.sleep(0.02)
        except BaseException:
            os.close(descriptor)
            raise


def release(descriptor: int) -> None:
    """Give a lock back."""
    os.close(descriptor)


def write_owner_only(path: Path, text: str) -> None:
    """Put a small file in place whole, readable by its owner alone."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    beside.replace(path)


TAKEN_SIGNS = ("Address already in use", "Unable to listen")
"""What the engine says where somebody took a port between our look and its start."""


def free_ports(wanted: int = 0) -> tuple[int, int]:
    """Two ports: the one that is wanted if nobody has it, else any that is free; and another that is free.

    Both are held until both are known: one that is let go may be given again at once.
    """
    with socket.socket() as first, socket.socket() as second:
        try:
            first.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1 if wanted else 0)
            first.bind(("127.0.0.1", wanted))
        except OSError:
            first.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
            first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        return int(first.getsockname()[1]), int(second.getsockname()[1])


class Keeper:
    def __init__(self, folder: Path, package: Path, heap_mb: int) -> None:
        self.folder = folder
        self.package = package
        self.heap_mb = heap_mb
        self.bolt = 0
        self.http = 0
        self.stopping = False
        self.engine: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Keep the engine up until its last user is gone, or a signal says stop."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, self._stop_soon)
        for name in ("address.json", "failure.json", "pinned"):
            (self.folder / name).unlink(missing_ok=True)
        former = self._end_what_was_left_behind()
        self.bolt, self.http = free_ports(former)
        try:
            if not self._start():
                return
            self._watch()
        finally:
            (self.folder / "address.json").unlink(missing_ok=True)
            self._stop()

    def _watch(self) -> None:
        assert self.engine is not None
        deaths: list[float] = []
        while not self.stopping:
            if self.engine.poll() is not None:
                now = time.monotonic()
                deaths = [*(t for t in deaths if now - t < 60), now]
                (self.folder / "address.json").unlink(missing_ok=True)
                if len(deaths) > RESTARTS_PER_MINUTE or not self._start():
                    return
            if not (self.folder / "pinned").exists():
                alone = acquire(self.folder / "users.lock", shared=False)
                if alone is not None:
                    self._stop()  # nobody can join meanwhile: they wait for the lock
                    (self.folder / "address.json").unlink(missing_ok=True)
                    return
            time.sleep(0.2)

    def _start(self) -> bool:
        """Start the engine and say where it listens, or why it does not. False when it did not start."""
        password = self.folder / "password"
        if not password.exists() or password.stat().st_size < SHORTEST_PASSWORD:
            write_owner_only(password, secrets.token_urlsafe(24))
        # The engine remembers the password that it met first; without its memory the one in the file always counts.
        (self.folder / "config" / "server-users.jsonl").unlink(missing_ok=True)
        log = self.folder / "engine.log"
        said = ""
        for attempt in range(3):
            with log.open("wb") as out:
                self.engine = subprocess.Popen(  # noqa: S603 - our own engine, no shell
                    self._command(), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                    preexec_fn=_die_with_parent if sys.platform == "linux" else None,
                )  # fmt: skip
            write_owner_only(self.folder / "engine.json", json.dumps({"pid": self.engine.pid, "port": self.bolt}))
            deadline = time.monotonic() + START_SECONDS
            while self.engine.poll() is None and time.monotonic() < deadline and not self.stopping:
                said = log.read_text("utf-8", "replace")
                if any(sign in said for sign in TAKEN_SIGNS):
                    break  # it says so, and may hang on
                if READY in said:
                    address = {"port": self.bolt, "keeper": os.getpid(), "engine": self.engine.pid}
                    write_owner_only(self.folder / "address.json", json.dumps(address))
                    return True
                time.sleep(0.02)
            said = log.read_text("utf-8", "replace")
            self._stop()
            if not any(sign in said for sign in TAKEN_SIGNS) or attempt == 2:
                break
            self.bolt, self.http = free_ports()
        write_owner_only(self.folder / "failure.json", json.dumps({"said": said[-4000:]}))
        return False

    def _command(self) -> list[str]:
        settings = {
            "server.mode": "production",
            "server.name": "skillway",
            "server.rootPath": self.folder,
            "server.rootPasswordPath": self.folder / "password",
            "server.databaseDirectory": self.folder / "databases",
            "server.logsDirectory": self.folder / "log",
            "server.defaultDatabases": "skillway[root]",
            "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
            "server.httpIncomingHost": "127.0.0.1",
            "server.httpIncomingPort": self.http,
            "bolt.host": "127.0.0.1",
            "bolt.port": self.bolt,
            "command.timeout": COMMAND_TIMEOUT_MS,
            "support.autoRegister": "false",
            "opencypher.loadCsv.allowRemoteUrls": "false",
        }
        return [
            str(self.package / "jre" / "bin" / "java"),
            f"-Xmx{self.heap_mb}m",
            "-XX:+ExitOnOutOfMemoryError",  # the keeper starts a fresh one; half an engine helps nobody
            "--add-modules=jdk.incubator.vector",
            *(f"-Darcadedb.{name}={value}" for name, value in settings.items()),
            "-cp",
            f"{self.package / 'jars'}{os.sep}*",
            "com.arcadedb.server.ArcadeDBServer",
        ]

    def _stop_soon(self, _signal: int, _frame: object) -> None:
        self.stopping = True

    def _stop(self) -> None:
        """End the engine in order: it writes out what it holds. Then by force."""
        if self.engine is None or self.engine.poll() is not None:
            return
        self.engine.terminate()
        try:
            self.engine.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.engine.kill()
            self.engine.wait()

    def _end_what_was_left_behind(self) -> int:
        """End an engine whose keeper was killed; its data is whole, only the process is in the way.

        Gives the former engine's port: on the same one, its users find the next one by themselves.
        """
        former = 0
        with contextlib.suppress(OSError, ValueError, KeyError):
            engine = json.loads((self.folder / "engine.json").read_text("utf-8"))
            pid, former = int(engine["pid"]), int(engine["port"])
            for force in (signal.SIGTERM, signal.SIGKILL):
                if _is_engine_of(pid, self.folder):
                    os.kill(pid, force)
                deadline = time.monotonic() + STOP_SECONDS
                while _is_engine_of(pid, self.folder) and time.monotonic() < deadline:
                    time.sleep(0.05)
        return former


def _is_engine_of(pid: int, folder: Path) -> bool:
    """Whether the process is an engine on this folder (a number may have been given to another program since)."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        if Path("/proc/self/cmdline").exists():
            return False
        shown = subprocess.run(["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True)  # noqa: S603
        command = shown.stdout
    return f"-Darcadedb.server.rootPath={folder}" in command


def _die_with_parent() -> None:
    """Ask the kernel to end this process when the keeper ends (Linux: PR_SET_PDEATHSIG is 1)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


@contextlib.contextmanager
def _the_only_keeper(folder: Path) -> Iterator[bool]:
    descriptor = acquire(folder / "keeper.lock", shared=False, seconds=2.0)
    try:
        yield descriptor is not None
    finally:
        if descriptor is not None:
            release(descriptor)


def main(arguments: list[str]) -> int:
    folder, package, heap_mb = Path(arguments[0]), Path(arguments[1]), int(arguments[2])
    if os.fork():  # the user who started us must neither wait for us nor find a dead child
        return 0
    os.setsid()
    os.umask(0o077)  # what the engine writes is the owner's alone, wherever the folder lies
    os.chdir(folder)
    with _the_only_keeper(folder) as only:
        if only:
            Keeper(folder, package, heap_mb).run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
