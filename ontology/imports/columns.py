"""The sheets of the spreadsheet form, and what each column says: for reading, for the template and for the export."""

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

_HEADER = re.compile(r"(?P<name>[a-z_]+)(?:@(?P<language>[a-z0-9-]*))?(?:#(?P<nth>[2-9]|[1-9][0-9]+))?\Z")
_LANGUAGE = re.compile(r"(?:[a-z]{1,8}(?:-[a-z0-9]{1,8})*)?\Z")


class Header(NamedTuple):
    """A column's heading, taken apart: `label@fr` is the label in French.

    `language` is None where none is said (then it is the default one) and empty for `label@` (words that are in no
    language). `nth` tells apart several texts of one language: `definition@en#2` is the second.
    """

    name: str
    language: str | None = None
    nth: int = 1

    def __str__(self) -> str:
        language = "" if self.language is None else f"@{self.language}"
        return f"{self.name}{language}" + (f"#{self.nth}" if self.nth > 1 else "")


@dataclass(frozen=True, slots=True)
class Column:
    """`must` columns have to be there and filled; `translated` ones may say their language."""

    name: str
    explains: str
    must: bool = False
    translated: bool = False


@dataclass(frozen=True, slots=True)
class SheetForm:
    """One table: its name, what a row of it says, and its columns."""

    name: str
    explains: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


_LABEL = Column("label", "the name that people see; label@fr is the name in French", must=True, translated=True)
_ALT = Column("alt_labels", "other names, separated by |", translated=True)
_DEFINITION = Column("definition", "what is meant, in a sentence or two", translated=True)
_STATUS = Column("status", "active (also when empty) or retired")
_REPLACED = Column("replaced_by", "the id of what replaces it, when it is retired")


def _id(of: str) -> Column:
    return Column(
        "id", f"a name of your own for the {of}: letters, digits, - _ . ; unique over all sheets", must=True
    )


