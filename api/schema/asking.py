"""From what a question names to what is computed: names are resolved, `planning` answers, the schema shows it."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

from api.errors import LimitExceeded
from api.schema import answers, inputs
from api.schema.context import Context, Showing
from ontology.ids import CompetencyId, CourseId, RoleLevelId
from ontology.refusals import Refusal
from planning import gaps, goals
from planning.recommend import recommend

Id = TypeVar("Id", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question as it was put: things by id, IRI or label."""

    to: str | None = None
    source: str | None = None
    have: Sequence[inputs.Held] | None = None
    done: Sequence[str] | None = None
    goals: Sequence[inputs.Goal] | None = None
    without: Sequence[str] | None = None
    include_optional: bool = False


def gap(context: Context, showing: Showing, question: Question) -> answers.Gap | answers.Refusal:
    """The gap that is asked for, or why there is none."""
    asked = resolve(showing, question)
    if isinstance(asked, Refusal):
        return answers.Refusal.of(asked)
    found = gaps.between(showing.view.catalogue, asked.needs, asked.state, asked.include_optional)
    return answers.Gap.of(found, asked.target, context, showing)


async def path(context: Context, showing: Showing, question: Question) -> answers.LearningPath | answers.Refusal:
    """The path that is asked for, or why there is none. It is computed beside the event loop, a few at a time."""
    asked = resolve(showing, question)
    if isinstance(asked, Refusal):
        return answers.Refusal.of(asked)
    index, limits = showing.view.solver_index, context.limits
    async with context.wiring.solving:
        ends = time.monotonic() + limits.solve_seconds
        found = await asyncio.to_thread(
            recommend, index, asked, language=showing.language, remaining=lambda: ends - time.monotonic()
        )
    return answers.LearningPath.of(found, asked.target, context, showing)


def resolve(showing: Showing, question: Question) -> goals.Question | Refusal:
    """The question with ids for names, as `planning` takes it; the first refusal where a name fits nothing."""
    names = Names(showing)
    to = names.maybe("role_level", question.to)
    source = names.maybe("role_level", question.source)
    have = names.ranked("have", question.have or ())
    wanted = names.ranked("goals", question.goals or ())
    done = names.all("done", "course", question.done or ())
    without = names.all("without", "course", question.without or ())
    if names.refused is not None:
        return names.refused
    return goals.ask(
        showing.view.catalogue,
        to=cast("RoleLevelId | None", to),
        source=cast("RoleLevelId | None", source),
        have=have,
        done=cast("list[CourseId]", done),
        goal=wanted,
        without=cast("list[CourseId]", without),
        include_optional=question.include_optional,
    )


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
        """Ranks by competency; where one is named twice, the higher."""
        check_count(argument, pairs)
        ranks: dict[CompetencyId, int] = {}
        for pair in pairs:
            found = self.maybe("competency", pair.competency)
            if found is not None:
                competency = CompetencyId(found)
                ranks[competency] = max(pair.level, ranks.get(competency, pair.level))
        return ranks

    def _gone(self, kind: str, thing: str, replaced_by: str | None) -> Refusal:
        word = kind.replace("_", " ")
        last = self._view.last_edition[thing]
        return Refusal(
            code=f"{kind}.retired",
            message=f"The {word} “{thing}” is not in this edition any more; edition {last} was the last that had it.",
            hint=f"“{replaced_by}” replaced it." if replaced_by else f"Name a {word} of this edition.",
            candidates=(replaced_by,) if replaced_by else (),
        )
