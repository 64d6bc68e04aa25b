"""Finding stored statements: by id, or page by page with the filters of the specification.

Whatever is asked, one page costs a bounded amount of work. A person, a registration or an activity with few
statements is found by its index (`_sought`). Everything else walks along the numbers of statements, a stretch at
a time, until the page is full or its time is over (`_walked`); then the page is short, and the next goes on there.

A statement that refers to another is found by whatever finds that other, over any number of references; times and
order are the referring statement's own.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from graph.record.statements import Kept, kept
from graph.session import Connection
from learners.ids import AccountToken
from learners.vault import Vault

MOST_SOUGHT: Final = 5_000
"""Statements of one person, registration or activity that are looked at by themselves."""
STRETCH: Final = 2_000
SECONDS: Final = 2.0
"""How long one page may look for statements that fit."""
MOST_REFERENCES: Final = 50
"""How far references to references are followed."""
_PAGE: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What to find. Agents and activities are blind (`Vault.token`, `Vault.digest`); `since` and `until` are texts of
    `graph.record.times`: later than the one, not later than the other."""

    agent: AccountToken | None = None
    related_agents: bool = False
    verb: str | None = None
    activity: str | None = None
    related_activities: bool = False
    registration: str | None = None
    since: str | None = None
    until: str | None = None
    ascending: bool = False

    @property
    def any_thing(self) -> bool:
        """Whether it asks for nothing but times."""
        return self.agent is None and self.verb is None and self.activity is None and self.registration is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Statements in order. `next` is where the next page begins (`after` of `search`); None where there is none."""

    statements: tuple[Kept, ...]
    next: int | None = None


class Statements:
    """Reads statements. Who may is decided before: they are for service accounts with the scope, never for people."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def one(self, id_: str) -> Kept | None:
        """A statement by id (a UUID in lower case), voided or not. Raises `VaultError`."""
        return next(iter(await self.page([id_])), None)

    async def page(self, ids: Sequence[str]) -> tuple[Kept, ...]:
        """Statements by id, at most 1,000, by number. Ids that are not there are left out."""
        rows = await self._connection.rows("read/record/statement_page", ids=list(ids)[:_PAGE])
        return tuple(kept(self._vault, row) for row in rows)

    async def search(
        self, wanted: Filter, *, limit: int, after: int | None = None, seconds: float = SECONDS
    ) -> Page:  # fmt: skip
        """At most `limit` (1-500) statements that fit, the newest first unless ascending, none voided.

        `after` is the number of the last statement of the page before. Raises `VaultError`.
        """
        low, high = await self._between(wanted, after)
        found = await self._sought(wanted, low, high, limit) if not wanted.any_thing else None
        if found is None:
            found = await self._walked(wanted, low, high, limit, seconds)
        ids, following = found
        if not ids:
            return Page(statements=(), next=following)
        there = await self.page(ids)
        return Page(statements=there if wanted.ascending else there[::-1], next=following)

    async def _between(self, wanted: Filter, after: int | None) -> tuple[int, int]:
        """Numbers above the first and up to the second are to be looked at."""
        rows = await self._connection.rows("read/record/statement_last")
        low, high = 0, int(rows[0][0]) if rows else 0
        if after is not None:
            low, high = (max(low, after), high) if wanted.ascending else (low, min(high, after - 1))
        if wanted.since is not None:
            low = max(low, await self._up_to(wanted.since, high))
        if wanted.until is not None:
            high = min(high, await self._up_to(wanted.until, high))
        return low, high

    async def _up_to(self, stored: str, last: int) -> int:
        """A number up to which all were stored by then, and after which none was (of those that are left)."""
        low, high = 0, last  # `low` was stored by then; what comes after `high` was not
        while low < high:
            middle = (low + high + 1) // 2
            width = 1
            rows: list[tuple[int, str]] = []
            while not rows and middle - 1 + width // 2 < high:  # numbers of erased statements are not there
                top = min(high, middle - 1 + width)
                rows = [(int(seq), at) for seq, at in await self._first(middle - 1, top)]
                width *= 16
            if not rows or rows[0][1] > stored:
                high = middle - 1
            else:
                low = rows[0][0]
        return low

    async def _first(self, low: int, high: int) -> list[tuple[int, str]]:
        return [
            (row[0], row[1])
            for row in await self._connection.rows("read/record/statement_stored", low=low, high=high)
        ]

    async def _walked(
        self, wanted: Filter, low: int, high: int, limit: int, seconds: float
    ) -> tuple[list[str], int | None]:
        """Ids that fit, by walking along the numbers; and where to go on, if there may be more."""
        until = time.monotonic() + seconds
        found: list[tuple[str, int]] = []
        stretch = min(STRETCH, 2 * (limit + 1))  # most pages are full at once
        while low < high:
            first, last = (low, min(high, low + stretch)) if wanted.ascending else (max(low, high - stretch), high)
            rows = await self._connection.rows(
                "read/record/statement_window", low=first, high=last, limit=limit + 1,
                sign=1 if wanted.ascending else -1, **_conditions(wanted),
            )  # fmt: skip
            referring = {id_: ref for id_, _, ref, fits in rows if not fits}
            by_reference = await self._by_reference(wanted, referring) if referring else frozenset[str]()
            found += [(id_, seq) for id_, seq, _, fits in rows if fits or id_ in by_reference]
            if len(rows) > limit:  # there are more in this stretch
                last = first = int(rows[-1][1])
                first -= 1
            if len(found) > limit:
                return [id_ for id_, _ in found[:limit]], found[limit - 1][1]
            low, high = (last, high) if wanted.ascending else (low, first)
            if low < high and time.monotonic() > until:
                return [id_ for id_, _ in found], low if wanted.ascending else high + 1
            stretch = min(STRETCH, 2 * stretch)
        return [id_ for id_, _ in found], None

    async def _by_reference(self, wanted: Filter, referring: dict[str, str]) -> frozenset[str]:
        """Those statements whose references lead to one that fits. `referring`: what each refers to."""
        fitting: set[str] = set()
        leads = dict(referring)  # where each of them has led to so far
        for _ in range(MOST_REFERENCES):
            if not leads:
                break
            rows = await self._connection.rows(
                "read/record/statement_fitting", ids=sorted(set(leads.values()))[:_PAGE], **_conditions(wanted)
            )
            answers = {id_: (fits, ref) for id_, _, ref, _, fits in rows}
            further: dict[str, str] = {}
            for id_, target in leads.items():
                fits, ref = answers.get(target, (False, None))
                if fits:
                    fitting.add(id_)
                elif ref is not None:
                    further[id_] = ref
            leads = further
        return frozenset(fitting)

    async def _sought(
        self, wanted: Filter, low: int, high: int, limit: int
    ) -> tuple[list[str], int | None] | None:  # fmt: skip
        """The same by an index; None where no index helps, or too many statements have what is asked for."""
        found = await self._having(wanted)
        if found is None:
            return None
        new = set(found)
        for _ in range(MOST_REFERENCES):
            if not new or len(found) > MOST_SOUGHT:
                break
            referring = _Found()
            for page in _pages(new):
                rows = await self._connection.rows(
                    "read/record/statement_referring", ids=page, since=wanted.since, until=wanted.until,
                    limit=MOST_SOUGHT + 1,
                )  # fmt: skip
                referring |= {id_: (seq, shown) for id_, seq, shown in rows}
            new = referring.keys() - found.keys()
            found |= referring
        if len(found) > MOST_SOUGHT:
            return None
        places = sorted(
            ((seq, id_) for id_, (seq, shown) in found.items() if shown and low < seq <= high),
            reverse=not wanted.ascending,
        )
        return [id_ for _, id_ in places[:limit]], places[limit - 1][0] if len(places) > limit else None

    async def _having(self, wanted: Filter) -> "_Found | None":
        """What fits by itself, where an index finds it and it is not too much."""
        conditions = _conditions(wanted)
        if wanted.registration is not None:
            return await self._by("registration", conditions)
        if wanted.agent is not None:
            if wanted.related_agents and await self._connection.rows("read/record/authority", token=wanted.agent):
                return None  # an account that hands statements in has too many to seek
            found = await self._by("actor", conditions)
            mentioned = await self._mentioned(wanted)
            if found is None or mentioned is None:
                return None
            for page in _pages(mentioned):
                rows = await self._connection.rows("read/record/statement_fitting", ids=page, **conditions)
                found |= {id_: (seq, shown) for id_, seq, _, shown, fits in rows if fits}
            return found
        if wanted.activity is not None and not wanted.related_activities:
            return await self._by("activity", conditions)
        return None

    async def _by(self, what: str, conditions: dict[str, object]) -> "_Found | None":
        rows = await self._connection.rows(f"read/record/statement_by_{what}", limit=MOST_SOUGHT + 1, **conditions)
        return None if len(rows) > MOST_SOUGHT else {id_: (seq, shown) for id_, seq, shown in rows}

    async def _mentioned(self, wanted: Filter) -> set[str] | None:
        """The statements that name a person beside the one who acted."""
        rows = await self._connection.rows(
            "read/record/statement_by_mention", agent=wanted.agent, limit=MOST_SOUGHT + 1,
            kinds=["agent", "other"] if wanted.related_agents else ["agent"],
        )  # fmt: skip
        return None if len(rows) > MOST_SOUGHT else {id_ for (id_,) in rows}


_Found = dict[str, tuple[int, bool]]
"""Statements by id: the number of each, and whether it is shown: not voided, and of the time that is asked for."""


def _pages(ids: Iterable[str]) -> Iterator[list[str]]:
    every = sorted(ids)
    for start in range(0, len(every), _PAGE):
        yield every[start : start + _PAGE]


def _conditions(wanted: Filter) -> dict[str, object]:
    """The parameters that every statement over a filter takes."""
    return {
        "verb": wanted.verb,
        "registration": wanted.registration,
        "activity": wanted.activity,
        "related_activities": wanted.related_activities,
        "agent": wanted.agent,
        "related_agents": wanted.related_agents,
        "since": wanted.since,
        "until": wanted.until,
    }
