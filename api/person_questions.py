"""Questions of the command line about one person: their state, and what gap and path start from.

A command on one's own data looks as the local administrator, for the purpose of the command, and the audit log says
so before anything is read.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from api.doors import given
from api.person import Picture, moment, path_digest
from api.person import picture as pictured
from api.questions import GapAnswer, Pairs, all_found, found, ranked
from api.settings import Settings
from api.views import EditionView
from api.wiring import opened_people
from graph import Edition, Graph
from learners.access import Caller
from learners.ids import LearnerId
from ontology import turtle
from ontology.ids import CompetencyId, RoleLevelId
from ontology.refusals import Refusal
from planning import gaps, goals
from planning.model import LearningPath

if TYPE_CHECKING:
    from api.identity import Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Whose record a question starts from, and the day in UTC that it looks at: today where none is named."""

    learner: str
    as_of: date | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Looked:
    """A learner as a command sees them, on the graph that stays open as long as the command asks."""

    graph: Graph
    view: EditionView
    picture: Picture
    caller: Caller
    identity: "Identity"

    async def showed(self, path: LearningPath) -> None:
        """Note in the audit log that a path is shown. It is durable when this returns."""
        await self.identity.shown(
            self.caller,
            self.picture.visible,
            path=path_digest(path),
            edition=self.view.edition.number,
            policy=self.picture.state.policy,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StateAnswer:
    """What is known of a learner; `asked` are the competencies that were named, in that order."""

    view: EditionView
    picture: Picture
    asked: tuple[CompetencyId, ...] = ()

    @property
    def edition(self) -> Edition:
        return self.view.edition


async def ask_state(settings: Settings, whose: Whose, competencies: Sequence[str]) -> StateAnswer:
    """What is known of a learner. What cannot be answered goes out to the door."""
    async with looking(settings, whose, command="state", action="state.read") as looked:
        named = await all_found(looked.graph, "competency", competencies)
        return StateAnswer(
            view=looked.view,
            picture=looked.picture,
            asked=tuple(CompetencyId(each) for each in dict.fromkeys(named)),
        )


async def ask_gap(
    settings: Settings, whose: Whose, *, target: str | None, source: str | None, have: Pairs, include_optional: bool
) -> GapAnswer | Refusal:
    """The gap from what the record says of a learner, to a role level or to the learner's own target."""
    async with looking(settings, whose, command="gap", action="state.read") as looked:
        graph, view, picture = looked.graph, looked.view, looked.picture
        to = given(picture.target()) if target is None else RoleLevelId(await found(graph, "role_level", target))
        start = None if source is None else RoleLevelId(await found(graph, "role_level", source))
        held = await ranked(graph, have)
    question = goals.ask(
        view.catalogue, to=to, source=start, have=held, include_optional=include_optional, state=picture.skills
    )
    if isinstance(question, Refusal):
        return question
    return GapAnswer(
        edition=view.edition,
        catalogue=view.catalogue,
        target=question.target or to,
        gap=gaps.between(view.catalogue, question.needs, question.state, include_optional),
        picture=picture,
    )


@asynccontextmanager
async def looking(
    settings: Settings,
    whose: Whose,
    *,
    command: str,
    action: str,
    on_progress: Callable[[str], None] = lambda _: None,
) -> AsyncIterator[Looked]:
    """A learner, looked up for a command; out to the door where there is no such learner."""
    at = given(moment(whose.as_of, datetime.now(UTC)))
    async with opened_people(settings) as (graph, record, identity):
        caller = identity.local(command)
        visible = given(await identity.see(caller, LearnerId(whose.learner), action=action))
        on_progress("reading the edition …")
        view = await whole(graph)
        picture = await pictured(record, visible, view.words, at=at, notes=False)
        yield Looked(graph=graph, view=view, picture=picture, caller=caller, identity=identity)


async def whole(graph: Graph) -> EditionView:
    """The current edition from its archive, which is the quickest way to all of it, and what earlier ones had."""

    async def read(edition: Edition) -> EditionView:
        catalogue = await asyncio.to_thread(turtle.parse, await graph.archive(edition.number))
        return EditionView(edition=edition, catalogue=catalogue, stubs=await graph.stubs())

    return await graph.steadily(read)
