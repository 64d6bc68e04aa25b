"""docs/graphql.md and docs/planning.md: their queries run, their limits are the limits."""

import re
from pathlib import Path

import pytest
from graphql import parse, validate

from api import limits as measuring
from api import settings
from api.schema.build import core
from api.schema.inputs import MOST_NAMED
from tests.api.conftest import Api

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "graphql.md").read_text("utf-8")
QUERIES = [
    query
    for text in (TEXT, (DOCS / "planning.md").read_text("utf-8"))
    for query in re.findall(r"^```graphql\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
]


@pytest.mark.anyio
@pytest.mark.parametrize("query", QUERIES)
async def test_documented_queries_run(api: Api, query: str) -> None:
    """Every query of the documents is valid, and is answered; a path that is asked for is not refused."""
    assert validate(core, parse(query)) == []
    data = await api.ask(query)
    assert data
    assert "path" not in data or (data["path"] and "code" not in data["path"])


def test_documented_limits_are_the_limits() -> None:
    """Each limit's default stands in the table of limits."""
    rows = dict(re.findall(r"^\| `limit\.(\w+)`[^|]*\|[^|]*\| ([\d,]+)", TEXT, re.MULTILINE))
    documented = {name: int(value.replace(",", "")) for name, value in rows.items()}
    limits = settings.read({}).limits
    configured = (
        "body_bytes",
        "tokens",
        "depth",
        "aliases",
        "root_fields",
        "variables",
        "searches",
        "page_size",
        "cost",
        "objects",
    )
    assert documented == {
        **{name: getattr(limits, name) for name in configured},
        "nesting": measuring.MOST_NESTING,
        "digits": measuring.MOST_DIGITS,
        "repeats": measuring.MOST_REPEATS,
        "named": MOST_NAMED,
    }
