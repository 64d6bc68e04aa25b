"""The audit log in the graph: entries are added, found by person, caller and period, and never changed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from graph.record import times
from graph.record.writing import Writer
from graph.session import Connection, Row
from learners.audit import AuditEntry, AuditFilter, blinded
from learners.vault import Vault

PAGE: Final = 1_000
"""Entries that one statement reads."""
WINDOWS: Final = tuple(timedelta(hours=hours) for hours in (1, 24, 24 * 30, 24 * 365))
_LAST: Final = "~"
"""Sorts after every id."""


class Audit:
    """Adds entries and reads them."""

    def __init__(self, connection: Connection, writer: Writer, vault: Vault) -> None:
        self._connection = connection
        self._writer = writer
        self._vault = vault

    async def note(self, entries: Sequence[AuditEntry]) -> None:
        """Keep entries: they are durable when this returns. The same entry again changes nothing."""
        if entries:
            rows = [self._row(entry) for entry in entries]
            await self._writer.add("write/record/audit", rows, bytes=1_000 * len(rows))

    async def entries(self, wanted: AuditFilter, *, limit: int = 100) -> tuple[AuditEntry, ...]:
        """The entries that are wanted, the newest first, at most `limit` of them.

        A learner is found under their pseudonym and under the blinded name of somebody who is not (any more) there.
        """
        found: list[AuditEntry] = []
        before = min(wanted.before or _LAST, times.text(wanted.until) if wanted.until else _LAST)
        looked_through = wanted.action is not None or (wanted.learner is not None and wanted.caller is not None)
        size = PAGE if looked_through else min(PAGE, limit)
        while len(found) < limit:
            page = await self._page(wanted, before, size)
            found += [entry for entry in page if _fits(entry, wanted)]
            if len(page) < size:
                break
            before = page[-1].id
        return tuple(found[:limit])

    async def _page(self, wanted: AuditFilter, before: str, size: int) -> list[AuditEntry]:
        stretch: dict[str, object] = {
            "after": times.text(wanted.since) if wanted.since else "",
            "before": before,
            "limit": size,
        }
        if wanted.learner is not None:
            names = [wanted.learner, blinded(self._vault, wanted.learner)]
            rows = await self._connection.rows("read/record/audit_of_learners", learners=names, **stretch)
        elif wanted.caller is not None:
            rows = await self._connection.rows("read/record/audit_of_callers", callers=[wanted.caller], **stretch)
        else:
            rows = await self._newest(str(stretch["after"]), before, size)
        return [self._entry(entry) for (entry,) in rows]

    async def _newest(self, after: str, before: str, size: int) -> list[Row]:
        """The newest page of a stretch, looked for in the last hour, day, month and year before all of it: an engine
        may sort whatever it is asked for, and a log is long."""
        rows: list[Row] = []
        for begin in _begins(after, before):
            rows = await self._connection.rows("read/record/audit_between", after=begin, before=before, limit=size)
            if len(rows) == size:
                break
        return rows

    def _row(self, entry: AuditEntry) -> dict[str, object]:
        return {
            "id": entry.id,
            "at": times.text(entry.at),
            "caller": entry.caller,
            "part": entry.part,
            "action": entry.action,
            "outcome": entry.outcome,
            "viewpoint": entry.viewpoint,
            "learner": entry.learner,
            "purpose": None if entry.purpose is None else self._vault.seal(entry.purpose),
            "things": list(entry.things),
            "edition": entry.edition,
            "policy": entry.policy,
            "path": entry.path,
        }

    def _entry(self, row: Mapping[str, Any]) -> AuditEntry:
        sealed = row.get("purpose")
        return AuditEntry(
            id=row["id"],
            at=times.read(row["at"]),
            caller=row["caller"],
            part=row["part"],
            action=row["action"],
            outcome=row["outcome"],
            viewpoint=row.get("viewpoint"),
            learner=row.get("learner"),
            purpose=None if sealed is None else self._vault.open(sealed),
            things=tuple(row.get("things") or ()),
            edition=row.get("edition"),
            policy=row.get("policy"),
            path=row.get("path"),
        )


def _begins(after: str, before: str) -> list[str]:
    """Where ever longer stretches before an id begin; the last is all of it."""
    try:
        end = datetime.now(UTC) if before == _LAST else times.read(before.partition("Z")[0] + "Z")
        begins = [begin for span in WINDOWS if (begin := times.text(end - span)) > after]
    except (ValueError, OverflowError):  # a place that a caller made up
        begins = []
    return [*begins, after]


def _fits(entry: AuditEntry, wanted: AuditFilter) -> bool:
    """What the indexes leave to be looked at."""
    action = wanted.action is None or entry.action == wanted.action or entry.action.startswith(f"{wanted.action}.")
    return action and (wanted.caller is None or entry.caller == wanted.caller)
