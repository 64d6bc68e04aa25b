"""Driver errors become errors that say what to do."""

import pytest
from neo4j import exceptions as driver

from graph import errors
from graph.errors import GraphError, translate


def server_error(code: str, message: str) -> Exception:
    return driver.Neo4jError._hydrate_neo4j(code=code, message=message)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (driver.ServiceUnavailable("no route, timeout=8.0"), errors.GraphUnavailable),
        (ConnectionResetError(104, "Connection reset by peer"), errors.GraphUnavailable),
        (OSError(28, "No space left on device"), errors.DiskFull),
        (server_error("Neo.DatabaseError.General.UnknownError", "No space left on device"), errors.DiskFull),
        (server_error("Neo.ClientError.Security.Unauthorized", "Authentication failed"), errors.AccessRefused),
        (server_error("Neo.ClientError.Transaction.TransactionTimedOut", "over"), errors.GraphTimeout),
        (server_error("Neo.TransientError.Transaction.DeadlockDetected", "deadlock"), errors.GraphBusy),
        (server_error("Neo.DatabaseError.General.UnknownError", "ConcurrentModificationException"), errors.GraphBusy),
        (server_error("Neo.ClientError.Statement.SyntaxError", "Invalid input"), errors.StatementFailed),
        (server_error("Neo.ClientError.Database.DatabaseNotFound", "no such"), errors.GraphUnavailable),
    ],
)
def test_each_failure_has_its_error(error: Exception, expected: type[GraphError]) -> None:
    """What is different for the operator is a different error, with the address or the statement in it."""
    found = translate(error, where="bolt://db:7687", statement="read/moment", seconds=5)
    assert type(found) is expected
    assert "bolt://db:7687" in str(found) or "read/moment" in str(found)


def test_codes_are_unique() -> None:
    """Each error has a code of its own, which starts with the room."""

    def below(kind: type[GraphError]) -> list[type[GraphError]]:
        return [kind, *(found for child in kind.__subclasses__() for found in below(child))]

    codes = [kind.code for kind in below(GraphError)]
    assert len(set(codes)) == len(codes)
    assert all(code.startswith("graph.") for code in codes)
