"""What a group of people looks like beside what it needs: who can do what, who is ready for what, who is nearest.

Pure functions over gaps and paths that were computed for each person; who may be in a group, and who may see it, is
decided before. For those who may see groups and no people there is `planning.group_figures`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum

from ontology.ids import CompetencyId
from planning.model import Gap, GapItem, LearningPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody of a group, with the gap to what they are measured against."""

    id: str
    gap: Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One competency of a heat map: how many need it, and how many of these are short of it, or not known to have
    it. `steps_short` counts the ranks that all of them miss."""

    competency: CompetencyId
    needed_by: int
    short: int
    unknown: int
    steps_short: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One member: a cell for each column, in the order of the columns; None where the member does not need it."""

    member: str
    cells: tuple[GapItem | None, ...]
    required: int
    short: int
    steps_short: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap:
    """Members beside what they need. Columns with most ranks missing first, then by id; rows by id."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def heat_map(members: Iterable[Member]) -> HeatMap:
    """The essential needs of all members against what they hold."""
    rows = sorted(members, key=lambda member: member.id)
    cells = {m.id: {item.competency: item for item in m.gap.items if item.essential} for m in rows}
    columns = sorted(
        (_column(competency, [cell[competency] for cell in cells.values() if competency in cell])
         for competency in {competency for cell in cells.values() for competency in cell}),
        key=lambda column: (-column.steps_short, column.competency),
    )  # fmt: skip
    return HeatMap(
        columns=tuple(columns),
        rows=tuple(
            Row(
                member=member.id,
                cells=tuple(cells[member.id].get(column.competency) for column in columns),
                required=member.gap.required,
                short=member.gap.short,
                steps_short=member.gap.steps_short,
            )
            for member in rows
        ),
    )


def _column(competency: CompetencyId, items: Sequence[GapItem]) -> Column:
    statuses = Counter(item.status for item in items)
    return Column(
        competency=competency,
        needed_by=len(items),
        short=statuses["short"],
        unknown=statuses["unknown"],
        steps_short=sum(item.steps_short for item in items),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody, and the cheapest path to one role level. `met` of `required` essential needs are met already."""

    id: str
    required: int
    met: int
    steps_short: int
    path: LearningPath

    @property
    def ready(self) -> bool:
        """Whether nothing is missing."""
        return self.path.status == "nothing_to_do"

    @property
    def share(self) -> float:
        """The share of essential needs that are met; all of none is all."""
        return self.met / self.required if self.required else 1.0

    @property
    def attainable(self) -> bool:
        """Whether courses and assessments lead all the way."""
        return self.path.status != "partial"


def candidate(member: Member, path: LearningPath) -> Candidate:
    """A member as a candidate for the role level that the gap and the path are about."""
    return Candidate(
        id=member.id,
        required=member.gap.required,
        met=member.gap.required - member.gap.short,
        steps_short=member.gap.steps_short,
        path=path,
    )


def readiness(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The nearest first: whom courses lead all the way, then fewest hours, then fewest steps short, then by id."""
    return tuple(sorted(candidates, key=lambda c: (not c.attainable, c.path.hours, c.steps_short, c.id)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Whether a group can fill so many places at a role level, and at what price in hours.

    `chosen` are the cheapest of those who can make it, the nearest first: fewer than `wanted` where there are no
    more. `hours` is the sum of their paths' hours and `bound` what no choice of as many people goes below: they are
    equal where every path is proved. `too_late` could make it with more time than `hours_each` (None: time is no
    matter), and `out_of_reach` need what no course gives; both the nearest first. `in_doubt` counts those of
    `too_late` whose path is not proved, so that there may be one that is short enough.
    """

    wanted: int
    chosen: tuple[Candidate, ...]
    in_time: int
    hours: float
    bound: float
    too_late: tuple[Candidate, ...]
    out_of_reach: tuple[Candidate, ...]
    in_doubt: int
    hours_each: float | None

    @property
    def ready(self) -> int:
        """How many of the chosen need nothing."""
        return sum(one.ready for one in self.chosen)

    @property
    def missing(self) -> int:
        """Places that nobody of the group can fill."""
        return self.wanted - len(self.chosen)

    @property
    def proved(self) -> bool:
        """Whether no other choice costs less, nor fills more of the places."""
        return self.bound >= self.hours and not (self.missing and self.in_doubt)


def coverage(candidates: Iterable[Candidate], wanted: int, *, hours_each: float | None = None) -> Coverage:
    """The cheapest `wanted` people; `hours_each` is how many hours each has until the day (None: no such day).

    People are chosen apart: courses have room for all of them. So the cheapest people together are the people who are
    cheapest each.
    """
    ranked = readiness(candidates)
    attainable = [one for one in ranked if one.attainable]
    enough = float("inf") if hours_each is None else hours_each
    in_time = [one for one in attainable if one.path.hours <= enough]
    too_late = tuple(one for one in attainable if one.path.hours > enough)
    chosen = tuple(in_time[:wanted])
    # Whoever is not proved may be nearer than it seems: no choice costs less than the smallest bounds together.
    bounds = sorted(one.path.bound for one in attainable if one.path.bound <= enough)
    hours = fsum(one.path.hours for one in chosen)
    return Coverage(
        wanted=wanted,
        chosen=chosen,
        in_time=len(in_time),
        hours=hours,
        bound=min(hours, fsum(bounds[: len(chosen)])),
        too_late=too_late,
        out_of_reach=tuple(one for one in ranked if not one.attainable),
        in_doubt=sum(one.path.bound <= enough for one in too_late),
        hours_each=hours_each,
    )
