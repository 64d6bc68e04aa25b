"""Statements handed in: judged, completed, written in one transaction with what follows from them, or not at all."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import orjson
from starlette.responses import Response

from api.errors import ServiceNotReady
from api.wiring import Wiring
from api.xapi import bodies, deriving, parameters, rows, verdicts
from api.xapi.asking import Asked
from api.xapi.deriving import Derived, Understanding
from api.xapi.forgetting import forgotten
from api.xapi.refusing import JSON, Item, XapiRefused
from api.xapi.versions import Version
from graph.record import Intake
from graph.record.statements import StatementRow
from learners.access import Caller
from learners.rejected import Rejected
from learners.vault import Vault
from learners.words import Words
from learners.xapi.judging import Fault, Invalid, account_of, judge
from learners.xapi.subjects import subjects
from ontology.model import Catalogue
from ontology.refusals import Refusal

if TYPE_CHECKING:
    from api.views import EditionView
    from graph.record import Record
    from learners.xapi.statement import Statement

AT_ONCE: Final = 4
"""Batches that are judged at the same time; more only wait, each with its body in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Valid statements as rows, and what follows from them."""

    rows: tuple[StatementRow, ...]
    derived: tuple[Derived, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Faulty:
    """A batch with statements that the specification does not allow: what to tell, and what to keep of it."""

    items: tuple[Item, ...]
    rejected: tuple[Rejected, ...]


NOTHING_PUBLISHED: Final = Understanding(words=Words(catalogue=Catalogue(base="")), about={}, edition=None)


class Taker:
    """Takes PUT and POST."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._judging = asyncio.Semaphore(AT_ONCE)
        self._understanding: tuple[EditionView, Understanding] | None = None

    async def take(self, asked: Asked, version: Version, caller: Caller) -> Response:
        """The response to statements that were handed in. Raises `XapiRefused`."""
        put = parameters.of_put(asked.parameters) if asked.method == "PUT" else None
        if put is None:
            parameters.of_post(asked.parameters)
        record = await self._wiring.record()
        by = await self._understood()
        at = datetime.now(UTC)
        async with self._judging:
            prepared = await asyncio.to_thread(self._prepared, asked, version, caller, put, by, record.vault, at)
        if isinstance(prepared, Faulty):
            await asyncio.gather(
                record.rejected.keep(prepared.rejected),
                self._wiring.identity.did(caller, "statements.write", outcome="denied"),
            )
            raise verdicts.faulty(prepared.items)
        ids = [row.id for row in prepared.rows]
        await self._write(record, prepared, by, caller, at)
        return Response(status_code=204) if put else Response(orjson.dumps(ids), media_type=JSON)

    def _prepared(
        self, asked: Asked, version: Version, caller: Caller, put: str | None, by: Understanding, vault: Vault,
        at: datetime,
    ) -> Prepared | Faulty:  # fmt: skip
        """All that takes no I/O. To be run in a thread. Raises `XapiRefused`."""
        limits = self._wiring.settings.limits
        value = bodies.statements(asked.headers.get("content-type", ""), asked.body)
        given = _listed(value, put, limits.xapi_statements)
        faulty = _judged(given, version, caller, vault, at)
        if isinstance(faulty, Faulty):
            return faulty
        bodies.check_attachments(value)
        named = [(statement, put or statement.id or str(uuid4())) for statement in faulty]
        verdicts.check_ids(named, put)
        authority = rows.authority_of(self._wiring.settings.url, caller.id)
        return Prepared(
            rows=tuple(rows.rows(named, authority=authority, vault=vault, at=at)),
            derived=deriving.derived(named, by, at=at),
        )

    async def _write(
        self, record: "Record", prepared: Prepared, by: Understanding, caller: Caller, at: datetime
    ) -> None:
        """Raises `XapiRefused` where one of the statements cannot be stored; then none is."""
        learners = await deriving.learners_of(record, prepared.derived)
        found = deriving.outcome(prepared.derived, learners, by, vault=record.vault, at=at, sender=caller.id)
        intake = Intake(
            evidence=found.evidence,
            statements=await forgotten(record, prepared.rows),
            rejected=found.rejected,
            all_or_nothing=True,
            rejected_alone=False,
        )
        ids = [row.id for row in prepared.rows]
        appended, _ = await asyncio.gather(
            record.append(intake), self._wiring.identity.did(caller, "statements.write", things=ids)
        )
        if not appended.written:
            raise verdicts.not_stored(appended.statements, appended.evidence)

    async def _understood(self) -> Understanding:
        """The current edition as statements need it; where there is none yet, nothing is known by it."""
        try:
            view = (await self._wiring.editions.seen()).view
        except ServiceNotReady as error:
            if await (await self._wiring.reach.graph()).current() is None:
                return NOTHING_PUBLISHED
            raise XapiRefused(error.code, error.message, status=503, hint="Send the same again.") from None
        if self._understanding is None or self._understanding[0] is not view:
            about = await asyncio.to_thread(subjects, view.words)
            self._understanding = view, Understanding(words=view.words, about=about, edition=view.edition.number)
        return self._understanding[1]


def _listed(value: object, put: str | None, most: int) -> list[object]:
    """The statements of a body. Raises `XapiRefused`."""
    if put is not None:
        if not isinstance(value, dict):
            raise XapiRefused("statement.one", "The body of a PUT is not one statement.", hint="Send a JSON object.")
        return [value]
    if not isinstance(value, list | dict):
        raise XapiRefused(
            "statement.none", "The body is neither a statement nor a list of them.", hint="Send an object or a list."
        )
    given = value if isinstance(value, list) else [value]
    if len(given) > most:
        raise XapiRefused(
            "limit.statements",
            f"The request has {len(given):,} statements; at most {most:,} are allowed.",
            status=413,
            hint="Send them in several requests.",
        )
    return given


def _judged(
    given: Sequence[object], version: Version, caller: Caller, vault: Vault, at: datetime
) -> "list[Statement] | Faulty":
    valid: list[Statement] = []
    items: list[Item] = []
    kept: list[Rejected] = []
    for index, raw in enumerate(given):
        verdict = judge(raw, version=version)
        if isinstance(verdict, Invalid):
            items += [verdicts.item(index, fault) for fault in verdict.faults]
            kept.append(_rejected(index, raw, verdict.faults[0], version, caller, vault, at))
        else:
            valid.append(verdict)
    return Faulty(items=tuple(items), rejected=tuple(kept)) if items else valid


def _rejected(
    index: int, raw: object, fault: Fault, version: Version, caller: Caller, vault: Vault, at: datetime
) -> Rejected:
    """A statement that was refused, with what it takes to judge it again, and under whom it is found and erased."""
    row = {"statement": raw, "version": version, "authority": caller.id}
    why = Refusal(code=verdicts.code(fault), message=f"{fault.path}: {fault.message}", hint=fault.mend)
    acted = account_of(raw.get("actor")) if isinstance(raw, dict) else None
    token = None if acted is None else vault.token(acted)
    return deriving.rejected_row(row, why, vault=vault, at=at, number=index, token=token)
