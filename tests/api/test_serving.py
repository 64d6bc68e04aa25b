"""The service as a process: it starts, answers, and leaves nothing behind when it is stopped."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from api import settings
from api.errors import SettingsError
from api.serving import roomy, serve
from graph import embedded

PROGRAM = """
import os
from api import settings
from api.server import serve
serve(settings.read(os.environ), on_start=lambda address: print(address, flush=True))
"""


def get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=20) as answer:
        body: bytes = answer.read()
    return body


def quickest(address: str) -> float:
    """Seconds of the quickest of some requests on one connection."""
    took = []
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=20)
    for _ in range(20):
        started = time.perf_counter()
        connection.request("GET", "/health/live")
        connection.getresponse().read()
        took.append(time.perf_counter() - started)
    connection.close()
    return min(took[1:])


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything(tmp_path: Path, how: signal.Signals) -> None:
    """The service answers while its graph still starts; a signal ends it with 0, and no process is left."""
    environment = {**os.environ, "SKILLWAY_HOME": str(tmp_path), "SKILLWAY_PORT": "0", "SKILLWAY_GRAPH": ""}
    service = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert service.stdout is not None
        address = service.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        assert json.loads(get(f"{address}/health/live")) == {"live": True}
        assert quickest(address) < 0.035, "answers wait for Nagle's algorithm and a delayed acknowledgement"
        deadline = time.monotonic() + 60
        while not embedded.status(tmp_path / "graph").running and time.monotonic() < deadline:
            time.sleep(0.2)
        service.send_signal(how)
        _, errors = service.communicate(timeout=60)
    finally:
        service.kill()
    assert service.returncode == 0, errors
    assert "Traceback" not in errors
    deadline = time.monotonic() + 30
    while embedded.status(tmp_path / "graph").running and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not embedded.status(tmp_path / "graph").running


def test_a_taken_port_is_a_clear_error() -> None:
    """A port that another program has is refused by name, before anything is started."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SettingsError, match=f"SKILLWAY_PORT.*{port}"):
            serve(settings.read({"SKILLWAY_PORT": str(port)}))


def test_the_service_never_loads_torch() -> None:
    """Importing everything that the service needs loads neither torch nor PyKEEN."""
    program = "import sys, api.server; print([m for m in ('torch', 'pykeen') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_settings_and_wiring_are_light() -> None:
    """Every command reads them, so they load neither the schema nor the driver."""
    heavy = "('strawberry', 'graphql', 'neo4j', 'starlette', 'uvicorn', 'numpy', 'highspy')"
    program = f"import sys, api.settings, api.wiring; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(sys.platform != "linux", reason="page faults are counted as Linux counts them")
@pytest.mark.parametrize("frames_below", range(0, 120, 17))
def test_there_is_room_for_frames(frames_below: int) -> None:
    """However many frames lie below, calls above a roomy one never map and unmap memory."""
    import resource

    def leaf(depth: int) -> int:
        return leaf(depth - 1) if depth else 0

    def many() -> int:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for depth in range(200):
            for _ in range(20):
                leaf(depth)
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

    def sink(levels: int) -> int:
        return sink(levels - 1) if levels else roomy(lambda: (many(), many())[1])

    assert sink(frames_below) < 200
