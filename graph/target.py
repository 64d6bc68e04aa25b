"""Where the graph is: `embedded:FOLDER`, or the address of a Neo4j with a user and a password."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from graph.errors import TargetInvalid

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
_SHAPE = "Write embedded:FOLDER, bolt://HOST:PORT or neo4j://HOST:PORT."


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphTarget:
    """A graph to open. Exactly one of `folder` and `uri` is set; `heap_mb` is the embedded engine's memory.

    `database` is the server's own default where it is None.
    """

    folder: Path | None = None
    uri: str | None = None
    user: str = ""
    password: str = field(default="", repr=False)
    database: str | None = None
    heap_mb: int | None = None

    @classmethod
    def parse(
        cls, text: str, *, user: str = "", password: str = "", database: str | None = None, heap_mb: int | None = None
    ) -> "GraphTarget":
        """A target from what `SKILLWAY_GRAPH` says; `TargetInvalid` when it says nothing that can be opened."""
        scheme, colon, rest = text.strip().partition(":")
        if scheme == "embedded" and colon:
            if not rest:
                raise TargetInvalid("SKILLWAY_GRAPH says “embedded:” and names no folder.", _SHAPE)
            return cls(folder=Path(rest).expanduser(), heap_mb=heap_mb)
        if scheme in SCHEMES and colon:
            try:
                parts = urlsplit(text.strip())
                host, _ = parts.hostname, parts.port
            except ValueError as error:
                raise TargetInvalid(f"SKILLWAY_GRAPH is not an address: {error}.", _SHAPE) from error
            if host and parts.username is None:
                return cls(uri=text.strip(), user=user, password=password, database=database)
            if host:
                raise TargetInvalid(
                    "SKILLWAY_GRAPH holds a user name.",
                    "Put it into SKILLWAY_GRAPH_USER, and the password into SKILLWAY_GRAPH_PASSWORD.",
                )
        raise TargetInvalid(f"SKILLWAY_GRAPH says “{text}”, which is no graph.", _SHAPE)

    def __str__(self) -> str:
        """For messages and logs: never the password."""
        return f"embedded:{self.folder}" if self.folder is not None else str(self.uri)
