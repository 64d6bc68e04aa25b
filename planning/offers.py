"""What courses are beside what they teach, as arrays read once for an index: price, languages, modality, provider."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from planning.lifting import Lifting
from planning.solver.index import Flags, Index, Ints

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Trait:
    """One attribute of n courses: course c has the values `values[code[c]]`, in small letters; none where unknown."""

    code: Ints
    values: tuple[tuple[str, ...], ...]

    def lacks(self, wished: Iterable[str], fits: Callable[[str, str], bool]) -> Flags:
        """The courses (n flags) none of whose values fits any that is wished for."""
        wanted = [wish.strip().casefold() for wish in wished]
        none = [not any(fits(wish, value) for wish in wanted for value in of) for of in self.values]
        return np.array(none, dtype=np.bool_)[self.code]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Offers:
    """The courses of an index, n of them. `price` (n float64, at least 0) is NaN where nobody knows it; `usual` is
    the median of the known ones, 0 where none is known."""

    price: Floats
    usual: float
    languages: Trait
    modality: Trait
    provider: Trait


_KNOWN: WeakKeyDictionary[Lifting, Offers] = WeakKeyDictionary()
"""By the lifting of an index, which lives as long as the index does; an index itself cannot be referred to weakly."""


def offers(index: Index) -> Offers:
    """Some 3 microseconds a course the first time, then at hand for as long as the index lives."""
    known = _KNOWN.get(index.lifting)
    if known is None:
        known = _KNOWN[index.lifting] = _read(index)
    return known


def _read(index: Index) -> Offers:
    courses = [index.catalogue.course[course] for course in index.courses]
    price = np.array([np.nan if course.cost is None else course.cost for course in courses], dtype=np.float64)
    known = price[~np.isnan(price)]
    return Offers(
        price=price,
        usual=float(np.median(known)) if len(known) else 0.0,
        languages=_trait(course.languages for course in courses),
        modality=_trait(_one(course.modality) for course in courses),
        provider=_trait(_one(course.provider) for course in courses),
    )


def _one(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)


def _trait(of_courses: Iterable[tuple[str, ...]]) -> Trait:
    codes: dict[tuple[str, ...], int] = {}
    code = [codes.setdefault(tuple(v.strip().casefold() for v in values), len(codes)) for values in of_courses]
    return Trait(np.array(code, dtype=np.int64), tuple(codes))
