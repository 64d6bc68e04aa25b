"""Paths for many people in one call: questions that come to the same are computed once.

How the computing is spread over processors is left to `solvers`; the answers do not depend on it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from ontology.ids import CourseId
from ontology.refusals import Refusal
from planning import gaps
from planning.explaining.model import Repair
from planning.explaining.repairs import repairs
from planning.explaining.variants import Variant, attained
from planning.goals import Question
from planning.model import LearningPath
from planning.ports import Affinity, Solvers
from planning.recommend import Planned, plan
from planning.relevance import Relevance, key
from planning.solver.index import MILLISECONDS, Index


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """What people with one problem share; small enough to travel between processes.

    `path` has the gap of the reduced question. `worth` are facts of the index (ascending) with what one more way to
    attain them would be worth at the most, in units of cost, above 0; empty where there is no proof. `only_way` are
    the courses of the path without which some goal could not be reached as far as it is, `repairs` what would close
    goals that stay open.
    """

    path: LearningPath
    worth: tuple[tuple[int, float], ...] = ()
    only_way: tuple[CourseId, ...] = ()
    repairs: tuple[Repair, ...] = ()


class Answer(NamedTuple):
    """The answer to the question of that number (its place in the input)."""

    number: int
    path: LearningPath | Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """One distinct problem: the reduced `question`, the `numbers` of all questions that come to it (ascending), and
    what they share."""

    question: Question
    numbers: tuple[int, ...]
    solved: Solved | Refusal

    def answers(self, index: Index, questions: Sequence[Question]) -> Iterator[Answer]:
        """Each question's own answer: the shared path with the gap of whoever asked."""
        for number in self.numbers:
            if isinstance(self.solved, Refusal):
                yield Answer(number, self.solved)
                continue
            asked = questions[number]
            gap = gaps.between(index.catalogue, asked.needs, asked.state, asked.include_optional)
            yield Answer(number, replace(self.solved.path, gap=gap))


def plan_many(index: Index, questions: Sequence[Question], *, solvers: Solvers | None = None) -> Iterator[Shared]:
    """The distinct problems among the questions with their answers, by the first question of each, as they come.

    Every path is that which `recommend` finds for its question alone (given time to prove it). A question that cannot
    be computed is a refusal, and does not stop the others.
    """
    relevance = Relevance(index)
    groups: dict[object, tuple[Question, list[int]]] = {}
    for number, question in enumerate(questions):
        reduced = relevance.reduced(question)
        groups.setdefault(key(reduced), (reduced, []))[1].append(number)
    distinct = list(groups.values())
    answers = (solvers or one_by_one())(index, [reduced for reduced, _ in distinct])
    for (reduced, numbers), solved in zip(distinct, answers, strict=True):
        yield Shared(question=reduced, numbers=tuple(numbers), solved=solved)


def one_by_one(
    *,
    language: str = "en",
    affinity: Affinity | None = None,
    timer: Callable[[], Callable[[], float]] = lambda: lambda: float("inf"),
) -> Solvers:
    """Computes one path after the other, here. `timer` starts the time of one path and tells the seconds left."""

    def solve(index: Index, questions: Sequence[Question]) -> Iterator[Solved | Refusal]:
        for question in questions:
            yield shared(plan(index, question, language=language, remaining=timer(), affinity=affinity))

    return solve


def shared(planned: Planned) -> Solved:
    """What is kept of a plan for all who have the problem."""
    index, proof, courses = planned.index, planned.solution.proof, planned.solution.courses
    worth = {} if proof is None else proof.worth
    left = attained(planned.problem, [Variant(shut=(course,)) for course in courses], planned.problem.goals)
    return Solved(
        path=planned.path,
        worth=tuple((fact, worth[fact] / MILLISECONDS) for fact in sorted(worth) if worth[fact] > 0.0),
        only_way=tuple(
            index.courses[course] for course, reached in zip(courses, left, strict=True) if not reached.all()
        ),
        repairs=repairs(planned) if planned.path.uncloseable else (),
    )
