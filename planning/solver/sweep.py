"""Sweeps over a whole catalogue: what holds spreads from groups to courses to facts, until nothing changes.

Most groups have one member and most courses few groups. On such short rows numpy's `reduceat` spends its time between
the rows, so they are laid out by their first, second, third... members (the jagged diagonals of sparse matrices: Saad
1989), and each diagonal is one operation over many rows.
"""

from collections.abc import Sequence, Sized
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Facts = tuple[int, ...]

_DIAGONALS = 24
"""Rows longer than this are rare; what exceeds it is folded by `reduceat`."""


@dataclass(frozen=True, slots=True, eq=False)
class Ragged:
    """Rows of places in an array, none of them empty, kept with the longest first.

    Row i of the given order is row `place[i]` of the folded order, which `order` undoes: folded row j is given row
    `order[j]`. `first` (one int64 a row) has each row's first member, `rest[k]` the next ones of the rows that have
    them, `tail` what is left of the longest rows, of which row j begins at `tail_start[j]`.
    """

    order: Ints
    place: Ints
    first: Ints
    rest: tuple[Ints, ...]
    tail: Ints
    tail_start: Ints

    def fold(self, operation: np.ufunc, values: NDArray[Any]) -> NDArray[Any]:
        """The operation over the values of each row's members, in the folded order."""
        folded = values[self.first]
        for members in self.rest:
            rows = folded[: len(members)]
            operation(rows, values[members], out=rows)
        if len(self.tail):
            rows = folded[: len(self.tail_start)]
            operation(rows, operation.reduceat(values[self.tail], self.tail_start), out=rows)
        return folded


def ragged(flat: Ints, start: Ints) -> Ragged:
    """Rows that lie one after the other: row i is `flat[start[i]:start[i + 1]]` (`start` has one more than rows)."""
    length = np.diff(start)
    order = np.argsort(-length, kind="stable").astype(np.int64)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    begin, length = start[:-1][order], length[order]
    longest = int(length[0]) if len(length) else 0
    rest = tuple(flat[begin[: np.count_nonzero(length > k)] + k] for k in range(1, min(longest, _DIAGONALS)))
    over = np.count_nonzero(length > _DIAGONALS)
    ends = np.cumsum(length[:over] - _DIAGONALS)
    tails = [flat[b + _DIAGONALS : b + n] for b, n in zip(begin[:over].tolist(), length[:over].tolist(), strict=True)]
    return Ragged(
        order=order,
        place=place,
        first=flat[begin],
        rest=rest,
        tail=np.concatenate(tails) if tails else np.zeros(0, dtype=np.int64),
        tail_start=np.concatenate(([0], ends[:-1])).astype(np.int64) if over else np.zeros(0, dtype=np.int64),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """What follows from what: groups of facts, courses of groups, and facts given by courses (`added`, int64)."""

    groups: Ragged
    courses: Ragged
    gifts: Ragged
    added: Ints

    def fixpoint(
        self,
        facts: NDArray[Any],
        own: NDArray[Any],
        either: np.ufunc,
        both: np.ufunc,
        limit: NDArray[Any] | None = None,
        granted: NDArray[Any] | None = None,
        take: np.ufunc | None = None,
    ) -> tuple[NDArray[Any], NDArray[Any]]:
        """The values of all facts (m + 1) and courses (n) once nothing changes any more.

        `either` joins the members of a group and the courses that give a fact, `both` the groups of a course and what
        the course has of its `own` (n): or and and for what can be reached, least and sum for what it costs. `facts`
        (m + 1) are the values from the start; `limit` (m + 1) is joined by `both` to what is given, `granted` (one a
        group, as the index numbers them) by `either` to what the groups have. `take` joins a course's own to its
        groups where that is not done by `both`. The operations are monotone, and values only move one way, so that
        this ends.
        """
        facts = facts.copy()
        own = own[self.courses.order]
        limit = None if limit is None else limit[self.added]
        granted = None if granted is None else granted[self.groups.order]
        while True:
            groups = self.groups.fold(either, facts)
            waited = self.courses.fold(both, groups if granted is None else either(groups, granted))
            courses = (take or both)(waited, own)
            given = self.gifts.fold(either, courses)
            now = facts[self.added]
            better = either(now, given if limit is None else both(given, limit))
            if np.array_equal(better, now):
                return facts, courses[self.courses.place]
            facts[self.added] = better


def sweep(groups: Sequence[Sequence[Facts]], adds: Sequence[Facts], always: int) -> Sweep:
    """The sweep over courses given by their groups and by what they add; `always` is a fact that holds."""
    group_facts, group_start, course_start = flat_groups(groups, always)
    of_groups = ragged(group_facts, group_start)
    of_courses = ragged(of_groups.place, course_start)
    course = np.repeat(np.arange(len(adds), dtype=np.int64), [len(facts) for facts in adds])
    fact = np.fromiter(chain.from_iterable(adds), dtype=np.int64)
    by_fact = np.argsort(fact, kind="stable")
    added, start = np.unique(fact[by_fact], return_index=True)
    gifts = ragged(of_courses.place[course[by_fact]], np.append(start, len(fact)).astype(np.int64))
    return Sweep(of_groups, of_courses, gifts, added[gifts.order])


def flat_groups(groups: Sequence[Sequence[Facts]], always: int) -> tuple[Ints, Ints, Ints]:
    """All groups one after the other, where each begins, and where those of each course begin (with the ends).

    A course without groups is given one of `always`, so that none is without.
    """
    padded = [of_course or ((always,),) for of_course in groups]
    flat = list(chain.from_iterable(padded))
    return np.fromiter(chain.from_iterable(flat), dtype=np.int64), _starts(flat), _starts(padded)


def _starts(rows: Sequence[Sized]) -> Ints:
    return np.fromiter(accumulate(map(len, rows), initial=0), dtype=np.int64)
