"""The way out of an export."""

from ontology.errors import OntologyError
from ontology.refusals import Refusal


class ExportRefused(OntologyError):
    """The tables cannot be written; `export` turns it into its `refusal`."""

    code = "export.refused"

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.refusal = Refusal(code=code, message=message, hint=hint)
