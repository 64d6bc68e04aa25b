"""Names that are no text: half a surrogate pair is valid JSON, and no engine takes it."""

import json

import pytest

from tests.api.conftest import Api
from tests.api.persons import ANA, As, people

pytestmark = pytest.mark.anyio
REFUSED = "{ __typename ... on Refusal { code } }"


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        (f"query Q($name: ID!) {{ learner(id: $name) {REFUSED} }}", "learner.not_visible"),
        (
            "mutation M($name: ID!) "
            f'{{ recordEvidence(learner: $name, source: MANAGER, competency: "sql", level: 1) {REFUSED} }}',
            "learner.not_visible",
        ),
        (f"query Q($name: ID!) {{ me {{ ... on Learner {{ plan(id: $name) {REFUSED} }} }} }}", "plan.not_visible"),
        (f"mutation M($name: ID!) {{ acceptPlan(plan: $name) {REFUSED} }}", "plan.not_visible"),
        (f"mutation M($name: ID!) {{ correctEvidence(evidence: $name) {REFUSED} }}", "evidence.not_visible"),
    ],
)
async def test_half_a_character_is_nobodys_name(api: Api, query: str, answer: str) -> None:
    """It gets the answer of any name that nobody has, and no error within."""
    await people(api.wiring)
    said = await api.client.post(
        "/graphql",
        content=json.dumps({"query": query, "variables": {"name": "\ud800"}}).encode(),
        headers={"content-type": "application/json", **As(api, f"learner:{ANA}").headers},
    )
    assert "errors" not in said.json() and f'"code":"{answer}"' in said.text, said.text


@pytest.mark.parametrize("argument", ["learner", "caller", "before"])
async def test_the_log_has_nothing_of_half_a_character(api: Api, argument: str) -> None:
    """The audit log answers, with nothing."""
    kind = "ID" if argument == "learner" else "String"
    query = (
        f"query Q($name: {kind}) {{ auditEntries({argument}: $name) {{ ... on AuditLog {{ entries {{ id }} }} }} }}"
    )
    asker = As(api, "administrator:hr", **{"skillway-purpose": "a test"})
    said = await api.client.post(
        "/graphql",
        content=json.dumps({"query": query, "variables": {"name": "\ud800"}}).encode(),
        headers={"content-type": "application/json", **asker.headers},
    )
    assert said.status_code == 200 and "errors" not in said.json(), said.text
