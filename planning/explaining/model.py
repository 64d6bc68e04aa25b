"""What explanations answer with, as frozen values. Each has a `sentence` that says the same as its data.

Costs are what was made least: hours, unless preferences are given. Courses are named by id, levels under the names
that the question and the curators use.
"""

from dataclasses import dataclass
from typing import Literal

from ontology.ids import CompetencyId, CourseId
from ontology.model import Alternative, CompetencyAt, Group
from planning.model import LearningPath

Verdict = Literal[
    "in_path",
    "done",
    "left_out",
    "nothing_missing",
    "out_of_reach",
    "of_no_use",
    "dearer",
    "as_cheap",
    "cheaper",
    "not_settled",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """A level that every path attains, or a course that every path has, over the whole catalogue.

    `goals` are those that cannot be had without it.
    """

    what: Alternative
    goals: tuple[CompetencyAt, ...]
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNot:
    """Why a course is not in the path.

    `out_of_reach`: `missing` are its groups that nobody can meet from here. Otherwise `extra` is by how much the
    cheapest path with the course that was found costs more than the path, and `extra_bound` what no such path goes
    below; `proved` says that they are equal. Where `extra` is less than what the course costs it is `dearer`: it
    would be as good if it cost so much less. From there on it is `of_no_use`: it cannot cost less than nothing.
    `as_cheap`: the tie decided, by fewer steps or by ids. `cheaper` and `not_settled` occur only where time ran out,
    when `extra` is None if no path with the course was found.
    """

    course: CourseId
    verdict: Verdict
    sentence: str
    missing: tuple[Group, ...] = ()
    extra: float | None = None
    extra_bound: float | None = None
    proved: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What another state or a course less would change; `path` is the whole answer to the changed question.

    `kept`, `dropped` and `added` are courses of the path; `lost` and `gained` are goals that could no longer, or only
    then, be closed. `saved` is how much less it would cost, `hours_saved` how many hours less it would take: below 0
    where it is more.
    """

    have: tuple[tuple[CompetencyId, int], ...]
    done: tuple[CourseId, ...]
    without: tuple[CourseId, ...]
    saved: float
    hours_saved: float
    kept: tuple[CourseId, ...]
    dropped: tuple[CourseId, ...]
    added: tuple[CourseId, ...]
    lost: tuple[CompetencyAt, ...]
    gained: tuple[CompetencyAt, ...]
    proved: bool
    path: LearningPath
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCourse:
    """A course that is not there yet: it lifts `competency` from one level, which can be attained (0: none needed),
    to another, and asks for nothing else."""

    competency: CompetencyId
    from_level: int
    to_level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A group of a course that is not asked for any more."""

    course: CourseId
    group: Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Readmission:
    """A course that is left out of the question no longer."""

    course: CourseId


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One change after which `goals` can be closed, which cannot be closed now."""

    change: NewCourse | Waiver | Readmission
    goals: tuple[CompetencyAt, ...]
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """The path without one of its courses: `added` instead of `dropped`, which has that course.

    `extra` is what it costs more, `extra_bound` what no path goes below that does without the course and has not all
    that an earlier replacement adds; `proved` says that they are equal. `extra_hours` are hours that it takes more.
    """

    added: tuple[CourseId, ...]
    dropped: tuple[CourseId, ...]
    extra: float
    extra_bound: float
    extra_hours: float
    proved: bool
    sentence: str
