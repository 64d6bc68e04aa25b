"""The loader of Cypher files."""

import re

import pytest

from graph import statements
from graph.errors import StatementFailed

GOOD = (
    "// Courses.\n// params: missing\n// rows: course\n// seconds: 3\n"
    "MATCH (c:Course {id: $missing}) RETURN c.id AS course\n"
)
WRITES = re.compile(r"\b(CREATE|MERGE|SET|DELETE|REMOVE|DROP)\b")


def test_a_file_says_what_it_is() -> None:
    """The header gives parameters, rows and the time-out; the text goes to the server without comments."""
    statement = statements.parse("read/courses", GOOD)
    assert (statement.params, statement.rows, statement.seconds) == (frozenset({"missing"}), ("course",), 3.0)
    assert statement.text.startswith("MATCH")
    assert not statement.writes


@pytest.mark.parametrize(
    "source",
    [
        GOOD.replace("// params: missing\n", ""),
        GOOD.replace("// rows: course\n", ""),
        GOOD.replace("params: missing", "params: missing, limit"),
        GOOD.replace("$missing", "$absent"),
        GOOD.replace("// Courses.\n", ""),
    ],
)
def test_a_header_that_is_wrong_is_refused(source: str) -> None:
    """A file whose header and text disagree never reaches a database."""
    with pytest.raises(StatementFailed, match=r"courses\.cypher"):
        statements.parse("read/courses", source)


SETS = {
    f"read/record/statement_{name}"
    for name in ("by_activity", "by_actor", "by_mention", "by_registration", "referring")
}
"""What an index finds, whole or not at all: where there is more than the limit, none of it is used, so sorting it on
the way would only cost time."""


@pytest.mark.parametrize("name", statements.names())
def test_every_file_that_is_shipped_loads(name: str) -> None:
    """What is in `queries/read` does not write, what reads many rows has an order, and every file has its header."""
    statement = statements.load(name)
    if not statement.writes:
        assert not WRITES.search(statement.text)
        one_row = "MATCH" not in statement.text or statement.text.endswith("LIMIT 1")
        assert one_row or "ORDER BY" in statement.text or name in {"read/moment", "read/edition"} | SETS


def test_statements_are_found() -> None:
    """The files travel with the package."""
    assert {"read/moment", "write/fence", "read/things/course"} <= set(statements.names())
