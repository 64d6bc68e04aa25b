"""Why each step is there: the goals that it serves, and the later steps that need it first. One sentence each."""

from collections.abc import Sequence

from ontology.model import CompetencyAt
from planning.gaps import stands
from planning.goals import Question
from planning.model import GapItem
from planning.sequencing import Placed
from planning.solver.index import Index
from planning.wording import Wording


def because(
    placed: Sequence[Placed], goals: Sequence[GapItem], question: Question, index: Index, wording: Wording
) -> list[tuple[str, ...]]:
    """The sentences of each step, in the steps' order; every step has at least one.

    `goals` are the items of the gap that the path closes or raises.
    """
    return [
        tuple(
            dict.fromkeys(
                (
                    *_for_goals(step, goals, question, index, wording),
                    *_for_steps(step, placed, index, wording),
                )
            )
        )
        for step in placed
    ]


def _for_goals(
    step: Placed, goals: Sequence[GapItem], question: Question, index: Index, wording: Wording
) -> list[str]:
    catalogue, sentences = wording.catalogue, list[str]()
    for item in goals:
        leader = stands(catalogue, item.competency)
        wanted = range(index.first[leader], index.first[leader] + min(item.required, index.width[leader]))
        if not any(fact in wanted for fact in step.facts):
            continue
        wish = wording.at(item.competency, item.required)
        target = catalogue.role_level.get(question.target) if question.target is not None else None
        if target is not None and any(
            stands(catalogue, need.competency) == leader and need.level >= item.required for need in target.needs
        ):
            said = f"{wording.role_level(target.id)} {'needs' if item.essential else 'would like'} {wish}"
        else:
            said = f"You asked for {wish}"
        sentences.append(f"{said}; {_held(item, wording)}.")
        if item.via and (link := wording.link(item.via, item.competency)):
            sentences.append(link)
        given = next(g.competency for g in step.gives if stands(catalogue, g.competency) == leader)
        if link := wording.link(given, item.competency):
            sentences.append(link)
    return sentences


def _held(item: GapItem, wording: Wording) -> str:
    if item.held is None:
        return "what you hold is not known"
    if item.held == 0:
        return "you do not hold it yet"
    if item.via:
        return f"you hold {wording.at(item.via, item.held)}"
    return f"you hold {wording.level(item.competency, item.held)}"


def _for_steps(step: Placed, placed: Sequence[Placed], index: Index, wording: Wording) -> list[str]:
    sentences: list[str] = []
    for later in placed:
        for use in later.uses:
            if use.giver != step.course:
                continue
            name = wording.course(index.courses[later.course])
            level = use.ask.level
            what = wording.alternative(use.member) if isinstance(use.member, CompetencyAt) else "this course"
            who = ", which" if level is None else f": {wording.at(level.competency, level.level)}"
            sentences.append(f"Needed first by {name}{who} asks for {what}.")
            if not isinstance(use.member, CompetencyAt):
                continue
            leader = stands(wording.catalogue, use.member.competency)
            given = next((g for g in step.gives if stands(wording.catalogue, g.competency) == leader), None)
            if given is not None and (link := wording.link(given.competency, use.member.competency)):
                sentences.append(link)
    return sentences
