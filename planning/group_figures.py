"""Figures about groups of people for those who may see groups and no people.

Three rules keep single people out of them, the same wherever figures are given:

1. People are parted once, by team, into groups of at least `minimum`; small teams go together. There is no other way
   to part them and no figure over all of them, so nothing can be found by subtracting one answer from another.
2. Within a group only those count beside their own targets whose target at least `minimum` of the group have, and
   none are left out, or at least `minimum`. So the numbers of people who need a competency differ by whole such
   classes, never by a few people.
3. A figure from 1 to `minimum` - 1 is kept back, with whatever would give it away by subtraction; and so is one that
   says the same of everybody, since it says it of each. Bands of hours are joined until each has enough people.

What is left: somebody who looks on two days can see that a figure moved.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ontology.ids import CompetencyId, RoleLevelId
from planning.model import Gap, GapStatus
from planning.teams import Candidate, Member, heat_map

STATUSES: Final[tuple[GapStatus, ...]] = ("met", "short", "unknown")
EDGES: Final = (0.0, 20.0, 50.0, 100.0, 200.0)
"""Upper ends of bands of hours; beyond the last is one more, and then those whom no courses lead all the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Somebody of a team (None: nobody said which); `target` is the role level that the gap is to, if any."""

    id: str
    team: str | None
    target: RoleLevelId | None = None
    gap: Gap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """How many of a group need a competency, and how they stand beside it; None where a figure is kept back."""

    competency: CompetencyId
    people: int
    by_status: Mapping[GapStatus, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """So many people of a group have a way of more than `above` hours and at most `upto`, where these are said.

    `attainable`: people whom courses lead all the way may be in it; `beyond`: such whom none do may be.
    """

    above: float | None
    upto: float | None
    attainable: bool
    beyond: bool
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """People whose figures may be given: of these teams, and `with_others` such of no team; how many count."""

    teams: tuple[str, ...]
    with_others: bool
    people: int
    slices: tuple[Slice, ...] = ()
    bands: tuple[Band, ...] = ()


def figures(everybody: Iterable[Placed], minimum: int) -> tuple[Group, ...]:
    """How groups stand beside what their people need; none where there are too few people. Groups by teams, slices by
    competency: the order tells nothing."""
    found = []
    for teams, others, group in _parted(everybody, minimum):
        people = _with_company(group, minimum)
        if not people:
            continue
        members = [Member(id=one.id, gap=one.gap) for one in people if one.gap is not None]
        slices = []
        for column in sorted(heat_map(members).columns, key=lambda column: column.competency):
            met = column.needed_by - column.short - column.unknown
            counts: dict[GapStatus, int] = {"met": met, "short": column.short, "unknown": column.unknown}
            slices.append(
                Slice(competency=column.competency, people=column.needed_by, by_status=kept_back(counts, minimum))
            )
        found.append(Group(teams=teams, with_others=others, people=len(people), slices=tuple(slices)))
    return tuple(found)


def distances(everybody: Iterable[Placed], candidates: Mapping[str, Candidate], minimum: int) -> tuple[Group, ...]:
    """How far groups are from a role level, in bands of hours; `candidates` by id, for everybody."""
    return tuple(
        Group(
            teams=teams,
            with_others=others,
            people=len(people),
            bands=bands([candidates[one.id] for one in people], minimum),
        )
        for teams, others, people in _parted(everybody, minimum)
    )


def bands(candidates: Sequence[Candidate], minimum: int) -> tuple[Band, ...]:
    """The people by the hours of their ways, neighbouring bands joined until none has from 1 to `minimum` - 1 people,
    nor one alone has all. Nobody at all is a figure, too, where the others may be given."""
    counts = [0] * (len(EDGES) + 2)
    for one in candidates:
        counts[_band(one)] += 1
    joined = _joined(counts, minimum)
    if sum(sum(counts[at] for at in each) > 0 for each in joined) < 2:
        joined = [list(range(len(counts)))]
    return tuple(
        Band(
            above=EDGES[each[0] - 1] if 0 < each[0] <= len(EDGES) else None,
            upto=EDGES[each[-1]] if each[-1] < len(EDGES) else None,
            attainable=each[0] <= len(EDGES),
            beyond=each[-1] == len(counts) - 1,
            people=sum(counts[at] for at in each),
        )
        for each in joined
    )


def _band(one: Candidate) -> int:
    if not one.attainable:
        return len(EDGES) + 1
    return next((at for at, edge in enumerate(EDGES) if one.path.hours <= edge), len(EDGES))


def _joined(counts: Sequence[int], minimum: int) -> list[list[int]]:
    """Neighbours together until each lot has no people, or enough; what is left at the end goes to the lot before."""
    lots: list[list[int]] = []
    open_lot: list[int] = []
    for at in range(len(counts)):
        open_lot.append(at)
        people = sum(counts[each] for each in open_lot)
        if people >= minimum or (people == 0 and len(open_lot) == 1):
            lots.append(open_lot)
            open_lot = []
    while open_lot and lots and sum(counts[each] for each in open_lot) < minimum:
        open_lot = lots.pop() + open_lot
    return [*lots, open_lot] if open_lot else lots


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Whether groups can fill so many places, as far as the figures about them tell: `surely` so many people have a
    way of at most the hours there are, `perhaps` so many."""

    wanted: int
    hours_each: float | None
    surely: int
    perhaps: int

    @property
    def covered(self) -> bool | None:
        """None where the figures do not tell."""
        if self.surely >= self.wanted:
            return True
        return False if self.perhaps < self.wanted else None


