"""Who asks, and whom they may see: the one place that makes a `VisibleLearner`.

Every door comes here first. A token, or a command on one's own data folder, becomes a `Caller`; a caller and a
learner become a `VisibleLearner` or a refusal. Each time it is in the audit log before there is an answer. A learner
who may not be seen and one who is not there cost the same statements and get the same answer.
"""

import base64
import binascii
import getpass
import re
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from api import tokens
from api.tokens import Signer
from graph.errors import GraphError
from learners import access, audit
from learners.access import Caller, Purpose, Standing, VisibleLearner
from learners.audit import AuditEntry, Outcome
from ontology.refusals import Refusal

if TYPE_CHECKING:
    from graph.record import Record

RecordSource = Callable[[], Awaitable["Record"]]
Clock = Callable[[], datetime]

PURPOSE_HEADER: Final = "skillway-purpose"
LOOK_AGAIN_SECONDS: Final = 1.0
"""How old may be what is known of tokens that were taken back, and of the file of signing keys."""
ENTRIES_AT_ONCE: Final = 1_000
_BASIC: Final = re.compile(r"basic +([A-Za-z0-9+/=_-]{1,8192})", re.IGNORECASE)
_BEARER: Final = re.compile(r"bearer +(\S{1,8192})", re.IGNORECASE)

_WORKER: Final = Caller(id="worker", part="worker")

NO_LEARNER: Final = Refusal(
    code="access.no_learner",
    message="The token is not a learner's, so there is no “me”.",
    hint="Name the learner, or ask with the token of one: skillway token issue --learner ID",
)


