"""The Cypher of this room: one statement per file under `queries`, each with a header that says what it is.

    // What it answers, in a sentence or two.
    // params: competency, limit          (or: none)
    // rows:   course, hours              (or: none)
    // seconds: 5                         (may be left out)

`queries/read` and `queries/write` decide how a statement is routed. A file whose `$names` and header disagree is
refused when it is loaded. Values are parameters; labels, types and hop bounds are literals: nothing here, or anywhere
else in Python, puts Cypher together.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from graph.errors import StatementFailed

DEFAULT_SECONDS = 10.0
_NAME = re.compile(r"\$([A-Za-z_]\w*)")
_HEADER = re.compile(r"//\s*(params|rows|seconds):\s*(.*?)\s*\Z")
_COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One file. `name` is its path below `queries` without the ending; `seconds` how long it may run."""

    name: str
    what: str
    params: frozenset[str]
    rows: tuple[str, ...]
    seconds: float
    text: str

    @property
    def writes(self) -> bool:
        return self.name.startswith("write/")


def parse(name: str, source: str) -> Statement:
    """A statement from the text of its file; `StatementFailed` where header and text disagree."""
    said: dict[str, str] = {}
    what: list[str] = []
    for line in source.splitlines():
        if not line.startswith("//"):
            break
        if header := _HEADER.match(line):
            said[header[1]] = header[2]
        else:
            what.append(line.removeprefix("//").strip())
    text = _COMMENT.sub("", source).strip()
    used = frozenset(_NAME.findall(text))
    for field in ("params", "rows"):
        if field not in said:
            raise StatementFailed(f"{name}.cypher has no “// {field}:” line.", "Write one, or “none”.")
    params = frozenset(_listed(said["params"]))
    if params != used:
        differ = ", ".join(sorted(params ^ used))
        raise StatementFailed(f"{name}.cypher: header and text disagree about {differ}.", "Correct the header.")
    if not what or not text:
        raise StatementFailed(f"{name}.cypher does not say what it is for, or says nothing else.")
    return Statement(
        name=name, what=" ".join(what), params=params, rows=tuple(_listed(said["rows"])),
        seconds=float(said.get("seconds", DEFAULT_SECONDS)), text=text,
    )  # fmt: skip


@cache
def load(name: str) -> Statement:
    """The statement of `queries/<name>.cypher`."""
    return parse(name, (files("graph") / "queries" / f"{name}.cypher").read_text("utf-8"))


def names() -> list[str]:
    """All statements that are shipped, by name."""

    def below(folder: Traversable, path: str) -> list[str]:
        found = []
        for entry in folder.iterdir():
            if entry.is_dir():
                found += below(entry, f"{path}{entry.name}/")
            elif entry.name.endswith(".cypher"):
                found.append(path + entry.name.removesuffix(".cypher"))
        return found

    return sorted(below(files("graph") / "queries", ""))


def _listed(text: str) -> list[str]:
    return [] if text == "none" else [part.strip() for part in text.split(",")]
