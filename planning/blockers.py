"""Why a goal cannot be reached: the level that is missing next, and what stands in its way."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from ontology.ids import CourseId
from ontology.model import Alternative, CompetencyAt, Group
from planning.gaps import stands
from planning.goals import Question
from planning.model import Cause, GapItem, Uncloseable
from planning.solver.problem import Problem
from planning.solver.reach import Reach, prices, reach, support
from planning.wording import Wording

_LONGEST_CHAIN = 4
"""How many courses a detail follows to the root of a blockage."""


class Blockers:
    """Explains what one question cannot reach. `reached` is what can be attained with the open courses."""

    def __init__(self, problem: Problem, reached: Reach, question: Question, wording: Wording) -> None:
        self.problem = problem
        self.index = problem.index
        self.reached = reached
        self.question = question
        self.lifting = problem.index.lifting
        self.wording = wording
        self.messages = wording.messages
        self._lifted: dict[frozenset[CourseId], tuple[Problem, Reach]] = {}

    def of(self, item: GapItem, level: int) -> Uncloseable:
        """What keeps the item's competency at `level`, which is below what the item asks for."""
        cause, detail = self._why(item, level + 1)
        return Uncloseable(competency=item.competency, level=item.required, reached=level, cause=cause, detail=detail)

    def of_course(self, course: CourseId) -> str:
        """Why a course in use, which no plan can start, cannot be: `it asks for SQL at Working (2), which …`."""
        return self._chain(self.unmet(course)[0], self.messages.asks_for.format)

    def _why(self, item: GapItem, level: int) -> tuple[Cause, str]:
        """The cause is `no_course` only where no course in use gives this level or one up to what is asked for."""
        missing = [CompetencyAt(item.competency, rank) for rank in range(level, item.required + 1)]
        said = self.wording.alternative(missing[0])
        given = [(wanted, fact) for wanted in missing if (fact := self._given(wanted)) is not None]
        if not given:
            above = self._none_above(item, level)
            template = self.messages.no_course_or_above if above else self.messages.no_course
            return "no_course", template.format(what=said)
        wanted, fact = given[0]
        done, without = self.question.state.done, self.question.without
        for freed in (done - without, without - done, done | without):
            # Levels come in order: if freed courses raise anything, they raise the level that is missing next.
            if freed and wanted.level == level and (needed := self._through(fact, freed)):
                barred = [course for course in needed if course in without]
                return "excluded" if barred else "already_done", self._barred(said, needed, barred)
        giver, asked = self._nearest(fact)
        opening = partial(
            self.messages.link_gives.format,
            course=self.wording.course(giver),
            what=self.wording.alternative(wanted),
        )
        return "blocked_by", self._chain(asked, opening, came_through=fact)

    def _barred(self, said: str, needed: list[CourseId], barred: list[CourseId]) -> str:
        named, messages = barred or needed, self.messages
        if barred:
            template = messages.left_out_one if len(named) == 1 else messages.left_out_many
        else:
            template = messages.already_done_one if len(named) == 1 else messages.already_done_many
        return template.format(what=said, courses=self.wording.courses(named))

    def _none_above(self, item: GapItem, level: int) -> bool:
        """More than the item asks for may be taught, to those who hold what it asks for: then it is not said."""
        top = self.index.width.get(stands(self.lifting.catalogue, item.competency), 0)
        higher = [CompetencyAt(item.competency, rank) for rank in range(level + 1, top + 1)]
        return bool(higher) and all(self._given(wanted) is None for wanted in higher)

    def _given(self, wanted: Alternative) -> int | None:
        """The fact, where some course in use gives it."""
        fact = self.index.fact_of(wanted)
        return fact if fact is not None and len(self.index.achievers(fact)) else None

    def _through(self, fact: int, freed: frozenset[CourseId]) -> list[CourseId]:
        """The freed courses on the shortest way to the fact; empty where even they do not lead there.

        By hours: what stands in the way depends neither on preferences nor on a model.
        """
        index = self.index
        if freed not in self._lifted:
            may = self.problem.open.copy()
            may[[index.position[course] for course in freed if course in index.position]] = True
            lifted = replace(self.problem, open=may)
            self._lifted[freed] = (lifted, reach(lifted))
        lifted, reached = self._lifted[freed]
        if not reached.facts[fact]:
            return []
        cost = np.where(reached.courses, index.cost.astype(np.float64) + 1.0, np.inf)
        way = support(index, lifted.true, prices(index, lifted.true, cost), [fact])
        return sorted(index.courses[course] for course in way if not self.problem.open[course])

    def _chain(self, asked: Group, opening: Callable[..., str], came_through: int | None = None) -> str:
        """From a group that is out of reach to the root of the blockage, course by course.

        `opening` makes the sentence that names the group, from what is `asked` and how the chain `end`s there.
        """
        sentences: list[str] = []
        seen = set() if came_through is None else {came_through}
        while True:
            wanted = asked[0]
            fact = self.index.fact_of(wanted)
            end = self._end(wanted, fact, seen)
            sentences.append(opening(asked=self.wording.any_of(asked), end=end or self.messages.end_further))
            if end or fact is None or len(sentences) == _LONGEST_CHAIN:
                return " ".join(sentences)
            seen.add(fact)
            giver, asked = self._nearest(fact)
            template = self.messages.link_gives_it if isinstance(wanted, CompetencyAt) else self.messages.link_is
            opening = partial(template.format, course=self.wording.course(giver))

    def _nearest(self, fact: int) -> tuple[CourseId, Group]:
        """The course of the fact with the fewest groups out of reach, and the first of those groups."""
        courses = [self.index.courses[course] for course in self.index.achievers(fact).tolist()]
        found = [(len(out), course, out[0]) for course in courses if (out := self.unmet(course))]
        _, course, group = min(found)
        return course, group

    def unmet(self, course: CourseId) -> list[Group]:
        """The groups of a course in use that cannot be met."""
        asks = self.lifting.asks(self.lifting.catalogue.course[course])
        return [ask.group for ask in asks if not any(self._holds(member) for member in ask.group)]

    def _holds(self, member: Alternative) -> bool:
        fact = self.index.fact_of(member)
        return fact is not None and bool(self.reached.facts[fact])

    def _end(self, wanted: Alternative, fact: int | None, seen: set[int]) -> str | None:
        """How the chain ends here; None where it goes on."""
        level = isinstance(wanted, CompetencyAt)
        if fact is None or self._given(wanted) is None:
            return self.messages.end_no_course if level else self.messages.end_not_in_use
        if fact in seen:
            return self.messages.end_circle
        givers = self.index.achievers(fact).tolist()
        if all(not self.reached.courses[c] and self.unmet(self.index.courses[c]) for c in givers):
            return None
        return self.messages.end_barred if level else self.messages.end_left_out
