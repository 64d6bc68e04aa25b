"""Facts of an index by name, as they can be kept and understood beside another edition."""

from typing import TypeAlias
from weakref import WeakKeyDictionary

import numpy as np

from ontology.model import Alternative, CompetencyAt, CourseDone
from planning.lifting import Lifting
from planning.solver.index import Flags, Index
from planning.solver.problem import pose
from planning.solver.reach import reach

Fact: TypeAlias = Alternative
"""A level of a competency, named by the one that stands for it; or that a course is done."""

_NAMES: WeakKeyDictionary[Lifting, tuple[Fact, ...]] = WeakKeyDictionary()
_FROM_NOTHING: WeakKeyDictionary[Lifting, Flags] = WeakKeyDictionary()
"""Both by the lifting of an index, which lives as long as the index does; that cannot be referred to weakly."""


def names(index: Index) -> tuple[Fact, ...]:
    """What each of the m facts of the index is about; read once for an index."""
    known = _NAMES.get(index.lifting)
    if known is None:
        found: dict[int, Fact] = {
            first + level - 1: CompetencyAt(leader, level)
            for leader, first in index.first.items()
            for level in range(1, index.width[leader] + 1)
        }
        found.update((fact, CourseDone(course)) for course, fact in index.done_fact.items())
        known = _NAMES[index.lifting] = tuple(found[fact] for fact in range(index.always))
    return known


def from_nothing(index: Index) -> Flags:
    """The facts (m + 1 flags) that somebody attains who holds nothing and may take every course."""
    known = _FROM_NOTHING.get(index.lifting)
    if known is None:
        known = _FROM_NOTHING[index.lifting] = reach(pose(index, {})).facts
    return known


def asked(index: Index) -> Flags:
    """The facts (m + 1 flags) that some course asks for."""
    flags = np.zeros(index.always + 1, dtype=np.bool_)
    flags[index.group_facts] = True
    return flags


def ladders(index: Index) -> np.typing.NDArray[np.int64]:
    """For each fact (m + 1 int64) the first fact of its competency; itself where it is not about one."""
    start = np.arange(index.always + 1, dtype=np.int64)
    for leader, first in index.first.items():
        start[first : first + index.width[leader]] = first
    return start
