"""What learners let their data be used for, purpose by purpose: said again and again, never edited.

    inference       skill states are computed from their evidence; without it states are empty, whatever is recorded
    manager_view    whoever they report to sees them; without it nobody but they themselves, and the company by law
    experiments     they may be put into groups that are treated differently, to learn what helps

The newest statement holds; without one, what the policy says for the purpose (`learners.policy`), else `DEFAULTS`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final, get_args

from learners.access import Purpose
from learners.ids import LearnerId

PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)
DEFAULTS: Final[Mapping[Purpose, bool]] = MappingProxyType(
    {"inference": True, "manager_view": True, "experiments": False}
)
"""Training people at work rests on the contract; trying things out on them does not."""

CHANGES_STATE: Final[frozenset[Purpose]] = frozenset({"inference"})
"""Purposes whose consent changes what is computed about a learner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One statement: that the learner gives consent to a purpose from `at` on, or withdraws it. `by` who said so."""

    learner: LearnerId
    purpose: Purpose
    given: bool
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What holds now for one purpose. `since` and `by` are None where nothing was said and the default holds."""

    purpose: Purpose
    given: bool
    since: datetime | None = None
    by: str | None = None


def held(
    said: Iterable[Consent], defaults: Mapping[Purpose, bool] = DEFAULTS, *, at: datetime | None = None
) -> tuple[Held, ...]:
    """What holds at a time (now, without one) for each purpose, in the order of `PURPOSES`.

    Of two statements at the same instant the withdrawal holds, so that the order of arrival does not matter.
    """
    newest: dict[Purpose, Consent] = {}
    for each in said:
        if at is not None and each.at > at:
            continue
        before = newest.get(each.purpose)
        if before is None or (each.at, not each.given) > (before.at, not before.given):
            newest[each.purpose] = each
    return tuple(
        Held(purpose=purpose, given=one.given, since=one.at, by=one.by)
        if (one := newest.get(purpose)) is not None
        else Held(purpose=purpose, given=defaults.get(purpose, DEFAULTS[purpose]))
        for purpose in PURPOSES
    )


def given(holding: Iterable[Held]) -> frozenset[Purpose]:
    """The purposes that are consented to."""
    return frozenset(each.purpose for each in holding if each.given)
