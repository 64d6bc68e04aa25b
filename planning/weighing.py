"""What a kept plan costs in another edition, against what no plan goes below there; see `planning.refresh`."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from math import gcd, inf
from typing import Literal, NamedTuple

from ontology.ids import CourseId
from planning.facts import Fact, names
from planning.revision import Better, Revision
from planning.solver.index import MILLISECONDS
from planning.stored import StoredCourse, StoredPlan

_ROUNDING = 1e-9
"""More than what float64 loses in sums of some ten thousand terms, relative to the sum."""

Doubt = Literal[
    "other_edition",  # the plan was not computed over the edition that the revision starts from
    "not_proved",  # it never was proved the cheapest, or more than courses and their costs decided
    "needs_changed",  # the role level does not need what it did
    "competencies_moved",  # competencies that the plan rests on do not count as what they did
    "course_gone",  # a course of the plan is not in use any more
    "course_changed",  # a course of the plan gives less or asks for more
    "course_dearer",  # a course of the plan is dearer, and there may be a way around it
    "within_reach",  # something could not be attained before, and perhaps can now
    "landmark_fell",  # a course gives something without what had to come before
    "course_pays",  # a course that is new, cheaper or asks for less may pay
]
"""Why a plan may not be the cheapest any more."""


class Doubted(NamedTuple):
    doubt: Doubt
    course: CourseId | None = None


def of_no_news(better: Better, stored: StoredPlan) -> bool:
    """Whether the course helps only others: this learner could attain all that it waited for."""
    return bool(better.waited_for) and better.waited_for <= stored.certificate.beyond


class _Met(NamedTuple):
    """A course that gives something of which the duals speak, and the landmarks that it waits for, as bits."""

    better: Better
    waits: int


class Weighing:
    """What the plan costs now, against what no plan goes below now; in milliseconds.

    `target` is the cost with what the plan's own cheaper courses save added again, since they save no other plan
    more. `least` is the bound of the duals and `worth` what facts are worth, once a dearer course is thought of.
    """

    def __init__(self, stored: StoredPlan, revision: Revision) -> None:
        self.stored = stored
        self.revision = revision
        self.offer = offer = revision.offer(stored.preferences, stored.in_progress)
        self.proof = stored.certificate
        rises = {c: offer.rise[c.course] for c in stored.courses if c.course in offer.rise}
        self.cost = stored.cost + sum(rises.values())
        self.saving = {c.course for c, rise in rises.items() if rise < 0}
        self.saving -= revision.altered
        self.saving -= {c for c in self.saving & offer.woken.keys() if not of_no_news(offer.woken[c], stored)}
        self.target = self.cost - sum(rise for c, rise in rises.items() if c.course in self.saving)
        self.dearer = [(course, rise) for course, rise in rises.items() if rise > 0]
        self.least = self.proof.bound
        self.worth: Mapping[Fact, float] = self.proof.worth
        self._raised: set[int] = set()
        self._risen: set[Fact] = set()
        for course, rise in self.dearer:
            self._raise(course, rise)

    def doubted(self) -> Doubted | None:
        """Which course makes it uncertain that nothing is cheaper; None where it is certain."""
        if self.dearer and not self._enough(self.least):
            return Doubted("course_dearer", self.dearer[0][0].course)
        met = [_Met(better, self._waits(better)) for better in self._met()]
        fells = {one.better.course: self._fells(one) for one in met}
        fallen = 0
        for landmarks in fells.values():
            fallen |= landmarks
        values = {one.better.course: self._reduced(one, fallen) - self._lost(fells[one.better.course]) for one in met}
        every = [
            (b, values.get(b.course, float(b.cost))) for b in (*self._idle(values), *(one.better for one in met))
        ]
        doubtful = self._too_near(every, certain_of_ways=not fallen and not self._risen)
        if doubtful is None or self._too_demanding(every):
            return None
        return Doubted("landmark_fell" if fells.get(doubtful.course) else "course_pays", doubtful.course)

    def _too_near(self, every: Sequence[tuple[Better, float]], certain_of_ways: bool) -> Better | None:
        """A better course with which a plan may be cheaper; None where there is none.

        Of the better courses of a plan, one serves a goal without the others; any of them may be there, too.
        """
        below = sum(min(value, 0.0) for _, value in every)
        for better, value in every:
            far = self._far(better) if certain_of_ways else 0.0
            if not self._enough(self.least + below + max(value, 0.0) + far):
                return better
        return None

    def _too_demanding(self, every: Sequence[tuple[Better, float]]) -> bool:
        """Whether no plan with any of these is cheaper, once it has what the most demanding of them asks for."""
        if self._risen:
            return False
        needs: dict[Fact, float] = {}
        demands = sorted((self._demand(better, needs), value) for better, value in every)
        below = 0.0
        for place, (demand, value) in enumerate(demands):
            below += min(value, 0.0)
            last = place + 1 == len(demands) or demands[place + 1][0] > demand
            alike = [v for d, v in demands[: place + 1] if d == demand]
            if last and not self._enough(self.least + demand + below + max(0.0, min(alike))):
                return False
        return True

    def _demand(self, better: Better, needs: dict[Fact, float]) -> float:
        """What a plan costs more at least for what the course asks for: the dearest of its groups."""
        dearest = 0.0
        for group in better.asks:
            for fact in group:
                if fact not in needs:
                    needs[fact] = self._need(fact)
            dearest = max(dearest, min(needs[fact] for fact in group))
        return dearest

    def _need(self, fact: Fact) -> float:
        """What a plan that attains the fact costs more than the bound at least: the least that a giver of it costs
        beyond what it is worth. Nothing where the fact is held, or a better course gives it."""
        if fact in self.stored.held or any(self._counts(better) for better in self.offer.givers.get(fact, ())):
            return 0.0
        index = self.revision.old
        number = index.fact_of(fact)
        givers = () if number is None else index.achievers(number).tolist()
        return max(0.0, min((self._beyond_worth(giver) for giver in givers), default=inf))

    def _beyond_worth(self, place: int) -> float:
        """What a course that is what it was costs beyond all that it could be worth."""
        index, proof = self.revision.old, self.proof
        course = index.courses[place]
        if course in self.stored.closed:
            return inf
        if course in self.stored.in_progress:
            return 0.0
        gives = {names(index)[fact] for fact in index.adds[place]}
        value = float(self.offer.before[place]) - sum(self.worth.get(fact, 0.0) for fact in gives)
        value -= sum(first.worth for first in proof.firsts if first.fact in gives)
        return value - sum(region.worth for region in proof.regions if not region.facts.isdisjoint(gives))

    def _idle(self, values: Mapping[CourseId, float]) -> Iterator[Better]:
        """Better courses that give nothing that is worth anything; they still cost what they cost."""
        if self._enough(self.least):
            return
        for better in takewhile(lambda better: not self._enough(self.least + better.cost), self.offer.by_cost):
            if better.course not in values and self._counts(better):
                yield better

    def _far(self, better: Better) -> float:
        """What is added by the courses through which this one serves a goal, if no other better one does so."""
        near, radius = self.proof.near, self.proof.radius
        return min((near.get(fact, radius) for fact in better.gives), default=radius)

    def _raise(self, course: StoredCourse, rise: int) -> None:
        """Lets the facts that a dearer course leads to be worth more, as far as its margin goes.

        What another course must cost more for then, it must not for a second dearer one, too.
        """
        index = self.revision.old
        facts = [number for fact in course.margin.facts if (number := index.fact_of(fact)) is not None]
        givers = {giver for fact in facts for giver in index.achievers(fact).tolist()}
        if len(facts) == len(course.margin.facts) and self._raised.isdisjoint(givers):
            self._raised |= givers
            self._risen.update(course.margin.facts)
            more = min(float(rise), course.margin.rise)
            self.least += more
            self.worth = {**self.worth, **{fact: self.worth.get(fact, 0.0) + more for fact in course.margin.facts}}

    def _enough(self, bound: float) -> bool:
        """Whether no plan that costs at least the bound is cheaper: all costs are whole multiples of a unit."""
        unit = gcd(self.offer.unit, *(round(h * MILLISECONDS) for h in self.stored.in_progress.values()))
        return bound - _ROUNDING * abs(bound) > self.target - unit

    def _counts(self, better: Better) -> bool:
        """Whether the course may help this learner, and is not one by which this plan saves as much as another."""
        return (
            better.course not in self.stored.closed
            and better.course not in self.saving
            and not (better.waited_for and of_no_news(better, self.stored))
            and (better.instead is None or better.instead in self.stored.closed)
        )

    def _met(self) -> list[Better]:
        """The better courses that give something of which the duals speak."""
        givers = self.offer.givers
        facts = dict.fromkeys((*self.worth, *self.proof.behind, *(first.fact for first in self.proof.firsts)))
        for region in self.proof.regions:
            facts.update(dict.fromkeys(region.facts))
        found: dict[CourseId, Better] = {}
        for fact in facts:
            for better in givers.get(fact, ()):
                # A course that is cheaper and was woken is looked at as woken.
                if self._counts(better) and (better.altered or better.course not in found):
                    found[better.course] = better
        return list(found.values())

    def _waits(self, better: Better) -> int:
        """The landmarks, as bits, without which the course cannot start: one of its groups lies behind them."""
        behind, waits = self.proof.behind, 0
        for group in better.asks:
            bits = -1
            for fact in group:
                bits &= behind.get(fact, 0)
            waits |= bits
        return waits

    def _fells(self, met: _Met) -> int:
        """The landmarks, as bits, behind which the course gives something without waiting for them."""
        free, fells = ~met.waits, 0
        if met.better.altered:
            for fact in met.better.gives:
                fells |= self.proof.behind.get(fact, 0) & free
        return fells

    def _lost(self, landmarks: int) -> float:
        """By how much the bound falls at most without these landmarks; no telling where one was let be worth more."""
        lost = [mark for bit, mark in enumerate(self.proof.landmarks) if landmarks >> bit & 1]
        return inf if any(mark.fact in self._risen for mark in lost) else sum(mark.loss for mark in lost)

    def _reduced(self, met: _Met, fallen: int) -> float:
        """By how much a plan with the course costs more than the bound at least, `fallen` landmarks not counting."""
        better, firm = met.better, met.waits & ~fallen
        late = {mark.fact for bit, mark in enumerate(self.proof.landmarks) if firm >> bit & 1}
        value = better.cost - sum(self.worth.get(fact, 0.0) for fact in better.gives if fact not in late)
        for first in self.proof.firsts:
            if first.fact in better.gives and first.fact not in late and not _asks(better, first.group):
                value -= first.worth
        for region in self.proof.regions:
            if not region.facts.isdisjoint(better.gives) and not _asks(better, region.facts):
                value -= region.worth
        for ask in self.proof.asks:
            if ask.course == better.course and (not better.altered or _asks(better, ask.group)):
                value += ask.worth
        return value


def _asks(better: Better, group: frozenset[Fact]) -> bool:
    """Whether the course asks for the group, or for some of it."""
    return any(asked <= group for asked in better.asks)
