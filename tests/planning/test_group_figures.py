"""Figures about groups tell of no one person."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.ids import RoleLevelId
from planning.group_figures import Group, Placed, bands, cover, distances, figures, kept_back
from planning.teams import Candidate
from tests.planning.test_teams import candidate, gap, item

MINIMUM = 5
NAMES = ("met", "short", "unknown")


def placed(number: int, team: str | None, target: str | None, status: str) -> Placed:
    """Somebody whose target needs SQL and a competency of its own."""
    assert status in NAMES
    needs = None if target is None else gap(item("sql", status), item(f"only-{target}", "met"))  # type: ignore[arg-type]
    return Placed(id=f"p{number:03}", team=team, target=None if target is None else RoleLevelId(target), gap=needs)


everybody = st.lists(
    st.tuples(
        st.sampled_from(["a", "a", "a", "b", "b", "c", None]),
        st.sampled_from(["x", "x", "x", "y", "y", "z", None]),
        st.sampled_from(NAMES),
    ),
    max_size=60,
).map(lambda drawn: [placed(number, *one) for number, one in enumerate(drawn)])


def shown(met: int, short: int, unknown: int) -> tuple[int | None, ...]:
    return tuple(kept_back({"met": met, "short": short, "unknown": unknown}, MINIMUM).values())


@pytest.mark.parametrize("whole", range(2, 31))
def test_who_knows_the_rule_cannot_find_a_small_figure(whole: int) -> None:
    """Of all figures that would be shown in the same way, each that is kept back has several values; and none from 1
    to the minimum - 1 is ever shown, nor follows from the sum."""
    worlds: dict[tuple[int | None, ...], list[tuple[int, ...]]] = {}
    for met, short in product(range(whole + 1), repeat=2):
        if met + short <= whole:
            world = (met, short, whole - met - short)
            worlds.setdefault(shown(*world), []).append(world)
    for seen, possible in worlds.items():
        assert not any(count is not None and 0 < count < MINIMUM for count in seen)
        hidden = [at for at, count in enumerate(seen) if count is None]
        assert len(hidden) != 1
        for at in hidden:
            values = {world[at] for world in possible}
            assert len(values) > 1, (seen, possible)
            assert max(values) >= MINIMUM or whole < MINIMUM or len(values) >= MINIMUM - 1, (seen, values)


def test_what_is_the_same_of_everybody_is_kept_back() -> None:
    """“All seven meet it”, or that nobody does, says it of each of the seven."""
    assert shown(7, 0, 0) == shown(0, 7, 0) == shown(0, 7, 5) == (None, None, None)


def test_large_figures_are_given() -> None:
    """Three figures that are large enough; else those who meet the need, where the others are enough together."""
    assert shown(6, 7, 5) == (6, 7, 5)
    assert shown(6, 7, 0) == (6, 7, 0)
    assert shown(6, 7, 4) == shown(6, 8, 3) == (6, None, None)
    assert shown(4, 7, 6) == (None, None, None)


@given(everybody)
def test_groups_are_large_and_part_everybody_once(people: list[Placed]) -> None:
    """Every group has the minimum; no team is in two groups; what needs count is a sum of classes of the minimum,
    and none are left out of a group, or as many as the minimum."""
    of_team = Counter(one.team for one in people)
    for found in (
        figures(people, MINIMUM),
        distances(people, {one.id: candidate(one.id, 10) for one in people}, MINIMUM),
    ):
        teams = [team for group in found for team in group.teams]
        assert len(teams) == len(set(teams))
        for group in found:
            size = sum(of_team[team] for team in group.teams) + (of_team[None] if group.with_others else 0)
            assert group.people >= MINIMUM
            assert size == group.people or size - group.people >= MINIMUM
            for need in group.slices:
                assert need.people >= MINIMUM
                assert need.people == group.people or group.people - need.people >= MINIMUM
                assert set(need.by_status) == set(NAMES)


@given(everybody)
def test_both_kinds_of_figures_part_people_alike(people: list[Placed]) -> None:
    """So that subtracting one from the other gives whole classes, or nothing."""
    paths = {one.id: candidate(one.id, 10) for one in people}
    sizes = {group.teams: group.people for group in distances(people, paths, MINIMUM)}
    for group in figures(people, MINIMUM):
        assert group.teams in sizes
        rest = sizes[group.teams] - group.people
        assert rest == 0 or rest >= MINIMUM


def test_a_team_that_is_too_small_goes_with_others() -> None:
    """Four people of a team of their own would be what is left of all without the other team."""
    people = [placed(number, "a", "x", "met" if number % 2 else "short") for number in range(12)]
    people += [placed(20 + number, "b", "x", "met") for number in range(4)]
    assert [group.teams for group in figures(people, MINIMUM)] == [("a", "b")]
    people += [placed(40 + number, None, "x", "met") for number in range(3)]
    assert [(group.teams, group.with_others) for group in figures(people, MINIMUM)] == [
        (("a",), False),
        (("b",), True),
    ]


def test_too_few_people_are_no_group() -> None:
    """Nothing is said of four people."""
    assert figures([placed(number, "a", "x", "met") for number in range(4)], MINIMUM) == ()


drawn_candidates = st.lists(st.tuples(st.integers(0, 260), st.booleans()), max_size=40).map(
    lambda drawn: [
        candidate(f"p{number}", float(at), partial=not at % 7 and partial)
        for number, (at, partial) in enumerate(drawn)
    ]
)


@given(drawn_candidates)
def test_bands_hold_nobody_or_enough_and_never_all_but_in_one(people: list[Candidate]) -> None:
    """Bands add up to all; none has from 1 to the minimum - 1 people; where one has all, there is only one."""
    found = bands(people, MINIMUM)
    assert sum(band.people for band in found) == len(people)
    if len(people) >= MINIMUM:
        assert not any(0 < band.people < MINIMUM for band in found)
    if any(band.people == len(people) for band in found):
        assert len(found) == 1
    assert found[-1].beyond
    assert [band.above for band in found[1:] if band.attainable] == [
        band.upto for band, after in pairwise(found) if after.attainable
    ]


@given(drawn_candidates, st.integers(1, 30), st.one_of(st.none(), st.floats(0, 300)))
def test_places_are_covered_as_far_as_the_bands_tell(
    people: list[Candidate], wanted: int, each: float | None
) -> None:
    """The truth lies between what surely and what perhaps is so."""
    group = Group(teams=("a",), with_others=False, people=len(people), bands=bands(people, MINIMUM))
    found = cover([group], wanted, hours_each=each)
    able = sum(one.attainable and (each is None or one.path.hours <= each) for one in people)
    assert found.surely <= able <= found.perhaps
    if found.covered is not None:
        assert found.covered == (able >= wanted)


BANDED = [candidate(f"b{at}", float(at)) for at in (0, 10, 30, 70, 150, 300)] + [candidate("b7", 9.0, partial=True)]


@pytest.mark.parametrize("whole", [5, 6, 9, 11])
def test_who_knows_the_rule_cannot_find_what_was_joined(whole: int) -> None:
    """Of all people that would be banded in the same way, a part of a joined band has several sizes."""
    worlds: dict[tuple[tuple[float | None, float | None, bool, int], ...], list[tuple[int, ...]]] = {}
    for world in _parts(whole, len(BANDED)):
        people = [one for one, count in zip(BANDED, world, strict=True) for _ in range(count)]
        seen = tuple((b.above, b.upto, b.attainable, b.people) for b in bands(people, MINIMUM))
        worlds.setdefault(seen, []).append(world)
    for seen, possible in worlds.items():
        single = [len({world[at] for world in possible}) == 1 for at in range(len(BANDED))]
        shown_alone = len(seen) if len(seen) > 1 else 0
        assert sum(single) <= shown_alone, (seen, possible[:3])
        for at, known in enumerate(single):
            assert not (known and 0 < possible[0][at] < MINIMUM), (seen, at)


def _parts(whole: int, places: int) -> Iterator[tuple[int, ...]]:
    """All ways to part a number over so many places."""
    if places == 1:
        yield (whole,)
        return
    for first in range(whole + 1):
        for rest in _parts(whole - first, places - 1):
            yield (first, *rest)
