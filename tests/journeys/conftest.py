"""The command line as its users run it, in this process, on either graph; and what its answers are judged by."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
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


@pytest.fixture(scope="module")
def skillway(graph_target: GraphTarget, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Skillway]:
    """Runs `skillway ARGUMENTS` through its door. The graph is empty before a module's first test on it."""
    server = server_of(graph_target)
    embedded = graph_target.folder
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SKILLWAY_HOME", str(tmp_path_factory.mktemp("home")))
        environment.setenv("SKILLWAY_GRAPH", f"embedded:{embedded}" if embedded is not None else str(server.uri))
        environment.setenv("SKILLWAY_GRAPH_USER", server.user)
        environment.setenv("SKILLWAY_GRAPH_PASSWORD", server.password)
        yield run


def run(*arguments: str | Path) -> Ran:
    """Runs a command in this process and keeps what it prints."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = at_the_door(group, [str(argument) for argument in arguments])
    return Ran(code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def sampled(skillway: Skillway) -> Skillway:
    """The command line on a graph whose current edition is the sample world."""
    published = skillway("publish", "--sample", "--json")
    assert published.code == 0, published.out
    return skillway
