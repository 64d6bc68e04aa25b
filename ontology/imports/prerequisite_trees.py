"""Trees of prerequisites (all of, one of, two of these) turned into groups of which each needs one member.

A raw tree is what JSON says: a course's code, or {"type": "all" | "one" | "two", "courses": [trees]}. What it asks
comes out in conjunctive normal form, which is what a catalogue holds: groups that must all hold, each by one of its
members. Pure functions over codes; the reports are the importer's.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import combinations, groupby
from math import comb
from typing import Final, TypeAlias

from ontology.imports.refusing import RowRefused
from ontology.imports.sheets import shown

DEEPEST: Final = 20
"""Levels of one tree. University catalogues have three; each further one can square the number of groups."""
MOST_NAMED: Final = 20_000
"""Courses named in all groups of one requirement, with repetitions, at any moment of the rewriting: each becomes an
edge of the graph. Twelve pairs of which one is needed (the largest requirement of the catalogue that this was written
for, less two pairs that are not in it) come to 10,240."""

_LEAST: Final = {"one": 1, "two": 2}


@dataclass(frozen=True, slots=True)
class Some:
    """At least `least` of the members must hold; all of them where `least` is their number."""

    least: int
    members: tuple["Tree", ...]


Tree: TypeAlias = str | Some
"""A course by its code, or some of several trees."""
Groups: TypeAlias = frozenset[frozenset[str]]
"""Groups that must all hold, each by one of its members; none of them implies another."""


def requirements(raw: object) -> list[object]:
    """The parts of a raw tree that must each hold: the members of an outermost "all", and of such in them."""
    found: list[object] = []
    waiting = [raw]
    while waiting:
        part = waiting.pop()
        members = part.get("courses") if isinstance(part, dict) and part.get("type") == "all" else None
        if isinstance(members, list) and members:
            waiting.extend(reversed(members))
        else:
            found.append(part)
    return found


def mentions(raw: object) -> list[str]:
    """Every code in a raw tree, in the order in which it is written, however broken or deep the tree is."""
    found: list[str] = []
    waiting = [raw]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            found.append(part.strip())
        elif isinstance(part, dict):
            waiting.append(part.get("courses"))
        elif isinstance(part, list):
            waiting.extend(reversed(part))
    return found


def understood(raw: object, deepest: int = DEEPEST) -> Tree:
    """The tree that a raw one says. Raises RowRefused for one that says nothing, or nothing that can be met."""
    if isinstance(raw, str) and raw.strip():
        return raw.strip()
    if not isinstance(raw, dict):
        raise RowRefused("tree.unreadable", "It has a part that is neither a course nor a group of them.")
    if deepest == 0:
        raise RowRefused("tree.too_deep", f"It is nested more than {DEEPEST} groups deep.")
    type_, courses = raw.get("type"), raw.get("courses")
    if not isinstance(type_, str) or (type_ != "all" and type_ not in _LEAST):
        said = f"“{shown(type_)}”" if isinstance(type_, str) else "What it asks for"
        raise RowRefused("tree.type_unknown", f"{said} is none of all, one and two.")
    if not isinstance(courses, list) or not courses:
        raise RowRefused("tree.empty", f"It asks for “{type_}” of no courses.")
    members = tuple(dict.fromkeys(understood(member, deepest - 1) for member in courses))
    least = _LEAST.get(type_, len(members))
    if least > len(members):
        raise RowRefused("tree.too_few", f"It asks for {least} of {len(members)}, which nobody can meet.")
    return Some(least, members) if len(members) > 1 else members[0]


def without(tree: Tree, lost: Collection[str]) -> Tree | None:
    """What is left when the lost courses cannot be had: alternatives that need one are gone; None where all are."""
    if isinstance(tree, str):
        return None if tree in lost else tree
    left = tuple(kept for member in tree.members if (kept := without(member, lost)) is not None)
    if len(left) < tree.least:
        return None
    return Some(tree.least, left) if len(left) > 1 else left[0]


def courses(tree: Tree) -> set[str]:
    """The codes in a tree."""
    return {tree} if isinstance(tree, str) else set().union(*map(courses, tree.members))


def groups(tree: Tree) -> Groups:
    """The tree in conjunctive normal form. Raises RowRefused where that is too large.

    At least k of n hold exactly when every n - k + 1 of them have one that holds; what alternatives ask for jointly
    is distributed: A, or B and C, is (A or B) and (A or C).
    """
    if isinstance(tree, str):
        return frozenset({frozenset({tree})})
    parts = [groups(member) for member in tree.members]
    size = len(parts) - tree.least + 1
    _limit(comb(len(parts), size) * size)
    found = least(group for chosen in combinations(parts, size) for group in _any(chosen))
    _limit(_named(found))
    return found


def least(found: Iterable[frozenset[str]]) -> Groups:
    """The groups without those that others imply: whoever has one of {A} has one of {A, B}."""
    kept: list[frozenset[str]] = []
    for _, of_one_size in groupby(sorted(set(found), key=len), key=len):
        kept += [group for group in of_one_size if not any(smaller <= group for smaller in kept)]
    return frozenset(kept)


def _any(parts: Iterable[Groups]) -> Groups:
    """What must hold where one of the parts does. Parts of one group, as most are, are joined in one go."""
    joined: set[str] = set()
    several: list[Groups] = []
    for part in parts:
        if len(part) == 1:
            joined.update(*part)
        else:
            several.append(part)
    return reduce(_either, several, frozenset({frozenset(joined)}))


def _either(one: Groups, other: Groups) -> Groups:
    _limit(len(one) * _named(other) + len(other) * _named(one))
    return least(a | b for a in one for b in other)


def _named(found: Groups) -> int:
    return sum(map(len, found))


def _limit(named: int) -> None:
    if named > MOST_NAMED:
        raise RowRefused(
            "groups.too_large",
            f"Written as groups of alternatives it would name courses {named} times, over {MOST_NAMED} times.",
        )
