"""Strongly connected parts of a directed graph, and a short cycle through one: what the cycle rules share."""

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def knots(edges: Mapping[Node, Sequence[Node]]) -> Iterator[frozenset[Node]]:
    """Sets of nodes that all reach one another, a node with an edge to itself included.

    `edges` are the successors of each node. Tarjan's algorithm (1972) with a stack of its own, so that deep chains do
    not exhaust Python's; linear in nodes and edges.
    """
    index: dict[Node, int] = {}
    low: dict[Node, int] = {}
    waiting: list[Node] = []
    on_stack: set[Node] = set()
    for start in edges:
        if start in index:
            continue
        index[start] = low[start] = len(index)
        waiting.append(start)
        on_stack.add(start)
        work: list[tuple[Node, Iterator[Node]]] = [(start, iter(edges[start]))]
        while work:
            node, successors = work[-1]
            for after in successors:
                if after not in index:
                    index[after] = low[after] = len(index)
                    waiting.append(after)
                    on_stack.add(after)
                    work.append((after, iter(edges.get(after, ()))))
                    break
                if after in on_stack:
                    low[node] = min(low[node], index[after])
            else:
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
                if low[node] == index[node]:
                    part = []
                    while True:
                        member = waiting.pop()
                        on_stack.discard(member)
                        part.append(member)
                        if member == node:
                            break
                    if len(part) > 1 or node in edges.get(node, ()):
                        yield frozenset(part)


def shortest_cycle(start: Node, within: frozenset[Node], after: Callable[[Node], Iterable[Node]]) -> list[Node]:
    """A shortest cycle through `start` inside a knot: the nodes in order, `start` at both ends."""
    came_from: dict[Node, Node] = {}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for successor in after(node):
            if successor == start:
                path = [start, node]
                while path[-1] != start:
                    path.append(came_from[path[-1]])
                return path[::-1]
            if successor in within and successor not in came_from:
                came_from[successor] = node
                queue.append(successor)
    raise ValueError(f"{start!r} lies on no cycle of this knot")
