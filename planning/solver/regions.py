"""Regions: sets of facts that nothing holds in, and that a course must enter from outside before any of them holds.

    region     y[f] <= sum x[c] over courses that give a fact of N and ask for no group within N,     f in N

The first course of a plan that gives a fact of N finds none of them attained, so that no group of its own lies
within N; a plan that attains f has such a course. The row holds for every N without a fact that holds from the start.
(It is a disjunctive action landmark, conditional on f; N is the cut of LM-cut: Helmert and Domshlak 2009.) A solution
whose courses support each other in a circle breaks the row of a region around the circle.
"""

from collections.abc import Iterable, Iterator

from planning.solver.ground import Execution, Ground

Region = tuple[int, frozenset[int]]
"""A fact, and the set of facts around it."""


def around(ground: Ground, courses: Iterable[int], facts: Iterable[int]) -> Iterator[Region]:
    """A region around each of the facts that following these courses does not attain, which none of them enters.

    Backwards from the fact: a course that gives a fact of the region is kept out by one of its groups that is never
    met, of which the fewest facts are new to the region.
    """
    taken = tuple(courses)
    execution = Execution(ground, taken)
    execution.allow(taken)
    attained = execution.facts
    givers: dict[int, list[int]] = {}
    for course in sorted(set(taken).difference(execution.order)):
        for fact in ground.adds(course):
            givers.setdefault(fact, []).append(course)
    found: set[frozenset[int]] = set()
    for fact in facts:
        if fact not in attained:
            region = _grown(ground, fact, givers, attained)
            if region not in found:
                found.add(region)
                yield fact, region


def entering(ground: Ground, region: frozenset[int]) -> list[int]:
    """The allowed courses of the whole catalogue that can be the first to give a fact of the region, ascending."""
    givers = sorted({course for fact in region for course in ground.givers(fact) if ground.allowed[course]})
    return [course for course in givers if not any(region.issuperset(group) for group in ground.groups(course))]


def _grown(ground: Ground, fact: int, givers: dict[int, list[int]], attained: set[int]) -> frozenset[int]:
    region, waiting = {fact}, [fact]
    while waiting:
        for course in givers.get(waiting.pop(), ()):
            unmet = [group for group in ground.groups(course) if attained.isdisjoint(group)]
            fresh = min((sorted(set(group) - region) for group in unmet), key=lambda some: (len(some), some))
            region.update(fresh)
            waiting.extend(fresh)
    return frozenset(region)
