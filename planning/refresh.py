"""Whether a plan that was kept is still the cheapest in another edition, without planning again.

A plan is kept with its certificate (`planning.stored`); `planning.revision` says once what changed between two
editions. Let C be the cost of the plan, proved the least, and L the bound that the duals give for every plan. Of the
plans of the new edition,

  those without any course that is `Better` could be followed before, and cost at least C then: no less now;
  those with such courses B cost at least L + sum of reduced[b] over b in B, where
  reduced[b] = cost[b] - worth of the facts that b can give first, and of the first-achiever and region rows that it
  is in + worth of what it still asks for.

So the plan still is a cheapest one where L plus all `reduced` below 0 (the least one, where none is) is not below C.
Two things make that sharper: a course serves a goal only through others, and asks for what others give; what those
cost beyond their worth is added. A course of the plan that becomes cheaper takes from every other plan no more than
from this one. One that becomes dearer adds to every plan that has it; one without it costs more by its margin at
least, which is added to L.

The duals rest on landmarks. One falls for plans with a course that gives something behind it and can start without
it; what the bound loses then is taken from the course's `reduced`. And the duals are about what could be attained
then: nothing may come into reach.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from math import gcd, inf
from typing import Literal, NamedTuple

from ontology.ids import CourseId
from ontology.model import CompetencyAt
from planning.facts import Fact, names
from planning.keeping import keep
from planning.revision import Better, Revision
from planning.solver.index import MILLISECONDS
from planning.stored import StoredCourse, StoredPlan

__all__ = ["Doubt", "Verdict", "keep", "rest", "still_optimal"]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether the stored plan certainly is a cheapest one in the new edition, or why that is not certain.

    `course` casts the doubt, where it is one. `cost` (milliseconds) is what the plan costs now, where it is optimal.
    """

    optimal: bool
    doubt: Doubt | None = None
    course: CourseId | None = None
    cost: int | None = None


def still_optimal(stored: StoredPlan, revision: Revision) -> Verdict:
    """The verdict on one plan, in a fraction of a millisecond.

    Never optimal where a cheaper plan exists, where more can be reached, or where the plan cannot be followed.
    """
    doubted = _unfit(stored, revision) or _own_course_lost(stored, revision) or _within_reach(stored, revision)
    if doubted is None:
        weighing = _Weighing(stored, revision)
        doubted = weighing.doubted()
        if doubted is None:
            return Verdict(optimal=True, cost=weighing.cost)
    return Verdict(optimal=False, doubt=doubted.doubt, course=doubted.course)


def rest(stored: StoredPlan, completed: Iterable[CourseId]) -> StoredPlan:
    """What remains of a plan when some of its courses are done and gave what they were to give: cheapest again.

    A cheaper rest would make a cheaper plan of the whole (Bellman's principle), and so the certificate stays: it is
    about the plans that begin with what was done. What was given by that is not worth anything any more. `state` is
    the digest from which the rest was reached. Where a course was done before one that must come before it, or one
    that is not in the plan, the rest can be followed, and is not proved.
    """
    done = frozenset(completed)
    finished = [course for course in stored.courses if course.course in done]
    in_turn = len(finished) == len(done) and all(done.issuperset(course.after) for course in finished)
    held = {fact for course in finished for fact in course.gives}
    spent = sum(course.cost for course in finished)
    proof = stored.certificate
    return replace(
        stored,
        courses=tuple(
            course._replace(after=tuple(other for other in course.after if other not in done))
            for course in stored.courses
            if course.course not in done
        ),
        goals=tuple(goal for goal in stored.goals if goal not in held),
        cost=stored.cost - spent,
        bound=max(0, stored.bound - spent) if in_turn else 0,
        proved=stored.proved and in_turn,
        closed=stored.closed | done,
        held=stored.held | held,
        in_progress={course: hours for course, hours in stored.in_progress.items() if course not in done},
        certificate=replace(
            proof,
            bound=proof.bound - spent,
            worth={fact: worth for fact, worth in proof.worth.items() if fact not in held},
            firsts=tuple(first for first in proof.firsts if first.fact not in held),
            regions=tuple(region for region in proof.regions if region.facts.isdisjoint(held)),
        ),
    )


