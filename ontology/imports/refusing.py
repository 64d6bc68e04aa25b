"""Ways out of an import: of the whole source, or of one row of it."""

from ontology.errors import OntologyError
from ontology.refusals import Refusal


class SourceRefused(OntologyError):
    """The source as a whole cannot be imported; nothing is written. `run` turns it into its `refusal`."""

    code = "import.refused"

    def __init__(self, code: str, message: str, hint: str = "", candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.refusal = Refusal(code=code, message=message, hint=hint, candidates=candidates)


class RowRefused(Exception):
    """This row cannot be loaded: `code` and message end in the report."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
