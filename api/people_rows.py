"""People to plan for, row by row: a CSV file or JSON lines, streamed; a bad row is a refusal and the rest goes on.

A row names a learner by a pseudonymous id, where the learner wants to go and what is held. Names of things are ids or
unambiguous labels. Columns that are not read (names, mail addresses, teams) are counted and never repeated.
"""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, Final, Literal, NamedTuple

from ontology.ids import CompetencyId, CourseId, RoleLevelId
from ontology.model import Catalogue
from ontology.refusals import Refusal
from planning import goals
from planning.goals import Question

MOST_BYTES: Final = 256 << 20
MOST_PEOPLE: Final = 100_000
MOST_CHARACTERS: Final = 100_000
"""Of one row."""
_TOO_LONG: Final = "\ufdd0"
"""Stands for a line of more characters: no character, which nobody writes."""
MOST_NAMES: Final = 2_000
"""In one cell."""

COLUMNS: Final = ("learner", "to", "from", "have", "done", "goal", "without")
_ALSO_CALLED: Final = {"target": "to"}
_LEARNER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_RANK: Final = re.compile(r"[0-9]{1,4}")

Kind = Literal["role_level", "competency", "course"]
Choose = Callable[[Kind, str], str | Refusal]
"""The id of the one thing of a kind that a text names, or why there is none."""


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


class _Raw(NamedTuple):
    """One row as it was read: its cells by column, or what is wrong with all of it."""

    row: int
    cells: Mapping[str, object] | Refusal


