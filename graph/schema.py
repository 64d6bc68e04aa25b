"""Constraints and indexes: made by whoever comes first, and found by everybody after."""

from graph.errors import StatementFailed
from graph.session import Connection
from graph.statements import names

FOLDER = "write/schema/"


async def ensure(connection: Connection) -> None:
    """Create what is missing. Doing it again changes nothing, and writes nothing."""
    wanted = [name.removeprefix(FOLDER) for name in names() if name.startswith(FOLDER)]
    there = await _there(connection)
    for name in wanted:
        if name in there:
            continue
        try:
            await connection.rows(f"{FOLDER}{name}")
        except StatementFailed:  # `IF NOT EXISTS` does not settle who is first, of two at the same time
            if name not in await _there(connection):
                raise


async def _there(connection: Connection) -> set[str]:
    return {name for (name,) in await connection.rows("read/schema")}
