"""Which single new course would help an organisation most: by hours saved, and by goals that could be closed at last.

The most promising few (`planning.shortlist`) are tried out, by adding the course to the catalogue and planning again
for everybody whom it may concern.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ontology.ids import CompetencyId, CourseId
from ontology.model import Course, Teaching
from ontology.refusals import Refusal
from planning.explaining.model import NewCourse
from planning.explaining.variants import Variant, attained
from planning.gaps import holdings, stands
from planning.many import Solved
from planning.model import Uncloseable
from planning.organisation import Footprint
from planning.ports import Solvers
from planning.preferences import Limits
from planning.shortlist import Hours, closers, order, savers, usual_hours
from planning.solver.index import Index, build
from planning.solver.problem import pose
from planning.solver.reach import reach

TRIED = 3
"""So many courses of each kind are tried out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What a new course would bring.

    `estimate` is what the proofs let hope for: hours saved, or goals closed, over all people. `replanned` people were
    planned for again with the course: those for whom the proofs do not show that it is of no use. Of these `helped`
    get a path that costs less or closes more; `saved` is what their paths cost less, added up, where the same goals
    are closed, and `closed` how many goals are closed that could not be. Both are certified: no less than that.
    """

    course: NewCourse
    hours: Hours
    estimate: float
    replanned: int
    helped: int
    saved: float
    closed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueGaps:
    """The new courses that were tried out: by hours saved, and by goals closed, the best first.

    None that saves, or closes, nothing.
    """

    savers: tuple[Gain, ...]
    closers: tuple[Gain, ...]


def catalogue_gaps(
    index: Index,
    footprints: Sequence[Footprint],
    solvers: Solvers,
    *,
    most: int = TRIED,
    on_progress: Callable[[NewCourse], None] = lambda _: None,
) -> CatalogueGaps:
    """The best new courses for these people, out of the `most` most promising ones of either kind."""
    usual = usual_hours(index)
    saving, closing = savers(index, footprints, usual, most), closers(index, footprints, most)
    courses = tuple(dict.fromkeys(course for course, _ in (*saving, *closing)))
    concerned = _concerned(index, footprints, courses)
    gains: dict[NewCourse, Gain] = {}
    for course in courses:
        on_progress(course)
        gains[course] = try_out(index, concerned[course], course, usual(course), solvers)

    def ranked(tried: Iterable[tuple[NewCourse, float]], worth: Callable[[Gain], float]) -> tuple[Gain, ...]:
        found = [replace(gains[course], estimate=estimate) for course, estimate in tried]
        return tuple(sorted((g for g in found if worth(g) > 0), key=lambda g: (-worth(g), order(g.course))))

    return CatalogueGaps(savers=ranked(saving, lambda g: g.saved), closers=ranked(closing, lambda g: g.closed))


def try_out(index: Index, concerned: Sequence[Footprint], course: NewCourse, hours: Hours, solvers: Solvers) -> Gain:
    """Adds the course to the catalogue and plans again for all whom it may concern."""
    helped, saved, closed = 0, 0.0, 0
    questions = [one.question for one in concerned]
    for one, solved in zip(concerned, solvers(_with(index, course, hours.hours), questions), strict=True):
        if isinstance(solved, Refusal):
            continue
        fewer = len(one.uncloseable) - len(solved.path.uncloseable)
        less = _saved(one, solved)
        helped += one.people * (fewer > 0 or less > 0.0)
        closed += one.people * max(0, fewer)
        saved += one.people * less
    return Gain(
        course=course,
        hours=hours,
        estimate=0.0,
        replanned=sum(one.people for one in concerned),
        helped=helped,
        saved=saved,
        closed=closed,
    )


def _concerned(
    index: Index, footprints: Iterable[Footprint], courses: Sequence[NewCourse]
) -> Mapping[NewCourse, list[Footprint]]:
    """For each course the problems that it may change: where a level that it gives is worth something or its
    competency is raised by the path (all that is known without a proof), or where an open goal comes nearer.

    Paths under a limit are left out: what they close is weighed against the limit, and counting goals says little.
    """
    found: dict[NewCourse, list[Footprint]] = {course: [] for course in courses}
    for one in footprints:
        if one.question.limits != Limits():
            continue
        worth = {fact for fact, _ in one.worth}
        raised = {stands(index.catalogue, given.competency) for _, gives in one.gives for given in gives}
        nearer = _nearer(index, one, courses) if one.uncloseable else frozenset()
        for course in courses:
            if course.competency in raised or not worth.isdisjoint(_facts(index, course)) or course in nearer:
                found[course].append(one)
    return found


def _nearer(index: Index, one: Footprint, courses: Sequence[NewCourse]) -> frozenset[NewCourse]:
    """The courses that bring an open goal at least a level nearer: exact, since what can be reached is."""
    question = one.question
    held = {fact: attainment.level for fact, (_, attainment) in holdings(index.catalogue, question.state).items()}
    problem = pose(index, held, question.state.done, question.without)
    facts = reach(problem).facts

    def startable(course: NewCourse) -> bool:
        made = Course(id=CourseId(""), teaches=(_teaching(course),))
        members = ([index.fact_of(member) for member in ask.group] for ask in index.lifting.asks(made))
        return all(any(fact is not None and facts[fact] for fact in group) for group in members)

    able = [course for course in courses if startable(course)]
    next_ones = [index.fact(goal.competency, goal.reached + 1) for goal in one.uncloseable]
    attains = attained(
        problem,
        [Variant(given=tuple(_facts(index, course))) for course in able],
        [fact for fact in next_ones if fact is not None],
    )
    return frozenset(course for course, goals in zip(able, attains, strict=True) if goals.any())


def _facts(index: Index, course: NewCourse) -> range:
    """The facts that the course gives."""
    first = index.first[course.competency]
    return range(first + course.from_level, first + course.to_level)


def _teaching(course: NewCourse) -> Teaching:
    return Teaching(course.competency, course.from_level, course.to_level)


def _saved(one: Footprint, solved: Solved) -> float:
    """What the path costs less for certain; 0 where it goes further, which may cost more."""
    if _reached(one.uncloseable) != _reached(solved.path.uncloseable):
        return 0.0
    saved = one.bound - solved.path.cost
    return saved if saved > 1e-9 else 0.0


def _reached(uncloseable: Iterable[Uncloseable]) -> set[tuple[CompetencyId, int, int]]:
    return {(goal.competency, goal.level, goal.reached) for goal in uncloseable}


def _with(index: Index, course: NewCourse, hours: float) -> Index:
    """The index with the course under an id of its own; what all others cost stays, estimated hours too."""
    catalogue = index.catalogue
    name = CourseId("new-course")
    while name in catalogue.course:
        name = CourseId(f"{name}-")
    courses = (*catalogue.courses, Course(id=name, hours=hours, teaches=(_teaching(course),)))
    extended = build(replace(catalogue, courses=tuple(sorted(courses, key=lambda one: one.id))))
    place = extended.position[name]
    return replace(extended, cost=np.insert(index.cost, place, extended.cost[place]))
