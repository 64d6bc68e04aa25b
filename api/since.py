"""What became of a path that was kept: whether it still is the cheapest, what changed, and why.

It is held against whatever edition is current; the edition that it was made from is taken from the graph.
"""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.doors import Refused, given
from graph import Edition, Graph
from learners.model import SkillState
from ontology import turtle
from ontology.ids import CompetencyId, CourseId
from ontology.model import Catalogue
from ontology.refusals import Refusal
from planning import gaps, goals

if TYPE_CHECKING:
    from api.kept import Kept
    from planning.path_changes import PathChanges
    from planning.recommend import Planned
    from planning.refresh import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What became of a kept path.

    `completed` are steps that the learner did since, each with all that it gives; then `verdict` is about the rest.
    It is None where the question is another one, or the state changed in another way. `before` is the catalogue that
    the path was kept from: it still has the labels of what is gone.
    """

    number: int
    digest: str
    completed: tuple[CourseId, ...]
    verdict: "Verdict | None"
    changes: "PathChanges"
    before: Catalogue


async def catalogue_of(graph: Graph, kept: "Kept", edition: Edition, catalogue: Catalogue) -> Catalogue:
    """The catalogue that a kept path was made from: the current one, or one from the graph's archive."""
    if kept.digest == edition.digest:
        return catalogue
    found = await asyncio.to_thread(turtle.parse, await graph.archive(kept.number))
    if turtle.digest(found) != kept.digest:
        raise Refused(
            Refusal(
                code="kept.other_graph",
                message=f"Edition {kept.number} of this graph is not the one that the path was kept from.",
                hint="Compare it on the graph that it comes from.",
            )
        )
    return found


def since(kept: "Kept", before: Catalogue, planned: "Planned", edition: Edition) -> Since:
    """What became of the kept path, now that the question is answered by `planned`."""
    from planning.path_changes import between
    from planning.refresh import keep, rest, still_optimal
    from planning.revision import revision
    from planning.solver.index import build

    asked = given(kept.ask(before))
    now = keep(planned, edition=edition.digest, number=edition.number)
    completed = _completed(kept, asked, planned) if now.question == kept.plan.question else None
    verdict = None
    if completed is not None:
        old = planned.index if kept.digest == edition.digest else build(before)
        revised = revision(old, planned.index, before=kept.digest, after=edition.digest)
        verdict = still_optimal(rest(kept.plan, completed) if completed else kept.plan, revised)
    return Since(
        number=kept.number,
        digest=kept.digest,
        completed=completed or (),
        verdict=verdict,
        changes=between(
            kept.path,
            planned.path,
            question=planned.question,
            catalogue=planned.index.catalogue,
            old_question=asked,
            old_catalogue=before,
            language=planned.language,
        ),
        before=before,
    )


def _completed(kept: "Kept", asked: goals.Question, planned: "Planned") -> tuple[CourseId, ...] | None:
    """The steps that were done since, in order; None where the state is not the old one with what they give."""
    catalogue, state = planned.index.catalogue, planned.question.state
    done = state.done - asked.state.done
    steps = [step for step in kept.path.steps if step.course in done]
    if len(steps) < len(done):
        return None
    given: dict[CompetencyId, int] = {}
    for competency, level in (level for step in steps for level in step.gives):
        if competency in catalogue.competency:
            given[competency] = max(level, given.get(competency, 0))
    expected = goals.with_typed(catalogue, asked.state, given, done)
    if _plain(catalogue, expected) != _plain(catalogue, state):
        return None
    return tuple(step.course for step in steps if step.course is not None)


def _plain(catalogue: Catalogue, state: SkillState) -> tuple[object, ...]:
    """What a state comes to: ranks by fact, and what is done, begun or likely."""
    held = {fact: attainment.level for fact, (_, attainment) in gaps.holdings(catalogue, state).items()}
    return held, state.done, dict(state.in_progress), dict(state.likely)
