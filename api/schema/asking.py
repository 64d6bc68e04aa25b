"""From what a question names to what is computed: names are resolved, `planning` answers, the schema shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

from api.errors import LimitExceeded
from api.schema import answers, inputs, paths
from api.schema.context import Context, Showing
from ontology.ids import CompetencyId, CourseId, RoleLevelId
from ontology.refusals import Refusal
from planning import gaps, goals
from planning.recommend import plan

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
    maybe: Sequence[inputs.Maybe] | None = None
    in_progress: Sequence[inputs.InProgress] | None = None
    preferences: inputs.Preferences | None = None
    limits: inputs.Limits | None = None


def gap(context: Context, showing: Showing, question: Question) -> answers.Gap | answers.Refusal:
    """The gap that is asked for, or why there is none."""
    asked = resolve(showing, question)
    if isinstance(asked, Refusal):
        return answers.Refusal.of(asked)
    found = gaps.between(showing.view.catalogue, asked.needs, asked.state, asked.include_optional)
    return answers.Gap.of(found, asked.target, context, showing)


async def path(
    context: Context, showing: Showing, question: Question, budget_ms: int | None
) -> paths.LearningPath | answers.Refusal:
    """The path that is asked for, or why there is none. It is computed beside the event loop, a few at a time."""
    if budget_ms is not None and budget_ms < 0:
        return answers.Refusal(
            code="budget.negative",
            message=f"`budgetMs` is {budget_ms:,}; nobody can search for less than no time.",
            hint="Give milliseconds from 0, or leave it out.",
            candidates=[],
        )
    asked = resolve(showing, question)
    if isinstance(asked, Refusal):
        return answers.Refusal.of(asked)
    index, language = showing.view.solver_index, showing.language
    searches = context.searches.within(None if budget_ms is None else budget_ms / 1_000)
    planned = await searches.run(lambda remaining: plan(index, asked, language=language, remaining=remaining))
    return paths.LearningPath.of(paths.Answered(planned=planned, context=context, showing=showing, searches=searches))


def resolve(showing: Showing, question: Question) -> goals.Question | Refusal:
    """The question with ids for names, as `planning` takes it; the first refusal where a name fits nothing."""
    names = Names(showing)
    to = names.maybe("role_level", question.to)
    source = names.maybe("role_level", question.source)
    have = names.ranked("have", question.have or ())
    wanted = names.ranked("goals", question.goals or ())
    done = names.all("done", "course", question.done or ())
    without = names.all("without", "course", question.without or ())
    likely = names.likely(question.maybe or ())
    in_progress = names.in_progress(question.in_progress or ())
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
        preferences=question.preferences.of() if question.preferences else None,
        limits=question.limits.of() if question.limits else None,
        in_progress=in_progress,
        likely=likely,
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

    def likely(self, pairs: Sequence[inputs.Maybe]) -> dict[CompetencyId, tuple[int, float]]:
        """Likely ranks by competency; where one is named twice, the last."""
        check_count("maybe", pairs)
        found = [(self.maybe("competency", pair.competency), (pair.level, pair.probability)) for pair in pairs]
        return {CompetencyId(competency): said for competency, said in found if competency is not None}

    def in_progress(self, begun: Sequence[inputs.InProgress]) -> dict[CourseId, float]:
        """Remaining hours by course; where one is named twice, the last."""
        check_count("inProgress", begun)
        found = [(self.maybe("course", each.course), each.hours_left) for each in begun]
        return {CourseId(course): hours for course, hours in found if course is not None}

    def _gone(self, kind: str, thing: str, replaced_by: str | None) -> Refusal:
        word = kind.replace("_", " ")
        last = self._view.last_edition[thing]
        return Refusal(
            code=f"{kind}.retired",
            message=f"The {word} “{thing}” is not in this edition any more; edition {last} was the last that had it.",
            hint=f"“{replaced_by}” replaced it." if replaced_by else f"Name a {word} of this edition.",
            candidates=(replaced_by,) if replaced_by else (),
        )
