"""Requirements that no order can meet."""

from itertools import pairwise, permutations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from ontology.imports.circles import Asked, closing, in_order

CODES = [f"C {number}" for number in range(1, 8)]
GROUP = st.frozensets(st.sampled_from(CODES), min_size=1, max_size=3)
WORLD = st.lists(st.tuples(st.sampled_from(CODES), st.frozensets(GROUP, min_size=1, max_size=2)), max_size=12).map(
    lambda rows: [Asked(course, row, groups) for row, (course, groups) in enumerate(rows, start=1)]
)


def asked(*rows: tuple[str, str]) -> list[Asked]:
    """Requirements of one group each: ("A", "BC") is A after B or C."""
    return [Asked(course, row, frozenset({frozenset(group)})) for row, (course, group) in enumerate(rows, start=1)]


def reachable(world: list[Asked]) -> set[str]:
    """Whatever some order reaches, by trying again and again."""
    found: set[str] = set()
    while more := {
        code
        for code in {*CODES, *(one.course for one in world)} - found
        if all(group & found for one in world if one.course == code for group in one.groups)
    }:
        found |= more
    return found


@given(WORLD)
def test_without_them_an_order_reaches_every_course(world: list[Asked]) -> None:
    """Whatever circles there were; and where all was well, nothing is given up."""
    given_up = [one for one, _ in closing(world)]
    assert len(set(given_up)) == len(given_up)
    assert reachable([one for one in world if one not in given_up]) == set(CODES)
    if reachable(world) == set(CODES):
        assert given_up == []


@given(WORLD)
def test_only_what_holds_up_is_given_up_and_its_circle_is_shown(world: list[Asked]) -> None:
    """Each circle is one of the source: every course in it waits for the next."""
    lost = set(CODES) - reachable(world)
    for one, circle in closing(world):
        assert one.course == circle[0] == circle[-1]
        assert any(group <= lost for group in one.groups)
        for course, after in pairwise(circle):
            assert any(after in group for other in world if other.course == course for group in other.groups)


@given(WORLD, st.randoms())
def test_the_order_of_rows_does_not_matter(world: list[Asked], random: Random) -> None:
    """The same requirements are given up, whichever were read first."""
    shuffled = list(world)
    random.shuffle(shuffled)
    assert set(closing(shuffled)) == set(closing(world))


def test_the_course_that_is_numbered_first_starts_the_circle() -> None:
    """The one with the lower number no longer waits for the higher."""
    world = [
        Asked("MATH 20B", 1, frozenset({frozenset({"MATH 9C"})})),
        Asked("MATH 9C", 2, frozenset({frozenset({"MATH 20B"})})),
        Asked("MATH 3", 3, frozenset({frozenset({"MATH 20B"})})),
    ]
    for order in permutations(world):
        assert closing(order) == [(world[1], ("MATH 9C", "MATH 20B", "MATH 9C"))]


def test_a_circle_with_another_way_in_is_left_alone() -> None:
    """A after B or C, and B after A: C comes first."""
    assert closing(asked(("A", "BC"), ("B", "A"))) == []
    assert [one.row for one, _ in closing(asked(("A", "BC"), ("B", "A"), ("C", "B")))] == [1]


def test_only_the_requirement_that_holds_up_is_given_up() -> None:
    """What else the course asks for stays."""
    assert [one.row for one, _ in closing(asked(("A", "D"), ("A", "B"), ("B", "A")))] == [2]


def test_codes_sort_as_people_number_courses() -> None:
    """8A before 11 before 100; a code may have several numbers, or none."""
    codes = ["CSE 8A", "CSE 11", "CSE 100", "CSE 100A", "LIGM 5A, 5B", "LIGM 5A, 12B", "MATH"]
    assert sorted(set(codes), key=in_order) == codes
