"""A service in a process of its own with a home of its own, and learning systems that post to it: to be measured, and
to be killed."""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from api import tokens
from graph import embedded

HEADERS = {"X-Experience-API-Version": "1.0.3", "Content-Type": "application/json"}
PEOPLE = 200
CHECK = "https://example.org/lindquay/python-check"


@dataclass
class Service:
    """`skillway serve` on a free port, with the sample world and some people."""

    home: Path
    port: int = 0
    process: "subprocess.Popen[bytes] | None" = None
    token: str = ""

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SKILLWAY_")}
        own = {"SKILLWAY_HOME": str(self.home), "SKILLWAY_PORT": str(self.port), "SKILLWAY_LOG_LEVEL": "warning"}
        return kept | own

    def prepare(self) -> None:
        """Publish the sample world, bring people in, and make a token."""
        self.port = _free_port()
        self._command("publish", "--sample")
        table = self.home / "people.csv"
        rows = [f"p-{place},https://lms.example.org=user{place}" for place in range(PEOPLE)]
        table.write_text("\n".join(["learner,accounts", *rows]) + "\n", encoding="utf-8")
        self._command("import", "people", str(table))
        signer = tokens.signer(self.home / "keys" / "tokens.keys", make=True, today="2026-01-01")
        assert signer is not None
        scopes = ("xapi:write", "xapi:read")
        self.token = signer.issue("service:lms", scopes=scopes, hours=24, at=datetime.now(UTC)).token

    def start(self) -> None:
        """Start it and wait until it answers. Raises RuntimeError when it does not within a minute."""
        log = (self.home / "serve.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "api", "serve"], env=self.environment, stdout=log, stderr=log
        )
        log.close()
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if self.ask("GET", "/health/ready")[0] == 200:
                return
            time.sleep(0.1)
        raise RuntimeError(f"the service did not start:\n{(self.home / 'serve.log').read_text()[-2000:]}")

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Status and body; status 0 where there was no answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, {**HEADERS, **self.authorization, **(headers or {})})
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()

    @property
    def authorization(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def kill(self) -> None:
        """End the service as a power cut would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def kill_engine(self) -> bool:
        """The same for the engine of its graph; False where none runs at the moment."""
        pid = embedded.status(self.home / "graph").engine_pid
        if pid is None:
            return False
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait()
        embedded.stop(self.home / "graph")

    def _command(self, *arguments: str) -> None:
        ran = subprocess.run(
            [sys.executable, "-m", "api", *arguments], env=self.environment, capture_output=True, text=True
        )
        if ran.returncode != 0:
            raise RuntimeError(f"skillway {' '.join(arguments)}:\n{ran.stdout}{ran.stderr}")


def _free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port


def statement(chance: random.Random) -> dict[str, Any]:
    """A result of a test as an LMS sends it, some 1.3 kB, of a person who is known."""
    who = chance.randrange(PEOPLE)
    return {
        "id": str(UUID(int=chance.getrandbits(128), version=4)),
        "actor": {
            "objectType": "Agent",
            "name": f"Person number {who}",
            "account": {"homePage": "https://lms.example.org", "name": f"user{who}"},
        },
        "verb": {"id": "http://adlnet.gov/expapi/verbs/passed", "display": {"en-US": "passed"}},
        "object": {
            "objectType": "Activity",
            "id": CHECK,
            "definition": {
                "name": {"en-US": "Python check"},
                "description": {"en-US": "Forty-five minutes at the end of the course, open book, at a desk. " * 4},
                "type": "http://adlnet.gov/expapi/activities/assessment",
            },
        },
        "result": {
            "score": {"scaled": round(0.6 + 0.4 * chance.random(), 3), "min": 0, "max": 100},
            "success": True,
            "completion": True,
            "duration": "PT34M12.5S",
        },
        "context": {
            "registration": str(UUID(int=chance.getrandbits(128), version=4)),
            "contextActivities": {
                "grouping": [{"id": "https://lms.example.org/courses/python"}],
                "category": [{"id": "https://lms.example.org/categories/assessment"}],
            },
            "platform": "LMS 4",
        },
        "timestamp": "2026-03-02T09:00:00.123Z",
    }


@dataclass
class Clients:
    """Threads that post batches until they are told to stop, and go on after every failure with the same batch.

    `acknowledged` are the ids that were answered with 200, `refused` answers that ought not to be.
    """

    service: Service
    batch: int
    seed: int
    count: int = 2
    acknowledged: list[str] = field(default_factory=list)
    refused: list[tuple[int, bytes]] = field(default_factory=list)
    failures: int = 0
    _stopping: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        for number in range(self.count):
            thread = threading.Thread(target=self._post, args=(random.Random(self.seed + number),))
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Stop after the batches that are under way."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _post(self, chance: random.Random) -> None:
        while not self._stopping.is_set():
            statements = [statement(chance) for _ in range(self.batch)]
            body = json.dumps(statements).encode()
            while True:
                status, answer = self.service.ask("POST", "/xapi/statements", body)
                if status == 200:
                    self.acknowledged += [each["id"] for each in statements]
                    break
                if 400 <= status < 500:
                    self.refused.append((status, answer))
                    break
                self.failures += 1
                time.sleep(0.05)


def posted(service: Service, bodies: Sequence[bytes], clients: int) -> list[float]:
    """The seconds that each of these requests took, by so many clients that each keep a connection.

    Raises RuntimeError for an answer that is not 200.
    """
    waiting, seconds, wrong = list(bodies), [], []

    def post() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
        while True:
            try:
                body = waiting.pop()
            except IndexError:
                break
            started = time.perf_counter()
            connection.request("POST", "/xapi/statements", body, {**HEADERS, **service.authorization})
            response = connection.getresponse()
            answer = response.read()
            seconds.append(time.perf_counter() - started)
            if response.status != 200:
                wrong.append(answer[:500])
        connection.close()

    _together([post] * clients)
    if wrong:
        raise RuntimeError(f"{len(wrong)} requests were refused: {wrong[0]!r}")
    return seconds


def _together(works: Sequence[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def stored(service: Service) -> list[str]:
    """The ids of all statements, page by page. Raises RuntimeError for an answer that is not 200."""
    found: list[str] = []
    path = "/xapi/statements?ascending=true&limit=500"
    while path:
        status, body = service.ask("GET", path)
        if status != 200:
            raise RuntimeError(f"{status}: {body[:300]!r}")
        page = json.loads(body)
        found += [each["id"] for each in page["statements"]]
        path = page["more"]
    return found
