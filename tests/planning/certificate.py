"""Checks a proof against the catalogue's own reading: are the duals feasible, and do they add up to the bound?

Shares no code with the solver: what a course gives and asks for comes from `tests.planning.oracle.Meaning`, what can
be reached from going through the courses. Only the numbers of facts and courses are the index's. `flaws` returns what
is wrong, in words.
"""

from collections.abc import Mapping

from ontology.ids import CompetencyId
from ontology.model import Alternative, Catalogue, CompetencyAt, Course
from planning.goals import Question
from planning.solver.index import Index
from planning.solver.proof import Proof
from tests.planning.oracle import Meaning


class Reading:
    """A question's courses with facts as numbers, read from their description."""

    def __init__(self, catalogue: Catalogue, question: Question, index: Index) -> None:
        self.meaning = Meaning(catalogue)
        self.index = index
        held = self.meaning.held(question)
        self.true = {self._level(one, rank) for one, top in held.items() for rank in range(1, top + 1)}
        self.true |= {index.done_fact[c] for c in question.state.done if c in index.done_fact}
        self.courses = {index.position[course.id]: course for course in self.meaning.plannable(question)}
        gives = {c: self._gives(course) for c, course in self.courses.items()}
        asks = {c: [self._members(g) for g in self.meaning.groups(course)] for c, course in self.courses.items()}
        self.reached = self.closure(gives, asks, frozenset())
        self.startable = {c for c in self.courses if all(g & self.reached for g in asks[c])}
        self.raw_gives, self.raw_asks = gives, asks
        self.gives = {c: gives[c] - self.true for c in self.startable}
        self.asks = {
            c: {tuple(sorted(g & self.reached)) for g in asks[c] if not g & self.true} for c in self.startable
        }

    def closure(
        self, gives: Mapping[int, set[int]], asks: Mapping[int, list[set[int]]], barred: frozenset[int]
    ) -> set[int]:
        """Everything that holds in the end when nothing may give the barred facts."""
        facts, left = set(self.true), set(self.courses)
        while ready := {c for c in left if all(group & facts for group in asks[c])}:
            left -= ready
            for course in ready:
                facts |= gives[course] - barred
        return facts

    def without(self, fact: int) -> set[int]:
        """What holds in the end when this fact may not be attained."""
        return self.closure(self.raw_gives, self.raw_asks, frozenset({fact}))

    def _level(self, one: str, rank: int) -> int:
        fact = self.index.fact(CompetencyId(one), rank)
        assert fact is not None
        return fact

    def _gives(self, course: Course) -> set[int]:
        """What is new after the course: ranks above the one that it asks for, and that it is done."""
        facts = {
            self._level(one, rank)
            for one, (low, high) in self.meaning.lifts(course).items()
            for rank in range(low + 1, high + 1)
        }
        return facts | ({self.index.done_fact[course.id]} if course.id in self.index.done_fact else set())

    def _members(self, group: tuple[Alternative, ...]) -> set[int]:
        """The facts of a group; of one competency the lowest rank is enough."""
        lowest: dict[str, int] = {}
        facts: set[int] = set()
        for member in group:
            if isinstance(member, CompetencyAt):
                one = self.meaning.one[member.competency]
                lowest[one] = min(lowest.get(one, member.level), member.level)
            elif member.course in self.index.done_fact:
                facts.add(self.index.done_fact[member.course])
        return facts | {self._level(one, rank) for one, rank in lowest.items()}


