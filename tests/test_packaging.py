"""What is installed: a wheel that stands alone, under names of its own, light to start."""

import os
import subprocess
import sys
import venv
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("ontology", "learners", "planning", "graph", "embeddings", "api")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an environment that holds the built wheel; libraries come from the one that runs the tests."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT], check=True
    )
    (wheel,) = folder.glob("skillway-*.whl")
    home = folder / "environment"
    venv.create(home, with_pip=True)
    subprocess.run([home / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-deps", wheel], check=True)
    site = next(home.glob("lib/python*/site-packages"))
    libraries = [path for path in sys.path if path.endswith("site-packages")]
    (site / "libraries.pth").write_text("\n".join(libraries), encoding="utf-8")
    return home


def run(home: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(cwd), "SKILLWAY_HOME": str(cwd / "home")}
    return subprocess.run(
        [home / "bin" / "skillway", *arguments], cwd=cwd, env=environment, capture_output=True, text=True, timeout=120
    )


def test_the_wheel_answers_from_another_folder(installed: Path, tmp_path: Path) -> None:
    """What `pip install .` gives publishes the sample world and finds a path, wherever it is started."""
    published = run(installed, "publish", "--sample", cwd=tmp_path)
    assert published.returncode == 0, published.stderr
    assert "published edition 1" in published.stdout
    where = subprocess.run(
        [installed / "bin" / "python", "-c", "import ontology; print(ontology.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert str(installed) in where, "the wheel was not what ran"
    path = run(installed, "path", "--to", "senior-data-engineer", "--from", "data-engineer", cwd=tmp_path)
    assert path.returncode == 0, path.stderr
    assert "hours (proved" in path.stdout


def test_no_other_distribution_owns_our_names() -> None:
    """The rooms are top-level packages with common names; nothing else installed here has one of them."""
    owners = packages_distributions()
    assert {room: set(owners.get(room, [])) - {"skillway"} for room in ROOMS} == {room: set() for room in ROOMS}


def test_starting_the_command_line_loads_no_heavy_library() -> None:
    """`skillway --help` stays quick: no driver, no RDF library, no solver, no schema, and never torch."""
    heavy = {
        "neo4j",
        "rdflib",
        "pyoxigraph",
        "numpy",
        "highspy",
        "strawberry",
        "starlette",
        "rich",
        "torch",
        "pykeen",
    }
    loaded = _modules_after("from api.cli import main, skillway; skillway(['--help'], standalone_mode=False)")
    assert heavy & loaded == set()


def test_serving_never_loads_torch() -> None:
    """The service runs without torch and PyKEEN, even where they are installed."""
    loaded = _modules_after("import api.server, api.schema, api.wiring, api.commands.asking, api.commands.publishing")
    assert {"torch", "pykeen"} & loaded == set()


def _modules_after(statements: str) -> set[str]:
    """Top-level modules that a fresh interpreter has loaded after the statements."""
    script = f"{statements}\nimport sys; print('|'.join(sorted({{name.split('.')[0] for name in sys.modules}})))"
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    return set(printed.splitlines()[-1].split("|"))
