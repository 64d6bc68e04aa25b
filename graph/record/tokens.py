"""What is known of tokens that were issued: who has one, until when, and which were taken back.

The token itself is kept nowhere. Every process that lets callers in asks for what was taken back; a service asks at
most once a second.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from graph.record import times
from graph.record.reading import paged
from graph.record.writing import Writer
from graph.session import Connection

PAGE: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownToken:
    """A token that was issued. `subject` is whom for, such as `service:lms`."""

    id: str
    subject: str
    scopes: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


class Tokens:
    """The register of tokens."""

    def __init__(self, connection: Connection, writer: Writer) -> None:
        self._connection = connection
        self._writer = writer

    async def keep(self, token: KnownToken) -> None:
        """Register a token that is handed out."""
        row = {
            "id": token.id, "subject": token.subject, "scopes": list(token.scopes),
            "issuedAt": times.text(token.issued_at), "expiresAt": times.text(token.expires_at),
        }  # fmt: skip
        await self._writer.add("write/record/tokens", [row])

    async def unexpired(self, at: datetime) -> tuple[KnownToken, ...]:
        """The tokens that have not expired at a time, those that were taken back included, by subject and age."""
        found = [
            KnownToken(
                id=id_, subject=subject, scopes=tuple(scopes or ()), issued_at=times.read(issued),
                expires_at=times.read(expires), revoked_at=times.maybe(revoked),
            )
            async for id_, subject, scopes, issued, expires, revoked in paged(
                self._connection, "read/record/tokens", PAGE, at=times.text(at)
            )
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda token: (token.subject, token.issued_at, token.id)))

    async def revoke(self, tokens: Sequence[KnownToken], *, by: str, at: datetime) -> None:
        """Take tokens back, for good."""
        rows = [
            {"id": token.id, "expiresAt": times.text(token.expires_at), "by": by, "at": times.text(at)}
            for token in tokens
        ]
        await self._writer.add("write/record/revoked_tokens", rows)

    async def revoked(self, at: datetime) -> frozenset[str]:
        """The ids of tokens that were taken back and would hold otherwise."""
        return frozenset(
            id_ for (id_,) in await self._connection.rows("read/record/revoked_tokens", at=times.text(at))
        )
