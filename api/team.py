"""A team as its manager sees it, and groups as an administrator does: who is read, measured and planned for.

The people of a team come one by one from `api/identity.py`, which knows whom a manager may see; what a team looks
like then is `planning.teams`. Whoever is not to be shown is not here at all. For figures about groups everybody is
read who lets skills be inferred; only figures leave (`planning.group_figures`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from api import person
from api.person import Picture
from api.views import EditionView
from learners.access import VisibleLearner
from ontology.ids import RoleLevelId
from ontology.refusals import Refusal
from planning import admissible, gaps, goals, teams
from planning.goals import Question
from planning.group_figures import Placed
from planning.many import plan_many
from planning.model import Gap, LearningPath
from planning.ports import Solvers
from planning.preferences import Deadline, Limits
from planning.teams import Candidate, Coverage, HeatMap, Member

if TYPE_CHECKING:
    from graph.record import Record


class Problem(NamedTuple):
    """Somebody's question for a path, and the gap that it is about."""

    id: str
    question: Question
    gap: Gap


@dataclass(frozen=True, kw_only=True, eq=False)
class Measured:
    """Somebody beside what a role level needs."""

    picture: Picture
    target: RoleLevelId
    question: Question
    gap: Gap

    @property
    def id(self) -> str:
        return self.picture.visible.id

    @property
    def problem(self) -> Problem:
        return Problem(self.id, self.question, self.gap)


@dataclass(frozen=True, kw_only=True, eq=False)
class Unmeasured:
    """Somebody who cannot be measured, and why: mostly, nobody said what they are on the way to."""

    picture: Picture
    refusal: Refusal

    @property
    def id(self) -> str:
        return self.picture.visible.id


@dataclass(frozen=True, kw_only=True, eq=False)
class Team:
    """People who may be seen, beside what they need; each part by id."""

    measured: tuple[Measured, ...]
    unmeasured: tuple[Unmeasured, ...]

    @property
    def heat(self) -> HeatMap:
        """Everybody's essential needs against what they hold."""
        return teams.heat_map(Member(id=one.id, gap=one.gap) for one in self.measured)


async def pictures(
    record: "Record",
    visibles: Sequence[VisibleLearner],
    view: EditionView,
    *,
    at: datetime,
    named: bool = True,
    on_progress: Callable[[int, int], None] = lambda _, __: None,
) -> tuple[Picture, ...]:
    """What is known of people at the end of a day, in their order, without notes; without `named` without names."""
    return await person.pictures(
        record, visibles, view.words, at=at, notes=False, named=named, on_progress=on_progress
    )


def team(people: Iterable[Picture], view: EditionView, *, to: RoleLevelId | None = None) -> Team:
    """People beside a role level, or each beside their own target."""
    measured: list[Measured] = []
    unmeasured: list[Unmeasured] = []
    for picture in sorted(people, key=lambda picture: picture.visible.id):
        found = measure(picture, view, to=to)
        if isinstance(found, Refusal):
            unmeasured.append(Unmeasured(picture=picture, refusal=found))
        else:
            measured.append(found)
    return Team(measured=tuple(measured), unmeasured=tuple(unmeasured))


def measure(picture: Picture, view: EditionView, *, to: RoleLevelId | None = None) -> Measured | Refusal:
    """Somebody beside a role level, or beside their own target. What was replaced stands for what replaced it."""
    catalogue = view.catalogue
    if to is None:
        own = picture.target()
        if isinstance(own, Refusal):
            return own
        to = RoleLevelId(picture.words.followed(own, catalogue.role_level) or own)
    question = goals.ask(catalogue, to=to, state=picture.skills)
    if isinstance(question, Refusal):
        return question
    gap = gaps.between(catalogue, question.needs, question.state)
    return Measured(picture=picture, target=question.target or to, question=question, gap=gap)


def placements(group: Team) -> tuple[Placed, ...]:
    """The people of a team as figures about groups take them."""
    return (
        *(Placed(id=one.id, team=one.picture.profile.team, target=one.target, gap=one.gap) for one in group.measured),
        *(Placed(id=one.id, team=one.picture.profile.team) for one in group.unmeasured),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Planned:
    """People with their cheapest paths, the nearest first; `failed` are those for whom none could be computed."""

    candidates: tuple[Candidate, ...]
    failed: tuple[tuple[str, Refusal], ...] = ()

    @property
    def paths(self) -> dict[str, LearningPath]:
        """By person."""
        return {one.id: one.path for one in self.candidates}


def planned(
    view: EditionView,
    people: Sequence[Problem],
    *,
    solvers: Solvers,
    on_progress: Callable[[int, int], None] = lambda _, __: None,
) -> Planned:
    """The cheapest path of each; what comes to the same problem is solved once."""
    index, questions = view.solver_index, [one.question for one in people]
    candidates: list[Candidate] = []
    failed: list[tuple[str, Refusal]] = []
    done = 0
    for shared in plan_many(index, questions, solvers=solvers):
        for number, path in shared.answers(index, questions):
            if isinstance(path, Refusal):
                failed.append((people[number].id, path))
            else:
                one = people[number]
                candidates.append(teams.candidate(Member(id=one.id, gap=one.gap), path))
        done += len(shared.numbers)
        on_progress(done, len(people))
    return Planned(candidates=teams.readiness(candidates), failed=tuple(failed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Until:
    """The day by which places are to be filled, and how many hours a week each person has for learning until then."""

    day: date
    hours_per_week: float


def hours_each(until: Until | None, today: date) -> float | Refusal | None:
    """How many hours each person has until the day, both days included; None where there is no such day."""
    if until is None:
        return None
    deadline = Deadline(starts_on=today, ends_on=until.day, hours_per_week=until.hours_per_week)
    refused = admissible.limits(Limits(deadline=deadline))
    if refused is not None:
        return refused
    return until.hours_per_week * ((until.day - today).days + 1) / 7


def coverage(found: Planned, wanted: int, *, hours: float | None) -> Coverage | Refusal:
    """Who of the people is nearest to so many places."""
    refused = places_refused(wanted)
    return teams.coverage(found.candidates, wanted, hours_each=hours) if refused is None else refused


def places_refused(wanted: int) -> Refusal | None:
    """Why nobody can ask for so many places; None where one can."""
    if 1 <= wanted <= 100_000:
        return None
    return Refusal(
        code="team.places_out_of_range",
        message=f"A need for {wanted:,} people cannot be asked about.",
        hint="Say how many people it takes, from 1 to 100,000.",
    )
