"""What changed between two editions that could make any plan cheaper: worked out once, for all plans that are kept.

A course that is gone, dearer, gives less or asks for more never helps a plan that does without it. What may help are
courses that are new, cheaper, or give more or ask for less: `Better`. They are found by the facts that they give, so
that a plan meets only those that touch it.

Facts are named as in the old edition. Where competencies came to count as one, or do no longer, the names do not
carry over: what a course gives or asks for there is taken for unknown, and plans that rest on it are not judged.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ontology.ids import CompetencyId, CourseId, RoleLevelId
from ontology.model import Catalogue
from planning.costs import costs
from planning.facts import Fact, from_nothing, ladders, names
from planning.gaps import stands
from planning.preferences import Preferences
from planning.solver.index import Index, Ints

_NEW, _MOVED = -1, -2
"""Numbers for facts that the old edition has not, and for those that are not the same any more."""

_Facts = frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class Better:
    """A course that may help a plan: what it costs now (milliseconds), the facts of the old edition that it gives,
    and those of its groups that consist of such facts. `altered` unless its cost is all that changed.

    One that `waited_for` facts is what it was, and may help those who could not attain all of these: now they may.
    Where `instead`, which is what it was, always does as well, only those are helped who may not have that.
    """

    course: CourseId
    cost: int
    gives: tuple[Fact, ...]
    asks: tuple[frozenset[Fact], ...]
    altered: bool
    waited_for: frozenset[Fact] = frozenset()
    instead: CourseId | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Offer:
    """What may help those who weigh courses in one way.

    `givers` has the courses by each fact that they give, `by_cost` all of them, the cheapest first; `woken` are those
    that waited for something. `rise` is by how much a course in both editions costs more now (milliseconds, below 0:
    less), where it does. `unit` (milliseconds) is what every cost of the new edition is a multiple of, `before` (n
    int64, milliseconds) is what courses cost in the old one.
    """

    givers: Mapping[Fact, tuple[Better, ...]]
    by_cost: tuple[Better, ...]
    woken: Mapping[CourseId, Better]
    rise: Mapping[CourseId, int]
    unit: int
    before: Ints


class _Reading(NamedTuple):
    """What a course gives, and its groups, in numbers of the old index or `_NEW` and `_MOVED`."""

    gives: _Facts
    asks: frozenset[_Facts]


class Revision:
    """The step from the edition `before` to the edition `after` (digests); see `revision`.

    `gone` courses are not in use any more; `altered` are those that are new, or give or ask for something else that
    may be better; `stricter` those that give or ask for something else that cannot be. `role_levels` do not need what
    they did. `moved` are competencies (those that stood for others) whose facts are not the same any more. `opened`
    are facts that somebody who starts from nothing could not attain before, and that may be attained now.
    """

    def __init__(self, old: Index, new: Index, before: str, after: str) -> None:
        self.old = old
        self.new = new
        self.before = before
        self.after = after
        self.gone = frozenset(old.courses) - frozenset(new.courses)
        self.role_levels = frozenset(_other_needs(old.catalogue, new.catalogue))
        self.moved = frozenset(_moved(old.catalogue, new.catalogue))
        self._number = _numbers(old, new, self.moved)
        self._ladder = ladders(old).tolist()
        self._altered: dict[CourseId, _Reading] = {}
        self.stricter = frozenset(self._compare())
        self.altered = frozenset(self._altered)
        self.looser = frozenset(
            course for course, reading in self._altered.items() if self._replaces(course, reading)
        )
        self._opened = self._spread(set(self._fresh()))
        self.opened = frozenset(names(old)[fact] for fact in self._opened)
        self._common = [course for course in new.courses if course in old.position]
        self._old_place = np.array([old.position[course] for course in self._common], dtype=np.int64)
        self._new_place = np.array([new.position[course] for course in self._common], dtype=np.int64)
        self._offers: dict[object, Offer] = {}

    def offer(self, preferences: Preferences, in_progress: Mapping[CourseId, float]) -> Offer:
        """What may help those with these preferences; the same for all of them but for what is in progress."""
        usual = self._offers.get(preferences)
        if usual is None:
            usual = self._offers[preferences] = self._offer(preferences, {})
        if not in_progress:
            return usual
        touched = {c for c in in_progress if c in self.altered or c in usual.rise}
        if not touched and preferences == Preferences():
            return usual
        return self._offer(preferences, in_progress)

    def _offer(self, preferences: Preferences, in_progress: Mapping[CourseId, float]) -> Offer:
        now = costs(self.new, preferences, in_progress, None)
        before = costs(self.old, preferences, in_progress, None)
        rise = now[self._new_place] - before[self._old_place]
        repriced = np.flatnonzero(rise).tolist()
        better = [self._better(c, reading, now, True) for c, reading in self._altered.items()]
        better += [
            self._better(self._common[place], self._read(self._common[place]), now, False)
            for place in repriced
            if rise[place] < 0 and self._common[place] not in self._altered
        ]
        woken = {
            course: self._better(course, reading, now, True, waited_for)
            for course, reading, waited_for in self._woken()
        }
        better += woken.values()
        givers: defaultdict[Fact, list[Better]] = defaultdict(list)
        for one in better:
            for fact in one.gives:
                givers[fact].append(one)
        return Offer(
            givers={fact: tuple(of) for fact, of in givers.items()},
            by_cost=tuple(sorted(better, key=lambda one: (one.cost, one.course))),
            woken=woken,
            rise={self._common[place]: int(rise[place]) for place in repriced},
            unit=int(np.gcd.reduce(now)) or 1 if len(now) else 1,
            before=before,
        )

    def _better(
        self, course: CourseId, reading: _Reading, now: Ints, altered: bool, waited_for: _Facts = frozenset()
    ) -> Better:
        name = names(self.old)
        return Better(
            course=course,
            cost=int(now[self.new.position[course]]),
            gives=tuple(name[fact] for fact in sorted(reading.gives) if fact >= 0),
            asks=tuple(frozenset(name[fact] for fact in group) for group in reading.asks if min(group) >= 0),
            altered=altered,
            waited_for=frozenset(name[fact] for fact in waited_for),
            instead=self._instead(reading, now, self.new.position[course]) if altered and not waited_for else None,
        )

    def _instead(self, reading: _Reading, now: Ints, place: int) -> CourseId | None:
        """A course that is what it was, gives no less, can start wherever this one can, and costs no more now."""
        old, new = self.old, self.new
        if not reading.gives or min(reading.gives) < 0:
            return None
        rarest = min(reading.gives, key=lambda fact: (len(old.achievers(fact)), fact))
        for other in old.achievers(rarest).tolist():
            course: CourseId = old.courses[other]
            if (
                course in new.position
                and course not in self._altered
                and course not in self.stricter
                and now[new.position[course]] <= now[place]
                and reading.gives.issubset(old.adds[other])
                and self._implied(map(frozenset, old.groups[other]), reading.asks)
            ):
                return course
        return None

    def _read(self, course: CourseId) -> _Reading:
        """What the course gave and asked for in the old edition."""
        place = self.old.position[course]
        return _Reading(frozenset(self.old.adds[place]), frozenset(map(frozenset, self.old.groups[place])))

    def _compare(self) -> Iterator[CourseId]:
        """Reads every course in both editions; gives those that can only be worse."""
        old, new = self.old, self.new
        number = self._number
        moved = {fact for leader in self.moved for fact in _of(old, leader)}
        for place, course in enumerate(new.courses):
            gives = {number[fact] for fact in new.adds[place]}
            asks = {frozenset(number[fact] for fact in group) for group in new.groups[place]}
            before = old.position.get(course)
            if before is not None:
                if course in old.done_fact:
                    gives.add(old.done_fact[course])
                gave, asked = set(old.adds[before]), set(map(frozenset, old.groups[before]))
                gives.discard(_NEW)
                known = not moved or moved.isdisjoint(gave.union(*asked))
                if known and gives == gave and asks == asked:
                    continue
                if known and gives <= gave and self._implied(asked, asks):
                    yield course
                    continue
            self._altered[course] = _Reading(frozenset(gives), frozenset(asks))

    def _implied(self, groups: Iterable[_Facts], asks: Iterable[_Facts]) -> bool:
        """Whether all these groups are met wherever one that asks for `asks` can start."""
        return all(any(all(self._meets(fact, group) for fact in ask) for ask in asks) for group in groups)

    def _meets(self, fact: int, group: _Facts) -> bool:
        """Whether the fact meets the group: as a member, or as a higher level of one."""
        ladder = self._ladder
        return fact >= 0 and any(0 <= member <= fact and ladder[member] == ladder[fact] for member in group)

    def _replaces(self, course: CourseId, reading: _Reading) -> bool:
        """Whether the course gives all that it gave, and can start wherever it could."""
        if course not in self.old.position:
            return False
        before = self._read(course)
        return reading.gives >= before.gives and self._implied(reading.asks, before.asks)

    def _fresh(self) -> Iterator[int]:
        """Facts out of reach from nothing, given now by a course that does not ask for all that some giver did."""
        old, attained = self.old, from_nothing(self.old)
        for reading in self._altered.values():
            for fact in reading.gives:
                if fact >= 0 and not attained[fact]:
                    before = (map(frozenset, old.groups[giver]) for giver in old.achievers(fact).tolist())
                    if not any(self._implied(groups, reading.asks) for groups in before):
                        yield fact

    def _spread(self, fresh: set[int]) -> frozenset[int]:
        """These facts, and all out of reach from nothing that courses give which ask for one of them, and so on."""
        if not fresh:
            return frozenset()
        attained, found, waiting = from_nothing(self.old), set(fresh), list(fresh)
        users: defaultdict[int, list[int]] = defaultdict(list)
        for place, groups in enumerate(self.old.groups):
            for fact in {fact for group in groups for fact in group}:
                users[fact].append(place)
        while waiting:
            for place in users[waiting.pop()]:
                more = {fact for fact in self.old.adds[place] if not attained[fact]} - found
                found |= more
                waiting.extend(more)
        return frozenset(found)

    def _woken(self) -> Iterator[tuple[CourseId, _Reading, _Facts]]:
        """Courses that are what they were and ask for what may be attained now, with those facts."""
        for course in self._common if self._opened else ():
            if course not in self._altered:
                reading = self._read(course)
                waited_for = self._opened.intersection(fact for group in reading.asks for fact in group)
                if waited_for:
                    yield course, reading, waited_for


def revision(old: Index, new: Index, *, before: str, after: str) -> Revision:
    """The step from one edition to another, given by their indexes and digests. Some 20 microseconds a course."""
    return Revision(old, new, before, after)


def _moved(old: Catalogue, new: Catalogue) -> Iterator[CompetencyId]:
    """Those that stood for others and do not stand for the same ones now."""
    before: defaultdict[CompetencyId, set[CompetencyId]] = defaultdict(set)
    after: defaultdict[CompetencyId | None, set[CompetencyId]] = defaultdict(set)
    for competency in old.competency:
        before[stands(old, competency)].add(competency)
        after[stands(new, competency) if competency in new.competency else None].add(competency)
    same = {frozenset(members) for leader, members in after.items() if leader is not None}
    for leader, members in before.items():
        if frozenset(members) not in same:
            yield leader


def _of(index: Index, leader: CompetencyId) -> range:
    """The facts of a competency that stands for others."""
    first = index.first.get(leader, 0)
    return range(first, first + index.width.get(leader, 0))


def _numbers(old: Index, new: Index, moved: Iterable[CompetencyId]) -> list[int]:
    """The number in the old index of each fact of the new one (m + 1)."""
    barred, found = set(moved), [_NEW] * (new.always + 1)
    stood: defaultdict[CompetencyId, set[CompetencyId]] = defaultdict(set)
    for competency in old.catalogue.competency:
        if competency in new.catalogue.competency:
            stood[stands(new.catalogue, competency)].add(stands(old.catalogue, competency))
    for leader, of_old in stood.items():
        if of_old & barred:
            found[slice(*_bounds(_of(new, leader)))] = [_MOVED] * len(_of(new, leader))
            continue
        (before,) = of_old
        for fact, number in zip(_of(new, leader), _of(old, before), strict=False):
            found[fact] = number
    for course, fact in new.done_fact.items():
        found[fact] = old.done_fact.get(course, _NEW)
    return found


def _bounds(facts: range) -> tuple[int, int]:
    return facts.start, facts.stop


def _other_needs(old: Catalogue, new: Catalogue) -> Iterator[RoleLevelId]:
    for role_level in old.role_levels:
        now = new.role_level.get(role_level.id)
        if now is None or now.needs != role_level.needs or now.retired != role_level.retired:
            yield role_level.id
