"""Orders that finish what weighs most early, against going through every order."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.ordering import order

Work = tuple[list[int], list[float], list[list[int]]]
"""Hours and weights by thing, and for each thing those that must come before it."""


def work(r: random.Random, many: int) -> Work:
    """Some things wait for others; half of them weigh nothing, and some take no time."""
    tangled = r.choice([0.1, 0.2, 0.4])
    before = [[other for other in range(thing) if r.random() < tangled] for thing in range(many)]
    hours = [r.choice([0, 1, 2, 3, 5, 8, 13]) if r.random() < 0.3 else r.randint(1, 60) for _ in range(many)]
    weights = [float(r.choice([0, 0, 1, 1, 2, 3])) if r.random() < 0.7 else r.choice([0.0, 0.001]) for _ in before]
    return hours, weights, before


def late(things: list[int], hours: list[int], weights: list[float]) -> float:
    """The sum of weight times finishing time."""
    clock, total = 0, 0.0
    for thing in things:
        clock += hours[thing]
        total += weights[thing] * clock
    return total


def least(hours: list[int], weights: list[float], before: list[list[int]]) -> float:
    """The least such sum: the best way to have finished each set that can be finished, one thing at a time."""
    needs = [sum(1 << other for other in waits_for) for waits_for in before]
    best = {0: (0, 0.0)}
    for _ in hours:
        longer: dict[int, tuple[int, float]] = {}
        for finished, (clock, total) in best.items():
            for thing, need in enumerate(needs):
                if not finished >> thing & 1 and need & ~finished == 0:
                    reached = clock + hours[thing], total + weights[thing] * (clock + hours[thing])
                    key = finished | 1 << thing
                    longer[key] = min(longer.get(key, reached), reached)
        best = longer
    return best[(1 << len(hours)) - 1][1]


def keeps(things: list[int], before: list[list[int]]) -> bool:
    place = {thing: number for number, thing in enumerate(things)}
    return sorted(things) == list(range(len(before))) and all(
        place[other] < place[thing] for thing, waits_for in enumerate(before) for other in waits_for
    )


def test_nearly_always_the_best_order() -> None:
    """Of 400 cases at least 95 in a hundred are the best there is; the others miss it by a tenth at the most."""
    missed: list[float] = []
    for seed in range(400):
        r = random.Random(seed)
        hours, weights, before = work(r, r.randint(2, 10))
        found, best = late(order(hours, weights, before), hours, weights), least(hours, weights, before)
        assert found >= best * (1 - 1e-9)
        if found > best * (1 + 1e-9):
            missed.append(found / best - 1)
    assert len(missed) <= 20
    assert max(missed, default=0.0) <= 0.1


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 10**9), many=st.integers(0, 90))
def test_nothing_comes_before_what_it_waits_for(seed: int, many: int) -> None:
    """Everything occurs once and after all that it waits for, however many there are, and always alike."""
    hours, weights, before = work(random.Random(seed), many)
    found = order(hours, weights, before)
    assert keeps(found, before)
    assert order(hours, weights, before) == found


def test_many_things_are_ordered_nearly_as_well() -> None:
    """In one go, as where there are hundreds, the order is a tenth worse than at a close look at the most."""
    for seed in range(20):
        hours, weights, before = work(random.Random(seed), 60)
        quick, close = (order(hours, weights, before, closely) for closely in (0, 60))
        assert keeps(quick, before)
        assert late(quick, hours, weights) <= 1.1 * late(close, hours, weights), f"seed {seed}"


@pytest.mark.parametrize(
    ("hours", "weights", "before", "expected"),
    [
        ([3, 1], [1.0, 1.0], [[], []], [1, 0]),
        ([3, 1], [4.0, 1.0], [[], []], [0, 1]),
        ([2, 2], [1.0, 1.0], [[], []], [0, 1]),
        ([5, 1, 1], [0.0, 9.0, 1.0], [[], [0], []], [0, 1, 2]),
        ([5, 1, 1], [0.0, 9.0, 4.0], [[], [0], []], [2, 0, 1]),
        ([5, 0, 0], [1.0, 0.0, 1.0], [[], [], []], [2, 0, 1]),
        ([6, 1, 1, 4], [0.0, 1.0, 1.0, 1.0], [[], [0], [0], []], [3, 0, 1, 2]),
        ([6, 1, 1, 5], [0.0, 2.0, 2.0, 2.0], [[], [0], [0], []], [0, 1, 2, 3]),
        ([], [], [], []),
    ],
    ids=["short", "heavy", "number", "worth the way", "not worth it", "no time", "apart", "together", "nothing"],
)
def test_small_cases(hours: list[int], weights: list[float], before: list[list[int]], expected: list[int]) -> None:
    """Weight per hour decides, with all that a thing waits for; what two share is counted once."""
    assert order(hours, weights, before) == expected
