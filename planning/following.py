"""A path whose courses are known already: the same answer without the search, for the state and catalogue of now.

Whoever asks knows that no set of courses is cheaper, by a certificate (`planning.refresh`) or by a search.
"""

from collections.abc import Callable, Iterable

import numpy as np

from ontology.ids import CourseId
from planning.cases import Case, case_of
from planning.goals import Question
from planning.preferences import Limits
from planning.recommend import Planned, told
from planning.solver.index import Index
from planning.solver.problem import Solution


def follow(
    index: Index,
    question: Question,
    courses: Iterable[CourseId],
    *,
    language: str = "en",
    remaining: Callable[[], float] = lambda: float("inf"),
) -> Planned | None:
    """The path of exactly these courses, said to be proved; None where they are not an answer to the question.

    They are none where one of them is not in use or left out or done, where they cannot all be followed, or do not
    reach all that can be reached; nor is any where limits or a model have a say in what is best.
    """
    if question.limits != Limits():
        return None
    case = case_of(index, question, None)
    solution = solution_of(case, courses)
    return None if solution is None else told(case, solution, language, remaining, None)


def solution_of(case: Case, courses: Iterable[CourseId]) -> Solution | None:
    """The courses as the solution of a case; None where they are none. That nothing is cheaper is believed."""
    index, problem = case.index, case.problem
    places = [index.position.get(course) for course in courses]
    chosen = sorted(place for place in places if place is not None and problem.open[place])
    if len(chosen) < len(places) or not _reaches(case, chosen):
        return None
    cost = int(problem.cost[chosen].sum()) if chosen else 0
    return Solution(courses=tuple(chosen), cost=cost, bound=cost, proved=True)


def _reaches(case: Case, chosen: list[int]) -> bool:
    """Whether all of them can be followed, and all goals hold then."""
    index, problem = case.index, case.problem
    facts, left = problem.true.copy(), list(chosen)
    while left:
        ready = [c for c in left if all(any(facts[fact] for fact in group) for group in index.groups[c])]
        if not ready:
            return False
        left = [course for course in left if course not in ready]
        for course in ready:
            facts[list(index.adds[course])] = True
    return bool(np.all(facts[list(problem.goals)]))
