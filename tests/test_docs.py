"""The documents tell the truth: links lead somewhere, commands exist, the shown output is what one gets."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from api import path_printing
from api.answers import Labelled
from api.cli import skillway
from ontology import reading, sample, turtle
from ontology.ids import RoleLevelId
from planning import goals
from planning.recommend import recommend
from planning.solver import index

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")
FENCED = re.compile(r"^```\w*\n(.*?)^```", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`(skillway [^`\n]+)`")
INDENTED = re.compile(r"^    (skillway .+)$", re.MULTILINE)


def commands() -> Iterator[tuple[str, str]]:
    """(document, command line) of every `skillway …` that a document shows, without a comment behind it."""
    for document in DOCUMENTS:
        text = document.read_text("utf-8")
        fenced = [line for block in FENCED.findall(text) for line in block.splitlines()]
        lines = [line.removeprefix("$ ") for line in fenced] + INLINE.findall(text) + INDENTED.findall(text)
        for line in lines:
            if line.startswith("skillway ") and not re.search(r"…|\bKIND\b", line):
                yield document.name, re.split(r"\s{3,}|\s+#\s|\s+>\s|\s+→", line)[0]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    """Every relative link of a document names a file that is there."""
    links = [link for link in LINK.findall(document.read_text("utf-8")) if ":" not in link]
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_decision_is_listed() -> None:
    """The list of decisions names every record under the title that it has."""
    listed = (ROOT / "docs" / "decisions" / "README.md").read_text("utf-8")
    for record in sorted((ROOT / "docs" / "decisions").glob("0*.md")):
        title = record.read_text("utf-8").splitlines()[0].partition(". ")[2]
        assert f"| [{record.name[:4]}]({record.name}) | {title} |" in listed


def test_commands_in_documents_exist() -> None:
    """Every command line in a document names a command and options that there are."""
    seen = set(commands())
    assert len(seen) > 20
    wrong = []
    for document, line in sorted(seen):
        _, name, *words = shlex.split(line)
        command = skillway.get_command(click.Context(skillway), name)
        if command is None:
            wrong.append((document, line, "no such command"))
            continue
        while isinstance(command, click.Group) and words and not words[0].startswith("-"):
            below = command.get_command(click.Context(command), words.pop(0))
            if below is None:
                wrong.append((document, line, "no such command"))
                break
            command = below
        known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        options = [word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)]
        wrong += [(document, line, option) for option in options if option not in {*known, "--help"}]
    assert wrong == []


def test_the_readme_shows_what_the_tool_prints(capsys: pytest.CaptureFixture[str]) -> None:
    """The README's output says what the tool says to that question on the sample world, however lines are broken."""
    world = reading.read(sample.paths()).catalogue
    asked = goals.ask(world, source=RoleLevelId("data-engineer"), to=RoleLevelId("senior-data-engineer"))
    assert isinstance(asked, goals.Question)
    labelled = Labelled(world, "en")
    path_printing.learning_path("to Senior data engineer", recommend(index.build(world), asked), labelled)
    printed = capsys.readouterr().out + f"edition 1 ({turtle.digest(world)[:12]})"
    question, *shown = FENCED.findall((ROOT / "README.md").read_text("utf-8"))[0].splitlines()
    assert question == "$ skillway path --from data-engineer --to senior-data-engineer"
    assert shown[0] == printed.splitlines()[0]
    words = set(printed.split()) | {"…"}
    assert [word for line in shown for word in line.split() if word not in words and set(word) != {"─"}] == []
