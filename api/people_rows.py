"""People to plan for: each row of a table is a person with a question, or a refusal that says why not.

A row names a learner by a pseudonymous id, where the learner wants to go and what is held. Names of things are ids or
unambiguous labels. Columns that are not read (names, mail addresses, teams) are never repeated.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Final, Literal, TypeVar

from api.row_reading import Row, Table, TableRefused
from ontology.ids import CompetencyId, CourseId, RoleLevelId
from ontology.model import Catalogue
from ontology.refusals import Refusal
from planning import goals
from planning.goals import Question

MOST_NAMES: Final = 2_000
"""In one cell."""
COLUMNS: Final = ("learner", "to", "from", "have", "maybe", "done", "in_progress", "goal", "without")
_ALSO_CALLED: Final = {"target": "to"}
_LEARNER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_RANK: Final = re.compile(r"[0-9]{1,4}")

Kind = Literal["role_level", "competency", "course"]
Choose = Callable[[Kind, str], str | Refusal]
"""The id of the one thing of a kind that a text names, or why there is none."""
Value = TypeVar("Value")
Likely = tuple[int, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A row that can be planned for. `row` is the number that a spreadsheet shows, the headings being row 1."""

    row: int
    learner: str
    question: Question


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A row that cannot: `learner` where the row has an id that may be repeated."""

    row: int
    learner: str | None
    refusal: Refusal


@dataclass(slots=True)
class People:
    """Reads one table. `to` is where everybody goes whose row names no role level."""

    catalogue: Catalogue
    choose: Choose
    to: RoleLevelId | None = None
    include_optional: bool = False
    table: Table = field(default_factory=lambda: Table(COLUMNS, _ALSO_CALLED))

    def read(self, stream: IO[bytes]) -> Iterator[Person | BadRow]:
        """Every row, as a person or as a refusal. Raises TableRefused where the table cannot be read as a whole."""
        seen: dict[str, int] = {}
        nobody = True
        for row in self.table.rows(stream):
            nobody = False
            found = self._person(row)
            if isinstance(found, Person) and (first := seen.setdefault(found.learner, found.row)) != found.row:
                found = _bad(
                    row.number,
                    found.learner,
                    "learner.doubled",
                    f"Row {first} has the learner “{found.learner}”, too.",
                    "Give each learner one row.",
                )
            yield found
        if nobody:
            raise TableRefused(
                "people.none",
                "There is nobody in this file.",
                "Give it a line of headings (learner, to, have …) and a line for each person.",
            )

    def _person(self, row: Row) -> Person | BadRow:
        number, cells = row
        if isinstance(cells, Refusal):
            return BadRow(row=number, learner=None, refusal=cells)
        learner = _text(cells, "learner")
        if not _LEARNER.fullmatch(learner):
            return _bad(
                number,
                None,
                "learner.invalid",
                "The learner is not a pseudonymous id." if learner else "There is no learner id in this row.",
                "An id has letters, digits, “.”, “_” and “-”; names and mail addresses are not taken.",
            )
        try:
            question = self._question(cells)
        except _Unusable as unusable:
            question = unusable.refusal
        if isinstance(question, Refusal):
            return BadRow(row=number, learner=learner, refusal=question)
        return Person(row=number, learner=learner, question=question)

    def _question(self, cells: Mapping[str, object]) -> Question | Refusal:
        return goals.ask(
            self.catalogue,
            to=self._role_level(cells, "to") or self.to,
            source=self._role_level(cells, "from"),
            have=self._of_competencies(cells, "have", _rank),
            likely=self._of_competencies(cells, "maybe", _likely),
            done=[CourseId(self._chosen("course", name)) for name in _names(cells, "done")],
            in_progress={CourseId(c): h for c, h in self._said(cells, "in_progress", "course", _hours).items()},
            goal=self._of_competencies(cells, "goal", _rank),
            without=[CourseId(self._chosen("course", name)) for name in _names(cells, "without")],
            include_optional=self.include_optional,
        )

    def _role_level(self, cells: Mapping[str, object], column: str) -> RoleLevelId | None:
        text = _text(cells, column)
        return RoleLevelId(self._chosen("role_level", text)) if text else None

    def _of_competencies(
        self, cells: Mapping[str, object], column: str, read: Callable[[str, str], Value]
    ) -> dict[CompetencyId, Value]:
        return {CompetencyId(c): value for c, value in self._said(cells, column, "competency", read).items()}

    def _said(
        self, cells: Mapping[str, object], column: str, kind: Kind, read: Callable[[str, str], Value]
    ) -> dict[str, Value]:
        """What a cell of `NAME=VALUE` pairs says of each thing, by id."""
        said: dict[str, Value] = {}
        for pair in _names(cells, column):
            name, _, text = pair.rpartition("=")
            value = read(text.strip() if name else "", f"“{_short(pair)}” in “{column}”")
            thing = self._chosen(kind, name.strip())
            if said.setdefault(thing, value) != value:
                raise _Unusable(
                    Refusal(
                        code=f"{kind}.contradicted",
                        message=f"Of “{thing}” there are two different things in “{column}”.",
                        hint=f"Name each {kind} once.",
                    )
                )
        return said

    def _chosen(self, kind: Kind, text: str) -> str:
        chosen = self.choose(kind, text)
        if isinstance(chosen, Refusal):
            raise _Unusable(chosen)
        return chosen


class _Unusable(Exception):
    """Carries a refusal out of the reading of one row."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def _rank(text: str, where: str) -> int:
    if not _RANK.fullmatch(text):
        raise _Unusable(
            Refusal(code="rank.invalid", message=f"{where} is not COMPETENCY=RANK.", hint="Write it as sql=2.")
        )
    return int(text)


def _likely(text: str, where: str) -> Likely:
    rank, _, probability = text.partition(":")
    number = _number(probability)
    if not _RANK.fullmatch(rank.strip()) or number is None:
        raise _Unusable(
            Refusal(
                code="rank.invalid",
                message=f"{where} is not COMPETENCY=RANK:PROBABILITY.",
                hint="Write it as sql=3:0.6.",
            )
        )
    return int(rank), number


def _hours(text: str, where: str) -> float:
    number = _number(text)
    if number is None:
        raise _Unusable(
            Refusal(code="hours.invalid", message=f"{where} is not COURSE=HOURS_LEFT.", hint="Write it as sql-2=7.5.")
        )
    return number


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _text(cells: Mapping[str, object], column: str) -> str:
    value = cells.get(column)
    return "" if value is None else str(value).strip()


def _names(cells: Mapping[str, object], column: str) -> Sequence[str]:
    """The values of a cell: parted by `|`, or a list or (of pairs) an object of JSON."""
    value = cells.get(column)
    if isinstance(value, Mapping):
        found = [f"{name}={of}" for name, of in value.items()]
    elif isinstance(value, list):
        found = [str(part) for part in value]
    else:
        found = _text(cells, column).split("|")
    names = [name.strip() for name in found if name.strip()]
    if len(names) > MOST_NAMES:
        raise _Unusable(
            Refusal(
                code="cell.too_many",
                message=f"“{column}” names {len(names):,} things; {MOST_NAMES:,} are the most.",
                hint="Is this row one person?",
            )
        )
    return names


def _bad(row: int, learner: str | None, code: str, message: str, hint: str) -> BadRow:
    return BadRow(row=row, learner=learner, refusal=Refusal(code=code, message=message, hint=hint))


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:80]}…"
