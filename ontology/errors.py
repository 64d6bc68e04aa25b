"""
OntologyError
└── UnreadableTurtle     a text that we wrote ourselves does not read back whole; `findings` say why

What curators get wrong is never an exception: it is a `Finding`. These are for callers who hand over what cannot be.
"""

from ontology.findings import Finding


class OntologyError(Exception):
    """Something that cannot be written or read as an ontology. `code` is stable."""

    code = "ontology.invalid"


class UnreadableTurtle(OntologyError):
    """Archived Turtle that is not whole: it was changed or cut off since it was written."""

    code = "ontology.unreadable"

    def __init__(self, message: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message)
        self.findings = findings
