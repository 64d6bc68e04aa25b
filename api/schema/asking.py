"""From what a question names to what is computed: names are resolved, `planning` answers, the schema shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from api.person import Picture
from api.schema import answers, inputs, paths
from api.schema.context import Context, Showing
from api.schema.naming import Names
from ontology.refusals import Refusal
from planning import gaps, goals
from planning.recommend import plan

if TYPE_CHECKING:
    from ontology.ids import CourseId, RoleLevelId


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


def gap(
    context: Context, showing: Showing, question: Question, picture: Picture | None = None
) -> answers.Gap | answers.Refusal:
    """The gap that is asked for, or why there is none. `picture` is of the learner whose state it starts from."""
    asked = resolve(showing, question, picture)
    if isinstance(asked, Refusal):
        return answers.Refusal.of(asked)
    found = gaps.between(showing.view.catalogue, asked.needs, asked.state, asked.include_optional)
    return answers.Gap.of(found, asked.target, context, showing, picture)


async def path(
    context: Context, showing: Showing, question: Question, budget_ms: int | None, picture: Picture | None = None
) -> paths.LearningPath | answers.Refusal:
    """The path that is asked for, or why there is none. It is computed beside the event loop, a few at a time.

    `picture` is of the learner whose state it starts from.
    """
    if budget_ms is not None and budget_ms < 0:
        return answers.Refusal(
            code="budget.negative",
            message=f"`budgetMs` is {budget_ms:,}; nobody can search for less than no time.",
            hint="Give milliseconds from 0, or leave it out.",
            candidates=[],
        )
    asked = resolve(showing, question, picture)
    if isinstance(asked, Refusal):
        return answers.Refusal.of(asked)
    index, language = showing.view.solver_index, showing.language
    searches = context.searches.within(None if budget_ms is None else budget_ms / 1_000)
    planned = await searches.run(lambda remaining: plan(index, asked, language=language, remaining=remaining))
    if picture is not None:
        await context.people.showed(picture, planned.path)
    answered = paths.Answered(planned=planned, context=context, showing=showing, searches=searches, picture=picture)
    return paths.LearningPath.of(answered)


def resolve(showing: Showing, question: Question, picture: Picture | None = None) -> goals.Question | Refusal:
    """The question with ids for names, as `planning` takes it; the first refusal where a name fits nothing.

    Of a learner who names neither role level nor goals, it is asked for the learner's own target.
    """
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
    if picture is not None and to is None and not wanted:
        own = picture.target()
        if isinstance(own, Refusal):
            return own
        to = own
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
        state=None if picture is None else picture.skills,
    )
