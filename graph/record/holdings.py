"""What is held about one person beside evidence and plans: for the person's own copy of their data."""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from graph.record import rejected_rows, times
from graph.record.people import PeopleRecord
from graph.record.reading import paged
from graph.record.statements import Kept, kept
from graph.record.tokens import KnownToken
from graph.session import Connection
from learners import erasing
from learners.access import VisibleLearner
from learners.ids import LearnerId
from learners.people import Contact
from learners.rejected import Rejected
from learners.vault import Vault

PAGE: Final = 500
MOST_REFUSED: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Who the person is, under which names, what was refused about them, and their tokens."""

    contact: Contact
    aliases: tuple[LearnerId, ...]
    refused: tuple[Rejected, ...]
    tokens: tuple[KnownToken, ...]


class Holdings:
    """Collects what is held about one person."""

    def __init__(self, connection: Connection, vault: Vault, people: PeopleRecord) -> None:
        self._connection = connection
        self._vault = vault
        self._people = people

    async def of(self, visible: VisibleLearner) -> Held:
        """All but evidence, plans, consents, statements and the audit log. Without private notes, refused items that
        are, or may be, a note for managers are left out."""
        contact = await self._people.contact(visible) or Contact(learner=visible.id)
        aliases = await self._people.aliases(visible.id)
        ids = [str(visible.id), *map(str, aliases)]
        rows = await self._connection.rows(
            "read/record/rejected_about", learners=ids, tokens=self._tokens(contact), limit=MOST_REFUSED
        )
        refused = {
            item.id: item
            for item in [
                *(rejected_rows.opened(properties, self._vault) for (properties,) in rows),
                *[item async for item in naming(self._connection, self._vault, words(visible, contact, aliases))],
            ]
        }
        subjects = [f"learner:{id_}" for id_ in ids]
        issued = await self._connection.rows("read/record/tokens_of", subjects=subjects)
        return Held(
            contact=contact,
            aliases=aliases,
            refused=tuple(
                each
                for each in sorted(refused.values(), key=lambda item: (item.at, item.id))
                if visible.private_notes or not may_be_private(each)
            ),
            tokens=tuple(
                KnownToken(
                    id=id_, subject=subject, scopes=tuple(scopes or ()), issued_at=times.read(issued_at),
                    expires_at=times.read(expires),
                )
                for id_, subject, scopes, issued_at, expires in issued
            ),
        )  # fmt: skip

    async def statements(self, contact: Contact) -> AsyncIterator[Kept]:
        """The statements in which the person acts, voided ones too, by id."""
        ids: list[str] = []
        tokens = self._tokens(contact)
        async for (id_,) in paged(self._connection, "read/record/statements_acting", PAGE, tokens=tokens):
            ids.append(id_)
        for start in range(0, len(ids), PAGE):
            for row in await self._connection.rows("read/record/statement_page", ids=ids[start : start + PAGE]):
                yield kept(self._vault, row)

    def _tokens(self, contact: Contact) -> list[str]:
        return [self._vault.token(account) for account in contact.accounts]


def words(visible: VisibleLearner, contact: Contact, aliases: Sequence[LearnerId]) -> frozenset[str]:
    """What may stand in texts for a person: ids, name, mail address, and the names of accounts."""
    accounts = (account.rpartition("|")[2] for account in contact.accounts)
    return frozenset(filter(None, (visible.id, *aliases, contact.name, contact.email, *accounts)))


async def naming(connection: Connection, vault: Vault, said: frozenset[str]) -> AsyncIterator[Rejected]:
    """Refused items that name somebody by one of these words. All are opened and looked at: nothing else tells."""
    after = ""
    while True:
        rows = await connection.rows(
            "read/record/rejected_list", door=None, code=None, settled=None, since="", until="~", after=after,
            limit=PAGE,
        )  # fmt: skip
        for (properties,) in rows:
            item = rejected_rows.opened(properties, vault)
            if any(erasing.mentions(text, said) for text in (item.row, item.message, item.hint, item.reason)):
                yield item
        if len(rows) < PAGE:
            return
        after = str(rows[-1][0]["id"])


def may_be_private(item: Rejected) -> bool:
    """Whether a refused item is a note for managers, or cannot be told from one: a row with a note, or whose note is
    said to be for anybody but the learner."""
    if item.door != "evidence":
        return False
    try:
        said = dict(_cells(json.loads(item.row)))
    except ValueError:
        return True
    visibility = said.get("visibility", "")
    return visibility not in ("", "learner") or (said.get("note", "") != "" and visibility != "learner") or not said


def _cells(value: object) -> Iterator[tuple[str, str]]:
    """The names and texts in a row, however it is nested."""
    for one in value if isinstance(value, list) else ():
        yield from _cells(one)
    for name, one in value.items() if isinstance(value, dict) else ():
        if isinstance(one, dict | list):
            yield from _cells(one)
        elif one is not None:
            yield str(name).strip().lower(), str(one).strip().lower()
