"""What every reader of tables shares: the rows, who took which id, and how a missing reference is told."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from ontology.imports.assembling import Named
from ontology.imports.cells import Cells
from ontology.imports.refusing import RowRefused
from ontology.imports.report import Ledger, Place
from ontology.imports.sheets import Sheet, shown


class Tables(NamedTuple):
    """What every reader of rows needs: the sheets by name, how ids are spelled, the default language, the ledger."""

    sheets: Mapping[str, Sheet]
    named: Named
    language: str
    ledger: Ledger

    def rows(self, name: str) -> Iterator[tuple[Place, Callable[[], Cells]]]:
        """The rows of a sheet, counted as read. Making the cells raises RowRefused where the row has a fault."""
        if (sheet := self.sheets.get(name)) is None:
            return
        self.ledger.sheet(name)
        for row in sheet.rows:
            at = Place(name, row.number)
            self.ledger.read(at)
            yield at, lambda row=row: Cells(row, sheet, self.named, self.language)  # type: ignore[misc]


class Ids:
    """Which row took an id, and which ids were asked for in vain."""

    def __init__(self) -> None:
        self._taken: dict[str, str] = {}
        self.refused: dict[tuple[str, str], Place] = {}

    def take(self, thing: str, what: str) -> None:
        """Raises RowRefused where another row has the id already."""
        if thing in self._taken:
            raise RowRefused("id.doubled", f"The id “{thing}” is used already by {self._taken[thing]}.")
        self._taken[thing] = what


def missing(kind: str, thing: str, place: Place | None) -> tuple[str, str]:
    """Code and message for a reference that leads nowhere; `place` is where its target was refused."""
    if place is not None:
        return "reference.refused", f"{kind.capitalize()} “{shown(thing)}” was itself refused ({place})."
    return "reference.unknown", f"There is no {kind} “{shown(thing)}” in the tables."
