"""Plans at the terminal: a learner is looked up as the local administrator sees them, and what is done is audited."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from api import plan_doing, plan_worker, plans
from api.doors import Refused, given
from api.person import Picture, moment, path_digest
from api.person import picture as pictured
from api.person_questions import whole
from api.plan_refresh import Tally
from api.plan_showing import PlanNow
from api.questions import Pairs, all_found, found, ranked
from api.settings import Settings
from api.views import EditionView
from api.wiring import opened_people
from graph import Graph
from learners.access import Caller
from learners.ids import LearnerId, PlanId
from ontology import turtle
from ontology.ids import CourseId, RoleLevelId
from ontology.model import Catalogue
from planning.path_changes import PathChanges
from planning.plans import Asked, Deed
from planning.preferences import Limits, Preferences

if TYPE_CHECKING:
    from api.identity import Identity
    from graph.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A plan as it was asked for: things by id, full IRI or label. Without role level and goals: the own target."""

    target: str | None = None
    goal: Pairs = ()
    without: Sequence[str] = ()
    include_optional: bool = False
    preferences: Preferences
    limits: Limits


@dataclass(frozen=True, kw_only=True, eq=False)
class Desk:
    """A learner's plans, on the graph that stays open as long as the command asks. `at` is now."""

    graph: Graph
    record: "Record"
    view: EditionView
    picture: Picture
    caller: Caller
    identity: "Identity"
    at: datetime
    seconds: float
    language: str

    async def every(self) -> tuple[PlanNow, ...]:
        """All plans, each as it is now."""
        return tuple([await self.one(seen.plan.id) for seen in await plans.every(self.record, self.picture)])

    async def one(self, plan: str) -> PlanNow:
        """A plan as it is now; out to the door where there is none."""
        now = given(
            await plans.read(
                self.record,
                self.picture,
                self.view,
                PlanId(plan),
                searching=plans.at_once(self.seconds),
                at=self.at,
                language=self.language,
            )
        )
        return await self._shown(now)

    async def propose(self, said: Proposal) -> PlanNow:
        """A new plan; or the one that asks the same."""
        graph = self.graph
        to = None if said.target is None else RoleLevelId(await found(graph, "role_level", said.target))
        goal = await ranked(graph, said.goal)
        asked = Asked(
            to=to,
            follows=to is None and not goal,
            goals=tuple(sorted(goal.items())),
            without=frozenset(CourseId(each) for each in await all_found(graph, "course", said.without)),
            include_optional=said.include_optional,
            preferences=said.preferences,
            limits=said.limits,
        )
        if asked.follows:
            given(self.picture.target())
        now = given(
            await plans.propose(
                self.record,
                self.picture,
                self.view,
                asked,
                searching=plans.at_once(self.seconds),
                at=self.at,
                language=self.language,
            )
        )
        return await self._shown(now)

    async def act(self, plan: str, deed: Deed, version: int | None = None) -> PlanNow:
        """Do something with a plan."""
        now = given(
            await plans.act(
                self.record,
                self.picture,
                self.view,
                PlanId(plan),
                deed,
                searching=plans.at_once(self.seconds),
                at=self.at,
                version=version,
                language=self.language,
            )
        )
        return await self._shown(now)

    async def done(self, plan: str, step: str) -> PlanNow:
        """Note that the course of a step was completed; the plan as it is with that."""
        now = await self.one(plan)
        told = await plan_doing.completed(
            self.record, now, step, self.picture, self.view, caller=self.caller, at=self.at
        )
        if told is not None:
            raise Refused(told)
        picture = await pictured(self.record, self.picture.visible, self.view.words, at=self.picture.at)
        return await replace(self, picture=picture).one(plan)

    async def changes(self, now: PlanNow, since: int) -> PathChanges:
        """What became of a version's steps."""
        return given(
            await plans.changes(
                self.record, now, self.picture, since, catalogue_of=self._catalogue, language=self.language
            )
        )

    async def _catalogue(self, number: int, digest: str) -> Catalogue | None:
        found_ = await asyncio.to_thread(turtle.parse, await self.graph.archive(number))
        return found_ if turtle.digest(found_) == digest else None

    async def _shown(self, now: PlanNow) -> PlanNow:
        """The plan, once the audit log says that its path is shown."""
        if now.planned is not None:
            await self.identity.shown(
                self.caller,
                self.picture.visible,
                path=path_digest(now.planned.path),
                edition=self.view.edition.number,
                policy=self.picture.state.policy,
                things=(now.plan.id,),
            )
        return now


@asynccontextmanager
async def desk(
    settings: Settings,
    learner: str,
    *,
    command: str,
    action: str,
    language: str = "en",
    on_progress: Callable[[str], None] = lambda _: None,
) -> AsyncIterator[Desk]:
    """The plans of a learner, for a command; out to the door where there is no such learner."""
    now = datetime.now(UTC)
    at = given(moment(None, now))
    async with opened_people(settings) as (graph, record, identity):
        caller = identity.local(command)
        visible = given(await identity.see(caller, LearnerId(learner), action=action))
        on_progress("reading the edition …")
        view = await whole(graph)
        picture = await pictured(record, visible, view.words, at=at)
        on_progress("looking at the plans …")
        yield Desk(
            graph=graph,
            record=record,
            view=view,
            picture=picture,
            caller=caller,
            identity=identity,
            at=now,
            seconds=settings.limits.solve_seconds,
            language=language,
        )


async def refresh(
    settings: Settings, learner: str | None, workers: int | None, on_progress: Callable[[str], None]
) -> Tally:
    """Bring stale plans up to date: those of a learner, or all."""
    at = datetime.now(UTC)
    async with opened_people(settings) as (graph, record, identity):
        caller = identity.local("plans refresh")
        if learner is None:
            await identity.did(caller, "plan.write")
        else:
            visible = given(await identity.see(caller, LearnerId(learner), action="plan.write"))
        on_progress("reading the edition …")
        view = await whole(graph)
        run = plan_worker.refresh(
            graph,
            record,
            view,
            identity,
            policy=(await record.policies.current()).label,
            at=at,
            workers=workers,
            seconds=settings.limits.solve_seconds,
            on_progress=lambda done, of: on_progress(f"{done:,} of {of:,} stale plans are up to date …"),
        )
        return await (run.all() if learner is None else run.some(await record.plans.of(visible)))
