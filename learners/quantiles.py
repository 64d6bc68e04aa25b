"""Quantiles of Beta distributions, many at once. scipy is loaded at the first need: most commands need none."""

from collections.abc import Sequence

import numpy as np


def beta(means: Sequence[float], masses: Sequence[float], quantiles: Sequence[float]) -> list[float]:
    """The quantile of each Beta distribution with that mean in (0, 1) and that mass (alpha + beta) above 0."""
    if not means:
        return []
    from scipy.special import betaincinv

    mean, mass = np.asarray(means), np.asarray(masses)
    found: list[float] = betaincinv(mean * mass, (1.0 - mean) * mass, np.asarray(quantiles)).tolist()
    return found
