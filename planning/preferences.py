"""What people ask of a path beside its goals: how a course is to be weighed, and how much the whole may take."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Courses that have none of `values` cost `weight` (a share of their hours, in [0, 10]) more.

    A course that does not say what it is counts as not having it.
    """

    values: tuple[str, ...] = ()
    weight: float = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """How to weigh a course. The defaults are hours alone.

    `money`: how many hours one unit of money weighs (at least 0). `affinity`: how much a model's word counts at the
    most, as a share of a course's cost, in [0, 0.1].
    """

    money: float = 0.0
    language: Wish = field(default_factory=Wish)
    modality: Wish = field(default_factory=Wish)
    provider: Wish = field(default_factory=Wish)
    affinity: float = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """So many hours a week from one day to another, both included."""

    starts_on: date
    ends_on: date
    hours_per_week: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much the whole path may take; None where there is no limit."""

    hours: float | None = None
    money: float | None = None
    deadline: Deadline | None = None
