"""Assessments before courses: where a level is likely but not proved, a test of minutes may spare hours.

What it is worth is computed, not guessed. The path is searched again for each way in which the test may end, with the
levels that are proved then; the mean of what that saves, less the test's own time, is its worth, and a test is taken
when that is above nothing. Whoever fails holds what they held before, so that the path after all tests is the one
without them: nothing that is not proved is assumed, and each test is worth the same whatever came before it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import prod
from statistics import median

import numpy as np

from ontology.ids import AssessmentId, CourseId
from ontology.model import Assessment
from planning.cases import Case
from planning.gaps import stands
from planning.model import Diagnostic, Likely
from planning.solver.exact import cheapest
from planning.solver.index import MILLISECONDS
from planning.solver.losses import given_for_nothing, none_dearer
from planning.solver.problem import Problem, Solution, aim

MOST_SEARCHES = 24
"""How often one question may be searched again to see what tests are worth; the most promising come first."""
MOST_SETTLED = 3
"""How many levels of one sitting are looked at together: two to the power of it are its outcomes."""
_ROUNDING = 1e-9
"""More than what float64 loses in sums of duals, relative to the cost."""
HOURS_WHEN_NONE_ARE_KNOWN = 1.0
"""The time of a test, where no assessment of the catalogue says how long it takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """An assessment that is worth taking first. `took` is its time in milliseconds."""

    assessment: AssessmentId
    took: int
    estimated: bool
    diagnostic: Diagnostic


@dataclass(frozen=True, slots=True, kw_only=True)
class _Maybe:
    """A level that is likely, as a fact of the index; `facts` are those that hold with it."""

    likely: Likely
    facts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Test:
    """An assessment with the likely levels that it can settle."""

    assessment: AssessmentId
    took: int
    estimated: bool
    settles: tuple[_Maybe, ...]


def sittings(case: Case, failed: Solution, remaining: Callable[[], float]) -> tuple[Sitting, ...]:
    """The assessments worth taking, the best first; none where the path without them, `failed`, is not proved."""
    if not case.question.state.likely or not failed.courses or not failed.proved:
        return ()
    branches = _Branches(case, failed, remaining)
    waiting = sorted(_tests(case), key=lambda test: (-branches.promise(test), test.assessment))
    chosen: list[Sitting] = []
    while waiting:
        found = [sitting for test in waiting if (sitting := branches.sitting(test)) is not None]
        if not found:
            break
        best = min(found, key=lambda sitting: (-sitting.diagnostic.worth, sitting.assessment))
        chosen.append(best)
        settled = best.diagnostic.settles
        rest = (
            replace(test, settles=tuple(maybe for maybe in test.settles if maybe.likely not in settled))
            for test in waiting
        )
        waiting = [test for test in rest if test.settles and test.assessment != best.assessment]
    return tuple(chosen)


