"""What a group of people looks like beside what it needs: who can do what, who is ready for what, who is nearest.

Pure functions over gaps and paths that were computed for each person; who may be in a group, and who may see it, is
decided before. `aggregated` is for those who may see groups and no people: figures about fewer than the policy's
minimum are kept back, and so is whatever would give them away by subtraction.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ontology.ids import CompetencyId
from planning.model import Gap, GapItem, GapStatus, LearningPath

STATUSES: Final[tuple[GapStatus, ...]] = ("met", "short", "unknown")


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
    equal where every path is proved. `ready` of the chosen need nothing. `too_late` could make it with more time, and
    `out_of_reach` need what no course gives; both the nearest first.
    """

    wanted: int
    chosen: tuple[Candidate, ...]
    hours: float
    bound: float
    too_late: tuple[Candidate, ...]
    out_of_reach: tuple[Candidate, ...]
    hours_each: float | None

    @property
    def ready(self) -> int:
        return sum(one.ready for one in self.chosen)

    @property
    def missing(self) -> int:
        """Places that nobody of the group can fill."""
        return self.wanted - len(self.chosen)

    @property
    def proved(self) -> bool:
        """Whether no other choice of as many people costs less."""
        return self.bound >= self.hours


def coverage(candidates: Iterable[Candidate], wanted: int, *, hours_each: float | None = None) -> Coverage:
    """The cheapest `wanted` people; `hours_each` is how many hours each has until the day (None: no such day).

    People are chosen apart: courses have room for all of them.
    """
    ranked = readiness(candidates)
    attainable = [one for one in ranked if one.attainable]
    in_time = [one for one in attainable if hours_each is None or one.path.hours <= hours_each]
    chosen = tuple(in_time[:wanted])
    # Whoever is not proved may be nearer than it seems: no choice costs less than the smallest bounds together.
    bounds = sorted(one.path.bound for one in attainable if hours_each is None or one.path.bound <= hours_each)
    hours = sum(one.path.hours for one in chosen)
    return Coverage(
        wanted=wanted,
        chosen=chosen,
        hours=hours,
        bound=min(hours, sum(bounds[: len(chosen)])),
        too_late=tuple(one for one in attainable if one not in in_time),
        out_of_reach=tuple(one for one in ranked if not one.attainable),
        hours_each=hours_each,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """How many people of a group stand how beside one need; None where the figure is kept back."""

    competency: CompetencyId
    people: int | None
    by_status: Mapping[GapStatus, int | None]


def aggregated(members: Iterable[Member], minimum: int) -> tuple[Slice, ...] | None:
    """The group without its people, most ranks missing first; None where the group itself is too small.

    A figure from 1 to `minimum` - 1 is kept back. Where just one of the figures that add up to a known sum is kept
    back, the smallest of the others is, too: it could be found by subtraction. The order tells nothing: it is that of
    ids.
    """
    people = list(members)
    if len(people) < minimum:
        return None
    slices = []
    for column in sorted(heat_map(people).columns, key=lambda column: column.competency):
        met = column.needed_by - column.short - column.unknown
        figures = dict(zip(STATUSES, (met, column.short, column.unknown), strict=True))
        whole = column.needed_by >= minimum and not 0 < len(people) - column.needed_by < minimum
        slices.append(
            Slice(
                competency=column.competency,
                people=column.needed_by if whole else None,
                by_status=kept_back(figures, minimum) if whole else dict.fromkeys(STATUSES),
            )
        )
    return tuple(slices)


def kept_back(figures: Mapping[GapStatus, int], minimum: int) -> Mapping[GapStatus, int | None]:
    """Figures that add up to a known sum, without those about fewer than `minimum` people and without whatever would
    give these away. None where something is kept back; a zero says of everybody what they are not, and counts as
    small where anything is kept back."""
    small = {status for status, count in figures.items() if 0 < count < minimum}
    if not small:
        return dict(figures)
    others = sorted((count, status) for status, count in figures.items() if status not in small)
    while others and (len(small) == 1 or sum(figures[status] for status in small) < minimum):
        small.add(others.pop(0)[1])
    return {status: None if status in small else count for status, count in figures.items()}