class PeopleRefused(Exception):
    """The file as a whole cannot be read."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


@dataclass(slots=True)
class People:
    """Reads one file. `unread` are the columns that mean nothing here, known once rows were read."""

    catalogue: Catalogue
    choose: Choose
    to: RoleLevelId | None = None
    include_optional: bool = False
    unread: tuple[str, ...] = ()

    def read(self, stream: IO[bytes]) -> Iterator[Person | BadRow]:
        """Every row, as a person or as a refusal. Raises PeopleRefused where the file cannot be read as a whole."""
        seen: dict[str, int] = {}
        rows = 0
        for raw in self._rows(stream):
            rows += 1
            if rows > MOST_PEOPLE:
                raise _too_much("people.too_many", f"There are more than {MOST_PEOPLE:,} rows.")
            found = self._person(raw)
            if isinstance(found, Person) and (first := seen.setdefault(found.learner, found.row)) != found.row:
                found = _bad(
                    raw.row,
                    found.learner,
                    "learner.doubled",
                    f"Row {first} has the learner “{found.learner}”, too.",
                    "Give each learner one row.",
                )
            yield found
        if not rows:
            raise PeopleRefused(
                Refusal(
                    code="people.none",
                    message="There is nobody in this file.",
                    hint="Give it a line of headings (learner, to, have …) and a line for each person.",
                )
            )

    def _rows(self, stream: IO[bytes]) -> Iterator[_Raw]:
        lines = _lines(stream)
        first = next((line for line in lines if line.strip()), "")
        if first.lstrip().startswith(("{", "[")):
            yield from self._from_json(first, lines)
        elif first:
            yield from self._from_csv(first, lines)

    def _from_json(self, first: str, lines: Iterator[str]) -> Iterator[_Raw]:
        unread: dict[str, None] = {}
        for row, line in enumerate(_then(first, lines), start=1):
            if not line.strip():
                continue
            read = _object(line)
            if not isinstance(read, Refusal):
                read = {_column(str(name)): value for name, value in read.items()}
                unread |= dict.fromkeys(name for name in read if name not in COLUMNS)
            yield _Raw(row, read)
        self.unread = tuple(unread)

    def _from_csv(self, first: str, lines: Iterator[str]) -> Iterator[_Raw]:
        delimiter = ";" if first.count(";") > first.count(",") else ","
        heading = [_column(name) for name in next(csv.reader([first], delimiter=delimiter))]
        if "learner" not in heading:
            raise PeopleRefused(
                Refusal(
                    code="column.missing",
                    message="There is no column “learner” in the first line.",
                    hint=f"The columns are {', '.join(COLUMNS)}; only “learner” must be there.",
                )
            )
        if doubled := sorted({name for name in heading if name in COLUMNS and heading.count(name) > 1}):
            raise PeopleRefused(
                Refusal(
                    code="column.doubled",
                    message=f"The column “{doubled[0]}” is there twice.",
                    hint="Keep one of them.",
                )
            )
        self.unread = tuple(dict.fromkeys(name for name in heading if name and name not in COLUMNS))
        for row, cells in enumerate(_records(lines, delimiter), start=2):
            if isinstance(cells, Refusal):
                yield _Raw(row, cells)
            elif any(cell.strip() for cell in cells):
                yield _Raw(row, dict(zip(heading, cells, strict=False)))

    def _person(self, raw: _Raw) -> Person | BadRow:
        row, cells = raw
        if isinstance(cells, Refusal):
            return BadRow(row=row, learner=None, refusal=cells)
        learner = str(cells.get("learner") or "").strip()
        if not _LEARNER.fullmatch(learner):
            return _bad(
                row,
                None,
                "learner.invalid",
                "There is no learner id in this row." if not learner else "The learner is not a pseudonymous id.",
                "An id has letters, digits, “.”, “_” and “-”; names and mail addresses are not taken.",
            )
        try:
            question = self._question(cells)
        except _Unusable as unusable:
            question = unusable.refusal
        if isinstance(question, Refusal):
            return BadRow(row=row, learner=learner, refusal=question)
        return Person(row=row, learner=learner, question=question)

    def _question(self, cells: Mapping[str, object]) -> Question | Refusal:
        to, source = self._role_level(cells, "to"), self._role_level(cells, "from")
        return goals.ask(
            self.catalogue,
            to=to or self.to,
            source=source,
            have=self._ranks(cells, "have"),
            done=self._courses(cells, "done"),
            goal=self._ranks(cells, "goal"),
            without=self._courses(cells, "without"),
            include_optional=self.include_optional,
        )

    def _role_level(self, cells: Mapping[str, object], column: str) -> RoleLevelId | None:
        text = str(cells.get(column) or "").strip()
        return RoleLevelId(self._chosen("role_level", text)) if text else None

    def _courses(self, cells: Mapping[str, object], column: str) -> list[CourseId]:
        return [CourseId(self._chosen("course", name)) for name in _names(cells, column)]

    def _ranks(self, cells: Mapping[str, object], column: str) -> dict[CompetencyId, int]:
        ranks: dict[CompetencyId, int] = {}
        for pair in _names(cells, column):
            name, equals, rank = pair.rpartition("=")
            if not equals or not _RANK.fullmatch(rank.strip()):
                raise _Unusable(
                    "rank.invalid", f"“{_short(pair)}” in “{column}” is not COMPETENCY=RANK.", "Write it as sql=2."
                )
            competency = CompetencyId(self._chosen("competency", name.strip()))
            if ranks.setdefault(competency, int(rank)) != int(rank):
                raise _Unusable(
                    "competency.contradicted",
                    f"“{competency}” is given two ranks in “{column}”: {ranks[competency]} and {int(rank)}.",
                    "Give each competency one rank.",
                )
        return ranks

    def _chosen(self, kind: Kind, text: str) -> str:
        chosen = self.choose(kind, text)
        if isinstance(chosen, Refusal):
            raise _Unusable.of(chosen)
        return chosen


class _Unusable(Exception):
    """Carries a refusal out of the reading of one row."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.refusal = Refusal(code=code, message=message, hint=hint)

    @classmethod
    def of(cls, refusal: Refusal) -> "_Unusable":
        made = cls(refusal.code, refusal.message, refusal.hint)
        made.refusal = refusal
        return made


