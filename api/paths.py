"""The question for a path at the terminal: names become ids, the edition is read, `planning` answers.

A path needs the whole edition, so it is read from its archive.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from api import about_paths
from api.about_paths import Beside, Told
from api.contradictions import with_probability
from api.doors import given
from api.kept import Kept
from api.questions import Pairs, all_found, found, ranked, said_once
from api.settings import Settings
from api.since import Since, catalogue_of
from api.since import since as what_became
from api.wiring import opened
from graph import Edition, Graph
from ontology import turtle
from ontology.ids import CompetencyId, CourseId, RoleLevelId
from ontology.model import Catalogue
from planning import goals
from planning.model import LearningPath
from planning.preferences import Limits, Preferences

if TYPE_CHECKING:
    from api.person import Picture
    from api.person_questions import Looked, Whose
    from planning.recommend import Planned


class Maybe(NamedTuple):
    """A level that is held with a probability."""

    competency: str
    rank: int
    probability: float


class Begun(NamedTuple):
    """A course that was begun, and the hours that remain."""

    course: str
    hours_left: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PathAsked:
    """A path as it was asked for: things by id, full IRI or label. `seconds` is how long to search at the most.

    With `whose` it starts from what the record says of a learner; all that is said here comes on top.
    """

    target: str | None = None
    source: str | None = None
    have: Pairs = ()
    maybe: Sequence[Maybe] = ()
    done: Sequence[str] = ()
    in_progress: Sequence[Begun] = ()
    goal: Pairs = ()
    without: Sequence[str] = ()
    include_optional: bool = False
    preferences: Preferences = field(default_factory=Preferences)
    limits: Limits = field(default_factory=Limits)
    seconds: float | None = None
    language: str = "en"
    whose: "Whose | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PathAnswer:
    """`picture` is of the learner whose state the path starts from."""

    edition: Edition
    catalogue: Catalogue
    target: RoleLevelId | None
    planned: "Planned"
    told: Told
    since: Since | None = None
    picture: "Picture | None" = None

    @property
    def path(self) -> LearningPath:
        return self.planned.path


async def ask_path(
    settings: Settings,
    asked: PathAsked,
    beside: Beside,
    on_progress: Callable[[str], None],
    *,
    kept: Kept | None = None,
) -> PathAnswer:
    """The path that is asked for, over the whole edition, what is asked about it, and what became of a kept one.

    What cannot be answered goes out to the door.
    """
    if asked.whose is not None:
        from api.person_questions import looking

        async with looking(
            settings, asked.whose, command="path", action="path.read", on_progress=on_progress
        ) as looked:
            answer = await _answered(looked.graph, settings, asked, beside, on_progress, kept, looked)
            await looked.showed(answer.path)
            return answer
    async with opened(settings) as graph:
        return await _answered(graph, settings, asked, beside, on_progress, kept)


async def _answered(
    graph: Graph,
    settings: Settings,
    asked: PathAsked,
    beside: Beside,
    on_progress: Callable[[str], None],
    kept: Kept | None,
    looked: "Looked | None" = None,
) -> PathAnswer:
    """The answer over an open graph. `looked` is the learner that it is about, with the edition, if any."""
    named = await _named(graph, asked)
    about = await about_paths.named(graph, beside)
    if looked is None:
        on_progress("reading the edition …")
        edition, catalogue = await _whole(graph)
    else:
        edition, catalogue = looked.view.edition, looked.view.catalogue
    before = await catalogue_of(graph, kept, edition, catalogue) if kept else catalogue
    picture = None if looked is None else looked.picture
    to = named.to
    if picture is not None and to is None and not named.goal:
        to = given(picture.target())
    question = given(
        goals.ask(
            catalogue,
            to=to,
            source=named.source,
            have=named.have,
            done=named.done,
            goal=named.goal,
            without=named.without,
            include_optional=asked.include_optional,
            preferences=asked.preferences,
            limits=asked.limits,
            in_progress=named.in_progress,
            likely=named.likely,
            state=None if picture is None else picture.skills,
        )
    )
    on_progress("searching for the cheapest path …")
    from planning.recommend import plan
    from planning.solver.index import build

    index = build(catalogue)
    ends = time.monotonic() + (settings.limits.solve_seconds if asked.seconds is None else asked.seconds)

    def remaining() -> float:
        return ends - time.monotonic()

    planned = plan(index, question, language=asked.language, remaining=remaining)
    on_progress("answering what is asked about it …")
    told = about_paths.tell(planned, about, remaining)
    return PathAnswer(
        edition=edition,
        catalogue=catalogue,
        target=question.target,
        planned=planned,
        told=told,
        since=what_became(kept, before, planned, edition) if kept else None,
        picture=picture,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """What a question names, by id."""

    to: RoleLevelId | None
    source: RoleLevelId | None
    have: Mapping[CompetencyId, int]
    likely: Mapping[CompetencyId, tuple[int, float]]
    done: Sequence[CourseId]
    in_progress: Mapping[CourseId, float]
    goal: Mapping[CompetencyId, int]
    without: Sequence[CourseId]


async def _named(graph: Graph, asked: PathAsked) -> _Named:
    likely: dict[CompetencyId, tuple[int, float]] = {}
    for name, rank, probability in asked.maybe:
        competency = CompetencyId(await found(graph, "competency", name))
        said_once(likely, competency, (rank, probability), "competency", "likely rank", with_probability)
    in_progress: dict[CourseId, float] = {}
    for name, hours_left in asked.in_progress:
        course = CourseId(await found(graph, "course", name))
        said_once(in_progress, course, hours_left, "course", "number of remaining hour")
    return _Named(
        to=None if asked.target is None else RoleLevelId(await found(graph, "role_level", asked.target)),
        source=None if asked.source is None else RoleLevelId(await found(graph, "role_level", asked.source)),
        have=await ranked(graph, asked.have),
        likely=likely,
        done=[CourseId(course) for course in await all_found(graph, "course", asked.done)],
        in_progress=in_progress,
        goal=await ranked(graph, asked.goal),
        without=[CourseId(course) for course in await all_found(graph, "course", asked.without)],
    )


async def _whole(graph: Graph) -> tuple[Edition, Catalogue]:
    """The current edition from its archive, which is the quickest way to all of it."""

    async def read(edition: Edition) -> tuple[Edition, Catalogue]:
        return edition, await asyncio.to_thread(turtle.parse, await graph.archive(edition.number))

    return await graph.steadily(read)
