"""A group of people beside what it needs: heat map, readiness, coverage."""

from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from ontology.ids import CompetencyId
from planning.model import Gap, GapItem, GapStatus, LearningPath
from planning.teams import Candidate, Member, coverage, heat_map, readiness

EMPTY = Gap(items=(), required=0, short=0, steps_short=0)


def item(competency: str, status: GapStatus, *, essential: bool = True, required: int = 3) -> GapItem:
    held = {"met": required, "short": required - 1, "unknown": None}[status]
    return GapItem(
        competency=CompetencyId(competency),
        required=required,
        held=held,
        confidence=None if held is None else 1.0,
        steps_short=required - (held or 0),
        essential=essential,
        weight=1.0,
        status=status,
    )


def gap(*items: GapItem) -> Gap:
    counting = [one for one in items if one.essential]
    return Gap(
        items=items,
        required=len(counting),
        short=sum(one.status != "met" for one in counting),
        steps_short=sum(one.steps_short for one in counting),
    )


def path(hours: float, *, bound: float | None = None, partial: bool = False) -> LearningPath:
    least = hours if bound is None else bound
    return LearningPath(
        status="partial" if partial else "complete" if hours else "nothing_to_do",
        cost=hours, cost_bound=least, hours=hours, unknown_hours=0, bound=least, proved=least == hours,
        steps=(), uncloseable=(), gap=EMPTY,
    )  # fmt: skip


def candidate(name: str, hours: float, *, bound: float | None = None, partial: bool = False) -> Candidate:
    return Candidate(id=name, required=4, met=2, steps_short=3, path=path(hours, bound=bound, partial=partial))


hours = st.integers(0, 60).map(float)
anybody = st.lists(
    st.builds(
        lambda at, spare, partial: (at, max(0.0, at - spare), partial), hours, st.integers(0, 9), st.booleans()
    ),
    max_size=7,
).map(
    lambda drawn: [
        candidate(f"p{number}", at, bound=bound, partial=partial) for number, (at, bound, partial) in enumerate(drawn)
    ]
)


def test_a_heat_map_has_the_greatest_lack_first_and_a_cell_for_each_essential_need() -> None:
    """Columns by ranks missing, rows by id; optional needs are not in it; who does not need a competency has none."""
    found = heat_map(
        [
            Member(id="b", gap=gap(item("sql", "short"), item("python", "met"))),
            Member(id="a", gap=gap(item("sql", "unknown"), item("teaching", "short", essential=False))),
        ]
    )
    assert [column.competency for column in found.columns] == ["sql", "python"]
    assert [row.member for row in found.rows] == ["a", "b"]
    sql, python = found.columns
    assert (sql.needed_by, sql.short, sql.unknown, sql.steps_short) == (2, 1, 1, 4)
    assert (python.needed_by, python.short, python.unknown, python.steps_short) == (1, 0, 0, 0)
    assert [[cell and cell.status for cell in row.cells] for row in found.rows] == [
        ["unknown", None],
        ["short", "met"],
    ]


def test_the_nearest_come_first() -> None:
    """Whom courses lead all the way before others; then fewest hours, fewest steps, the smaller id."""
    people = [
        candidate("far", 40),
        candidate("never", 1, partial=True),
        candidate("b", 10),
        candidate("a", 10),
        replace(candidate("c", 10), steps_short=1),
        candidate("ready", 0),
    ]
    assert [one.id for one in readiness(people)] == ["ready", "c", "a", "b", "far", "never"]
    assert readiness(people)[0].ready
    assert not readiness(people)[-1].attainable


@given(anybody, st.integers(1, 5), st.one_of(st.none(), hours))
def test_no_other_choice_of_people_is_better(people: list[Candidate], wanted: int, each: float | None) -> None:
    """Against every choice of people: as many places as can be filled are, for the fewest hours; and no paths between
    bounds and hours make another choice go below the bound."""
    found = coverage(people, wanted, hours_each=each)
    able = [one for one in people if one.attainable and (each is None or one.path.hours <= each)]
    size = min(wanted, len(able))
    best = min(sum(one.path.hours for one in some) for some in combinations(able, size))
    assert (len(found.chosen), found.hours) == (size, best)
    maybe = [one for one in people if one.attainable and (each is None or one.path.bound <= each)]
    assert found.bound == min(sum(one.path.bound for one in some) for some in combinations(maybe, size))
    assert found.bound <= found.hours
    assert found.proved == (found.bound == best and (size == wanted or len(maybe) == len(able)))
    assert found.in_time == len(able)
    together = [*found.chosen, *found.too_late, *found.out_of_reach]
    assert len({one.id for one in together}) == len(together)
    assert len(together) == len(people) - max(0, len(able) - wanted)


def test_a_path_that_is_not_proved_leaves_a_missing_place_in_doubt() -> None:
    """Somebody whose best path found is too long, though a shorter one may exist: the answer is not called proved."""
    found = coverage([candidate("a", 30, bound=10)], 1, hours_each=20)
    assert (found.missing, found.in_doubt, found.proved) == (1, 1, False)
    assert coverage([candidate("a", 30, bound=25)], 1, hours_each=20).proved


def test_a_thousand_people_are_covered_at_once() -> None:
    """The choice takes no longer than sorting: nobody is compared with everybody."""
    people = [candidate(f"p{number}", float(number % 97)) for number in range(5_000)]
    found = coverage(people, 40, hours_each=50.0)
    assert len(found.chosen) == 40
    assert len(found.too_late) == sum(one.path.hours > 50 for one in people)
