"""Statements and power cuts: what was acknowledged is there, whatever is killed, and nothing is there twice."""

from pathlib import Path

from benchmarks.intake_kills import survive


def test_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    """Service, engine and both are killed while two clients post: every acknowledged statement is there once, with
    its one fact, and every batch is taken in the end."""
    left = survive(tmp_path, kills=3, seed=11, batch=40)
    assert left.kills == 3
    assert left.acknowledged > 100
    assert (left.missing, left.twice, left.without_fact, left.refused) == (0, 0, 0, 0)
