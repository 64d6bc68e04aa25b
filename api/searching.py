"""Finding things by their labels, in the language of whoever asks.

A thing that has no preferred label in the asked language is found by the label it would be shown with, and the hit
says so (`fallback`). Hidden labels are found but never shown. Order is total: how well a label fits, then the label
that is shown, then the id; the same three make the cursor of a page, so a cursor stays good in a later edition.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from heapq import nlargest
from typing import Literal, NamedTuple, Protocol

from ontology.labels import best
from ontology.model import Text

LabelKind = Literal["preferred", "alternative", "hidden", "id"]
_KEPT_ANSWERS = 16  # searches and orders remembered per kind of thing; a page after the first costs a look-up
_NO_LANGUAGE = "?"  # no label is in it

LEAST_LIKENESS = 0.2
"""Dice's coefficient of letter pairs, in [0, 1], below which two names are not alike at all."""


class Labelled(Protocol):
    """Anything with an id and preferred labels."""

    @property
    def id(self) -> str: ...

    @property
    def labels(self) -> tuple[Text, ...]: ...


class Fitting(NamedTuple):
    """The label that fits; `text` is what may be shown of it."""

    text: str
    language: str
    kind: LabelKind
    fallback: bool


class Hit(NamedTuple):
    """One thing of an ordered list. `fit` is 0 for the best; 0 everywhere where nothing was searched for."""

    fit: int
    name: str
    id: str
    fitting: Fitting | None

    @property
    def key(self) -> tuple[int, str, str]:
        """What the list is ordered by, and what a cursor holds."""
        return (self.fit, self.name, self.id)


class _Name(NamedTuple):
    folded: str
    kind: LabelKind
    language: str
    text: str


