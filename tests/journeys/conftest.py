"""The command line as its users run it, in this process, on either graph."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.cli import skillway as group
from api.doors import at_the_door
from graph import GraphTarget
from tests.conftest import server_of


@dataclass(frozen=True)
class Ran:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Skillway = Callable[..., Ran]


@pytest.fixture
def skillway(
    graph_target: GraphTarget,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Skillway:
    """Runs `skillway ARGUMENTS` through its door against the graph of the test."""
    server = server_of(graph_target)
    graph = f"embedded:{graph_target.folder}" if graph_target.folder is not None else str(server.uri)
    monkeypatch.setenv("SKILLWAY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SKILLWAY_GRAPH", graph)
    monkeypatch.setenv("SKILLWAY_GRAPH_USER", server.user)
    monkeypatch.setenv("SKILLWAY_GRAPH_PASSWORD", server.password)

    def run(*arguments: str | Path) -> Ran:
        capsys.readouterr()
        code = at_the_door(group, [str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return run
