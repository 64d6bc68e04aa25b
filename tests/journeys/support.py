"""Whether a printed path is right: the planner's own, good by an independent checker, borne out by the graph."""

import asyncio
from collections.abc import Sequence
from typing import Any

import graph as graphs
from api import about_paths
from api.answers import Labelled
from api.explanations import of_told
from api.path_answers import of_path
from graph import Edition, GraphTarget
from ontology.model import Alternative, Catalogue, CompetencyAt, Course
from planning.goals import Question
from planning.model import LearningPath
from planning.recommend import plan
from planning.solver.index import Index
from tests.planning.checker import complaints

Edge = tuple[str, Sequence[str | int]]
"""A sort of edge, and its ends, as `Graph.missing_edges` names them."""


def assert_right(target: GraphTarget, index: Index, question: Question, printed: Any) -> LearningPath:
    """Raises where the printed answer is not the planner's, key for key, or the path has a fault."""
    planned = plan(index, question)
    path = planned.path
    assert path.proved
    assert complaints(index.catalogue, question, path) == []
    unsupported = asyncio.run(_unsupported(target, _claims(index.catalogue, path)))
    assert unsupported == [], "no edge of the graph bears these out"
    edition = asyncio.run(current(target))
    labelled = Labelled(index.catalogue, "en")
    told = about_paths.tell(planned, about_paths.Named(), remaining=lambda: float("inf"))
    assert printed == of_path(edition, question.target, path, labelled) | of_told(told, labelled)
    return path


def _claims(catalogue: Catalogue, path: LearningPath) -> dict[str, list[Edge]]:
    """What the path says of its courses, each with the edges of which one must be there."""
    claims: dict[str, list[Edge]] = {}
    for step in path.steps:
        assert step.course is not None
        course = catalogue.course[step.course]
        for given in step.gives:
            claims[f"{course.id} gives {given}"] = [("teaches", [course.id, given.competency, given.level])]
        for use in step.uses:
            claims[f"{course.id} uses {use}"] = _binding(catalogue, course, use)
    return claims


def _binding(catalogue: Catalogue, course: Course, use: Alternative) -> list[Edge]:
    """The edges of which one makes the course ask for this: its own, a level that it lifts, or where it starts."""
    if not isinstance(use, CompetencyAt):
        return [("requires_course", [course.id, use.course])]
    edges: list[Edge] = [("requires", [course.id, use.competency, use.level])]
    for row in course.teaches:
        if (row.competency, row.from_level) == (use.competency, use.level):
            edges.append(("teaches", [course.id, row.competency, row.from_level + 1]))
        edges += [
            ("lifts_after", [one.id, level, use.competency, use.level])
            for one in catalogue.competencies
            if catalogue.stands_for[one.id] == catalogue.stands_for[row.competency]
            for level in range(row.from_level + 1, row.to_level + 1)
        ]
    return edges


async def _unsupported(target: GraphTarget, claims: dict[str, list[Edge]]) -> list[str]:
    """The claims for which the graph has no edge."""
    missing = dict.fromkeys(claims, 0)
    async with graphs.open(target) as graph:
        for sort in ("teaches", "requires", "requires_course", "lifts_after"):
            asked = [(claim, ends) for claim, edges in claims.items() for kind, ends in edges if kind == sort]
            for place in await graph.missing_edges(sort, [ends for _, ends in asked]):
                missing[asked[place][0]] += 1
    return [claim for claim, edges in claims.items() if missing[claim] == len(edges)]


async def current(target: GraphTarget) -> Edition:
    """The edition that the graph has now."""
    async with graphs.open(target) as graph:
        edition = await graph.current()
    assert edition is not None
    return edition