def fold(text: str) -> str:
    """What two spellings of a label have in common: no case, no accents, single blanks."""
    # Twice, since letters made for mathematics decompose to capitals only after the first.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join("".join(mark for mark in decomposed if not unicodedata.combining(mark)).split())


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring letters of a text, its ends marked."""
    marked = f" {fold(text)} "
    return frozenset(marked[place : place + 2] for place in range(len(marked) - 1))


def is_in(language: str, wanted: str) -> bool:
    """Whether a language tag is the wanted one, a regional form of it, or its parent (`de`, `de-AT`)."""
    return language == wanted or language.partition("-")[0] == wanted.partition("-")[0]


class LabelIndex:
    """The labels of all things of one kind in one edition."""

    def __init__(self, things: Iterable[Labelled], default_language: str) -> None:
        self._things: Sequence[Labelled] = tuple(things)
        self._default = default_language
        self._tags = frozenset(text.language for thing in self._things for text in _texts(thing))
        self._families = frozenset(tag.partition("-")[0] for tag in self._tags)
        self._kept_orders = lru_cache(_KEPT_ANSWERS)(self._ordered)
        self._kept_searches = lru_cache(_KEPT_ANSWERS)(self._search)
        self._names = lru_cache(8)(self._names_in)

    def __len__(self) -> int:
        return len(self._things)

    def ordered(self, language: str) -> tuple[Hit, ...]:
        """Every thing, by the label it is shown with in the language, then by id."""
        return self._kept_orders(self._known(language))

    def search(self, text: str, language: str) -> tuple[Hit, ...]:
        """The things with a label that has all the words of `text`, best fit first.

        Fits: 0 the whole label (or the id), 1 a whole other label, 2 its beginning, 3 the beginning of one of its
        words, 4 anywhere in it, 5 all words of the text somewhere in it.
        """
        wanted = fold(text)
        return self._kept_searches(wanted, self._known(language)) if wanted else self.ordered(language)

    def _known(self, language: str) -> str:
        """The one of few languages that gives the same answers, so that made-up ones cost nothing.

        A form of a language that no label has is answered like the language, and all languages that none has alike.
        """
        if language in self._tags:
            return language
        family = language.partition("-")[0]
        return family if family in self._families else _NO_LANGUAGE

    def _ordered(self, language: str) -> tuple[Hit, ...]:
        hits = (Hit(0, fold(self._shown(thing, language).text), thing.id, None) for thing in self._things)
        return tuple(sorted(hits))

    def _search(self, wanted: str, language: str) -> tuple[Hit, ...]:
        words = wanted.split()
        hits = []
        for thing, (shown, names) in zip(self._things, self._names(language), strict=True):
            found = min(
                ((fit, n) for n, name in enumerate(names) if (fit := _fit(wanted, words, name)) is not None),
                default=None,
            )
            if found is not None:
                name = names[found[1]]
                hidden = name.kind == "hidden"
                fitting = Fitting(
                    text=shown.text if hidden else name.text,
                    language=shown.language if hidden else name.language,
                    kind=name.kind,
                    fallback=name.kind != "id" and not is_in(name.language, language),
                )
                hits.append(Hit(found[0], fold(shown.text), thing.id, fitting))
        return tuple(sorted(hits, key=lambda hit: hit.key))

    def near(self, text: str, count: int) -> tuple[str, ...]:
        """Ids of at most `count` things with a name like a text, likest first: those that share most letter pairs.

        A shortlist for comparisons that are too slow to be made with every name.
        """
        wanted = pairs(text)
        shared: Counter[int] = Counter()
        for pair in wanted:
            shared.update(self._by_pair.get(pair, ()))
        likeness = ((2 * n / (len(wanted) + self._pair_counts[name]), name) for name, n in shared.items())
        likest = nlargest(4 * count, likeness, key=lambda each: (each[0], -each[1]))
        return tuple(dict.fromkeys(self._pair_owners[name] for like, name in likest if like > LEAST_LIKENESS))[:count]

    @cached_property
    def _by_pair(self) -> Mapping[str, Sequence[int]]:
        """The names that have each pair of letters, by number."""
        found: dict[str, list[int]] = {}
        for number, name in enumerate(self._spellings):
            for pair in pairs(name):
                found.setdefault(pair, []).append(number)
        return found

    @cached_property
    def _spellings(self) -> Sequence[str]:
        """Every preferred label, and every id."""
        return [name for thing in self._things for name in (thing.id, *(text.text for text in thing.labels))]

    @cached_property
    def _pair_owners(self) -> Sequence[str]:
        return [thing.id for thing in self._things for _ in range(1 + len(thing.labels))]

    @cached_property
    def _pair_counts(self) -> Sequence[int]:
        return [len(pairs(name)) for name in self._spellings]

    def _shown(self, thing: Labelled, language: str) -> Text:
        return best(thing.labels, language, self._default) or Text("", thing.id)

    def _names_in(self, language: str) -> tuple[tuple[Text, tuple[_Name, ...]], ...]:
        """For each thing the label shown in the language, and the names under which it is found in it."""
        return tuple((shown, self._found_by(thing, shown, language)) for thing, shown in self._with_shown(language))

    def _with_shown(self, language: str) -> Iterable[tuple[Labelled, Text]]:
        return ((thing, self._shown(thing, language)) for thing in self._things)

    def _found_by(self, thing: Labelled, shown: Text, language: str) -> tuple[_Name, ...]:
        names = [_Name(fold(shown.text), "preferred", shown.language, shown.text)]
        kinds: tuple[tuple[LabelKind, tuple[Text, ...]], ...] = (
            ("preferred", thing.labels),
            ("alternative", getattr(thing, "alt_labels", ())),
            ("hidden", getattr(thing, "hidden_labels", ())),
        )
        for kind, texts in kinds:
            names += [
                _Name(fold(text.text), kind, text.language, text.text)
                for text in texts
                if text != shown and (is_in(text.language, language) or not text.language)
            ]
        names.append(_Name(fold(thing.id), "id", "", thing.id))
        return tuple(names)


def _texts(thing: Labelled) -> Iterable[Text]:
    """Every label of a thing, of whichever kind."""
    return (*thing.labels, *getattr(thing, "alt_labels", ()), *getattr(thing, "hidden_labels", ()))


def _fit(wanted: str, words: list[str], name: _Name) -> int | None:
    """How well a name fits, as `LabelIndex.search` counts; None where it does not. An id fits as a whole only."""
    folded = name.folded
    if folded == wanted:
        return 0 if name.kind in ("preferred", "id") else 1
    if name.kind == "id":
        return None
    if wanted in folded:
        if folded.startswith(wanted):
            return 2
        return 3 if f" {wanted}" in folded else 4
    return 5 if len(words) > 1 and all(word in folded for word in words) else None
