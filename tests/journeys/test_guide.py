"""docs/planning.md: its commands, run one after the other, print what it shows."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.journeys.conftest import Skillway

GUIDE = (Path(__file__).parents[2] / "docs" / "planning.md").read_text("utf-8")


def blocks() -> list[tuple[str, list[str]]]:
    """(command line, lines shown below it) of the guide, in its order."""
    found: list[tuple[str, list[str]]] = []
    for language, block in re.findall(r"^```(\w*)\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE):
        for line in [] if language else block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


def parts(shown: list[str]) -> list[str]:
    """What is shown, between marks that something is left out."""
    return [part.strip("\n") for part in "\n".join(shown).split("…\n")]


def test_the_guide_shows_what_the_tool_prints(
    sampled: Skillway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever types the guide's commands gets the guide's answers, but for what it marks as left out."""
    monkeypatch.chdir(tmp_path)
    assert len(blocks()) > 15
    for command, shown in blocks():
        name, *arguments = shlex.split(command)
        if name != "skillway":
            subprocess.run([name, *arguments], check=True, timeout=60)
            continue
        ran = sampled(*arguments)
        refused = re.search(r"\([a-z_]+\.[a-z_]+\)$", "\n".join(shown), re.MULTILINE)
        assert ran.code == (1 if refused else 0), (command, ran.err)
        rest = "\n".join(line.rstrip() for line in ran.out.splitlines())
        for part in parts(shown):
            place = rest.find(part.removesuffix("…").rstrip("\n"))
            assert place >= 0, f"$ {command}\nprints, and not what is shown:\n{ran.out}"
            rest = rest[place + len(part) :]
