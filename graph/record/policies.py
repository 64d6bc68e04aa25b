"""The policies by which states are computed: each time that one was made the policy is kept, and none is changed.

The newest is the policy. Where there is none yet, the one that ships is. To take a change back, the version before is
made the policy again.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from graph.record import times
from graph.record.writing import Moment, Writer
from graph.session import Connection
from learners import policy
from learners.errors import LearnersError
from learners.rules import Policy
from ontology.refusals import Refusal

LISTED: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A time that a policy was made the policy. `by` is the caller's id."""

    version: int
    digest: str
    at: datetime
    by: str


class Policies:
    """Policies: appended, never changed. A version has one text for ever."""

    def __init__(self, connection: Connection, writer: Writer) -> None:
        self._connection = connection
        self._writer = writer

    async def current(self) -> Policy:
        """The policy. Raises `LearnersError` where what is kept cannot be read by this release."""
        rows = await self._connection.rows("read/record/policy_current")
        return _kept(*rows[0]) if rows else policy.default()

    async def one(self, version: int) -> Policy | Refusal:
        """A version that was the policy once, or the one that ships."""
        rows = await self._connection.rows("read/record/policy_version", version=version)
        if rows:
            return _kept(*rows[0])
        if version == policy.default().version:
            return policy.default()
        versions = sorted({policy.default().version, *(applied.version for applied in await self.applied())})
        return Refusal(
            code="policy.unknown",
            message=f"No policy of version {version} was ever applied.",
            hint=f"There are {', '.join(map(str, versions))}.",
            candidates=tuple(map(str, versions)),
        )

    async def applied(self) -> tuple[Applied, ...]:
        """Every time that a policy was made the policy, the newest first."""
        rows = await self._connection.rows("read/record/policies", limit=LISTED)
        return tuple(
            Applied(version=version, digest=digest, at=times.read(at), by=by) for version, digest, at, by in rows
        )

    async def say(self, wanted: Policy, *, by: str) -> Applied | Refusal:
        """Make it the policy from now on. Refused where another text has its version already."""
        number = uuid.uuid4().hex

        async def work(moment: Moment) -> Applied | Refusal:
            at = await moment.stamp()  # first: whoever else applies one waits for the clock
            taken = await moment.run("read/record/policy_version", version=wanted.version)
            digest = taken[0][0] if taken else None
            if digest is None and wanted.version == policy.default().version:
                digest = policy.default().digest
            if digest not in (None, wanted.digest):
                return _taken(wanted)
            applied = Applied(version=wanted.version, digest=wanted.digest, at=times.read(at), by=by)
            row: dict[str, Any] = {
                "id": number, "version": wanted.version, "digest": wanted.digest, "text": wanted.text, "at": at,
                "by": by,
            }  # fmt: skip
            await moment.run("write/record/policies", rows=[row])
            return applied

        return await self._writer.run(work, bytes=len(wanted.text.encode()))


def _taken(wanted: Policy) -> Refusal:
    return Refusal(
        code="policy.version_taken",
        message=f"There is another policy of version {wanted.version} already; a version has one text for ever.",
        hint="Give the changed file the next version.",
    )


@lru_cache(maxsize=16)
def _kept(digest: str, text: str) -> Policy:
    found = policy.read(text)
    if isinstance(found, Refusal):
        raise LearnersError(
            f"The policy {digest[:12]} that is kept cannot be read: {found.message}",
            code="policy.unreadable",
            hint="Apply a policy that this release reads, or use the release that kept it.",
        )
    return found
