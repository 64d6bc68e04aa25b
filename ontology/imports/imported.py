"""What every importer hands over."""

from typing import NamedTuple

from ontology.imports.report import Report
from ontology.model import Catalogue


class Imported(NamedTuple):
    """The catalogue that the source says, and what became of its rows."""

    catalogue: Catalogue
    report: Report
