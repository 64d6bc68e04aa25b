"""What is left to decide once every course has its price: the courses still in play, part by part.

(Reduced-cost fixing: a course whose use would lift the bound above the best plan is in none that is better. Dantzig,
Fulkerson and Johnson 1954.)
"""

from collections.abc import Callable, Iterable
from functools import partial

import numpy as np

from planning.model import Stage
from planning.solver.ground import Ground, suffices
from planning.solver.index import MILLISECONDS, Flags
from planning.solver.pricing import Effort, Priced, keeps, whole
from planning.solver.problem import Solution
from planning.solver.program import First
from planning.solver.proof import Proof
from planning.solver.reach import dearest
from planning.solver.reduce import components, undominated, useful
from planning.solver.regions import Region
from planning.solver.settle import settle
from planning.solver.spare import without_spare

_ROUNDS = 3
"""How often what is in play is narrowed by a better plan, after the first time."""


class Rest:
    """The search after the linear program: its best plan, and what a plan with each course costs at least."""

    def __init__(
        self,
        ground: Ground,
        priced: Priced,
        bound: int,
        unit: int,
        must: frozenset[int],
        remaining: Callable[[], float],
        effort: Effort,
    ) -> None:
        self.ground = ground
        self.priced = priced
        self.best = priced.best
        self.bound = bound
        self.unit = unit
        self.must = must
        self.remaining = remaining
        self.effort = effort
        certificate = priced.certificate
        self.lower = 0.0 if certificate is None else certificate.bound
        self.added = (
            np.zeros(len(ground.index.courses)) if certificate is None else np.maximum(certificate.reduced, 0.0)
        )
        """By how many hours more than `lower` a plan costs at least that has each course (n float64)."""
        self._sharp = certificate is None

    def settle(self, proof: Proof | None) -> Solution | None:
        """Solves what is left to its end, or until time runs out.

        At first with the most promising courses alone: the better the plan, the fewer courses are in play next time.
        Ties are settled once all that are in play are there.
        """
        if self.best is None:
            self._find_any()
        for most in (self.effort.first_program, *[self.effort.largest_program] * _ROUNDS):
            survivors, dropped = self._survivors(most)
            final, bound, stopped = self._solve(survivors, ties=dropped is None)
            if dropped is None or stopped is not None:
                break
        if self.best is None:
            return None
        cost = self.ground.cost(self.best)
        bound = min(max(self.bound, bound if dropped is None else min(bound, dropped)), cost)
        proved = final and bound == cost
        return Solution(self.best, cost, bound, proved, None if proved else stopped, proof)

    def _solve(self, survivors: Ground, ties: bool) -> tuple[bool, int, Stage | None]:
        """Solves what survived, part by part: whether that is settled, a bound for it, and what ran out of time."""
        plans: list[int] = []
        bound, final = 0, True
        stopped: Stage | None = None
        for part in components(survivors):
            known = tuple(course for course in self.best or () if part.allowed[course])
            if not suffices(part, known):
                # There is no plan yet, or what made it one is dominated.
                known = ()
            elif len(known) == len(part.members):
                # Nothing of the plan can be left out, and nothing else is in play.
                plans, bound = [*plans, *known], bound + part.cost(known)
                continue
            too_dear = partial(self._too_dear, part)
            settled = settle(part, self.unit, self.must, *self._rows(part), known, too_dear, self.remaining, ties)
            bound += settled.bound
            final = final and settled.final
            stopped = stopped or settled.stopped
            plans += settled.courses or known
        found = tuple(sorted(plans))
        good = suffices(self.ground, found) and keeps(self.ground, found)
        if good and not final:
            found = without_spare(self.ground, found)
        if not good or (self.best is not None and self.ground.cost(found) > self.ground.cost(self.best)):
            return False, bound, stopped
        self.best = found
        return final, bound, stopped

    def _find_any(self) -> None:
        """A plan that keeps to the limits out of the courses that the linear program has, if there is one."""
        few = self.ground.narrowed(_only(self.ground, self.priced.program.x))
        settled = settle(few, self.unit, self.must, *self._rows(few), (), lambda _: (), self.remaining, False)
        if settled.courses is not None and suffices(few, settled.courses) and keeps(few, settled.courses):
            self.best = settled.courses

    def _survivors(self, most: int) -> tuple[Ground, int | None]:
        """What can be in a plan as cheap as the best; where that is more than so many courses, those of them that add
        least to the bound, and what a plan with one of the others costs at least (else None)."""
        play = self._affordable()
        if np.count_nonzero(play) > self.effort.first_program and not self._sharp:
            self._sharpen()
            play = self._affordable()
        ground = self.ground.narrowed(play)
        ground = ground.narrowed(useful(ground))
        dropped: int | None = None
        for many in (self.effort.largest_pool, most):
            if len(ground.members) > many:
                ground, above = self._fewest(ground, many)
                dropped = above if dropped is None else min(dropped, above)
            ground = ground.narrowed(undominated(ground))
        return ground, dropped

    def _affordable(self) -> Flags:
        """The courses (n flags) that a plan as cheap as the best may have."""
        play = self.ground.allowed.copy()
        if self.best is not None:
            play &= self.added <= self._slack(self.ground.cost(self.best))
            play[list(self.best)] = True
        return play

    def _sharpen(self) -> None:
        """Counts what a course waits for as well: a sweep over the catalogue, worth it where much is left."""
        reduced = np.where(self.ground.allowed, self.added, np.inf)
        self.added = dearest(self.ground.index, self.ground.problem.true, reduced)
        self._sharp = True

    def _fewest(self, ground: Ground, most: int) -> tuple[Ground, int]:
        """So many courses that add least to the bound, and the best plan; what a plan with another costs at least."""
        cut = float(np.sort(self.added[ground.allowed])[most])
        play = ground.allowed & (self.added < cut)
        above = whole(self.lower + max(0.0, cut), self.unit)
        if self.priced.certificate is None:
            play[list(self.priced.program.x)] = True
        play[list(self.best or ())] = True
        ground = ground.narrowed(play & ground.allowed)
        return ground.narrowed(useful(ground)), above

    def _slack(self, cost: int) -> float:
        """Hours between so many milliseconds and what the linear program proves, a little more for rounding."""
        return cost / MILLISECONDS * (1.0 + 1e-9) + 1e-9 - self.lower

    def _too_dear(self, part: Ground, cost: int) -> list[int]:
        """The courses of the part that no best plan has, where the part's best costs so much."""
        if self.best is None:
            return []
        elsewhere = self.ground.cost(course for course in self.best if not part.allowed[course])
        slack = self._slack(cost + elsewhere)
        return [course for course in part.members if self.added[course] > slack]

    def _rows(self, part: Ground) -> tuple[list[First], list[Region]]:
        """The cuts that the linear program had, as far as they are about the part."""
        program = self.priced.program
        firsts = [first for first in program.firsts if first[0] in part.wanted]
        return firsts, [region for region in program.regions if region[0] in part.wanted]


def _only(ground: Ground, courses: Iterable[int]) -> Flags:
    flags = np.zeros(len(ground.index.courses), dtype=np.bool_)
    flags[list(courses)] = True
    return flags
