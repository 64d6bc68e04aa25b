"""Names in arguments: an id, a full IRI or a label becomes an id of one edition, or a refusal with candidates."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from api.contradictions import contradiction, with_probability
from api.errors import LimitExceeded
from api.schema import inputs
from api.schema.context import Showing
from ontology.ids import CompetencyId, CourseId
from ontology.refusals import Refusal

K = TypeVar("K")
V = TypeVar("V")


def check_count(argument: str, values: Sequence[object], limit: int = inputs.MOST_NAMED) -> None:
    """Refuse a list argument that names too many things. Raises `LimitExceeded`."""
    if len(values) > limit:
        raise LimitExceeded(
            "named",
            f"`{argument}` names {len(values):,} things; at most {limit:,} are allowed.",
            limit=limit,
            actual=len(values),
        )


class Names:
    """Resolves names in one edition and keeps the first refusal."""

    def __init__(self, showing: Showing) -> None:
        self._view = showing.view
        self._language = showing.language
        self.refused: Refusal | None = None

    def maybe(self, kind: str, text: str | None) -> str | None:
        """The id of what is named; None for no name and for one that fits nothing."""
        if text is None or self.refused is not None:
            return None
        found = self._view.choose(kind, text, self._language)
        if isinstance(found, Refusal):
            self.refused = found
            return None
        if found.id in self._view.last_edition:
            self.refused = self._gone(kind, found.id, found.replaced_by)
            return None
        return found.id

    def all(self, argument: str, kind: str, texts: Sequence[str]) -> list[str]:
        check_count(argument, texts)
        return [found for text in texts if (found := self.maybe(kind, text)) is not None]

    def ranked(self, argument: str, pairs: Sequence[inputs.Held] | Sequence[inputs.Goal]) -> dict[CompetencyId, int]:
        """Ranks by competency; refused where one is given two that differ."""
        check_count(argument, pairs)
        ranks: dict[CompetencyId, int] = {}
        for pair in pairs:
            found = self.maybe("competency", pair.competency)
            if found is not None:
                self._note(ranks, CompetencyId(found), pair.level, "competency", "rank")
        return ranks

    def likely(self, pairs: Sequence[inputs.Maybe]) -> dict[CompetencyId, tuple[int, float]]:
        """Likely ranks by competency; refused where one is given two that differ."""
        check_count("maybe", pairs)
        likely: dict[CompetencyId, tuple[int, float]] = {}
        for pair in pairs:
            found = self.maybe("competency", pair.competency)
            if found is not None:
                said = (pair.level, pair.probability)
                self._note(likely, CompetencyId(found), said, "competency", "likely rank", with_probability)
        return likely

    def in_progress(self, begun: Sequence[inputs.InProgress]) -> dict[CourseId, float]:
        """Remaining hours by course; refused where one is given two that differ."""
        check_count("inProgress", begun)
        left: dict[CourseId, float] = {}
        for each in begun:
            found = self.maybe("course", each.course)
            if found is not None:
                self._note(left, CourseId(found), each.hours_left, "course", "number of remaining hour")
        return left

    def _note(
        self, said: dict[K, V], thing: K, value: V, kind: str, what: str, worded: Callable[[V], str] = str
    ) -> None:
        self.refused = contradiction(said, thing, value, kind, what, worded)

    def _gone(self, kind: str, thing: str, replaced_by: str | None) -> Refusal:
        word = kind.replace("_", " ")
        last = self._view.last_edition[thing]
        return Refusal(
            code=f"{kind}.retired",
            message=f"The {word} “{thing}” is not in this edition any more; edition {last} was the last that had it.",
            hint=f"“{replaced_by}” replaced it." if replaced_by else f"Name a {word} of this edition.",
            candidates=(replaced_by,) if replaced_by else (),
        )
