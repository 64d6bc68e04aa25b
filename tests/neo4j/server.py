"""Starts a real Neo4j without containers, from the jars that `fetch.sh` brought, and stops it."""

import os
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

JARS = Path(__file__).parent.parent.parent / ".jars" / "neo4j"
OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.lang")


class Neo4jMissing(Exception):
    """There is no Neo4j to start here, or it did not start; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    url: str
    user: str
    password: str


@contextmanager
def running(home: Path, *, heap: str = "1g") -> Iterator[Running]:
    """A Neo4j on a free port of loopback, with its data under `home`; it ends with the block. Up in 8 s.

    Raises `Neo4jMissing` without a JDK or jars.
    """
    if not (JARS / "classes" / "Neo4jServer.class").exists() or shutil.which("java") is None:
        raise Neo4jMissing("Tests on Neo4j need a JDK and `sh tests/neo4j/fetch.sh`, or SKILLWAY_TEST_NEO4J.")
    home.mkdir(parents=True, exist_ok=True)
    password = secrets.token_urlsafe(12)
    (home / "password").write_text(password)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        "java", f"-Xmx{heap}", *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED),
        "-cp", f"{JARS / 'classes'}{os.pathsep}{JARS / 'lib'}{os.sep}*",
        "Neo4jServer", str(home / "data"), str(port), str(home / "password"),
    ]  # fmt: skip
    with (
        (home / "log").open("wb") as log,
        subprocess.Popen(command, cwd=home, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log) as server,
    ):
        assert server.stdout is not None
        assert server.stdin is not None
        try:
            for line in server.stdout:  # ends when the server does
                if line.strip() == b"STARTED":
                    break
            else:
                raise Neo4jMissing("Neo4j did not start: " + (home / "log").read_text(errors="replace")[-2000:])
            yield Running(url=f"bolt://127.0.0.1:{port}", user="neo4j", password=password)
        finally:
            server.stdin.close()  # it ends with its input
            server.wait(60)
