"""The pages: all from own files, and examples that run."""

import hashlib
import json
import re
from importlib.resources import files

import pytest
from graphql import get_operation_ast, parse, validate

from api.schema.build import core
from tests.api.conftest import Api

pytestmark = pytest.mark.anyio
STATIC = files("api") / "static"
VENDOR = STATIC / "vendor"
EXAMPLES = json.loads((STATIC / "examples.json").read_text("utf-8"))


@pytest.mark.parametrize("page", ["index.html", "graphiql.html"])
async def test_pages_load_nothing_from_elsewhere(api: Api, page: str) -> None:
    """Every script, style and picture of a page lies under /static, and is there."""
    text = (STATIC / page).read_text("utf-8")
    loaded = re.findall(r'(?:src|href)="([^"]+)"', text)
    assert loaded
    for address in loaded:
        assert address.startswith("/"), address
        assert not address.startswith("//")
        answer = await api.client.get(address, headers={"accept": "text/html"})
        assert answer.status_code == 200, address
    assert "<style" not in text
    assert not re.search(r"<script(?! src)", text)


async def test_pages_forbid_what_is_from_elsewhere(api: Api) -> None:
    """The browser is told to load and to ask nothing but this service."""
    policy = (await api.client.get("/")).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy
    assert "unsafe-eval" not in policy


def test_bundles_of_others_are_as_published() -> None:
    """Each file in vendor/ has the sum that its README names, and its licence beside it."""
    readme = (VENDOR / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| `([^`]+)` \|.*`([0-9a-f]{64})` \|$", readme, re.MULTILINE)
    bundles = {entry.name for entry in VENDOR.iterdir() if entry.name.endswith((".js", ".css"))}
    assert {name for name, _ in rows} == bundles
    for name, digest in rows:
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest
    licences = re.findall(r"`(LICENSE[^`]+)`", readme)
    assert licences
    assert all((VENDOR / licence).is_file() for licence in licences)


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
async def test_examples_run_as_they_are(api: Api, example: dict[str, str]) -> None:
    """Each tab of GraphiQL is valid and gets an answer on the sample world: no error, no refusal, not empty."""
    document = parse(example["query"])
    assert validate(core, document) == []
    assert get_operation_ast(document, None) is not None
    data = await api.ask(example["query"], json.loads(example["variables"] or "{}"))
    (answer,) = data.values()
    assert "code" not in answer
    assert answer
