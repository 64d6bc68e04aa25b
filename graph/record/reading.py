"""Long lists from the graph, a bounded statement at a time."""

from collections.abc import AsyncIterator

from graph.session import Connection, Row


async def paged(connection: Connection, statement: str, limit: int, /, **params: object) -> AsyncIterator[Row]:
    """All rows of a statement that takes `after` and `limit` and orders by its column `id`."""
    after = ""
    while True:
        rows = await connection.rows(statement, **params, after=after, limit=limit)
        for row in rows:
            yield row
        if len(rows) < limit:
            return
        after = str(rows[-1][0])
