"""Constraints and indexes: made by whoever writes first, and found by everybody after."""

from graph.session import Connection
from graph.statements import names


async def ensure(connection: Connection) -> None:
    """Create what is missing. Doing it again changes nothing."""
    wanted = [name for name in names() if name.startswith("write/schema/")]
    there = {name for (name,) in await connection.rows("read/constraints")}
    for name in wanted:
        if name.removeprefix("write/schema/") not in there:
            await connection.rows(name)
