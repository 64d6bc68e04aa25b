"""The table `evidence`: one fact a row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final, TypeVar

from learners import accepting
from learners.evidence import SOURCES, Evidence, Note, Visibility
from learners.ids import EvidenceId, LearnerId
from learners.tables import times
from learners.tables.cells import Cells, Choose, Kind, RowRefused, given, refused, shown
from learners.words import Words
from ontology.ids import AssessmentId, CompetencyId, CourseId
from ontology.refusals import Refusal

COLUMNS: Final = (
    "id",
    "learner",
    "competency",
    "course",
    "assessment",
    "source",
    "level",
    "score",
    "occurred_at",
    "author",
    "note",
    "visibility",
    "link",
    "supersedes",
    "passed",
    "progress",
    "withdrawn",
)
MUST: Final = ("id", "learner", "source", "occurred_at")
Id = TypeVar("Id", bound=str)
RESERVED: Final = ("xapi:", "self:", "learner:", "service:", "completion:")
"""Beginnings of ids that other doors give to their facts; a table that used one could stand in the way of theirs."""
_VISIBILITIES: Final[tuple[Visibility, ...]] = ("learner", "manager")


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceTable:
    """What the rows of one file are read by. `zone` is what times without one are in; `at` is when they come in."""

    words: Words
    choose: Choose
    at: datetime
    zone: tzinfo | None = None
    comma: bool = False

    def read(self, cells: Mapping[str, object]) -> Evidence | Refusal:
        """The fact that a row says, or why there is none."""
        try:
            return accepting.accept(self._fact(Cells(cells, comma=self.comma)), self.words)
        except RowRefused as row:
            return row.refusal

    def _fact(self, row: Cells) -> Evidence:
        competency = self._named(row, "competency")
        source = row.choice("source", SOURCES)
        if source is None:
            row.must("source")
        assert source is not None
        return Evidence(
            id=_id(row.must("id")),
            learner=LearnerId(row.must("learner")),
            competency=_typed(CompetencyId, competency),
            course=_typed(CourseId, self._named(row, "course")),
            assessment=_typed(AssessmentId, self._named(row, "assessment")),
            source=source,
            level=self._level(row, competency),
            score=row.share("score"),
            passed=row.flag("passed"),
            progress=row.share("progress"),
            occurred_at=times.read(row.must("occurred_at"), "occurred_at", self.zone),
            received_at=self.at,
            author=row.text("author"),
            note=_note(row),
            link=row.text("link"),
            supersedes=_typed(EvidenceId, row.text("supersedes")),
            withdrawn=row.flag("withdrawn") or False,
        )

    def _named(self, row: Cells, kind: Kind) -> str | None:
        text = row.text(kind)
        return None if text is None else given(self.choose(kind, text))

    def _level(self, row: Cells, competency: str | None) -> float | None:
        """A rank, whole or not, or the name of a level of the competency's scale."""
        text = row.text("level")
        if text is None:
            return None
        if competency is not None and CompetencyId(competency) in self.words.catalogue.competency:
            levels = self.words.catalogue.levels_of_scale(CompetencyId(competency))
            word = text.casefold()
            by_name = {level.rank for level in levels for label in level.labels if label.text.casefold() == word}
            if len(by_name) == 1:
                return float(by_name.pop())
            if not any(sign.isdigit() for sign in text):
                names = ", ".join(f"{level.rank} {level.labels[0].text}" for level in levels if level.labels)
                raise refused(
                    "level.unknown",
                    f"“{shown(text)}” is no level of the competency's scale.",
                    f"Its levels are: {names}." if names else "It has no scale: 1 says “has it”, 0 “has it not”.",
                )
        return row.number("level")


def _id(text: str) -> EvidenceId:
    if text.startswith(RESERVED):
        raise refused(
            "evidence.id_reserved",
            f"The id “{shown(text)}” begins as those that Skillway gives itself.",
            f"Choose ids that do not begin with {', '.join(RESERVED)}; put a prefix of your own before them.",
        )
    return EvidenceId(text)


def _note(row: Cells) -> Note | None:
    text, visibility = row.text("note"), row.choice("visibility", _VISIBILITIES)
    return None if text is None else Note(text=text, visibility=visibility or "learner")


def _typed(kind: Callable[[str], Id], text: str | None) -> Id | None:
    return None if text is None else kind(text)
