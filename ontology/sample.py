"""Where the sample world lies: one small, invented company that demo, docs and tests share.

It travels with the package, so that it is there wherever Skillway is installed. What it holds, and what can be asked
of it, is told in `docs/curating.md`.
"""

from importlib.resources import files
from pathlib import Path

BASE = "https://example.org/lindquay/"
"""The base IRI of the sample world; its ids are what follows."""


def folder() -> Path:
    """The folder of the sample world's Turtle files."""
    return Path(str(files("ontology") / "data" / "sample"))


def paths() -> tuple[Path, ...]:
    """Its files, by name."""
    return tuple(sorted(folder().glob("*.ttl")))
