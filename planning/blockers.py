"""Why a goal cannot be reached: the level that is missing next, and what stands in its way."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from ontology.ids import CourseId
from ontology.model import Alternative, CompetencyAt
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
        self._lifted: dict[frozenset[CourseId], tuple[Problem, Reach]] = {}

    def of(self, item: GapItem, level: int) -> Uncloseable:
        """What keeps the item's competency at `level`, which is below what the item asks for."""
        cause, detail = self._why(item, level + 1)
        return Uncloseable(competency=item.competency, level=item.required, reached=level, cause=cause, detail=detail)

    def _why(self, item: GapItem, level: int) -> tuple[Cause, str]:
        """The cause is `no_course` only where no course in use gives this level or one up to what is asked for."""
        missing = [CompetencyAt(item.competency, rank) for rank in range(level, item.required + 1)]
        said = self.wording.alternative(missing[0])
        given = [(wanted, fact) for wanted in missing if (fact := self._given(wanted)) is not None]
        if not given:
            return "no_course", f"No course in use gives {said}{self._or_above(item, level)}."
        wanted, fact = given[0]
        done, without = self.question.state.done, self.question.without
        for freed in (done - without, without - done, done | without):
            # Levels come in order: if freed courses raise anything, they raise the level that is missing next.
            if freed and wanted.level == level and (needed := self._through(fact, freed)):
                barred = [course for course in needed if course in without]
                named = _listed(self.wording.course(course) for course in barred or needed)
                verb = "is" if len(barred or needed) == 1 else "are"
                if barred:
                    return "excluded", f"{said} would take {named}, which {verb} left out of this question."
                return "already_done", (
                    f"{said} would take {named}, which {verb} done already; "
                    "a completed course proves no level, but an assessment can settle it."
                )
        return "blocked_by", self._chain(wanted, fact)

    def _or_above(self, item: GapItem, level: int) -> str:
        """More than the item asks for may be taught, to those who hold what it asks for: then it is not said."""
        top = self.index.width.get(stands(self.lifting.catalogue, item.competency), 0)
        higher = [CompetencyAt(item.competency, rank) for rank in range(level + 1, top + 1)]
        return " or above" if higher and all(self._given(wanted) is None for wanted in higher) else ""

    def _given(self, wanted: Alternative) -> int | None:
        """The fact, where some course in use gives it."""
        fact = self.index.fact_of(wanted)
        return fact if fact is not None and len(self.index.achievers(fact)) else None

    def _through(self, fact: int, freed: frozenset[CourseId]) -> list[CourseId]:
        """The freed courses on the cheapest way to the fact; empty where even they do not lead there."""
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

    def _chain(self, missing: CompetencyAt, fact: int) -> str:
        """From the missing level to the root of the blockage, course by course."""
        sentences: list[str] = []
        seen: set[int] = set()
        wanted: Alternative = missing
        for _ in range(_LONGEST_CHAIN):
            seen.add(fact)
            giver, asked = self._nearest(fact)
            said = "it" if sentences else self.wording.alternative(wanted)
            name = self.wording.course(giver)
            verb = "gives" if isinstance(wanted, CompetencyAt) else "is"
            opening = f"{name} {verb} {said}, but asks for" if verb == "gives" else f"{name} asks for"
            wanted = asked[0]
            following = self.index.fact_of(wanted)
            end = self._end(wanted, following, seen)
            sentences.append(f"{opening} {self.wording.any_of(asked)}{end or ', which is out of reach'}.")
            if end or following is None:
                break
            fact = following
        return " ".join(sentences)

    def _nearest(self, fact: int) -> tuple[CourseId, tuple[Alternative, ...]]:
        """The course of the fact with the fewest groups out of reach, and the first of those groups."""
        found: list[tuple[int, CourseId, tuple[Alternative, ...]]] = []
        for course in self.index.achievers(fact).tolist():
            name = self.index.courses[course]
            asks = self.lifting.asks(self.lifting.catalogue.course[name])
            out = [ask.group for ask in asks if not any(self._holds(member) for member in ask.group)]
            if out:
                found.append((len(out), name, out[0]))
        _, name, group = min(found)
        return name, group

    def _holds(self, member: Alternative) -> bool:
        fact = self.index.fact_of(member)
        return fact is not None and bool(self.reached.facts[fact])

    def _end(self, wanted: Alternative, fact: int | None, seen: set[int]) -> str | None:
        """How the chain ends here; None where it goes on."""
        if fact is None or self._given(wanted) is None:
            return ", which no course in use gives" if isinstance(wanted, CompetencyAt) else ", which is not in use"
        if fact in seen:
            return ", and that waits for it in turn"
        givers = [self.index.courses[c] for c in self.index.achievers(fact).tolist()]
        startable = [c for c in givers if self.reached.courses[self.index.position[c]] or not self._blocked(c)]
        if not startable:
            return None
        if isinstance(wanted, CompetencyAt):
            return ", which only courses done already or left out would give"
        return ", which is left out of this question"

    def _blocked(self, course: CourseId) -> bool:
        asks = self.lifting.asks(self.lifting.catalogue.course[course])
        return any(not any(self._holds(member) for member in ask.group) for ask in asks)


def _listed(names: Iterable[str]) -> str:
    *first, last = list(names)
    return f"{', '.join(first)} and {last}" if first else last
