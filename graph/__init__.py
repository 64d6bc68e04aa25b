"""Neo4j and Cypher: everything about the database, behind values of the rooms below.

`graph.open(GraphTarget.parse(...))` is the door; `graph.errors` is what can go wrong.
"""

from graph.model import Edition, Publication, Published, Stub
from graph.session import counted
from graph.store import Graph, open  # noqa: A004 - graph.open reads well
from graph.target import GraphTarget

__all__ = ["Edition", "Graph", "GraphTarget", "Publication", "Published", "Stub", "counted", "open"]
