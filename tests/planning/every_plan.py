"""Every set of courses of a small world that can be followed, cheapest first: the oracle of explanations.

Reads the catalogue through `tests.planning.oracle.Meaning` alone, as the oracle of plans does.
"""

from collections.abc import Iterator
from heapq import heappop, heappush
from typing import NamedTuple

from ontology.ids import CourseId
from ontology.model import Catalogue
from planning.goals import Question
from tests.planning.oracle import Meaning, Ranks


class Followed(NamedTuple):
    """A set of courses that can be followed, by id; what it weighs and takes (milliseconds), and the ranks of each
    class after it."""

    cost: int
    takes: int
    courses: tuple[CourseId, ...]
    ranks: Ranks

    def closes(self, goals: Ranks) -> bool:
        return all(self.ranks.get(one, 0) >= level for one, level in goals.items())


def followed(catalogue: Catalogue, question: Question) -> Iterator[Followed]:
    """All of them: the cheapest first, then the shortest, then by ids. The empty set is one of them."""
    meaning = Meaning(catalogue)
    courses = meaning.plannable(question)
    waiting: list[tuple[int, int, tuple[int, ...]]] = [(0, 0, ())]
    seen: set[tuple[int, ...]] = {()}
    while waiting:
        cost, size, chosen = heappop(waiting)
        ranks, _ = meaning.after(question, [courses[c] for c in chosen])
        takes = sum(meaning.takes(question, courses[c]) for c in chosen)
        yield Followed(cost, takes, tuple(courses[c].id for c in chosen), ranks)
        done = {courses[c].id for c in chosen} | question.state.done
        for number, course in enumerate(courses):
            longer = tuple(sorted((*chosen, number)))
            if number in chosen or longer in seen or not meaning.can_start(course, ranks, done):
                continue
            seen.add(longer)
            heappush(waiting, (cost + meaning.weighs(question, course), size + 1, longer))


def plans(catalogue: Catalogue, question: Question) -> Iterator[Followed]:
    """Those that raise every goal as far as it goes; with courses that are not needed, too."""
    goals = Meaning(catalogue).attainable(question)
    return (found for found in followed(catalogue, question) if found.closes(goals))
