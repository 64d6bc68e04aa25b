"""Statements asked for: one by its id, or page by page. Every reading is in the audit log before it is answered."""

from typing import TYPE_CHECKING

from starlette.responses import Response

from api.wiring import Wiring
from api.xapi import answering, pages, parameters
from api.xapi.asking import Asked
from api.xapi.pages import Place
from api.xapi.parameters import Wanted
from api.xapi.refusing import XapiRefused
from api.xapi.rows import blind_activity
from graph.record import times
from graph.record.searching import Filter
from graph.record.statements import Kept
from learners.access import Caller
from learners.vault import Vault
from learners.xapi.projecting import accepted

if TYPE_CHECKING:
    from learners.ids import AccountToken


class Reader:
    """Answers GET and HEAD."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    async def find(self, asked: Asked, caller: Caller) -> Response:
        """What the parameters ask for. Raises `XapiRefused`."""
        wanted = parameters.of_get(asked.parameters)
        if wanted.one is not None:
            return await self._one(wanted, wanted.one, asked, caller)
        record = await self._wiring.record()
        most = self._wiring.settings.limits.xapi_page
        place = Place(
            filter=_filter(wanted, record.vault),
            after=None,
            limit=min(wanted.limit or most, most),
            format=wanted.format,
            attachments=wanted.attachments,
        )
        return await self._page(place, asked, caller, asked.root)

    async def more(self, text: str, asked: Asked, caller: Caller, root: str) -> Response:
        """The page that begins at a place that was given out as `more`. Raises `XapiRefused`."""
        record = await self._wiring.record()
        return await self._page(pages.read(text, record.vault), asked, caller, root)

    async def _one(self, wanted: Wanted, id_: str, asked: Asked, caller: Caller) -> Response:
        record = await self._wiring.record()
        kept = await record.statements.one(id_)
        if kept is None or kept.voided != wanted.voided:
            await self._note(caller, ())
            raise XapiRefused(
                "statement.unknown",
                f"There is no {'voided ' if wanted.voided else ''}statement with the id {id_}.",
                status=404,
                hint="" if wanted.voided else "One that was voided is asked for by voidedStatementId.",
            )
        await self._note(caller, (kept,))
        return answering.one(
            kept, form=wanted.format, languages=_languages(asked), attachments=wanted.attachments
        )  # fmt: skip

    async def _page(self, place: Place, asked: Asked, caller: Caller, root: str) -> Response:
        record = await self._wiring.record()
        page = await record.statements.search(place.filter, limit=place.limit, after=place.after)
        await self._note(caller, page.statements)
        more = ""
        if page.next is not None:
            following = Place(
                filter=place.filter,
                after=page.next,
                limit=place.limit,
                format=place.format,
                attachments=place.attachments,
            )
            more = f"{root}/xapi/statements/more/{pages.written(following, record.vault)}"
        return answering.page(
            page.statements, more, form=place.format, languages=_languages(asked), attachments=place.attachments
        )

    async def _note(self, caller: Caller, statements: tuple[Kept, ...]) -> None:
        """Those who acted in the statements have an entry each, so that the log tells who looked at them."""
        record = await self._wiring.record()
        actors = sorted({kept.actor for kept in statements if kept.actor is not None})
        learners = await record.people.resolve(actors) if actors else {}
        things = [kept.id for kept in statements]
        await self._wiring.identity.did(caller, "statements.read", things=things, learners=sorted(learners.values()))


def _languages(asked: Asked) -> tuple[str, ...]:
    return accepted(asked.headers.get("accept-language", ""))


def _filter(wanted: Wanted, vault: Vault) -> Filter:
    """The same question in what the graph knows: tokens and digests."""
    agent: AccountToken | None = None if wanted.agent is None else vault.token(wanted.agent)
    return Filter(
        agent=agent,
        related_agents=wanted.related_agents,
        verb=wanted.verb,
        activity=None if wanted.activity is None else blind_activity(wanted.activity, vault),
        related_activities=wanted.related_activities,
        registration=wanted.registration,
        since=None if wanted.since is None else times.text(wanted.since),
        until=None if wanted.until is None else times.text(wanted.until),
        ascending=wanted.ascending,
    )
