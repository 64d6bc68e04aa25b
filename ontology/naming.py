"""From what a caller types to a thing: by id, or by a label that fits one thing only."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from ontology.ids import shorten
from ontology.labels import best
from ontology.model import (
    Assessment,
    Catalogue,
    Competency,
    Course,
    ProficiencyScale,
    Role,
    RoleFamily,
    RoleLevel,
    Thing,
)
from ontology.refusals import Refusal

KINDS: Mapping[str, type[Thing]] = {
    "scale": ProficiencyScale,
    "competency": Competency,
    "course": Course,
    "assessment": Assessment,
    "role_family": RoleFamily,
    "role": Role,
    "role_level": RoleLevel,
}
_KIND_OF = {words: kind for kind, words in KINDS.items()}


def kind_of(thing: Thing) -> str:
    """The kind's name in codes and refusals, such as `role_level`."""
    return _KIND_OF[type(thing)]


class Named(NamedTuple):
    """One thing that might be meant: its id, and the label to show."""

    id: str
    label: str


def choose(kind: str, text: str, fitting: Sequence[Named], known: Iterable[Named] = ()) -> Named | Refusal:
    """The one thing that `text` names, or a refusal with candidates.

    `kind` is a code such as `role_level`; `fitting` are the things whose id, full IRI or label is `text` (labels
    compare without case and outer blanks). An id that fits wins over labels. `known` are all things of the kind, for
    "did you mean".
    """
    word = kind.replace("_", " ")
    by_id = [thing for thing in fitting if thing.id == text]
    candidates = by_id or list(dict.fromkeys(fitting))
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        shown = ", ".join(f"{thing.label} ({thing.id})" for thing in sorted(candidates))
        return Refusal(
            code=f"{kind}.ambiguous",
            message=f"“{text}” fits {len(candidates)} {word}s: {shown}.",
            hint=f"Name the {word} by its id.",
            candidates=tuple(sorted(thing.id for thing in candidates)),
        )
    near = _near(text, known)
    meant = ", ".join(f"{thing.label} ({thing.id})" for thing in near)
    return Refusal(
        code=f"{kind}.unknown",
        message=f"There is no {word} “{text}” in this edition.",
        hint=f"Did you mean: {meant}?" if near else f"Name the {word} by its id or its label.",
        candidates=tuple(thing.id for thing in near),
    )


def _near(text: str, known: Iterable[Named]) -> tuple[Named, ...]:
    """Up to five things whose id or label looks like the text, nearest first."""
    by_name: dict[str, Named] = {}
    for thing in sorted(known, reverse=True):
        by_name[thing.id.casefold()] = by_name[thing.label.casefold()] = thing
    close = get_close_matches(text[:200].casefold(), by_name, n=8, cutoff=0.6)
    return tuple(dict.fromkeys(by_name[name] for name in close))[:5]


class Names:
    """Every name in a catalogue, ready to look up: ids, full IRIs, and preferred labels of any language.

    A function of the catalogue alone: build it once per edition.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._base = catalogue.base
        self._known: dict[str, dict[str, Named]] = {kind: {} for kind in KINDS}
        self._labelled: dict[str, dict[str, list[Named]]] = {kind: {} for kind in KINDS}
        retired: set[str] = set()
        for thing in catalogue.things():
            kind = kind_of(thing)
            shown = best(thing.labels, catalogue.language, catalogue.language)
            named = Named(thing.id, shown.text if shown else thing.id)
            self._known[kind][thing.id] = named
            if thing.retired:
                retired.add(thing.id)
            for name in {text.text.strip().casefold() for text in thing.labels}:
                self._labelled[kind].setdefault(name, []).append(named)
        for labelled in self._labelled.values():
            for name, things in labelled.items():
                labelled[name] = [thing for thing in things if thing.id not in retired] or things

    def find(self, kind: str, text: str) -> str | Refusal:
        """The id of the one thing of this kind that `text` names. A label of things in use hides retired ones."""
        known = self._known[kind]
        by_id = known.get(shorten(text, self._base))
        if by_id is not None:
            return by_id.id
        chosen = choose(kind, text, self._labelled[kind].get(text.strip().casefold(), ()), known.values())
        return chosen if isinstance(chosen, Refusal) else chosen.id