def flaws(catalogue: Catalogue, question: Question, index: Index, goals: tuple[int, ...], proof: Proof) -> list[str]:
    """Everything that is wrong with the proof as one of a lower bound on reaching the goals."""
    reading = Reading(catalogue, question, index)
    wrong: list[str] = []
    scale = max(1.0, proof.bound)
    small = 1e-6 * scale
    if any(value < 0.0 for value in (*proof.price.values(), *proof.worth.values(), *proof.asks.values())):
        wrong.append("a dual is below 0")
    cuts = [*(first.worth for first in proof.firsts), *(region.worth for region in proof.regions)]
    if any(value < 0.0 for value in (*cuts, *proof.rungs.values())):
        wrong.append("a dual of a cut or rung is below 0")
    if abs(sum(proof.price.values()) - proof.bound) > small:
        wrong.append(f"prices add up to {sum(proof.price.values())}, not {proof.bound}")
    wrong += _landmarks(reading, goals, proof)
    missing, spare = 0.0, 0.0
    for course in reading.startable:
        left = _left(reading, proof, course)
        missing += min(0.0, left)
        if proof.reduced[course] > max(0.0, left) + small:
            wrong.append(f"course {course} is said to be {proof.reduced[course]} too dear, and is {left}")
    for fact, left in _facts(reading, proof).items():
        missing += min(0.0, left)
        spare += max(0.0, left) if fact in proof.price else 0.0
    if missing + spare < -small:
        wrong.append(f"the duals miss being feasible by {-missing}, and the prices leave {spare}")
    return wrong


def _left(reading: Reading, proof: Proof, course: int) -> float:
    """What the course costs less what it is worth, and more what its own rows charge."""
    gives, asks = reading.gives[course], reading.asks[course]
    left = float(reading.meaning.milliseconds(reading.courses[course]))
    for fact in gives:
        if (course, fact) not in proof.later:
            left -= proof.worth.get(fact, 0.0)
    for first in proof.firsts:
        if first.fact in gives and (course, first.fact) not in proof.later and first.group not in asks:
            left -= first.worth
    for region in proof.regions:
        inside = set(region.region)
        if inside & gives and not any(set(group) <= inside for group in asks):
            left -= region.worth
    return left + sum(proof.asks.get((course, group), 0.0) for group in asks)


def _facts(reading: Reading, proof: Proof) -> dict[int, float]:
    """By fact: what its rows leave of the column, less its price. None may be below 0."""
    left: dict[int, float] = {}

    def add(fact: int, value: float) -> None:
        left[fact] = left.get(fact, 0.0) + value

    for fact, worth in proof.worth.items():
        add(fact, worth)
    for first in proof.firsts:
        add(first.fact, first.worth)
        for other in first.group:
            if other != first.fact:
                add(other, -first.worth)
    for region in proof.regions:
        add(region.fact, region.worth)
    for (course, group), worth in proof.asks.items():
        if group not in reading.asks[course]:
            raise AssertionError(f"course {course} does not ask for {group}")
        for fact in group:
            add(fact, -worth)
    for lower, worth in proof.rungs.items():
        add(lower, -worth)
        add(lower + 1, worth)
    for fact, price in proof.price.items():
        add(fact, -price)
    return left


def _landmarks(reading: Reading, goals: tuple[int, ...], proof: Proof) -> list[str]:
    """Every priced fact is a goal or cannot be done without; every `later` fact holds before its course starts."""
    wrong: list[str] = []
    listed = {landmark.fact: landmark for landmark in proof.landmarks}
    for fact in proof.price:
        if fact not in goals and (fact not in listed or not listed[fact].goals):
            wrong.append(f"fact {fact} has a price, and no landmark says that every plan attains it")
    for landmark in proof.landmarks:
        behind = reading.reached - reading.without(landmark.fact)
        if behind != set(landmark.behind.tolist()):
            wrong.append(f"behind {landmark.fact} are {sorted(behind)}, not {landmark.behind.tolist()}")
        if set(landmark.goals) != behind.intersection(goals):
            wrong.append(f"the goals behind {landmark.fact} are not {landmark.goals}")
    for course, fact in proof.later:
        if fact not in listed:
            wrong.append(f"no landmark says that {fact} holds before course {course}")
        elif course in reading.startable:
            attained = reading.without(fact)
            if all(group & attained for group in reading.raw_asks[course]):
                wrong.append(f"course {course} can start before fact {fact} holds")
    for region in proof.regions:
        if region.fact not in region.region or reading.true.intersection(region.region):
            wrong.append(f"region {region} does not lie around its fact")
    return wrong
