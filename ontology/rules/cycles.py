"""Cycles: in what must hold before what, and in the hierarchy.

`requires` is about levels and courses, not about competencies: SQL 3 may ask for Python 2 while Python 3 asks for
SQL 2. A node is a competency at a level or a course that is done; its groups are what must hold before. A level waits
for all that the levels below it wait for. What merely gives a level (a course that teaches it) is no requirement:
a person may hold the level from elsewhere.

Equivalents, and retired competencies with a replacement, count as one (`Catalogue.stands_for`).
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from ontology.findings import Finding
from ontology.ids import CompetencyId
from ontology.model import Alternative, Catalogue, CompetencyAt, Course, CourseDone, Group
from ontology.rules.graphs import knots, shortest_cycle
from ontology.rules.names import Names

Waiting = Mapping[Alternative, Sequence[Group]]
"""What each node waits for: groups that must all hold, in one of their alternatives each."""

_SHOWN = 12
"""Members of a cycle that a message shows; longer ones are cut, with the number of the rest."""


def broader(catalogue: Catalogue, names: Names) -> Iterator[Finding]:
    """A competency that is broader than itself, directly or through others."""
    edges = {c.id: c.broader for c in catalogue.competencies}
    for knot in knots(edges):
        start = min(knot)
        cycle = shortest_cycle(start, knot, lambda node: edges.get(node, ()))
        shown = _chain([names.label(member) for member in cycle])
        yield names.finding(
            "broader-cycle", start, f"Broader leads back to where it began: {shown}.{_rest(knot, cycle)}"
        )


def requirements(catalogue: Catalogue, names: Names) -> Iterator[Finding]:
    """Members that wait for one another: through single alternatives only (an error), or with others as well."""
    waiting = _waiting(catalogue)
    single = {node: [group[0] for group in groups if len(group) == 1] for node, groups in waiting.items()}
    shut: set[Alternative] = set()
    for knot in knots(single):
        shut |= knot
        own = {_owner(member) for member in knot}
        rule = "self-requirement" if len(own) == 1 else "requires-cycle"
        said = "It requires itself" if len(own) == 1 else "Each waits for the next, without an alternative"
        yield _found(rule, said, knot, single.__getitem__, names)
    every = {
        node: [other for group in groups for other in group if other not in shut]
        for node, groups in waiting.items()
        if node not in shut
    }
    loops = list(knots(every))
    stuck = _stuck(waiting, assumed=shut) if loops else set()
    for knot in loops:
        if knot <= stuck:
            rule, said = "requires-cycle-closed", "Each waits for the next, and every alternative leads back"
        else:
            rule, said = "requires-cycle-open", "Each may wait for the next, though there is another way in"
        yield _found(rule, said, knot, every.__getitem__, names)


def _found(
    rule: str,
    said: str,
    knot: frozenset[Alternative],
    after: Callable[[Alternative], Iterable[Alternative]],
    names: Names,
) -> Finding:
    start = min(knot, key=lambda node: (_owner(node), len(node), node))
    cycle = shortest_cycle(start, knot, after)
    shown = _chain([names.alternative(node) for node in cycle])
    return names.finding(rule, _owner(start), f"{said}: {shown}.{_rest(knot, cycle)}")


def _owner(node: Alternative) -> str:
    return node[0]


def _chain(labels: Sequence[str]) -> str:
    if len(labels) > _SHOWN:
        labels = [*labels[: _SHOWN - 1], f"… ({len(labels) - _SHOWN} more) …", labels[-1]]
    return " → ".join(labels)


def _rest(knot: frozenset[object] | frozenset[Alternative] | frozenset[CompetencyId], cycle: Sequence[object]) -> str:
    others = len(knot) - len(set(cycle))
    return f" {others} more wait in the same knot." if others > 0 else ""


def _waiting(catalogue: Catalogue) -> dict[Alternative, list[Group]]:
    """What each level that carries or meets a requirement, and each course that is required, waits for."""
    stands = catalogue.stands_for
    found: dict[Alternative, list[Group]] = {}
    at_levels: dict[CompetencyId, list[tuple[int, Group]]] = {}
    for competency in catalogue.competencies:
        if competency.requires and not (competency.retired and competency.replaced_by is not None):
            fact = stands[competency.id]
            for requirement in competency.requires:
                group = _canonical(requirement.any_of, stands)
                at_levels.setdefault(fact, []).append((requirement.at_level, group))
                found.setdefault(CompetencyAt(fact, requirement.at_level), []).append(group)
    required = {other for groups in found.values() for group in groups for other in group}
    for course in catalogue.courses:
        if not course.retired:
            for group in course.requires:
                required.update(_canonical(group, stands))
    for course in catalogue.courses:
        done = CourseDone(course.id)
        if done in required and not course.retired:
            found[done] = list(_course_groups(course, at_levels, stands))
            required.update(other for group in found[done] for other in group)
    for node in required:
        found.setdefault(node, [])
    _descend(found)
    return found


def _course_groups(
    course: Course,
    at_levels: Mapping[CompetencyId, Sequence[tuple[int, Group]]],
    stands: Mapping[CompetencyId, CompetencyId],
) -> Iterator[Group]:
    """Everything that must hold before the course: its own groups, its entry levels, and what binds its levels."""
    for group in course.requires:
        yield _canonical(group, stands)
    for taught in course.teaches:
        fact = stands.get(taught.competency, taught.competency)
        if taught.from_level > 0:
            yield (CompetencyAt(fact, taught.from_level),)
        for at_level, group in at_levels.get(fact, ()):
            if taught.from_level < at_level <= taught.to_level:
                yield group


def _descend(found: dict[Alternative, list[Group]]) -> None:
    """Let each level wait for the next lower one that is a node: what is asked of that one is asked of it too."""
    levels: dict[CompetencyId, list[int]] = {}
    for node in found:
        if isinstance(node, CompetencyAt):
            levels.setdefault(node.competency, []).append(node.level)
    for fact, ranks in levels.items():
        ranks.sort()
        for lower, upper in pairwise(ranks):
            found[CompetencyAt(fact, upper)].append((CompetencyAt(fact, lower),))


def _canonical(group: Group, stands: Mapping[CompetencyId, CompetencyId]) -> Group:
    """The group over what its members count as; of one competency at two levels the lower is enough."""
    lowest: dict[CompetencyId, int] = {}
    for other in group:
        if isinstance(other, CompetencyAt):
            fact = stands.get(other.competency, other.competency)
            lowest[fact] = min(other.level, lowest.get(fact, other.level))
    courses = sorted({done for done in group if isinstance(done, CourseDone)})
    return (*(CompetencyAt(fact, level) for fact, level in sorted(lowest.items())), *courses)


def _stuck(waiting: Waiting, assumed: set[Alternative]) -> set[Alternative]:
    """Nodes that cannot hold even where everything gives its level; `assumed` are taken to hold.

    Forward chaining over AND of OR, linear in the members of all groups.
    """
    missing = {node: len(groups) for node, groups in waiting.items()}
    asks: dict[Alternative, list[tuple[Alternative, int]]] = {}
    for node, groups in waiting.items():
        for number, group in enumerate(groups):
            for other in group:
                asks.setdefault(other, []).append((node, number))
    holds = set(assumed) | {node for node, count in missing.items() if count == 0}
    met: set[tuple[Alternative, int]] = set()
    queue = deque(holds)
    while queue:
        for node, number in asks.get(queue.popleft(), ()):
            if (node, number) not in met:
                met.add((node, number))
                missing[node] -= 1
                if missing[node] == 0 and node not in holds:
                    holds.add(node)
                    queue.append(node)
    return set(waiting) - holds
