"""One thing said twice, with two values: both doors refuse it in the same words, and neither picks one."""

from collections.abc import Callable
from typing import TypeVar

from ontology.refusals import Refusal

K = TypeVar("K")
V = TypeVar("V")


def contradiction(
    said: dict[K, V], thing: K, value: V, kind: str, what: str, worded: Callable[[V], str] = str
) -> Refusal | None:
    """Note what is said of a thing; the refusal where something else was said of it before."""
    before = said.setdefault(thing, value)
    if before == value:
        return None
    return Refusal(
        code=f"{kind}.contradicted",
        message=f"“{thing}” is given two {what}s: {worded(before)} and {worded(value)}.",
        hint=f"Give each {kind} one {what}.",
    )


def with_probability(likely: tuple[int, float]) -> str:
    """A likely rank in words."""
    return "{} with {:g}".format(*likely)
