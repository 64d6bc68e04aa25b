"""What a catalogue means, read from its description alone, and the best plan by trying every set of courses.

Shares no code with the planner: not its facts, its index, nor its idea of which competencies are one.
"""

from itertools import combinations
from typing import NamedTuple

from ontology.ids import CompetencyId, CourseId
from ontology.model import Alternative, Catalogue, CompetencyAt, Course, Group
from planning.goals import Question

Ranks = dict[str, int]


class Meaning:
    """A catalogue with equivalents and replacements thought through: every competency has the name of its class."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        ids = [c.id for c in catalogue.competencies]
        same = {a: {a} for a in ids}
        links = [(c.id, e) for c in catalogue.competencies for e in c.equivalent]
        links += [(c.id, c.replaced_by) for c in catalogue.competencies if c.retired and c.replaced_by is not None]
        for a, b in links:
            if b in same and catalogue.scale_of[a] == catalogue.scale_of[b]:
                union = same[a] | same[b]
                for member in union:
                    same[member] = union
        self.one = {a: min(members) for a, members in same.items()}
        self.known = sorted(h for c in catalogue.courses if (h := c.hours) is not None and not c.retired)

    def hours(self, course: Course) -> float:
        if course.hours is not None:
            return course.hours
        n = len(self.known)
        if not n:
            return 10.0
        return (self.known[(n - 1) // 2] + self.known[n // 2]) / 2

    def lifts(self, course: Course) -> dict[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        for row in course.teaches:
            low, high = found.get(self.one[row.competency], (row.from_level, row.to_level))
            found[self.one[row.competency]] = (min(low, row.from_level), max(high, row.to_level))
        return found

    def holds(self, ranks: Ranks, done: set[CourseId], wanted: Alternative) -> bool:
        if isinstance(wanted, CompetencyAt):
            return ranks.get(self.one[wanted.competency], 0) >= wanted.level
        return wanted.course in done

    def groups(self, course: Course) -> list[Group]:
        """Every group that binds the course."""
        found = list(course.requires)
        for one, (low, high) in self.lifts(course).items():
            if low > 0:
                found.append((CompetencyAt(CompetencyId(one), low),))
            for competency in self.catalogue.competencies:
                if self.one[competency.id] == one:
                    found += [q.any_of for q in competency.requires if low < q.at_level <= high]
        return found

    def can_start(self, course: Course, ranks: Ranks, done: set[CourseId]) -> bool:
        return all(any(self.holds(ranks, done, a) for a in group) for group in self.groups(course))

    def finish(self, course: Course, ranks: Ranks, done: set[CourseId]) -> None:
        for one, (_, high) in self.lifts(course).items():
            ranks[one] = max(ranks.get(one, 0), high)
        done.add(course.id)

    def held(self, question: Question) -> Ranks:
        ranks: Ranks = {}
        for competency, attainment in question.state.held.items():
            ranks[self.one[competency]] = max(ranks.get(self.one[competency], 0), attainment.level)
        return ranks

    def after(self, question: Question, courses: tuple[Course, ...]) -> tuple[Ranks, bool]:
        """The ranks after the courses, each as soon as it can start; and whether all of them could."""
        ranks, done = self.held(question), set(question.state.done)
        waiting = list(courses)
        while startable := [c for c in waiting if self.can_start(c, ranks, done)]:
            for course in startable:
                self.finish(course, ranks, done)
                waiting.remove(course)
        return ranks, not waiting

    def goals(self, question: Question) -> Ranks:
        goals: Ranks = {}
        for need in question.needs:
            if need.essential or question.include_optional:
                one = self.one[need.competency]
                goals[one] = max(goals.get(one, 0), need.level)
        return goals

    def plannable(self, question: Question) -> tuple[Course, ...]:
        barred = question.without | question.state.done
        return tuple(c for c in self.catalogue.courses if not c.retired and c.id not in barred)


class Best(NamedTuple):
    """The best plan there is: milliseconds, courses in order of id; and how far each goal goes."""

    milliseconds: int
    courses: tuple[CourseId, ...]
    reached: Ranks


def best(catalogue: Catalogue, question: Question) -> Best:
    """Tries every set of courses, from the smallest, and keeps the cheapest, then shortest, then first by ids."""
    meaning = Meaning(catalogue)
    courses = meaning.plannable(question)
    everything, _ = meaning.after(question, courses)
    goals = {one: min(level, everything.get(one, 0)) for one, level in meaning.goals(question).items()}
    found: tuple[int, int, tuple[CourseId, ...]] | None = None
    for size in range(len(courses) + 1):
        for chosen in combinations(courses, size):
            cost = sum(round(meaning.hours(c) * 3_600_000) for c in chosen)
            key = (cost, size, tuple(c.id for c in chosen))
            if found is not None and key >= found:
                continue
            ranks, all_ran = meaning.after(question, chosen)
            if all_ran and all(ranks.get(one, 0) >= level for one, level in goals.items()):
                found = key
    assert found is not None
    return Best(found[0], found[2], goals)
