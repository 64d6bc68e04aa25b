"""A whole organisation: people from a file, the path of each, and what the paths say about the catalogue."""

import asyncio
from dataclasses import dataclass
from statistics import median
from typing import IO

from api.doors import Refused, given
from api.people_rows import BadRow, Kind, People, Person
from api.planning_pool import How, pool
from api.row_reading import TableRefused
from api.settings import Settings
from api.ticking import Ticker
from api.views import EditionView
from api.wiring import opened
from graph import Edition
from ontology import turtle
from ontology.ids import AssessmentId, CourseId, RoleLevelId
from ontology.model import Catalogue, CompetencyAt
from ontology.refusals import Refusal
from planning import organisation
from planning.many import plan_many
from planning.model import LearningPath, PathStatus
from planning.new_courses import CatalogueGaps, catalogue_gaps
from planning.organisation import Bottlenecks, Footprint, OpenGoal


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked beside the people: `to` where a row names no role level, `seconds` to search for each path, how
    many new courses to try out of either kind."""

    to: str | None = None
    include_optional: bool = False
    seconds: float | None = None
    workers: int | None = None
    new_courses: int = 3
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """One person's path, without its reasons."""

    row: int
    learner: str
    to: RoleLevelId | None
    status: PathStatus
    required: int
    short: int
    steps_short: int
    hours: float
    bound: float
    proved: bool
    unknown_hours: int
    courses: tuple[CourseId, ...]
    assessments: tuple[AssessmentId, ...]
    uncloseable: tuple[CompetencyAt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """The answer. `planned` and `refused` together are all rows, each in the order of the file; `problems` counts
    the distinct ones that were computed."""

    edition: Edition
    catalogue: Catalogue
    planned: tuple[PersonRow, ...]
    refused: tuple[BadRow, ...]
    unread: tuple[str, ...]
    problems: int
    bottlenecks: Bottlenecks
    open_goals: tuple[OpenGoal, ...]
    gaps: CatalogueGaps | None

    def count(self, status: PathStatus) -> int:
        """How many people's paths have this status."""
        return sum(row.status == status for row in self.planned)

    @property
    def total_hours(self) -> float:
        """Of all paths, added up."""
        return sum(row.hours for row in self.planned)

    @property
    def total_bound(self) -> float:
        """What no paths for these people take less than, in all."""
        return sum(row.bound for row in self.planned)

    @property
    def median_hours(self) -> float:
        """Of the paths that have steps; 0 where there are none."""
        return median([row.hours for row in self.planned if row.courses] or [0.0])

    @property
    def proved(self) -> int:
        return sum(row.proved for row in self.planned)


async def current(settings: Settings) -> EditionView:
    """The current edition, whole: read from its archive, which is the quickest way to all of it."""
    async with opened(settings) as graph:

        async def read(edition: Edition) -> EditionView:
            catalogue = await asyncio.to_thread(turtle.parse, await graph.archive(edition.number))
            return EditionView(edition=edition, catalogue=catalogue)

        return await graph.steadily(read)


def plan_organisation(
    view: EditionView, stream: IO[bytes], asked: Asked, settings: Settings, tick: Ticker
) -> Organisation:
    """Reads the people, plans for all of them, and counts. Forks processes: no event loop runs here.

    What concerns the file as a whole goes out to the door; what concerns one row is in the answer.
    """
    tick.say("preparing the edition …")
    index = view.solver_index
    people, refused, unread = _people(view, stream, asked, tick)
    seconds = settings.limits.solve_seconds if asked.seconds is None else asked.seconds
    how = How(language=asked.language, seconds=seconds)
    solvers = pool(asked.workers, how, on_death=tick.note)
    planned: list[PersonRow] = []
    footprints: list[Footprint] = []
    questions = [person.question for person in people]
    tick.say("looking for people with the same problem …")
    done = 0
    for shared in plan_many(index, questions, solvers=solvers):
        done += len(shared.numbers)
        tick.count("planned", done, len(people))
        for answer in shared.answers(index, questions):
            person = people[answer.number]
            if isinstance(answer.path, Refusal):
                refused.append(BadRow(row=person.row, learner=person.learner, refusal=answer.path))
            else:
                planned.append(_row(person, answer.path))
        if not isinstance(shared.solved, Refusal):
            footprints.append(organisation.footprint(shared.question, len(shared.numbers), shared.solved))
    found = None
    if asked.new_courses:
        tick.say("looking for new courses that would help …")
        found = catalogue_gaps(
            index,
            footprints,
            solvers,
            most=asked.new_courses,
            on_progress=lambda course: tick.say(
                f"trying a new course for {view.shown(view.thing[course.competency], asked.language).text} …"
            ),
        )
    return Organisation(
        edition=view.edition,
        catalogue=view.catalogue,
        planned=tuple(sorted(planned, key=lambda row: row.row)),
        refused=tuple(sorted(refused, key=lambda row: row.row)),
        unread=unread,
        problems=len(footprints),
        bottlenecks=organisation.bottlenecks(footprints),
        open_goals=organisation.open_goals(footprints),
        gaps=found,
    )


def _people(
    view: EditionView, stream: IO[bytes], asked: Asked, tick: Ticker
) -> tuple[list[Person], list[BadRow], tuple[str, ...]]:
    """Everybody who can be planned for, the other rows, and the columns that were not read."""
    known: dict[tuple[Kind, str], str | Refusal] = {}

    def choose(kind: Kind, text: str) -> str | Refusal:
        if (kind, text) not in known:
            chosen = view.choose(kind, text, asked.language)
            known[kind, text] = chosen if isinstance(chosen, Refusal) else chosen.id
        return known[kind, text]

    to = None if asked.to is None else RoleLevelId(given(choose("role_level", asked.to)))
    reader = People(view.catalogue, choose, to=to, include_optional=asked.include_optional)
    people: list[Person] = []
    refused: list[BadRow] = []
    try:
        for number, row in enumerate(reader.read(stream), start=1):
            tick.count("rows read", number)
            if isinstance(row, Person):
                people.append(row)
            else:
                refused.append(row)
    except TableRefused as whole:
        raise Refused(whole.refusal) from None
    return people, refused, reader.table.unread


def _row(person: Person, path: LearningPath) -> PersonRow:
    return PersonRow(
        row=person.row,
        learner=person.learner,
        to=person.question.target,
        status=path.status,
        required=path.gap.required,
        short=path.gap.short,
        steps_short=path.gap.steps_short,
        hours=path.hours,
        bound=path.bound,
        proved=path.proved,
        unknown_hours=path.unknown_hours,
        courses=tuple(step.course for step in path.steps if step.course is not None),
        assessments=tuple(step.assessment for step in path.steps if step.assessment is not None),
        uncloseable=tuple(CompetencyAt(goal.competency, goal.level) for goal in path.uncloseable),
    )
