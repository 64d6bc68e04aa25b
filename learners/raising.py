"""What would raise a skill: single facts of today that would validate the next rank, tried out and not guessed."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from learners.climbing import Ladder
from learners.evidence import Evidence
from learners.ids import EvidenceId, LearnerId
from learners.ladder import Piece, Rung, piece, rung
from learners.levels import Shown
from learners.quantiles import beta
from learners.words import Words

NOBODY = LearnerId("nobody")


class _Trial(NamedTuple):
    """Facts that are tried: the words for them, the rank that is wanted, and the rung with them."""

    ladder: int
    text: str
    rung: Rung


def raising(ladders: Sequence[Ladder], levels: Sequence[int], words: Words, at: datetime) -> list[tuple[str, ...]]:
    """For each ladder what would validate the rank after its level: an assessment, a manager, work that is seen.

    Where none of these suffices alone, what they have in common is said. Nothing where the last rank is validated.
    """
    trials: list[_Trial] = []
    wanted = [level + 1 for level in levels]
    for number, (one, rank) in enumerate(zip(ladders, wanted, strict=True)):
        if rank <= one.ranks:
            trials += [
                _Trial(
                    number,
                    text,
                    rung(rank, one.ranks, [*one.heard[rank - 1], more.part(rank, fresh=False)], one.rules),
                )
                for text, more in _facts(one, rank, words, at)
            ]
    ends = [ladders[trial.ladder].rules.quantile for trial in trials]
    found = beta([trial.rung.mean for trial in trials], [trial.rung.mass for trial in trials], ends)
    said: list[list[str]] = [[] for _ in ladders]
    for trial, sure in zip(trials, found, strict=True):
        rules = ladders[trial.ladder].rules
        if sure >= rules.threshold and trial.rung.proof >= rules.proof:
            said[trial.ladder].append(trial.text)
    return [
        tuple(texts) or ((_several(one, rank, words),) if rank <= one.ranks else ())
        for texts, one, rank in zip(said, ladders, wanted, strict=True)
    ]


def _facts(one: Ladder, rank: int, words: Words, at: datetime) -> list[tuple[str, Piece]]:
    found: list[tuple[str, Piece]] = []
    fits = [row for row in words.assessed.get(one.fact, ()) if row[0] >= rank]
    if fits:
        up_to, test = fits[0]
        sat = Evidence(
            id=EvidenceId("~test"), learner=NOBODY, source="assessment", occurred_at=at, received_at=at,
            assessment=test.id, passed=True,
        )  # fmt: skip
        shown = Shown(up_to + one.rules.passed, 1, up_to)
        text = f"Passing “{test.id}” (up to rank {up_to}) would validate rank {rank}."
        found.append((text, piece(sat, shown, one.rules, one.ranks, at)))
    shown = Shown(float(rank), 1, one.ranks)
    for source, text in (
        ("manager", f"A rating of {rank} by another manager would validate rank {rank}."),
        ("observed", f"Work that was seen at rank {rank} would validate rank {rank}."),
    ):
        seen = Evidence(
            id=EvidenceId(f"~{source}"), learner=NOBODY, source="manager" if source == "manager" else "observed",
            occurred_at=at, received_at=at, competency=one.fact, level=float(rank),
        )  # fmt: skip
        found.append((text, piece(seen, shown, one.rules, one.ranks, at)))
    return found


def _several(one: Ladder, rank: int, words: Words) -> str:
    tests = [test.id for up_to, test in words.assessed.get(one.fact, ()) if up_to >= rank]
    with_test = f"“{tests[0]}” and " if tests else ""
    return (
        f"No single fact would validate rank {rank}: {with_test}several ratings by managers, or work that was seen, "
        f"at rank {rank} or above would together."
    )
