"""Neo4j and Cypher: everything about the database, behind values of the rooms below.

`graph.open(GraphTarget.parse(...))` is the door; `graph.errors` is what can go wrong.
"""

from graph.model import (
    Career,
    CourseTeaching,
    Edition,
    Listed,
    NeededBy,
    Neighbour,
    Neighbourhood,
    Publication,
    Published,
    Slice,
    Stub,
    Tie,
)
from graph.session import counted
from graph.slices import Asked
from graph.store import Graph, open  # noqa: A004 - graph.open reads well
from graph.target import GraphTarget

__all__ = [
    "Asked",
    "Career",
    "CourseTeaching",
    "Edition",
    "Graph",
    "GraphTarget",
    "Listed",
    "NeededBy",
    "Neighbour",
    "Neighbourhood",
    "Publication",
    "Published",
    "Slice",
    "Stub",
    "Tie",
    "counted",
    "open",
]
