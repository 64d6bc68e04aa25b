"""Why each step is there: the needs that it serves, and the later steps that need it first. As data, and in words."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ontology.model import CompetencyAt
from planning.gaps import stands
from planning.goals import Question
from planning.model import GapItem, Reason
from planning.sequencing import Placed, Use
from planning.solver.index import Index
from planning.wording import Wording


class Because(NamedTuple):
    """The reasons of one step, and a sentence for each. Where another name counts for the one that a reason uses, one
    more sentence says so."""

    reasons: tuple[Reason, ...]
    sentences: tuple[str, ...]


def because(
    placed: Sequence[Placed],
    goals: Sequence[GapItem],
    question: Question,
    index: Index,
    wording: Wording,
    ids: Mapping[int, str],
) -> list[Because]:
    """Why each step is there, in the steps' order; every step has at least one reason.

    `goals` are the items of the gap that the path closes or raises, `ids` the steps' ids by course.
    """
    users = _users(placed)
    teller = _Teller(question, index, wording)
    found: list[Because] = []
    for step in placed:
        told = [
            *(teller.for_goal(step, item) for item in goals if teller.serves(step, item)),
            *(teller.for_step(step, later, use, ids[later.course]) for later, use in users.get(step.course, ())),
        ]
        reasons = dict.fromkeys(reason for reason, _ in told)
        sentences = dict.fromkeys(sentence for _, said in told for sentence in said)
        found.append(Because(tuple(reasons), tuple(sentences)))
    return found


def _users(placed: Sequence[Placed]) -> dict[int, list[tuple[Placed, Use]]]:
    """By course, the later steps that use what it gives."""
    users: dict[int, list[tuple[Placed, Use]]] = {}
    for later in placed:
        for use in later.uses:
            if use.giver is not None:
                users.setdefault(use.giver, []).append((later, use))
    return users


class _Teller:
    """Finds the reason and the words for one thing that a step is good for."""

    def __init__(self, question: Question, index: Index, wording: Wording) -> None:
        self.question = question
        self.index = index
        self.wording = wording
        self.messages = wording.messages
        self.catalogue = wording.catalogue
        self.target = None if question.target is None else self.catalogue.role_level.get(question.target)

    def serves(self, step: Placed, item: GapItem) -> bool:
        """Whether the step gives a level that the item asks for."""
        leader = stands(self.catalogue, item.competency)
        first = self.index.first[leader]
        wanted = range(first, first + min(item.required, self.index.width[leader]))
        return any(fact in wanted for fact in step.facts)

    def for_goal(self, step: Placed, item: GapItem) -> tuple[Reason, list[str]]:
        """The item's need, and how what the step gives comes to count for it."""
        leader = stands(self.catalogue, item.competency)
        wish = self.wording.at(item.competency, item.required)
        held = self._held(item)
        of_target = self.target is not None and any(
            stands(self.catalogue, need.competency) == leader and need.level >= item.required
            for need in self.target.needs
        )
        if self.target is not None and of_target:
            template = self.messages.role_needs if item.essential else self.messages.role_would_like
            said = template.format(role=self.wording.role_level(self.target.id), what=wish, held=held)
        else:
            said = self.messages.you_asked.format(what=wish, held=held)
        given = next(g.competency for g in step.gives if stands(self.catalogue, g.competency) == leader)
        links = [
            self.wording.link(item.via, item.competency) if item.via else None,
            self.wording.link(given, item.competency),
        ]
        reason = Reason(kind="need" if of_target else "asked", competency=item.competency, level=item.required)
        return reason, [said, *(link for link in links if link)]

    def _held(self, item: GapItem) -> str:
        if item.held is None:
            return self.messages.held_unknown
        if item.held == 0:
            return self.messages.held_not
        if item.via:
            return self.messages.held.format(what=self.wording.at(item.via, item.held))
        return self.messages.held.format(what=self.wording.level(item.competency, item.held))

    def for_step(self, step: Placed, later: Placed, use: Use, later_id: str) -> tuple[Reason, list[str]]:
        """What the later step asks for, and how what this one gives comes to count for it."""
        name = self.wording.course(self.index.courses[later.course])
        level, member = use.ask.level, use.member
        what = self.wording.alternative(member) if isinstance(member, CompetencyAt) else self.messages.this_course
        if level is None:
            said = self.messages.needed_by.format(course=name, what=what)
        else:
            asking = self.wording.at(level.competency, level.level)
            said = self.messages.needed_by_level.format(course=name, level=asking, what=what)
        if not isinstance(member, CompetencyAt):
            return Reason(kind="step", competency=None, level=None, step=later_id), [said]
        leader = stands(self.catalogue, member.competency)
        # What the step teaches, not what it is first to give: in another order it may well be.
        taught = self.catalogue.course[self.index.courses[step.course]]
        given = next(lift.named(member.level) for lift in self.index.lifting.lifts(taught) if lift.fact == leader)
        link = self.wording.link(given.competency, member.competency)
        reason = Reason(kind="step", competency=member.competency, level=member.level, step=later_id)
        return reason, [said, link] if link else [said]
