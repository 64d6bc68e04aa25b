"""Sealing everything with the newest key, so that an older one can be given up.

It reads what is sealed page by page and writes back what another key had sealed. Stopped halfway it is simply done
again: what is under the newest key already costs a look. What changes meanwhile is left alone; whoever changed it
sealed it with the newest key, once every process has read the keys again.

A check text, sealed and digested when the record was first used, tells at once whether keys fit a graph.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from graph.record.parts import parts
from graph.record.writing import Moment, Writer
from graph.session import Connection
from learners.errors import VaultError
from learners.vault import Vault

KINDS: Final[Mapping[str, str]] = {
    "identities": "names and addresses",
    "accounts": "accounts",
    "evidence": "notes and links",
    "merges": "reasons of merges",
    "rejected": "refused items",
    "statements": "statements",
    "audit": "purposes in the audit log",
}
"""What is sealed, by the statements that read and write it."""
PAGE: Final = 500
CHECK: Final = "skillway"


class Resealing:
    """Seals anew, and checks that the keys are those of this graph."""

    def __init__(self, connection: Connection, writer: Writer, vault: Vault) -> None:
        self._connection = connection
        self._writer = writer
        self._vault = vault

    async def reseal(self, on_progress: Callable[[str], None] = lambda _: None) -> Mapping[str, int]:
        """Put all under the newest key; how many were not, by kind. Raises `VaultError` for what no key opens."""
        return {kind: await self._kind(kind, words, on_progress) for kind, words in KINDS.items()}

    async def check(self) -> None:
        """Make sure that the keys are those that this graph's record was begun with. Raises `VaultError`."""
        rows = await self._connection.rows("read/record/key_check")
        if not rows:
            await self._set(self._vault.seal(CHECK))
            rows = await self._connection.rows("read/record/key_check")
        lookup, sealed = rows[0]
        if lookup != self._vault.digest(CHECK):
            raise VaultError(
                "The record of people in this graph was begun with other keys: another lookup key than that given.",
                hint="Give the keys that belong to this graph, in SKILLWAY_KEYS or in the file of SKILLWAY_KEY_FILE "
                "(keys/people.keys under SKILLWAY_HOME). With others nobody is found, and nothing can be read.",
            )
        renewed = self._vault.reseal(sealed)  # opens it: the sealing keys fit, too
        if renewed != sealed:
            await self._set(renewed)

    async def _set(self, sealed: str) -> None:
        async def work(moment: Moment) -> None:
            await moment.run("write/record/key_check", lookup=self._vault.digest(CHECK), sealed=sealed)

        await self._writer.run(work)

    async def _kind(self, kind: str, words: str, on_progress: Callable[[str], None]) -> int:
        after, changed, seen = "", 0, 0
        while rows := await self._connection.rows(f"read/record/reseal/{kind}", after=after, limit=PAGE):
            fresh = await asyncio.to_thread(_renewed, rows, self._vault)
            for part in parts(fresh, _weight):
                await self._write(kind, part)
            after, changed, seen = str(rows[-1][0]), changed + len(fresh), seen + len(rows)
            on_progress(f"{words}: {seen:,} looked at, {changed:,} sealed anew")
            if len(rows) < PAGE:
                break
        return changed

    async def _write(self, kind: str, rows: Sequence[Mapping[str, Any]]) -> None:
        async def work(moment: Moment) -> None:
            await moment.run(f"write/record/reseal/{kind}", rows=rows)

        await self._writer.run(work, bytes=sum(map(_weight, rows)), rows=len(rows))


def _renewed(rows: Sequence[Sequence[Any]], vault: Vault) -> list[dict[str, Any]]:
    """The rows in which something is not under the newest key, with it before and after."""
    found = []
    for id_, sealed in rows:
        anew = [None if text is None else vault.reseal(text) for text in sealed]
        if anew != list(sealed):
            found.append({"id": id_, "before": list(sealed), "after": anew})
    return found


def _weight(row: Mapping[str, Any]) -> int:
    return 100 + sum(len(text) for name in ("before", "after") for text in row[name] if text is not None)