def _names(cells: Mapping[str, object], column: str) -> Sequence[str]:
    """The values of a cell: parted by `|`, or a list or (for ranks) an object of JSON."""
    value = cells.get(column)
    if value is None:
        return ()
    if isinstance(value, Mapping):
        found = [f"{name}={rank}" for name, rank in value.items()]
    elif isinstance(value, list):
        found = [str(part) for part in value]
    else:
        found = str(value).split("|")
    names = [name.strip() for name in found if name.strip()]
    if len(names) > MOST_NAMES:
        raise _Unusable(
            "cell.too_many",
            f"“{column}” names {len(names):,} things; {MOST_NAMES:,} are the most.",
            "Is this row one person?",
        )
    return names


def _lines(stream: IO[bytes]) -> Iterator[str]:
    """Lines of a UTF-8 stream. Instead of one that is too long there is a mark; bytes that are not UTF-8 become lone
    surrogates: `_fit` refuses both."""
    read, most = 0, 4 * MOST_CHARACTERS
    while line := stream.readline(most):
        if not read and line.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise PeopleRefused(
                Refusal(
                    code="encoding.wrong", message="The file is UTF-16, not UTF-8.", hint="Save it as “CSV UTF-8”."
                )
            )
        text = (line.removeprefix(b"\xef\xbb\xbf") if not read else line).decode("utf-8", "surrogateescape")
        while True:
            read += len(line)
            if read > MOST_BYTES:
                raise _too_much("file.too_large", f"The file is larger than {MOST_BYTES >> 20} MB.")
            if len(line) < most or line.endswith(b"\n"):
                break
            line = stream.readline(most)
        yield text if len(text) <= MOST_CHARACTERS else _TOO_LONG


def _then(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _records(lines: Iterable[str], delimiter: str) -> Iterator[list[str] | Refusal]:
    """The rows of a CSV text; one that cannot be used is a refusal."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        first = reader.line_num + 2  # the headings are line 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Refusal(
                code="csv.broken",
                message=f"Lines {first} to {reader.line_num + 1} cannot be read as CSV: {error}.",
                hint="Look for a quotation mark that is not closed, or not doubled inside a quoted text.",
            )
            continue
        yield _fit("".join(cells)) or cells


def _object(line: str) -> dict[str, Any] | Refusal:
    if refused := _fit(line):
        return refused
    try:
        read = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        why = error.msg if isinstance(error, json.JSONDecodeError) else "it is nested too deeply"
        return Refusal(
            code="json.broken",
            message=f"The line is not JSON: {why}.",
            hint='Each line is one object, such as {"learner": "p1", "have": {"sql": 2}}.',
        )
    if not isinstance(read, dict):
        return Refusal(
            code="json.broken",
            message="The line is not an object.",
            hint='Each line is one object, such as {"learner": "p1", "have": {"sql": 2}}.',
        )
    return read


def _fit(text: str) -> Refusal | None:
    """Why a row's text cannot be used, if it cannot."""
    if len(text) > MOST_CHARACTERS or _TOO_LONG in text:
        return Refusal(
            code="row.too_long",
            message=f"The row has more than {MOST_CHARACTERS:,} characters.",
            hint="Is this row one person?",
        )
    if any("\udc80" <= mark <= "\udcff" for mark in text) if not text.isascii() else False:
        return Refusal(code="encoding.wrong", message="The row is not UTF-8.", hint="Save the file as “CSV UTF-8”.")
    return None


def _column(name: str) -> str:
    plain = name.strip().casefold()
    return _ALSO_CALLED.get(plain, plain)


def _bad(row: int, learner: str | None, code: str, message: str, hint: str) -> BadRow:
    return BadRow(row=row, learner=learner, refusal=Refusal(code=code, message=message, hint=hint))


def _too_much(code: str, message: str) -> PeopleRefused:
    return PeopleRefused(Refusal(code=code, message=message, hint="Split it, and plan for one part after the other."))


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:80]}…"