class _Doubted(NamedTuple):
    doubt: Doubt
    course: CourseId | None = None


def _unfit(stored: StoredPlan, revision: Revision) -> _Doubted | None:
    """What makes a verdict impossible, whatever courses cost."""
    if stored.edition != revision.before:
        return _Doubted("other_edition")
    if not stored.proved:
        return _Doubted("not_proved")
    if stored.target in revision.role_levels:
        return _Doubted("needs_changed")
    if revision.moved and any(
        isinstance(fact, CompetencyAt) and fact.competency in revision.moved for fact in _rests_on(stored)
    ):
        return _Doubted("competencies_moved")
    return None


def _rests_on(stored: StoredPlan) -> Iterator[Fact]:
    """All facts that plan and proof name."""
    proof = stored.certificate
    yield from stored.goals
    yield from proof.worth
    yield from proof.behind
    yield from proof.short
    yield from proof.unreached
    for first in proof.firsts:
        yield first.fact
        yield from first.group
    for region in proof.regions:
        yield from region.facts
    for ask in proof.asks:
        yield from ask.group
    for course in stored.courses:
        yield from course.gives
        yield from course.margin.facts


def _own_course_lost(stored: StoredPlan, revision: Revision) -> _Doubted | None:
    """A course of the plan that can perhaps not be followed any more, or gives less."""
    for course in stored.courses:
        if course.course in revision.gone:
            return _Doubted("course_gone", course.course)
        if course.course in revision.stricter or (
            course.course in revision.altered and course.course not in revision.looser
        ):
            return _Doubted("course_changed", course.course)
    return None


def _within_reach(stored: StoredPlan, revision: Revision) -> _Doubted | None:
    """Whether what the question needs and could not get, or what done and left out courses kept away, perhaps can be
    attained now."""
    proof = stored.certificate
    if not revision.opened.isdisjoint(proof.short):
        return _Doubted("within_reach")
    if proof.unreached:
        offer = revision.offer(stored.preferences, stored.in_progress)
        for better in (better for fact in proof.unreached for better in offer.givers.get(fact, ())):
            if better.altered and better.course not in stored.closed and not _of_no_news(better, stored):
                return _Doubted("within_reach", better.course)
    return None


def _of_no_news(better: Better, stored: StoredPlan) -> bool:
    """Whether the course helps only others: this learner could attain all that it waited for."""
    return bool(better.waited_for) and better.waited_for <= stored.certificate.beyond


class _Met(NamedTuple):
    """A course that gives something of which the duals speak, and the landmarks that it waits for, as bits."""

    better: Better
    waits: int


class _Weighing:
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
        self.saving -= {c for c in self.saving & offer.woken.keys() if not _of_no_news(offer.woken[c], stored)}
        self.target = self.cost - sum(rise for c, rise in rises.items() if c.course in self.saving)
        self.dearer = [(course, rise) for course, rise in rises.items() if rise > 0]
        self.least = self.proof.bound
        self.worth: Mapping[Fact, float] = self.proof.worth
        self._raised: set[int] = set()
        self._risen: set[Fact] = set()
        for course, rise in self.dearer:
            self._raise(course, rise)

    def doubted(self) -> _Doubted | None:
        """Which course makes it uncertain that nothing is cheaper; None where it is certain."""
        if self.dearer and not self._enough(self.least):
            return _Doubted("course_dearer", self.dearer[0][0].course)
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
        return _Doubted("landmark_fell" if fells.get(doubtful.course) else "course_pays", doubtful.course)

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
            and not (better.waited_for and _of_no_news(better, self.stored))
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
