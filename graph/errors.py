"""What can go wrong between the service and the database.

    GraphError
    ├── GraphUnavailable     the database cannot be reached; worth trying again
    │   ├── EngineMissing    there is no embedded engine for this machine
    │   ├── EngineFailed     the embedded engine did not start, or stopped
    │   ├── FolderDenied     the data folder belongs to another user, or cannot be written
    │   └── DiskFull         no room is left where the graph lies
    ├── AccessRefused        the server is there; the user or the password is wrong
    ├── WrongVersion         the server is there, and too old or not known
    ├── TargetInvalid        `SKILLWAY_GRAPH` names nothing that can be opened
    ├── GraphTimeout         the statement ran past its time; `statement` names the file
    ├── GraphBusy            somebody else is publishing, or moved the edition meanwhile
    ├── PublishRefused       what should be published does not hang together
    ├── EditionMissing       the graph holds no such edition
    ├── EditionDamaged       what the graph holds is not what its digest says
    └── StatementFailed      the server refused a statement: a fault of this program or of the server

Driver errors become these here and nowhere else. Every one has a `code`, says what happened, and what to do next.
"""

from neo4j import exceptions as driver


class GraphError(Exception):
    """`message` says what happened and to what; `mend` what to do next; `code` is stable."""

    code = "graph.error"

    def __init__(self, message: str, mend: str = "") -> None:
        super().__init__(f"{message} {mend}".strip())
        self.message = message
        self.mend = mend


class GraphUnavailable(GraphError):
    code = "graph.unavailable"


class EngineMissing(GraphUnavailable):
    code = "graph.engine_missing"


class EngineFailed(GraphUnavailable):
    code = "graph.engine_failed"


class FolderDenied(GraphUnavailable):
    code = "graph.folder_denied"


class DiskFull(GraphUnavailable):
    code = "graph.disk_full"


class AccessRefused(GraphError):
    code = "graph.access_refused"


class WrongVersion(GraphError):
    code = "graph.wrong_version"


class TargetInvalid(GraphError):
    code = "graph.target_invalid"


class GraphTimeout(GraphError):
    code = "graph.timeout"

    def __init__(self, statement: str, seconds: float) -> None:
        super().__init__(
            f"The statement {statement} did not finish within {seconds:g} s and was stopped.",
            "Ask for less (fewer hops, a smaller limit), or try again when the database is less busy.",
        )
        self.statement = statement
        self.seconds = seconds


class GraphBusy(GraphError):
    code = "graph.busy"


class PublishRefused(GraphError):
    code = "graph.publish_refused"


class EditionMissing(GraphError):
    code = "graph.edition_missing"


class EditionDamaged(GraphError):
    code = "graph.edition_damaged"


class StatementFailed(GraphError):
    code = "graph.statement_failed"


FULL_DISK_SIGNS = ("no space left on device", "disk quota exceeded", "not enough space on the disk")
CONFLICT_SIGNS = ("concurrentmodification", "deadlock", "needretry", "concurrent modification")


def looks_full(text: str) -> bool:
    """Whether an engine's words say that the disk is full."""
    return any(sign in text.lower() for sign in FULL_DISK_SIGNS)


def is_conflict(error: Exception) -> bool:
    """Whether another writer won: the whole transaction may be tried again."""
    if isinstance(error, driver.TransientError | driver.ConstraintError):
        return True  # ConstraintError: two that MERGE the same new id, where Neo4j would let one wait
    text = f"{getattr(error, 'code', '')} {error}".lower()
    return any(sign in text for sign in CONFLICT_SIGNS)


def translate(error: Exception, *, where: str, statement: str = "", seconds: float = 0.0) -> GraphError:
    """The error of this tree for one of the driver. `where` is the address, without the password."""
    text = getattr(error, "message", None) or str(error)
    code = getattr(error, "code", None) or ""
    if looks_full(text):
        return full_disk(where)
    if isinstance(error, driver.AuthError):
        return AccessRefused(
            f"The graph at {where} refused the user name or the password.",
            "Set SKILLWAY_GRAPH_USER and SKILLWAY_GRAPH_PASSWORD to those of the database.",
        )
    if isinstance(error, driver.ServiceUnavailable | driver.SessionExpired | OSError):
        if where.startswith("embedded:"):
            return GraphUnavailable(
                f"The engine on {where.removeprefix('embedded:')} stopped before it had answered.",
                "Do it again: that starts it. Its engine.log says what happened.",
            )
        return GraphUnavailable(
            f"No graph database answers at {where}.", "Start it, or point SKILLWAY_GRAPH at one that runs."
        )
    if "TransactionTimedOut" in code or "Timeout" in type(error).__name__ or "timeout" in text.lower():
        return GraphTimeout(statement or "(connection)", seconds)
    if isinstance(error, driver.ConfigurationError | ValueError) and not statement:
        return TargetInvalid(f"The graph at {where} cannot be opened: {text}", "Correct SKILLWAY_GRAPH.")
    if "DatabaseNotFound" in code:
        return GraphUnavailable(f"The server at {where} has no such database: {text}", "Create it, or name another.")
    if is_conflict(error):
        return GraphBusy(f"Another writer changed the same part of the graph at {where}.", "Try again.")
    named = f" in {statement}" if statement else ""
    return StatementFailed(f"The graph at {where} refused a statement{named}: {code or type(error).__name__}: {text}")


def full_disk(where: str) -> DiskFull:
    return DiskFull(
        f"No space is left where the graph at {where} lies; nothing was changed.",
        "Free some space, then do it again.",
    )
