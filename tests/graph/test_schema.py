"""What lies in the graph is told to whoever operates it."""

import re
from pathlib import Path

from graph import statements

GUIDE = Path(__file__).parent.parent.parent / "docs" / "operating-the-graph.md"


def test_every_label_is_in_the_guide() -> None:
    """Each label that has a constraint or an index is named in the guide for operators."""
    told = set(re.findall(r"`([A-Z][A-Za-z]+)`", GUIDE.read_text("utf-8")))
    texts = [statements.load(name).text for name in statements.names() if name.startswith("write/schema/")]
    labels = {label for text in texts for label in re.findall(r"FOR \(\w+:(\w+)\)", text)}
    assert labels and labels <= told


def test_a_constraint_has_the_name_of_its_file() -> None:
    """What is created is found again by the name of its file, so that it is not created at every start."""
    for name in statements.names():
        if name.startswith("write/schema/"):
            made = re.search(r"CREATE (?:CONSTRAINT|INDEX) (\w+) IF NOT EXISTS", statements.load(name).text)
            assert made is not None and made[1] == name.removeprefix("write/schema/")
