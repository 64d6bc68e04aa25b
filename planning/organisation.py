"""What the paths of many people say about a catalogue: which courses they hang on, and which goals stay open.

Counted over distinct problems, each with the number of people who have it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ontology.ids import CompetencyId, CourseId
from ontology.model import CompetencyAt
from planning.explaining.model import Repair
from planning.goals import Question
from planning.many import Solved
from planning.model import Cause, PathStatus, Uncloseable


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprint:
    """What a distinct problem leaves behind for the report; `people` have it.

    `question` is the reduced one. `cost` and `bound` are the path's, in hours (or whatever preferences make of them).
    `gives` are the courses of the path with the competencies that each raises.
    """

    people: int
    question: Question
    status: PathStatus
    cost: float
    bound: float
    proved: bool
    gives: tuple[tuple[CourseId, tuple[CompetencyAt, ...]], ...]
    only_way: frozenset[CourseId]
    uncloseable: tuple[Uncloseable, ...]
    worth: tuple[tuple[int, float], ...]
    repairs: tuple[Repair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """A course and the people who depend on it: it is in the path of `people`, and for `only_way` of them no path
    goes as far without it."""

    course: CourseId
    people: int
    only_way: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyLoad:
    """The courses that raise one competency in the paths of `people` (each counted once)."""

    competency: CompetencyId
    people: int
    courses: tuple[Load, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bottlenecks:
    """Those that most people depend on first: for want of another way, then by use, then by id."""

    courses: tuple[Load, ...]
    competencies: tuple[CompetencyLoad, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenGoal:
    """A goal that `people` cannot reach, with the causes and how many people each holds back."""

    competency: CompetencyId
    level: int
    people: int
    causes: tuple[tuple[Cause, int], ...]


def footprint(question: Question, people: int, solved: Solved) -> Footprint:
    """What is kept of one distinct problem and its answer."""
    path = solved.path
    return Footprint(
        people=people,
        question=question,
        status=path.status,
        cost=path.cost,
        bound=path.cost_bound,
        proved=path.proved,
        gives=tuple((step.course, step.gives) for step in path.steps if step.course is not None),
        only_way=frozenset(solved.only_way),
        uncloseable=path.uncloseable,
        worth=solved.worth,
        repairs=solved.repairs,
    )


def bottlenecks(footprints: Iterable[Footprint]) -> Bottlenecks:
    """Which courses the paths hang on, in all and for each competency."""
    used, alone = Counter[CourseId](), Counter[CourseId]()
    raised = Counter[CompetencyId]()
    by_competency: dict[CompetencyId, tuple[Counter[CourseId], Counter[CourseId]]] = {}
    for one in footprints:
        for course, gives in one.gives:
            used[course] += one.people
            alone[course] += one.people * (course in one.only_way)
            for competency in {given.competency for given in gives}:
                of_it, alone_of_it = by_competency.setdefault(competency, (Counter(), Counter()))
                of_it[course] += one.people
                alone_of_it[course] += one.people * (course in one.only_way)
        for competency in {given.competency for _, gives in one.gives for given in gives}:
            raised[competency] += one.people
    competencies = (
        CompetencyLoad(competency=competency, people=raised[competency], courses=_loads(*counters))
        for competency, counters in by_competency.items()
    )
    return Bottlenecks(
        courses=_loads(used, alone),
        competencies=tuple(sorted(competencies, key=lambda c: (-c.courses[0].only_way, -c.people, c.competency))),
    )


def open_goals(footprints: Iterable[Footprint]) -> tuple[OpenGoal, ...]:
    """The goals that stay open, those of most people first: what to repair, counted by competency and level."""
    causes: dict[tuple[CompetencyId, int], Counter[Cause]] = {}
    for one in footprints:
        for goal in one.uncloseable:
            causes.setdefault((goal.competency, goal.level), Counter())[goal.cause] += one.people
    goals = (
        OpenGoal(
            competency=competency,
            level=level,
            people=counted.total(),
            causes=tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0]))),
        )
        for (competency, level), counted in causes.items()
    )
    return tuple(sorted(goals, key=lambda goal: (-goal.people, goal.competency, goal.level)))


def _loads(used: Counter[CourseId], alone: Counter[CourseId]) -> tuple[Load, ...]:
    loads = (Load(course=course, people=people, only_way=alone[course]) for course, people in used.items())
    return tuple(sorted(loads, key=lambda load: (-load.only_way, -load.people, load.course)))
