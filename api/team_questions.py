"""Questions of the command line about teams and groups: a manager's team, or everybody in figures.

With a manager the command shows what that manager sees, person by person, as the local administrator for the purpose
of the command; the audit log says so of each. Without one it shows groups, and no people.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from api import team
from api.doors import given
from api.person import moment, path_digest
from api.person_questions import whole
from api.planning_pool import How, pool
from api.questions import found
from api.settings import Settings
from api.team import Measured, Planned, Problem, Team, Until
from api.ticking import Ticker
from api.views import EditionView
from api.wiring import opened_people
from learners.access import Caller
from learners.ids import LearnerId
from ontology.ids import RoleLevelId
from planning import group_figures
from planning.group_figures import Cover, Group, Placed
from planning.many import one_by_one
from planning.teams import Coverage

if TYPE_CHECKING:
    from api.identity import Identity
    from graph.record import Record
    from learners.policy import Policy

PAGE: Final = 1_000
"""People whose pictures are in memory at the same time where everybody is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """About whose team (None: everybody, in figures), beside which role level (None: each beside their own target),
    at the end of which day in UTC (None: today), and for how long to search for each path."""

    manager: str | None = None
    to: str | None = None
    as_of: date | None = None
    seconds: float | None = None
    workers: int | None = None
    language: str = "en"


@dataclass(frozen=True, kw_only=True, eq=False)
class TeamAnswer:
    """A manager's team. `planned` and `coverage` where they were asked for."""

    view: EditionView
    manager: str
    day: date
    policy: str
    to: RoleLevelId | None
    team: Team
    planned: Planned | None = None
    coverage: Coverage | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class GroupsAnswer:
    """Figures about groups of at least `minimum` people."""

    view: EditionView
    day: date
    policy: str
    minimum: int
    to: RoleLevelId | None
    groups: tuple[Group, ...]
    cover: Cover | None = None


