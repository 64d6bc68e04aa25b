"""A large edition from files to answers: checked, published, asked, on the embedded graph and on Neo4j.

14,000 competencies, 3,000 role levels with 30 needs each and 20,000 courses. Each command runs in a process of its
own, as users run it. Beside it, on the same Neo4j, rdflib-neo4j loads the same Turtle (unchecked, not atomic).
"""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph

from benchmarks.measuring import RESULTS, Row, command
from benchmarks.world import Size, generate, revise
from ontology import turtle
from tests.neo4j import server as neo4j_server

SIZE = Size()
TARGET = f"l{SIZE.role_levels // 2:05}"
GAP = "query($to: ID!) { gap(to: $to) { __typename ... on Gap { required short stepsShort } } }"


def run() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="skillway-bench-") as folder:
        files = _files(Path(folder))
        rows = [*_starting(), *_checking(files[0])]
        rows += _on(files, "embedded", {"SKILLWAY_HOME": f"{folder}/home"})
        with neo4j_server.running(Path(folder) / "neo4j", heap="4g") as neo4j:
            environment = {
                "SKILLWAY_HOME": f"{folder}/home-neo4j",
                "SKILLWAY_GRAPH": neo4j.url,
                "SKILLWAY_GRAPH_USER": neo4j.user,
                "SKILLWAY_GRAPH_PASSWORD": neo4j.password,
            }
            rows += _on(files, "neo4j", environment)
        with neo4j_server.running(Path(folder) / "neo4j-peer", heap="4g") as neo4j:
            rows += _peer(files[0], neo4j)
        return rows


def _files(folder: Path) -> tuple[Path, Path]:
    """The edition, and the same with 1 % of it changed."""
    catalogue = generate(SIZE)
    written = []
    for name, edition in (("edition.ttl", catalogue), ("revised.ttl", revise(catalogue, 0.01))):
        file = folder / name
        file.write_text(turtle.write(edition), encoding="utf-8")
        written.append(file)
    return written[0], written[1]


def _starting() -> Iterator[Row]:
    command(["--help"], {})
    times = [command(["--help"], {}).seconds for _ in range(9)]
    yield Row(bench="start", what="skillway --help", value=statistics.median(times), unit="s", goal=0.3)


def _checking(file: Path) -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="skillway-bench-") as home:
        ran = command(["check", str(file), "--json"], {"SKILLWAY_HOME": home})
    yield Row(bench="check", what="check of the large edition", value=ran.seconds, unit="s", goal=10)
    yield Row(bench="check", what="its peak memory", value=ran.peak_mb, unit="MB", goal=2048)


def _on(files: tuple[Path, Path], engine: str, environment: dict[str, str]) -> Iterator[Row]:
    edition, revised = files
    first = command(["publish", str(edition), "--json"], environment)
    yield Row(
        bench=engine,
        what="publish, first time, check included",
        value=first.seconds,
        unit="s",
        goal=40,
        note="aim 25",
    )
    yield Row(bench=engine, what="peak memory of the process", value=first.peak_mb, unit="MB", goal=2048)
    again = command(["publish", str(edition), "--json"], environment)
    yield Row(bench=engine, what="publish the same again", value=again.seconds, unit="s", goal=15)
    one_percent = command(["publish", str(revised), "--json"], environment)
    yield Row(bench=engine, what="publish with 1 % changed", value=one_percent.seconds, unit="s", goal=20)
    asked = ["gap", "--to", TARGET, "--have", "k00000=1", "--json"]
    if engine == "embedded":
        command(["graph", "stop"], environment, fine=(0, 1))
        cold = command(asked, environment)
        yield Row(bench=engine, what="skillway gap, engine started for it", value=cold.seconds, unit="s", goal=6)
        command(["graph", "start"], environment)
    warm = statistics.median(command(asked, environment).seconds for _ in range(7))
    yield Row(bench=engine, what="skillway gap, engine running", value=warm, unit="s", goal=1)
    path = command(["path", "--to", TARGET, "--budget-ms", "5000", "--json"], environment)
    answer = json.loads(path.stdout)
    proof = "proved" if answer["proved"] else f"bound {answer['bound']:g} of {answer['hours']:g} h"
    yield Row(bench=engine, what="skillway path, 5 s to search", value=path.seconds, unit="s", note=proof)
    with _served(environment) as url:
        times = sorted(_ask(url, f"l{number:05}") for number in range(0, SIZE.role_levels, SIZE.role_levels // 200))
    yield Row(
        bench=engine, what="gap through GraphQL, median", value=times[len(times) // 2] * 1000, unit="ms", goal=20
    )
    yield Row(
        bench=engine,
        what="gap through GraphQL, 95th percentile",
        value=times[len(times) * 95 // 100] * 1000,
        unit="ms",
    )
    if engine == "embedded":
        command(["graph", "stop"], environment, fine=(0, 1))


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[str]:
    """The API on a free port, ready to answer."""
    import os
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "api", "serve"],
        env={**os.environ, **environment, "SKILLWAY_PORT": str(port), "SKILLWAY_LOG_LEVEL": "error"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{url}/health/ready", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise RuntimeError("the API was not ready within a minute")
        yield f"{url}/graphql"
    finally:
        process.terminate()
        process.wait(30)


def _ask(url: str, role_level: str) -> float:
    """Seconds of one gap through GraphQL, on a connection of its own."""
    body = json.dumps({"query": GAP, "variables": {"to": role_level}}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    started = time.perf_counter()
    with urllib.request.urlopen(request, timeout=30) as answer:
        content = json.load(answer)
    seconds = time.perf_counter() - started
    if content["data"]["gap"]["__typename"] != "Gap":
        raise RuntimeError(f"no gap for {role_level}: {content}")
    return seconds


def _peer(file: Path, neo4j: "neo4j_server.Running") -> Iterator[Row]:
    """rdflib-neo4j, in an environment of its own, as its README says."""
    home = RESULTS / "rdflib-neo4j"
    python = home / "bin" / "python"
    if not python.exists():
        shutil.rmtree(home, ignore_errors=True)
        venv.create(home, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "rdflib-neo4j==1.1"], check=True)
    script = Path(__file__).with_name("rdflib_load.py")
    ran = subprocess.run(
        [python, script, file, neo4j.url, neo4j.user, neo4j.password], check=True, capture_output=True, text=True
    )
    seconds = json.loads(ran.stdout.splitlines()[-1])["seconds"]
    triples = sum(1 for _ in pyoxigraph.parse(path=file, format=pyoxigraph.RdfFormat.TURTLE))
    note = f"{triples:,} triples, {triples / seconds:,.0f}/s; unchecked, not atomic"
    yield Row(bench="peer", what="rdflib-neo4j 1.1 loads the same Turtle", value=seconds, unit="s", note=note)
