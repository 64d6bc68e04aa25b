"""Trees of all, one and two of these, as groups of alternatives."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.imports import prerequisite_trees as trees
from ontology.imports.prerequisite_trees import Some
from ontology.imports.refusing import RowRefused

CODES = "ABCDE"
NEEDED = {"all": None, "one": 1, "two": 2}
HELD = [set(some) for size in range(len(CODES) + 1) for some in combinations(CODES, size)]
"""Every set of courses that somebody may have."""


def _nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(
        lambda kind, members: {"type": kind, "courses": members},
        st.sampled_from(list(NEEDED)),
        st.lists(inner, min_size=1, max_size=4),
    )


RAW = st.recursive(st.sampled_from(CODES), _nested, max_leaves=9)


def met(raw: Any, held: set[str]) -> bool:
    """What a raw tree asks for, read off its words: of equal members one counts."""
    if isinstance(raw, str):
        return raw in held
    members = [m for i, m in enumerate(raw["courses"]) if not any(_same(m, n) for n in raw["courses"][:i])]
    return sum(met(member, held) for member in members) >= (NEEDED[raw["type"]] or len(members))


def _same(one: Any, other: Any) -> bool:
    return _said(one) == _said(other)


def _said(raw: Any) -> Any:
    """A tree that says the same in fewer words: of one member, that member."""
    try:
        return trees.understood(raw)
    except RowRefused:
        return None


def understood(raw: Any) -> trees.Tree | None:
    try:
        return trees.understood(raw)
    except RowRefused as why:
        assert why.code == "tree.too_few", "all else about these trees is in order"
        return None


@given(RAW)
def test_groups_hold_exactly_when_the_tree_does(raw: Any) -> None:
    """For every set of courses, and no group is there that another implies."""
    tree = understood(raw)
    if tree is None:
        return
    groups = trees.groups(tree)
    for held in HELD:
        assert all(group & held for group in groups) == met(raw, held), held
    assert not any(one < other for one in groups for other in groups)
    assert all(groups)


@given(RAW, st.sets(st.sampled_from(CODES)))
def test_what_cannot_be_had_is_as_if_nobody_had_it(raw: Any, lost: set[str]) -> None:
    """Dropping the lost courses leaves what can be met without them, and nothing where it cannot be."""
    tree = understood(raw)
    if tree is None:
        return
    left = trees.without(tree, lost)
    possible = [held for held in HELD if not held & lost]
    if left is None:
        assert not any(met(raw, held) for held in possible)
    else:
        assert not trees.courses(left) & lost
        groups = trees.groups(left)
        for held in possible:
            assert all(group & held for group in groups) == met(raw, held), held


@given(RAW)
def test_the_requirements_of_a_tree_say_together_what_it_says(raw: Any) -> None:
    """A tree is taken apart at its outermost “all” only, and every mention lies in one part, in order."""
    parts = trees.requirements(raw)
    if all(understood(part) is not None for part in [*parts, raw]):
        for held in HELD:
            assert all(met(part, held) for part in parts) == met(raw, held)
    assert [code for part in parts for code in trees.mentions(part)] == trees.mentions(raw)
    assert all(isinstance(part, str) or part["type"] != "all" for part in parts)


@pytest.mark.parametrize(
    ("raw", "groups"),
    [
        ({"type": "two", "courses": ["A", "B", "C"]}, ["AB", "AC", "BC"]),
        ({"type": "two", "courses": ["A", "B"]}, ["A", "B"]),
        ({"type": "one", "courses": ["A", {"type": "all", "courses": ["B", "C"]}]}, ["AB", "AC"]),
        ({"type": "all", "courses": ["A", {"type": "one", "courses": ["A", "B"]}]}, ["A"]),
        (
            {"type": "two", "courses": ["A", "B", {"type": "all", "courses": ["C", "D"]}]},
            ["AB", "AC", "AD", "BC", "BD"],
        ),
        (" A ", ["A"]),
    ],
)
def test_trees_worked_out_by_hand(raw: Any, groups: list[str]) -> None:
    """Two of three is: of every two one."""
    assert trees.groups(trees.understood(raw)) == {frozenset(group) for group in groups}


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({"type": "three", "courses": ["A", "B", "C"]}, "tree.type_unknown"),
        ({"type": ["one"], "courses": ["A"]}, "tree.type_unknown"),
        ({"courses": ["A"]}, "tree.type_unknown"),
        ({"type": "two", "courses": ["A"]}, "tree.too_few"),
        ({"type": "two", "courses": ["A", "A"]}, "tree.too_few"),
        ({"type": "one", "courses": []}, "tree.empty"),
        ({"type": "one", "courses": "A"}, "tree.empty"),
        ({"type": "one"}, "tree.empty"),
        ({"type": "one", "courses": ["A", 7]}, "tree.unreadable"),
        ({"type": "one", "courses": ["A", None]}, "tree.unreadable"),
        (["A", "B"], "tree.unreadable"),
        ("  ", "tree.unreadable"),
        (7, "tree.unreadable"),
    ],
)
def test_what_is_no_tree_is_refused_by_its_fault(raw: Any, code: str) -> None:
    """Nothing is guessed at."""
    with pytest.raises(RowRefused) as caught:
        trees.understood(raw)
    assert caught.value.code == code
    assert caught.value.message


def test_a_tree_ten_thousand_deep_is_read_and_refused() -> None:
    """Its mentions are counted, and the refusal does not exhaust the stack."""
    raw: Any = "A"
    for _ in range(10_000):
        raw = {"type": "one", "courses": [raw, "B"]}
    assert trees.mentions(raw) == ["A", *["B"] * 10_000]
    assert trees.requirements(raw) == [raw]
    with pytest.raises(RowRefused) as caught:
        trees.understood(raw)
    assert caught.value.code == "tree.too_deep"
    every: Any = "A"
    for _ in range(10_000):
        every = {"type": "all", "courses": [every]}
    assert trees.requirements(every) == ["A"]


def test_a_tree_that_would_fill_the_graph_is_refused() -> None:
    """One of forty pairs is a million million groups; one of a thousand courses is a single one."""
    pairs = Some(1, tuple(Some(2, (f"a{i}", f"b{i}")) for i in range(40)))
    for tree in (pairs, Some(2, tuple(map(str, range(400)))), Some(1, tuple(map(str, range(30_000))))):
        with pytest.raises(RowRefused) as caught:
            trees.groups(tree)
        assert caught.value.code == "groups.too_large"
    assert trees.groups(Some(1, tuple(map(str, range(1_000))))) == {frozenset(map(str, range(1_000)))}
    ten = Some(1, tuple(Some(2, (f"a{i}", f"b{i}")) for i in range(10)))
    assert len(trees.groups(ten)) == 1_024