FORMS: Final[tuple[SheetForm, ...]] = (
    SheetForm(
        "ontology",
        "one row about the whole",
        (
            Column("base", "the IRI that ids are appended to, such as https://example.org/skills/"),
            Column("language", "the language of columns that name none, such as en"),
            Column("title", "what the ontology is called", translated=True),
        ),
    ),
    SheetForm(
        "scales",
        "one row for each level of a scale, from rank 1 upwards",
        (
            Column("scale", "the id of the scale; the same on each of its rows", must=True),
            Column("rank", "1 for the lowest level, then 2, 3 … without holes", must=True),
            Column("label", "the name of the level", must=True, translated=True),
            Column("description", "what holds of somebody on this level", translated=True),
            Column("id", "the id of the level; <scale>-<rank> where empty"),
            Column("scale_label", "the name of the scale; once is enough", translated=True),
            Column("scale_description", "what the scale is for; once is enough", translated=True),
            Column("scale_status", "active (also when empty) or retired; once is enough"),
            Column("scale_replaced_by", "the id of the scale that replaces it"),
        ),
    ),
    SheetForm(
        "competencies",
        "one row for each skill or piece of knowledge",
        (
            _id("competency"),
            _LABEL,
            _ALT,
            Column("hidden_labels", "spellings that a search should find, separated by |", translated=True),
            _DEFINITION,
            Column("kind", "skill, knowledge, ability, attitude, habit, language or tool"),
            Column("scale", "the id of its scale; without one there is a single rank, “has it”"),
            Column("broader", "ids of more general competencies, separated by |"),
            Column("related", "ids of related competencies, separated by |"),
            Column("equivalent", "ids of competencies that mean the same, separated by |"),
            Column("matches", "counterparts elsewhere: exact:IRI, close:IRI, broad:IRI, narrow:IRI, separated by |"),
            _STATUS,
            _REPLACED,
        ),
    ),
    SheetForm(
        "competency_requires",
        "what must be held before a competency can be lifted to a level",
        (
            Column("competency", "the id of the competency that is to be lifted", must=True),
            Column("at_level", "the level (rank or name) from which on this is required", must=True),
            Column("group", "rows with the same group are alternatives; an empty one stands alone", must=True),
            Column("requires", "the id of the competency that is required", must=True),
            Column("level", "the level (rank or name) of it that is required", must=True),
        ),
    ),
    SheetForm(
        "role_families", "one row for each family of roles", (_id("family"), _LABEL, _DEFINITION, _STATUS, _REPLACED)
    ),
    SheetForm(
        "roles",
        "one row for each role",
        (
            _id("role"),
            _LABEL,
            Column("family", "the id of its family"),
            _DEFINITION,
            _ALT,
            Column("matches", "counterparts elsewhere, as for competencies"),
            _STATUS,
            _REPLACED,
        ),
    ),
    SheetForm(
        "role_levels",
        "one row for each level of a role",
        (
            _id("role level"),
            Column("role", "the id of its role", must=True),
            _LABEL,
            Column("rank", "1 for the lowest level of its role and track, then 2, 3 …"),
            Column("track", "which path it is on, where the role forks"),
            _DEFINITION,
            _STATUS,
            _REPLACED,
        ),
    ),
    SheetForm(
        "needs",
        "what a role level asks for, one row for each competency",
        (
            Column("role_level", "the id of the role level", must=True),
            Column("competency", "the id of the competency that it needs", must=True),
            Column("level", "the level (rank or name) that it needs at least", must=True),
            Column("importance", "essential (also when empty) or optional"),
            Column("weight", "how much it counts, 1 where empty"),
        ),
    ),
    SheetForm(
        "moves",
        "steps of a career; consecutive ranks of one track need no row",
        (
            Column("from", "the id of the role level that people leave", must=True),
            Column("to", "the id of the role level that they reach", must=True),
            Column("kind", "vertical or lateral; where empty, vertical within a role and lateral between roles"),
        ),
    ),
    SheetForm(
        "courses",
        "one row for anything that teaches",
        (
            _id("course"),
            _LABEL,
            Column("hours", "how long it takes, as a decimal: 0.25, 7.5; empty when nobody knows"),
            Column("language", "the languages that it is taught in, such as en, separated by |"),
            Column("modality", "online, classroom …"),
            Column("provider", "who offers it"),
            Column("url", "where it is found"),
            Column("cost", "what it costs, as a decimal"),
            _DEFINITION,
            _ALT,
            _STATUS,
            _REPLACED,
        ),
    ),
    SheetForm(
        "teaches",
        "what a course lifts, one row for each competency",
        (
            Column("course", "the id of the course", must=True),
            Column("competency", "the id of the competency that it teaches", must=True),
            Column("from", "the level (rank or name) to be held before; empty when none is needed"),
            Column("to", "the level (rank or name) that it gives", must=True),
        ),
    ),
    SheetForm(
        "course_requires",
        "what must hold before a course is begun",
        (
            Column("course", "the id of the course", must=True),
            Column("group", "rows with the same group are alternatives; an empty one stands alone", must=True),
            Column("competency", "the id of the competency that is required"),
            Column("level", "the level (rank or name) of it that is required"),
            Column("requires_course", "or: the id of the course that is required"),
        ),
    ),
    SheetForm(
        "assessments",
        "one row for each assessment; repeat its id to add further competencies",
        (
            _id("assessment"),
            _LABEL,
            Column("competency", "the id of the competency that it can validate", must=True),
            Column("up_to", "the highest level (rank or name) that it can validate", must=True),
            Column("minutes", "how long it takes, in minutes"),
            _DEFINITION,
            _STATUS,
            _REPLACED,
        ),
    ),
)

BY_NAME: Final = {form.name: form for form in FORMS}


def header(text: str, form: SheetForm) -> Header | None:
    """The heading taken apart, or None where the sheet has no such column."""
    parts = _HEADER.match(text.strip().lower())
    if parts is None:
        return None
    column = form.column(parts["name"])
    if column is None or not (column.translated or (parts["language"] is None and parts["nth"] is None)):
        return None
    if parts["language"] is not None and _LANGUAGE.match(parts["language"]) is None:
        return None
    return Header(parts["name"], parts["language"], int(parts["nth"] or 1))
