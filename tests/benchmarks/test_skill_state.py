"""The skill state's benchmark measures what it says: on a few simulated people whose truth is known."""

from itertools import pairwise

import numpy as np
import pytest

from benchmarks import skill_state
from benchmarks.simulated_people import RANKS, along, calibration_error, informed, knots, people, plain_rules, skills
from learners import policy


def test_who_knows_the_noise_is_right_on_average() -> None:
    """The informed probability falls with the rank, is calibrated, and better than any rule that knows less."""
    world = people(5, 4_000)
    truth = informed(world)
    assert (np.diff(truth, axis=1) <= 1e-12).all()
    held = world.true[:, None] >= np.arange(1, RANKS + 1)[None]
    assert calibration_error(truth.ravel(), held.ravel()) < 0.02
    asked = truth[np.arange(4_000), world.wanted - 1]
    right = ((asked >= 0.5) == world.held).mean()
    assert all((declared == world.held).mean() < right for declared in plain_rules(world).values())


def test_the_state_on_a_few_people_is_safe() -> None:
    """Of those whom it declares few are wrong, and whoever has no evidence is not declared."""
    world = people(6, 400)
    found = list(skills(world, policy.default()))
    assert len(found) == 400
    declared = np.array([one.level >= rank for one, rank in zip(found, world.wanted, strict=True)])
    assert (declared & ~world.held).sum() <= 0.15 * declared.sum()
    assert not any(one.level for one in found if one.validating_mass == 0)


def test_knots_rise_and_calibrate() -> None:
    """A line fitted on outcomes of one chance is near to it on others of the same."""
    rng = np.random.default_rng(1)
    means = rng.random(20_000)
    happened = rng.random(20_000) < means**2
    line = knots(means[::2], happened[::2])
    assert all(low[0] < high[0] and low[1] < high[1] for low, high in pairwise(line))
    assert calibration_error(along(line, means[1::2]), happened[1::2]) < 0.02
    assert calibration_error(means, happened) > 0.1


def test_weak_histories_never_validate(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand of the million that the benchmark draws."""
    monkeypatch.setenv("BENCH_QUICK", "")
    monkeypatch.setattr(skill_state, "HISTORIES", 1_000)
    (row,) = skill_state.never()
    assert (row.value, row.met) == (0, True)
