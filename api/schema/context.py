"""What every resolver may use: the edition that this request answers from, its language, and its limits."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

import strawberry

from api.errors import LimitExceeded, RequestRefused
from api.schema.people import People
from api.schema.searches import Searches
from api.settings import Limits
from api.views import AnyThing, EditionView
from learners.access import Caller
from ontology.model import Text

if TYPE_CHECKING:
    from api.wiring import Wiring

_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,6}")
_LIKED = re.compile(rf"({_TAG.pattern})(?:\s*;\s*q=([01](?:\.\d{{0,3}})?))?")
"""One part of `Accept-Language`: a tag, and how much it is liked."""


@dataclass(slots=True)
class Budget:
    """How many things an answer may hold. It counts while the answer is made, since only then it is known."""

    limit: int
    spent: int = 0

    def spend(self) -> None:
        """Count one thing. Raises `LimitExceeded`."""
        self.spent += 1
        if self.spent > self.limit:
            raise LimitExceeded(
                "objects",
                f"The answer holds more than {self.limit:,} things.",
                limit=self.limit,
                actual=self.spent,
                hint="Ask for smaller pages, or for fewer lists within lists.",
            )


@dataclass(frozen=True, slots=True)
class Showing:
    """An edition, the language in which its words are shown, and what may be spent. Navigation inherits all three."""

    view: EditionView
    language: str
    budget: Budget

    def spoken(self, language: str | None) -> str:
        """The language of a field's argument, else the inherited one. Raises `RequestRefused`."""
        return self.language if language is None else checked_tag(language)

    def shown(self, thing: AnyThing, language: str | None = None) -> Text:
        """The label of a thing; its id where it has none."""
        return self.view.shown(thing, self.spoken(language))


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One request. `view` is pinned when it starts, so all its fields answer from one edition.

    `caller` is None for a request without a token; `at` is when it came, in UTC: "now" to all its fields. `people` is
    its only way to people.
    """

    view: EditionView
    wiring: "Wiring"
    limits: Limits
    budget: Budget
    searches: Searches
    at: datetime
    caller: Caller | None = None
    language: str = "en"
    stale: bool = False
    people: People = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "people", People(self.wiring, self.view, self.caller, self.at))

    def showing(self, language: str | None) -> Showing:
        """The edition in the language of a field's argument, else in the request's. Raises `RequestRefused`."""
        return Showing(self.view, self.language if language is None else checked_tag(language), self.budget)


Info: TypeAlias = strawberry.Info[Context, None]


def checked_tag(language: str) -> str:
    """A BCP 47 tag in lower case. Raises `RequestRefused` for what is none."""
    if not _TAG.fullmatch(language):
        raise RequestRefused(
            "language.invalid",
            f"“{language[:40]}” is not a language tag.",
            hint="Give a BCP 47 tag such as en, de or pt-BR.",
        )
    return language.lower()


def preferred_language(accept_language: str | None) -> str:
    """The language that an `Accept-Language` header likes best; `en` without one, or with one that says nothing."""
    best, best_weight = "en", 0.0
    for part in (accept_language or "").split(",")[:20]:
        found = _LIKED.fullmatch(part.strip())
        if found is None:
            continue
        tag, liked = found[1], float(found[2] or 1)
        if liked > best_weight:
            best, best_weight = tag.lower(), liked
    return best