async def ask_team(
    settings: Settings,
    asked: Asked,
    tick: Ticker,
    *,
    planning: bool = False,
    wanted: int | None = None,
    until: Until | None = None,
) -> TeamAnswer:
    """The team of `asked.manager`, with paths where they are asked for. What cannot be answered goes to the door."""
    async with _sitting(settings, asked) as sitting:
        visibles = given(await sitting.identity.led_by(sitting.caller, LearnerId(asked.manager or "")))
        people = await team.pictures(
            sitting.record, visibles, sitting.view, at=sitting.at, on_progress=_reading(tick)
        )
        group = team.team(people, sitting.view, to=sitting.to)
        planned = coverage = None
        if planning:
            hours = given(team.hours_each(until, sitting.today))
            planned = await asyncio.to_thread(
                team.planned,
                sitting.view,
                [one.problem for one in group.measured],
                solvers=one_by_one(language=asked.language, timer=_timer(_seconds(settings, asked))),
                on_progress=lambda done, of: tick.count("planned", done, of),
            )
            if wanted is not None:
                coverage = given(team.coverage(planned, wanted, hours=hours))
            await _noted(sitting, group.measured, planned)
        return TeamAnswer(
            view=sitting.view,
            manager=asked.manager or "",
            day=sitting.at.date(),
            policy=sitting.policy.label,
            to=sitting.to,
            team=group,
            planned=planned,
            coverage=coverage,
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Everybody:
    """All who count, without what they did."""

    view: EditionView
    day: date
    today: date
    policy: str
    minimum: int
    to: RoleLevelId | None
    placed: tuple[Placed, ...]
    problems: tuple[Problem, ...]


async def ask_everybody(settings: Settings, asked: Asked, tick: Ticker) -> Everybody:
    """Everybody who lets skills be inferred, beside a role level or their own target."""
    placed: list[Placed] = []
    problems: list[Problem] = []
    async with _sitting(settings, asked) as sitting:
        async for some in sitting.identity.counted(sitting.caller):
            for start in range(0, len(some), PAGE):
                page = some[start : start + PAGE]
                people = await team.pictures(sitting.record, page, sitting.view, at=sitting.at, named=False)
                group = team.team(people, sitting.view, to=sitting.to)
                problems += [one.problem for one in group.measured]
                placed += team.placements(group)
                tick.count("people read", len(placed))
        return Everybody(
            view=sitting.view,
            day=sitting.at.date(),
            today=sitting.today,
            policy=sitting.policy.label,
            minimum=sitting.policy.minimum_group,
            to=sitting.to,
            placed=tuple(placed),
            problems=tuple(problems),
        )


def needs_of(everybody: Everybody) -> GroupsAnswer:
    """How groups stand beside what their people need."""
    return _groups(everybody, group_figures.figures(everybody.placed, everybody.minimum))


def distances_of(
    everybody: Everybody,
    settings: Settings,
    asked: Asked,
    tick: Ticker,
    *,
    wanted: int | None = None,
    until: Until | None = None,
) -> GroupsAnswer:
    """How far groups are from a role level. Forks processes: no event loop runs here."""
    hours = given(team.hours_each(until, everybody.today))
    if wanted is not None and (refused := team.places_refused(wanted)):
        given(refused)
    tick.say("preparing the edition …")
    how = How(language=asked.language, seconds=_seconds(settings, asked))
    planned = team.planned(
        everybody.view,
        [_without_tests(one) for one in everybody.problems],
        solvers=pool(asked.workers, how, on_death=tick.note),
        on_progress=lambda done, of: tick.count("planned", done, of),
    )
    there = {one.id: one for one in planned.candidates}
    placed = [one for one in everybody.placed if one.id in there]
    groups = group_figures.distances(placed, there, everybody.minimum)
    cover = None if wanted is None else group_figures.cover(groups, wanted, hours_each=hours)
    return _groups(everybody, groups, cover)


def _groups(everybody: Everybody, groups: tuple[Group, ...], cover: Cover | None = None) -> GroupsAnswer:
    return GroupsAnswer(
        view=everybody.view,
        day=everybody.day,
        policy=everybody.policy,
        minimum=everybody.minimum,
        to=everybody.to,
        groups=groups,
        cover=cover,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Sitting:
    """Where a question is answered: the edition, the record, and for whom."""

    view: EditionView
    record: "Record"
    identity: "Identity"
    caller: Caller
    to: RoleLevelId | None
    at: datetime
    today: date
    policy: "Policy"


@asynccontextmanager
async def _sitting(settings: Settings, asked: Asked) -> AsyncIterator[_Sitting]:
    now = datetime.now(UTC)
    at = given(moment(asked.as_of, now))
    async with opened_people(settings) as (graph, record, identity):
        to = None if asked.to is None else RoleLevelId(await found(graph, "role_level", asked.to))
        yield _Sitting(
            view=await whole(graph),
            record=record,
            identity=identity,
            caller=identity.local("team"),
            to=to,
            at=at,
            today=now.date(),
            policy=await record.policies.current(),
        )


async def _noted(sitting: _Sitting, people: Sequence[Measured], planned: Planned) -> None:
    """Note in the audit log whose paths are shown, before they are."""
    paths = planned.paths
    await asyncio.gather(
        *(
            sitting.identity.shown(
                sitting.caller,
                one.picture.visible,
                path=path_digest(paths[one.id]),
                edition=sitting.view.edition.number,
                policy=sitting.policy.label,
                action="team.read",
            )
            for one in people
            if one.id in paths
        )
    )


def _without_tests(one: Problem) -> Problem:
    """The same without what is likely: to see which tests pay takes most of the time, and no band needs it."""
    return one._replace(question=replace(one.question, state=replace(one.question.state, likely={})))


def _seconds(settings: Settings, asked: Asked) -> float:
    return settings.limits.solve_seconds if asked.seconds is None else asked.seconds


def _timer(seconds: float) -> Callable[[], Callable[[], float]]:
    """Starts the time of one path."""

    def start() -> Callable[[], float]:
        ends = time.monotonic() + seconds
        return lambda: ends - time.monotonic()

    return start


def _reading(tick: Ticker) -> Callable[[int, int], None]:
    return lambda done, of: tick.count("people read", done, of)