class _Branches:
    """The paths that are left when some likely levels turn out to be held; each searched once."""

    def __init__(self, case: Case, failed: Solution, remaining: Callable[[], float]) -> None:
        self.case = case
        self.remaining = remaining
        self.failed = failed
        self._found: dict[frozenset[Likely], Solution] = {frozenset(): failed}

    def promise(self, test: _Test) -> float:
        """About what the test saves (milliseconds): what gives its levels now falls away with their probability."""
        index = self.case.index
        saved = 0.0
        for maybe in test.settles:
            spare = (c for c in self.failed.courses if not set(index.adds[c]).isdisjoint(maybe.facts))
            saved += maybe.likely.probability * sum(int(self.case.hours[course]) for course in spare)
        return saved - test.took

    def sitting(self, test: _Test) -> Sitting | None:
        """The test with its worth; None where it is worth nothing, or that cannot be found out any more."""
        settles = test.settles[:MOST_SETTLED]
        hardly = 1.0 - prod(1.0 - maybe.likely.probability for maybe in settles)
        if hardly * self._most_saved(settles) <= test.took:
            return None
        if not self._search(settles):
            return None
        settles = tuple(maybe for maybe in settles if self._matters(maybe, settles))
        worth = self._hours(self.failed) - self._mean(settles) - test.took
        if not settles or worth <= 0.0:
            return None
        main, *also = sorted(settles, key=lambda maybe: (self._alone(maybe), maybe.likely))
        passed = self._solved(settles)
        return Sitting(
            assessment=test.assessment,
            took=test.took,
            estimated=test.estimated,
            diagnostic=Diagnostic(
                competency=main.likely.competency,
                level=main.likely.level,
                probability=main.likely.probability,
                hours_if_passed=self._hours(passed) / MILLISECONDS,
                hours_if_failed=self._hours(self.failed) / MILLISECONDS,
                worth=worth / MILLISECONDS,
                also=tuple(sorted(maybe.likely for maybe in also)),
                spared=self._spared(passed),
            ),
        )

    def _most_saved(self, passed: Sequence[_Maybe]) -> float:
        """More than this (milliseconds) no path saves that starts with all of these levels, by the proof of the one
        without them. Whoever passes fewer saves no more."""
        case, failed = self.case, self.failed
        everything = float(self._hours(failed))
        if failed.proof is None or not np.array_equal(case.problem.cost, case.hours):
            return everything
        facts = frozenset(fact for maybe in passed for fact in maybe.facts)
        falls = given_for_nothing(case.problem.goals, case.reached, failed.proof, facts)
        return min(everything, failed.cost - failed.proof.bound + falls + _ROUNDING * failed.cost)

    def _search(self, settles: Sequence[_Maybe]) -> bool:
        """Finds the paths of all outcomes; False where there are too many by now, or no time is left."""
        for size in range(1, len(settles) + 1):
            for passed in combinations(settles, size):
                key = frozenset(maybe.likely for maybe in passed)
                if key in self._found:
                    continue
                if len(self._found) > MOST_SEARCHES or self.remaining() <= 0.0:
                    return False
                self._found[key] = cheapest(self._branch(passed), self.remaining)
        return True

    def _branch(self, passed: Sequence[_Maybe]) -> Problem:
        """The problem with these levels held, less the courses that no plan has that is as cheap as the one without
        them: that one can still be followed, so the cheapest is among what is left."""
        case, failed = self.case, self.failed
        problem = _proved(case.problem, passed)
        if failed.proof is None:
            return problem
        facts = [fact for maybe in passed for fact in maybe.facts]
        may = none_dearer(case.problem.goals, case.reached, failed.proof, facts, failed.cost)
        return replace(problem, open=problem.open & may)

    def _solved(self, passed: Iterable[_Maybe]) -> Solution:
        return self._found[frozenset(maybe.likely for maybe in passed)]

    def _hours(self, solution: Solution) -> int:
        return sum(int(self.case.hours[course]) for course in solution.courses)

    def _mean(self, settles: Sequence[_Maybe]) -> float:
        """The mean milliseconds of the path over all outcomes, which are independent of each other."""
        total = 0.0
        for size in range(len(settles) + 1):
            for passed in combinations(settles, size):
                probability = prod(
                    maybe.likely.probability if maybe in passed else 1.0 - maybe.likely.probability
                    for maybe in settles
                )
                total += probability * self._hours(self._solved(passed))
        return total

    def _matters(self, maybe: _Maybe, settles: Sequence[_Maybe]) -> bool:
        """Whether there is an outcome whose path changes with this one."""
        others = [other for other in settles if other is not maybe]
        return any(
            self._hours(self._solved(passed)) != self._hours(self._solved((*passed, maybe)))
            for size in range(len(others) + 1)
            for passed in combinations(others, size)
        )

    def _alone(self, maybe: _Maybe) -> float:
        """Minus what it saves on average by itself."""
        saved = self._hours(self.failed) - self._hours(self._solved((maybe,)))
        return -maybe.likely.probability * saved

    def _spared(self, passed: Solution) -> tuple[CourseId, ...]:
        return tuple(self.case.index.courses[c] for c in self.failed.courses if c not in passed.courses)


def _tests(case: Case) -> list[_Test]:
    """The assessments in use that can settle something likely."""
    catalogue = case.index.catalogue
    maybes = _maybes(case)
    active = [assessment for assessment in catalogue.assessments if not assessment.retired]
    known = [assessment.hours for assessment in active if assessment.hours is not None]
    usual = median(known) if known else HOURS_WHEN_NONE_ARE_KNOWN
    found: list[_Test] = []
    for assessment in active:
        settles = tuple(maybe for maybe in maybes if _covers(case, assessment, maybe.likely))
        if settles:
            hours = usual if assessment.hours is None else assessment.hours
            found.append(
                _Test(
                    assessment=assessment.id,
                    took=max(0, round(hours * MILLISECONDS)),
                    estimated=assessment.hours is None,
                    settles=settles,
                )
            )
    return found


def _maybes(case: Case) -> list[_Maybe]:
    """What is likely and not held, the most probable first; of equivalents the most probable one."""
    catalogue, true = case.index.catalogue, case.problem.true
    by_fact: dict[str, _Maybe] = {}
    entries = [Likely(name, level, chance) for name, (level, chance) in case.question.state.likely.items()]
    for likely in sorted(entries, key=lambda one: (-one.probability, -one.level, one.competency)):
        fact = case.index.fact(likely.competency, likely.level)
        if fact is None or true[fact]:
            continue
        facts = tuple(range(case.index.first[stands(catalogue, likely.competency)], fact + 1))
        by_fact.setdefault(stands(catalogue, likely.competency), _Maybe(likely=likely, facts=facts))
    return list(by_fact.values())


def _covers(case: Case, assessment: Assessment, likely: Likely) -> bool:
    catalogue = case.index.catalogue
    leader = stands(catalogue, likely.competency)
    return any(stands(catalogue, a.competency) == leader and a.up_to >= likely.level for a in assessment.assesses)


def _proved(problem: Problem, passed: Iterable[_Maybe]) -> Problem:
    """The same goals with these levels held."""
    true = problem.true.copy()
    for maybe in passed:
        true[list(maybe.facts)] = True
    return aim(replace(problem, true=true), problem.goals)