def cover(groups: Iterable[Group], wanted: int, *, hours_each: float | None = None) -> Cover:
    """From the bands alone, so that no question about places tells more than they do."""
    enough = float("inf") if hours_each is None else hours_each
    every = [band for group in groups for band in group.bands]
    return Cover(
        wanted=wanted,
        hours_each=hours_each,
        surely=sum(band.people for band in every if not band.beyond and _most(band) <= enough),
        perhaps=sum(band.people for band in every if band.attainable and (band.above or 0.0) <= enough),
    )


def _most(band: Band) -> float:
    return float("inf") if band.upto is None else band.upto


def kept_back(counts: Mapping[GapStatus, int], minimum: int) -> Mapping[GapStatus, int | None]:
    """How many stand how, as far as it may be said of people whose number is known; None where it is kept back.

    All three figures, where none is from 1 to `minimum` - 1; else who meets the need alone, where both they and the
    others are enough; else nothing. Nothing, too, where all meet it, or nobody does: that would say it of each. What
    is kept back does not depend on which figure is the smallest, or one could tell how large it is at the most (of 6,
    6 and 4 one could find the 4).
    """
    met, whole = counts["met"], sum(counts.values())
    if minimum <= 1:
        return dict(counts)
    if met < minimum or whole - met < minimum:
        return dict.fromkeys(STATUSES)
    if any(0 < count < minimum for count in counts.values()):
        return {"met": met, "short": None, "unknown": None}
    return dict(counts)


def _parted(everybody: Iterable[Placed], minimum: int) -> Sequence[tuple[tuple[str, ...], bool, Sequence[Placed]]]:
    """Groups of at least `minimum` people: their teams by name, whether people of no team are among them.

    Teams that are too small go together; where they are too few even so, they go to the smallest team that is not.
    """
    teams: dict[str | None, list[Placed]] = {}
    for one in sorted(everybody, key=lambda one: one.id):
        teams.setdefault(one.team, []).append(one)
    large = {team: people for team, people in teams.items() if team is not None and len(people) >= minimum}
    rest = {team: people for team, people in teams.items() if team not in large}
    lots: list[dict[str | None, list[Placed]]] = [{team: people} for team, people in large.items()]
    if rest and sum(map(len, rest.values())) < minimum and lots:
        smallest = min(lots, key=lambda lot: (sum(map(len, lot.values())), sorted(map(str, lot))))
        smallest.update(rest)
    elif rest:
        lots.append(rest)
    return sorted(
        (
            (
                tuple(sorted(team for team in lot if team is not None)),
                None in lot,
                [one for people in lot.values() for one in people],
            )
            for lot in lots
            if sum(map(len, lot.values())) >= minimum
        ),
        key=lambda each: (each[0], each[1]),
    )


def _with_company(people: Sequence[Placed], minimum: int) -> Sequence[Placed]:
    """Those whose target at least `minimum` of them have; of the smallest such classes none, until nobody is left
    out, or at least `minimum`."""
    targets = Counter(one.target for one in people if one.target is not None)
    counting = sorted(
        ((count, target) for target, count in targets.items() if count >= minimum),
        key=lambda each: (-each[0], each[1]),
    )
    while counting and 0 < len(people) - sum(count for count, _ in counting) < minimum:
        counting.pop()
    kept = {target for _, target in counting}
    return [one for one in people if one.target in kept]
