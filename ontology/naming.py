"""From what a caller types to a thing: by id, or by a label that fits one thing only."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from ontology.model import (
    Assessment,
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
