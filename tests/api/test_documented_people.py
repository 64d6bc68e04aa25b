"""docs/people.md: its queries are valid, and are answered."""

import re
from pathlib import Path

import pytest
from graphql import parse, validate

from api.schema.build import core
from tests.api.conftest import Api
from tests.api.persons import ANA, As, people

TEXT = (Path(__file__).parents[2] / "docs" / "people.md").read_text("utf-8")
QUERIES = re.findall(r"^```graphql\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


@pytest.mark.anyio
async def test_documented_questions_about_people_are_answered(api: Api) -> None:
    """Every query of the document is valid, and is answered with what it asks for."""
    await people(api.wiring)
    ana = As(api, f"learner:{ANA}")
    assert len(QUERIES) >= 3
    for query in QUERIES:
        assert validate(core, parse(query)) == []
        answer = await ana.ask(query)
        shown = answer["me"] if "me" in answer else answer["rateMyself"]
        assert shown and "code" not in shown, shown  # a refusal has a code, or nothing that was asked for


def test_documented_codes_are_those_that_are_said() -> None:
    """Each code of the table stands in the code that refuses."""
    said = "".join(file.read_text("utf-8") for room in ("api", "learners", "graph") for file in _python(room))
    codes = re.findall(r"`([a-z_]+\.[a-z_]+)`", TEXT.rpartition("| code |")[2].partition("## What it takes")[0])
    assert len(codes) > 10
    assert [code for code in codes if f'"{code}"' not in said] == []


def _python(room: str) -> list[Path]:
    return sorted((Path(__file__).parents[2] / room).rglob("*.py"))
