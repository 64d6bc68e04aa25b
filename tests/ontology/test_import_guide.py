"""The guide to importing says what the code reads."""

import re
from pathlib import Path

from ontology.imports import KINDS
from ontology.imports.columns import FORMS

GUIDE = (Path(__file__).parents[2] / "docs" / "importing.md").read_text(encoding="utf-8")


def test_the_guide_lists_every_sheet_and_column() -> None:
    """In order, with those that must be there in bold."""
    rows = dict(re.findall(r"^\| `(\w+)` \| (\*\*.*|base.*) \|$", GUIDE, re.MULTILINE))
    assert rows == {
        form.name: ", ".join(f"**{column.name}**" if column.must else column.name for column in form.columns)
        for form in FORMS
    }


def test_the_guide_lists_every_kind() -> None:
    """A new importer is in the table."""
    assert all(f"| `{kind}` |" in GUIDE for kind in KINDS)