class Identity:
    """Makes callers of tokens, and visible learners of callers."""

    def __init__(self, record: RecordSource, *, key_file: Path, now: Clock = lambda: datetime.now(UTC)) -> None:
        """`key_file` has the keys that tokens are signed with; there need be none."""
        self._record = record
        self._now = now
        self._checker = _Checker(key_file, record)

    async def caller(self, headers: Mapping[str, str]) -> Caller | Refusal:
        """Who sends a request, by its `Authorization`: a bearer token, or one as the password of HTTP Basic.

        An administrator's purpose comes with it, in the header `Skillway-Purpose`. Raises `GraphError` where it
        cannot be known whether a token was taken back.
        """
        token = _token_of(headers.get("authorization", ""))
        if isinstance(token, Refusal):
            return token
        found = await self._checker.check(token, self._now())
        if isinstance(found, Refusal) or found.part != "administrator":
            return found
        return replace(found, purpose=_purpose_of(headers.get(PURPOSE_HEADER, "")))

    async def see(
        self, caller: Caller, learner: str | None = None, *, action: str = "state.read", things: Sequence[str] = ()
    ) -> VisibleLearner | Refusal:
        """The learner, if the caller may do this with their data; oneself without a name. Audited before it returns.

        `action` is `thing.read` or `thing.write`; `things` are ids of what is touched.
        """
        if learner is None:
            learner = caller.learner
        if learner is None:
            return NO_LEARNER
        learner = learner.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair is nobody's name
        record = await self._record()
        refused = access.of_caller(caller, action)
        if refused is not None:
            await self._note([self._entry(caller, audit.blinded(record.vault, learner), action, "denied", things)])
            return refused
        return (await self._judged(caller, (learner,), action, things))[learner]

    async def reports(self, caller: Caller, *, action: str = "team.read") -> tuple[VisibleLearner, ...]:
        """Those who report to the caller now and may be seen by them, by id; all audited before it returns."""
        if caller.learner is None or caller.part != "learner":
            return ()
        record = await self._record()
        led = await record.people.reports_of(caller.learner)
        standings = await record.consents.standings(sorted({*led, caller.learner}), await self.defaults())
        seen = [
            decided
            for learner in sorted(led)
            if isinstance(decided := _decided(caller, standings, learner, action), VisibleLearner)
            and decided.viewpoint == "manager"
        ]
        unique = {visible.id: visible for visible in seen}
        await self._note(
            [
                replace(self._entry(caller, visible.id, action, "allowed", ()), viewpoint=visible.viewpoint)
                for visible in unique.values()
            ]
        )
        return tuple(unique.values())

    async def led_by(
        self, caller: Caller, manager: str, *, action: str = "team.read"
    ) -> tuple[VisibleLearner, ...] | Refusal:
        """Those whom a manager sees now, by id, as an administrator sees them; all audited before it returns."""
        leader = await self.see(caller, manager, action=action)
        if isinstance(leader, Refusal):
            return leader
        record = await self._record()
        led = sorted(await record.people.reports_of(leader.id))
        standings = await record.consents.standings(led, await self.defaults())
        seen = [
            decided
            for learner in led
            if (standing := standings[learner]).manager == leader.id
            and "manager_view" in standing.consents
            and isinstance(decided := access.decide(caller, standing, action=action), VisibleLearner)
        ]
        unique = {visible.id: visible for visible in seen}
        await self._note(
            [
                replace(self._entry(caller, visible.id, action, "allowed", ()), viewpoint=visible.viewpoint)
                for visible in unique.values()
            ]
        )
        return tuple(unique.values())

    async def counted(
        self, caller: Caller, *, action: str = "group.read"
    ) -> AsyncIterator[tuple[VisibleLearner, ...]]:
        """Everybody who lets skills be inferred, page by page, for figures about groups: nobody is to be shown.

        `learners.access.group_refusal` says who may have them. The audit log has one entry for all.
        """
        record, defaults = await self._record(), await self.defaults()
        await self._note([self._entry(caller, None, action, "allowed", ())])
        worker = Caller(id=caller.id, part="worker")
        after = ""
        while page := await record.people.everyone(after):
            after = page[-1].learner
            standings = await record.consents.standings([one.learner for one in page], defaults)
            decided = (access.decide(worker, standing, action=action) for standing in standings.values())
            yield tuple(
                one
                for one in decided
                if isinstance(one, VisibleLearner) and "inference" in standings[one.id].consents
            )

    async def shown(
        self, caller: Caller, visible: VisibleLearner, *, path: str, edition: int, policy: str | None = None,
        things: Sequence[str] = (), action: str = "path.read",
    ) -> None:  # fmt: skip
        """Note that a path was shown: its digest, and the edition and policy that it was computed from."""
        entry = self._entry(caller, visible.id, action, "allowed", things)
        await self._note([replace(entry, viewpoint=visible.viewpoint, path=path, edition=edition, policy=policy)])

    async def did(
        self, caller: Caller, action: str, *, things: Sequence[str] = (), outcome: Outcome = "allowed",
        learners: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """Note an act that nobody had to be seen for: a table imported, the log read, statements searched.

        `learners` are those whom it concerns: each gets an entry, so that the log can be asked about each.
        """
        if not learners:
            await self._note([self._entry(caller, None, action, outcome, things)])
            return
        record = await self._record()
        standings = await record.consents.standings(sorted(set(learners)))
        await self._note(
            [
                self._entry(
                    caller,
                    audit.named(record.vault, name, known=standing.known and not standing.erased),
                    action, outcome, things,
                )
                for name, standing in sorted(standings.items())
            ]
        )  # fmt: skip

    def local(self, command: str, *, scopes: frozenset[str] = frozenset()) -> Caller:
        """The caller of a command on one's own data: an administrator, for the purpose of that command."""
        return Caller(
            id=f"local:{_account()}", part="administrator", scopes=scopes, purpose=f"command line: {command}"
        )

    async def defaults(self) -> Mapping[Purpose, bool]:
        """What holds for a purpose about which a learner has said nothing: the policy's word."""
        return (await (await self._record()).policies.current()).consents

    async def worker(self, learner: str, *, action: str = "plan.write") -> VisibleLearner | Refusal:
        """A learner as the background worker sees them: to refresh what is stored about them, for nobody to look."""
        return (await self._judged(_WORKER, (learner,), action))[learner]

    async def workers(self, learners: Sequence[str], *, action: str = "plan.write") -> Mapping[str, VisibleLearner]:
        """The same for many, each under the name that was asked for; who may not be seen is left out."""
        found = await self._judged(_WORKER, learners, action)
        return {name: one for name, one in found.items() if isinstance(one, VisibleLearner)}

    async def _judged(
        self, caller: Caller, learners: Sequence[str], action: str, things: Sequence[str] = ()
    ) -> Mapping[str, VisibleLearner | Refusal]:
        """The decision about each of some learners, each with an entry of its own in the audit log."""
        record = await self._record()
        own = () if caller.learner is None else (caller.learner,)
        standings = await record.consents.standings(sorted({*learners, *own}), await self.defaults())
        found: dict[str, VisibleLearner | Refusal] = {}
        entries = []
        for learner in learners:
            standing = standings[learner]
            known = standing.known and not standing.erased
            named = audit.named(record.vault, standing.learner if known else learner, known=known)
            decided = found[learner] = _decided(caller, standings, learner, action)
            if isinstance(decided, Refusal):
                entries.append(self._entry(caller, named, action, "denied", things))
            else:
                entry = self._entry(caller, named, action, "allowed", things)
                entries.append(replace(entry, viewpoint=decided.viewpoint))
        await self._note(entries)
        return found

    def _entry(
        self, caller: Caller, learner: str | None, action: str, outcome: Outcome, things: Sequence[str]
    ) -> AuditEntry:
        at = self._now().astimezone(UTC)
        return AuditEntry(
            id=f"{at.replace(tzinfo=None).isoformat(timespec='microseconds')}Z-{secrets.token_hex(8)}",
            at=at,
            caller=caller.id,
            part=caller.part,
            action=action,
            outcome=outcome,
            learner=learner,
            purpose=None if caller.purpose is None else caller.purpose[: audit.LONGEST_PURPOSE],
            things=tuple(things[: audit.MOST_THINGS]),
        )

    async def _note(self, entries: Sequence[AuditEntry]) -> None:
        record = await self._record()
        for start in range(0, len(entries), ENTRIES_AT_ONCE):
            await record.audit.note(entries[start : start + ENTRIES_AT_ONCE])


def _decided(
    caller: Caller, standings: Mapping[str, Standing], learner: str, action: str
) -> VisibleLearner | Refusal:
    """The decision, with merged names led to the person that they are."""
    if caller.learner is not None:
        own = standings[caller.learner]
        if own.erased:
            return access.NOT_VISIBLE
        caller = replace(caller, learner=own.learner)
    return access.decide(caller, standings[learner], action=action)


class _Checker:
    """Checks tokens against the signing keys and against what was taken back, both at most a second old."""

    def __init__(self, key_file: Path, record: RecordSource) -> None:
        self._key_file = key_file
        self._record = record
        self._signer: Signer | None = None
        self._signer_at: tuple[int, int] | None = None
        self._revoked: frozenset[str] = frozenset()
        self._revoked_until = 0.0

    async def check(self, token: str, at: datetime) -> Caller | Refusal:
        """Whose token it is, if it holds."""
        signer = self._known_signer()
        found = tokens.INVALID if signer is None else signer.read(token, at=at)
        if isinstance(found, Refusal):
            return found
        if time.monotonic() >= self._revoked_until:
            await self._look_again(at)
        return tokens.REVOKED if found.id in self._revoked else found.caller

    async def _look_again(self, at: datetime) -> None:
        """Read what was taken back. While the graph is away what was read last holds: people are not reached then."""
        try:
            self._revoked = await (await self._record()).tokens.revoked(at)
        except GraphError:
            if self._revoked_until == 0.0:
                raise
        self._revoked_until = time.monotonic() + LOOK_AGAIN_SECONDS

    def _known_signer(self) -> Signer | None:
        """The keys of the file as it is now: issuing the first token, or rotating, needs no restart."""
        try:
            stat = self._key_file.stat()
        except OSError:
            self._signer, self._signer_at = None, None
            return None
        if self._signer_at != (stamp := (stat.st_mtime_ns, stat.st_ino)):
            self._signer, self._signer_at = tokens.signer(self._key_file), stamp
        return self._signer


def _token_of(authorization: str) -> str | Refusal:
    """The token of an `Authorization` header."""
    if not authorization.strip():
        return tokens.MISSING
    if bearer := _BEARER.fullmatch(authorization.strip()):
        return bearer[1]
    if basic := _BASIC.fullmatch(authorization.strip()):
        try:
            _, _, password = base64.b64decode(basic[1], validate=True).decode("utf-8").partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return tokens.INVALID
        return password.strip() or tokens.MISSING
    return tokens.INVALID


def _purpose_of(header: str) -> str | None:
    """What an administrator states; percent-encoding carries letters that headers cannot."""
    said = " ".join(unquote(header[: 4 * audit.LONGEST_PURPOSE]).split())
    return said[: audit.LONGEST_PURPOSE] or None


def _account() -> str:
    """The account on this machine that runs a command: who answers for what it does."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):
        name = "unknown"
    return re.sub(r"[^A-Za-z0-9._-]", "_", name)[:64] or "unknown"
