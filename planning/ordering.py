"""In which order to do things that wait for each other, so that what weighs most is finished early.

One machine, precedence, least sum of weight times finishing time: 1|prec|Σ w C. Doing first the set, closed under
what it waits for, that has the most weight per hour is never wrong (Sidney, "Decomposition algorithms for
single-machine sequencing with precedence relations and deferral costs", Operations Research 23, 1975; for trees
Horn, SIAM Journal on Applied Mathematics 23, 1972). Finding that set takes a flow each time, and what is best inside
it is NP-hard. So the sets tried are a thing with all that it waits for, alone or two of them together, and
neighbours are exchanged at the end where that helps; a test holds how near the best this comes.
"""

from collections.abc import Collection, Iterable, Sequence
from heapq import heapify, heappop, heappush
from itertools import combinations

Things = frozenset[int]


def order(
    hours: Sequence[int], weights: Sequence[float], before: Sequence[Collection[int]], closely: int = 24
) -> list[int]:
    """The things 0 … n - 1, each after those in its `before`, heavy and short ones early.

    `hours` (any unit, at least 0) and `weights` (at least 0; 0 for what only helps others) are by thing; `before` has
    only smaller numbers. Equal things keep the order of their numbers. Up to `closely` weighted things are looked at
    closely, which takes their number squared; more of them are ordered in one go, a few per cent worse.
    """
    closed = _closures(before)
    targets = [thing for thing, weight in enumerate(weights) if weight > 0]
    if len(targets) <= closely:
        targets = _exchanged(_closely(targets, hours, weights, closed), hours, weights, closed)
    else:
        targets = _at_once(targets, hours, weights, closed)
    placed: dict[int, None] = {}
    for target in targets:
        placed.update(dict.fromkeys(sorted(closed[target])))
    placed.update(dict.fromkeys(range(len(hours))))
    return list(placed)


def _closures(before: Sequence[Collection[int]]) -> list[Things]:
    """Each thing with all that must come before it."""
    closed: list[Things] = []
    for thing, waits_for in enumerate(before):
        closed.append(frozenset((thing,)).union(*(closed[other] for other in waits_for)))
    return closed


def _closely(
    targets: Iterable[int], hours: Sequence[int], weights: Sequence[float], closed: Sequence[Things]
) -> list[int]:
    """The weighted things in the order in which they are to be finished.

    Each time the set of most weight per hour: what one of them still takes, or two that share something, joined by
    further ones as long as that raises it. Inside a set the same again, one by one.
    """
    waiting, done, chosen = list(targets), set[int](), list[int]()

    def density(things: Things) -> float:
        took = sum([hours[thing] for thing in things])
        weight = sum([weights[thing] for thing in things])
        return weight / took if took else float("inf")

    while waiting:
        left = {target: closed[target].difference(done) for target in waiting}
        pairs = (one | other for one, other in combinations(left.values(), 2) if one & other)
        best = max((*left.values(), *pairs), key=density)
        reached, growing = density(best), True
        while growing:
            growing = False
            for things in left.values():
                if not things <= best and things & best and (joined := density(best | things)) > reached:
                    best, reached, growing = best | things, joined, True
        inside = [target for target in waiting if target in best]
        while inside:
            # A thing whose own waits are all met comes first of those that rest on it.
            target = max(inside, key=lambda t: density(left[t].difference(done)))
            first = min((t for t in inside if t in closed[target]), key=lambda t: len(closed[t]))
            inside.remove(first)
            waiting.remove(first)
            chosen.append(first)
            done |= closed[first]
    return chosen


def _exchanged(
    targets: list[int], hours: Sequence[int], weights: Sequence[float], closed: Sequence[Things]
) -> list[int]:
    """The same with neighbours exchanged for as long as that lowers the sum."""
    targets, changed = list(targets), True
    while changed:
        changed, done = False, set[int]()
        for place in range(len(targets) - 1):
            first, second = targets[place : place + 2]
            if first not in closed[second]:
                one, other = closed[first].difference(done), closed[second].difference(done)
                # What each takes after the other; both together take the same either way.
                first_later = sum([hours[thing] for thing in one.difference(other)])
                second_later = sum([hours[thing] for thing in other.difference(one)])
                if weights[second] * first_later > weights[first] * second_later:
                    targets[place : place + 2] = second, first
                    changed = True
            done |= closed[targets[place]]
    return targets


def _at_once(
    targets: Iterable[int], hours: Sequence[int], weights: Sequence[float], closed: Sequence[Things]
) -> list[int]:
    """The weighted things by what each still takes, one by one: every change touches only those that rest on it."""
    took = {target: sum(hours[thing] for thing in closed[target]) for target in targets}
    weight = {target: sum(weights[thing] for thing in closed[target]) for target in took}
    resting: dict[int, list[int]] = {}
    for target in took:
        for thing in closed[target]:
            resting.setdefault(thing, []).append(target)

    def entry(target: int) -> tuple[float, int]:
        return (-weight[target] / took[target] if took[target] else float("-inf"), target)

    queue = [entry(target) for target in took]
    heapify(queue)
    done, chosen = set[int](), dict[int, None]()
    while queue:
        key, target = heappop(queue)
        if target in chosen or key != entry(target)[0]:
            continue
        inside = sorted(thing for thing in closed[target].difference(done))
        chosen.update(dict.fromkeys(thing for thing in inside if thing in took))
        done.update(inside)
        for touched in dict.fromkeys(other for thing in inside for other in resting[thing]):
            if touched not in chosen:
                took[touched] = sum(hours[thing] for thing in closed[touched] if thing not in done)
                weight[touched] = sum(weights[thing] for thing in closed[touched] if thing not in done)
                heappush(queue, entry(touched))
    return list(chosen)
